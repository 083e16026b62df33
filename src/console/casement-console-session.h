/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "casement-guest-heads.h"
#include "casement-guest-services.h"
#include "casement-inputs.h"
#include "casement-transport.h"

G_BEGIN_DECLS

typedef enum {
  CASEMENT_CONSOLE_IDLE,
  CASEMENT_CONSOLE_CONNECTING,
  CASEMENT_CONSOLE_CONNECTED,
  CASEMENT_CONSOLE_CLOSED,
  CASEMENT_CONSOLE_FAILED,
} CasementConsoleState;

#define CASEMENT_TYPE_CONSOLE_STATE (casement_console_state_get_type ())
GType casement_console_state_get_type (void);

/* One conversation with a guest's SPICE server: start it, watch "state", and give it to a CasementConsole to show.
 * Stays connected over a reboot; when the VM is powered off it goes to CLOSED, and a new session is made at the next start.
 * Properties (read-only): "state" (enum), "error" (boxed GError), "agent-connected", "mouse-absolute" (booleans);
 * (writable, for the next start): "sound" (boolean). */
#define CASEMENT_TYPE_CONSOLE_SESSION (casement_console_session_get_type ())
G_DECLARE_FINAL_TYPE (CasementConsoleSession, casement_console_session, CASEMENT, CONSOLE_SESSION, GObject)

CasementConsoleSession *casement_console_session_new (CasementTransport *transport);
void casement_console_session_start (CasementConsoleSession *self);
void casement_console_session_stop (CasementConsoleSession *self);
CasementConsoleState casement_console_session_get_state (CasementConsoleSession *self);
const GError *casement_console_session_get_error (CasementConsoleSession *self);
gboolean casement_console_session_get_agent_connected (CasementConsoleSession *self);
gboolean casement_console_session_get_mouse_absolute (CasementConsoleSession *self);
void casement_console_session_set_password (CasementConsoleSession *self, const char *password);
void casement_console_session_set_sound (CasementConsoleSession *self, gboolean sound);
void casement_console_session_set_timeout (CasementConsoleSession *self, guint seconds);

gboolean casement_console_session_request_size (CasementConsoleSession *self, guint id, guint width, guint height);
CasementGuestHeads *casement_console_session_get_heads (CasementConsoleSession *self);

/* What the widget works with; all live as long as the session and survive its end. */
CasementGuestDisplay *casement_console_session_get_display (CasementConsoleSession *self);
CasementInputs *casement_console_session_get_inputs (CasementConsoleSession *self);
CasementGuestServices *casement_console_session_get_services (CasementConsoleSession *self);

/* Milliseconds to the server and back; below 0 where that is not known, as on this machine. */
double casement_console_session_get_latency (CasementConsoleSession *self);
/* (transfer none) (nullable): the library's own object, to be looked at. */
SpiceSession *casement_console_session_get_spice (CasementConsoleSession *self);

/* Presses keys in order and releases them in reverse; @evdev_codes are Linux input codes, ended by 0. */
void casement_console_session_send_keys (CasementConsoleSession *self, const guint *evdev_codes);

G_END_DECLS
