/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-install-guest.h"

#include <json-glib/json-glib.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "casement-answer.h"
#include "casement-json.h"

#define AGENT_SECONDS 5
#define FILE_MAX 4096
#define ANSWER_MAX (64 * 1024)

/* The guest's word for something, as JSON; NULL where it cannot or will not say. */
static JsonNode *
ask (virDomainPtr domain, const char *command)
{
  char *answer = virDomainQemuAgentCommand (domain, command, AGENT_SECONDS, 0);
  JsonNode *node = answer != NULL ? casement_json_parse (answer, strlen (answer), ANSWER_MAX, NULL) : NULL;

  free (answer);
  virResetLastError ();
  return node;
}

static JsonObject *
get_root (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static char *
read_open_file (virDomainPtr domain, gint64 handle)
{
  g_autofree char *read = g_strdup_printf ("{\"execute\":\"guest-file-read\",\"arguments\":{\"handle\":%" G_GINT64_FORMAT ",\"count\":%u}}", handle,
                                           FILE_MAX);
  g_autofree char *close = g_strdup_printf ("{\"execute\":\"guest-file-close\",\"arguments\":{\"handle\":%" G_GINT64_FORMAT "}}", handle);
  g_autoptr (JsonNode) node = ask (domain, read);
  g_autoptr (JsonNode) closed = ask (domain, close);
  JsonObject *root = get_root (node);
  JsonObject *result = root != NULL ? casement_json_get_object (root, "return") : NULL;
  const char *base64 = result != NULL ? casement_json_get_string (result, "buf-b64") : NULL;
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  if (base64 == NULL || *base64 == '\0')
    return g_strdup ("");
  bytes = g_base64_decode (base64, &length);
  return g_strndup ((const char *) bytes, length);
}

static char *
read_file (virDomainPtr domain, const char *path)
{
  g_autofree char *escaped = g_strescape (path, NULL);
  g_autofree char *command = g_strdup_printf ("{\"execute\":\"guest-file-open\",\"arguments\":{\"path\":\"%s\",\"mode\":\"r\"}}", escaped);
  g_autoptr (JsonNode) node = ask (domain, command);
  JsonObject *root = get_root (node);
  gint64 handle;

  if (root == NULL || !casement_json_get_int (root, "return", &handle))
    return NULL;
  return read_open_file (domain, handle);
}

/** casement_install_guest_count_steps: @text: (nullable): what is in the file of steps, one a line. */
guint
casement_install_guest_count_steps (const char *text)
{
  guint n = 0;

  for (const char *p = text; p != NULL && *p != '\0'; p++)
    n += *p == '\n';
  return n;
}

/** casement_install_guest_is_done: @text: (nullable): what is in the file of results. */
gboolean
casement_install_guest_is_done (const char *text)
{
  return text != NULL && strstr (text, "done=1") != NULL;
}

/**
 * casement_install_guest_read:
 * @steps: (out): how many steps have begun
 * @done: (out): whether the last one has ended
 *
 * Returns: whether the agent answers at all.
 */
gboolean
casement_install_guest_read (virDomainPtr domain, guint *steps, gboolean *done)
{
  g_autoptr (JsonNode) ping = ask (domain, "{\"execute\":\"guest-ping\"}");
  g_autofree char *progress = NULL;
  g_autofree char *result = NULL;

  *steps = 0;
  *done = FALSE;
  if (get_root (ping) == NULL)
    return FALSE;
  progress = read_file (domain, CASEMENT_GUEST_PROGRESS);
  result = read_file (domain, CASEMENT_GUEST_RESULT);
  *steps = casement_install_guest_count_steps (progress);
  *done = casement_install_guest_is_done (result);
  return TRUE;
}
