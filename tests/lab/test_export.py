#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything out in open formats, as other programs read it: Python's mailbox, csv and a second profile."""
import csv
import json
import mailbox
import os
import signal
import stat
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import ProductCase, letter  # noqa: E402

ME = 'io@studio.example'
ANNA, OTHER_ANNA = 'Anna Bianchi <anna@a.example>', 'ANNA BIANCHI <anna@b.example>'
WILD = 'Wild "../../etc/passwd" <wild@w.example>'


def with_attachment(number, name, content, sender=ANNA):
    raw = letter(number, sender=sender, recipient=ME, text='').replace(b'text/plain; charset=utf-8',
                                                                       b'multipart/mixed; boundary=b')
    return raw + (b'--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
                  b'Perch\xc3\xa9 no\r\nFrom here on\r\n>From there\r\n--b\r\nContent-Type: application/pdf\r\n'
                  b'Content-Disposition: attachment; filename="' + name.encode() + b'"\r\n\r\n' + content +
                  b'\r\n--b--\r\n')


class ExportCase(ProductCase):
    def take_in(self, *letters):
        folder = self.path('mail')
        for name in ('cur', 'new', 'tmp'):
            os.makedirs(f'{folder}/{name}')
        for number, raw in enumerate(letters):
            with open(f'{folder}/cur/{number}.host:2,S', 'wb') as file:
                file.write(raw)
        return self.ask('import', folder, '--log', '--me', ME, '--create-contacts')

    def tree(self, folder):
        return sorted(os.path.relpath(os.path.join(where, name), folder)
                      for where, _, names in os.walk(folder) for name in names)

    def messages(self, *names):
        return list(mailbox.mbox(self.path(*names), create=False))


