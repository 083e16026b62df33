/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-guest-agent.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "casement-error.h"
#include "casement-json.h"
#include "casement-libvirt-error.h"
#include "casement-vm-change.h"

/* An answer that is waited for by somebody, and one for which Windows may have to work. */
#define SHORT_SECONDS 10
#define LONG_SECONDS 900
/* Sixteen drives' worth of a program's output. */
#define MAX_ANSWER (4 * 1024 * 1024)
#define MAX_OUTPUT (256 * 1024)
#define MAX_TEXT 1024
#define MAX_FILESYSTEMS 64
/* How long a program in the guest is left alone before it is asked after: twice as long each time. */
#define FIRST_WAIT_USEC 50000
#define LONGEST_WAIT_USEC 800000

struct _CasementGuestAgent {
  GObject parent_instance;
  CasementGuestAgentSend send;
  gpointer data;
  GDestroyNotify free_data;
};

G_DEFINE_FINAL_TYPE (CasementGuestAgent, casement_guest_agent, G_TYPE_OBJECT)

static char *
send_by_libvirt (gpointer data, const char *command, int seconds, GError **error)
{
  char *answer = virDomainQemuAgentCommand (data, command, seconds, 0);
  char *copy = g_strdup (answer);
  int code = answer == NULL ? virGetLastErrorCode () : 0;

  if (answer == NULL)
    casement_set_libvirt_error (error, _("Windows could not be asked"));
  /* Not there, not yet, or busy with somebody else's question: what a caller may wait for. */
  if (error != NULL && *error != NULL
      && (code == VIR_ERR_AGENT_UNRESPONSIVE || code == VIR_ERR_AGENT_UNSYNCED || code == VIR_ERR_OPERATION_TIMEOUT))
    (*error)->code = CASEMENT_ERROR_CONNECTION;
  free (answer);
  virResetLastError ();
  return copy;
}

static void
free_domain (gpointer data)
{
  virDomainFree (data);
}

static void
set_odd_answer (GError **error, const char *command, const char *answer)
{
  g_autofree char *start = answer != NULL ? g_strndup (answer, MAX_TEXT) : NULL;
  g_autofree char *valid = start != NULL ? g_utf8_make_valid (start, -1) : NULL;

  casement_set_error (error, CASEMENT_ERROR_FAILED, valid,
                      _("The guest agent in Windows answered “%s” with something that is no answer: update it from the driver image."),
                      command);
}

/* What the guest agent itself says to a command that it cannot do. */
static gboolean
is_refused (JsonObject *object, const char *command, GError **error)
{
  JsonObject *refusal = casement_json_get_object (object, "error");
  const char *text = casement_json_get_string (refusal, "desc");

  if (refusal == NULL)
    return FALSE;
  casement_set_error (error, CASEMENT_ERROR_FAILED, text, _("The guest agent in Windows could not do “%s”."), command);
  return TRUE;
}

/* (transfer full): the answer's root, in which "return" is the answer. */
static JsonNode *
ask (CasementGuestAgent *self, const char *command, JsonNode *arguments, int seconds, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) question = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  g_autofree char *answer = NULL;
  JsonObject *object;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "execute");
  json_builder_add_string_value (builder, command);
  if (arguments != NULL) {
    json_builder_set_member_name (builder, "arguments");
    json_builder_add_value (builder, arguments);
  }
  json_builder_end_object (builder);
  question = json_builder_get_root (builder);
  text = json_to_string (question, FALSE);
  answer = self->send (self->data, text, seconds, error);
  if (answer == NULL)
    return NULL;
  root = casement_json_parse (answer, strlen (answer), MAX_ANSWER, NULL);
  object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (is_refused (object, command, error))
    return NULL;
  if (object == NULL || !json_object_has_member (object, "return")) {
    set_odd_answer (error, command, answer);
    return NULL;
  }
  return g_steal_pointer (&root);
}

static JsonObject *
get_return (JsonNode *root)
{
  return casement_json_get_object (json_node_get_object (root), "return");
}

