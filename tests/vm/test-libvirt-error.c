/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libvirt/virterror.h>
#include <string.h>

#include "casement-error.h"
#include "casement-libvirt-error.h"

/* Messages as libvirt and QEMU print them, with the code libvirt gives them and what a user must be told. */
static const struct {
  const char *name;
  int code;
  const char *message;
  CasementError error;
  const char *says;
} cases[] = {
  { "iso-permission-qemu", VIR_ERR_INTERNAL_ERROR,
    "internal error: process exited while connecting to monitor: 2026-03-01T10:11:12.123456Z qemu-system-x86_64: -blockdev "
    "{\"driver\":\"file\",\"filename\":\"/home/ann/Win 11.iso\",\"node-name\":\"libvirt-2-storage\",\"auto-read-only\":true}: "
    "Could not open '/home/ann/Win 11.iso': Permission denied",
    CASEMENT_ERROR_PERMISSION, "“/home/ann/Win 11.iso”" },
  { "iso-permission-libvirt", VIR_ERR_SYSTEM_ERROR,
    "Cannot access storage file '/home/ann/Schönes Bild.iso' (as uid:64055, gid:64055): Permission denied",
    CASEMENT_ERROR_PERMISSION, "“/home/ann/Schönes Bild.iso”" },
  { "iso-missing", VIR_ERR_SYSTEM_ERROR,
    "Cannot access storage file '/home/ann/gone.iso': No such file or directory", CASEMENT_ERROR_NOT_FOUND,
    "“/home/ann/gone.iso”" },
  { "kvm-missing", VIR_ERR_CONFIG_UNSUPPORTED,
    "unsupported configuration: Domain requires KVM, but it is not available. Check that virtualization is enabled in the "
    "host BIOS, and host configuration is setup to load the kvm modules.",
    CASEMENT_ERROR_UNSUPPORTED, "KVM" },
  { "kvm-not-supported", VIR_ERR_INVALID_ARG,
    "invalid argument: KVM is not supported by '/usr/bin/qemu-system-x86_64' on this host", CASEMENT_ERROR_UNSUPPORTED,
    "KVM" },
  { "kvm-accel", VIR_ERR_INVALID_ARG,
    "invalid argument: the accel 'kvm' is not supported by '/usr/bin/qemu-system-x86_64' on this host",
    CASEMENT_ERROR_UNSUPPORTED, "KVM" },
  { "kvm-virt-type", VIR_ERR_CONFIG_UNSUPPORTED,
    "unsupported configuration: Emulator '/usr/bin/qemu-system-x86_64' does not support virt type 'kvm'",
    CASEMENT_ERROR_UNSUPPORTED, "KVM" },
  { "kvm-module", VIR_ERR_INTERNAL_ERROR,
    "internal error: process exited while connecting to monitor: Could not access KVM kernel module: No such file or "
    "directory\nqemu-system-x86_64: failed to initialize kvm: No such file or directory",
    CASEMENT_ERROR_UNSUPPORTED, "KVM" },
  { "kvm-permission", VIR_ERR_INTERNAL_ERROR,
    "internal error: process exited while connecting to monitor: Could not access KVM kernel module: Permission denied\n"
    "qemu-system-x86_64: failed to initialize kvm: Permission denied",
    CASEMENT_ERROR_PERMISSION, "group “kvm”" },
  { "kvm-smm", VIR_ERR_INTERNAL_ERROR,
    "internal error: qemu unexpectedly closed the monitor: qemu-system-x86_64: System Management Mode not supported by this "
    "hypervisor.",
    CASEMENT_ERROR_UNSUPPORTED, "Secure Boot" },
  { "kvm-hyperv", VIR_ERR_INTERNAL_ERROR,
    "internal error: qemu unexpectedly closed the monitor: 2026-03-01T10:11:12.123456Z qemu-system-x86_64: Hyper-V synthetic "
    "interrupt controller (hv-synic) is not supported by kernel",
    CASEMENT_ERROR_UNSUPPORTED, "Hyper-V" },
  { "kvm-hyperv-stimer", VIR_ERR_INTERNAL_ERROR,
    "internal error: qemu unexpectedly closed the monitor: qemu-system-x86_64: Hyper-V synthetic timers (hv-stimer) requires "
    "Hyper-V VP index (hv-vpindex)",
    CASEMENT_ERROR_UNSUPPORTED, "Hyper-V" },
  { "kvm-msr", VIR_ERR_INTERNAL_ERROR,
    "internal error: process exited while connecting to monitor: error: failed to set MSR 0x40000021 to 0x0\n"
    "qemu-system-x86_64: ../../target/i386/kvm/kvm.c:2701: kvm_buf_set_msrs: Assertion `ret == cpu->kvm_msr_buf->nmsrs' "
    "failed.",
    CASEMENT_ERROR_UNSUPPORTED, "Hyper-V" },
  { "cpu-incompatible", VIR_ERR_CPU_INCOMPATIBLE,
    "the CPU is incompatible with host CPU: Host CPU does not provide required features: svm, npt", CASEMENT_ERROR_UNSUPPORTED,
    "processor" },
  { "cpu-check", VIR_ERR_OPERATION_FAILED,
    "operation failed: guest CPU doesn't match specification: missing features: pcid,invpcid", CASEMENT_ERROR_UNSUPPORTED,
    "processor" },
  { "cpu-enforce", VIR_ERR_INTERNAL_ERROR,
    "internal error: process exited while connecting to monitor: qemu-system-x86_64: warning: host doesn't support requested "
    "feature: CPUID.01H:ECX.pcid [bit 17]\nqemu-system-x86_64: Host doesn't support requested features",
    CASEMENT_ERROR_UNSUPPORTED, "processor" },
  { "tpm-missing", VIR_ERR_OPERATION_UNSUPPORTED,
    "Operation not supported: Unable to find 'swtpm_setup' binary in $PATH", CASEMENT_ERROR_TPM, "install" },
  { "tpm-version", VIR_ERR_CONFIG_UNSUPPORTED, "unsupported configuration: TPM version '2.0' is not supported",
    CASEMENT_ERROR_TPM, "install" },
  { "tpm-setup", VIR_ERR_INTERNAL_ERROR,
    "internal error: Could not run '/usr/bin/swtpm_setup'. exitstatus: 1; Check error log "
    "'/home/ann/.cache/libvirt/qemu/log/win11-swtpm.log' for details.",
    CASEMENT_ERROR_TPM, "log" },
  { "tpm-start", VIR_ERR_INTERNAL_ERROR,
    "internal error: Could not start 'swtpm'. exitstatus: 1, error: swtpm: Could not open UnixIO socket: Permission denied",
    CASEMENT_ERROR_TPM, "permissions" },
  { "memory", VIR_ERR_INTERNAL_ERROR,
    "internal error: qemu unexpectedly closed the monitor: qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot "
    "allocate memory",
    CASEMENT_ERROR_NO_MEMORY, "less memory" },
  { "memory-backing", VIR_ERR_INTERNAL_ERROR,
    "internal error: process exited while connecting to monitor: qemu-system-x86_64: unable to map backing store for guest "
    "RAM: Cannot allocate memory",
    CASEMENT_ERROR_NO_MEMORY, "less memory" },
  { "image-lock", VIR_ERR_INTERNAL_ERROR,
    "internal error: process exited while connecting to monitor: qemu-system-x86_64: -blockdev {…}: Failed to get \"write\" "
    "lock\nIs another process using the image [/var/lib/libvirt/images/a b.qcow2]?",
    CASEMENT_ERROR_IN_USE, "“/var/lib/libvirt/images/a b.qcow2”" },
  { "image-lock-shared", VIR_ERR_INTERNAL_ERROR,
    "internal error: unable to execute QEMU command 'blockdev-add': Failed to get shared \"write\" lock",
    CASEMENT_ERROR_IN_USE, "in use" },
  { "image-lockd", VIR_ERR_RESOURCE_BUSY, "resource busy: Lockspace resource '/x.qcow2' is locked", CASEMENT_ERROR_IN_USE,
    "in use" },
  { "name-taken", VIR_ERR_OPERATION_FAILED,
    "operation failed: domain 'win11' already exists with uuid 6695eb01-f6a4-8304-79aa-97f2502e193f", CASEMENT_ERROR_EXISTS,
    "another name" },
  { "volume-taken", VIR_ERR_STORAGE_VOL_EXIST, "storage volume 'win11.qcow2' exists already", CASEMENT_ERROR_EXISTS,
    "another name" },
  { "network-missing", VIR_ERR_NO_NETWORK, "Network not found: no network with matching name 'default'",
    CASEMENT_ERROR_NOT_FOUND, "network" },
  { "network-off", VIR_ERR_OPERATION_INVALID, "Requested operation is not valid: network 'default' is not active",
    CASEMENT_ERROR_NOT_FOUND, "net-start" },
  { "firmware-missing", VIR_ERR_OPERATION_FAILED, "operation failed: Unable to find any firmware to satisfy 'efi'",
    CASEMENT_ERROR_UNSUPPORTED, "ovmf" },
  { "firmware-missing-newer", VIR_ERR_OPERATION_FAILED,
    "operation failed: Unable to find 'efi' firmware that is compatible with the current configuration",
    CASEMENT_ERROR_UNSUPPORTED, "ovmf" },
  { "space", VIR_ERR_INTERNAL_ERROR,
    "internal error: creating file '/home/ann/.local/share/libvirt/images/a.qcow2': No space left on device",
    CASEMENT_ERROR_NO_SPACE, "full" },
  { "daemon-missing", VIR_ERR_SYSTEM_ERROR,
    "Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory", CASEMENT_ERROR_CONNECTION,
    "not running" },
  { "daemon-refused", VIR_ERR_SYSTEM_ERROR,
    "Failed to connect socket to '/var/run/libvirt/virtqemud-sock': Connection refused", CASEMENT_ERROR_CONNECTION,
    "not running" },
  { "log-daemon", VIR_ERR_SYSTEM_ERROR,
    "Failed to connect socket to '/run/libvirt/virtlogd-sock': No such file or directory", CASEMENT_ERROR_CONNECTION,
    "virtlogd.socket" },
  { "daemon-permission", VIR_ERR_SYSTEM_ERROR,
    "Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied", CASEMENT_ERROR_PERMISSION,
    "group “libvirt”" },
  { "daemon-gone", VIR_ERR_SYSTEM_ERROR, "End of file while reading data: Input/output error", CASEMENT_ERROR_CONNECTION,
    "lost" },
  { "daemon-closed", VIR_ERR_INTERNAL_ERROR, "internal error: client socket is closed", CASEMENT_ERROR_CONNECTION, "lost" },
  { "auth-denied", VIR_ERR_AUTH_FAILED, "authentication failed: access denied by policy", CASEMENT_ERROR_PERMISSION,
    "group “libvirt”" },
  { "auth-no-agent", VIR_ERR_AUTH_UNAVAILABLE,
    "authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'",
    CASEMENT_ERROR_PERMISSION, "group “libvirt”" },
  { "auth-cancelled", VIR_ERR_AUTH_CANCELLED,
    "authentication cancelled: user cancelled authentication process", CASEMENT_ERROR_PERMISSION, "password" },
  { "ssh-key", VIR_ERR_SYSTEM_ERROR, "Cannot recv data: Host key verification failed.: Connection reset by peer",
    CASEMENT_ERROR_CONNECTION, "key" },
  { "ssh-login", VIR_ERR_SYSTEM_ERROR,
    "Cannot recv data: ann@build: Permission denied (publickey,password).: Connection reset by peer",
    CASEMENT_ERROR_PERMISSION, "login" },
  { "no-domain", VIR_ERR_NO_DOMAIN,
    "Domain not found: no domain with matching uuid '6695eb01-f6a4-8304-79aa-97f2502e193f' (win11)", CASEMENT_ERROR_NOT_FOUND,
    "no such" },
  { "agent", VIR_ERR_AGENT_UNRESPONSIVE, "Guest agent is not responding: QEMU guest agent is not connected",
    CASEMENT_ERROR_FAILED, "guest agent" },
  { "job-lock", VIR_ERR_OPERATION_TIMEOUT,
    "Timed out during operation: cannot acquire state change lock (held by monitor=remoteDispatchDomainCreate)",
    CASEMENT_ERROR_IN_USE, "busy" },
  { "qemu-missing", VIR_ERR_INVALID_ARG,
    "invalid argument: unable to find any emulator to serve 'x86_64' architecture", CASEMENT_ERROR_UNSUPPORTED,
    "qemu-system-x86" },
  { "schema", VIR_ERR_XML_INVALID_SCHEMA,
    "XML document failed to validate against schema: Unable to validate doc against /usr/share/libvirt/schemas/domain.rng\n"
    "Extra element devices in interleave",
    CASEMENT_ERROR_UNSUPPORTED, "update libvirt" },
};

