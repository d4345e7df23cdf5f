#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulling from a real server: what comes first, what comes again, and what must never be kept."""
import ctypes
import json
import os
import shutil
import sqlite3
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import CARLO, ProductCase, letter  # noqa: E402
from session import wait_until  # noqa: E402

CARLO_KEY = 'carlo@cliente.example'


class PullTest(ProductCase):
    def fill(self, count, first=0, folder='INBOX', **options):
        """Letters from the oldest to the newest; number N is N hours old."""
        for number in reversed(range(first, first + count)):
            self.lab.put(self.address, letter(number, hours=number / 10, **options), folder, flags='S')

    def test_the_newest_come_first(self):
        self.fill(900)
        self.connect()
        # Killed after a commit, one later each time, until the first step of headers is among what is committed.
        held = []
        for passing in range(1, 9):
            fault = f'store-committed:{passing}:abort'
            self.assertEqual(self.run_ctl('sync', environment={'CARTEGGIO_FAULT': fault}, status=137).stdout, '')
            held = [one['message_ids'][0] for one in self.some('threads', '--unlogged')]
            if held:
                break
        self.assertGreaterEqual(len(held), 100)
        self.assertLess(len(held), 900)
        self.assertEqual(sorted(held, key=lambda name: int(name.split('@')[0])),
                         [f'{number}@cliente.example' for number in range(len(held))])
        self.sync()
        self.assertEqual(len(self.some('threads', '--unlogged')), 900)

    def test_the_second_pull_brings_only_what_is_new(self):
        self.fill(30)
        self.connect()
        self.assertEqual(self.sync()['seen'], 30)
        self.assertEqual(self.sync()['seen'], 0)
        self.deliver(letter(1000, hours=0))
        counts = self.sync()
        self.assertEqual((counts['seen'], counts['failed']), (1, 0))

    def test_the_server_is_left_as_it_was(self):
        self.fill(20)
        self.lab.put(self.address, letter(500, sender=self.address, recipient=CARLO_KEY), 'Sent')
        for number in (600, 601):
            self.deliver(letter(number, hours=1))
        before = self.lab.snapshot(self.address)
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.sync()
        self.ask('log', '3@cliente.example')
        self.sync()
        self.assertIn('Buongiorno', self.ask('show', '600@cliente.example')['text'])
        self.ask('attachments', '--contact', CARLO_KEY, status=None)
        watcher = self.start_watching()
        watcher.terminate()
        self.assertEqual(watcher.wait(30), 0)
        self.ask('disconnect', self.address)
        self.assertEqual(self.lab.snapshot(self.address), before)

    def test_a_folder_made_anew_doubles_nothing(self):
        self.fill(25)
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.sync()
        self.ask('log', '7@cliente.example')
        self.sync()
        wanted = self.dump()
        # Dovecot gives the folder a new UIDVALIDITY and every message a new number.
        base = self.lab.maildir(self.address)
        for name in os.listdir(base):
            if name.startswith('dovecot'):
                path = os.path.join(base, name)
                shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
        time.sleep(1.1)
        before = self.lab.snapshot(self.address)
        self.assertEqual(self.sync()['failed'], 0)
        self.assertEqual(self.dump(), wanted)
        self.assertEqual(self.lab.snapshot(self.address), before)
        self.deliver(letter(2000, hours=0, answers=7))
        self.assertEqual(self.sync()['seen'], 1)
        self.assertEqual([e['message_id'] for e in self.lines('timeline', CARLO_KEY)],
                         ['2000@cliente.example', '7@cliente.example'])
        self.assertIn('Buongiorno', self.ask('show', '12@cliente.example')['text'])

    def test_a_vanished_message_stays_where_it_is_logged(self):
        self.fill(5)
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.sync()
        self.ask('log', '2@cliente.example')
        self.sync()
        wanted = self.lines('timeline', CARLO_KEY)
        base = self.lab.maildir(self.address)
        for name in os.listdir(os.path.join(base, 'cur')):
            os.remove(os.path.join(base, 'cur', name))
        self.assertIsNone(self.sync()['error'])
        self.assertEqual(self.lines('timeline', CARLO_KEY), wanted)
        self.assertIn('Buongiorno', self.ask('show', '2@cliente.example')['text'])

    def test_an_answer_logs_itself_while_watching(self):
        self.fill(5)
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.sync()
        self.ask('log', '2@cliente.example')
        watcher = self.start_watching()
        took = []
        for number, answers in ((3000, 2), (3001, 3000)):
            self.deliver(letter(number, hours=0, answers=answers))
            began = time.monotonic()
            wait_until(lambda wanted=f'{number}@cliente.example': wanted in
                       [e['message_id'] for e in self.some('timeline', CARLO_KEY)], 20, 'the answer')
            took.append(time.monotonic() - began)
        self.assertLess(max(took), 5)
        wait_until(lambda: 'Buongiorno' in self.ask('show', '3001@cliente.example')['text'], 5, 'its text')
        watcher.terminate()
        self.assertEqual(watcher.wait(30), 0)

    def test_a_mailbox_that_comes_back_doubles_nothing(self):
        """Removed with its letters kept, then connected again: they are known, and only what is new comes."""
        self.fill(12)
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.sync()
        self.ask('log', '3@cliente.example')
        self.sync()
        wanted = self.dump()
        self.ask('disconnect', self.address)
        self.connect()
        self.assertEqual(self.sync()['failed'], 0)
        self.assertEqual(self.dump(), wanted)
        self.assertIn('Buongiorno', self.ask('show', '5@cliente.example')['text'])
        self.deliver(letter(900, hours=0, answers=3))
        self.sync()
        self.assertEqual([e['message_id'] for e in self.lines('timeline', CARLO_KEY)],
                         ['900@cliente.example', '3@cliente.example'])

    def test_a_sender_is_known_however_the_address_is_written(self):
        """Case tells nobody apart, before the @ neither."""
        self.fill(3)
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.sync()
        self.ask('log', '1@cliente.example')
        self.deliver(letter(900, hours=0, answers=1, sender='Carlo Neri <' + CARLO_KEY.upper() + '>'))
        self.sync()
        self.assertEqual([e['message_id'] for e in self.lines('timeline', CARLO_KEY)],
                         ['900@cliente.example', '1@cliente.example'])
        self.assertEqual(self.ask('contacts', 'add', 'Carlo <' + CARLO_KEY.title() + '>', status=None)['error']['code'],
                         'CONFLICT')

    def test_sent_mail_is_read_too(self):
        self.fill(3)
        self.lab.put(self.address, letter(50, sender=self.address, recipient=CARLO, answers=1), 'Sent', flags='S')
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.assertEqual(self.sync()['seen'], 4)
        self.ask('log', '1@cliente.example')
        self.sync()
        self.assertEqual({e['message_id']: e['direction'] for e in self.lines('timeline', CARLO_KEY)},
                         {'1@cliente.example': 'in', '50@cliente.example': 'out'})


