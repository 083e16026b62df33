/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "casement-boot-patch.h"
#include "casement-creation.h"
#include "casement-error.h"
#include "casement-fault.h"
#include "casement-image-place.h"
#include "casement-journal.h"
#include "casement-libvirt-error.h"
#include "casement-domain-install.h"
#include "casement-setup-volume.h"
#include "casement-setup.h"
#include "casement-storage.h"
#include "casement-vm-creator.h"
#include "casement-xml.h"

/* A name with a number behind it is tried so often before something is very wrong. */
#define VOLUME_NAMES_MAX 1000

struct _CasementVmCreator {
  CasementOperation parent_instance;
  CasementConnection *connection;
  CasementPlan *plan;
  gboolean start;
  gboolean upload;
  char *uuid;
  gboolean made;
};

/* The work of one run; lives in its thread. */
typedef struct {
  CasementVmCreator *creator;
  GCancellable *cancellable;
  virConnectPtr handle;
  virStoragePoolPtr pool;
  virDomainPtr domain;
  CasementJournal *journal;
  CasementSetup *setup;
  GPtrArray *places; /* of CasementImagePlace */
} Work;

G_DEFINE_FINAL_TYPE (CasementVmCreator, casement_vm_creator, CASEMENT_TYPE_OPERATION)

/* A place where Cancel is heard and tests break in. The points are, in order: check, journal, pool, image-copy (once a block, where
 * an image is copied), volume, volume-made, and where Setup is answered disc, disc-made, disc-written; where there is a boot image without a question boot; then define, defined, start,
 * started; and those of casement_creation_undo(). */
static gboolean
pass (Work *work, const char *point, GError **error)
{
  return casement_fault (point, work->cancellable, error)
         && !g_cancellable_set_error_if_cancelled (work->cancellable, error);
}

static gboolean
check_name_free (Work *work, const char *name, GError **error)
{
  virDomainPtr domain = virDomainLookupByName (work->handle, name);

  if (domain != NULL) {
    virDomainFree (domain);
    casement_set_error (error, CASEMENT_ERROR_EXISTS, NULL,
                        _("A virtual machine called “%s” exists already: choose another name."), name);
    return FALSE;
  }
  if (virGetLastErrorCode () == VIR_ERR_NO_DOMAIN) {
    virResetLastError ();
    return TRUE;
  }
  casement_set_libvirt_error (error, _("The names that are taken cannot be read"));
  return FALSE;
}

static gboolean
check_network (Work *work, const char *name, GError **error)
{
  virNetworkPtr network = virNetworkLookupByName (work->handle, name);
  gboolean there = network != NULL;
  gboolean active = there && virNetworkIsActive (network) == 1;

  g_clear_pointer (&network, virNetworkFree);
  if (!there && virGetLastErrorCode () != VIR_ERR_NO_NETWORK) {
    casement_set_libvirt_error (error, _("The virtual networks cannot be read"));
    return FALSE;
  }
  if (!there) {
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, virGetLastErrorMessage (),
                        _("There is no virtual network “%s” on this host: make it, or choose another kind of network."), name);
    return FALSE;
  }
  if (work->creator->start && !active) {
    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, NULL,
                        _("The virtual network “%s” is switched off: start it with “virsh net-start %s”, or choose another kind "
                          "of network."),
                        name, name);
    return FALSE;
  }
  return TRUE;
}

