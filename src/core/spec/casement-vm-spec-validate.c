/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-spec.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-error.h"
#include "casement-size.h"

#define GIB (G_GUINT64_CONSTANT (1) << 30)

/* QEMU puts the name into a file name (".../domain-1-NAME/") and swtpm into a socket's path. */
#define NAME_MAX_BYTES 200

/* A file system's own limit is far below; this keeps arithmetic safe. */
#define DISK_MAX (64 * 1024 * GIB)

/** casement_host_memory_to_spare: Returns: bytes a virtual machine may take and leave the host enough to live; 0 if not known. */
guint64
casement_host_memory_to_spare (CasementHostFacts *facts)
{
  guint64 total = casement_host_facts_get_memory_total (facts);
  guint64 reserve = MAX (GIB, total / 8);

  return total > reserve ? (total - reserve) >> 20 << 20 : 0;
}

static gboolean
refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, "%s", message);
  return FALSE;
}

/**
 * casement_vm_spec_check_name:
 *
 * Returns: whether libvirt and XML can carry the name; any script and spaces inside are fine. Else @error says what
 * is wrong with it.
 */
gboolean
casement_vm_spec_check_name (const char *name, GError **error)
{
  if (name == NULL || *name == '\0')
    return refuse (error, _("Give the virtual machine a name."));
  if (!g_utf8_validate (name, -1, NULL))
    return refuse (error, _("The name is not valid UTF-8 text."));
  if (strlen (name) > NAME_MAX_BYTES)
    return refuse (error, _("The name is too long: use fewer characters."));
  if (g_unichar_isspace (g_utf8_get_char (name)) || g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (name + strlen (name)))))
    return refuse (error, _("The name must not begin or end with a space."));
  if (*name == '.')
    return refuse (error, _("The name must not begin with a dot."));
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '/')
      return refuse (error, _("The name must not contain “/”."));
    if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
      return refuse (error, _("The name must not contain line breaks or control characters."));
    if (c == 0xfffe || c == 0xffff)
      return refuse (error, _("The name contains a character that cannot be stored."));
  }
  return TRUE;
}

/** casement_vm_spec_check_path: Returns: whether the path can stand in a domain's XML, which is UTF-8 text. */
gboolean
casement_vm_spec_check_path (const char *path, GError **error)
{
  g_autofree char *shown = NULL;

  if (path == NULL || !g_path_is_absolute (path))
    return refuse (error, _("Name the file by its full path."));
  if (!g_utf8_validate (path, -1, NULL)) {
    shown = g_filename_display_name (path);
    return refuse (error, _("The path “%s” is not valid UTF-8, which libvirt needs: rename the file or its folder."),
                   shown);
  }
  for (const char *p = path; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return refuse (error, _("The path contains line breaks or control characters: rename the file or its folder."));
  return TRUE;
}

/** casement_vm_spec_check_memory: Returns: whether Windows can live with the memory and the host can spare it. */
gboolean
casement_vm_spec_check_memory (CasementVmSpec *self, CasementHostFacts *facts, GError **error)
{
  const CasementPreset *preset = casement_vm_spec_get_preset (self);
  const CasementEdition *edition = casement_vm_spec_get_edition (self);
  guint64 memory = casement_vm_spec_get_memory (self);
  guint64 spare = facts != NULL ? casement_host_memory_to_spare (facts) : 0;
  g_autofree char *limit = NULL;

  if (memory < preset->memory_minimum) {
    limit = casement_size_format (preset->memory_minimum);
    return refuse (error, _("%s needs at least %s of memory."), preset->title, limit);
  }
  if (edition != NULL && memory > edition->memory_maximum) {
    limit = casement_size_format (edition->memory_maximum);
    return refuse (error, _("%s uses %s of memory at most."), edition->title, limit);
  }
  if (memory > preset->memory_maximum) {
    limit = casement_size_format (preset->memory_maximum);
    return refuse (error, _("%s uses %s of memory at most."), preset->title, limit);
  }
  if (spare > 0 && memory > spare) {
    limit = casement_size_format (spare);
    return refuse (error, _("This host can spare %s of memory at most."), limit);
  }
  return TRUE;
}

/** casement_vm_spec_check_cpus: Returns: whether Windows can live with the number and the host has as many. */
gboolean
casement_vm_spec_check_cpus (CasementVmSpec *self, CasementHostFacts *facts, GError **error)
{
  const CasementPreset *preset = casement_vm_spec_get_preset (self);
  guint cpus = casement_vm_spec_get_cpus (self);
  guint limit = facts != NULL ? casement_host_facts_get_cpus (facts) : 0;

  if (cpus < preset->cpus_minimum)
    return refuse (error, ngettext ("%s needs at least %u processor.", "%s needs at least %u processors.", preset->cpus_minimum),
                   preset->title, preset->cpus_minimum);
  limit = MAX (limit, limit > 0 ? preset->cpus_minimum : 0);
  if (limit > 0 && cpus > limit)
    return refuse (error, ngettext ("This host has %u processor.", "This host has %u processors.", limit), limit);
  limit = facts != NULL ? casement_host_facts_get_max_vcpus (facts) : 0;
  if (limit > 0 && cpus > limit)
    return refuse (error, ngettext ("A virtual machine has %u processor at most here.",
                                    "A virtual machine has %u processors at most here.", limit),
                   limit);
  return TRUE;
}

/** casement_vm_spec_check_disk_size: Returns: whether Windows can be installed on a disk of that size. */
gboolean
casement_vm_spec_check_disk_size (CasementVmSpec *self, GError **error)
{
  const CasementPreset *preset = casement_vm_spec_get_preset (self);
  guint64 size = casement_vm_spec_get_disk_size (self);
  g_autofree char *limit = NULL;

  if (size < preset->disk_minimum) {
    limit = casement_size_format (preset->disk_minimum);
    return refuse (error, _("%s needs a disk of at least %s."), preset->title, limit);
  }
  if (size > DISK_MAX) {
    limit = casement_size_format (DISK_MAX);
    return refuse (error, _("A disk can have %s at most."), limit);
  }
  return TRUE;
}

/**
 * casement_vm_spec_validate:
 * @facts: (nullable): the host to hold the amounts against
 *
 * Returns: whether a virtual machine can be made of it; else @error says what to change first.
 */
gboolean
casement_vm_spec_validate (CasementVmSpec *self, CasementHostFacts *facts, GError **error)
{
  return casement_vm_spec_check_name (casement_vm_spec_get_name (self), error)
         && (casement_vm_spec_get_iso_path (self) == NULL
             || casement_vm_spec_check_path (casement_vm_spec_get_iso_path (self), error))
         && (casement_vm_spec_get_drivers_path (self) == NULL
             || casement_vm_spec_check_path (casement_vm_spec_get_drivers_path (self), error))
         && casement_vm_spec_check_memory (self, facts, error) && casement_vm_spec_check_cpus (self, facts, error)
         && casement_vm_spec_check_disk_size (self, error);
}
