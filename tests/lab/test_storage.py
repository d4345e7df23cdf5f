#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A profile on a disk that is full, and one that a newer version wrote."""
import json
import os
import sqlite3
import subprocess
import sys
import time
from datetime import datetime

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import CARLO, ProductCase, letter  # noqa: E402
from session import end  # noqa: E402

MB = 1024 * 1024


class FullDiskTest(ProductCase):
    """The profile's disk is a small one in a mount namespace of its own, kept by a process that sleeps in it."""

    def setUp(self):
        super().setUp()
        os.mkdir(self.profile)
        self.keeper = subprocess.Popen(
            ['unshare', '--mount', '/bin/sh', '-c', 'mount --make-rprivate / && mount -t tmpfs -o size=4m tmpfs "$1" && '
             'echo ready && exec sleep 600', 'sh', self.profile], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            start_new_session=True)
        self.addCleanup(end, self.keeper)
        self.addCleanup(self.keeper.stdout.close)
        self.assertEqual(self.keeper.stdout.readline(), b'ready\n')
        self.inside = ['nsenter', '--mount', f'--target={self.keeper.pid}']

    def run_ctl(self, *words, **options):
        return super().run_ctl(*words, prefix=self.inside, **options)

    def resize(self, size):
        subprocess.run([*self.inside, 'mount', '-o', f'remount,size={size}', self.profile], check=True)

    def run_inside(self, script):
        return subprocess.run([*self.inside, '/bin/sh', '-c', script, 'sh', self.profile], check=True,
                              capture_output=True, text=True).stdout

    def is_full(self, answer):
        """Says so with its code and in words."""
        error = json.loads(answer)
        error = error[0]['error'] if isinstance(error, list) else error['error']
        self.assertEqual(error['code'], 'STORAGE_FULL', answer)
        self.assertIn('full', error['message'])
        self.assertTrue(error['next'])

    def nothing_is_partial(self):
        steps = {step['name']: step for step in self.ask('doctor', '--offline', status=None)['steps']}
        self.assertTrue(steps['database']['ok'], steps)
        self.assertEqual(self.run_inside('find "$1" -name "*.part" -o -name "*.tmp"'), '')

    def test_an_import_stops_and_goes_on(self):
        mail = self.path('mail')
        os.makedirs(mail + '/cur'), os.mkdir(mail + '/new'), os.mkdir(mail + '/tmp')
        for number in range(600):
            with open(f'{mail}/cur/{number}.host:2,S', 'wb') as file:
                file.write(letter(number, recipient='io@studio.example', text=os.urandom(8000).hex()))
        words = ['import', mail, '--log', '--me', 'io@studio.example', '--create-contacts']
        answer = self.run_ctl(*words, status=1)
        self.is_full(answer.stdout)
        told = self.run_ctl(*words, status=1, json_wanted=False)
        self.assertIn('full', told.stderr)
        self.nothing_is_partial()
        held = len(self.some('threads'))
        self.assertLess(held, 600)
        self.resize('200m')
        counts = self.ask(*words)
        self.assertEqual((counts['seen'], counts['logged'], counts['failed']), (600, 600, 0))
        self.assertEqual(len(self.some('threads')), 600)
        self.nothing_is_partial()

    def test_a_pull_stops_and_goes_on(self):
        raw = letter(1, hours=1, text='').replace(b'text/plain; charset=utf-8', b'multipart/mixed; boundary=b')
        raw += (b'--b\r\n\r\nTesto.\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; '
                b'filename=a.pdf\r\n\r\n' + os.urandom(2 * MB).hex().encode() + b'\r\n--b--\r\n')
        self.lab.put(self.address, letter(2, hours=2), flags='S')
        self.lab.put(self.address, raw, flags='S')
        before = self.lab.snapshot(self.address)
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.sync()
        for number in (1, 2):
            self.ask('log', f'{number}@cliente.example')
        self.is_full(self.run_ctl('sync', status=1).stdout)
        self.nothing_is_partial()
        self.assertEqual(self.some('attachments', '--contact', 'carlo@cliente.example'), [])
        self.assertEqual(self.ask('accounts')[0]['state'], 'connected')
        self.resize('200m')
        self.assertIsNone(self.sync()['error'])
        found = self.ask('attachments', '--contact', 'carlo@cliente.example')
        self.assertEqual([one['size'] for one in found], [4 * MB])
        self.assertEqual(len(self.lines('timeline', 'carlo@cliente.example')), 2)
        self.nothing_is_partial()
        self.assertEqual(self.lab.snapshot(self.address), before)

    def test_a_disk_full_from_the_beginning(self):
        self.run_inside('head -c 16M /dev/zero > "$1/ballast" || true')
        self.is_full(self.run_ctl('contacts', 'add', CARLO, status=1).stdout)
        self.run_inside('rm "$1/ballast"')
        self.ask('contacts', 'add', CARLO)
        self.assertEqual(len(self.ask('contacts', 'list')), 1)


