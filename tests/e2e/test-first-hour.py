#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first hour, done to its end by the command line in a guest that boots: the list turns green, and what was done is seen
from inside. The guest answers for Windows where the guest agent asks (tests/support/standin/powershell.exe).

Usage (below private-session): test-first-hour.py CASEMENT ISO
"""
import base64
import json
import os
import subprocess
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'support')]
from guest import Machine, quiet, virsh, wait_for  # noqa: E402

NAME = 'First hour'
GIB = 1 << 30


class FirstHour(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(NAME)
        folder = os.environ['CASEMENT_TEST_ROOT']
        tools = os.path.join(folder, 'tools')
        os.mkdir(tools)
        with open(os.path.join(tools, 'virtio-win-guest-tools.exe'), 'w', encoding='utf-8') as file:
            file.write('No program.\n')
        self.drivers = os.path.join(folder, 'virtio-win-0.1.271.iso')
        quiet('xorriso', '-as', 'mkisofs', '-quiet', '-V', 'virtio-win-0.1.271', '-J', '-R', '-o', self.drivers, tools)

    def tearDown(self):
        if self.machine.state() == 'running':
            virsh('destroy', NAME)

    def casement(self, *arguments):
        done = subprocess.run([CASEMENT, *arguments], capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, f'{arguments}: {done.stderr}')
        return done.stdout + done.stderr

    def status(self):
        return json.loads(self.casement('status', NAME, '--json'))

    def rows(self):
        return {row['id']: row['state'] for row in self.status()['first-hour']}

    def guest(self, script):
        """Has the guest's shell run `script`, and returns what it printed."""
        pid = self.machine.agent('guest-exec', path='/bin/sh', arg=['-c', script], **{'capture-output': True})['pid']
        status = wait_for(lambda: (lambda s: s if s and s['exited'] else None)(self.machine.agent('guest-exec-status', pid=pid)),
                          script, 120.0, 0.3)
        output = base64.b64decode(status.get('out-data', '')).decode()
        self.assertEqual(status['exitcode'], 0, script + output)
        return output

    def taken(self):
        path = self.machine.xml().find("devices/disk[@device='disk']/source").get('file')
        return os.stat(path).st_blocks * 512

    def check_tools(self):
        rows = self.rows()
        self.assertEqual(rows['post-agent'], 'done')
        self.assertEqual(rows['post-tools'], 'todo')
        self.assertEqual(rows['post-spice-agent'], 'todo')
        self.casement('first-hour', NAME, 'post-tools')
        wait_for(lambda: self.rows()['post-spice-agent'] == 'done', 'the SPICE agent')
        rows = self.rows()
        self.assertEqual(rows['post-tools'], 'done')
        self.assertEqual(rows['post-display'], 'todo')
        self.casement('first-hour', NAME, 'post-display')
        self.assertEqual(self.rows()['post-display'], 'done')

    def check_discs(self):
        self.assertEqual(self.rows()['post-remove-cdroms'], 'todo')
        self.casement('first-hour', NAME, 'post-remove-cdroms')
        readable = self.guest('for d in /dev/sr*; do dd if=$d of=/dev/null count=1 2>/dev/null && echo $d; done; true')
        self.assertEqual(readable, '')
        said = self.casement('first-hour', NAME, 'post-scsi-cdrom')
        # At once where libvirt can; in the definition in any case.
        for tree in [self.machine.xml_inactive()] + ([] if 'started again' in said else [self.machine.xml()]):
            self.assertIsNotNone(tree.find("devices/disk[@device='cdrom']/target[@bus='scsi']"), said)
        self.assertEqual(self.rows()['post-scsi-cdrom'], 'done')

    def check_disk(self):
        said = self.casement('disk', 'grow', NAME, '--size', '130GiB')
        self.assertIn('recovery partition', said)
        self.assertEqual(int(self.guest('cat /sys/block/vda/size')) * 512, 130 * GIB)
        self.guest('mke2fs -b 4096 /dev/vda 262144 > /dev/null 2>&1 && mkdir -p /run/drive && mount -t ext4 /dev/vda /run/drive')
        self.guest('dd if=/dev/urandom of=/run/drive/file bs=1M count=200 2>/dev/null && sync && rm /run/drive/file && sync')
        before = self.taken()
        said = self.casement('first-hour', NAME, 'post-trim')
        self.assertLess(self.taken(), before - 64 * (1 << 20), said)
        self.assertIn('now take', said)

    def check_clock(self):
        self.machine.agent('guest-set-time', time=10 ** 18)
        self.assertLess(int(self.guest('date +%s')), 10 ** 9 + 600)
        virsh('managedsave', NAME)
        self.casement('start', NAME)
        self.assertLess(abs(int(self.guest('date +%s')) - time.time()), 60)

    def test_first_hour(self):
        self.casement('create', NAME, '--iso', ISO, '--drivers', self.drivers, '--set', 'memory=4GiB', '--set', 'cpus=2', '--start', '--no-wait')
        self.machine.wait_ready()
        self.check_tools()
        self.check_discs()
        self.check_disk()
        status = self.status()
        self.assertTrue(status['first-hour-done'], status)
        self.check_clock()


if __name__ == '__main__':
    CASEMENT, ISO = os.path.abspath(sys.argv.pop(1)), sys.argv.pop(1)
    if not os.path.exists(ISO):
        print(f'{ISO} is not there: build-aux/standin makes it')
        sys.exit(77)
    unittest.main(verbosity=2)
