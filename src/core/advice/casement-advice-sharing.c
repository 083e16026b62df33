/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <glib/gi18n-lib.h>
#include "casement-xml.h"

#define WEBDAV_CHANNEL "devices/channel[type=spiceport,target/name=org.spice-space.webdav.0]"
#define VIRTIOFS "devices/filesystem[type=mount,driver/type=virtiofs]"

/* The name by which Windows' service asks for it. */
#define VIRTIOFS_TAG "casement"

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

/* Who else could see a share: that depends on what the card is connected to, and nothing of it is in the definition. */
static CasementAdviceState
smb_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  const char *name;
  const char *kind;

  if (!casement_advice_is_applied (context, "network"))
    return casement_advice_unsupported (reason, _("It goes over the network, which is left out."));
  kind = casement_advice_network_kind (context, &name);
  if (g_str_equal (kind, "bridge"))
    return casement_advice_not_applicable (reason, _("Not a part of the virtual machine. Over the bridge “%s” everyone on that network "
                                                     "would see the share too: protect it with a password."),
                                           name);
  if (g_str_equal (kind, "network"))
    return casement_advice_not_applicable (reason, _("Not a part of the virtual machine. Over the network “%s” the host and the virtual "
                                                     "machines on it see the share; let Samba listen there only."),
                                           name);
  /* QEMU's user networking: the host is 10.0.2.2, and sees requests as its own. */
  return casement_advice_not_applicable (reason, _("Not a part of the virtual machine. Windows reaches the host as \\\\10.0.2.2; Samba "
                                                   "need listen to this computer only."));
}

static char *
smb_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("A folder shared by Samba with a name and a password, over the network card"));
}

static gboolean
folder_is_valid (const char *argument)
{
  return casement_vm_spec_check_path (argument, NULL);
}

static CasementAdviceState
virtiofs_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (casement_choice_argument (self, context, "folder=") == NULL)
    return casement_advice_not_applicable (reason, _("Off: sharing through the console needs nothing of it, and leaves saving and "
                                                     "live snapshots possible."));
  if (!casement_host_facts_lists (context->facts, "devices/filesystem/driverType", "virtiofs"))
    return casement_advice_unsupported (reason, _("QEMU or libvirt on this host has no virtio-fs: install virtiofsd."));
  if (!casement_advice_is_applied (context, "memory-backing"))
    return casement_advice_unsupported (reason, _("It needs shared memory (“%s”), which is left out."), "memory-backing");
  /* libvirt's news: virtiofsd without root since 10.0.0 */
  if (casement_host_facts_is_session (context->facts)
      && casement_host_facts_get_libvirt_version (context->facts) < CASEMENT_VERSION_NUMBER (10, 0, 0))
    return casement_advice_unsupported (reason, _("On your own session it needs libvirt 10.0 or newer."));
  *reason = g_strdup (_("While it is attached, the virtual machine cannot be saved or migrated, and takes no live snapshots."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
virtiofs_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  const char *folder = casement_choice_argument (self, context, "folder=");

  return folder != NULL ? g_strdup_printf (_("The folder “%s”"), folder) : g_strdup (_("Off"));
}

static void
virtiofs_settings (const CasementRecommendation *self,
                   const CasementAdviceContext *context,
                   CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, VIRTIOFS, "accessmode", "passthrough");
  casement_domain_settings_attr (settings, VIRTIOFS "/source", "dir", casement_choice_argument (self, context, "folder="));
  casement_domain_settings_default (settings, VIRTIOFS "/target", "dir", VIRTIOFS_TAG);
}

static char *
infer_folder (xmlNodePtr root)
{
  return casement_xml_dup_attr (casement_xml_find (root, VIRTIOFS "/source"), "dir");
}

static const CasementChoice virtiofs_choices[] = {
  { "off", N_("Off"), N_("Folders can be shared through the console, or by Samba over the network.") },
  { "folder=", N_("A folder"), N_("Fast; but the virtual machine cannot be saved or migrated and takes no live snapshots, and Windows needs a driver, WinFsp and a service."), folder_is_valid, infer_folder, TRUE },
  { NULL },
};

const CasementRecommendation casement_advice_sharing[] = {
  {
      .id = "share-smb",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_SHARING,
      .title = N_("Folders over the network (SMB)"),
      .why = N_("Windows knows this way best: nothing to install there, and nothing that stops snapshots. The share must have a "
                "name and a password: newer Windows refuses guests, and that should stay so."),
      .source = NOTES ("smbcifs"),
      .applies = smb_applies,
      .wanted = smb_wanted,
  },
  {
      .id = "share-webdav",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_SHARING,
      .title = N_("Folders over SPICE (WebDAV)"),
      .why = N_("With the channel in place a folder of yours can be shared with Windows from the console's menu, "
                "without a network. Nothing is shared until you choose a folder, and Windows shows it once a service is installed "
                "there (see the first hour)."),
      .source = NOTES ("spice-folder-sharing-webdav"),
      .consequence = N_("A folder cannot be shared through the console until the channel is added."),
      .applies = webdav_applies,
      .wanted = webdav_wanted,
      .settings = webdav_settings,
  },
  {
      .id = "share-virtiofs",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_SHARING,
      .title = N_("Folders over virtio-fs"),
      .why = N_("The fastest way for large trees of files, at a price: as long as the folder is attached, the virtual machine's "
                "state cannot be stored. Windows needs the driver, WinFsp and a service (see the first hour)."),
      .source = NOTES ("virtio-fs"),
      .choices = virtiofs_choices,
      .applies = virtiofs_applies,
      .wanted = virtiofs_wanted,
      .settings = virtiofs_settings,
  },
  { NULL },
};
