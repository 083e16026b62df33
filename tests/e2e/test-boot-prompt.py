#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An installer image that boots only when a key is pressed, as Microsoft's do: the command line presses it, and nothing after
it. Here the boot loader waits for Enter for ever, so that a guest that is up was answered.

Usage (below private-session): test-boot-prompt.py CASEMENT ISO
"""
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'support')]
from guest import BOOT_LIMIT, Machine, quiet, virsh, wait_for  # noqa: E402

NAME = 'Asks first'
SAID = 'Answering “Press any key to boot from CD”'


def make_prompting(iso, directory):
    """The same image with a boot loader that does not go on by itself."""
    config, image = os.path.join(directory, 'grub.cfg'), os.path.join(directory, 'prompting.iso')
    quiet('xorriso', '-osirrox', 'on', '-indev', iso, '-extract', '/boot/grub/grub.cfg', config)
    os.chmod(config, 0o644)
    with open(config, encoding='utf-8') as file:
        text = file.read()
    assert 'set timeout=0\n' in text
    with open(config, 'w', encoding='utf-8') as file:
        file.write(text.replace('set timeout=0\n', 'set timeout=-1\n'))
    quiet('xorriso', '-indev', iso, '-outdev', image, '-boot_image', 'any', 'replay', '-update', config, '/boot/grub/grub.cfg')
    return image


class BootPrompt(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(NAME)
        self.process = None

    def tearDown(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.machine.state() == 'running':
            virsh('destroy', NAME)

    def check_answered(self, *arguments):
        """Runs the command to its end, with an eye on the serial line from the machine's start."""
        self.process = subprocess.Popen([CASEMENT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        wait_for(lambda: self.machine.state() == 'running', 'the machine', 60.0)
        serial = self.machine.open_serial()
        _, errors = self.process.communicate(timeout=BOOT_LIMIT + 30)
        self.assertEqual(self.process.returncode, 0, errors)
        self.assertIn(SAID, errors)
        self.assertNotIn('in time', errors)
        self.machine.wait_ready()
        serial.wait_line('standin: ready')
        # What was pressed went to the boot loader alone: a marker typed now is the first line that the guest gets.
        start = len(serial.lines)
        virsh('send-key', NAME, 'KEY_Z')
        virsh('send-key', NAME, 'KEY_ENTER')
        serial.wait_line('standin: line', start=start)
        self.assertEqual([line for line in serial.lines if line.startswith('standin: line')], ['standin: line z'])

    def test_answered(self):
        iso = make_prompting(ISO, os.environ['CASEMENT_TEST_ROOT'])
        self.check_answered('create', NAME, '--iso', iso, '--drivers', 'none', '--set', 'memory=4GiB', '--set', 'cpus=2', '--start')
        virsh('destroy', NAME)
        # The stand-in installs nothing, so the disk is as empty as on the first day.
        self.check_answered('start', NAME)


if __name__ == '__main__':
    CASEMENT, ISO = os.path.abspath(sys.argv.pop(1)), sys.argv.pop(1)
    if not os.path.exists(ISO):
        print(f'{ISO} is not there: build-aux/standin makes it')
        sys.exit(77)
    unittest.main(verbosity=2)
