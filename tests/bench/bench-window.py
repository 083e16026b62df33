#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long until the first window, and how much memory then, against virt-manager in the same run: with no virtual
machine, and with 500 of libvirt's test driver.

Usage (below with-display): bench-window.py CASEMENT [RUNS]

"window" is the wall time from the start of the process until the window manager has its first window; "work" the
processor time that it has used when it has come to rest; memory is what it then holds for itself alone (USS), and all
that it has in memory, libraries that others use too included (RSS).
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

DOMAIN = '''<domain type='test'><name>vm-{number:03}</name><uuid>00000000-0000-4000-8000-{number:012}</uuid>
<memory unit='GiB'>4</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os>
<devices><disk type='file' device='disk'><source file='/nowhere/{number}.qcow2'/><target dev='vda' bus='virtio'/></disk>
<graphics type='spice'/></devices></domain>'''
TICK = os.sysconf('SC_CLK_TCK')
REST = 1.0
LIMIT = 60.0


def node_file(directory, machines):
    path = os.path.join(directory, f'{machines}.xml')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('<node>' + ''.join(DOMAIN.format(number=number + 1) for number in range(machines)) + '</node>')
    return path


class ClientList(threading.Thread):
    """Hears from the X server, without asking again and again, when the window manager's list of windows changes."""

    def __init__(self):
        super().__init__(daemon=True)
        self.changes = []
        self.xprop = subprocess.Popen(['xprop', '-root', '-spy', '_NET_CLIENT_LIST'], stdout=subprocess.PIPE, text=True)
        self.start()

    def run(self):
        for line in self.xprop.stdout:
            self.changes.append((time.monotonic(), '0x' in line))

    def close(self):
        self.xprop.terminate()
        self.xprop.wait()
        self.join()


def cpu_time(pid):
    with open(f'/proc/{pid}/stat', encoding='utf-8') as file:
        fields = file.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid):
    sizes = {'Rss': 0.0, 'Uss': 0.0}
    with open(f'/proc/{pid}/smaps_rollup', encoding='utf-8') as file:
        for line in file:
            key, _, value = line.partition(':')
            if key == 'Rss':
                sizes['Rss'] = int(value.split()[0]) / 1024
            elif key.startswith('Private_') and key != 'Private_Hugetlb':
                sizes['Uss'] += int(value.split()[0]) / 1024
    return sizes


def measure(command):
    """Starts `command` once and returns its figures."""
    clients = ClientList()
    try:
        while not clients.changes:
            time.sleep(0.01)
        count = len(clients.changes)
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while not any(shown for _, shown in clients.changes[count:]):
                if process.poll() is not None:
                    raise RuntimeError(f'{command[0]} ended with status {process.returncode} before it showed a window')
                if time.monotonic() - begin > LIMIT:
                    raise RuntimeError(f'{command[0]} showed no window in {LIMIT:.0f} s')
                time.sleep(0.005)
            window = next(when for when, shown in clients.changes[count:] if shown) - begin
            used, since = cpu_time(process.pid), time.monotonic()
            while time.monotonic() - since < REST and time.monotonic() - begin < LIMIT:
                time.sleep(0.1)
                now = cpu_time(process.pid)
                if now - used > 0.01:
                    used, since = now, time.monotonic()
            return dict(memory(process.pid), window=window, work=cpu_time(process.pid))
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        clients.close()


def main(casement, runs=5):
    manager = shutil.which('virt-manager')
    print(f'{"":24} {"window":>9} {"work":>9} {"USS":>11} {"RSS":>11}')
    with tempfile.TemporaryDirectory() as directory:
        for machines in (0, 500):
            uri = 'test://' + node_file(directory, machines)
            commands = {'casement': [casement, '--connect', uri]}
            if manager:
                commands['virt-manager'] = [manager, '--no-fork', '--connect', uri]
            results = {name: [] for name in commands}
            for run in range(int(runs) + 1):
                for name, command in commands.items():
                    figures = measure(command)
                    # The first one reads everything from the disk.
                    if run > 0:
                        results[name].append(figures)
            medians = {name: {key: statistics.median(figures[key] for figures in rows) for key in rows[0]}
                       for name, rows in results.items()}
            for name, row in medians.items():
                print(f'{name:14} {machines:4} VMs {row["window"]:7.2f} s {row["work"]:7.2f} s {row["Uss"]:7.0f} MiB {row["Rss"]:7.0f} MiB')
            if manager:
                ours, theirs = medians['casement'], medians['virt-manager']
                print(f'{"ratio":14} {machines:4} VMs ' + ' '.join(f'{ours[key] / theirs[key]:{width}.2f} ×' for key, width in
                                                                 (('window', 7), ('work', 7), ('Uss', 9), ('Rss', 9))))
            sys.stdout.flush()
    if not manager:
        print('virt-manager is not installed: nothing to compare with')


if len(sys.argv) not in (2, 3):
    sys.exit(__doc__)
main(*sys.argv[1:])
