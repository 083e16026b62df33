/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-daemons.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "casement-sandbox.h"

/* Any command that opens the user's connection starts the daemon behind it, whichever a distribution has. */
#define START_SESSION "virsh -c qemu:///session uri"

/* Libvirt's own names: one daemon for everything, or one for QEMU (https://libvirt.org/daemons.html). */
static gboolean
find_socket (const char *folder, const char *const *names, gboolean *allowed)
{
  gboolean found = FALSE;

  *allowed = FALSE;
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *path = g_build_filename (folder, "libvirt", names[i], NULL);

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      continue;
    found = TRUE;
    *allowed = *allowed || access (path, R_OK | W_OK) == 0;
  }
  return found;
}

static gboolean
is_installed (const char *root)
{
  static const char *const programs[] = { "usr/sbin/libvirtd", "usr/sbin/virtqemud", "usr/bin/libvirtd", "usr/bin/virtqemud",
                                          "usr/local/sbin/libvirtd" };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++) {
    g_autofree char *path = g_build_filename (root, programs[i], NULL);

    if (g_file_test (path, G_FILE_TEST_EXISTS))
      return TRUE;
  }
  return FALSE;
}

/**
 * casement_daemons_look:
 * @self: filled in
 * @root: where the file system begins; "/" but in tests
 * @runtime_dir: the user's runtime directory ($XDG_RUNTIME_DIR)
 *
 * Looks at a few names in the file system; talks to nobody.
 */
void
casement_daemons_look (CasementDaemons *self, const char *root, const char *runtime_dir)
{
  static const char *const sockets[] = { "virtqemud-sock", "libvirt-sock", NULL };
  g_autofree char *run = NULL;
  g_autofree char *ostree = NULL;
  g_autofree char *os_release = NULL;
  gboolean allowed;

  g_return_if_fail (self != NULL && root != NULL && runtime_dir != NULL);

  run = g_build_filename (root, "run", NULL);
  ostree = g_build_filename (root, "run", "ostree-booted", NULL);
  os_release = casement_sandbox_dup_os_release (root);
  *self = (CasementDaemons){
    .sandboxed = casement_sandbox_is_active (root),
    .distro = casement_distro_parse (os_release, g_file_test (ostree, G_FILE_TEST_EXISTS)),
  };
  self->session = find_socket (runtime_dir, sockets, &allowed);
  self->system = find_socket (run, sockets, &self->system_allowed);
  self->installed = !self->sandboxed && is_installed (root);
}

/**
 * casement_daemons_get_uri:
 *
 * Outside of a sandbox libvirt's library starts the user's daemon when it is asked for; inside only what runs counts.
 *
 * Returns: the connection to use where none was chosen.
 */
const char *
casement_daemons_get_uri (const CasementDaemons *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->sandboxed && !self->session && self->system_allowed)
    return "qemu:///system";
  return "qemu:///session";
}

/**
 * casement_daemons_dup_command:
 *
 * Returns: (transfer full) (nullable): the one command that brings the user's own libvirt to life; %NULL where it is there, or
 * none is known.
 */
char *
casement_daemons_dup_command (const CasementDaemons *self)
{
  g_autofree char *install = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->session)
    return NULL;
  /* The system's daemon shows that libvirt is installed. */
  if (self->installed || self->system)
    return g_strdup (START_SESSION);
  install = casement_distro_dup_install (self->distro, CASEMENT_PACKAGE_LIBVIRT);
  if (install == NULL)
    return self->sandboxed ? g_strdup (START_SESSION) : NULL;
  /* Outside of a sandbox Retry starts the daemon. An image has its new packages after a restart only. */
  if (!self->sandboxed || self->distro == CASEMENT_DISTRO_FEDORA_IMAGE)
    return g_steal_pointer (&install);
  return g_strconcat (install, " && " START_SESSION, NULL);
}

/** casement_daemons_get_advice: Returns: (nullable): what is missing, in one sentence, to go before the command; static. */
const char *
casement_daemons_get_advice (const CasementDaemons *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->session)
    return NULL;
  if (self->installed || self->system)
    return _("Libvirt, which runs the virtual machines, is installed but not running for you. Start it with this command in a "
             "terminal, then choose Retry.");
  if (self->distro == CASEMENT_DISTRO_FEDORA_IMAGE)
    return _("Libvirt, which runs the virtual machines, is not running for you. Install it with this command in a terminal, "
             "restart the computer, then choose Retry.");
  return _("Libvirt, which runs the virtual machines, is not running for you. Install and start it with this command in a "
           "terminal, then choose Retry.");
}
