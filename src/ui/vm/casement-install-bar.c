/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-install-bar.h"
#include "casement-install.h"
#include "casement-template.h"

struct _CasementInstallBar {
  GtkWidget parent_instance;
  GtkRevealer *revealer;
  GtkLabel *phase_label;
  GtkLabel *time_label;
  GtkProgressBar *progress;
  GtkWidget *take_over_button;
  GtkLabel *note_label;
  CasementVm *vm;
  CasementInstall *install;
  guint clock_id;
};

G_DEFINE_FINAL_TYPE (CasementInstallBar, casement_install_bar, GTK_TYPE_WIDGET)

static char *
dup_elapsed (gint64 started)
{
  gint64 seconds = started > 0 ? g_get_real_time () / G_USEC_PER_SEC - started : 0;
  guint minutes = seconds > 0 ? (guint) MIN (seconds / 60, 99999) : 0;

  if (minutes < 1)
    return g_strdup (_("less than a minute"));
  return g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes);
}

static void
update_note (CasementInstallBar *self)
{
  const char *folder = casement_install_get_folder (self->install);
  const char *stall = casement_install_stall_get_text (casement_install_get_stall (self->install));
  g_autofree char *hint = NULL;

  if (folder != NULL)
    /* Translators: what is in quotes stands on the buttons of Windows Setup. */
    hint = g_strdup_printf (_("Setup shows no disk until its driver is loaded: choose “Load driver”, then the folder “%s” of the driver image."),
                            folder);
  gtk_label_set_label (self->note_label, hint != NULL ? hint : stall != NULL ? stall : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), hint != NULL || stall != NULL);
}

static void
update (CasementInstallBar *self)
{
  gboolean needed = self->install != NULL && casement_install_get_needed (self->install)
                    && casement_install_get_phase (self->install) < CASEMENT_INSTALL_DONE;
  gboolean hint = self->install != NULL && casement_install_get_folder (self->install) != NULL;
  double fraction = self->install != NULL ? casement_operation_get_fraction (CASEMENT_OPERATION (self->install)) : -1.0;
  g_autofree char *phase = NULL;
  g_autofree char *elapsed = NULL;

  gtk_revealer_set_reveal_child (self->revealer, needed || hint);
  if (self->install == NULL)
    return;
  update_note (self);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), needed);
  gtk_widget_set_visible (GTK_WIDGET (self->time_label), needed);
  gtk_widget_set_visible (self->take_over_button, needed);
  gtk_widget_set_visible (GTK_WIDGET (self->phase_label), needed);
  if (!needed)
    return;
  phase = fraction >= 0 ? g_strdup_printf (_("%s: %d %%"), casement_install_phase_get_title (casement_install_get_phase (self->install)),
                                           (int) (fraction * 100))
                        : g_strdup (casement_install_phase_get_title (casement_install_get_phase (self->install)));
  elapsed = dup_elapsed (casement_install_get_started (self->install));
  gtk_label_set_label (self->phase_label, phase);
  gtk_label_set_label (self->time_label, elapsed);
  /* Half of the way is where the phases are; the copying is seen in itself. */
  gtk_progress_bar_set_fraction (self->progress,
                                 MIN (1.0, (casement_install_get_phase (self->install) + MAX (fraction, 0.0)) / CASEMENT_INSTALL_DONE));
}

static gboolean
clock_cb (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
drop_install (CasementInstallBar *self)
{
  g_clear_handle_id (&self->clock_id, g_source_remove);
  if (self->install != NULL)
    g_signal_handlers_disconnect_by_data (self->install, self);
  g_clear_object (&self->install);
}

/* A machine that is on may be one that installs itself; that is asked of libvirt at once and in the background. */
static void
state_cb (CasementInstallBar *self)
{
  CasementInstall *install;

  if (casement_vm_get_state (self->vm) != CASEMENT_VM_RUNNING || !casement_vm_get_created_here (self->vm))
    return;
  install = casement_install_watch (casement_vm_get_connection (self->vm), casement_vm_get_uuid (self->vm), casement_vm_get_name (self->vm));
  if (install == self->install)
    return;
  drop_install (self);
  self->install = g_object_ref (install);
  g_signal_connect_swapped (install, "notify", G_CALLBACK (update), self);
  self->clock_id = g_timeout_add_seconds (20, clock_cb, self);
  update (self);
}

static void
take_over_clicked_cb (CasementInstallBar *self)
{
  gtk_widget_set_sensitive (self->take_over_button, FALSE);
  if (self->install != NULL)
    casement_install_take_over (self->install);
}

static void
casement_install_bar_dispose (GObject *object)
{
  CasementInstallBar *self = CASEMENT_INSTALL_BAR (object);

  drop_install (self);
  g_clear_object (&self->vm);
  casement_template_dispose (GTK_WIDGET (object), CASEMENT_TYPE_INSTALL_BAR);
  G_OBJECT_CLASS (casement_install_bar_parent_class)->dispose (object);
}

static void
casement_install_bar_class_init (CasementInstallBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_install_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-install-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementInstallBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, CasementInstallBar, phase_label);
  gtk_widget_class_bind_template_child (widget_class, CasementInstallBar, time_label);
  gtk_widget_class_bind_template_child (widget_class, CasementInstallBar, progress);
  gtk_widget_class_bind_template_child (widget_class, CasementInstallBar, take_over_button);
  gtk_widget_class_bind_template_child (widget_class, CasementInstallBar, note_label);
  gtk_widget_class_bind_template_callback (widget_class, take_over_clicked_cb);
}

static void
casement_install_bar_init (CasementInstallBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** casement_install_bar_set_vm: @vm: the machine; given once. */
void
casement_install_bar_set_vm (CasementInstallBar *self, CasementVm *vm)
{
  g_return_if_fail (CASEMENT_IS_INSTALL_BAR (self));
  g_return_if_fail (self->vm == NULL);

  self->vm = g_object_ref (vm);
  g_signal_connect_object (vm, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vm, "notify::created-here", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  state_cb (self);
}