class OtherProcessTest(ProductCase):
    """One process holds the network; the others ask it."""

    def test_a_pull_is_asked_of_who_watches(self):
        self.connect()
        watcher = self.start_watching()
        for number in range(3):
            self.deliver(letter(number))
            counts = self.sync()
            self.assertIsNone(counts['error'])
            wait_until(lambda wanted=number + 1: len(self.some('threads', '--unlogged')) == wanted, 10, 'it')
        self.assertIn('Buongiorno', self.ask('show', '1@cliente.example')['text'])
        watcher.terminate()
        self.assertEqual(watcher.wait(30), 0)

    def test_a_letter_that_has_just_come_is_read_after_another(self):
        """The session that brings texts stays open, and has not been told of what came since (RFC 9051 section 5.2)."""
        self.connect()
        watcher = self.start_watching()
        for number in range(3):
            self.deliver(letter(number))
            wait_until(lambda wanted=number + 1: len(self.some('threads', '--unlogged')) == wanted, 20, 'it')
            self.assertIn('Buongiorno', self.ask('show', f'{number}@cliente.example')['text'])
        watcher.terminate()
        self.assertEqual(watcher.wait(30), 0)

    def test_what_failed_there_is_said_here(self):
        self.connect()
        watcher = self.start_watching()
        self.lab.add_user(self.address, 'another')
        self.lab.stop_dovecot()
        self.read_until_activity(watcher, 'waiting')
        self.lab.start_dovecot()
        error = self.sync(status=4)['error']
        self.assertEqual(error['code'], 'AUTH_REJECTED')
        self.assertTrue(error['next'])

    def test_two_pulls_at_once_both_end(self):
        for number in range(60):
            self.lab.put(self.address, letter(number, hours=1), flags='S')
        self.connect()
        both = [self.start('sync') for _ in range(2)]
        answers = [process.communicate(timeout=60)[0] for process in both]
        self.assertEqual([process.returncode for process in both], [0, 0], answers)
        self.assertEqual(len(self.some('threads', '--unlogged')), 60)

    def test_a_killed_holder_leaves_nothing_behind(self):
        self.connect()
        watcher = self.start_watching()
        os.killpg(watcher.pid, 9)
        watcher.wait(10)
        self.deliver(letter(1))
        self.assertEqual(self.sync()['seen'], 1)

    def test_the_server_comes_back_and_so_does_the_watch(self):
        self.connect()
        watcher = self.start_watching()
        self.lab.stop_dovecot()
        told = self.read_until_activity(watcher, 'waiting')
        self.assertEqual(told['error']['code'], 'NETWORK')
        self.assertTrue(told['retry'])
        self.lab.start_dovecot()
        self.deliver(letter(1))
        counts = self.sync()
        self.assertIsNone(counts['error'])
        wait_until(lambda: len(self.some('threads', '--unlogged')) == 1, 10, 'the letter')


