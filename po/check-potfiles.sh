#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds POTFILES against the sources: every file with text for users is in it, and nothing else.
set -eu
cd "$(dirname "$0")/.."
wanted=$(
  {
    ls data/*.desktop.in data/*.metainfo.xml.in data/schemas/*.gschema.xml
    grep -rlE 'translatable="yes"' resources --include='*.ui'
    grep -rlE '(^|[^A-Za-z_])(_|N_|C_|NC_|ngettext) ?\("' src --include='*.c' --include='*.h'
  } | LC_ALL=C sort
)
listed=$(grep -v '^#' po/POTFILES | LC_ALL=C sort)
if [ "$wanted" != "$listed" ]; then
  printf '%s\n' "$wanted" > "${TMPDIR:-/tmp}/potfiles.$$"
  printf '%s\n' "$listed" | diff - "${TMPDIR:-/tmp}/potfiles.$$" || true
  rm -f "${TMPDIR:-/tmp}/potfiles.$$"
  echo "po/POTFILES: < should go, > is missing" >&2
  exit 1
fi
