/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "casement-error.h"
#include "casement-journal.h"

#define GROUP "creation"
#define SUFFIX ".ini"
#define LOCK_SUFFIX ".lock"

/* A journal has some hundred bytes; what is bigger is none. */
#define FILE_MAX (64 * 1024)

static char *
get_directory (void)
{
  return g_build_filename (g_get_user_state_dir (), "casement", "creations", NULL);
}

static char *
get_lock_path (const char *file)
{
  g_autofree char *stem = g_strndup (file, strlen (file) - strlen (SUFFIX));

  return g_strconcat (stem, LOCK_SUFFIX, NULL);
}

static gboolean
is_still_there (int fd, const char *path)
{
  struct stat ours, there;

  return fstat (fd, &ours) == 0 && stat (path, &there) == 0 && ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

/* A file of its own, since the journal's is replaced at each step. -1 with errno set where it cannot be had: EWOULDBLOCK where
 * somebody else has it, so that the creation lives. */
static int
lock (const char *file)
{
  g_autofree char *path = get_lock_path (file);

  for (;;) {
    int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
      return -1;
    if (flock (fd, LOCK_EX | LOCK_NB) < 0) {
      int reason = errno;

      close (fd);
      errno = reason;
      return -1;
    }
    /* Its last owner may have deleted it between the two calls: then there is a new one to lock. */
    if (is_still_there (fd, path))
      return fd;
    close (fd);
  }
}

static char *
dup_string (GKeyFile *keys, const char *key)
{
  return g_key_file_get_string (keys, GROUP, key, NULL);
}

static gboolean
load (CasementJournal *self)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  struct stat info;

  if (stat (self->file, &info) < 0 || info.st_size > FILE_MAX
      || !g_key_file_load_from_file (keys, self->file, G_KEY_FILE_NONE, NULL))
    return FALSE;
  self->uri = dup_string (keys, "uri");
  self->uuid = dup_string (keys, "uuid");
  self->name = dup_string (keys, "name");
  self->step = dup_string (keys, "step");
  self->pool = dup_string (keys, "pool");
  self->pool_path = dup_string (keys, "pool-path");
  self->pool_made = g_key_file_get_boolean (keys, GROUP, "pool-made", NULL);
  self->directory_made = g_key_file_get_boolean (keys, GROUP, "directory-made", NULL);
  self->volume = dup_string (keys, "volume");
  self->volume_path = dup_string (keys, "volume-path");
  self->capacity = g_key_file_get_uint64 (keys, GROUP, "capacity", NULL);
  self->disc = dup_string (keys, "disc");
  self->disc_path = dup_string (keys, "disc-path");
  self->disc_size = g_key_file_get_uint64 (keys, GROUP, "disc-size", NULL);
  self->boot = dup_string (keys, "boot");
  self->boot_path = dup_string (keys, "boot-path");
  self->boot_size = g_key_file_get_uint64 (keys, GROUP, "boot-size", NULL);
  return self->uri != NULL && self->uuid != NULL && self->name != NULL && self->step != NULL
         && g_uuid_string_is_valid (self->uuid);
}

static void
set_string (GKeyFile *keys, const char *key, const char *value)
{
  if (value != NULL)
    g_key_file_set_string (keys, GROUP, key, value);
}

static void
set_write_error (GError **error, gboolean full, const char *details, const char *where)
{
  if (full)
    casement_set_error (error, CASEMENT_ERROR_NO_SPACE, details,
                        _("Casement cannot write down what it is about to make, since the disk with “%s” is full: make room and "
                          "try again."),
                        where);
  else
    casement_set_error (error, CASEMENT_ERROR_PERMISSION, details,
                        _("Casement cannot write down what it is about to make: check that your user may write to “%s”."),
                        where);
}

/**
 * casement_journal_new:
 *
 * Locks a new journal; nothing is written before casement_journal_save().
 *
 * Returns: (transfer full): it, or %NULL with @error set.
 */
CasementJournal *
casement_journal_new (const char *uri, const char *uuid, const char *name, GError **error)
{
  g_autoptr (CasementJournal) self = g_new0 (CasementJournal, 1);
  g_autofree char *directory = get_directory ();
  g_autofree char *file = g_strconcat (uuid, SUFFIX, NULL);

  self->lock = -1;
  self->uri = g_strdup (uri);
  self->uuid = g_strdup (uuid);
  self->name = g_strdup (name);
  self->file = g_build_filename (directory, file, NULL);
  if (g_mkdir_with_parents (directory, 0700) == 0)
    self->lock = lock (self->file);
  if (self->lock >= 0)
    return g_steal_pointer (&self);
  set_write_error (error, errno == ENOSPC, g_strerror (errno), directory);
  return NULL;
}

