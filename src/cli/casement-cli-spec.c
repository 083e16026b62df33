/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli-spec.h"

#include <glib/gi18n.h>
#include <string.h>
#include "casement-cli-choices.h"
#include "casement-recommendation.h"
#include "casement-size.h"

#define MAX_CPUS 4096

/**
 * casement_cli_spec_add_entries:
 * @entries: (out caller-allocates): room for %CASEMENT_CLI_SPEC_N_ENTRIES
 */
void
casement_cli_spec_add_entries (CasementCliSpec *self, GOptionEntry *entries)
{
  /* Not as strings, which GLib would convert from the locale: in the C locale no other letter would pass. */
  const GOptionEntry own[CASEMENT_CLI_SPEC_N_ENTRIES] = {
    { "iso", 'i', 0, G_OPTION_ARG_FILENAME, &self->iso, N_("Windows installer image"), N_("FILE") },
    { "drivers", 'd', 0, G_OPTION_ARG_FILENAME, &self->drivers,
      N_("Driver image (virtio-win); “none” leaves it out; found in the usual places if not given"),
      N_("FILE") },
    { "preset", 'p', 0, G_OPTION_ARG_FILENAME, &self->preset,
      N_("Which Windows to prepare for, if the image does not tell"), N_("ID") },
    { "edition", 'e', 0, G_OPTION_ARG_FILENAME, &self->edition,
      N_("Which edition of it, if the image has several"), N_("ID") },
    { "set", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &self->set,
      N_("Choose memory=8GiB, cpus=4, disk=128GiB, name=…, or a recommendation’s value"), N_("KEY=VALUE") },
    { "decline", 'n', 0, G_OPTION_ARG_FILENAME_ARRAY, &self->decline, N_("Leave a recommendation out"),
      N_("ID") },
  };

  memcpy (entries, own, sizeof own);
}

static gboolean
parse_amount (const char *key, const char *value, guint64 *number, GError **error)
{
  g_autoptr (GError) size_error = NULL;

  if (g_str_equal (key, "cpus")) {
    if (g_ascii_string_to_unsigned (value, 10, 1, MAX_CPUS, number, NULL))
      return TRUE;
    casement_cli_set_usage_error (error, _("“%s” is not a number of processors, such as cpus=4."), value);
    return FALSE;
  }
  if (casement_size_parse (value, number, &size_error))
    return TRUE;
  casement_cli_set_usage_error (error, "%s: %s", key, size_error->message);
  return FALSE;
}

static gboolean
is_amount (const char *key)
{
  return g_str_equal (key, "memory") || g_str_equal (key, "cpus") || g_str_equal (key, "disk");
}

static gboolean
check_setting (const char *setting, GError **error)
{
  const char *equals = strchr (setting, '=');
  g_autofree char *key = equals != NULL ? g_strndup (setting, (gsize) (equals - setting)) : NULL;
  const CasementRecommendation *recommendation;
  g_autoptr (GError) choice_error = NULL;
  g_autofree char *keys = NULL;
  guint64 number;

  if (key == NULL) {
    casement_cli_set_usage_error (error, _("“--set %s” has no value: write KEY=VALUE, such as memory=8GiB."),
                                  setting);
    return FALSE;
  }
  if (g_str_equal (key, "name"))
    return TRUE;
  if (is_amount (key))
    return parse_amount (key, equals + 1, &number, error);
  recommendation = casement_recommendation_find (key);
  if (recommendation == NULL || recommendation->choices == NULL) {
    keys = casement_cli_choices_list_keys ();
    casement_cli_set_usage_error (error, _("“%s” cannot be set: what can is %s."), key, keys);
    return FALSE;
  }
  if (casement_recommendation_check_choice (recommendation, equals + 1, &choice_error))
    return TRUE;
  casement_cli_set_usage_error (error, "%s", choice_error->message);
  return FALSE;
}

static gboolean
check_decline (const char *id, GError **error)
{
  const CasementRecommendation *recommendation = casement_recommendation_find (id);
  g_autofree char *ids = NULL;

  if (recommendation != NULL && recommendation->consequence != NULL)
    return TRUE;
  ids = casement_cli_choices_list_declinable ();
  casement_cli_set_usage_error (error, _("“%s” cannot be declined: what can is %s."), id, ids);
  return FALSE;
}

