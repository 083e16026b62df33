/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-text-diff.h"

#include <string.h>

/* Lines of context around a change, as diff(1) has it. */
#define CONTEXT 3

/* Pairs of lines compared at most; where more differ, everything between the first and the last difference does. */
#define MAX_PAIRS (4 * 1024 * 1024)

typedef struct {
  char mark; /* ' ', '-' or '+' */
  const char *text;
  guint before; /* lines of either text above this one */
  guint after;
} Line;

typedef struct {
  char **before;
  char **after;
  guint n_before;
  guint n_after;
  GArray *lines;
} Diff;

static char **
split (const char *text, guint *n)
{
  char **lines = g_strsplit (text, "\n", -1);

  *n = g_strv_length (lines);
  if (*n > 0 && *lines[*n - 1] == '\0')
    --*n;
  return lines;
}

static void
push (Diff *diff, char mark, guint before, guint after)
{
  const Line line = { mark, mark == '+' ? diff->after[after] : diff->before[before], before, after };

  g_array_append_val (diff->lines, line);
}

/* How long the longest common run of lines is from each pair on: what is left to the end of both. */
static guint32 *
measure (const Diff *diff, guint start, guint end_before, guint end_after)
{
  gsize width = end_after - start + 1;
  guint32 *lengths = g_new0 (guint32, (end_before - start + 1) * width);

  for (guint i = end_before; i-- > start;)
    for (guint j = end_after; j-- > start;) {
      guint32 *here = &lengths[(i - start) * width + (j - start)];

      *here = strcmp (diff->before[i], diff->after[j]) == 0 ? here[width + 1] + 1 : MAX (here[width], here[1]);
    }
  return lengths;
}

static void
compare_middle (Diff *diff, guint start, guint end_before, guint end_after)
{
  gsize width = end_after - start + 1;
  gboolean small = (guint64) (end_before - start) * (end_after - start) <= MAX_PAIRS;
  g_autofree guint32 *lengths = small ? measure (diff, start, end_before, end_after) : NULL;
  guint i = start, j = start;

  while (i < end_before || j < end_after) {
    const guint32 *here = small ? &lengths[(i - start) * width + (j - start)] : NULL;

    if (i < end_before && j < end_after && small && strcmp (diff->before[i], diff->after[j]) == 0) {
      push (diff, ' ', i++, j++);
    } else if (i < end_before && (!small || j == end_after || here[width] >= here[1])) {
      push (diff, '-', i, j);
      i++;
    } else {
      push (diff, '+', i, j);
      j++;
    }
  }
}

static void
compare (Diff *diff)
{
  guint start = 0, end_before = diff->n_before, end_after = diff->n_after, shared;

  while (start < end_before && start < end_after && strcmp (diff->before[start], diff->after[start]) == 0)
    start++;
  while (end_before > start && end_after > start && strcmp (diff->before[end_before - 1], diff->after[end_after - 1]) == 0) {
    end_before--;
    end_after--;
  }
  shared = diff->n_before - end_before;
  for (guint i = 0; i < start; i++)
    push (diff, ' ', i, i);
  compare_middle (diff, start, end_before, end_after);
  for (guint i = 0; i < shared; i++)
    push (diff, ' ', end_before + i, end_after + i);
}

static gboolean
has_change_near (const Diff *diff, guint at)
{
  guint end = MIN (at + CONTEXT + 1, diff->lines->len);

  for (guint i = at > CONTEXT ? at - CONTEXT : 0; i < end; i++)
    if (g_array_index (diff->lines, Line, i).mark != ' ')
      return TRUE;
  return FALSE;
}

/* diff(1) names the line before the hunk where one side of it is empty. */
static void
write_hunk (const Diff *diff, guint from, guint to, GString *text)
{
  const Line *first = &g_array_index (diff->lines, Line, from);
  guint before = 0, after = 0;

  for (guint i = from; i < to; i++) {
    char mark = g_array_index (diff->lines, Line, i).mark;

    before += mark != '+' ? 1 : 0;
    after += mark != '-' ? 1 : 0;
  }
  g_string_append_printf (text, "@@ -%u,%u +%u,%u @@\n", first->before + (before > 0 ? 1 : 0), before,
                          first->after + (after > 0 ? 1 : 0), after);
  for (guint i = from; i < to; i++) {
    const Line *line = &g_array_index (diff->lines, Line, i);

    g_string_append_printf (text, "%c%s\n", line->mark, line->text);
  }
}

/**
 * casement_text_diff:
 *
 * Returns: (transfer full): what makes @before into @after, line by line, in the unified format without the names of files;
 * empty where they are the same.
 */
char *
casement_text_diff (const char *before, const char *after)
{
  Diff diff = { NULL };
  g_auto (GStrv) old_lines = split (before, &diff.n_before);
  g_auto (GStrv) new_lines = split (after, &diff.n_after);
  GString *text = g_string_new (NULL);

  diff.before = old_lines;
  diff.after = new_lines;
  diff.lines = g_array_new (FALSE, FALSE, sizeof (Line));
  compare (&diff);
  for (guint at = 0; at < diff.lines->len; at++) {
    guint from = at;

    while (at < diff.lines->len && has_change_near (&diff, at))
      at++;
    if (at > from)
      write_hunk (&diff, from, at, text);
  }
  g_array_unref (diff.lines);
  return g_string_free (text, FALSE);
}
