/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-create-draft-private.h"

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
