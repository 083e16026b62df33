/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A row for an amount: title, a line that explains the limits, a spin button with its unit, and below it a scale with
 * marks where that helps. What is wrong with the amount is said in the row. Properties: "subtitle", "unit" (strings),
 * "digits" (uint), "value" (double). */
#define CASEMENT_TYPE_NUMBER_ROW (casement_number_row_get_type ())
G_DECLARE_FINAL_TYPE (CasementNumberRow, casement_number_row, CASEMENT, NUMBER_ROW, AdwPreferencesRow)

void casement_number_row_set_subtitle (CasementNumberRow *self, const char *subtitle);
double casement_number_row_get_value (CasementNumberRow *self);
void casement_number_row_set_value (CasementNumberRow *self, double value);
void casement_number_row_set_range (CasementNumberRow *self, double lower, double upper);
void casement_number_row_set_marks (CasementNumberRow *self, const double *values, const char *const *labels, guint n);
void casement_number_row_set_error (CasementNumberRow *self, const GError *error);

G_END_DECLS
