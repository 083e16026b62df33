/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <glib/gi18n-lib.h>
#include "casement-xml.h"

static CasementAdviceState
firmware_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (casement_choice_is (self, context, "bios")) {
    if (context->preset->needs_uefi)
      return casement_advice_unsupported (reason, _("%s does not install on BIOS firmware."), context->preset->title);
    return CASEMENT_ADVICE_APPLIED;
  }
  if (!casement_host_facts_lists (context->facts, "os/firmware", "efi"))
    return casement_advice_unsupported (reason, _("libvirt finds no UEFI firmware image on the host: install OVMF "
                                                  "(package “ovmf” or “edk2-ovmf”)."));
  return CASEMENT_ADVICE_APPLIED;
}

/* Without UEFI firmware Windows still lives on BIOS, unless it insists. */
static gboolean
firmware_is_required (const CasementAdviceContext *context)
{
  return context->preset->needs_uefi;
}

static char *
firmware_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (casement_choice_is (self, context, "bios") ? _("BIOS") : _("UEFI, image chosen by libvirt"));
}

static void
firmware_settings (const CasementRecommendation *self,
                   const CasementAdviceContext *context,
                   CasementDomainSettings *settings)
{
  /* BIOS is what libvirt gives where no firmware is named; asking for it by name needs a description of the image that
   * Debian, for one, does not install. */
  if (casement_choice_is (self, context, "bios")) {
    casement_domain_settings_attr (settings, "os", "firmware", NULL);
    casement_domain_settings_absent (settings, "os/firmware");
    casement_domain_settings_absent (settings, "os/loader");
    casement_domain_settings_absent (settings, "os/nvram");
    return;
  }
  casement_domain_settings_present (settings, "features/acpi");
  casement_domain_settings_present (settings, "features/apic");
  casement_domain_settings_attr (settings, "os", "firmware", "efi");
  /* On its way from BIOS a machine gets all of it at once. */
  if (context->has_bios) {
    const CasementRecommendation *secure_boot = casement_recommendation_find ("secure-boot");
    CasementAdviceContext then = *context;

    then.has_bios = FALSE;
    if (casement_recommendation_judge (secure_boot, &then, NULL) == CASEMENT_ADVICE_APPLIED) {
      secure_boot->settings (secure_boot, &then, settings);
      return;
    }
  }
  /* Left alone, libvirt takes the first image in its list, which may insist on Secure Boot. */
  if (!casement_advice_is_applied (context, "secure-boot")) {
    casement_domain_settings_attr (settings, "os/firmware/feature[name=enrolled-keys]", "enabled", "no");
    casement_domain_settings_attr (settings, "os/firmware/feature[name=secure-boot]", "enabled", "no");
  }
}

static const CasementChoice firmware_choices[] = {
  { "uefi", N_("UEFI"), N_("Signed boot files, GPT disks, Secure Boot; older libvirt cannot take internal snapshots.") },
  { "bios", N_("BIOS"), N_("No Secure Boot; not for Windows 11."), .accepted = TRUE },
  { NULL },
};

static CasementAdviceState
secure_boot_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (!casement_advice_uses_uefi (context))
    return casement_advice_not_applicable (reason, _("Secure Boot belongs to UEFI firmware."));
  if (casement_choice_is (self, context, "off"))
    return casement_advice_not_applicable (reason, _("Off: %s does not require it."), context->preset->title);
  if (!casement_host_facts_lists (context->facts, "os/loader/secure", "yes"))
    return casement_advice_unsupported (reason, _("libvirt finds no firmware image with Secure Boot for this machine "
                                                  "type; the virtual machine gets UEFI without it."));
  if (casement_host_facts_get_smm (context->facts) == CASEMENT_TRISTATE_NO)
    return casement_advice_unsupported (reason, _("KVM on this host has no System Management Mode, which guards "
                                                  "Secure Boot; the virtual machine gets UEFI without it."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
secure_boot_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("On, with Microsoft's keys enrolled"));
}

static void
secure_boot_settings (const CasementRecommendation *self,
                      const CasementAdviceContext *context,
                      CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, "os", "firmware", "efi");
  casement_domain_settings_present (settings, "features/acpi");
  casement_domain_settings_present (settings, "features/apic");
  /* An image that is named would have to have the features itself. */
  casement_domain_settings_absent (settings, "os/loader[type=pflash,secure?=no]");
  casement_domain_settings_attr (settings, "os/firmware/feature[name=enrolled-keys]", "enabled", "yes");
  casement_domain_settings_attr (settings, "os/firmware/feature[name=secure-boot]", "enabled", "yes");
  casement_domain_settings_attr (settings, "features/smm", "state", "on");
}

/* The older way to ask for UEFI: the image by its path. */
static gboolean
has_uefi_loader (xmlNodePtr root)
{
  return casement_xml_find (root, "os/loader[type=pflash]") != NULL;
}

/* Which keys such an image's variables have cannot be seen from the definition. */
static gboolean
has_secure_loader (xmlNodePtr root)
{
  return casement_xml_find (root, "os[firmware?=efi]/loader[type=pflash,secure=yes]") != NULL;
}

/* Since libvirt 9.2 the image it chose is part of the definition; before, of the running machine only (its news). */
static char *
firmware_describe (xmlNodePtr root, const CasementAdviceContext *context)
{
  xmlNodePtr loader = casement_xml_find (root, "os/loader");
  g_autofree char *image = casement_xml_dup_text (loader);
  g_autofree char *variables = casement_xml_dup_attr (casement_xml_find (root, "os/nvram"), "template");

  if (image != NULL)
    g_strstrip (image);
  if (image != NULL && *image == '\0')
    g_clear_pointer (&image, g_free);
  if (!casement_xml_attr_is (casement_xml_find (root, "os"), "firmware", "efi") && !casement_xml_attr_is (loader, "type", "pflash"))
    return image != NULL ? g_strdup_printf (_("BIOS, image “%s”"), image) : g_strdup (_("BIOS"));
  if (image == NULL)
    return g_strdup (_("UEFI; libvirt chooses the image at the next start"));
  if (variables == NULL)
    return g_strdup_printf (_("UEFI, image “%s”"), image);
  return g_strdup_printf (_("UEFI, image “%s”, variables as in “%s”"), image, variables);
}

