#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Random-ish 4 KiB requests on a qcow2 image made as the preset makes it, by cache and I/O mode; prints seconds, never fails on them.
# usage: cache-modes.sh [FOLDER]   (the storage to measure; default: the current folder)
set -eu
folder=$(mktemp -d "${1:-.}/casement-cache-XXXXXX")
trap 'rm -r "$folder"' EXIT INT TERM
image=$folder/disk.qcow2

run() {
  qemu-img create -q -f qcow2 -o extended_l2=on,cluster_size=128k "$image" 8G
  qemu-img bench -q -f qcow2 -w -c 4000 -s 65536 -d 16 "$image" >/dev/null
  qemu-img bench -f qcow2 -c 20000 -s 4096 -S 53248 -d 32 "$@" "$image" 2>/dev/null | sed -n 's/.*completed in \(.*\) seconds.*/\1/p'
}

printf '%-28s %10s %10s %22s\n' mode read write 'write, flush each 32'
for mode in "writeback threads" "writeback io_uring" "none native" "none io_uring" "none threads"; do
  set -- $mode
  read=$(run -t "$1" -i "$2") || read=
  write=$(run -t "$1" -i "$2" -w) || write=
  flush=$(run -t "$1" -i "$2" -w --flush-interval=32) || flush=
  printf '%-28s %10s %10s %22s\n' "$mode" "${read:-refused}" "${write:-refused}" "${flush:-refused}"
done