/**
 * casement_cli_spec_check:
 *
 * Returns: whether the options make sense in themselves; nothing is opened for that. Else @error is one of
 * usage.
 */
gboolean
casement_cli_spec_check (CasementCliSpec *self, GError **error)
{
  g_autofree char *presets = NULL;

  for (char **at = self->set; at != NULL && *at != NULL; at++) {
    if (!g_utf8_validate (*at, -1, NULL)) {
      casement_cli_set_usage_error (error, _("What follows --set is not valid UTF-8 text."));
      return FALSE;
    }
    if (!check_setting (*at, error))
      return FALSE;
  }
  for (char **at = self->decline; at != NULL && *at != NULL; at++) {
    if (!check_decline (*at, error))
      return FALSE;
  }
  if (self->preset != NULL && casement_preset_find (self->preset) == NULL) {
    presets = casement_cli_choices_list_presets ();
    casement_cli_set_usage_error (error, _("There is no preset “%s”: there is %s."), self->preset, presets);
    return FALSE;
  }
  return TRUE;
}

static CasementMediaInfo *
identify (const char *file, GError **error)
{
  g_autofree char *path = g_canonicalize_filename (file, NULL);

  return casement_media_info_identify (path, NULL, error);
}

/* An image with one edition decides; else --edition, or none, which is planned for as the smallest. */
static gboolean
choose_edition (CasementCliSpec *self, CasementMediaInfo *media, CasementVmSpec *spec, GError **error)
{
  const CasementPreset *preset = casement_vm_spec_get_preset (spec);
  GPtrArray *on_media = media != NULL ? casement_media_info_get_editions (media) : NULL;
  const CasementEdition *edition = NULL;
  g_autofree char *editions = NULL;

  if (self->edition != NULL) {
    edition = casement_edition_find (preset, self->edition);
    if (edition == NULL) {
      editions = casement_cli_choices_list_editions (preset);
      casement_cli_set_usage_error (error, _("%s has no edition “%s”: it has %s."), preset->title,
                                    self->edition, editions);
      return FALSE;
    }
  } else if (on_media != NULL && on_media->len == 1) {
    edition
        = casement_edition_find_for_media (preset, ((CasementMediaEdition *) on_media->pdata[0])->edition_id);
  }
  if (edition != NULL)
    casement_vm_spec_set_edition (spec, edition);
  return TRUE;
}

/* The image decides which Windows; --preset decides against it. */
static const CasementPreset *
choose_preset (CasementCliSpec *self, CasementMediaInfo *media)
{
  const CasementPreset *preset;
  g_autofree char *summary = NULL;

  if (self->preset != NULL)
    return casement_preset_find (self->preset);
  if (media == NULL)
    return casement_preset_get_default ();
  preset = casement_preset_find_for_media (casement_media_info_get_os_id (media),
                                           casement_media_info_get_arch (media));
  if (preset != NULL)
    return preset;
  preset = casement_preset_get_default ();
  if (casement_media_info_get_kind (media) == CASEMENT_MEDIA_WINDOWS_INSTALL) {
    summary = casement_media_info_dup_summary (media);
    casement_cli_warn (_("There is no preset for “%s” yet: the virtual machine is set up for %s."), summary,
                       preset->title);
  }
  return preset;
}

static void
warn_of_image (CasementMediaInfo *media)
{
  g_autofree char *summary = casement_media_info_dup_summary (media);

  switch (casement_media_info_get_kind (media)) {
  case CASEMENT_MEDIA_WINDOWS_INSTALL:
    break;
  case CASEMENT_MEDIA_VIRTIO_WIN:
    casement_cli_warn (_("“%s” holds drivers, not Windows: it belongs to --drivers."),
                       casement_media_info_get_path (media));
    break;
  case CASEMENT_MEDIA_OTHER:
  default:
    casement_cli_warn (_("“%s” is not known to install Windows: %s."), casement_media_info_get_path (media),
                       summary);
  }
  if (g_strcmp0 (casement_media_info_get_arch (media), "aarch64") == 0)
    casement_cli_warn (_("“%s” is for Arm processors and does not start on this kind of machine."),
                       casement_media_info_get_path (media));
  if (!casement_media_info_get_bootable (media))
    casement_cli_warn (_("“%s” has no boot record: the virtual machine may find nothing to start."),
                       casement_media_info_get_path (media));
}

