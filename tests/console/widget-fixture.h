/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-console.h"
#include "mock-server.h"

/* The real widget on a real (if unseen) X display, typed at from outside. Beside it are a button with a mnemonic (Alt+M) and
 * an accelerator (Ctrl+K), which count. */

#define WIDTH 640
#define HEIGHT 400

typedef struct {
  MockServer *server;
  CasementConsoleSession *session;
  CasementInputs *inputs;
  GtkWidget *window;
  CasementConsole *console;
  GtkWidget *button;
  guint n_actions;
  guint n_clicks;
} Fixture;

/* @arguments are those of xdotool, separated by spaces. */
void xdotool (const char *format, ...) G_GNUC_PRINTF (1, 2);
gulong window_get_xid (GtkWidget *window);
void window_activate (GtkWidget *window);
guint32 console_get_pixel (CasementConsole *console, guint x, guint y);

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
/* A new surface of one colour. */
void fixture_show (Fixture *fixture, guint width, guint height, guint32 color);
/* @x and @y are in the console. */
void fixture_move_pointer (Fixture *fixture, int x, int y);
void fixture_use_tablet (Fixture *fixture);
void fixture_capture (Fixture *fixture);
/* Waits until the guest got as many bytes, which must be these. */
void fixture_expect_keys (Fixture *fixture, const char *keys);
