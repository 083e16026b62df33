/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "casement-error.h"
#include "casement-vm-creator.h"
#include "casement-vm-remover.h"
#include "vm-test.h"

/* What a creation needs, and what it may leave, on a private session (tests/support/private-session). */

/* An image that nothing boots from, with a name that must survive every quoting. */
static inline char *
creation_test_make_iso (const char *name)
{
  char *path = g_build_filename (g_getenv ("HOME"), name, NULL);
  g_autofree char *data = g_malloc0 (64 * 1024);

  g_assert_true (g_file_set_contents (path, data, 64 * 1024, NULL));
  return path;
}

static inline CasementPlan *
creation_test_plan (CasementConnection *connection, const char *name, const char *iso)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementHostFacts) facts = casement_connection_probe_host (connection, NULL, &error);
  g_autoptr (CasementVmSpec) spec = casement_vm_spec_new (casement_preset_get_default ());

  g_assert_no_error (error);
  casement_vm_spec_use_host_defaults (spec, facts);
  casement_vm_spec_set_name (spec, name);
  casement_vm_spec_set_iso_path (spec, iso);
  return casement_plan_new (spec, facts);
}

static inline void
creation_test_walk (const char *path, GPtrArray *paths)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  g_ptr_array_add (paths, g_strdup (path));
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      g_ptr_array_add (paths, g_steal_pointer (&child));
    else
      creation_test_walk (child, paths);
  }
}

static inline int
creation_test_compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Whether @path is not ours to tidy up: the folders that libvirt and we keep things in, made when they are first needed, and
 * the certificate authority that swtpm makes once for a user. */
static inline gboolean
creation_test_is_furniture (const char *path)
{
  static const char *const folders[] = { "/libvirt/qemu/swtpm", "/libvirt/qemu/channel", "/libvirt/qemu/channel/target",
                                         "/libvirt/qemu/ram", "/libvirt/storage", "/libvirt/storage/autostart",
                                         "/d/libvirt", "/s/casement", "/s/casement/creations", "/c/var" };
  static const char *const parts[] = { "/c/var/", "/swtpm-localca", "/swtpm_setup.conf" };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
    if (g_str_has_suffix (path, folders[i]))
      return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (strstr (path, parts[i]) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Every file and folder in the places where a machine may leave something, one a line. Not the cache, where libvirt keeps the
 * logs of every machine that there ever was. */
static inline char *
creation_test_tree (void)
{
  static const char *const places[] = { "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME" };
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  GString *tree = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    creation_test_walk (g_getenv (places[i]), paths);
  g_ptr_array_sort (paths, creation_test_compare);
  for (guint i = 0; i < paths->len; i++) {
    if (!creation_test_is_furniture (g_ptr_array_index (paths, i)))
      g_string_append_printf (tree, "%s\n", (const char *) g_ptr_array_index (paths, i));
  }
  return g_string_free (tree, FALSE);
}

static inline guint
creation_test_count_domains (CasementConnection *connection)
{
  virConnectPtr handle = casement_connection_dup_handle (connection);
  int n = virConnectListAllDomains (handle, NULL, 0);

  virConnectClose (handle);
  g_assert_cmpint (n, >=, 0);
  return (guint) n;
}

static inline guint
creation_test_recover (CasementConnection *connection)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  casement_vm_creator_recover_async (connection, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  n = casement_vm_creator_recover_finish (connection, result, &error);
  g_assert_no_error (error);
  return n;
}

static inline GPtrArray *
creation_test_list (CasementVm *vm)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *items;

  casement_vm_remover_list_async (vm, NULL, vm_test_result_cb, &result);
  WAIT_UNTIL (result != NULL);
  items = casement_vm_remover_list_finish (vm, result, &error);
  g_assert_no_error (error);
  return items;
}

static inline CasementRemovalItem *
creation_test_find_item (GPtrArray *items, CasementRemovalKind kind)
{
  for (guint i = 0; i < items->len; i++) {
    CasementRemovalItem *item = g_ptr_array_index (items, i);

    if (item->kind == kind)
      return item;
  }
  return NULL;
}

/* Forgets the storage pool that a successful creation leaves, so that the tree is as it was before the first. */
static inline void
creation_test_drop_pool (CasementConnection *connection)
{
  virConnectPtr handle = casement_connection_dup_handle (connection);
  virStoragePoolPtr pool = virStoragePoolLookupByName (handle, "casement");

  g_assert_nonnull (pool);
  g_assert_cmpint (virStoragePoolDestroy (pool), ==, 0);
  g_assert_cmpint (virStoragePoolDelete (pool, 0), ==, 0);
  g_assert_cmpint (virStoragePoolUndefine (pool), ==, 0);
  virStoragePoolFree (pool);
  virConnectClose (handle);
}

static inline void
creation_test_remove (CasementVm *vm)
{
  g_autoptr (GPtrArray) items = creation_test_list (vm);
  g_autoptr (CasementVmRemover) remover = casement_vm_remover_new (vm, items);
  g_autoptr (GError) error = NULL;

  casement_operation_run_sync (CASEMENT_OPERATION (remover), &error);
  g_assert_no_error (error);
  WAIT_UNTIL (!casement_vm_get_present (vm));
}

/* The body of a program that a test starts to have it killed or starved: creates @name and starts it. Returns: its exit status:
 * 0 made, else 10 and the error's code. */
static inline int
creation_test_child (const char *name, const char *iso)
{
  CasementConnection *connection = vm_test_open ("qemu:///session");
  g_autoptr (CasementPlan) plan = creation_test_plan (connection, name, iso);
  g_autoptr (CasementVmCreator) creator = casement_vm_creator_new (connection, plan, TRUE);
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (!casement_operation_run_sync (CASEMENT_OPERATION (creator), &error)) {
    const char *details = casement_error_get_details (error);

    g_printerr ("%s (%s)\n", error->message, details != NULL ? details : "");
    status = 10 + error->code;
  }
  g_clear_object (&creator);
  vm_test_close (connection);
  return status;
}
