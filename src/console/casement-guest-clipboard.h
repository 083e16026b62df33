/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <spice-client.h>

G_BEGIN_DECLS

/**
 * CasementClipboardFormats:
 * @CASEMENT_CLIPBOARD_TEXT: UTF-8, lines ended by LF
 * @CASEMENT_CLIPBOARD_PNG: a picture
 * @CASEMENT_CLIPBOARD_BMP: likewise
 */
typedef enum {
  CASEMENT_CLIPBOARD_NOTHING = 0,
  CASEMENT_CLIPBOARD_TEXT = 1 << 0,
  CASEMENT_CLIPBOARD_PNG = 1 << 1,
  CASEMENT_CLIPBOARD_BMP = 1 << 2,
} CasementClipboardFormats;

/* More is refused, either way: a picture of a 4K screen without compression is half of it. */
#define CASEMENT_CLIPBOARD_MAX (64 * 1024 * 1024)

/* The guest's clipboard, which its agent keeps. Says what each side has; contents move when they are asked for, never before.
 * Who may ask is decided by whoever uses this: without a handler for "requested" the guest gets nothing.
 * Properties (read-only): "ready" (boolean): there is an agent that shares.
 * Signals: "offered": the guest has something new, or nothing any more; see casement_guest_clipboard_get_offered().
 * "requested" (uint: one format) → boolean: the guest wants what was offered to it; %TRUE promises an answer.
 * "refused" (GError): something was too large or not what it was said to be. */
#define CASEMENT_TYPE_GUEST_CLIPBOARD (casement_guest_clipboard_get_type ())
G_DECLARE_FINAL_TYPE (CasementGuestClipboard, casement_guest_clipboard, CASEMENT, GUEST_CLIPBOARD, GObject)

CasementGuestClipboard *casement_guest_clipboard_new (void);
void casement_guest_clipboard_set_channel (CasementGuestClipboard *self, SpiceMainChannel *channel);
gboolean casement_guest_clipboard_get_ready (CasementGuestClipboard *self);
void casement_guest_clipboard_set_timeout (CasementGuestClipboard *self, guint milliseconds);

CasementClipboardFormats casement_guest_clipboard_get_offered (CasementGuestClipboard *self);
void casement_guest_clipboard_read_async (CasementGuestClipboard *self,
                                          CasementClipboardFormats format,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
GBytes *casement_guest_clipboard_read_finish (CasementGuestClipboard *self, GAsyncResult *result, GError **error);

void casement_guest_clipboard_offer (CasementGuestClipboard *self, CasementClipboardFormats formats);
void casement_guest_clipboard_answer (CasementGuestClipboard *self, CasementClipboardFormats format, GBytes *bytes);

G_END_DECLS
