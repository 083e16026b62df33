/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-spice-usb-manager.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-error.h"

struct _CasementSpiceUsbManager {
  CasementUsbManager parent_instance;

  SpiceSession *spice;
  gboolean connected;
  guint n_slots;
  gboolean looking;
  /* The session's own; with handlers of ours. */
  SpiceUsbDeviceManager *library;
};

G_DEFINE_FINAL_TYPE (CasementSpiceUsbManager, casement_spice_usb_manager, CASEMENT_TYPE_USB_MANAGER)

/* Boxed values of the library that belong to our devices. */
static GQuark
device_quark (void)
{
  return g_quark_from_static_string ("casement-spice-usb-device");
}

static SpiceUsbDevice *
library_device (CasementUsbDevice *device)
{
  return g_object_get_qdata (G_OBJECT (device), device_quark ());
}

static void
library_device_free (gpointer boxed)
{
  g_boxed_free (SPICE_TYPE_USB_DEVICE, boxed);
}

static CasementUsbDevice *
find_device (CasementSpiceUsbManager *self, SpiceUsbDevice *wanted)
{
  GListModel *devices = casement_usb_manager_get_devices (CASEMENT_USB_MANAGER (self));

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++) {
    g_autoptr (CasementUsbDevice) device = g_list_model_get_item (devices, i);

    if (library_device (device) == wanted)
      return g_steal_pointer (&device);
  }
  return NULL;
}

static void
update_device (CasementSpiceUsbManager *self, CasementUsbDevice *device)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *reason = NULL;
  gboolean redirected = spice_usb_device_manager_is_device_connected (self->library, library_device (device));

  if (!casement_usb_device_get_busy (device))
    casement_usb_device_set_redirected (device, redirected);
  if (redirected || spice_usb_device_manager_can_redirect_device (self->library, library_device (device), &error))
    reason = NULL;
  else if (casement_usb_manager_get_free_slots (CASEMENT_USB_MANAGER (self)) == 0)
    reason = g_strdup (_("All slots are in use: return another device first"));
  else
    reason = g_strdup (error->message);
  casement_usb_device_set_reason (device, reason);
}

static void
update (CasementSpiceUsbManager *self)
{
  CasementUsbManager *manager = CASEMENT_USB_MANAGER (self);
  GListModel *devices = casement_usb_manager_get_devices (manager);
  int free_slots = 0;

  if (self->library == NULL)
    return;
  g_object_get (self->library, "free-channels", &free_slots, NULL);
  casement_usb_manager_set_free_slots (manager, free_slots);
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++) {
    g_autoptr (CasementUsbDevice) device = g_list_model_get_item (devices, i);

    update_device (self, device);
  }
}

static void
update_problem (CasementSpiceUsbManager *self)
{
  CasementUsbManager *manager = CASEMENT_USB_MANAGER (self);
  GError *problem = NULL;

  if (!self->connected)
    casement_set_error (&problem, CASEMENT_ERROR_CONNECTION, NULL,
                        _("The virtual machine is not connected. Start it and wait for its screen."));
  else if (self->n_slots == 0)
    casement_set_error (&problem, CASEMENT_ERROR_UNSUPPORTED, NULL,
                        _("The virtual machine has no slots for USB devices. Its check-up adds them."));
  else if (self->looking && self->library == NULL && self->spice != NULL) {
    g_autoptr (GError) error = NULL;

    if (spice_usb_device_manager_get (self->spice, &error) == NULL)
      casement_set_error (&problem, CASEMENT_ERROR_UNSUPPORTED, error != NULL ? error->message : NULL,
                          _("The SPICE library of this computer cannot redirect USB devices. Install one that is built "
                            "with usbredir."));
  }
  casement_usb_manager_take_problem (manager, problem);
}

