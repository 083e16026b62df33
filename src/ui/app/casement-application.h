/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The program: one connection, its library, and the windows over them. */
#define CASEMENT_TYPE_APPLICATION (casement_application_get_type ())
G_DECLARE_FINAL_TYPE (CasementApplication, casement_application, CASEMENT, APPLICATION, AdwApplication)

CasementApplication *casement_application_new (void);
int casement_application_get_exit_status (CasementApplication *self);

G_END_DECLS
