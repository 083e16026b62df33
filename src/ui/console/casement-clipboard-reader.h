/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-guest-clipboard.h"

G_BEGIN_DECLS

/* What this desktop's clipboard has, in a guest's formats. */
CasementClipboardFormats casement_clipboard_reader_get_formats (GdkClipboard *clipboard);
void casement_clipboard_reader_read_async (GdkClipboard *clipboard,
                                           CasementClipboardFormats format,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
GBytes *casement_clipboard_reader_read_finish (GdkClipboard *clipboard, GAsyncResult *result, GError **error);

G_END_DECLS
