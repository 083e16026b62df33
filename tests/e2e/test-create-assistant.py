#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in the window: the real assistant, driven from outside through accessibility, makes a machine that boots
under Secure Boot and whose console opens by itself.

Usage (below private-session and with-display at the guest's resolution): test-create-assistant.py CASEMENT ISO
"""
import os
import re
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'support')]
from accessible import Program, set_text, set_value  # noqa: E402
from guest import Machine, virsh, wait_for  # noqa: E402
from main_job import check_report, find_window, keep_pictures, wait_same_picture, xdotool  # noqa: E402

NAME = 'Made by the assistant'
MEMORY = 4 << 30
CPUS = 2


class CreateByAssistant(unittest.TestCase):
    def setUp(self):
        self.root = os.environ['CASEMENT_TEST_ROOT']
        self.pictures = os.path.join(self.root, 'pictures')
        os.mkdir(self.pictures)
        self.machine = Machine(NAME)
        self.process = subprocess.Popen([CASEMENT])

    def tearDown(self):
        if sys.exc_info()[0] is not None or not getattr(self, 'done', False):
            subprocess.run(['import', '-window', 'root', os.path.join(self.pictures, 'assistant.png')], check=False)
        keep_pictures(self.pictures)
        self.process.terminate()
        self.process.wait(20)
        if self.machine.state() == 'running':
            virsh('destroy', NAME)

    def choose_iso(self, program, iso):
        """The file chooser is the toolkit's, and takes a path from the keyboard as soon as one is begun."""
        program.press('push button', 'Choose the installer image')
        wait_for(lambda: find_window('Choose the installer image'), 'the file chooser', 30.0, 0.2)
        xdotool('windowactivate', '--sync', find_window('Choose the installer image'))
        xdotool('type', '--delay', '20', iso)
        xdotool('key', 'Return')

    def test_main_job(self):
        iso = os.path.join(self.root, 't', 'win11.iso')
        shutil.copy(ISO, iso)
        program = Program(self.process.pid)
        program.press('push button', 'New virtual machine')
        self.choose_iso(program, iso)
        # What it is, is found out and said.
        program.wait(None, re.compile('Windows 11'))
        set_text(program.wait('text', 'Name'), NAME)
        program.press('check box', 'Continue without drivers')
        program.press('push button', 'Machine')
        set_value(program.wait('spin button', 'Memory'), MEMORY >> 30)
        set_value(program.wait('spin button', 'Processors'), CPUS)
        program.press('push button', 'Back')
        program.press('push button', 'Create')
        wait_for(lambda: self.machine.state() == 'running', 'the new machine', 60.0, 0.2)
        serial = self.machine.open_serial()
        window = wait_for(lambda: find_window(NAME), 'the console window', 60.0, 0.2)
        self.machine.wait_ready()
        check_report(self, self.machine.report(), MEMORY, CPUS)
        serial.wait_line('standin: ready')
        xdotool('windowactivate', '--sync', window)
        xdotool('key', 'F11')
        wait_same_picture(self.machine, self.pictures)
        xdotool('mousemove', '640', '600', 'click', '1')
        start = len(serial.lines)
        xdotool('type', '--delay', '60', 'poweroff')
        xdotool('key', 'Return')
        serial.wait_line('standin: powering off', 60.0, start)
        wait_for(lambda: self.machine.state() == 'shut off', 'the end of the guest', 60.0)
        self.done = True


if __name__ == '__main__':
    CASEMENT, ISO = os.path.abspath(sys.argv.pop(1)), sys.argv.pop(1)
    if not os.path.exists(ISO):
        print(f'{ISO} is not there: build-aux/standin makes it')
        sys.exit(77)
    unittest.main(verbosity=2)
