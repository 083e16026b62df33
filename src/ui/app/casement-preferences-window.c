/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-preferences-window.h"
#include <glib/gi18n-lib.h>
#include "casement-release-chord.h"
#include "casement-settings.h"

struct _CasementPreferencesWindow {
  AdwWindow parent_instance;
  AdwComboRow *connection_row;
  AdwEntryRow *address_row;
  GtkWidget *sound_switch;
  GtkWidget *resize_switch;
  AdwComboRow *chord_row;
  AdwComboRow *policy_row;
  AdwComboRow *clipboard_row;
};

G_DEFINE_FINAL_TYPE (CasementPreferencesWindow, casement_preferences_window, ADW_TYPE_WINDOW)

/* In the order of the template's list; the address of the last is typed. */
static const char *const addresses[] = { "", "qemu:///system", NULL };
#define OTHER (G_N_ELEMENTS (addresses) - 1)

static gboolean
is_address (const char *text)
{
  return strstr (text, "://") != NULL && g_uri_is_valid (text, G_URI_FLAGS_NON_DNS, NULL);
}

static void
show_address (CasementPreferencesWindow *self)
{
  g_autofree char *address = g_settings_get_string (casement_settings_get (), "connection");
  guint choice = 0;

  while (choice < OTHER && !g_str_equal (addresses[choice], address))
    choice++;
  adw_combo_row_set_selected (self->connection_row, choice);
  gtk_widget_set_visible (GTK_WIDGET (self->address_row), choice == OTHER);
  gtk_editable_set_text (GTK_EDITABLE (self->address_row), choice == OTHER ? address : "");
}

static void
connection_selected_cb (CasementPreferencesWindow *self)
{
  guint choice = adw_combo_row_get_selected (self->connection_row);

  gtk_widget_set_visible (GTK_WIDGET (self->address_row), choice == OTHER);
  if (choice < OTHER)
    g_settings_set_string (casement_settings_get (), "connection", addresses[choice]);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}

static void
address_changed_cb (CasementPreferencesWindow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->address_row));
  gboolean wrong = *text != '\0' && !is_address (text);

  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->address_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->address_row), "error");
  if (*text != '\0' && !wrong)
    g_settings_set_string (casement_settings_get (), "connection", text);
}

static void
show_chords (CasementPreferencesWindow *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *name = g_settings_get_string (casement_settings_get (), "release-chord");
  const CasementReleaseChord *chosen = casement_release_chord_find (name);
  const CasementReleaseChord *chord;
  guint selected = 0;

  for (guint i = 0; (chord = casement_release_chord_get (i)) != NULL; i++) {
    gtk_string_list_append (titles, _(chord->title));
    if (chord == chosen)
      selected = i;
  }
  adw_combo_row_set_model (self->chord_row, G_LIST_MODEL (titles));
  adw_combo_row_set_selected (self->chord_row, selected);
}

static void
chord_selected_cb (CasementPreferencesWindow *self)
{
  const CasementReleaseChord *chord = casement_release_chord_get (adw_combo_row_get_selected (self->chord_row));
  g_autofree char *name = g_settings_get_string (casement_settings_get (), "release-chord");

  /* The list is also filled before its choice is shown. */
  if (chord != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) && !g_str_equal (chord->name, name))
    g_settings_set_string (casement_settings_get (), "release-chord", chord->name);
}

/* In the order of the template's lists. */
static const char *const keyboard_policies[] = { "always", "full-screen", "never", NULL };
static const char *const clipboard_policies[] = { "ask", "both", "to-guest", "from-guest", "off", NULL };

static gboolean
choice_from_setting (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *const *names = user_data;
  guint choice = 0;

  while (names[choice] != NULL && !g_str_equal (names[choice], g_variant_get_string (variant, NULL)))
    choice++;
  g_value_set_uint (value, choice);
  return names[choice] != NULL;
}

static GVariant *
choice_to_setting (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const char *const *names = user_data;
  guint choice = g_value_get_uint (value);

  return choice < g_strv_length ((char **) names) ? g_variant_new_string (names[choice]) : NULL;
}

static void
bind_choice (AdwComboRow *row, const char *key, const char *const *names)
{
  g_settings_bind_with_mapping (casement_settings_get (), key, row, "selected", G_SETTINGS_BIND_DEFAULT, choice_from_setting,
                                choice_to_setting, (gpointer) names, NULL);
}

static void
casement_preferences_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_PREFERENCES_WINDOW);
  G_OBJECT_CLASS (casement_preferences_window_parent_class)->dispose (object);
}

static void
casement_preferences_window_class_init (CasementPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_preferences_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/casement/Casement/app/casement-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementPreferencesWindow, connection_row);
  gtk_widget_class_bind_template_child (widget_class, CasementPreferencesWindow, address_row);
  gtk_widget_class_bind_template_child (widget_class, CasementPreferencesWindow, sound_switch);
  gtk_widget_class_bind_template_child (widget_class, CasementPreferencesWindow, resize_switch);
  gtk_widget_class_bind_template_child (widget_class, CasementPreferencesWindow, chord_row);
  gtk_widget_class_bind_template_child (widget_class, CasementPreferencesWindow, policy_row);
  gtk_widget_class_bind_template_child (widget_class, CasementPreferencesWindow, clipboard_row);
  gtk_widget_class_bind_template_callback (widget_class, chord_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, connection_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
casement_preferences_window_init (CasementPreferencesWindow *self)
{
  GSettings *settings = casement_settings_get ();

  gtk_widget_init_template (GTK_WIDGET (self));
  show_address (self);
  show_chords (self);
  bind_choice (self->policy_row, "keyboard-policy", keyboard_policies);
  bind_choice (self->clipboard_row, "clipboard", clipboard_policies);
  g_settings_bind (settings, "sound", self->sound_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "resize-guest", self->resize_switch, "active", G_SETTINGS_BIND_DEFAULT);
}

/** casement_preferences_window_present: Shows the preferences above @parent (nullable). */
void
casement_preferences_window_present (GtkWindow *parent)
{
  GtkWindow *window = g_object_new (CASEMENT_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);

  gtk_window_present (window);
}
