/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-xml.h"

#define NETWORK "devices/interface"

static gboolean
host_name_is_valid (const char *name)
{
  if (*name == '\0' || strlen (name) > 64)
    return FALSE;
  for (; *name != '\0'; name++)
    if (!g_ascii_isalnum (*name) && strchr ("-_.:", *name) == NULL)
      return FALSE;
  return TRUE;
}

/* "auto" is user-mode networking for a user's own daemon, and libvirt's own network for the system's. */
static const char *
network_kind (const CasementRecommendation *self, const CasementAdviceContext *context, const char **name)
{
  const char *bridge = casement_choice_argument (self, context, "bridge=");
  const char *network = casement_choice_argument (self, context, "network=");

  if (bridge != NULL) {
    *name = bridge;
    return "bridge";
  }
  if (network != NULL) {
    *name = network;
    return "network";
  }
  if (casement_choice_is (self, context, "user") || casement_choice_is (self, context, "kept") || casement_host_facts_is_session (context->facts)) {
    *name = NULL;
    return "user";
  }
  *name = "default";
  return "network";
}

/**
 * casement_advice_network_kind:
 * @name: (out) (nullable): of the network or bridge
 *
 * Returns: what the network card is, or will be, connected to: "user", "network" or "bridge".
 */
const char *
casement_advice_network_kind (const CasementAdviceContext *context, const char **name)
{
  return network_kind (casement_recommendation_find ("network"), context, name);
}

static char *
network_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  const char *name;
  const char *kind = network_kind (self, context, &name);

  if (casement_choice_is (self, context, "kept"))
    return g_strdup (_("virtio, no boot ROM"));
  if (name == NULL)
    return g_strdup (_("virtio, user-mode networking, no boot ROM"));
  if (g_str_equal (kind, "bridge"))
    return g_strdup_printf (_("virtio on the bridge “%s”, no boot ROM"), name);
  return g_strdup_printf (_("virtio on the network “%s”, no boot ROM"), name);
}

static void
network_settings (const CasementRecommendation *self,
                  const CasementAdviceContext *context,
                  CasementDomainSettings *settings)
{
  const char *name;
  const char *kind = network_kind (self, context, &name);

  if (casement_choice_is (self, context, "kept"))
    casement_domain_settings_default (settings, NETWORK, "type", kind);
  else
    casement_domain_settings_attr (settings, NETWORK, "type", kind);
  if (name != NULL)
    casement_domain_settings_attr (settings, NETWORK "/source", kind, name);
  casement_domain_settings_attr (settings, NETWORK "/model", "type", "virtio");
  casement_domain_settings_attr (settings, NETWORK "/rom", "bar", "off");
}

static char *
infer_user (xmlNodePtr root)
{
  return casement_xml_find (root, NETWORK "[type=user]") != NULL ? g_strdup ("") : NULL;
}

/* A kind of connection that this program does not make: macvtap, Open vSwitch, a device passed through. */
static char *
infer_other (xmlNodePtr root)
{
  g_autofree char *type = casement_xml_dup_attr (casement_xml_find (root, NETWORK), "type");
  static const char *const known[] = { "user", "network", "bridge", NULL };

  return type != NULL && !g_strv_contains (known, type) ? g_strdup ("") : NULL;
}

static char *
infer_network (xmlNodePtr root)
{
  return casement_xml_dup_attr (casement_xml_find (root, NETWORK "[type=network]/source"), "network");
}

static char *
infer_bridge (xmlNodePtr root)
{
  return casement_xml_dup_attr (casement_xml_find (root, NETWORK "[type=bridge]/source"), "bridge");
}

static char *
infer_mtu (xmlNodePtr root)
{
  return casement_xml_dup_attr (casement_xml_find (root, NETWORK "/mtu"), "size");
}

static const CasementChoice network_choices[] = {
  { "auto", N_("As fits the connection"), N_("User-mode networking on your own session, libvirt's network on the system's.") },
  { "user", N_("User mode"), N_("Needs no rights; Windows reaches the network, but nothing reaches Windows."), NULL, infer_user, TRUE },
  { "network=", N_("A libvirt network"), N_("Windows and the host reach each other."), host_name_is_valid, infer_network, TRUE },
  { "bridge=", N_("A bridge of the host"), N_("Windows is a machine of its own on your network; the host must allow the bridge."), host_name_is_valid, infer_bridge, TRUE },
  { "kept", N_("As it is"), N_("Only the card changes, not what it is connected to."), NULL, infer_other, TRUE, TRUE },
  { NULL },
};

static gboolean
mtu_is_valid (const char *argument)
{
  guint64 mtu;

  return g_ascii_string_to_unsigned (argument, 10, 1280, 65521, &mtu, NULL);
}

