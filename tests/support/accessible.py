# SPDX-License-Identifier: GPL-3.0-or-later
"""A running program's windows as assistive technology sees them: found by role and name, pressed, read and filled in.

Needs Debian's own /usr/bin/python3 and a session as with-display makes it.
"""
import os

# Warnings are fatal in the program under test. Here they come from a bus whose other end has just quit.
_debug = os.environ.pop('G_DEBUG', None)
import gi  # noqa: E402
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402
if _debug is not None:
    os.environ['G_DEBUG'] = _debug

from guest import WaitTimeout, wait_for  # noqa: E402

# Milliseconds that a program may take to answer, and to answer at first: a sanitizer on a busy machine takes its time.
Atspi.set_timeout(20000, 60000)

# A tree deeper or larger than this is a mistake, not a window.
MAX_DEPTH = 60


def _children(node):
    try:
        return [child for child in (node.get_child_at_index(i) for i in range(node.get_child_count())) if child is not None]
    except GLib.Error:
        # It went away while it was looked at.
        return []


def _is_visible(node):
    """GTK 4.8 says of toplevels only that they are showing; of the rest, what is not hidden is visible."""
    try:
        return node.get_role() == Atspi.Role.APPLICATION or node.get_state_set().contains(Atspi.StateType.VISIBLE)
    except GLib.Error:
        return False


def _walk(node, depth=0, showing=False):
    if showing and not _is_visible(node):
        return
    yield node
    if depth < MAX_DEPTH:
        for child in _children(node):
            yield from _walk(child, depth + 1, showing)


def _matches(node, role, name):
    try:
        if role is not None and node.get_role_name() != role:
            return False
        if name is None:
            return True
        return name.search(node.get_name() or '') is not None if hasattr(name, 'search') else node.get_name() == name
    except GLib.Error:
        return False


class Program:
    """The program with process id `pid` (or any process below it, for a program started by a wrapper)."""

    def __init__(self, pid, timeout=60.0):
        self.pid = pid
        self.root = wait_for(self._application, f'process {pid} on the accessibility bus', timeout)

    def _application(self):
        desktop = Atspi.get_desktop(0)
        for application in _children(desktop):
            try:
                if application.get_process_id() == self.pid:
                    return application
            except GLib.Error:
                continue
        return None

    def find_all(self, role=None, name=None, below=None, showing=True):
        """Every match, in order; `name` is a string or a compiled regular expression."""
        self.root.clear_cache()
        return [node for node in _walk(below or self.root, showing=showing) if _matches(node, role, name)]

    def find(self, role=None, name=None, below=None, showing=True):
        found = self.find_all(role, name, below, showing)
        return found[0] if found else None

    def wait(self, role=None, name=None, timeout=30.0, below=None, sensitive=False):
        """Waits until something matches (and can be used, when `sensitive`)."""
        def look():
            node = self.find(role, name, below)
            if node is not None and sensitive and not node.get_state_set().contains(Atspi.StateType.SENSITIVE):
                return None
            return node
        try:
            return wait_for(look, f'{role} “{getattr(name, "pattern", name)}”', timeout, 0.2)
        except WaitTimeout as error:
            raise WaitTimeout(f'{error}; there is:\n{self.dump()}') from None

    def press(self, role=None, name=None, timeout=30.0, below=None):
        """Waits for a control that can be used and does its first action; what only bears the same name is passed over."""
        def look():
            return next((node for node in self.find_all(role, name, below) if _can_press(node)), None)
        try:
            node = wait_for(look, f'{role} “{getattr(name, "pattern", name)}” to press', timeout, 0.2)
        except WaitTimeout as error:
            raise WaitTimeout(f'{error}; there is:\n{self.dump()}') from None
        press(node)
        return node

    def dump(self):
        lines = []
        for node in _walk(self.root, showing=True):
            try:
                if node.get_name() or node.get_n_actions() > 0:
                    lines.append(f'  {node.get_role_name()} “{node.get_name()}”')
            except GLib.Error:
                continue
        return '\n'.join(lines[:150])


def has_focus(node):
    try:
        return node.get_state_set().contains(Atspi.StateType.FOCUSED)
    except GLib.Error:
        return False


def is_sensitive(node):
    return node.get_state_set().contains(Atspi.StateType.SENSITIVE)


def has_action(node):
    try:
        return node.get_n_actions() > 0
    except GLib.Error:
        return False


def _can_press(node):
    try:
        return node.get_n_actions() > 0 and node.get_state_set().contains(Atspi.StateType.SENSITIVE)
    except GLib.Error:
        return False


def press(node):
    action = node.get_action_iface()
    if action is None or action.get_n_actions() == 0 or not action.do_action(0):
        raise AssertionError(f'{node.get_role_name()} “{node.get_name()}” cannot be pressed')


def set_text(node, text):
    editable = node.get_editable_text_iface()
    if editable is None or not editable.set_text_contents(text):
        raise AssertionError(f'{node.get_role_name()} “{node.get_name()}” cannot be filled in')


def get_text(node):
    text = node.get_text_iface()
    return text.get_text(0, text.get_character_count()) if text is not None else ''


def set_value(node, value):
    iface = node.get_value_iface()
    if iface is None or not iface.set_current_value(value):
        raise AssertionError(f'{node.get_role_name()} “{node.get_name()}” has no value to set')
