#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: po/update.sh [LANGUAGE=FILE.po]...
#
# Brings every translation up to date with the sources: po/casement.pot is made anew (and is not kept in the repository),
# and what is new, changed or gone in each po/LANGUAGE.po with it. Prints how complete each one is. Translators then fill
# in what is untranslated or marked as fuzzy. A FILE.po gives translations from elsewhere for what a language lacks.
set -eu
given=$*
cd "$(dirname "$0")/.."
po/make-template.sh po/casement.pot
grep -v '^#' po/LINGUAS | while read -r language; do
  [ -n "$language" ] || continue
  for pair in $given; do
    [ "${pair%%=*}" != "$language" ] || msgcat --use-first -o "po/$language.po" "po/$language.po" "${pair#*=}"
  done
  msgmerge --quiet --update --backup=none --no-fuzzy-matching --previous --sort-by-file --width=120 "po/$language.po" po/casement.pot
  # What nobody says any more is only in the way.
  msgattrib --no-obsolete --width=120 -o "po/$language.po" "po/$language.po"
  printf '%s: ' "$language"
  msgfmt --check --statistics -o /dev/null "po/$language.po"
done
rm -f po/casement.pot
