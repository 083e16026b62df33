# SPDX-License-Identifier: GPL-3.0-or-later
"""A virtual machine that runs the stand-in guest, seen from outside: by libvirt's own tools, never by Casement's.

Everything waits for an event with a limit; WaitTimeout says what did not come.
"""
import base64
import json
import os
import re
import subprocess
import threading
import time
import tty
import xml.etree.ElementTree as ElementTree

URI = 'qemu:///session'
# Software emulation on a busy machine is slow; what works takes half a minute.
BOOT_LIMIT = 300.0


class WaitTimeout(AssertionError):
    """Something that was waited for did not happen in time."""


def wait_for(condition, what, timeout=30.0, interval=0.1):
    """Waits until `condition` returns something true, and returns that."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise WaitTimeout(f'{what}: not within {timeout:.0f} s')
        time.sleep(interval)


def virsh(*arguments, check=True):
    """Runs virsh and returns what it printed."""
    done = subprocess.run(['virsh', '-q', '-c', URI, *arguments], capture_output=True, text=True, timeout=120)
    if check and done.returncode != 0:
        raise RuntimeError(f'virsh {" ".join(arguments)}: {done.stderr.strip()}')
    return done.stdout if done.returncode == 0 else ''


def quiet(*argv):
    """Runs a command that must succeed, and shows what it said only when it does not."""
    done = subprocess.run(argv, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise RuntimeError(f'{" ".join(argv)}: status {done.returncode}\n{done.stdout}{done.stderr}')


class SerialLog(threading.Thread):
    """Reads the guest's serial line for as long as the machine runs; lines stay, with the second they came."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.lines = []
        self.changed = threading.Condition()
        self.closed = False
        self.fd = os.open(path, os.O_RDONLY | os.O_NOCTTY)
        tty.setraw(self.fd)
        self.start()

    def run(self):
        rest = b''
        try:
            while True:
                data = os.read(self.fd, 4096)
                if not data:
                    break
                *lines, rest = (rest + data).split(b'\n')
                with self.changed:
                    self.lines += [line.decode(errors='replace').strip() for line in lines]
                    self.changed.notify_all()
        except OSError:
            pass
        os.close(self.fd)
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def wait_line(self, pattern, timeout=30.0, start=0):
        """Waits for a line from number `start` on that matches, and returns its number."""
        deadline = time.monotonic() + timeout
        with self.changed:
            while True:
                for number in range(start, len(self.lines)):
                    if re.search(pattern, self.lines[number]):
                        return number
                left = deadline - time.monotonic()
                if self.closed or left <= 0:
                    tail = '\n  '.join(self.lines[-15:])
                    raise WaitTimeout(f'no serial line like {pattern!r}; the last were\n  {tail}')
                self.changed.wait(left)


class Machine:
    """A machine known to libvirt by `name`."""

    def __init__(self, name):
        self.name = name
        self.serial = None

    def state(self):
        return virsh('domstate', self.name, check=False).strip()

    def xml(self):
        return ElementTree.fromstring(virsh('dumpxml', self.name))

    def xml_inactive(self):
        """What the machine will be at its next start."""
        return ElementTree.fromstring(virsh('dumpxml', '--inactive', self.name))

    @staticmethod
    def tostring(tree):
        return ElementTree.tostring(tree)

    def open_serial(self):
        """Starts to read the serial line, when this machine has one: call right after the start."""
        path = virsh('ttyconsole', self.name, check=False).strip()
        self.serial = SerialLog(path) if path else None
        return self.serial

    def agent(self, command, **arguments):
        """Has the guest agent run `command` and returns its answer; None while there is no answer."""
        request = {'execute': command}
        if arguments:
            request['arguments'] = arguments
        answer = virsh('qemu-agent-command', '--timeout', '20', self.name, json.dumps(request), check=False)
        return json.loads(answer)['return'] if answer else None

    def read_guest_file(self, path):
        """The text of a file in the guest, by the agent; None when there is none."""
        handle = self.agent('guest-file-open', path=path, mode='r')
        if handle is None:
            return None
        data = b''
        while True:
            answer = self.agent('guest-file-read', handle=handle, count=65536)
            if answer is None:
                break
            data += base64.b64decode(answer['buf-b64'])
            if answer['eof']:
                break
        self.agent('guest-file-close', handle=handle)
        return data.decode(errors='replace')

    def wait_ready(self, timeout=BOOT_LIMIT):
        """Waits until the guest has looked around, shows its screen and answers its agent."""
        def agent_answers():
            if self.state() != 'running':
                raise AssertionError(f'the machine is {self.state() or "gone"} instead of running')
            return self.agent('guest-ping') is not None and self.read_guest_file('/run/ready')
        wait_for(agent_answers, 'the guest', timeout, 0.5)

    def report(self):
        """What the guest saw: {key: [value, ...]}."""
        return parse_report(self.read_guest_file('/run/report'))

    def screenshot(self, path):
        """Has libvirt take a picture of the first screen."""
        virsh('screenshot', self.name, path)
        return path


def parse_report(text):
    report = {}
    for line in (text or '').splitlines():
        key, _, value = line.partition('=')
        report.setdefault(key, []).append(value)
    return report
