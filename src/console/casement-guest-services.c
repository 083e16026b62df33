/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-guest-services.h"

#include <spice/vd_agent.h>
#include "casement-spice-usb-manager.h"

struct _CasementGuestServices {
  GObject parent_instance;
  CasementGuestClipboard *clipboard;
  CasementFileSender *file_sender;
  CasementSharedFolder *shared_folder;
  CasementSpiceUsbManager *usb;
  CasementMicrophone *microphone;
  SpiceSession *spice;
  guint known_id;
};

G_DEFINE_FINAL_TYPE (CasementGuestServices, casement_guest_services, G_TYPE_OBJECT)

/* Channels come each in an idle of its own, all queued when the main channel has its list; there is no event for the last. */
static gboolean
known_cb (gpointer user_data)
{
  CasementGuestServices *self = user_data;

  self->known_id = 0;
  casement_shared_folder_set_connected (self->shared_folder, TRUE);
  casement_spice_usb_manager_set_connected (self->usb, TRUE);
  return G_SOURCE_REMOVE;
}

static void
main_event_cb (CasementGuestServices *self, SpiceChannelEvent event)
{
  g_clear_handle_id (&self->known_id, g_source_remove);
  if (event == SPICE_CHANNEL_OPENED) {
    self->known_id = g_timeout_add_full (G_PRIORITY_LOW, 500, known_cb, self, NULL);
    return;
  }
  casement_shared_folder_set_connected (self->shared_folder, FALSE);
  casement_spice_usb_manager_set_connected (self->usb, FALSE);
}

static void
agent_cb (CasementGuestServices *self, SpiceMainChannel *channel)
{
  if (self->spice != NULL && spice_main_channel_agent_test_capability (channel, VD_AGENT_CAP_AUDIO_VOLUME_SYNC))
    casement_microphone_guard (self->microphone, self->spice);
}

static void
casement_guest_services_dispose (GObject *object)
{
  CasementGuestServices *self = CASEMENT_GUEST_SERVICES (object);

  if (self->clipboard != NULL)
    casement_guest_services_end (self);
  g_clear_object (&self->clipboard);
  g_clear_object (&self->file_sender);
  g_clear_object (&self->shared_folder);
  g_clear_object (&self->usb);
  g_clear_object (&self->microphone);
  G_OBJECT_CLASS (casement_guest_services_parent_class)->dispose (object);
}

static void
casement_guest_services_class_init (CasementGuestServicesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_guest_services_dispose;
}

static void
casement_guest_services_init (CasementGuestServices *self)
{
  self->clipboard = casement_guest_clipboard_new ();
  self->file_sender = casement_file_sender_new ();
  self->shared_folder = casement_shared_folder_new ();
  self->usb = CASEMENT_SPICE_USB_MANAGER (casement_spice_usb_manager_new ());
  self->microphone = casement_microphone_new ();
}

/** casement_guest_services_new: Returns: (transfer full): services of no guest yet. */
CasementGuestServices *
casement_guest_services_new (void)
{
  return g_object_new (CASEMENT_TYPE_GUEST_SERVICES, NULL);
}

/** casement_guest_services_get_clipboard: Returns: (transfer none): the guest's clipboard. */
CasementGuestClipboard *
casement_guest_services_get_clipboard (CasementGuestServices *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_SERVICES (self), NULL);
  return self->clipboard;
}

/** casement_guest_services_get_file_sender: Returns: (transfer none): what copies files into the guest. */
CasementFileSender *
casement_guest_services_get_file_sender (CasementGuestServices *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_SERVICES (self), NULL);
  return self->file_sender;
}

/** casement_guest_services_get_shared_folder: Returns: (transfer none): what shares a folder with the guest. */
CasementSharedFolder *
casement_guest_services_get_shared_folder (CasementGuestServices *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_SERVICES (self), NULL);
  return self->shared_folder;
}

/** casement_guest_services_get_usb: Returns: (transfer none): what gives USB devices to the guest. */
CasementUsbManager *
casement_guest_services_get_usb (CasementGuestServices *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_SERVICES (self), NULL);
  return CASEMENT_USB_MANAGER (self->usb);
}

/** casement_guest_services_get_microphone: Returns: (transfer none): whether the guest hears this side. */
CasementMicrophone *
casement_guest_services_get_microphone (CasementGuestServices *self)
{
  g_return_val_if_fail (CASEMENT_IS_GUEST_SERVICES (self), NULL);
  return self->microphone;
}

/** casement_guest_services_begin: @spice is about to be connected. */
void
casement_guest_services_begin (CasementGuestServices *self, SpiceSession *spice)
{
  g_return_if_fail (CASEMENT_IS_GUEST_SERVICES (self));

  g_set_weak_pointer (&self->spice, spice);
  casement_shared_folder_set_spice (self->shared_folder, spice);
  casement_spice_usb_manager_set_spice (self->usb, spice);
}

/** casement_guest_services_set_main: @channel is the way to the agent. */
void
casement_guest_services_set_main (CasementGuestServices *self, SpiceMainChannel *channel)
{
  g_return_if_fail (CASEMENT_IS_GUEST_SERVICES (self));

  g_signal_connect_object (channel, "main-agent-update", G_CALLBACK (agent_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "channel-event", G_CALLBACK (main_event_cb), self, G_CONNECT_SWAPPED);
  casement_guest_clipboard_set_channel (self->clipboard, channel);
  casement_file_sender_set_channel (self->file_sender, channel);
}

/** casement_guest_services_wants: Returns: whether @channel may be connected for one of the services, and needs a socket then. */
gboolean
casement_guest_services_wants (CasementGuestServices *self, SpiceChannel *channel)
{
  return SPICE_IS_WEBDAV_CHANNEL (channel) || SPICE_IS_USBREDIR_CHANNEL (channel) || SPICE_IS_RECORD_CHANNEL (channel);
}

/**
 * casement_guest_services_adopt:
 * @channel: a wanted one, whose sockets are cared for
 * @sound: whether the guest is heard; only then it may ask for the microphone
 *
 * Returns: whether nobody else may hear of @channel.
 */
gboolean
casement_guest_services_adopt (CasementGuestServices *self, SpiceChannel *channel, gboolean sound)
{
  if (SPICE_IS_RECORD_CHANNEL (channel))
    return !sound || casement_microphone_takes (self->microphone, SPICE_RECORD_CHANNEL (channel));
  if (SPICE_IS_WEBDAV_CHANNEL (channel))
    casement_shared_folder_add_channel (self->shared_folder, SPICE_WEBDAV_CHANNEL (channel));
  else
    casement_spice_usb_manager_add_channel (self->usb);
  return FALSE;
}

/** casement_guest_services_end: The connection ends. */
void
casement_guest_services_end (CasementGuestServices *self)
{
  g_return_if_fail (CASEMENT_IS_GUEST_SERVICES (self));

  g_clear_handle_id (&self->known_id, g_source_remove);
  casement_microphone_end (self->microphone);
  casement_guest_clipboard_set_channel (self->clipboard, NULL);
  casement_file_sender_set_channel (self->file_sender, NULL);
  casement_shared_folder_set_spice (self->shared_folder, NULL);
  casement_spice_usb_manager_set_spice (self->usb, NULL);
  g_clear_weak_pointer (&self->spice);
}
