/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <linux/input-event-codes.h>
#include <spice/protocol.h>
#include <spice/vd_agent.h>
#include <stdlib.h>
#include <string.h>
#include "casement-console-session.h"
#include "fuzz.h"
#include "mock-script.h"

/* A server and a guest that say anything that has the form of SPICE, in any order, with any values. Input:
 * for each step a byte that chooses one and the bytes of its values; what is missing is zero. Messages that
 * have not even the form are the library's to take, which in 0.42 ends the process for some: a server can
 * always do that, a guest cannot. */

#define MAX_STEPS 64
#define MAX_ROUNDS 200
/* The library multiplies a surface's size in 32 bits, and ends the process when that is more than memory. */
#define MAX_SIDE 4096
#define CURSOR_SIDE 40
#define AGENT_BYTES 64
#define MIN_AGENT_BYTES 4

typedef struct {
  MockScript *script;
  CasementConsoleSession *session;
  const guint8 *data;
  gsize left;
} Run;

typedef void (*Step) (Run *run);

/* The library complains of what it is sent, and rightly; anything of ours, or of GObject's, is a defect. */
static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  gboolean ends = (level & G_LOG_LEVEL_ERROR) != 0;

  if (!ends && (g_strcmp0 (domain, "GSpice") == 0 || g_strcmp0 (domain, "Spice") == 0))
    return;
  /* It would sync the volume with an agent that asks for it, of a sink that was never connected. */
  if (strstr (message, "'GstAuto") != NULL)
    return;
  g_log_default_handler (domain, level, message, user_data);
  if ((level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL)) != 0)
    abort ();
}