static char *
boot_order_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("System disk first, installer image second, set on the devices"));
}

/* No two devices may have one place. The first CD-ROM gets its own anyway, unless there is no installer image in it. */
static void
boot_order_clear (const CasementAdviceContext *context, CasementDomainSettings *settings)
{
  static const char *const others[] = { "interface", "hostdev", "redirdev" };

  for (guint order = 1; order <= 2; order++) {
    for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
      g_autofree char *path = g_strdup_printf ("devices/%s/boot[order=%u]", others[i], order);

      casement_domain_settings_absent (settings, path);
    }
    for (guint i = 0; context->disk_names != NULL && context->disk_names[i] != NULL; i++) {
      g_autofree char *path = g_strdup_printf ("devices/disk[target/dev=%s]/boot[order=%u]", context->disk_names[i], order);
      gboolean installer = order == 2 && g_strcmp0 (context->disk_names[i], context->installer_name) == 0;

      if (!installer && g_regex_match_simple ("^[a-z]{1,16}$", context->disk_names[i], 0, 0))
        casement_domain_settings_absent (settings, path);
    }
  }
}

static void
boot_order_settings (const CasementRecommendation *self,
                     const CasementAdviceContext *context,
                     CasementDomainSettings *settings)
{
  casement_domain_settings_absent (settings, "os/boot");
  boot_order_clear (context, settings);
  casement_domain_settings_attr (settings, SYSTEM_DISK "/boot", "order", "1");
  /* The first CD-ROM is the installer's; one that is not there is not made for this. */
  if (casement_vm_spec_get_iso_path (context->spec) != NULL)
    casement_domain_settings_attr (settings, "devices/disk[device=cdrom]/boot", "order", "2");
}

static CasementAdviceState
boot_prompt_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (casement_vm_spec_get_iso_path (context->spec) == NULL)
    return casement_advice_not_applicable (reason, _("There is no installer image to boot from."));
  if (!casement_advice_uses_uefi (context))
    return casement_advice_not_applicable (reason, _("With BIOS firmware an installer image boots without asking while the "
                                                     "disk is empty."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
boot_prompt_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("“Press any key to boot from CD” is answered on the first boot"));
}

static const CasementChoice secure_boot_choices[] = {
  { "on", N_("On"), N_("Only signed boot files and drivers are started.") },
  { "off", N_("Off"), N_("Unsigned drivers load; Windows 11 is then not a supported configuration.") },
  { NULL },
};

const CasementRecommendation casement_advice_firmware[] = {
  {
      .id = "firmware",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .risk = CASEMENT_RISK_REINSTALL,
      .group = CASEMENT_ADVICE_FIRMWARE,
      .title = N_("Firmware"),
      .why = N_("Windows 11 requires UEFI. libvirt chooses an image that has the features asked for, so a "
                "firmware update never leaves the virtual machine with a path that is gone."),
      .source = NOTES ("bios-vs-uefi-with-secureboot"),
      .choices = firmware_choices,
      .required = firmware_is_required,
      .satisfied = has_uefi_loader,
      .describe = firmware_describe,
      .applies = firmware_applies,
      .wanted = firmware_wanted,
      .settings = firmware_settings,
  },
  {
      .id = "secure-boot",
      .weight = CASEMENT_WEIGHT_SAFETY,
      .risk = CASEMENT_RISK_DRIVER,
      .fresh_variables = TRUE,
      .group = CASEMENT_ADVICE_FIRMWARE,
      .title = N_("Secure Boot"),
      .why = N_("Windows 11's requirements name it: the firmware starts signed boot files only. Microsoft's keys "
                "must be enrolled, or Windows' own signature means nothing to the firmware."),
      .source = NOTES ("bios-vs-uefi-with-secureboot"),
      .consequence = N_("Without Secure Boot Windows 11 is not a supported configuration."),
      .choices = secure_boot_choices,
      .satisfied = has_secure_loader,
      .applies = secure_boot_applies,
      .wanted = secure_boot_wanted,
      .settings = secure_boot_settings,
  },
  {
      .id = "boot-order",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .group = CASEMENT_ADVICE_FIRMWARE,
      .title = N_("Boot order"),
      .why = N_("An empty disk falls through to the installer image, and an installed one starts Windows: Setup "
                "never begins again by accident. UEFI follows the order set on devices and not the older list."),
      .source = LIBVIRT ("bios-bootloader"),
      .consequence = N_("The firmware decides what to start, and may start Setup again after the installation."),
      .wanted = boot_order_wanted,
      .settings = boot_order_settings,
  },
  {
      .id = "boot-prompt",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_FIRMWARE,
      .title = N_("Boot prompt"),
      .why = N_("Microsoft's images wait five seconds for a key before they start Setup, and who misses it ends in the "
                "firmware. Casement presses Enter while the boot loader is being read, and stops as soon as Setup is "
                "loaded: nothing is pressed in Setup itself, and never again once something is on the disk."),
      .source = NOTES ("guest-os-installation"),
      .consequence = N_("You have five seconds to press a key in the console, soon after the virtual machine starts."),
      .applies = boot_prompt_applies,
      .wanted = boot_prompt_wanted,
  },
  { NULL },
};
