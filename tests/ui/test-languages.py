#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other languages, other directions, small windows: everything is translated, nothing needs more than 360 pixels, in German
neither, nor with names as long as they come.

Usage (below private-session and with-display): test-languages.py CASEMENT-WINDOW MAKE-IMAGES
"""
import os
import re
import subprocess

from program import WindowTest, main, make_node, wait_for
import accessible

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
WIDTH = 360
LONG = 'Buchhaltungsarbeitsplatzrechner der Donaudampfschifffahrtsgesellschaft, zweiter Stock links hinten'
MACHINES = [(LONG, '11'), ('حاسوب المحاسبة', '10'), ('Accounting', '11')]
ACCENTS = str.maketrans('aeiouyAEIOUYcnsCNS', 'áéíóúýÁÉÍÓÚÝçñšÇÑŠ')
KEEP = re.compile(r'(%[-+ #0-9.*$]*(?:l|ll|h|z)?[a-zA-Z%]|</?[a-z]+>|\{file\}|\\n|\\"|\\\\)')
# What is the same in every language, or not ours: names of things, numbers, GTK's own words.
SAME = re.compile(r'^[\W\d_]*$|^(Casement|GiB|Minimize|Maximize|Restore|Close|Minimieren|Maximieren|Wiederherstellen|Schließen|Zurück|cmd /c|Back|Dismiss|Alt\+|Ctrl|QXL|UEFI|BIOS|TPM|USB|Windows)')


def pseudo(text):
    """Longer by a third, with accents, between brackets; formats and tags stay."""
    if not text.strip():
        return text
    lead, trail = re.match(r'(?:\s|\\n)*', text).group(0), re.search(r'(?:\s|\\n)*$', text).group(0)
    body = text[len(lead):len(text) - len(trail) or None]
    parts = KEEP.split(body)
    body = ''.join(part if KEEP.fullmatch(part) else part.translate(ACCENTS) for part in parts)
    return f'{lead}⟦{body}{"~" * (len(body) // 3)}⟧{trail}'


def make_catalogue(folder):
    """Translates everything into no language."""
    template, source = os.path.join(folder, 'c.pot'), os.path.join(folder, 'c.po')
    target = os.path.join(folder, 'locale', 'de', 'LC_MESSAGES')
    os.makedirs(target)
    subprocess.run([os.path.join(SOURCE, 'po', 'make-template.sh'), template], check=True)
    subprocess.run(['msgcat', '--no-wrap', '-o', source, template], check=True)
    with open(source, encoding='utf-8') as file:
        entries = file.read().split('\n\n')
    done = ['msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=n != 1;\\n"']
    for entry in entries[1:]:
        text = lambda key: ''.join(re.findall(r'"(.*)"', re.search(rf'^{key} ((?:".*"\n?)+)', entry, re.M).group(1)))
        head = re.split(r'^msgstr', entry, flags=re.M)[0]
        if 'msgid_plural' in entry:
            done.append(f'{head}msgstr[0] "{pseudo(text("msgid"))}"\nmsgstr[1] "{pseudo(text("msgid_plural"))}"')
        else:
            done.append(f'{head}msgstr "{pseudo(text("msgid"))}"')
    with open(source, 'w', encoding='utf-8') as file:
        file.write('\n\n'.join(done) + '\n')
    subprocess.run(['msgfmt', '--check', '-o', os.path.join(target, 'casement.mo'), source], check=True)
    return os.path.join(folder, 'locale')


class Languages(WindowTest):
    def setUp(self):
        super().setUp()
        # As GNOME has it, on a phone above all: no buttons to minimize and maximize.
        settings = os.path.join(os.environ['XDG_CONFIG_HOME'], 'gtk-4.0', 'settings.ini')
        os.makedirs(os.path.dirname(settings), exist_ok=True)
        with open(settings, 'w', encoding='ascii') as file:
            file.write('[Settings]\ngtk-decoration-layout=:close\n')

    def narrow(self, window, title):
        """As narrow as it gets, which must be narrow enough for a phone."""
        xid = window.window(title)
        subprocess.run(['xdotool', 'windowactivate', '--sync', xid, 'windowsize', xid, str(WIDTH), '640'], check=True, timeout=60)

        def width():
            # Again: what is left out below a width makes room for less.
            subprocess.run(['xdotool', 'windowsize', xid, str(WIDTH), '640'], check=True, timeout=60)
            said = subprocess.run(['xwininfo', '-id', xid], capture_output=True, text=True, check=True).stdout
            return int(re.search(r'Width: (\d+)', said).group(1))
        # GTK's frame, where there is no compositor, is a few pixels.
        wait_for(lambda: width() <= WIDTH + 24, f'“{title}” no wider than {WIDTH} pixels (it is {width()})', 15.0)

    def tour(self, window, check, words):
        """Through the windows that need no machine of their own."""
        say = words.get
        check(say('Casement', 'Casement'))
        window.key(say('Casement', 'Casement'), 'ctrl+comma')
        title = say('Preferences', 'Preferences')
        window.window(title)
        check(title)
        window.press_key('Escape')
        window.wait_gone('frame', title)

    def run_narrow(self, language, words):
        environment = {'LANGUAGE': language, 'CASEMENT_DIRECTION': 'rtl' if language == 'ar' else ''}
        window = self.start('--connect', make_node(self.folder, MACHINES), environment=environment)
        window.wait('list item', re.compile('^Accounting'))
        self.tour(window, lambda title: self.narrow(window, title), words)
        window.key('Casement', 'ctrl+f')
        window.type('Accounting')
        wait_for(lambda: len(window.find_all('list item')) == 1, 'one machine')
        window.press_key('Down', 'Return')
        window.window('Accounting')
        self.narrow(window, 'Accounting')
        for _ in window.find_all('page tab'):
            window.key('Accounting', 'F9')
            self.narrow(window, 'Accounting')
        window.key('Accounting', 'ctrl+q')
        self.assertEqual(window.process.wait(60), 0)
        # The assistant, whose title is the language's.
        self.images(self.make_images)
        window = self.start(os.path.join(self.folder, 'Win11_24H2_English_x64.iso'), environment=environment)
        title = words.get('New virtual machine', 'New virtual machine')
        window.wait(None, re.compile('^Windows 11 24H2'))
        self.narrow(window, title)
        window.press_key('Escape')
        window.wait_gone('frame', title)
        window.key('Casement', 'ctrl+q')
        self.assertEqual(window.process.wait(60), 0)

    def test_narrow(self):
        self.run_narrow('en', {})

    def test_narrow_german(self):
        self.run_narrow('de', {'Preferences': 'Einstellungen', 'New virtual machine': 'Neue virtuelle Maschine'})

    def test_narrow_from_right_to_left(self):
        """Everything turned round, with GTK's own Arabic; our words stay English."""
        self.run_narrow('ar', {})

    def test_everything_is_translated(self):
        environment = {'LANGUAGE': 'de', 'CASEMENT_LOCALEDIR': make_catalogue(self.folder)}
        window = self.start('--connect', make_node(self.folder, [('Accounting', '11')]), environment=environment)
        window.wait('list item', re.compile('^Accounting'))
        missed = set()

        def look(title):
            window.root.clear_cache()
            frame = window.wait('frame', title)
            for node in accessible._walk(frame, showing=True):
                try:
                    role, name = node.get_role_name(), node.get_name() or ''
                except accessible.GLib.Error:
                    continue
                if role in ('label', 'push button', 'list item', 'check box', 'text', 'entry', 'menu item', 'page tab') \
                        and '⟦' not in name and not SAME.match(name) and not re.match('^(Gtk|Adw|Casement)[A-Z]', name) \
                        and 'Accounting' not in name:
                    missed.add((title, role, name))
        self.tour(window, look, {'Casement': pseudo('Casement'), 'Preferences': pseudo('Preferences')})
        window.key(pseudo('Casement'), 'ctrl+f')
        window.type('Accounting')
        wait_for(lambda: len(window.find_all('list item')) == 1, 'one machine')
        window.press_key('Down', 'Return')
        window.window('Accounting')
        for _ in window.find_all('page tab'):
            window.key('Accounting', 'F9')
            look('Accounting')
        window.key('Accounting', 'ctrl+q')
        self.assertEqual(window.process.wait(60), 0)
        self.assertEqual(missed, set())


if __name__ == '__main__':
    main(make_images=None)
