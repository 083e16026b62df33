#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A creation goes on without its window, says so, keeps the computer awake, and its end leads to the right place.

The desktop's part (notifications, the session manager) is played here, on the session bus of the test.

Usage (below private-session and with-display): test-background.py CASEMENT-WINDOW MAKE-IMAGES
"""
import os
import re
import signal
import threading

from program import WindowTest, main, set_text, wait_for
from guest import virsh
from gi.repository import Gio, GLib

NOTIFICATIONS = '''<node><interface name="org.freedesktop.Notifications">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>'''
SESSION = '''<node><interface name="org.gnome.SessionManager">
<method name="Inhibit"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="u" direction="in"/><arg type="u" direction="out"/></method>
<method name="Uninhibit"><arg type="u" direction="in"/></method>
<method name="IsInhibited"><arg type="u" direction="in"/><arg type="b" direction="out"/></method>
</interface></node>'''
SUSPEND = 4


class Desktop:
    """Takes what the program tells the desktop."""

    def __init__(self):
        self.shown, self.inhibited, self.released, self.names = [], [], [], []
        ready = threading.Event()
        self.thread = threading.Thread(target=self.run, args=[ready], daemon=True)
        self.thread.start()
        ready.wait(30)

    def run(self, ready):
        """GTK waits for an answer before it goes on, and the test waits for GTK: so this answers by itself."""
        context = GLib.MainContext()
        context.push_thread_default()
        self.loop = GLib.MainLoop.new(context, False)
        self.bus = Gio.DBusConnection.new_for_address_sync(
            os.environ['DBUS_SESSION_BUS_ADDRESS'],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        self.own('org.freedesktop.Notifications', '/org/freedesktop/Notifications', NOTIFICATIONS)
        self.own('org.gnome.SessionManager', '/org/gnome/SessionManager', SESSION)
        ready.set()
        self.loop.run()
        self.bus.close_sync(None)
        context.pop_thread_default()

    def own(self, name, path, interface):
        info = Gio.DBusNodeInfo.new_for_xml(interface).interfaces[0]
        self.bus.register_object(path, info, self.called, None, None)
        self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'RequestName',
                           GLib.Variant('(su)', [name, 0]), None, Gio.DBusCallFlags.NONE, 30000)

    def close(self):
        self.loop.quit()
        self.thread.join(30)

    def called(self, connection, sender, path, interface, method, parameters, invocation):
        answer = None
        values = parameters.unpack()
        if method == 'Notify':
            self.shown.append(values)
            answer = GLib.Variant('(u)', [len(self.shown)])
        elif method == 'GetCapabilities':
            answer = GLib.Variant('(as)', [['actions', 'body', 'persistence']])
        elif method == 'GetServerInformation':
            answer = GLib.Variant('(ssss)', ['test', 'test', '1', '1.2'])
        elif method == 'Inhibit':
            self.inhibited.append(values)
            answer = GLib.Variant('(u)', [len(self.inhibited)])
        elif method == 'Uninhibit':
            self.released.append(values)
        elif method == 'IsInhibited':
            answer = GLib.Variant('(b)', [False])
        invocation.return_value(answer)

    @staticmethod
    def wait(condition, what):
        return wait_for(condition, what, 60.0)

    def wait_shown(self, pattern):
        self.wait(lambda: any(re.search(pattern, entry[3]) for entry in self.shown), f'a notification “{pattern}”')
        return next(index for index, entry in enumerate(self.shown, 1) if re.search(pattern, entry[3]))

    def click(self, index):
        self.bus.emit_signal(None, '/org/freedesktop/Notifications', 'org.freedesktop.Notifications', 'ActionInvoked',
                             GLib.Variant('(us)', [index, 'default']))


class Background(WindowTest):
    def setUp(self):
        super().setUp()
        self.images(self.make_images)
        self.iso = os.path.join(self.folder, 'Win11_24H2_English_x64.iso')
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        with open(os.path.join(os.environ['XDG_RUNTIME_DIR'], 'libvirt', 'libvirtd.pid'), encoding='ascii') as file:
            self.daemon = int(file.read())

    def begin(self, name, **environment):
        """A creation that gets no further until the daemon may go on."""
        window = self.start(self.iso, environment=environment)
        window.wait('label', re.compile('^[0-9]+ settings'))
        window.press('check box', 'Continue without drivers')
        set_text(window.wait('text', 'Name'), name)
        self.addCleanup(virsh, 'undefine', '--nvram', '--tpm', '--remove-all-storage', name, check=False)
        self.addCleanup(virsh, 'destroy', name, check=False)
        os.kill(self.daemon, signal.SIGSTOP)
        self.addCleanup(os.kill, self.daemon, signal.SIGCONT)
        window.press('push button', 'Create')
        window.wait('push button', 'Continue in the background')
        return window

    def test_watched(self):
        """The window closed, the library still there: it shows what goes on, and the end is a notification or a toast."""
        window = self.begin('Patience')
        self.desktop.wait(lambda: any(entry[3] & SUSPEND for entry in self.desktop.inhibited), 'the computer kept awake')
        self.assertIn('Patience', self.desktop.inhibited[0][2])
        window.press('push button', 'Continue in the background')
        window.wait(None, 'Creating “Patience”')
        # And back again, and closed once more.
        window.press('push button', 'Show')
        window.wait('push button', 'Cancel')
        window.key('New virtual machine', 'ctrl+w')
        window.wait(None, 'Creating “Patience”')
        os.kill(self.daemon, signal.SIGCONT)
        window.row('Patience', 'Running')
        window.wait(None, '“Patience” was created and is starting')
        window.press('push button', re.compile('^Open'))
        window.wait('frame', 'Patience')
        window.wait_gone(None, 'Creating “Patience”')
        self.desktop.wait(lambda: self.desktop.released, 'the computer allowed to sleep')
        self.quit(window)

    def test_alone(self):
        """Without any window: the program stays, says so, and can be had back at the end."""
        window = self.begin('Solitude')
        window.key('New virtual machine', 'ctrl+q')
        self.desktop.wait_shown('in the background')
        self.assertEqual(window.windows(), [])
        os.kill(self.daemon, signal.SIGCONT)
        index = self.desktop.wait_shown('“Solitude” was created')
        window.process.wait(30)
        self.assertEqual(window.process.returncode, 0)
        self.assertIn('Solitude', virsh('list', '--name'))
        self.assertGreater(index, 1)

    def test_failed(self):
        """It fails where nobody looks: the notification leads to the reason."""
        window = self.begin('Bad luck', CASEMENT_FAULT='fail:define')
        window.press('push button', 'Continue in the background')
        # The library's: a button that is pressed without a pointer takes a moment to do what it says.
        window.wait('push button', 'Show')
        os.kill(self.daemon, signal.SIGCONT)
        index = self.desktop.wait_shown('was not created')
        self.desktop.click(index)
        window.wait('push button', 'Back to the settings')
        window.key('New virtual machine', 'Escape')
        window.wait('text', 'Name')
        window.key('New virtual machine', 'Escape')
        window.wait_gone('text', 'Name')
        self.quit(window)


if __name__ == '__main__':
    main(make_images=None)
