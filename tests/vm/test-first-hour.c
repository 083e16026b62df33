/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of the first hour, line by line: what it makes of a definition, of channels, and of what Windows says. */
#include <string.h>

#include "casement-error.h"
#include "casement-first-hour-check.h"
#include "casement-guest-clock.h"
#include "casement-guest-scripts.h"
#include "casement-preset.h"
#include "casement-xml.h"
#include "fake-agent.h"

#define CHANNEL(name, state) "<channel type='unix'><target type='virtio' name='" name "' state='" state "'/></channel>"
#define AGENTS(state) CHANNEL ("org.qemu.guest_agent.0", state) CHANNEL ("com.redhat.spice.0", state) "<graphics type='spice'/>"
#define DISK "<disk type='file' device='disk'><driver name='qemu' type='qcow2' discard='unmap'/><source file='/d'/><target dev='vda' bus='virtio'/></disk>"
#define CD(target, source, boot) \
  "<disk type='file' device='cdrom'>" source "<target dev='" target "' bus='sata'/><readonly/>" boot "</disk>"
#define ISO "<source file='/win.iso'/>"
#define BOOT "<boot order='2'/>"
#define VIDEO(type) "<video><model type='" type "'/></video>"

#define GOOD \
  "begin=1\ntools=0.1.271\ndriver=100.95.104.27100\ndisplay=Red Hat VirtIO GPU DOD controller\nresolution=Running\r\n" \
  "trim-disabled=0\nschedule=Ready\nprovisioning=Thin\nmedium=Unspecified\nmemory-integrity=False\nmbec=False\nend=1\n"

typedef struct {
  const char *id;
  CasementFirstHourState state;
  const char *devices; /* NULL: all that the usual machine has */
  gboolean running;
  const char *survey; /* NULL: the agent does not answer */
  const char *found;  /* a part of it */
  gboolean action;
  gboolean command;
} Line;

#define USUAL AGENTS ("connected") DISK CD ("sdb", "", BOOT) CD ("sdc", "", "") VIDEO ("virtio")
#define SILENT AGENTS ("disconnected") DISK CD ("sdb", "", BOOT) VIDEO ("virtio")
#define SETUP AGENTS ("disconnected") DISK CD ("sdb", ISO, BOOT) VIDEO ("virtio")

#define DONE CASEMENT_FIRST_HOUR_DONE
#define TODO CASEMENT_FIRST_HOUR_TODO
#define UNKNOWN CASEMENT_FIRST_HOUR_UNKNOWN
#define NOT_APPLICABLE CASEMENT_FIRST_HOUR_NOT_APPLICABLE