static CasementAdviceState
mtu_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  const char *name;

  if (casement_choice_is (self, context, "default"))
    return casement_advice_not_applicable (reason, _("Off: no gain was measured that would be worth the trouble of "
                                                     "setting it everywhere."));
  network_kind (casement_recommendation_find ("network"), context, &name);
  if (name == NULL)
    return casement_advice_unsupported (reason, _("User-mode networking has no packet size to set."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
mtu_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  const char *mtu = casement_choice_argument (self, context, "mtu=");

  return mtu != NULL ? g_strdup_printf (_("%s bytes"), mtu) : g_strdup (_("The network's own"));
}

static void
mtu_settings (const CasementRecommendation *self,
              const CasementAdviceContext *context,
              CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, NETWORK "/mtu", "size", casement_choice_argument (self, context, "mtu="));
}

static const CasementChoice mtu_choices[] = {
  { "default", N_("The network's own"), N_("Works on every network.") },
  { "mtu=", N_("Larger packets"), N_("Every machine on that network must use the same size, such as 9000."), mtu_is_valid, infer_mtu, TRUE },
  { NULL },
};

static CasementAdviceState
tpm_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  CasementHostFacts *facts = context->facts;

  if (casement_choice_is (self, context, "none"))
    return casement_advice_not_applicable (reason, _("%s does not require one."), context->preset->title);
  if (!casement_host_facts_supports (facts, "devices/tpm")
      || !casement_host_facts_lists (facts, "devices/tpm/backendModel", "emulator"))
    return casement_advice_unsupported (reason, _("libvirt finds no TPM emulator on the host: install swtpm and "
                                                  "swtpm-tools."));
  if (!casement_host_facts_lists (facts, "devices/tpm/model", "tpm-crb"))
    return casement_advice_unsupported (reason, _("QEMU on this host has no CRB interface for a TPM."));
  if (casement_host_facts_supports (facts, "devices/tpm/backendVersion")
      && !casement_host_facts_lists (facts, "devices/tpm/backendVersion", "2.0"))
    return casement_advice_unsupported (reason, _("The host's TPM emulator has no version 2.0."));
  return CASEMENT_ADVICE_APPLIED;
}

static gboolean
tpm_is_required (const CasementAdviceContext *context)
{
  return context->preset->needs_tpm2;
}

static char *
tpm_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("TPM 2.0, emulated, CRB interface"));
}

static void
tpm_settings (const CasementRecommendation *self,
              const CasementAdviceContext *context,
              CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, "devices/tpm", "model", "tpm-crb");
  casement_domain_settings_attr (settings, "devices/tpm/backend", "type", "emulator");
  casement_domain_settings_attr (settings, "devices/tpm/backend", "version", "2.0");
  casement_domain_settings_or_unset (settings);
}

static const CasementChoice tpm_choices[] = {
  { "2.0", N_("TPM 2.0"), N_("Required by Windows 11; BitLocker and Windows Hello keep their keys there.") },
  { "none", N_("None"), N_("Windows 11 Setup refuses to install; older Windows can live without.") },
  { NULL },
};

static CasementAdviceState
rng_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (!casement_host_facts_lists (context->facts, "devices/rng/backendModel", "random"))
    return casement_advice_unsupported (reason, _("QEMU on this host has no virtio random number device."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
rng_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("virtio-rng from the host's /dev/urandom"));
}

static void
rng_settings (const CasementRecommendation *self,
              const CasementAdviceContext *context,
              CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, "devices/rng", "model", "virtio");
  casement_domain_settings_attr (settings, "devices/rng/backend", "model", "random");
  casement_domain_settings_text (settings, "devices/rng/backend", "/dev/urandom");
}

static CasementAdviceState
usb_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (!casement_host_facts_lists (context->facts, "devices/redirdev/bus", "usb"))
    return casement_advice_unsupported (reason, _("QEMU on this host is built without USB redirection; libvirt's "
                                                  "default USB controller is used."));
  if (g_str_equal (context->preset->id, "windows-7"))
    *reason = g_strdup (_("Windows 7 has no driver for xHCI of its own: until one is installed, the PS/2 keyboard and mouse are used."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
usb_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("xHCI with two slots for redirected devices"));
}

