# SPDX-License-Identifier: GPL-3.0-or-later
"""The window program under test: started, found on the accessibility bus, looked at and ended.

Runs below with-display; README.md in this folder lists the names of its controls.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from accessible import Program, get_text, has_focus, is_sensitive, press, set_text, set_value  # noqa: E402,F401
from guest import WaitTimeout, wait_for  # noqa: E402,F401

DOMAIN = '''<domain type='test'><name>{name}</name><uuid>{uuid}</uuid><metadata>
<libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'><libosinfo:os id='http://microsoft.com/win/{os}'/>
</libosinfo:libosinfo></metadata><memory unit='GiB'>4</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os></domain>'''


def make_node(folder, machines):
    """A file for libvirt's test driver, which has them all running: `machines` are pairs of a name and libosinfo's short
    id of a Windows. Returns the URI."""
    path = os.path.join(folder, f'node-{len(machines)}.xml')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('<node>')
        for number, (name, system) in enumerate(machines, 1):
            file.write(DOMAIN.format(name=name, os=system, uuid=f'00000000-0000-4000-8000-{number:012}'))
        file.write('</node>')
    return 'test://' + path


class Window(Program):
    """One run of casement-window."""

    def __init__(self, executable, *arguments, environment=None, timeout=60.0):
        self.process = subprocess.Popen([executable, *arguments], env=dict(os.environ, **(environment or {})))
        try:
            super().__init__(self.process.pid, timeout)
        except BaseException:
            self.kill()
            raise

    def kill(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def windows(self):
        """X11 ids of the windows that show."""
        done = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)],
                              capture_output=True, text=True)
        return done.stdout.split()

    def titles(self):
        """Titles of the windows that show."""
        done = [subprocess.run(['xdotool', 'getwindowname', window], capture_output=True, text=True) for window in self.windows()]
        return [name.stdout.strip() for name in done]

    def window(self, title):
        """Waits for the X11 window of this title and returns its id."""
        def look():
            for window in self.windows():
                done = subprocess.run(['xdotool', 'getwindowname', window], capture_output=True, text=True)
                if done.stdout.strip() == title:
                    return window
            return None
        return wait_for(look, f'a window “{title}”', 30.0)

    def key(self, title, *keys):
        """Presses keys in the window of this title."""
        subprocess.run(['xdotool', 'windowactivate', '--sync', self.window(title)], check=True, timeout=30)
        if keys:
            self.press_key(*keys)

    def press_key(self, *keys):
        """Presses keys in whatever window is active."""
        if keys:
            subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], check=True, timeout=30)

    def tab(self):
        self.press_key('Tab')

    def type(self, text):
        """Types into whatever has the focus."""
        subprocess.run(['xdotool', 'type', '--delay', '20', text], check=True, timeout=60)

    def focus(self):
        """The control that has the keyboard."""
        return wait_for(lambda: next((node for node in self.find_all() if has_focus(node)), None), 'the focus')

    def wait_gone(self, role=None, name=None, timeout=30.0):
        wait_for(lambda: self.find(role, name) is None, f'the end of {role} “{getattr(name, "pattern", name)}”', timeout)

    def row(self, name, state=''):
        """Waits for the library's row of the machine `name`, in this state."""
        return self.wait('list item', re.compile('^' + re.escape(name) + ', ' + re.escape(state)))

    def rows(self):
        """Names of the machines that the library lists."""
        machines = self.find('list', 'Virtual machines')
        return [item.get_name().rsplit(', ', 1)[0] for item in self.find_all('list item', below=machines)] if machines else []


class WindowTest(unittest.TestCase):
    """A test that starts the program, and ends it as a user would: then it must have nothing to complain about."""
    executable = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='casement-ui-')
        self.addCleanup(shutil.rmtree, self.folder, True)

    def start(self, *arguments, environment=None):
        window = Window(self.executable, *arguments, environment=environment)
        self.addCleanup(window.kill)
        return window

    def quit(self, window, title='Casement'):
        window.key(title, 'ctrl+q')
        self.assertEqual(window.process.wait(30), 0, 'the exit status')

    def images(self, make_images):
        """A folder with disc images; see make-images.c."""
        done = subprocess.run([make_images, self.folder], check=False)
        if done.returncode == 77:
            self.skipTest('genisoimage is not installed')
        done.check_returncode()
        return self.folder


def main(**arguments):
    """Takes the program, and what else a test needs, off the command line and runs the tests."""
    WindowTest.executable = sys.argv.pop(1)
    values = {name: sys.argv.pop(1) for name in arguments}
    for name, value in values.items():
        setattr(WindowTest, name, value)
    unittest.main(verbosity=2)
