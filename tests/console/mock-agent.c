/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-agent.h"

#include <spice/vd_agent.h>
#include <string.h>

struct _MockAgent {
  SpiceCharDeviceInstance device;
  /* From the server in chunks, and of that what is not yet a message. */
  GByteArray *chunks;
  GByteArray *message;
  GByteArray *output;
  GByteArray *data;
  GString *log;
  guint last_file;
  guint32 announce[1 + VD_AGENT_CAPS_SIZE];
};

static MockAgent *
of_device (SpiceCharDeviceInstance *device)
{
  return (MockAgent *) ((guint8 *) device - G_STRUCT_OFFSET (MockAgent, device));
}

static guint32
word_at (const guint8 *bytes, gsize offset)
{
  guint32 word;

  memcpy (&word, bytes + offset, sizeof word);
  return GUINT32_FROM_LE (word);
}

static void
keep (MockAgent *self, const guint8 *bytes, gsize size, gboolean append)
{
  if (!append)
    g_byte_array_set_size (self->data, 0);
  g_byte_array_append (self->data, bytes, (guint) size);
}

/* Selections are always announced here, so four bytes come before everything about the clipboard. */
static void
take_message (MockAgent *self, guint type, const guint8 *bytes, gsize size)
{
  switch (type) {
  case VD_AGENT_ANNOUNCE_CAPABILITIES:
    /* What was announced before the other side listened is lost, so it asks. */
    if (word_at (bytes, 0) != 0)
      mock_agent_send (self, VD_AGENT_ANNOUNCE_CAPABILITIES, self->announce, sizeof self->announce);
    break;
  case VD_AGENT_MONITORS_CONFIG:
    g_string_append_printf (self->log, "monitors %ux%u\n", word_at (bytes, 12), word_at (bytes, 8));
    break;
  case VD_AGENT_CLIPBOARD_GRAB:
    g_string_append (self->log, "grab");
    for (gsize i = 4; i + 4 <= size; i += 4)
      g_string_append_printf (self->log, " %u", word_at (bytes, i));
    g_string_append_c (self->log, '\n');
    break;
  case VD_AGENT_CLIPBOARD_REQUEST:
    g_string_append_printf (self->log, "request %u\n", word_at (bytes, 4));
    break;
  case VD_AGENT_CLIPBOARD_RELEASE:
    g_string_append (self->log, "release\n");
    break;
  case VD_AGENT_CLIPBOARD:
    g_string_append_printf (self->log, "clipboard %u %" G_GSIZE_FORMAT "\n", word_at (bytes, 4), size - 8);
    keep (self, bytes + 8, size - 8, FALSE);
    break;
  case VD_AGENT_AUDIO_VOLUME_SYNC:
    g_string_append_printf (self->log, "volume %s %u\n", bytes[0] != 0 ? "playback" : "record", bytes[3] | bytes[4] << 8);
    break;
  case VD_AGENT_FILE_XFER_START:
    g_string_append_printf (self->log, "file-start %u\n", word_at (bytes, 0));
    self->last_file = word_at (bytes, 0);
    break;
  case VD_AGENT_FILE_XFER_DATA:
    g_string_append_printf (self->log, "file-data %u %" G_GSIZE_FORMAT "\n", word_at (bytes, 0), size - 12);
    keep (self, bytes + 12, size - 12, TRUE);
    break;
  case VD_AGENT_FILE_XFER_STATUS:
    g_string_append_printf (self->log, "file-status %u %u\n", word_at (bytes, 0), word_at (bytes, 4));
    break;
  default:
    break;
  }
}

static int
device_write (SpiceCharDeviceInstance *device, const uint8_t *bytes, int length)
{
  MockAgent *self = of_device (device);

  g_byte_array_append (self->chunks, bytes, (guint) length);
  while (self->chunks->len >= sizeof (VDIChunkHeader)) {
    gsize size = word_at (self->chunks->data, 4);

    if (self->chunks->len < sizeof (VDIChunkHeader) + size)
      break;
    g_byte_array_append (self->message, self->chunks->data + sizeof (VDIChunkHeader), (guint) size);
    g_byte_array_remove_range (self->chunks, 0, (guint) (sizeof (VDIChunkHeader) + size));
  }
  while (self->message->len >= sizeof (VDAgentMessage)) {
    gsize size = word_at (self->message->data, 16);

    if (self->message->len < sizeof (VDAgentMessage) + size)
      break;
    take_message (self, word_at (self->message->data, 4), self->message->data + sizeof (VDAgentMessage), size);
    g_byte_array_remove_range (self->message, 0, (guint) (sizeof (VDAgentMessage) + size));
  }
  return length;
}

