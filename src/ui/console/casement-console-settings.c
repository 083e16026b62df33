/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-console-settings.h"
#include <glib/gstdio.h>
#include <sys/stat.h>
#include "casement-settings.h"

#define GROUP "Console"
/* More is not ours, and not read. */
#define MAX_FILE_SIZE 65536

struct _CasementConsoleSettings {
  GObject parent_instance;
  GFile *file;
  gboolean sound;
  gboolean resize_guest;
  const char *keyboard_policy;
  /* Percent; 0 for as large as fits. */
  guint zoom;
  /* Per screen of the guest, the connector of the monitor it is on in full screen; NULL for any. */
  char *monitors[CASEMENT_CONSOLE_MONITORS];
  CasementClipboardPolicy clipboard;
  CasementMicrophonePolicy microphone;
  char *shared_folder;
  gboolean share_folder;
  gboolean share_read_only;
  /* Being written; and changed since. */
  gboolean saving;
  gboolean changed;
};

G_DEFINE_FINAL_TYPE (CasementConsoleSettings, casement_console_settings, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CasementClipboardPolicy, casement_clipboard_policy,
                    G_DEFINE_ENUM_VALUE (CASEMENT_CLIPBOARD_POLICY_ASK, "ask"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_CLIPBOARD_POLICY_BOTH, "both"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_CLIPBOARD_POLICY_TO_GUEST, "to-guest"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_CLIPBOARD_POLICY_FROM_GUEST, "from-guest"),
                    G_DEFINE_ENUM_VALUE (CASEMENT_CLIPBOARD_POLICY_OFF, "off"))

enum {
  PROP_0,
  PROP_SOUND,
  PROP_RESIZE_GUEST,
  PROP_KEYBOARD_POLICY,
  PROP_ZOOM,
  PROP_CLIPBOARD,
  PROP_MICROPHONE,
  PROP_SHARED_FOLDER,
  PROP_SHARE_FOLDER,
  PROP_SHARE_READ_ONLY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* In the order of CasementInhibitPolicy. */
static const char *const policies[] = { "always", "full-screen", "never" };

static void save (CasementConsoleSettings *self);

/* Returns: the static one of the same name, or the first. */
static const char *
find_policy (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (g_strcmp0 (policies[i], name) == 0)
      return policies[i];
  return policies[0];
}

static guint
limit_zoom (gint64 zoom)
{
  return zoom <= 0 ? 0 : (guint) CLAMP (zoom, CASEMENT_CONSOLE_ZOOM_MIN, CASEMENT_CONSOLE_ZOOM_MAX);
}

static void
write_enum (GKeyFile *keys, const char *key, GType type, int value)
{
  g_autoptr (GEnumClass) values = g_type_class_ref (type);

  g_key_file_set_string (keys, GROUP, key, g_enum_get_value (values, value)->value_nick);
}

/* What cannot be read is asked again, never allowed. */
static int
read_enum (GKeyFile *keys, const char *key, GType type, int fallback)
{
  g_autoptr (GEnumClass) values = g_type_class_ref (type);
  g_autofree char *nick = g_key_file_get_string (keys, GROUP, key, NULL);
  GEnumValue *value = nick != NULL ? g_enum_get_value_by_nick (values, nick) : NULL;

  return value != NULL ? value->value : fallback;
}

/* A file that cannot be written is no reason to disturb whoever toggles the sound: the choice holds until the window closes. */
static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementConsoleSettings) self = user_data;
  g_autoptr (GError) error = NULL;
  GApplication *application = g_application_get_default ();

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_message ("The console's settings were not saved: %s", error->message);
  self->saving = FALSE;
  if (self->changed)
    save (self);
  if (application != NULL)
    g_application_release (application);
}

