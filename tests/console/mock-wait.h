/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Runs the main loop until @expression holds; ends the test after half a minute. */
#define WAIT_FOR(expression)                                                                                 \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 wait_deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;                                    \
                                                                                                             \
    while (!(expression)) {                                                                                  \
      if (g_get_monotonic_time () > wait_deadline)                                                           \
        g_error ("%s:%d: never came true: %s", __FILE__, __LINE__, #expression);                             \
      mock_iterate ();                                                                                       \
    }                                                                                                        \
  }                                                                                                          \
  G_STMT_END
/* One round of the main loop, which waits at most a few milliseconds: the server's drawing has a thread of
 * its own. */
void mock_iterate (void);

G_END_DECLS
