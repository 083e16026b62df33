/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-shell-search.h"
#include <glib/gi18n-lib.h>
#include "casement-search-provider2.h"

#define PATH "/io/github/casement/Casement/SearchProvider"
/* Nobody looks longer at a search that shows nothing. */
#define WAIT_SECONDS 5
/* The shell shows five. */
#define MAX_RESULTS 32
#define OPEN "open:"
#define START "start:"

struct _CasementShellSearch {
  GObject parent_instance;
  GApplication *application;
  CasementShellSearchLibrary get_library;
  CasementSearchProvider2 *skeleton;
  /* Searches that came before the machines were known. */
  GList *waiting;
  CasementLibrary *library;
  guint timeout_id;
};

G_DEFINE_FINAL_TYPE (CasementShellSearch, casement_shell_search, G_TYPE_OBJECT)

typedef struct {
  GDBusMethodInvocation *invocation;
  char **terms;
} Search;

static void
search_free (Search *search)
{
  g_strfreev (search->terms);
  g_free (search);
}

/* Every word must be in what can be read on the result: "start win" finds only what can be started. */
static gboolean
matches (const char *const *terms, const char *verb, CasementVm *vm)
{
  const char *system = casement_vm_get_os_title (vm);
  g_autofree char *text = g_strdup_printf ("%s %s %s", verb, casement_vm_get_name (vm), system != NULL ? system : "");
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (normal != NULL ? normal : text, -1);
  gboolean named = FALSE;

  for (guint i = 0; terms[i] != NULL; i++) {
    g_autofree char *term = g_utf8_normalize (terms[i], -1, G_NORMALIZE_ALL);
    g_autofree char *wanted = term != NULL ? g_utf8_casefold (term, -1) : NULL;

    if (wanted == NULL || strstr (folded, wanted) == NULL)
      return FALSE;
    named = named || *wanted != '\0';
  }
  return named;
}

static void
add_matches (CasementShellSearch *self, GPtrArray *results, const char *const *terms, gboolean start)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->library)) && results->len < MAX_RESULTS; i++) {
    g_autoptr (CasementVm) vm = g_list_model_get_item (G_LIST_MODEL (self->library), i);

    if (start && !casement_vm_can (vm, CASEMENT_VM_ACTION_START))
      continue;
    /* Translators: the words under which a virtual machine is found in the desktop's search, beside its name. */
    if (matches (terms, start ? C_("search", "start") : C_("search", "open virtual machine"), vm))
      g_ptr_array_add (results, g_strconcat (start ? START : OPEN, casement_vm_get_uuid (vm), NULL));
  }
}

static void
answer (CasementShellSearch *self, Search *search)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (g_free);

  if (self->library != NULL) {
    add_matches (self, results, (const char *const *) search->terms, FALSE);
    add_matches (self, results, (const char *const *) search->terms, TRUE);
  }
  g_ptr_array_add (results, NULL);
  /* Both kinds of search answer with the same type. */
  casement_search_provider2_complete_get_initial_result_set (self->skeleton, search->invocation,
                                                             (const char *const *) results->pdata);
  search_free (search);
  g_application_release (self->application);
}

static void
answer_all (CasementShellSearch *self)
{
  GList *waiting = g_steal_pointer (&self->waiting);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  for (GList *l = waiting; l != NULL; l = l->next)
    answer (self, l->data);
  g_list_free (waiting);
}

static gboolean
is_settled (CasementShellSearch *self)
{
  CasementConnection *connection = casement_library_get_connection (self->library);

  return (casement_connection_get_state (connection) == CASEMENT_CONNECTION_OPEN
          && !casement_library_get_loading (self->library))
         || casement_connection_get_error (connection) != NULL;
}

