#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows installs itself: the stand-in guest plays Setup from the disc with the answers, and the command line follows it to the end, puts the
discs away and deletes the one with the password. The installer image is booted by its second boot image, which does not ask.

Usage (below private-session): test-unattended.py CASEMENT ISO
"""
import hashlib
import os
import re
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'support')]
from guest import BOOT_LIMIT, Machine, quiet, virsh, wait_for  # noqa: E402

NAME = 'Installs itself'
PASSWORD = 'Geheim & <123>'
PHASES = ['Copying Windows', 'Windows sets itself up', 'Installing drivers and tools', 'Putting the discs away', 'Windows is installed']
DRIVERS = ['NetKVM/w11/amd64/netkvm.inf', 'vioscsi/w11/amd64/vioscsi.inf', 'viostor/w11/amd64/viostor.inf']


def make_drivers(directory):
    tree, image = os.path.join(directory, 'drivers'), os.path.join(directory, 'virtio-win.iso')
    for path in DRIVERS + ['viostor/w10/amd64/viostor.inf', 'viogpudo/w11/amd64/viogpudo.inf', 'virtio-win-guest-tools.exe']:
        os.makedirs(os.path.dirname(os.path.join(tree, path)), exist_ok=True)
        with open(os.path.join(tree, path), 'w', encoding='ascii') as file:
            file.write(path)
    quiet('genisoimage', '-quiet', '-r', '-iso-level', '4', '-V', 'virtio-win-0.1.271', '-o', image, tree)
    return image


def make_installer(iso, directory):
    """The stand-in as Microsoft lays out an image: a boot image that is booted, and beside it another one that does not ask. Here the first
    has no boot loader at all, so that a guest that is up was booted from the second."""
    tree, image = os.path.join(directory, 'installer'), os.path.join(directory, 'Win11.iso')
    quiet('xorriso', '-osirrox', 'on', '-indev', iso, '-extract', '/', tree)
    quiet('chmod', '-R', 'u+w', tree)
    boot = os.path.join(tree, 'efi', 'microsoft', 'boot')
    os.makedirs(boot)
    for name in ('efisys.bin', 'efisys_noprompt.bin'):
        shutil.copy(os.path.join(tree, 'efi', 'boot', 'efi.img'), os.path.join(boot, name))
    quiet('mdel', '-i', os.path.join(boot, 'efisys.bin'), '::/EFI/BOOT/grubx64.efi')
    quiet('genisoimage', '-quiet', '-udf', '-J', '-joliet-long', '-r', '-iso-level', '3', '-V', 'CCCOMA_X64FRE_EN-US_DV9', '-e',
          'efi/microsoft/boot/efisys.bin', '-no-emul-boot', '-o', image, tree)
    return image


def digest(path):
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


class Unattended(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(NAME)
        self.process = None

    def tearDown(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.machine.state() == 'running':
            virsh('destroy', NAME)

    def sources(self, live):
        """What is in the CD drives, by the drives' names."""
        xml = self.machine.xml() if live else self.machine.xml_inactive()
        discs = xml.findall("devices/disk[@device='cdrom']")
        return {disc.find('target').get('dev'): disc.find('source').get('file') if disc.find('source') is not None else None for disc in discs}

    def test_unattended(self):
        root = os.environ['CASEMENT_TEST_ROOT']
        drivers, secret = make_drivers(root), os.path.join(root, 'password')
        iso = make_installer(ISO, root)
        before = digest(iso)
        with open(secret, 'w', encoding='utf-8') as file:
            file.write(PASSWORD + '\n')
        self.process = subprocess.Popen([CASEMENT, 'create', NAME, '--iso', iso, '--drivers', drivers, '--set', 'memory=4GiB', '--set', 'cpus=2',
                                         '--unattended', '--user', 'Anna', '--password-file', secret, '--accept-licence', '--language', 'de-DE',
                                         '--start', '--wait'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        wait_for(lambda: self.machine.state() == 'running', 'the machine', 60.0)
        serial = self.machine.open_serial()
        sources = self.sources(live=True)
        self.assertEqual(len(sources), 3, sources)
        disc = next(path for path in sources.values() if path.endswith('-setup.iso'))
        boot = next(path for path in sources.values() if path.endswith('-boot.qcow2'))
        self.assertEqual(os.stat(disc).st_mode & 0o777, 0o600)
        self.assertNotIn(PASSWORD, virsh('dumpxml', '--security-info', NAME))

        serial.wait_line('standin: setup restarts', BOOT_LIMIT)
        said = [line.removeprefix('standin: setup ') for line in serial.lines if line.startswith('standin: setup ')]
        self.assertIn(f'user=Anna password={PASSWORD}Password', said)
        self.assertIn('licence=true locale=de-DE computer=Installs-itself', said)
        self.assertEqual(sorted(line for line in said if line.startswith('driver=')), [f'driver=$WinPEDriver$/{path}' for path in DRIVERS])

        output, errors = self.process.communicate(timeout=2 * BOOT_LIMIT)
        self.assertEqual(self.process.returncode, 0, errors)
        for line in ('setup script found', 'setup tools found', 'setup done'):
            serial.wait_line(f'standin: {line}')
        lines = output.splitlines()
        self.assertEqual([line for line in lines if line in PHASES], PHASES, output)
        # One installation, not two.
        self.assertEqual(len([line for line in serial.lines if line == 'standin: setup copies']), 1)
        # The discs are away, now and at the next start; the one with the answers is gone, the user's are not.
        self.assertEqual(set(self.sources(live=True).values()), {None})
        self.assertEqual(set(self.sources(live=False).values()), {None})
        self.assertEqual(len(self.sources(live=False)), 2)
        self.assertFalse(os.path.exists(disc))
        self.assertTrue(os.path.exists(drivers))
        # It was booted without a question, under Secure Boot, from a thin image that is gone too; the user's own is what it was.
        self.assertFalse(os.path.exists(boot))
        self.assertEqual(digest(iso), before)
        self.assertNotIn('Answering', errors)
        self.assertIn('standin: secure-boot=1', serial.lines)
        self.assertRegex(virsh('dumpxml', '--inactive', NAME), r'phase="done"|phase=\'done\'')
        self.assertIsNone(re.search('setup.iso', virsh('dumpxml', '--inactive', NAME)))


if __name__ == '__main__':
    CASEMENT, ISO = os.path.abspath(sys.argv.pop(1)), sys.argv.pop(1)
    if not os.path.exists(ISO):
        print(f'{ISO} is not there: build-aux/standin makes it')
        sys.exit(77)
    unittest.main(verbosity=2)
