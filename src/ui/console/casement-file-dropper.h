/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-console.h"

G_BEGIN_DECLS

/* Takes files for the guest, dropped on the console or chosen, and shows how they get there.
 * Signal "disc" (GFile): the user wants this image in the CD drive. Without a handler it is not offered. */
#define CASEMENT_TYPE_FILE_DROPPER (casement_file_dropper_get_type ())
G_DECLARE_FINAL_TYPE (CasementFileDropper, casement_file_dropper, CASEMENT, FILE_DROPPER, GObject)

CasementFileDropper *casement_file_dropper_new (CasementConsole *console);
GtkWidget *casement_file_dropper_get_console (CasementFileDropper *self);
void casement_file_dropper_choose (CasementFileDropper *self);
void casement_file_dropper_drop (CasementFileDropper *self, GListModel *files);

G_END_DECLS
