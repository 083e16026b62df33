/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-advice-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "casement-size.h"
#include "casement-xml.h"

/* Hyper-V announces 32 MiB. */
#define GRANULARITY_DEFAULT "33554432"

static gboolean
is_raw (const CasementAdviceContext *context)
{
  return casement_choice_is (casement_recommendation_find ("disk-format"), context, "raw");
}

static char *
format_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (is_raw (context) ? "raw" : "qcow2");
}

static void
format_settings (const CasementRecommendation *self,
                 const CasementAdviceContext *context,
                 CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, SYSTEM_DISK "/driver", "name", "qemu");
  casement_domain_settings_attr (settings, SYSTEM_DISK "/driver", "type", is_raw (context) ? "raw" : "qcow2");
}

static const CasementChoice format_choices[] = {
  { "qcow2", N_("qcow2"), N_("Snapshots, and a file that grows with its content.") },
  { "raw", N_("raw"), N_("Slightly less overhead; no snapshots inside the image."), .accepted = TRUE },
  { NULL },
};

static CasementAdviceState
clusters_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  guint64 qemu = casement_host_facts_get_qemu_version (context->facts);

  if (is_raw (context))
    return casement_advice_not_applicable (reason, _("A raw image has no clusters."));
  if (qemu != 0 && qemu < CASEMENT_VERSION_NUMBER (5, 2, 0))
    return casement_advice_unsupported (reason, _("Subclusters need QEMU 5.2 or newer."));
  /* formatstorage: extended_l2 since 8.0.0 */
  if (casement_host_facts_get_libvirt_version (context->facts) < CASEMENT_VERSION_NUMBER (8, 0, 0))
    return casement_advice_unsupported (reason, _("Making an image with subclusters needs libvirt 8.0 or newer."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
clusters_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("128 KiB clusters in 4 KiB subclusters"));
}

static char *
discard_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("Passed on to the image"));
}

static void
discard_settings (const CasementRecommendation *self,
                  const CasementAdviceContext *context,
                  CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, SYSTEM_DISK "/driver", "discard", "unmap");
}

static char *
zeroes_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  return g_strdup (_("Off"));
}

static void
zeroes_settings (const CasementRecommendation *self,
                 const CasementAdviceContext *context,
                 CasementDomainSettings *settings)
{
  casement_domain_settings_attr (settings, SYSTEM_DISK "/driver", "detect_zeroes", NULL);
}

static gboolean
granularity_is_valid (const char *argument)
{
  guint64 bytes;

  /* QEMU: a multiple of the 512-byte block, below 4 GiB. */
  return casement_size_parse (argument, &bytes, NULL) && bytes % 512 == 0 && bytes <= G_MAXUINT32;
}

static char *
granularity_bytes (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  const char *own = casement_choice_argument (self, context, "bytes=");
  guint64 bytes = 0;

  if (own != NULL && casement_size_parse (own, &bytes, NULL))
    return g_strdup_printf ("%" G_GUINT64_FORMAT, bytes);
  return g_strdup (casement_choice_is (self, context, "ssd") ? "0" : GRANULARITY_DEFAULT);
}

static gboolean
fixed_granularity (const CasementAdviceContext *context)
{
  const char *bus = casement_advice_disk_bus (context);

  return !g_str_equal (bus, "virtio") && !g_str_equal (bus, "scsi");
}

static CasementAdviceState
granularity_applies (const CasementRecommendation *self, const CasementAdviceContext *context, char **reason)
{
  if (casement_choice_is (self, context, "none"))
    return casement_advice_not_applicable (reason, _("Left as QEMU has it."));
  if (!casement_advice_is_applied (context, "disk-discard"))
    return casement_advice_not_applicable (reason, _("Freed space is not passed on to the image."));
  /* QEMU starts no SATA disk with another size (hw/ide: "discard_granularity must be 512 for ide"). */
  if (fixed_granularity (context) && !casement_choice_is (self, context, "ssd"))
    return casement_advice_not_applicable (reason, _("On SATA the size is fixed."));
  if (casement_choice_is (self, context, "ssd") && g_str_equal (casement_advice_disk_bus (context), "virtio"))
    return casement_advice_unsupported (reason, _("A virtio-blk disk cannot pretend to be an SSD: choose virtio-scsi "
                                                  "or SATA."));
  return CASEMENT_ADVICE_APPLIED;
}

static char *
granularity_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  g_autofree char *bytes = granularity_bytes (self, context);
  g_autofree char *size = casement_size_format (g_ascii_strtoull (bytes, NULL, 10));

  if (casement_choice_is (self, context, "ssd"))
    return g_strdup (_("Looks like an SSD"));
  return g_strdup_printf (_("%s at a time"), size);
}

/* <blockio discard_granularity> since libvirt 10.0, with 0 since 11.6; the property override since 8.2; before that only
 * QEMU's own argument, which then holds for every disk of the kind (libvirt's news and documentation of its QEMU driver). */
