/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-audit.h"
#include "casement-error.h"
#include "fuzz.h"

#include <libxml/parser.h>
#include <string.h>

static char *
tune_all (CasementAudit *audit)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  char *tuned;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (audit)); i++) {
    g_autoptr (CasementAuditItem) item = g_list_model_get_item (G_LIST_MODEL (audit), i);

    if (casement_audit_item_get_state (item) == CASEMENT_AUDIT_UNMET)
      g_ptr_array_add (ids, (gpointer) casement_audit_item_get_recommendation (item)->id);
  }
  g_ptr_array_add (ids, NULL);
  tuned = casement_audit_tune (audit, (const char *const *) ids->pdata, &error);
  g_assert_no_error (error);
  return tuned;
}

/* Through the check-up and all that could be changed; what comes out can be looked at again. */
static gboolean
look (const char *text)
{
  g_autoptr (CasementAudit) audit = NULL;
  g_autoptr (CasementAudit) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL, *tuned = NULL, *change = NULL;

  audit = casement_audit_new (text, -1, NULL, &error);
  if (audit == NULL) {
    g_assert_cmpuint (error->domain, ==, CASEMENT_ERROR);
    return FALSE;
  }
  json = casement_audit_to_json (audit);
  g_assert_true (g_utf8_validate (json, -1, NULL));
  change = casement_audit_dup_change (audit, "clock");
  tuned = tune_all (audit);
  again = casement_audit_new (tuned, -1, NULL, &error);
  g_assert_no_error (error);
  return TRUE;
}

/* What a lenient reader makes of it: well formed again, and not what anybody would have written. */
static char *
recover (const char *text)
{
  xmlDocPtr doc = xmlReadMemory (text, (int) strlen (text), NULL, NULL,
                                 XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  xmlChar *dumped = NULL;
  int size = 0;
  char *copy;

  if (doc == NULL)
    return NULL;
  xmlDocDumpMemoryEnc (doc, &dumped, &size, "UTF-8");
  copy = g_strndup (dumped != NULL ? (const char *) dumped : "", (gsize) size);
  xmlFree (dumped);
  xmlFreeDoc (doc);
  return copy;
}

/* A definition from anybody. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *recovered = NULL;

  /* The command line hands on nothing else. */
  if (strlen (text) == size && g_utf8_validate (text, -1, NULL) && look (text))
    return 0;
  recovered = recover (valid);
  if (recovered != NULL)
    look (recovered);
  return 0;
}

static int
compare_names_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_folder (GPtrArray *seeds, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  /* The same order everywhere, so that a run can be repeated. */
  g_ptr_array_sort (paths, compare_names_cb);
  for (guint i = 0; i < paths->len; i++) {
    char *data;
    gsize length;

    if (g_file_get_contents (g_ptr_array_index (paths, i), &data, &length, NULL))
      g_ptr_array_add (seeds, g_bytes_new_take (data, length));
  }
}

/* Definitions of this program and of others. */
GPtrArray *
fuzz_target_seeds (void)
{
  static const char *const folders[] = { "fixtures/foreign", "golden/domain" };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const char *tests = g_getenv ("G_TEST_SRCDIR");

  for (guint i = 0; tests != NULL && i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *folder = g_build_filename (tests, folders[i], NULL);

    add_folder (seeds, folder);
  }
  return seeds;
}
