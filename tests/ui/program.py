# SPDX-License-Identifier: GPL-3.0-or-later
"""The window program under test: started, found on the accessibility bus, looked at and ended.

Runs below with-display; see README.md in this folder for the names of its controls.
"""
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from accessible import Program, get_text, press, set_text, set_value  # noqa: E402,F401
from guest import WaitTimeout, wait_for  # noqa: E402,F401

DOMAIN = '''<domain type='test'><name>{name}</name><uuid>{uuid}</uuid><metadata>
<libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'><libosinfo:os id='http://microsoft.com/win/{os}'/>
</libosinfo:libosinfo></metadata><memory unit='GiB'>4</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os>
<on_poweroff>destroy</on_poweroff></domain>'''


def make_node(folder, machines):
    """A file for libvirt's test driver: `machines` are pairs of a name and libosinfo's short id of a Windows."""
    path = os.path.join(folder, f'node-{len(machines)}.xml')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('<node>')
        for number, (name, system) in enumerate(machines, 1):
            file.write(DOMAIN.format(name=name, os=system, uuid=f'00000000-0000-4000-8000-{number:012}'))
        file.write('</node>')
    return 'test://' + path


class Window(Program):
    """One run of casement-window; use it in a `with`."""

    def __init__(self, executable, *arguments, environment=None, timeout=60.0):
        self.process = subprocess.Popen([executable, *arguments], env=dict(os.environ, **(environment or {})))
        try:
            super().__init__(self.process.pid, timeout)
        except BaseException:
            self._end()
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            assert self.process.poll() is None, f'the program ended by itself with status {self.process.returncode}'
        self._end()

    def _end(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def quit(self):
        """Closes the windows as a user would, and returns the exit status: a sanitizer or a warning speaks here."""
        for window in self.windows():
            key(window, 'ctrl+q')
            break
        return self.process.wait(30)

    def windows(self):
        """X11 ids of the windows that show, the newest last."""
        done = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)],
                              capture_output=True, text=True)
        return done.stdout.split()

    def row(self, name):
        """The library's row of the machine `name`."""
        return self.wait('list item', re.compile('^' + re.escape(name) + ', '))

    def wait_row(self, name, state):
        """Waits until the machine's row says `state`."""
        return self.wait('list item', re.compile('^' + re.escape(name) + ', ' + re.escape(state)))


def key(window, *keys):
    """Presses keys in an X11 window, which gets the focus first."""
    subprocess.run(['xdotool', 'windowfocus', '--sync', window], check=False)
    subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], check=True)


def images(make_images):
    """A new folder with disc images; see make-images.c."""
    folder = tempfile.mkdtemp(prefix='casement-images-')
    done = subprocess.run([make_images, folder], check=False)
    if done.returncode == 77:
        sys.exit(77)
    done.check_returncode()
    return folder