static const Line lines[] = {
  { "post-tools", DONE, USUAL, TRUE, GOOD, "0.1.271", FALSE, FALSE },
  { "post-tools", DONE, USUAL, TRUE, "begin=1\ndriver=100.95.104.27100\nend=1", "not from this installer", FALSE, FALSE },
  { "post-tools", TODO, USUAL, TRUE, "begin=1\nend=1", "not installed", TRUE, FALSE },
  { "post-tools", TODO, USUAL, TRUE, "begin=1\nspice-tools=0.141\ntools=0.1.271\nend=1", "years out of date", TRUE, FALSE },
  { "post-tools", TODO, USUAL, TRUE, NULL, "old SPICE guest tools", TRUE, TRUE },
  { "post-tools", TODO, SILENT, TRUE, NULL, "Nothing", TRUE, TRUE },
  { "post-tools", UNKNOWN, SETUP, TRUE, NULL, "Once Windows", FALSE, FALSE },
  { "post-tools", UNKNOWN, USUAL, FALSE, NULL, "Start", FALSE, FALSE },
  { "post-agent", DONE, USUAL, TRUE, GOOD, "Windows 11 Pro", FALSE, FALSE },
  { "post-agent", TODO, SILENT, TRUE, NULL, "does not answer", FALSE, FALSE },
  { "post-agent", UNKNOWN, SETUP, TRUE, NULL, "does not answer", FALSE, FALSE },
  { "post-agent", UNKNOWN, USUAL, FALSE, NULL, "Start", FALSE, FALSE },
  { "post-agent", NOT_APPLICABLE, DISK, TRUE, NULL, "check-up", FALSE, FALSE },
  { "post-spice-agent", DONE, USUAL, TRUE, NULL, "connected", FALSE, FALSE },
  { "post-spice-agent", TODO, SILENT, TRUE, NULL, "not connected", FALSE, FALSE },
  { "post-display", DONE, USUAL, TRUE, GOOD, "VirtIO GPU", FALSE, FALSE },
  { "post-display", TODO, USUAL, TRUE, "begin=1\ndisplay=Red Hat VirtIO GPU DOD controller\nend=1", "resolution service", TRUE, TRUE },
  { "post-display", TODO, USUAL, TRUE, "begin=1\ndisplay=Microsoft Basic Display Adapter\nend=1", "Basic", FALSE, FALSE },
  { "post-display", DONE, AGENTS ("connected") VIDEO ("qxl"), TRUE, "begin=1\ndisplay=Red Hat QXL controller\nend=1", "QXL", FALSE, FALSE },
  { "post-display", TODO, AGENTS ("connected") VIDEO ("qxl"), TRUE, GOOD, "VirtIO", FALSE, FALSE },
  { "post-display", UNKNOWN, USUAL, TRUE, NULL, "Only the guest agent", FALSE, FALSE },
  { "post-webdavd", NOT_APPLICABLE, USUAL, TRUE, GOOD, "channel", FALSE, FALSE },
  { "post-webdavd", TODO, AGENTS ("connected") CHANNEL ("org.spice-space.webdav.0", "disconnected"), TRUE, GOOD, "not run", FALSE, TRUE },
  { "post-webdavd", DONE, AGENTS ("connected") CHANNEL ("org.spice-space.webdav.0", "connected"), TRUE,
    "begin=1\nservice.spice-webdavd=Running\nend=1", "runs", FALSE, FALSE },
  { "post-virtiofs", NOT_APPLICABLE, USUAL, TRUE, GOOD, "No folder", FALSE, FALSE },
  { "post-virtiofs", TODO, AGENTS ("connected") "<filesystem><driver type='virtiofs'/></filesystem>", TRUE, GOOD, "WinFsp", FALSE, TRUE },
  { "post-virtiofs", TODO, AGENTS ("connected") "<filesystem><driver type='virtiofs'/></filesystem>", TRUE,
    "begin=1\nwinfsp=2.0\nservice.VirtioFsSvc=Stopped\nend=1", "not run", TRUE, TRUE },
  { "post-virtiofs", TODO, AGENTS ("connected") "<filesystem><driver type='virtiofs'/></filesystem>", TRUE, "begin=1\nwinfsp=2.0\nend=1",
    "not installed", FALSE, FALSE },
  { "post-virtiofs", DONE, AGENTS ("connected") "<filesystem><driver type='virtiofs'/></filesystem>", TRUE,
    "begin=1\nwinfsp=2.0\nservice.VirtioFsSvc=Running\nend=1", "runs", FALSE, FALSE },
  { "post-remove-cdroms", DONE, USUAL, TRUE, GOOD, "empty", FALSE, FALSE },
  { "post-remove-cdroms", DONE, DISK, FALSE, NULL, "removed", FALSE, FALSE },
  { "post-remove-cdroms", TODO, USUAL CD ("sdd", ISO, ""), TRUE, GOOD, "a disc", TRUE, FALSE },
  { "post-remove-cdroms", UNKNOWN, SETUP, TRUE, NULL, "Setup", FALSE, FALSE },
  { "post-remove-cdroms", UNKNOWN, SETUP, FALSE, NULL, "Eject them", TRUE, FALSE },
  { "post-scsi-cdrom", TODO, USUAL, TRUE, GOOD, "none", TRUE, FALSE },
  { "post-scsi-cdrom", UNKNOWN, SETUP, TRUE, NULL, "Not before", FALSE, FALSE },
  { "post-scsi-cdrom", DONE, DISK "<disk device='cdrom'><target dev='sda' bus='scsi'/></disk>", TRUE, GOOD, "there", FALSE, FALSE },
  { "post-trim", DONE, USUAL, TRUE, GOOD, "thin provisioned", TRUE, FALSE },
  { "post-trim", DONE, USUAL, TRUE, "begin=1\ntrim-disabled=0\nprovisioning=Fixed\nmedium=SSD\nend=1", "SSD", TRUE, FALSE },
  { "post-trim", TODO, USUAL, TRUE, "begin=1\ntrim-disabled=1\nprovisioning=Thin\nend=1", "told not to", TRUE, TRUE },
  { "post-trim", TODO, USUAL, TRUE, "begin=1\nschedule=Disabled\nprovisioning=Thin\nend=1", "schedule", TRUE, TRUE },
  { "post-trim", TODO, USUAL, TRUE, "begin=1\nprovisioning=Fixed\nmedium=HDD\nend=1", "granularity", TRUE, FALSE },
  { "post-trim", UNKNOWN, USUAL, TRUE, NULL, "guest agent", FALSE, FALSE },
  { "post-memory-integrity", DONE, USUAL, TRUE, GOOD, "off", FALSE, FALSE },
  { "post-memory-integrity", DONE, USUAL, TRUE, "begin=1\nmemory-integrity=True\nmbec=True\nend=1", "helps", FALSE, FALSE },
  { "post-memory-integrity", TODO, USUAL, TRUE, "begin=1\nmemory-integrity=True\nmbec=False\nend=1", "no help", FALSE, TRUE },
  { "post-driver-version", DONE, USUAL, TRUE, GOOD, "0.1.271", FALSE, FALSE },
  { "post-driver-version", TODO, USUAL, TRUE, "begin=1\ndriver=100.100.104.28500\nend=1", "page file", FALSE, FALSE },
  { "post-driver-version", UNKNOWN, USUAL, TRUE, "begin=1\nend=1", "no virtio", FALSE, FALSE },
};