class RemovalTest(ProductCase):
    """B24: what a removed mailbox brought stays, or goes on a date that is told."""
    DAY = 24 * 3600

    def setUp(self):
        super().setUp()
        self.lab.put(self.address, letter(1, text='zqparola segreta'), flags='S')
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.sync()
        self.ask('log', '1@cliente.example')
        self.sync()

    def gone(self):
        return next(one['gone'] for one in self.ask('accounts') if one['state'] == 'removed')

    def purge(self, days):
        now = {'CARTEGGIO_NOW': str(int(time.time()) + days * self.DAY)}
        return {item['what'] for item in self.ask('purge', '--date-is-right', environment=now)['items']}

    def test_it_goes_on_the_date_that_was_told(self):
        told = self.ask('disconnect', self.address, '--remove', 'grace')['gone']
        self.assertEqual(self.gone(), told)
        self.assertIn('goes on', self.run_ctl('accounts', json_wanted=False).stdout)
        self.assertAlmostEqual(datetime.fromisoformat(told).timestamp(), time.time() + 90 * self.DAY, delta=300)
        self.assertNotIn('removed-mailbox', self.purge(89))
        self.assertEqual(len(self.lines('timeline', 'carlo@cliente.example')), 1)
        self.assertTrue(self.files_with('carlo@cliente.example'))
        self.assertIn('removed-mailbox', self.purge(91))
        self.assertEqual(self.some('timeline', 'carlo@cliente.example'), [])
        self.assertEqual(self.files_with('zqparola'), [])
        self.assertEqual(self.ask('accounts'), [])
        self.assertIn('removed-mailbox', [record['what'] for record in self.lines('purge', '--ledger')])

    def test_it_is_kept_after_all(self):
        self.ask('disconnect', self.address, '--remove', 'grace')
        self.ask('disconnect', self.address, '--remove', 'keep')
        self.assertIsNone(self.gone())
        self.ask('disconnect', self.address, '--remove', 'grace')
        self.connect()      # the same one again
        self.assertEqual([(one['address'], one['state']) for one in self.ask('accounts')],
                         [(self.address, 'connected')])
        self.assertNotIn('removed-mailbox', self.purge(91))
        self.assertEqual(len(self.lines('timeline', 'carlo@cliente.example')), 1)
        self.run_ctl('disconnect', self.address, '--remove', 'someday', status=2)


class NewerVersionTest(ProductCase):
    def database(self):
        return next(path for path in self.files() if path.endswith('.db'))

    def test_it_is_left_alone(self):
        self.ask('contacts', 'add', CARLO)
        with sqlite3.connect(self.database()) as connection:
            connection.execute('PRAGMA user_version = 9999')
        connection.close()
        with open(self.database(), 'rb') as file:
            before = file.read()
        for words in (['contacts', 'list'], ['sync'], ['accounts'], ['search', 'x'], ['import', self.folder]):
            error = json.loads(self.run_ctl(*words, status=1).stdout)['error']
            self.assertEqual(error['code'], 'SCHEMA_TOO_NEW', words)
        told = self.run_ctl('contacts', 'list', status=1, json_wanted=False)
        self.assertIn('newer version', told.stderr)
        self.assertIn('Update', told.stderr)
        with open(self.database(), 'rb') as file:
            self.assertEqual(file.read(), before)

    def test_a_foreign_file_is_left_alone(self):
        self.ask('contacts', 'add', CARLO)
        database = self.database()
        for path in list(self.files()):
            if path.startswith(database):
                os.remove(path)
        with open(database, 'wb') as file:
            file.write(b'not a database at all\n' * 500)
        error = json.loads(self.run_ctl('contacts', 'list', status=1).stdout)['error']
        self.assertEqual(error['code'], 'STORAGE')
        with open(database, 'rb') as file:
            self.assertEqual(file.read(), b'not a database at all\n' * 500)


if __name__ == '__main__':
    tap.main()
