/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disc dropped on a console, and which drive gets it: on libvirt's test driver, with a machine that is off. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>
#include "casement-console-note.h"
#include "casement-console.h"
#include "casement-disc-inserter.h"
#include "casement-undo-store.h"
#include "casement-vm-media.h"
#include "vm-test.h"

static const char node_xml[] = "<node><domain type='test'><name>m</name><uuid>00000000-0000-4000-8000-0000000000d1</uuid>"
                               "<memory unit='MiB'>128</memory><os><type arch='x86_64'>hvm</type></os><devices>"
                               "<disk type='file' device='cdrom'><source file='/setup.iso'/><target dev='sdb' bus='sata'/></disk>"
                               "<disk type='file' device='cdrom'><target dev='sdc' bus='sata'/></disk></devices></domain></node>";

typedef struct {
  CasementConnection *connection;
  CasementLibrary *library;
  CasementVm *vm;
  GtkWidget *window;
  GtkWidget *console;
} Fixture;

static char *
write_file (const char *name, const char *content)
{
  char *path = g_build_filename (g_getenv ("XDG_STATE_HOME"), name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  return path;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *node = write_file ("node.xml", node_xml);
  g_autofree char *uri = g_strconcat ("test://", node, NULL);
  GtkWidget *overlay = gtk_overlay_new ();

  f->connection = vm_test_open (uri);
  f->library = vm_test_load (f->connection);
  f->vm = g_object_ref (casement_library_find (f->library, "m"));
  g_assert_true (vm_test_act (f->vm, CASEMENT_VM_ACTION_FORCE_OFF, NULL));
  WAIT_UNTIL (!casement_vm_get_active (f->vm));
  f->window = gtk_window_new ();
  f->console = casement_console_new ();
  gtk_overlay_set_child (GTK_OVERLAY (overlay), f->console);
  gtk_window_set_child (GTK_WINDOW (f->window), overlay);
  gtk_window_present (GTK_WINDOW (f->window));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  casement_undo_store_forget (casement_vm_get_uuid (f->vm));
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_clear_object (&f->vm);
  g_clear_object (&f->library);
  vm_test_close (f->connection);
}

static GtkWidget *
find_note (GtkWidget *widget)
{
  if (CASEMENT_IS_CONSOLE_NOTE (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_note (child);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* What is in a drive; "-" for nothing. */
static char *
disc_in (Fixture *f, const char *target)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) drives = NULL;

  casement_vm_list_drives_async (f->vm, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  drives = casement_vm_list_drives_finish (f->vm, result, NULL, NULL);
  for (guint i = 0; i < drives->len; i++) {
    CasementDrive *drive = g_ptr_array_index (drives, i);

    if (g_str_equal (drive->target, target))
      return g_strdup (drive->source != NULL ? drive->source : "-");
  }
  return NULL;
}

static void
insert (Fixture *f, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *note;

  casement_disc_insert (f->vm, file, f->console);
  WAIT_UNTIL (find_note (f->window) != NULL);
  note = find_note (f->window);
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (gtk_widget_get_first_child (note))), "is in the CD drive"));
  casement_console_note_close (CASEMENT_CONSOLE_NOTE (note));
}

/* The empty drive first; then the last one, since the first has what Windows is installed from. */
static void
test_drives (Fixture *f, gconstpointer data)
{
  g_autofree char *one = write_file ("one & “only”.iso", "disc");
  g_autofree char *two = write_file ("two.iso", "disc");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  insert (f, one);
  second = disc_in (f, "sdc");
  g_assert_cmpstr (second, ==, one);
  insert (f, two);
  third = disc_in (f, "sdc");
  g_assert_cmpstr (third, ==, two);
  first = disc_in (f, "sdb");
  g_assert_cmpstr (first, ==, "/setup.iso");
  g_remove (one);
  g_remove (two);
}

static gboolean
has_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      return TRUE;
  return FALSE;
}

/* Said, and nothing is changed. */
static void
test_failure (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/disc.iso");
  g_autofree char *disc = NULL;

  casement_disc_insert (f->vm, file, f->console);
  WAIT_UNTIL (has_dialog ());
  disc = disc_in (f, "sdc");
  g_assert_cmpstr (disc, ==, "-");
}

int
main (int argc, char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("casement-disc-XXXXXX", NULL);
  const char *argv_remove[] = { "rm", "-rf", "--", home, NULL };
  int status;

  g_setenv ("XDG_STATE_HOME", home, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/disc-inserter/drives", Fixture, NULL, set_up, test_drives, tear_down);
  g_test_add ("/disc-inserter/failure", Fixture, NULL, set_up, test_failure, tear_down);
  status = g_test_run ();
  g_spawn_sync (NULL, (char **) argv_remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  return status;
}
