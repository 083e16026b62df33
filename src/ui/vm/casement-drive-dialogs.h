/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @choice: the bus of a new disk, or the disk to be grown. */
typedef void (*CasementDiskChosen) (guint64 bytes, const char *choice, gpointer user_data);

void casement_add_disk_dialog_present (GtkWidget *owner, CasementDiskChosen chosen, gpointer user_data, GDestroyNotify free_data);
void casement_grow_disk_dialog_present (GtkWidget *owner,
                                        const char *drive,
                                        CasementDiskChosen chosen,
                                        gpointer user_data,
                                        GDestroyNotify free_data);

G_END_DECLS