class RestartTest(ProductCase):
    def test_no_password_is_asked_again(self):
        self.connect()
        os.remove(self.secret)
        self.deliver(letter(1))
        self.assertEqual(self.sync()['seen'], 1)

    def test_without_the_keyring_the_mailbox_waits(self):
        self.connect()
        self.deliver(letter(1))
        answer = self.run_ctl('sync', status=4, environment={'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/nonexistent'})
        self.assertEqual(json.loads(answer.stdout)[0]['error']['code'], 'KEYRING_LOCKED')
        self.assertEqual(self.ask('accounts')[0]['cause']['code'], 'KEYRING_LOCKED')
        self.assertEqual(self.sync()['seen'], 1)
        self.assertEqual((self.ask('accounts')[0]['state'], self.ask('accounts')[0]['cause']), ('connected', None))


class PrivacyTest(ProductCase):
    """L3, B28: of mail that is not logged, the headers are held and no word of the text."""
    n_letters, n_logged = 500, 20

    def test_no_word_of_an_unlogged_body_is_kept(self):
        for number in reversed(range(self.n_letters)):
            logged = number % (self.n_letters // self.n_logged) == 0
            canary = f'{"registrato" if logged else "canarino"}{number:04d}'
            part = ['Content-Type: multipart/mixed; boundary=b']
            raw = letter(number, hours=number / 20, sender=CARLO if logged else f'Altri <a{number}@altrove.example>',
                         text='').replace(b'Content-Type: text/plain; charset=utf-8\r\n', part[0].encode() + b'\r\n')
            raw += (f'--b\r\nContent-Type: text/plain\r\n\r\nUna parola: {canary}.\r\n--b\r\nContent-Type: text/plain; '
                    f'name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\n{canary}allegato\r\n--b--\r\n'
                    ).encode()
            self.lab.put(self.address, raw, flags='S')
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.assertEqual(self.sync()['seen'], self.n_letters)
        for number in range(0, self.n_letters, self.n_letters // self.n_logged):
            self.ask('log', f'{number}@cliente.example')
        self.sync()
        self.assertEqual(len(self.lines('timeline', CARLO_KEY)), self.n_logged)
        self.assertEqual(len(self.ask('attachments', '--contact', CARLO_KEY)), self.n_logged)
        self.assertEqual(len(self.lines('search', 'registrato0025')), 1)
        self.run_ctl('search', 'canarino0001', status=3)
        self.look_for_canaries()

    def look_for_canaries(self):
        """In every file as it lies there, and in every value of the database, unpacked where it is packed."""
        self.assertEqual(self.files_with('canarino'), [])
        databases = [path for path in self.files() if path.endswith('.db')]
        found = {os.path.basename(path): self.tables_with_what_is_logged(path) for path in databases}
        self.assertTrue(found.pop('carteggio.db'), 'what is logged must be found this way too')
        self.assertEqual(set().union(*found.values()), set(), 'no letter is in an own copy')

    def tables_with_what_is_logged(self, path):
        found = set()
        with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as connection:
            tables = [row[0] for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")]
            for table in tables:
                for row in connection.execute(f'SELECT * FROM "{table}"'):
                    for value in row:
                        text = self.unpacked(value)
                        self.assertNotIn(b'canarino', text, table)
                        found |= {table} if b'registrato' in text else set()
        return found

    @staticmethod
    def unpacked(value):
        if not isinstance(value, bytes):
            return str(value).encode()
        if not value.startswith(b'\x28\xb5\x2f\xfd'):
            return value
        zstd = ctypes.CDLL('libzstd.so.1')
        zstd.ZSTD_decompress.restype = ctypes.c_size_t
        content = ctypes.create_string_buffer(1 << 20)
        size = zstd.ZSTD_decompress(content, ctypes.c_size_t(1 << 20), value, ctypes.c_size_t(len(value)))
        return content.raw[:size] if size <= 1 << 20 else value


if __name__ == '__main__':
    tap.main()
