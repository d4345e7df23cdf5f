#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample company's correspondence is what the demo promises."""
import collections
import email
import email.policy
import io
import os
import re
import sys
import unittest
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(HERE, '..', '..', 'data', 'demo')]
import tap  # noqa: E402
import make_demo  # noqa: E402
from people import CONTACTS, OWNER, vcards  # noqa: E402

NOW = 1_795_315_000
BEGINNINGS = {'application/pdf': b'%PDF-1.4', 'image/png': b'\x89PNG\r\n', 'text/csv': b'Codice;'}


class DemoMailTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.letters = make_demo.letters(NOW)
        cls.messages = [email.message_from_bytes(letter.raw, policy=email.policy.default) for letter in cls.letters]

    def test_there_is_enough_of_it(self):
        threads = collections.Counter(letter.thread for letter in self.letters if letter.thread)
        self.assertGreaterEqual(len(self.letters), 400)
        self.assertGreaterEqual(len(threads), 40)
        self.assertGreaterEqual(max(threads.values()), 8)
        with_mail = {person.address for person in CONTACTS
                     if sum(person.address in str(message['From']) for message in self.messages) >= 5}
        self.assertEqual({person.address for person in CONTACTS}, with_mail)

    def test_both_languages_and_both_forms_occur(self):
        texts = [message.get_body(('plain',)).get_content() for message in self.messages
                 if message.get_body(('plain',)) is not None]
        self.assertGreater(sum('Buongiorno' in text for text in texts), 30)
        self.assertGreater(sum(bool(re.search(r'\b(Dear|Hello|Thank you)\b', text)) for text in texts), 30)
        self.assertGreater(sum(message.get_body(('html',)) is not None for message in self.messages), 100)
        charsets = {part.get_content_charset() for message in self.messages for part in message.walk()}
        self.assertLessEqual({'utf-8', 'iso-8859-1', 'windows-1252'}, charsets)

    def test_it_lies_in_the_window_that_is_pulled(self):
        for letter in self.letters:
            self.assertLess(letter.date_utc_s, NOW)
            self.assertGreater(letter.date_utc_s, NOW - 58 * 86400)

    def test_it_is_the_same_for_the_same_time(self):
        self.assertEqual([letter.raw for letter in self.letters], [letter.raw for letter in make_demo.letters(NOW)])

    def test_message_ids_are_unique_and_references_known(self):
        known = [str(message['Message-ID']) for message in self.messages]
        self.assertEqual(len(known), len(set(known)))
        for message in self.messages:
            for reference in str(message['References'] or '').split():
                self.assertIn(reference, known)

    def test_what_is_sent_is_from_the_owner(self):
        for letter, message in zip(self.letters, self.messages):
            own = OWNER.address in str(message['From'])
            self.assertEqual(letter.folder == 'Sent', own and 'MAILER-DAEMON' not in str(message['From']))

    def test_attachments_are_real_files(self):
        kinds = collections.Counter()
        for message in self.messages:
            for part in message.iter_attachments() if message.is_multipart() else []:
                if part.get_filename() is None:
                    continue
                kinds[part.get_content_type()] += 1
                data = part.get_payload(decode=True)
                if 'wordprocessing' in part.get_content_type():
                    self.assertIsNone(zipfile.ZipFile(io.BytesIO(data)).testzip())
                else:
                    self.assertTrue(data.startswith(BEGINNINGS[part.get_content_type()]), part.get_filename())
        self.assertEqual(4, len(kinds), kinds)
        self.assertGreater(sum(kinds.values()), 60)

    def test_machines_write_too(self):
        for name, wanted in (('List-Id', 10), ('Auto-Submitted', 30)):
            self.assertGreaterEqual(sum(name in message for message in self.messages), wanted)
        self.assertEqual(1, sum(message.get_content_type() == 'multipart/report' for message in self.messages))

    def test_no_letter_is_malformed(self):
        for message in self.messages:
            for part in message.walk():
                self.assertEqual([], part.defects)
        for letter in self.letters:
            self.assertLessEqual(max(map(len, letter.raw.split(b'\r\n'))), 998)

    def test_the_contacts_are_vcards(self):
        self.assertEqual(len(CONTACTS), vcards().count('BEGIN:VCARD\r\nVERSION:3.0\r\n'))
        self.assertIn('Zoë Müller-Lindqvist', vcards())


if __name__ == '__main__':
    tap.main()
