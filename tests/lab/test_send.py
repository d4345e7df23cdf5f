#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending through real servers: Postfix takes it, Dovecot keeps it. What arrives is counted where it arrives, the copy
where it is kept (A37, B02, B03, B31, B34, B48; S3, S5, S6 of the threats).

CARTEGGIO_SEND_KILLS: how many passings of each point a program is killed at (0: all of them); without it, one.
"""
import email
import email.policy
import email.utils
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


class NoSentTest(SendCase):
    """A server that has no folder for sent mail, neither named so nor meant so."""
    dovecot_extra = 'namespace inbox {\n  mailbox Sent {\n    special_use =\n    auto = no\n  }\n}\n'

    def folders(self):
        return {name[1:] for name in os.listdir(self.lab.path('mail', self.address.lower())) if name.startswith('.')}

    def test_B35_a_folder_for_sent_mail_is_made_when_asked_for(self):
        """None by itself; made, it takes the copy that had no place; chosen, another one is used, and stays chosen."""
        self.lab.maildir(self.address, 'Presentazioni')
        before = self.folders()
        sent = self.send('--subject', 'Senza posto')
        self.assertEqual((sent['state'], sent['copy'], sent['error']['reason']), ('accepted', 'failed', 'no-sent-folder'))
        seen = self.ask('accounts', 'sent', self.address)
        self.assertEqual((seen['sent_folder'], seen['may_make']), (None, True))
        self.assertIn('Presentazioni', [one['name'] for one in seen['folders']])
        self.assertNotIn('Drafts', [one['name'] for one in seen['folders']])
        for name in ('Nessuna', 'INBOX', 'Trash'):
            refused = self.ask('accounts', 'sent', self.address, '--folder', name, status=3)
            self.assertEqual(refused['error']['reason'], 'no-such-folder')
        self.assertNotIn('Sent', self.folders())
        for _ in range(2):
            made = self.ask('accounts', 'sent', self.address, '--make')
            self.assertEqual((made['sent_folder'], made['may_make']), ('Sent', False))
            self.assertEqual(self.folders() - before, {'Sent'})
        self.run_ctl('outbox', 'flush')
        self.assertEqual([one['Subject'] for one in self.mail_in(self.address, 'Sent')], ['Senza posto'])
        self.assertEqual(self.ask('outbox', 'show', str(sent['id']))['copy'], 'saved')
        chosen = self.ask('accounts', 'sent', self.address, '--folder', 'Presentazioni')
        self.assertEqual(chosen['sent_folder'], 'Presentazioni')
        self.sync()
        self.assertIn('keeps sent mail', self.run_ctl('accounts', 'sent', self.address, json_wanted=False).stdout)
        self.assertEqual(self.send('--subject', 'Altrove')['copy'], 'saved')
        self.assertEqual([one['Subject'] for one in self.mail_in(self.address, 'Presentazioni')], ['Altrove'])
        self.assertEqual(len(self.mail_in(self.address, 'Sent')), 1)


class SendTest(SendCase):
    def test_a_letter_arrives_once_and_is_kept_once(self):
        """A07, B04, B33: through the mailbox's own server, which is named; the copy is ours where it keeps none itself."""
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

    def test_a_template_is_filled_in_for_each(self):
        """B48: words once, a letter each; what is not known of somebody is not sent."""
        self.ask('contacts', 'add', f'Ada Rossi <{self.other}>')
        self.ask('templates', 'put', 'Saluto', '--subject', 'Per {{contact.first_name}}',
                 text='Buongiorno {{contatto.nome}},\n{{contact.company}}\n')
        refused = self.ask('send', '--to', self.other, '--template', 'saluto', status=2)
        self.assertEqual(refused['error']['reason'], 'open-token')
        self.ask('templates', 'put', 'SALUTO', '--subject', 'Per {{contact.first_name}}',
                 text='Buongiorno {{contatto.nome}} ({{contact.address}}).\n')
        self.assertEqual([one['name'] for one in self.ask('templates', 'list')], ['SALUTO'])
        sent = self.ask('send', '--to', self.other, '--template', 'saluto')
        self.assertEqual((sent['subject'], sent['state']), ('Per Ada', 'accepted'))
        self.assertEqual(self.arrived('Per Ada')[0].get_content(), f'Buongiorno Ada ({self.other}).\n')
        self.run_ctl('templates', 'remove', 'saluto')
        self.ask('send', '--to', self.other, '--template', 'saluto', status=3)

    def test_B48_templates_have_folders_and_shortcuts(self):
        """What is not said stays; a word stands for one template; what is removed comes back whole."""
        self.ask('templates', 'put', 'Rinvio', '--folder', 'Visite', '--shortcut', '/Rinvio', text='Rinviamo.\n')
        kept = self.ask('templates', 'put', 'rinvio', '--subject', 'Rinvio', text='Rinviamo?\n')
        self.assertEqual([kept[key] for key in ('folder', 'shortcut', 'text')], ['Visite', 'rinvio', 'Rinviamo?\n'])
        self.ask('templates', 'put', 'Conferma', text='Confermo.\n')
        refused = self.ask('templates', 'edit', 'conferma', '--shortcut', 'RINVIO', status=1)
        self.assertEqual(refused['error']['reason'], 'template-shortcut-taken')
        refused = self.ask('templates', 'edit', 'conferma', '--shortcut', 'due parole', status=2)
        self.assertEqual(refused['error']['reason'], 'template-shortcut')
        kept = self.ask('templates', 'edit', 'conferma', '--name', 'Sì', '--shortcut', 'ok', '--folder', 'Visite')
        self.assertEqual([kept[key] for key in ('name', 'shortcut', 'text')], ['Sì', 'ok', 'Confermo.\n'])
        moved = self.ask('templates', 'rename-folder', 'Visite', 'Appuntamenti')
        self.assertEqual([(one['name'], one['folder']) for one in moved],
                         [('rinvio', 'Appuntamenti'), ('Sì', 'Appuntamenti')])
        self.run_ctl('templates', 'remove', 'rinvio')
        self.run_ctl('undo')
        back = self.ask('templates', 'show', 'rinvio')
        self.assertEqual([back[key] for key in ('folder', 'shortcut', 'subject')], ['Appuntamenti', 'rinvio', 'Rinvio'])
        self.ask('templates', 'rename-folder', 'Appuntamenti', '')
        self.ask('templates', 'rename-folder', 'Appuntamenti', 'x', status=3)
        self.run_ctl('templates', 'remove', 'Rinvio')
        self.run_ctl('templates', 'remove', 'Sì')

    def test_several_people_get_a_letter_each(self):
        """B48, A01: each sees nobody else; what is not known of one, or who wants no more, stops theirs alone."""
        people = [f'{name}.{self.other}' for name in ('ada', 'ugo', 'eva')]
        for name, address in zip(('"Ada <Rossi> & C"', 'Ugo Neri', ''), people):
            self.ask('contacts', 'add', f'{name} <{address}>')
        self.lab.add_user(people[0], self.password)
        form = self.write('form.html', '<p>Ciao <b>{{contact.name}}</b></p>')
        self.ask('templates', 'put', 'Giro', '--subject', 'Per {{contact.first_name}}', text='Ciao {{contact.name}}\n')
        words = ['send', '--template', 'giro', '--html', form, '--contact', people[0], '--to', people[1], '--to',
                 people[2]]
        self.run_ctl('sequences', 'refuse', people[1])
        seen = self.ask(*words, '--dry-run', status=1)
        self.assertEqual([(one['subject'], one['state'], one['reason'], one['open']) for one in seen],
                         [('Per Ugo', 'left-out', 'no-more', None),
                          ('Per {{contact.first_name}}', 'left-out', 'open-token', '{{contact.first_name}}'),
                          ('Per Ada', 'ready', None, None)])
        self.assertEqual(self.outbox(), [])
        sent = self.ask(*words, '--each', status=1)
        self.assertEqual([one['state'] for one in sent], ['left-out', 'left-out', 'accepted'])
        wait_until(lambda: self.mail_in(people[0]), 30, 'the letter to Ada')
        arrived = self.mail_in(people[0])[0]
        self.assertEqual((arrived['To'].addresses[0].addr_spec, len(arrived['To'].addresses)), (people[0], 1))
        self.assertNotIn('ugo', arrived.as_string())
        self.assertIn('<b>Ada &lt;Rossi&gt; &amp; C</b>', arrived.get_body(('html',)).get_content())
        self.assertIsNone(arrived['Auto-Submitted'])
        self.assertEqual(len(self.outbox()), 1)
        many = [word for number in range(12) for word in ('--to', f'n{number}@x.example')]
        paced = {one['due'] for one in self.send(*many, '--subject', 'Tanti', '--dry-run')}
        self.assertEqual(len(paced), 2)
        refused = self.ask('send', *many, '--cc', people[0], '--each', '--subject', 'x', text='x', status=2)
        self.assertEqual(refused['error']['reason'], 'each-copies')

    @unittest.skipUnless(has_fault_points(), 'built without fault points: there is no way to let days pass')
    def test_a_letter_that_missed_its_time(self):
        """8.5: sent, asked about or kept for the next working hour, as is set; asked about, it leaves when told to."""
        friday = 1795802400    # 2026-11-27 18:00 UTC
        for policy, state in (('send', 'accepted'), ('ask', 'failed'), ('hours', 'queued')):
            self.run_ctl('settings', 'set', 'missed-letters', policy)
            sent = self.send('--subject', f'Dopo {policy}', '--at', '2026-11-27T17:00:00Z',
                             environment={'CARTEGGIO_NOW': str(friday - 7200)})
            self.assertEqual(sent['state'], 'queued')
            late = {'CARTEGGIO_NOW': str(friday + 3600)}
            self.send('--subject', f'Spinge {policy}', environment=late)
            shown = self.ask('outbox', 'show', str(sent['id']), status=None)
            self.assertEqual(shown['state'], state, policy)
            if policy == 'ask':
                self.assertEqual(shown['error']['reason'], 'missed')
                self.assertEqual(self.ask('outbox', 'retry', str(sent['id']), environment=late)['state'], 'accepted')
            if policy == 'hours':
                self.assertEqual(shown['due'], '2026-11-30T09:00:00Z')
        self.assertEqual(len(self.arrived('Dopo ask')), 1)

    def test_what_comes_back_is_told(self):
        """8.8, B14a: the report of the server that could not deliver it is paired with the letter, by its Message-ID."""
        lost = 'nessuno.' + self.other
        good = self.send('--subject', 'Arriva')
        sent = self.ask('send', '--to', lost, '--subject', 'Torna', text='Prova\n')
        self.assertEqual((sent['state'], sent['fate']), ('accepted', 'none'))
        wait_until(lambda: self.mail_in(self.address), 30, 'the report')
        self.sync()
        shown = self.ask('outbox', 'show', str(sent['id']))
        self.assertEqual((shown['fate'], shown['words']), ('bounced', 'Came back: it could not be delivered'))
        self.assertEqual(self.ask('outbox', 'show', str(good['id']))['fate'], 'none')

    def test_a_delay_and_a_stranger_bring_nothing_back(self):
        sent = self.send('--subject', 'In viaggio')
        report = ('From: MAILER-DAEMON@x.example\r\nTo: {to}\r\nSubject: Delivery\r\nMessage-ID: <{number}@x.example>\r\n'
                  'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n'
                  '--b\r\n\r\nwords\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n'
                  'Final-Recipient: rfc822; {who}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--b\r\n'
                  'Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{id}>\r\n\r\n--b--\r\n')
        for number, (who, action, status, fate) in enumerate([
                (self.other, 'delayed', '4.4.1', 'none'), ('altri@x.example', 'failed', '5.1.1', 'none'),
                (self.other, 'failed', '4.4.7', 'bounced')]):
            self.deliver(report.format(to=self.address, number=number, who=who, action=action, status=status,
                                       id=sent['message_id']).encode())
            self.sync()
            self.assertEqual(self.ask('outbox', 'show', str(sent['id']))['fate'], fate, who)

    @unittest.skipUnless(has_fault_points(), 'built without fault points: there is no way to let days pass')
    def test_who_has_not_answered_is_waited_for(self):
        """8.8: after working days, as many as are set; a machine's answer is none, a person's ends it."""
        self.ask('contacts', 'add', f'Ada Rossi <{self.other}>')
        friday = 1795773600    # 2026-11-27 10:00 UTC
        at = {'CARTEGGIO_NOW': str(friday)}
        sent = self.send('--subject', 'Offerta', environment=at)

        def waiting(days):
            now = {'CARTEGGIO_NOW': str(friday + days * 86400 + 60)}
            answer = self.run_ctl('contacts', 'waiting', status=None, environment=now)
            self.assertEqual(answer.returncode, 0 if json.loads(answer.stdout) else 3)
            return [one['name'] for one in json.loads(answer.stdout)]
        self.assertEqual([waiting(days) for days in (0, 4, 5, 80, 91)], [[], [], ['Ada Rossi'], ['Ada Rossi'], []])
        self.run_ctl('settings', 'set', 'waiting-days', '1')
        self.assertEqual([waiting(days) for days in (2, 3)], [[], ['Ada Rossi']])
        self.run_ctl('settings', 'set', 'waiting-days', 'never')
        self.assertEqual(waiting(5), [])
        self.run_ctl('settings', 'set', 'waiting-days', '3')
        for number, extra in enumerate(('Auto-Submitted: auto-replied\r\n', '')):
            self.deliver((f"From: {self.other}\r\nTo: {self.address}\r\nSubject: Re: Offerta\r\nMessage-ID: <w{number}@x>\r\n"
                          f"Date: {email.utils.formatdate(friday + 3600)}\r\n{extra}In-Reply-To: <{sent['message_id']}>\r\n"
                          '\r\nEcco.\r\n').encode())
            self.sync()
            self.assertEqual(waiting(6), [] if number else ['Ada Rossi'])

    def test_receipts_are_told_with_the_letter(self):
        """A37, 8.8: a reader's (RFC 8098) and certified mail's; of nobody but those it went to, and none is sent back."""
        self.lab.add_user(f'ugo.{self.other}', self.password)
        sent = self.send('--subject', 'Offerta', '--receipt', '--cc', f'ugo.{self.other}')
        self.assertEqual(self.arrived('Offerta')[0]['Disposition-Notification-To'].strip('<>').split('<')[-1],
                         self.address)
        head = ('From: {who}\r\nTo: ' + self.address + '\r\nSubject: {subject}\r\nMessage-ID: <{number}@x.example>\r\n'
                'Date: {date}\r\nMIME-Version: 1.0\r\n')
        read = (head + 'Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b\r\n\r\n'
                'Letto.\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; {about}'
                '\r\nOriginal-Message-ID: <{id}>\r\nDisposition: manual-action/MDN-sent-manually; {what}\r\n\r\n--b--\r\n')
        certified = (head + 'X-Ricevuta: {what}\r\nX-Riferimento-Message-ID: <{id}>\r\n'
                     'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nRicevuta\r\n--b\r\n'
                     'Content-Type: application/xml; name="daticert.xml"\r\n\r\n<postacert><dati><consegna>{about}'
                     '</consegna></dati></postacert>\r\n--b--\r\n')
        pec, began = 'posta-certificata@pec.example', int(time.time()) - 600
        for number, (kind, who, subject, about, what) in enumerate([
                (certified, pec, 'ACCETTAZIONE: Offerta', '', 'accettazione'),
                (certified, pec, 'CONSEGNA: Offerta', self.other, 'avvenuta-consegna'),
                (read, self.other, 'Letto: Offerta', self.other, 'displayed'),
                (read, 'eva@x.example', 'Letto: Offerta', 'eva@x.example', 'displayed'),
                (read, f'ugo.{self.other}', 'Non letto', f'ugo.{self.other}', 'deleted')]):
            self.deliver(kind.format(number=number, who=who, subject=subject, about=about, what=what,
                                     id=sent['message_id'], date=email.utils.formatdate(began + 60 * number)).encode())
        self.sync()
        shown = self.ask('outbox', 'show', str(sent['id']))
        self.assertEqual([(one['news'], one['recipient'], one['at']) for one in shown['receipts']],
                         [(news, who, time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(began + 60 * number)))
                          for news, who, number in (('certified', '', 0), ('delivered', self.other, 1),
                                                    ('read', self.other, 2), ('discarded', f'ugo.{self.other}', 4))])
        self.assertEqual(shown['fate'], 'none')
        self.assertIn(f'Read by {self.other}', self.run_ctl('outbox', 'show', str(sent['id']), json_wanted=False).stdout)
        self.deliver(certified.format(number=5, who=pec, subject='AVVISO DI MANCATA CONSEGNA: Offerta', about=self.other,
                                      what='errore-consegna', id=sent['message_id'],
                                      date=email.utils.formatdate()).encode())
        self.deliver((f'From: {self.other}\r\nTo: {self.address}\r\nMessage-ID: <q@x.example>\r\nSubject: Conferma\r\n'
                      f'Disposition-Notification-To: {self.other}\r\n\r\nLo avete letto?\r\n').encode())
        self.sync()
        self.run_ctl('show', 'q@x.example')
        shown = self.ask('outbox', 'show', str(sent['id']))
        self.assertEqual((shown['fate'], shown['receipts'][-1]['news']), ('bounced', 'not-delivered'))
        self.assertEqual(len(self.outbox()), 1)

    def asks(self, number, to, *headers, sender=None):
        lines = [f'From: {sender or self.other}', f'To: {self.address}', f'Message-ID: <m{number}@x.example>',
                 'Subject: Contratto', f'Disposition-Notification-To: {to}', *headers, '', 'Lo avete letto?', '']
        self.deliver('\r\n'.join(lines).encode())
        self.sync()
        return self.ask('show', f'm{number}@x.example').get('receipt')

    def test_A37_a_receipt_is_given_by_hand_and_once(self):
        """8.8, RFC 8098: asked for, nothing leaves by itself; told by hand, to whom is said, once, and kept nowhere."""
        self.ask('contacts', 'add', f'Ada Rossi <{self.other}>')
        self.assertEqual(self.asks(1, self.other), {'to': self.other, 'answer': 'open', 'answered': None})
        self.assertEqual(self.outbox(), [])
        self.run_ctl('receipt', 'refuse', 'm1@x.example')
        self.assertEqual(self.ask('show', 'm1@x.example')['receipt']['answer'], 'refused')
        sent = self.ask('receipt', 'send', 'm1@x.example')
        self.assertEqual([sent[key] for key in ('subject', 'state', 'copy', 'error')],
                         ['Read: Contratto', 'accepted', 'none', None])
        self.assertEqual(self.ask('show', 'm1@x.example')['receipt']['answer'], 'given')
        for action in ('send', 'refuse'):
            again = self.ask('receipt', action, 'm1@x.example', status=1)
            self.assertEqual(again['error']['reason'], 'receipt-given')
        report, = self.arrived('Read: Contratto')
        self.assertEqual((report.get_content_type(), report.get_param('report-type')),
                         ('multipart/report', 'disposition-notification'))
        self.assertEqual((report['Return-Path'], report['In-Reply-To'], report['Disposition-Notification-To']),
                         ('<>', '<m1@x.example>', None))
        words, fields = report.iter_parts()
        self.assertIn('Contratto', words.get_content())
        said = fields.get_payload()[0]
        self.assertEqual([said[name] for name in ('Final-Recipient', 'Original-Message-ID', 'Disposition')],
                         [f'rfc822;{self.address}', '<m1@x.example>',
                          'manual-action/MDN-sent-manually; displayed'])
        self.sync()
        self.assertEqual(self.mail_in(self.address, 'Sent'), [])
        self.run_ctl('log', 'm1@x.example')
        self.assertEqual([one['direction'] for one in self.lines('timeline', self.other)], ['in'])
        self.assertEqual(len(self.outbox()), 1)

    def test_A37_a_receipt_goes_where_it_is_said_to(self):
        """Not for lists, programs and crowds; where somebody else asks, that is said; a server that wants a sender gets one."""
        for number, (to, *headers) in enumerate([
                (self.other, 'List-Id: <soci.x.example>'), (self.other, 'Auto-Submitted: auto-generated'),
                (f'{self.other}, eva@x.example',), (self.other, 'Disposition-Notification-Options: a=required,b'),
                (self.other, 'Precedence: bulk')]):
            self.assertIsNone(self.asks(number, to, *headers), headers)
            refused = self.ask('receipt', 'send', f'm{number}@x.example', status=3)
            self.assertEqual(refused['error']['reason'], 'no-wish')
        signed = 'signed@refused.example'
        self.lab.add_user(signed, self.password)
        self.assertEqual(self.asks(10, f'Ufficio <{signed}>')['to'], signed)
        self.assertIn(signed, self.run_ctl('show', 'm10@x.example', json_wanted=False).stdout)
        self.assertEqual(self.ask('receipt', 'send', 'm10@x.example')['state'], 'accepted')
        wait_until(lambda: self.mail_in(signed), 30, 'the receipt')
        report, = self.mail_in(signed)
        self.assertEqual(report['Return-Path'], f'<{self.address}>')
        self.assertEqual(self.mail_in(self.other), [])

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
                headers = email.message_from_bytes(raw)
                self.assertNotIn('bcc', [name.lower() for name in headers.keys()])
                self.assertNotIn(hidden, ' '.join(filter(None, (headers['To'], headers['Cc'], headers['From']))))

    def test_files_and_form_arrive_as_they_were(self):
        content = bytes(range(256)) * 400
        form = self.write('form.html', '<p>Buongiorno <b>Ada</b></p>')
        name = self.write('Fattura n° 12 — «così».pdf', content)
        self.send('--subject', 'Allegato', '--html', form, '--attach', name)
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

    def test_A30_an_alias_that_the_server_refuses(self):
        """A29, A30: it can be added at any time; the server's no is about the sender, whatever command it answers."""
        alias = 'vendite@altri.example'
        self.assertEqual(self.run_ctl('identities', 'refresh', self.address, status=3).stdout.strip(),
                         '{"added":0,"candidates":[]}')
        self.ask('identities', 'put', self.address, alias, '--name', 'Vendite')
        failed = self.send('--from', alias, '--subject', 'Alias', status=1)
        self.assertEqual((failed['state'], failed['error']['code'], failed['error']['reason']),
                         ('failed', 'AUTH_REJECTED', 'sender-refused'))
        self.assertIn('not owned by user', failed['error']['server_text'])
        self.assertEqual(self.ask('accounts')[0]['state'], 'connected')

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
