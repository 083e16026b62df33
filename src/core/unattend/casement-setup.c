/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-setup.h"

#include <glib/gi18n-lib.h>
#include "casement-error.h"
#include "casement-setup-disc.h"

/** casement_setup_free: wipes it. @self: (nullable). */
void
casement_setup_free (CasementSetup *self)
{
  if (self == NULL)
    return;
  casement_secret_unref (self->disc);
  g_free (self);
}

static guint
get_bypass (CasementPlan *plan)
{
  static const struct {
    const char *id;
    guint flag;
  } checks[] = { { "tpm", CASEMENT_BYPASS_TPM },
                 { "secure-boot", CASEMENT_BYPASS_SECURE_BOOT },
                 { "ram", CASEMENT_BYPASS_MEMORY },
                 { "cpu", CASEMENT_BYPASS_CPU },
                 { "storage", CASEMENT_BYPASS_STORAGE } };
  g_auto (GStrv) ids = casement_plan_dup_bypassed (plan);
  guint bypass = 0;

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (g_strv_contains ((const char *const *) ids, checks[i].id))
      bypass |= checks[i].flag;
  return bypass;
}

static CasementAnswer *
make_answer (CasementPlan *plan, GCancellable *cancellable, GError **error)
{
  CasementVmSpec *spec = casement_plan_get_spec (plan);
  const char *iso = casement_vm_spec_get_iso_path (spec);
  g_autoptr (CasementMediaInfo) media = NULL;

  if (casement_vm_spec_get_unattend (spec) == NULL) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _("To install without questions, say the name and the password of your account in Windows."));
    return NULL;
  }
  if (casement_vm_spec_get_drivers_path (spec) == NULL) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _("Installing without questions needs the driver image (virtio-win): choose one, or install by hand."));
    return NULL;
  }
  media = casement_media_info_identify (iso, cancellable, error);
  if (media == NULL)
    return NULL;
  return casement_answer_new (spec, media, casement_plan_uses_uefi (plan), error);
}

/**
 * casement_setup_make:
 * @setup: (out) (transfer full) (nullable): %NULL where everything is done by hand
 *
 * Makes what the plan asks for: a disc that answers Setup, or one that only leaves requirements out, or none. Blocks.
 *
 * Returns: %FALSE with @error where it cannot be made.
 */
gboolean
casement_setup_make (CasementPlan *plan, CasementSetup **setup, GCancellable *cancellable, GError **error)
{
  CasementVmSpec *spec = casement_plan_get_spec (plan);
  gboolean full = casement_advice_get_state (casement_plan_find (plan, "install-unattended")) == CASEMENT_ADVICE_APPLIED;
  guint bypass = get_bypass (plan);
  g_autoptr (CasementAnswer) answer = NULL;
  g_autoptr (CasementSecret) disc = NULL;

  *setup = NULL;
  if (!full && bypass == 0)
    return TRUE;
  answer = full ? make_answer (plan, cancellable, error) : casement_answer_new_partial (casement_vm_spec_get_preset (spec));
  if (answer == NULL)
    return FALSE;
  answer->bypass = bypass;
  disc = casement_setup_disc_make (answer, casement_vm_spec_get_preset (spec), full ? casement_vm_spec_get_drivers_path (spec) : NULL,
                                   cancellable, error);
  if (disc == NULL)
    return FALSE;
  *setup = g_new0 (CasementSetup, 1);
  (*setup)->disc = g_steal_pointer (&disc);
  (*setup)->full = full;
  (*setup)->key_source = answer->key_source;
  return TRUE;
}
