#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job by command line: create, boot under Secure Boot, look and type into the console, restart, shut down,
delete; with a name and a path that need care.

Usage (below private-session and with-display at the guest's resolution): test-create-cli.py CASEMENT ISO
"""
import os
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'support')]
from guest import Machine, wait_for  # noqa: E402
from main_job import (check_report, colours, defined_names, difference, files_of, find_window, keep_pictures, pixels,  # noqa: E402
                      strays, wait_same_picture, xdotool)

NAME = "Prüf's „11“ & Co"
MEMORY = 4 << 30
CPUS = 2


def casement(*arguments, timeout=120):
    return subprocess.run([CASEMENT, *arguments], capture_output=True, text=True, timeout=timeout)


class CreateByCommandLine(unittest.TestCase):
    def setUp(self):
        self.root = os.environ['CASEMENT_TEST_ROOT']
        self.pictures = os.path.join(self.root, 'pictures')
        os.mkdir(self.pictures)
        self.machine = Machine(NAME)
        self.view = None

    def tearDown(self):
        keep_pictures(self.pictures)
        if self.view is not None and self.view.poll() is None:
            self.view.terminate()
            self.view.wait(20)
        if self.machine.state() == 'running':
            subprocess.run(['virsh', '-q', '-c', 'qemu:///session', 'destroy', NAME], check=False)

    def must(self, *arguments, timeout=120):
        done = casement(*arguments, timeout=timeout)
        self.assertEqual(done.returncode, 0, f'casement {" ".join(arguments)}: {done.stdout}{done.stderr}')
        return done.stdout

    def test_main_job(self):
        iso = os.path.join(self.root, 't', "Win 11 (Übung) 'x64'.iso")
        shutil.copy(ISO, iso)
        self.must('create', NAME, '--iso', iso, '--set', 'memory=4GiB', '--set', f'cpus={CPUS}', '--start',
                  timeout=300)
        self.assertEqual(self.machine.state(), 'running')
        serial = self.machine.open_serial()
        self.assertIsNotNone(serial, 'no serial port')
        self.check_domain()
        self.machine.wait_ready()
        check_report(self, self.machine.report(), MEMORY, CPUS)
        serial.wait_line('standin: ready')
        self.check_screenshot()
        self.check_console(serial)
        self.check_restart(serial)
        self.check_end(iso)

    def check_domain(self):
        xml = self.machine.xml()
        # While it runs: where the variables of the firmware are, libvirt 9 says only then.
        self.files, self.uuid = files_of(xml), xml.findtext('uuid')
        self.assertEqual(len(self.files), 3, self.files)
        self.assertEqual(xml.get('type'), 'qemu')
        listen = xml.find("devices/graphics[@type='spice']/listen")
        self.assertEqual(listen.get('type'), 'none', 'the console must open no port')
        self.assertIn(NAME, self.must('list'))
        # The image that libvirt chose, by its path.
        self.assertIn(xml.findtext('os/loader'), self.must('check', NAME))

    def check_screenshot(self):
        theirs = self.machine.screenshot(os.path.join(self.pictures, 'libvirt.ppm'))
        ours = os.path.join(self.pictures, 'casement.png')
        self.must('screenshot', NAME, ours)
        self.assertEqual(difference(pixels(ours), pixels(theirs)), 0, 'casement screenshot differs from libvirt\'s')
        # A blank screen would equal a blank screen.
        self.assertGreater(colours(pixels(ours)), 7)

    def check_console(self, serial):
        """Full screen on a display of the guest's size, the console shows every pixel as it is."""
        self.view = subprocess.Popen([CASEMENT, 'view', NAME])
        window = wait_for(lambda: find_window(NAME), 'the console window', 60.0, 0.2)
        xdotool('windowactivate', '--sync', window)
        xdotool('key', 'F11')
        wait_same_picture(self.machine, self.pictures)
        self.type_and_check(serial, 'Hello')
        wait_same_picture(self.machine, self.pictures)

    def type_and_check(self, serial, text):
        # Over the console: where the pointer is decides who gets the keys.
        xdotool('mousemove', '640', '600', 'click', '1')
        start = len(serial.lines)
        xdotool('type', '--delay', '60', text)
        xdotool('key', 'Return')
        serial.wait_line(f'line {text}$', 60.0, start)
        # Everything that was pressed is let go again.
        wait_for(lambda: self.keys_held(serial, start) == set(), 'the release of all keys', 10.0)

    @staticmethod
    def keys_held(serial, start):
        """The key codes that the guest's input devices say are down; None when no key came from them at all."""
        held, any_key = set(), False
        for line in list(serial.lines[start:]):
            if line.startswith('standin: input key '):
                code, value = line.split()[3:5]
                any_key = True
                (held.discard if value == '0' else held.add)(code)
        return held if any_key else None

    def check_restart(self, serial):
        """The console stays with the guest when it restarts."""
        start = len(serial.lines)
        xdotool('type', '--delay', '60', 'reboot')
        xdotool('key', 'Return')
        serial.wait_line('standin: rebooting', 60.0, start)
        serial.wait_line('standin: ready', 300.0, start)
        wait_same_picture(self.machine, self.pictures)
        self.type_and_check(serial, 'again')

    def check_end(self, iso):
        self.must('shutdown', NAME)
        wait_for(lambda: self.machine.state() == 'shut off', 'the shutdown', 60.0, 0.5)
        self.view.terminate()
        self.view.wait(20)
        for path in self.files:
            self.assertTrue(os.path.exists(path), path)
        self.must('delete', '--yes', NAME)
        self.assertNotIn(NAME, defined_names())
        for path in self.files:
            self.assertFalse(os.path.exists(path), f'{path} was left behind')
        self.assertEqual(strays(self.root, NAME, self.uuid), [])
        self.assertTrue(os.path.exists(iso), 'the installer image is the user\'s')


if __name__ == '__main__':
    CASEMENT, ISO = os.path.abspath(sys.argv.pop(1)), sys.argv.pop(1)
    if not os.path.exists(ISO):
        print(f'{ISO} is not there: build-aux/standin makes it')
        sys.exit(77)
    unittest.main(verbosity=2)
