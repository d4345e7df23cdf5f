#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Importing mail files, and reading afterwards what was imported."""
import hashlib
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import correspondence  # noqa: E402
from ctl import CtlTest, letter, tap  # noqa: E402

ME = correspondence.ME


class ImportTest(CtlTest):
    def take(self, *words, status=0):
        counts = self.ask('import', *words, status=status).json
        self.assertEqual(set(counts), {'seen', 'logged', 'unlogged', 'failed', 'known', 'contacts_created', 'seconds'})
        self.assertEqual(counts['seen'], counts['logged'] + counts['unlogged'] + counts['failed'], counts)
        return counts

    def take_all(self):
        return self.take(correspondence.write(self), '--log', '--me', ME, '--create-contacts')

    def test_a_maildir_is_logged_on_the_people_written_with(self):
        counts = self.take_all()
        self.assertEqual((counts['seen'], counts['logged'], counts['unlogged'], counts['failed'],
                          counts['contacts_created']), (17, 16, 1, 0, 4))
        contacts = self.ask('contacts', 'list').json
        self.assertEqual([(c['addresses'], c['messages']) for c in contacts],
                         [([f'p{n}@clienti.example'], 4) for n in range(4)])

    def test_a_second_import_doubles_nothing(self):
        self.take_all()
        before = correspondence.dump(self)
        counts = self.take(self.path('Maildir'), '--log', '--me', ME, '--create-contacts')
        self.assertEqual((counts['seen'], counts['known'], counts['contacts_created']), (17, 17, 0))
        self.assertEqual(correspondence.dump(self), before)

    def test_without_log_only_headers_are_kept(self):
        counts = self.take(correspondence.write(self))
        self.assertEqual((counts['logged'], counts['unlogged'], counts['contacts_created']), (0, 17, 0))
        self.assertEqual(self.ask('contacts', 'list').json, [])
        self.ask('threads', status=3)
        self.assertEqual(len(self.ask('threads', '--unlogged').lines), 5)
        self.ask('search', 'parola1', status=3)
        self.assertIn('60', self.run_ctl('import', self.path('Maildir')).out)

    def test_an_mbox_and_eml_files_are_read(self):
        self.write('box/one.mbox', b''.join(
            b'From a@x.it Thu Jan  1 00:00:00 2026\n' +
            letter('Ada <a@x.it>', ME, 'S', f'From here\n>From there {n}', f'{n}@box.example') + b'\n' for n in range(3)))
        self.write('box/deep/er/two.eml', letter('Bo <b@x.it>', ME, 'S', 'T', 'two@box.example'))
        counts = self.take(self.path('box'), '--log', '--me', ME, '--create-contacts')
        self.assertEqual((counts['seen'], counts['logged'], counts['contacts_created']), (4, 4, 2))
        self.assertIn('From here', self.ask('show', '0@box.example').json['text'])

    def test_an_empty_mbox_has_no_letter(self):
        self.write('vuoto.mbox', b'')
        self.ask('import', self.path('vuoto.mbox'), '--log', '--me', ME, status=3)     # nothing is there

    def test_only_known_contacts_without_create(self):
        self.ask('contacts', 'add', 'Persona 1', 'p1@clienti.example')
        counts = self.take(correspondence.write(self), '--log', '--me', ME)
        self.assertEqual((counts['logged'], counts['contacts_created']), (4, 0))

    def test_bad_messages_are_set_aside_and_the_rest_goes_on(self):
        correspondence.write(self)
        self.write('Maildir/cur/2.bad.host:2,', b'')
        self.write('Maildir/cur/3.bad.host:2,', b'\0\1\2\3' * 1000)
        self.write('Maildir/cur/4.many.host:2,', b'From: a@x.it\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n' +
                   b'--b\r\n\r\nx\r\n' * 10000)
        counts = self.take(self.path('Maildir'), '--log', '--me', ME, '--create-contacts')
        self.assertEqual(counts['seen'], 20)
        self.assertGreaterEqual(counts['logged'], 16)

    def test_an_empty_folder_is_nothing_found(self):
        os.mkdir(self.path('empty'))
        self.take(self.path('empty'), status=3)

    def test_summary_for_people(self):
        answer = self.run_ctl('import', correspondence.write(self), '--log', '--me', ME, '--create-contacts')
        self.assertEqual(answer.status, 0, answer)
        self.assertRegex(answer.out, r'17 seen, 16 logged')


