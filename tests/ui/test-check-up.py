#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check-up of a machine that another program made: what it finds, Fix, Undo, and all at once.

Usage (below private-session and with-display): test-check-up.py CASEMENT-WINDOW MAKE-IMAGES
"""
import os
import re
import subprocess

from program import WindowTest, main, wait_for

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
                              '--disk', f'path={disk},format=qcow2', '--osinfo', 'win11', '--import', '--print-xml',
                              # No port, which another test's machine may take in the same moment.
                              '--graphics', 'spice,listen=none'],
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

    @staticmethod
    def wait_step(window, title):
        """Waits until the step of this title comes next."""
        def look():
            row = window.find('list item', title)
            return row is not None and window.find('image', 'next', below=row)
        wait_for(look, f'the step “{title}”')

    def disk_bus(self):
        return re.search(r"<target dev='\w+' bus='(\w+)'", virsh('dumpxml', '--inactive', 'Foreign')).group(1)

    def test_guide(self):
        """What could break an installed Windows: step by step, the user answering for it, and all of it back."""
        window = self.open_check_up()
        window.press('push button', re.compile('^Guide “Disk controller'))
        self.wait_step(window, 'Add a small second disk')
        window.press('push button', 'Add the disk')
        self.wait_step(window, 'Let Windows load the driver')
        self.assertIn('casement-driver-try', virsh('dumpxml', '--inactive', 'Foreign'))
        # Nobody is in there to be asked.
        window.press('push button', 'Ask Windows')
        window.wait(None, re.compile('^The virtual machine is off'))
        window.press('push button', 'I see the disk')
        window.press('push button', 'Switch')
        self.wait_step(window, 'Restart the virtual machine')
        self.assertEqual(self.disk_bus(), 'virtio')
        # Closed and opened again, it goes on; also where the row says by now that all is well.
        window.key('Disk controller', 'Escape')
        window.wait_gone('push button', 'Give up')
        window.press('push button', 'Continue…')
        self.wait_step(window, 'Restart the virtual machine')
        window.press('push button', 'Give up')
        self.wait_step(window, 'Add a small second disk')
        self.assertEqual(virsh('dumpxml', '--inactive', 'Foreign'), self.before)
        window.key('Disk controller', 'Escape')
        window.wait_gone('push button', 'Add the disk')
        self.quit(window)

    def test_restart(self):
        """A change that a running machine cannot take is said to wait until it was off."""
        virsh('start', 'Foreign')
        self.addCleanup(lambda: subprocess.run(['virsh', '-q', '-c', URI, 'destroy', 'Foreign'], capture_output=True))
        window = self.start('--connect', URI)
        window.press('push button', 'More actions', below=window.row('Foreign', 'Running'))
        window.press('menu item', 'Check-up')
        # Plugged in: nothing waits.
        window.press('push button', 'Fix “Random numbers”')
        window.wait_gone('push button', 'Fix “Random numbers”')
        self.assertIn('<rng model=', virsh('dumpxml', 'Foreign'))
        self.assertIsNone(window.find('label', 'Takes effect after a restart of the virtual machine'))
        window.press('push button', 'Fix “Memory backing”')
        window.wait('label', 'Takes effect after a restart of the virtual machine')
        window.wait('list item', re.compile('^Foreign, Running.*, waits for a restart$'))
        virsh('reset', 'Foreign')
        window.press('push button', 'Restart…')
        window.press('push button', re.compile('^Restart'), below=window.wait('dialog'))
        # Nothing in it shuts down by itself.
        virsh('destroy', 'Foreign')
        window.wait_gone('label', 'Takes effect after a restart of the virtual machine')
        wait_for(lambda: virsh('domstate', 'Foreign').strip() == 'running', 'the start')
        self.assertIn('<memoryBacking>', virsh('dumpxml', 'Foreign'))
        window.row('Foreign', 'Running')
        self.quit(window)


if __name__ == '__main__':
    main(make_images=None)