/**
 * casement_cli_spec_new_vm_spec:
 * @name: (nullable): the virtual machine's name
 *
 * Identifies the installer image and begins a specification with it. What is odd about the image is said on
 * stderr.
 *
 * Returns: (transfer full): the specification, with nothing of --set in it yet.
 */
CasementVmSpec *
casement_cli_spec_new_vm_spec (CasementCliSpec *self, const char *name, GError **error)
{
  g_autoptr (CasementMediaInfo) media = NULL;
  g_autoptr (CasementVmSpec) spec = NULL;

  if (self->iso != NULL) {
    media = identify (self->iso, error);
    if (media == NULL)
      return NULL;
    warn_of_image (media);
  }
  spec = casement_vm_spec_new (choose_preset (self, media));
  casement_vm_spec_set_name (spec, name);
  if (media != NULL)
    casement_vm_spec_set_iso_path (spec, casement_media_info_get_path (media));
  return choose_edition (self, media, spec, error) ? g_steal_pointer (&spec) : NULL;
}

/**
 * casement_cli_spec_name_drivers:
 *
 * Puts the driver image that was named into @spec.
 *
 * Returns: %FALSE with @error set if it cannot be used.
 */
gboolean
casement_cli_spec_name_drivers (CasementCliSpec *self, CasementVmSpec *spec, GError **error)
{
  g_autoptr (CasementMediaInfo) media = NULL;

  if (self->drivers == NULL || g_str_equal (self->drivers, "none"))
    return TRUE;
  media = identify (self->drivers, error);
  if (media == NULL)
    return FALSE;
  if (casement_media_info_get_kind (media) != CASEMENT_MEDIA_VIRTIO_WIN)
    casement_cli_warn (_("“%s” is not known to hold Windows drivers."),
                       casement_media_info_get_path (media));
  casement_vm_spec_set_drivers_path (spec, casement_media_info_get_path (media));
  return TRUE;
}

/**
 * casement_cli_spec_find_drivers:
 *
 * Puts the newest driver image of the usual places into @spec, if none was named.
 *
 * Returns: whether @spec has what it should have: an image, or none where none was wanted.
 */
gboolean
casement_cli_spec_find_drivers (CasementCliSpec *self, CasementVmSpec *spec)
{
  g_autoptr (GPtrArray) found = NULL;

  if (self->drivers != NULL)
    return TRUE;
  found = casement_media_find_drivers (NULL);
  if (found->len == 0)
    return FALSE;
  casement_vm_spec_set_drivers_path (spec, casement_media_info_get_path (g_ptr_array_index (found, 0)));
  return TRUE;
}

static gboolean
apply_setting (CasementVmSpec *spec, const char *setting, GError **error)
{
  const char *value = strchr (setting, '=') + 1;
  g_autofree char *key = g_strndup (setting, (gsize) (value - 1 - setting));
  guint64 number = 0;

  if (is_amount (key) && !parse_amount (key, value, &number, error))
    return FALSE;
  if (g_str_equal (key, "name"))
    casement_vm_spec_set_name (spec, value);
  else if (g_str_equal (key, "memory"))
    casement_vm_spec_set_memory (spec, number);
  else if (g_str_equal (key, "cpus"))
    casement_vm_spec_set_cpus (spec, (guint) number);
  else if (g_str_equal (key, "disk"))
    casement_vm_spec_set_disk_size (spec, number);
  else
    casement_vm_spec_set_choice (spec, key, value);
  return TRUE;
}

/**
 * casement_cli_spec_apply:
 * @facts: the host that the defaults are for
 *
 * Fills in this host's defaults, and over them what the user set and declined.
 */
gboolean
casement_cli_spec_apply (CasementCliSpec *self,
                         CasementVmSpec *spec,
                         CasementHostFacts *facts,
                         GError **error)
{
  casement_vm_spec_use_host_defaults (spec, facts);
  for (char **at = self->set; at != NULL && *at != NULL; at++) {
    if (!apply_setting (spec, *at, error))
      return FALSE;
  }
  for (char **at = self->decline; at != NULL && *at != NULL; at++)
    casement_vm_spec_set_declined (spec, *at, TRUE);
  return TRUE;
}

void
casement_cli_spec_clear (CasementCliSpec *self)
{
  g_free (self->iso);
  g_free (self->drivers);
  g_free (self->preset);
  g_free (self->edition);
  g_strfreev (self->set);
  g_strfreev (self->decline);
}
