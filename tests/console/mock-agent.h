/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <spice.h>

/* The agent in the guest, as far as the console talks to it. What it hears goes into a log, a line each:
 * "monitors WIDTHxHEIGHT" (of the first), "grab TYPE...", "request TYPE", "release", "clipboard TYPE SIZE", "file-start ID",
 * "file-data ID SIZE", "file-status ID RESULT", "volume playback|record LEVEL" (of the first channel). */
typedef struct _MockAgent MockAgent;

MockAgent *mock_agent_new (SpiceServer *server, const guint *caps, guint n_caps);
void mock_agent_free (MockAgent *self);
const char *mock_agent_get_log (MockAgent *self);
void mock_agent_clear_log (MockAgent *self);
/* The content of the last clipboard message or of all file data. */
GByteArray *mock_agent_get_data (MockAgent *self);
/* One message: @type is one of VD_AGENT_*. */
void mock_agent_send (MockAgent *self, guint type, gconstpointer data, gsize size);
/* To the last file that was started; @status is one of VD_AGENT_FILE_XFER_STATUS_*. */
void mock_agent_send_file_status (MockAgent *self, guint status);
/* A clipboard message with the selection in front; @type is one of VD_AGENT_CLIPBOARD_*. */
void mock_agent_send_clipboard (MockAgent *self, guint message, guint type, gconstpointer data, gsize size);
