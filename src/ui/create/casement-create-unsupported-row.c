/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-create-unsupported-row.h"

struct _CasementCreateUnsupportedRow {
  AdwActionRow parent_instance;
  GtkSwitch *toggle;
  CasementCreateDraft *draft;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (CasementCreateUnsupportedRow, casement_create_unsupported_row, ADW_TYPE_ACTION_ROW)

static void
draft_changed_cb (CasementCreateUnsupportedRow *self)
{
  const char *missed = casement_create_draft_get_missed (self->draft);
  gboolean unsupported = casement_create_draft_get_unsupported (self->draft);
  g_autofree char *subtitle = NULL;

  self->updating = TRUE;
  if (missed != NULL)
    /* Translators: after "not met" comes a list such as "TPM 2.0, Secure Boot" */
    subtitle = g_strdup_printf (_("Requirements that are not met: %s. Setup is told not to ask for them. Microsoft does not support that, "
                                  "and may stop updates."),
                                missed);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_switch_set_active (self->toggle, unsupported);
  gtk_widget_set_visible (GTK_WIDGET (self), missed != NULL || unsupported);
  self->updating = FALSE;
}

static void
toggled_cb (CasementCreateUnsupportedRow *self)
{
  if (self->draft != NULL && !self->updating)
    casement_create_draft_set_unsupported (self->draft, gtk_switch_get_active (self->toggle));
}

static void
casement_create_unsupported_row_dispose (GObject *object)
{
  g_clear_object (&CASEMENT_CREATE_UNSUPPORTED_ROW (object)->draft);
  G_OBJECT_CLASS (casement_create_unsupported_row_parent_class)->dispose (object);
}

static void
casement_create_unsupported_row_class_init (CasementCreateUnsupportedRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_create_unsupported_row_dispose;
}

static void
casement_create_unsupported_row_init (CasementCreateUnsupportedRow *self)
{
  const char *title = _("Install without what is required");

  self->toggle = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->toggle), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->toggle));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->toggle));
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
}

/**
 * casement_create_unsupported_row_set_draft:
 * @draft: what the row works on; given once
 */
void
casement_create_unsupported_row_set_draft (CasementCreateUnsupportedRow *self, CasementCreateDraft *draft)
{
  g_return_if_fail (CASEMENT_IS_CREATE_UNSUPPORTED_ROW (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  draft_changed_cb (self);
}
