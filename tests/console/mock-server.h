/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-transport.h"
#include "mock-wait.h"

G_BEGIN_DECLS

/* A guest's screen without a guest: libspice-server in this process, fed with drawings by the test, and remembering what
 * keyboard and pointer did. Channels connect over socket pairs made by its transport. */
typedef struct _MockServer MockServer;
struct _MockScreen;

/* Makes warnings that are expected harmless and all others fatal; making a server does it too. */
void mock_init (void);
MockServer *mock_server_new (void);
MockServer *mock_server_new_listening (const char *socket_path);
/* Calls @configure before the server begins: where it is to listen, say. */
struct RedsState;
typedef void (*MockConfigure) (struct RedsState *spice, gconstpointer data);
MockServer *mock_server_new_configured (MockConfigure configure, gconstpointer data);
void mock_server_free (MockServer *self);
void mock_server_set_password (MockServer *self, const char *password);

/* The library's own object, for devices that tests add themselves. */
struct RedsState *mock_server_get_spice (MockServer *self);
/* The first, which the functions below draw on. */
struct _MockScreen *mock_server_get_screen (MockServer *self);
/* One for each connection; borrows the server. */
CasementTransport *mock_server_new_transport (MockServer *self);
/* The next requests for a socket: after this many have been granted, they fail, or never end. */
void mock_server_fail_sockets_after (MockServer *self, guint n_granted);
void mock_server_hold_sockets_after (MockServer *self, guint n_granted);
guint mock_server_get_n_sockets (MockServer *self);
/* Runs the main loop until the server has taken @n channels more than when it was made. A client that goes away while a
 * channel is being taken crashes libspice-server 0.15.1: its drawing thread then reads the client that the main thread has
 * freed. */
void mock_server_wait_channels (MockServer *self, guint n);
/* Ends the connection of the nth channel from outside, as when QEMU is killed. */
void mock_server_cut_socket (MockServer *self, guint n);

void mock_server_create_primary (MockServer *self, guint width, guint height, guint format);
void mock_server_destroy_primary (MockServer *self);
void mock_server_set_head (MockServer *self, guint width, guint height);
void mock_server_set_two_heads (MockServer *self, guint width, guint height);
/* @color in the surface's own format. */
void mock_server_fill (MockServer *self, int x, int y, int width, int height, guint32 color);
/* For 32-bit surfaces. */
void mock_server_draw (MockServer *self, int x, int y, int width, int height, const guint32 *pixels);

void mock_server_set_cursor (MockServer *self, guint width, guint height, guint hot_x, guint hot_y, const guint32 *argb);
void mock_server_move_cursor (MockServer *self, int x, int y);
void mock_server_hide_cursor (MockServer *self);

/* A sound card with a microphone, both in use; before a client comes. */
void mock_server_add_sound (MockServer *self);
/* Plays some silence: whether anybody hears it. */
gboolean mock_server_play (MockServer *self);
/* The guest's own volume, as its programs set it. */
void mock_server_set_volume (MockServer *self, guint16 volume);
/* How many samples of the microphone came since the last time. */
guint mock_server_record (MockServer *self);

void mock_server_set_tablet (MockServer *self, gboolean tablet);
/* The guest lights these of its keyboard's lamps: SPICE_KEYBOARD_MODIFIER_FLAGS_*. */
void mock_server_set_leds (MockServer *self, guint leds);
/* Every scan code byte as two hex digits, a space between. */
const char *mock_server_get_keys (MockServer *self);
/* A line for every pointer event: "position X Y BUTTONS", "motion DX DY DZ BUTTONS", "wheel DZ BUTTONS", "buttons BUTTONS". */
const char *mock_server_get_pointer (MockServer *self);
void mock_server_clear_keys (MockServer *self);
void mock_server_clear_log (MockServer *self);

G_END_DECLS
