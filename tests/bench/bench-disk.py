#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What 8,000 random writes of 4 KiB (31 MiB of data) take on the host's disk: an image that a virtual machine made by
Casement has, against one with QEMU's defaults.

Usage (below private-session): bench-disk.py CASEMENT ISO
"""
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from guest import Machine, quiet  # noqa: E402

WRITES = 8000
SIZE = 64 << 30


def allocated(path):
    return os.stat(path).st_blocks * 512 / (1 << 20)


def write(path):
    """The same places every time: Windows would write each of these as one cluster of its file system."""
    places = random.Random(8000)
    commands = ''.join(f'write -q {places.randrange(SIZE // 4096) * 4096} 4k\n' for _ in range(WRITES))
    before = allocated(path)
    subprocess.run(['qemu-io', '-f', 'qcow2', '-t', 'writeback', path], input=commands, text=True, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(['sync', path], check=True)
    return before, allocated(path)


def main(casement, iso):
    name = 'bench-disk'
    plain = os.path.join(os.environ['CASEMENT_TEST_ROOT'], 'd', 'plain.qcow2')
    subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', plain, str(SIZE)], check=True)
    quiet(casement, 'create', name, '--iso', iso, '--drivers', 'none', '--set', 'disk=64GiB')
    try:
        ours = Machine(name).xml().find("devices/disk[@device='disk']/source").get('file')
        for label, path in (("Casement's", ours), ("QEMU's defaults", plain)):
            before, after = write(path)
            print(f'{label:16} {before:7.1f} MiB new, {after:7.1f} MiB after {WRITES} writes of 4 KiB', flush=True)
        print(f'{"ratio":16} {allocated(plain) / allocated(ours):7.1f} × smaller')
    finally:
        quiet(casement, 'delete', '--yes', name)


if len(sys.argv) != 3:
    sys.exit(__doc__)
main(*sys.argv[1:])
