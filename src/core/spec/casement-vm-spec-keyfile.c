/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-spec.h"

#include <glib/gi18n-lib.h>
#include "casement-error.h"

#define GROUP "Virtual machine"
#define CHOICES "Choices"

/** casement_vm_spec_to_keyfile: Returns: (transfer full): the specification as text, for files and for tests. */
char *
casement_vm_spec_to_keyfile (CasementVmSpec *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GPtrArray) declined = casement_vm_spec_dup_declined (self);
  g_autoptr (GPtrArray) chosen = casement_vm_spec_dup_chosen (self);

  g_key_file_set_string (file, GROUP, "preset", casement_vm_spec_get_preset (self)->id);
  if (casement_vm_spec_get_edition (self) != NULL)
    g_key_file_set_string (file, GROUP, "edition", casement_vm_spec_get_edition (self)->id);
  if (casement_vm_spec_get_name (self) != NULL)
    g_key_file_set_string (file, GROUP, "name", casement_vm_spec_get_name (self));
  if (casement_vm_spec_get_iso_path (self) != NULL)
    g_key_file_set_string (file, GROUP, "iso", casement_vm_spec_get_iso_path (self));
  if (casement_vm_spec_get_drivers_path (self) != NULL)
    g_key_file_set_string (file, GROUP, "drivers", casement_vm_spec_get_drivers_path (self));
  g_key_file_set_uint64 (file, GROUP, "memory", casement_vm_spec_get_memory (self));
  g_key_file_set_uint64 (file, GROUP, "disk", casement_vm_spec_get_disk_size (self));
  g_key_file_set_uint64 (file, GROUP, "cpus", casement_vm_spec_get_cpus (self));
  for (guint i = 0; i < chosen->len; i++) {
    const char *id = g_ptr_array_index (chosen, i);

    g_key_file_set_string (file, CHOICES, id, casement_vm_spec_get_choice (self, id));
  }
  if (declined->len > 0)
    g_key_file_set_string_list (file, GROUP, "declined", (const char *const *) declined->pdata, declined->len);
  return g_key_file_to_data (file, NULL, NULL);
}

static guint64
read_number (GKeyFile *file, const char *key, guint64 otherwise)
{
  g_autoptr (GError) error = NULL;
  guint64 number = g_key_file_get_uint64 (file, GROUP, key, &error);

  return error == NULL ? number : otherwise;
}

/**
 * casement_vm_spec_new_from_keyfile:
 * @data: what casement_vm_spec_to_keyfile() gave
 *
 * Returns: (transfer full) (nullable): the specification, or %NULL with @error %CASEMENT_ERROR_INVALID.
 */
CasementVmSpec *
casement_vm_spec_new_from_keyfile (const char *data, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local_error = NULL;
  g_autoptr (CasementVmSpec) self = NULL;
  g_autofree char *preset = NULL, *edition = NULL, *name = NULL, *iso = NULL, *drivers = NULL;
  g_auto (GStrv) declined = NULL;
  g_auto (GStrv) chosen = NULL;

  if (!g_key_file_load_from_data (file, data, -1, G_KEY_FILE_NONE, &local_error)
      || (preset = g_key_file_get_string (file, GROUP, "preset", &local_error)) == NULL
      || casement_preset_find (preset) == NULL) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, local_error != NULL ? local_error->message : preset,
                        _("This is not a description of a virtual machine that this version can read."));
    return NULL;
  }
  self = casement_vm_spec_new (casement_preset_find (preset));
  edition = g_key_file_get_string (file, GROUP, "edition", NULL);
  name = g_key_file_get_string (file, GROUP, "name", NULL);
  casement_vm_spec_set_edition (self, casement_edition_find (casement_vm_spec_get_preset (self), edition));
  iso = g_key_file_get_string (file, GROUP, "iso", NULL);
  drivers = g_key_file_get_string (file, GROUP, "drivers", NULL);
  casement_vm_spec_set_name (self, name);
  casement_vm_spec_set_iso_path (self, iso);
  casement_vm_spec_set_drivers_path (self, drivers);
  casement_vm_spec_set_memory (self, read_number (file, "memory", casement_vm_spec_get_memory (self)));
  casement_vm_spec_set_disk_size (self, read_number (file, "disk", casement_vm_spec_get_disk_size (self)));
  casement_vm_spec_set_cpus (self, MIN (read_number (file, "cpus", casement_vm_spec_get_cpus (self)), G_MAXUINT));
  declined = g_key_file_get_string_list (file, GROUP, "declined", NULL, NULL);
  for (guint i = 0; declined != NULL && declined[i] != NULL; i++)
    casement_vm_spec_set_declined (self, declined[i], TRUE);
  chosen = g_key_file_get_keys (file, CHOICES, NULL, NULL);
  for (guint i = 0; chosen != NULL && chosen[i] != NULL; i++) {
    g_autofree char *value = g_key_file_get_string (file, CHOICES, chosen[i], NULL);

    casement_vm_spec_set_choice (self, chosen[i], value);
  }
  return g_steal_pointer (&self);
}
