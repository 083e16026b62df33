#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every control of every window has a name that says what it is for, and nothing that is hidden is offered.

Usage (below private-session and with-display): test-names.py CASEMENT-WINDOW MAKE-IMAGES
"""
import os
import re

from program import WindowTest, main, make_node
import accessible

# What a user can act on. Containers and pictures may well be without a name.
CONTROLS = {'push button', 'toggle button', 'check box', 'radio button', 'combo box', 'entry', 'text', 'password text',
            'spin button', 'slider', 'link', 'menu item', 'check menu item', 'list item', 'frame', 'dialog'}
# GTK's own parts of a control that has a name; a screen reader speaks of the whole.
WHOLE = {'combo box', 'spin button', 'slider'}
# A type's name is what GTK says where there is no name.
TYPE = re.compile('^(Gtk|Adw|Casement)[A-Z][A-Za-z]+$')


def controls(node):
    """Each control below `node` that is not a part of another one."""
    for child in accessible._children(node):
        if not accessible._is_visible(child):
            continue
        role = child.get_role_name()
        if role in CONTROLS:
            yield child
        if role not in WHOLE:
            yield from controls(child)


class Names(WindowTest):
    def check(self, window, title):
        frame = window.wait('frame', title)
        window.root.clear_cache()
        seen = 0
        for control in controls(frame):
            try:
                name, role = control.get_name(), control.get_role_name()
                state = control.get_state_set()
            except accessible.GLib.Error:
                continue
            seen += 1
            with self.subTest(window=title, role=role, name=name):
                # The outer half of a menu button has no action and is never focused.
                if role == 'push button' and not accessible.has_action(control):
                    continue
                self.assertTrue(name and name.strip(), f'a {role} without a name')
                self.assertIsNone(TYPE.match(name), f'a {role} called {name}')
                self.assertNotIn('_', name)
                self.assertIsNotNone(state)
        self.assertGreater(seen, 1, title)

    def test_library(self):
        window = self.start('--connect', make_node(self.folder, [('Windows 11', '11'), ('Accounting', '10')]))
        row = window.row('Accounting')
        window.press('push button', 'More actions', below=row)
        window.wait('menu item', 'Delete…')
        self.check(window, 'Casement')
        window.press('menu item', 'Delete…')
        window.wait(None, 'Delete “Accounting”?')
        self.check(window, 'Delete virtual machine')
        window.press('push button', 'Cancel')
        window.press('push button', 'Main menu')
        window.press('menu item', 'Host check')
        window.wait('push button', 'Try again')
        self.check(window, 'Host check')
        window.key('Host check', 'Escape')
        window.press('push button', 'More actions', below=window.row('Accounting'))
        window.press('menu item', 'Open')
        window.wait('push button', 'Reconnect')
        self.check(window, 'Accounting')
        self.quit(window)

    def test_assistant(self):
        self.images(self.make_images)
        title = 'New virtual machine'
        window = self.start(os.path.join(self.folder, 'text.iso'))
        window.wait(None, re.compile('is not an ISO image'))
        window.wait('label', re.compile('^[0-9]+ settings'))
        frame = window.wait('frame', title)
        self.check(window, title)
        self.assertIsNone(window.find('spin button', 'Memory', below=frame), 'pages that do not show')
        window.press('push button', 'Machine')
        window.wait('spin button', 'Memory')
        self.assertIsNone(window.find('text', 'Name', below=frame), 'pages that do not show')
        self.check(window, title)
        window.press('push button', 'Back')
        window.press('push button', 'What will be set up')
        window.wait('list item', 'Secure Boot')
        self.check(window, title)
        window.key(title, 'Escape')
        window.wait('text', 'Name')
        window.key(title, 'Escape')
        window.wait_gone('text', 'Name')
        self.quit(window)

    def test_host_check(self):
        window = self.start()
        window.wait(None, 'Create a Windows virtual machine')
        self.check(window, 'Casement')
        window.press('push button', 'Main menu')
        window.press('menu item', 'Host check')
        window.wait('list item', 'Emulated TPM')
        self.check(window, 'Host check')
        if window.find('push button', 'Copy the advice'):
            window.press('push button', 'Copy the advice')
            window.wait(None, 'Advice copied')
        window.key('Host check', 'Escape')
        window.wait_gone('list item', 'Emulated TPM')
        self.quit(window)


if __name__ == '__main__':
    main(make_images=None)