static GPtrArray *
check (const char *preset, const char *devices, gboolean running, const char *survey)
{
  g_autofree char *xml = g_strdup_printf ("<domain><devices>%s</devices></domain>", devices);
  g_autoptr (xmlDoc) doc = casement_xml_parse (xml, strlen (xml), "domain", NULL);
  g_autoptr (CasementGuestOs) os = g_new0 (CasementGuestOs, 1);
  g_autoptr (CasementGuestSurvey) parsed = NULL;
  g_autoptr (GError) error = NULL;
  CasementFirstHourFacts facts = { 0 };

  os->name = g_strdup ("Windows 11 Pro");
  if (survey != NULL) {
    parsed = casement_guest_survey_parse (survey, &error);
    g_assert_no_error (error);
  }
  facts.root = xmlDocGetRootElement (doc);
  facts.live = running ? facts.root : NULL;
  facts.preset = casement_preset_find (preset);
  facts.agent_answers = survey != NULL;
  facts.os = survey != NULL ? os : NULL;
  facts.survey = parsed;
  return casement_first_hour_check (&facts);
}

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    const Line *line = &lines[i];
    g_autoptr (GPtrArray) items = check ("windows-11", line->devices, line->running, line->survey);
    CasementFirstHourItem *item = casement_first_hour_find_item (items, line->id);

    if (item->state != line->state || strstr (item->found, line->found) == NULL || (item->action != NULL) != line->action
        || (item->command != NULL) != line->command)
      g_error ("line %zu, %s: %s “%s” action “%s” command “%s”", i, line->id, casement_first_hour_state_to_string (item->state), item->found,
               item->action, item->command);
    g_assert_cmpint (item->step != NULL, ==, item->state == CASEMENT_FIRST_HOUR_TODO);
  }
}

