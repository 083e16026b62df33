/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-debug-info.h"
#include <adwaita.h>
#include <libvirt/libvirt.h>
#include <sys/utsname.h>
#include "casement-size.h"

/* Not translated: those who read it may not have the language of those who send it. */

static void
add (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, "- %s: %s\n", name, value != NULL ? value : "unknown");
}

static void
add_version (GString *text, const char *name, guint major, guint minor, guint micro)
{
  g_autofree char *version = g_strdup_printf ("%u.%u.%u", major, minor, micro);

  add (text, name, version);
}

static void
add_programs (GString *text)
{
  unsigned long libvirt = 0;

  g_string_append (text, "Software:\n");
  add (text, "Casement", CASEMENT_VERSION);
  add_version (text, "GTK", gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version ());
  add_version (text, "libadwaita", adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version ());
  add_version (text, "GLib", glib_major_version, glib_minor_version, glib_micro_version);
  if (virGetVersion (&libvirt, NULL, NULL) == 0)
    add_version (text, "libvirt (library)", (guint) (libvirt / 1000000), (guint) (libvirt / 1000 % 1000), (guint) (libvirt % 1000));
}

static void
add_desktop (GString *text)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  struct utsname kernel;

  g_string_append (text, "\nSystem:\n");
  add (text, "Distribution", system);
  /* The name of the host is in there as well, and stays there. */
  if (uname (&kernel) == 0)
    add (text, "Kernel", kernel.release);
  add (text, "Sandbox", g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? "Flatpak" : "none");
  add (text, "Desktop", g_getenv ("XDG_CURRENT_DESKTOP"));
  add (text, "Display", display != NULL ? G_OBJECT_TYPE_NAME (display) : NULL);
  add (text, "Renderer", g_getenv ("GSK_RENDERER") != NULL ? g_getenv ("GSK_RENDERER") : "default");
  add (text, "Language", pango_language_to_string (pango_language_get_default ()));
}

static void
add_connection (GString *text, CasementConnection *connection)
{
  gboolean local = casement_connection_is_local (connection);

  g_string_append (text, "\nVirtualization:\n");
  /* What kind it is, and not where: addresses name people and machines. */
  add (text, "Connection",
       casement_connection_is_session (connection) ? (local ? "session, local" : "session, remote")
                                                   : (local ? "system, local" : "system, remote"));
  add (text, "Connected", casement_connection_get_state (connection) == CASEMENT_CONNECTION_OPEN ? "yes" : "no");
}

static void
add_facts (GString *text, CasementHostFacts *facts)
{
  g_autofree char *libvirt = casement_host_facts_dup_version_text (casement_host_facts_get_libvirt_version (facts));
  g_autofree char *qemu = casement_host_facts_dup_version_text (casement_host_facts_get_qemu_version (facts));
  g_autofree char *cpus = g_strdup_printf ("%u", casement_host_facts_get_cpus (facts));
  g_autofree char *memory = casement_size_format (casement_host_facts_get_memory_total (facts));

  add (text, "libvirt", libvirt);
  add (text, "QEMU", qemu);
  add (text, "Machine", casement_host_facts_get_machine (facts));
  add (text, "Acceleration", casement_host_facts_get_virt_type (facts));
  add (text, "KVM", casement_host_facts_has_kvm (facts) ? "yes" : "no");
  add (text, "Processor", casement_host_facts_get_cpu_vendor (facts));
  add (text, "Processor model", casement_host_facts_get_cpu_model (facts));
  add (text, "Processors", cpus);
  add (text, "Memory", memory);
  add (text, "Emulated TPM", casement_host_facts_supports (facts, "devices/tpm") ? "yes" : "no");
}

/**
 * casement_debug_info_format:
 * @connection: (nullable): the one in use
 * @facts: (nullable): what is known of its host
 *
 * Returns: (transfer full): what a report of a defect needs, for people to copy: versions and facts of the host; nothing
 *   that names a person, a computer, a virtual machine or a file.
 */
char *
casement_debug_info_format (CasementConnection *connection, CasementHostFacts *facts)
{
  GString *text = g_string_new (NULL);

  add_programs (text);
  add_desktop (text);
  if (connection != NULL)
    add_connection (text, connection);
  if (facts != NULL)
    add_facts (text, facts);
  return g_string_free (text, FALSE);
}
