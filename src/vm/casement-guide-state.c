/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-guide-state.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "casement-error.h"
#include "casement-xml.h"

/* Below the user's state folder, a file a machine, so that a guide goes on after the program was closed. */

#define GROUP "guide"
#define FILE_MAX (2 * CASEMENT_XML_MAX_BYTES + 64 * 1024)

static const char *const stages[] = { "try", "confirm", "switch", "restart", "verify", "tidy" };

static char *
get_file (const char *uuid)
{
  g_autofree char *name = g_strconcat (uuid, ".ini", NULL);

  return g_build_filename (g_get_user_state_dir (), "casement", "guide", name, NULL);
}

/** casement_guide_state_free: frees the state and what it holds. */
void
casement_guide_state_free (CasementGuideState *self)
{
  g_free (self->id);
  g_free (self->original);
  g_free (self->tried);
  g_free (self->device);
  g_free (self->image);
  g_free (self);
}

/** casement_guide_state_load: Returns: (transfer full) (nullable): how far the guide of this machine has come; %NULL if none began. */
CasementGuideState *
casement_guide_state_load (const char *uuid)
{
  g_autofree char *file = g_uuid_string_is_valid (uuid) ? get_file (uuid) : NULL;
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (CasementGuideState) self = NULL;
  g_autofree char *stage = NULL;
  GStatBuf info;

  if (file == NULL || g_stat (file, &info) != 0 || info.st_size > FILE_MAX
      || !g_key_file_load_from_file (keys, file, G_KEY_FILE_NONE, NULL))
    return NULL;
  self = g_new0 (CasementGuideState, 1);
  self->id = g_key_file_get_string (keys, GROUP, "id", NULL);
  stage = g_key_file_get_string (keys, GROUP, "stage", NULL);
  self->original = g_key_file_get_string (keys, GROUP, "original", NULL);
  self->tried = g_key_file_get_string (keys, GROUP, "tried", NULL);
  self->device = g_key_file_get_string (keys, GROUP, "device", NULL);
  self->image = g_key_file_get_string (keys, GROUP, "image", NULL);
  self->change = (guint) MAX (0, g_key_file_get_integer (keys, GROUP, "change", NULL));
  for (guint i = 0; self->id != NULL && stage != NULL && i < G_N_ELEMENTS (stages); i++)
    if (strcmp (stages[i], stage) == 0) {
      self->stage = (CasementGuideStage) i;
      return g_steal_pointer (&self);
    }
  return NULL;
}

static void
set_string (GKeyFile *keys, const char *name, const char *value)
{
  if (value != NULL)
    g_key_file_set_string (keys, GROUP, name, value);
}

/** casement_guide_state_save: Returns: whether it is on the disk; else @error. */
gboolean
casement_guide_state_save (CasementGuideState *self, const char *uuid, GError **error)
{
  g_autofree char *file = get_file (uuid);
  g_autofree char *folder = g_path_get_dirname (file);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (self->stage < G_N_ELEMENTS (stages), FALSE);

  set_string (keys, "id", self->id);
  set_string (keys, "stage", stages[self->stage]);
  set_string (keys, "original", self->original);
  set_string (keys, "tried", self->tried);
  set_string (keys, "device", self->device);
  set_string (keys, "image", self->image);
  g_key_file_set_integer (keys, GROUP, "change", (int) self->change);
  text = g_key_file_to_data (keys, NULL, NULL);
  if (g_mkdir_with_parents (folder, 0700) == 0
      && g_file_set_contents_full (file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local_error))
    return TRUE;
  casement_set_error (error, CASEMENT_ERROR_PERMISSION, local_error != NULL ? local_error->message : g_strerror (errno),
                      _("Casement cannot keep how far this has come in “%s”: check that your user may write there."), folder);
  return FALSE;
}

/** casement_guide_state_remove: the guide has come to its end, or was given up. */
void
casement_guide_state_remove (const char *uuid)
{
  g_autofree char *file = get_file (uuid);

  g_unlink (file);
}
