/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-first-hour-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "casement-domain-drives.h"
#include "casement-driver-builds.h"
#include "casement-guest-scripts.h"
#include "casement-xml.h"

/* For Windows' "Run" (Windows key+R): the letter of the drive is not known here. */
#define RUN_TOOLS \
  "cmd /c \"for %d in (D E F G H I) do if exist %d:\\virtio-win-guest-tools.exe start %d:\\virtio-win-guest-tools.exe\""
#define RUN_WEBDAVD "msiexec /i https://www.spice-space.org/download/windows/spice-webdavd/spice-webdavd-x64-latest.msi"
#define RUN_CORE_ISOLATION "windowsdefender://coreisolation"
#define POWERSHELL_WINFSP "winget install --exact --id WinFsp.WinFsp"

typedef CasementFirstHourItem Item;
typedef CasementFirstHourFacts Facts;

static void
set (Item *item, CasementFirstHourState state, const char *found)
{
  item->state = state;
  g_free (item->found);
  item->found = g_strdup (found);
}

static void
set_todo (Item *item, const char *found, const char *action, const char *command)
{
  set (item, CASEMENT_FIRST_HOUR_TODO, found);
  item->action = g_strdup (action);
  item->command = g_strdup (command);
}

static gboolean
has_spice_agent (const Facts *facts)
{
  return facts->live != NULL && casement_domain_has_agent (facts->live, "com.redhat.spice.0");
}

/* Windows Setup must be let alone. */
static gboolean
is_setup (const Facts *facts)
{
  return !facts->agent_answers && casement_domain_is_installing (facts->live != NULL ? facts->live : facts->root);
}

static void
check_tools (const Facts *facts, Item *item)
{
  const char *tools = casement_guest_survey_get (facts->survey, "tools");
  const char *old = casement_guest_survey_get (facts->survey, "spice-tools");
  g_autofree char *text = NULL;

  if (old != NULL) {
    text = g_strdup_printf (_("The SPICE guest tools %s are installed: years out of date, and without the QEMU guest agent. "
                              "Remove them in Windows' settings, and install these."), old);
    set_todo (item, text, _("Install"), NULL);
  } else if (tools != NULL) {
    text = g_strdup_printf (_("Version %s is installed."), tools);
    set (item, CASEMENT_FIRST_HOUR_DONE, text);
  } else if (facts->survey != NULL && casement_guest_survey_get (facts->survey, "driver") != NULL && has_spice_agent (facts)) {
    set (item, CASEMENT_FIRST_HOUR_DONE, _("Drivers and agents are there, though not from this installer."));
  } else if (facts->survey != NULL) {
    set_todo (item, _("They are not installed."), _("Install"), NULL);
  } else if (facts->agent_answers) {
    set (item, CASEMENT_FIRST_HOUR_UNKNOWN, _("The guest agent answers; what else is there it could not find out."));
  } else if (facts->live == NULL) {
    set (item, CASEMENT_FIRST_HOUR_UNKNOWN, _("Start the virtual machine to see."));
  } else if (has_spice_agent (facts)) {
    set_todo (item, _("Only the SPICE agent answers: as with the old SPICE guest tools, which lack the rest."), _("Insert the driver image"),
              RUN_TOOLS);
  } else if (is_setup (facts)) {
    set (item, CASEMENT_FIRST_HOUR_UNKNOWN, _("Once Windows is installed."));
  } else {
    set_todo (item, _("Nothing of them answers."), _("Insert the driver image"), RUN_TOOLS);
  }
  if (facts->agent_answers && item->state == CASEMENT_FIRST_HOUR_TODO && strcmp (facts->preset->id, "windows-7") == 0)
    g_clear_pointer (&item->action, g_free);
}

static void
check_agent (const Facts *facts, Item *item)
{
  g_autofree char *text = NULL;

  if (facts->agent_answers) {
    if (facts->os != NULL && facts->os->name != NULL)
      text = g_strdup_printf (_("It answers from %s."), facts->os->name);
    set (item, CASEMENT_FIRST_HOUR_DONE, text != NULL ? text : _("It answers."));
  } else if (facts->live != NULL) {
    set (item, is_setup (facts) ? CASEMENT_FIRST_HOUR_UNKNOWN : CASEMENT_FIRST_HOUR_TODO, _("It does not answer."));
  }
}

static void
check_spice_agent (const Facts *facts, Item *item)
{
  if (has_spice_agent (facts))
    set (item, CASEMENT_FIRST_HOUR_DONE, _("It is connected."));
  else if (facts->live != NULL)
    set (item, is_setup (facts) ? CASEMENT_FIRST_HOUR_UNKNOWN : CASEMENT_FIRST_HOUR_TODO, _("It is not connected."));
}

static gboolean
has_display (const Facts *facts, const char *word)
{
  const char *display = casement_guest_survey_get (facts->survey, "display");
  g_autofree char *lower = display != NULL ? g_utf8_strdown (display, -1) : NULL;

  return lower != NULL && strstr (lower, word) != NULL;
}

