/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host check on made-up hosts: each row's states, from files below a root of the test's own. */
#include <string.h>
#include <glib/gstdio.h>
#include "casement-host-check.h"

typedef struct {
  const char *path;
  const char *text;
} File;

typedef struct {
  const char *name;
  const char *uri;
  const char *domcaps;
  CasementTristate smm;
  guint64 memory_free;
  const char *states; /* in the guide's order */
  File files[8];
} Host;

static const Host hosts[] = {
  { "good", "qemu:///session", "kvm-intel.xml", CASEMENT_TRISTATE_YES, G_GUINT64_CONSTANT (16) << 30, "ok ok ok unknown ok ok ok ok ok",
    { { "sys/devices/system/cpu/smt/active", "0\n" }, { "etc/default/libvirt-guests", "# SYNC_TIME=0\nSYNC_TIME=1\n" },
      { "proc/cpuinfo", "vmx flags : ept vpid ept_mode_based_exec\n" } } },
  { "exposed", "qemu:///system", "kvm-intel.xml", CASEMENT_TRISTATE_NO, G_GUINT64_CONSTANT (1) << 30,
    "ok warn warn unknown warn ok warn warn ok",
    { { "sys/devices/system/cpu/smt/active", "1\n" },
      { "sys/devices/system/cpu/vulnerabilities/mds", "Mitigation: Clear CPU buffers; SMT vulnerable\n" },
      { "etc/sysconfig/libvirt-guests", "SYNC_TIME=0\n" }, { "proc/cpuinfo", "flags : vmx\n" } } },
  { "shielded", "qemu:///session", "kvm-intel.xml", CASEMENT_TRISTATE_YES, G_GUINT64_CONSTANT (16) << 30,
    "ok ok unknown unknown ok ok ok unknown ok",
    { { "sys/devices/system/cpu/smt/active", "1\n" }, { "sys/devices/system/cpu/vulnerabilities/mds", "Not affected\n" } } },
  { "too-old", "qemu:///session", "kvm-intel.xml", CASEMENT_TRISTATE_YES, G_GUINT64_CONSTANT (16) << 30,
    "ok warn unknown unknown ok ok ok warn ok",
    { { "sys/devices/system/cpu/smt/active", "1\n" }, { "proc/sys/vm/nr_hugepages", "512\n" },
      { "proc/cpuinfo", "vendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 26\nmodel name\t: Intel(R) Xeon(R)\nflags\t\t: vmx\n" } } },
  { "emulating", "qemu:///session", "emulation.xml", CASEMENT_TRISTATE_UNKNOWN, G_GUINT64_CONSTANT (16) << 30,
    "fail unknown unknown unknown ok ok ok unknown ok", { { "dev/kvm", "" } } },
  { "remote", "qemu+ssh://host/system", "kvm-intel.xml", CASEMENT_TRISTATE_UNKNOWN, 0,
    "ok unknown unknown unknown ok ok warn unknown unknown", { { "sys/devices/system/cpu/smt/active", "1\n" } } },
};

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

static void
test_host (gconstpointer data)
{
  const Host *host = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *root = g_dir_make_tmp ("casement-host-XXXXXX", &error);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures/domcaps", host->domcaps, NULL);
  g_autofree char *domcaps = NULL;
  g_autoptr (CasementHostFacts) facts = NULL;
  g_autoptr (GListModel) checks = NULL;
  g_autoptr (GString) states = g_string_new (NULL);
  g_autofree char *json = NULL;
  CasementHostInput input = { .uri = host->uri,
                              .kvm_smm = host->smm,
                              .memory_total = G_GUINT64_CONSTANT (32) << 30,
                              .memory_free = host->memory_free };

  g_assert_no_error (error);
  g_unsetenv ("WAYLAND_DISPLAY");
  g_unsetenv ("DISPLAY");
  for (const File *file = host->files; file->path != NULL; file++) {
    g_autofree char *full = g_build_filename (root, file->path, NULL);
    g_autofree char *dir = g_path_get_dirname (full);

    g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
    g_assert_true (g_file_set_contents (full, file->text, -1, NULL));
  }
  g_assert_true (g_file_get_contents (path, &domcaps, NULL, NULL));
  input.domain_capabilities = domcaps;
  facts = casement_host_facts_new (&input, &error);
  g_assert_no_error (error);
  checks = casement_host_check_run (facts, root);
  for (guint i = 0; i < g_list_model_get_n_items (checks); i++) {
    g_autoptr (CasementHostCheck) check = g_list_model_get_item (checks, i);

    g_string_append_printf (states, "%s%s", i > 0 ? " " : "", casement_host_check_state_to_string (casement_host_check_get_state (check)));
    g_assert_cmpint (strlen (casement_host_check_get_found (check)), >, 5);
    /* What is not well has a next step. */
    if (casement_host_check_get_state (check) == CASEMENT_HOST_CHECK_FAIL || casement_host_check_get_state (check) == CASEMENT_HOST_CHECK_WARN)
      g_assert_nonnull (casement_host_check_get_advice (check));
  }
  g_assert_cmpstr (states->str, ==, host->states);
  json = casement_host_check_to_json (checks, host->uri);
  g_assert_nonnull (strstr (json, "\"host-kvm\""));
  remove_tree (root);
}