static void
granularity_settings (const CasementRecommendation *self,
                      const CasementAdviceContext *context,
                      CasementDomainSettings *settings)
{
  g_autofree char *bytes = granularity_bytes (self, context);
  guint64 libvirt = casement_host_facts_get_libvirt_version (context->facts);
  guint64 blockio_since = g_str_equal (bytes, "0") ? CASEMENT_VERSION_NUMBER (11, 6, 0) : CASEMENT_VERSION_NUMBER (10, 0, 0);
  const char *bus = casement_advice_disk_bus (context);
  const char *alias = context->disk_alias != NULL ? context->disk_alias : SYSTEM_DISK_ALIAS;
  g_autofree char *override
      = g_strdup_printf ("qemu:override/qemu:device[alias=%s]/qemu:frontend/qemu:property[name=discard_granularity]", alias);

  if (casement_choice_is (self, context, "ssd"))
    casement_domain_settings_attr (settings, SYSTEM_DISK "/target", "rotation_rate", "1");
  if (fixed_granularity (context))
    return;
  if (libvirt >= blockio_since) {
    casement_domain_settings_attr (settings, SYSTEM_DISK "/blockio", "discard_granularity", bytes);
    casement_domain_settings_absent (settings, override);
    return;
  }
  if (libvirt >= CASEMENT_VERSION_NUMBER (8, 2, 0)) {
    casement_domain_settings_attr (settings, SYSTEM_DISK "/alias", "name", alias);
    casement_domain_settings_attr (settings, override, "type", "unsigned");
    casement_domain_settings_attr (settings, override, "value", bytes);
  } else {
    g_autofree char *global
        = g_strdup_printf ("qemu:commandline/qemu:arg[value=%s.discard_granularity=%s]",
                           g_str_equal (bus, "virtio") ? "virtio-blk-device" : "scsi-hd", bytes);

    casement_domain_settings_present (settings, "qemu:commandline/qemu:arg[value=-global]");
    casement_domain_settings_present (settings, global);
  }
}

static char *
infer_granularity (xmlNodePtr root)
{
  g_autofree char *blockio = casement_xml_dup_attr (casement_xml_find (root, SYSTEM_DISK "/blockio"), "discard_granularity");
  g_autofree char *alias = casement_xml_dup_attr (casement_xml_find (root, SYSTEM_DISK "/alias"), "name");
  g_autofree char *override = NULL;
  xmlNodePtr device = casement_xml_find (root, "qemu:override/qemu:device");

  for (; alias != NULL && device != NULL && override == NULL; device = casement_xml_next (device, "qemu:device"))
    if (casement_xml_attr_is (device, "alias", alias))
      override = casement_xml_dup_attr (casement_xml_find (device, "qemu:frontend/qemu:property[name=discard_granularity]"), "value");
  return g_strdup (blockio != NULL ? blockio : override);
}

/* Any size that someone chose on purpose, from the smallest that is known to work, and the form of an SSD. */
static gboolean
granularity_is_chosen (xmlNodePtr root)
{
  g_autofree char *text = infer_granularity (root);
  guint64 bytes;

  if (!casement_xml_parse_uint (text, G_MAXUINT32, &bytes))
    return FALSE;
  if (bytes == 0)
    return casement_xml_find (root, "devices/disk[device?=disk,target/rotation_rate=1]") != NULL;
  return bytes >= 32 * 1024;
}

static const CasementChoice granularity_choices[] = {
  { "32MiB", N_("32 MiB"), N_("As Hyper-V does it: optimizing drives stays quick.") },
  { "ssd", N_("Pretend to be an SSD"), N_("Windows trims instead of optimizing slabs; not on virtio-blk.") },
  { "none", N_("Left alone"), N_("Windows may spend hours rewriting the disk when it optimizes drives.") },
  { "bytes=", N_("Another size"), N_("After the Windows update of May 2026, 32 KiB and 64 KiB were reported to trim again."), granularity_is_valid },
  { NULL },
};

/* Only virtio devices have threads of their own. */
static gboolean
takes_iothread (const CasementAdviceContext *context)
{
  const char *bus = casement_advice_disk_bus (context);

  return (g_str_equal (bus, "virtio") || g_str_equal (bus, "scsi"))
         && casement_host_facts_supports (context->facts, "iothreads");
}

static char *
cache_wanted (const CasementRecommendation *self, const CasementAdviceContext *context)
{
  if (!takes_iothread (context))
    return g_strdup (_("Write-back cache that honours flushes"));
  return g_strdup (_("Write-back cache that honours flushes, an I/O thread of its own"));
}

/* Which cache mode is fastest depends on the storage under the image, and modes that bypass the host's cache do not
 * start on file systems without O_DIRECT: see docs/storage-performance.md for what was measured. */
