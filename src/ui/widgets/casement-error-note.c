/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-error-note.h"
#include "casement-error.h"
#include "casement-template.h"

struct _CasementErrorNote {
  GtkWidget parent_instance;
  GtkLabel *label;
  GtkWidget *details;
  GtkLabel *details_label;
};

G_DEFINE_FINAL_TYPE (CasementErrorNote, casement_error_note, GTK_TYPE_WIDGET)

static void
casement_error_note_dispose (GObject *object)
{
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_ERROR_NOTE);
  G_OBJECT_CLASS (casement_error_note_parent_class)->dispose (object);
}

static void
casement_error_note_class_init (CasementErrorNoteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_error_note_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/widgets/casement-error-note.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementErrorNote, label);
  gtk_widget_class_bind_template_child (widget_class, CasementErrorNote, details);
  gtk_widget_class_bind_template_child (widget_class, CasementErrorNote, details_label);
}

static void
casement_error_note_init (CasementErrorNote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_error_note_set_error:
 * @error: (nullable): what to say; not kept
 *
 * Says what is wrong, or nothing.
 */
void
casement_error_note_set_error (CasementErrorNote *self, const GError *error)
{
  const char *details;

  g_return_if_fail (CASEMENT_IS_ERROR_NOTE (self));

  if (error != NULL) {
    details = casement_error_get_details (error);
    gtk_label_set_label (self->label, error->message);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL, error->message, -1);
    gtk_label_set_label (self->details_label, details != NULL ? details : "");
    gtk_widget_set_visible (self->details, details != NULL);
  }
  gtk_widget_set_visible (GTK_WIDGET (self), error != NULL);
}
