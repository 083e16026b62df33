/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "casement-error.h"
#include "casement-libvirt-error.h"

#define ANY (-1)

/* Libvirt and QEMU say most things in prose under a handful of codes, so a case is known by its code where it has one of
 * its own, else by words of the message that have stayed the same over many releases. "{file}" in a sentence stands for
 * the first quoted path after the first of the words. */
typedef struct {
  int code;
  const char *words;
  const char *more_words;
  CasementError error;
  const char *sentence;
} Case;

/* The first that fits counts: the particular stand before the general. The words come from libvirt 9.0 to 12 and QEMU 7.2 to 10.1. */
static const Case cases[] = {
  /* Reaching the daemon */
  { VIR_ERR_AUTH_CANCELLED, NULL, NULL, CASEMENT_ERROR_PERMISSION,
    N_("The permission to manage virtual machines was not given; connect again and enter the password, or use your "
        "own session (qemu:///session).") },
  { ANY, "no polkit agent", NULL, CASEMENT_ERROR_PERMISSION,
    N_("Libvirt wants to ask for permission and nothing here can show the question; add your user to the group "
        "“libvirt”, or use your own session (qemu:///session).") },
  { VIR_ERR_AUTH_UNAVAILABLE, NULL, NULL, CASEMENT_ERROR_PERMISSION,
    N_("Libvirt wants to ask for permission and nothing here can show the question; add your user to the group "
        "“libvirt”, or use your own session (qemu:///session).") },
  { VIR_ERR_AUTH_FAILED, NULL, NULL, CASEMENT_ERROR_PERMISSION,
    N_("Libvirt refused access; add your user to the group “libvirt”, or use your own session (qemu:///session).") },
  { VIR_ERR_ACCESS_DENIED, NULL, NULL, CASEMENT_ERROR_PERMISSION,
    N_("Libvirt's access rules forbid this to your user; ask the administrator of that host.") },
  { ANY, "Failed to connect socket to", "virtlogd", CASEMENT_ERROR_CONNECTION,
    N_("Libvirt's log daemon is not running; start it with “systemctl start virtlogd.socket”, then try again.") },
  { ANY, "Failed to connect socket to", "virtlockd", CASEMENT_ERROR_CONNECTION,
    N_("Libvirt's lock daemon is not running; start it with “systemctl start virtlockd.socket”, then try again.") },
  { ANY, "Failed to connect socket to", "Permission denied", CASEMENT_ERROR_PERMISSION,
    N_("Libvirt refused access; add your user to the group “libvirt”, or use your own session (qemu:///session).") },
  { ANY, "Failed to connect socket to", NULL, CASEMENT_ERROR_CONNECTION,
    N_("Libvirt is not running; install and start its daemon (libvirtd or virtqemud), then try again.") },
  { ANY, "Failed to find user record for uid", NULL, CASEMENT_ERROR_CONNECTION,
    N_("Libvirt does not know your user; check that it has an entry in the host's user database.") },
  { ANY, "Host key verification failed", NULL, CASEMENT_ERROR_CONNECTION,
    N_("The other host's SSH key is not known here; connect to it once with ssh and accept its key, then try again.") },
  { ANY, "Could not resolve hostname", NULL, CASEMENT_ERROR_CONNECTION,
    N_("The host's name was not found; check how it is spelled and that the network works.") },
  { ANY, "unable to resolve", NULL, CASEMENT_ERROR_CONNECTION,
    N_("The host's name was not found; check how it is spelled and that the network works.") },
  { ANY, "Cannot recv data", "Permission denied", CASEMENT_ERROR_PERMISSION,
    N_("The other host refused the login; set up an SSH key for it, then try again.") },
  { ANY, "unable to connect to server at", NULL, CASEMENT_ERROR_CONNECTION,
    N_("The host does not answer; check its name and that libvirt accepts connections there.") },
  { ANY, "no connection driver available", NULL, CASEMENT_ERROR_CONNECTION,
    N_("Libvirt has no driver for this address here; install libvirt's QEMU driver, or check the address.") },
  { ANY, "Failed to find program", "libvirtd", CASEMENT_ERROR_CONNECTION,
    N_("Libvirt's daemon is not installed; install the package libvirt-daemon, then try again.") },
  { ANY, "binary '/usr/sbin/libvirtd' does not exist", NULL, CASEMENT_ERROR_CONNECTION,
    N_("Libvirt's daemon is not installed; install the package libvirt-daemon, then try again.") },
  { ANY, "client socket is closed", NULL, CASEMENT_ERROR_CONNECTION,
    N_("The connection to libvirt was lost; it is opened again as soon as the daemon answers.") },
  { ANY, "End of file while reading data", NULL, CASEMENT_ERROR_CONNECTION,
    N_("The connection to libvirt was lost; it is opened again as soon as the daemon answers.") },
  { ANY, "Cannot recv data", NULL, CASEMENT_ERROR_CONNECTION,
    N_("The connection to libvirt was lost; it is opened again as soon as the daemon answers.") },
  { ANY, "Cannot write data", NULL, CASEMENT_ERROR_CONNECTION,
    N_("The connection to libvirt was lost; it is opened again as soon as the daemon answers.") },
  { ANY, "connection closed due to keepalive timeout", NULL, CASEMENT_ERROR_CONNECTION,
    N_("Libvirt stopped answering; it is asked again as soon as the daemon answers.") },
  { VIR_ERR_INVALID_CONN, NULL, NULL, CASEMENT_ERROR_CONNECTION,
    N_("The connection to libvirt was lost; it is opened again as soon as the daemon answers.") },

  /* Things that are not there, or there already */
  { VIR_ERR_NO_DOMAIN, NULL, NULL, CASEMENT_ERROR_NOT_FOUND, N_("There is no such virtual machine any more.") },
  { VIR_ERR_DOM_EXIST, NULL, NULL, CASEMENT_ERROR_EXISTS,
    N_("A virtual machine of this name exists already; choose another name.") },
  { VIR_ERR_OPERATION_FAILED, "domain '", "already exists with uuid", CASEMENT_ERROR_EXISTS,
    N_("A virtual machine of this name exists already; choose another name.") },
  { ANY, "domain '", "is already defined with uuid", CASEMENT_ERROR_EXISTS,
    N_("A virtual machine of this name exists already; choose another name.") },
  { VIR_ERR_STORAGE_VOL_EXIST, NULL, NULL, CASEMENT_ERROR_EXISTS,
    N_("A disk of this name exists already in the storage pool; choose another name for the virtual machine.") },
  { VIR_ERR_NO_NETWORK, NULL, NULL, CASEMENT_ERROR_NOT_FOUND,
    N_("The virtual network that this virtual machine wants does not exist on this host; create it (the usual one is called "
        "“default”), or choose another kind of network.") },
  { ANY, "network '", "is not active", CASEMENT_ERROR_NOT_FOUND,
    N_("The virtual network of this virtual machine is switched off; start it with “virsh net-start” and its name, then try "
        "again.") },
  { ANY, "failed to create tap device", NULL, CASEMENT_ERROR_PERMISSION,
    N_("The network bridge may not be used from here; use the system connection (qemu:///system), or the user "
        "network.") },
  { ANY, "bridge helper", NULL, CASEMENT_ERROR_PERMISSION,
    N_("The network bridge may not be used from here; use the system connection (qemu:///system), or the user "
        "network.") },
  { VIR_ERR_NO_STORAGE_POOL, NULL, NULL, CASEMENT_ERROR_NOT_FOUND,
    N_("The storage pool does not exist any more; try again.") },

  /* What the host cannot do */
  { ANY, "System Management Mode not supported by this hypervisor", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("KVM on this host does not emulate System Management Mode, which Secure Boot needs; switch off Secure Boot for "
        "this virtual machine, or let it run without KVM.") },
  { ANY, "Hyper-V", "not supported by kernel", CASEMENT_ERROR_UNSUPPORTED,
    N_("KVM on this host lacks some of the Hyper-V features that this virtual machine asks for; decline the Hyper-V "
        "recommendations, or update the host's kernel.") },
  { ANY, "Hyper-V", "requires Hyper-V", CASEMENT_ERROR_UNSUPPORTED,
    N_("The Hyper-V features that this virtual machine asks for do not go together; decline the Hyper-V "
        "recommendations.") },
  { ANY, "hv-", "requires", CASEMENT_ERROR_UNSUPPORTED,
    N_("The Hyper-V features that this virtual machine asks for do not go together; decline the Hyper-V "
        "recommendations.") },
  { ANY, "kvm_init_vcpu failed", "Permission denied", CASEMENT_ERROR_PERMISSION,
    N_("KVM may not be used by your user; add your user to the group “kvm”, log in again, then try again.") },
  { ANY, "Could not access KVM kernel module", "Permission denied", CASEMENT_ERROR_PERMISSION,
    N_("KVM may not be used by your user; add your user to the group “kvm”, log in again, then try again.") },
  { ANY, "Could not access KVM kernel module", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("This host has no KVM; switch on virtualization (VT-x or AMD-V) in its firmware setup and load the kvm modules, "
        "or create the virtual machine without KVM.") },
  { ANY, "failed to initialize kvm", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("KVM does not work on this host; switch on virtualization (VT-x or AMD-V) in its firmware setup, or create the "
        "virtual machine without KVM.") },
  { ANY, "failed to initialize KVM", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("KVM does not work on this host; switch on virtualization (VT-x or AMD-V) in its firmware setup, or create the "
        "virtual machine without KVM.") },
  { ANY, "Domain requires KVM", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("This host has no KVM; switch on virtualization (VT-x or AMD-V) in its firmware setup and load the kvm modules, "
        "or create the virtual machine without KVM.") },
  { ANY, "KVM is not supported by", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("This host has no KVM; switch on virtualization (VT-x or AMD-V) in its firmware setup and load the kvm modules, "
        "or create the virtual machine without KVM.") },
  { ANY, "the accel 'kvm' is not supported", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("This host has no KVM; switch on virtualization (VT-x or AMD-V) in its firmware setup and load the kvm modules, "
        "or create the virtual machine without KVM.") },
  { ANY, "does not support virt type 'kvm'", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("This host has no KVM; switch on virtualization (VT-x or AMD-V) in its firmware setup and load the kvm modules, "
        "or create the virtual machine without KVM.") },
  { ANY, "error: failed to set MSR", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("KVM on this host refuses a processor register that this virtual machine needs; decline the Hyper-V "
        "recommendations, or let it run without KVM.") },
  { VIR_ERR_CPU_INCOMPATIBLE, NULL, NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("The host's processor lacks features that this virtual machine asks for; choose another processor model for it.") },
  { ANY, "Host doesn't support requested features", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("The host's processor lacks features that this virtual machine asks for; choose another processor model for it.") },
  { ANY, "guest CPU doesn't match specification", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("The host's processor lacks features that this virtual machine asks for; choose another processor model for it.") },
  { ANY, "CPU is incompatible with host CPU", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("The host's processor lacks features that this virtual machine asks for; choose another processor model for it.") },
  { ANY, "Unable to find any firmware to satisfy", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("The host has no UEFI firmware that fits; install the package ovmf (edk2-ovmf), then try again.") },
  { ANY, "Unable to find", "firmware that is compatible", CASEMENT_ERROR_UNSUPPORTED,
    N_("The host has no UEFI firmware that fits; install the package ovmf (edk2-ovmf), then try again.") },
  { ANY, "spice graphics are not supported", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("This host's QEMU has no SPICE; install QEMU with SPICE (the package qemu-system-modules-spice, or "
        "qemu-system-x86).") },
  { ANY, "Cannot check QEMU binary", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("QEMU for x86 computers is not installed; install the package qemu-system-x86, then try again.") },
  { ANY, "unable to find any emulator to serve", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("QEMU for x86 computers is not installed; install the package qemu-system-x86, then try again.") },
  { ANY, "no emulator for domain", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("QEMU for x86 computers is not installed; install the package qemu-system-x86, then try again.") },
  { ANY, "Cannot find suitable emulator", NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("QEMU for x86 computers is not installed; install the package qemu-system-x86, then try again.") },

  /* The emulated TPM */
  { ANY, "Unable to find 'swtpm", NULL, CASEMENT_ERROR_TPM,
    N_("The emulated TPM is not installed; install the packages swtpm and swtpm-tools, then try again.") },
  { ANY, "TPM version '2.0' is not supported", NULL, CASEMENT_ERROR_TPM,
    N_("The emulated TPM is not installed; install the packages swtpm and swtpm-tools, then try again.") },
  { ANY, "The TPM passthrough", NULL, CASEMENT_ERROR_TPM,
    N_("The host's own TPM cannot be given to this virtual machine; use the emulated TPM instead.") },
  { ANY, "swtpm", "Permission denied", CASEMENT_ERROR_TPM,
    N_("The emulated TPM may not write its state; check the permissions of libvirt's swtpm folder (its log is named in the "
        "details).") },
  { ANY, "swtpm", NULL, CASEMENT_ERROR_TPM,
    N_("The emulated TPM did not start; its log, named in the details, says why. Check that swtpm and swtpm-tools are "
        "installed and that the disk is not full.") },
  { ANY, "tpm-emulator", NULL, CASEMENT_ERROR_TPM,
    N_("The emulated TPM did not answer; check that swtpm and swtpm-tools are installed and try again.") },

  /* Files, space and memory */
  { ANY, "image [", "]?", CASEMENT_ERROR_IN_USE,
    N_("The image “{file}” is in use by another virtual machine or program; stop that one first.") },
  { ANY, "\"write\" lock", NULL, CASEMENT_ERROR_IN_USE,
    N_("A disk image of this virtual machine is in use by another virtual machine or program; stop that one first.") },
  { VIR_ERR_RESOURCE_BUSY, NULL, NULL, CASEMENT_ERROR_IN_USE,
    N_("Something that this virtual machine needs is in use; stop the other virtual machine or program first.") },
  { ANY, "No space left on device", NULL, CASEMENT_ERROR_NO_SPACE,
    N_("The disk is full; free some space, or choose a smaller disk for the virtual machine, then try again.") },
  { ANY, "Disk quota exceeded", NULL, CASEMENT_ERROR_NO_SPACE,
    N_("Your disk quota is used up; free some space, then try again.") },
  { ANY, "cannot set up guest memory", NULL, CASEMENT_ERROR_NO_MEMORY,
    N_("The host has not enough free memory; close programs or other virtual machines, or give this one less memory.") },
  { ANY, "backing store for guest RAM", NULL, CASEMENT_ERROR_NO_MEMORY,
    N_("The host has not enough free memory; close programs or other virtual machines, or give this one less memory.") },
  { ANY, "Cannot allocate memory", NULL, CASEMENT_ERROR_NO_MEMORY,
    N_("The host has not enough free memory; close programs or other virtual machines, or give this one less memory.") },
  { VIR_ERR_NO_MEMORY, NULL, NULL, CASEMENT_ERROR_NO_MEMORY,
    N_("The host has not enough free memory; close programs or other virtual machines, or give this one less memory.") },
  { ANY, "Cannot access storage file '", "Permission denied", CASEMENT_ERROR_PERMISSION,
    N_("Libvirt may not read “{file}”; move it to a folder that libvirt may read, or change the permissions of the file "
        "and of the folders above it.") },
  { ANY, "Could not open '", "Permission denied", CASEMENT_ERROR_PERMISSION,
    N_("Libvirt may not read “{file}”; move it to a folder that libvirt may read, or change the permissions of the file "
        "and of the folders above it.") },
  { ANY, "Cannot access storage file '", NULL, CASEMENT_ERROR_NOT_FOUND,
    N_("The file “{file}” is not there; put it back, or remove it from the virtual machine.") },
  { ANY, "Could not open '", "No such file or directory", CASEMENT_ERROR_NOT_FOUND,
    N_("The file “{file}” is not there; put it back, or remove it from the virtual machine.") },
  { VIR_ERR_NO_STORAGE_VOL, NULL, NULL, CASEMENT_ERROR_NOT_FOUND, N_("The disk's image does not exist any more.") },

  /* The virtual machine is not in the mood */
  { ANY, "cannot acquire state change lock", NULL, CASEMENT_ERROR_IN_USE,
    N_("The virtual machine is busy with something else; wait a moment, then try again.") },
  { ANY, "domain is already running", NULL, CASEMENT_ERROR_INVALID, N_("The virtual machine is running already.") },
  { ANY, "domain is not running", NULL, CASEMENT_ERROR_INVALID, N_("The virtual machine is not running.") },
  { ANY, "domain is already active", NULL, CASEMENT_ERROR_INVALID, N_("The virtual machine is running already.") },
  { VIR_ERR_AGENT_UNRESPONSIVE, NULL, NULL, CASEMENT_ERROR_FAILED,
    N_("The guest agent in the virtual machine does not answer; wait until Windows has started, or install the guest "
        "tools there.") },
  { VIR_ERR_XML_INVALID_SCHEMA, NULL, NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("This host's libvirt does not understand a part of the configuration; update libvirt, or decline the recommendation "
        "named in the details.") },
  { VIR_ERR_CONFIG_UNSUPPORTED, NULL, NULL, CASEMENT_ERROR_UNSUPPORTED,
    N_("This host cannot do a part of the configuration; decline the recommendation that the details name.") },
  { VIR_ERR_NO_SUPPORT, NULL, NULL, CASEMENT_ERROR_UNSUPPORTED, N_("This connection cannot do that.") },
  { VIR_ERR_OPERATION_UNSUPPORTED, NULL, NULL, CASEMENT_ERROR_UNSUPPORTED, N_("This connection cannot do that.") },
  { VIR_ERR_OPERATION_DENIED, NULL, NULL, CASEMENT_ERROR_PERMISSION,
    N_("This connection allows looking only; open it with full access.") },
  { ANY, "Permission denied", NULL, CASEMENT_ERROR_PERMISSION,
    N_("Libvirt was refused access to a file or device; the details say which one.") },
};