static void
cache_settings (const CasementRecommendation *self,
                const CasementAdviceContext *context,
                CasementDomainSettings *settings)
{
  const char *bus = casement_advice_disk_bus (context);

  if (casement_choice_is (self, context, "none")) {
    casement_domain_settings_attr (settings, SYSTEM_DISK "/driver", "cache", "none");
    casement_domain_settings_attr (settings, SYSTEM_DISK "/driver", "io", "native");
  } else {
    casement_domain_settings_attr (settings, SYSTEM_DISK "/driver", "cache", "writeback");
    casement_domain_settings_or_unset (settings);
    casement_domain_settings_attr (settings, SYSTEM_DISK "/driver", "io",
                                   casement_choice_is (self, context, "io_uring") ? "io_uring" : NULL);
  }
  if (!takes_iothread (context))
    return;
  casement_domain_settings_at_least (settings, "iothreads", 1);
  if (g_str_equal (bus, "virtio"))
    casement_domain_settings_default (settings, SYSTEM_DISK "/driver", "iothread", "1");
  else
    casement_domain_settings_attr (settings, "devices/controller[type=scsi,model=virtio-scsi]/driver", "iothread", "1");
}

static const CasementChoice cache_choices[] = {
  { "writeback", N_("Write-back"), N_("Works on every file system; the host's cache helps reading.") },
  { "io_uring", N_("Write-back with io_uring"), N_("Faster where measured; does not start where the host's kernel forbids io_uring."), .accepted = TRUE },
  { "none", N_("Direct"), N_("Steadier on fast local disks and kinder to the host's memory; does not start where the file system cannot do it."), .accepted = TRUE },
  { NULL },
};

const CasementRecommendation casement_advice_disk[] = {
  {
      .id = "disk-format",
      .weight = CASEMENT_WEIGHT_COMFORT,
      .risk = CASEMENT_RISK_REINSTALL,
      .group = CASEMENT_ADVICE_STORAGE,
      .title = N_("Disk format"),
      .why = N_("qcow2 images take snapshots and grow with their content. A raw image has slightly less overhead."),
      .source = NOTES ("format"),
      .choices = format_choices,
      .wanted = format_wanted,
      .settings = format_settings,
  },
  {
      .id = "disk-clusters",
      .weight = CASEMENT_WEIGHT_SPEED,
      .group = CASEMENT_ADVICE_STORAGE,
      .title = N_("Subclusters"),
      .why = N_("The image is then allocated in pieces of 4 KiB, the size in which NTFS writes: less space is wasted "
                "and small writes do not grow into large ones."),
      .source = "https://blogs.igalia.com/berto/2020/12/03/subcluster-allocation-for-qcow2-images/",
      .consequence = N_("Small writes take up to 64 KiB each in the image."),
      .applies = clusters_applies,
      .wanted = clusters_wanted,
  },
  {
      .id = "disk-discard",
      .weight = CASEMENT_WEIGHT_SPEED,
      .group = CASEMENT_ADVICE_STORAGE,
      .title = N_("Freed space"),
      .why = N_("When Windows optimizes its drives, space it no longer uses is given back to the host."),
      .source = NOTES ("discard"),
      .consequence = N_("The image only ever grows."),
      .wanted = discard_wanted,
      .settings = discard_settings,
  },
  {
      .id = "disk-detect-zeroes",
      .weight = CASEMENT_WEIGHT_SPEED,
      .group = CASEMENT_ADVICE_STORAGE,
      .title = N_("Detection of zeroes"),
      .why = N_("Looking for zeroes in everything written costs processor time, and freed space comes back by "
                "itself already."),
      .source = NOTES ("discard"),
      .consequence = N_("A setting made elsewhere stays."),
      .wanted = zeroes_wanted,
      .settings = zeroes_settings,
  },
  {
      .id = "disk-granularity",
      .weight = CASEMENT_WEIGHT_SPEED,
      .group = CASEMENT_ADVICE_STORAGE,
      .title = N_("Size of freed pieces"),
      .why = N_("With the usual small size Windows' Optimize Drives rewrites large parts of a virtio disk for hours. "
                "Windows knows how to handle 32 MiB, which Hyper-V announces too."),
      .source = "https://github.com/virtio-win/kvm-guest-drivers-windows/issues/666",
      .consequence = N_("Windows may spend hours rewriting the disk when it optimizes drives."),
      .choices = granularity_choices,
      .satisfied = granularity_is_chosen,
      .applies = granularity_applies,
      .wanted = granularity_wanted,
      .settings = granularity_settings,
  },
  {
      .id = "disk-cache-iothread",
      .weight = CASEMENT_WEIGHT_SPEED,
      .group = CASEMENT_ADVICE_STORAGE,
      .title = N_("Disk cache and I/O thread"),
      .why = N_("Write-back is safe, since Windows' flushes reach the disk, and works on every file system. With a "
                "thread of its own the disk does not wait for the rest of the machine."),
      .source = LIBVIRT ("hard-drives-floppy-disks-cdroms"),
      .consequence = N_("Disk requests share a thread with every other device."),
      .choices = cache_choices,
      .wanted = cache_wanted,
      .settings = cache_settings,
  },
  { NULL },
};
