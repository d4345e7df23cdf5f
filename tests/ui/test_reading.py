# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading letters: quotes, finding, size, source, paper; by keyboard only, read back over the accessibility bus."""
import contextlib
import os
import sqlite3
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, '..', 'lab'))
import tap  # noqa: E402
from session import wait_until  # noqa: E402
from test_window import CTL, WindowCase  # noqa: E402
from ui_driver import PROGRAM, Ui  # noqa: E402

HEAD = ('From: Elena Fabbri <elena@fabbri.example>\r\nTo: io@studio.example\r\nSubject: {subject}\r\n'
        'Date: Mon, 02 Nov 2026 10:0{n}:00 +0000\r\nMessage-ID: <{n}@fabbri.example>\r\n{more}MIME-Version: 1.0\r\n')

FLOWED = ('Content-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
          'Gentile Marco,\r\n\r\nle scrivo perché il tavolo di rovere \r\nche abbiamo visto insieme è pronto, e \r\n'
          'si può ritirare da lunedì. Il listino è su \r\nhttps://fabbri.example/listino e per \r\n'
          'domande c’è ordini@fabbri.example.\r\n\r\n'
          '> Quando sarà pronto il tavolo?\r\n>> Il tavolo è in lavorazione.\r\n>>> Vorrei un tavolo.\r\n\r\n'
          'Da lunedì, come detto.\r\n\r\n' + ''.join(f'> riga {i} di una citazione lunga\r\n' for i in range(14)) +
          '\r\nA presto\r\nElena\r\n\r\n-- \r\nStudio Fabbri\r\nVia dei Tigli 4\r\n\r\n'
          'Il 1 novembre 2026 Marco ha scritto:\r\n> Buongiorno Elena,\r\n> > il tavolo?\r\n> grazie\r\n')


