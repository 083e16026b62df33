/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-undo-store.h"

#include <errno.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include "casement-error.h"
#include "casement-xml.h"

/* Below the user's state folder, a folder a machine and a file a change, readable by the user only: a definition may hold
 * the password of its screen. */

#define GROUP "change"
#define SUFFIX ".ini"
#define DATA_SUFFIX ".nvram"

/* As many changes as can be taken back. */
#define DEPTH 20

/* Two definitions and little else. */
#define FILE_MAX (2 * CASEMENT_XML_MAX_BYTES + 64 * 1024)
#define NVRAM_MAX (128 * 1024 * 1024)

static char *
get_directory (const char *uuid)
{
  return g_build_filename (g_get_user_state_dir (), "casement", "undo", uuid, NULL);
}

static char *
get_file (const char *uuid, guint number, const char *suffix)
{
  g_autofree char *directory = get_directory (uuid);
  g_autofree char *name = g_strdup_printf ("%06u%s", number, suffix);

  return g_build_filename (directory, name, NULL);
}

static int
compare_numbers_cb (gconstpointer a, gconstpointer b)
{
  const guint *first = a;
  const guint *second = b;

  return *first < *second ? -1 : *first > *second;
}

/* Oldest first. */
static GArray *
list_numbers (const char *uuid)
{
  g_autofree char *path = get_directory (uuid);
  g_autoptr (GDir) directory = g_uuid_string_is_valid (uuid) ? g_dir_open (path, 0, NULL) : NULL;
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL) {
    g_autofree char *stem = g_str_has_suffix (name, SUFFIX) ? g_strndup (name, strlen (name) - strlen (SUFFIX)) : NULL;
    guint64 number;
    guint value;

    if (!casement_xml_parse_uint (stem, 999999, &number))
      continue;
    value = (guint) number;
    g_array_append_val (numbers, value);
  }
  g_array_sort (numbers, compare_numbers_cb);
  return numbers;
}

/** casement_undo_entry_free: frees the entry and what it holds. */
void
casement_undo_entry_free (CasementUndoEntry *self)
{
  g_free (self->before);
  g_free (self->after);
  g_strfreev (self->ids);
  g_free (self->nvram);
  g_free (self->new_nvram);
  g_clear_pointer (&self->nvram_data, g_bytes_unref);
  g_free (self);
}

/**
 * casement_undo_store_save:
 * @uuid: the machine's
 * @entry: a new one has the number 0 and gets its own; another replaces what was saved
 *
 * Writes to the disk before it returns. Only the newest changes are kept.
 *
 * Returns: %TRUE; else @error says why nothing could be kept.
 */
gboolean
casement_undo_store_save (const char *uuid, CasementUndoEntry *entry, GError **error)
{
  g_autoptr (GArray) numbers = list_numbers (uuid);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) local_error = NULL;
  g_autofree char *directory = get_directory (uuid);
  g_autofree char *file = NULL;
  g_autofree char *data_file = NULL;
  g_autofree char *text = NULL;

  if (entry->number == 0)
    entry->number = numbers->len > 0 ? g_array_index (numbers, guint, numbers->len - 1) + 1 : 1;
  g_key_file_set_string (keys, GROUP, "before", entry->before);
  if (entry->after != NULL)
    g_key_file_set_string (keys, GROUP, "after", entry->after);
  if (entry->ids != NULL)
    g_key_file_set_string_list (keys, GROUP, "ids", (const char *const *) entry->ids, g_strv_length (entry->ids));
  if (entry->nvram != NULL)
    g_key_file_set_string (keys, GROUP, "nvram", entry->nvram);
  if (entry->new_nvram != NULL)
    g_key_file_set_string (keys, GROUP, "new-nvram", entry->new_nvram);

  file = get_file (uuid, entry->number, SUFFIX);
  data_file = get_file (uuid, entry->number, DATA_SUFFIX);
  text = g_key_file_to_data (keys, NULL, NULL);
  if (g_mkdir_with_parents (directory, 0700) != 0
      || (entry->nvram_data != NULL
          && !g_file_set_contents_full (data_file, g_bytes_get_data (entry->nvram_data, NULL),
                                        (gssize) g_bytes_get_size (entry->nvram_data),
                                        G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local_error))
      || !g_file_set_contents_full (file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local_error)) {
    casement_set_error (error, CASEMENT_ERROR_PERMISSION, local_error != NULL ? local_error->message : g_strerror (errno),
                        _("Casement cannot keep what is needed to take the change back in “%s”, so nothing was changed: "
                          "check that your user may write there."),
                        directory);
    return FALSE;
  }
  for (guint i = 0; i + DEPTH <= numbers->len; i++)
    casement_undo_store_remove (uuid, g_array_index (numbers, guint, i));
  return TRUE;
}

