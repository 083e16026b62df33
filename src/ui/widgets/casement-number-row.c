/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-number-row.h"

struct _CasementNumberRow {
  AdwPreferencesRow parent_instance;
  GtkAdjustment *adjustment;
  GtkLabel *subtitle_label;
  GtkWidget *spin;
  GtkScale *scale;
  GtkLabel *error_label;
  char *subtitle;
  char *unit;
  guint digits;
};

G_DEFINE_FINAL_TYPE (CasementNumberRow, casement_number_row, ADW_TYPE_PREFERENCES_ROW)

enum {
  PROP_0,
  PROP_SUBTITLE,
  PROP_UNIT,
  PROP_DIGITS,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
value_changed_cb (CasementNumberRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

/* What a screen reader says at the spin button: what is set, and within which limits. */
static void
name_controls (CasementNumberRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  GtkWidget *controls[] = { GTK_WIDGET (self), self->spin, GTK_WIDGET (self->scale) };

  for (guint i = 0; i < G_N_ELEMENTS (controls); i++) {
    gtk_accessible_update_property (GTK_ACCESSIBLE (controls[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
    gtk_accessible_update_property (GTK_ACCESSIBLE (controls[i]), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    self->subtitle != NULL ? self->subtitle : "", -1);
  }
}

static void
casement_number_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_NUMBER_ROW);
  G_OBJECT_CLASS (casement_number_row_parent_class)->dispose (object);
}

static void
casement_number_row_finalize (GObject *object)
{
  CasementNumberRow *self = CASEMENT_NUMBER_ROW (object);

  g_free (self->subtitle);
  g_free (self->unit);
  G_OBJECT_CLASS (casement_number_row_parent_class)->finalize (object);
}

static void
casement_number_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementNumberRow *self = CASEMENT_NUMBER_ROW (object);

  switch (prop_id) {
  case PROP_SUBTITLE:
    g_value_set_string (value, self->subtitle);
    break;
  case PROP_UNIT:
    g_value_set_string (value, self->unit);
    break;
  case PROP_DIGITS:
    g_value_set_uint (value, self->digits);
    break;
  case PROP_VALUE:
    g_value_set_double (value, casement_number_row_get_value (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_number_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementNumberRow *self = CASEMENT_NUMBER_ROW (object);

  switch (prop_id) {
  case PROP_SUBTITLE:
    casement_number_row_set_subtitle (self, g_value_get_string (value));
    break;
  case PROP_UNIT:
    if (g_strcmp0 (self->unit, g_value_get_string (value)) != 0) {
      g_free (self->unit);
      self->unit = g_value_dup_string (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  case PROP_DIGITS:
    if (self->digits != g_value_get_uint (value)) {
      self->digits = g_value_get_uint (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  case PROP_VALUE:
    casement_number_row_set_value (self, g_value_get_double (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_number_row_class_init (CasementNumberRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = casement_number_row_dispose;
  object_class->finalize = casement_number_row_finalize;
  object_class->get_property = casement_number_row_get_property;
  object_class->set_property = casement_number_row_set_property;

  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_UNIT] = g_param_spec_string ("unit", NULL, NULL, NULL, flags);
  properties[PROP_DIGITS] = g_param_spec_uint ("digits", NULL, NULL, 0, 6, 0, flags);
  properties[PROP_VALUE] = g_param_spec_double ("value", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/widgets/casement-number-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementNumberRow, adjustment);
  gtk_widget_class_bind_template_child (widget_class, CasementNumberRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, CasementNumberRow, spin);
  gtk_widget_class_bind_template_child (widget_class, CasementNumberRow, scale);
  gtk_widget_class_bind_template_child (widget_class, CasementNumberRow, error_label);
  gtk_widget_class_bind_template_callback (widget_class, value_changed_cb);
}

static void
casement_number_row_init (CasementNumberRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::title", G_CALLBACK (name_controls), NULL);
}

/**
 * casement_number_row_set_subtitle:
 * @subtitle: (nullable): the limits in words
 */
void
casement_number_row_set_subtitle (CasementNumberRow *self, const char *subtitle)
{
  g_return_if_fail (CASEMENT_IS_NUMBER_ROW (self));

  if (g_strcmp0 (self->subtitle, subtitle) == 0)
    return;
  g_free (self->subtitle);
  self->subtitle = g_strdup (subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle_label), subtitle != NULL && *subtitle != '\0');
  name_controls (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBTITLE]);
}

/** casement_number_row_get_value: Returns: the amount, in the row's unit. */
double
casement_number_row_get_value (CasementNumberRow *self)
{
  g_return_val_if_fail (CASEMENT_IS_NUMBER_ROW (self), 0);
  return gtk_adjustment_get_value (self->adjustment);
}

/** casement_number_row_set_value: Sets the amount, in the row's unit. */
void
casement_number_row_set_value (CasementNumberRow *self, double value)
{
  g_return_if_fail (CASEMENT_IS_NUMBER_ROW (self));
  gtk_adjustment_set_value (self->adjustment, value);
}

/** casement_number_row_set_range: Sets the least and the most that can be entered, in the row's unit. */
void
casement_number_row_set_range (CasementNumberRow *self, double lower, double upper)
{
  g_return_if_fail (CASEMENT_IS_NUMBER_ROW (self));
  gtk_adjustment_set_lower (self->adjustment, lower);
  gtk_adjustment_set_upper (self->adjustment, MAX (lower, upper));
}

/**
 * casement_number_row_set_marks:
 * @values: where, in the row's unit
 * @labels: what they mean
 * @n: how many; with 0 there is no scale
 *
 * Shows a scale with marks below the amount.
 */
void
casement_number_row_set_marks (CasementNumberRow *self, const double *values, const char *const *labels, guint n)
{
  double lower, upper;

  g_return_if_fail (CASEMENT_IS_NUMBER_ROW (self));

  lower = gtk_adjustment_get_lower (self->adjustment);
  upper = gtk_adjustment_get_upper (self->adjustment);
  gtk_scale_clear_marks (self->scale);
  for (guint i = 0; i < n; i++)
    if (values[i] >= lower && values[i] <= upper)
      /* By turns below and above, so that labels of near marks do not meet. */
      gtk_scale_add_mark (self->scale, values[i], i % 2 == 0 ? GTK_POS_BOTTOM : GTK_POS_TOP, labels[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->scale), n > 0 && upper > lower);
}

/**
 * casement_number_row_set_error:
 * @error: (nullable): what is wrong with the amount; not kept
 */
void
casement_number_row_set_error (CasementNumberRow *self, const GError *error)
{
  g_return_if_fail (CASEMENT_IS_NUMBER_ROW (self));

  if (error != NULL) {
    gtk_label_set_label (self->error_label, error->message);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->error_label), GTK_ACCESSIBLE_PROPERTY_LABEL, error->message, -1);
    gtk_widget_add_css_class (self->spin, "error");
  } else {
    gtk_widget_remove_css_class (self->spin, "error");
  }
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
}