static void
check_display (const Facts *facts, Item *item)
{
  gboolean qxl = casement_xml_find (facts->root, "devices/video/model[type=qxl]") != NULL;
  const char *display = casement_guest_survey_get (facts->survey, "display");

  if (facts->survey == NULL)
    return;
  if (qxl ? has_display (facts, "qxl") : has_display (facts, "virtio")) {
    if (qxl || casement_guest_survey_is (facts->survey, "resolution", "Running"))
      set (item, CASEMENT_FIRST_HOUR_DONE, display);
    else
      set_todo (item, _("The driver is there; the resolution service does not run."), _("Install the service"),
                casement_guest_script_get_text (CASEMENT_GUEST_SCRIPT_RESOLUTION));
  } else {
    set_todo (item, display != NULL ? display : _("Windows has no driver for it."), NULL, NULL);
  }
}

static void
check_webdavd (const Facts *facts, Item *item)
{
  if (facts->survey == NULL)
    return;
  if (casement_guest_survey_is (facts->survey, "service.spice-webdavd", "Running"))
    set (item, CASEMENT_FIRST_HOUR_DONE, _("The service runs."));
  else
    set_todo (item, _("The service does not run."), NULL, RUN_WEBDAVD);
}

static void
check_virtiofs (const Facts *facts, Item *item)
{
  const char *winfsp = casement_guest_survey_get (facts->survey, "winfsp");

  if (facts->survey == NULL)
    return;
  if (winfsp == NULL)
    set_todo (item, _("WinFsp, which it needs, is not installed."), NULL, POWERSHELL_WINFSP);
  else if (casement_guest_survey_is (facts->survey, "service.VirtioFsSvc", "Running"))
    set (item, CASEMENT_FIRST_HOUR_DONE, _("The service runs."));
  else if (casement_guest_survey_get (facts->survey, "service.VirtioFsSvc") != NULL)
    set_todo (item, _("The service does not run."), _("Start the service"), casement_guest_script_get_text (CASEMENT_GUEST_SCRIPT_VIRTIOFS));
  else
    set_todo (item, _("The service is not installed; the guest tools bring it."), NULL, NULL);
}

static void
check_remove_cdroms (const Facts *facts, Item *item)
{
  g_autoptr (GPtrArray) drives = casement_domain_list_drives (facts->live != NULL ? facts->live : facts->root);
  guint n_drives = 0, n_discs = 0;

  for (guint i = 0; i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);
    gboolean sata = drive->cdrom && g_strcmp0 (drive->bus, "sata") == 0;

    n_drives += sata;
    n_discs += sata && drive->source != NULL;
  }
  if (n_drives == 0) {
    set (item, CASEMENT_FIRST_HOUR_DONE, _("They are removed."));
  } else if (n_discs == 0) {
    set (item, CASEMENT_FIRST_HOUR_DONE, _("They are empty. They can be removed as well, under “Drives”."));
  } else if (facts->live == NULL) {
    set (item, CASEMENT_FIRST_HOUR_UNKNOWN, _("There are discs in them. Eject them if Windows is installed."));
    item->action = g_strdup (_("Eject"));
  } else if (is_setup (facts)) {
    set (item, CASEMENT_FIRST_HOUR_UNKNOWN, _("There are discs in them, which Windows Setup may still need."));
  } else {
    g_autofree char *text = g_strdup_printf (ngettext ("There is still a disc in them.", "There are still %u discs in them.", n_discs),
                                             n_discs);

    set_todo (item, text, _("Eject"), NULL);
  }
}

static void
check_scsi_cdrom (const Facts *facts, Item *item)
{
  if (item->state == CASEMENT_FIRST_HOUR_DONE)
    set (item, CASEMENT_FIRST_HOUR_DONE, _("It is there."));
  else if (is_setup (facts))
    set (item, CASEMENT_FIRST_HOUR_UNKNOWN, _("Not before Windows is installed."));
  else
    set_todo (item, _("There is none."), _("Add"), NULL);
}

static void
check_trim (const Facts *facts, Item *item)
{
  CasementGuestSurvey *survey = facts->survey;

  item->action = facts->agent_answers ? g_strdup (_("Trim now")) : NULL;
  if (survey == NULL)
    return;
  if (casement_guest_survey_is (survey, "trim-disabled", "1")) {
    set (item, CASEMENT_FIRST_HOUR_TODO, _("Windows was told not to give space back."));
    item->command = g_strdup ("fsutil behavior set DisableDeleteNotify 0");
  } else if (casement_guest_survey_is (survey, "schedule", "Disabled")) {
    set (item, CASEMENT_FIRST_HOUR_TODO, _("The weekly schedule of Optimize Drives is off."));
    item->command = g_strdup (casement_guest_script_get_text (CASEMENT_GUEST_SCRIPT_SCHEDULE));
  } else if (casement_guest_survey_is (survey, "provisioning", "Thin")) {
    set (item, CASEMENT_FIRST_HOUR_DONE, _("Windows sees a thin provisioned drive and gives space back every week."));
  } else if (casement_guest_survey_is (survey, "medium", "SSD")) {
    set (item, CASEMENT_FIRST_HOUR_DONE, _("Windows sees an SSD and gives space back every week."));
  } else if (casement_guest_survey_get (survey, "provisioning") != NULL) {
    set (item, CASEMENT_FIRST_HOUR_TODO,
         _("Windows takes the disk for a plain hard disk and would defragment it: see the granularity of the disk in the check-up."));
  }
}