static CasementUndoEntry *
load (const char *uuid, guint number)
{
  g_autofree char *file = get_file (uuid, number, SUFFIX);
  g_autofree char *data_file = get_file (uuid, number, DATA_SUFFIX);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (CasementUndoEntry) entry = NULL;
  struct stat info;
  char *data;
  gsize length;

  if (stat (file, &info) < 0 || info.st_size > FILE_MAX || !g_key_file_load_from_file (keys, file, G_KEY_FILE_NONE, NULL))
    return NULL;
  entry = g_new0 (CasementUndoEntry, 1);
  entry->number = number;
  entry->before = g_key_file_get_string (keys, GROUP, "before", NULL);
  entry->after = g_key_file_get_string (keys, GROUP, "after", NULL);
  entry->ids = g_key_file_get_string_list (keys, GROUP, "ids", NULL, NULL);
  entry->nvram = g_key_file_get_string (keys, GROUP, "nvram", NULL);
  entry->new_nvram = g_key_file_get_string (keys, GROUP, "new-nvram", NULL);
  if (entry->nvram != NULL && stat (data_file, &info) == 0 && info.st_size <= NVRAM_MAX
      && g_file_get_contents (data_file, &data, &length, NULL))
    entry->nvram_data = g_bytes_new_take (data, length);
  return entry->before != NULL ? g_steal_pointer (&entry) : NULL;
}

/** casement_undo_store_peek: Returns: (transfer full) (nullable): the newest change that can be taken back. */
CasementUndoEntry *
casement_undo_store_peek (const char *uuid)
{
  g_autoptr (GArray) numbers = list_numbers (uuid);

  for (guint i = numbers->len; i > 0; i--) {
    CasementUndoEntry *entry = load (uuid, g_array_index (numbers, guint, i - 1));

    if (entry != NULL)
      return entry;
  }
  return NULL;
}

/** casement_undo_store_remove: forgets one change. */
void
casement_undo_store_remove (const char *uuid, guint number)
{
  g_autofree char *file = get_file (uuid, number, SUFFIX);
  g_autofree char *data_file = get_file (uuid, number, DATA_SUFFIX);

  g_unlink (file);
  g_unlink (data_file);
}

/** casement_undo_store_count: Returns: how many changes can be taken back. */
guint
casement_undo_store_count (const char *uuid)
{
  g_autoptr (GArray) numbers = list_numbers (uuid);

  return numbers->len;
}

/** casement_undo_store_list_nvram: Returns: (transfer full): files with firmware variables that only changes still name. */
char **
casement_undo_store_list_nvram (const char *uuid)
{
  g_autoptr (GArray) numbers = list_numbers (uuid);
  GStrvBuilder *builder = g_strv_builder_new ();
  char **files;

  for (guint i = 0; i < numbers->len; i++) {
    g_autoptr (CasementUndoEntry) entry = load (uuid, g_array_index (numbers, guint, i));

    if (entry != NULL && entry->nvram != NULL)
      g_strv_builder_add (builder, entry->nvram);
  }
  files = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return files;
}

/** casement_undo_store_forget: forgets all changes of a machine that is gone. */
void
casement_undo_store_forget (const char *uuid)
{
  g_autoptr (GArray) numbers = list_numbers (uuid);
  g_autofree char *directory = get_directory (uuid);

  for (guint i = 0; i < numbers->len; i++)
    casement_undo_store_remove (uuid, g_array_index (numbers, guint, i));
  g_rmdir (directory);
}
