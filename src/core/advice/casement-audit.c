/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-audit-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include "casement-advice-private.h"
#include "casement-error.h"
#include "casement-text-diff.h"
#include "casement-xml.h"

struct _CasementAudit {
  GObject parent_instance;
  xmlDocPtr doc;
  CasementHostFacts *facts;
  CasementVmSpec *spec;
  char *disk_bus;
  char **disk_names;
  char *installer_name;
  char *disk_alias;
  GPtrArray *items;
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CasementAudit, casement_audit, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return CASEMENT_TYPE_AUDIT_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return CASEMENT_AUDIT (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CasementAudit *self = CASEMENT_AUDIT (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
casement_audit_finalize (GObject *object)
{
  CasementAudit *self = CASEMENT_AUDIT (object);

  g_clear_pointer (&self->doc, xmlFreeDoc);
  g_clear_object (&self->facts);
  g_clear_object (&self->spec);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self->disk_bus);
  g_strfreev (self->disk_names);
  g_free (self->installer_name);
  g_free (self->disk_alias);
  G_OBJECT_CLASS (casement_audit_parent_class)->finalize (object);
}

static void
casement_audit_class_init (CasementAuditClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_audit_finalize;
}

static void
casement_audit_init (CasementAudit *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

static CasementAdviceContext
get_context (CasementAudit *self)
{
  const CasementAdviceContext context
      = { .facts = self->facts,
          .spec = self->spec,
          .preset = casement_vm_spec_get_preset (self->spec),
          .has_bios = !casement_spec_has_uefi (xmlDocGetRootElement (self->doc)),
          .disk_bus = self->disk_bus,
          .disk_names = self->disk_names,
          .installer_name = self->installer_name,
          .disk_alias = self->disk_alias,
          .root = xmlDocGetRootElement (self->doc) };

  return context;
}

/* What is to be improved first, then by weight; else the guide's order. */
static int
compare_items_cb (gconstpointer a, gconstpointer b)
{
  CasementAuditItem *first = *(CasementAuditItem *const *) a;
  CasementAuditItem *second = *(CasementAuditItem *const *) b;
  static const int order[] = { [CASEMENT_AUDIT_UNMET] = 0, [CASEMENT_AUDIT_MET] = 1, [CASEMENT_AUDIT_UNSUPPORTED] = 2, [CASEMENT_AUDIT_NOT_APPLICABLE] = 3 };
  int difference = order[casement_audit_item_get_state (first)] - order[casement_audit_item_get_state (second)];

  if (difference == 0)
    difference = (int) casement_audit_item_get_recommendation (first)->weight
                 - (int) casement_audit_item_get_recommendation (second)->weight;
  return difference;
}

static CasementHostFacts *
assume_facts (xmlNodePtr root, GError **error)
{
  g_autofree char *type = casement_xml_dup_attr (root, "type");
  g_autofree char *machine = casement_xml_dup_attr (casement_xml_find (root, "os/type"), "machine");
  g_autofree char *model = casement_xml_dup_text (casement_xml_find (root, "cpu/model"));

  return casement_host_facts_new_assumed (type, machine, model, error);
}

static char **
dup_other_disks (xmlNodePtr root)
{
  xmlNodePtr devices = casement_xml_child (root, "devices");
  xmlNodePtr system_disk = casement_xml_find (root, SYSTEM_DISK);
  GStrvBuilder *builder = g_strv_builder_new ();
  char **names;

  for (xmlNodePtr disk = casement_xml_child (devices, "disk"); disk != NULL; disk = casement_xml_next (disk, "disk")) {
    g_autofree char *name = disk != system_disk ? casement_xml_dup_attr (casement_xml_child (disk, "target"), "dev") : NULL;

    if (name != NULL)
      g_strv_builder_add (builder, name);
  }
  names = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return names;
}

static CasementAudit *
audit_new (const char *xml, gssize length, xmlNodePtr running, CasementHostFacts *facts, GError **error)
{
  g_autoptr (CasementAudit) self = g_object_new (CASEMENT_TYPE_AUDIT, NULL);
  CasementAdviceContext context;
  xmlNodePtr root;

  self->doc = casement_xml_parse (xml, (gsize) length, "domain", error);
  if (self->doc == NULL)
    return NULL;
  root = xmlDocGetRootElement (self->doc);
  self->facts = facts != NULL ? g_object_ref (facts) : assume_facts (root, error);
  if (self->facts == NULL)
    return NULL;
  self->spec = casement_spec_infer (root, self->facts, error);
  if (self->spec == NULL)
    return NULL;
  self->disk_bus = casement_xml_dup_attr (casement_xml_find (root, SYSTEM_DISK "/target"), "bus");
  self->disk_names = dup_other_disks (root);
  if (casement_vm_spec_get_iso_path (self->spec) != NULL)
    self->installer_name = casement_xml_dup_attr (casement_xml_find (root, "devices/disk[device=cdrom]/target"), "dev");
  self->disk_alias = casement_xml_dup_attr (casement_xml_find (root, SYSTEM_DISK "/alias"), "name");
  /* Only such aliases are kept by libvirt, and only plain ones can stand in a path. */
  if (self->disk_alias != NULL && !g_regex_match_simple ("^ua-[A-Za-z0-9_.-]{1,64}$", self->disk_alias, 0, 0))
    g_clear_pointer (&self->disk_alias, g_free);

  context = get_context (self);
  for (const CasementRecommendation *const *item = casement_recommendation_get_all (NULL); *item != NULL; item++)
    g_ptr_array_add (self->items, casement_audit_item_new (*item, root, running, &context));
  g_ptr_array_sort (self->items, compare_items_cb);
  return g_steal_pointer (&self);
}

/**
 * casement_audit_new:
 * @xml: a domain from libvirt or from a file; hostile until proven otherwise
 * @length: bytes; -1 if it ends with a zero byte
 * @facts: (nullable): the host; %NULL assumes one that can do everything
 *
 * Returns: (transfer full) (nullable): the check-up, or %NULL with @error.
 */
CasementAudit *
casement_audit_new (const char *xml, gssize length, CasementHostFacts *facts, GError **error)
{
  return audit_new (xml, length, NULL, facts, error);
}

/**
 * casement_audit_new_running:
 * @xml: the domain's definition
 * @running: (nullable): the same domain as it runs, which says what libvirt chose for it; %NULL if it is off
 * @facts: (nullable): as casement_audit_new() takes it
 *
 * Returns: (transfer full) (nullable): the check-up of the definition, or %NULL with @error.
 */
CasementAudit *
casement_audit_new_running (const char *xml, const char *running, CasementHostFacts *facts, GError **error)
{
  g_autoptr (xmlDoc) doc = NULL;

  if (running != NULL) {
    doc = casement_xml_parse (running, (gsize) -1, "domain", error);
    if (doc == NULL)
      return NULL;
  }
  return audit_new (xml, -1, doc != NULL ? xmlDocGetRootElement (doc) : NULL, facts, error);
}

/** casement_audit_get_domain: Returns: (nullable): the domain's name. */
const char *
casement_audit_get_domain (CasementAudit *self)
{
  return casement_vm_spec_get_name (self->spec);
}

/** casement_audit_get_preset: Returns: which Windows it was held against. */
const CasementPreset *
casement_audit_get_preset (CasementAudit *self)
{
  return casement_vm_spec_get_preset (self->spec);
}

/** casement_audit_has_uefi: Returns: whether the machine has UEFI firmware already. */
gboolean
casement_audit_has_uefi (CasementAudit *self)
{
  return casement_spec_has_uefi (xmlDocGetRootElement (self->doc));
}

/** casement_audit_count: Returns: how many recommendations are in @state. */
guint
casement_audit_count (CasementAudit *self, CasementAuditState state)
{
  guint count = 0;

  for (guint i = 0; i < self->items->len; i++)
    count += casement_audit_item_get_state (g_ptr_array_index (self->items, i)) == state ? 1 : 0;
  return count;
}

/** casement_audit_find: Returns: (transfer none) (nullable): how the domain stands to the recommendation with @id. */
CasementAuditItem *
casement_audit_find (CasementAudit *self, const char *id)
{
  for (guint i = 0; i < self->items->len; i++)
    if (strcmp (casement_audit_item_get_recommendation (g_ptr_array_index (self->items, i))->id, id) == 0)
      return g_ptr_array_index (self->items, i);
  return NULL;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

/* A program that reads it may want to know the very place. */
static char *
get_json_found (CasementAuditItem *item)
{
  const char *found = casement_audit_item_get_found (item);
  const char *place = casement_audit_item_get_place (item);

  if (found != NULL && place != NULL)
    return g_strdup_printf ("%s (%s)", found, place);
  return g_strdup (found != NULL ? found : casement_audit_item_get_reason (item));
}

/** casement_audit_to_json: Returns: (transfer full): the check-up as `casement check --json` prints it; see the man page. */
char *
casement_audit_to_json (CasementAudit *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "domain", casement_audit_get_domain (self));
  json_builder_set_member_name (builder, "met");
  json_builder_add_int_value (builder, casement_audit_count (self, CASEMENT_AUDIT_MET));
  json_builder_set_member_name (builder, "unmet");
  json_builder_add_int_value (builder, casement_audit_count (self, CASEMENT_AUDIT_UNMET));
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->items->len; i++) {
    CasementAuditItem *item = g_ptr_array_index (self->items, i);
    g_autofree char *found = get_json_found (item);

    json_builder_begin_object (builder);
    add_text (builder, "id", casement_audit_item_get_recommendation (item)->id);
    add_text (builder, "state", casement_audit_state_to_string (casement_audit_item_get_state (item)));
    add_text (builder, "found", found);
    add_text (builder, "wanted", casement_audit_item_get_wanted (item));
    add_text (builder, "why", _(casement_audit_item_get_recommendation (item)->why));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/** casement_audit_dup_safe_ids: Returns: (transfer full): what can be put right without a risk for an installed Windows. */
char **
casement_audit_dup_safe_ids (CasementAudit *self)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  char **ids;

  for (guint i = 0; i < self->items->len; i++)
    if (casement_audit_item_get_fixable (g_ptr_array_index (self->items, i)))
      g_strv_builder_add (builder, casement_audit_item_get_recommendation (g_ptr_array_index (self->items, i))->id);
  ids = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return ids;
}

/**
 * casement_audit_tune:
 * @ids: (array zero-terminated=1): recommendations to put right; those that are met already change nothing
 *
 * Edits a copy of the document in place: what no recommendation owns stays as it was, in its order.
 *
 * Returns: (transfer full) (nullable): the new document, or %NULL with @error where one cannot be done.
 */
char *
casement_audit_tune (CasementAudit *self, const char *const *ids, GError **error)
{
  g_autoptr (xmlDoc) copy = xmlCopyDoc (self->doc, 1);
  const CasementAdviceContext context = get_context (self);

  for (guint i = 0; ids[i] != NULL; i++) {
    CasementAuditItem *item = casement_audit_find (self, ids[i]);

    if (item == NULL) {
      casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL, _("There is no recommendation called “%s”."), ids[i]);
      return NULL;
    }
    if (casement_audit_item_get_state (item) == CASEMENT_AUDIT_UNSUPPORTED) {
      casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, NULL, "%s", casement_audit_item_get_reason (item));
      return NULL;
    }
    if (casement_audit_item_get_state (item) == CASEMENT_AUDIT_UNMET)
      casement_recommendation_apply (casement_audit_item_get_recommendation (item), xmlDocGetRootElement (copy), &context);
  }
  return casement_xml_to_string (copy);
}

/**
 * casement_audit_dup_change:
 * @id: of a recommendation
 *
 * Returns: (transfer full) (nullable): what putting that one right changes in the definition, as a unified diff; %NULL where
 * there is nothing to change.
 */
char *
casement_audit_dup_change (CasementAudit *self, const char *id)
{
  const char *const ids[] = { id, NULL };
  g_autofree char *before = casement_xml_to_string (self->doc);
  g_autofree char *after = casement_audit_tune (self, ids, NULL);
  g_autofree char *change = after != NULL ? casement_text_diff (before, after) : NULL;

  return change != NULL && *change != '\0' ? g_steal_pointer (&change) : NULL;
}
