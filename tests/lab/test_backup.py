#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A profile in one file and back: the drill, while others work, killed at every step, on disks that refuse."""
import glob
import json
import os
import shutil
import stat
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import CARLO, KILLED, ProductCase, has_fault_points, letter  # noqa: E402
from session import end  # noqa: E402

KB = 1024
PDF = os.urandom(90 * KB)
# Where a restore can be killed, and whether the backup's database is in its place by then.
STEPS = (('restore-unpacked', False), ('restore-kept', False), ('restore-attachments', False), ('restore-done', True))


def with_attachment(number, content=PDF):
    raw = letter(number, text='').replace(b'text/plain; charset=utf-8', b'multipart/mixed; boundary=b')
    return raw + (b'--b\r\nContent-Type: text/plain\r\n\r\nEcco la planimetria.\r\n--b\r\nContent-Type: application/pdf\r\n'
                  b'Content-Disposition: attachment; filename=planimetria.pdf\r\n\r\n' + content.hex().encode() +
                  b'\r\n--b--\r\n')


class BackupCase(ProductCase):
    def setUp(self):
        super().setUp()
        self.saved = self.path('saved.carteggio')

    def fill(self):
        """A mailbox with two logged letters, one with an attachment."""
        for number in (1, 2):
            self.lab.put(self.address, with_attachment(number) if number == 1 else letter(number), flags='S')
        self.connect()
        self.ask('contacts', 'add', CARLO, '--note', 'Paga sempre in ritardo.')
        self.sync()
        for number in (1, 2):
            self.ask('log', f'{number}@cliente.example')
        self.sync()

    def fails(self, *words, code, status=1, prefix=()):
        error = json.loads(self.run_ctl(*words, status=status, prefix=prefix).stdout)['error']
        self.assertEqual(error['code'], code, error)
        self.assertTrue(error['next'], error)
        return error

    def snapshot(self):
        """Every file of the profile but what a lock and a log leave."""
        found = {}
        for path in self.files():
            if not path.endswith(('engine.lock', '-wal', '-shm', 'parsing.marks')):
                with open(path, 'rb') as file:
                    found[os.path.relpath(path, self.profile)] = file.read()
        return found

    def content_of_the_attachment(self):
        folder = self.path('out')
        saved = self.ask('attachments', '--contact', 'carlo@cliente.example', '--save', folder)
        with open(saved[0]['saved'], 'rb') as file:
            content = file.read()
        shutil.rmtree(folder)
        return content


class DrillTest(BackupCase):
    def test_all_is_lost_and_all_comes_back(self):
        self.fill()
        before, content = self.dump(), self.content_of_the_attachment()
        made = self.ask('backup', self.saved)
        self.assertEqual((made['contacts'], made['messages'], made['accounts'], made['attachments'], made['missing']),
                         (1, 2, 1, 1, 0))
        self.assertEqual(stat.S_IMODE(os.stat(self.saved).st_mode), 0o600)
        with open(self.saved, 'rb') as file:
            self.assertNotIn(self.password.encode(), subprocess.run(['zstd', '-dc'], stdin=file, capture_output=True,
                                                                    check=True).stdout)
        shutil.rmtree(self.profile)
        again = self.ask('restore', self.saved)
        self.assertIsNone(again['kept'])
        self.assertEqual(again['made'], made['made'])
        self.assertEqual(self.dump(), before)
        self.assertEqual(self.content_of_the_attachment(), content)
        self.assertEqual(len(self.lines('search', 'planimetria')), 1)
        self.assertEqual(self.ask('contacts', 'show', 'carlo@cliente.example')['note'], 'Paga sempre in ritardo.')
        self.assertTrue(self.database_is_sound())

    def test_the_mailbox_says_that_its_password_is_missing(self):
        self.fill()
        self.ask('backup', self.saved)
        shutil.rmtree(self.profile)
        self.ask('restore', self.saved)
        account = self.ask('accounts')[0]
        self.assertEqual((account['state'], account['cause']['reason']), ('disconnected', 'secret-not-in-backup'), account)
        told = self.run_ctl('accounts', json_wanted=False).stdout
        self.assertIn('restored from a backup', told)
        # The keyring of this session still has it: a look is enough.
        self.assertIsNone(self.sync()['error'])
        self.assertEqual(self.ask('accounts')[0]['state'], 'connected')

    def test_a_letter_that_was_waiting_is_not_sent_by_itself(self):
        self.fill()
        self.run_ctl('send', '--from', self.address, '--to', 'ada@cliente.example', '--subject', 'Piu tardi', '--at',
                     '2099-01-01 10:00', text='Ciao.')
        self.ask('backup', self.saved)
        self.ask('restore', self.saved)
        self.assertEqual([one['state'] for one in self.ask('outbox', 'list')], ['unknown'])

    def test_sha256sum_and_tar_open_it_too(self):
        self.fill()
        self.ask('backup', self.saved)
        folder = self.path('unpacked')
        os.mkdir(folder)
        subprocess.run(['tar', '--zstd', '-xf', self.saved, '-C', folder], check=True)
        done = subprocess.run(['sha256sum', '--strict', '-c', 'SHA256SUMS'], cwd=folder, check=True,
                              capture_output=True, text=True)
        self.assertEqual(done.stdout.count(': OK\n'), 3)


