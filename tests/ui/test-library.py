#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The library window over libvirt's test driver: what it lists, what can be done there, and what it says when there is
nothing to list.

Usage (below with-display): test-library.py CASEMENT-WINDOW
"""
import re

from program import WindowTest, main, make_node, press, set_text, wait_for

MACHINES = [('Windows 11', '11'), ('Accounting', '10'), ('Build server', '2k22'), ('Old scanner', '7')]


class Library(WindowTest):
    def test_lists_what_is_there(self):
        window = self.start('--connect', make_node(self.folder, MACHINES))
        window.row('Accounting', 'Running · Windows 10')
        window.row('Old scanner', 'Running · Windows 7')
        self.assertEqual(window.rows(), sorted(name for name, _ in MACHINES))
        self.quit(window)

    def test_machines_of_others(self):
        """The one of test:///default says nothing about its system."""
        window = self.start('--connect', 'test:///default')
        window.row('test', 'Running')
        self.assertIsNone(window.find(name='Create a Windows virtual machine'))
        self.quit(window)

    def test_state_follows(self):
        window = self.start('--connect', make_node(self.folder, MACHINES))
        window.press('push button', 'Shut down', below=window.row('Accounting'))
        row = window.row('Accounting', 'Off')
        window.row('Windows 11', 'Running')
        self.assertIsNone(window.find('push button', 'Shut down', below=row))
        window.press('push button', 'Start', below=row)
        window.row('Accounting', 'Running')
        self.quit(window)

    def test_menu_of_a_row(self):
        window = self.start('--connect', make_node(self.folder, MACHINES))
        window.press('push button', 'More actions', below=window.row('Accounting', 'Running'))
        window.press('menu item', 'Pause')
        row = window.row('Accounting', 'Paused')
        window.press('push button', 'More actions', below=row)
        window.press('menu item', 'Resume')
        window.row('Accounting', 'Running')
        self.quit(window)

    def test_force_off_asks_first(self):
        window = self.start('--connect', make_node(self.folder, MACHINES))
        window.press('push button', 'More actions', below=window.row('Build server', 'Running'))
        window.press('menu item', 'Force off…')
        window.wait(None, 'Force “Build server” off?')
        window.press('push button', re.compile('^Cancel'))
        window.wait_gone(None, 'Force “Build server” off?')
        window.press('push button', 'More actions', below=window.row('Build server', 'Running'))
        window.press('menu item', 'Force off…')
        window.press('push button', re.compile('^Force off'))
        window.row('Build server', 'Off')
        self.quit(window)

    def test_search(self):
        window = self.start('--connect', make_node(self.folder, MACHINES))
        window.row('Accounting')
        window.key('Casement', 'ctrl+f')
        entry = window.wait('entry', 'Search virtual machines')
        window.type('scan')
        window.wait_gone('list item', re.compile('^Accounting'))
        self.assertEqual(window.rows(), ['Old scanner'])
        window.type('xyz')
        window.wait(None, 'No results found')
        set_text(entry, 'server 2022')
        window.row('Build server')
        self.assertEqual(window.rows(), ['Build server'])
        window.key('Casement', 'Escape')
        window.row('Accounting')
        self.quit(window)

    def test_keyboard_alone(self):
        """Into the list, to a machine's menu, and back out, without a pointer."""
        window = self.start('--connect', make_node(self.folder, MACHINES))
        window.row('Accounting')
        for _ in range(8):
            window.key('Casement', 'Tab')
            if window.focus().get_role_name() == 'list item':
                break
        self.assertEqual(window.focus().get_role_name(), 'list item')
        window.key('Casement', 'Down')
        wait_for(lambda: window.focus().get_name().startswith('Build server, '), 'the focus on the next machine')
        window.key('Casement', 'shift+F10')
        window.wait('menu item', 'Open')
        window.key('Casement', 'Escape')
        window.wait_gone('menu item', 'Open')
        window.key('Casement', 'Return')
        window.wait('frame', 'Build server')
        self.quit(window)

    def test_empty(self):
        window = self.start('--connect', make_node(self.folder, []))
        window.wait(None, 'Create a Windows virtual machine')
        buttons = window.find_all('push button', 'New virtual machine')
        self.assertEqual(len(buttons), 2)
        press(buttons[1])
        window.wait('push button', 'Choose the installer image')
        window.key('New virtual machine', 'Escape')
        window.wait_gone('push button', 'Choose the installer image')
        self.quit(window)

    def test_no_daemon(self):
        window = self.start('--connect', 'qemu+unix:///session?socket=' + self.folder + '/nothing')
        window.wait(None, 'Virtual machines are out of reach')
        window.press('push button', 'Retry')
        window.wait(None, 'Virtual machines are out of reach')
        self.quit(window)

    def test_many(self):
        """Five hundred machines: the last one is found, opened and shut again."""
        window = self.start('--connect', make_node(self.folder, [(f'Machine {n:03}', '11') for n in range(500)]))
        window.row('Machine 000')
        window.key('Casement', 'ctrl+f')
        window.type('499')
        window.row('Machine 499')
        self.assertEqual(window.rows(), ['Machine 499'])
        self.quit(window)


if __name__ == '__main__':
    main()
