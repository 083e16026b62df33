/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-create-draft-private.h"
#include "casement-product-key.h"

/* What the pages read; all of it is lent, and may be other after the next "changed". */

/** casement_create_draft_get_connection: Returns: where the virtual machine will be made, lent. */
CasementConnection *
casement_create_draft_get_connection (CasementCreateDraft *self)
{
  return casement_library_get_connection (self->library);
}

/** casement_create_draft_get_spec: Returns: the choices, lent; change them freely. */
CasementVmSpec *
casement_create_draft_get_spec (CasementCreateDraft *self)
{
  return self->spec;
}

/** casement_create_draft_get_identifying: Returns: whether a look is being taken into an installer image. */
gboolean
casement_create_draft_get_identifying (CasementCreateDraft *self)
{
  return self->identifying != NULL;
}

/** casement_create_draft_get_media: Returns: (nullable): the installer image, lent. */
CasementMediaInfo *
casement_create_draft_get_media (CasementCreateDraft *self)
{
  return self->media;
}

/** casement_create_draft_get_media_error: Returns: (nullable): why the image given is not used, lent. */
const GError *
casement_create_draft_get_media_error (CasementCreateDraft *self)
{
  return self->media_error;
}

/** casement_create_draft_get_asks_preset: Returns: whether the user must say which Windows the image holds. */
gboolean
casement_create_draft_get_asks_preset (CasementCreateDraft *self)
{
  const char *os_id = self->media != NULL ? casement_media_info_get_os_id (self->media) : NULL;

  return self->media != NULL && (os_id == NULL || casement_preset_find_for_os (os_id) == NULL);
}

/** casement_create_draft_get_preset: Returns: (nullable): which Windows it will be, once that is known. */
const CasementPreset *
casement_create_draft_get_preset (CasementCreateDraft *self)
{
  return self->preset_chosen ? casement_vm_spec_get_preset (self->spec) : NULL;
}

static void
add_once (GPtrArray *list, const CasementEdition *edition)
{
  if (edition != NULL && !g_ptr_array_find (list, edition, NULL))
    g_ptr_array_add (list, (gpointer) edition);
}

/**
 * casement_create_draft_dup_editions:
 *
 * Returns: (transfer full): the editions there are to choose from, lent: those on the image, else all of its Windows; none
 * before that is known.
 */
GPtrArray *
casement_create_draft_dup_editions (CasementCreateDraft *self)
{
  const CasementPreset *preset = casement_create_draft_get_preset (self);
  GPtrArray *on_media = self->media != NULL ? casement_media_info_get_editions (self->media) : NULL;
  GPtrArray *list = g_ptr_array_new ();

  if (preset == NULL || self->media == NULL)
    return list;
  for (guint i = 0; on_media != NULL && i < on_media->len; i++)
    add_once (list, casement_edition_find_for_media (preset, ((CasementMediaEdition *) g_ptr_array_index (on_media, i))->edition_id));
  if (list->len > 0)
    return list;
  g_ptr_array_unref (list);
  return casement_edition_list (preset);
}

/** casement_create_draft_get_unsupported: Returns: whether it will be Windows without what Microsoft requires of a machine. */
gboolean
casement_create_draft_get_unsupported (CasementCreateDraft *self)
{
  const CasementPreset *preset = casement_vm_spec_get_preset (self->spec);

  return self->preset_chosen && casement_preset_find_unsupported (preset) == preset;
}

/** casement_create_draft_get_missed: Returns: (nullable): what is required and cannot be met here, as a list, lent. */
const char *
casement_create_draft_get_missed (CasementCreateDraft *self)
{
  return self->missed;
}

/** casement_create_draft_get_searching: Returns: whether a driver image is being looked for or into. */
gboolean
casement_create_draft_get_searching (CasementCreateDraft *self)
{
  return self->searching != NULL;
}

/** casement_create_draft_get_drivers: Returns: (nullable): the driver image, lent. */
CasementMediaInfo *
casement_create_draft_get_drivers (CasementCreateDraft *self)
{
  return self->drivers;
}

