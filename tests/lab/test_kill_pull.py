#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pull that is killed at every commit and every step of the protocol, and done again: it ends where an undisturbed
one ends.

CARTEGGIO_KILLS: how many passings of each point are tried at most (0: all of them), by kill and by error, before the
first pull and before the bodies. Without it, one kill at each point.
CARTEGGIO_RANDOM_KILLS: how many kills at any moment (default 3); CARTEGGIO_SEED: of the moments, to have them again.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from kills import BEGINNINGS, Kills  # noqa: E402
from product import CARLO, KILLED, ProductCase, has_fault_points, letter  # noqa: E402

POINTS = ['store-begin', 'store-commit', 'store-committed', 'store-attachment-write', 'store-attachment-rename',
          'sync-window', 'sync-bodies', 'sync-folder-done', 'imap-connect', 'imap-login', 'imap-select', 'imap-fetch']
# Passed elsewhere: while logging past correspondence, watching, connecting, importing, sending, and renewing a token.
OTHER_POINTS = {'history-step', 'history-folder-done', 'imap-idle', 'smtp-connect', 'smtp-login', 'smtp-mail',
                'smtp-data', 'smtp-letter', 'smtp-dot', 'smtp-end', 'smtp-answered', 'send-begin', 'send-end',
                'send-copy', 'imap-append', 'imap-appended', 'import-batch', 'engine-account-save',
                'engine-secret-save',
                'auth-refresh-ask', 'auth-refresh-answered', 'auth-refresh-stored', 'ews-connect', 'ews-letter',
                'ews-answered', 'graph-connect', 'graph-letter', 'graph-answered', 'backup-written',
                'restore-unpacked', 'restore-kept', 'restore-attachments',
                'restore-done', 'migration-copied', 'migration-step', 'migration-done'}
KILLS = int(os.environ['CARTEGGIO_KILLS']) if 'CARTEGGIO_KILLS' in os.environ else None
RANDOM_KILLS = int(os.environ.get('CARTEGGIO_RANDOM_KILLS', '3'))
# One kill a point, where that is all: the beginning, and the passing.
ONE = {'store-begin': ('fresh', 3), 'store-commit': ('fresh', 3), 'store-committed': ('wanting', 1),
       'store-attachment-write': ('wanting', 2), 'store-attachment-rename': ('wanting', 1), 'sync-window': ('fresh', 2),
       'sync-bodies': ('wanting', 1), 'sync-folder-done': ('fresh', 1), 'imap-connect': ('wanting', 1),
       'imap-login': ('fresh', 1), 'imap-select': ('fresh', 2), 'imap-fetch': ('fresh', 1)}
N_LETTERS = 700     # a fresh pull of three windows


class KillPullTest(Kills, ProductCase):
    @classmethod
    def setUpClass(cls):
        if not has_fault_points():
            raise cls.skipTest(cls, 'a build without fault points')
        super().setUpClass()

    def setUp(self):
        super().setUp()
        for number in reversed(range(N_LETTERS)):
            self.lab.put(self.address, self.letter(number), flags='S')
        self.lab.put(self.address, letter(9000, sender=self.address, recipient=CARLO, answers=8), 'Sent', flags='S')
        self.connect()
        self.keep_beginnings()
        self.assertEqual(len(self.wanted['timeline carlo@cliente.example']), 8)

    def try_passings(self, beginning, point, action):
        """Gives whether the point was passed at all."""
        for n in range(1, KILLS + 1 if KILLS else 1000):
            with self.subTest(beginning=beginning, point=f'{point}:{n}:{action}'):
                if not self.broken_off(beginning, point, n, action):
                    return n > 1
        return True

    def try_all_passings(self, action):
        for point in POINTS:
            passed = [self.try_passings(beginning, point, action) for beginning in BEGINNINGS]
            self.assertTrue(any(passed), f'{point} is never passed')

    def test_every_point_is_known(self):
        listed = self.run_ctl('doctor', '--list-faults').stdout.split()
        self.assertEqual(set(listed), set(POINTS) | OTHER_POINTS)

    def test_killed_pulls_end_as_undisturbed_ones(self):
        before = self.lab.snapshot(self.address)
        if KILLS is not None:
            self.try_all_passings('abort')
        for point in POINTS if KILLS is None else []:
            with self.subTest(point=point):
                self.assertTrue(self.broken_off(ONE[point][0], point, ONE[point][1], 'abort'), 'never passed')
        self.assertEqual(self.lab.snapshot(self.address), before)

    def test_failed_pulls_end_as_undisturbed_ones(self):
        if KILLS is not None:
            self.try_all_passings('error')
        else:
            self.assertTrue(self.broken_off('fresh', 'store-commit', 4, 'error'), 'never passed')

    def test_killed_again_and_again_it_still_gets_on(self):
        self.put_back('fresh')
        for n in range(12 if KILLS is not None else 4):
            done = self.run_ctl('sync', status=None,
                                environment={'CARTEGGIO_FAULT': f'{POINTS[5 * n % len(POINTS)]}:{1 + n % 3}:abort'})
            self.assertIn(done.returncode, (0, KILLED), f'{done.stdout}{done.stderr}')
        self.assertEqual(self.sync()['error'], None)
        self.log_as_before()
        self.sync()
        self.assertEqual(self.dump(), self.wanted)

    def test_W1_killed_at_any_moment(self):
        before = self.lab.snapshot(self.address)
        self.kill_pulls_at_any_moment(RANDOM_KILLS)
        self.assertEqual(self.lab.snapshot(self.address), before)

    def test_killed_while_watching(self):
        self.put_back('wanting')
        process = self.start('sync', '--watch', environment={'CARTEGGIO_FAULT': 'imap-idle:1:abort'})
        self.assertEqual(process.wait(60), KILLED)
        self.sync()
        self.assertEqual(self.dump(), self.wanted)

    def test_killed_while_connecting(self):
        for point in ('engine-account-save', 'smtp-connect', 'smtp-login', 'imap-login')[:1 if KILLS is None else 4]:
            with self.subTest(point=point):
                self.profile = self.path('second-' + point)
                options = ['connect', self.address, *self.lab.connect_options(), '--password-file', self.secret]
                self.run_ctl(*options, status=KILLED, environment={'CARTEGGIO_FAULT': f'{point}:1:abort'})
                self.assertEqual(self.ask('accounts'), [])
                self.ask(*options)
                self.assertEqual(self.sync()['seen'], N_LETTERS + 1)


if __name__ == '__main__':
    tap.main()