static void
save (CasementConsoleSettings *self)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GFile) folder = g_file_get_parent (self->file);
  g_autoptr (GBytes) bytes = NULL;
  char *data;
  gsize size;

  self->changed = self->saving;
  if (self->saving)
    return;
  g_key_file_set_boolean (keys, GROUP, "Sound", self->sound);
  g_key_file_set_boolean (keys, GROUP, "ResizeGuest", self->resize_guest);
  g_key_file_set_string (keys, GROUP, "KeyboardPolicy", self->keyboard_policy);
  g_key_file_set_integer (keys, GROUP, "Zoom", (int) self->zoom);
  for (guint id = 0; id < CASEMENT_CONSOLE_MONITORS; id++) {
    g_autofree char *key = g_strdup_printf ("Monitor%u", id);

    if (self->monitors[id] != NULL)
      g_key_file_set_string (keys, GROUP, key, self->monitors[id]);
  }
  write_enum (keys, "Clipboard", CASEMENT_TYPE_CLIPBOARD_POLICY, (int) self->clipboard);
  write_enum (keys, "Microphone", CASEMENT_TYPE_MICROPHONE_POLICY, (int) self->microphone);
  if (self->shared_folder != NULL)
    g_key_file_set_string (keys, GROUP, "SharedFolder", self->shared_folder);
  g_key_file_set_boolean (keys, GROUP, "ShareFolder", self->share_folder);
  g_key_file_set_boolean (keys, GROUP, "ShareReadOnly", self->share_read_only);
  data = g_key_file_to_data (keys, &size, NULL);
  bytes = g_bytes_new_take (data, size);
  g_mkdir_with_parents (g_file_peek_path (folder), 0700);
  self->saving = TRUE;
  /* Whoever closes the window right away wants it kept all the same. */
  if (g_application_get_default () != NULL)
    g_application_hold (g_application_get_default ());
  g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, saved_cb,
                                       g_object_ref (self));
}

static gboolean
read_boolean (GKeyFile *keys, const char *key, gboolean fallback)
{
  g_autoptr (GError) error = NULL;
  gboolean value = g_key_file_get_boolean (keys, GROUP, key, &error);

  return error == NULL ? value : fallback;
}

static void
load (CasementConsoleSettings *self)
{
  const char *path = g_file_peek_path (self->file);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *policy = NULL;
  GStatBuf status;

  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > MAX_FILE_SIZE)
    return;
  if (!g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, NULL))
    return;
  self->sound = read_boolean (keys, "Sound", self->sound);
  self->resize_guest = read_boolean (keys, "ResizeGuest", self->resize_guest);
  policy = g_key_file_get_string (keys, GROUP, "KeyboardPolicy", NULL);
  if (policy != NULL)
    self->keyboard_policy = find_policy (policy);
  self->zoom = limit_zoom (g_key_file_get_integer (keys, GROUP, "Zoom", NULL));
  for (guint id = 0; id < CASEMENT_CONSOLE_MONITORS; id++) {
    g_autofree char *key = g_strdup_printf ("Monitor%u", id);

    self->monitors[id] = g_key_file_get_string (keys, GROUP, key, NULL);
  }
  self->clipboard = (CasementClipboardPolicy) read_enum (keys, "Clipboard", CASEMENT_TYPE_CLIPBOARD_POLICY,
                                                         (int) self->clipboard);
  self->microphone = (CasementMicrophonePolicy) read_enum (keys, "Microphone", CASEMENT_TYPE_MICROPHONE_POLICY,
                                                           (int) self->microphone);
  self->shared_folder = g_key_file_get_string (keys, GROUP, "SharedFolder", NULL);
  if (self->shared_folder != NULL && !g_path_is_absolute (self->shared_folder))
    g_clear_pointer (&self->shared_folder, g_free);
  self->share_folder = self->shared_folder != NULL && read_boolean (keys, "ShareFolder", FALSE);
  self->share_read_only = read_boolean (keys, "ShareReadOnly", TRUE);
}

static void
casement_console_settings_finalize (GObject *object)
{
  CasementConsoleSettings *self = CASEMENT_CONSOLE_SETTINGS (object);

  g_clear_object (&self->file);
  for (guint id = 0; id < CASEMENT_CONSOLE_MONITORS; id++)
    g_free (self->monitors[id]);
  g_free (self->shared_folder);
  G_OBJECT_CLASS (casement_console_settings_parent_class)->finalize (object);
}

static void
casement_console_settings_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementConsoleSettings *self = CASEMENT_CONSOLE_SETTINGS (object);

  switch (prop_id) {
  case PROP_SOUND:
    g_value_set_boolean (value, self->sound);
    break;
  case PROP_RESIZE_GUEST:
    g_value_set_boolean (value, self->resize_guest);
    break;
  case PROP_KEYBOARD_POLICY:
    g_value_set_string (value, self->keyboard_policy);
    break;
  case PROP_ZOOM:
    g_value_set_uint (value, self->zoom);
    break;
  case PROP_CLIPBOARD:
    g_value_set_enum (value, (int) self->clipboard);
    break;
  case PROP_MICROPHONE:
    g_value_set_enum (value, (int) self->microphone);
    break;
  case PROP_SHARED_FOLDER:
    g_value_set_string (value, self->shared_folder);
    break;
  case PROP_SHARE_FOLDER:
    g_value_set_boolean (value, self->share_folder);
    break;
  case PROP_SHARE_READ_ONLY:
    g_value_set_boolean (value, self->share_read_only);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
set_boolean (CasementConsoleSettings *self, gboolean *field, const GValue *value, GParamSpec *pspec)
{
  if (*field == g_value_get_boolean (value))
    return;
  *field = g_value_get_boolean (value);
  save (self);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
set_policy (CasementConsoleSettings *self, const char *name)
{
  const char *policy = find_policy (name);

  if (self->keyboard_policy == policy)
    return;
  self->keyboard_policy = policy;
  save (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEYBOARD_POLICY]);
}

static void
set_clipboard (CasementConsoleSettings *self, CasementClipboardPolicy policy)
{
  if (self->clipboard == policy)
    return;
  self->clipboard = policy;
  save (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLIPBOARD]);
}

