/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <glib/gi18n-lib.h>

static char *
media_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  if (casement_vm_spec_get_drivers_path (context->spec) != NULL)
    return g_strdup (_("Two SATA drives: Windows and the drivers"));
  if (g_str_equal (casement_advice_disk_bus (context), "sata"))
    return g_strdup (_("Two SATA drives: Windows and an empty one for drivers"));
  return g_strdup (_("Two SATA drives: Windows and an empty one. Setup shows no disk until the driver image is "
                     "inserted there and its driver loaded"));
}

/* Setup has drivers for SATA and for nothing else here; Windows Setup since 24H2 fails with its media on virtio-scsi
 * (https://github.com/virtio-win/kvm-guest-drivers-windows/issues/1100). */
static void
media_settings (const CasementRecommendation *self,
                const CasementAdviceContext *context,
                CasementDomainSettings *settings)
{
  static const char *const drives[] = { "sdb", "sdc" };

  for (guint i = 0; i < G_N_ELEMENTS (drives); i++) {
    g_autofree char *drive = g_strdup_printf ("devices/disk[device=cdrom,target/dev=%s]", drives[i]);
    g_autofree char *target = g_strconcat (drive, "/target", NULL);
    g_autofree char *readonly = g_strconcat (drive, "/readonly", NULL);

    casement_domain_settings_attr (settings, target, "bus", "sata");
    casement_domain_settings_present (settings, readonly);
  }
}

static gboolean
has_answers (const CasementAdviceContext *context)
{
  return casement_advice_is_applied (context, "install-unattended");
}

static CasementAdviceState
drivers_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (casement_vm_spec_get_iso_path (context->spec) == NULL)
    return casement_advice_not_applicable (reason, _("There is no installer image to boot from."));
  if (g_str_equal (casement_advice_disk_bus (context), "sata"))
    return casement_advice_not_applicable (reason, _("Windows has the driver for a SATA disk."));
  if (casement_vm_spec_get_drivers_path (context->spec) == NULL)
    return casement_advice_unsupported (reason, _("There is no driver image: Setup shows no disk until one is inserted and its driver "
                                                  "loaded."));
  return CASEMENT_ADVICE_APPLIED;
}

/* The layout of the driver image: DRIVER\WINDOWS\ARCHITECTURE. */
static char *
drivers_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  gboolean scsi = g_str_equal (casement_advice_disk_bus (context), "scsi");
  g_autofree char *folder = casement_preset_dup_driver_folder (context->preset, scsi ? "vioscsi" : "viostor");

  if (has_answers (context))
    return g_strdup (_("Setup finds them by itself, on the disc with the answers"));
  return g_strdup_printf (_("In Setup: Load driver, then the folder “%s” of the driver image"), folder);
}

/* Requirements of Windows 11 that Setup asks for, by the values that make it leave one out:
 * https://www.bleepingcomputer.com/news/microsoft/how-to-bypass-the-windows-11-tpm-20-requirement/ */
static const struct {
  const char *id;
  const char *title;
} requirements[] = {
  { "tpm", N_("TPM 2.0") },
  { "secure-boot", N_("Secure Boot") },
  { "ram", N_("memory") },
  { "cpu", N_("processor") },
};

static gboolean
is_missed (const CasementAdviceContext *context, const char *id)
{
  /* Of all presets for a Windows, the first has what Microsoft requires. */
  const CasementPreset *official = casement_preset_find_for_os (context->preset->os_id);

  if (g_str_equal (id, "tpm"))
    return official->needs_tpm2 && !casement_advice_is_applied (context, "tpm");
  if (g_str_equal (id, "secure-boot"))
    return official->needs_secure_boot && !casement_advice_is_applied (context, "secure-boot");
  if (g_str_equal (id, "ram"))
    return casement_vm_spec_get_memory (context->spec) < official->memory_minimum;
  return casement_vm_spec_get_cpus (context->spec) < official->cpus_minimum || !casement_advice_cpu_is_listed (context);
}

static gboolean
is_chosen (const CasementRecommendation *self, const CasementAdviceContext *context, const char *id)
{
  const char *list = casement_choice_argument (self, context, "checks=");
  g_auto (GStrv) ids = g_strsplit (list != NULL ? list : "", ",", -1);

  return casement_choice_is (self, context, "unmet") || g_strv_contains ((const char *const *) ids, id);
}

/**
 * casement_advice_dup_bypassed:
 *
 * Returns: (transfer full): what Setup shall not ask for, as the user chose: of "tpm", "secure-boot", "ram", "cpu".
 */
char **
casement_advice_dup_bypassed (const CasementAdviceContext *context)
{
  const CasementRecommendation *self = casement_recommendation_find ("install-bypass");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (requirements) && casement_advice_is_applied (context, self->id); i++)
    if (is_missed (context, requirements[i].id) && is_chosen (self, context, requirements[i].id))
      g_strv_builder_add (builder, requirements[i].id);
  return g_strv_builder_end (builder);
}

static char *
list_requirements (const CasementRecommendation *self, const CasementAdviceContext *context, gboolean chosen_only)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (requirements); i++)
    if (is_missed (context, requirements[i].id) && (!chosen_only || is_chosen (self, context, requirements[i].id)))
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", _(requirements[i].title));
  return g_strdup (list->str);
}

/**
 * casement_advice_dup_missed:
 *
 * Returns: (transfer full) (nullable): the requirements of this Windows that the machine does not meet, as a list for the
 * user; %NULL where there are none.
 */
