/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include "casement-disk-grower.h"
#include "casement-error.h"
#include "casement-size.h"
#include "casement-vm-media.h"
#include "casement-vm-spec.h"

typedef struct {
  const char *name;
  int min_arguments;
  int max_arguments;
  const char *usage;
} Action;

static const Action cd_actions[] = {
  { "list", 1, 1, "list VM" },
  { "insert", 2, 3, "insert VM FILE [DRIVE]" },
  { "swap", 2, 3, "swap VM FILE [DRIVE]" },
  { "eject", 1, 2, "eject VM [DRIVE]" },
  { "remove", 1, 2, "remove VM [DRIVE]" },
  { "add-scsi", 1, 2, "add-scsi VM [FILE]" },
};

static const Action disk_actions[] = {
  { "add", 1, 1, "add VM" },
  { "grow", 1, 2, "grow VM [DRIVE] --size SIZE" },
};

/* The action and its arguments are what follows the verb. */
static const Action *
find_action (const CasementCliVerb *verb, const Action *actions, gsize n_actions, int argc, char **argv, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (gsize i = 0; i < n_actions; i++) {
    const Action *action = &actions[i];

    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", action->name);
    if (!g_str_equal (action->name, argv[1]))
      continue;
    if (argc - 2 >= action->min_arguments && argc - 2 <= action->max_arguments)
      return action;
    casement_cli_set_usage_error (error, _("It goes like this: casement %s %s"), verb->name, action->usage);
    return NULL;
  }
  casement_cli_set_usage_error (error, _("“%s” is none of what “casement %s” does: %s."), argv[1], verb->name, names->str);
  return NULL;
}

static char *
resolve (const char *file, GError **error)
{
  g_autofree char *path = g_canonicalize_filename (file, NULL);

  return casement_vm_spec_check_path (path, error) ? g_steal_pointer (&path) : NULL;
}

static void
say_outcome (CasementVmMedia *media)
{
  const char *note = casement_vm_media_get_note (media);

  switch (casement_vm_media_get_when (media)) {
  case CASEMENT_MEDIA_UNCHANGED:
    casement_cli_say (_("There was nothing to change."));
    break;
  case CASEMENT_MEDIA_NOW:
    casement_cli_say (_("Done: drive %s."), casement_vm_media_get_drive (media));
    break;
  case CASEMENT_MEDIA_AT_POWER_OFF:
  default:
    casement_cli_say (_("Drive %s cannot be changed while the virtual machine runs: it is as you want it once it was shut down and started again."),
                      casement_vm_media_get_drive (media));
    break;
  }
  if (note != NULL)
    casement_cli_say ("%s", note);
}

static gboolean
run_media (CasementVmMedia *media, GError **error)
{
  if (!casement_cli_run_operation (CASEMENT_OPERATION (media), error))
    return FALSE;
  say_outcome (media);
  return TRUE;
}

static CasementDrive *
find_by_target (GPtrArray *drives, const char *target)
{
  for (guint i = 0; i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);

    if (g_str_equal (drive->target, target))
      return drive;
  }
  return NULL;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
write_json (GPtrArray *drives, GPtrArray *next)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "drives");
  json_builder_begin_array (builder);
  for (guint i = 0; i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);
    CasementDrive *later = find_by_target (next, drive->target);

    json_builder_begin_object (builder);
    add_text (builder, "drive", drive->target);
    add_text (builder, "kind", drive->cdrom ? "cd" : "disk");
    add_text (builder, "bus", drive->bus);
    add_text (builder, "file", drive->source);
    json_builder_set_member_name (builder, "stays");
    json_builder_add_boolean_value (builder, later != NULL);
    add_text (builder, "next-file", later != NULL ? later->source : NULL);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  casement_cli_write (text);
}