/** casement_create_draft_get_drivers_error: Returns: (nullable): why the image given is not used, lent. */
const GError *
casement_create_draft_get_drivers_error (CasementCreateDraft *self)
{
  return self->drivers_error;
}

/** casement_create_draft_get_skip_drivers: Returns: whether the user agreed to do without a driver image. */
gboolean
casement_create_draft_get_skip_drivers (CasementCreateDraft *self)
{
  return self->skip_drivers;
}

/** casement_create_draft_get_facts: Returns: (nullable): what the host can do, lent; %NULL until it was asked. */
CasementHostFacts *
casement_create_draft_get_facts (CasementCreateDraft *self)
{
  return self->facts;
}

/** casement_create_draft_get_free_space: Returns: bytes free where the disk would be; 0 if not known. */
guint64
casement_create_draft_get_free_space (CasementCreateDraft *self)
{
  return self->free_space;
}

/** casement_create_draft_get_plan: Returns: (nullable): what would be made, lent; replaced at every change. */
CasementPlan *
casement_create_draft_get_plan (CasementCreateDraft *self)
{
  return self->plan;
}

/** casement_create_draft_get_problem: Returns: (nullable): what stands against creating it, lent. */
const GError *
casement_create_draft_get_problem (CasementCreateDraft *self)
{
  return self->problem;
}

/** casement_create_draft_get_ready: Returns: whether it can be created now. */
gboolean
casement_create_draft_get_ready (CasementCreateDraft *self)
{
  return self->ready;
}

/** casement_create_draft_can_unattend: Returns: whether this Windows can be installed without questions. */
gboolean
casement_create_draft_can_unattend (CasementCreateDraft *self)
{
  return casement_unattend_is_possible (casement_vm_spec_get_preset (self->spec));
}

static gboolean
needs_edition (CasementCreateDraft *self)
{
  return self->media != NULL && casement_media_info_get_editions (self->media)->len > 1 && casement_vm_spec_get_edition (self->spec) == NULL;
}

/** casement_create_draft_check_unattend: Returns: whether nothing is missing for what was chosen; what is, is said at its field. */
gboolean
casement_create_draft_check_unattend (CasementCreateDraft *self)
{
  if (casement_vm_spec_get_unattend (self->spec) == NULL || !casement_create_draft_can_unattend (self))
    return TRUE;
  return self->drivers != NULL && !needs_edition (self)
         && casement_unattend_check (self->unattend, casement_vm_spec_get_preset (self->spec), NULL);
}

static gboolean
setup_may_ask_for_key (CasementCreateDraft *self)
{
  const CasementEdition *edition = casement_vm_spec_get_edition (self->spec);
  GPtrArray *images = casement_media_info_get_editions (self->media);
  CasementKeySource source = CASEMENT_KEY_ASKED;

  if (casement_unattend_get_product_key (self->unattend) != NULL)
    return FALSE;
  for (guint i = 0; i < images->len; i++) {
    const CasementMediaEdition *image = g_ptr_array_index (images, i);

    if (images->len > 1 && casement_edition_find_for_media (casement_vm_spec_get_preset (self->spec), image->edition_id) != edition)
      continue;
    casement_client_key_find (image->edition_id, casement_media_info_get_build (self->media), &source);
    break;
  }
  return source == CASEMENT_KEY_ASKED;
}

/** casement_create_draft_dup_unattend_note: Returns: (transfer full) (nullable): what is good to know of an installation without questions. */
char *
casement_create_draft_dup_unattend_note (CasementCreateDraft *self)
{
  if (casement_vm_spec_get_unattend (self->spec) == NULL || !casement_create_draft_can_unattend (self) || self->media == NULL)
    return NULL;
  if (self->drivers == NULL)
    return g_strdup (_("This needs the driver image: choose it above."));
  if (needs_edition (self))
    return g_strdup (_("Choose the edition above: the installer image has several."));
  if (setup_may_ask_for_key (self))
    return g_strdup (_("There is no key for this edition that Setup could be given: unless you enter yours under Customise, Setup asks for it once."));
  return g_strdup (_("Windows is not activated by this and needs a licence."));
}
