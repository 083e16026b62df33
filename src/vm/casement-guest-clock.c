/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-guest-clock.h"

#include "casement-error.h"

/* A guest that stood still has the time of when it was stopped. Its agent may need a while until it answers again. */

#define PATIENCE_SECONDS 60
#define FIRST_WAIT_USEC (250 * 1000)
#define LONGEST_WAIT_USEC (4 * G_USEC_PER_SEC)

static GMutex lock;
static GCond ended;
static guint n_pending;

/**
 * casement_guest_clock_set:
 * @seconds: how long an agent that does not answer is asked again
 *
 * Sets the guest's clock by the host's. Blocks.
 */
gboolean
casement_guest_clock_set (CasementGuestAgent *agent, guint seconds, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  guint wait = FIRST_WAIT_USEC;

  for (;;) {
    g_autoptr (GError) local_error = NULL;

    if (casement_guest_agent_set_time (agent, g_get_real_time (), &local_error))
      return TRUE;
    if (!g_error_matches (local_error, CASEMENT_ERROR, CASEMENT_ERROR_CONNECTION) || g_get_monotonic_time () + wait > deadline) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
    g_usleep (wait);
    wait = MIN (wait * 2, LONGEST_WAIT_USEC);
  }
}

static void
set_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (CasementGuestAgent) agent = casement_guest_agent_open (source, NULL);
  g_autoptr (GError) error = NULL;

  if (agent != NULL && !casement_guest_clock_set (agent, PATIENCE_SECONDS, &error))
    g_info ("The clock of Windows was not set: %s", error->message);
  g_mutex_lock (&lock);
  n_pending--;
  g_cond_broadcast (&ended);
  g_mutex_unlock (&lock);
  g_task_return_boolean (task, TRUE);
}

/** casement_guest_clock_set_later: sets the clock of @vm, which has just gone on, in a thread of its own; nobody is told. */
void
casement_guest_clock_set_later (CasementVm *vm)
{
  g_autoptr (GTask) task = g_task_new (vm, NULL, NULL, NULL);

  g_mutex_lock (&lock);
  n_pending++;
  g_mutex_unlock (&lock);
  g_task_set_source_tag (task, casement_guest_clock_set_later);
  g_task_run_in_thread (task, set_thread);
}

/** casement_guest_clock_wait: for a program that is about to end. Returns: whether all clocks were seen to within @seconds. */
gboolean
casement_guest_clock_wait (guint seconds)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;
  gboolean in_time = TRUE;

  g_mutex_lock (&lock);
  while (n_pending > 0 && in_time)
    in_time = g_cond_wait_until (&ended, &lock, deadline);
  g_mutex_unlock (&lock);
  return in_time;
}
