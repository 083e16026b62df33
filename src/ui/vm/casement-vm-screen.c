/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-vm-screen.h"
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-boot-prompt.h"
#include "casement-error-page.h"
#include "casement-error.h"
#include "casement-install-bar.h"
#include "casement-password-page.h"
#include "casement-stack.h"
#include "casement-uri-transport.h"
#include "casement-vm-transport.h"

/* A virtual machine that has only just started may not answer on its display yet. */
#define RETRY_LIMIT 5
#define RETRY_DELAY_MS 400
/* A lost network comes back later, and waiting is doubled up to this. */
#define RETRY_DELAY_MAX_MS 8000
#define PILL_SECONDS 3

struct _CasementVmScreen {
  AdwBin parent_instance;
  CasementConsole *console;
  GtkStack *cover;
  AdwStatusPage *off_page;
  GtkSpinner *spinner;
  CasementErrorPage *error_page;
  AdwStatusPage *connecting_page;
  CasementPasswordPage *password_page;
  GtkRevealer *pill;
  GtkLabel *pill_label;
  GtkRevealer *typing_pill;
  CasementInstallBar *install_bar;
  CasementVm *vm;
  CasementSpiceAddress *address;
  /* Goes on trying for ever. */
  gboolean persistent;
  /* The server at the address has let us in before. */
  gboolean known;
  CasementConsoleSession *session;
  gboolean sound;
  gboolean connected;
  guint retries;
  guint retry_id;
  guint pill_id;
};

G_DEFINE_FINAL_TYPE (CasementVmScreen, casement_vm_screen, ADW_TYPE_BIN)

enum {
  PROP_SOUND = 1,
  PROP_CONNECTED,
  PROP_TYPING,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

/* Shows a page above the console, or with NULL the console alone. */
static void
show_cover (CasementVmScreen *self, const char *page)
{
  gboolean has_picture;

  g_object_get (self->console, "has-picture", &has_picture, NULL);
  if (page != NULL)
    casement_stack_show (self->cover, page);
  gtk_spinner_set_spinning (self->spinner, g_strcmp0 (page, "connecting") == 0);
  if (has_picture)
    gtk_widget_add_css_class (GTK_WIDGET (self->cover), "over-picture");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->cover), "over-picture");
  gtk_widget_set_visible (GTK_WIDGET (self->cover), page != NULL);
}

static void
update_connected (CasementVmScreen *self)
{
  gboolean connected = self->session != NULL
                       && casement_console_session_get_state (self->session) == CASEMENT_CONSOLE_CONNECTED;

  if (connected == self->connected)
    return;
  self->connected = connected;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
}

static void
drop_session (CasementVmScreen *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  if (self->session == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->session, self);
  casement_console_session_stop (self->session);
  casement_console_set_session (self->console, NULL);
  g_clear_object (&self->session);
}

static void session_state_cb (CasementVmScreen *self);

static void
connect_console (CasementVmScreen *self)
{
  g_autoptr (CasementTransport) transport = NULL;

  drop_session (self);
  transport = self->vm != NULL ? casement_vm_transport_new (self->vm) : casement_uri_transport_new (self->address);
  self->session = casement_console_session_new (transport);
  g_signal_connect_swapped (self->session, "notify::state", G_CALLBACK (session_state_cb), self);
  casement_console_session_set_sound (self->session, self->sound);
  if (self->address != NULL)
    casement_console_session_set_password (self->session, self->address->password);
  casement_console_set_session (self->console, self->session);
  show_cover (self, "connecting");
  casement_console_session_start (self->session);
}

static gboolean
retry_cb (gpointer user_data)
{
  CasementVmScreen *self = user_data;

  self->retry_id = 0;
  if (self->vm == NULL || casement_vm_get_active (self->vm))
    connect_console (self);
  return G_SOURCE_REMOVE;
}

static void
ask_password (CasementVmScreen *self, const GError *error)
{
  show_cover (self, "password");
  casement_password_page_ask (self->password_page, error->message);
}

static void
password_given_cb (CasementVmScreen *self, const char *password)
{
  if (self->address == NULL)
    return;
  g_free (self->address->password);
  self->address->password = g_strdup (password);
  casement_vm_screen_connect (self);
}

/* A virtual machine that is on has a screen, soon; of an address this is known once it was seen. */
static gboolean
may_retry (CasementVmScreen *self, const GError *error)
{
  if (self->persistent)
    return TRUE;
  if (self->retries >= RETRY_LIMIT)
    return FALSE;
  return self->vm != NULL || (self->known && (error == NULL || g_error_matches (error, CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION)));
}

static void
retry_later (CasementVmScreen *self)
{
  guint delay = self->vm != NULL && !self->persistent ? RETRY_DELAY_MS : RETRY_DELAY_MS << MIN (self->retries, 5u);

  self->retries++;
  show_cover (self, "connecting");
  adw_status_page_set_description (self->connecting_page, self->known ? _("The connection ended. Trying again.") : NULL);
  if (self->retry_id == 0)
    self->retry_id = g_timeout_add (MIN (delay, RETRY_DELAY_MAX_MS), retry_cb, self);
}

