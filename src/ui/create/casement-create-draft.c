/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-create-draft-private.h"
#include "casement-error.h"
#include "casement-storage-space.h"

G_DEFINE_FINAL_TYPE (CasementCreateDraft, casement_create_draft, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
name_is_taken (CasementCreateDraft *self, const char *name)
{
  CasementVm *vm = casement_library_find (self->library, name);

  /* A UUID is a fine name if no machine is called so. */
  return vm != NULL && g_strcmp0 (casement_vm_get_name (vm), name) == 0;
}

static char *
dup_free_name (CasementCreateDraft *self, const char *base)
{
  char *name = g_strdup (base);

  for (guint i = 2; name_is_taken (self, name); i++) {
    g_free (name);
    name = g_strdup_printf ("%s %u", base, i);
  }
  return name;
}

static void
give_name (CasementCreateDraft *self)
{
  g_autofree char *name = NULL;

  if (!self->name_is_ours)
    return;
  /* Of the Windows, not of the kind of machine that it gets. */
  name = dup_free_name (self, casement_preset_find_for_os (casement_vm_spec_get_preset (self->spec)->os_id)->title);
  casement_vm_spec_set_name (self->spec, name);
}

/* Gives the machine the numbers that suit this Windows on this host, except those that the user changed. */
static void
give_defaults (CasementCreateDraft *self)
{
  g_autoptr (CasementVmSpec) fresh = casement_vm_spec_new (casement_vm_spec_get_preset (self->spec));
  CasementVmSpec *old = self->defaults;

  if (self->facts != NULL)
    casement_vm_spec_use_host_defaults (fresh, self->facts);
  if (old == NULL || casement_vm_spec_get_memory (self->spec) == casement_vm_spec_get_memory (old))
    casement_vm_spec_set_memory (self->spec, casement_vm_spec_get_memory (fresh));
  if (old == NULL || casement_vm_spec_get_cpus (self->spec) == casement_vm_spec_get_cpus (old))
    casement_vm_spec_set_cpus (self->spec, casement_vm_spec_get_cpus (fresh));
  if (old == NULL || casement_vm_spec_get_disk_size (self->spec) == casement_vm_spec_get_disk_size (old))
    casement_vm_spec_set_disk_size (self->spec, casement_vm_spec_get_disk_size (fresh));
  g_set_object (&self->defaults, fresh);
  give_name (self);
}

static gboolean
check_space (CasementCreateDraft *self, GError **error)
{
  return self->storage_path == NULL
         || casement_disk_plan_check_space (casement_plan_get_disk (self->plan), self->free_space, self->storage_path, error);
}

/* The first thing that stands against creating what is asked for; what is not asked for yet is no problem. */
static void
find_problem (CasementCreateDraft *self, GError **error)
{
  if (self->facts_error != NULL) {
    g_propagate_error (error, g_error_copy (self->facts_error));
    return;
  }
  if (self->facts == NULL || self->plan == NULL || self->media == NULL || !self->preset_chosen)
    return;
  if (casement_vm_spec_check_memory (self->spec, self->facts, error)
      && casement_vm_spec_check_cpus (self->spec, self->facts, error)
      && casement_vm_spec_check_disk_size (self->spec, error) && check_space (self, error)
      && casement_create_draft_check_name (self, NULL) && casement_create_draft_check_unattend (self))
    casement_plan_check (self->plan, error);
}

/* What an image with a single edition leaves no choice of. */
static void
give_edition (CasementCreateDraft *self)
{
  g_autoptr (GPtrArray) editions = casement_create_draft_dup_editions (self);

  if (editions->len == 1)
    casement_vm_spec_set_edition (self->spec, g_ptr_array_index (editions, 0));
}

/* The host's doing, not the user's: what a machine with the amounts that are recommended would still lack. */
static char *
dup_missed (CasementCreateDraft *self)
{
  const CasementPreset *preset = casement_preset_find_for_os (casement_vm_spec_get_preset (self->spec)->os_id);
  g_autoptr (CasementVmSpec) spec = NULL;
  g_autoptr (CasementPlan) plan = NULL;

  if (self->facts == NULL || self->media == NULL || !self->preset_chosen || casement_preset_find_unsupported (preset) == NULL)
    return NULL;
  spec = casement_vm_spec_new (preset);
  casement_vm_spec_use_host_defaults (spec, self->facts);
  plan = casement_plan_new (spec, self->facts);
  return casement_plan_dup_missed (plan);
}

static void
update (CasementCreateDraft *self)
{
  gboolean drivers_settled = self->drivers != NULL || self->skip_drivers;

  g_clear_object (&self->plan);
  g_clear_error (&self->problem);
  if (self->facts != NULL)
    self->plan = casement_plan_new (self->spec, self->facts);
  g_free (self->missed);
  self->missed = dup_missed (self);
  find_problem (self, &self->problem);
  self->ready = self->plan != NULL && self->media != NULL && self->preset_chosen && self->identifying == NULL
                && drivers_settled && self->problem == NULL && casement_create_draft_check_name (self, NULL)
                && casement_create_draft_check_unattend (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
update_cb (gpointer user_data)
{
  CasementCreateDraft *self = user_data;

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
queue_update (CasementCreateDraft *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add_full (G_PRIORITY_DEFAULT, update_cb, self, NULL);
}

static void
spec_changed_cb (CasementCreateDraft *self)
{
  queue_update (self);
}

static void
take_drivers (CasementCreateDraft *self, CasementMediaInfo *drivers)
{
  g_set_object (&self->drivers, drivers);
  g_clear_error (&self->drivers_error);
  casement_vm_spec_set_drivers_path (self->spec, drivers != NULL ? casement_media_info_get_path (drivers) : NULL);
  queue_update (self);
}

static GError *
error_not_windows (CasementMediaInfo *media)
{
  const char *name = casement_media_info_get_name (media);

  return casement_error_new (CASEMENT_ERROR_MEDIA, NULL,
                             _("This image holds %s, not an installer of Windows. Choose an ISO image of Windows, as "
                               "Microsoft offers it for download."),
                             name);
}

static void
take_media (CasementCreateDraft *self, CasementMediaInfo *media)
{
  const CasementPreset *preset = NULL;

  if (casement_media_info_get_kind (media) == CASEMENT_MEDIA_VIRTIO_WIN) {
    take_drivers (self, media);
    self->media_error = casement_error_new (
        CASEMENT_ERROR_MEDIA, NULL,
        _("This is the driver image, and it is used as that. Now choose the installer image of Windows itself."));
    return;
  }
  if (casement_media_info_get_kind (media) == CASEMENT_MEDIA_OTHER && casement_media_info_get_name (media) != NULL) {
    self->media_error = error_not_windows (media);
    return;
  }
  self->media = g_object_ref (media);
  casement_vm_spec_set_iso_path (self->spec, casement_media_info_get_path (media));
  self->preset_chosen = casement_media_info_get_kind (media) == CASEMENT_MEDIA_WINDOWS_INSTALL;
  preset = casement_preset_find_for_media (casement_media_info_get_os_id (media), casement_media_info_get_arch (media));
  if (preset != NULL) {
    g_object_set (self->spec, "preset", preset->id, NULL);
    give_defaults (self);
    give_edition (self);
  } else {
    /* A Windows that no preset knows: the user says which it is most like. */
    self->preset_chosen = FALSE;
  }
}

static void
identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementCreateDraft) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementMediaInfo) media = casement_media_info_identify_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->identifying);
  if (media != NULL)
    take_media (self, media);
  else
    self->media_error = g_steal_pointer (&error);
  queue_update (self);
}