static void
set_microphone (CasementConsoleSettings *self, CasementMicrophonePolicy policy)
{
  if (self->microphone == policy)
    return;
  self->microphone = policy;
  save (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MICROPHONE]);
}

static void
set_string (CasementConsoleSettings *self, char **field, const GValue *value, GParamSpec *pspec)
{
  if (g_strcmp0 (*field, g_value_get_string (value)) == 0)
    return;
  g_free (*field);
  *field = g_value_dup_string (value);
  save (self);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
casement_console_settings_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementConsoleSettings *self = CASEMENT_CONSOLE_SETTINGS (object);

  switch (prop_id) {
  case PROP_SOUND:
    set_boolean (self, &self->sound, value, pspec);
    break;
  case PROP_RESIZE_GUEST:
    set_boolean (self, &self->resize_guest, value, pspec);
    break;
  case PROP_KEYBOARD_POLICY:
    set_policy (self, g_value_get_string (value));
    break;
  case PROP_ZOOM:
    casement_console_settings_set_zoom (self, g_value_get_uint (value));
    break;
  case PROP_CLIPBOARD:
    set_clipboard (self, (CasementClipboardPolicy) g_value_get_enum (value));
    break;
  case PROP_MICROPHONE:
    set_microphone (self, (CasementMicrophonePolicy) g_value_get_enum (value));
    break;
  case PROP_SHARED_FOLDER:
    set_string (self, &self->shared_folder, value, pspec);
    break;
  case PROP_SHARE_FOLDER:
    set_boolean (self, &self->share_folder, value, pspec);
    break;
  case PROP_SHARE_READ_ONLY:
    set_boolean (self, &self->share_read_only, value, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_console_settings_class_init (CasementConsoleSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = casement_console_settings_finalize;
  object_class->get_property = casement_console_settings_get_property;
  object_class->set_property = casement_console_settings_set_property;

  properties[PROP_SOUND] = g_param_spec_boolean ("sound", NULL, NULL, TRUE, flags);
  properties[PROP_RESIZE_GUEST] = g_param_spec_boolean ("resize-guest", NULL, NULL, TRUE, flags);
  properties[PROP_KEYBOARD_POLICY] = g_param_spec_string ("keyboard-policy", NULL, NULL, policies[0], flags);
  properties[PROP_ZOOM] = g_param_spec_uint ("zoom", NULL, NULL, 0, CASEMENT_CONSOLE_ZOOM_MAX, 0, flags);
  properties[PROP_CLIPBOARD] = g_param_spec_enum ("clipboard", NULL, NULL, CASEMENT_TYPE_CLIPBOARD_POLICY,
                                                  CASEMENT_CLIPBOARD_POLICY_ASK, flags);
  properties[PROP_MICROPHONE] = g_param_spec_enum ("microphone", NULL, NULL, CASEMENT_TYPE_MICROPHONE_POLICY,
                                                   CASEMENT_MICROPHONE_ASK, flags);
  properties[PROP_SHARED_FOLDER] = g_param_spec_string ("shared-folder", NULL, NULL, NULL, flags);
  properties[PROP_SHARE_FOLDER] = g_param_spec_boolean ("share-folder", NULL, NULL, FALSE, flags);
  properties[PROP_SHARE_READ_ONLY] = g_param_spec_boolean ("share-read-only", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_console_settings_init (CasementConsoleSettings *self)
{
  GSettings *defaults = casement_settings_get ();
  g_autoptr (GEnumClass) nicks = g_type_class_ref (CASEMENT_TYPE_CLIPBOARD_POLICY);
  g_autofree char *policy = NULL;
  g_autofree char *clipboard = NULL;

  self->sound = g_settings_get_boolean (defaults, "sound");
  self->resize_guest = g_settings_get_boolean (defaults, "resize-guest");
  policy = g_settings_get_string (defaults, "keyboard-policy");
  self->keyboard_policy = find_policy (policy);
  clipboard = g_settings_get_string (defaults, "clipboard");
  self->clipboard = (CasementClipboardPolicy) g_enum_get_value_by_nick (nicks, clipboard)->value;
  self->share_read_only = TRUE;
}

/**
 * casement_console_settings_new:
 * @id: a virtual machine's UUID, or the address of a screen
 *
 * Reads what was chosen before; a file that is damaged counts as none.
 *
 * Returns: (transfer full): the settings of @id.
 */
CasementConsoleSettings *
casement_console_settings_new (const char *id)
{
  CasementConsoleSettings *self;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_object_new (CASEMENT_TYPE_CONSOLE_SETTINGS, NULL);
  /* An address may hold anything, so no file gets its name from it. */
  name = g_uuid_string_is_valid (id) ? g_strdup (id) : g_compute_checksum_for_string (G_CHECKSUM_SHA256, id, -1);
  path = g_strdup_printf ("%s/casement/console/%s.ini", g_get_user_config_dir (), name);
  self->file = g_file_new_for_path (path);
  load (self);
  return self;
}

/** casement_console_settings_get_sound: Returns: whether the guest is heard. */
gboolean
casement_console_settings_get_sound (CasementConsoleSettings *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self), FALSE);
  return self->sound;
}

/** casement_console_settings_get_resize_guest: Returns: whether the guest's screen follows the window. */
gboolean
casement_console_settings_get_resize_guest (CasementConsoleSettings *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self), FALSE);
  return self->resize_guest;
}

/** casement_console_settings_get_keyboard_policy: Returns: when the desktop's shortcuts are the guest's. */
CasementInhibitPolicy
casement_console_settings_get_keyboard_policy (CasementConsoleSettings *self)
{
  guint i = 0;

  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self), CASEMENT_INHIBIT_ALWAYS);
  while (policies[i] != self->keyboard_policy)
    i++;
  return (CasementInhibitPolicy) i;
}