static gboolean
fits (const Case *row, int code, const char *message)
{
  const char *found;

  if (row->code != ANY && row->code != code)
    return FALSE;
  if (row->words == NULL)
    return TRUE;
  found = strstr (message, row->words);
  return found != NULL && (row->more_words == NULL || strstr (message, row->more_words) != NULL);
}

/* The path that follows @words up to the closing quote or bracket. */
static char *
dup_file (const char *message, const char *words)
{
  const char *start = strstr (message, words);
  const char *end;
  g_autofree char *path = NULL;

  if (start == NULL)
    return g_strdup ("");
  start += strlen (words);
  end = strpbrk (start, "']\n");
  path = end != NULL ? g_strndup (start, end - start) : g_strdup (start);
  return g_utf8_make_valid (path, -1);
}

static char *
dup_sentence (const Case *row, const char *message)
{
  GString *sentence = g_string_new (_ (row->sentence));

  if (strstr (sentence->str, "{file}") != NULL) {
    g_autofree char *file = dup_file (message, row->words);

    g_string_replace (sentence, "{file}", file, 1);
  }
  return g_string_free (sentence, FALSE);
}

/* Libvirt's own first line, for what no case knows. */
static char *
dup_first_line (const char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message, -1);
  g_auto (GStrv) lines = g_strsplit (valid, "\n", 2);

  if (lines[0] == NULL || *g_strstrip (lines[0]) == '\0')
    return g_strdup (_("Libvirt gave no reason."));
  return g_strdup (lines[0]);
}