/* What a guest says about itself, as short text of one line. */
static char *
dup_text (JsonObject *object, const char *name)
{
  const char *text = casement_json_get_string (object, name);
  char *copy = text != NULL ? g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_TEXT)) : NULL;

  for (char *at = copy; at != NULL && *at != '\0'; at++)
    if ((guchar) *at < ' ' || *at == 0x7f)
      *at = ' ';
  return copy;
}

static guint64
get_bytes (JsonObject *object, const char *name)
{
  gint64 value;

  return casement_json_get_int (object, name, &value) && value > 0 ? (guint64) value : 0;
}

static char *
dup_output (JsonObject *status, const char *name)
{
  const char *encoded = casement_json_get_string (status, name);
  g_autofree guchar *decoded = NULL;
  g_autofree char *cut = NULL;
  gsize length = 0;

  if (encoded == NULL)
    return g_strdup ("");
  decoded = g_base64_decode (encoded, &length);
  /* A program may write what it wants, zeros too. */
  cut = g_strndup ((const char *) decoded, MIN (length, MAX_OUTPUT));
  return g_utf8_make_valid (cut, -1);
}

static JsonNode *
build_exec (const char *const *argv)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "path");
  json_builder_add_string_value (builder, argv[0]);
  json_builder_set_member_name (builder, "arg");
  json_builder_begin_array (builder);
  for (guint i = 1; argv[i] != NULL; i++)
    json_builder_add_string_value (builder, argv[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "capture-output");
  json_builder_add_boolean_value (builder, TRUE);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static JsonNode *
build_number (const char *name, gint64 value)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* Sets @exit once the program has ended. */
static gboolean
ask_status (CasementGuestAgent *self, gint64 pid, CasementGuestExit **exit, GError **error)
{
  g_autoptr (JsonNode) root = ask (self, "guest-exec-status", build_number ("pid", pid), SHORT_SECONDS, error);
  JsonObject *status;
  gboolean exited;
  gint64 code = -1;

  if (root == NULL)
    return FALSE;
  status = get_return (root);
  if (!casement_json_get_boolean (status, "exited", &exited)) {
    set_odd_answer (error, "guest-exec-status", NULL);
    return FALSE;
  }
  if (!exited)
    return TRUE;
  casement_json_get_int (status, "exitcode", &code);
  *exit = g_new0 (CasementGuestExit, 1);
  (*exit)->status = code >= G_MININT && code <= G_MAXINT ? (int) code : -1;
  (*exit)->output = dup_output (status, "out-data");
  (*exit)->errors = dup_output (status, "err-data");
  return TRUE;
}

static void
casement_guest_agent_finalize (GObject *object)
{
  CasementGuestAgent *self = CASEMENT_GUEST_AGENT (object);

  if (self->free_data != NULL)
    self->free_data (self->data);
  G_OBJECT_CLASS (casement_guest_agent_parent_class)->finalize (object);
}

static void
casement_guest_agent_class_init (CasementGuestAgentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_guest_agent_finalize;
}

static void
casement_guest_agent_init (CasementGuestAgent *self)
{
}

void
casement_guest_os_free (CasementGuestOs *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->version);
  g_free (self->arch);
  g_free (self);
}

void
casement_guest_filesystem_free (CasementGuestFilesystem *self)
{
  g_free (self->mountpoint);
  g_free (self->name);
  g_free (self->type);
  g_free (self);
}

void
casement_guest_exit_free (CasementGuestExit *self)
{
  g_free (self->output);
  g_free (self->errors);
  g_free (self);
}

/** casement_guest_agent_open: Returns: (transfer full): the agent of @vm, whether it answers or not; %NULL with @error. */
CasementGuestAgent *
casement_guest_agent_open (CasementVm *vm, GError **error)
{
  virDomainPtr domain = casement_vm_change_open (vm, error);

  return domain != NULL ? casement_guest_agent_new (send_by_libvirt, domain, free_domain) : NULL;
}

