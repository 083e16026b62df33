#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The installed tree, as a package would be made of it: every file is there and is well-formed, and the programs run from it,
# the window too, without anything of the build tree. Usage: test-install.sh SOURCE BUILD PREFIX
set -euo pipefail
source=$1 build=$2 prefix=$3
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

DESTDIR=$root meson install -C "$build" --no-rebuild --quiet >/dev/null
there=$root$prefix
id=io.github.casement.Casement
status=0
for file in bin/casement libexec/casement/casement-window share/applications/$id.desktop \
  share/bash-completion/completions/casement share/dbus-1/services/$id.service share/glib-2.0/schemas/$id.gschema.xml \
  share/gnome-shell/search-providers/$id.search-provider.ini share/icons/hicolor/scalable/apps/$id.svg \
  share/icons/hicolor/symbolic/apps/$id-symbolic.svg share/locale/de/LC_MESSAGES/casement.mo share/man/man1/casement.1 \
  share/metainfo/$id.metainfo.xml share/mime/packages/$id.xml; do
  [ -s "$there/$file" ] || { echo "missing: $file" >&2; status=1; }
done
# What somebody adds to the installation is added here, and is looked at.
count=$(find "$there" -type f | wc -l)
[ "$count" = 13 ] || { echo "13 files were expected, not $count:" >&2; find "$there" -type f -printf '  %P\n' >&2; status=1; }
if grep -rlIF -e "$build" -e "$source" "$there" >&2; then
  echo "these name the place where they were built" >&2
  status=1
fi

grep -qx "Exec=$prefix/libexec/casement/casement-window --gapplication-service" "$there/share/dbus-1/services/$id.service"
grep -qx "DesktopId=$id.desktop" "$there/share/gnome-shell/search-providers/$id.search-provider.ini"
grep -q '^Name\[de\]=' "$there/share/applications/$id.desktop"
grep -q 'xml:lang="de"' "$there/share/metainfo/$id.metainfo.xml"
glib-compile-schemas --strict "$there/share/glib-2.0/schemas"
"$there/bin/casement" --version | grep -q '^casement '
"$there/libexec/casement/casement-window" --version | grep -q '^casement '

# The window, from there: it comes up, and is asked to go again.
support=$source/tests/support
export GSETTINGS_SCHEMA_DIR=$there/share/glib-2.0/schemas CASEMENT_LIBEXECDIR=$there/libexec/casement
"$support/run-as-user" "$support/with-display" /usr/bin/python3 -W ignore - "$source" "$there/bin/casement" <<'END'
import sys
sys.path.insert(0, sys.argv[1] + '/tests/ui')
from program import Window
window = Window(sys.argv[2], '--connect', 'test:///default')
window.row('test', 'Running')
window.key('Casement', 'ctrl+q')
sys.exit(window.process.wait(60))
END
exit $status
