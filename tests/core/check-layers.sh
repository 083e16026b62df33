#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each layer's library may use only what docs/architecture.md lets it: no symbol of a forbidden library, no header of one.
# usage: check-layers.sh SOURCE-ROOT LAYER=LIBRARY...
set -eu
source=$1
shift
failed=0

check() {
  layer=$1 library=$2 symbols=$3 headers=$4
  if found=$(nm --undefined-only "$library" 2>/dev/null | awk '{print $2}' | grep -E "^($symbols)" | sort -u | head -5) && [ -n "$found" ]; then
    echo "$layer uses symbols it must not link:" $found >&2
    failed=1
  fi
  if found=$(grep -rnE "^#include [<\"]($headers)" "$source/src/$layer" --include='*.[ch]' | head -5) && [ -n "$found" ]; then
    echo "$layer includes what it must not know: $found" >&2
    failed=1
  fi
}

toolkit='gtk_|gdk_|gsk_|adw_'
toolkit_headers='gtk/|gdk/|gsk/|adwaita\.h'
hypervisor='vir[A-Z]|gvir_(connection|domain|event|stream|storage|init_object)'
hypervisor_headers='libvirt/|libvirt-gobject/|libvirt-glib/'
for pair in "$@"; do
  layer=${pair%%=*} library=${pair#*=}
  [ -f "$library" ] || { echo "$library is missing" >&2; exit 1; }
  case $layer in
    core) check core "$library" "$toolkit|$hypervisor|spice_" "$toolkit_headers|$hypervisor_headers|spice-client" ;;
    vm) check vm "$library" "$toolkit|spice_" "$toolkit_headers|spice-client" ;;
    console) check console "$library" "$toolkit|$hypervisor" "$toolkit_headers|$hypervisor_headers" ;;
    cli) check cli "$library" "$toolkit|spice_" "$toolkit_headers|spice-client" ;;
    *) echo "unknown layer $layer" >&2; exit 1 ;;
  esac
done
exit $failed
