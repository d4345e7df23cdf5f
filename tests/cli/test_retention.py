#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept for how long, and that nothing of it is left then (A50, B21 to B26, R1): canary words are looked for byte by
byte in every file of the profile, as they are and as base64 has them.

Logged letters, those of sequences too, stay until somebody deletes them (B21); deleted ones, sent (B22) or received (B23),
go after 90 days; bodies that were opened after 7 days (B25), heads of what is not logged after 60 (B26)."""
import base64
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ctl import PROGRAM, CtlTest, letter, tap  # noqa: E402

ME = 'io@studio.example'
CARLO = 'Carlo Verdi <carlo@verdi.example>'
DAY = 24 * 3600
NOW = 1767225600


def canary(name):
    """A word that nobody writes, and that no compressor can shorten away."""
    return f'zq{name}' + ''.join(chr(97 + (i * i * 7 + ord(name[0])) % 26) for i in range(12))


class RetentionTest(CtlTest):
    def setUp(self):
        super().setUp()
        self.set_now(NOW)
        self.ask('contacts', 'add', 'Carlo Verdi', 'carlo@verdi.example')

    def set_now(self, now):
        self.environment['CARTEGGIO_NOW'] = str(now)

    def take(self, name, log=False, date=NOW - DAY):
        """Imports a letter by Carlo with a canary in its subject, its text and an attachment."""
        raw = letter(CARLO, ME, f'Oggetto {canary(name + "s")}', f'Testo {canary(name + "t")}', f'{name}@x', date,
                     attachments=[(f'{name}.bin', 'application/octet-stream', canary(name + 'a').encode() * 3000)])
        path = self.write(f'{name}.eml', raw)
        self.ask('import', path, '--me', ME, *(['--log'] if log else []))
        return path

    def found(self, name):
        """In which files of the profile a canary stands."""
        files = []
        for folder, _, names in os.walk(self.profile):
            for file in names:
                with open(os.path.join(folder, file), 'rb') as stream:
                    content = stream.read()
                for part in 'sta':
                    word = canary(name + part).encode()
                    shifted = [base64.b64encode(b'x' * n + word)[4 * ((n + 2) // 3):-4] for n in range(3)]
                    if word in content or any(piece in content for piece in shifted):
                        files.append((file, part))
        return files

    def purge(self, *words, **options):
        return {item['what']: item['n'] for item in self.ask('purge', *words, **options).json['items']}

    def test_nothing_goes_before_its_time(self):
        self.take('uno', log=True)
        self.take('due')
        self.ask('show', 'due@x', '--text')
        self.set_now(NOW + 7 * DAY - 1)
        self.assertEqual(self.purge('--dry-run'), {})
        self.assertEqual(self.purge(), {})
        self.ask('purge', '--ledger', status=3)

    def test_an_opened_body_goes_after_7_days_to_the_second(self):
        """B25"""
        path = self.take('due')
        self.ask('show', 'due@x', '--text')
        os.unlink(path)
        self.assertIn('Testo', self.run_ctl('show', 'due@x', '--text').out)
        self.set_now(NOW + 7 * DAY)
        self.assertEqual(self.purge('--dry-run'), {'opened-body': 1})
        self.assertIn('Testo', self.run_ctl('show', 'due@x', '--text').out)
        self.assertEqual(self.purge(), {'opened-body': 1})
        self.assertEqual(self.purge(), {})
        self.assertEqual([(file, part) for file, part in self.found('due') if part != 's'], [])
        self.ask('show', 'due@x', '--text', status=3)

    def test_reopening_does_not_begin_the_7_days_again(self):
        self.take('due')
        self.ask('show', 'due@x', '--text')
        self.set_now(NOW + 6 * DAY)
        self.ask('show', 'due@x', '--text')
        self.set_now(NOW + 7 * DAY)
        self.assertEqual(self.purge(), {'opened-body': 1})

    def test_unlogged_heads_go_60_days_after_they_came(self):
        """B26"""
        self.take('due', date=NOW - 300 * DAY)
        self.take('tre', date=NOW - 300 * DAY, log=True)
        self.set_now(NOW + 60 * DAY - 1)
        self.assertEqual(self.purge(), {})
        self.set_now(NOW + 60 * DAY)
        self.assertEqual(self.purge(), {'unlogged-metadata': 1})
        self.assertEqual(self.found('due'), [])
        self.assertNotEqual(self.found('tre'), [])
        self.assertEqual([t['message_ids'] for t in self.ask('threads', '--unlogged').lines], [['tre@x']])

    def test_what_was_deleted_comes_back_or_goes_after_90_days(self):
        """B22, B23"""
        for name in ('uno', 'due', 'tre'):
            self.take(name, log=True)
        self.ask('search', canary('unot'))
        self.ask('unlog', 'uno@x')
        self.ask('unlog', 'due@x')
        self.ask('search', canary('unot'), status=3)
        self.set_now(NOW + 89 * DAY)
        self.assertEqual(self.purge(), {})
        trash = {line['message_id']: line for line in self.ask('trash', 'list').lines}
        self.assertEqual(set(trash), {'uno@x', 'due@x'})
        self.assertEqual(trash['uno@x']['reason'], 'import')
        self.assertEqual(self.ask('trash', 'undelete', 'due@x').json['logged'], 1)
        self.ask('trash', 'undelete', 'due@x', status=3)
        self.set_now(NOW + 90 * DAY)
        self.assertEqual(self.purge('--dry-run')['deleted-entry'], 1)
        self.assertEqual(self.purge(), {'deleted-entry': 1, 'unlogged-metadata': 1})
        self.assertEqual(self.found('uno'), [])
        self.ask('trash', 'list', status=3)
        self.assertEqual({line['message_id'] for line in self.ask('timeline', 'carlo@verdi.example').lines},
                         {'due@x', 'tre@x'})
        for name in ('duet', 'tret'):
            self.assertEqual(len(self.ask('search', canary(name)).lines), 1)
        steps = self.run_ctl('--json', 'doctor').json['steps']
        self.assertEqual([step['ok'] for step in steps if step['name'] == 'database'], [True])

    def test_undo_takes_it_out_of_the_trash(self):
        self.take('uno', log=True)
        self.ask('unlog', 'uno@x')
        self.ask('undo')
        self.ask('trash', 'list', status=3)

    def test_ledger_says_what_went_and_why_in_numbers(self):
        self.take('due')
        self.set_now(NOW + 60 * DAY)
        self.purge()
        record, = self.ask('purge', '--ledger').lines
        self.assertEqual((record['what'], record['n']), ('unlogged-metadata', 1))
        self.assertIn('60 days', record['why'])
        self.assertIn('60 days', self.run_ctl('purge', '--ledger').out)

    def test_many_canaries_leave_nothing(self):
        """A hundred letters, indexed, then deleted: what is in the index's segments goes too."""
        for n in range(100):
            self.write(f'many/{n}.eml', letter(CARLO, ME, f'Oggetto {canary(f"{n}s")}', f'Testo {canary(f"{n}t")}',
                                               f'{n}@x', NOW - DAY - n))
        self.ask('import', self.path('many'), '--me', ME, '--log')
        for n in range(0, 100, 2):
            self.ask('unlog', f'{n}@x')
        self.set_now(NOW + 90 * DAY)
        self.assertEqual(self.purge()['deleted-entry'], 50)
        self.assertEqual([(n, self.found(str(n))) for n in range(0, 100, 2) if self.found(str(n))], [])
        self.assertEqual(len(self.ask('search', 'testo').lines), 50)

    def test_copies_made_to_be_opened_go_too(self):
        folder = os.path.join(self.profile, 'cache', 'opened', 'abcdef')
        os.makedirs(folder)
        with open(os.path.join(folder, 'copy.txt'), 'w', encoding='utf-8') as file:
            file.write(canary('copys'))
        os.utime(folder, (NOW, NOW))
        self.purge()
        self.assertNotEqual(self.found('copy'), [])
        self.set_now(NOW + 7 * DAY)
        self.purge()
        self.assertEqual(self.found('copy'), [])

    def test_a_clock_set_back_purges_nothing(self):
        self.take('due')
        self.ask('show', 'due@x', '--text')
        self.set_now(NOW - 300 * DAY)
        self.assertEqual(self.purge(), {})
        self.set_now(NOW + DAY)
        self.assertEqual(self.purge(), {})

    def test_a_clock_far_ahead_asks_first(self):
        self.take('due')
        self.purge()
        self.set_now(NOW + 3650 * DAY)
        self.assertEqual(self.ask('purge', status=4).error['code'], 'POLICY')
        self.assertIn('date-is-right', self.run_ctl('purge').err)
        self.assertNotEqual(self.found('due'), [])
        self.set_now(NOW + 2 * DAY)
        self.assertEqual(self.purge(), {})
        self.set_now(NOW + 3650 * DAY)
        self.ask('purge', status=4)
        self.assertEqual(self.purge('--date-is-right'), {'unlogged-metadata': 1})
        self.assertEqual(self.found('due'), [])

    def test_a_pull_purges_once_a_day(self):
        self.take('due')
        self.ask('sync')
        self.set_now(NOW + 60 * DAY)
        self.ask('sync')
        self.assertEqual(self.found('due'), [])
        self.assertEqual([line['what'] for line in self.ask('purge', '--ledger').lines], ['unlogged-metadata'])

    def test_who_holds_the_lock_purges_for_others(self):
        self.take('due')
        self.set_now(NOW + 60 * DAY)
        holder = subprocess.Popen([PROGRAM, '--profile', self.profile, 'sync', '--watch'], env=self.environment,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(holder.wait)
        self.addCleanup(holder.terminate)
        for _ in range(100):
            self.ask('purge')
            if self.run_ctl('--json', 'purge', '--ledger').status == 0:
                break
        self.assertEqual(self.found('due'), [])

    def test_a_purge_that_is_killed_goes_on(self):
        for name in ('uno', 'due'):
            self.take(name, log=True)
            self.ask('unlog', f'{name}@x')
        self.set_now(NOW + 90 * DAY)
        for step in range(1, 12):
            killed = self.run_ctl('purge', environment={'CARTEGGIO_FAULT': f'store-commit:{step}:abort'})
            if killed.status == 0:
                break
        self.purge()
        self.assertEqual(self.found('uno') + self.found('due'), [])


if __name__ == '__main__':
    tap.main()
