#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Completes words with the real program. usage: test-completion.sh COMPLETION CASEMENT
set -eu

PATH=$(cd "$(dirname "$2")" && pwd):$PATH
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME=$folder XDG_DATA_HOME=$folder XDG_CONFIG_HOME=$folder XDG_CACHE_HOME=$folder XDG_RUNTIME_DIR=$folder
# shellcheck source=/dev/null
source "$1"

fails=0
# expect WORD-THAT-MUST-BE-OFFERED COMMAND-LINE-WORD...
expect () {
    local wanted=$1
    shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _casement 2>/dev/null || true
    local one
    for one in "${COMPREPLY[@]}"; do
        [[ $one == "$wanted" ]] && return
    done
    echo "FAIL: <$*> does not offer <$wanted> but: ${COMPREPLY[*]}"
    fails=1
}

# Every verb that the program itself knows of.
verbs=$(casement --help | sed -n '/^Commands:/,/^$/s/^  *\([a-z][a-z-]*\) .*/\1/p')
[[ $(wc -w <<< "$verbs") -gt 10 ]] || { echo "FAIL: no verbs in the help"; fails=1; }
for verb in $verbs; do
    expect "$verb" casement "${verb:0:2}"
    expect "$verb" casement help "${verb:0:2}"
    [[ $verb == help ]] || expect --connect casement "$verb" --co
done
expect --iso casement create x --i
expect --no-wait casement create x --no
expect --no-wait casement start --no
expect --domain-capabilities casement plan --dom
expect --names casement list --n
expect download casement drivers d
expect grow casement disk g
expect post-trim casement first-hour x post-t
expect --yes casement delete --y
expect memory= casement create x --set mem
expect storage-controller= casement create x -s stor
expect video=qxl casement plan --set video=q
expect secure-boot casement plan --decline sec
expect share-webdav casement plan --decline share
expect memory-minimum casement plan --explain memory-
expect windows-11 casement plan --preset w
expect pro-workstations casement create x --edition pro-
expect test casement start --connect test:///default t
expect test casement --connect test:///default delete ""
expect test casement --connect test:///default undo t
expect --force casement undo --f
expect add-scsi casement cd a
expect test casement --connect test:///default cd eject t
expect test casement --connect test:///default disk add t
expect virtio-scsi casement disk add x --bus virtio-s
expect raw casement disk add x --format r
cp "$G_TEST_SRCDIR/fixtures/foreign/win11-by-hand.xml" "$folder/by hand.xml"
cd "$folder"
expect "by hand.xml" casement check by
expect "by hand.xml" casement tune by
expect rng casement tune 'by\ hand.xml' r
expect hyperv-stimer casement tune 'by\ hand.xml' --dry-run rng hyperv-s
expect --all casement tune 'by\ hand.xml' --a
expect qemu:///session casement --connect qemu

exit $fails
