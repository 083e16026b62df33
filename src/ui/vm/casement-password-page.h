/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for the password of a screen. Signal "given" (const char *): the user entered one, which the page forgets at once. */
#define CASEMENT_TYPE_PASSWORD_PAGE (casement_password_page_get_type ())
G_DECLARE_FINAL_TYPE (CasementPasswordPage, casement_password_page, CASEMENT, PASSWORD_PAGE, AdwBin)

void casement_password_page_ask (CasementPasswordPage *self, const char *text);

G_END_DECLS