typedef struct {
  const char *name;
  const char *os_release;
  gboolean image;
  const char *firmware;
  const char *tpm;
  const char *samba;
  const char *nosmt;
} Distro;

#define NOSMT "mitigations=auto,nosmt"

static const Distro distros[] = {
  { "debian", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n", FALSE, "sudo apt install ovmf",
    "sudo apt install swtpm swtpm-tools", "sudo apt install samba",
    "echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX " NOSMT "\"' | sudo tee /etc/default/grub.d/casement.cfg && sudo update-grub" },
  { "ubuntu", "NAME=\"Ubuntu\"\nVERSION_ID=\"24.04\"\nID=ubuntu\nID_LIKE=debian\n", FALSE, "sudo apt install ovmf",
    "sudo apt install swtpm swtpm-tools", "sudo apt install samba",
    "echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX " NOSMT "\"' | sudo tee /etc/default/grub.d/casement.cfg && sudo update-grub" },
  { "mint", "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", FALSE, "sudo apt install ovmf", "sudo apt install swtpm swtpm-tools",
    "sudo apt install samba",
    "echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX " NOSMT "\"' | sudo tee /etc/default/grub.d/casement.cfg && sudo update-grub" },
  { "fedora", "NAME=\"Fedora Linux\"\nID=fedora\nPLATFORM_ID=\"platform:f42\"\n", FALSE, "sudo dnf install edk2-ovmf",
    "sudo dnf install swtpm swtpm-tools", "sudo dnf install samba", "sudo grubby --update-kernel=ALL --args=" NOSMT },
  { "silverblue", "ID=fedora\nVARIANT_ID=silverblue\n", TRUE, "sudo rpm-ostree install edk2-ovmf",
    "sudo rpm-ostree install swtpm swtpm-tools", "sudo rpm-ostree install samba", "sudo rpm-ostree kargs --append=" NOSMT },
  { "rocky", "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", FALSE, "sudo dnf install edk2-ovmf",
    "sudo dnf install swtpm swtpm-tools", "sudo dnf install samba", "sudo grubby --update-kernel=ALL --args=" NOSMT },
  { "arch", "NAME=\"Arch Linux\"\nID=arch\nBUILD_ID=rolling\n", FALSE, "sudo pacman -S --needed edk2-ovmf",
    "sudo pacman -S --needed swtpm", "sudo pacman -S --needed samba", NULL },
  { "manjaro", "ID=manjaro\nID_LIKE='arch'\n", FALSE, "sudo pacman -S --needed edk2-ovmf", "sudo pacman -S --needed swtpm",
    "sudo pacman -S --needed samba", NULL },
  { "tumbleweed", "ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n", FALSE, "sudo zypper install qemu-ovmf-x86_64",
    "sudo zypper install swtpm", "sudo zypper install samba", "sudo update-bootloader --add-option " NOSMT " --config" },
  { "leap", "ID=\"opensuse-leap\"\n", FALSE, "sudo zypper install qemu-ovmf-x86_64", "sudo zypper install swtpm",
    "sudo zypper install samba", "sudo update-bootloader --add-option " NOSMT " --config" },
  { "other", "ID=gentoo\nVERSION_ID=debian\n", FALSE, NULL, NULL, NULL, NULL },
  { "hostile", "ID=\"; rm -rf /\nID_LIKE=$(x)\n", FALSE, NULL, NULL, NULL, NULL },
  { "none", NULL, FALSE, NULL, NULL, NULL, NULL },
};

static void
write_file (const char *root, const char *path, const char *text)
{
  g_autofree char *full = g_build_filename (root, path, NULL);
  g_autofree char *dir = g_path_get_dirname (full);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (full, text, -1, NULL));
}

