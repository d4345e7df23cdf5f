#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing letters in a real window, by keyboard only, through real servers (A07, A09, A35, A37, B31, B32, B47)."""
import email
import email.message
import email.policy
import email.utils
import json
import os
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'lab')]
import tap  # noqa: E402
from lab import Lab  # noqa: E402
from session import wait_until  # noqa: E402
from ui_driver import PROGRAM, Ui  # noqa: E402

CTL = os.environ.get('CARTEGGIOCTL', 'carteggioctl')
PASSWORD = 'cavallo giusto'


class ComposeTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.lab.__enter__()
        cls.number = 0

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def setUp(self):
        type(self).number += 1
        self.anna = f'anna{self.number}@example.it'
        self.ada = f'ada{self.number}@cliente.example'
        for address in (self.anna, self.ada):
            self.lab.add_user(address, PASSWORD)

    def ctl(self, ui, *words, status=0, text=''):
        answer = subprocess.run(self.lab.command([CTL, *words]), env=ui.environment, capture_output=True, text=True,
                                check=False, input=text)
        self.assertEqual(answer.returncode, status, answer.stderr)
        return answer.stdout

    def prepare(self, ui):
        """Anna's mailbox, and Ada as her contact, before the window opens."""
        secret = os.path.join(ui.folder, 'secret')
        with open(secret, 'w', encoding='utf-8') as file:
            file.write(PASSWORD)
        self.ctl(ui, 'connect', self.anna, '--name', 'Anna Bianchi', *self.lab.connect_options(), '--password-file',
                 secret)
        self.ctl(ui, 'contacts', 'add', f'Ada Rossi <{self.ada}>')

    def start(self, ui):
        self.prepare(ui)
        ui.launch(self.lab.command([PROGRAM]))
        ui.wait_for(role='list item', containing='Ada Rossi')

    def mail_in(self, address, folder='INBOX'):
        return [email.message_from_bytes(raw, policy=email.policy.default)
                for _, raw in self.lab.messages(address, folder)]

    def arrived(self, address, count=1):
        wait_until(lambda: len(self.mail_in(address)) >= count, 40, f'{count} letters for {address}')
        return self.mail_in(address)

    def write(self, ui, to, subject, text):
        """A new letter, from the main window."""
        ui.key('ctrl+n')
        ui.wait_focus(role='text', name=ui.word('To'))
        ui.type(to)
        ui.mnemonic('S_ubject')
        ui.type(subject)
        ui.key('Return')
        ui.wait_focus(role='text', name=ui.word('Letter'))
        ui.type(text)

    def test_an_unlogged_letter_names_its_attachments(self):
        """They help to decide whether it is logged, and are had once it is."""
        plan = email.message.EmailMessage()
        plan['From'], plan['To'], plan['Subject'] = self.ada, self.anna, 'Il piano'
        plan['Date'], plan['Message-ID'] = email.utils.formatdate(), '<piano@cliente.example>'
        plan.set_content('Ecco il piano.')
        plan.add_attachment(b'%PDF', maintype='application', subtype='pdf', filename='piano terra.pdf')
        self.lab.deliver(self.anna, plan.as_bytes(policy=email.policy.SMTP))
        with Ui() as ui:
            self.prepare(ui)
            self.ctl(ui, 'sync')
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Ada Rossi')
            ui.key('alt+2')
            ui.wait_focus(role='list item', containing='Il piano')
            ui.key('Return')
            ui.wait_for_text('Ecco il piano')
            ui.wait_for_text('piano terra.pdf')
            ui.wait_for_text('once the letter is logged')
            ui.photograph('69-unlogged-attachment')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_A37_a_receipt_is_given_by_hand(self):
        """8.8, RFC 8098: a quiet row with the letter; to whom is said where that is not the sender; once; by keyboard."""
        for number, (subject, to) in enumerate((('Contratto firmato', self.ada), ('Altrove', 'ufficio@altri.example'))):
            asking = email.message.EmailMessage()
            asking['From'], asking['To'], asking['Subject'] = f'Ada Rossi <{self.ada}>', self.anna, subject
            asking['Date'], asking['Message-ID'] = email.utils.formatdate(), f'<asks{number}@cliente.example>'
            asking['Disposition-Notification-To'] = to
            asking.set_content('Ci dica quando lo ha letto.')
            self.lab.deliver(self.anna, asking.as_bytes(policy=email.policy.SMTP))
        with Ui() as ui:
            self.prepare(ui)
            self.ctl(ui, 'sync')
            for number in range(2):
                self.ctl(ui, 'log', f'asks{number}@cliente.example')
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Ada Rossi')
            ui.key('Return')
            ui.wait_for_text('asks to be told that you read this. The receipt would not go to the sender but to')
            ui.photograph('receipt-elsewhere')
            ui.tab_to(role='push button', name='Do not send')
            ui.key('space')
            ui.wait_for_text('and is not told')
            ui.wait_gone(role='push button', name='Do not send')
            ui.photograph('receipt-refused')
            ui.tab_to(role='push button', containing='Contratto firmato')
            ui.key('Return')
            ui.wait_for(role='push button', name='Do not send')
            ui.tab_to(role='push button', name='Do not send')
            ui.photograph('receipt-asked')
            ui.key('shift+Tab')
            ui.wait_focus(role='push button', name='Send receipt')
            ui.key('space')
            ui.wait_for_text('You are telling the sender that you read this')
            report, = self.arrived(self.ada)
            self.assertEqual((report.get_content_type(), report['Return-Path']), ('multipart/report', '<>'))
            ui.photograph('receipt-given')
            self.assertEqual(self.mail_in(self.anna, 'Sent'), [])
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_a_letter_is_written_and_arrives(self):
        """A07, A37, B31: typed by keyboard, sent by the person's own server, logged, its copy in Sent."""
        with Ui() as ui:
            self.start(ui)
            ui.key('ctrl+n')
            ui.wait_focus(role='text', name='To')
            ui.type('ada')
            ui.wait_for(role='list item', containing='Ada Rossi')
            ui.photograph('70-compose-offers')
            ui.key('Return')
            wait_until(lambda: self.ada in (ui.find(role='text', name='To') or {}).get('text', ''), 10, 'the address')
            ui.mnemonic('S_ubject')
            ui.type('Preventivo 12')
            ui.key('Return')
            ui.type('Buongiorno Ada, ')
            ui.key('ctrl+b')
            ui.type('ecco')
            ui.key('ctrl+b')
            ui.type(' il preventivo.')
            ui.wait_for_text('Kept as a draft')
            ui.photograph('71-compose')
            ui.key('ctrl+Return')
            ui.wait_for_text('The letter leaves in ten seconds')
            ui.photograph('72-leaves')
            arrived = self.arrived(self.ada)
            self.assertEqual(len(arrived), 1)
            self.assertEqual(arrived[0]['Subject'], 'Preventivo 12')
            self.assertEqual(arrived[0].get_body(('plain',)).get_content().rstrip('\n'),
                             'Buongiorno Ada, ecco il preventivo.')
            self.assertIn('<b>ecco</b>', arrived[0].get_body(('html',)).get_content())
            self.assertEqual(arrived[0]['From'].addresses[0].display_name, 'Anna Bianchi')
            ui.key('alt+3')
            ui.wait_for(role='list item', containing='Sent: accepted by')
            ui.key('Down', 'Return')
            ui.wait_for_text('A copy is in Sent.')
            ui.photograph('73-outgoing')
            self.assertEqual(len(self.mail_in(self.anna, 'Sent')), 1)
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_a_letter_is_taken_back_and_nothing_leaves(self):
        """Undo in the ten seconds: it is a draft again, whole, and nobody gets it."""
        with Ui() as ui:
            self.start(ui)
            self.write(ui, self.ada, 'Ripensamento', 'Prima versione')
            ui.key('ctrl+Return')
            ui.wait_for_text('The letter leaves in ten seconds')
            ui.key('ctrl+z')
            ui.wait_focus(role='text', name='Letter')
            ui.key('ctrl+End')
            ui.type(', seconda')
            ui.wait_for_text('Kept as a draft')
            ui.key('ctrl+w')
            ui.wait_for(role='list item', name='Outgoing')
            time.sleep(11)
            self.assertEqual(self.mail_in(self.ada), [])
            self.assertEqual(json.loads(self.ctl(ui, 'outbox', 'list', '--json', status=3)), [])
            ui.key('alt+3')
            ui.wait_for(role='list item', containing='Draft')
            ui.key('Down', 'Return')
            wait_until(lambda: (ui.find(role='text', name='Letter') or {}).get('text') == 'Prima versione, seconda', 10,
                       'the draft, whole')
            ui.key('ctrl+Return')
            self.assertEqual(self.arrived(self.ada)[0].get_content(), 'Prima versione, seconda\n')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_what_was_written_survives_a_crash(self):
        """A35: kept as one types, restored after a crash, discarded only when asked."""
        with Ui() as ui:
            self.start(ui)
            self.write(ui, 'nessuno', 'Bozza', 'Ancora da finire')
            ui.wait_for_text('Kept as a draft')
            ui.program.kill()
            ui.program.wait()
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Ada Rossi')
            ui.key('alt+3')
            ui.wait_for(role='list item', containing='Bozza')
            ui.key('Down', 'Return')
            wait_until(lambda: (ui.find(role='text', name='Letter') or {}).get('text') == 'Ancora da finire', 10,
                       'the draft')
            ui.key('ctrl+Return')
            ui.wait_for_text('nessuno')
            ui.wait_focus(role='text', name='To')
            ui.photograph('74-no-address')
            ui.tab_to(containing='Letter menu')
            ui.key('Return')
            ui.wait_for(role='menu item', name='Discard draft')
            ui.key('Up', 'Return')
            ui.wait_for_text('What you wrote is lost.')
            ui.mnemonic('_Discard')
            ui.wait_for(role='push button', name='Write a letter')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def deliver(self, ui, subject='Richiesta', extra='', body='Vorrei un preventivo.\r\n'):
        """A letter from Ada to Anna, logged on Ada."""
        raw = (f'From: Ada Rossi <{self.ada}>\r\nTo: {self.anna}\r\nSubject: {subject}\r\n'
               f'Message-ID: <q{self.number}@cliente.example>\r\nDate: Sat, 28 Nov 2026 10:00:00 +0100\r\n{extra}\r\n{body}')
        self.lab.deliver(self.anna, raw.encode())
        self.ctl(ui, 'sync')
        self.ctl(ui, 'log', f'q{self.number}@cliente.example')

    def test_a_server_that_is_away_is_told_at_once(self):
        """Not only after the hour in which it is merely tried again."""
        with Ui() as ui:
            self.start(ui)
            self.lab.stop_dovecot()
            try:
                ui.wait_for(role='push button', containing='1 mailbox has a problem')
                ui.photograph('90-server-away')
            finally:
                self.lab.start_dovecot()
            ui.wait_gone(containing='1 mailbox has a problem')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_logging_goes_on_with_the_letter_below(self):
        """Also where the logged one takes another along, which stood above it."""
        names = ('Notizie uno', 'Notizie due', 'Domanda', 'Notizie tre', 'Re: Domanda')     # oldest first
        for n, subject in enumerate(names):
            sender = self.ada if 'Domanda' in subject else 'notizie@cliente.example'
            answers = f'In-Reply-To: <n2.{self.number}@x>\r\n' if subject.startswith('Re:') else ''
            self.lab.put(self.anna, (f'From: {sender}\r\nTo: {self.anna}\r\nSubject: {subject}\r\n{answers}'
                                     f'Message-ID: <n{n}.{self.number}@x>\r\nDate: Sat, 28 Nov 2026 1{n}:00:00 +0100\r\n'
                                     '\r\nTesto.\r\n').encode())
        with Ui() as ui:
            self.prepare(ui)
            self.ctl(ui, 'sync')
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Ada Rossi')
            ui.key('alt+2')
            ui.wait_focus(role='list item', containing='Re: Domanda')
            ui.key('Down', 'Down')
            ui.wait_focus(role='list item', containing='Domanda')
            ui.key('ctrl+l')
            ui.wait_gone(role='list item', containing='Domanda')
            ui.wait_for(role='list item', containing='Notizie due', state='selected')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_a_late_answer_shows_its_text(self):
        """It is not the newest by its date: what is folded shows its first line once the text is here."""
        with Ui() as ui:
            self.prepare(ui)
            self.deliver(ui)
            self.open_thread(ui)
            raw = (f'From: Ada Rossi <{self.ada}>\r\nTo: {self.anna}\r\nSubject: Re: Richiesta\r\n'
                   f'Message-ID: <late{self.number}@cliente.example>\r\nIn-Reply-To: <q{self.number}@cliente.example>\r\n'
                   'Date: Sat, 28 Nov 2026 09:00:00 +0100\r\n\r\nArrivata tardi.\r\n')
            self.lab.deliver(self.anna, raw.encode())
            ui.wait_for(role='push button', containing='2 letters')
            ui.wait_for_text('Arrivata tardi.', 5)
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def open_thread(self, ui):
        ui.launch(self.lab.command([PROGRAM]))
        ui.wait_for(role='list item', containing='Ada Rossi')
        ui.key('Down', 'Return')
        ui.wait_for(role='push button', containing='1 letter')
        ui.wait_for(role='push button', containing='Reply')

    def test_B32_a_letter_from_a_deal_and_from_a_company(self):
        """A01: to their people, filled in with what is known of them; the letter stands on their pages; not what is open."""
        with Ui() as ui:
            self.prepare(ui)
            self.ctl(ui, 'companies', 'add', 'Cucine Verdi', '--domain', 'cliente.example')
            self.ctl(ui, 'deals', 'add', 'Cucina nuova', '--amount', '1200', '--stage', 'proposal', '--company',
                     'Cucine Verdi', '--contact', self.ada)
            self.ctl(ui, 'templates', 'put', 'Offerta', '--shortcut', 'offerta', '--subject', 'Per {{company.name}}',
                     text='{{deal.name}} ({{deal.stage}}): {{trattativa.importo}}\n')
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', name='Deals')
            for place, key, name in (('Deals', 'alt+7', 'Cucina nuova'), ('Companies', 'alt+6', 'Cucine Verdi')):
                ui.key(key)
                ui.wait_for(role='list item', name=place, state='selected')
                ui.wait_focus(role='list item', containing=name)
                ui.key('Return')
                ui.wait_for(role='push button', name='Write…')
                ui.photograph(f'write-from-{place.lower()}')
                ui.mnemonic('Wri_te…')
                ui.wait_focus(role='text', name='Subject')
                self.assertEqual(ui.find(role='text', name='To')['text'], f'Ada Rossi <{self.ada}>')
                ui.key('Return')
                ui.wait_focus(role='text', name='Letter')
                ui.type('/offerta ')
                wait_until(lambda: ui.find(role='text', name='Subject')['text'] == 'Per Cucine Verdi', 10, 'the subject')
                ui.photograph(f'write-from-{place.lower()}-letter')
                ui.key('ctrl+Return')
                if place == 'Deals':
                    ui.wait_gone(role='text', name='Letter')
                    self.assertEqual(self.arrived(self.ada)[0].get_content().rstrip('\n'),
                                     'Cucina nuova (Proposal sent): 1200 EUR')
                else:
                    ui.wait_for_text('A part of the template is not filled in')
                    ui.key('ctrl+w')
            deal, company = (json.loads(self.ctl(ui, what, 'show', name, '--json'))['messages']
                             for what, name in (('deals', 'Cucina nuova'), ('companies', 'Cucine Verdi')))
            self.assertEqual((len(deal), company), (1, 1))
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_an_answer_quotes_and_stays_in_its_thread(self):
        """B32: from the contact's page; In-Reply-To and the quote are those of the letter."""
        with Ui() as ui:
            self.prepare(ui)
            self.deliver(ui)
            self.open_thread(ui)
            ui.photograph('75-thread')
            ui.tab_to(role='push button', containing='Reply')
            ui.key('ctrl+r')
            ui.wait_focus(role='text', name='Letter')
            ui.type('Eccolo.')
            ui.photograph('76-answer')
            ui.key('ctrl+Return')
            arrived = self.arrived(self.ada)[0]
            self.assertEqual(arrived['Subject'], 'Re: Richiesta')
            self.assertEqual(arrived['In-Reply-To'], f'<q{self.number}@cliente.example>')
            text = arrived.get_content()
            self.assertTrue(text.startswith('Eccolo.\n\nOn '), text)
            self.assertIn('Ada Rossi wrote:\n> Vorrei un preventivo.\n', text)
            ui.wait_for(role='push button', containing='2 letters')
            ui.wait_for_text('Sent: accepted by localhost · A copy is in Sent.')
            ui.photograph('89-sent-on-page')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_an_answer_that_became_another_letter_is_told(self):
        """B45, B47: nobody and nothing of the letter is left: New e-mail takes it out of the thread."""
        with Ui() as ui:
            self.prepare(ui)
            self.deliver(ui)
            self.open_thread(ui)
            ui.tab_to(role='push button', containing='Reply')
            ui.key('Return')
            ui.wait_focus(role='text', name='Letter')
            ui.key('ctrl+a')
            ui.type('Tutt’altro')
            self.assertIsNone(ui.find(role='push button', name='New e-mail', state='showing'))
            ui.mnemonic('_To')
            ui.key('ctrl+a')
            ui.type(self.anna)
            ui.wait_for_text('would stand in the same conversation')
            ui.photograph('77-another-letter')
            ui.mnemonic('_New e-mail')
            ui.wait_focus(role='text', name='Letter')
            ui.mnemonic('S_ubject')
            ui.key('ctrl+a')
            ui.type('Nuova')
            ui.key('ctrl+Return')
            wait_until(lambda: any(one['Subject'] == 'Nuova' for one in self.mail_in(self.anna)), 40, 'the letter')
            arrived = next(one for one in self.mail_in(self.anna) if one['Subject'] == 'Nuova')
            self.assertIsNone(arrived['In-Reply-To'])
            self.assertIsNone(arrived['References'])
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_a_letter_is_passed_on_with_its_files(self):
        extra = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n'
        body = ('--b\r\nContent-Type: text/plain\r\n\r\nIn allegato.\r\n--b\r\nContent-Type: application/pdf\r\n'
                'Content-Disposition: attachment; filename="pianta.pdf"\r\n\r\n%PDF-1.4 x\r\n--b--\r\n')
        with Ui() as ui:
            self.prepare(ui)
            self.deliver(ui, extra=extra, body=body)
            self.open_thread(ui)
            ui.tab_to(role='push button', containing='Forward')
            ui.key('Return')
            ui.wait_focus(role='text', name='To')
            ui.wait_for(role='push button', name='Do not attach pianta.pdf')
            ui.type(self.anna)
            ui.photograph('78-forward')
            ui.key('ctrl+Return')
            wait_until(lambda: len(self.mail_in(self.anna)) == 2, 40, 'the letter passed on')
            passed = next(one for one in self.mail_in(self.anna) if one['Subject'] == 'Fwd: Richiesta')
            self.assertIn('In allegato.', passed.get_body(('plain',)).get_content())
            attachment = next(passed.iter_attachments())
            self.assertEqual((attachment.get_filename(), attachment.get_content()), ('pianta.pdf', b'%PDF-1.4 x'))
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_a_template_is_inserted_for_whom_it_is(self):
        """B48: kept from a letter, inserted by key, filled in; what is not known blocks sending."""
        with Ui() as ui:
            self.start(ui)
            self.write(ui, '', 'Preventivo per {{contact.company}}', 'Gentile {{contact.first_name}},')
            ui.tab_to(containing='Letter menu')
            ui.key('Return')
            ui.wait_for(role='menu item', name='Keep as a template…')
            ui.key('Down', 'Down', 'Down', 'Return')
            ui.wait_for_text('Keep as a template')
            ui.key('ctrl+a')
            ui.type('Preventivo')
            ui.photograph('84-keep-template')
            ui.key('Return')
            ui.wait_for_text('The template is kept')
            ui.mnemonic('_To')
            ui.type(self.ada)
            ui.key('Escape')
            ui.mnemonic('S_ubject')
            ui.key('ctrl+a', 'Delete', 'Return', 'ctrl+a', 'Delete')
            ui.key('ctrl+t')
            ui.wait_for(role='list item', containing='Preventivo')
            ui.photograph('85-templates')
            ui.key('Return')
            wait_until(lambda: (ui.find(role='text', name='Letter') or {}).get('text') == 'Gentile Ada,', 10, 'the words')
            ui.key('ctrl+Return')
            ui.wait_for_text('A part of the template is not filled in.')
            ui.photograph('86-open-token')
            ui.mnemonic('S_ubject')
            ui.key('ctrl+a')
            ui.type('Preventivo')
            ui.key('ctrl+Return')
            self.assertEqual(self.arrived(self.ada)[0]['Subject'], 'Preventivo')
            self.assertEqual(ui.quit(30), 0, ui.output()[-4000:])

    def test_B48_a_template_has_a_folder_and_a_shortcut(self):
        """Changed, tried with a contact, removed and had back, typed as a word: by keyboard, narrow, in Italian."""
        with Ui(language='it', size='380x760') as ui:
            self.prepare(ui)
            words = 'Gentile {{contact.first_name}},\ngrazie da tutta {{contact.company}}.'
            subprocess.run(self.lab.command([CTL, 'templates', 'put', 'Ringraziamento', '--subject', 'Grazie']),
                           env=ui.environment, input=words, text=True, check=True, capture_output=True)
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Ada Rossi')
            self.write(ui, self.ada, 'x', '')
            ui.key('ctrl+t')
            ui.wait_focus(role='list item', containing='Ringraziamento')
            ui.tab_to(role='push button', containing=ui.word('Change the template %s').split('%')[0])
            ui.key('Return')
            ui.wait_for_text(ui.word('_Try it with a contact'))
            ui.mnemonic('_Folder, if it is to be in one')
            ui.type('Clienti')
            ui.mnemonic('S_hortcut, as /thanks')
            ui.type('/ringrazio')
            ui.mnemonic('_Try it with a contact')
            ui.type(self.ada)
            ui.key('Escape')
            ui.wait_for_text('Gentile Ada,')
            ui.wait_for_text(ui.word('Not known of this contact: %s').replace('%s', '{{contact.company}}'))
            ui.photograph('91-template-editor-it-narrow')
            ui.mnemonic('_Save')
            ui.wait_for_text('/ringrazio · Grazie')
            ui.wait_for_text('Clienti')
            ui.wait_focus(role='list item', containing='Ringraziamento')
            ui.photograph('92-templates-it-narrow')
            ui.tab_to(role='push button', containing=ui.word('Remove the template %s').split('%')[0])
            ui.key('Return')
            ui.wait_for_text(ui.word('The template is removed'))
            ui.photograph('93-template-removed-it')
            self.assertEqual(json.loads(self.ctl(ui, 'templates', 'list', '--json', status=3)), [])
            ui.key('ctrl+z')
            ui.wait_for_text('/ringrazio · Grazie')
            ui.wait_focus(role='list item', containing='Ringraziamento')
            ui.key('Escape')
            ui.wait_focus(role='text', name=ui.word('Letter'))
            ui.type('Ecco: /nulla /ringrazio ')
            wait_until(lambda: (ui.find(role='text', name=ui.word('Letter')) or {}).get('text') ==
                       'Ecco: /nulla Gentile Ada,\ngrazie da tutta {{contact.company}}.', 10, 'the words')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_several_people_get_a_letter_each(self):
        """B48, A01: what each would get is seen first; who it cannot be filled in for gets none; undone, it is one."""
        with Ui() as ui:
            self.start(ui)
            people = f'{self.ada}, ignota@cliente.example'
            self.write(ui, people, 'Per {{contact.first_name}}', 'Gentile {{contact.first_name}},')
            ui.tab_to(containing='Letter menu')
            ui.key('Return')
            ui.wait_for(role='menu item', name='Send to each separately…')
            ui.key('Down', 'Return')
            ui.wait_for_text('1 person gets no letter.')
            ui.wait_for_text('Gentile Ada,')
            ui.photograph('87-each')
            ui.key('Down')
            ui.wait_for_text('What is missing in the letter to ignota@cliente.example')
            ui.mnemonic('_Send 1 letter')
            ui.wait_for_text('1 letter leaves in ten seconds')
            ui.key('ctrl+z')
            ui.wait_focus(role='text', name='Letter')
            self.assertEqual(ui.find(role='text', name='Letter')['text'], 'Gentile {{contact.first_name}},')
            self.assertEqual(ui.find(role='text', name='To')['text'], people)
            states = [one['state'] for one in json.loads(self.ctl(ui, 'outbox', 'list', '--json'))]
            self.assertEqual(states, ['cancelled'])
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def count(self, ui, n):
        """The words of the bar below the list."""
        return ui.words.ngettext('%u contact selected', '%u contacts selected', n).replace('%u', str(n))

    def selected(self, ui):
        """The contacts chosen: their rows say more than a name."""
        return [node['name'].split(',')[0] for node in ui.nodes(role='list item', state='selected')
                if ',' in node['name']]

    def test_A01_B48_contacts_chosen_in_the_list_get_a_letter_each(self):
        """By keyboard, narrow, in Italian: Escape leaves them and the focus stays; Send shows what each would get."""
        with Ui(language='it', size='380x760') as ui:
            self.prepare(ui)
            for name in ('Bruno Verdi', 'Carla Neri'):
                self.ctl(ui, 'contacts', 'add', f'{name} <{name.split()[0].lower()}@cliente.example>')
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Ada Rossi')
            ui.wait_focus(role='list item')
            ui.key('Home')
            ui.wait_focus(role='list item', containing='Ada Rossi')
            ui.wait_for(role='list item', containing='Ada Rossi', state='selected')
            ui.key('shift+Down', 'shift+Down')
            ui.wait_for_text(self.count(ui, 3))
            ui.key('Escape')
            ui.wait_gone(containing=self.count(ui, 3))
            ui.wait_focus(role='list item', containing='Carla Neri')
            self.assertEqual(self.selected(ui), ['Ada Rossi'])
            ui.key('ctrl+space')
            ui.wait_for_text(self.count(ui, 2))
            ui.photograph('95-several-contacts-it-narrow')
            ui.mnemonic('Write to _each…')
            ui.wait_focus(role='text', name=ui.word('Subject'))
            self.assertEqual(ui.find(role='text', name=ui.word('To'))['text'],
                             f'Ada Rossi <{self.ada}>, Carla Neri <carla@cliente.example>')
            ui.type('Invito')
            ui.key('Return')
            ui.type('Gentile {{contact.first_name}},')
            ui.wait_for_text(ui.word('A separate letter for each'))
            ui.key('ctrl+Return')
            ui.wait_for_text('Gentile Ada,')
            ui.photograph('95-several-letters-it-narrow')
            self.ctl(ui, 'outbox', 'list', status=3)        # nothing has left
            ui.key('Escape', 'ctrl+w')
            ui.wait_focus(role='list item', containing='Carla Neri')
            ui.key('Return')
            ui.wait_gone(containing=self.count(ui, 2))
            ui.wait_focus(role='push button')
            ui.key('alt+Left')
            ui.wait_focus(role='list item', containing='Carla Neri')
            self.assertIsNone(ui.find(containing=self.count(ui, 2)))
            self.assertEqual(self.selected(ui), ['Carla Neri'])
            ui.key('alt+3')     # kept as a draft, it is still for each
            ui.wait_for(role='list item', containing='Invito')
            ui.key('Down', 'Return')
            ui.wait_for_text(ui.word('A separate letter for each'))
            ui.key('ctrl+Return')
            ui.wait_for_text('Gentile Ada,')
            ui.key('Escape', 'ctrl+w')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_who_is_never_logged_is_not(self):
        """A37: the switch starts off, and says why."""
        with Ui() as ui:
            self.prepare(ui)
            self.ctl(ui, 'never-log', 'add', self.ada)
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Ada Rossi')
            self.write(ui, self.ada, 'Personale', 'Solo tra noi.')
            ui.wait_for_text('This letter is not logged')
            ui.photograph('74-never-logged')
            ui.key('ctrl+Return')
            self.arrived(self.ada)
            self.assertEqual(self.ctl(ui, 'timeline', self.ada, '--json', status=3), '')
            self.assertEqual(ui.quit(30), 0, ui.output()[-4000:])

    def test_a_letter_for_tomorrow_waits(self):
        """A36: its time is said where it waits; the program does not wait for it."""
        with Ui() as ui:
            self.start(ui)
            self.write(ui, self.ada, 'Domani', 'Buona giornata')
            ui.tab_to(containing='Letter menu')
            ui.key('Return')
            ui.wait_for(role='menu item', name='Send later…')
            ui.key('Return')
            ui.wait_for_text('Tomorrow morning at 9')
            ui.photograph('87-send-later')
            ui.mnemonic('_Send later')
            ui.wait_for_text('The letter waits for its time')
            ui.key('alt+3')
            ui.wait_for(role='list item', containing='To be sent')
            ui.photograph('88-waits')
            self.assertEqual(ui.quit(5), 0, ui.output()[-4000:])
            waiting = json.loads(self.ctl(ui, 'outbox', 'list', '--json'))[0]
            self.assertEqual(waiting['state'], 'queued')
            self.assertIn('T0', waiting['due'])
            self.assertEqual(self.mail_in(self.ada), [])

    def test_A36_a_letter_leaves_at_their_nine(self):
        """Another zone, found by typing its place; what that is here is said; narrow, in Italian."""
        with Ui(language='it', size='380x760') as ui:
            self.start(ui)
            self.write(ui, self.ada, 'Domani', 'Buona giornata')
            ui.tab_to(containing=ui.word('Letter menu'))
            ui.key('Return')
            ui.wait_for(role='menu item', name=ui.word('Send _later…'))
            ui.key('Return')
            ui.wait_for_text(ui.word('Tomorrow morning at 9'))
            ui.mnemonic('Time _zone')
            ui.wait_for(15, containing='Abidjan (Africa)')
            ui.photograph('94-zones-it-narrow')
            ui.key('shift+Tab')
            ui.type('Tokyo')
            ui.wait_gone(15, containing='Abidjan (Africa)')
            ui.key('Down', 'Return')
            ui.wait_for_text('Tokyo (Asia)')
            ui.photograph('94-their-nine-it-narrow')
            ui.mnemonic('_Send later')
            ui.wait_for_text(ui.word('The letter waits for its time'))
            self.assertIn('T00:00:00', json.loads(self.ctl(ui, 'outbox', 'list', '--json'))[0]['due'])
            self.assertEqual(ui.quit(5), 0, ui.output()[-4000:])

    def test_a_contact_is_written_to_as_before(self):
        """A09: from the contact's page, as the sender it was written with last."""
        with Ui() as ui:
            self.prepare(ui)
            self.ctl(ui, 'identities', 'put', self.anna, f'vendite{self.number}@example.it', '--name', 'Vendite')
            self.deliver(ui)
            self.lab.put(self.anna, (f'From: vendite{self.number}@example.it\r\nTo: {self.ada}\r\nSubject: Re: Richiesta\r\n'
                                     f'Message-ID: <v{self.number}@example.it>\r\nIn-Reply-To: <q{self.number}@cliente.example>'
                                     '\r\nDate: Sat, 28 Nov 2026 12:00:00 +0100\r\n\r\nEcco.\r\n').encode(), 'Sent')
            self.ctl(ui, 'sync')
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Ada Rossi')
            ui.key('Down', 'Return')
            ui.wait_for(role='push button', containing='2 letters')
            ui.key('ctrl+m')
            ui.wait_focus(role='text', name='Subject')
            ui.wait_for(role='label', containing=f'Vendite <vendite{self.number}@example.it>')
            self.assertEqual(ui.find(role='text', name='To')['text'], f'Ada Rossi <{self.ada}>')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_A04_a_link_to_an_address_begins_a_letter(self):
        """A04, RFC 6068: people, subject and words are taken, files and headers are not."""
        with Ui() as ui:
            self.start(ui)
            second = ui.start([PROGRAM, 'mailto:ada@x.example?subject=Caff%C3%A8&body=Uno%0D%0ADue&attach=/etc/passwd'])
            self.assertEqual(second.wait(20), 0)
            ui.wait_focus(role='text', name='Letter')
            self.assertEqual(ui.find(role='text', name='To')['text'], 'ada@x.example')
            self.assertEqual(ui.find(role='text', name='Subject')['text'], 'Caffè')
            self.assertEqual(ui.find(role='text', name='Letter')['text'], 'Uno\nDue')
            self.assertIsNone(ui.find(role='push button', containing='Do not attach'))
            ui.key('ctrl+w')
            ui.wait_for(role='list item', name='Outgoing')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_a_forgotten_file_and_an_empty_subject_are_asked_about(self):
        with Ui(language='it', dark=True, size='400x720') as ui:
            self.start(ui)
            self.write(ui, self.ada, '', 'In allegato la fattura.')
            ui.key('ctrl+Return')
            ui.wait_for_text(ui.word('Send it without a subject?'))
            ui.mnemonic('_Send anyway')
            ui.wait_for_text(ui.word('Nothing is attached'))
            ui.photograph('79-nothing-attached-it')
            ui.mnemonic('_Cancel')
            ui.wait_focus(role='text', name=ui.word('Letter'))
            ui.photograph('80-compose-it-narrow-dark')
            ui.key('ctrl+Return')
            ui.wait_for_text(ui.word('Nothing is attached'))
            ui.mnemonic('_Send anyway')
            self.assertEqual(self.arrived(self.ada)[0]['Subject'], '')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_a_letter_that_fails_says_so_where_it_is(self):
        """A07, B31: what happened, what can be done, and a sign that somebody should look."""
        with Ui() as ui:
            self.start(ui)
            self.write(ui, 'nobody@refused.example', 'Perduta', 'Prova')
            ui.key('ctrl+Return')
            ui.wait_for_text('The letter leaves in ten seconds')
            ui.key('alt+3')
            ui.wait_for(role='list item', containing='Perduta')
            ui.key('Down', 'Return')
            ui.wait_for(role='push button', name='Take back')
            ui.photograph('81-queued')
            ui.wait_for_text('A letter was not sent as it should: see Outgoing', 40)
            ui.wait_for(role='push button', name='Try again')
            ui.wait_for_text('Not sent')
            ui.photograph('82-failed')
            ui.tab_to(role='push button', name='Write on')
            ui.key('Return')
            ui.wait_focus(role='text', name='Letter')
            ui.mnemonic('_To')
            ui.key('ctrl+a')
            ui.type(self.ada)
            ui.photograph('83-written-on')
            ui.key('ctrl+Return')
            self.assertEqual(self.arrived(self.ada)[0]['Subject'], 'Perduta')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_what_was_sent_leaves_before_the_program_ends(self):
        with Ui() as ui:
            self.start(ui)
            self.write(ui, self.ada, 'Ultima', 'Vado via')
            ui.key('ctrl+Return')
            ui.wait_for_text('The letter leaves in ten seconds')
            self.assertEqual(ui.quit(30), 0, ui.output()[-4000:])
            self.assertEqual([one['Subject'] for one in self.mail_in(self.ada)], ['Ultima'])
            self.assertEqual(len(self.mail_in(self.anna, 'Sent')), 1)


if __name__ == '__main__':
    tap.main()
