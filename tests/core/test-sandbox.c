/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gstdio.h>
#include "casement-daemons.h"
#include "casement-sandbox.h"

/* A host's files, as far as they matter. */
typedef struct {
  const char *name;
  const char *files[8];
  const char *distro;
  const char *uri;
  const char *command; /* NULL: nothing is missing */
} Case;

static const Case cases[] = {
  { "session", { "runtime/libvirt/libvirt-sock" }, "ID=debian\n", "qemu:///session", NULL },
  { "installed", { "root/usr/sbin/libvirtd" }, "ID=debian\n", "qemu:///session", "virsh -c qemu:///session uri" },
  { "missing-debian",
    { NULL },
    "ID=debian\n",
    "qemu:///session",
    "sudo apt install libvirt-daemon libvirt-clients qemu-system-x86 qemu-utils ovmf swtpm swtpm-tools" },
  { "missing-unknown", { NULL }, "ID=other\n", "qemu:///session", NULL },
  { "sandbox-session", { "root/.flatpak-info", "runtime/libvirt/virtqemud-sock" }, "ID=fedora\n", "qemu:///session", NULL },
  { "sandbox-system",
    { "root/.flatpak-info", "root/run/libvirt/virtqemud-sock" },
    "ID=fedora\n",
    "qemu:///system",
    "virsh -c qemu:///session uri" },
  { "sandbox-debian",
    { "root/.flatpak-info" },
    "ID=ubuntu\nID_LIKE=debian\n",
    "qemu:///session",
    "sudo apt install libvirt-daemon libvirt-clients qemu-system-x86 qemu-utils ovmf swtpm swtpm-tools && virsh -c "
    "qemu:///session uri" },
  { "sandbox-fedora",
    { "root/.flatpak-info" },
    "ID=fedora\n",
    "qemu:///session",
    "sudo dnf install libvirt-daemon-kvm libvirt-client edk2-ovmf swtpm swtpm-tools && virsh -c qemu:///session uri" },
  { "sandbox-image",
    { "root/.flatpak-info", "root/run/ostree-booted" },
    "ID=fedora\n",
    "qemu:///session",
    "sudo rpm-ostree install libvirt-daemon-kvm libvirt-client edk2-ovmf swtpm swtpm-tools" },
  { "sandbox-arch",
    { "root/.flatpak-info" },
    "ID=arch\n",
    "qemu:///session",
    "sudo pacman -S --needed libvirt qemu-desktop edk2-ovmf swtpm && virsh -c qemu:///session uri" },
  { "sandbox-suse",
    { "root/.flatpak-info" },
    "ID=opensuse-tumbleweed\n",
    "qemu:///session",
    "sudo zypper install libvirt-daemon-qemu libvirt-client qemu-x86 qemu-ovmf-x86_64 swtpm && virsh -c qemu:///session uri" },
  { "sandbox-unknown", { "root/.flatpak-info" }, "ID=other\n", "qemu:///session", "virsh -c qemu:///session uri" },
};

static void
write_file (const char *folder, const char *path, const char *text)
{
  g_autofree char *full = g_build_filename (folder, path, NULL);
  g_autofree char *parent = g_path_get_dirname (full);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (full, text, -1, &error);
  g_assert_no_error (error);
}

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
test_daemons (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *folder = g_dir_make_tmp ("casement-test-XXXXXX", NULL);
  g_autofree char *root = g_build_filename (folder, "root", NULL);
  g_autofree char *runtime = g_build_filename (folder, "runtime", NULL);
  g_autofree char *command = NULL;
  CasementDaemons daemons;

  for (guint i = 0; test->files[i] != NULL; i++)
    write_file (folder, test->files[i], "");
  /* What a sandbox shows at the usual place is the runtime's. */
  write_file (folder, "root/etc/os-release", g_str_has_prefix (test->name, "sandbox") ? "ID=org.gnome.platform\n" : test->distro);
  write_file (folder, "root/run/host/os-release", test->distro);

  casement_daemons_look (&daemons, root, runtime);
  g_assert_cmpstr (casement_daemons_get_uri (&daemons), ==, test->uri);
  command = casement_daemons_dup_command (&daemons);
  g_assert_cmpstr (command, ==, test->command);
  g_assert_true ((casement_daemons_get_advice (&daemons) == NULL) == daemons.session);
  remove_tree (folder);
}

static void
test_documents (void)
{
  static const char *const documents[] = { "/run/user/1000/doc/1a2b3c4d/Win11.iso", "/run/user/1000/doc", "/run/flatpak/doc/1a2b/x.iso" };
  static const char *const others[] = { "/run/user/1000/documents/x.iso", "/home/me/run/user/1000/doc/x.iso", "/run/user/doc/x.iso",
                                        "/run/media/me/doc/x.iso", "run/user/1000/doc/x", "/", "" };

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    g_assert_true (casement_sandbox_is_document (documents[i]));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (casement_sandbox_is_document (others[i]));
  g_assert_false (casement_sandbox_is_document (NULL));
}

/* Without the portal's attribute nothing is known, and nothing is made up. */
static void
test_host_path (void)
{
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("casement-test-XXXXXX", &file, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  path = casement_sandbox_dup_host_path (file);
  g_assert_null (path);
  g_remove (file);
  g_assert_null (casement_sandbox_dup_host_path (file));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/sandbox/daemons/%s", cases[i].name);

    g_test_add_data_func (path, &cases[i], test_daemons);
  }
  g_test_add_func ("/sandbox/documents", test_documents);
  g_test_add_func ("/sandbox/host-path", test_host_path);
  return g_test_run ();
}
