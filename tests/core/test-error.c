/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-error.h"

static void
test_details_survive_copy (void)
{
  g_autoptr (GError) error = casement_error_new (CASEMENT_ERROR_NO_SPACE, "raw text", "Free %d GiB.", 7);
  g_autoptr (GError) copy = g_error_copy (error);

  g_assert_error (copy, CASEMENT_ERROR, CASEMENT_ERROR_NO_SPACE);
  g_assert_cmpstr (copy->message, ==, "Free 7 GiB.");
  g_assert_cmpstr (casement_error_get_details (copy), ==, "raw text");
}

static void
test_foreign_error_has_no_details (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");

  g_assert_null (casement_error_get_details (error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/error/details-survive-copy", test_details_survive_copy);
  g_test_add_func ("/core/error/foreign-has-no-details", test_foreign_error_has_no_details);
  return g_test_run ();
}
