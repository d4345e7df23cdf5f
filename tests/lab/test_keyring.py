#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyring's unit tests, beside a real keyring."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import tap  # noqa: E402
from session import Session  # noqa: E402

PROGRAM = os.environ.get('CARTEGGIO_TEST_SECRETS', 'auth-test-secrets')


class KeyringTest(unittest.TestCase):
    def run_tests(self):
        # libsecret leaks a few bytes a search, which no suppression can name without its frame pointers.
        environment = {'CARTEGGIO_TEST_KEYRING': '1', 'ASAN_OPTIONS': 'detect_leaks=0'}
        with Session(display=False, environment=environment) as session:
            return session.run([PROGRAM], timeout=60)

    def test_a_real_keyring_keeps_replaces_clears_and_can_be_locked(self):
        ran = self.run_tests()
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        for name in ('K1-keeps-replaces-and-clears', 'K1-locked-is-not-missing'):
            self.assertRegex(ran.stdout, rf'(?m)^ok \d+ /auth/keyring/{name}$')


if __name__ == '__main__':
    tap.main()
