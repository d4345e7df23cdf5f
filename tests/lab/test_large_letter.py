#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters of 50 000 000 bytes and more (B06): what they say comes by itself, the rest when it is asked for, whatever its
size, and without being held in memory."""
import base64
import hashlib
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import CARLO, ProductCase, letter  # noqa: E402

N_BYTES = 47 * 1024 * 1024      # 66 MB as base64: more than anything that is fetched whole


def part(headers, body):
    return b'\r\n'.join([*[line.encode() for line in headers], b'', body, b''])


def make_content(n_bytes):
    return random.Random(n_bytes).randbytes(n_bytes)


def make_letter(number, content):
    """An alternative with a text and its HTML, a large file, and a short note as an attachment."""
    raw = letter(number, text='').replace(b'text/plain; charset=utf-8', b'multipart/mixed; boundary=out').replace(
        b'Content-Transfer-Encoding: 8bit\r\n', b'')
    alternative = b'--in\r\n' + part(['Content-Type: text/plain; charset=iso-8859-1',
                                      'Content-Transfer-Encoding: quoted-printable'], b'Perch=E9 parolarara.')
    alternative += b'--in\r\n' + part(['Content-Type: text/html; charset=utf-8'], b'<p>Perche parolarara.</p>')
    alternative += b'--in--\r\n'
    return raw + b'\r\n'.join([
        b'--out', part(['Content-Type: multipart/alternative; boundary=in'], alternative),
        b'--out', part(['Content-Type: application/zip; name="disegni grandi.zip"', 'Content-Transfer-Encoding: base64',
                        'Content-Disposition: attachment; filename="disegni grandi.zip"'], base64.encodebytes(content)),
        b'--out', part(['Content-Type: text/plain; name=nota.txt', 'Content-Disposition: attachment; filename=nota.txt'],
                       b'Una nota.'), b'--out--', b''])


class LargeLetterTest(ProductCase):
    def setUp(self):
        super().setUp()
        self.connect()
        self.ask('contacts', 'add', CARLO)

    def attachments(self, number):
        return {one['name']: one for one in self.ask('attachments', '--message', f'{number}@cliente.example')}

    def held_files(self):
        return [path for path in self.files() if f'{os.sep}attachments{os.sep}' in path]

    def test_B06_what_it_says_comes_and_its_files_when_asked_for(self):
        content = make_content(N_BYTES)
        self.lab.put(self.address, make_letter(1, content))
        self.lab.put(self.address, letter(2, text='Poca cosa.'))
        before = self.lab.snapshot(self.address)
        self.sync()
        self.ask('log', '1@cliente.example')
        self.ask('log', '2@cliente.example')
        counts = self.sync()
        self.assertEqual((counts['error'], counts['failed']), (None, 0))
        self.assertEqual(len(self.some('search', 'parolarara')), 1)
        shown = self.ask('show', '1@cliente.example')
        self.assertEqual(shown['text'].strip(), 'Perché parolarara.')
        files = self.attachments(1)
        self.assertEqual(sorted(files), ['disegni grandi.zip', 'nota.txt'])
        self.assertLess(abs(files['disegni grandi.zip']['size'] - N_BYTES), 100)
        self.assertEqual(self.held_files(), [])

        self.run_ctl('attachments', 'download', '1@cliente.example', timeout=300)
        files = self.attachments(1)
        self.assertEqual(files['disegni grandi.zip']['size'], N_BYTES)
        self.assertEqual(files['disegni grandi.zip']['sha256'], hashlib.sha256(content).hexdigest())
        self.run_ctl('attachments', '--message', '1@cliente.example', '--save', self.path())
        with open(self.path('disegni grandi.zip'), 'rb') as file:
            self.assertEqual(file.read(), content)
        self.assertEqual(self.read_file('nota.txt').strip(), 'Una nota.')
        self.assertEqual(self.ask('show', '1@cliente.example')['text'].strip(), 'Perché parolarara.')
        self.assertEqual(self.lab.snapshot(self.address), before)
        self.assertTrue(self.database_is_sound())

    def test_B06_a_letter_that_is_a_file(self):
        content = make_content(38 * 1024 * 1024)
        raw = letter(3, text='').replace(b'text/plain; charset=utf-8', b'application/pdf; name=uno.pdf').replace(
            b'Encoding: 8bit', b'Encoding: base64')
        self.lab.put(self.address, raw + base64.encodebytes(content))
        self.sync()
        self.ask('log', '3@cliente.example')
        self.sync()
        self.assertEqual((sorted(self.attachments(3)), self.held_files()), (['uno.pdf'], []))
        self.run_ctl('attachments', 'download', '3@cliente.example', timeout=300)
        self.assertEqual(self.attachments(3)['uno.pdf']['sha256'], hashlib.sha256(content).hexdigest())

    def test_B06_a_download_that_is_broken_off_leaves_nothing(self):
        self.lab.put(self.address, make_letter(4, make_content(40 * 1024 * 1024)))
        self.sync()
        self.ask('log', '4@cliente.example')
        self.sync()
        process = self.start('attachments', 'download', '4@cliente.example')
        while not any(os.path.getsize(path) > 1024 * 1024 for path in self.held_files()) and process.poll() is None:
            pass
        self.assertIsNone(process.poll())
        process.kill()
        process.wait()
        self.sync()
        self.assertEqual(self.held_files(), [])
        self.assertEqual(self.ask('show', '4@cliente.example')['text'].strip(), 'Perché parolarara.')


if __name__ == '__main__':
    tap.main()
