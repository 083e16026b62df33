#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine as virt-install makes it, tuned up and booted: the guest sees the new hardware. Its system disk moves to virtio step
by step, with the guest's own word for it; and taking the changes back brings the old definition back.

Usage (below private-session): test-tune.py CASEMENT ISO
"""
import json
import os
import re
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'support')]
from guest import URI, Machine, virsh, wait_for  # noqa: E402

NAME = 'Not by Casement'


def casement(*arguments, timeout=300):
    return subprocess.run([CASEMENT, *arguments], capture_output=True, text=True, timeout=timeout)


class TuneUp(unittest.TestCase):
    def setUp(self):
        self.root = os.environ['CASEMENT_TEST_ROOT']
        disk = os.path.join(self.root, 'd', 'foreign.qcow2')
        subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', disk, '64G'], check=True)
        xml = subprocess.run(['virt-install', '--connect', URI, '--name', NAME, '--memory', '4096', '--vcpus', '2', '--cdrom', ISO,
                              '--disk', f'path={disk},format=qcow2', '--osinfo', 'win11', '--print-xml', '1'],
                             check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
        # While Windows is installed, virt-install looks after restarts itself.
        xml = xml.replace('<on_reboot>destroy<', '<on_reboot>restart<')
        definition = os.path.join(self.root, 'foreign.xml')
        with open(definition, 'w', encoding='utf-8') as file:
            file.write(xml)
        virsh('define', '--validate', definition)
        self.machine = Machine(NAME)
        self.addCleanup(self.clean_up)
        self.before = virsh('dumpxml', '--inactive', '--security-info', NAME)

    def clean_up(self):
        if self.machine.state() == 'running':
            virsh('destroy', NAME)
        virsh('undefine', '--nvram', '--tpm', NAME, check=False)

    def must(self, *arguments):
        done = casement(*arguments)
        self.assertEqual(done.returncode, 0, f'casement {" ".join(arguments)}: {done.stdout}{done.stderr}')
        return done.stdout

    def unmet(self):
        report = json.loads(self.must('check', '--json', NAME))
        return {result['id'] for result in report['results'] if result['state'] == 'unmet'}, report

    def step(self, then):
        """Does the next step of the disk's move, after which `then` comes next."""
        out = self.must('tune', '--step', NAME, 'storage-controller')
        self.assertRegex(out, re.escape('[next]') + r' \d\. ' + re.escape(then) if then else r'\[done\] 6\.')

    def check_old_disk(self, report):
        self.assertTrue(report['disk'][0].startswith('sda '), report['disk'])

    def check_new_hardware(self, report):
        """What virt-install had otherwise, or not at all."""
        self.assertLessEqual({'com.redhat.spice.0', 'org.qemu.guest_agent.0'}, set(report['ports'][0].split()))
        self.assertTrue(report['rng'][0].startswith('virtio_rng'), report['rng'])
        inputs = ' '.join(report['input'])
        for device in ('QEMU Virtio Keyboard', 'QEMU Virtio Tablet'):
            self.assertIn(device, inputs)
        self.assertEqual(report['sockets'], ['1'])
        self.assertEqual(report['cpus'], ['2'])

    def test_tuned_up_and_back(self):
        unmet, _report = self.unmet()
        self.assertTrue({'rng', 'channels', 'storage-controller', 'memory-backing', 'boot-order'} <= unmet, unmet)
        self.must('tune', NAME, '--all')
        left, _report = self.unmet()
        self.assertIn('storage-controller', left)
        self.assertFalse({'rng', 'channels', 'memory-backing', 'boot-order'} & left, left)

        self.must('start', '--no-wait', NAME)
        self.machine.wait_ready(600)
        report = self.machine.report()
        self.check_new_hardware(report)
        self.check_old_disk(report)

        # Plugged into the running guest, which says by its agent that it knows the disk.
        self.step('Let Windows load the driver')
        self.assertIn("dev='vdz'", virsh('dumpxml', NAME))
        wait_for(lambda: casement('tune', '--step', NAME, 'storage-controller').returncode == 0, 'the guest\'s word for the disk', 60, 1)
        self.step('Restart the virtual machine')
        self.assertTrue(self.unmet()[1]['restart_needed'])
        self.step('See whether Windows starts')
        self.machine.wait_ready(600)
        self.assertFalse(self.unmet()[1]['restart_needed'])
        # The guest is on the disk of the new kind; the small one is last, and lets go.
        disks = [disk.split()[0] for disk in self.machine.report()['disk']]
        self.assertEqual(disks[0], 'vda', disks)
        self.assertNotIn('sda', disks)
        self.step('Remove the small disk')
        self.step(None)
        self.assertNotIn("dev='vdz'", virsh('dumpxml', NAME))
        self.assertNotIn('storage-controller', self.unmet()[0])

        self.must('stop', NAME)
        wait_for(lambda: self.machine.state() == 'shut off', 'the end', 30)
        self.must('undo', NAME)
        self.assertIn('storage-controller', self.unmet()[0])
        self.must('undo', NAME)
        self.assertEqual(virsh('dumpxml', '--inactive', '--security-info', NAME), self.before)


if __name__ == '__main__':
    CASEMENT, ISO = os.path.abspath(sys.argv.pop(1)), sys.argv.pop(1)
    if not os.path.exists(ISO):
        print(f'{ISO} is not there: build-aux/standin makes it')
        sys.exit(77)
    unittest.main(verbosity=2)