/** casement_console_settings_get_zoom: Returns: percent, device pixels for guest pixels; 0 for as large as fits. */
guint
casement_console_settings_get_zoom (CasementConsoleSettings *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self), 0);
  return self->zoom;
}

/** casement_console_settings_set_zoom: @zoom: percent, brought into its limits; 0 for as large as fits. */
void
casement_console_settings_set_zoom (CasementConsoleSettings *self, guint zoom)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self));
  zoom = limit_zoom (zoom);
  if (self->zoom == zoom)
    return;
  self->zoom = zoom;
  save (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

/** casement_console_settings_get_clipboard: Returns: which way what is copied may go. */
CasementClipboardPolicy
casement_console_settings_get_clipboard (CasementConsoleSettings *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self), CASEMENT_CLIPBOARD_POLICY_OFF);
  return self->clipboard;
}

/** casement_console_settings_get_microphone: Returns: whether the guest hears this side. */
CasementMicrophonePolicy
casement_console_settings_get_microphone (CasementConsoleSettings *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self), CASEMENT_MICROPHONE_OFF);
  return self->microphone;
}

/** casement_console_settings_get_shared_folder: Returns: (nullable): the folder that the guest has; %NULL while it has none. */
const char *
casement_console_settings_get_shared_folder (CasementConsoleSettings *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self), NULL);
  return self->share_folder ? self->shared_folder : NULL;
}

/** casement_console_settings_get_share_read_only: Returns: whether the guest may only read its folder. */
gboolean
casement_console_settings_get_share_read_only (CasementConsoleSettings *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self), TRUE);
  return self->share_read_only;
}

/** casement_console_settings_dup_monitor: Returns: (nullable): the connector chosen for the guest's screen @id in full screen. */
char *
casement_console_settings_dup_monitor (CasementConsoleSettings *self, guint id)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self), NULL);
  return id < CASEMENT_CONSOLE_MONITORS ? g_strdup (self->monitors[id]) : NULL;
}

/** casement_console_settings_set_monitor: @connector: of the monitor for the guest's screen @id in full screen; empty for any. */
void
casement_console_settings_set_monitor (CasementConsoleSettings *self, guint id, const char *connector)
{
  g_return_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self));
  g_return_if_fail (id < CASEMENT_CONSOLE_MONITORS && connector != NULL);
  if (g_strcmp0 (self->monitors[id] != NULL ? self->monitors[id] : "", connector) == 0)
    return;
  g_free (self->monitors[id]);
  self->monitors[id] = *connector != '\0' ? g_strdup (connector) : NULL;
  save (self);
}

/** casement_console_settings_get_saving: Returns: whether something is still on its way to the disk. */
gboolean
casement_console_settings_get_saving (CasementConsoleSettings *self)
{
  g_return_val_if_fail (CASEMENT_IS_CONSOLE_SETTINGS (self), FALSE);
  return self->saving;
}
