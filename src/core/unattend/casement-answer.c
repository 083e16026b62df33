/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"
#include "casement-locale.h"

/** casement_answer_free: wipes its secrets. @self: (nullable). */
void
casement_answer_free (CasementAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->edition);
  casement_secret_unref (self->key);
  g_free (self->ui_language);
  g_free (self->locale);
  g_free (self->input);
  g_free (self->time_zone);
  g_free (self->user_name);
  casement_secret_unref (self->password);
  g_free (self->computer_name);
  g_free (self);
}

/* Where the component's architecture is not the image's, Setup passes over it without a word. */
static const char *
choose_arch (const CasementPreset *preset, const char *arch)
{
  if (arch == NULL)
    arch = preset->arch;
  if (g_strcmp0 (arch, "i686") == 0)
    return "x86";
  if (g_strcmp0 (arch, "aarch64") == 0)
    return "arm64";
  return "amd64";
}

/* The image of the edition that was chosen; of several that it may be, the first, which is never the variant without media player. */
static const CasementMediaEdition *
find_image (CasementVmSpec *spec, CasementMediaInfo *media)
{
  GPtrArray *images = casement_media_info_get_editions (media);
  const CasementEdition *wanted = casement_vm_spec_get_edition (spec);

  if (images->len == 1)
    return g_ptr_array_index (images, 0);
  for (guint i = 0; wanted != NULL && i < images->len; i++) {
    const CasementMediaEdition *image = g_ptr_array_index (images, i);

    if (casement_edition_find_for_media (casement_vm_spec_get_preset (spec), image->edition_id) == wanted)
      return image;
  }
  return NULL;
}

static gboolean
choose_image (CasementAnswer *self, CasementVmSpec *spec, CasementMediaInfo *media, GError **error)
{
  CasementUnattend *unattend = casement_vm_spec_get_unattend (spec);
  GPtrArray *images = casement_media_info_get_editions (media);
  const CasementMediaEdition *image = find_image (spec, media);
  const char *client_key;

  if (image == NULL && images->len > 0) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _("The installer image has several editions: say which one is to be installed."));
    return FALSE;
  }
  if (image != NULL) {
    self->image = image->index;
    self->edition = g_strdup (image->name);
  }
  client_key = casement_client_key_find (image != NULL ? image->edition_id : NULL, self->build, &self->key_source);
  if (casement_unattend_get_product_key (unattend) != NULL) {
    g_autofree char *upper = g_ascii_strup (casement_secret_get_text (casement_unattend_get_product_key (unattend)), -1);

    self->key = casement_secret_new (upper, -1);
    casement_secret_wipe_text (g_steal_pointer (&upper));
    self->key_source = CASEMENT_KEY_USER;
  } else if (client_key != NULL) {
    self->key = casement_secret_new (client_key, -1);
  }
  return TRUE;
}

/* Setup stops at a language that the image does not have. Where it has another region's of the same language, that is the nearest. */
static char *
choose_ui_language (CasementMediaInfo *media, const char *wanted)
{
  const char *const *languages = casement_media_info_get_languages (media);
  gsize length = strcspn (wanted, "-") + 1;

  if (languages == NULL || languages[0] == NULL)
    return g_strdup (wanted);
  for (guint i = 0; languages[i] != NULL; i++)
    if (g_ascii_strcasecmp (languages[i], wanted) == 0)
      return g_strdup (wanted);
  for (guint i = 0; languages[i] != NULL; i++)
    if (g_ascii_strncasecmp (languages[i], wanted, length) == 0)
      return g_strdup (languages[i]);
  return g_strdup (languages[0]);
}

static void
choose_locale (CasementAnswer *self, CasementUnattend *unattend, CasementMediaInfo *media)
{
  g_autofree char *host_language = casement_host_dup_language ();
  g_autofree char *host_keyboard = casement_host_dup_keyboard ();
  g_autofree char *host_zone = casement_host_dup_time_zone ();
  const char *language = casement_unattend_get_language (unattend);
  const char *keyboard = casement_unattend_get_keyboard (unattend);
  const char *zone = casement_unattend_get_time_zone (unattend);

  if (language == NULL)
    language = host_language;
  if (zone == NULL)
    zone = host_zone;
  self->locale = g_strdup (casement_windows_locale_find (language)->tag);
  self->ui_language = choose_ui_language (media, self->locale);
  self->ui_language_kept = g_ascii_strcasecmp (self->ui_language, self->locale) == 0;
  self->input = casement_windows_input_dup (keyboard != NULL ? keyboard : host_keyboard, self->locale);
  self->time_zone = casement_windows_time_zone_dup (zone);
  if (self->time_zone == NULL && casement_windows_time_zone_is_known (zone))
    self->time_zone = g_strdup (zone);
}

/**
 * casement_answer_new:
 * @spec: with what the user said in casement_vm_spec_get_unattend()
 * @media: its installer image
 * @uefi: whether the machine's firmware is UEFI
 *
 * Returns: (transfer full): every answer, or %NULL with @error saying what is missing.
 */
CasementAnswer *
casement_answer_new (CasementVmSpec *spec, CasementMediaInfo *media, gboolean uefi, GError **error)
{
  g_autoptr (CasementAnswer) self = g_new0 (CasementAnswer, 1);
  const CasementPreset *preset = casement_vm_spec_get_preset (spec);
  CasementUnattend *unattend = casement_vm_spec_get_unattend (spec);
  const char *computer;

  g_return_val_if_fail (unattend != NULL, NULL);

  if (!casement_unattend_check (unattend, preset, error))
    return NULL;
  self->arch = choose_arch (preset, casement_media_info_get_arch (media));
  self->build = casement_media_info_get_build (media);
  self->server = casement_preset_is_server (preset);
  self->uefi = uefi;
  self->user_name = g_strdup (casement_unattend_get_user_name (unattend));
  self->password = casement_secret_ref (casement_unattend_get_password (unattend));
  computer = casement_unattend_get_computer_name (unattend);
  self->computer_name = computer != NULL
                            ? g_strdup (computer)
                            : casement_unattend_suggest_computer_name (casement_vm_spec_get_name (spec), self->user_name);
  choose_locale (self, unattend, media);
  return choose_image (self, spec, media, error) ? g_steal_pointer (&self) : NULL;
}

/** casement_answer_new_partial: Returns: (transfer full): no answer at all, for somebody who installs by hand and leaves requirements out. */
CasementAnswer *
casement_answer_new_partial (const CasementPreset *preset)
{
  CasementAnswer *self = g_new0 (CasementAnswer, 1);

  self->arch = choose_arch (preset, NULL);
  self->server = casement_preset_is_server (preset);
  self->key_source = CASEMENT_KEY_ASKED;
  self->partial = TRUE;
  return self;
}
