/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>
#include <libxml/tree.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CasementLive:
 * @CASEMENT_LIVE_DONE: the running machine has the change
 * @CASEMENT_LIVE_LATER: it cannot have it while it runs
 * @CASEMENT_LIVE_REFUSED: it can never have it, as @error says: a file that cannot be read
 *
 * What became of a change to a machine that runs.
 */
typedef enum {
  CASEMENT_LIVE_DONE,
  CASEMENT_LIVE_LATER,
  CASEMENT_LIVE_REFUSED,
} CasementLive;

xmlDocPtr casement_media_live_get (virDomainPtr domain, GError **error);
CasementLive casement_media_live_set (virDomainPtr domain, const char *target, const char *path, gboolean *drive_gone, GError **error);
CasementLive casement_media_live_remove (virDomainPtr domain, const char *target);
CasementLive casement_media_live_add (virDomainPtr domain, xmlNodePtr device, GError **error);

G_END_DECLS
