/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-activity.h"
#include <glib/gi18n-lib.h>

struct _CasementActivity {
  GObject parent_instance;
  /* Lent: it owns this object. */
  GtkApplication *application;
  GPtrArray *entries;
  char *title;
  guint cookie;
};

G_DEFINE_FINAL_TYPE (CasementActivity, casement_activity, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

typedef struct {
  CasementOperation *operation;
  char *title;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->operation);
  g_free (entry->title);
  g_free (entry);
}

static void
update (CasementActivity *self)
{
  guint n = self->entries->len;

  g_free (self->title);
  if (n == 0)
    self->title = NULL;
  else if (n == 1)
    self->title = g_strdup (((Entry *) g_ptr_array_index (self->entries, 0))->title);
  else
    self->title = g_strdup_printf (ngettext ("%u thing under way", "%u things under way", n), n);

  if (n > 0 && self->cookie == 0)
    /* Asked for without a window: the one it belongs to may be closed while it goes on. */
    self->cookie = gtk_application_inhibit (self->application, NULL,
                                            GTK_APPLICATION_INHIBIT_SUSPEND | GTK_APPLICATION_INHIBIT_LOGOUT, self->title);
  if (n == 0 && self->cookie != 0) {
    gtk_application_uninhibit (self->application, self->cookie);
    self->cookie = 0;
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
state_cb (CasementActivity *self, GParamSpec *pspec, CasementOperation *operation)
{
  CasementOperationState state = casement_operation_get_state (operation);

  if (state == CASEMENT_OPERATION_READY || casement_operation_get_running (operation))
    return;
  for (guint i = 0; i < self->entries->len; i++) {
    if (((Entry *) g_ptr_array_index (self->entries, i))->operation != operation)
      continue;
    g_signal_handlers_disconnect_by_data (operation, self);
    g_ptr_array_remove_index (self->entries, i);
    update (self);
    g_application_release (G_APPLICATION (self->application));
    return;
  }
}

static void
casement_activity_dispose (GObject *object)
{
  CasementActivity *self = CASEMENT_ACTIVITY (object);

  for (guint i = 0; i < self->entries->len; i++)
    g_signal_handlers_disconnect_by_data (((Entry *) g_ptr_array_index (self->entries, i))->operation, self);
  g_ptr_array_set_size (self->entries, 0);
  G_OBJECT_CLASS (casement_activity_parent_class)->dispose (object);
}

static void
casement_activity_finalize (GObject *object)
{
  CasementActivity *self = CASEMENT_ACTIVITY (object);

  g_ptr_array_unref (self->entries);
  g_free (self->title);
  G_OBJECT_CLASS (casement_activity_parent_class)->finalize (object);
}

static void
casement_activity_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_TITLE:
    g_value_set_string (value, CASEMENT_ACTIVITY (object)->title);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_activity_class_init (CasementActivityClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = casement_activity_dispose;
  object_class->finalize = casement_activity_finalize;
  object_class->get_property = casement_activity_get_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_activity_init (CasementActivity *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

/**
 * casement_activity_new:
 * @application: owns the object
 *
 * Returns: (transfer full): with nothing going on.
 */
CasementActivity *
casement_activity_new (GtkApplication *application)
{
  CasementActivity *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);

  self = g_object_new (CASEMENT_TYPE_ACTIVITY, NULL);
  self->application = application;
  return self;
}

/**
 * casement_activity_add:
 * @operation: about to run, or running
 * @title: what it does, a few words
 *
 * Keeps the program and the computer going until @operation is over.
 */
void
casement_activity_add (CasementActivity *self, CasementOperation *operation, const char *title)
{
  Entry *entry;

  g_return_if_fail (CASEMENT_IS_ACTIVITY (self));
  g_return_if_fail (CASEMENT_IS_OPERATION (operation));

  entry = g_new0 (Entry, 1);
  entry->operation = g_object_ref (operation);
  entry->title = g_strdup (title);
  g_ptr_array_add (self->entries, entry);
  g_application_hold (G_APPLICATION (self->application));
  g_signal_connect_swapped (operation, "notify::state", G_CALLBACK (state_cb), self);
  update (self);
}

/** casement_activity_get_title: Returns: (nullable): what is going on, lent. */
const char *
casement_activity_get_title (CasementActivity *self)
{
  g_return_val_if_fail (CASEMENT_IS_ACTIVITY (self), NULL);
  return self->title;
}
