#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of 100 001 messages on a real server: the newest first, bounded memory, and a word of warning."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import CARLO, ProductCase, letter  # noqa: E402

N_LETTERS = 100_001
# With AddressSanitizer.
MOST_MEMORY_KB = 400 * 1024


class LargeFolderTest(ProductCase):
    def fill(self):
        base = os.path.join(self.lab.maildir(self.address), 'cur')
        now = int(time.time())
        for number in range(N_LETTERS):
            raw = letter(number, sender=f'Altri <a{number % 977}@altrove.example>', hours=number / 80)
            path = os.path.join(base, f'{now - number * 45}.M{N_LETTERS - number:06d}.lab,S={len(raw)}:2,S')
            with open(path, 'wb') as file:
                file.write(raw)
            os.utime(path, (now - number * 45, now - number * 45))

    def pull_measured(self, environment=None):
        process = self.start('sync', environment=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertLess(usage.ru_maxrss, MOST_MEMORY_KB)
        print(f'# {usage.ru_maxrss // 1024} MB')
        return process.returncode

    def problems(self):
        return [step['message'] for step in self.ask('doctor', '--offline', status=None)['steps'] if step['name'] == 'warnings']

    def test_it_is_pulled_newest_first_with_a_warning(self):
        self.fill()
        self.connect()
        self.assertEqual(self.pull_measured({'CARTEGGIO_FAULT': 'sync-window:4:abort'}), 137)
        held = self.some('threads', '--unlogged')
        self.assertGreaterEqual(len(held), 200)
        numbers = sorted(int(one['message_ids'][0].split('@')[0]) for one in held)
        self.assertEqual(numbers, list(range(len(numbers))))
        self.assertEqual(self.pull_measured(), 0)
        self.assertIn('100,000', self.problems()[0])
        self.assertEqual(len(self.some('threads', '--unlogged')), N_LETTERS)
        began = time.monotonic()
        self.assertEqual(self.sync()['seen'], 0)
        self.assertLess(time.monotonic() - began, 10)
        self.ask('contacts', 'add', CARLO)
        self.deliver(letter(200_000, hours=0))
        self.assertEqual(self.sync()['seen'], 1)
        self.assertIn('Buongiorno', self.ask('show', '99999@cliente.example')['text'])


if __name__ == '__main__':
    tap.main()
