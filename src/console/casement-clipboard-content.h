/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-guest-clipboard.h"

G_BEGIN_DECLS

GBytes *casement_clipboard_content_from_guest (CasementClipboardFormats format, gconstpointer data, gsize size, GError **error);
GBytes *casement_clipboard_content_to_guest (CasementClipboardFormats format, GBytes *bytes, gboolean crlf, GError **error);

G_END_DECLS