def winmail(name, content):
    """A TNEF file with one file in it (MS-OXTNEF)."""
    def attribute(level, number, data):
        return struct.pack('<BII', level, number, len(data)) + data + struct.pack('<H', sum(data) & 0xffff)
    return (struct.pack('<IH', 0x223e9f78, 1) + attribute(1, 0x00089006, bytes([0, 0, 1, 0])) +
            attribute(1, 0x0002800c, 'Perché no'.encode('cp1252') + b'\0') +
            attribute(2, 0x00069002, bytes([1] + [0] * 13)) + attribute(2, 0x00018010, name.encode() + b'\0') +
            attribute(2, 0x0006800f, content))


class WinmailTest(CtlTest):
    def test_M4_what_is_in_winmail_dat_is_the_letters(self):
        """M4: its file is an attachment, its words are found, and the letter is still there byte for byte."""
        content = b'%PDF-1.4 ' + os.urandom(3000)
        raw = letter('Anna <anna@a.example>', ME, 'Offerta', '', '1@a.example', attachments=[
            ('winmail.dat', 'application/ms-tnef', winmail('offerta.pdf', content))])
        self.ask('import', self.write('one.eml', raw), '--log', '--me', ME, '--create-contacts')
        entry, = self.ask('timeline', 'anna@a.example').lines
        self.assertEqual([(a['name'], a['type'], a['sha256']) for a in entry['attachments']][-1:],
                         [('offerta.pdf', 'application/pdf', hashlib.sha256(content).hexdigest())])
        self.assertEqual(self.ask('show', '1@a.example').json['text'].strip(), 'Perché no')
        self.assertEqual(len(self.ask('search', 'perche').lines), 1)
        self.assertEqual(self.run_ctl('show', '1@a.example', '--raw').out.encode(), raw)


