#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cyrus and Courier answer as their kind does. CARTEGGIO_FOREIGN names a folder where their programs are kept."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from foreign import Courier, Cyrus  # noqa: E402
from lab import Lab  # noqa: E402

ANNA, PASSWORD = 'anna@example.it', 'two words'
LETTER = b'From: carlo@example.org\r\nTo: anna@example.it\r\nSubject: Hello\r\n\r\nHello, Anna.\r\n'
CACHE = os.environ.get('CARTEGGIO_FOREIGN') or os.path.join(tempfile.gettempdir(), 'carteggio-foreign')


class ForeignTest(unittest.TestCase):
    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest('mount namespaces with other owners need root')

    def serve(self, kind):
        lab = self.enterContext(Lab(smtp=False))
        server = self.enterContext(kind(lab, CACHE))
        server.add_user(ANNA, PASSWORD)
        server.start()
        server.put(ANNA, LETTER, date_utc_s=1_700_000_000)
        server.put(ANNA, LETTER, server.sent, flags='\\Seen')
        imap = server.log_in(ANNA)
        self.addCleanup(imap.shutdown)
        return imap

    def read(self, imap, folder):
        self.assertEqual('OK', imap.select(folder, readonly=True)[0])
        return b''.join(part if isinstance(part, bytes) else part[0] + part[1]
                        for part in imap.fetch('1', '(FLAGS INTERNALDATE BODY.PEEK[])')[1])

    def test_courier_has_a_prefix_and_few_extensions(self):
        imap = self.serve(Courier)
        words = imap.capability()[1][0].split()
        for word in (b'CONDSTORE', b'SPECIAL-USE', b'MOVE', b'SASL-IR'):
            self.assertNotIn(word, words)
        self.assertIn(b'"INBOX." "."', imap.namespace()[1][0])
        self.assertIn(b'Hello, Anna.', self.read(imap, 'INBOX'))
        self.assertIn(b'\\Seen', self.read(imap, 'INBOX.Sent'))

    def test_cyrus_marks_its_folders_and_counts_changes(self):
        imap = self.serve(Cyrus)
        words = imap.capability()[1][0].split()
        for word in (b'CONDSTORE', b'QRESYNC', b'SPECIAL-USE', b'LIST-STATUS', b'IDLE'):
            self.assertIn(word, words)
        self.assertTrue(any(b'\\sent' in line for line in imap.list()[1]))
        self.assertIn(b'14-Nov-2023', self.read(imap, 'INBOX'))
        self.assertIn(b'\\Seen', self.read(imap, 'Sent'))


if __name__ == '__main__':
    tap.main()
