/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CasementKeySource:
 * @CASEMENT_KEY_USER: the user's own
 * @CASEMENT_KEY_CLIENT: the one that Microsoft publishes for this edition; it selects and does not activate
 * @CASEMENT_KEY_NOT_NEEDED: evaluation media take none
 * @CASEMENT_KEY_ASKED: there is none: Setup may stop and ask
 *
 * Where the product key that Setup gets comes from.
 */
typedef enum {
  CASEMENT_KEY_USER,
  CASEMENT_KEY_CLIENT,
  CASEMENT_KEY_NOT_NEEDED,
  CASEMENT_KEY_ASKED,
} CasementKeySource;

const char *casement_client_key_find (const char *edition_id, guint build, CasementKeySource *source);

G_END_DECLS
