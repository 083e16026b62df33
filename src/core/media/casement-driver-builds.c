/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-driver-builds.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define ISSUES "https://github.com/virtio-win/kvm-guest-drivers-windows/issues/"

/* The worst first. */
static const CasementDriverBuild builds[] = {
  /* Bisected by the reporter; builds after 294 are right again. */
  { 285, 294, N_("The disk driver of this build can damage Windows' page file."), ISSUES "1614", TRUE },
  { 0, 189, N_("virtio-fs of this build cannot copy files above 2 MiB or remove empty folders."), ISSUES "527", FALSE },
  { 0, 203, N_("Some drivers of this build lack a signature that Secure Boot accepts."),
    "https://github.com/virtio-win/virtio-win-pkg-scripts/issues/91", FALSE },
  { 0, 207, N_("This build has no driver for the virtio display."),
    "https://kevinlocke.name/bits/2021/12/10/windows-11-guest-virtio-libvirt/#video", FALSE },
};

/**
 * casement_driver_builds_find:
 * @version: (nullable): of a driver image or of an installed driver package, such as "0.1.285-1"
 *
 * Returns: (transfer full): the faults that version is known for, lent, the worst first; none for a version in another form.
 */
GPtrArray *
casement_driver_builds_find (const char *version)
{
  GPtrArray *found = g_ptr_array_new ();
  guint major, minor, build;

  if (version == NULL || sscanf (version, "%5u.%5u.%9u", &major, &minor, &build) != 3 || major != 0 || minor != 1)
    return found;
  for (guint i = 0; i < G_N_ELEMENTS (builds); i++)
    if (build >= builds[i].first && build <= builds[i].last)
      g_ptr_array_add (found, (gpointer) &builds[i]);
  return found;
}