static int
device_read (SpiceCharDeviceInstance *device, uint8_t *bytes, int length)
{
  MockAgent *self = of_device (device);
  guint n = MIN ((guint) length, self->output->len);

  if (n == 0)
    return 0;
  memcpy (bytes, self->output->data, n);
  g_byte_array_remove_range (self->output, 0, n);
  return (int) n;
}

static void
device_state (SpiceCharDeviceInstance *device, int connected)
{
}

static const SpiceCharDeviceInterface device_interface = {
  .base = {
    .type = SPICE_INTERFACE_CHAR_DEVICE,
    .description = "test agent",
    .major_version = SPICE_INTERFACE_CHAR_DEVICE_MAJOR,
    .minor_version = SPICE_INTERFACE_CHAR_DEVICE_MINOR,
  },
  .state = device_state,
  .write = device_write,
  .read = device_read,
};

static void
append_word (GByteArray *array, guint32 word)
{
  word = GUINT32_TO_LE (word);
  g_byte_array_append (array, (const guint8 *) &word, sizeof word);
}

void
mock_agent_send (MockAgent *self, guint type, gconstpointer data, gsize size)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  append_word (message, VD_AGENT_PROTOCOL);
  append_word (message, type);
  append_word (message, 0);
  append_word (message, 0);
  append_word (message, (guint32) size);
  g_byte_array_append (message, data, (guint) size);
  for (guint done = 0; done < message->len;) {
    guint n = MIN (VD_AGENT_MAX_DATA_SIZE, message->len - done);

    append_word (self->output, VDP_CLIENT_PORT);
    append_word (self->output, n);
    g_byte_array_append (self->output, message->data + done, n);
    done += n;
  }
  spice_server_char_device_wakeup (&self->device);
}

void
mock_agent_send_clipboard (MockAgent *self, guint message, guint type, gconstpointer data, gsize size)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  append_word (bytes, VD_AGENT_CLIPBOARD_SELECTION_CLIPBOARD);
  if (message != VD_AGENT_CLIPBOARD_RELEASE)
    append_word (bytes, type);
  if (size > 0)
    g_byte_array_append (bytes, data, (guint) size);
  mock_agent_send (self, message, bytes->data, bytes->len);
}

MockAgent *
mock_agent_new (SpiceServer *server, const guint *caps, guint n_caps)
{
  MockAgent *self = g_new0 (MockAgent, 1);

  self->chunks = g_byte_array_new ();
  self->message = g_byte_array_new ();
  self->output = g_byte_array_new ();
  self->data = g_byte_array_new ();
  self->log = g_string_new (NULL);
  self->device.base.sif = &device_interface.base;
  self->device.subtype = "vdagent";
  g_assert_cmpint (spice_server_add_interface (server, &self->device.base), ==, 0);
  for (guint i = 0; i < n_caps; i++)
    self->announce[1 + caps[i] / 32] |= 1u << (caps[i] % 32);
  mock_agent_send (self, VD_AGENT_ANNOUNCE_CAPABILITIES, self->announce, sizeof self->announce);
  return self;
}

void
mock_agent_free (MockAgent *self)
{
  spice_server_remove_interface (&self->device.base);
  g_byte_array_unref (self->chunks);
  g_byte_array_unref (self->message);
  g_byte_array_unref (self->output);
  g_byte_array_unref (self->data);
  g_string_free (self->log, TRUE);
  g_free (self);
}

const char *
mock_agent_get_log (MockAgent *self)
{
  return self->log->str;
}

void
mock_agent_clear_log (MockAgent *self)
{
  g_string_truncate (self->log, 0);
  g_byte_array_set_size (self->data, 0);
}

void
mock_agent_send_file_status (MockAgent *self, guint status)
{
  guint32 words[2] = { GUINT32_TO_LE (self->last_file), GUINT32_TO_LE (status) };

  mock_agent_send (self, VD_AGENT_FILE_XFER_STATUS, words, sizeof words);
}

GByteArray *
mock_agent_get_data (MockAgent *self)
{
  return self->data;
}
