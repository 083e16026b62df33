/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-host-check.h"

#include <string.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "casement-distro.h"
#include "casement-sandbox.h"
#include "casement-size.h"

/* More than any file below /proc or /sys that is read here. */
#define MAX_FILE (256 * 1024)

typedef struct {
  CasementHostFacts *facts;
  const char *root;
  CasementDistro distro;
} Host;

/* Files of another machine say nothing; NULL stands for that and for a file that is not there. */
static char *
read_file (const Host *host, const char *path)
{
  g_autofree char *full = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  if (!casement_host_facts_is_local (host->facts))
    return NULL;
  full = g_build_filename (host->root, path, NULL);
  file = g_file_new_for_path (full);
  stream = g_file_read (file, NULL, NULL);
  if (stream == NULL)
    return NULL;
  text = g_malloc0 (MAX_FILE + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), text, MAX_FILE, &length, NULL, NULL))
    return NULL;
  return g_strstrip (g_steal_pointer (&text));
}

static gboolean
exists (const Host *host, const char *path)
{
  g_autofree char *full = g_build_filename (host->root, path, NULL);

  return casement_host_facts_is_local (host->facts) && g_file_test (full, G_FILE_TEST_EXISTS);
}

static CasementHostCheck *
check_kvm (const Host *host)
{
  const char *denied = casement_host_facts_get_kvm_denied (host->facts);
  g_autofree char *found = NULL;

  if (casement_host_facts_has_kvm (host->facts))
    return casement_host_check_new ("host-kvm", CASEMENT_HOST_CHECK_OK,
                                    _("KVM is there and usable."), NULL);
  if (exists (host, "dev/kvm"))
    return casement_host_check_new_with_command (
        "host-kvm", CASEMENT_HOST_CHECK_FAIL,
        _("KVM is there, but this connection may not use it; software emulation works and is very slow."),
        _("Add yourself to the group “kvm” and log in again."), "sudo usermod -aG kvm $USER");
  found = g_strdup_printf (_("There is no KVM; software emulation works and is very slow.%s%s"), denied != NULL ? " " : "",
                           denied != NULL ? denied : "");
  return casement_host_check_new ("host-kvm", CASEMENT_HOST_CHECK_FAIL, found,
                                  _("Switch on virtualization (Intel VT-x or AMD SVM) in the computer's firmware settings."));
}

/* Intel's microcode for these faults begins with Sandy Bridge, family 6, model 42
 * (https://www.intel.com/content/www/us/en/developer/topic-technology/software-security-guidance/processors-affected-consolidated-product-cpu-model.html). */
static gboolean
is_before_sandy_bridge (const Host *host)
{
  g_autofree char *cpuinfo = read_file (host, "proc/cpuinfo");
  g_autoptr (GRegex) regex = g_regex_new ("^model\\s*:\\s*(\\d+)", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *model = NULL;

  if (cpuinfo == NULL || strstr (cpuinfo, "GenuineIntel") == NULL || !g_regex_match_simple ("^cpu family\\s*:\\s*6$", cpuinfo, G_REGEX_MULTILINE, 0)
      || !g_regex_match (regex, cpuinfo, 0, &match))
    return FALSE;
  model = g_match_info_fetch (match, 1);
  return g_ascii_strtoull (model, NULL, 10) < 42;
}

static CasementHostCheck *
check_smt (const Host *host)
{
  static const char *const files[] = { "mds", "l1tf", "tsx_async_abort", "mmio_stale_data" };
  g_autofree char *smt = read_file (host, "sys/devices/system/cpu/smt/active");
  g_autoptr (GString) exposed = g_string_new (NULL);
  g_autofree char *command = casement_distro_dup_kernel_parameter (host->distro, "mitigations=auto,nosmt");
  g_autofree char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename ("sys/devices/system/cpu/vulnerabilities", files[i], NULL);
    g_autofree char *text = read_file (host, path);

    /* "Mitigation: Clear CPU buffers; SMT vulnerable", or plainly "Vulnerable". */
    if (text != NULL && (strstr (text, "SMT vulnerable") != NULL || g_str_has_prefix (text, "Vulnerable")))
      g_string_append_printf (exposed, "%s%s", exposed->len > 0 ? ", " : "", files[i]);
  }
  if (smt == NULL)
    return casement_host_check_new ("host-smt", CASEMENT_HOST_CHECK_UNKNOWN,
                                    _("This kernel, or a host that is not this computer, does not say."), NULL);
  if (strcmp (smt, "1") != 0)
    return casement_host_check_new ("host-smt", CASEMENT_HOST_CHECK_OK,
                                    _("No two threads share a core."), NULL);
  if (is_before_sandy_bridge (host))
    return casement_host_check_new_with_command ("host-smt", CASEMENT_HOST_CHECK_WARN,
                                                 _("Threads share cores, and Intel's processors before Sandy Bridge get no remedy for "
                                                   "what leaks between them."),
                                                 _("If Windows runs programs you do not trust, start the host with the kernel "
                                                   "parameter “mitigations=auto,nosmt”."),
                                                 command);
  if (exposed->len == 0)
    return casement_host_check_new ("host-smt", CASEMENT_HOST_CHECK_OK,
                                    _("Threads share cores, and this processor keeps them apart."), NULL);
  found = g_strdup_printf (_("Threads share cores, and what one computes can leak to the other (%s)."), exposed->str);
  return casement_host_check_new_with_command ("host-smt", CASEMENT_HOST_CHECK_WARN, found,
                                               _("If Windows runs programs you do not trust, start the host with the kernel "
                                                 "parameter “mitigations=auto,nosmt”."),
                                               command);
}