class CompanyTest(BackupCase):
    """While others work."""

    def test_a_backup_needs_nobody_to_stop(self):
        self.fill()
        self.start_watching()
        made = self.ask('backup', self.saved)
        self.assertEqual(made['messages'], 2)
        before = self.dump()
        error = self.fails('restore', self.saved, code='BUSY')
        self.assertIn('already running', error['message'])
        self.assertEqual(self.dump(), before)

    def test_the_former_profile_is_kept_and_opens(self):
        self.fill()
        self.ask('backup', self.saved)
        self.ask('contacts', 'add', 'Ada <ada@cliente.example>')
        with_ada = self.dump()
        kept = self.ask('restore', self.saved)['kept']
        self.assertEqual(len(self.ask('contacts', 'list')), 1)
        self.profile, present = kept, self.profile
        self.assertEqual(self.dump(), with_ada)
        second = self.path('second')
        self.ask('backup', second)
        self.profile = present
        self.ask('restore', second)
        self.assertEqual(self.dump(), with_ada)

    def test_what_is_kept_goes_after_a_week(self):
        self.fill()
        self.ask('backup', self.saved)
        kept = [self.ask('restore', self.saved)['kept'] for _ in range(2)]
        old = time.time() - 7 * 24 * 3600 - 60
        os.utime(kept[0], (old, old))
        self.ask('purge')
        self.assertEqual([os.path.exists(path) for path in kept], [False, True])
        self.assertTrue(self.database_is_sound())


@unittest.skipUnless(has_fault_points(), 'built without fault points')
class KillTest(BackupCase):
    def test_a_killed_restore_leaves_one_profile_whole(self):
        self.fill()
        self.ask('backup', self.saved)
        saved = self.dump()
        self.ask('contacts', 'add', 'Ada <ada@cliente.example>')
        for step, is_done in STEPS:
            with self.subTest(step):
                before = self.dump()
                self.run_ctl('restore', self.saved, status=KILLED, environment={'CARTEGGIO_FAULT': f'{step}:1:abort'})
                self.assertEqual(self.dump(), saved if is_done else before)
                self.assertEqual(len(self.content_of_the_attachment()), 2 * len(PDF))
                self.assertTrue(self.database_is_sound())
        self.ask('restore', self.saved)
        self.assertEqual(self.dump(), saved)
        self.assertEqual(glob.glob(f'{self.profile}/data/restoring-*'), [])

    def test_a_failed_step_changes_nothing(self):
        self.fill()
        self.ask('backup', self.saved)
        self.ask('contacts', 'add', 'Ada <ada@cliente.example>')
        before = self.dump()
        for step, is_done in STEPS:
            if is_done:
                continue
            with self.subTest(step):
                self.run_ctl('restore', self.saved, status=1, environment={'CARTEGGIO_FAULT': f'{step}:1:error'})
                self.assertEqual(self.dump(), before)
                self.assertEqual(sorted(os.listdir(f'{self.profile}/data')),
                                 ['attachments', 'carteggio.db', 'copies', 'engine.lock', 'parsing.marks'])

    def test_a_killed_backup_has_no_name(self):
        self.fill()
        self.run_ctl('backup', self.saved, status=KILLED, environment={'CARTEGGIO_FAULT': 'backup-written:1:abort'})
        self.assertFalse(os.path.exists(self.saved))
        self.ask('backup', self.saved)
        self.assertTrue(os.path.exists(self.saved))