static void
test_case (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = casement_libvirt_error_translate (cases[i].code, cases[i].message, "“win11” cannot be started");

  g_assert_error (error, CASEMENT_ERROR, (int) cases[i].error);
  g_assert_true (g_str_has_prefix (error->message, "“win11” cannot be started: "));
  if (strstr (error->message, cases[i].says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, cases[i].says);
  g_assert_null (strstr (error->message, "{file}"));
  g_assert_cmpstr (casement_error_get_details (error), ==, cases[i].message);
}

static void
test_unknown (void)
{
  g_autoptr (GError) error
      = casement_libvirt_error_translate (VIR_ERR_INTERNAL_ERROR, "internal error: the flux is out\nof phase", "It failed");
  g_autoptr (GError) bare = casement_libvirt_error_translate (VIR_ERR_INTERNAL_ERROR, NULL, NULL);
  g_autoptr (GError) broken = casement_libvirt_error_translate (VIR_ERR_INTERNAL_ERROR, "caf\xe9", NULL);

  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "It failed: internal error: the flux is out");
  g_assert_cmpstr (casement_error_get_details (error), ==, "internal error: the flux is out\nof phase");
  g_assert_cmpstr (bare->message, ==, "Libvirt gave no reason.");
  g_assert_true (g_utf8_validate (broken->message, -1, NULL));
}

/* A message that breaks off in the middle of the path. */
static void
test_cut (void)
{
  g_autoptr (GError) error = casement_libvirt_error_translate (
      VIR_ERR_SYSTEM_ERROR, "Permission denied: Cannot access storage file '/home/ann/x", NULL);

  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_PERMISSION);
  g_assert_nonnull (strstr (error->message, "“/home/ann/x”"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/libvirt-error/%s", cases[i].name);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_case);
  }
  g_test_add_func ("/libvirt-error/unknown", test_unknown);
  g_test_add_func ("/libvirt-error/cut", test_cut);
  return g_test_run ();
}