static void
settle (void)
{
  for (guint i = 0; i < MAX_ROUNDS && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

static void
damaged_cb (CasementFramebuffer *framebuffer, gpointer user_data)
{
  guint *n_damaged = user_data;

  if ((*n_damaged)++ % 2 == 0)
    casement_framebuffer_update (framebuffer);
}

static void
take (Run *run, gpointer to, gsize size)
{
  gsize n = MIN (size, run->left);

  memset (to, 0, size);
  memcpy (to, run->data, n);
  run->data += n;
  run->left -= n;
}

static guint8
take_8 (Run *run)
{
  guint8 value;

  take (run, &value, sizeof value);
  return value;
}

static guint16
take_16 (Run *run)
{
  return (guint16) (take_8 (run) | (guint16) take_8 (run) << 8);
}

static guint32
take_32 (Run *run)
{
  return take_16 (run) | (guint32) take_16 (run) << 16;
}

static void
draw (Run *run, guint type, gconstpointer message, gsize size)
{
  mock_script_send (run->script, SPICE_CHANNEL_DISPLAY, type, message, size);
}

static void
surface_step (Run *run)
{
  static const guint32 formats[]
      = { SPICE_SURFACE_FMT_32_xRGB, SPICE_SURFACE_FMT_16_565, SPICE_SURFACE_FMT_16_555,
          SPICE_SURFACE_FMT_32_ARGB, SPICE_SURFACE_FMT_8_A,    SPICE_SURFACE_FMT_1_A };
  guint32 message[] = { take_8 (run) % 2, take_16 (run) % MAX_SIDE, take_16 (run) % MAX_SIDE,
                        formats[take_8 (run) % G_N_ELEMENTS (formats)], 0 };

  message[4] = message[0] == 0 ? SPICE_SURFACE_FLAGS_PRIMARY : 0;
  draw (run, SPICE_MSG_DISPLAY_SURFACE_CREATE, message, sizeof message);
}

static void
destroy_step (Run *run)
{
  guint32 surface = take_8 (run) % 3;

  draw (run, SPICE_MSG_DISPLAY_SURFACE_DESTROY, &surface, sizeof surface);
}

static void
fill_step (Run *run)
{
  struct {
    guint32 surface, top, left, bottom, right;
    guint8 clip, brush;
    guint32 color;
    guint16 rop;
    guint8 mask_flags;
    guint32 mask_x, mask_y, mask_bitmap;
  } __attribute__ ((packed)) message = { .brush = SPICE_BRUSH_TYPE_SOLID, .rop = SPICE_ROPD_OP_PUT };

  message.top = (guint32) (gint16) take_16 (run);
  message.left = (guint32) (gint16) take_16 (run);
  message.bottom = (guint32) (gint16) take_16 (run);
  message.right = (guint32) (gint16) take_16 (run);
  message.color = take_32 (run);
  draw (run, SPICE_MSG_DISPLAY_DRAW_FILL, &message, sizeof message);
}

static void
copy_step (Run *run)
{
  struct {
    guint32 surface, top, left, bottom, right;
    guint8 clip;
    guint32 image_offset;
    guint32 area_top, area_left, area_bottom, area_right;
    guint16 rop;
    guint8 scale_mode, mask_flags;
    guint32 mask_x, mask_y, mask_bitmap;
    guint64 id;
    guint8 type, image_flags;
    guint32 width, height;
    guint8 format, bitmap_flags;
    guint32 x, y, stride, palette;
    guint32 pixels[16];
  } __attribute__ ((packed)) message = { .area_bottom = 4,
                                         .area_right = 4,
                                         .rop = SPICE_ROPD_OP_PUT,
                                         .id = 7,
                                         .type = SPICE_IMAGE_TYPE_BITMAP,
                                         .width = 4,
                                         .height = 4,
                                         .format = SPICE_BITMAP_FMT_32BIT,
                                         .bitmap_flags = SPICE_BITMAP_FLAGS_TOP_DOWN,
                                         .x = 4,
                                         .y = 4,
                                         .stride = 16 };

  message.image_offset = G_STRUCT_OFFSET (typeof (message), id);
  message.top = (guint32) (gint16) take_16 (run);
  message.left = (guint32) (gint16) take_16 (run);
  message.bottom = message.top + 4;
  message.right = message.left + 4;
  draw (run, SPICE_MSG_DISPLAY_DRAW_COPY, &message, sizeof message);
}

static void
heads_step (Run *run)
{
  struct {
    guint16 n, max;
    guint32 heads[4][7];
  } __attribute__ ((packed)) message = { .max = 4 };

  message.n = take_8 (run) % 5;
  for (guint i = 0; i < message.n; i++)
    for (guint j = 0; j < 6; j++)
      message.heads[i][j] = j < 2 ? take_8 (run) % 3 : take_32 (run);
  draw (run, SPICE_MSG_DISPLAY_MONITORS_CONFIG, &message, 4 + message.n * sizeof message.heads[0]);
}

static void
mark_step (Run *run)
{
  draw (run, take_8 (run) % 2 == 0 ? SPICE_MSG_DISPLAY_MARK : SPICE_MSG_DISPLAY_RESET, NULL, 0);
}

static void
gl_step (Run *run)
{
  guint32 message[4];

  for (guint i = 0; i < G_N_ELEMENTS (message); i++)
    message[i] = take_32 (run);
  draw (run, SPICE_MSG_DISPLAY_GL_DRAW, message, sizeof message);
}

/* A shape comes with as much as it says: a server checks a guest's word, and the library does not check the
 * server's. */
static void
cursor_step (Run *run)
{
  struct {
    guint16 x, y;
    guint8 visible;
    guint16 flags;
    guint64 unique;
    guint8 type;
    guint16 width, height, hot_x, hot_y;
    guint8 pixels[2 * CURSOR_SIDE * CURSOR_SIDE * 4];
  } __attribute__ ((packed)) message = { .visible = 1, .unique = 9 };

  message.type = take_8 (run) % 8;
  message.width = take_16 (run) % CURSOR_SIDE;
  message.height = take_16 (run) % CURSOR_SIDE;
  message.hot_x = take_16 (run);
  message.hot_y = take_16 (run);
  message.visible = take_8 (run);
  memset (message.pixels, take_8 (run), sizeof message.pixels);
  mock_script_send (run->script, SPICE_CHANNEL_CURSOR, SPICE_MSG_CURSOR_SET, &message, sizeof message);
}

static void
cursor_move_step (Run *run)
{
  guint16 place[] = { take_16 (run), take_16 (run) };

  mock_script_send (run->script, SPICE_CHANNEL_CURSOR, SPICE_MSG_CURSOR_MOVE, place, sizeof place);
}

static void
cursor_end_step (Run *run)
{
  mock_script_send (run->script, SPICE_CHANNEL_CURSOR,
                    take_8 (run) % 2 == 0 ? SPICE_MSG_CURSOR_HIDE : SPICE_MSG_CURSOR_RESET, NULL, 0);
}

static void
mouse_mode_step (Run *run)
{
  guint16 modes[] = { take_8 (run) % 4, take_8 (run) % 4 };

  mock_script_send (run->script, SPICE_CHANNEL_MAIN, SPICE_MSG_MAIN_MOUSE_MODE, modes, sizeof modes);
}

static void
agent_step (Run *run)
{
  static const guint32 error = 0;

  if (take_8 (run) % 2 == 0)
    mock_script_send (run->script, SPICE_CHANNEL_MAIN, SPICE_MSG_MAIN_AGENT_CONNECTED, NULL, 0);
  else
    mock_script_send (run->script, SPICE_CHANNEL_MAIN, SPICE_MSG_MAIN_AGENT_DISCONNECTED, &error,
                      sizeof error);
}

/* From the guest as it is: nobody between looks at it. Shorter than what the library reads of every message
 * it may not be: 0.42 reads the selection of a clipboard message, and the like, before it looks at the size.
 */
static void
agent_data_step (Run *run)
{
  guint8 message[sizeof (VDAgentMessage) + AGENT_BYTES];
  VDAgentMessage header = { VD_AGENT_PROTOCOL, take_8 (run) % (VD_AGENT_END_MESSAGE + 1), 0, 0 };
  gsize size = take_8 (run) % AGENT_BYTES;

  header.size = take_8 (run) % 4 != 0 ? (guint32) size : take_32 (run) % (1 << 20);
  header.size = MAX (header.size, MIN_AGENT_BYTES);
  memcpy (message, &header, sizeof header);
  take (run, message + sizeof header, size);
  mock_script_send (run->script, SPICE_CHANNEL_MAIN, SPICE_MSG_MAIN_AGENT_DATA, message,
                    sizeof header + size);
}

static void
modifiers_step (Run *run)
{
  guint16 modifiers = take_16 (run);

  mock_script_send (run->script, SPICE_CHANNEL_INPUTS, SPICE_MSG_INPUTS_KEY_MODIFIERS, &modifiers,
                    sizeof modifiers);
}

static void
ack_step (Run *run)
{
  mock_script_send (run->script, SPICE_CHANNEL_INPUTS, SPICE_MSG_INPUTS_MOUSE_MOTION_ACK, NULL, 0);
}

static void
hang_up_step (Run *run)
{
  mock_script_close (run->script, take_8 (run) % 5);
}

/* What the user does meanwhile. */
static void
act_step (Run *run)
{
  CasementInputs *inputs = casement_console_session_get_inputs (run->session);
  CasementGuestDisplay *display = casement_console_session_get_display (run->session);

  switch (take_8 (run) % 7) {
  case 0:
    casement_inputs_press_key (inputs, KEY_LEFTMETA);
    break;
  case 1:
    casement_inputs_release_all (inputs);
    break;
  case 2:
    casement_inputs_move_to (inputs, 0, (gint16) take_16 (run), (gint16) take_16 (run));
    break;
  case 3:
    casement_console_session_request_size (run->session, take_16 (run) % CASEMENT_GUEST_HEADS_MAX, take_16 (run) % 8192, take_16 (run) % 8192);
    break;
  case 4:
    casement_console_session_stop (run->session);
    break;
  case 5:
    casement_console_session_start (run->session);
    break;
  default:
    casement_framebuffer_update (casement_guest_display_get_framebuffer (display));
  }
}

static const Step steps[] = {
  surface_step,    destroy_step,   fill_step,        copy_step,       heads_step,      mark_step,
  gl_step,         cursor_step,    cursor_move_step, cursor_end_step, mouse_mode_step, agent_step,
  agent_data_step, modifiers_step, ack_step,         hang_up_step,    act_step,
};

static guint8
find_step (Step step)
{
  guint8 i = 0;

  while (steps[i] != step)
    i++;
  return i;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Run run = { .script = mock_script_new (), .data = data, .left = size };
  g_autoptr (CasementTransport) transport = mock_script_new_transport (run.script);
  gpointer session;
  guint n_damaged = 0;

  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_default_handler (log_cb, NULL);
  session = run.session = casement_console_session_new (transport);
  g_object_add_weak_pointer (session, &session);
  g_signal_connect (
      casement_guest_display_get_framebuffer (casement_console_session_get_display (run.session)), "damaged",
      G_CALLBACK (damaged_cb), &n_damaged);
  casement_console_session_start (run.session);
  mock_script_open (run.script);
  settle ();
  for (guint i = 0; i < MAX_STEPS && run.left > 0; i++) {
    steps[take_8 (&run) % G_N_ELEMENTS (steps)](&run);
    settle ();
  }
  casement_console_session_stop (run.session);
  g_object_unref (run.session);
  while (session != NULL)
    g_main_context_iteration (NULL, TRUE);
  mock_script_free (run.script);
  settle ();
  return 0;
}

static void
add (GByteArray *seed, Step step, const char *values, gsize size)
{
  guint8 chosen = find_step (step);

  g_byte_array_append (seed, &chosen, 1);
  g_byte_array_append (seed, (const guint8 *) values, (guint) size);
}

#define ADD(seed, step, values) add (seed, step, values, sizeof values - 1)

static void
add_picture (GByteArray *seed)
{
  static const char *const surfaces[]
      = { "\0\x40\x01\xc8\0\0", "\0\x41\x01\xc8\0\1", "\0\x42\x01\xc8\0\2", "\0\x43\x01\xc8\0\3" };

  for (guint i = 0; i < G_N_ELEMENTS (surfaces); i++) {
    add (seed, surface_step, surfaces[i], 6);
    ADD (seed, heads_step,
         "\2\0\0\xa0\0\0\0\xc8\0\0\0\5\0\0\0\0\0\0\0\1\0\xa0\0\0\0\xc8\0\0\0\xa0\0\0\0\0\0\0\0");
    ADD (seed, mark_step, "\0");
    ADD (seed, fill_step, "\0\0\0\0\x40\0\x50\0\x12\x34\x56\0");
    ADD (seed, copy_step, "\7\0\xff\0");
    ADD (seed, act_step, "\6");
  }
  ADD (seed, destroy_step, "\0");
  ADD (seed, gl_step, "\0\0\0\0\0\0\0\0\x40\0\0\0\x40\0\0\0");
  ADD (seed, mark_step, "\1");
}

static void
add_pointer (GByteArray *seed)
{
  ADD (seed, surface_step, "\0\x40\0\x40\0\0");
  ADD (seed, cursor_step, "\0\x20\0\x20\0\2\0\2\0\1\x80");
  ADD (seed, cursor_step, "\1\x20\0\x20\0\2\0\2\0\1\xff");
  ADD (seed, cursor_step, "\2\x20\0\x20\0\2\0\2\0\1\x55");
  ADD (seed, cursor_step, "\6\x20\0\x20\0\2\0\2\0\1\x55");
  ADD (seed, cursor_move_step, "\5\0\6\0");
  ADD (seed, cursor_end_step, "\0");
  ADD (seed, mouse_mode_step, "\3\1");
  ADD (seed, act_step, "\2\x10\0\x10\0");
  ADD (seed, act_step, "\0");
  ADD (seed, modifiers_step, "\7\0");
  ADD (seed, ack_step, "");
  ADD (seed, hang_up_step, "\3");
  ADD (seed, act_step, "\1");
  ADD (seed, cursor_end_step, "\1");
}

/* Capabilities, a clipboard that is offered, given and asked for, the state of a file. */
static void
add_agent (GByteArray *seed)
{
  ADD (seed, agent_step, "\0");
  ADD (seed, agent_data_step, "\6\x8\1\0\0\0\0\xff\xff\xf\0");
  ADD (seed, agent_data_step, "\7\xc\1\0\0\0\0\1\0\0\0\2\0\0\0");
  ADD (seed, agent_data_step, "\4\xc\1\0\0\0\0\1\0\0\0text");
  ADD (seed, agent_data_step, "\4\4\1\0\0\0\0");
  ADD (seed, agent_data_step, "\x8\x8\1\0\0\0\0\1\0\0\0");
  ADD (seed, agent_data_step, "\x9\4\1\0\0\0\0");
  ADD (seed, agent_data_step, "\xb\x8\1\1\0\0\0\1\0\0\0");
  ADD (seed, agent_data_step, "\4\x10\0\0\0\1\0");
  ADD (seed, act_step, "\3\x20\3\x58\2");
  ADD (seed, agent_step, "\1");
}

static void
add_ends (GByteArray *seed)
{
  ADD (seed, surface_step, "\0\x40\0\x40\0\0");
  ADD (seed, act_step, "\4");
  ADD (seed, act_step, "\5");
  ADD (seed, fill_step, "\0\0\0\0\x40\0\x50\0\x12\x34\x56\0");
  ADD (seed, hang_up_step, "\2");
  ADD (seed, hang_up_step, "\1");
}

GPtrArray *
fuzz_target_seeds (void)
{
  static void (*const makers[]) (GByteArray *) = { add_picture, add_pointer, add_agent, add_ends };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    GByteArray *seed = g_byte_array_new ();

    makers[i](seed);
    g_ptr_array_add (seeds, g_byte_array_free_to_bytes (seed));
  }
  return seeds;
}