static void
usb_settings (const CasementRecommendation *self,
              const CasementAdviceContext *context,
              CasementDomainSettings *settings)
{
  static const char *const companions[] = {
    "devices/controller[type=usb,model=ich9-uhci1]",
    "devices/controller[type=usb,model=ich9-uhci2]",
    "devices/controller[type=usb,model=ich9-uhci3]",
  };

  casement_domain_settings_default (settings, "devices/controller[type=usb]", "index", "0");
  casement_domain_settings_attr (settings, "devices/controller[type=usb]", "model", "qemu-xhci");
  casement_domain_settings_attr (settings, "devices/controller[type=usb]", "ports", "15");
  /* The companions of the older controller mean nothing beside xHCI. */
  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    casement_domain_settings_absent (settings, companions[i]);
  casement_domain_settings_absent (settings, "devices/controller[type=usb]/master");
  casement_domain_settings_count (settings, "devices/redirdev[bus=usb,type=spicevmc]", 2);
}

static CasementAdviceState
channels_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (!casement_host_facts_lists (context->facts, "devices/channel/type", "unix"))
    return casement_advice_unsupported (reason, _("QEMU on this host has no channels to agents in the guest."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
channels_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("For the SPICE agent and the QEMU guest agent"));
}

static void
channels_settings (const CasementRecommendation *self,
                   const CasementAdviceContext *context,
                   CasementDomainSettings *settings)
{
  if (casement_advice_is_applied (context, "graphics"))
    casement_domain_settings_attr (settings, "devices/channel[type=spicevmc,target/name=com.redhat.spice.0]/target",
                                   "type", "virtio");
  casement_domain_settings_attr (settings, "devices/channel[type=unix,target/name=org.qemu.guest_agent.0]/target",
                                 "type", "virtio");
}

const CasementRecommendation casement_advice_devices[] = {
  {
      .id = "network",
      .weight = CASEMENT_WEIGHT_SPEED,
      .risk = CASEMENT_RISK_DRIVER,
      .group = CASEMENT_ADVICE_DEVICES,
      .title = N_("Network card"),
      .why = N_("The virtio card is the fastest. Its boot ROM is switched off, since it only delays every start."),
      .source = LIBVIRT ("network-interfaces"),
      .consequence = N_("The virtual machine has no network."),
      .choices = network_choices,
      .wanted = network_wanted,
      .settings = network_settings,
  },
  {
      .id = "network-mtu",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_DEVICES,
      .title = N_("Packet size"),
      .why = N_("Larger packets between host and guest may save some work on a network that is theirs alone."),
      .source = LIBVIRT ("mtu-configuration"),
      .consequence = N_("The network's own packet size is used."),
      .choices = mtu_choices,
      .applies = mtu_applies,
      .wanted = mtu_wanted,
      .settings = mtu_settings,
  },
  {
      .id = "tpm",
      .weight = CASEMENT_WEIGHT_SAFETY,
      .group = CASEMENT_ADVICE_DEVICES,
      .title = N_("Trusted Platform Module"),
      .why = N_("Windows 11 requires a TPM 2.0. The emulated one keeps its secrets in a file of this virtual machine."),
      .source = NOTES ("tpm"),
      .consequence = N_("Windows 11 Setup refuses to install."),
      .choices = tpm_choices,
      .required = tpm_is_required,
      .applies = tpm_applies,
      .wanted = tpm_wanted,
      .settings = tpm_settings,
  },
  {
      .id = "rng",
      .weight = CASEMENT_WEIGHT_SAFETY,
      .live = TRUE,
      .group = CASEMENT_ADVICE_DEVICES,
      .title = N_("Random numbers"),
      .why = N_("Windows gets good random numbers from the host at once, also where its processor cannot make them."),
      .source = NOTES ("rng"),
      .consequence = N_("Windows gathers randomness by itself."),
      .applies = rng_applies,
      .wanted = rng_wanted,
      .settings = rng_settings,
  },
  {
      .id = "usb",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .live = TRUE,
      .group = CASEMENT_ADVICE_DEVICES,
      .title = N_("USB"),
      .why = N_("xHCI is the controller that costs least when idle. Each slot takes one device of the host that the "
                "console hands to Windows."),
      .source = LIBVIRT ("redirected-devices"),
      .consequence = N_("Devices plugged into the host cannot be handed to Windows."),
      .applies = usb_applies,
      .wanted = usb_wanted,
      .settings = usb_settings,
  },
  {
      .id = "channels",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .live = TRUE,
      .group = CASEMENT_ADVICE_DEVICES,
      .title = N_("Channels to the agents"),
      .why = N_("Through these, programs in Windows share the clipboard, shut down cleanly and set the clock after a "
                "pause. A channel without its agent costs nothing."),
      .source = NOTES ("channels"),
      .consequence = N_("No shared clipboard, no clean shutdown on request, wrong time after a pause."),
      .applies = channels_applies,
      .wanted = channels_wanted,
      .settings = channels_settings,
  },
  { NULL },
};
