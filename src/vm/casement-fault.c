/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "casement-error.h"
#include "casement-fault.h"

#ifdef CASEMENT_FAULTS

static gboolean
wants (char **orders, const char *action, const char *point)
{
  g_autofree char *order = g_strconcat (action, ":", point, NULL);

  return g_strv_contains ((const char *const *) orders, order);
}

/** casement_fault: @point: where the program is. Returns: %FALSE with @error set where a test wants a failure. */
gboolean
casement_fault (const char *point, GCancellable *cancellable, GError **error)
{
  const char *text = g_getenv ("CASEMENT_FAULT");
  g_auto (GStrv) orders = NULL;

  if (text == NULL)
    return TRUE;
  orders = g_strsplit (text, ",", -1);
  if (wants (orders, "kill", point))
    kill (getpid (), SIGKILL);
  if (wants (orders, "stop", point))
    kill (getpid (), SIGSTOP);
  if (wants (orders, "cancel", point) && cancellable != NULL)
    g_cancellable_cancel (cancellable);
  if (wants (orders, "fail", point)) {
    casement_set_error (error, CASEMENT_ERROR_FAILED, point, "A test wanted this to fail.");
    return FALSE;
  }
  return TRUE;
}

#endif
