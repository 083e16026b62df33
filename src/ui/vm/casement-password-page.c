/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-password-page.h"

struct _CasementPasswordPage {
  AdwBin parent_instance;
  AdwStatusPage *page;
  GtkEditable *entry;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (CasementPasswordPage, casement_password_page, ADW_TYPE_BIN)

enum {
  GIVEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
changed_cb (CasementPasswordPage *self)
{
  gtk_widget_set_sensitive (self->button, *gtk_editable_get_text (self->entry) != '\0');
}

static void
connect_cb (CasementPasswordPage *self)
{
  g_autofree char *password = g_strdup (gtk_editable_get_text (self->entry));

  if (*password == '\0')
    return;
  gtk_editable_set_text (self->entry, "");
  g_signal_emit (self, signals[GIVEN], 0, password);
}

static gboolean
casement_password_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CASEMENT_PASSWORD_PAGE (widget)->entry));
}

static void
casement_password_page_dispose (GObject *object)
{
  /* It would not notice that its child, which is bound to a field, goes with the template. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_PASSWORD_PAGE);
  G_OBJECT_CLASS (casement_password_page_parent_class)->dispose (object);
}

static void
casement_password_page_class_init (CasementPasswordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_password_page_dispose;
  widget_class->grab_focus = casement_password_page_grab_focus;

  signals[GIVEN] = g_signal_new ("given", CASEMENT_TYPE_PASSWORD_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-password-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementPasswordPage, page);
  gtk_widget_class_bind_template_child (widget_class, CasementPasswordPage, entry);
  gtk_widget_class_bind_template_child (widget_class, CasementPasswordPage, button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
}

static void
casement_password_page_init (CasementPasswordPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_password_page_ask:
 * @text: why, a sentence
 *
 * Says why it asks, and takes the focus if it can be seen.
 */
void
casement_password_page_ask (CasementPasswordPage *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_return_if_fail (CASEMENT_IS_PASSWORD_PAGE (self));

  adw_status_page_set_description (self->page, escaped);
  gtk_editable_set_text (self->entry, "");
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
