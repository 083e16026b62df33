/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-create-edition-row.h"
#include "casement-size.h"

struct _CasementCreateEditionRow {
  AdwComboRow parent_instance;
  CasementCreateDraft *draft;
  /* Of const CasementEdition, in the order of the entries after the first. */
  GPtrArray *editions;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (CasementCreateEditionRow, casement_create_edition_row, ADW_TYPE_COMBO_ROW)

static gboolean
is_same_list (GPtrArray *a, GPtrArray *b)
{
  if (a == NULL || a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (g_ptr_array_index (a, i) != g_ptr_array_index (b, i))
      return FALSE;
  return TRUE;
}

/* A list of the same entries keeps its model: a new one would close what is open. */
static void
fill (CasementCreateEditionRow *self)
{
  g_autoptr (GPtrArray) editions = casement_create_draft_dup_editions (self->draft);
  g_autoptr (GtkStringList) titles = NULL;

  if (is_same_list (self->editions, editions))
    return;
  titles = gtk_string_list_new (NULL);
  gtk_string_list_append (titles, _("Chosen in Setup"));
  for (guint i = 0; i < editions->len; i++)
    gtk_string_list_append (titles, ((const CasementEdition *) g_ptr_array_index (editions, i))->title);
  g_clear_pointer (&self->editions, g_ptr_array_unref);
  self->editions = g_steal_pointer (&editions);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (titles));
}

static char *
dup_subtitle (const CasementEdition *edition)
{
  g_autofree char *memory = NULL;
  g_autofree char *sockets = NULL;

  if (edition == NULL)
    return g_strdup (_("Sets what its licence allows"));
  memory = casement_size_format (edition->memory_maximum);
  sockets = g_strdup_printf (ngettext ("%u socket", "%u sockets", edition->sockets_maximum), edition->sockets_maximum);
  /* Translators: what a licence allows: "1 socket and 128 GiB of memory at most" */
  return g_strdup_printf (_("%s and %s of memory at most"), sockets, memory);
}

static void
draft_changed_cb (CasementCreateEditionRow *self)
{
  const CasementEdition *edition = casement_vm_spec_get_edition (casement_create_draft_get_spec (self->draft));
  g_autofree char *subtitle = dup_subtitle (edition);
  guint position = 0;

  self->updating = TRUE;
  fill (self);
  for (guint i = 0; i < self->editions->len; i++)
    if (g_ptr_array_index (self->editions, i) == edition)
      position = i + 1;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), position);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self), self->editions->len > 1);
  self->updating = FALSE;
}

static void
selected_cb (CasementCreateEditionRow *self)
{
  guint position = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  const CasementEdition *edition = NULL;

  if (self->updating || self->draft == NULL || position == GTK_INVALID_LIST_POSITION)
    return;
  if (position > 0 && position <= self->editions->len)
    edition = g_ptr_array_index (self->editions, position - 1);
  casement_vm_spec_set_edition (casement_create_draft_get_spec (self->draft), edition);
}

static void
casement_create_edition_row_dispose (GObject *object)
{
  CasementCreateEditionRow *self = CASEMENT_CREATE_EDITION_ROW (object);

  g_clear_object (&self->draft);
  g_clear_pointer (&self->editions, g_ptr_array_unref);
  G_OBJECT_CLASS (casement_create_edition_row_parent_class)->dispose (object);
}

static void
casement_create_edition_row_class_init (CasementCreateEditionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_create_edition_row_dispose;
}

static void
casement_create_edition_row_init (CasementCreateEditionRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Edition"));
  g_signal_connect (self, "notify::selected", G_CALLBACK (selected_cb), NULL);
}

/**
 * casement_create_edition_row_set_draft:
 * @draft: what the row works on; given once
 */
void
casement_create_edition_row_set_draft (CasementCreateEditionRow *self, CasementCreateDraft *draft)
{
  g_return_if_fail (CASEMENT_IS_CREATE_EDITION_ROW (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  draft_changed_cb (self);
}
