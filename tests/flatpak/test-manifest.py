#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Flatpak may do, and where its sources come from: read off the manifest, without building it.

Usage: test-manifest.py SOURCE-TREE
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

ID = 'io.github.casement.Casement'
# Whoever adds to this gives the sandbox another hole, and the README a reason.
PERMISSIONS = [
    '--share=ipc',
    '--share=network',
    '--socket=wayland',
    '--socket=fallback-x11',
    '--socket=pulseaudio',
    '--device=dri',
    '--filesystem=xdg-run/libvirt:create',
    '--filesystem=/run/libvirt',
    '--usb=all',
]
REQUIREMENTS = ['--require-version=1.16.0']


class Manifest(unittest.TestCase):
    def setUp(self):
        self.path = os.path.join(SOURCE, 'flatpak', ID + '.json')
        with open(self.path, encoding='utf-8') as file:
            self.manifest = json.load(file)

    def test_permissions(self):
        self.assertEqual(sorted(self.manifest['finish-args']), sorted(PERMISSIONS + REQUIREMENTS))

    def test_permissions_are_explained(self):
        with open(os.path.join(SOURCE, 'flatpak', 'README.md'), encoding='utf-8') as file:
            rows = re.findall(r'^\| `(--[^`]+)` \| (.+) \|$', file.read(), re.MULTILINE)
        self.assertEqual(sorted(name for name, _ in rows), sorted(PERMISSIONS + REQUIREMENTS))

    def test_names(self):
        self.assertEqual(self.manifest['id'], ID)
        self.assertEqual(self.manifest['command'], 'casement')
        self.assertEqual(self.manifest['modules'][-1]['name'], 'casement')

    def test_sources_are_pinned(self):
        for module in self.manifest['modules']:
            for source in module['sources']:
                if source['type'] in ('archive', 'file'):
                    self.assertRegex(source['url'], '^https://', module['name'])
                    self.assertRegex(source['sha256'], '^[0-9a-f]{64}$', module['name'])
                elif source['type'] == 'patch':
                    self.assertTrue(os.path.exists(os.path.join(SOURCE, 'flatpak', source['path'])), source['path'])
                else:
                    # Casement itself.
                    self.assertEqual((module['name'], source), ('casement', {'type': 'dir', 'path': '..'}))

    def test_no_hypervisor(self):
        """A thin client: it brings no QEMU, and no daemon that would start inside the sandbox."""
        libvirt = next(module for module in self.manifest['modules'] if module['name'] == 'libvirt')
        self.assertIn('-Dauto_features=disabled', libvirt['config-opts'])
        for option in libvirt['config-opts']:
            self.assertNotIn(option.split('=')[0], ('-Ddriver_qemu', '-Ddriver_libvirtd'))
        self.assertFalse([module['name'] for module in self.manifest['modules'] if 'qemu' in module['name']])

    def test_derived(self):
        """What the tests build differs from it by nothing but what derive-manifest names."""
        for kind in ('smoke', 'full'):
            with tempfile.NamedTemporaryFile('r', encoding='utf-8') as result:
                subprocess.run([os.path.join(SOURCE, 'tests', 'flatpak', 'derive-manifest'), kind, self.path, SOURCE, result.name],
                               check=True, stdout=subprocess.DEVNULL)
                derived = json.load(result)
            self.assertEqual(derived['finish-args'], [argument for argument in self.manifest['finish-args']
                                                      if not argument.startswith(('--usb', '--require'))])
            for key in ('id', 'runtime', 'sdk', 'command', 'cleanup'):
                self.assertEqual(derived[key], self.manifest[key], key)
            real = {module['name']: module for module in self.manifest['modules']}
            for module in derived['modules']:
                for key in real[module['name']].keys() | module.keys():
                    if key != 'sources':
                        self.assertEqual(module.get(key), real[module['name']].get(key), (module['name'], key))
            left_out = set(real) - {module['name'] for module in derived['modules']}
            self.assertEqual(left_out, set(real) - {'casement'} if kind == 'smoke' else {'python3-six', 'python3-pyparsing'})


if __name__ == '__main__':
    SOURCE = sys.argv.pop(1)
    unittest.main(verbosity=2)