/* "MAKER PRODUCT [VENDOR:PRODUCT] BUS-ADDRESS", in the library's order. */
static CasementUsbDevice *
wrap (SpiceUsbDevice *boxed)
{
  g_autofree char *text = spice_usb_device_get_description (boxed, "%s %s\n%s %d-%d");
  char *detail = text != NULL ? strchr (text, '\n') : NULL;
  CasementUsbDevice *device;

  if (detail != NULL)
    *detail++ = '\0';
  device = casement_usb_device_new (text != NULL ? g_strstrip (text) : "", detail != NULL ? g_strstrip (detail) : NULL);
  g_object_set_qdata_full (G_OBJECT (device), device_quark (), g_boxed_copy (SPICE_TYPE_USB_DEVICE, boxed),
                           library_device_free);
  return device;
}

static void
added_cb (CasementSpiceUsbManager *self, SpiceUsbDevice *boxed)
{
  g_autoptr (CasementUsbDevice) device = wrap (boxed);

  casement_usb_manager_add (CASEMENT_USB_MANAGER (self), device);
  update (self);
}

static void
removed_cb (CasementSpiceUsbManager *self, SpiceUsbDevice *boxed)
{
  g_autoptr (CasementUsbDevice) device = find_device (self, boxed);

  if (device != NULL)
    casement_usb_manager_remove (CASEMENT_USB_MANAGER (self), device);
  update (self);
}

static GError *
error_new (CasementUsbDevice *device, const GError *cause)
{
  const char *name = casement_usb_device_get_name (device);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return casement_error_new (CASEMENT_ERROR_PERMISSION, cause->message,
                               _("You may not use “%s” directly. Try again and enter the password that is asked for, or ask "
                                 "whoever runs this computer."),
                               name);
  if (g_error_matches (cause, SPICE_CLIENT_ERROR, SPICE_CLIENT_USB_DEVICE_LOST))
    return casement_error_new (CASEMENT_ERROR_NOT_FOUND, cause->message, _("“%s” is gone. Plug it in again."), name);
  if (g_error_matches (cause, SPICE_CLIENT_ERROR, SPICE_CLIENT_USB_DEVICE_REJECTED))
    return casement_error_new (CASEMENT_ERROR_FAILED, cause->message,
                               _("The virtual machine refused “%s”. Return it and try another slot or device."), name);
  return casement_error_new (CASEMENT_ERROR_FAILED, cause->message,
                             _("“%s” could not be given to Windows. Stop what uses it here, check that the package "
                               "spice-client-glib-usb-acl-helper is installed, and try again."),
                             name);
}

static void
device_error_cb (CasementSpiceUsbManager *self, SpiceUsbDevice *boxed, const GError *cause)
{
  g_autoptr (CasementUsbDevice) device = find_device (self, boxed);
  g_autoptr (GError) error = NULL;

  if (device == NULL)
    return;
  error = error_new (device, cause);
  casement_usb_manager_redirected (CASEMENT_USB_MANAGER (self), device, FALSE, error);
  update (self);
}

static void
free_slots_cb (CasementSpiceUsbManager *self)
{
  update (self);
}

/* One redirection in the hands of the library. */
typedef struct {
  CasementSpiceUsbManager *self;
  CasementUsbDevice *device;
  gboolean to_guest;
} Redirection;

static void
redirected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Redirection *redirection = user_data;
  g_autoptr (CasementSpiceUsbManager) self = redirection->self;
  g_autoptr (CasementUsbDevice) device = redirection->device;
  SpiceUsbDeviceManager *library = SPICE_USB_DEVICE_MANAGER (source);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (redirection->to_guest)
    done = spice_usb_device_manager_connect_device_finish (library, result, &cause);
  else
    done = spice_usb_device_manager_disconnect_device_finish (library, result, &cause);
  g_free (redirection);
  if (!done && cause != NULL)
    error = error_new (device, cause);
  casement_usb_manager_redirected (CASEMENT_USB_MANAGER (self), device,
                                   spice_usb_device_manager_is_device_connected (library, library_device (device)), error);
  if (library == self->library)
    update (self);
}

static void
casement_spice_usb_manager_redirect (CasementUsbManager *manager, CasementUsbDevice *device, gboolean to_guest)
{
  CasementSpiceUsbManager *self = CASEMENT_SPICE_USB_MANAGER (manager);
  Redirection *redirection;

  if (self->library == NULL) {
    casement_usb_manager_redirected (manager, device, FALSE, NULL);
    return;
  }
  redirection = g_new0 (Redirection, 1);
  redirection->self = g_object_ref (self);
  redirection->device = g_object_ref (device);
  redirection->to_guest = to_guest;
  if (to_guest)
    spice_usb_device_manager_connect_device_async (self->library, library_device (device), NULL, redirected_cb, redirection);
  else
    spice_usb_device_manager_disconnect_device_async (self->library, library_device (device), NULL, redirected_cb,
                                                      redirection);
}

