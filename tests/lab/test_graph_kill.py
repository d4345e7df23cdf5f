#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulling and sending over Graph, killed at every step and at any moment (W1, S3, E2): nothing is lost, nothing is
doubled, and what may not have gone out is said.

CARTEGGIO_RANDOM_KILLS: how many kills at any moment, of pulls and of sendings each (default 6).
"""
import base64
import os
import random
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from kills import BEGINNINGS, SEED, Kills  # noqa: E402
from product import CARLO, KILLED, has_fault_points, letter  # noqa: E402
import test_graph  # noqa: E402

RANDOM_KILLS = int(os.environ.get('CARTEGGIO_RANDOM_KILLS', '6'))
N_LETTERS = 700         # a first round of fourteen pages
N_LATER = 60            # and a round after it of two
# Passed by a pull; how many passings are tried.
PULL_POINTS = {'store-begin': 4, 'store-commit': 6, 'store-committed': 6, 'store-attachment-write': 2,
               'store-attachment-rename': 2, 'sync-window': 6, 'sync-bodies': 2, 'sync-folder-done': 3, 'graph-connect': 1}


@unittest.skipUnless(has_fault_points(), 'a build without fault points')
class PullKillTest(Kills, test_graph.GraphCase):
    def setUp(self):
        super().setUp()
        self.connect()
        self.deliver_all(self.letter(number) for number in reversed(range(N_LETTERS)))
        self.deliver_all([letter(9000, sender=self.address, recipient=CARLO, answers=8)], folder='sentitems')
        self.keep_beginnings(self.live_on)
        self.assertEqual(len(self.wanted['timeline carlo@cliente.example']), 8)

    def deliver_all(self, letters, **options):
        raws = [base64.b64encode(raw).decode() for raw in letters]
        for at in range(0, len(raws), 100):
            ids = self.graph('deliver', raws=raws[at:at + 100], **options)
        return ids

    def live_on(self):
        ids = self.deliver_all(letter(2000 + number, sender='Altri <altri@altrove.example>', hours=number / 100)
                               for number in range(N_LATER))
        for item in ids[:5]:
            self.graph('touch', id=item)

    def test_W1_E2_killed_at_each_step_of_a_pull(self):
        for point, n_passings in PULL_POINTS.items():
            passed = False
            for beginning in BEGINNINGS:
                for n in range(1, n_passings + 1):
                    with self.subTest(point=point, beginning=beginning, n=n):
                        passed |= self.broken_off(beginning, point, n, 'abort')
            self.assertTrue(passed, f'{point} is never passed')

    def test_E2_failed_at_each_page(self):
        for n in (1, 2, 7):
            self.assertTrue(self.broken_off('fresh', 'sync-window', n, 'error'), n)

    def test_W1_E2_killed_at_any_moment_of_a_pull(self):
        self.kill_pulls_at_any_moment(RANDOM_KILLS)


class SendKillTest(Kills, test_graph.SendCase):
    def send_killed(self, moments, seconds, subject):
        with open(self.write('body', 'Buongiorno.\n'), encoding='utf-8') as body:
            return self.kill_within(moments, seconds, 'send', '--from', self.address, '--to', 'carlo@cliente.example',
                                    '--subject', subject, stdin=body)

    def test_S3_killed_at_any_moment_of_sending(self):
        """In the mailbox it went to once or not at all; not at all only if the outbox says that it is unknown, or knows
        nothing of it since it was never handed in."""
        print(f'# CARTEGGIO_SEED={SEED}', flush=True)
        moments, outcomes = random.Random(SEED), {}
        begun = time.monotonic()
        self.send('--subject', 'Prima', status=0)
        usual = time.monotonic() - begun
        for n in range(RANDOM_KILLS):
            subject = f'Lettera {n:03}'
            with self.subTest(subject=subject):
                was_killed = self.send_killed(moments, usual, subject)
                for _ in range(2):
                    self.run_ctl('outbox', 'flush', status=None)
                self.sync()
                states = [one['state'] for one in self.outbox() if one['subject'] == subject]
                outcome = (self.n_sent(subject), *states)
                self.assertIn(outcome, ((1, 'accepted'), (0, 'unknown'), (0,)) if was_killed else ((1, 'accepted'),))
                outcomes[outcome] = outcomes.get(outcome, 0) + 1
        print(f'# {outcomes}', flush=True)


if __name__ == '__main__':
    tap.main()