static CasementHostCheck *
check_time_sync (const Host *host)
{
  /* Debian and relatives, Fedora and relatives, Arch */
  static const char *const files[] = { "etc/default/libvirt-guests", "etc/sysconfig/libvirt-guests", "etc/conf.d/libvirt-guests" };

  if (casement_sandbox_is_active (host->root))
    return casement_host_check_new ("host-time-sync", CASEMENT_HOST_CHECK_UNKNOWN,
                                    _("The host's settings cannot be seen from inside a Flatpak; Casement sets the clock of "
                                      "machines it resumes by itself."),
                                    NULL);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *text = read_file (host, files[i]);
    g_autofree char *advice = NULL;
    g_autofree char *command = NULL;

    if (text == NULL)
      continue;
    if (g_regex_match_simple ("^\\s*SYNC_TIME\\s*=\\s*\"?1", text, G_REGEX_MULTILINE, 0))
      return casement_host_check_new ("host-time-sync", CASEMENT_HOST_CHECK_OK,
                                      _("libvirt-guests sets the guests' clocks."), NULL);
    advice = g_strdup_printf (_("Set SYNC_TIME=1 in /%s; Casement sets the clock of machines it resumes by itself."), files[i]);
    /* A shell reads the file; the last assignment counts. */
    command = g_strdup_printf ("echo SYNC_TIME=1 | sudo tee -a /%s", files[i]);
    return casement_host_check_new_with_command ("host-time-sync", CASEMENT_HOST_CHECK_WARN,
                                                 _("libvirt-guests does not set the guests' clocks when it resumes them."),
                                                 advice, command);
  }
  return casement_host_check_new ("host-time-sync", CASEMENT_HOST_CHECK_UNKNOWN,
                                  _("libvirt-guests is not installed here; without it nothing suspends or resumes "
                                    "machines with the host."),
                                  NULL);
}

static CasementHostCheck *
check_keyboard (const Host *host)
{
  /* Compositors known to offer zwp_keyboard_shortcuts_inhibit_manager_v1. */
  static const char *const known[] = { "GNOME", "KDE", "sway", "COSMIC", "Cinnamon", "X-Cinnamon" };
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");
  g_autofree char *found = NULL;

  if (g_getenv ("WAYLAND_DISPLAY") == NULL) {
    if (g_getenv ("DISPLAY") == NULL)
      return casement_host_check_new ("host-keyboard-inhibit", CASEMENT_HOST_CHECK_UNKNOWN,
                                      _("There is no graphical session here."), NULL);
    return casement_host_check_new ("host-keyboard-inhibit", CASEMENT_HOST_CHECK_OK,
                                    _("On X11 the console takes the whole keyboard."), NULL);
  }
  for (guint i = 0; desktop != NULL && i < G_N_ELEMENTS (known); i++)
    if (strstr (desktop, known[i]) != NULL) {
      found = g_strdup_printf (_("%s lets the console have its shortcuts."), desktop);
      return casement_host_check_new ("host-keyboard-inhibit", CASEMENT_HOST_CHECK_OK, found, NULL);
    }
  return casement_host_check_new ("host-keyboard-inhibit", CASEMENT_HOST_CHECK_UNKNOWN,
                                  _("Whether this compositor lets the console have its shortcuts is not known."),
                                  _("Open a console and press the Windows key: if the desktop answers, send it from "
                                    "the console's menu."));
}

