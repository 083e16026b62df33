#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak, built, installed for a user of its own and used: what it exports and may do, the page that says what is
missing, and a machine of the host's libvirt made and seen from inside the sandbox.

What it cannot prove: GNOME's own runtime, which a stand-in takes the place of; portals, which need a desktop.

Usage (below with-run, private-session --no-daemon and with-display):
test-flatpak.py smoke|full RUNTIME-FOLDER SOURCE-TREE
"""
import json
import os
import re
import shutil
import subprocess
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'support'), os.path.join(HERE, '..', 'e2e')]
from accessible import Atspi, Program  # noqa: E402
from guest import Machine, virsh, wait_for  # noqa: E402
from main_job import colours, wait_same_picture  # noqa: E402

ID = 'io.github.casement.Casement'
NAME = 'Small'
# Not of the application: the tree that is tested, without what was built in it.
LEFT_OUT = re.compile(r'^(_build.*|build|\.git|\.flatpak-builder)$')


def run(*argv, timeout=900, **options):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout, **options)
    if done.returncode != 0:
        raise AssertionError(f'{" ".join(argv)}: status {done.returncode}\n{done.stdout[-6000:]}')
    return done.stdout


class Sandboxed(Program):
    """The application in its sandbox, where its process has another number: found by the name it gives itself."""

    def _application(self):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child is not None and child.get_name() in ('casement', 'casement-window'):
                return child
        return None


class Flatpak(unittest.TestCase):
    def setUp(self):
        self.root = os.environ['CASEMENT_TEST_ROOT']
        # The test's own language and settings; those of the caller's libvirt must not leak in.
        os.environ['DBUS_SYSTEM_BUS_ADDRESS'] = os.environ['DBUS_SESSION_BUS_ADDRESS']
        os.environ.pop('G_DEBUG', None)
        self.started = []

    def tearDown(self):
        subprocess.run(['flatpak', 'kill', ID], capture_output=True)
        for process in reversed(self.started):
            process.terminate()
            process.wait(30)

    def step(self, text):
        print(f'{time.monotonic() - self.begin:5.0f} s: {text}', flush=True)

    def test_flatpak(self):
        self.begin = time.monotonic()
        self.step('runtime')
        self.install_runtime()
        self.step('build')
        self.build()
        self.step('exports')
        self.check_exports()
        self.check_permissions()
        self.step('start without a daemon')
        self.check_no_daemon()
        self.step('a machine')
        self.check_machine()
        self.step('end')

    def install_runtime(self):
        run('flatpak', '--user', 'remote-add', '--no-gpg-verify', 'standin', 'file://' + os.path.join(RUNTIME, 'repo'))
        for name in ('Platform', 'Sdk'):
            run('flatpak', '--user', 'install', '--noninteractive', '-y', 'standin', f'org.gnome.{name}//standin-{KIND}')

    def build(self):
        tree = os.path.join(self.root, 't', 'casement')
        shutil.copytree(SOURCE, tree, symlinks=True,
                        ignore=lambda folder, names: [name for name in names if LEFT_OUT.match(name)])
        manifest = os.path.join(self.root, 't', 'manifest.json')
        wanted = run(os.path.join(HERE, 'derive-manifest'), KIND, os.path.join(SOURCE, 'flatpak', ID + '.json'), tree, manifest)
        sources = []
        if KIND == 'full':
            sources = ['--extra-sources=' + os.path.join(RUNTIME, 'sources')]
            shutil.copytree(os.path.join(RUNTIME, 'osinfo-db'), os.path.join(self.root, 't', 'osinfo-db'))
            for line in wanted.splitlines():
                address, checksum, name = line.split()
                path = os.path.join(RUNTIME, 'sources', 'downloads', checksum, name)
                self.assertTrue(os.path.exists(path), f'{address} was not fetched')
        run('flatpak-builder', '--user', '--install', '--force-clean', '--disable-rofiles-fuse', '--disable-cache', *sources,
            '--state-dir=' + os.path.join(self.root, 't', 'state'), os.path.join(self.root, 't', 'build'), manifest,
            timeout=1500)

    def check_exports(self):
        exports = os.path.join(os.environ['XDG_DATA_HOME'], 'flatpak', 'exports', 'share')
        for path in (f'applications/{ID}.desktop', f'icons/hicolor/scalable/apps/{ID}.svg',
                     f'icons/hicolor/symbolic/apps/{ID}-symbolic.svg', f'dbus-1/services/{ID}.service',
                     f'gnome-shell/search-providers/{ID}.search-provider.ini'):
            self.assertTrue(os.path.exists(os.path.join(exports, path)), path)
        # What software centres are shown, composed from the metainfo file.
        location = run('flatpak', 'info', '--user', '--show-location', ID).strip()
        self.assertTrue(os.path.exists(os.path.join(location, 'files', 'share', 'app-info', 'xmls', ID + '.xml.gz')))
        with open(os.path.join(exports, 'applications', ID + '.desktop'), encoding='utf-8') as file:
            self.assertIn('flatpak run', file.read())

    def check_permissions(self):
        """What was installed may do what the manifest says, and nothing else."""
        with open(os.path.join(SOURCE, 'flatpak', ID + '.json'), encoding='utf-8') as file:
            asked = [argument[2:] for argument in json.load(file)['finish-args']]
        groups = {}
        for argument in asked:
            key, value = argument.split('=', 1)
            if key in ('require-version', 'usb'):
                continue
            groups.setdefault({'share': 'shared', 'socket': 'sockets', 'device': 'devices',
                               'filesystem': 'filesystems'}[key], set()).add(value)
        if 'fallback-x11' in groups['sockets']:
            groups['sockets'].add('x11')
        found = {}
        section = None
        for line in run('flatpak', 'info', '--user', '--show-permissions', ID).splitlines():
            if line.startswith('['):
                section = line
            elif '=' in line and section == '[Context]':
                key, value = line.split('=', 1)
                found[key] = set(value.strip(';').split(';'))
            elif line.strip():
                self.fail(f'a permission that nobody asked for: {section} {line}')
        # Flatpak says "x11" beside "fallback-x11" or not, by its version.
        if 'x11' not in found.get('sockets', set()):
            groups['sockets'].discard('x11')
        self.assertEqual(found, groups)

    def sandbox(self, *arguments):
        return ['flatpak', 'run', '--user', '--env=GSK_RENDERER=cairo', '--env=LC_ALL=C.UTF-8', *arguments]

    def casement(self, *arguments):
        return run(*self.sandbox(ID, *arguments), timeout=300)

    def open(self, *arguments, options=()):
        process = subprocess.Popen(self.sandbox(*options, ID, *arguments))
        self.started.append(process)
        return process, Sandboxed(process.pid, 120.0)

    def close(self, process):
        subprocess.run(['flatpak', 'kill', ID], capture_output=True)
        process.wait(30)
        self.started.remove(process)

    def start_daemon(self):
        with open(os.path.join(self.root, 'libvirtd.log'), 'wb') as log:
            daemon = subprocess.Popen([os.environ['CASEMENT_TEST_LIBVIRTD']], stdout=log, stderr=log, cwd='/')
        self.started.append(daemon)
        socket = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'libvirt', 'libvirt-sock')
        wait_for(lambda: os.path.exists(socket), 'libvirtd')

    def check_no_daemon(self):
        """Nothing can be reached; what to do is said, and then Retry works without a new start."""
        process, window = self.open()
        window.wait(None, 'Virtual machines are out of reach')
        window.wait(None, re.compile('virsh -c qemu:///session'))
        window.wait('push button', 'Copy the command')
        for text in ('virtqemud', 'binary'):
            self.assertIsNone(window.find('label', re.compile(text)), 'raw words of the library')
        self.start_daemon()
        window.press('push button', 'Retry')
        window.wait(None, 'Create a Windows virtual machine')
        self.close(process)

    def check_machine(self):
        folder = os.path.join(os.environ['HOME'], '.var', 'app', ID, 'cache')
        os.makedirs(folder, exist_ok=True)
        image = os.path.join(folder, 'small.iso')
        with open(os.path.join(self.root, 't', 'text'), 'w', encoding='utf-8') as file:
            file.write('No system here.\n')
        run('genisoimage', '-quiet', '-V', 'SMALL', '-o', image, file.name)
        self.casement('create', NAME, '--iso', image, '--preset', 'windows-7', '--set', 'memory=2GiB', '--set', 'cpus=1',
                      '--connect', 'qemu:///session', '--start')
        machine = Machine(NAME)
        self.assertEqual(machine.state(), 'running')
        self.assertIn(NAME, self.casement('list', '--connect', 'qemu:///session'))
        # The graphics come through libvirt's socket: no network is needed.
        process, window = self.open('view', '--connect', 'qemu:///session', NAME, options=['--unshare=network'])
        window.wait('image', re.compile('^Screen of the virtual machine'))
        self.check_picture(machine, window)
        self.close(process)
        self.casement('stop', NAME, '--connect', 'qemu:///session')
        self.casement('delete', NAME, '--yes', '--connect', 'qemu:///session')
        self.assertEqual(virsh('list', '--all', '--name').strip(), '')

    def check_picture(self, machine, window):
        window.press('push button', 'Full screen')
        picture = wait_same_picture(machine, os.path.join(self.root, 't'), 60.0)
        self.assertGreater(colours(picture), 1, 'a blank screen')


if __name__ == '__main__':
    KIND, RUNTIME, SOURCE = sys.argv[1:4]
    unittest.main(argv=sys.argv[:1], verbosity=2)
