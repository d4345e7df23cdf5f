#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Past correspondence, logged on request from the server: what is taken and what is not, and that it survives being
paused, killed and refused (B14, B25)."""
import os
import shutil
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import CARLO, KILLED, ProductCase, has_fault_points, letter  # noqa: E402

DAY = 24
CONTACT = 'carlo@cliente.example'


class HistoryTest(ProductCase):
    def lay(self, number, days, folder='INBOX', **options):
        raw = letter(number, hours=days * DAY, **options)
        self.lab.put(self.address, raw, folder, date_utc_s=time.time() - days * DAY * 3600, flags='S')

    def begin(self, *contacts):
        self.connect()
        for contact in contacts or (CARLO,):
            self.ask('contacts', 'add', contact)

    def timeline(self, contact=CONTACT):
        return {line['message_id'].split('@')[0]: line['reason'] for line in self.some('timeline', contact)}

    def log_past(self, days='all', contact=CONTACT, **options):
        return self.ask('sync', '--history', str(days), *(['--contact', contact] if contact else []), **options)[0]

    def test_old_letters_of_a_contact_come_and_nothing_else(self):
        for number in range(20):
            self.lay(number, 100 + number)
            self.lay(100 + number, 100 + number, sender=f'Altri <a{number}@altrove.example>')
        self.lay(300, 120, 'Sent', sender=self.address, recipient=CARLO)
        self.lay(301, 130, 'Archivio', headers=['Cc: altri@altrove.example'])
        self.lay(302, 130, 'Trash')
        self.lay(303, 500)
        self.begin()
        self.assertEqual(self.sync()['seen'], 0)
        self.assertEqual(self.timeline(), {})
        before = self.lab.snapshot(self.address)
        counts = self.log_past(365)
        self.assertEqual((counts['state'], counts['logged'], counts['failed'], counts['error']), ('done', 22, 0, None))
        wanted = {**{str(number): 'history' for number in range(20)}, '300': 'history', '301': 'history'}
        self.assertEqual(self.timeline(), wanted)
        # What names nobody chosen leaves no trace, and was not even asked for.
        self.assertEqual(self.some('threads', '--unlogged'), self.some('threads'))
        self.assertLess(counts['seen'], 30)
        self.assertIn('Buongiorno', self.ask('show', '301@cliente.example')['text'])
        self.assertEqual(len(self.some('search', 'buongiorno')), 22)
        self.assertEqual(self.lab.snapshot(self.address), before)
        again = self.log_past()
        self.assertEqual((again['logged'], again['state']), (1, 'done'))
        self.assertEqual(self.timeline(), {**wanted, '303': 'history'})
        self.assertTrue(self.ask('why', '303@cliente.example')['entries'][0]['why'])

    def test_all_contacts_and_what_is_kept_out(self):
        self.lay(1, 100)
        self.lay(2, 100, sender='Dora <dora@cliente.example>')
        self.lay(3, 100, sender='Altri <altri@altrove.example>', headers=['Cc: Dora <dora@cliente.example>'])
        self.lay(4, 100, sender='Altri <altri@altrove.example>')
        self.lay(5, 100, headers=['Sensitivity: Private'])
        self.lay(6, 100, headers=['Cc: avvocato@studio-legale.example'])
        self.begin(CARLO, 'Dora <dora@cliente.example>')
        self.ask('never-log', 'add', 'studio-legale.example')
        self.assertEqual(self.log_past(contact=None)['logged'], 3)
        self.assertEqual(self.timeline(), {'1': 'history'})
        self.assertEqual(self.timeline('dora@cliente.example'), {'2': 'history', '3': 'history'})
        # What a person took off stays off.
        self.ask('unlog', '1@cliente.example')
        self.assertEqual(self.log_past(contact=None)['logged'], 0)
        self.assertEqual(self.timeline(), {})

    def test_wrong_words_are_told(self):
        self.begin()
        for words in (('sync', '--history', 'ieri'), ('sync', '--history', '0'), ('history', 'pause', 'x')):
            self.assertEqual(self.ask(*words, status=2)['error']['code'], 'INVALID_INPUT')
        self.assertEqual(self.ask('sync', '--history', '9', '--contact', 'nobody@x.example', status=3)['error']['code'],
                         'NOT_FOUND')
        self.assertEqual(self.ask('history', 'pause', '77', status=3)['error']['code'], 'NOT_FOUND')
        self.assertEqual(self.ask('history', 'list'), [])

    def test_paused_it_goes_on_where_it_was(self):
        for number in range(5000):
            self.lay(number, 100 + number / 100)
        self.begin()
        process = self.start('sync', '--history', 'all')
        for _ in range(600):
            rows = self.ask('history', 'list')
            if rows and rows[0]['seen'] > 0:
                break
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 1)
        row = self.ask('history', 'list')[0]
        self.assertEqual(row['state'], 'paused')
        seen = row['seen']
        self.assertLess(seen, 5000)
        self.sync()
        self.assertEqual(self.ask('history', 'list')[0]['seen'], seen, 'a paused one waits')
        counts = self.log_past(contact=None)
        self.assertEqual((counts['id'], counts['state'], counts['seen'], counts['logged']), (row['id'], 'done', 5000, 5000))
        self.assertEqual(len(self.timeline()), 5000)

    def test_killed_anywhere_it_ends_as_if_undisturbed(self):
        if not has_fault_points():
            self.skipTest('a build without fault points')
        for number in range(30):
            self.lay(number, 100 + number, text=f'Parola{number}.')
        self.lay(100, 100, 'Archivio')
        self.begin()
        shutil.copytree(self.profile, self.path('fresh'), symlinks=True)
        for point in ('history-step', 'history-folder-done', 'sync-bodies', 'imap-fetch', 'store-commit'):
            for action, n in (('abort', 1), ('abort', 2), ('error', 1)):
                with self.subTest(point=point, action=action, n=n):
                    shutil.rmtree(self.profile)
                    shutil.copytree(self.path('fresh'), self.profile, symlinks=True)
                    self.check_broken_off(f'{point}:{n}:{action}', KILLED if action == 'abort' else None)

    def check_broken_off(self, fault, status):
        words = ('sync', '--history', 'all', '--contact', CONTACT)
        done = self.run_ctl(*words, status=None, environment={'CARTEGGIO_FAULT': fault})
        if status is not None and not fault.startswith('imap-fetch:2') and not fault.startswith('sync-bodies:2'):
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertEqual(self.log_past()['state'], 'done')
        self.assertEqual(set(self.timeline().values()), {'history'})
        self.assertEqual(len(self.timeline()), 31)
        for number in (0, 7, 29):
            self.assertEqual(len(self.some('search', f'parola{number}.')), 1)
        self.assertNotIn('open', {row['state'] for row in self.ask('history', 'list')})

    def test_the_running_program_does_it(self):
        self.lay(1, 100)
        self.begin()
        process = self.start_watching()
        self.assertEqual(self.log_past()['state'], 'done')
        self.assertEqual(self.timeline(), {'1': 'history'})
        self.lay(2, 90)
        self.assertIsNone(process.poll())


if __name__ == '__main__':
    tap.main()
