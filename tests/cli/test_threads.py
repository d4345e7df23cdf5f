#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads split and merged by hand, the trap of the re-addressed letter, what is found best, letters of one header."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ctl import CtlTest, letter, tap  # noqa: E402

ME = 'io@studio.example'
CARLO, DARIO = 'Carlo Verdi <carlo@verdi.example>', 'Dario Neri <dario@neri.example>'
NOW = 1767225600
TALK = (('m1', ME, CARLO, 'Offerta', ()), ('m2', CARLO, ME, 'Re: Offerta', ('m1',)),
        ('m3', ME, DARIO, 'Ordine sedie', ('m1', 'm2')), ('m4', DARIO, ME, 'Re: Ordine sedie', ('m1', 'm2', 'm3')))


class ThreadsTest(CtlTest):
    def setUp(self):
        super().setUp()
        self.environment['CARTEGGIO_NOW'] = str(NOW)

    def take(self, *mails):
        for name, sender, recipient, subject, references in mails:
            self.write(f'mail/{name}.eml', letter(sender, recipient, subject, f'Testo di {name}.', f'{name}@x',
                                                  NOW - 1000 + int(name[1:]), [f'{one}@x' for one in references]))
        return self.ask('import', self.path('mail'), '--log', '--me', ME, '--create-contacts').json

    def threads(self):
        return [[name[:-2] for name in thread['message_ids']] for thread in self.run_ctl('--json', 'threads').lines]

    def test_split_and_merge_are_remembered_and_taken_back(self):
        """B45, B46: the forwarded and re-addressed letter is marked; split off, and what answers it later goes with it."""
        self.take(*TALK)
        self.assertEqual(self.threads(), [['m1', 'm2', 'm3', 'm4']])
        self.assertEqual(self.run_ctl('--json', 'threads').lines[0]['perhaps_unrelated'], ['m3@x'])
        self.assertEqual(self.ask('threads', 'split', 'm1@x', status=2).error['code'], 'INVALID_INPUT')
        split = self.ask('threads', 'split', 'm3@x').json
        self.assertEqual((split['subject'], split['message_ids']), ('Ordine sedie', ['m3@x', 'm4@x']))
        self.assertNotIn('perhaps_unrelated', split)
        self.take(('m5', DARIO, ME, 'Re: Ordine sedie', ('m1', 'm4')), ('m6', CARLO, ME, 'Re: Offerta', ('m1', 'm2')))
        self.assertEqual(self.threads(), [['m1', 'm2', 'm6'], ['m3', 'm4', 'm5']])
        self.assertEqual(self.ask('threads', 'merge', 'm6@x', 'm5@x').json['n'], 6)
        self.ask('threads', 'merge', 'm6@x', 'm5@x', status=2)
        self.assertEqual(self.ask('undo').json['undone'], 'merge')
        self.assertEqual(self.threads(), [['m1', 'm2', 'm6'], ['m3', 'm4', 'm5']])
        self.assertEqual(self.ask('undo').json['undone'], 'split')
        self.assertEqual(self.threads(), [['m1', 'm2', 'm3', 'm4', 'm5', 'm6']])
        self.ask('threads', 'split', 'nobody@x', status=3)

    def test_best_is_found_first(self):
        self.take(*TALK)
        found = [hit['message_id'] for hit in self.run_ctl('--json', 'search', 'sedie').lines]
        self.assertEqual(found, ['m4@x', 'm3@x'])
        self.write('mail/m0.eml', letter(CARLO, ME, 'Altro', 'Sedie, sedie, sedie!', 'm0@x', NOW))
        self.take()
        order = {option: [hit['message_id'] for hit in self.run_ctl('--json', 'search', *option, 'sedie').lines]
                 for option in ((), ('--ranked',))}
        self.assertEqual(order, {(): ['m0@x', 'm4@x', 'm3@x'], ('--ranked',): ['m4@x', 'm3@x', 'm0@x']})
        self.assertIn('sedie', self.run_ctl('search', '--ranked', 'sedie').out)

    def test_letters_of_one_header_are_two_when_their_words_are(self):
        """None is dropped, and taking them twice changes nothing."""
        head = f'From: {CARLO}\r\nTo: {ME}\r\nSubject: Modulo\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\n'
        self.write('mail/a.eml', head + 'alfa\r\n')
        self.write('mail/b.eml', head + 'beta\r\n')
        self.write('mail/c.eml', head + 'beta\r\n')
        for _ in range(2):
            counts = self.take()
            self.assertEqual((counts['seen'], counts['logged'], counts['failed']), (3, 3, 0))
            self.assertEqual([len(self.run_ctl('--json', 'search', word).lines) for word in ('alfa', 'beta')], [1, 1])


if __name__ == '__main__':
    tap.main()
