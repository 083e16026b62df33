#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way in which an installer image gets to the assistant: chosen, dropped, opened from another program.

Usage (below private-session and with-display): test-open.py CASEMENT-WINDOW MAKE-IMAGES DRAG-SOURCE DESKTOP-FILE
"""
import os
import subprocess

# First: it has the bindings loaded without fatal warnings.
from program import WindowTest, is_sensitive, main, wait_for
from gi.repository import Gio, GLib

IMAGE = 'Win11_24H2_English_x64.iso'
FOUND = 'Windows 11 24H2'


class Open(WindowTest):
    def setUp(self):
        super().setUp()
        self.images(self.make_images)

    def image(self, name=IMAGE):
        return os.path.join(self.folder, name)

    def close(self, window):
        window.key('New virtual machine', 'Escape')
        window.wait_gone('push button', 'Create')
        self.quit(window)

    def xdotool(self, *arguments):
        subprocess.run(['xdotool', *map(str, arguments)], check=True, timeout=30)

    def drag(self, window, title, *files):
        """Drags files from another program's window to the middle of ours."""
        source = subprocess.Popen([self.drag_source, *files])
        self.addCleanup(source.kill)
        search = ['xdotool', 'search', '--sync', '--onlyvisible', '--pid', str(source.pid), '--name', 'Drag source']
        source_window = subprocess.run(search, check=True, capture_output=True, text=True, timeout=30).stdout.split()[0]
        target = window.window(title)
        self.xdotool('windowmove', '--sync', source_window, 1000, 600, 'windowsize', '--sync', source_window, 200, 200)
        self.xdotool('windowmove', target, 10, 10)
        self.xdotool('windowactivate', '--sync', source_window)
        self.xdotool('mousemove', '--window', source_window, 100, 100, 'mousedown', 1)
        # A drag begins with some way to go, and a target is asked at every move.
        for position in ((1080, 680), (900, 600), (600, 400), (320, 300), (310, 300), (300, 300)):
            self.xdotool('mousemove', *position)
            self.settle(source)
        self.xdotool('mouseup', 1)
        self.assertEqual(source.wait(30), 0, 'the end of the drag')

    def settle(self, program):
        """Gives the X server's word on where the pointer is; whoever follows it has been told by then."""
        subprocess.run(['xdotool', 'getmouselocation'], check=True, capture_output=True, timeout=30)
        self.assertIsNone(program.poll(), 'the drag ended too early')

    def test_file_chooser(self):
        window = self.start()
        window.press('push button', 'New virtual machine')
        window.press('push button', 'Choose the installer image')
        window.window('Choose the installer image')
        # A path typed over the list opens the chooser's own entry.
        window.key('Choose the installer image', 'ctrl+l')
        window.type(self.image())
        window.key('Choose the installer image', 'Return')
        window.wait(None, FOUND)
        self.close(window)

    def test_file_chooser_cancelled(self):
        """Nothing is lost by looking."""
        window = self.start(self.image())
        window.wait(None, FOUND)
        window.press('check box', 'Continue without drivers')
        wait_for(lambda: is_sensitive(window.wait('push button', 'Create')), 'Create')
        window.press('push button', 'Choose another installer image')
        window.key('Choose the installer image', 'Escape')
        wait_for(lambda: 'Choose the installer image' not in window.titles(), 'the end of the chooser')
        window.wait(None, FOUND)
        self.assertTrue(is_sensitive(window.wait('push button', 'Create')))
        self.close(window)

    def test_drop_on_library(self):
        window = self.start()
        window.wait('push button', 'New virtual machine')
        self.drag(window, 'Casement', self.image())
        window.wait(None, FOUND)
        self.close(window)

    def test_drop_on_assistant(self):
        window = self.start(self.image('holiday.iso'))
        window.wait(None, 'Windows version')
        self.drag(window, 'New virtual machine', self.image())
        window.wait(None, FOUND)
        self.close(window)

    def test_open_with(self):
        """The desktop file's own command line, as a file manager runs it, with a name that needs quoting."""
        folder = os.path.join(self.folder, 'Über “die” \'Images\' %20')
        os.mkdir(folder)
        image = os.path.join(folder, IMAGE)
        os.rename(self.image(), image)
        entry = GLib.KeyFile()
        entry.load_from_file(self.desktop_file, GLib.KeyFileFlags.NONE)
        self.assertIn('application/x-cd-image', entry.get_string_list('Desktop Entry', 'MimeType'))
        argv = self.expand(entry.get_string('Desktop Entry', 'Exec'), image)
        self.assertEqual(argv[0], 'casement')
        window = self.start(*argv[1:])
        window.wait(None, FOUND)
        self.close(window)

    def expand(self, command_line, path):
        """Field codes as the desktop entry specification has them."""
        words = []
        for word in command_line.split():
            if word in ('%f', '%F'):
                words.append(path)
            elif word in ('%u', '%U'):
                words.append(Gio.File.new_for_path(path).get_uri())
            else:
                words.append(word)
        return words

    def test_second_start(self):
        """A second start hands its file to the program that runs."""
        window = self.start()
        window.wait('push button', 'New virtual machine')
        subprocess.run([self.executable, self.image()], check=True, timeout=60)
        window.wait(None, FOUND)
        self.close(window)


if __name__ == '__main__':
    main(make_images=None, drag_source=None, desktop_file=None)