/* What to do once a session has ended: if there is hope, try again, some times. */
static void
session_ended (CasementVmScreen *self, const GError *error)
{
  if (self->vm != NULL && !casement_vm_get_active (self->vm)) {
    show_cover (self, "off");
  } else if (self->address != NULL && g_error_matches (error, CASEMENT_ERROR, CASEMENT_ERROR_PERMISSION)) {
    ask_password (self, error);
  } else if (may_retry (self, error)) {
    retry_later (self);
  } else if (error != NULL) {
    casement_error_page_set_error (self->error_page, error);
    show_cover (self, "error");
  } else {
    show_cover (self, "closed");
  }
}

static void
session_state_cb (CasementVmScreen *self)
{
  switch (casement_console_session_get_state (self->session)) {
  case CASEMENT_CONSOLE_CONNECTED:
    self->retries = 0;
    self->known = TRUE;
    show_cover (self, NULL);
    if (self->persistent)
      casement_console_capture (self->console);
    /* Unless another view is shown. */
    if (gtk_widget_get_child_visible (GTK_WIDGET (self)))
      gtk_widget_grab_focus (GTK_WIDGET (self->console));
    break;
  case CASEMENT_CONSOLE_CLOSED:
  case CASEMENT_CONSOLE_FAILED:
    session_ended (self, casement_console_session_get_error (self->session));
    break;
  case CASEMENT_CONSOLE_IDLE:
  case CASEMENT_CONSOLE_CONNECTING:
    show_cover (self, "connecting");
    break;
  }
  update_connected (self);
}

static void
vm_state_cb (CasementVmScreen *self)
{
  adw_status_page_set_title (self->off_page, casement_vm_state_get_title (casement_vm_get_state (self->vm)));
  adw_status_page_set_description (self->off_page, casement_vm_get_ending (self->vm));
  if (casement_vm_get_state (self->vm) == CASEMENT_VM_UNKNOWN)
    return; /* libvirt is out of reach; the screen may well live on */
  if (!casement_vm_get_active (self->vm)) {
    drop_session (self);
    show_cover (self, "off");
    update_connected (self);
  } else if (self->session == NULL) {
    casement_vm_screen_connect (self);
  }
}

static gboolean
hide_pill_cb (gpointer user_data)
{
  CasementVmScreen *self = user_data;

  self->pill_id = 0;
  gtk_revealer_set_reveal_child (self->pill, FALSE);
  return G_SOURCE_REMOVE;
}

static void
captured_cb (CasementVmScreen *self)
{
  gboolean captured = casement_console_get_captured (self->console);

  g_clear_handle_id (&self->pill_id, g_source_remove);
  if (captured) {
    g_autofree char *text = g_strdup_printf (_("Keyboard goes to Windows — %s releases it"),
                                             _(casement_console_get_release_chord (self->console)->title));

    gtk_label_set_text (self->pill_label, text);
  }
  gtk_revealer_set_reveal_child (self->pill, captured);
  if (captured)
    self->pill_id = g_timeout_add_seconds (PILL_SECONDS, hide_pill_cb, self);
}

/* Who types into the guest answers its questions alone. */
static gboolean
key_pressed_cb (CasementVmScreen *self)
{
  CasementBootPrompt *prompt = self->vm != NULL ? casement_boot_prompt_find (casement_vm_get_uuid (self->vm)) : NULL;

  if (prompt != NULL && casement_console_get_captured (self->console))
    casement_operation_cancel (CASEMENT_OPERATION (prompt));
  return GDK_EVENT_PROPAGATE;
}

/* Sound is there or not from the start of a connection, and another one takes no time. */
static void
set_sound (CasementVmScreen *self, gboolean sound)
{
  if (sound == self->sound)
    return;
  self->sound = sound;
  if (self->connected)
    connect_console (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SOUND]);
}

static void
casement_vm_screen_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CasementVmScreen *self = CASEMENT_VM_SCREEN (object);

  switch (id) {
  case PROP_SOUND:
    g_value_set_boolean (value, self->sound);
    break;
  case PROP_CONNECTED:
    g_value_set_boolean (value, self->connected);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
casement_vm_screen_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SOUND)
    set_sound (CASEMENT_VM_SCREEN (object), g_value_get_boolean (value));
  else if (id == PROP_TYPING)
    gtk_revealer_set_reveal_child (CASEMENT_VM_SCREEN (object)->typing_pill, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static gboolean
casement_vm_screen_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CASEMENT_VM_SCREEN (widget)->console));
}

