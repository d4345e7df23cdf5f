#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An import that is killed at every commit, and done again: nothing is lost, nothing doubled.

CARTEGGIO_KILLS: how many passings of each point are tried at most (default 3; 0: all of them).
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import correspondence  # noqa: E402
from ctl import CtlTest, tap  # noqa: E402

POINTS = ['store-begin', 'store-commit', 'store-committed', 'store-attachment-write', 'store-attachment-rename',
          'import-batch']
KILLED = 137
MOST = int(os.environ.get('CARTEGGIO_KILLS', '3')) or 10000
WORDS = ['import', '--log', '--me', correspondence.ME, '--create-contacts']


class KillTest(CtlTest):
    def setUp(self):
        super().setUp()
        if self.run_ctl('doctor', '--list-faults').status == 3:
            self.skipTest('a build without fault points')
        # More than one batch of 500.
        self.mail = correspondence.write(self, n_threads=140, n_replies=3)
        self.profile = self.path('reference')
        self.ask(*WORDS, self.mail)
        self.wanted = correspondence_without_timelines(self)

    def fail_and_repeat(self, point, action, status):
        for n in range(1, MOST + 1):
            self.profile = self.path(f'{point}-{action}-{n}')
            broken = self.run_ctl(*WORDS, self.mail, environment={'CARTEGGIO_FAULT': f'{point}:{n}:{action}'})
            if broken.status == 0:
                self.assertGreater(n, 1, f'{point} is never passed')
                return
            self.assertEqual(broken.status, status, broken)
            again = self.ask(*WORDS, self.mail).json
            self.assertEqual((again['seen'], again['logged'], again['failed']), (561, 560, 0), f'{point}:{n}')
            self.assertEqual(correspondence_without_timelines(self), self.wanted, f'{point}:{n}')
            self.assertTrue(self.database_is_sound())

    def database_is_sound(self):
        return {step['name']: step['ok'] for step in self.run_ctl('doctor', '--offline', '--json').json['steps']}['database']


def correspondence_without_timelines(test):
    """One timeline stands for all: 140 runs of the program would take their time."""
    contacts = test.run_ctl('--json', 'contacts', 'list').json
    threads = test.run_ctl('--json', 'threads', '--unlogged').lines
    entries = test.run_ctl('--json', 'timeline', 'p7@clienti.example').lines
    found = test.run_ctl('--json', 'search', 'parola139').lines
    return {'contacts': sorted((tuple(c['addresses']), c['name'], c['messages'], c['last']) for c in contacts),
            'threads': sorted((t['message_ids'], t['n'], t['first'], t['last']) for t in threads),
            'timeline': [(e['message_id'], e['subject'], e['snippet'], e['reason'],
                          [(a['name'], a['sha256']) for a in e['attachments']]) for e in entries],
            'found': [hit['message_id'] for hit in found]}


def add_tests():
    for point in POINTS:
        setattr(KillTest, f'test_killed_at_{point}', lambda self, at=point: self.fail_and_repeat(at, 'abort', KILLED))
        setattr(KillTest, f'test_failed_at_{point}', lambda self, at=point: self.fail_and_repeat(at, 'error', 1))


add_tests()

if __name__ == '__main__':
    tap.main()
