/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that are wiped when nobody needs them any more, and kept out of swap and core dumps where the system allows that. */
typedef struct _CasementSecret CasementSecret;

CasementSecret *casement_secret_new (const char *text, gssize length);
CasementSecret *casement_secret_ref (CasementSecret *self);
void casement_secret_unref (CasementSecret *self);
void casement_secret_append (CasementSecret *self, const void *bytes, gssize length);
const char *casement_secret_get_text (CasementSecret *self);
gsize casement_secret_get_length (CasementSecret *self);
gboolean casement_secret_equal (CasementSecret *a, CasementSecret *b);
void casement_secret_wipe_text (char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementSecret, casement_secret_unref)

G_END_DECLS