static void
drivers_identified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementCreateDraft) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementMediaInfo) media = casement_media_info_identify_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->searching);
  if (media != NULL && casement_media_info_get_kind (media) == CASEMENT_MEDIA_VIRTIO_WIN) {
    take_drivers (self, media);
    return;
  }
  g_clear_error (&self->drivers_error);
  if (media != NULL)
    error = casement_error_new (CASEMENT_ERROR_MEDIA, NULL,
                                _("This is not a driver image. Choose the ISO image “virtio-win”."));
  self->drivers_error = g_steal_pointer (&error);
  queue_update (self);
}

static void
find_drivers_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, casement_media_find_drivers (cancellable), (GDestroyNotify) g_ptr_array_unref);
}

static void
drivers_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CasementCreateDraft *self = CASEMENT_CREATE_DRAFT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->searching);
  if (found != NULL && found->len > 0 && self->drivers == NULL)
    take_drivers (self, g_ptr_array_index (found, 0));
  queue_update (self);
}

static void
find_drivers (CasementCreateDraft *self)
{
  g_autoptr (GTask) task = NULL;

  self->searching = g_cancellable_new ();
  task = g_task_new (self, self->searching, drivers_found_cb, NULL);
  g_task_run_in_thread (task, find_drivers_thread);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementCreateDraft) self = user_data;
  g_autofree char *where = NULL;
  guint64 available;

  if (!casement_storage_space_measure_finish (CASEMENT_CONNECTION (source), result, &available, &where)
      || self->library == NULL)
    return;
  self->free_space = available;
  g_free (self->storage_path);
  self->storage_path = g_steal_pointer (&where);
  queue_update (self);
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CasementCreateDraft) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementHostFacts) facts = NULL;

  facts = casement_connection_probe_host_finish (CASEMENT_CONNECTION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->probing);
  if (facts != NULL) {
    self->facts = g_steal_pointer (&facts);
    give_defaults (self);
    casement_storage_space_measure_async (CASEMENT_CONNECTION (source), NULL, measured_cb, g_object_ref (self));
  } else {
    self->facts_error = g_steal_pointer (&error);
  }
  queue_update (self);
}

