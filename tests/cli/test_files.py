#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""inspect, clean and thread-files: files said, nothing stored."""
import hashlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ctl import DATA, CtlTest, letter, tap  # noqa: E402

MEMBERS = {'subject', 'from', 'to', 'cc', 'date', 'message_id', 'in_reply_to', 'references', 'text', 'has_html',
           'attachments', 'automatic', 'problems'}


class CleanTest(CtlTest):
    def test_what_shows_and_what_it_would_load(self):
        """H1: nothing is left that loads; what would have been is told apart from the words."""
        answer = self.run_ctl('clean', self.write('one.html', (
            '<html><head><title>Sconti</title><script>alert(1)</script></head><body bgcolor="#fff">'
            '<p style="color:red;position:fixed">Perché no?<img src="https://leak.example/p.gif">'
            '<a href="javascript:x">qui</a> <a href="https://shop.example/">là</a>').encode('cp1252')))
        self.assertEqual(answer.out, '<body bgcolor="#fff"><p style="color: red">Perché no?<img><a>qui</a> '
                                     '<a href="https://shop.example/">là</a></p></body>')
        self.assertEqual(answer.err, 'https://leak.example/p.gif\n')

    def test_cleaned_again_it_is_the_same(self):
        once = self.run_ctl('clean', self.write('one.html', '<table><td>a<style>p{color:red}</style><b>b<svg><i>'))
        again = self.run_ctl('clean', self.write('two.html', once.out))
        self.assertEqual((once.status, once.out), (0, again.out))

    def test_in_json_for_machines(self):
        answer = self.run_ctl('--json', 'clean', self.write('one.html', '<p>a<img src=//x.example/1>'))
        self.assertEqual(answer.json, {'html': '<p>a<img></p>', 'remote': ['https://x.example/1']})
        self.assertEqual(answer.err, '')

    def test_what_cannot_be_cleaned(self):
        self.assertEqual(self.run_ctl('clean', self.path('none.html')).status, 3)
        large = self.run_ctl('--json', 'clean', self.write('large.html', 'a' * (4 * 1024 * 1024 + 1)))
        self.assertEqual((large.status, large.error['reason']), (1, 'html-too-large'))


class InspectTest(CtlTest):
    def inspect(self, raw, **options):
        return self.ask('inspect', self.write('one.eml', raw), **options).json

    def test_a_letter_is_said_member_by_member(self):
        found = self.ask('inspect', os.path.join(DATA, 'mail/plain-it.eml')).json
        self.assertEqual(set(found), MEMBERS)
        self.assertEqual(found['from'], [{'name': 'Giulia Ferrario',
                                          'address': 'giulia.ferrario@ceramicheferrario.example'}])
        self.assertEqual([one['address'] for one in found['to']],
                         ['info@studiomoretti.example', 'marco.rossi@studiomoretti.example'])
        self.assertEqual(found['cc'][0]['name'], 'Niccolò Bianchi')
        self.assertEqual(found['subject'], 'Preventivo per la fornitura di piastrelle — è pronto')
        self.assertEqual(found['date'], '2026-03-12T08:15:33Z')
        self.assertEqual(found['message_id'], '20260312.091533.1@ceramicheferrario.example')
        self.assertEqual(found['in_reply_to'], ['a1@studiomoretti.example'])
        self.assertEqual(found['references'], ['a0@studiomoretti.example', 'a1@studiomoretti.example'])
        self.assertIn('perché il colore è più caldo', found['text'].replace('\n', ' '))
        self.assertFalse(found['has_html'])
        self.assertEqual(found['automatic'], {'kind': 'human', 'bounce': None})

    def test_attachments_have_size_and_digest(self):
        found = self.inspect(letter('a@x.it', 'b@y.it', 'S', 'T', 'i@x', attachments=[
            ('../../etc/passwd', 'application/pdf', b'%PDF-1.4 content')]))
        self.assertEqual(found['attachments'], [{'name': 'passwd', 'type': 'application/pdf', 'size': 16,
                                                 'sha256': hashlib.sha256(b'%PDF-1.4 content').hexdigest()}])

    def test_a_bounce_names_its_recipient(self):
        found = self.inspect(
            b'From: MAILER-DAEMON@x.it\r\nTo: a@x.it\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n'
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            b'--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n'
            b'--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.x.it\r\n\r\n'
            b'Final-Recipient: rfc822; ugo@y.it\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n')
        self.assertEqual(found['automatic'], {'kind': 'bounce', 'bounce': {'recipient': 'ugo@y.it', 'status': '5.1.1',
                                                                           'hard': True}})

    def test_a_missing_message_id_is_null(self):
        found = self.inspect(b'From: a@x.it\r\nTo: b@y.it\r\nSubject: S\r\n\r\nT\r\n')
        self.assertIsNone(found['message_id'])
        self.assertIsNone(found['date'])
        self.assertIn('no-message-id', found['problems'])

    def test_bytes_of_no_message_do_no_harm(self):
        for raw in [b'', b'\0' * 5000, bytes(range(256)) * 40, b'\n\n\n', b'From: ' + b'(' * 100000]:
            answer = self.run_ctl('--json', 'inspect', self.write('one.eml', raw))
            self.assertIn(answer.status, (0, 1), answer)
            self.assertIn('error' if answer.status else 'subject', answer.json)

    def test_a_folder_is_refused(self):
        self.assertEqual(self.run_ctl('inspect', self.folder).status, 2)

    def test_a_terminal_is_not_driven_by_a_letter(self):
        path = self.write('one.eml', b'From: a@x.it\r\nSubject: =?utf-8?q?=1B]0;owned=07?=\r\n\r\nHi \x1b[2J there\x9b2J\r\n')
        answer = self.run_ctl('inspect', path)
        self.assertEqual(answer.status, 0, answer)
        self.assertNotIn('\x1b', answer.out)
        self.assertNotIn('\x9b', answer.out)

    def test_no_profile_is_made(self):
        self.inspect(b'From: a@x.it\r\n\r\nT\r\n')
        self.assertFalse(os.path.exists(self.profile))


