/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include "casement-banner.h"
#include "casement-error-note.h"
#include "casement-error-page.h"
#include "casement-error.h"
#include "casement-key-sequence.h"
#include "casement-number-row.h"
#include "casement-path.h"
#include "casement-stack.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

/* Set, read, notified once; set to what it is, silent; and gone when it is let go. */
static void
check_property (GObject *object, const char *name, const GValue *value, const GValue *other)
{
  g_autofree char *signal = g_strconcat ("notify::", name, NULL);
  guint count = 0;
  gulong handler = g_signal_connect_swapped (object, signal, G_CALLBACK (count_cb), &count);
  g_auto (GValue) now = G_VALUE_INIT;

  g_object_set_property (object, name, value);
  g_assert_cmpuint (count, ==, 1);
  g_object_set_property (object, name, value);
  g_assert_cmpuint (count, ==, 1);
  g_value_init (&now, G_VALUE_TYPE (value));
  g_object_get_property (object, name, &now);
  if (G_VALUE_HOLDS_STRING (value))
    g_assert_cmpstr (g_value_get_string (&now), ==, g_value_get_string (value));
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_assert_cmpint (g_value_get_boolean (&now), ==, g_value_get_boolean (value));
  g_object_set_property (object, name, other);
  g_assert_cmpuint (count, ==, 2);
  g_signal_handler_disconnect (object, handler);
}

static void
check_string (GObject *object, const char *name)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) other = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, "Something to say");
  g_value_init (&other, G_TYPE_STRING);
  check_property (object, name, &value, &other);
}

static void
check_finalized (GtkWidget *widget)
{
  gpointer weak = widget;

  g_object_add_weak_pointer (G_OBJECT (widget), &weak);
  g_object_unref (widget);
  g_assert_null (weak);
}

static void
test_banner (void)
{
  GtkWidget *banner = g_object_ref_sink (g_object_new (CASEMENT_TYPE_BANNER, NULL));
  g_auto (GValue) on = G_VALUE_INIT;
  g_auto (GValue) off = G_VALUE_INIT;

  check_string (G_OBJECT (banner), "title");
  check_string (G_OBJECT (banner), "button-label");
  check_string (G_OBJECT (banner), "action-name");
  g_value_init (&on, G_TYPE_BOOLEAN);
  g_value_set_boolean (&on, TRUE);
  g_value_init (&off, G_TYPE_BOOLEAN);
  check_property (G_OBJECT (banner), "revealed", &on, &off);
  /* Screen readers must not find what has slid out. */
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_first_child (banner)));
  check_finalized (banner);
}

static void
test_error_page (void)
{
  GtkWidget *page = g_object_ref_sink (g_object_new (CASEMENT_TYPE_ERROR_PAGE, NULL));
  g_autoptr (GError) error = casement_error_new (CASEMENT_ERROR_FAILED, "raw <text>", "It failed & <b>broke</b>");
  GtkWidget *button = gtk_button_new ();

  check_string (G_OBJECT (page), "title");
  check_string (G_OBJECT (page), "icon-name");
  casement_error_page_set_error (CASEMENT_ERROR_PAGE (page), error);
  casement_error_page_set_error (CASEMENT_ERROR_PAGE (page), NULL);
  g_object_set (page, "buttons", button, NULL);
  g_assert_true (gtk_widget_is_ancestor (button, page));
  check_finalized (page);
}

static void
test_error_note (void)
{
  GtkWidget *note = g_object_ref_sink (g_object_new (CASEMENT_TYPE_ERROR_NOTE, NULL));
  g_autoptr (GError) error = casement_error_new (CASEMENT_ERROR_FAILED, NULL, "It failed");

  g_assert_false (gtk_widget_get_visible (note));
  casement_error_note_set_error (CASEMENT_ERROR_NOTE (note), error);
  g_assert_true (gtk_widget_get_visible (note));
  casement_error_note_set_error (CASEMENT_ERROR_NOTE (note), NULL);
  g_assert_false (gtk_widget_get_visible (note));
  check_finalized (note);
}

static void
test_number_row (void)
{
  GtkWidget *row = g_object_ref_sink (g_object_new (CASEMENT_TYPE_NUMBER_ROW, "title", "Memory", NULL));
  CasementNumberRow *number = CASEMENT_NUMBER_ROW (row);
  const double marks[] = { 4, 8, 400 };
  const char *const labels[] = { "minimum", "recommended", "beyond" };
  guint count = 0;

  check_string (G_OBJECT (row), "subtitle");
  check_string (G_OBJECT (row), "unit");
  casement_number_row_set_range (number, 1, 64);
  g_signal_connect_swapped (row, "notify::value", G_CALLBACK (count_cb), &count);
  casement_number_row_set_value (number, 8);
  casement_number_row_set_value (number, 8);
  g_assert_cmpuint (count, ==, 1);
  casement_number_row_set_value (number, 1000);
  g_assert_cmpfloat (casement_number_row_get_value (number), ==, 64);
  casement_number_row_set_marks (number, marks, labels, G_N_ELEMENTS (marks));
  casement_number_row_set_marks (number, NULL, NULL, 0);
  check_finalized (row);
}

static void
test_stack (void)
{
  GtkWidget *stack = g_object_ref_sink (gtk_stack_new ());
  GtkWidget *one = gtk_label_new ("one");
  GtkWidget *two = gtk_label_new ("two");

  gtk_stack_add_named (GTK_STACK (stack), one, "one");
  gtk_stack_add_named (GTK_STACK (stack), two, "two");
  casement_stack_show (GTK_STACK (stack), "two");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "two");
  g_assert_false (gtk_widget_get_visible (one));
  casement_stack_show (GTK_STACK (stack), "one");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "one");
  g_assert_false (gtk_widget_get_visible (two));
  check_finalized (stack);
}

static void
test_path (void)
{
  g_autofree char *below = g_build_filename (g_get_home_dir (), "Downloads", "Win 11.iso", NULL);
  g_autofree char *beside = g_strconcat (g_get_home_dir (), "2/Win.iso", NULL);
  g_autofree char *shown = casement_path_display (below);
  g_autofree char *whole = casement_path_display (beside);
  g_autofree char *broken = casement_path_display ("/tmp/\xff.iso");

  g_assert_cmpstr (shown, ==, "~/Downloads/Win 11.iso");
  g_assert_cmpstr (whole, ==, beside);
  g_assert_true (g_utf8_validate (broken, -1, NULL));
}

static void
test_keys (void)
{
  g_assert_nonnull (casement_key_sequence_find ("ctrl-alt-del"));
  g_assert_null (casement_key_sequence_find ("no such keys"));
  g_assert_null (casement_key_sequence_find (NULL));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/banner", test_banner);
  g_test_add_func ("/ui/error-page", test_error_page);
  g_test_add_func ("/ui/error-note", test_error_note);
  g_test_add_func ("/ui/number-row", test_number_row);
  g_test_add_func ("/ui/stack", test_stack);
  g_test_add_func ("/ui/path", test_path);
  g_test_add_func ("/ui/keys", test_keys);
  return g_test_run ();
}
