#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Screens by their address and by connection files, alone and in a kiosk.

Usage (below with-display): test-view.py CASEMENT-WINDOW MOCK-SPICE
"""
import os
import re
import subprocess

from program import WindowTest, get_text, main, make_node, wait_for
from spice import Server

SCREEN = re.compile('^Screen of the virtual machine')


class View(WindowTest):
    def serve(self, name, password=None, second=False):
        server = Server(self.mock_spice, os.path.join(self.folder, name), password, second)
        self.addCleanup(server.stop)
        return server

    def connection_file(self, server, more=''):
        path = os.path.join(self.folder, 'console.vv')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(f'[virt-viewer]\ntype=spice\nunix-path={server.path}\ntitle=Accounting\n{more}')
        return path

    def wait_connected(self, window, frame):
        window.wait_gone('label', 'Connecting to the screen…')
        wait_for(lambda: window.find('push button', 'Main menu', below=frame), 'the window')
        wait_for(lambda: window.find('push button', 'Reconnect', below=frame) is None, 'the screen')

    def test_address(self):
        server = self.serve('one')
        window = self.start('view', server.uri)
        frame = window.wait('frame', server.uri)
        self.wait_connected(window, frame)
        window.key(server.uri, 'Return')
        wait_for(lambda: window.find('image', re.compile('Keys go to the guest')), 'the keyboard to be captured')
        server.ask('clear')
        window.type('ab')
        wait_for(lambda: server.keys() == '1e 9e 30 b0', 'the keys')
        subprocess.run(['xdotool', 'key', 'Control_L+Alt_L'], check=True, timeout=30)
        wait_for(lambda: window.find('image', re.compile('Press Enter')), 'the keyboard to be released')
        self.quit(window, server.uri)

    def test_several(self):
        one, two, three = self.serve('one'), self.serve('two'), self.serve('three')
        window = self.start('view', one.uri, two.uri, self.connection_file(three))
        for title in (one.uri, two.uri, 'Accounting'):
            window.wait('frame', title)
        self.quit(window, one.uri)

    def test_password(self):
        """Asked for, asked again, and in no title, message or name of anything."""
        server = self.serve('one', 'right')
        window = self.start('view', server.uri)
        frame = window.wait('frame', server.uri)
        for password, answer in (('wrong', 'refused the password'), ('right', None)):
            entry = window.wait(None, 'Password of the screen', below=frame)
            window.key(server.uri)
            window.type(password)
            window.press('push button', 'Connect', below=frame)
            if answer:
                window.wait('label', re.compile(answer), below=frame)
                self.assertEqual(get_text(entry), '')
        window.wait_gone(None, 'Password of the screen')
        self.assertIsNone(window.find(None, re.compile('right$')))
        self.quit(window, server.uri)

    def test_connection_file(self):
        server = self.serve('one', 'secret')
        path = self.connection_file(server, 'password=secret\ndelete-this-file=1\n')
        window = self.start(path)
        frame = window.wait('frame', 'Accounting')
        self.wait_connected(window, frame)
        self.assertFalse(os.path.exists(path))
        self.quit(window, 'Accounting')

    def test_bad_connection_file(self):
        path = os.path.join(self.folder, 'bad.vv')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('[virt-viewer]\ntype=vnc\npassword=secret\n')
        done = subprocess.run([self.executable, 'view', path], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn('another kind than SPICE', done.stderr)
        self.assertNotIn('secret', done.stderr)
        # And from the desktop in a window.
        window = self.start('--connect', make_node(self.folder, []), path)
        window.wait('label', re.compile('another kind than SPICE'))

    def test_bad_address(self):
        done = subprocess.run([self.executable, 'view', 'spice://nowhere'], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn('no port', done.stderr)

    def test_reconnects(self):
        server = self.serve('one')
        window = self.start('view', server.uri)
        frame = window.wait('frame', server.uri)
        self.wait_connected(window, frame)
        server.stop()
        window.wait('label', re.compile('The connection ended. Trying again'), below=frame)
        server = self.serve('one')
        window.wait_gone('label', re.compile('The connection ended'), timeout=40)
        self.assertIsNone(window.find('push button', 'Reconnect', below=frame))
        self.quit(window, server.uri)

    def test_status(self):
        """At a glance whose the keyboard is and how the screen stands; more of it for reports."""
        server = self.serve('one', 'secret')
        window = self.start(self.connection_file(server, 'password=secret\n'))
        frame = window.wait('frame', 'Accounting')
        self.wait_connected(window, frame)
        window.press('push button', 'Send the keyboard to Windows', below=frame)
        window.wait('push button', 'The keyboard goes to Windows; Ctrl+Alt releases it', below=frame)
        subprocess.run(['xdotool', 'key', 'Control_L+Alt_L'], check=True, timeout=30)
        window.wait('push button', 'Send the keyboard to Windows', below=frame)
        # A click, since a popover is no control of its own for assistive technology before it was shown.
        window.press(None, 'State of the screen', below=frame)
        for text in ('Stays with this desktop', 'Does not answer', 'None, on this computer', 'None in Windows'):
            window.wait('label', text, below=frame)
        window.press('push button', 'Inspector…', below=frame)
        inspector = window.wait('frame', 'Inspector')
        text = window.wait('text', 'State of the screen', below=inspector)
        wait_for(lambda: 'main:0: opened' in get_text(text), 'the channels')
        for line in ('Session: connected', 'Screen 0: 1024 × 768, live', 'inputs:0: opened', 'Connection: socket'):
            self.assertIn(line, get_text(text))
        self.assertNotIn('secret', get_text(text))
        window.key('Inspector', 'Escape')
        self.quit(window, 'Accounting')

    def test_zoom(self):
        server = self.serve('one')
        window = self.start('view', server.uri)
        frame = window.wait('frame', server.uri)
        self.wait_connected(window, frame)

        window.press(None, 'State of the screen', below=frame)
        window.press('push button', 'Inspector…', below=frame)
        text = window.wait('text', 'State of the screen', below=window.wait('frame', 'Inspector'))

        def drawn():
            return int(re.search('Drawn at ([0-9]+) %', get_text(text)).group(1))
        fit = wait_for(drawn, 'the zoom')
        for keys, zoom in ((['ctrl+1'], 100), (['ctrl+plus', 'ctrl+plus'], 150), (['ctrl+minus'], 125), (['ctrl+0'], fit)):
            window.key(server.uri, *keys)
            wait_for(lambda: drawn() == zoom, f'{zoom} %')
        self.quit(window, server.uri)

    def test_second_screen(self):
        """A window for each screen of the guest, as long as the guest has it on."""
        server = self.serve('one', second=True)
        window = self.start(self.connection_file(server))
        title = 'Accounting — Screen 2'

        # By X11's own means: the accessibility library crashes over windows that go while they are looked at.
        def shown():
            names = [subprocess.run(['xdotool', 'getwindowname', one], capture_output=True, text=True).stdout.strip()
                     for one in window.windows()]
            return title in names
        wait_for(shown, 'the second window')
        server.ask('second 0 0')
        wait_for(lambda: not shown(), 'its end')
        server.ask('second 1024 600')
        wait_for(shown, 'the second window again')
        window.key(title, 'ctrl+w')
        wait_for(lambda: not shown(), 'its end by the user')
        self.quit(window, 'Accounting')

    def test_full_screen(self):
        server = self.serve('one')
        window = self.start('--full-screen', 'view', server.uri)
        window.wait('push button', 'Leave full screen')
        window.key(server.uri, 'F11')
        window.wait('push button', 'Full screen')
        self.quit(window, server.uri)

    def test_kiosk(self):
        """The keyboard is the guest's at once, nothing leads out, and the screen comes back by itself."""
        server = self.serve('one')
        window = self.start('--kiosk', 'view', server.uri)
        window.wait('frame', server.uri)
        wait_for(lambda: window.find('image', re.compile('Keys go to the guest')), 'the keyboard to be captured')
        subprocess.run(['xdotool', 'key', 'Control_L+Alt_L'], check=True, timeout=30)
        wait_for(lambda: window.find('image', re.compile('Press Enter')), 'the keyboard to be released')
        server.ask('clear')
        window.key(server.uri, 'F11', 'ctrl+q', 'ctrl+w', 'alt+F4', 'ctrl+n', 'ctrl+o')
        server.stop()
        window.wait('label', re.compile('The connection ended. Trying again'))
        server = self.serve('one')
        wait_for(lambda: window.find('image', re.compile('Keys go to the guest')), 'the screen to come back', 60.0)
        self.assertEqual([frame.get_name() for frame in window.find_all('frame')], [server.uri])
        self.assertIsNone(window.process.poll())
        size = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', window.window(server.uri)], check=True,
                              capture_output=True, text=True).stdout
        self.assertIn('WIDTH=1280\nHEIGHT=900', size)


if __name__ == '__main__':
    main(mock_spice=None)
