/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include "casement-error-page.h"
#include "casement-error.h"
#include "casement-template.h"

struct _CasementErrorPage {
  GtkWidget parent_instance;
  AdwStatusPage *status;
  AdwBin *buttons;
  GtkWidget *command;
  GtkLabel *command_label;
  GtkWidget *details;
  GtkLabel *details_label;
  char *title;
  char *icon_name;
  GError *error;
};

G_DEFINE_FINAL_TYPE (CasementErrorPage, casement_error_page, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_TITLE,
  PROP_ICON_NAME,
  PROP_ERROR,
  PROP_BUTTONS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_string (CasementErrorPage *self, char **field, const char *value, int prop)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
copy_clicked_cb (CasementErrorPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_label (self->command_label));
}

static void
casement_error_page_dispose (GObject *object)
{
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_ERROR_PAGE);
  G_OBJECT_CLASS (casement_error_page_parent_class)->dispose (object);
}

static void
casement_error_page_finalize (GObject *object)
{
  CasementErrorPage *self = CASEMENT_ERROR_PAGE (object);

  g_free (self->title);
  g_free (self->icon_name);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (casement_error_page_parent_class)->finalize (object);
}

static void
casement_error_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementErrorPage *self = CASEMENT_ERROR_PAGE (object);

  switch (prop_id) {
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  case PROP_ICON_NAME:
    g_value_set_string (value, self->icon_name);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  case PROP_BUTTONS:
    g_value_set_object (value, adw_bin_get_child (self->buttons));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_error_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementErrorPage *self = CASEMENT_ERROR_PAGE (object);

  switch (prop_id) {
  case PROP_TITLE:
    casement_error_page_set_title (self, g_value_get_string (value));
    break;
  case PROP_ICON_NAME:
    set_string (self, &self->icon_name, g_value_get_string (value), PROP_ICON_NAME);
    break;
  case PROP_ERROR:
    casement_error_page_set_error (self, g_value_get_boxed (value));
    break;
  case PROP_BUTTONS:
    if (adw_bin_get_child (self->buttons) != g_value_get_object (value)) {
      adw_bin_set_child (self->buttons, g_value_get_object (value));
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_error_page_class_init (CasementErrorPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = casement_error_page_dispose;
  object_class->finalize = casement_error_page_finalize;
  object_class->get_property = casement_error_page_get_property;
  object_class->set_property = casement_error_page_set_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, "dialog-warning-symbolic", flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_BUTTONS] = g_param_spec_object ("buttons", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/widgets/casement-error-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementErrorPage, status);
  gtk_widget_class_bind_template_child (widget_class, CasementErrorPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, CasementErrorPage, command);
  gtk_widget_class_bind_template_child (widget_class, CasementErrorPage, command_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_child (widget_class, CasementErrorPage, details);
  gtk_widget_class_bind_template_child (widget_class, CasementErrorPage, details_label);
}

static void
casement_error_page_init (CasementErrorPage *self)
{
  self->icon_name = g_strdup ("dialog-warning-symbolic");
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_error_page_set_title:
 * @title: (nullable): what could not be done, a few words
 *
 * Sets the heading.
 */
void
casement_error_page_set_title (CasementErrorPage *self, const char *title)
{
  g_return_if_fail (CASEMENT_IS_ERROR_PAGE (self));
  set_string (self, &self->title, title, PROP_TITLE);
}

/**
 * casement_error_page_set_error:
 * @error: (nullable): what happened; copied
 *
 * Shows the error's sentence, and its details if it has any.
 */
void
casement_error_page_set_error (CasementErrorPage *self, const GError *error)
{
  g_autofree char *sentence = NULL;
  const char *details = NULL;

  g_return_if_fail (CASEMENT_IS_ERROR_PAGE (self));

  if (self->error == error)
    return;
  g_clear_error (&self->error);
  if (error != NULL) {
    self->error = g_error_copy (error);
    details = casement_error_get_details (self->error);
    /* A status page reads markup; what other programs said is not. */
    sentence = g_markup_escape_text (self->error->message, -1);
  }
  adw_status_page_set_description (self->status, sentence);
  gtk_label_set_label (self->details_label, details != NULL ? details : "");
  gtk_widget_set_visible (self->details, details != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

/**
 * casement_error_page_set_command:
 * @command: (nullable): a line for a terminal that helps
 *
 * Shows it with a button that copies it.
 */
void
casement_error_page_set_command (CasementErrorPage *self, const char *command)
{
  g_return_if_fail (CASEMENT_IS_ERROR_PAGE (self));

  gtk_label_set_label (self->command_label, command != NULL ? command : "");
  gtk_widget_set_visible (self->command, command != NULL);
}
