/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-banner.h"
#include "casement-template.h"

struct _CasementBanner {
  GtkWidget parent_instance;
  GtkWidget *revealer;
  GtkWidget *box;
  char *title;
  char *button_label;
  char *action_name;
  gboolean revealed;
};

G_DEFINE_FINAL_TYPE (CasementBanner, casement_banner, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_TITLE,
  PROP_BUTTON_LABEL,
  PROP_ACTION_NAME,
  PROP_REVEALED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_string (CasementBanner *self, char **field, const char *value, int prop)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

/* Hidden in earnest once it has slid out, also from screen readers. */
static void
child_revealed_cb (CasementBanner *self)
{
  gtk_widget_set_visible (self->revealer, self->revealed || gtk_revealer_get_child_revealed (GTK_REVEALER (self->revealer)));
}

static gboolean
has_text (gpointer object, const char *text)
{
  return text != NULL && *text != '\0';
}

static void
casement_banner_dispose (GObject *object)
{
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_BANNER);
  G_OBJECT_CLASS (casement_banner_parent_class)->dispose (object);
}

static void
casement_banner_finalize (GObject *object)
{
  CasementBanner *self = CASEMENT_BANNER (object);

  g_free (self->title);
  g_free (self->button_label);
  g_free (self->action_name);
  G_OBJECT_CLASS (casement_banner_parent_class)->finalize (object);
}

static void
casement_banner_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementBanner *self = CASEMENT_BANNER (object);

  switch (prop_id) {
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  case PROP_BUTTON_LABEL:
    g_value_set_string (value, self->button_label);
    break;
  case PROP_ACTION_NAME:
    g_value_set_string (value, self->action_name);
    break;
  case PROP_REVEALED:
    g_value_set_boolean (value, self->revealed);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_banner_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementBanner *self = CASEMENT_BANNER (object);

  switch (prop_id) {
  case PROP_TITLE:
    casement_banner_set_title (self, g_value_get_string (value));
    break;
  case PROP_BUTTON_LABEL:
    set_string (self, &self->button_label, g_value_get_string (value), PROP_BUTTON_LABEL);
    break;
  case PROP_ACTION_NAME:
    set_string (self, &self->action_name, g_value_get_string (value), PROP_ACTION_NAME);
    break;
  case PROP_REVEALED:
    casement_banner_set_revealed (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_banner_class_init (CasementBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = casement_banner_dispose;
  object_class->finalize = casement_banner_finalize;
  object_class->get_property = casement_banner_get_property;
  object_class->set_property = casement_banner_set_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_BUTTON_LABEL] = g_param_spec_string ("button-label", NULL, NULL, NULL, flags);
  properties[PROP_ACTION_NAME] = g_param_spec_string ("action-name", NULL, NULL, NULL, flags);
  properties[PROP_REVEALED] = g_param_spec_boolean ("revealed", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/widgets/casement-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, CasementBanner, box);
  gtk_widget_class_bind_template_callback (widget_class, child_revealed_cb);
  gtk_widget_class_bind_template_callback (widget_class, has_text);
}

static void
casement_banner_init (CasementBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_banner_set_title:
 * @title: (nullable): one sentence
 *
 * Sets what the banner says.
 */
void
casement_banner_set_title (CasementBanner *self, const char *title)
{
  g_return_if_fail (CASEMENT_IS_BANNER (self));
  set_string (self, &self->title, title, PROP_TITLE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL, title != NULL ? title : "", -1);
}

/** casement_banner_set_revealed: Slides the banner in or out. */
void
casement_banner_set_revealed (CasementBanner *self, gboolean revealed)
{
  g_return_if_fail (CASEMENT_IS_BANNER (self));

  if (self->revealed == !!revealed)
    return;
  self->revealed = !!revealed;
  if (revealed)
    gtk_widget_set_visible (self->revealer, TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), revealed);
  child_revealed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVEALED]);
}
