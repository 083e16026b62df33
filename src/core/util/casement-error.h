/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CasementError:
 * @CASEMENT_ERROR_FAILED: anything without a code of its own
 * @CASEMENT_ERROR_INVALID: what the user gave cannot be used as it is (a name, a size, a choice)
 * @CASEMENT_ERROR_EXISTS: the name is taken, or the file is there already
 * @CASEMENT_ERROR_NOT_FOUND: no such virtual machine, file or choice
 * @CASEMENT_ERROR_UNSUPPORTED: this host cannot do it
 * @CASEMENT_ERROR_NO_SPACE: not enough room on disk
 * @CASEMENT_ERROR_NO_MEMORY: not enough memory on the host
 * @CASEMENT_ERROR_PERMISSION: a file or a daemon refused access
 * @CASEMENT_ERROR_IN_USE: an image or device is used by someone else
 * @CASEMENT_ERROR_CONNECTION: libvirt cannot be reached, or went away
 * @CASEMENT_ERROR_TPM: the emulated TPM failed
 * @CASEMENT_ERROR_MEDIA: an installer or driver image is damaged or not what it should be
 *
 * Codes exist only where a caller branches on them.
 */
typedef enum {
  CASEMENT_ERROR_FAILED,
  CASEMENT_ERROR_INVALID,
  CASEMENT_ERROR_EXISTS,
  CASEMENT_ERROR_NOT_FOUND,
  CASEMENT_ERROR_UNSUPPORTED,
  CASEMENT_ERROR_NO_SPACE,
  CASEMENT_ERROR_NO_MEMORY,
  CASEMENT_ERROR_PERMISSION,
  CASEMENT_ERROR_IN_USE,
  CASEMENT_ERROR_CONNECTION,
  CASEMENT_ERROR_TPM,
  CASEMENT_ERROR_MEDIA,
} CasementError;

#define CASEMENT_ERROR (casement_error_quark ())

GQuark casement_error_quark (void);

GError *casement_error_new (CasementError code, const char *details, const char *format, ...) G_GNUC_PRINTF (3, 4);
void casement_set_error (GError **error, CasementError code, const char *details, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
const char *casement_error_get_details (const GError *error);

G_END_DECLS
