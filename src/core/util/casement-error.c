/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-error.h"

/* Errors carry a sentence for the user in GError.message and, apart from it, the raw text of the program
 * or library that failed, which faces show behind "Details". */
typedef struct {
  char *details;
} CasementErrorPrivate;

static void
casement_error_private_init (CasementErrorPrivate *priv)
{
  priv->details = NULL;
}

static void
casement_error_private_copy (const CasementErrorPrivate *src, CasementErrorPrivate *dest)
{
  dest->details = g_strdup (src->details);
}

static void
casement_error_private_clear (CasementErrorPrivate *priv)
{
  g_free (priv->details);
}

G_DEFINE_EXTENDED_ERROR (CasementError, casement_error)

static GError *
new_valist (CasementError code, const char *details, const char *format, va_list args) G_GNUC_PRINTF (3, 0);

static GError *
new_valist (CasementError code, const char *details, const char *format, va_list args)
{
  GError *error = g_error_new_valist (CASEMENT_ERROR, (int) code, format, args);

  casement_error_get_private (error)->details = g_strdup (details);
  return error;
}

/**
 * casement_error_new:
 * @code: what kind of failure
 * @details: (nullable): raw text from below, untranslated
 * @format: a sentence for the user that says what to do next
 *
 * Returns: (transfer full): a new error in the %CASEMENT_ERROR domain.
 */
GError *
casement_error_new (CasementError code, const char *details, const char *format, ...)
{
  va_list args;
  GError *error;

  va_start (args, format);
  error = new_valist (code, details, format, args);
  va_end (args);
  return error;
}

/**
 * casement_set_error:
 * @error: (nullable): where to put it
 *
 * Like g_set_error() with details; see casement_error_new().
 */
void
casement_set_error (GError **error, CasementError code, const char *details, const char *format, ...)
{
  va_list args;

  if (error == NULL)
    return;

  va_start (args, format);
  g_propagate_error (error, new_valist (code, details, format, args));
  va_end (args);
}

/**
 * casement_error_get_details:
 * @error: any error
 *
 * Returns: (nullable): the raw text behind @error, or %NULL if it has none. Valid as long as @error.
 */
const char *
casement_error_get_details (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != CASEMENT_ERROR)
    return NULL;
  return casement_error_get_private ((GError *) error)->details;
}
