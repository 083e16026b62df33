#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The assistant: what it makes of images, what it asks for, and what it will not take.

Usage (below private-session and with-display): test-create.py CASEMENT-WINDOW MAKE-IMAGES
"""
import functools
import http.server
import os
import re
import shutil
import subprocess
import threading

from program import WindowTest, get_text, is_sensitive, main, set_text, set_value, wait_for


class Create(WindowTest):
    def setUp(self):
        super().setUp()
        self.images(self.make_images)

    def image(self, name):
        return os.path.join(self.folder, name)

    def ready(self, window):
        return is_sensitive(window.wait('push button', 'Create'))

    def close(self, window):
        window.key('New virtual machine', 'Escape')
        window.wait_gone('push button', 'Create')
        self.quit(window)

    def test_what_an_image_is(self):
        window = self.start(self.image('Win11_24H2_English_x64.iso'))
        window.wait(None, 'Windows 11 24H2')
        name = window.wait('text', 'Name')
        self.assertEqual(get_text(name), 'Windows 11')
        # Two decisions left at most: a name is there, drivers are not.
        self.assertFalse(self.ready(window))
        window.press('check box', 'Continue without drivers')
        wait_for(lambda: self.ready(window), 'Create')
        self.close(window)

    def downloads(self):
        """A folder that the program takes for the user's downloads."""
        folder = os.path.join(self.folder, 'downloads')
        os.mkdir(folder)
        config = os.path.join(os.environ['XDG_CONFIG_HOME'], 'user-dirs.dirs')
        with open(config, 'w', encoding='utf-8') as file:
            file.write(f'XDG_DOWNLOAD_DIR="{folder}"\n')
        self.addCleanup(os.unlink, config)
        return folder

    def test_downloads(self):
        """The installer image comes by the browser, the driver image by the button."""
        downloads = self.downloads()
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=self.folder)
        handler.log_message = lambda *_: None
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f'http://127.0.0.1:{server.server_port}/virtio-win-0.1.271.iso'
        window = self.start(environment={'CASEMENT_DRIVERS_URL': url})
        window.press('push button', 'New virtual machine')
        window.wait('push button', 'Choose the installer image')
        shutil.copy(self.image('Win11_24H2_English_x64.iso'), os.path.join(downloads, 'part.crdownload'))
        os.rename(os.path.join(downloads, 'part.crdownload'), os.path.join(downloads, 'Win11.iso'))
        window.wait(None, 'Windows 11 24H2')
        window.press('push button', 'Download the driver image')
        window.wait(None, 'Driver image 0.1.271')
        self.assertTrue(os.path.exists(os.path.join(downloads, 'virtio-win-0.1.271.iso')))
        wait_for(lambda: self.ready(window), 'Create')
        self.close(window)

    def test_text_is_no_image(self):
        window = self.start(self.image('text.iso'))
        window.wait(None, re.compile('text.iso.* is not an ISO image'))
        self.assertFalse(self.ready(window))
        self.close(window)

    def test_missing_file(self):
        window = self.start(self.image('gone.iso'))
        window.wait(None, re.compile('gone.iso'))
        self.assertFalse(self.ready(window))
        self.close(window)

    def test_drivers_instead_of_windows(self):
        window = self.start(self.image('virtio-win-0.1.271.iso'))
        window.wait(None, re.compile('^This is the driver image'))
        window.wait(None, 'Driver image 0.1.271')
        self.assertFalse(self.ready(window))
        self.close(window)

    def test_drivers_known_to_be_bad(self):
        window = self.start(self.image('virtio-win-0.1.285.iso'))
        window.wait(None, 'Driver image 0.1.285')
        window.wait(None, re.compile("can damage Windows' page file. Choose a newer one."))
        self.close(window)

    def test_unknown_image_asks(self):
        window = self.start(self.image('holiday.iso'))
        window.wait(None, 'Windows version')
        window.press('check box', 'Continue without drivers')
        self.assertFalse(self.ready(window))
        self.close(window)

    def test_name_is_checked_at_once(self):
        window = self.start(self.image('Win11_24H2_English_x64.iso'))
        window.wait(None, 'Windows 11 24H2')
        window.press('check box', 'Continue without drivers')
        wait_for(lambda: self.ready(window), 'Create')
        set_text(window.wait('text', 'Name'), 'a/b')
        wait_for(lambda: not self.ready(window), 'a refusal of the name')
        set_text(window.wait('text', 'Name'), 'Büro – 日本語 🪟')
        wait_for(lambda: self.ready(window), 'Create')
        set_text(window.wait('text', 'Name'), '')
        wait_for(lambda: not self.ready(window), 'a refusal of no name')
        self.close(window)

    def test_install_for_me(self):
        drivers = os.path.join(os.environ['HOME'], 'virtio-win.iso')
        shutil.copy(self.image('virtio-win-0.1.271.iso'), drivers)
        self.addCleanup(os.remove, drivers)
        window = self.start(self.image('Win11_Pro.iso'))
        window.wait(None, 'Driver image 0.1.271')
        wait_for(lambda: self.ready(window), 'Create')
        window.press('check box', 'Install for me')
        # Half of it is typed for the user; what is missing is no mistake yet.
        self.assertTrue(get_text(window.wait('text', 'Your name in Windows')))
        wait_for(lambda: not self.ready(window), 'what is missing')
        set_text(window.wait('text', 'Your name in Windows'), 'CON')
        window.wait(None, re.compile('^Windows keeps that name for itself'))
        set_text(window.wait('text', 'Your name in Windows'), 'Anna')
        window.wait_gone(None, re.compile('^Windows keeps that name for itself'))
        set_text(window.wait('text', 'Password'), 'secret 1')
        self.assertFalse(self.ready(window))
        window.press('check box', 'I accept Microsoft’s licence terms')
        wait_for(lambda: self.ready(window), 'Create')
        window.press('push button', 'You')
        set_text(window.wait('text', re.compile('^Time zone')), 'Nowhere')
        window.wait(None, re.compile('^Windows has no such time zone'))
        set_text(window.wait('text', re.compile('^Time zone')), 'Europe/Berlin')
        window.wait_gone(None, re.compile('^Windows has no such time zone'))
        set_text(window.wait('text', 'Product key'), 'abc')
        window.wait(None, re.compile('^A product key has five groups'))
        set_text(window.wait('text', 'Product key'), '')
        self.picture(window, 'you')
        window.press('push button', 'Back')
        wait_for(lambda: self.ready(window), 'Create')
        self.picture(window, 'install-for-me')
        # Off again nothing is asked for, and nothing is lost.
        window.press('check box', 'Install for me')
        window.wait_gone('text', 'Password')
        window.press('check box', 'Install for me')
        self.assertEqual(get_text(window.wait('text', 'Your name in Windows')), 'Anna')
        wait_for(lambda: self.ready(window), 'Create')
        self.close(window)

    def picture(self, window, name):
        """For a look at it: CASEMENT_TEST_PICTURES names a folder."""
        if 'CASEMENT_TEST_PICTURES' in os.environ:
            subprocess.run(['import', '-window', 'root', os.path.join(os.environ['CASEMENT_TEST_PICTURES'], name + '.png')], check=False)

    def test_machine(self):
        window = self.start(self.image('Win11_24H2_English_x64.iso'))
        window.wait(None, 'Windows 11 24H2')
        window.press('check box', 'Continue without drivers')
        window.press('push button', 'Machine')
        window.wait('label', re.compile('GiB are free|TiB are free'))
        set_value(window.wait('spin button', 'Memory'), 2)
        window.wait(None, re.compile('^Windows 11 needs at least'))
        window.press('push button', 'Back')
        window.wait('list item', 'Machine')
        self.assertFalse(self.ready(window))
        window.press('push button', 'Machine')
        window.press('push button', 'Recommended values')
        # A button that is pressed without a pointer takes a moment to do what it says.
        wait_for(lambda: window.wait('spin button', 'Memory').get_value_iface().get_current_value() > 2, 'the recommended memory')
        set_value(window.wait('spin button', 'Processors'), 2)
        set_value(window.wait('spin button', 'Disk'), 70)
        window.press('push button', 'Back')
        window.wait('label', re.compile('2 processors · 70.GiB disk'))
        wait_for(lambda: self.ready(window), 'Create')
        self.close(window)

    def test_advice(self):
        """Each recommendation has its row; declining one is counted, and nothing is lost on the way back."""
        window = self.start(self.image('Win11_24H2_English_x64.iso'))
        window.wait(None, 'Windows 11 24H2')
        window.wait('label', re.compile('^[0-9]+ settings'))
        window.press('push button', 'What will be set up')
        window.wait('list item', 'Secure Boot')
        window.press('check box', 'Boot order')
        window.press('push button', 'Back')
        window.wait('label', re.compile('1 declined'))
        window.press('push button', 'What will be set up')
        window.press('check box', 'Boot order')
        window.press('push button', 'Back')
        window.wait_gone('label', re.compile('1 declined'))
        self.close(window)

    def test_connection_without_qemu(self):
        """What stands against creating is said before Create, not after."""
        window = self.start('--connect', 'test:///default', self.image('Win11_24H2_English_x64.iso'))
        window.wait(None, 'Windows 11 24H2')
        window.press('check box', 'Continue without drivers')
        window.wait(None, re.compile('QEMU'))
        self.assertFalse(self.ready(window))
        self.close(window)


if __name__ == '__main__':
    main(make_images=None)