/**
 * casement_libvirt_error_translate:
 * @code: a virErrorNumber
 * @message: (nullable): libvirt's message, which often holds QEMU's
 * @what: (nullable): what could not be done, translated, without a full stop
 *
 * Puts an error of libvirt or QEMU into words that help.
 *
 * Returns: (transfer full): a %CASEMENT_ERROR with @message as its details.
 */
GError *
casement_libvirt_error_translate (int code, const char *message, const char *what)
{
  g_autofree char *details = g_utf8_make_valid (message != NULL ? message : "", -1);
  g_autofree char *sentence = NULL;
  CasementError error = CASEMENT_ERROR_FAILED;

  for (gsize i = 0; i < G_N_ELEMENTS (cases) && sentence == NULL; i++) {
    if (!fits (&cases[i], code, details))
      continue;
    error = cases[i].error;
    sentence = dup_sentence (&cases[i], details);
  }
  if (sentence == NULL)
    sentence = dup_first_line (details);

  if (what != NULL)
    /* Translators: what could not be done, and why. */
    return casement_error_new (error, details, _("%s: %s"), what, sentence);
  return casement_error_new (error, details, "%s", sentence);
}

/**
 * casement_set_libvirt_error:
 * @error: (nullable): where to put it
 * @what: (nullable): what could not be done, translated, without a full stop
 *
 * Takes the last error of this thread; call it right after the libvirt call that failed, in the same thread.
 */
void
casement_set_libvirt_error (GError **error, const char *what)
{
  virErrorPtr last = virGetLastError ();

  if (error == NULL)
    return;
  g_propagate_error (error, casement_libvirt_error_translate (last != NULL ? last->code : VIR_ERR_INTERNAL_ERROR,
                                                              last != NULL ? last->message : NULL, what));
}