static void
check_memory_integrity (const Facts *facts, Item *item)
{
  gboolean on = casement_guest_survey_is (facts->survey, "memory-integrity", "True");

  if (casement_guest_survey_get (facts->survey, "memory-integrity") == NULL)
    return;
  if (!on)
    set (item, CASEMENT_FIRST_HOUR_DONE, _("It is off."));
  else if (casement_guest_survey_is (facts->survey, "mbec", "True"))
    set (item, CASEMENT_FIRST_HOUR_DONE, _("It is on, and the processor helps."));
  else
    set_todo (item, _("It is on, and no help from the processor reaches Windows."), NULL, RUN_CORE_ISOLATION);
}

static void
check_driver_version (const Facts *facts, Item *item)
{
  g_autofree char *version = facts->survey != NULL ? casement_guest_survey_dup_driver_version (facts->survey) : NULL;
  g_autoptr (GPtrArray) faults = casement_driver_builds_find (version);
  g_autofree char *text = NULL;

  if (facts->survey == NULL)
    return;
  if (version == NULL) {
    set (item, CASEMENT_FIRST_HOUR_UNKNOWN, _("Windows has no virtio drivers, or does not say which."));
  } else if (faults->len > 0) {
    text = g_strdup_printf ("%s: %s", version, _(((CasementDriverBuild *) g_ptr_array_index (faults, 0))->problem));
    set (item, CASEMENT_FIRST_HOUR_TODO, text);
  } else {
    text = g_strdup_printf (_("%s: nothing bad is known of it."), version);
    set (item, CASEMENT_FIRST_HOUR_DONE, text);
  }
}

static const struct {
  const char *id;
  void (*check) (const Facts *facts, Item *item);
} checks[] = {
  { "post-tools", check_tools },
  { "post-agent", check_agent },
  { "post-spice-agent", check_spice_agent },
  { "post-display", check_display },
  { "post-webdavd", check_webdavd },
  { "post-virtiofs", check_virtiofs },
  { "post-remove-cdroms", check_remove_cdroms },
  { "post-scsi-cdrom", check_scsi_cdrom },
  { "post-trim", check_trim },
  { "post-memory-integrity", check_memory_integrity },
  { "post-driver-version", check_driver_version },
};

/* What it is when nobody can be asked. */
static const char *
get_unknown (const Facts *facts)
{
  if (facts->live == NULL)
    return _("Start the virtual machine to see.");
  return facts->agent_answers ? _("The guest agent could not find out.") : _("Only the guest agent can tell, and it does not answer.");
}

static Item *
check (const Facts *facts, const CasementFirstHourRecord *record)
{
  Item *item = g_new0 (Item, 1);
  g_autofree char *reason = NULL;

  item->record = record;
  item->state = casement_first_hour_judge (record, facts->root, facts->preset, &reason);
  if (item->state == CASEMENT_FIRST_HOUR_NOT_APPLICABLE) {
    item->found = g_steal_pointer (&reason);
    return item;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    if (strcmp (checks[i].id, record->id) == 0)
      checks[i].check (facts, item);
  if (item->found == NULL)
    set (item, CASEMENT_FIRST_HOUR_UNKNOWN, get_unknown (facts));
  if (item->state == CASEMENT_FIRST_HOUR_TODO)
    item->step = g_strdup (casement_first_hour_get_step (record, facts->preset));
  return item;
}

void
casement_first_hour_item_free (CasementFirstHourItem *self)
{
  g_free (self->found);
  g_free (self->step);
  g_free (self->action);
  g_free (self->command);
  g_free (self);
}

/** casement_first_hour_check: Returns: (transfer full): of CasementFirstHourItem, in the guide's order. */
GPtrArray *
casement_first_hour_check (const CasementFirstHourFacts *facts)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) casement_first_hour_item_free);
  guint n_records;
  const CasementFirstHourRecord *records = casement_first_hour_get_records (&n_records);

  for (guint i = 0; i < n_records; i++)
    g_ptr_array_add (items, check (facts, &records[i]));
  return items;
}

/** casement_first_hour_is_complete: Returns: whether nothing is left to do that the first hour is not complete without. */
gboolean
casement_first_hour_is_complete (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++) {
    const CasementFirstHourItem *item = g_ptr_array_index (items, i);

    if (!item->record->optional && item->state != CASEMENT_FIRST_HOUR_DONE && item->state != CASEMENT_FIRST_HOUR_NOT_APPLICABLE)
      return FALSE;
  }
  return TRUE;
}

/** casement_first_hour_find_item: Returns: (nullable): the line with the guide's @id, lent. */
CasementFirstHourItem *
casement_first_hour_find_item (GPtrArray *items, const char *id)
{
  for (guint i = 0; i < items->len; i++) {
    CasementFirstHourItem *item = g_ptr_array_index (items, i);

    if (g_strcmp0 (item->record->id, id) == 0)
      return item;
  }
  return NULL;
}
