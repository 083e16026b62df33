/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one door by which libvirt's and QEMU's errors enter: reads virGetLastError() of this thread and gives a
 * CASEMENT_ERROR with a sentence that helps, the original text in its details. */
void casement_set_libvirt_error (GError **error, const char *what);
/* Pure, for tests: the same from a code (virErrorNumber), a domain and a message. */
GError *casement_libvirt_error_translate (int code, const char *message, const char *what);

G_END_DECLS