/** casement_journal_save: On disk when it returns, whole or not at all. @step: what comes next. */
gboolean
casement_journal_save (CasementJournal *self, const char *step, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *data = NULL;
  g_autoptr (GError) local_error = NULL;
  gsize length;

  g_free (self->step);
  self->step = g_strdup (step);
  set_string (keys, "uri", self->uri);
  set_string (keys, "uuid", self->uuid);
  set_string (keys, "name", self->name);
  set_string (keys, "step", self->step);
  set_string (keys, "pool", self->pool);
  set_string (keys, "pool-path", self->pool_path);
  g_key_file_set_boolean (keys, GROUP, "pool-made", self->pool_made);
  g_key_file_set_boolean (keys, GROUP, "directory-made", self->directory_made);
  set_string (keys, "volume", self->volume);
  set_string (keys, "volume-path", self->volume_path);
  g_key_file_set_uint64 (keys, GROUP, "capacity", self->capacity);
  set_string (keys, "disc", self->disc);
  set_string (keys, "disc-path", self->disc_path);
  if (self->disc != NULL)
    g_key_file_set_uint64 (keys, GROUP, "disc-size", self->disc_size);
  set_string (keys, "boot", self->boot);
  set_string (keys, "boot-path", self->boot_path);
  if (self->boot != NULL)
    g_key_file_set_uint64 (keys, GROUP, "boot-size", self->boot_size);

  data = g_key_file_to_data (keys, &length, NULL);
  if (g_file_set_contents_full (self->file, data, (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local_error))
    return TRUE;
  set_write_error (error, g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOSPC), local_error->message, self->file);
  return FALSE;
}

/** casement_journal_remove: The creation is whole, or undone. */
void
casement_journal_remove (CasementJournal *self)
{
  g_autofree char *path = get_lock_path (self->file);

  /* The lock goes last: whoever finds one without a journal knows that there is nothing to do. */
  g_unlink (self->file);
  g_unlink (path);
}

/** casement_journal_free: Gives up the lock; the journal stays unless it was removed. */
void
casement_journal_free (CasementJournal *self)
{
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->uri);
  g_free (self->uuid);
  g_free (self->name);
  g_free (self->step);
  g_free (self->pool);
  g_free (self->pool_path);
  g_free (self->volume);
  g_free (self->volume_path);
  g_free (self->disc);
  g_free (self->disc_path);
  g_free (self->boot);
  g_free (self->boot_path);
  g_free (self->file);
  g_free (self);
}

/* @name: a file of the directory. Its journal, if it is an abandoned one for @uri; what is left of none is removed. */
static CasementJournal *
open_abandoned (const char *directory, const char *name, const char *uri)
{
  g_autoptr (CasementJournal) self = g_new0 (CasementJournal, 1);
  g_autofree char *uuid = g_strndup (name, 36);
  g_autofree char *file = g_strconcat (uuid, SUFFIX, NULL);

  self->lock = -1;
  if (!g_uuid_string_is_valid (uuid))
    return NULL;
  self->file = g_build_filename (directory, file, NULL);
  self->lock = lock (self->file);
  if (self->lock < 0)
    return NULL;
  if (!g_str_equal (name, file)) {
    /* A lock without a journal, or the half-written successor of one. */
    g_autofree char *stray = g_build_filename (directory, name, NULL);

    if (!g_file_test (self->file, G_FILE_TEST_EXISTS))
      casement_journal_remove (self);
    if (!g_str_has_suffix (name, LOCK_SUFFIX))
      g_unlink (stray);
    return NULL;
  }
  /* It may have been put right while this waited, or be none: the program writes them whole or not at all. */
  if (!load (self)) {
    casement_journal_remove (self);
    return NULL;
  }
  return g_str_equal (self->uri, uri) && g_str_equal (self->uuid, uuid) ? g_steal_pointer (&self) : NULL;
}

/**
 * casement_journal_find_abandoned:
 *
 * Returns: (transfer full): the journals (#CasementJournal) for @uri whose creation does not live any more, locked.
 */
GPtrArray *
casement_journal_find_abandoned (const char *uri)
{
  GPtrArray *journals = g_ptr_array_new_with_free_func ((GDestroyNotify) casement_journal_free);
  g_autofree char *directory = get_directory ();
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    CasementJournal *journal = open_abandoned (directory, name, uri);

    if (journal != NULL)
      g_ptr_array_add (journals, journal);
  }
  return journals;
}
