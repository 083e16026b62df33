/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Something that happened while the user did something else, and where it leads to. */
typedef struct {
  /* Replaces an older notification of the same name. */
  const char *id;
  const char *title;
  /* (nullable) */
  const char *body;
  /* Of the program's actions, with its prefix, and its parameter (nullable). */
  const char *action;
  const char *target;
  /* (nullable): what the action does, for a toast's button. */
  const char *button;
  gboolean urgent;
} CasementNotice;

void casement_notice_created (GtkApplication *application, const char *uuid, const char *name);
void casement_notice_failed (GtkApplication *application, const char *message);
void casement_notice_background (GtkApplication *application, const char *title);
void casement_notice_attention (GtkApplication *application, const char *uuid, const char *name, const char *sentence);
void casement_notice_show (GtkApplication *application, const CasementNotice *notice);
void casement_notice_notify (GtkApplication *application, const CasementNotice *notice);

G_END_DECLS
