# SPDX-License-Identifier: GPL-3.0-or-later
"""What both ways to the main job, the command line and the assistant, are held against."""
import glob
import os
import re
import subprocess

import gi
gi.require_version('GdkPixbuf', '2.0')
from gi.repository import GdkPixbuf  # noqa: E402

from guest import WaitTimeout, virsh, wait_for  # noqa: E402

GRANULARITY = 32 << 20
# vendor:device, as the guest's PCI bus shows them; virtio 1.0 devices are 0x1040 and the virtio id.
PCI = {
    'virtio network': '0x1af4:0x1041',
    'virtio block': '0x1af4:0x1042',
    'virtio console (the agents\' ports)': '0x1af4:0x1043',
    'virtio rng': '0x1af4:0x1044',
    'virtio balloon': '0x1af4:0x1045',
    'virtio GPU': '0x1af4:0x1050',
    'virtio input': '0x1af4:0x1052',
    'xHCI': '0x1b36:0x000d',
    'ICH9 sound': '0x8086:0x293e',
    'ICH9 SATA, for the installer image': '0x8086:0x2922',
}


def check_report(test, report, memory, cpus):
    """Holds what the guest saw against the Windows 11 preset; `memory` in bytes."""
    def one(key):
        test.assertEqual(len(report.get(key, [])), 1, f'{key}: {report.get(key)}')
        return report[key][0]

    test.assertEqual(one('firmware'), 'uefi')
    test.assertEqual(one('secure-boot'), '1')
    test.assertEqual(one('setup-mode'), '0')
    # The kernel itself noticed that it was booted securely.
    test.assertIn('[integrity]', one('lockdown'))
    test.assertEqual(one('tpm'), '2')
    test.assertEqual(one('tpm-interface'), 'tpm_crb')

    disk = re.fullmatch(r'vda granularity=(\d+) max=(\d+) rotational=\d sectors=(\d+)', one('disk'))
    test.assertIsNotNone(disk, report['disk'])
    test.assertEqual(int(disk.group(1)), GRANULARITY)
    test.assertGreater(int(disk.group(2)), 0)
    test.assertGreaterEqual(int(disk.group(3)) * 512, 64 << 30)
    test.assertIn('label=CCCOMA_X64FRE_EN-US_DV9', ' '.join(report['cdrom']))
    test.assertTrue(all('transport=ata' in disc for disc in report['cdrom']), report['cdrom'])

    ports = one('ports').split()
    test.assertIn('com.redhat.spice.0', ports)
    test.assertIn('org.qemu.guest_agent.0', ports)

    # Firmware and kernel keep a part, more of it with more memory.
    total = int(one('memory')) * 1024
    test.assertLess(total, memory)
    test.assertGreater(total, memory * 0.9)
    test.assertEqual(int(one('cpus')), cpus)
    test.assertEqual(int(one('sockets')), 1)

    # No S3 and no S4; "freeze" needs nothing of the machine.
    test.assertNotIn('disk', one('sleep-states').split())
    test.assertNotIn('deep', one('mem-sleep'))
    test.assertNotIn('hpet', one('clocksources'))
    devices = {re.search(r'id=(\S+)', device).group(1) for device in report['pci']}
    for name, device in PCI.items():
        test.assertIn(device, devices, f'no {name}')
    test.assertTrue(all(device.endswith('modern=1') for device in report['virtio']), report['virtio'])
    inputs = ' '.join(report['input'])
    for device in ('AT Translated Set 2 keyboard', 'QEMU Virtio Keyboard', 'QEMU Virtio Tablet'):
        test.assertIn(device, inputs)
    test.assertEqual([nic.split()[1] for nic in report['nic']], ['driver=virtio_net'])
    test.assertTrue(one('rng').startswith('virtio_rng'), one('rng'))
    test.assertIn('connectors=1', one('display'))


def pixels(path, width=None, height=None):
    """The colours of a picture's top left part, without what pads its rows: (width, height, bytes)."""
    picture = GdkPixbuf.Pixbuf.new_from_file(path)
    width = width or picture.get_width()
    height = height or picture.get_height()
    channels, stride, data = picture.get_n_channels(), picture.get_rowstride(), picture.get_pixels()
    rows = []
    for y in range(height):
        row = data[y * stride:y * stride + width * channels]
        if channels == 4:
            stripped = bytearray(width * 3)
            for channel in range(3):
                stripped[channel::3] = row[channel::4]
            row = bytes(stripped)
        rows.append(row)
    return width, height, b''.join(rows)


def difference(one, other):
    """How many pixels differ; None when the sizes do."""
    if one[:2] != other[:2]:
        return None
    a, b = one[2], other[2]
    if a == b:
        return 0
    return sum(a[i:i + 3] != b[i:i + 3] for i in range(0, len(a), 3))


def colours(picture):
    data = picture[2]
    return len({data[i:i + 3] for i in range(0, len(data), 3)})


def find_window(title):
    done = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', re.escape(title)], capture_output=True, text=True)
    return done.stdout.split()[-1] if done.stdout.split() else None


def xdotool(*arguments):
    subprocess.run(['xdotool', *arguments], check=True, timeout=60)


def root_picture(path):
    subprocess.run(['import', '-window', 'root', 'png24:' + path], check=True, timeout=60)
    return pixels(path)


def wait_same_picture(machine, directory, timeout=30.0):
    """Waits until the display shows exactly what libvirt says that the guest's screen is."""
    theirs = os.path.join(directory, 'libvirt.ppm')
    ours = os.path.join(directory, 'display.png')
    last = None

    def same():
        nonlocal last
        machine.screenshot(theirs)
        guest, display = pixels(theirs), root_picture(ours)
        last = (guest[:2], display[:2], difference(guest, display))
        return last[2] == 0 and guest
    try:
        return wait_for(same, 'the console', timeout, 0.5)
    except WaitTimeout:
        raise AssertionError(f'the console never showed the guest\'s screen: guest {last[0]}, display {last[1]}, '
                             f'{last[2]} pixels differ') from None


def files_of(xml):
    """Every file that belongs to the machine alone: disks, NVRAM, the TPM's state."""
    files = [node.get('file') for node in xml.findall("devices/disk[@device='disk']/source")]
    files += [node.text for node in xml.findall('os/nvram') if node.text]
    uuid = xml.findtext('uuid')
    files += glob.glob(os.path.join(os.environ['XDG_CONFIG_HOME'], 'libvirt', 'qemu', 'swtpm', uuid))
    return files


def strays(root, name, uuid):
    """Whatever below `root` still carries the machine's name or id, logs excepted."""
    found = []
    for directory, folders, names in os.walk(root):
        found += [os.path.join(directory, entry) for entry in folders + names
                  if (name in entry or uuid in entry) and '/log' not in directory + '/' + entry and not entry.endswith('.log')]
    return found


def defined_names():
    return virsh('list', '--all', '--name').split('\n')


def keep_pictures(directory):
    """Copies the pictures of a failed run to where CASEMENT_TEST_PICTURES says, when it says so."""
    target = os.environ.get('CASEMENT_TEST_PICTURES')
    if target:
        for path in glob.glob(os.path.join(directory, '*.p[np][gm]')):
            subprocess.run(['cp', path, target], check=False)
