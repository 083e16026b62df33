/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to do once Windows is installed, as far as a definition says; and what is known of builds of the drivers. */
#include <string.h>
#include "casement-driver-builds.h"
#include "casement-first-hour.h"
#include "casement-xml.h"

#define CHANNEL(name) "<channel type='unix'><target type='virtio' name='" name "'/></channel>"

static CasementFirstHourState
judge (const char *id, const char *preset, const char *devices, gboolean has_reason)
{
  g_autofree char *xml = g_strdup_printf ("<domain><devices>%s</devices></domain>", devices);
  g_autoptr (xmlDoc) doc = casement_xml_parse (xml, -1, "domain", NULL);
  g_autofree char *reason = NULL;
  CasementFirstHourState state;

  g_assert_nonnull (casement_first_hour_find (id));
  state = casement_first_hour_judge (casement_first_hour_find (id), xmlDocGetRootElement (doc), casement_preset_find (preset), &reason);
  g_assert_cmpint (reason != NULL, ==, has_reason);
  return state;
}

static void
assert_state (const char *id, const char *preset, const char *devices, CasementFirstHourState wanted)
{
  CasementFirstHourState state = judge (id, preset, devices, wanted == CASEMENT_FIRST_HOUR_NOT_APPLICABLE);

  if (state != wanted)
    g_error ("%s is %s with %s", id, casement_first_hour_state_to_string (state), devices);
}

static void
test_judge (void)
{
  static const struct {
    const char *id;
    const char *devices;
    CasementFirstHourState state;
  } table[] = {
    { "post-tools", "", CASEMENT_FIRST_HOUR_UNKNOWN },
    { "post-agent", "", CASEMENT_FIRST_HOUR_NOT_APPLICABLE },
    { "post-agent", CHANNEL ("org.qemu.guest_agent.0"), CASEMENT_FIRST_HOUR_UNKNOWN },
    { "post-spice-agent", CHANNEL ("com.redhat.spice.0"), CASEMENT_FIRST_HOUR_NOT_APPLICABLE },
    { "post-spice-agent", "<graphics type='spice'/>", CASEMENT_FIRST_HOUR_NOT_APPLICABLE },
    { "post-spice-agent", "<graphics type='spice'/>" CHANNEL ("com.redhat.spice.0"), CASEMENT_FIRST_HOUR_UNKNOWN },
    { "post-display", "<video><model type='vga'/></video>", CASEMENT_FIRST_HOUR_NOT_APPLICABLE },
    { "post-display", "<video><model type='qxl'/></video>", CASEMENT_FIRST_HOUR_UNKNOWN },
    { "post-webdavd", "", CASEMENT_FIRST_HOUR_NOT_APPLICABLE },
    { "post-webdavd", CHANNEL ("org.spice-space.webdav.0"), CASEMENT_FIRST_HOUR_UNKNOWN },
    { "post-virtiofs", "<filesystem type='mount'><driver type='path'/></filesystem>", CASEMENT_FIRST_HOUR_NOT_APPLICABLE },
    { "post-virtiofs", "<filesystem type='mount'><driver type='virtiofs'/></filesystem>", CASEMENT_FIRST_HOUR_UNKNOWN },
    { "post-remove-cdroms", "<disk device='cdrom'><target bus='sata'/></disk>", CASEMENT_FIRST_HOUR_TODO },
    { "post-remove-cdroms", "<disk device='cdrom'><target bus='scsi'/></disk>", CASEMENT_FIRST_HOUR_DONE },
    { "post-scsi-cdrom", "<disk device='cdrom'><target bus='scsi'/></disk>", CASEMENT_FIRST_HOUR_DONE },
    { "post-scsi-cdrom", "<disk device='cdrom'><target bus='sata'/></disk>", CASEMENT_FIRST_HOUR_TODO },
    { "post-trim", "<disk device='disk'><driver name='qemu'/></disk>", CASEMENT_FIRST_HOUR_NOT_APPLICABLE },
    { "post-trim", "<disk device='disk'><driver name='qemu' discard='unmap'/></disk>", CASEMENT_FIRST_HOUR_UNKNOWN },
    { "post-memory-integrity", "", CASEMENT_FIRST_HOUR_UNKNOWN },
    { "post-driver-version", "", CASEMENT_FIRST_HOUR_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    assert_state (table[i].id, "windows-11", table[i].devices, table[i].state);
  assert_state ("post-memory-integrity", "windows-8.1", "", CASEMENT_FIRST_HOUR_NOT_APPLICABLE);
  assert_state ("post-memory-integrity", "windows-7", "", CASEMENT_FIRST_HOUR_NOT_APPLICABLE);
  assert_state ("post-trim", "windows-7", "<disk device='disk'><driver name='qemu' discard='unmap'/></disk>",
                CASEMENT_FIRST_HOUR_NOT_APPLICABLE);
}

static void
test_records (void)
{
  guint n_records;
  const CasementFirstHourRecord *records = casement_first_hour_get_records (&n_records);
  const CasementPreset *current = casement_preset_find ("windows-11");
  const CasementPreset *older = casement_preset_find ("windows-7");

  g_assert_cmpuint (n_records, ==, 11);
  for (guint i = 0; i < n_records; i++) {
    g_assert_true (g_str_has_prefix (records[i].id, "post-"));
    g_assert_true (casement_first_hour_find (records[i].id) == &records[i]);
    g_assert_cmpint (strlen (records[i].title), >, 5);
    g_assert_true (g_str_has_suffix (records[i].why, "."));
    g_assert_true (g_str_has_suffix (records[i].step, "."));
    g_assert_true (g_str_has_prefix (records[i].source, "https://"));
    g_assert_cmpstr (casement_first_hour_get_step (&records[i], current), ==, records[i].step);
  }
  g_assert_null (casement_first_hour_find ("post-nothing"));
  /* The installers support nothing before Windows 8. */
  g_assert_nonnull (strstr (casement_first_hour_get_step (casement_first_hour_find ("post-tools"), older), "0.1.173"));
}

static void
assert_faults (const char *version, guint count, gboolean dangerous)
{
  g_autoptr (GPtrArray) found = casement_driver_builds_find (version);

  g_assert_cmpuint (found->len, ==, count);
  if (count > 0)
    g_assert_cmpint (((const CasementDriverBuild *) g_ptr_array_index (found, 0))->dangerous, ==, dangerous);
  for (guint i = 0; i < found->len; i++)
    g_assert_true (g_str_has_prefix (((const CasementDriverBuild *) g_ptr_array_index (found, i))->source, "https://"));
}

static void
test_driver_builds (void)
{
  assert_faults ("0.1.285", 1, TRUE);
  assert_faults ("0.1.285-1", 1, TRUE);
  assert_faults ("0.1.294", 1, TRUE);
  assert_faults ("0.1.295", 0, FALSE);
  assert_faults ("0.1.271", 0, FALSE);
  assert_faults ("0.1.208", 0, FALSE);
  assert_faults ("0.1.207", 1, FALSE);
  assert_faults ("0.1.203", 2, FALSE);
  assert_faults ("0.1.189", 3, FALSE);
  assert_faults ("100.93.104.28500", 0, FALSE);
  assert_faults ("garbage", 0, FALSE);
  assert_faults (NULL, 0, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/first-hour/records", test_records);
  g_test_add_func ("/core/first-hour/judge", test_judge);
  g_test_add_func ("/core/first-hour/driver-builds", test_driver_builds);
  return g_test_run ();
}