static void
write_table (GPtrArray *drives, GPtrArray *next)
{
  const guint widths[] = { 5, 6, 6, 0 };

  for (guint i = 0; i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);
    CasementDrive *later = find_by_target (next, drive->target);
    const char *cells[] = { drive->target, drive->cdrom ? _("CD") : _("disk"), drive->bus,
                            drive->source != NULL ? drive->source : _("(empty)") };

    casement_cli_write_row (cells, widths, G_N_ELEMENTS (cells));
    if (later == NULL)
      g_print (_("     removed at the next power-off\n"));
    else if (g_strcmp0 (later->source, drive->source) != 0)
      g_print (_("     from the next power-off on: %s\n"), later->source != NULL ? later->source : _("(empty)"));
  }
  for (guint i = 0; i < next->len; i++) {
    CasementDrive *drive = g_ptr_array_index (next, i);

    if (find_by_target (drives, drive->target) == NULL)
      g_print (_("%s  added at the next power-off: %s\n"), drive->target, drive->source != NULL ? drive->source : _("(empty)"));
  }
}

/* What is added from the next power-off on is a drive too. */
static void
add_coming (GPtrArray *drives, GPtrArray *next)
{
  for (guint i = 0; i < next->len; i++) {
    CasementDrive *drive = g_ptr_array_index (next, i);
    CasementDrive *copy;

    if (find_by_target (drives, drive->target) != NULL)
      continue;
    copy = g_new0 (CasementDrive, 1);
    copy->target = g_strdup (drive->target);
    copy->bus = g_strdup (drive->bus);
    copy->cdrom = drive->cdrom;
    g_ptr_array_add (drives, copy);
  }
}

static gboolean
list (CasementVm *vm, gboolean json, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) drives = NULL, next = NULL;

  casement_vm_list_drives_async (vm, NULL, casement_cli_ready_cb, &result);
  drives = casement_vm_list_drives_finish (vm, casement_cli_wait (&result), &next, error);
  if (drives == NULL)
    return FALSE;
  if (json) {
    add_coming (drives, next);
    write_json (drives, next);
  } else {
    write_table (drives, next);
  }
  return TRUE;
}

static gboolean
run_cd_action (CasementCli *cli, const Action *action, gboolean json, char **arguments, GError **error)
{
  gboolean takes_file = g_str_equal (action->name, "insert") || g_str_equal (action->name, "swap");
  gboolean adds = g_str_equal (action->name, "add-scsi");
  const char *second = arguments[1];
  const char *drive = takes_file ? arguments[2] : second;
  g_autofree char *path = (takes_file || adds) && second != NULL ? resolve (second, error) : NULL;
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (CasementVmMedia) media = NULL;
  CasementVm *vm;

  if ((takes_file || adds) && second != NULL && path == NULL)
    return FALSE;
  vm = casement_cli_find_vm (cli, &library, arguments[0], error);
  if (vm == NULL)
    return FALSE;
  if (g_str_equal (action->name, "list"))
    return list (vm, json, error);
  if (takes_file)
    media = casement_vm_media_new_insert (vm, drive, path, g_str_equal (action->name, "swap"));
  else if (adds)
    media = casement_vm_media_new_add_scsi (vm, path);
  else if (g_str_equal (action->name, "remove"))
    media = casement_vm_media_new_remove (vm, drive);
  else
    media = casement_vm_media_new_eject (vm, drive);
  return run_media (media, error);
}

static int
run_cd (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Write JSON (with list)"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  const Action *action;
  g_autoptr (GError) error = NULL;

  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, 4, &error))
    return casement_cli_fail (cli, error);
  action = find_action (self, cd_actions, G_N_ELEMENTS (cd_actions), argc, argv, &error);
  if (action == NULL || !run_cd_action (cli, action, json, argv + 2, &error))
    return casement_cli_fail (cli, error);
  return CASEMENT_CLI_DONE;
}

/* As "--set" calls them, and what libvirt calls them. */
static const char *
find_bus (const char *name, GError **error)
{
  if (name == NULL || g_str_equal (name, "virtio-blk"))
    return "virtio";
  if (g_str_equal (name, "virtio-scsi"))
    return "scsi";
  casement_cli_set_usage_error (error, _("“%s” is no bus for a disk: virtio-blk or virtio-scsi."), name);
  return NULL;
}

