/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <glib/gi18n-lib.h>

static CasementAdviceState
video_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  const char *model = casement_recommendation_get_choice (self, context);

  if (!casement_host_facts_lists (context->facts, "devices/video/modelType", model))
    return casement_advice_unsupported (reason, _("QEMU on this host has no “%s” display; libvirt's default is used."),
                                        model);
  return CASEMENT_ADVICE_APPLIED;
}

static char *
video_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (casement_choice_is (self, context, "qxl") ? _("QXL, one screen") : _("virtio, one screen, 3D off"));
}

static void
video_settings (const CasementRecommendation *self,
                const CasementAdviceContext *context,
                CasementDomainSettings *settings)
{
  /* Amounts of memory that a virtio display does not have. */
  static const char *const of_qxl[] = { "ram", "vram", "vram64", "vgamem" };

  casement_domain_settings_attr (settings, "devices/video/model", "type",
                                 casement_recommendation_get_choice (self, context));
  casement_domain_settings_attr (settings, "devices/video/model", "heads", "1");
  casement_domain_settings_attr (settings, "devices/video/model", "primary", "yes");
  if (casement_choice_is (self, context, "qxl")) {
    casement_domain_settings_absent (settings, "devices/video/model/acceleration");
    return;
  }
  casement_domain_settings_attr (settings, "devices/video/model/acceleration", "accel3d", "no");
  for (guint i = 0; i < G_N_ELEMENTS (of_qxl); i++)
    casement_domain_settings_attr (settings, "devices/video/model", of_qxl[i], NULL);
}

static const CasementChoice video_choices[] = {
  { "virtio", N_("virtio"), N_("Up to 4 megapixels; the screen does not follow the window by itself over SPICE.") },
  { "qxl", N_("QXL"), N_("The screen follows the window once the SPICE agent runs; older, no longer developed.") },
  { NULL },
};

static CasementAdviceState
video_bus_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (casement_advice_uses_uefi (context))
    return casement_advice_not_applicable (reason, _("Only BIOS firmware needs it."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
video_bus_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("On the root complex (bus 0)"));
}

static void
video_bus_settings (const CasementRecommendation *self,
                    const CasementAdviceContext *context,
                    CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, "devices/video/address", "type", "pci");
  casement_domain_settings_attr (settings, "devices/video/address", "domain", "0x0000");
  casement_domain_settings_attr (settings, "devices/video/address", "bus", "0x00");
  casement_domain_settings_attr (settings, "devices/video/address", "slot", "0x01");
  casement_domain_settings_attr (settings, "devices/video/address", "function", "0x0");
}

static CasementAdviceState
graphics_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (!casement_host_facts_lists (context->facts, "devices/graphics/type", "spice"))
    return casement_advice_unsupported (reason, _("QEMU on this host is built without SPICE."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
graphics_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("SPICE without a listening socket, no compression, no GL"));
}

static void
graphics_settings (const CasementRecommendation *self,
                   const CasementAdviceContext *context,
                   CasementDomainSettings *settings)
{
  /* These say where to listen; "none" hands the console a connected socket instead. */
  static const char *const listening[] = { "port", "tlsPort", "autoport", "listen", "socket" };

  casement_domain_settings_present (settings, "devices/graphics[type=spice]");
  for (guint i = 0; i < G_N_ELEMENTS (listening); i++)
    casement_domain_settings_attr (settings, "devices/graphics[type=spice]", listening[i], NULL);
  casement_domain_settings_attr (settings, "devices/graphics[type=spice]/listen", "type", "none");
  casement_domain_settings_attr (settings, "devices/graphics[type=spice]/listen", "address", NULL);
  casement_domain_settings_attr (settings, "devices/graphics[type=spice]/listen", "network", NULL);
  casement_domain_settings_attr (settings, "devices/graphics[type=spice]/listen", "socket", NULL);
  casement_domain_settings_attr (settings, "devices/graphics[type=spice]/image", "compression", "off");
  casement_domain_settings_attr (settings, "devices/graphics[type=spice]/gl", "enable", "no");
}