/**
 * casement_guest_agent_new:
 * @send: asks
 * @data: for it
 * @free_data: (nullable): frees @data
 *
 * Returns: (transfer full): an agent that is asked in another way than through libvirt.
 */
CasementGuestAgent *
casement_guest_agent_new (CasementGuestAgentSend send, gpointer data, GDestroyNotify free_data)
{
  CasementGuestAgent *self = g_object_new (CASEMENT_TYPE_GUEST_AGENT, NULL);

  self->send = send;
  self->data = data;
  self->free_data = free_data;
  return self;
}

/** casement_guest_agent_ping: Returns: whether it answers; %CASEMENT_ERROR_CONNECTION if it is worth waiting for. */
gboolean
casement_guest_agent_ping (CasementGuestAgent *self, GError **error)
{
  g_autoptr (JsonNode) root = ask (self, "guest-ping", NULL, SHORT_SECONDS, error);

  return root != NULL;
}

/** casement_guest_agent_get_os: Returns: (transfer full): what system runs there; %NULL with @error. */
CasementGuestOs *
casement_guest_agent_get_os (CasementGuestAgent *self, GError **error)
{
  g_autoptr (JsonNode) root = ask (self, "guest-get-osinfo", NULL, SHORT_SECONDS, error);
  CasementGuestOs *os;

  if (root == NULL)
    return NULL;
  os = g_new0 (CasementGuestOs, 1);
  os->id = dup_text (get_return (root), "id");
  os->name = dup_text (get_return (root), "pretty-name");
  os->version = dup_text (get_return (root), "version-id");
  os->arch = dup_text (get_return (root), "machine");
  return os;
}

/** casement_guest_agent_list_filesystems: Returns: (transfer full): of CasementGuestFilesystem; %NULL with @error. */
GPtrArray *
casement_guest_agent_list_filesystems (CasementGuestAgent *self, GError **error)
{
  g_autoptr (JsonNode) root = ask (self, "guest-get-fsinfo", NULL, SHORT_SECONDS, error);
  JsonArray *array = root != NULL ? casement_json_get_array (json_node_get_object (root), "return") : NULL;
  GPtrArray *filesystems;

  if (array == NULL) {
    if (root != NULL)
      set_odd_answer (error, "guest-get-fsinfo", NULL);
    return NULL;
  }
  filesystems = g_ptr_array_new_with_free_func ((GDestroyNotify) casement_guest_filesystem_free);
  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_FILESYSTEMS); i++) {
    JsonObject *object = casement_json_get_element (array, i);
    CasementGuestFilesystem *filesystem = g_new0 (CasementGuestFilesystem, 1);

    filesystem->mountpoint = dup_text (object, "mountpoint");
    filesystem->name = dup_text (object, "name");
    filesystem->type = dup_text (object, "type");
    filesystem->used = get_bytes (object, "used-bytes");
    filesystem->total = get_bytes (object, "total-bytes");
    g_ptr_array_add (filesystems, filesystem);
  }
  return filesystems;
}

/* Whether a text somewhere in the answer is @text, whatever the case. */
static gboolean
mentions (JsonNode *node, const char *text, guint depth)
{
  if (depth > 16)
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      if (mentions (json_array_get_element (json_node_get_array (node), i), text, depth + 1))
        return TRUE;
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObjectIter iter;
    const char *name;
    JsonNode *member;

    json_object_iter_init (&iter, json_node_get_object (node));
    while (json_object_iter_next (&iter, &name, &member))
      if (mentions (member, text, depth + 1))
        return TRUE;
  } else if (json_node_get_value_type (node) == G_TYPE_STRING) {
    return g_ascii_strcasecmp (json_node_get_string (node), text) == 0;
  }
  return FALSE;
}

/**
 * casement_guest_agent_mentions:
 * @command: one that takes no arguments, such as "guest-get-disks"
 *
 * Returns: whether @text is among what it answers; %FALSE with @error where there is no answer.
 */
