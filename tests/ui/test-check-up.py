#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check-up of a machine that another program made: what it finds, Fix, Undo, and all at once.

Usage (below private-session and with-display): test-check-up.py CASEMENT-WINDOW MAKE-IMAGES
"""
import os
import re
import subprocess

from program import WindowTest, main

URI = 'qemu:///session'


def virsh(*arguments):
    return subprocess.run(['virsh', '-c', URI, *arguments], check=True, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True).stdout


class CheckUp(WindowTest):
    def setUp(self):
        super().setUp()
        disk = os.path.join(self.folder, 'disk.qcow2')
        subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', disk, '64G'], check=True)
        xml = subprocess.run(['virt-install', '--connect', URI, '--name', 'Foreign', '--memory', '4096', '--vcpus', '2',
                              '--disk', f'path={disk},format=qcow2', '--osinfo', 'win11', '--import', '--print-xml'],
                             check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
        path = os.path.join(self.folder, 'foreign.xml')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(xml)
        virsh('define', path)
        self.addCleanup(virsh, 'undefine', 'Foreign', '--nvram')
        self.before = virsh('dumpxml', '--inactive', 'Foreign')

    def open_check_up(self):
        window = self.start('--connect', URI)
        window.press('push button', 'More actions', below=window.row('Foreign', 'Off'))
        window.press('menu item', 'Check-up')
        return window

    def test_one_fix_and_back(self):
        window = self.open_check_up()
        window.wait('label', re.compile(r'^\d+ things to improve, \d+ matter$'))
        for group in ('Safety', 'Stability', 'Speed', 'Comfort'):
            window.wait('label', group)
        window.press('push button', 'Fix “Random numbers”')
        window.wait_gone('push button', 'Fix “Random numbers”')
        self.assertIn('<rng model=', virsh('dumpxml', '--inactive', 'Foreign'))
        window.press('push button', 'Take back the last change')
        window.wait('push button', 'Fix “Random numbers”')
        self.assertEqual(virsh('dumpxml', '--inactive', 'Foreign'), self.before)
        self.quit(window)

    def test_all_and_back(self):
        window = self.open_check_up()
        window.press('push button', 'Fix all that are safe')
        window.wait_gone('push button', re.compile('^Fix '))
        after = virsh('dumpxml', '--inactive', 'Foreign')
        self.assertIn('org.qemu.guest_agent.0', after)
        # What an installed Windows cannot take stays for the user to decide.
        self.assertIn("bus='sata'", after)
        window.press('push button', 'Take back the last change')
        window.wait('push button', 'Fix all that are safe')
        self.assertEqual(virsh('dumpxml', '--inactive', 'Foreign'), self.before)
        self.quit(window)


if __name__ == '__main__':
    main(make_images=None)