static void
casement_vm_screen_dispose (GObject *object)
{
  CasementVmScreen *self = CASEMENT_VM_SCREEN (object);

  g_clear_handle_id (&self->pill_id, g_source_remove);
  if (self->console != NULL) {
    g_signal_handlers_disconnect_by_data (self->console, self);
    drop_session (self);
  }
  g_clear_object (&self->vm);
  g_clear_pointer (&self->address, casement_spice_address_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), CASEMENT_TYPE_VM_SCREEN);
  G_OBJECT_CLASS (casement_vm_screen_parent_class)->dispose (object);
}

static void
casement_vm_screen_class_init (CasementVmScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = casement_vm_screen_dispose;
  object_class->get_property = casement_vm_screen_get_property;
  object_class->set_property = casement_vm_screen_set_property;
  widget_class->grab_focus = casement_vm_screen_grab_focus;

  /* Whether the guest is heard; a change connects anew. */
  properties[PROP_SOUND] = g_param_spec_boolean ("sound", NULL, NULL, FALSE,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /* Whether text is being typed into the guest, which is to be told and can be stopped. */
  properties[PROP_TYPING] = g_param_spec_boolean ("typing", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (CASEMENT_TYPE_CONSOLE);
  g_type_ensure (CASEMENT_TYPE_ERROR_PAGE);
  g_type_ensure (CASEMENT_TYPE_INSTALL_BAR);
  g_type_ensure (CASEMENT_TYPE_PASSWORD_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/casement/Casement/vm/casement-vm-screen.ui");
  gtk_widget_class_bind_template_child (widget_class, CasementVmScreen, console);
  gtk_widget_class_bind_template_child (widget_class, CasementVmScreen, cover);
  gtk_widget_class_bind_template_child (widget_class, CasementVmScreen, off_page);
  gtk_widget_class_bind_template_child (widget_class, CasementVmScreen, spinner);
  gtk_widget_class_bind_template_child (widget_class, CasementVmScreen, error_page);
  gtk_widget_class_bind_template_child (widget_class, CasementVmScreen, connecting_page);
  gtk_widget_class_bind_template_child (widget_class, CasementVmScreen, password_page);
  gtk_widget_class_bind_template_child (widget_class, CasementVmScreen, pill);
  gtk_widget_class_bind_template_child (widget_class, CasementVmScreen, pill_label);
  gtk_widget_class_bind_template_child (widget_class, CasementVmScreen, typing_pill);
  gtk_widget_class_bind_template_child (widget_class, CasementVmScreen, install_bar);
  gtk_widget_class_bind_template_callback (widget_class, password_given_cb);
}

static void
casement_vm_screen_init (CasementVmScreen *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (self->console, "notify::captured", G_CALLBACK (captured_cb), self);
}

/** casement_vm_screen_set_vm: shows the screen of @vm whenever it is on. To be set once, or casement_vm_screen_set_address(). */
void
casement_vm_screen_set_vm (CasementVmScreen *self, CasementVm *vm)
{
  g_return_if_fail (CASEMENT_IS_VM_SCREEN (self));
  g_return_if_fail (self->vm == NULL && self->address == NULL);

  self->vm = g_object_ref (vm);
  casement_install_bar_set_vm (self->install_bar, vm);
  g_signal_connect_object (vm, "notify::state", G_CALLBACK (vm_state_cb), self, G_CONNECT_SWAPPED);
  vm_state_cb (self);
}

/** casement_vm_screen_set_address: connects to the SPICE server at @address, which is copied. */
void
casement_vm_screen_set_address (CasementVmScreen *self, const CasementSpiceAddress *address)
{
  g_return_if_fail (CASEMENT_IS_VM_SCREEN (self));
  g_return_if_fail (self->vm == NULL && self->address == NULL);

  self->address = casement_spice_address_copy (address);
  connect_console (self);
}

/** casement_vm_screen_set_persistent: whether it never gives up, and takes the keyboard by itself: for a screen alone. */
void
casement_vm_screen_set_persistent (CasementVmScreen *self, gboolean persistent)
{
  g_return_if_fail (CASEMENT_IS_VM_SCREEN (self));
  self->persistent = persistent;
}

/** casement_vm_screen_connect: connects anew, with all its retries. */
void
casement_vm_screen_connect (CasementVmScreen *self)
{
  g_return_if_fail (CASEMENT_IS_VM_SCREEN (self));
  self->retries = 0;
  connect_console (self);
}

/** casement_vm_screen_get_console: Returns: the console, lent. */
CasementConsole *
casement_vm_screen_get_console (CasementVmScreen *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM_SCREEN (self), NULL);
  return self->console;
}

/**
 * casement_vm_screen_set_whole:
 * @whole: whether the guest's picture has all the room, as in full screen
 *
 * Puts away what stands above the picture otherwise.
 */
void
casement_vm_screen_set_whole (CasementVmScreen *self, gboolean whole)
{
  g_return_if_fail (CASEMENT_IS_VM_SCREEN (self));
  gtk_widget_set_visible (GTK_WIDGET (self->install_bar), !whole);
}
