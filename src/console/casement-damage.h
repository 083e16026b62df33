/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A rectangle in pixels. */
typedef struct {
  int x;
  int y;
  int width;
  int height;
} CasementArea;

/* What changed of a picture, to the nearest cell: costs the same for one rectangle as for thousands. */
typedef struct _CasementDamage CasementDamage;

#define CASEMENT_DAMAGE_CELL 16

CasementDamage *casement_damage_new (guint width, guint height);
void casement_damage_free (CasementDamage *self);
void casement_damage_add (CasementDamage *self, const CasementArea *area);
void casement_damage_merge (CasementDamage *self, const CasementDamage *other);
gboolean casement_damage_touches (const CasementDamage *self, const CasementArea *area);
gboolean casement_damage_is_empty (const CasementDamage *self);
void casement_damage_clear (CasementDamage *self);
GArray *casement_damage_get_areas (const CasementDamage *self, guint max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementDamage, casement_damage_free)

G_END_DECLS
