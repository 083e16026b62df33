/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-console-note.h"

#define WIDTH_CHARS 52
#define NOTES "casement-console-notes"

struct _CasementConsoleNote {
  GtkBox parent_instance;
  /* Borrowed; gets the focus back. */
  GtkWidget *console;
  GtkWidget *title;
  GtkWidget *content;
  GtkWidget *buttons;
};

G_DEFINE_FINAL_TYPE (CasementConsoleNote, casement_console_note, GTK_TYPE_BOX)

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
casement_console_note_dispose (GObject *object)
{
  g_clear_weak_pointer (&CASEMENT_CONSOLE_NOTE (object)->console);
  G_OBJECT_CLASS (casement_console_note_parent_class)->dispose (object);
}

static void
casement_console_note_class_init (CasementConsoleNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_console_note_dispose;

  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
casement_console_note_init (CasementConsoleNote *self)
{
  GtkBox *box = GTK_BOX (self);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (box, 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "casement-console-note");
  self->title = new_label (NULL, "heading");
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_halign (self->buttons, GTK_ALIGN_END);
  gtk_widget_set_margin_top (self->buttons, 6);
  gtk_widget_set_visible (self->buttons, FALSE);
  gtk_box_append (box, self->title);
  gtk_box_append (box, self->content);
  gtk_box_append (box, self->buttons);
}

/* Where the notes of @console are, one above the other. */
static GtkWidget *
ensure_notes (GtkWidget *console)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (console, GTK_TYPE_OVERLAY);
  GtkWidget *notes = g_object_get_data (G_OBJECT (console), NOTES);

  if (notes != NULL || overlay == NULL)
    return notes;
  notes = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_halign (notes, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (notes, GTK_ALIGN_END);
  gtk_widget_set_margin_start (notes, 12);
  gtk_widget_set_margin_end (notes, 12);
  gtk_widget_set_margin_bottom (notes, 18);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), notes);
  g_object_set_data_full (G_OBJECT (console), NOTES, g_object_ref (notes), g_object_unref);
  return notes;
}

/**
 * casement_console_note_show:
 * @console: inside of an overlay
 * @title: what it is about
 * @text: (nullable): what there is to know
 *
 * Returns: (transfer none) (nullable): the note, which its overlay owns; %NULL where there is none.
 */
CasementConsoleNote *
casement_console_note_show (GtkWidget *console, const char *title, const char *text)
{
  GtkWidget *notes = ensure_notes (console);
  CasementConsoleNote *self;

  if (notes == NULL)
    return NULL;
  self = g_object_new (CASEMENT_TYPE_CONSOLE_NOTE, NULL);
  g_set_weak_pointer (&self->console, console);
  casement_console_note_set_title (self, title);
  if (text != NULL) {
    gtk_box_append (GTK_BOX (self->content), new_label (text, NULL));
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  }
  gtk_box_append (GTK_BOX (notes), GTK_WIDGET (self));
  return self;
}

/**
 * casement_console_note_add_button:
 * @label: with a mnemonic
 * @css_class: (nullable): such as "suggested-action"
 * @callback: called with @data when it is pressed; the note stays until casement_console_note_close()
 * @data: an object, with which the button's effect ends
 */
void
casement_console_note_add_button (CasementConsoleNote *self,
                                  const char *label,
                                  const char *css_class,
                                  GCallback callback,
                                  gpointer data)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_return_if_fail (CASEMENT_IS_CONSOLE_NOTE (self));

  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);
  g_signal_connect_object (button, "clicked", callback, data, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->buttons), button);
  gtk_widget_set_visible (self->buttons, TRUE);
}

/** casement_console_note_get_content: Returns: (transfer none): the room between title and buttons. */
GtkBox *
casement_console_note_get_content (CasementConsoleNote *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_NOTE (self), NULL);

  return GTK_BOX (self->content);
}

/** casement_console_note_set_title: Sets what it is about. */
void
casement_console_note_set_title (CasementConsoleNote *self, const char *title)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_NOTE (self));

  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/** casement_console_note_close: Takes the note away, and gives its focus to the console. */
void
casement_console_note_close (CasementConsoleNote *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *notes = gtk_widget_get_parent (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  g_return_if_fail (CASEMENT_IS_CONSOLE_NOTE (self));

  if (self->console != NULL && focus != NULL && gtk_widget_is_ancestor (focus, widget))
    gtk_widget_grab_focus (self->console);
  if (notes != NULL)
    gtk_box_remove (GTK_BOX (notes), widget);
}
