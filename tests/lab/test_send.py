#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending through real servers: Postfix takes it, Dovecot keeps it. What arrives is counted where it arrives, the copy
where it is kept (A37, B02, B03, B31, B34, B48; S3, S5, S6 of the threats).

CARTEGGIO_SEND_KILLS: how many passings of each point a program is killed at (0: all of them); without it, one.
"""
import email
import email.policy
import json
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import KILLED, ProductCase, has_fault_points  # noqa: E402
from session import wait_until  # noqa: E402

KILLS = int(os.environ.get('CARTEGGIO_SEND_KILLS', '1'))
POINTS = ['send-begin', 'smtp-connect', 'smtp-login', 'smtp-mail', 'smtp-data', 'smtp-letter', 'smtp-dot', 'smtp-end',
          'smtp-answered', 'send-end', 'send-copy', 'imap-append', 'imap-appended', 'store-begin', 'store-commit',
          'store-committed']
MOST_PASSINGS = 30


class SendCase(ProductCase):
    def setUp(self):
        super().setUp()
        self.other = self.address.replace('@example.it', '@cliente.example')
        self.lab.add_user(self.other, self.password)
        self.connect()

    def send(self, *words, text='Buongiorno,\n\ntutto bene.\n', status=0, **options):
        return self.ask('send', '--to', self.other, *words, text=text, status=status, **options)

    def outbox(self):
        return json.loads(self.run_ctl('outbox', 'list', status=None).stdout)

    def mail_in(self, address, folder='INBOX', subject=None):
        found = [email.message_from_bytes(raw, policy=email.policy.default)
                 for _, raw in self.lab.messages(address, folder)]
        return [one for one in found if subject is None or one['Subject'] == subject]

    def arrived(self, subject, count=1):
        """The letters of the subject, when there are that many, and a moment later still."""
        wait_until(lambda: len(self.mail_in(self.other, subject=subject)) >= count, 30, f'{subject} arrives')
        return self.mail_in(self.other, subject=subject)


class SendTest(SendCase):
    def test_a_letter_arrives_once_and_is_kept_once(self):
        self.ask('contacts', 'add', f'Ada Rossi <{self.other}>')
        sent = self.send('--subject', 'Preventivo «città»')
        self.assertEqual((sent['state'], sent['copy'], sent['error']), ('accepted', 'saved', None))
        self.assertEqual(sent['accepted_by'], self.lab.host('good', 'smtp'))
        arrived = self.arrived('Preventivo «città»')
        self.assertEqual(len(arrived), 1)
        self.assertEqual(arrived[0].get_content(), 'Buongiorno,\n\ntutto bene.\n')
        self.assertEqual(arrived[0]['Message-ID'], f"<{sent['message_id']}>")
        kept = self.mail_in(self.address, 'Sent')
        self.assertEqual([one['Message-ID'] for one in kept], [arrived[0]['Message-ID']])
        self.assertIn('S', self.lab.messages(self.address, 'Sent')[0][0])
        for _ in range(2):
            timeline = self.lines('timeline', self.other)
            self.assertEqual([(one['message_id'], one['direction'], one['reason']) for one in timeline],
                             [(sent['message_id'], 'out', 'sent')])
            self.sync()
        self.assertEqual(self.ask('outbox', 'show', str(sent['id']))['copy'], 'saved')

    def test_the_answer_is_logged_and_paired(self):
        self.ask('contacts', 'add', f'Ada Rossi <{self.other}>')
        sent = self.send('--subject', 'Offerta')
        answer = (f"From: {self.other}\r\nTo: {self.address}\r\nSubject: Re: Offerta\r\nMessage-ID: <r1@x.example>\r\n"
                  f"In-Reply-To: <{sent['message_id']}>\r\nReferences: <{sent['message_id']}>\r\n{{}}\r\nD'accordo.\r\n")
        self.deliver(answer.replace('r1@', 'r0@').format('Auto-Submitted: auto-replied\r\n').encode())
        self.sync()
        self.assertEqual(self.ask('outbox', 'show', str(sent['id']))['fate'], 'none')
        self.deliver(answer.format('').encode())
        self.sync()
        shown = self.ask('outbox', 'show', str(sent['id']))
        self.assertEqual((shown['fate'], shown['words']), ('answered', 'Answered'))
        self.assertIn('r1@x.example', [one['message_id'] for one in self.lines('timeline', self.other)])
        replied = self.send('--subject', 'Re: Offerta', '--reply-to', 'r1@x.example')
        arrived = self.arrived('Re: Offerta')[0]
        self.assertEqual(arrived['In-Reply-To'], '<r1@x.example>')
        self.assertEqual(arrived['References'].split(), [f"<{sent['message_id']}>", '<r1@x.example>'])
        self.assertEqual(replied['state'], 'accepted')

    def test_who_is_not_to_be_seen_is_not(self):
        hidden = 'h.' + self.address
        self.lab.add_user(hidden, self.password)
        sent = self.send('--subject', 'Copia', '--cc', f'Segreteria <b.{self.address}>', '--bcc', hidden)
        self.assertEqual([(one['kind'], one['state']) for one in sent['recipients']],
                         [('to', 'taken'), ('cc', 'taken'), ('bcc', 'taken')])
        self.arrived('Copia')
        wait_until(lambda: self.mail_in(hidden), 30, 'the unseen copy arrives')
        for where, folder in ((self.other, 'INBOX'), (hidden, 'INBOX'), (self.address, 'Sent')):
            for _, raw in self.lab.messages(where, folder):
                self.assertNotIn(b'bcc', raw.split(b'\r\n\r\n')[0].lower().replace(b'\n', b'\r\n'))
                headers = email.message_from_bytes(raw)
                self.assertNotIn(hidden, ' '.join(filter(None, (headers['To'], headers['Cc'], headers['From']))))

    def test_files_and_form_arrive_as_they_were(self):
        content = bytes(range(256)) * 400
        form = self.write('form.html', '<p>Buongiorno <b>Ada</b></p>')
        name = self.write('Fattura n° 12 — «così».pdf', content)
        self.send('--subject', 'Allegato', '--form', form, '--attach', name)
        arrived = self.arrived('Allegato')[0]
        attachment = next(arrived.iter_attachments())
        self.assertEqual(attachment.get_filename(), 'Fattura n° 12 — «così».pdf')
        self.assertEqual(attachment.get_content(), content)
        self.assertIn('<b>Ada</b>', arrived.get_body(('html',)).get_content())
        self.assertEqual(arrived.get_body(('plain',)).get_content(), 'Buongiorno,\n\ntutto bene.\n')

    def test_bodies_arrive_byte_for_byte(self):
        text = '.\n..\n.\nFrom qui\nQUIT\n' + 'è' * 3000 + '\n' + 'x' * 2000 + '\n  fine \t\n=3D=\n'
        self.send('--subject', 'Byte', text=text)
        self.assertEqual(self.arrived('Byte')[0].get_content(), text)

    def test_what_is_due_later_waits_and_can_be_taken_back(self):
        at = time.strftime('%Y-%m-%d %H:%M', time.localtime(time.time() + 7200))
        later = self.send('--subject', 'Domani', '--at', at)
        self.assertEqual(later['state'], 'queued')
        self.run_ctl('outbox', 'flush', status=3)
        self.assertEqual(self.ask('outbox', 'cancel', str(later['id']))['state'], 'cancelled')
        refused = self.ask('outbox', 'cancel', str(later['id']), status=1)
        self.assertEqual(refused['error']['reason'], 'outbox-state')
        self.assertEqual(self.mail_in(self.other), [])

    def test_a_server_that_is_away_is_asked_again(self):
        self.lab.stop_postfix()
        self.addCleanup(lambda: 'postfix' in self.lab.processes or self.lab.start_postfix())
        waiting = self.send('--subject', 'Più tardi')
        self.assertEqual((waiting['state'], waiting['tries']), ('queued', 1))
        self.assertEqual(waiting['error']['code'], 'NETWORK')
        self.lab.start_postfix()
        sent = self.ask('outbox', 'retry', str(waiting['id']))
        self.assertEqual((sent['state'], sent['copy']), ('accepted', 'saved'))
        self.assertEqual(len(self.arrived('Più tardi')), 1)

    def test_a_letter_too_large_says_so(self):
        large = self.write('large.bin', os.urandom(21 * 1024 * 1024))
        failed = self.send('--subject', 'Grande', '--attach', large, status=1)
        self.assertEqual((failed['state'], failed['error']['code'], failed['error']['reason']),
                         ('failed', 'TOO_LARGE', 'message-size'))

    def test_bad_input_leaves_nothing(self):
        for words, reason in ((('--to', 'nobody'), 'address'), (('--cc', 'a@b\nBcc: eve@evil.example'), 'address'),
                              (('--subject', 'x\r\nBcc: eve@evil.example'), 'control-character'),
                              (('--from', 'other@example.it'), 'no-sender'),
                              (('--attach', '/nowhere'), 'attachment'), (('--at', 'tomorrow'), 'usage')):
            answer = self.send(*words, status=None)
            self.assertEqual(answer['error']['reason'], reason, words)
        self.assertEqual(self.outbox(), [])

    def test_whoever_watches_sends_for_the_others(self):
        self.start_watching()
        sent = self.send('--subject', 'Di là')
        self.assertEqual((sent['state'], sent['copy']), ('accepted', 'saved'))
        self.assertEqual(len(self.arrived('Di là')), 1)
        self.assertEqual(len(self.mail_in(self.address, 'Sent', 'Di là')), 1)

    def test_a_copy_that_fails_is_no_message_that_fails(self):
        """B31: Sent cannot be written for a while."""
        parts = [os.path.join(self.lab.maildir(self.address, 'Sent'), part) for part in ('tmp', 'new', 'cur')]
        for part in parts:
            os.chmod(part, 0o500)
        sent = self.send('--subject', 'Senza copia')
        for part in parts:
            os.chmod(part, 0o700)
        self.assertEqual(sent['state'], 'accepted')
        self.assertIn(sent['copy'], ('pending', 'failed'))
        self.run_ctl('outbox', 'flush', status=None)
        self.assertEqual(self.ask('outbox', 'show', str(sent['id']))['copy'], 'saved')
        self.assertEqual(len(self.mail_in(self.address, 'Sent', 'Senza copia')), 1)
        self.assertEqual(len(self.arrived('Senza copia')), 1)

    def test_no_word_of_a_letter_is_in_a_log(self):
        self.send('--subject', 'Segreto42', text='Parolachiave\n', environment={'G_MESSAGES_DEBUG': 'all'})
        said = ''.join(self.said)
        self.assertNotIn('Parolachiave', said)
        self.assertNotIn(self.password, said)


class KillTest(SendCase):
    """S3: killed at each step, and gone on with: never twice, and never missing without a word."""

    @classmethod
    def setUpClass(cls):
        if not has_fault_points():
            raise unittest.SkipTest('a build without fault points')
        super().setUpClass()

    def kill(self, point, passing):
        """Whether the point was passed so often."""
        subject = f'{point} {passing}'
        fault = {'CARTEGGIO_FAULT': f'{point}:{passing}:abort'}
        run = self.run_ctl('send', '--to', self.other, '--subject', subject, text='x\n', environment=fault, status=None)
        if run.returncode != KILLED:
            return False
        queued = [one for one in self.outbox() if one['subject'] == subject]
        self.run_ctl('outbox', 'flush', status=None)
        for one in queued:
            after = self.ask('outbox', 'show', str(one['id']), status=None)
            self.check(subject, after)
        if not queued:
            self.assertEqual(self.mail_in(self.other, subject=subject), [])
        return True

    def check(self, subject, after):
        if after['state'] == 'accepted':
            self.assertEqual(len(self.arrived(subject)), 1, subject)
            self.assertEqual(len(self.mail_in(self.address, 'Sent', subject)), 1, subject)
            return
        # The window says that nobody knows: then it may be there, once.
        self.assertEqual(after['state'], 'unknown', subject)
        time.sleep(0.3)
        self.assertLessEqual(len(self.mail_in(self.other, subject=subject)), 1, subject)
        self.assertEqual(self.mail_in(self.address, 'Sent', subject), [], subject)

    def test_killed_at_every_step(self):
        self.ask('contacts', 'add', self.other)
        n_kills = 0
        for point in POINTS:
            for passing in range(1, (KILLS or MOST_PASSINGS) + 1):
                if not self.kill(point, passing):
                    break
                n_kills += 1
        self.assertGreaterEqual(n_kills, len(POINTS))
        self.sync()
        subjects = [one['Subject'] for one in self.mail_in(self.other)]
        self.assertEqual(len(subjects), len(set(subjects)))
        kept = [one['Subject'] for one in self.mail_in(self.address, 'Sent')]
        self.assertEqual(len(kept), len(set(kept)))

    def test_one_that_may_have_left_is_sent_again_by_hand_only(self):
        self.run_ctl('send', '--to', self.other, '--subject', 'Forse', text='x\n', status=KILLED,
                     environment={'CARTEGGIO_FAULT': 'smtp-dot:1:abort'})
        for _ in range(2):
            self.run_ctl('outbox', 'flush', status=None)
            listed = self.outbox()
            self.assertEqual([item['state'] for item in listed], ['unknown'])
        self.assertEqual(self.mail_in(self.other), [])
        sent = self.ask('outbox', 'retry', str(listed[0]['id']))
        self.assertEqual(sent['state'], 'accepted')
        self.assertEqual(len(self.arrived('Forse')), 1)

    def test_one_that_is_found_in_sent_was_sent(self):
        """As with a server that keeps the copy by itself: the program died before the answer."""
        self.ask('contacts', 'add', self.other)
        self.run_ctl('send', '--to', self.other, '--subject', 'Trovata', text='x\n', status=KILLED,
                     environment={'CARTEGGIO_FAULT': 'smtp-end:1:abort'})
        self.arrived('Trovata')
        self.run_ctl('outbox', 'flush', status=None)
        self.assertEqual(self.some('timeline', self.other), [])
        self.lab.put(self.address, self.lab.messages(self.other)[0][1], 'Sent', flags='S')
        self.sync()
        found = self.outbox()[0]
        self.assertEqual((found['state'], found['copy'], found['words']),
                         ('accepted', 'server', 'Sent: it is in the Sent folder'))
        self.assertEqual([(one['message_id'], one['reason']) for one in self.lines('timeline', self.other)],
                         [(found['message_id'], 'sent')])
        self.assertEqual(len(self.mail_in(self.other, subject='Trovata')), 1)


if __name__ == '__main__':
    tap.main()
