#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long from Create until the virtual machine runs, against doing the same by hand: qemu-img, virsh define, virsh
start, with the very XML that Casement made.

Usage (below private-session): bench-create.py CASEMENT ISO [RUNS]
"""
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from guest import Machine, quiet, virsh  # noqa: E402

OURS = 'bench-casement'
BY_HAND = 'bench-by-hand'
# Of the image that Casement makes.
OPTIONS, SIZE = 'extended_l2=on,cluster_size=128k', '64G'


def create(casement, iso):
    begin = time.monotonic()
    quiet(casement, 'create', OURS, '--iso', iso, '--drivers', 'none', '--start', '--no-wait')
    seconds = time.monotonic() - begin
    if Machine(OURS).state() != 'running':
        raise RuntimeError('what was created does not run')
    return seconds


def by_hand(xml, disk):
    begin = time.monotonic()
    quiet('qemu-img', 'create', '-q', '-f', 'qcow2', '-o', OPTIONS, disk, SIZE)
    virsh('define', xml)
    virsh('start', BY_HAND)
    return time.monotonic() - begin


def prepare(root):
    """Writes the XML of Casement's machine under another name, with another disk; returns the paths of both."""
    machine = Machine(OURS)
    tree = machine.xml_inactive()
    tree.find('name').text = BY_HAND
    tree.remove(tree.find('uuid'))
    for nvram in tree.find('os').findall('nvram'):
        tree.find('os').remove(nvram)
    disk = os.path.join(root, 'd', 'by-hand.qcow2')
    tree.find("devices/disk[@device='disk']/source").set('file', disk)
    path = os.path.join(root, 'by-hand.xml')
    with open(path, 'wb') as file:
        file.write(machine.tostring(tree))
    return path, disk


def main(casement, iso, runs=5):
    root = os.environ['CASEMENT_TEST_ROOT']
    results = {'casement': [], 'by hand': []}
    for run in range(int(runs) + 1):
        seconds = {'casement': create(casement, iso)}
        xml, disk = prepare(root)
        quiet(casement, 'stop', OURS)
        quiet(casement, 'delete', '--yes', OURS)
        seconds['by hand'] = by_hand(xml, disk)
        virsh('destroy', BY_HAND)
        virsh('undefine', '--nvram', '--tpm', BY_HAND)
        os.unlink(disk)
        # The first run asks QEMU what it can do; libvirt remembers that.
        if run > 0:
            for name, value in seconds.items():
                results[name].append(value)
    medians = {name: statistics.median(values) for name, values in results.items()}
    for name, value in medians.items():
        print(f'{name:10} {value:6.2f} s from Create to running')
    print(f'{"more":10} {medians["casement"] - medians["by hand"]:6.2f} s')


if len(sys.argv) not in (3, 4):
    sys.exit(__doc__)
main(*sys.argv[1:])
