#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ways of giving GTK a guest's picture cost: milliseconds of processor time a frame, of the client and of the display
server, medians.

Usage (below with-display): bench-picture.py PICTURE-BENCH [WIDTH HEIGHT [ROUNDS]]
"""
import os
import statistics
import subprocess
import sys

WAYS = ('whole', 'rects', 'textures', 'surfaces', 'surface-rows', 'live', 'markers', 'markers-kept')
TILES = {'textures': (128, 256, 512), 'surfaces': (64, 128, 256), 'surface-rows': (64,)}
DAMAGE = ('full', 'half', 'rects-64', 'rects-16')
FRAMES = 40
# Before it counts.
EXTRA = 15
TICK = os.sysconf('SC_CLK_TCK')


def display_server():
    wrapper = os.getppid()
    with open(f'/proc/{wrapper}/task/{wrapper}/children', encoding='utf-8') as file:
        for pid in file.read().split():
            with open(f'/proc/{pid}/comm', encoding='utf-8') as comm:
                if comm.read().strip() == 'Xvfb':
                    return int(pid)
    sys.exit('bench-picture: no display server found: run below with-display')


def cpu_time(pid):
    with open(f'/proc/{pid}/stat', encoding='utf-8') as file:
        fields = file.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def main():
    program = sys.argv[1]
    width, height = sys.argv[2:4] if len(sys.argv) > 3 else ('1920', '1080')
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    server = display_server()
    cases = [(way, tile) for way in WAYS for tile in TILES.get(way, (256,))]
    print('way            tile ' + ''.join(f'{damage:>16}' for damage in DAMAGE))
    samples = {}
    for _ in range(rounds):
        for case in cases:
            for damage in DAMAGE:
                before = cpu_time(server)
                done = subprocess.run([program, case[0], str(case[1]), width, height, damage, str(FRAMES)],
                                      capture_output=True, text=True, check=True)
                served = (cpu_time(server) - before) / (FRAMES + EXTRA) * 1000
                samples.setdefault((case, damage), []).append((float(done.stdout), served))
    for case in cases:
        line = f'{case[0]:14} {case[1]:4} '
        for damage in DAMAGE:
            client, served = (statistics.median(column) for column in zip(*samples[case, damage]))
            line += f'{client:9.1f} +{served:4.1f} '
        print(line)


main()