static void
test_complete (void)
{
  g_autoptr (GPtrArray) done = check ("windows-11", USUAL, TRUE, GOOD);
  g_autoptr (GPtrArray) off = check ("windows-11", USUAL, FALSE, NULL);
  g_autoptr (GPtrArray) todo = check ("windows-11", USUAL CD ("sdd", ISO, ""), TRUE, GOOD);

  g_assert_true (casement_first_hour_is_complete (done));
  g_assert_false (casement_first_hour_is_complete (off));
  g_assert_false (casement_first_hour_is_complete (todo));
}

static void
test_older (void)
{
  g_autoptr (GPtrArray) items = check ("windows-7", USUAL, TRUE, "begin=1\nend=1");
  CasementFirstHourItem *tools = casement_first_hour_find_item (items, "post-tools");

  g_assert_cmpint (tools->state, ==, CASEMENT_FIRST_HOUR_TODO);
  g_assert_null (tools->action);
  g_assert_nonnull (strstr (tools->step, "0.1.173"));
  g_assert_cmpint (casement_first_hour_find_item (items, "post-memory-integrity")->state, ==, CASEMENT_FIRST_HOUR_NOT_APPLICABLE);
}

static void
test_survey (void)
{
  g_autoptr (FakeAgent) fake = fake_agent_new ();
  g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
  g_autoptr (CasementGuestSurvey) survey = NULL;
  g_autofree char *encoded = g_base64_encode ((const guchar *) GOOD, strlen (GOOD));
  g_autofree char *answer = g_strdup_printf ("{\"return\": {\"exited\": true, \"exitcode\": 0, \"out-data\": \"%s\"}}", encoded);
  g_autofree char *version = NULL;
  g_autofree char *many = g_strnfill (100000, '\n');
  g_autofree char *log = NULL;
  g_autoptr (GError) error = NULL;

  fake_agent_answer (fake, "guest-exec", "{\"return\": {\"pid\": 1}}");
  fake_agent_answer (fake, "guest-exec-status", answer);
  survey = casement_guest_survey_run (agent, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (casement_guest_survey_is (survey, "resolution", "running"));
  version = casement_guest_survey_dup_driver_version (survey);
  g_assert_cmpstr (version, ==, "0.1.271");
  log = fake_agent_dup_log (fake);
  g_assert_nonnull (strstr (log, "\"path\":\"powershell.exe\""));
  g_assert_null (casement_guest_survey_parse ("begin=1\ntools=1", &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_null (casement_guest_survey_parse (many, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_FAILED);
}

/* Windows' command lines have a length, and double quotes do not survive them. */
static void
test_scripts (void)
{
  for (int i = CASEMENT_GUEST_SCRIPT_SURVEY; i <= CASEMENT_GUEST_SCRIPT_EXTEND; i++) {
    const char *text = casement_guest_script_get_text (i);
    const char *const *argv = casement_guest_script_get_argv (i);

    g_assert_null (strchr (text, '"'));
    g_assert_cmpuint (strlen (text), <, 8000);
    g_assert_true (g_str_has_prefix (text, "# Casement: "));
    g_assert_cmpuint (g_strv_length ((char **) argv), ==, 7);
    g_assert_cmpstr (argv[6], ==, text);
  }
}

static void
test_clock (void)
{
  g_autoptr (FakeAgent) fake = fake_agent_new ();
  g_autoptr (CasementGuestAgent) agent = fake_agent_connect (fake);
  g_autoptr (GError) error = NULL;

  fake_agent_answer (fake, "guest-set-time", NULL);
  fake_agent_answer (fake, "guest-set-time", NULL);
  fake_agent_answer (fake, "guest-set-time", "{\"return\": {}}");
  g_assert_false (casement_guest_clock_set (agent, 0, &error));
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION);
  g_clear_error (&error);
  g_assert_true (casement_guest_clock_set (agent, 20, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/first-hour/lines", test_lines);
  g_test_add_func ("/first-hour/complete", test_complete);
  g_test_add_func ("/first-hour/older", test_older);
  g_test_add_func ("/first-hour/survey", test_survey);
  g_test_add_func ("/first-hour/scripts", test_scripts);
  g_test_add_func ("/first-hour/clock", test_clock);
  return g_test_run ();
}
