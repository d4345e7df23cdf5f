#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that break off, stall, lie and flood: each pull ends in bounded time and memory with the right code, and the
next one, with the server in its right mind again, goes on.

CARTEGGIO_PATIENCE: also those that take minutes.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from detour import Detour, Faults  # noqa: E402
from product import ProductCase, letter  # noqa: E402
from session import end  # noqa: E402

N_LETTERS = 260     # a fresh pull of two windows
# A flood has been seen to stay at 104 MB, with AddressSanitizer.
MOST_MEMORY_KB = 250 * 1024
# fault: the codes that may be said, the longest time in seconds
QUICK = {
    'drop_in_literal': (('NETWORK',), 20),
    'huge_literal': (('PROTOCOL', 'TOO_LARGE'), 30),
    'absurd_literal': (('PROTOCOL',), 20),
    'endless_line': (('PROTOCOL', 'TOO_LARGE'), 60),
    'nesting': (('PROTOCOL',), 20),
    'noise': (('PROTOCOL',), 20),
    'bye': (('NETWORK', 'BUSY'), 20),
    'unavailable': (('BUSY',), 20),
    'pre_authenticated': (('PROTOCOL',), 20),
    'strange_numbers': (('PROTOCOL',), 20),
}
# These take minutes; all of them wait at once.
SILENT_OR_SLOW = {
    'never_greets': (('TIMED_OUT',), 60),
    'stall_in_literal': (('TIMED_OUT',), 90),
    'drip_in_literal': (('TIMED_OUT',), 330),
    'endless_lines': (('TIMED_OUT', 'PROTOCOL', 'TOO_LARGE'), 400),
}


class ServerFaultTest(ProductCase):
    def begin(self, name):
        """A profile of its own, connected through a detour that is about to fail. Gives (profile, detour)."""
        detour = Detour(self.lab)
        self.addCleanup(detour.close)
        self.profile = self.path('profile-' + name)
        self.connect(places=detour.places())
        detour.fault = getattr(Faults, name)
        return self.profile, detour

    def fill(self):
        for number in reversed(range(N_LETTERS)):
            self.lab.put(self.address, letter(number, hours=number / 10), flags='S')

    def start_pull(self):
        out = tempfile.TemporaryFile()
        self.addCleanup(out.close)
        process = subprocess.Popen(self.lab.command(self.command('sync')), stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.STDOUT, env=self.session.environment, start_new_session=True)
        return process, out, time.monotonic()

    def end_pull(self, started, codes, most_s):
        """It ended by itself, in time, with one of the codes, and did not swell."""
        process, out, began = started
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - began > most_s:
                end(process)
                self.fail(f'still running after {most_s} s')
            time.sleep(0.05)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
        self.assertIn(process.returncode, (0, 1), text[-3000:])
        error = json.loads(text)[0]['error']
        self.assertIn(error['code'] if error else None, codes, text)
        self.assertLess(usage.ru_maxrss, MOST_MEMORY_KB)

    def goes_on(self, profile, detour):
        detour.fault = None
        self.profile = profile
        self.assertIsNone(self.sync()['error'])
        self.assertEqual(len(self.some('threads', '--unlogged')), N_LETTERS)
        self.assertEqual(self.ask('accounts')[0]['state'], 'connected')
        self.assertEqual(self.sync()['seen'], 0)

    def try_all(self, faults):
        self.fill()
        begun = {name: self.begin(name) for name in faults}
        running = {}
        for name, (profile, _) in begun.items():
            self.profile = profile
            running[name] = self.start_pull()
        for name, (codes, most_s) in faults.items():
            with self.subTest(fault=name):
                self.end_pull(running[name], codes, most_s)
                self.goes_on(*begun[name])

    def test_each_fault_is_outlived(self):
        self.fill()
        for name, (codes, most_s) in QUICK.items():
            with self.subTest(fault=name):
                profile, detour = self.begin(name)
                self.end_pull(self.start_pull(), codes, most_s)
                self.goes_on(profile, detour)

    def test_a_fault_while_watching_is_waited_out(self):
        self.fill()
        profile, detour = self.begin('bye')
        watcher = self.start('sync', '--watch')
        self.assertEqual(self.read_until_activity(watcher, 'waiting')['error']['code'], 'NETWORK')
        detour.fault = None
        n_connections = detour.n_connections
        self.read_until_activity(watcher, 'watching')
        self.assertEqual(len(self.some('threads', '--unlogged')), N_LETTERS)
        self.assertLessEqual(detour.n_connections - n_connections, 3)
        watcher.terminate()
        self.assertEqual(watcher.wait(30), 0)


if 'CARTEGGIO_PATIENCE' in os.environ:
    def silence_and_slowness_end(self):
        self.try_all(SILENT_OR_SLOW)
    ServerFaultTest.test_silence_and_slowness_end = silence_and_slowness_end

if __name__ == '__main__':
    tap.main()
