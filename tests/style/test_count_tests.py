#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""build-aux/count-tests counts single tests, and lets no failure pass."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, '..', 'lab'))
import tap  # noqa: E402

COUNT = os.path.join(HERE, '..', '..', 'build-aux', 'count-tests')


class CountTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def count(self, name, text, status=0, ci=False):
        path = os.path.join(self.folder, name)
        if text is not None:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
        environment = {name: value for name, value in os.environ.items() if name != 'CI'}
        done = subprocess.run([COUNT, 'step', str(status), path], capture_output=True, text=True, check=True,
                              env={**environment, **({'CI': 'true'} if ci else {})})
        return [int(word) for word in done.stdout.split()], done.stderr

    def meson(self, **test):
        return json.dumps({'name': 'carteggio:unit / a', 'result': 'OK', 'stdout': '', 'stderr': '', **test}) + '\n'

    def test_the_lines_of_tap_are_counted(self):
        self.assertEqual([2, 1, 0], self.count('a.log', '1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c\n', 1)[0])

    def test_a_skip_is_a_skip(self):
        self.assertEqual([0, 0, 1], self.count('a.log', 'ok 1 - a # SKIP no root\n')[0])

    def test_a_skip_under_ci_is_a_failure(self):
        counts, words = self.count('a.log', 'ok 1 - a # SKIP no root\n', ci=True)
        self.assertEqual([0, 1, 0], counts)
        self.assertIn('allowed-skips', words)

    def test_a_failed_run_without_failed_test_is_a_failure(self):
        self.assertEqual([1, 1, 0], self.count('a.log', 'ok 1 - a\n', 124)[0])

    def test_a_command_that_prints_nothing_is_one_test(self):
        self.assertEqual([1, 0, 0], self.count('a.log', '')[0])
        self.assertEqual([0, 1, 0], self.count('a.log', '', 1)[0])

    def test_subtests_of_meson_are_counted(self):
        log = self.meson(stdout='ok 1 /x/a\nok 2 /x/b\n') + self.meson(name='carteggio:unit / b')
        self.assertEqual([3, 0, 0], self.count('a.json', log)[0])

    def test_a_program_that_crashed_is_a_failure_and_is_shown(self):
        counts, words = self.count('a.json', self.meson(stdout='ok 1 /x/a\n', stderr='heap-use-after-free', result='ERROR'), 1)
        self.assertEqual([1, 1, 0], counts)
        self.assertIn('heap-use-after-free', words)

    def test_a_time_out_is_a_failure(self):
        self.assertEqual([0, 1, 0], self.count('a.json', self.meson(result='TIMEOUT'), 1)[0])

    def test_no_log_is_a_failure_only_if_the_run_failed(self):
        self.assertEqual([0, 0, 0], self.count('none.json', None)[0])
        self.assertEqual([0, 1, 0], self.count('none.json', None, 1)[0])


if __name__ == '__main__':
    tap.main()
