/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <glib/gi18n-lib.h>

#define WEBDAV_CHANNEL "devices/channel[type=spiceport,target/name=org.spice-space.webdav.0]"

static CasementAdviceState
webdav_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (!casement_advice_is_applied (context, "graphics"))
    return casement_advice_unsupported (reason, _("It goes through SPICE, which is left out."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
webdav_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("Channel for folders shared by the console"));
}

static void
webdav_settings (const CasementRecommendation *self,
                 const CasementAdviceContext *context,
                 CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, WEBDAV_CHANNEL "/target", "type", "virtio");
  casement_domain_settings_attr (settings, WEBDAV_CHANNEL "/source", "channel", "org.spice-space.webdav.0");
}

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

const CasementRecommendation casement_advice_install[] = {
  {
      .id = "share-webdav",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_SHARING,
      .title = N_("Folders over SPICE (WebDAV)"),
      .why = N_("With the channel in place a folder of yours can be shared with Windows from the console's menu, "
                "without a network. Nothing is shared until you choose a folder."),
      .source = NOTES ("spice-folder-sharing-webdav"),
      .consequence = N_("A folder cannot be shared through the console until the channel is added."),
      .applies = webdav_applies,
      .wanted = webdav_wanted,
      .settings = webdav_settings,
  },
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
  { NULL },
};