class EverythingTest(ExportCase):
    def setUp(self):
        super().setUp()
        self.take_in(with_attachment(3, 'offer.pdf', b'one'), with_attachment(2, 'offer.pdf', b'two'),
                     with_attachment(1, 'same.pdf', b'two'), letter(4, sender=OTHER_ANNA, recipient=ME),
                     with_attachment(5, '../../../escape.pdf', b'three', sender=WILD),
                     letter(6, sender=f'io <{ME}>', recipient='anna@a.example', subject='=HYPERLINK("x")'))

    def test_what_is_kept_is_all_there(self):
        out = self.path('out')
        counts = self.ask('export', out)
        self.assertEqual((counts['contacts'], counts['letters'], counts['attachments'], counts['incomplete']),
                         (3, 6, 3, 0))
        names = self.tree(out)
        self.assertEqual([name for name in names if not name.startswith('attachments/')],
                         ['contacts.csv', 'contacts.vcf', 'letters.csv', 'letters/ANNA BIANCHI (2).mbox',
                          'letters/Anna Bianchi.mbox', 'letters/passwd.mbox'])
        self.assertEqual([name for name in names if name.startswith('attachments/')],
                         ['attachments/Anna Bianchi/offer (2).pdf', 'attachments/Anna Bianchi/offer.pdf',
                          'attachments/passwd/escape.pdf'])
        self.assertEqual(stat.S_IMODE(os.stat(out).st_mode), 0o700)
        for name in names:
            self.assertEqual(stat.S_IMODE(os.stat(os.path.join(out, name)).st_mode), 0o600, name)

    def test_other_programs_read_it(self):
        self.ask('export', self.path('out'))
        read = self.messages('out', 'letters', 'Anna Bianchi.mbox')
        self.assertEqual([one['Message-ID'] for one in read],
                         [f'<{number}@cliente.example>' for number in (6, 3, 2, 1)])
        text = read[1].get_payload(0).get_payload(decode=True).decode()
        self.assertEqual(text.splitlines(), ['Perché no', '>From here on', '>>From there'])
        with open(self.path('out/letters.csv'), newline='', encoding='utf-8-sig') as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 6)
        sent = next(row for row in rows if row['Direction'] == 'sent')
        self.assertEqual((sent['Contact'], sent['Subject'], sent['Why']), ('Anna Bianchi', '\'=HYPERLINK("x")', 'import'))
        self.assertTrue(sent['Date'].endswith('Z'))

    def test_a_second_profile_takes_it_in(self):
        before, search = self.dump(), self.lines('search', 'perche')
        self.ask('export', self.path('out'))
        self.profile = self.path('second')
        self.ask('contacts', 'import', self.path('out/contacts.vcf'))
        self.ask('import', self.path('out/letters'), '--log', '--me', ME)
        self.assertEqual(self.dump(), before)
        self.assertEqual(len(self.lines('search', 'perche')), len(search))

    def test_of_one_contact_alone(self):
        counts = self.ask('export', self.path('out'), '--contact', 'anna@b.example')
        self.assertEqual((counts['contacts'], counts['letters']), (1, 1))
        self.assertEqual(self.tree(self.path('out')),
                         ['contacts.csv', 'contacts.vcf', 'letters.csv', 'letters/ANNA BIANCHI.mbox'])
        self.assertNotIn('anna@a.example', self.read_file('out/contacts.csv'))

    def test_A52_a_letter_shows_no_more_than_its_level(self):
        """A52: per letter, nothing, who and when, the subject too, or all."""
        self.assertEqual(self.ask('privacy', '1@cliente.example')['privacy'], 'all')
        for number, level in (('1', 'private'), ('2', 'metadata'), ('3', 'subject')):
            self.assertEqual(self.ask('privacy', f'{number}@cliente.example', level)['privacy'], level)
        self.run_ctl('privacy', '3@cliente.example', 'secret', status=2)
        counts = self.ask('export', self.path('out'), '--contact', 'anna@a.example')
        self.assertEqual((counts['letters'], counts['attachments'], counts['withheld'], counts['incomplete']),
                         (3, 0, 3, 0))
        read = {one['Message-ID'].strip('<>').split('@')[0]: one
                for one in self.messages('out', 'letters', 'Anna Bianchi.mbox')}
        self.assertEqual(sorted(read), ['2', '3', '6'])
        self.assertEqual((read['2']['Subject'], read['2'].get_payload().strip()), ('', ''))
        self.assertNotEqual(read['3']['Subject'], '')
        self.assertEqual(read['3'].get_payload().strip(), '')
        self.assertNotIn('offer.pdf', ' '.join(self.tree(self.path('out'))))
        with open(self.path('out/letters.csv'), newline='', encoding='utf-8-sig') as file:
            rows = {row['Message-ID'].split('@')[0]: row for row in csv.DictReader(file)}
        self.assertEqual(sorted(rows), ['2', '3', '6'])
        self.assertEqual((rows['2']['Subject'], rows['3']['Subject'] != ''), ('', True))
        self.ask('privacy', '1@cliente.example', 'all')
        self.assertEqual(self.ask('export', self.path('again'), '--contact', 'anna@a.example')['attachments'], 1)

    def test_what_is_there_is_left_alone(self):
        out = self.path('out')
        os.mkdir(out)
        self.ask('export', out)
        names = self.tree(out)
        error = json.loads(self.run_ctl('export', out, status=1).stdout)['error']
        self.assertEqual(error['code'], 'CONFLICT', error)
        self.assertEqual(self.tree(out), names)
        for place, code, status in ((self.secret, 'CONFLICT', 1), (self.path('missing/out'), 'NOT_FOUND', 3)):
            error = json.loads(self.run_ctl('export', place, status=status).stdout)['error']
            self.assertEqual(error['code'], code, error)


class StoppedTest(ExportCase):
    def test_what_is_stopped_leaves_nothing(self):
        self.take_in(*[letter(number, sender=f'P{number} <p{number}@x.example>', recipient=ME, text='x' * 4000)
                       for number in range(1, 1200)])
        out = self.path('out')
        process = self.start('export', out)
        while not any('.part' in name for name in os.listdir(self.folder)):
            self.assertIsNone(process.poll(), 'it was over before it could be stopped')
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 1)
        self.assertFalse(os.path.exists(out))
        self.assertEqual([name for name in os.listdir(self.folder) if '.part' in name], [])
        self.assertEqual(self.ask('export', out)['letters'], 1199)


if __name__ == '__main__':
    tap.main()
