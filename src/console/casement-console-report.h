/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-console-session.h"

G_BEGIN_DECLS

char *casement_console_report (CasementConsoleSession *session);

G_END_DECLS
