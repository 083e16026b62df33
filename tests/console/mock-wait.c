/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mock-wait.h"

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
mock_iterate (void)
{
  guint id = g_timeout_add (5, tick_cb, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}
