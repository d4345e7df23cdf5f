#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports and purges that are killed at any moment, not at one that the program knows of (W1, R1): nothing is lost, nothing
doubled, the database is whole, and of what was purged no word is left in any file.

CARTEGGIO_RANDOM_KILLS: how many kills of each (default 4). CARTEGGIO_SEED: of the moments, to have them again.
"""
import os
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import correspondence  # noqa: E402
from ctl import PROGRAM, CtlTest, letter, tap  # noqa: E402
from test_kill import WORDS, correspondence_without_timelines  # noqa: E402

KILLS = int(os.environ.get('CARTEGGIO_RANDOM_KILLS', '4'))
SEED = os.environ.get('CARTEGGIO_SEED') or str(random.randrange(10 ** 9))
NOW, DAY = 1767225600, 24 * 3600
N_LETTERS = 120
N_DELETED = 40


class RandomKillTest(CtlTest):
    def setUp(self):
        super().setUp()
        self.moments = random.Random(SEED)
        print(f'# CARTEGGIO_SEED={SEED}', flush=True)

    def seconds(self, *words):
        begun = time.monotonic()
        self.ask(*words)
        return time.monotonic() - begun

    def kill_within(self, seconds, *words):
        """Whether it was still running when it was killed."""
        process = subprocess.Popen([PROGRAM, '--profile', self.profile, '--json', *words], env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        try:
            process.wait(self.moments.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait() != 0

    def database_is_sound(self):
        return {step['name']: step['ok'] for step in self.run_ctl('doctor', '--offline', '--json').json['steps']}['database']

    def test_W1_an_import_killed_at_any_moment(self):
        mail = correspondence.write(self, n_threads=140, n_replies=3)
        self.profile = self.path('reference')
        usual = self.seconds(*WORDS, mail)
        wanted = correspondence_without_timelines(self)
        n_killed = 0
        for n in range(KILLS):
            self.profile = self.path(f'import-{n}')
            # Every third one is killed a second time, while it makes up for the first.
            for _ in range(2 if n % 3 == 0 else 1):
                n_killed += self.kill_within(usual, *WORDS, mail)
            again = self.ask(*WORDS, mail).json
            self.assertEqual((again['seen'], again['logged'], again['failed']), (561, 560, 0), n)
            self.assertEqual(correspondence_without_timelines(self), wanted, n)
            self.assertTrue(self.database_is_sound(), n)
            shutil.rmtree(self.profile)
        self.assertGreater(n_killed, 0)
        print(f'# {n_killed} imports were killed', flush=True)

    def fill_to_purge(self):
        self.environment['CARTEGGIO_NOW'] = str(NOW)
        for n in range(N_LETTERS):
            self.write(f'mail/{n}.eml', letter('Carlo Verdi <carlo@verdi.example>', correspondence.ME,
                                               f'Oggetto {self.canary(n)}', f'Testo {self.canary(n)} qui.', f'{n}@x',
                                               NOW - DAY - n * 60,
                                               attachments=[(f'{n}.bin', 'application/octet-stream',
                                                             self.canary(n).encode() * 40)]))
        self.ask('import', self.path('mail'), '--me', correspondence.ME, '--log', '--create-contacts')
        for n in range(N_DELETED):
            self.ask('unlog', f'{n}@x')

    @staticmethod
    def canary(n):
        return f'zq{n:04d}' + ''.join(chr(97 + (i * i * 7 + n * 11 + n // 26) % 26) for i in range(12))

    def files_with(self, word):
        found = []
        for folder, _, names in os.walk(self.profile):
            for name in names:
                with open(os.path.join(folder, name), 'rb') as file:
                    if word.encode() in file.read():
                        found.append(name)
        return found

    def test_R1_a_purge_killed_at_any_moment(self):
        if self.run_ctl('doctor', '--list-faults').status == 3:
            self.skipTest('a build that does not take its time from CARTEGGIO_NOW')
        self.profile = self.path('full')
        self.fill_to_purge()
        self.environment['CARTEGGIO_NOW'] = str(NOW + 90 * DAY)
        shutil.copytree(self.profile, self.path('reference'))
        self.profile = self.path('reference')
        usual = self.seconds('purge')
        n_killed = 0
        for n in range(KILLS):
            self.profile = self.path(f'purge-{n}')
            shutil.copytree(self.path('full'), self.profile)
            for _ in range(2 if n % 3 == 0 else 1):
                n_killed += self.kill_within(usual, 'purge')
            self.ask('purge')
            left = {number: self.files_with(self.canary(number)) for number in range(N_DELETED)}
            self.assertEqual({number: files for number, files in left.items() if files}, {}, n)
            timeline = {line['message_id'] for line in self.ask('timeline', 'carlo@verdi.example').lines}
            self.assertEqual(timeline, {f'{number}@x' for number in range(N_DELETED, N_LETTERS)}, n)
            self.assertEqual(len(self.ask('search', self.canary(N_LETTERS - 1)).lines), 1)
            self.assertTrue(self.database_is_sound(), n)
            shutil.rmtree(self.profile)
        self.assertGreater(n_killed, 0)
        print(f'# {n_killed} purges were killed', flush=True)


if __name__ == '__main__':
    tap.main()