static CasementHostCheck *
check_firmware (const Host *host)
{
  g_auto (GStrv) images = casement_host_facts_dup_values (host->facts, "os/loader");
  g_autofree char *list = g_strjoinv (", ", images);
  g_autofree char *command = casement_distro_dup_install (host->distro, CASEMENT_PACKAGE_FIRMWARE);
  g_autofree char *found = NULL;

  if (!casement_host_facts_lists (host->facts, "os/firmware", "efi"))
    return casement_host_check_new_with_command ("host-firmware", CASEMENT_HOST_CHECK_FAIL,
                                                 _("libvirt finds no UEFI firmware image."),
                                                 command != NULL ? _("Install OVMF.")
                                                                 : _("Install OVMF: package “ovmf” on Debian and Ubuntu, “edk2-ovmf” "
                                                                     "on Fedora and Arch, “qemu-ovmf-x86_64” on openSUSE."),
                                                 command);
  if (!casement_host_facts_lists (host->facts, "os/loader/secure", "yes"))
    return casement_host_check_new_with_command ("host-firmware", CASEMENT_HOST_CHECK_WARN,
                                                 _("There is UEFI firmware, but none with Secure Boot."),
                                                 _("Install an OVMF package that has Secure Boot images."), command);
  if (casement_host_facts_get_smm (host->facts) == CASEMENT_TRISTATE_NO)
    return casement_host_check_new ("host-firmware", CASEMENT_HOST_CHECK_WARN,
                                    _("KVM here has no System Management Mode, so Secure Boot cannot be used."),
                                    _("If this host is a virtual machine itself, use one whose hypervisor offers it."));
  found = g_strdup_printf (_("UEFI with Secure Boot: %s"), list);
  return casement_host_check_new ("host-firmware", CASEMENT_HOST_CHECK_OK, found, NULL);
}

static CasementHostCheck *
check_tpm (const Host *host)
{
  g_autofree char *command = casement_distro_dup_install (host->distro, CASEMENT_PACKAGE_TPM);

  if (casement_host_facts_supports (host->facts, "devices/tpm")
      && casement_host_facts_lists (host->facts, "devices/tpm/backendModel", "emulator"))
    return casement_host_check_new ("host-tpm", CASEMENT_HOST_CHECK_OK, _("libvirt has a TPM emulator (swtpm)."), NULL);
  return casement_host_check_new_with_command ("host-tpm", CASEMENT_HOST_CHECK_FAIL,
                                               _("libvirt finds no TPM emulator; Windows 11 needs one."),
                                               command != NULL ? _("Install swtpm.")
                                                               : _("Install swtpm: packages “swtpm” and “swtpm-tools”, on Arch and "
                                                                   "openSUSE “swtpm”."),
                                               command);
}

static CasementHostCheck *
check_memory (const Host *host)
{
  guint64 total = casement_host_facts_get_memory_total (host->facts);
  guint64 free_bytes = casement_host_facts_get_memory_free (host->facts);
  g_autofree char *thp = read_file (host, "sys/kernel/mm/transparent_hugepage/enabled");
  g_autofree char *total_text = casement_size_format (total);
  g_autofree char *free_text = casement_size_format (free_bytes);
  g_autofree char *found = NULL;
  g_autofree char *set_aside = read_file (host, "proc/sys/vm/nr_hugepages");
  const char *pages = "";
  const char *huge = "";

  if (total == 0)
    return casement_host_check_new ("host-memory", CASEMENT_HOST_CHECK_UNKNOWN, _("The host does not say."), NULL);
  if (thp != NULL && strstr (thp, "[never]") != NULL)
    pages = _(" Transparent huge pages are off: memory access is slower, and nothing pauses to build them.");
  else if (thp != NULL)
    pages = _(" Transparent huge pages are on: memory access is faster, at some cost in building them.");
  if (set_aside != NULL && g_ascii_strtoull (set_aside, NULL, 10) > 0)
    huge = _(" Huge pages are set aside: a virtual machine that uses them is faster, and nothing else can have them.");
  found = g_strdup_printf (_("%s of %s are free.%s%s"), free_text, total_text, pages, huge);
  if (free_bytes < G_GUINT64_CONSTANT (4) << 30)
    return casement_host_check_new ("host-memory", CASEMENT_HOST_CHECK_WARN, found,
                                    _("Windows 11 needs 4 GiB: close other programs or virtual machines before starting it."));
  return casement_host_check_new ("host-memory", CASEMENT_HOST_CHECK_OK, found, NULL);
}