static void
casement_spice_usb_manager_look (CasementUsbManager *manager)
{
  CasementSpiceUsbManager *self = CASEMENT_SPICE_USB_MANAGER (manager);
  g_autoptr (GPtrArray) boxed = NULL;

  self->looking = TRUE;
  update_problem (self);
  if (self->library != NULL || !self->connected || self->n_slots == 0 || casement_usb_manager_get_problem (manager) != NULL)
    return;
  g_set_object (&self->library, spice_usb_device_manager_get (self->spice, NULL));
  if (self->library == NULL)
    return;
  g_object_set (self->library, "auto-connect", FALSE, NULL);
  g_signal_connect_object (self->library, "device-added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "device-removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "device-error", G_CALLBACK (device_error_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "notify::free-channels", G_CALLBACK (free_slots_cb), self, G_CONNECT_SWAPPED);
  boxed = spice_usb_device_manager_get_devices (self->library);
  for (guint i = 0; boxed != NULL && i < boxed->len; i++) {
    g_autoptr (CasementUsbDevice) device = wrap (g_ptr_array_index (boxed, i));

    casement_usb_manager_add (manager, device);
  }
  update (self);
}

static void
casement_spice_usb_manager_dispose (GObject *object)
{
  casement_spice_usb_manager_set_spice (CASEMENT_SPICE_USB_MANAGER (object), NULL);
  G_OBJECT_CLASS (casement_spice_usb_manager_parent_class)->dispose (object);
}

static void
casement_spice_usb_manager_class_init (CasementSpiceUsbManagerClass *klass)
{
  CasementUsbManagerClass *manager_class = CASEMENT_USB_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = casement_spice_usb_manager_dispose;
  manager_class->look = casement_spice_usb_manager_look;
  manager_class->redirect = casement_spice_usb_manager_redirect;
}

static void
casement_spice_usb_manager_init (CasementSpiceUsbManager *self)
{
  update_problem (self);
}

/** casement_spice_usb_manager_new: Returns: (transfer full): a manager without a guest. */
CasementUsbManager *
casement_spice_usb_manager_new (void)
{
  return g_object_new (CASEMENT_TYPE_SPICE_USB_MANAGER, NULL);
}

/**
 * casement_spice_usb_manager_set_spice:
 * @spice: (nullable): the connection of now, before it has channels; %NULL at its end, which returns all devices
 */
void
casement_spice_usb_manager_set_spice (CasementSpiceUsbManager *self, SpiceSession *spice)
{
  g_return_if_fail (CASEMENT_IS_SPICE_USB_MANAGER (self));

  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_clear_object (&self->library);
  g_set_weak_pointer (&self->spice, spice);
  self->connected = FALSE;
  self->n_slots = 0;
  casement_usb_manager_clear (CASEMENT_USB_MANAGER (self));
  update_problem (self);
}

/**
 * casement_spice_usb_manager_set_connected:
 * @connected: whether the list of channels is known, so that slots that are missing do not exist
 */
void
casement_spice_usb_manager_set_connected (CasementSpiceUsbManager *self, gboolean connected)
{
  g_return_if_fail (CASEMENT_IS_SPICE_USB_MANAGER (self));

  self->connected = connected;
  update_problem (self);
  if (self->looking)
    casement_usb_manager_look (CASEMENT_USB_MANAGER (self));
}

/** casement_spice_usb_manager_add_channel: The machine has one slot more. */
void
casement_spice_usb_manager_add_channel (CasementSpiceUsbManager *self)
{
  g_return_if_fail (CASEMENT_IS_SPICE_USB_MANAGER (self));

  self->n_slots++;
  update_problem (self);
  if (self->looking)
    casement_usb_manager_look (CASEMENT_USB_MANAGER (self));
}
