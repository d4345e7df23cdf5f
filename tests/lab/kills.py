# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulls that are killed, and done again: they end where an undisturbed one ends. The profile that is killed is, each time,
a copy of one that has been connected and knows a contact.

CARTEGGIO_SEED: of random moments, to have them again.
"""
import os
import random
import shutil
import signal
import subprocess
import time

from product import CARLO, KILLED, letter

SEED = os.environ.get('CARTEGGIO_SEED') or str(random.randrange(10 ** 9))
BEGINNINGS = ('fresh', 'wanting')
LOGGED = (8, 300, 680)      # by hand; their answers follow by themselves


class Kills:
    """For a ProductCase. What is kept as "fresh" has pulled nothing, as "wanting" all but the bodies of what is logged;
    wanted is the dump of an undisturbed pull."""
    wanted = None

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
        for number in LOGGED:
            self.ask('log', f'{number}@cliente.example')

    def pull_to_the_end(self, beginning):
        again = self.sync()
        self.assertEqual((again['error'], again['failed']), (None, 0))
        if beginning == 'fresh':
            self.log_as_before()
            self.sync()

    def keep_beginnings(self, meanwhile=lambda: None):
        """MEANWHILE: what happens in the mailbox between them."""
        self.ask('contacts', 'add', CARLO)
        self.keep('fresh')
        self.sync()
        self.log_as_before()
        meanwhile()
        self.keep('wanting')
        self.assertIsNone(self.sync()['error'])
        self.wanted = self.dump()
        self.assertEqual(len(self.wanted['attachments carlo@cliente.example']), 3)

    def assert_as_undisturbed(self, why=None):
        self.assertEqual(self.dump(), self.wanted, why)
        self.assertTrue(self.database_is_sound(), why)

    def broken_off(self, beginning, point, n, action):
        """Whether the point was passed that often. Kills a pull there and does it again, then looks at what is there."""
        self.put_back(beginning)
        done = self.run_ctl('sync', status=None, environment={'CARTEGGIO_FAULT': f'{point}:{n}:{action}'})
        if done.returncode == 0:
            return False
        self.assertEqual(done.returncode, KILLED if action == 'abort' else 1, f'{done.stdout}{done.stderr}')
        self.pull_to_the_end(beginning)
        self.assert_as_undisturbed()
        return True

    def kill_within(self, moments, seconds, *words, **options):
        """Whether it was still running."""
        process = self.start(*words, **options)
        try:
            process.wait(moments.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait() != 0

    def kill_pulls_at_any_moment(self, n_kills):
        """Not at one that the program knows of."""
        print(f'# CARTEGGIO_SEED={SEED}', flush=True)
        moments = random.Random(SEED)
        self.put_back('fresh')
        begun = time.monotonic()
        self.sync()
        usual, n_killed = time.monotonic() - begun, 0
        for n in range(n_kills):
            beginning = BEGINNINGS[n % 2]
            self.put_back(beginning)
            n_killed += self.kill_within(moments, usual, 'sync')
            self.pull_to_the_end(beginning)
            self.assert_as_undisturbed(n)
        self.assertGreater(n_killed, 0)
        print(f'# {n_killed} pulls were killed', flush=True)