static CasementHostCheck *
check_mbec (const Host *host)
{
  g_autofree char *cpuinfo = read_file (host, "proc/cpuinfo");

  if (cpuinfo == NULL)
    return casement_host_check_new ("host-mbec", CASEMENT_HOST_CHECK_UNKNOWN, _("The host's processor is not known."), NULL);
  /* Linux: Intel's MBEC is the VMX flag ept_mode_based_exec; AMD's GMET the flag gmet. */
  if (g_regex_match_simple ("\\b(ept_mode_based_exec|gmet)\\b", cpuinfo, 0, 0))
    return casement_host_check_new ("host-mbec", CASEMENT_HOST_CHECK_OK,
                                    _("The processor can check it cheaply (MBEC or GMET), if it reaches the guest."), NULL);
  return casement_host_check_new ("host-mbec", CASEMENT_HOST_CHECK_WARN,
                                  _("The processor has neither MBEC nor GMET; Memory Integrity would slow Windows down."),
                                  _("Leave Memory Integrity off in Windows' Core isolation settings."));
}

static CasementHostCheck *
check_sharing (const Host *host)
{
  static const char *const daemons[] = { "usr/libexec/virtiofsd", "usr/lib/qemu/virtiofsd", "usr/lib/virtiofsd", "usr/bin/virtiofsd" };
  gboolean virtiofs = FALSE;
  gboolean samba = exists (host, "usr/sbin/smbd") || exists (host, "usr/bin/smbd");
  /* Who may write there shares folders without being root (Samba's "usershare path"). */
  g_autofree char *usershares = g_build_filename (host->root, "var/lib/samba/usershares", NULL);
  gboolean may_share = samba && g_access (usershares, W_OK | X_OK) == 0;
  g_autofree char *found = NULL;
  g_autofree char *command = NULL;

  if (!casement_host_facts_is_local (host->facts))
    return casement_host_check_new ("host-sharing", CASEMENT_HOST_CHECK_UNKNOWN,
                                    _("What the other host has is not known; sharing through the console works."), NULL);
  if (casement_sandbox_is_active (host->root))
    return casement_host_check_new ("host-sharing", CASEMENT_HOST_CHECK_UNKNOWN,
                                    _("What the host has cannot be seen from inside a Flatpak; sharing through the console "
                                      "works."), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (daemons); i++)
    virtiofs = virtiofs || exists (host, daemons[i]);
  virtiofs = virtiofs && casement_host_facts_lists (host->facts, "devices/filesystem/driverType", "virtiofs");
  found = g_strdup_printf (_("Through the console: yes. Windows file sharing (Samba): %s. virtio-fs: %s."),
                           !samba      ? _("not installed")
                           : may_share ? _("yes, also by you")
                                       : _("yes, by an administrator"),
                           virtiofs ? _("yes") : _("not installed"));
  if (!samba || !virtiofs)
    command = casement_distro_dup_install (host->distro, samba ? CASEMENT_PACKAGE_VIRTIOFS : CASEMENT_PACKAGE_SAMBA);
  else if (may_share)
    /* With a password, for nobody but the one who shares. */
    command = g_strdup ("net usershare add shared \"$HOME/Public\" \"\" \"$USER:F\" guest_ok=n");
  return casement_host_check_new_with_command (
      "host-sharing", CASEMENT_HOST_CHECK_OK, found,
      !samba      ? _("To share folders as Windows does it, install the package “samba”.")
      : !virtiofs ? _("To share folders through virtio-fs, install the package “virtiofsd”.")
      : may_share ? _("To share a folder with Windows by name and password, for you alone:")
                  : NULL,
      command);
}

static CasementDistro
find_distro (const Host *host)
{
  g_autofree char *text = casement_sandbox_dup_os_release (host->root);

  return casement_distro_parse (text, exists (host, "run/ostree-booted"));
}

/**
 * casement_host_check_run:
 * @facts: the host
 * @root: where its /proc, /sys and /etc are; "/" but in tests
 *
 * Reads a few small files; call it off the main thread. Changes nothing.
 *
 * Returns: (transfer full): a list of #CasementHostCheck in the guide's order.
 */
GListModel *
casement_host_check_run (CasementHostFacts *facts, const char *root)
{
  static CasementHostCheck *(*const checks[]) (const Host *) = {
    check_kvm, check_smt, check_time_sync, check_keyboard, check_firmware, check_tpm, check_memory, check_mbec, check_sharing,
  };
  Host host = { facts, root, CASEMENT_DISTRO_UNKNOWN };
  GListStore *store = g_list_store_new (CASEMENT_TYPE_HOST_CHECK);

  host.distro = find_distro (&host);
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    g_autoptr (CasementHostCheck) check = checks[i](&host);

    g_list_store_append (store, check);
  }
  return G_LIST_MODEL (store);
}
