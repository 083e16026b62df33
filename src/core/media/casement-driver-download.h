/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-operation.h"

G_BEGIN_DECLS

/* Where the newest stable driver image is; leads on to the version of the day. */
#define CASEMENT_DRIVERS_URL "https://fedorapeople.org/groups/virt/virtio-win/direct-downloads/stable-virtio/virtio-win.iso"

/* Fetches a driver image and lets only one through that is one. What was broken off is gone on with the next time. */
#define CASEMENT_TYPE_DRIVER_DOWNLOAD (casement_driver_download_get_type ())
G_DECLARE_FINAL_TYPE (CasementDriverDownload, casement_driver_download, CASEMENT, DRIVER_DOWNLOAD, CasementOperation)

CasementDriverDownload *casement_driver_download_new (const char *url, const char *folder);
void casement_driver_download_set_patience (CasementDriverDownload *self, guint seconds);

const char *casement_driver_download_get_path (CasementDriverDownload *self);
const char *casement_driver_download_get_version (CasementDriverDownload *self);
const char *casement_driver_download_get_sha256 (CasementDriverDownload *self);
gboolean casement_driver_download_get_known (CasementDriverDownload *self);

G_END_DECLS
