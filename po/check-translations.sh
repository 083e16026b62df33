#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every translation fits its sources (formats, line ends, accelerators), and those in COMPLETE lack nothing.
set -eu
COMPLETE="de"
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
po/make-template.sh "$folder/casement.pot"
status=0
for language in $(grep -v '^#' po/LINGUAS); do
  msgmerge --quiet --no-fuzzy-matching -o "$folder/$language.po" "po/$language.po" "$folder/casement.pot"
  if ! LC_ALL=C msgfmt --check --check-accelerators=_ --statistics -o /dev/null "$folder/$language.po" 2> "$folder/said"; then
    status=1
  fi
  sed "s/^/$language: /" "$folder/said"
  case " $COMPLETE " in
    *" $language "*)
      msgattrib --untranslated --no-obsolete --no-wrap "$folder/$language.po" > "$folder/left" 
      msgattrib --only-fuzzy --no-obsolete --no-wrap "$folder/$language.po" >> "$folder/left"
      if grep -q '^msgid "..*"\|^"' "$folder/left"; then
        echo "$language lacks these; run po/update.sh and translate them:"
        grep '^#:\|^msgid\|^"' "$folder/left" | head -60
        status=1
      fi
      ;;
  esac
done
exit $status