class ReadingTest(WindowCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder.name)

    def import_letters(self, *letters):
        for n, (subject, body) in enumerate(letters):
            path = os.path.join(self.folder.name, f'{n}.eml')
            more = f'In-Reply-To: <{n - 1}@fabbri.example>\r\n' if n > 0 else ''
            with open(path, 'w', encoding='utf-8', newline='') as file:
                file.write(HEAD.format(subject=subject, n=n, more=more) + body)
            subprocess.run([CTL, '--profile', self.folder.name, 'import', '--log', '--me', 'io@studio.example',
                            '--create-contacts', path], check=True, stdin=subprocess.DEVNULL, capture_output=True)

    def read_settings(self, ui):
        with open(os.path.join(ui.environment['XDG_CONFIG_HOME'], 'glib-2.0/settings/keyfile'), encoding='utf-8') as file:
            return file.read()

    def raise_window(self, ui, title):
        ui.run(['xdotool', 'search', '--name', title, 'windowactivate'])
        return ui.find(role='frame', name=title)

    def click_link(self, ui):
        """H5: by the pointer, the only way into a web view: from below to where the link is."""
        for y in range(800, 400, -10):
            ui.run(['xdotool', 'mousemove', '690', str(y), 'click', '1'])
            time.sleep(0.1)
            if ui.find(containing='Open localhost?'):
                return
        self.fail('no link is followed')

    def print_to_file(self, ui):
        """The letter that has the focus, by the desktop's dialog, into the folder the program was started in."""
        path = os.path.join(self.folder.name, 'output.pdf')
        ui.key('ctrl+p')
        ui.wait_for(role='dialog', name='Print')
        ui.tab_to(role='table row')
        ui.key('space')
        ui.wait_for(role='push button', name='Print', state='sensitive')
        ui.key('alt+p')
        wait_until(lambda: os.path.exists(path) and os.path.getsize(path) > 1000, 20, 'the paper')
        ui.wait_gone(role='dialog', name='Print')
        with open(path, 'rb') as file:
            self.assertEqual(file.read(5), b'%PDF-')

    def test_B06_a_letter_too_large_says_so(self):
        """B06: its words are there, and that its attachments wait to be asked for; the key is enough."""
        self.import_letters(('Disegni', 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nEcco i disegni.\r\n'
                             '--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; '
                             'filename=disegni.zip\r\n\r\nPK\r\n--b--\r\n'))
        with contextlib.closing(sqlite3.connect(os.path.join(self.folder.name, 'data/carteggio.db'))) as database:
            database.execute('UPDATE message SET size_bytes = 63000000')
            database.execute('UPDATE attachment SET is_held = 0, size_bytes = 46000000')
            database.commit()
        ui = self.open(size='1280x900')
        self.open_contact(ui, 'Elena Fabbri')
        ui.wait_for_text('Ecco i disegni.')
        self.assertIn('63', ui.wait_for(containing='Too large to come with its attachments')['name'])
        ui.wait_for(role='push button', name='Download anyway')
        ui.photograph('reading-too-large')

    def test_quotes_and_finding(self):
        """Flowed text is whole again, quotes are told apart and folded; words are found in what is open."""
        self.import_letters(('Tavolo', FLOWED))
        ui = self.open(size='1280x900')
        self.open_contact(ui, 'Elena Fabbri')
        chart = ui.wait_for(role='image', name='Correspondence of twelve months')
        self.assertEqual(chart['description'], 'In twelve months: 1 letter received, 0 sent. Most in November 2026.')
        ui.wait_for_text('le scrivo perché il tavolo di rovere che abbiamo visto insieme è pronto, e si può ritirare')
        self.assertEqual(len(ui.nodes(name='Quote', role='panel')), 6, ui.dump())
        ui.photograph('reading-quotes')
        before = ui.focused()['name']
        ui.key('ctrl+f')
        ui.wait_focus(role='entry', name='Find in what is open')
        ui.type('TAVOLO')
        ui.wait_for(role='label', containing='1 of 5')
        ui.key('Return', 'Return', 'shift+Return', 'Return')
        ui.wait_for(role='label', containing='3 of 5')
        ui.photograph('reading-find')
        ui.key('Return', 'Return')
        ui.wait_for(role='label', containing='5 of 5')
        ui.wait_for(role='push button', name='Quote', state='expanded')
        ui.photograph('reading-find-fold')
        ui.key('Return')
        ui.wait_for(role='label', containing='1 of 5')
        ui.key('Escape')
        ui.wait_focus(name=before)
        ui.wait_gone(role='label', containing='of 5')
        self.close(ui)

    def test_letter_is_looked_at_saved_and_printed(self):
        """As it was sent, byte for byte; on paper; and where the source is not kept, that is said."""
        self.seed(1, 1, 1)
        self.import_letters(('Tavolo', FLOWED))
        ui = self.open(size='1280x900')
        self.open_contact(ui, 'Anna Bianchi')
        ui.wait_for(role='push button', containing='Anna Bianchi,')
        ui.tab_to(role='push button', containing='Anna Bianchi,')
        ui.key('ctrl+u')
        ui.wait_for_text('source is not kept')
        ui.key('Escape')
        ui.wait_gone(containing='source is not kept')
        ui.key('alt+1')
        self.open_contact(ui, 'Elena Fabbri')
        ui.wait_for(role='push button', containing='Elena Fabbri,')
        ui.tab_to(role='push button', containing='Elena Fabbri,')
        ui.key('ctrl+u')
        ui.wait_for_text('Message-ID: <0@fabbri.example>')
        ui.photograph('reading-source')
        ui.tab_to(role='push button', name='Copy')
        ui.key('Return')
        ui.wait_for(role='push button', name='Copied')
        ui.key('Escape')
        ui.wait_focus(role='push button', containing='Elena Fabbri,')
        saved = os.path.join(self.folder.name, 'salvata.eml')
        ui.key('ctrl+s')
        ui.wait_for(containing='Save the letter')
        ui.wait_focus(role='text')
        ui.key('ctrl+a')
        ui.type(saved)
        ui.key('Return')
        ui.wait_for_text('was saved')
        with open(saved, 'rb') as one, open(os.path.join(self.folder.name, '0.eml'), 'rb') as other:
            self.assertEqual(one.read(), other.read())
        self.print_to_file(ui)
        self.close(ui)

    def test_formatted_letter_is_found_in_and_larger(self):
        """What WebKit shows: words are counted and shown in it too, and its size follows the window's."""
        self.import_html('https://localhost:4433')   # WebKit follows no link to a port that it thinks closed
        ui = Ui(size='1280x900')
        ui.environment['GSETTINGS_BACKEND'] = 'keyfile'
        ui.__enter__()
        self.addCleanup(ui.__exit__, None, None, None)
        ui.launch([PROGRAM, '--profile', self.folder.name])
        self.open_contact(ui, 'Bottega')
        ui.tab_to(role='push button', name='Show it as it was formatted')
        ui.key('Return')
        ui.wait_for(role='push button', name='Show the words only')
        wait_until(lambda: any(name.startswith('WebKitWeb') for name in ui.programs()), 20, 'the view')
        ui.key('ctrl+minus', 'ctrl+minus', 'ctrl+minus')
        time.sleep(1)
        ui.photograph('reading-html-small')
        self.click_link(ui)
        ui.wait_for_text('words say \u2068bottega.example\u2069, but it leads elsewhere')
        ui.photograph('reading-link')
        ui.key('Escape')
        ui.wait_gone(containing='Open localhost?')
        ui.key('ctrl+plus', 'ctrl+plus', 'ctrl+plus', 'ctrl+plus', 'ctrl+plus', 'ctrl+f')
        ui.wait_focus(role='entry', name='Find in what is open')
        ui.type('ta')
        ui.wait_for(role='label', containing='1 of 3')
        ui.key('Return')
        ui.wait_for(role='label', containing='2 of 3')
        ui.photograph('reading-html-find')
        ui.key('Escape')
        ui.tab_to(role='push button', name='Show the words only')
        self.print_to_file(ui)
        self.assertEqual(ui.quit(), 0, ui.output())
        self.assertIn('zoom=125', self.read_settings(ui))
        ui.launch([PROGRAM, '--profile', self.folder.name])
        self.open_contact(ui, 'Bottega')
        ui.wait_for_text('Un tavolo in rovere')
        large = ui.height_of('Un tavolo in rovere')
        ui.key('ctrl+0')
        wait_until(lambda: ui.height_of('Un tavolo in rovere') < large * 0.9, 20, 'smaller words')
        self.assertEqual(ui.quit(), 0, ui.output())

    def test_contact_has_a_window_of_its_own(self):
        """Beside the main one, with all that can be done there; it comes back with the program, unless it was closed."""
        self.seed()
        ui = Ui(size='1280x900')
        ui.environment['GSETTINGS_BACKEND'] = 'keyfile'
        ui.__enter__()
        self.addCleanup(ui.__exit__, None, None, None)
        ui.launch([PROGRAM, '--profile', self.folder.name])
        self.open_contact(ui, 'Carlo Verdi')
        ui.key('ctrl+o')
        ui.wait_for(role='frame', name='Carlo Verdi')
        ui.wait_focus(role='push button')
        ui.tab_to(name='Why here?')
        ui.photograph('reading-own-window')
        ui.key('Return')
        ui.tab_to(containing='Undo: take it off this page')
        ui.key('Return')
        ui.wait_for(role='push button', containing='1 letter')
        ui.key('ctrl+z')
        ui.wait_for(role='push button', containing='2 letters')
        ui.key('ctrl+m')
        ui.wait_for(role='frame', name='New letter')
        ui.key('ctrl+w')
        ui.wait_gone(role='frame', name='New letter')
        self.assertEqual(ui.quit(), 0, ui.output())
        ui.launch([PROGRAM, '--profile', self.folder.name])
        wait_until(lambda: self.raise_window(ui, 'Carlo Verdi'), 20, 'the window again')
        ui.key('ctrl+w')
        self.assertEqual(ui.quit(), 0, ui.output())
        self.assertIn('contact-windows=[]', self.read_settings(ui))

    def test_thread_is_split_and_merged(self):
        """B45, B46: a letter forwarded to somebody else, emptied, is marked; split off, merged again, taken back."""
        talk = (('1', 'Io <io@studio.example>', 'Carlo Verdi <carlo@verdi.example>', 'Offerta', ''),
                ('2', 'Carlo Verdi <carlo@verdi.example>', 'io@studio.example', 'Re: Offerta', '<1@x>'),
                ('3', 'Io <io@studio.example>', 'Dario Neri <dario@neri.example>', 'Ordine sedie', '<1@x> <2@x>'),
                ('4', 'Dario Neri <dario@neri.example>', 'io@studio.example', 'Re: Ordine sedie', '<1@x> <2@x> <3@x>'),
                ('5', 'Dario Neri <dario@neri.example>', 'io@studio.example', 'Fattura', ''))
        for n, sender, receiver, subject, references in talk:
            with open(f'{n}.eml', 'w', encoding='utf-8', newline='') as file:
                file.write(f'From: {sender}\r\nTo: {receiver}\r\nSubject: {subject}\r\nMessage-ID: <{n}@x>\r\n'
                           f'Date: Mon, 02 Nov 2026 10:0{n}:00 +0000\r\nReferences: {references}\r\n\r\nTesto {n}\r\n')
        subprocess.run([CTL, '--profile', self.folder.name, 'import', '--log', '--me', 'io@studio.example',
                        '--create-contacts', *(f'{n}.eml' for n, *_ in talk)], check=True, stdin=subprocess.DEVNULL,
                       capture_output=True)
        ui = self.open(size='1000x900')
        self.open_contact(ui, 'Dario Neri')
        ui.wait_for(role='push button', containing='Offerta, 2 letters')
        ui.tab_to(role='push button', containing='Offerta, 2 letters')
        ui.key('Return')
        ui.tab_to(role='push button', containing='You,')
        ui.key('Return')
        ui.wait_for(role='label', containing='Perhaps not related')
        ui.wait_for(role='label', name='Ordine sedie')          # its own subject, in the thread “Offerta”
        ui.photograph('reading-stray')
        ui.tab_to(role='push button', name='Split off')
        ui.key('Return')
        ui.wait_for(role='label', containing='a thread of their own')
        ui.wait_for(role='push button', containing='Ordine sedie, 2 letters')
        ui.key('ctrl+z')
        ui.wait_for(role='push button', containing='Offerta, 2 letters')
        ui.tab_to(role='push button', containing='Fattura, 1 letter')
        ui.tab_to(role='push button', containing='Dario Neri,')
        ui.key('Tab', 'Tab', 'Tab', 'Tab', 'Return')   # why here, reply, forward, what else
        ui.wait_for(role='menu item', containing='Merge the thread')
        ui.photograph('reading-thread-menu')
        ui.key('Up', 'Return')
        ui.wait_for(role='frame', name='Merge with')
        ui.photograph('reading-merge')
        ui.key('Return')
        ui.wait_for(role='push button', containing='Offerta, 3 letters')
        ui.key('ctrl+z')
        ui.wait_for(role='push button', containing='Fattura, 1 letter')
        self.close(ui)


if __name__ == '__main__':
    tap.main()
