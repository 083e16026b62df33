#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first hour's view of a machine that is off: what it lists, what can be done about it, and back.

Usage (below private-session and with-display): test-first-hour.py CASEMENT-WINDOW MAKE-IMAGES
"""
import json
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from program import WindowTest, main

URI = 'qemu:///session'


def virsh(*arguments):
    return subprocess.run(['virsh', '-c', URI, *arguments], check=True, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True).stdout


class FirstHour(WindowTest):
    def setUp(self):
        super().setUp()
        image = os.path.join(self.images(self.make_images), 'Win11_24H2_English_x64.iso')
        xml = subprocess.run(['virt-install', '--connect', URI, '--name', 'Done', '--memory', '4096', '--vcpus', '2',
                              '--disk', f'path={image},device=cdrom,bus=sata,readonly=on', '--osinfo', 'win11', '--import',
                              '--print-xml'], check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
        path = os.path.join(self.folder, 'done.xml')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(xml)
        virsh('define', path)
        self.addCleanup(virsh, 'undefine', 'Done', '--nvram')
        self.before = virsh('dumpxml', '--inactive', 'Done')
        self.assertIn('Win11', self.before)

    def open(self):
        window = self.start('--connect', URI, 'view', 'Done')
        frame = window.wait('frame', 'Done')
        window.press('page tab', 'First hour', below=frame)
        window.wait('label', 'Not known yet', below=frame)
        return window, frame

    def test_eject_and_back(self):
        window, frame = self.open()
        window.wait('label', 'Start the virtual machine to see.', below=frame)
        window.press('push button', 'Installation drives: Eject', below=frame)
        window.wait_gone('push button', 'Installation drives: Eject')
        self.assertNotIn('Win11', virsh('dumpxml', '--inactive', 'Done'))
        window.press('push button', 'Take back the last change', below=frame)
        window.wait('push button', 'Installation drives: Eject', below=frame)
        self.assertEqual(virsh('dumpxml', '--inactive', 'Done'), self.before)
        self.quit(window, 'Done')

    def test_drives(self):
        """Discs by the menu in the header, drives by their view, and back."""
        window = self.start('--connect', URI, 'view', 'Done')
        frame = window.wait('frame', 'Done')
        window.press('push button', 'Discs', below=frame)
        window.press('menu item', 'Eject')
        window.press('page tab', 'Drives', below=frame)
        window.wait('label', 'Empty', below=frame)
        self.assertNotIn('Win11', virsh('dumpxml', '--inactive', 'Done'))
        window.wait('push button', 'sda: Insert a disc…', below=frame)
        window.press('push button', 'Take back the last change', below=frame)
        window.wait('push button', 'sda: Eject', below=frame)
        self.assertEqual(virsh('dumpxml', '--inactive', 'Done'), self.before)
        window.press('push button', 'sda: Remove the drive', below=frame)
        window.wait_gone('list item', 'sda · SATA')
        self.assertNotIn("device='cdrom'", virsh('dumpxml', '--inactive', 'Done'))
        window.press('push button', 'Add a disk…', below=frame)
        # GTK 4.8 doubles the names of buttons in message dialogs.
        window.press('push button', re.compile('^Add( Add)?$'), below=window.wait('dialog'))
        window.wait('list item', 'vda · virtio-blk', below=frame)
        tree = ElementTree.fromstring(virsh('dumpxml', '--inactive', 'Done'))
        path = tree.find("devices/disk[@device='disk']/source").get('file')
        self.addCleanup(os.unlink, path)
        info = json.loads(subprocess.run(['qemu-img', 'info', '--output=json', path], check=True, capture_output=True).stdout)
        self.assertEqual(info['virtual-size'], 64 << 30)
        self.quit(window, 'Done')

    def test_menu(self):
        """Also by the menu."""
        window = self.start('--connect', URI, 'view', 'Done')
        frame = window.wait('frame', 'Done')
        window.press('push button', 'Main menu', below=frame)
        window.press('menu item', 'First hour')
        window.wait('label', 'Not known yet', below=frame)
        self.quit(window, 'Done')


if __name__ == '__main__':
    main(make_images=None)