char *
casement_advice_dup_missed (const CasementAdviceContext *context)
{
  g_autofree char *list = list_requirements (casement_recommendation_find ("install-bypass"), context, FALSE);

  return *list != '\0' ? g_steal_pointer (&list) : NULL;
}

static gboolean
checks_are_valid (const char *argument)
{
  g_auto (GStrv) ids = g_strsplit (argument, ",", -1);

  for (guint i = 0; ids[i] != NULL; i++) {
    gboolean known = FALSE;

    for (guint j = 0; j < G_N_ELEMENTS (requirements); j++)
      known = known || g_str_equal (ids[i], requirements[j].id);
    if (!known)
      return FALSE;
  }
  return ids[0] != NULL;
}

static CasementAdviceState
bypass_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  const CasementPreset *official = casement_preset_find_for_os (context->preset->os_id);
  g_autofree char *missed = list_requirements (self, context, FALSE);

  if (!official->needs_tpm2)
    return casement_advice_not_applicable (reason, _("Setup of %s asks for nothing that could be left out."), context->preset->title);
  for (guint i = 0; i < G_N_ELEMENTS (requirements) && casement_choice_argument (self, context, "checks=") != NULL; i++)
    if (is_chosen (self, context, requirements[i].id) && !is_missed (context, requirements[i].id))
      return casement_advice_unsupported (reason, _("This virtual machine meets the requirement “%s”: there is nothing to leave out."),
                                          _(requirements[i].title));
  if (*missed == '\0')
    return casement_advice_not_applicable (reason, _("This virtual machine meets every requirement."));
  if (casement_choice_is (self, context, "off"))
    return casement_advice_not_applicable (reason, _("Off: Setup will refuse, since this virtual machine does not meet a requirement (%s)."),
                                           missed);
  *reason = g_strdup_printf (_("Microsoft does not support %s on such a machine, and may stop updates for it."), official->title);
  return CASEMENT_ADVICE_APPLIED;
}

static char *
bypass_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  g_autofree char *list = list_requirements (self, context, TRUE);

  return *list != '\0' ? g_strdup_printf (_("Setup does not ask for: %s"), list) : g_strdup (_("Setup asks for everything"));
}

static const CasementChoice bypass_choices[] = {
  { "off", N_("None"), N_("Setup refuses a virtual machine that does not meet Microsoft's requirements.") },
  { "unmet", N_("All that is not met"), N_("Not supported by Microsoft: updates may stop, and features may be missing.") },
  { "checks=", N_("Named ones"), N_("Not supported by Microsoft. A list of those that are not met, such as tpm,secure-boot; there are also ram and cpu."), checks_are_valid },
  { NULL },
};

/* Answer files as this program writes them are understood from Windows 10 on. */
static CasementAdviceState
unattended_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (casement_choice_is (self, context, "off"))
    return casement_advice_not_applicable (reason, _("Off: Setup asks its questions in the console."));
  if (g_str_equal (context->preset->id, "windows-7") || g_str_equal (context->preset->id, "windows-8.1"))
    return casement_advice_unsupported (reason, _("Installing without questions works from Windows 10 on."));
  if (casement_vm_spec_get_iso_path (context->spec) == NULL)
    return casement_advice_not_applicable (reason, _("There is no installer image to boot from."));
  if (casement_vm_spec_get_unattend (context->spec) == NULL)
    return casement_advice_unsupported (reason, _("Setup needs a name and a password for your account first: give them with “Install for "
                                                  "me”, or on the command line with --unattended."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
unattended_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("Setup's questions are answered: language, disk, account, drivers, guest tools"));
}

static const CasementChoice unattended_choices[] = {
  { "off", N_("By hand"), N_("You answer Setup's questions in the console.") },
  { "on", N_("Install for me"), N_("You give a name and a password and accept the licence; Setup asks nothing. No requirement is left out and no protection weakened.") },
  { NULL },
};

const CasementRecommendation casement_advice_install[] = {
  {
      .id = "install-media",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_INSTALL,
      .title = N_("Installation drives"),
      .why = N_("Setup reads Windows from one drive and the virtio drivers from the other. Both are SATA drives, "
                "which Setup can read without any driver."),
      .source = NOTES ("guest-os-installation"),
      .wanted = media_wanted,
      .settings = media_settings,
  },
  {
      .id = "install-drivers",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .group = CASEMENT_ADVICE_INSTALL,
      .title = N_("Drivers for Setup"),
      .why = N_("Setup has no driver for a virtio disk and shows none until it gets one: from the disc with the answers, or from "
                "the folder of the driver image that is for this Windows and this controller."),
      .source = NOTES ("guest-os-installation"),
      .applies = drivers_applies,
      .wanted = drivers_wanted,
  },
  {
      .id = "install-bypass",
      .weight = CASEMENT_WEIGHT_SAFETY,
      .group = CASEMENT_ADVICE_INSTALL,
      .title = N_("Requirements left out"),
      .why = N_("Where this host cannot meet a requirement of Windows 11, Setup can be told not to ask for that one. Never done by "
                "itself, and only for what is really not met."),
      .source = NOTES ("bypass-hardware-checks"),
      .choices = bypass_choices,
      .applies = bypass_applies,
      .wanted = bypass_wanted,
  },
  {
      .id = "install-unattended",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_INSTALL,
      .title = N_("Installation without questions"),
      .why = N_("From the installer image to the desktop without a key pressed: a disc with the answers goes with the installer "
                "image, and is removed and deleted afterwards. It meets every requirement and weakens nothing."),
      .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-automation-overview",
      .choices = unattended_choices,
      .applies = unattended_applies,
      .wanted = unattended_wanted,
  },
  { NULL },
};