static void
probe (CasementCreateDraft *self)
{
  CasementConnection *connection = casement_library_get_connection (self->library);

  self->probing = g_cancellable_new ();
  casement_connection_probe_host_async (connection, self->probing, probed_cb, g_object_ref (self));
}

/* The assistant may be opened before the connection is, and outlive a lost one. */
static void
connection_changed_cb (CasementCreateDraft *self)
{
  CasementConnection *connection = casement_library_get_connection (self->library);
  const GError *error = casement_connection_get_error (connection);

  if (self->facts != NULL || self->probing != NULL)
    return;
  if (casement_connection_get_state (connection) == CASEMENT_CONNECTION_OPEN) {
    g_clear_error (&self->facts_error);
    probe (self);
  } else if (error != NULL) {
    g_clear_error (&self->facts_error);
    self->facts_error = g_error_copy (error);
  }
  queue_update (self);
}

static void
library_changed_cb (CasementCreateDraft *self)
{
  if (!self->frozen && self->name_is_ours && name_is_taken (self, casement_vm_spec_get_name (self->spec)))
    give_name (self);
  queue_update (self);
}

static void
stop (GCancellable **cancellable)
{
  g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

static void
casement_create_draft_dispose (GObject *object)
{
  CasementCreateDraft *self = CASEMENT_CREATE_DRAFT (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  stop (&self->identifying);
  stop (&self->searching);
  stop (&self->probing);
  g_clear_object (&self->library);
  g_clear_object (&self->spec);
  g_clear_object (&self->unattend);
  g_clear_object (&self->defaults);
  g_clear_object (&self->media);
  g_clear_object (&self->drivers);
  g_clear_object (&self->facts);
  g_clear_object (&self->plan);
  g_clear_error (&self->media_error);
  g_clear_error (&self->drivers_error);
  g_clear_error (&self->facts_error);
  g_clear_error (&self->problem);
  g_clear_pointer (&self->storage_path, g_free);
  g_clear_pointer (&self->missed, g_free);
  G_OBJECT_CLASS (casement_create_draft_parent_class)->dispose (object);
}

static void
casement_create_draft_class_init (CasementCreateDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = casement_create_draft_dispose;
  signals[CHANGED]
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
casement_create_draft_init (CasementCreateDraft *self)
{
  self->name_is_ours = TRUE;
  self->spec = casement_vm_spec_new (casement_preset_get_default ());
  self->unattend = casement_unattend_new ();
  g_signal_connect_object (self->unattend, "notify", G_CALLBACK (spec_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->spec, "notify", G_CALLBACK (spec_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->spec, "choice-changed", G_CALLBACK (spec_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * casement_create_draft_new:
 * @library: where the virtual machine will appear
 *
 * Returns: (transfer full): a draft with good defaults, already looking at the host and for drivers.
 */
CasementCreateDraft *
casement_create_draft_new (CasementLibrary *library)
{
  CasementCreateDraft *self;
  CasementConnection *connection;

  g_return_val_if_fail (CASEMENT_IS_LIBRARY (library), NULL);

  self = g_object_new (CASEMENT_TYPE_CREATE_DRAFT, NULL);
  self->library = g_object_ref (library);
  connection = casement_library_get_connection (library);
  g_signal_connect_object (library, "items-changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "notify::state", G_CALLBACK (connection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "notify::error", G_CALLBACK (connection_changed_cb), self, G_CONNECT_SWAPPED);
  give_defaults (self);
  connection_changed_cb (self);
  find_drivers (self);
  return self;
}

/* Returns: (transfer full) (nullable): the path of @file if libvirt could be given it. */
static char *
dup_usable_path (GFile *file, GError **error)
{
  g_autofree char *path = g_file_get_path (file);

  if (path == NULL) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        _("This image is not on this computer. Copy it into a folder here first."));
    return NULL;
  }
  if (!casement_vm_spec_check_path (path, error))
    return NULL;
  return g_steal_pointer (&path);
}

/**
 * casement_create_draft_set_iso:
 * @file: what should be the installer image
 *
 * Takes an installer image, after a look into it.
 */
void
casement_create_draft_set_iso (CasementCreateDraft *self, GFile *file)
{
  g_autofree char *path = NULL;

  g_return_if_fail (CASEMENT_IS_CREATE_DRAFT (self));
  g_return_if_fail (G_IS_FILE (file));

  stop (&self->identifying);
  g_clear_object (&self->media);
  g_clear_error (&self->media_error);
  casement_vm_spec_set_iso_path (self->spec, NULL);
  path = dup_usable_path (file, &self->media_error);
  if (path != NULL) {
    self->identifying = g_cancellable_new ();
    casement_media_info_identify_async (path, self->identifying, identified_cb, g_object_ref (self));
  }
  queue_update (self);
}

/**
 * casement_create_draft_set_drivers:
 * @file: what should be the driver image
 *
 * Takes a driver image, after a look into it; what was taken before stays if it is none.
 */
void
casement_create_draft_set_drivers (CasementCreateDraft *self, GFile *file)
{
  g_autofree char *path = NULL;

  g_return_if_fail (CASEMENT_IS_CREATE_DRAFT (self));
  g_return_if_fail (G_IS_FILE (file));

  stop (&self->searching);
  g_clear_error (&self->drivers_error);
  path = dup_usable_path (file, &self->drivers_error);
  if (path != NULL) {
    self->searching = g_cancellable_new ();
    casement_media_info_identify_async (path, self->searching, drivers_identified_cb, g_object_ref (self));
  }
  queue_update (self);
}

/** casement_create_draft_set_skip_drivers: Sets whether to do without a driver image where there is none. */
void
casement_create_draft_set_skip_drivers (CasementCreateDraft *self, gboolean skip)
{
  g_return_if_fail (CASEMENT_IS_CREATE_DRAFT (self));

  if (self->skip_drivers == !!skip)
    return;
  self->skip_drivers = !!skip;
  queue_update (self);
}

/**
 * casement_create_draft_set_name:
 * @name: what the user typed
 *
 * Sets the name; an empty one brings the proposal back at the next change of the image.
 */
void
casement_create_draft_set_name (CasementCreateDraft *self, const char *name)
{
  g_return_if_fail (CASEMENT_IS_CREATE_DRAFT (self));

  if (g_strcmp0 (name, casement_vm_spec_get_name (self->spec)) == 0)
    return;
  self->name_is_ours = *name == '\0';
  casement_vm_spec_set_name (self->spec, name);
}

/**
 * casement_create_draft_set_preset:
 * @preset: (nullable): which Windows an image holds that nobody recognises; %NULL if not said
 *
 * Answers casement_create_draft_get_asks_preset().
 */
void
casement_create_draft_set_preset (CasementCreateDraft *self, const CasementPreset *preset)
{
  g_return_if_fail (CASEMENT_IS_CREATE_DRAFT (self));

  self->preset_chosen = preset != NULL;
  if (preset != NULL) {
    g_object_set (self->spec, "preset", preset->id, NULL);
    give_defaults (self);
    give_edition (self);
  }
  queue_update (self);
}

/**
 * casement_create_draft_set_unsupported:
 * @unsupported: whether to do without what this host cannot give
 *
 * Chooses between Windows as Microsoft requires a machine for it, and what this host can do.
 */
void
casement_create_draft_set_unsupported (CasementCreateDraft *self, gboolean unsupported)
{
  const CasementPreset *preset = casement_vm_spec_get_preset (self->spec);
  const CasementEdition *edition = casement_vm_spec_get_edition (self->spec);
  const CasementPreset *wanted = unsupported ? casement_preset_find_unsupported (preset) : casement_preset_find_for_os (preset->os_id);

  g_return_if_fail (CASEMENT_IS_CREATE_DRAFT (self));

  if (wanted == NULL || wanted == preset)
    return;
  g_object_set (self->spec, "preset", wanted->id, NULL);
  /* The same Windows, so the same editions. */
  casement_vm_spec_set_edition (self->spec, edition);
  give_defaults (self);
  queue_update (self);
}

/**
 * casement_create_draft_set_frozen:
 * @frozen: whether the draft is being carried out
 *
 * Keeps the proposed name as it is while the virtual machine that has it is made.
 */
void
casement_create_draft_set_frozen (CasementCreateDraft *self, gboolean frozen)
{
  g_return_if_fail (CASEMENT_IS_CREATE_DRAFT (self));

  self->frozen = frozen;
  queue_update (self);
}

/** casement_create_draft_reset_machine: Puts memory, processors and disk back to what suits this host. */
void
casement_create_draft_reset_machine (CasementCreateDraft *self)
{
  g_return_if_fail (CASEMENT_IS_CREATE_DRAFT (self));

  g_clear_object (&self->defaults);
  give_defaults (self);
}

/**
 * casement_create_draft_check_name:
 *
 * Returns: %TRUE if the name can be used here; else @error says why not.
 */
gboolean
casement_create_draft_check_name (CasementCreateDraft *self, GError **error)
{
  const char *name = casement_vm_spec_get_name (self->spec);

  if (!casement_vm_spec_check_name (name, error))
    return FALSE;
  if (name_is_taken (self, name)) {
    casement_set_error (error, CASEMENT_ERROR_EXISTS, NULL,
                        _("There is a virtual machine of this name already. Choose another name."));
    return FALSE;
  }
  return TRUE;
}

/** casement_create_draft_get_unattend: Returns: what Setup would be answered, lent. */
CasementUnattend *
casement_create_draft_get_unattend (CasementCreateDraft *self)
{
  return self->unattend;
}

/** casement_create_draft_set_unattended: The first time, the account is called as the user is here. */
void
casement_create_draft_set_unattended (CasementCreateDraft *self, gboolean unattended)
{
  g_return_if_fail (CASEMENT_IS_CREATE_DRAFT (self));

  if (unattended && casement_unattend_get_user_name (self->unattend) == NULL) {
    g_autofree char *name = casement_unattend_suggest_user_name (g_get_user_name ());

    casement_unattend_set_user_name (self->unattend, name);
  }
  casement_vm_spec_set_unattend (self->spec, unattended ? self->unattend : NULL);
}

/** casement_create_draft_set_password: of the account in Windows. */
void
casement_create_draft_set_password (CasementCreateDraft *self, CasementSecret *password)
{
  casement_unattend_set_password (self->unattend, password);
  queue_update (self);
}

/** casement_create_draft_set_product_key: the user's own. */
void
casement_create_draft_set_product_key (CasementCreateDraft *self, CasementSecret *key)
{
  casement_unattend_set_product_key (self->unattend, key);
  queue_update (self);
}
