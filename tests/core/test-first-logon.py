#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the setup disc, run by Wine's cmd and reg: the command that finds the script, the script, and the registry commands. Skips where Wine
is not installed. Wine has no installers of drivers: programs of its own stand in for those.

Usage: test-first-logon.py TEST-ANSWER
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET

NS = {'u': 'urn:schemas-microsoft-com:unattend'}
WINLOGON = r'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'


class FirstLogon(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.mkdtemp(prefix='casement-wine-')
        cls.env = dict(os.environ, WINEPREFIX=os.path.join(cls.root, 'prefix'), WINEDEBUG='-all', WINEDLLOVERRIDES='mscoree,mshtml=', DISPLAY='',
                       HOME=cls.root)
        cls.run_program('wineserver', '-p')
        cls.wine('wineboot', '-i')
        cls.drive = os.path.join(cls.root, 'disc')
        os.makedirs(os.path.join(cls.drive, 'casement'))
        script, answer = os.path.join(cls.drive, 'casement', 'first-logon.cmd'), os.path.join(cls.root, 'answer.xml')
        subprocess.run([ANSWER, '-p', '/answer/script'], check=True, stdout=subprocess.DEVNULL,
                       env=dict(os.environ, CASEMENT_WRITE_SCRIPT=script, CASEMENT_WRITE_ANSWER=answer))
        cls.answer = ET.parse(answer)
        os.symlink(cls.drive, os.path.join(cls.env['WINEPREFIX'], 'dosdevices', 'k:'))
        cls.data = os.path.join(cls.env['WINEPREFIX'], 'drive_c', 'ProgramData', 'Casement')

    @classmethod
    def tearDownClass(cls):
        cls.run_program('wineserver', '-k')
        cls.run_program('wineserver', '-w')
        shutil.rmtree(cls.root, ignore_errors=True)

    @classmethod
    def run_program(cls, *arguments):
        return subprocess.run(arguments, env=cls.env, capture_output=True, text=True, errors='replace', timeout=120, stdin=subprocess.DEVNULL)

    @classmethod
    def wine(cls, *arguments):
        return cls.run_program('wine', *arguments)

    def read(self, name):
        with open(os.path.join(self.data, name), encoding='ascii') as file:
            return [line.rstrip('\r\n ') for line in file]

    def install_tools(self, stand_in):
        """A program of Wine's in the place of the guest tools; its exit code is theirs."""
        windows = os.path.join(self.env['WINEPREFIX'], 'drive_c', 'windows', 'system32')
        shutil.copy(os.path.join(windows, stand_in), os.path.join(self.drive, 'virtio-win-guest-tools.exe'))

    def log_on(self):
        shutil.rmtree(self.data, ignore_errors=True)
        panther = os.path.join(self.env['WINEPREFIX'], 'drive_c', 'windows', 'Panther')
        os.makedirs(panther, exist_ok=True)
        with open(os.path.join(panther, 'unattend.xml'), 'w', encoding='ascii') as file:
            file.write('secret')
        command = self.answer.find('.//u:FirstLogonCommands//u:CommandLine', NS).text
        prefix = 'cmd.exe /c "'
        self.assertTrue(command.startswith(prefix) and command.endswith('"'))
        done = self.wine('cmd.exe', '/c', command[len(prefix):-1])
        self.assertFalse(os.path.exists(os.path.join(panther, 'unattend.xml')), done.stdout)
        return done

    def batch(self, *lines):
        """Each start of Wine takes seconds, so what belongs together goes together."""
        with open(os.path.join(self.drive, 'batch.cmd'), 'w', encoding='ascii', newline='') as file:
            file.write(''.join(f'@{line}\r\n' for line in lines))
        return self.wine('cmd.exe', '/c', 'k:\\batch.cmd').stdout

    @staticmethod
    def query(key):
        return f'reg query "{key}"'

    @staticmethod
    def values(text):
        """What reg query prints: a name, a type and a value in a line."""
        rows = [line.split(None, 2) for line in text.splitlines() if ' REG_' in line]
        return {row[0]: row[2].strip() if len(row) > 2 else '' for row in rows}

    def test_script(self):
        self.install_tools('tasklist.exe')
        before = self.values(self.batch(f'reg add "{WINLOGON}" /v DefaultPassword /t REG_SZ /d secret /f',
                                        f'reg add "{WINLOGON}" /v AutoAdminLogon /t REG_SZ /d 1 /f', self.query(WINLOGON)))
        self.assertEqual(before['DefaultPassword'], 'secret')
        done = self.log_on()
        self.assertEqual(self.read('progress.txt'), ['logon', 'tools', 'settings', 'done'], done.stdout)
        self.assertEqual(self.read('installed.txt'), ['tools=0', 'agent=unneeded', 'restart=0', 'done=1'])
        values = self.values(self.batch(self.query(WINLOGON)))
        self.assertNotIn('DefaultPassword', values)
        self.assertEqual(values['AutoAdminLogon'], '0')
        self.assertEqual(values['AutoLogonCount'], '0x0')

    def test_tools_fail(self):
        self.install_tools('hostname.exe')
        done = self.log_on()
        self.assertEqual(self.read('progress.txt'), ['logon', 'tools', 'agent', 'settings', 'done'], done.stdout)
        result = dict(line.split('=') for line in self.read('installed.txt'))
        self.assertNotIn(result['tools'], ('0', '3010', 'missing'))
        # There is no such installer here, and that is said too.
        self.assertNotIn(result['agent'], ('0', '3010', 'unneeded'))

    def test_no_tools(self):
        path = os.path.join(self.drive, 'virtio-win-guest-tools.exe')
        if os.path.exists(path):
            os.remove(path)
        self.log_on()
        self.assertEqual(self.read('installed.txt'), ['tools=missing', 'agent=unneeded', 'restart=0', 'done=1'])

    def test_registry_commands(self):
        commands = [node.text for node in self.answer.findall('.//u:RunSynchronousCommand/u:Path', NS)]
        self.assertEqual(len(commands), 5)
        values = self.values(self.batch(*commands, self.query(r'HKLM\SYSTEM\Setup\LabConfig')))
        self.assertEqual(values, {name: '0x1' for name in ('BypassTPMCheck', 'BypassSecureBootCheck', 'BypassRAMCheck', 'BypassCPUCheck',
                                                           'BypassStorageCheck')})


if __name__ == '__main__':
    ANSWER = os.path.abspath(sys.argv.pop(1))
    os.environ['PATH'] += ':/usr/lib/wine'
    if shutil.which('wine') is None:
        print('SKIP: Wine is not installed')
        sys.exit(77)
    if shutil.which('wineserver') is None:
        print('SKIP: wineserver is not installed')
        sys.exit(77)
    unittest.main(verbosity=2)