gboolean
casement_guest_agent_mentions (CasementGuestAgent *self, const char *command, const char *text, GError **error)
{
  g_autoptr (JsonNode) root = ask (self, command, NULL, SHORT_SECONDS, error);

  return root != NULL && mentions (json_object_get_member (json_node_get_object (root), "return"), text, 0);
}

/** casement_guest_agent_trim: Has all file systems give back what they do not use; takes its time. */
gboolean
casement_guest_agent_trim (CasementGuestAgent *self, GError **error)
{
  g_autoptr (JsonNode) root = ask (self, "guest-fstrim", NULL, LONG_SECONDS, error);
  JsonArray *paths = root != NULL ? casement_json_get_array (get_return (root), "paths") : NULL;
  g_autofree char *complaint = NULL;
  gboolean trimmed = FALSE;

  if (root == NULL)
    return FALSE;
  for (guint i = 0; paths != NULL && i < json_array_get_length (paths); i++) {
    JsonObject *path = casement_json_get_element (paths, i);

    if (casement_json_get_string (path, "error") == NULL)
      trimmed = TRUE;
    else if (complaint == NULL)
      complaint = dup_text (path, "error");
  }
  if (!trimmed)
    casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, complaint,
                        _("Windows gave nothing back: no drive there can be trimmed. See the check-up for how the disk passes it on."));
  return trimmed;
}

/** casement_guest_agent_set_time: Sets the guest's clock; @unix_usec: microseconds since 1970, UTC. */
gboolean
casement_guest_agent_set_time (CasementGuestAgent *self, gint64 unix_usec, GError **error)
{
  g_autoptr (JsonNode) root = ask (self, "guest-set-time", build_number ("time", unix_usec * 1000), SHORT_SECONDS, error);

  return root != NULL;
}

/**
 * casement_guest_agent_exec:
 * @argv: a program of the guest and its arguments, as they are: no shell reads them
 * @seconds: after which it is not waited for any more; it goes on in the guest
 *
 * Returns: (transfer full): how it ended; %NULL with @error.
 */
CasementGuestExit *
casement_guest_agent_exec (CasementGuestAgent *self, const char *const *argv, guint seconds, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  guint wait = FIRST_WAIT_USEC;
  CasementGuestExit *exit = NULL;
  gint64 pid;

  g_return_val_if_fail (argv != NULL && argv[0] != NULL, NULL);

  root = ask (self, "guest-exec", build_exec (argv), SHORT_SECONDS, error);
  if (root == NULL)
    return NULL;
  if (!casement_json_get_int (get_return (root), "pid", &pid)) {
    set_odd_answer (error, "guest-exec", NULL);
    return NULL;
  }
  while (ask_status (self, pid, &exit, error)) {
    if (exit != NULL)
      return exit;
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
    if (g_get_monotonic_time () > deadline) {
      casement_set_error (error, CASEMENT_ERROR_FAILED, NULL, _("“%s” still works in Windows after %u seconds: look at its screen."),
                          argv[0], seconds);
      return NULL;
    }
    g_usleep (wait);
    wait = MIN (wait * 2, LONGEST_WAIT_USEC);
  }
  return NULL;
}

/** casement_guest_agent_run: casement_guest_agent_exec() of a program that must succeed. Returns: (transfer full): its output. */
char *
casement_guest_agent_run (CasementGuestAgent *self, const char *const *argv, guint seconds, GCancellable *cancellable, GError **error)
{
  g_autoptr (CasementGuestExit) exit = casement_guest_agent_exec (self, argv, seconds, cancellable, error);
  g_autofree char *details = NULL;

  if (exit == NULL)
    return NULL;
  if (exit->status == 0)
    return g_steal_pointer (&exit->output);
  details = g_strdup_printf ("%s%s", exit->errors, exit->output);
  casement_set_error (error, CASEMENT_ERROR_FAILED, details, _("“%s” failed in Windows (%d)."), argv[0], exit->status);
  return NULL;
}
