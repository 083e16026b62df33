/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-inspector-window.h"

#include <glib/gi18n-lib.h>
#include "casement-console-report.h"

struct _CasementInspectorWindow {
  AdwWindow parent_instance;
  GtkTextView *text_view;
  AdwToastOverlay *toasts;
  CasementConsole *console;
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (CasementInspectorWindow, casement_inspector_window, ADW_TYPE_WINDOW)

static void
add_window (GString *text, CasementConsole *console)
{
  GtkWidget *widget = GTK_WIDGET (console);
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  g_string_append_printf (text, "Casement %s, GTK %u.%u.%u, %s, %s\n", CASEMENT_VERSION, gtk_get_major_version (),
                          gtk_get_minor_version (), gtk_get_micro_version (), G_OBJECT_TYPE_NAME (gtk_widget_get_display (widget)),
                          renderer != NULL ? G_OBJECT_TYPE_NAME (renderer) : "not drawn");
  g_string_append_printf (text, "Drawn at %u %% in %d × %d, scale %d\n", casement_console_get_drawn_zoom (console),
                          gtk_widget_get_width (widget), gtk_widget_get_height (widget), gtk_widget_get_scale_factor (widget));
  g_string_append_printf (text, "Keyboard %s, shortcuts %s, pointer %s\n",
                          casement_console_get_captured (console) ? "captured" : "not captured",
                          casement_console_get_inhibited (console) ? "inhibited" : "not inhibited",
                          casement_console_get_pointer_locked (console) ? "locked" : "free");
}

static char *
make_text (CasementInspectorWindow *self)
{
  GString *text = g_string_new (NULL);
  CasementConsoleSession *session = casement_console_get_session (self->console);
  g_autofree char *report = session != NULL ? casement_console_report (session) : NULL;

  add_window (text, self->console);
  g_string_append (text, report != NULL ? report : "Session: none\n");
  return g_string_free (text, FALSE);
}

/* Text that is as it was keeps its selection. */
static gboolean
update_cb (gpointer user_data)
{
  CasementInspectorWindow *self = user_data;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  g_autofree char *text = make_text (self);
  g_autofree char *before = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  before = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  if (!g_str_equal (before, text) && !gtk_text_buffer_get_has_selection (buffer))
    gtk_text_buffer_set_text (buffer, text, -1);
  return G_SOURCE_CONTINUE;
}

static void
copy_cb (CasementInspectorWindow *self)
{
  g_autofree char *text = make_text (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("Copied")));
}

static void
casement_inspector_window_dispose (GObject *object)
{
  CasementInspectorWindow *self = CASEMENT_INSPECTOR_WINDOW (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->console);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_INSPECTOR_WINDOW);
  G_OBJECT_CLASS (casement_inspector_window_parent_class)->dispose (object);
}

static void
casement_inspector_window_class_init (CasementInspectorWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_inspector_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-inspector-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementInspectorWindow, text_view);
  gtk_widget_class_bind_template_child (widget_class, CasementInspectorWindow, toasts);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
casement_inspector_window_init (CasementInspectorWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * casement_inspector_window_new:
 * @console: what to look at
 * @parent: its window
 *
 * Returns: (transfer none): the inspector; GTK owns it.
 */
GtkWindow *
casement_inspector_window_new (CasementConsole *console, GtkWindow *parent)
{
  CasementInspectorWindow *self = g_object_new (CASEMENT_TYPE_INSPECTOR_WINDOW, "transient-for", parent, NULL);

  self->console = g_object_ref (console);
  self->tick_id = g_timeout_add_seconds (1, update_cb, self);
  update_cb (self);
  return GTK_WINDOW (self);
}