class ReadingTest(CtlTest):
    def setUp(self):
        super().setUp()
        self.ask('import', correspondence.write(self), '--log', '--me', ME, '--create-contacts')

    def test_a_timeline_is_newest_first_and_says_why(self):
        """B17; A02: each entry says why it is there."""
        entries = self.ask('timeline', 'p2@clienti.example').lines
        self.assertEqual([e['message_id'] for e in entries], [f'm2.{n}@studio.example' for n in (3, 2, 1, 0)])
        self.assertEqual([e['direction'] for e in entries], ['in', 'out', 'in', 'out'])
        self.assertEqual({e['reason'] for e in entries}, {'import'})
        self.assertEqual(len({e['thread'] for e in entries}), 1)
        for entry in entries:
            self.assertLessEqual({'thread', 'direction', 'date', 'subject', 'snippet', 'attachments', 'reason'},
                                 set(entry))
            self.assertTrue(entry['why'])
        self.assertEqual(entries[2]['attachments'][0]['sha256'], correspondence.digest(2))
        self.assertEqual(entries[3]['date'], '2026-01-03T07:33:20Z')

    def test_threads_have_the_documented_members(self):
        threads = self.ask('threads').lines
        self.assertEqual(len(threads), 4)
        self.assertEqual(set(threads[0]), {'thread', 'subject', 'message_ids', 'contacts', 'first', 'last', 'n'})
        self.assertEqual(threads[0]['message_ids'], [f'm3.{n}@studio.example' for n in range(4)])
        one = self.ask('threads', '--contact', 'p1@clienti.example').lines
        self.assertEqual([t['subject'] for t in one], ['Offerta 1'])

    def test_show_has_text_people_and_reason(self):
        shown = self.ask('show', '<m1.1@studio.example>').json
        self.assertLessEqual({'subject', 'from', 'to', 'cc', 'date', 'message_id', 'in_reply_to', 'references', 'text',
                              'attachments', 'reason'}, set(shown))
        self.assertEqual(shown['from'], [{'name': 'Persona 1', 'address': 'p1@clienti.example'}])
        self.assertEqual(shown['to'][0]['address'], ME)
        self.assertEqual(shown['in_reply_to'], ['m1.0@studio.example'])
        self.assertIn('Testo numero 1 1', shown['text'])
        self.assertEqual(self.ask('show', str(shown['message'])).json, shown)
        self.assertIn('Testo numero 1 1', self.run_ctl('show', 'm1.1@studio.example', '--text').out)
        self.assertIn('Testo numero 1 1', self.run_ctl('show', 'm1.1@studio.example').out)

    def test_raw_is_the_message_byte_for_byte(self):
        raw = self.run_ctl('show', 'm1.1@studio.example', '--raw').out
        with open(self.path('Maildir/cur/1767225601.1_1.host:2,S'), encoding='utf-8') as file:
            self.assertEqual(raw, file.read())
        self.ask('show', 'm1.1@studio.example', '--html', status=3)

    def test_attachments_are_listed_and_saved_safely(self):
        found = self.ask('attachments', '--contact', 'p1@clienti.example').json
        self.assertEqual([(a['name'], a['type'], a['size'], a['sha256'], a['message_id']) for a in found],
                         [('offerta 1.pdf', 'application/pdf', 15, correspondence.digest(1), 'm1.1@studio.example')])
        for n in range(2):
            saved = self.ask('attachments', '--message', 'm1.1@studio.example', '--save', self.path('out')).json
            with open(saved[0]['saved'], 'rb') as file:
                self.assertEqual(hashlib.sha256(file.read()).hexdigest(), correspondence.digest(1))
            self.assertEqual(os.stat(saved[0]['saved']).st_mode & 0o111, 0)
        self.assertEqual(len(os.listdir(self.path('out'))), 2)

    def test_search_finds_words(self):
        hits = self.ask('search', 'parola2').lines
        self.assertEqual(sorted(h['message_id'] for h in hits), [f'm2.{n}@studio.example' for n in range(4)])
        self.assertEqual(hits[0]['message_id'], 'm2.3@studio.example')
        self.assertNotIn('\u2068', hits[0]['snippet'])
        self.assertEqual(len(self.ask('search', 'parola2', '--limit', '2').lines), 2)
        self.assertEqual(self.ask('search', 'parola2', 'inesistente', status=3).out, '')

    def test_search_takes_any_characters_as_words(self):
        for query in ['"', "'; DROP TABLE message; --", 'AND OR NOT', 'a*b', '(', 'NEAR(a b)', 'x:y', '*', '^', '\\']:
            self.assertIn(self.run_ctl('--json', 'search', '--', query).status, (0, 3), query)

    def test_why_unlog_and_log(self):
        why = self.ask('why', 'm0.0@studio.example').json
        self.assertTrue(why['logged'])
        self.assertEqual(why['entries'][0]['reason'], 'import')
        gone = self.ask('unlog', 'm0.0@studio.example').json
        self.assertEqual((gone['logged'], gone['entries']), (False, []))
        self.assertEqual(len(self.ask('timeline', 'p0@clienti.example').lines), 3)
        back = self.ask('log', 'm0.0@studio.example').json
        self.assertEqual(back['entries'][0]['reason'], 'manual')
        self.assertEqual(len(self.ask('timeline', 'p0@clienti.example').lines), 4)

    def test_logging_by_hand_needs_a_contact(self):
        answer = self.ask('log', 'news@shop.example', status=3)
        self.assertEqual(answer.error['reason'], 'no-contact')
        entries = self.ask('log', 'news@shop.example', '--contact', 'p0@clienti.example').json['entries']
        self.assertEqual([e['name'] for e in entries], ['Persona 0'])

    def test_deleting_a_contact_takes_its_log_along(self):
        self.ask('contacts', 'delete', 'p0@clienti.example')
        self.assertFalse(self.ask('why', 'm0.0@studio.example').json['logged'])
        self.ask('search', 'parola0', status=3)


if __name__ == '__main__':
    tap.main()
