/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-disc-inserter.h"

#include <glib/gi18n-lib.h>
#include "casement-console-note.h"
#include "casement-error-dialog.h"
#include "casement-error.h"
#include "casement-vm-media.h"

/* One disc on its way into a drive. The console may be gone by the end. */
typedef struct {
  CasementVm *vm;
  char *path;
  char *name;
  GtkWidget *console;
} Insertion;

static void
insertion_free (Insertion *insertion)
{
  g_object_unref (insertion->vm);
  g_free (insertion->path);
  g_free (insertion->name);
  g_clear_weak_pointer (&insertion->console);
  g_free (insertion);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Insertion, insertion_free)

static void
show_failure (Insertion *insertion, const GError *error)
{
  if (insertion->console != NULL)
    casement_show_error (insertion->console, _("The disc was not inserted"), error);
}

static void
close_cb (CasementConsoleNote *note)
{
  casement_console_note_close (note);
}

static void
show_success (Insertion *insertion, CasementVmMedia *media)
{
  const char *note_text = casement_vm_media_get_note (media);
  g_autofree char *title = g_strdup_printf (_("“%s” is in the CD drive"), insertion->name);
  CasementConsoleNote *note;

  if (insertion->console == NULL)
    return;
  if (casement_vm_media_get_when (media) == CASEMENT_MEDIA_AT_POWER_OFF) {
    g_free (title);
    title = g_strdup_printf (_("“%s” will be in the CD drive once the virtual machine was off"), insertion->name);
  }
  note = casement_console_note_show (insertion->console, title, note_text);
  if (note != NULL)
    casement_console_note_add_button (note, _("_Close"), NULL, G_CALLBACK (close_cb), note);
}

static void
inserted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Insertion) insertion = user_data;
  g_autoptr (GError) error = NULL;

  if (casement_operation_run_finish (CASEMENT_OPERATION (source), result, &error))
    show_success (insertion, CASEMENT_VM_MEDIA (source));
  else
    show_failure (insertion, error);
}

/* An empty drive before one whose disc would be swapped; of those the last, since Windows' own disc is in the first. */
static const CasementDrive *
choose_drive (GPtrArray *drives)
{
  const CasementDrive *chosen = NULL;

  for (guint i = 0; i < drives->len; i++) {
    const CasementDrive *drive = g_ptr_array_index (drives, i);

    if (!drive->cdrom)
      continue;
    if (drive->source == NULL)
      return drive;
    chosen = drive;
  }
  return chosen;
}

static void
drives_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Insertion) insertion = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drives = casement_vm_list_drives_finish (CASEMENT_VM (source), result, NULL, &error);
  g_autoptr (CasementVmMedia) media = NULL;
  const CasementDrive *drive;

  if (drives == NULL) {
    show_failure (insertion, error);
    return;
  }
  drive = choose_drive (drives);
  if (drive == NULL)
    media = casement_vm_media_new_add_scsi (insertion->vm, insertion->path);
  else
    media = casement_vm_media_new_insert (insertion->vm, drive->target, insertion->path, drive->source != NULL);
  casement_operation_run_async (CASEMENT_OPERATION (media), inserted_cb, g_steal_pointer (&insertion));
}

/**
 * casement_disc_insert:
 * @file: a disc image of this computer
 * @console: where to tell how it went
 *
 * Inserts @file into an empty CD drive of @vm, else in place of the disc of its last one, else into a drive that is added.
 */
void
casement_disc_insert (CasementVm *vm, GFile *file, GtkWidget *console)
{
  Insertion *insertion;
  g_autofree char *base = g_file_get_basename (file);

  g_return_if_fail (CASEMENT_IS_VM (vm));
  g_return_if_fail (g_file_peek_path (file) != NULL);

  insertion = g_new0 (Insertion, 1);
  insertion->vm = g_object_ref (vm);
  insertion->path = g_file_get_path (file);
  insertion->name = g_filename_display_name (base);
  g_set_weak_pointer (&insertion->console, console);
  casement_vm_list_drives_async (vm, NULL, drives_cb, insertion);
}
