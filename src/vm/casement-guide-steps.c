/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-guide.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "casement-guide-device.h"

/* What a guide says at each step. */

static const CasementGuideStep disk_steps[] = {
  { CASEMENT_GUIDE_TRY, N_("Add a small second disk"),
    N_("An empty disk of the new kind is added, so that Windows loads the driver for it while it still starts from the old kind."),
    N_("Add the disk"), NULL },
  { CASEMENT_GUIDE_CONFIRM, N_("Let Windows load the driver"),
    N_("Start Windows if it is off. If the guest tools were never installed there, install them from the driver image. The guest agent "
       "is then asked for the disk; without it, look for a new disk of 16 MB in Windows’ Disk Management."),
    N_("Ask Windows"), N_("I see the disk") },
  { CASEMENT_GUIDE_SWITCH, N_("Switch the system disk"),
    N_("The system disk moves to the new kind. Nothing on it changes."), N_("Switch"), NULL },
};

static const CasementGuideStep card_steps[] = {
  { CASEMENT_GUIDE_TRY, N_("Add a second network card"),
    N_("A network card of the new kind is added, with its cable out, so that Windows loads the driver for it while it still uses the old one."),
    N_("Add the card"), NULL },
  { CASEMENT_GUIDE_CONFIRM, N_("Let Windows load the driver"),
    N_("Start Windows if it is off. If the guest tools were never installed there, install them from the driver image. The guest agent "
       "is then asked for the card; without it, look for it in Windows’ Device Manager."),
    N_("Ask Windows"), N_("I see the card") },
  { CASEMENT_GUIDE_SWITCH, N_("Switch the network card"),
    N_("The network card becomes one of the new kind. Windows takes it for another card: settings made for the old one, such as a "
       "fixed address, have to be made again."),
    N_("Switch"), NULL },
};

static const CasementGuideStep secure_boot_steps[] = {
  { CASEMENT_GUIDE_SWITCH, N_("Turn Secure Boot on"),
    N_("The firmware begins with fresh variables that hold Microsoft’s keys; the old ones are kept. If BitLocker protects the disk, "
       "suspend it in Windows first, or have its recovery key at hand. Drivers without a signature are not loaded any more."),
    N_("Turn on"), NULL },
};

static const CasementGuideStep plain_steps[] = {
  { CASEMENT_GUIDE_SWITCH, N_("Make the change"),
    N_("Windows finds other hardware at its next start. If BitLocker protects the disk, suspend it in Windows first, or have its "
       "recovery key at hand; it may also have to be activated again."),
    N_("Change"), NULL },
};

static const CasementGuideStep last_steps[] = {
  { CASEMENT_GUIDE_RESTART, N_("Restart the virtual machine"),
    N_("Windows is asked to shut down, and started again once it is off. Save your work there first."), N_("Restart"), NULL },
  { CASEMENT_GUIDE_VERIFY, N_("See whether Windows starts"),
    N_("The guest agent is asked. If Windows does not come up, give up: that brings back what was before."), N_("Ask Windows"),
    N_("Windows is up") },
};

static const CasementGuideStep tidy_disk_step
    = { CASEMENT_GUIDE_TIDY, N_("Remove the small disk"), N_("It has done its work; its image is deleted."), N_("Remove"), NULL };
static const CasementGuideStep tidy_card_step
    = { CASEMENT_GUIDE_TIDY, N_("Remove the second network card"), N_("It has done its work."), N_("Remove"), NULL };

/** casement_guide_covers: Returns: whether the change is made step by step. */
gboolean
casement_guide_covers (const CasementRecommendation *recommendation)
{
  return recommendation->risk == CASEMENT_RISK_DRIVER;
}

/**
 * casement_guide_list_steps:
 *
 * Returns: (transfer full): of CasementGuideStep, in order; texts are to be translated.
 */
GArray *
casement_guide_list_steps (const CasementRecommendation *recommendation)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (CasementGuideStep));

  if (strcmp (recommendation->id, "storage-controller") == 0)
    g_array_append_vals (steps, disk_steps, G_N_ELEMENTS (disk_steps));
  else if (strcmp (recommendation->id, "network") == 0)
    g_array_append_vals (steps, card_steps, G_N_ELEMENTS (card_steps));
  else if (recommendation->fresh_variables)
    g_array_append_vals (steps, secure_boot_steps, G_N_ELEMENTS (secure_boot_steps));
  else
    g_array_append_vals (steps, plain_steps, G_N_ELEMENTS (plain_steps));
  g_array_append_vals (steps, last_steps, G_N_ELEMENTS (last_steps));
  if (casement_guide_needs_device (recommendation->id))
    g_array_append_val (steps, *(strcmp (recommendation->id, "network") == 0 ? &tidy_card_step : &tidy_disk_step));
  return steps;
}

/** casement_guide_get_warning: Returns: (nullable): what the change does to a Windows that is installed, translated. */
const char *
casement_guide_get_warning (const CasementRecommendation *recommendation)
{
  switch (recommendation->risk) {
  case CASEMENT_RISK_DRIVER:
    return _("Made at once, it may keep an installed Windows from starting; the guide makes it step by step.");
  case CASEMENT_RISK_REINSTALL:
    return _("An installed Windows would not start any more: it has to be installed again.");
  case CASEMENT_RISK_NONE:
  default:
    return NULL;
  }
}
