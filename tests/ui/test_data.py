# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings > Data: a backup, a restore, and out in open formats; by keyboard only, read back over the accessibility
bus."""
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, '..', 'lab'))
import tap  # noqa: E402
from session import wait_until  # noqa: E402
from test_window import CTL, WindowCase  # noqa: E402


class DataTest(WindowCase):
    def path(self, name):
        return os.path.join(self.folder.name, name)

    def ctl(self, *words):
        return subprocess.run([CTL, '--profile', self.folder.name, *words], check=True, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True).stdout

    def show_data(self, ui, page='Data'):
        ui.wait_focus(role='list item')
        ui.key('ctrl+comma')
        ui.tab_to(role='list item', name=ui.words.pgettext('settings', 'General'))
        ui.key('Down', 'Return')
        ui.wait_focus(role='list item', containing=ui.word('_Back up…'))

    def answer_chooser(self, ui, title, path):
        ui.wait_for(role='filler', name=title)
        if os.path.exists(path):
            ui.type(path)
        else:
            ui.key('ctrl+a')
            ui.type(path)
        ui.key('Return')
        ui.wait_gone(role='filler', name=title)

    def wait_for_file(self, name):
        """What is said of it is a toast, which a slow machine may look for too late."""
        wait_until(lambda: os.path.exists(self.path(name)), 60, name)

    def wait_restored(self, ui):
        wait_until(lambda: any(name.startswith('before-restore-') for name in os.listdir(self.path('data'))), 60,
                   'the former profile')
        ui.wait_focus(role='list item', timeout_s=60)

    def choose(self, ui, row, title, name):
        ui.tab_to(role='list item', containing=ui.word(row))
        ui.key('Return')
        self.answer_chooser(ui, title, self.path(name))

    def test_a_backup_and_back(self):
        self.seed()
        n = self.ctl('contacts', 'list').count('\n')
        ui = self.open()
        self.show_data(ui)
        ui.photograph('70-data')
        self.choose(ui, '_Back up…', 'Back up', 'saved.backup')
        self.wait_for_file('saved.backup')
        ui.photograph('71-backed-up')
        self.ctl('contacts', 'add', 'Zoe <zoe@example.com>')
        self.assertEqual(self.ctl('contacts', 'list').count('\n'), n + 1)
        ui.tab_to(role='list item', containing='Restore a backup')
        ui.key('Return')
        self.answer_chooser(ui, 'Restore a backup', self.path('saved.backup'))
        ui.wait_for_text('Restore this backup?')
        ui.photograph('72-restore')
        ui.mnemonic('_Restore')
        self.wait_restored(ui)
        ui.photograph('73-restored')
        self.close(ui)
        self.assertEqual(self.ctl('contacts', 'list').count('\n'), n)
        self.assertEqual(sum(name.startswith('before-restore-') for name in os.listdir(self.path('data'))), 1)

    def test_everything_out_in_open_formats(self):
        self.seed()
        ui = self.open(language='it')
        self.show_data(ui)
        self.choose(ui, 'Export _contacts…', 'Esporta i contatti', 'people.csv')
        self.wait_for_file('people.csv')
        self.choose(ui, '_Export everything…', 'Esporta tutto', 'all')
        self.wait_for_file('all')
        ui.photograph('74-exported')
        self.assertIn('letters.csv', os.listdir(self.path('all')))
        self.assertTrue(os.path.getsize(self.path('people.csv')) > 100)
        self.close(ui)

    def test_a_file_that_is_no_backup_changes_nothing(self):
        self.seed()
        wrong = self.path('wrong')
        with open(wrong, 'w', encoding='utf-8') as file:
            file.write('no backup')
        before = self.ctl('contacts', 'list')
        ui = self.open()
        self.show_data(ui)
        ui.tab_to(role='list item', containing='Restore a backup')
        ui.key('Return')
        self.answer_chooser(ui, 'Restore a backup', wrong)
        ui.wait_for_text('Restore this backup?')
        ui.mnemonic('_Restore')
        ui.wait_for_text('This file is not a backup of Carteggio.')
        ui.key('Escape')
        ui.wait_focus(role='list item')
        self.close(ui)
        self.assertEqual(self.ctl('contacts', 'list'), before)

    def test_a_damaged_profile_is_told_and_restored(self):
        """W3: nothing could be read in it; it is kept, and a backup offered."""
        self.seed()
        before = self.ctl('contacts', 'list')
        self.ctl('backup', self.path('saved.backup'))
        with open(self.path('data/carteggio.db'), 'wb') as file:
            file.write(b'rubbish' * 1000)
        ui = self.open()
        ui.wait_for_text('Nothing could be read in it')
        ui.photograph('75-recovered')
        ui.mnemonic('_Restore a backup…')
        self.answer_chooser(ui, 'Restore a backup', self.path('saved.backup'))
        ui.wait_for_text('Restore this backup?')
        ui.mnemonic('_Restore')
        self.wait_restored(ui)
        self.close(ui)
        self.assertEqual(self.ctl('contacts', 'list'), before)


if __name__ == '__main__':
    tap.main()