class RefusingDiskTest(BackupCase):
    """A small disk in a mount namespace of its own, kept by a process that sleeps in it."""

    def mount(self, place, options='size=200k'):
        os.makedirs(place, exist_ok=True)
        keeper = subprocess.Popen(
            ['unshare', '--mount', '/bin/sh', '-c', 'mount --make-rprivate / && mount -t tmpfs -o "$2" tmpfs "$1" && '
             'echo ready && exec sleep 600', 'sh', place, options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            start_new_session=True)
        self.addCleanup(end, keeper)
        self.addCleanup(keeper.stdout.close)
        self.assertEqual(keeper.stdout.readline(), b'ready\n')
        return ['nsenter', '--mount', f'--target={keeper.pid}']

    def names(self, inside, place):
        return subprocess.run([*inside, 'ls', '-A', place], check=True, capture_output=True, text=True).stdout.split()

    def test_a_full_target_keeps_nothing(self):
        for number in range(1, 5):
            self.lab.put(self.address, with_attachment(number, os.urandom(60 * KB)), flags='S')
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.sync()
        for number in range(1, 5):
            self.ask('log', f'{number}@cliente.example')
        self.sync()
        inside = self.mount(self.path('disk'))
        before = self.snapshot()
        error = self.fails('backup', self.path('disk/saved'), code='STORAGE_FULL', prefix=inside)
        self.assertIn('room', error['message'])
        self.assertEqual(self.names(inside, self.path('disk')), [])
        self.assertEqual(self.snapshot(), before)

    def test_a_target_for_reading_only_is_said_to_be(self):
        self.fill()
        inside = self.mount(self.path('disk'), 'ro')
        error = self.fails('backup', self.path('disk/saved'), code='STORAGE', prefix=inside)
        self.assertIn('written there', error['message'])

    def test_a_disk_too_full_to_restore(self):
        self.fill()
        self.ask('backup', self.saved)
        self.profile = self.path('small')
        inside = self.mount(self.profile, 'size=4m')
        self.fails('restore', self.saved, code='STORAGE_FULL', prefix=inside)
        self.assertEqual(self.names(inside, self.profile + '/data'), ['engine.lock'])


class WrongFileTest(BackupCase):
    def refused(self, path, code, status=1):
        before = self.snapshot()
        error = self.fails('restore', path, code=code, status=status)
        self.assertEqual(self.snapshot(), before)
        return error['message']

    def test_a_file_that_is_none_changes_nothing(self):
        self.fill()
        self.ask('backup', self.saved)
        with open(self.saved, 'rb') as file:
            whole = file.read()
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1:]
        self.assertIn('damaged', self.refused(self.write('cut', whole[:-10]), 'STORAGE'))
        self.assertIn('damaged', self.refused(self.write('flipped', flipped), 'STORAGE'))
        self.assertIn('not a backup', self.refused(self.write('letter', letter(1)), 'INVALID_INPUT'))
        self.assertIn('not a backup', self.refused(self.profile + '/data/carteggio.db', 'INVALID_INPUT'))
        self.assertIn('no such file', self.refused(self.path('missing'), 'NOT_FOUND', status=3))
        newer = subprocess.run(['tar', '--zstd', '-cf', '-', '-C', self.folder, 'backup.ini'], check=True,
                               capture_output=True, env={**os.environ, 'TAR_OPTIONS': '--format=ustar'})
        self.assertIn('newer', self.refused(self.write('newer', newer.stdout), 'SCHEMA_TOO_NEW'))

    def setUp(self):
        super().setUp()
        self.write('backup.ini', '[Carteggio backup]\nformat=1\nschema=9\nbytes=10\n')

    def test_a_file_of_that_name_is_left_alone(self):
        self.ask('contacts', 'add', CARLO)
        mine = self.write('saved.carteggio', 'mine')
        self.fails('backup', mine, code='CONFLICT')
        self.assertEqual(self.read_file('saved.carteggio'), 'mine')
        self.ask('backup', mine, '--replace')
        self.assertEqual(self.ask('restore', mine)['contacts'], 1)


if __name__ == '__main__':
    tap.main()
