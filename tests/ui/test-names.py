#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every control of every window has a name that says what it is for, said once; nothing that is hidden is offered; and the
keyboard alone gets to every control, and out again.

Usage (below private-session and with-display): test-names.py CASEMENT-WINDOW MAKE-IMAGES
"""
import os
import re
import time

from program import WindowTest, main, make_node, set_text, wait_for
import accessible
from accessible import Atspi, GLib
from guest import virsh

# What a user can act on. Containers and pictures may well be without a name.
CONTROLS = {'push button', 'toggle button', 'check box', 'radio button', 'combo box', 'entry', 'text', 'password text',
            'spin button', 'slider', 'link', 'menu item', 'check menu item', 'list item', 'frame', 'dialog'}
# GTK's own parts of a control that has a name; a screen reader speaks of the whole.
WHOLE = {'combo box', 'spin button', 'slider'}
# Reached by other keys than Tab: the window manager's own, and what is in the menu of the list item around it.
NO_TAB = {'Minimize', 'Maximize', 'Restore', 'Close', 'More actions', 'Start', 'Shut down'}
TABS = 90
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


class Focus:
    """Follows the keyboard focus by the events that screen readers follow it by."""

    def __init__(self):
        self.node = None
        self.count = 0
        self.listener = Atspi.EventListener.new(self.event)
        self.listener.register('object:state-changed:focused')

    def event(self, event):
        if event.detail1:
            self.node = event.source
            self.count += 1

    def close(self):
        self.listener.deregister('object:state-changed:focused')

    def press_tab(self, window):
        """Waits for the focus to move. GTK 4.8 says nothing when it moves into a text that can be selected or edited: then
        it is not known where it is, but not where it was either."""
        before, deadline = self.count, time.monotonic() + 0.5
        window.tab()
        while self.count == before and time.monotonic() < deadline:
            while GLib.MainContext.default().iteration(False):
                pass
            time.sleep(0.01)
        if self.count == before and (self.node is None or not accessible.has_focus(self.node)):
            self.node = None


def identity(node):
    return node.get_role_name(), node.get_name(), node.path if hasattr(node, 'path') else hash(node)


class Names(WindowTest):
    def check(self, window, title, tab=True):
        frame = window.wait('frame', title)
        window.root.clear_cache()
        seen = 0
        wanted = []
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
                half = len(name) // 2
                self.assertFalse(len(name) > 6 and name[:half] == name[half + 1:], f'read twice: {name}')
                self.assertIsNotNone(state)
            if role in ('push button', 'toggle button', 'check box', 'entry', 'text', 'spin button', 'combo box') \
                    and state.contains(Atspi.StateType.SENSITIVE) and name not in NO_TAB:
                wanted.append((role, name))
        self.assertGreater(seen, 1, title)
        if tab:
            self.walk(window, title, wanted)

    def walk(self, window, title, wanted):
        """Tab goes round: it never sticks, and passes every control (or the row around it, which does the same)."""
        focus = Focus()
        self.addCleanup(focus.close)
        visited, stuck, here, texts = [], 0, None, False
        window.key(title)
        for _ in range(TABS):
            before = here
            focus.press_tab(window)
            if focus.node is None:
                here = None
                texts = True
                continue
            try:
                here = identity(focus.node)
            except accessible.GLib.Error:
                continue
            stuck = stuck + 1 if here == before else 0
            self.assertLess(stuck, 3, f'{title}: the focus does not leave {here}')
            if len(visited) > 2 and here == visited[0] and visited[1:] and here in visited[1:]:
                break
            visited.append(here)
            if len(visited) > 3 and visited[-2:] == visited[:2]:
                break
        names = {name for _, name, _ in visited}
        missed = [(role, name) for role, name in wanted
                  if not (texts and role in ('text', 'entry', 'spin button')) and not any(name == other or name in other or other in name for other in names if other)]
        self.assertEqual(missed, [], f'{title}: the keyboard does not reach these; it passed {sorted(names)}')

    def test_library(self):
        window = self.start('--connect', make_node(self.folder, [('Windows 11', '11'), ('Accounting', '10')]))
        row = window.row('Accounting')
        self.check(window, 'Casement')
        window.press('push button', 'More actions', below=row)
        window.wait('menu item', 'Delete…')
        self.check(window, 'Casement', tab=False)
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
        # More rows than there is time to pass.
        self.check(window, title, tab=False)
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
        self.check(window, 'Host check', tab=False)
        if window.find('push button', 'Copy the advice'):
            window.press('push button', 'Copy the advice')
            window.wait(None, 'Advice copied')
        window.key('Host check', 'Escape')
        window.wait_gone('list item', 'Emulated TPM')
        self.quit(window)


    def test_preferences_and_others(self):
        window = self.start('--connect', make_node(self.folder, [('Accounting', '10')]))
        window.row('Accounting')
        window.key('Casement', 'ctrl+comma')
        window.wait('frame', 'Preferences')
        self.check(window, 'Preferences')
        window.key('Preferences', 'Escape')
        window.wait_gone('frame', 'Preferences')
        window.key('Casement', 'F1')
        window.wait('list item', 'Secure Boot')
        self.check(window, 'Help', tab=False)
        window.key('Help', 'Escape')
        window.wait_gone('frame', 'Help')
        # GTK's and libadwaita's own windows are theirs to name; they must open, and close again.
        window.press('push button', 'Main menu')
        window.press('menu item', 'Keyboard shortcuts')
        window.wait(None, re.compile('^Release the keyboard'), 60)
        window.press_key('Escape')
        window.wait_gone(None, re.compile('^Release the keyboard'))
        window.press('push button', 'Main menu')
        window.press('menu item', 'About Casement')
        window.wait(None, re.compile('^Troubleshooting'))
        window.press_key('Escape')
        window.wait_gone(None, re.compile('^Troubleshooting'))
        self.quit(window)

    def test_question(self):
        """The buttons of a question are read once."""
        window = self.start('--connect', make_node(self.folder, [('Accounting', '10')]))
        window.press('push button', 'More actions', below=window.row('Accounting'))
        window.press('menu item', 'Force off…')
        dialog = window.wait('dialog')
        window.wait('push button', 'Cancel', below=dialog)
        window.wait('push button', 'Force off', below=dialog)
        window.press('push button', 'Cancel', below=dialog)
        window.wait_gone('dialog')
        self.quit(window)

    def test_views(self):
        """Every view of a machine's window; what is in the others is not offered."""
        window = self.start('--connect', make_node(self.folder, [('Accounting', '10')]))
        window.press('push button', 'More actions', below=window.row('Accounting'))
        window.press('menu item', 'Open')
        frame = window.wait('frame', 'Accounting')
        tabs = [tab.get_name() for tab in window.find_all('page tab', below=frame)]
        self.assertGreater(len(tabs), 1)
        for _ in tabs:
            window.key('Accounting', 'F9')
            self.check(window, 'Accounting', tab=False)
        self.quit(window)

    def test_creation_by_keyboard(self):
        """From nothing to a virtual machine, with keys alone."""
        self.images(self.make_images)
        downloads = os.path.join(self.folder, 'Downloads')
        os.mkdir(downloads)
        os.rename(os.path.join(self.folder, 'Win11_24H2_English_x64.iso'),
                  os.path.join(downloads, 'Win11_24H2_English_x64.iso'))
        config = os.path.join(self.folder, 'config')
        os.mkdir(config)
        with open(os.path.join(config, 'user-dirs.dirs'), 'w', encoding='utf-8') as file:
            file.write(f'XDG_DOWNLOAD_DIR="{downloads}"\n')
        name, title = 'By keys', 'New virtual machine'
        self.addCleanup(virsh, 'undefine', '--nvram', '--tpm', '--remove-all-storage', name, check=False)
        self.addCleanup(virsh, 'destroy', name, check=False)
        window = self.start(os.path.join(downloads, 'Win11_24H2_English_x64.iso'))
        window.wait('label', re.compile('^[0-9]+ settings'))
        focus = Focus()
        self.addCleanup(focus.close)

        def go(wanted):
            for _ in range(TABS):
                if focus.node is not None and re.search(wanted, focus.node.get_name() or ''):
                    return
                focus.press_tab(window)
            self.fail(f'Tab does not get to {wanted}')
        window.key(title)
        go('Continue without drivers')
        window.press_key('space')
        # Into the text, which is after the choice of drivers.
        while focus.node is not None:
            focus.press_tab(window)
        window.press_key('ctrl+a')
        window.type(name)
        self.assertEqual(accessible.get_text(window.wait('text', 'Name')), name)
        go('^Create$')
        window.press_key('Return')
        window.wait('frame', name, 60)
        wait_for(lambda: name in virsh('list', '--name'), 'the virtual machine', 60.0)
        # The SPICE library warns of a conversation that is cut off at its first word.
        window.wait('image', re.compile('^Screen of the virtual machine'), 60)
        self.quit(window, name)


if __name__ == '__main__':
    main(make_images=None)
