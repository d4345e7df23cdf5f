#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pull that is killed at every commit and every step of the protocol, and done again: it ends where an undisturbed
one ends.

CARTEGGIO_KILLS: how many passings of each point are tried at most (0: all of them), by kill and by error, before the
first pull and before the bodies. Without it, one kill at each point.
CARTEGGIO_RANDOM_KILLS: how many kills at any moment (default 3); CARTEGGIO_SEED: of the moments, to have them again.
"""
import os
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import CARLO, KILLED, ProductCase, has_fault_points, letter  # noqa: E402

POINTS = ['store-begin', 'store-commit', 'store-committed', 'store-attachment-write', 'store-attachment-rename',
          'sync-window', 'sync-bodies', 'sync-folder-done', 'imap-connect', 'imap-login', 'imap-select', 'imap-fetch']
# Passed elsewhere: while logging past correspondence, watching, connecting, importing, sending, and renewing a token.
OTHER_POINTS = {'history-step', 'history-folder-done', 'imap-idle', 'smtp-connect', 'smtp-login', 'smtp-mail',
                'smtp-data', 'smtp-letter', 'smtp-dot', 'smtp-end', 'smtp-answered', 'send-begin', 'send-end',
                'send-copy', 'imap-append', 'imap-appended', 'import-batch', 'engine-account-save',
                'auth-refresh-ask', 'auth-refresh-answered', 'auth-refresh-stored', 'ews-connect', 'ews-letter',
                'ews-answered', 'graph-connect', 'graph-letter', 'graph-answered', 'backup-written',
                'restore-unpacked', 'restore-kept', 'restore-attachments',
                'restore-done', 'migration-copied', 'migration-step', 'migration-done'}
KILLS = int(os.environ['CARTEGGIO_KILLS']) if 'CARTEGGIO_KILLS' in os.environ else None
RANDOM_KILLS = int(os.environ.get('CARTEGGIO_RANDOM_KILLS', '3'))
SEED = os.environ.get('CARTEGGIO_SEED') or str(random.randrange(10 ** 9))
BEGINNINGS = ('fresh', 'wanting')
# One kill a point, where that is all: the beginning, and the passing.
ONE = {'store-begin': ('fresh', 3), 'store-commit': ('fresh', 3), 'store-committed': ('wanting', 1),
       'store-attachment-write': ('wanting', 2), 'store-attachment-rename': ('wanting', 1), 'sync-window': ('fresh', 2),
       'sync-bodies': ('wanting', 1), 'sync-folder-done': ('fresh', 1), 'imap-connect': ('wanting', 1),
       'imap-login': ('fresh', 1), 'imap-select': ('fresh', 2), 'imap-fetch': ('fresh', 1)}
N_LETTERS = 700     # a fresh pull of three windows


class KillPullTest(ProductCase):
    """The profile that is killed is, each time, a copy of one that has been connected and knows a contact."""

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
        self.ask('contacts', 'add', CARLO)
        self.keep('fresh')
        self.sync()
        # What is logged here has its bodies wanted and not fetched yet; its answers follow by themselves.
        for number in (8, 300, 680):
            self.ask('log', f'{number}@cliente.example')
        self.keep('wanting')
        self.assertIsNone(self.sync()['error'])
        self.wanted = self.dump()
        self.assertEqual(len(self.wanted['timeline carlo@cliente.example']), 8)
        self.assertEqual(len(self.wanted['attachments carlo@cliente.example']), 3)

    @staticmethod
    def letter(number):
        """Most are from others; of Carlo's, four answer the one before and some have an attachment."""
        if number not in (8, 7, 6, 300, 299, 680, 679):
            return letter(number, sender=f'Altri <a{number}@altrove.example>', hours=number / 10)
        answers = number + 1 if number in (7, 6, 299, 679) else None
        if number not in (7, 300, 679):
            return letter(number, hours=number / 10, answers=answers)
        raw = letter(number, hours=number / 10, answers=answers, text='').replace(
            b'text/plain; charset=utf-8', b'multipart/mixed; boundary=b')
        return raw + (f'--b\r\n\r\nParola{number}.\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: '
                      f'attachment; filename={number}.pdf\r\n\r\n%PDF {number}\r\n--b--\r\n').encode()

    def keep(self, name):
        shutil.copytree(self.profile, self.path(name), symlinks=True)

    def put_back(self, name):
        shutil.rmtree(self.profile)
        shutil.copytree(self.path(name), self.profile, symlinks=True)

    def log_as_before(self):
        for number in (8, 300, 680):
            self.ask('log', f'{number}@cliente.example')

    def broken_off(self, beginning, point, n, action):
        """Whether the point was passed that often. Kills a pull there and does it again, then looks at what is there."""
        self.put_back(beginning)
        done = self.run_ctl('sync', status=None, environment={'CARTEGGIO_FAULT': f'{point}:{n}:{action}'})
        if done.returncode == 0:
            return False
        self.assertEqual(done.returncode, KILLED if action == 'abort' else 1, f'{done.stdout}{done.stderr}')
        again = self.sync()
        self.assertEqual((again['error'], again['failed']), (None, 0))
        if beginning == 'fresh':
            self.log_as_before()
            self.sync()
        self.assertEqual(self.dump(), self.wanted)
        self.assertTrue(self.database_is_sound())
        return True

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

    def kill_within(self, seconds):
        process = self.start('sync')
        try:
            process.wait(self.moments.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait() != 0

    def test_W1_killed_at_any_moment(self):
        """Not at one that the program knows of."""
        print(f'# CARTEGGIO_SEED={SEED}', flush=True)
        self.moments = random.Random(SEED)
        self.put_back('fresh')
        begun = time.monotonic()
        self.sync()
        usual, n_killed = time.monotonic() - begun, 0
        before = self.lab.snapshot(self.address)
        for n in range(RANDOM_KILLS):
            self.put_back(BEGINNINGS[n % 2])
            n_killed += self.kill_within(usual)
            self.assertEqual(self.sync()['error'], None, n)
            if n % 2 == 0:
                self.log_as_before()
                self.sync()
            self.assertEqual(self.dump(), self.wanted, n)
            self.assertTrue(self.database_is_sound(), n)
        self.assertEqual(self.lab.snapshot(self.address), before)
        self.assertGreater(n_killed, 0)
        print(f'# {n_killed} pulls were killed', flush=True)

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