/* What the finished machine will ask for, read from the very configuration that it gets. */
static gboolean
check_networks (Work *work, GError **error)
{
  g_autoptr (GVirConfigDomain) config = casement_plan_build_domain (work->creator->plan, NULL, "/disk");
  g_autofree char *xml = gvir_config_object_to_xml (GVIR_CONFIG_OBJECT (config));
  g_autoptr (xmlDoc) doc = casement_xml_parse (xml, strlen (xml), "domain", error);
  xmlNodePtr node;

  if (doc == NULL)
    return FALSE;
  node = casement_xml_child (casement_xml_child (xmlDocGetRootElement (doc), "devices"), "interface");
  for (; node != NULL; node = casement_xml_next (node, "interface")) {
    g_autofree char *name = casement_xml_dup_attr (casement_xml_child (node, "source"), "network");

    if (name != NULL && !check_network (work, name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check (Work *work, GError **error)
{
  CasementPlan *plan = work->creator->plan;
  CasementVmSpec *spec = casement_plan_get_spec (plan);

  casement_operation_report (CASEMENT_OPERATION (work->creator), _("Checking"), 0.0);
  if (!pass (work, "check", error) || !casement_plan_check (plan, error))
    return FALSE;
  work->handle = casement_connection_acquire (work->creator->connection, error);
  return work->handle != NULL && check_name_free (work, casement_vm_spec_get_name (spec), error)
         && casement_storage_check_file (work->creator->connection, casement_vm_spec_get_iso_path (spec), error)
         && casement_storage_check_file (work->creator->connection, casement_vm_spec_get_drivers_path (spec), error) && check_networks (work, error)
         && casement_setup_make (plan, &work->setup, work->cancellable, error);
}

static gboolean
open_journal (Work *work, GError **error)
{
  CasementVmCreator *self = work->creator;
  CasementDiskPlan *disk = casement_plan_get_disk (self->plan);

  work->journal = casement_journal_new (casement_connection_get_uri (self->connection), self->uuid,
                                        casement_vm_spec_get_name (casement_plan_get_spec (self->plan)), error);
  if (work->journal == NULL)
    return FALSE;
  work->journal->capacity = casement_disk_plan_get_capacity (disk);
  return casement_journal_save (work->journal, "begin", error) && pass (work, "journal", error);
}

static gboolean
open_pool (Work *work, GError **error)
{
  guint64 available;

  casement_operation_report (CASEMENT_OPERATION (work->creator), _("Looking for room"), 0.1);
  work->pool = casement_storage_open_pool (work->creator->connection, work->handle, work->journal, error);
  return work->pool != NULL && pass (work, "pool", error) && casement_storage_refresh (work->pool, error)
         && casement_storage_get_free (work->pool, &available, error)
         && casement_disk_plan_check_space (casement_plan_get_disk (work->creator->plan), available, work->journal->pool_path,
                                            error);
}

static gboolean
place_image (Work *work, const char *path, GError **error)
{
  CasementVmCreator *self = work->creator;
  CasementImagePlace *place;

  if (path == NULL)
    return TRUE;
  place = casement_image_place_new (self->connection, work->handle,
                                    casement_vm_spec_get_name (casement_plan_get_spec (self->plan)), path, self->upload,
                                    CASEMENT_OPERATION (self), work->cancellable, error);
  if (place != NULL)
    g_ptr_array_add (work->places, place);
  return place != NULL;
}

static gboolean
place_images (Work *work, GError **error)
{
  CasementVmSpec *spec = casement_plan_get_spec (work->creator->plan);

  return place_image (work, casement_vm_spec_get_iso_path (spec), error)
         && place_image (work, casement_vm_spec_get_drivers_path (spec), error);
}

/* Never a name that is taken: what lies there may be the disk of a machine that was deleted by mistake. */
static gboolean
choose_volume_name (Work *work, GError **error)
{
  CasementDiskPlan *disk = casement_plan_get_disk (work->creator->plan);
  gboolean local = casement_connection_is_local (work->creator->connection);

  for (guint i = 1; i < VOLUME_NAMES_MAX; i++) {
    g_autofree char *suffix = i > 1 ? g_strdup_printf ("%u", i) : NULL;
    g_autofree char *name = casement_disk_plan_dup_volume_name (disk, suffix);

    if (!casement_storage_has_volume (work->pool, work->journal->pool_path, name, local)) {
      g_free (work->journal->volume);
      work->journal->volume = g_steal_pointer (&name);
      return TRUE;
    }
  }
  casement_set_error (error, CASEMENT_ERROR_EXISTS, work->journal->pool_path,
                      _("The storage pool is full of disks of this name: choose another name for the virtual machine."));
  return FALSE;
}

static gboolean
make_volume (Work *work, GError **error)
{
  g_autofree char *xml = NULL;
  virStorageVolPtr volume;

  casement_operation_report (CASEMENT_OPERATION (work->creator), _("Making the disk"), 0.3);
  if (!choose_volume_name (work, error) || !casement_journal_save (work->journal, "volume", error)
      || !pass (work, "volume", error))
    return FALSE;

  xml = casement_disk_plan_to_volume_xml (casement_plan_get_disk (work->creator->plan), work->journal->volume);
  volume = virStorageVolCreateXML (work->pool, xml, 0);
  if (volume == NULL) {
    /* Made by somebody else since we looked: not ours to delete. */
    if (virGetLastErrorCode () == VIR_ERR_STORAGE_VOL_EXIST)
      g_clear_pointer (&work->journal->volume, g_free);
    casement_set_libvirt_error (error, _("The disk cannot be made"));
    return FALSE;
  }
  if (!pass (work, "volume-made", error)) {
    virStorageVolFree (volume);
    return FALSE;
  }
  work->journal->volume_path = virStorageVolGetPath (volume);
  virStorageVolFree (volume);
  if (work->journal->volume_path == NULL) {
    casement_set_libvirt_error (error, _("The disk cannot be found again"));
    return FALSE;
  }
  return TRUE;
}

/* Beside the disk, under a name that nobody has. */
static char *
choose_setup_name (Work *work, const char *suffix, const char *extension)
{
  gboolean local = casement_connection_is_local (work->creator->connection);
  const char *dot = strrchr (work->journal->volume, '.');
  g_autofree char *stem = g_strndup (work->journal->volume, (gsize) (dot - work->journal->volume));

  for (guint i = 1; i < VOLUME_NAMES_MAX; i++) {
    g_autofree char *number = i > 1 ? g_strdup_printf ("-%u", i) : g_strdup ("");
    g_autofree char *name = g_strconcat (stem, "-", suffix, number, ".", extension, NULL);

    if (!casement_storage_has_volume (work->pool, work->journal->pool_path, name, local))
      return g_steal_pointer (&name);
  }
  return NULL;
}

static gboolean
make_disc (Work *work, GError **error)
{
  CasementSecret *disc;

  if (work->setup == NULL)
    return TRUE;
  casement_operation_report (CASEMENT_OPERATION (work->creator), _("Making the disc with the answers for Setup"), 0.5);
  disc = work->setup->disc;
  work->journal->disc = choose_setup_name (work, "setup", "iso");
  work->journal->disc_size = casement_secret_get_length (disc);
  if (work->journal->disc == NULL || !casement_journal_save (work->journal, "disc", error) || !pass (work, "disc", error))
    return FALSE;
  work->journal->disc_path = casement_setup_volume_make (work->pool, work->journal->disc, casement_secret_get_text (disc),
                                                         casement_secret_get_length (disc), work->cancellable, error);
  return work->journal->disc_path != NULL && pass (work, "disc-written", error);
}

/* Where the installer image has a boot image that does not ask for a key, that is booted: from a thin image over the user's, which stays
 * as it is. Only where both can be read from here and by the daemon; elsewhere the key is pressed. */
static gboolean
make_boot_overlay (Work *work, GError **error)
{
  CasementVmCreator *self = work->creator;
  CasementPlan *plan = self->plan;
  const char *iso = casement_vm_spec_get_iso_path (casement_plan_get_spec (plan));
  CasementBootPatch patch;
  g_autoptr (GBytes) overlay = NULL;
  gsize length;

  if (iso == NULL || self->upload || !casement_connection_is_local (self->connection) || !casement_plan_uses_uefi (plan)
      || casement_advice_get_state (casement_plan_find (plan, "boot-prompt")) != CASEMENT_ADVICE_APPLIED
      || !casement_boot_patch_find (iso, &patch, work->cancellable, NULL))
    return TRUE;
  overlay = casement_boot_patch_make_overlay (&patch, iso, work->cancellable, error);
  if (overlay == NULL)
    return FALSE;
  length = g_bytes_get_size (overlay);
  work->journal->boot = choose_setup_name (work, "boot", "qcow2");
  work->journal->boot_size = length;
  if (work->journal->boot == NULL || !casement_journal_save (work->journal, "boot", error) || !pass (work, "boot", error))
    return FALSE;
  work->journal->boot_path = casement_setup_volume_make (work->pool, work->journal->boot, g_bytes_get_data (overlay, NULL), length,
                                                         work->cancellable, error);
  return work->journal->boot_path != NULL;
}

static char *
build_domain (Work *work, GError **error)
{
  CasementPlan *plan = work->creator->plan;
  g_autoptr (GVirConfigDomain) config = casement_plan_build_domain (plan, work->creator->uuid, work->journal->volume_path);
  const CasementPreset *preset = casement_vm_spec_get_preset (casement_plan_get_spec (plan));
  CasementInstallMark mark = { .started = g_get_real_time () / G_USEC_PER_SEC,
                               .disc = work->journal->disc_path,
                               .boot = work->journal->boot_path,
                               .expected = preset->disk_installed };

  if (work->setup != NULL) {
    mark.full = work->setup->full;
    mark.key_asked = work->setup->key_source == CASEMENT_KEY_ASKED;
  }
  if ((mark.disc != NULL || mark.boot != NULL) && !casement_domain_add_install (casement_domain_get_node (config), &mark)) {
    casement_set_error (error, CASEMENT_ERROR_FAILED, NULL, _("The virtual machine has no place for the disc with the answers for Setup."));
    return NULL;
  }
  return gvir_config_object_to_xml (GVIR_CONFIG_OBJECT (config));
}

static gboolean
define (Work *work, GError **error)
{
  g_autofree char *planned = NULL;
  g_autofree char *xml = NULL;

  casement_operation_report (CASEMENT_OPERATION (work->creator), _("Making the virtual machine"), 0.6);
  if (!casement_journal_save (work->journal, "define", error) || !pass (work, "define", error))
    return FALSE;
  planned = build_domain (work, error);
  xml = planned != NULL ? casement_image_place_apply (work->places, planned, error) : NULL;
  if (xml == NULL)
    return FALSE;
  work->domain = virDomainDefineXMLFlags (work->handle, xml, VIR_DOMAIN_DEFINE_VALIDATE);
  if (work->domain == NULL) {
    casement_set_libvirt_error (error, _("The virtual machine cannot be made"));
    return FALSE;
  }
  return pass (work, "defined", error);
}

static gboolean
start (Work *work, GError **error)
{
  casement_operation_report (CASEMENT_OPERATION (work->creator), _("Starting"), 0.7);
  if (!casement_journal_save (work->journal, "start", error) || !pass (work, "start", error))
    return FALSE;
  /* A machine of the same name may have left the file with its firmware's variables behind, and libvirt would take it. */
  if (virDomainCreateWithFlags (work->domain, VIR_DOMAIN_START_RESET_NVRAM) < 0) {
    casement_set_libvirt_error (error, _("The virtual machine was made and cannot be started, so it was removed again"));
    return FALSE;
  }
  return pass (work, "started", error);
}

static void
undo (Work *work)
{
  g_autoptr (GError) error = NULL;
  virConnectPtr handle;

  if (work->journal == NULL)
    return;
  casement_operation_report (CASEMENT_OPERATION (work->creator), _("Removing what was made"), -1.0);
  g_clear_pointer (&work->domain, virDomainFree);
  g_clear_pointer (&work->pool, virStoragePoolFree);
  /* The one we have may be dead, and the next one there already. */
  handle = casement_connection_dup_handle (work->creator->connection);
  if (handle == NULL || !casement_creation_undo (work->creator->connection, handle, work->journal, &error))
    g_info ("Left for the next start: %s", error != NULL ? error->message : "no connection");
  for (guint i = 0; i < work->places->len; i++)
    casement_image_place_remove (g_ptr_array_index (work->places, i), work->creator->connection, handle);
  /* It stayed while copies of images were in it. */
  if (handle != NULL && work->places->len > 0)
    casement_storage_undo_pool (handle, work->journal);
  g_clear_pointer (&handle, virConnectClose);
}

static gboolean
casement_vm_creator_run (CasementOperation *operation, GCancellable *cancellable, GError **error)
{
  CasementVmCreator *self = CASEMENT_VM_CREATOR (operation);
  Work work = { .creator = self, .cancellable = cancellable };
  gboolean done;

  work.places = g_ptr_array_new_with_free_func ((GDestroyNotify) casement_image_place_free);
  done = check (&work, error) && open_journal (&work, error) && open_pool (&work, error) && place_images (&work, error)
         && make_volume (&work, error) && make_disc (&work, error) && make_boot_overlay (&work, error) && define (&work, error)
         && (!self->start || start (&work, error));
  if (done) {
    for (guint i = 0; i < work.places->len; i++)
      casement_image_place_keep (g_ptr_array_index (work.places, i));
    casement_journal_remove (work.journal);
  } else {
    undo (&work);
  }
  self->made = done;

  g_clear_pointer (&work.domain, virDomainFree);
  g_clear_pointer (&work.pool, virStoragePoolFree);
  g_clear_pointer (&work.handle, virConnectClose);
  g_clear_pointer (&work.journal, casement_journal_free);
  g_clear_pointer (&work.setup, casement_setup_free);
  g_ptr_array_unref (work.places);
  virResetLastError ();
  return done;
}

static void
casement_vm_creator_finalize (GObject *object)
{
  CasementVmCreator *self = CASEMENT_VM_CREATOR (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->plan);
  g_free (self->uuid);
  G_OBJECT_CLASS (casement_vm_creator_parent_class)->finalize (object);
}

static void
casement_vm_creator_class_init (CasementVmCreatorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = casement_vm_creator_finalize;
  CASEMENT_OPERATION_CLASS (klass)->run = casement_vm_creator_run;
}

static void
casement_vm_creator_init (CasementVmCreator *self)
{
  self->uuid = g_uuid_string_random ();
}

/**
 * casement_vm_creator_new:
 * @connection: open
 * @plan: what to make
 * @start_it: whether to start it too; if it cannot be started it is removed again
 *
 * Returns: (transfer full): an operation to run.
 */
CasementVmCreator *
casement_vm_creator_new (CasementConnection *connection, CasementPlan *plan, gboolean start_it)
{
  g_autofree char *title = NULL;
  CasementVmCreator *self;

  g_return_val_if_fail (CASEMENT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (CASEMENT_IS_PLAN (plan), NULL);

  title = g_strdup_printf (_("Creating “%s”"), casement_vm_spec_get_name (casement_plan_get_spec (plan)));
  self = g_object_new (CASEMENT_TYPE_VM_CREATOR, "title", title, NULL);
  self->connection = g_object_ref (connection);
  self->plan = g_object_ref (plan);
  self->start = start_it;
  return self;
}

/**
 * casement_vm_creator_set_upload:
 * @upload: whether the images lie where the daemon cannot see them
 *
 * Has them copied into the storage pool of the host; before it runs. A document of a portal is seen to in any case.
 */
void
casement_vm_creator_set_upload (CasementVmCreator *self, gboolean upload)
{
  g_return_if_fail (CASEMENT_IS_VM_CREATOR (self));
  self->upload = upload;
}

/** casement_vm_creator_get_uuid: Returns: (nullable): the UUID of what was made, lent; %NULL before it is done. */
const char *
casement_vm_creator_get_uuid (CasementVmCreator *self)
{
  g_return_val_if_fail (CASEMENT_IS_VM_CREATOR (self), NULL);
  return self->made ? self->uuid : NULL;
}

/**
 * casement_vm_creator_new_boot_prompt:
 *
 * What belongs to the first start and outlives the creation: for the face that ran it to run, or to start in the background.
 *
 * Returns: (transfer full) (nullable): %NULL where the machine was not made and started, or there is no prompt to answer.
 */
CasementBootPrompt *
casement_vm_creator_new_boot_prompt (CasementVmCreator *self)
{
  CasementAdvice *advice;

  g_return_val_if_fail (CASEMENT_IS_VM_CREATOR (self), NULL);

  advice = casement_plan_find (self->plan, "boot-prompt");
  if (!self->made || !self->start || casement_advice_get_state (advice) != CASEMENT_ADVICE_APPLIED)
    return NULL;
  return casement_boot_prompt_new (self->connection, self->uuid,
                                   casement_vm_spec_get_name (casement_plan_get_spec (self->plan)));
}