static void
settled_cb (CasementShellSearch *self)
{
  if (self->waiting != NULL && is_settled (self))
    answer_all (self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  CasementShellSearch *self = user_data;

  self->timeout_id = 0;
  answer_all (self);
  return G_SOURCE_REMOVE;
}

static void
ensure_library (CasementShellSearch *self)
{
  CasementConnection *connection;

  if (self->library != NULL)
    return;
  self->library = g_object_ref (self->get_library (self->application));
  connection = casement_library_get_connection (self->library);
  g_signal_connect_object (self->library, "notify::loading", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "notify::state", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "notify::error", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
}

static gboolean
add_search (CasementShellSearch *self, GDBusMethodInvocation *invocation, const char *const *terms)
{
  Search *search = g_new0 (Search, 1);

  search->invocation = invocation;
  search->terms = g_strdupv ((char **) terms);
  g_application_hold (self->application);
  ensure_library (self);
  self->waiting = g_list_append (self->waiting, search);
  if (self->timeout_id == 0)
    self->timeout_id = g_timeout_add_seconds (WAIT_SECONDS, timeout_cb, self);
  settled_cb (self);
  return TRUE;
}

static gboolean
initial_cb (CasementShellSearch *self, GDBusMethodInvocation *invocation, const char *const *terms)
{
  return add_search (self, invocation, terms);
}

static gboolean
subsearch_cb (CasementShellSearch *self, GDBusMethodInvocation *invocation, const char *const *previous,
              const char *const *terms)
{
  return add_search (self, invocation, terms);
}

static CasementVm *
find (CasementShellSearch *self, const char *identifier)
{
  const char *uuid = strchr (identifier, ':');

  return uuid != NULL && self->library != NULL ? casement_library_find (self->library, uuid + 1) : NULL;
}

static void
add_meta (GVariantBuilder *metas, const char *identifier, CasementVm *vm)
{
  const char *state = casement_vm_state_get_title (casement_vm_get_state (vm));
  const char *system = casement_vm_get_os_title (vm);
  g_autoptr (GIcon) icon = g_themed_icon_new (CASEMENT_APP_ID);
  g_autoptr (GVariant) icon_value = g_icon_serialize (icon);
  g_autofree char *name = NULL;
  g_autofree char *description = system != NULL ? g_strdup_printf ("%s · %s", state, system) : g_strdup (state);

  if (g_str_has_prefix (identifier, START))
    /* Translators: a search result; the name of a virtual machine */
    name = g_strdup_printf (_("Start “%s”"), casement_vm_get_name (vm));
  else
    name = g_strdup (casement_vm_get_name (vm));
  g_variant_builder_open (metas, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (metas, "{sv}", "id", g_variant_new_string (identifier));
  g_variant_builder_add (metas, "{sv}", "name", g_variant_new_string (name));
  g_variant_builder_add (metas, "{sv}", "description", g_variant_new_string (description));
  g_variant_builder_add (metas, "{sv}", "icon", icon_value);
  g_variant_builder_close (metas);
}

static gboolean
metas_cb (CasementShellSearch *self, GDBusMethodInvocation *invocation, const char *const *identifiers)
{
  GVariantBuilder metas;

  ensure_library (self);
  g_variant_builder_init (&metas, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; identifiers[i] != NULL; i++) {
    CasementVm *vm = find (self, identifiers[i]);

    if (vm != NULL)
      add_meta (&metas, identifiers[i], vm);
  }
  casement_search_provider2_complete_get_result_metas (self->skeleton, invocation, g_variant_builder_end (&metas));
  return TRUE;
}

static gboolean
activate_cb (CasementShellSearch *self, GDBusMethodInvocation *invocation, const char *identifier,
             const char *const *terms, guint timestamp)
{
  const char *uuid = strchr (identifier, ':');

  if (uuid != NULL && g_uuid_string_is_valid (uuid + 1))
    g_action_group_activate_action (G_ACTION_GROUP (self->application),
                                    g_str_has_prefix (identifier, START) ? "start-vm" : "open-vm",
                                    g_variant_new_string (uuid + 1));
  casement_search_provider2_complete_activate_result (self->skeleton, invocation);
  return TRUE;
}

static gboolean
launch_cb (CasementShellSearch *self, GDBusMethodInvocation *invocation, const char *const *terms, guint timestamp)
{
  g_autofree char *text = g_strjoinv (" ", (char **) terms);

  g_action_group_activate_action (G_ACTION_GROUP (self->application), "search", g_variant_new_string (text));
  casement_search_provider2_complete_launch_search (self->skeleton, invocation);
  return TRUE;
}

static void
casement_shell_search_dispose (GObject *object)
{
  CasementShellSearch *self = CASEMENT_SHELL_SEARCH (object);

  answer_all (self);
  if (self->skeleton != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_clear_object (&self->skeleton);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (casement_shell_search_parent_class)->dispose (object);
}

static void
casement_shell_search_class_init (CasementShellSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_shell_search_dispose;
}

static void
casement_shell_search_init (CasementShellSearch *self)
{
  self->skeleton = casement_search_provider2_skeleton_new ();
  g_signal_connect_swapped (self->skeleton, "handle-get-initial-result-set", G_CALLBACK (initial_cb), self);
  g_signal_connect_swapped (self->skeleton, "handle-get-subsearch-result-set", G_CALLBACK (subsearch_cb), self);
  g_signal_connect_swapped (self->skeleton, "handle-get-result-metas", G_CALLBACK (metas_cb), self);
  g_signal_connect_swapped (self->skeleton, "handle-activate-result", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (self->skeleton, "handle-launch-search", G_CALLBACK (launch_cb), self);
}

/**
 * casement_shell_search_new:
 * @application: owns the object; has the actions "open-vm", "start-vm" and "search"
 * @get_library: called with @application when the first search comes
 *
 * Returns: (transfer full): the answers, not exported yet.
 */
CasementShellSearch *
casement_shell_search_new (GApplication *application, CasementShellSearchLibrary get_library)
{
  CasementShellSearch *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);

  self = g_object_new (CASEMENT_TYPE_SHELL_SEARCH, NULL);
  self->application = application;
  self->get_library = get_library;
  return self;
}

/** casement_shell_search_export: Has @connection answer searches from now on. */
gboolean
casement_shell_search_export (CasementShellSearch *self, GDBusConnection *connection, GError **error)
{
  g_return_val_if_fail (CASEMENT_IS_SHELL_SEARCH (self), FALSE);
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection, PATH, error);
}
