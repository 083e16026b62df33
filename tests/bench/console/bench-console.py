#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What showing a guest costs, against remote-viewer in the same run, on the same display.

Usage (below with-display or with-compositor): bench-console.py [--size WIDTHxHEIGHT] [--load LOAD=RATE]... [--rounds N]
       [--seconds S] [--no-remote-viewer] FOLDER NAME=COMMAND...

FOLDER has load-server and frame-watcher. A COMMAND is started in full screen with the server's address behind it. Clients run
in turn, N rounds; figures are medians: processor time of the client and of the display server in percent of one processor,
and, on X11, frames shown a second. A ratio is to remote-viewer's; below 1 is better.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

LOADS = {'idle': 10, 'full': 30, 'half': 30, 'rects-64': 60, 'rects-16': 60, 'scroll': 30, 'video': 30}
TICK = os.sysconf('SC_CLK_TCK')
SERVERS = ('Xvfb', 'sway', 'mutter')


def cpu_time(pid):
    with open(f'/proc/{pid}/stat', encoding='utf-8') as file:
        fields = file.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def display_server():
    """The wrapper that started us started it as well."""
    wrapper = os.getppid()
    with open(f'/proc/{wrapper}/task/{wrapper}/children', encoding='utf-8') as file:
        for pid in file.read().split():
            with open(f'/proc/{pid}/comm', encoding='utf-8') as comm:
                if comm.read().strip() in SERVERS:
                    return int(pid)
    sys.exit('bench-console: no display server found: run below with-display or with-compositor')


class Bench:
    def __init__(self, arguments):
        self.folder = arguments.folder
        self.width, self.height = arguments.size.split('x')
        self.seconds = arguments.seconds
        self.server = display_server()
        self.x11 = 'DISPLAY' in os.environ and 'WAYLAND_DISPLAY' not in os.environ

    def watch(self, seconds):
        if not self.x11:
            time.sleep(seconds)
            return 0.0
        done = subprocess.run([os.path.join(self.folder, 'frame-watcher'), str(seconds)], capture_output=True, text=True,
                              check=True)
        return float(done.stdout)

    def measure(self, command, load, rate):
        with tempfile.TemporaryDirectory(prefix='bench') as folder:
            socket = os.path.join(folder, 'spice')
            server = subprocess.Popen([os.path.join(self.folder, 'load-server'), socket, self.width, self.height, load,
                                       str(rate)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            server.stdout.readline()
            client = subprocess.Popen(command + ['spice+unix://' + socket], stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL)
            try:
                self.watch(0.1)
                # Windows settle, caches fill.
                time.sleep(1.5)
                before = time.monotonic(), cpu_time(client.pid), cpu_time(self.server)
                frames = self.watch(self.seconds)
                after = time.monotonic(), cpu_time(client.pid), cpu_time(self.server)
            finally:
                for process in (client, server):
                    process.terminate()
                    process.wait()
                server.stdout.close()
            wall = after[0] - before[0]
            return (after[1] - before[1]) / wall * 100, (after[2] - before[2]) / wall * 100, frames


def ratio(mine, other):
    return f'{mine / other:6.2f}' if other > 0.05 else '     –'


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('--size', default='1920x1080')
    parser.add_argument('--load', action='append')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--seconds', type=float, default=4)
    parser.add_argument('--no-remote-viewer', action='store_true')
    parser.add_argument('folder')
    parser.add_argument('clients', nargs='+')
    arguments = parser.parse_args()
    bench = Bench(arguments)
    clients = {} if arguments.no_remote_viewer else {'remote-viewer': ['remote-viewer', '--full-screen']}
    for client in arguments.clients:
        name, _, command = client.partition('=')
        clients[name] = command.split()
    loads = dict(load.partition('=')[::2] for load in arguments.load) if arguments.load else LOADS
    width = max(len(name) for name in clients)
    print(f'{arguments.size}: processor % of client, of display server; frames shown a second; client and both to the first')
    for load, rate in loads.items():
        rate = int(rate or LOADS[load])
        samples = {name: [] for name in clients}
        for _ in range(arguments.rounds):
            for name, command in clients.items():
                samples[name].append(bench.measure(command, load, rate))
        first = None
        for name, values in samples.items():
            client, server, frames = (statistics.median(column) for column in zip(*values))
            first = first or (client, client + server)
            print(f'{load + "/" + str(rate):12} {name:{width}} {client:6.1f} {server:6.1f} {frames:6.1f}   '
                  f'{ratio(client, first[0])} {ratio(client + server, first[1])}', flush=True)


main()
