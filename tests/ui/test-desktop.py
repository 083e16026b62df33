#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop and its user expect of any program: settings and window sizes are kept, the session bus starts it, its
search finds virtual machines.

Usage (below with-display): test-desktop.py CASEMENT-WINDOW
"""
import configparser
import os
import re
import shutil
import subprocess

from program import Program, Window, WindowTest, get_text, has_focus, main, make_node, set_text, wait_for
from gi.repository import Gio, GLib

APP_ID = 'io.github.casement.Casement'
PATH = '/io/github/casement/Casement'
MACHINES = [('Windows 11', '11'), ('Accounting', '10'), ('Büro', '11')]
PROVIDER = 'org.gnome.Shell.SearchProvider2'


class Desktop(WindowTest):
    def setUp(self):
        super().setUp()
        self.config = os.path.join(self.folder, 'config')
        self.keyfile = os.path.join(self.config, 'glib-2.0', 'settings', 'keyfile')
        os.makedirs(os.path.dirname(self.keyfile))
        self.environment = {'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': self.config}
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)

    def write(self, **values):
        with open(self.keyfile, 'w', encoding='utf-8') as file:
            file.write('[io/github/casement/Casement]\n')
            file.writelines(f'{key.replace("_", "-")}={value}\n' for key, value in values.items())

    def read(self, key):
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(self.keyfile, encoding='utf-8')
        return parser.get('io/github/casement/Casement', key, fallback=None)

    def call(self, path, interface, method, parameters, answer=None):
        return self.bus.call_sync(APP_ID, path, interface, method, parameters,
                                  GLib.VariantType(answer) if answer else None, Gio.DBusCallFlags.NONE, 60000).unpack()

    def owner(self):
        return self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'NameHasOwner',
                                  GLib.Variant('(s)', [APP_ID]), None, Gio.DBusCallFlags.NONE, 30000).unpack()[0]

    def serve(self):
        """The program as the bus would start it, with the settings of this test."""
        process = subprocess.Popen([self.executable, '--gapplication-service'], env=dict(os.environ, **self.environment))
        self.addCleanup(process.wait, 60)
        self.addCleanup(process.terminate)
        wait_for(self.owner, 'the program on the session bus', 60.0)
        return process

    def program(self, process):
        """The windows of a program that was started without any."""
        window = Window.__new__(Window)
        window.process = process
        Program.__init__(window, process.pid)
        return window

    def search(self, *terms):
        return self.call(PATH + '/SearchProvider', PROVIDER, 'GetInitialResultSet', GLib.Variant('(as)', [terms]), '(as)')[0]

    def test_size_is_kept(self):
        self.write(window_width=640, window_height=500)
        window = self.start('--connect', make_node(self.folder, MACHINES), environment=self.environment)
        window.row('Accounting')
        subprocess.run(['xdotool', 'windowsize', '--sync', window.window('Casement'), '700', '560'], check=True, timeout=30)
        wait_for(lambda: self.read('window-width') not in (None, '640'), 'the new width among the settings')
        width = self.read('window-width')
        self.quit(window)
        self.assertEqual(self.read('window-width'), width)
        window = self.start('--connect', make_node(self.folder, MACHINES), environment=self.environment)
        window.row('Accounting')
        wait_for(lambda: 'Width: 700' in subprocess.run(['xwininfo', '-id', window.window('Casement')], capture_output=True,
                                                        text=True).stdout, 'a window of the size it had')
        self.quit(window)

    def test_preferences(self):
        window = self.start('--connect', make_node(self.folder, MACHINES), environment=self.environment)
        window.row('Accounting')
        window.key('Casement', 'ctrl+comma')
        window.wait('frame', 'Preferences')
        window.press('check box', 'Sound')
        wait_for(lambda: self.read('sound') == 'false', 'the setting “sound”')
        for _ in range(8):
            window.key('Preferences', 'Tab')
            if window.focus().get_name() == 'Show the virtual machines of':
                break
        window.key('Preferences', 'Return')
        window.wait('label', 'Another address')
        window.key('Preferences', 'Down', 'Down', 'Return')
        entry = window.wait('text', 'Address of libvirt')
        set_text(entry, 'qemu+ssh://example.org/system')
        for _ in range(12):
            window.key('Preferences', 'Tab')
            if any(has_focus(node) for node in window.find_all(None, re.compile('^The desktop’s shortcuts'))):
                break
        window.key('Preferences', 'Return')
        window.wait('label', 'In full screen')
        window.key('Preferences', 'Down', 'Down', 'Return')
        wait_for(lambda: self.read('keyboard-policy') == "'never'", 'the setting “keyboard-policy”')
        wait_for(lambda: self.read('connection') == "'qemu+ssh://example.org/system'", 'the setting “connection”')
        window.key('Preferences', 'Escape')
        window.wait_gone('frame', 'Preferences')
        self.quit(window)

    def test_connection_of_the_settings(self):
        self.write(connection=f"'{make_node(self.folder, MACHINES)}'")
        window = self.start(environment=self.environment)
        window.row('Accounting')
        self.quit(window)

    def test_search(self):
        self.write(connection=f"'{make_node(self.folder, MACHINES)}'")
        process = self.serve()
        found = self.search('accou')
        self.assertEqual(found, ['open:00000000-0000-4000-8000-000000000002'])
        # By another case, by another way to write it, by Windows' name, by every word.
        self.assertEqual(self.search('BÜRO'), self.search('bu\u0308ro'))
        # What Windows it is, is known a moment after the name.
        wait_for(lambda: len(self.search('windows', '11')) == 2, 'two machines with Windows 11')
        self.assertEqual(self.search('windows', 'nothing'), [])
        self.assertEqual(self.search(''), [])
        subset = self.call(PATH + '/SearchProvider', PROVIDER, 'GetSubsearchResultSet',
                           GLib.Variant('(asas)', [found, ['account']]), '(as)')[0]
        self.assertEqual(subset, found)
        meta = self.call(PATH + '/SearchProvider', PROVIDER, 'GetResultMetas',
                         GLib.Variant('(as)', [found + ['open:gone', 'nonsense']]), '(aa{sv})')[0]
        self.assertEqual([entry['id'] for entry in meta], found)
        self.assertEqual(meta[0]['name'], 'Accounting')
        self.assertEqual(meta[0]['description'], 'Running · Windows 10')
        self.assertIn(APP_ID, str(meta[0]['icon']))

        # Opened, turned off, and then offered to be started.
        activate = lambda identifier: self.call(PATH + '/SearchProvider', PROVIDER, 'ActivateResult',
                                                GLib.Variant('(sasu)', [identifier, ['account'], 0]))
        activate('nonsense')
        activate('open:no-uuid')
        activate(found[0])
        window = self.program(process)
        frame = window.wait('frame', 'Accounting')
        window.press('push button', 'Shut down', below=frame)
        wait_for(lambda: len(self.search('accounting')) == 2, 'two results for a machine that is off')
        start = self.search('start', 'accounting')
        self.assertEqual(start, [found[0].replace('open:', 'start:')])
        name = self.call(PATH + '/SearchProvider', PROVIDER, 'GetResultMetas', GLib.Variant('(as)', [start]), '(aa{sv})')[0][0]['name']
        self.assertEqual(name, 'Start “Accounting”')
        activate(start[0])
        window.wait('push button', 'Shut down', below=frame)

        # All results: the library, searching.
        self.call(PATH + '/SearchProvider', PROVIDER, 'LaunchSearch', GLib.Variant('(asu)', [['büro'], 0]))
        window.row('Büro')
        self.assertEqual(get_text(window.wait('entry', 'Search virtual machines')), 'büro')
        self.quit(window)

    def test_search_without_libvirt(self):
        self.write(connection=f"'qemu+unix:///session?socket={self.folder}/nothing'")
        self.serve()
        self.assertEqual(self.search('windows'), [])

    def test_started_by_the_bus(self):
        """From nothing: the service file starts it, activation shows the library, its actions are there."""
        services = os.path.join(os.environ['XDG_DATA_HOME'], 'dbus-1', 'services')
        os.makedirs(services, exist_ok=True)
        self.addCleanup(shutil.rmtree, services)
        self.write(connection=f"'{make_node(self.folder, MACHINES)}'")
        variables = ' '.join(f'{key}={value}' for key, value in self.environment.items())
        with open(os.path.join(services, APP_ID + '.service'), 'w', encoding='ascii') as file:
            file.write(f'[D-BUS Service]\nName={APP_ID}\nExec=/usr/bin/env {variables} {self.executable} --gapplication-service\n')
        self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'ReloadConfig', None, None,
                           Gio.DBusCallFlags.NONE, 30000)
        self.assertFalse(self.owner())
        self.call(PATH, 'org.freedesktop.Application', 'Activate', GLib.Variant('(a{sv})', [{}]))
        pid = self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                                 'GetConnectionUnixProcessID', GLib.Variant('(s)', [APP_ID]), None, Gio.DBusCallFlags.NONE,
                                 30000).unpack()[0]
        window = Window.__new__(Window)
        window.process = type('Process', (), {'pid': pid})()
        Program.__init__(window, pid)
        window.row('Accounting')
        action = lambda name: self.call(PATH, 'org.freedesktop.Application', 'ActivateAction',
                                        GLib.Variant('(sava{sv})', [name, [], {}]))
        action('host-check')
        window.wait('frame', 'Host check')
        action('new')
        window.wait('frame', 'New virtual machine')
        self.call(PATH, 'org.freedesktop.Application', 'Open',
                  GLib.Variant('(asa{sv})', [['file://' + self.folder + '/missing.iso'], {}]))
        window.wait('alert', re.compile('missing.iso'))
        action('quit')
        wait_for(lambda: not os.path.exists(f'/proc/{pid}'), 'the end of the program', 60.0)


if __name__ == '__main__':
    main()
