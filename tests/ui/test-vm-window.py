#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A virtual machine's window over libvirt's test driver, which has states but no screens.

Usage (below with-display): test-vm-window.py CASEMENT-WINDOW
"""
import re
import subprocess

from program import WindowTest, main, make_node

MACHINES = [('Windows 11', '11'), ('Accounting', '10')]


class VmWindow(WindowTest):
    def open(self, name):
        window = self.start('--connect', make_node(self.folder, MACHINES))
        window.press('push button', 'More actions', below=window.row(name))
        window.press('menu item', 'Open')
        window.window(name)
        return window, window.wait('frame', name)

    def test_no_screen(self):
        """A connection that has no screens is an error with a way out, not an empty window."""
        window, frame = self.open('Accounting')
        window.wait(None, 'The screen cannot be shown', below=frame)
        window.wait('push button', 'Reconnect', below=frame)
        window.wait('push button', 'Details', below=frame)
        self.quit(window)

    def test_power(self):
        window, frame = self.open('Accounting')
        window.press('push button', 'Shut down', below=frame)
        window.wait(None, 'Off', below=frame)
        window.row('Accounting', 'Off')
        self.assertIsNone(window.find(None, 'The screen cannot be shown', below=frame))
        starts = window.find_all('push button', 'Start', below=frame)
        self.assertEqual(len(starts), 2, 'in the header and on the page')
        window.press('push button', 'Start', below=frame)
        window.row('Accounting', 'Running')
        window.wait('push button', 'Shut down', below=frame)
        self.quit(window)

    def test_one_window_each(self):
        window, frame = self.open('Accounting')
        window.press('push button', 'More actions', below=window.row('Accounting'))
        window.press('menu item', 'Open')
        window.press('push button', 'More actions', below=window.row('Windows 11'))
        window.press('menu item', 'Open')
        window.wait('frame', 'Windows 11')
        self.assertEqual(len(window.find_all('frame', 'Accounting')), 1)
        self.quit(window)

    def test_full_screen(self):
        window, frame = self.open('Accounting')
        window.press('push button', 'Full screen', below=frame)
        window.wait('push button', 'Leave full screen', below=frame)
        window.key('Accounting', 'F11')
        window.wait('push button', 'Full screen', below=frame)
        self.quit(window)

    def test_views(self):
        """What is on a view that is not shown is not there."""
        window, frame = self.open('Accounting')
        window.press('push button', 'Shut down', below=frame)
        window.wait('push button', 'Start', below=frame)
        self.assertEqual(len(window.find_all('push button', 'Start', below=frame)), 2)
        window.press('page tab', 'Check-up', below=frame)
        window.wait('label', re.compile('things to improve'), below=frame)
        self.assertEqual(len(window.find_all('push button', 'Start', below=frame)), 1, 'the one in the header')
        window.key('Accounting', 'F9', 'F9')
        window.wait_gone('label', re.compile('things to improve'))
        self.assertEqual(len(window.find_all('push button', 'Start', below=frame)), 2)
        self.quit(window)

    def test_view_from_the_command_line(self):
        window = self.start('--connect', make_node(self.folder, MACHINES), 'view', 'Accounting')
        window.wait('frame', 'Accounting')
        self.assertIsNone(window.find('frame', 'Casement'))
        self.quit(window, 'Accounting')

    def test_view_of_nothing(self):
        done = subprocess.run([self.executable, '--connect', make_node(self.folder, MACHINES), 'view', 'Nobody'],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn('There is no virtual machine “Nobody” here', done.stderr)

    def test_view_of_an_address_without_a_server(self):
        window = self.start('view', 'spice+unix://' + self.folder + '/nothing')
        window.wait('push button', 'Reconnect')
        self.quit(window, 'spice+unix://' + self.folder + '/nothing')

    def test_sharing(self):
        """What is shared with Windows has windows of its own, which say what is missing while nothing is connected."""
        title = 'spice+unix://' + self.folder + '/nothing'
        window = self.start('view', title, environment={'XDG_CONFIG_HOME': self.folder})
        frame = window.wait('frame', title)
        window.wait('push button', 'Reconnect')
        for item, name, text in (('USB devices…', 'USB devices', 'USB devices cannot be given to Windows'),
                                 ('Shared folder…', 'Shared folder', 'Nothing is shared')):
            window.press('push button', 'Main menu', below=frame)
            window.press(None, 'Share with Windows', below=frame)
            window.press(None, item, below=frame)
            dialog = window.wait('frame', name)
            window.wait(None, re.compile(text), below=dialog)
            window.key(name, 'Escape')
            window.wait_gone('frame', name)
        self.quit(window, title)

    def test_wrong_use(self):
        done = subprocess.run([self.executable, 'view'], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)


if __name__ == '__main__':
    main()
