#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The windows over a daemon that dies and comes back, and over the assistant's real work.

Usage (below private-session and with-display): test-connection.py CASEMENT-WINDOW MAKE-IMAGES
"""
import os
import re
import signal

from program import WindowTest, get_text, main, set_text, wait_for
from guest import virsh

DOMAIN = '''<domain type='qemu'><name>{name}</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>'''


class Connection(WindowTest):
    def define(self, name):
        path = os.path.join(self.folder, 'domain.xml')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(DOMAIN.format(name=name))
        virsh('define', path)
        self.addCleanup(virsh, 'undefine', name, check=False)

    @staticmethod
    def daemon():
        """The process of the session's daemon now."""
        path = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'libvirt', 'libvirtd.pid')
        with open(path, encoding='ascii') as file:
            return int(file.read())

    @classmethod
    def tearDownClass(cls):
        """libvirt's library starts a daemon where there is none; that one is ours to end."""
        daemon = cls.daemon()
        if str(daemon) != os.environ['CASEMENT_TEST_LIBVIRTD_PID']:
            os.kill(daemon, signal.SIGTERM)
            wait_for(lambda: not os.path.exists(f'/proc/{daemon}'), 'the end of the second daemon')

    def test_others_make_and_remove_machines(self):
        window = self.start()
        window.wait(None, 'Create a Windows virtual machine')
        self.define('Somebody else’s')
        window.row('Somebody else’s', 'Off')
        virsh('undefine', 'Somebody else’s')
        window.wait(None, 'Create a Windows virtual machine')
        self.quit(window)

    def test_lost_and_found(self):
        self.define('Steadfast')
        window = self.start()
        window.row('Steadfast', 'Off')
        os.kill(self.daemon(), signal.SIGKILL)
        # The list stays, and the banner offers the way back.
        window.row('Steadfast', 'Unknown')
        window.wait('push button', 'Retry')
        window.press('push button', 'Retry')
        window.row('Steadfast', 'Off')
        window.wait_gone('push button', 'Retry')
        self.quit(window)

    def test_delete(self):
        """What goes is named, and then it is gone."""
        self.define('Short-lived')
        window = self.start()
        window.press('push button', 'More actions', below=window.row('Short-lived', 'Off'))
        window.press('menu item', 'Delete…')
        window.wait(None, 'Delete “Short-lived”?')
        window.press('push button', 'Cancel')
        window.wait_gone(None, 'Delete “Short-lived”?')
        self.assertIn('Short-lived', virsh('list', '--all', '--name'))
        window.press('push button', 'More actions', below=window.row('Short-lived', 'Off'))
        window.press('menu item', 'Delete…')
        window.press('push button', 'Delete')
        window.wait(None, 'Create a Windows virtual machine')
        self.assertNotIn('Short-lived', virsh('list', '--all', '--name'))
        self.quit(window)

    def test_create_and_delete(self):
        """From an image to a machine that runs in its window, and back to nothing."""
        self.images(self.make_images)
        name = 'Büro "11"'
        window = self.start(os.path.join(self.folder, 'Win11_24H2_English_x64.iso'))
        window.wait('label', re.compile('^[0-9]+ settings'))
        window.press('check box', 'Continue without drivers')
        set_text(window.wait('text', 'Name'), name)
        window.press('push button', 'Create')
        frame = window.wait('frame', name, 60)
        self.addCleanup(virsh, 'destroy', name, check=False)
        window.row(name, 'Running · Windows 11')
        window.press('push button', 'More power actions', below=frame)
        window.press('menu item', 'Force off…')
        window.press('push button', re.compile('^Force off'), below=window.wait('dialog'))
        window.row(name, 'Off')
        window.press('push button', 'Main menu', below=frame)
        window.press('menu item', 'Delete…')
        window.wait('list item', 'Disk')
        window.wait('list item', 'Win11_24H2_English_x64.iso')
        window.press('push button', 'Delete')
        window.wait_gone('frame', name)
        window.wait(None, 'Create a Windows virtual machine')
        self.assertEqual(virsh('list', '--all', '--name').strip(), '')
        self.assertTrue(os.path.exists(os.path.join(self.folder, 'Win11_24H2_English_x64.iso')))
        self.quit(window)

    def test_failure_loses_nothing(self):
        """The image goes away between the look at it and Create: that is said, nothing is left, and the way back is open."""
        self.images(self.make_images)
        iso = os.path.join(self.folder, 'Win11_24H2_English_x64.iso')
        window = self.start(iso)
        window.wait('label', re.compile('^[0-9]+ settings'))
        window.press('check box', 'Continue without drivers')
        set_text(window.wait('text', 'Name'), 'Not yet')
        os.rename(iso, iso + '.away')
        window.press('push button', 'Create')
        window.wait(None, 'The virtual machine was not created')
        self.assertEqual(virsh('list', '--all', '--name').strip(), '')
        window.press('push button', 'Back to the settings')
        self.assertEqual(get_text(window.wait('text', 'Name')), 'Not yet')
        os.rename(iso + '.away', iso)
        window.press('push button', 'Create')
        window.wait('frame', 'Not yet', 60)
        self.addCleanup(virsh, 'undefine', '--nvram', '--tpm', '--remove-all-storage', 'Not yet', check=False)
        self.addCleanup(virsh, 'destroy', 'Not yet', check=False)
        # The SPICE library warns of a conversation that is cut off at its first word.
        window.wait('image', re.compile('^Screen of the virtual machine'), 60)
        self.quit(window, 'Not yet')


if __name__ == '__main__':
    main(make_images=None)