static char *
input_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("virtio keyboard and tablet, beside USB and PS/2"));
}

static void
input_settings (const CasementRecommendation *self,
                const CasementAdviceContext *context,
                CasementDomainSettings *settings)
{
  casement_domain_settings_present (settings, "devices/input[type=keyboard,bus=virtio]");
  casement_domain_settings_present (settings, "devices/input[type=tablet,bus=virtio]");
  casement_domain_settings_present (settings, "devices/input[type=tablet,bus=usb]");
  casement_domain_settings_present (settings, "devices/input[type=mouse,bus=ps2]");
  casement_domain_settings_present (settings, "devices/input[type=keyboard,bus=ps2]");
  casement_domain_settings_attr (settings, "features/vmport", "state", "off");
}

static CasementAdviceState
needs_spice (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (!casement_advice_is_applied (context, "graphics"))
    return casement_advice_unsupported (reason, _("It goes through SPICE, which is left out."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
sound_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("ICH9, played by the console"));
}

static void
sound_settings (const CasementRecommendation *self,
                const CasementAdviceContext *context,
                CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, "devices/sound", "model", "ich9");
  casement_domain_settings_attr (settings, "devices/audio[id=1]", "type", "spice");
}

const CasementRecommendation casement_advice_display[] = {
  {
      .id = "video",
      .weight = CASEMENT_WEIGHT_SPEED,
      .group = CASEMENT_ADVICE_DEVICES,
      .title = N_("Display"),
      .why = N_("The virtio display is where development goes on. Its Windows driver shows up to 4 megapixels and "
                "does not draw in 3D, so that is switched off on both sides."),
      .source = NOTES ("video"),
      .consequence = N_("libvirt's default display is used, for which Windows has no driver of its own."),
      .choices = video_choices,
      .applies = video_applies,
      .wanted = video_wanted,
      .settings = video_settings,
  },
  {
      .id = "video-bus",
      .weight = CASEMENT_WEIGHT_STABILITY,
      .group = CASEMENT_ADVICE_DEVICES,
      .title = N_("Place of the display"),
      .why = N_("With BIOS firmware, Setup finds the display's modes on the root complex only, and is otherwise stuck "
                "at 640×480 in grey."),
      .source = NOTES ("video"),
      .consequence = N_("Setup may be stuck at 640×480 in grey."),
      .applies = video_bus_applies,
      .wanted = video_bus_wanted,
      .settings = video_bus_settings,
  },
  {
      .id = "input",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .live = TRUE,
      .group = CASEMENT_ADVICE_DEVICES,
      .title = N_("Keyboard and pointer"),
      .why = N_("The virtio devices answer faster. The others stay, for Setup and for repairs, where Windows has no "
                "virtio drivers; QEMU uses whichever Windows has started. The port by which VMware's mouse is emulated "
                "is of no use here and is switched off."),
      .source = NOTES ("keyboard-and-mouse"),
      .consequence = N_("Only the emulated keyboard and mouse are there."),
      .wanted = input_wanted,
      .settings = input_settings,
  },
  {
      .id = "graphics",
      .weight = CASEMENT_WEIGHT_SAFETY,
      .group = CASEMENT_ADVICE_DEVICES,
      .title = N_("Console connection"),
      .why = N_("The console gets its connection handed over by libvirt, so nothing listens that another user or the "
                "network could reach. Compressing pictures is a waste on one and the same machine."),
      .source = LIBVIRT ("graphical-framebuffers"),
      .consequence = N_("The virtual machine has no screen that Casement can show."),
      .applies = graphics_applies,
      .wanted = graphics_wanted,
      .settings = graphics_settings,
  },
  {
      .id = "sound",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .group = CASEMENT_ADVICE_DEVICES,
      .title = N_("Sound"),
      .why = N_("Windows has a driver for the ICH9 sound device, and SPICE brings its sound to the console."),
      .source = LIBVIRT ("sound-devices"),
      .consequence = N_("Windows has no sound."),
      .applies = needs_spice,
      .wanted = sound_wanted,
      .settings = sound_settings,
  },
  { NULL },
};
