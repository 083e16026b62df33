/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "casement-file-transfer.h"

G_BEGIN_DECLS

GtkWidget *casement_transfer_row_new (CasementFileTransfer *transfer);

G_END_DECLS
