/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-damage.h"

#include <string.h>

#define CELL CASEMENT_DAMAGE_CELL

struct _CasementDamage {
  int width;
  int height;
  int columns;
  int rows;
  gboolean any;
  guint8 *cells;
};

/**
 * casement_damage_new:
 * @width: of the picture, in pixels
 * @height: likewise
 *
 * Returns: (transfer full): that nothing has changed.
 */
CasementDamage *
casement_damage_new (guint width, guint height)
{
  CasementDamage *self = g_new0 (CasementDamage, 1);

  self->width = (int) width;
  self->height = (int) height;
  self->columns = (self->width + CELL - 1) / CELL;
  self->rows = (self->height + CELL - 1) / CELL;
  self->cells = g_new0 (guint8, (gsize) self->columns * (gsize) self->rows);
  return self;
}

/**
 * casement_damage_free:
 * @self: (transfer full):
 */
void
casement_damage_free (CasementDamage *self)
{
  g_free (self->cells);
  g_free (self);
}

/**
 * casement_damage_add:
 * @area: inside the picture, and not empty
 */
void
casement_damage_add (CasementDamage *self, const CasementArea *area)
{
  int first = area->x / CELL, last = (area->x + area->width - 1) / CELL;

  g_return_if_fail (area->x >= 0 && area->y >= 0 && area->width > 0 && area->height > 0);
  g_return_if_fail (area->width <= self->width - area->x && area->height <= self->height - area->y);

  for (int row = area->y / CELL; row <= (area->y + area->height - 1) / CELL; row++)
    memset (self->cells + row * self->columns + first, TRUE, (gsize) (last - first + 1));
  self->any = TRUE;
}

/**
 * casement_damage_merge:
 * @other: of a picture of the same size
 *
 * Adds what changed there.
 */
void
casement_damage_merge (CasementDamage *self, const CasementDamage *other)
{
  gsize n = (gsize) self->columns * (gsize) self->rows;

  g_return_if_fail (self->width == other->width && self->height == other->height);

  for (gsize i = 0; i < n; i++)
    self->cells[i] |= other->cells[i];
  self->any |= other->any;
}

/**
 * casement_damage_touches:
 * @area: inside the picture
 *
 * Returns: whether anything in a cell that @area has a part of changed.
 */
gboolean
casement_damage_touches (const CasementDamage *self, const CasementArea *area)
{
  int first = area->x / CELL, last = (area->x + area->width - 1) / CELL;

  for (int row = area->y / CELL; row <= (area->y + area->height - 1) / CELL; row++)
    if (memchr (self->cells + row * self->columns + first, TRUE, (gsize) (last - first + 1)) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * casement_damage_is_empty:
 *
 * Returns: whether nothing changed.
 */
gboolean
casement_damage_is_empty (const CasementDamage *self)
{
  return !self->any;
}

/**
 * casement_damage_clear:
 *
 * Nothing has changed from now on.
 */
void
casement_damage_clear (CasementDamage *self)
{
  if (self->any)
    memset (self->cells, FALSE, (gsize) self->columns * (gsize) self->rows);
  self->any = FALSE;
}

/* The cells of @step rows together, one after another, in pieces of @step columns. */
static void
join_rows (const CasementDamage *self, int row, int step, guint8 *joined)
{
  int end = MIN (row + step, self->rows);

  memset (joined, FALSE, (gsize) (self->columns + step - 1) / (gsize) step);
  for (; row < end; row++)
    for (int column = 0; column < self->columns; column++)
      joined[column / step] |= self->cells[row * self->columns + column];
}

static void
append_runs (const CasementDamage *self, int row, int step, const guint8 *joined, GArray *areas)
{
  int n = (self->columns + step - 1) / step;
  int y = row * CELL, size = step * CELL;

  for (int start = 0; start < n; start++) {
    int end = start;
    CasementArea area;

    while (end < n && joined[end])
      end++;
    if (end == start)
      continue;
    area = (CasementArea){ start * size, y, MIN (end * size, self->width) - start * size,
                           MIN (size, self->height - y) };
    g_array_append_val (areas, area);
    start = end;
  }
}

/* In bands of equal runs, as a cairo region has them: fewer cannot say the same there. */
static gboolean
get_bands (const CasementDamage *self, int step, guint max, GArray *areas)
{
  gsize n = (gsize) (self->columns + step - 1) / (gsize) step;
  g_autofree guint8 *above = g_new0 (guint8, n);
  g_autofree guint8 *joined = g_new0 (guint8, n);
  guint band = 0;

  g_array_set_size (areas, 0);
  for (int row = 0; row < self->rows; row += step) {
    guint8 *swap = above;

    join_rows (self, row, step, joined);
    if (memcmp (above, joined, n) == 0) {
      for (guint i = band; i < areas->len; i++)
        g_array_index (areas, CasementArea, i).height += MIN (step * CELL, self->height - row * CELL);
    } else {
      band = areas->len;
      append_runs (self, row, step, joined, areas);
    }
    if (areas->len > max)
      return FALSE;
    above = joined;
    joined = swap;
  }
  return TRUE;
}

/**
 * casement_damage_get_areas:
 * @max: how many areas at most; not 0
 *
 * Returns: (transfer full) (element-type CasementArea): what changed, in areas that do not overlap, from the
 * top down. If there would be more than @max, in ever larger cells: then some of it has not changed.
 */
GArray *
casement_damage_get_areas (const CasementDamage *self, guint max)
{
  GArray *areas = g_array_new (FALSE, FALSE, sizeof (CasementArea));

  g_return_val_if_fail (max > 0, areas);

  if (!self->any)
    return areas;
  for (int step = 1; !get_bands (self, step, max, areas); step *= 2)
    ;
  return areas;
}
