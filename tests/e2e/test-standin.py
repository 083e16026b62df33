#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control of the end-to-end tests: the same guest on a plain machine, without anything that Casement arranges, must
report the opposite of what they expect. So what the guest says is about the machine it runs on.

Usage: test-standin.py ISO
"""
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from guest import Machine, virsh, wait_for  # noqa: E402

XML = '''
<domain type='qemu'>
  <name>plain</name>
  <memory unit='MiB'>768</memory>
  <vcpu>1</vcpu>
  <os firmware='efi'>
    <type arch='x86_64' machine='q35'>hvm</type>
    <firmware><feature enabled='no' name='enrolled-keys'/><feature enabled='no' name='secure-boot'/></firmware>
  </os>
  <features><acpi/><apic/></features>
  <cpu mode='maximum'/>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{disk}'/><target dev='vda' bus='virtio'/></disk>
    <disk type='file' device='cdrom'><source file='{iso}'/><target dev='sda' bus='sata'/><readonly/><boot order='1'/></disk>
    <serial type='pty'><target type='isa-serial' port='0'/></serial>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <graphics type='spice'><listen type='none'/></graphics>
    <video><model type='virtio' heads='1' primary='yes'/></video>
  </devices>
</domain>
'''


class StandIn(unittest.TestCase):
    def test_reports_a_plain_machine(self):
        root = os.environ['CASEMENT_TEST_ROOT']
        disk = os.path.join(root, 'd', 'plain.qcow2')
        subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', disk, '8G'], check=True)
        definition = os.path.join(root, 'plain.xml')
        with open(definition, 'w', encoding='utf-8') as file:
            file.write(XML.format(disk=disk, iso=ISO))
        virsh('define', definition)
        machine = Machine('plain')
        try:
            virsh('start', 'plain')
            serial = machine.open_serial()
            machine.wait_ready()
            report = machine.report()
            self.assertEqual(report['firmware'], ['uefi'])
            self.assertEqual(report['secure-boot'], ['0'])
            self.assertEqual(report['tpm'], [''])
            self.assertEqual(report['cpus'], ['1'])
            self.assertLess(int(report['memory'][0]), 768 * 1024)
            self.assertEqual(report['ports'], ['org.qemu.guest_agent.0'])
            self.assertNotIn('granularity=33554432', report['disk'][0])
            self.assertNotIn('rng=virtio', '\n'.join(f'rng={value}' for value in report['rng']))
            # The serial line says the same as the agent, and shows keys.
            begin, end = serial.wait_line('report-begin'), serial.wait_line('report-end')
            self.assertEqual([line.removeprefix('standin: ') for line in serial.lines[begin + 1:end]],
                             [f'{key}={value}' for key, value in self.ordered(machine)])
            virsh('send-key', 'plain', 'KEY_LEFTSHIFT', 'KEY_H')
            virsh('send-key', 'plain', 'KEY_I')
            virsh('send-key', 'plain', 'KEY_ENTER')
            serial.wait_line('line Hi$')
            virsh('shutdown', '--mode', 'acpi', 'plain')
            wait_for(lambda: machine.state() == 'shut off', 'the power button', 30)
        finally:
            if machine.state() == 'running':
                virsh('destroy', 'plain')

    @staticmethod
    def ordered(machine):
        for line in machine.read_guest_file('/run/report').splitlines():
            key, _, value = line.partition('=')
            yield key, value


if __name__ == '__main__':
    ISO = sys.argv.pop(1)
    if not os.path.exists(ISO):
        print(f'{ISO} is not there: build-aux/standin makes it')
        sys.exit(77)
    unittest.main(verbosity=2)
