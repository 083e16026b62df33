/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-domain-words.h"

#include <string.h>
#include <glib/gi18n-lib.h>

/* What people call the parts of a machine; the most special first. A path continues where a step or a condition ends. */
static const struct {
  const char *path;
  const char *attribute;
  const char *noun;
} nouns[] = {
  { "os", "firmware", N_("firmware") },
  { "os/firmware/feature", NULL, N_("firmware") },
  { "os/loader", NULL, N_("firmware image") },
  { "os/nvram", NULL, N_("file of firmware variables") },
  { "os/boot", NULL, N_("boot list of the whole machine") },
  { "os/type", "machine", N_("machine type") },
  { "features/hyperv", NULL, N_("Hyper-V") },
  { "features/smm", NULL, N_("System Management Mode") },
  { "features/vmport", NULL, N_("VMware port") },
  { "features", NULL, N_("feature") },
  { "cpu/topology", NULL, N_("processor topology") },
  { "cpu/numa", NULL, N_("NUMA") },
  { "cpu/feature", NULL, N_("processor feature") },
  { "cpu", NULL, N_("processor") },
  { "cputune/vcpupin", NULL, N_("place of processor") },
  { "vcpu", "current", N_("number of processors at start") },
  { "vcpu", NULL, N_("number of processors") },
  { "iothreads", NULL, N_("number of I/O threads") },
  { "clock", NULL, N_("clock") },
  { "pm/suspend-to-mem", NULL, N_("sleep (S3)") },
  { "pm/suspend-to-disk", NULL, N_("hibernation (S4)") },
  { "memoryBacking", NULL, N_("memory backing") },
  { "memory", NULL, N_("memory") },
  { "currentMemory", NULL, N_("memory at start") },
  { "devices/disk[device?=disk", NULL, N_("system disk") },
  { "devices/disk[device=cdrom", NULL, N_("CD drive") },
  { "devices/disk", NULL, N_("disk") },
  { "devices/controller[type=usb", NULL, N_("USB controller") },
  { "devices/controller[type=scsi", NULL, N_("SCSI controller") },
  { "devices/controller", NULL, N_("controller") },
  { "devices/video", NULL, N_("display") },
  { "devices/graphics[type=spice", NULL, N_("SPICE") },
  { "devices/input[type=keyboard,bus=virtio", NULL, N_("virtio keyboard") },
  { "devices/input[type=tablet,bus=virtio", NULL, N_("virtio tablet") },
  { "devices/input[type=tablet,bus=usb", NULL, N_("USB tablet") },
  { "devices/input[type=keyboard,bus=ps2", NULL, N_("PS/2 keyboard") },
  { "devices/input[type=mouse,bus=ps2", NULL, N_("PS/2 mouse") },
  { "devices/input", NULL, N_("input device") },
  { "devices/sound", NULL, N_("sound card") },
  { "devices/audio[id=1", NULL, N_("sound output") },
  { "devices/interface", NULL, N_("network card") },
  { "devices/tpm", NULL, N_("TPM") },
  { "devices/rng", NULL, N_("device for random numbers") },
  { "devices/memballoon", NULL, N_("memory balloon") },
  { "devices/redirdev[bus=usb,type=spicevmc", NULL, N_("slots for USB redirection") },
  { "devices/channel[type=spicevmc,target/name=com.redhat.spice.0", NULL, N_("channel for the SPICE agent") },
  { "devices/channel[type=unix,target/name=org.qemu.guest_agent.0", NULL, N_("channel for the QEMU guest agent") },
  { "devices/channel[type=spiceport,target/name=org.spice-space.webdav.0", NULL, N_("channel for shared folders") },
  { "qemu:override", NULL, N_("QEMU property") },
  { "qemu:commandline", NULL, N_("QEMU argument") },
};

static gsize
matching_length (const char *path, const char *attribute, guint at)
{
  gsize length = strlen (nouns[at].path);

  if (strncmp (path, nouns[at].path, length) != 0 || strchr ("/[],", path[length]) == NULL)
    return 0;
  if (nouns[at].attribute != NULL && (path[length] != '\0' || g_strcmp0 (attribute, nouns[at].attribute) != 0))
    return 0;
  return length;
}

/* The end of the element that the path's first @length bytes are in. */
static gsize
element_end (const char *path, gsize length)
{
  const char *open = g_strrstr_len (path, (gssize) length, "[");
  const char *close = g_strrstr_len (path, (gssize) length, "]");

  if (path[length] == '[' || (open != NULL && (close == NULL || close < open))) {
    const char *end = strchr (path + length, ']');

    return end != NULL ? (gsize) (end - path) + 1 : strlen (path);
  }
  return length;
}

static void
append_word (GString *text, const char *word)
{
  if (*word != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word);
}

/* The two halves that a disk or a channel has for libvirt are one thing for everybody else. */
static const char *
skip_half (const char *steps)
{
  static const char *const halves[] = { "/target", "]/target", "/driver", "]/driver" };

  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    if (g_str_has_prefix (steps, halves[i]))
      return steps + strlen (halves[i]);
  return steps;
}

/* "/timer[name=rtc]" becomes "timer rtc", and ",model=ich9-uhci1]" "ich9-uhci1". */
static void
append_steps (GString *text, const char *steps)
{
  g_auto (GStrv) words = g_strsplit_set (steps, "/[],", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    const char *equals = strchr (words[i], '=');
    const char *word = equals != NULL ? equals + 1 : words[i];

    append_word (text, g_str_has_prefix (word, "qemu:") ? word + strlen ("qemu:") : word);
  }
}

/* A switch, and the kind that a model is of, go without saying. */
static gboolean
says_something (const char *path, const char *attribute)
{
  static const char *const silent[] = { "state", "enabled", "enable", "present", NULL };

  return !g_strv_contains (silent, attribute) && !(strcmp (attribute, "type") == 0 && g_str_has_suffix (path, "/model"));
}

/**
 * casement_domain_dup_words:
 * @path: of a setting (casement-xml.h), a constant of the program
 * @attribute: (nullable): of the element there
 * @owner: (out) (transfer full): path of the part that the setting belongs to
 *
 * Names a setting for people: the part of the machine, and libvirt's words for what is set there.
 *
 * Returns: (transfer full): such as "clock offset", "system disk bus", "TPM".
 */
char *
casement_domain_dup_words (const char *path, const char *attribute, char **owner)
{
  GString *text = g_string_new (NULL);
  gsize length = 0;

  for (guint i = 0; i < G_N_ELEMENTS (nouns) && length == 0; i++) {
    length = matching_length (path, attribute, i);
    if (length == 0)
      continue;
    g_string_append (text, _(nouns[i].noun));
    if (nouns[i].attribute != NULL)
      attribute = NULL;
  }
  *owner = g_strndup (path, element_end (path, length));
  append_steps (text, skip_half (path + length));
  if (attribute != NULL && says_something (path, attribute))
    append_word (text, attribute);
  return g_string_free (text, FALSE);
}