class ThreadFilesTest(CtlTest):
    def threads(self, *paths):
        return self.ask('thread-files', *paths).json

    def put(self, name, message_id, references=(), date=1767225600):
        return self.write(f'mail/{name}.eml', letter('a@x.it', 'b@y.it', name, 'T', message_id, date, references))

    def test_replies_join_their_thread(self):
        self.put('1', 'one@x', date=100)
        self.put('2', 'two@x', ['one@x'], date=200)
        self.put('3', 'three@x', ['one@x', 'two@x'], date=300)
        self.put('4', 'other@x', date=150)
        found = self.threads(self.path('mail'))
        self.assertEqual([entry['message_ids'] for entry in found], [['one@x', 'two@x', 'three@x'], ['other@x']])
        self.assertEqual([os.path.basename(path) for path in found[0]['files']], ['1.eml', '2.eml', '3.eml'])

    def test_an_absent_ancestor_joins_but_is_not_listed(self):
        one = self.put('1', 'one@x', ['gone@x'])
        two = self.put('2', 'two@x', ['gone@x'])
        found = self.threads(one, two)
        self.assertEqual(len(found), 1)
        self.assertEqual(sorted(found[0]['message_ids']), ['one@x', 'two@x'])

    def test_equal_subjects_join_nothing(self):
        self.write('mail/a.eml', letter('a@x.it', 'b@y.it', 'Re: Offer', 'T', 'a@x'))
        self.write('mail/b.eml', letter('a@x.it', 'b@y.it', 'Re: Offer', 'T', 'b@x'))
        self.assertEqual(len(self.threads(self.path('mail'))), 2)

    def test_a_copy_is_an_entry_of_its_own(self):
        one = self.put('1', 'one@x')
        two = self.put('2', 'one@x')
        found = self.threads(one, two)
        self.assertEqual(found, [{'message_ids': ['one@x', 'one@x'], 'files': [one, two]}])

    def test_loops_end(self):
        one = self.put('1', 'one@x', ['two@x'])
        two = self.put('2', 'two@x', ['one@x'])
        three = self.put('3', 'three@x', ['three@x'])
        self.assertEqual(len(self.threads(one, two, three)), 2)

    def test_an_mbox_is_read_too(self):
        path = self.write('box.mbox', b''.join(
            b'From a@x.it Thu Jan  1 00:00:00 2026\n' + letter('a@x.it', 'b@y.it', 'S', 'T', f'{n}@x') + b'\n'
            for n in range(3)))
        found = self.threads(path)
        self.assertEqual([entry['files'] for entry in found], [[path]] * 3)

    def test_an_empty_folder_is_nothing_found(self):
        os.mkdir(self.path('empty'))
        self.assertEqual(self.ask('thread-files', self.path('empty'), status=3).json, [])


if __name__ == '__main__':
    tap.main()