/* A host where all that could be missing is, as each distribution would put it right. */
static void
test_distro (gconstpointer data)
{
  const Distro *distro = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *root = g_dir_make_tmp ("casement-host-XXXXXX", &error);
  CasementHostInput input = { .uri = "qemu:///session",
                              .domain_capabilities = "<domainCapabilities><path>/usr/bin/qemu-system-x86_64</path><domain>qemu</domain>"
                                                     "<machine>pc-q35-7.2</machine><arch>x86_64</arch></domainCapabilities>" };
  g_autoptr (CasementHostFacts) facts = casement_host_facts_new (&input, &error);
  g_autoptr (GListModel) checks = NULL;
  const struct {
    const char *id;
    const char *command;
  } rows[] = {
    { "host-kvm", "sudo usermod -aG kvm $USER" },
    { "host-smt", distro->nosmt },
    { "host-time-sync", "echo SYNC_TIME=1 | sudo tee -a /etc/conf.d/libvirt-guests" },
    { "host-firmware", distro->firmware },
    { "host-tpm", distro->tpm },
    { "host-sharing", distro->samba },
  };

  g_assert_no_error (error);
  if (distro->os_release != NULL)
    write_file (root, "etc/os-release", distro->os_release);
  if (distro->image)
    write_file (root, "run/ostree-booted", "");
  write_file (root, "dev/kvm", "");
  write_file (root, "sys/devices/system/cpu/smt/active", "1\n");
  write_file (root, "sys/devices/system/cpu/vulnerabilities/mds", "Vulnerable; SMT vulnerable\n");
  write_file (root, "etc/conf.d/libvirt-guests", "SYNC_TIME=0\n");
  checks = casement_host_check_run (facts, root);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean seen = FALSE;

    for (guint j = 0; j < g_list_model_get_n_items (checks); j++) {
      g_autoptr (CasementHostCheck) check = g_list_model_get_item (checks, j);

      if (strcmp (casement_host_check_get_id (check), rows[i].id) != 0)
        continue;
      seen = TRUE;
      g_assert_nonnull (casement_host_check_get_advice (check));
      g_assert_cmpstr (casement_host_check_get_command (check), ==, rows[i].command);
    }
    g_assert_true (seen);
  }
  remove_tree (root);
}

/* What Samba lets this user do decides who shares a folder, and how. */
static void
test_sharing (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *root = g_dir_make_tmp ("casement-host-XXXXXX", &error);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures/domcaps/kvm-intel.xml", NULL);
  g_autofree char *usershares = g_build_filename (root, "var/lib/samba/usershares", NULL);
  g_autofree char *domcaps = NULL;
  CasementHostInput input = { .uri = "qemu:///session" };
  g_autoptr (CasementHostFacts) facts = NULL;

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &domcaps, NULL, NULL));
  input.domain_capabilities = domcaps;
  facts = casement_host_facts_new (&input, NULL);
  write_file (root, "usr/sbin/smbd", "");
  write_file (root, "usr/libexec/virtiofsd", "");
  for (guint may_share = 0; may_share < 2; may_share++) {
    g_autoptr (GListModel) checks = NULL;
    g_autoptr (CasementHostCheck) check = NULL;

    if (may_share)
      g_assert_cmpint (g_mkdir_with_parents (usershares, 0700), ==, 0);
    checks = casement_host_check_run (facts, root);
    check = g_list_model_get_item (checks, 8);
    g_assert_cmpstr (casement_host_check_get_id (check), ==, "host-sharing");
    g_assert_nonnull (strstr (casement_host_check_get_found (check), may_share ? "also by you" : "by an administrator"));
    g_assert_cmpint (casement_host_check_get_command (check) != NULL, ==, may_share);
    if (may_share)
      g_assert_nonnull (strstr (casement_host_check_get_command (check), "guest_ok=n"));
  }
  remove_tree (root);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    g_autofree char *path = g_strdup_printf ("/core/host-check/%s", hosts[i].name);

    g_test_add_data_func (path, &hosts[i], test_host);
  }
  for (guint i = 0; i < G_N_ELEMENTS (distros); i++) {
    g_autofree char *path = g_strdup_printf ("/core/host-check/distro/%s", distros[i].name);

    g_test_add_data_func (path, &distros[i], test_distro);
  }
  g_test_add_func ("/core/host-check/sharing", test_sharing);
  return g_test_run ();
}