static gboolean
parse_size (const char *action, const char *name, const char *size, guint64 *bytes, GError **error)
{
  g_autoptr (GError) size_error = NULL;

  if (size == NULL)
    casement_cli_set_usage_error (error, _("Say how big: casement disk %s “%s” --size 64GiB."), action, name);
  else if (!casement_size_parse (size, bytes, &size_error))
    casement_cli_set_usage_error (error, "%s", size_error->message);
  else if (*bytes < 1024 * 1024)
    casement_cli_set_usage_error (error, _("A disk of less than 1 MiB is none: give the size with its unit, such as 64GiB."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
grow_disk (CasementCli *cli, const char *name, const char *drive, const char *size, GError **error)
{
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (CasementDiskGrower) grower = NULL;
  CasementVm *vm;
  guint64 bytes;

  if (!parse_size ("grow", name, size, &bytes, error))
    return FALSE;
  vm = casement_cli_find_vm (cli, &library, name, error);
  if (vm == NULL)
    return FALSE;
  grower = casement_disk_grower_new (vm, drive, bytes);
  if (!casement_cli_run_operation (CASEMENT_OPERATION (grower), error))
    return FALSE;
  casement_cli_say ("%s", casement_disk_grower_get_outcome (grower));
  return TRUE;
}

static gboolean
add_disk (CasementCli *cli, const char *name, const char *size, const char *bus_name, const char *format, GError **error)
{
  const char *bus = find_bus (bus_name, error);
  g_autoptr (CasementLibrary) library = NULL;
  g_autoptr (CasementVmMedia) media = NULL;
  CasementVm *vm;
  guint64 bytes;

  if (bus == NULL)
    return FALSE;
  if (format != NULL && !g_str_equal (format, "qcow2") && !g_str_equal (format, "raw")) {
    casement_cli_set_usage_error (error, _("“%s” is no format for a disk: qcow2 or raw."), format);
    return FALSE;
  }
  if (!parse_size ("add", name, size, &bytes, error))
    return FALSE;
  vm = casement_cli_find_vm (cli, &library, name, error);
  if (vm == NULL)
    return FALSE;
  media = casement_vm_media_new_add_disk (vm, bytes, bus, format != NULL ? format : "qcow2");
  if (!run_media (media, error))
    return FALSE;
  g_print ("%s\n", casement_vm_media_get_file (media));
  return TRUE;
}

static int
run_disk (const CasementCliVerb *self, CasementCli *cli, int argc, char **argv)
{
  g_autofree char *size = NULL, *bus = NULL, *format = NULL;
  const GOptionEntry entries[] = {
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, N_("How big Windows sees it, such as 64GiB"), N_("SIZE") },
    { "bus", 0, 0, G_OPTION_ARG_STRING, &bus, N_("virtio-blk (default) or virtio-scsi"), N_("BUS") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_("qcow2 (default) or raw"), N_("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };
  const Action *action;
  g_autoptr (GError) error = NULL;

  if (!casement_cli_parse (self, cli, entries, &argc, &argv, 1, 3, &error))
    return casement_cli_fail (cli, error);
  action = find_action (self, disk_actions, G_N_ELEMENTS (disk_actions), argc, argv, &error);
  if (action == NULL)
    return casement_cli_fail (cli, error);
  if (g_str_equal (action->name, "grow") ? !grow_disk (cli, argv[2], argv[3], size, &error)
                                         : !add_disk (cli, argv[2], size, bus, format, &error))
    return casement_cli_fail (cli, error);
  return CASEMENT_CLI_DONE;
}

const CasementCliVerb casement_cli_cd_verb = {
  "cd",
  "ACTION VM [FILE] [DRIVE]",
  N_("Change discs and CD drives"),
  N_("Actions: list, insert, swap, eject, remove, add-scsi. While the virtual machine runs it is done at once where libvirt and "
     "Windows can, else at the next power-off; “casement undo” takes it back."),
  NULL,
  run_cd,
};

const CasementCliVerb casement_cli_disk_verb = {
  "disk",
  "ACTION VM [DRIVE] --size SIZE",
  N_("Add a disk, or make one larger"),
  N_("Actions: add, grow. What is added is an image where libvirt keeps them, whose name is printed; “casement undo” takes the disk "
     "out again and leaves the image. Growing cannot be taken back; where the guest agent answers, Windows' drive C: grows as well."),
  NULL,
  run_disk,
};
