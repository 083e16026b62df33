#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: po/make-template.sh FILE
#
# Writes everything that can be translated to FILE, with the comments for translators; as "ninja casement-pot" does, but
# without a build directory.
set -eu
cd "$(dirname "$0")/.."
xgettext --files-from=po/POTFILES --from-code=UTF-8 --package-name=casement --add-comments --width=120 \
  --msgid-bugs-address=https://github.com/casement/casement/issues \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=g_dcgettext:2 --keyword=g_dngettext:2,3 \
  --keyword=g_dpgettext2:2c,3 --flag=N_:1:pass-c-format --flag=C_:2:pass-c-format --flag=NC_:2:pass-c-format \
  --flag=g_dngettext:2:pass-c-format --flag=g_strdup_printf:1:c-format --flag=g_string_printf:2:c-format \
  --flag=g_string_append_printf:2:c-format --flag=g_error_new:3:c-format --flag=g_set_error:4:c-format \
  --flag=casement_error_new:3:c-format --flag=casement_set_error:4:c-format -o "$1" 2>/dev/null
