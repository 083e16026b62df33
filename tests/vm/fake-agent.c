/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-agent.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>

#include "casement-error.h"
#include "casement-json.h"

#define NO_ANSWER_MSEC 300

struct _FakeAgent {
  GSocket *near;
  GSocket *far;
  GThread *thread;
  GMutex lock;
  GHashTable *answers; /* of GQueue */
  GString *log;
};

static char *
take_answer (FakeAgent *self, const char *line)
{
  g_autoptr (JsonNode) root = casement_json_parse (line, strlen (line), 1 << 20, NULL);
  const char *command = root != NULL ? casement_json_get_string (json_node_get_object (root), "execute") : NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GQueue *queue = command != NULL ? g_hash_table_lookup (self->answers, command) : NULL;

  g_string_append_printf (self->log, "%s\n", line);
  if (queue == NULL)
    return g_strdup ("{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"The command is not there\"}}");
  return queue->length > 1 ? g_queue_pop_head (queue) : g_strdup (g_queue_peek_head (queue));
}

static gpointer
serve (gpointer data)
{
  FakeAgent *self = data;
  g_autoptr (GString) rest = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  while ((n = g_socket_receive (self->far, buffer, sizeof buffer, NULL, NULL)) > 0) {
    char *end;

    g_string_append_len (rest, buffer, n);
    while ((end = strchr (rest->str, '\n')) != NULL) {
      g_autofree char *line = g_strndup (rest->str, (gsize) (end - rest->str));
      g_autofree char *answer = take_answer (self, line);
      gsize length, sent = 0;

      g_string_erase (rest, 0, end - rest->str + 1);
      length = answer != NULL ? strlen (answer) : 0;
      while (sent < length + (answer != NULL)) {
        gssize written = sent < length ? g_socket_send (self->far, answer + sent, length - sent, NULL, NULL)
                                       : g_socket_send (self->far, "\n", 1, NULL, NULL);

        if (written <= 0)
          return NULL;
        sent += (gsize) written;
      }
    }
  }
  return NULL;
}

static char *
send_cb (gpointer data, const char *command, int seconds, GError **error)
{
  FakeAgent *self = data;
  g_autoptr (GString) answer = g_string_new (NULL);
  char buffer[65536];

  g_assert_cmpint (seconds, >, 0);
  g_assert_null (strchr (command, '\n'));
  g_socket_send (self->near, command, strlen (command), NULL, NULL);
  g_socket_send (self->near, "\n", 1, NULL, NULL);
  for (;;) {
    gssize n;

    if (!g_socket_condition_timed_wait (self->near, G_IO_IN, NO_ANSWER_MSEC * 1000, NULL, NULL)) {
      casement_set_error (error, CASEMENT_ERROR_CONNECTION, NULL, "No answer");
      return NULL;
    }
    n = g_socket_receive (self->near, buffer, sizeof buffer, NULL, NULL);
    g_assert_cmpint (n, >, 0);
    g_string_append_len (answer, buffer, n);
    if (answer->str[answer->len - 1] == '\n')
      return g_strndup (answer->str, answer->len - 1);
  }
}

static void
queue_free (gpointer data)
{
  g_queue_free_full (data, g_free);
}

FakeAgent *
fake_agent_new (void)
{
  FakeAgent *self = g_new0 (FakeAgent, 1);
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  self->near = g_socket_new_from_fd (fds[0], NULL);
  self->far = g_socket_new_from_fd (fds[1], NULL);
  g_mutex_init (&self->lock);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, queue_free);
  self->log = g_string_new (NULL);
  self->thread = g_thread_new ("fake-agent", serve, self);
  return self;
}

void
fake_agent_free (FakeAgent *self)
{
  g_socket_shutdown (self->near, TRUE, TRUE, NULL);
  g_thread_join (self->thread);
  g_object_unref (self->near);
  g_object_unref (self->far);
  g_hash_table_unref (self->answers);
  g_string_free (self->log, TRUE);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
fake_agent_answer (FakeAgent *self, const char *command, const char *answer)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GQueue *queue = g_hash_table_lookup (self->answers, command);

  if (queue == NULL) {
    queue = g_queue_new ();
    g_hash_table_insert (self->answers, g_strdup (command), queue);
  }
  g_queue_push_tail (queue, g_strdup (answer));
}

char *
fake_agent_dup_log (FakeAgent *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->log->str);
}

CasementGuestAgent *
fake_agent_connect (FakeAgent *self)
{
  return casement_guest_agent_new (send_cb, self, NULL);
}
