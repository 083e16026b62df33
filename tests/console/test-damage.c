/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-damage.h"

#include <string.h>

#define WIDTH 1000
#define HEIGHT 700

static gboolean
covers (GArray *areas, int x, int y)
{
  guint n = 0;

  for (guint i = 0; i < areas->len; i++) {
    const CasementArea *area = &g_array_index (areas, CasementArea, i);

    n += x >= area->x && x < area->x + area->width && y >= area->y && y < area->y + area->height ? 1 : 0;
  }
  /* Never twice. */
  g_assert_cmpuint (n, <=, 1);
  return n == 1;
}

static void
check_inside (GArray *areas)
{
  for (guint i = 0; i < areas->len; i++) {
    const CasementArea *area = &g_array_index (areas, CasementArea, i);

    g_assert_true (area->x >= 0 && area->y >= 0 && area->width > 0 && area->height > 0);
    g_assert_true (area->x + area->width <= WIDTH && area->y + area->height <= HEIGHT);
  }
}

static void
test_exact (void)
{
  static const CasementArea area = { 16, 32, 48, 16 };
  g_autoptr (CasementDamage) damage = casement_damage_new (WIDTH, HEIGHT);
  g_autoptr (GArray) areas = NULL;

  g_assert_true (casement_damage_is_empty (damage));
  casement_damage_add (damage, &area);
  areas = casement_damage_get_areas (damage, 1);
  g_assert_cmpuint (areas->len, ==, 1);
  g_assert_cmpmem (areas->data, sizeof area, &area, sizeof area);
  g_assert_true (casement_damage_touches (damage, &(CasementArea){ 63, 47, 1, 1 }));
  g_assert_false (casement_damage_touches (damage, &(CasementArea){ 64, 32, 100, 100 }));
  casement_damage_clear (damage);
  g_assert_true (casement_damage_is_empty (damage));
  g_assert_false (casement_damage_touches (damage, &area));
}

/* Rows of the same runs are one band; the last cells are cut to the picture. */
static void
test_whole (void)
{
  g_autoptr (CasementDamage) damage = casement_damage_new (WIDTH, HEIGHT);
  g_autoptr (GArray) areas = NULL;

  casement_damage_add (damage, &(CasementArea){ 0, 0, WIDTH, HEIGHT });
  areas = casement_damage_get_areas (damage, 5);
  g_assert_cmpuint (areas->len, ==, 1);
  g_assert_cmpint (g_array_index (areas, CasementArea, 0).width, ==, WIDTH);
  g_assert_cmpint (g_array_index (areas, CasementArea, 0).height, ==, HEIGHT);
}

static void
test_limits (void)
{
  static const guint limits[] = { 1, 2, 5, 24, 200, G_MAXUINT };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 60; round++) {
    g_autoptr (CasementDamage) damage = casement_damage_new (WIDTH, HEIGHT);
    g_autoptr (CasementDamage) other = casement_damage_new (WIDTH, HEIGHT);
    CasementArea added[40];

    for (guint i = 0; i < G_N_ELEMENTS (added); i++) {
      added[i].x = g_rand_int_range (random, 0, WIDTH);
      added[i].y = g_rand_int_range (random, 0, HEIGHT);
      added[i].width = g_rand_int_range (random, 1, MIN (WIDTH - added[i].x, 90) + 1);
      added[i].height = g_rand_int_range (random, 1, MIN (HEIGHT - added[i].y, 90) + 1);
      casement_damage_add (i % 2 == 0 ? damage : other, &added[i]);
    }
    casement_damage_merge (damage, other);
    for (guint l = 0; l < G_N_ELEMENTS (limits); l++) {
      g_autoptr (GArray) areas = casement_damage_get_areas (damage, limits[l]);

      g_assert_cmpuint (areas->len, >, 0);
      g_assert_cmpuint (areas->len, <=, limits[l]);
      check_inside (areas);
      for (guint i = 0; i < G_N_ELEMENTS (added); i++) {
        g_assert_true (covers (areas, added[i].x, added[i].y));
        g_assert_true (covers (areas, added[i].x + added[i].width - 1, added[i].y + added[i].height - 1));
      }
    }
  }
}

static void
test_smallest (void)
{
  g_autoptr (CasementDamage) damage = casement_damage_new (1, 1);
  g_autoptr (GArray) none = casement_damage_get_areas (damage, 1);
  g_autoptr (GArray) areas = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  casement_damage_add (damage, &(CasementArea){ 0, 0, 1, 1 });
  areas = casement_damage_get_areas (damage, 1);
  g_assert_cmpuint (areas->len, ==, 1);
  g_assert_cmpint (g_array_index (areas, CasementArea, 0).width, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/damage/exact", test_exact);
  g_test_add_func ("/damage/whole", test_whole);
  g_test_add_func ("/damage/limits", test_limits);
  g_test_add_func ("/damage/smallest", test_smallest);
  return g_test_run ();
}
