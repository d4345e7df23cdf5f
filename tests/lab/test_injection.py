#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a name, a subject or a file's name never becomes a header or a command (S1 of the threats): 60 payloads
in each of eight places, through a real Postfix. A letter is refused and then nothing of it is anywhere, or it arrives
once, at those it was for, with one of each header."""
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
from product import ProductCase, has_fault_points, letter  # noqa: E402
from session import wait_until  # noqa: E402

EVE = '%EVE%'
BREAKS = ['\r\n', '\n', '\r', '\r\n ', '\n\t', '\r\n\r\n', '\n\n', '\v', '\f', '\x1c', '\u0085', '\u2028', '%0d%0a', '\\r\\n',
          '=?utf-8?q?=0d=0a?=']
ORDERS = [f'Bcc: {EVE}', f'RCPT TO:<{EVE}>', f'.\r\nMAIL FROM:<x@x.example>\r\nRCPT TO:<{EVE}>\r\nDATA\r\nx', f'>, <{EVE}']
PAYLOADS = [f'{line_break}{order}' for line_break in BREAKS for order in ORDERS]
ONCE = ['From', 'To', 'Cc', 'Subject', 'Date', 'Message-ID', 'In-Reply-To', 'References', 'MIME-Version', 'Content-Type']
TEXT = 'Buongiorno,\n\ntutto bene.\n'


class InjectionTest(ProductCase):
    @classmethod
    def setUpClass(cls):
        if not has_fault_points():
            raise unittest.SkipTest('built without faults: no clock can be put ahead')
        super().setUpClass()

    def setUp(self):
        super().setUp()
        self.ada = self.address.replace('@example.it', '.ada@cliente.example')
        self.carlo = self.address.replace('@example.it', '.carlo@cliente.example')
        self.eve = self.address.replace('@example.it', '.eve@cliente.example')
        self.payloads = [payload.replace(EVE, self.eve) for payload in PAYLOADS]
        for address in (self.ada, self.carlo, self.eve):
            self.lab.add_user(address, self.password)
        self.connect()
        self.ask('contacts', 'add', f'Ada Rossi <{self.ada}>')
        self.queued, self.refused = {}, 0

    def send(self, *words, to=None, subject='Offerta'):
        """Queues a letter, or is told why not; far ahead, so that all of them leave together."""
        at = time.strftime('%Y-%m-%d %H:%M', time.localtime(time.time() + 300))
        answer = self.run_ctl('send', '--to', to or self.ada, *(['--subject', subject] if subject else []), '--at', at,
                              *words, text=TEXT, status=None)
        self.assertIn(answer.returncode, (0, 2, 3), answer)
        if answer.returncode == 0:
            sent = json.loads(answer.stdout)
            self.queued[sent['message_id']] = sent
        else:
            self.refused += 1

    def mail_in(self, address):
        return [email.message_from_bytes(raw, policy=email.policy.compat32)
                for _, raw in self.lab.messages(address, 'INBOX')]

    def flush(self):
        """All leave; what has arrived is what was queued, once each."""
        self.run_ctl('outbox', 'flush', status=None, environment={'CARTEGGIO_AHEAD': self.write('ahead', '400')}, timeout=600)
        states = {identity: self.ask('outbox', 'show', str(one['id']))['state'] for identity, one in self.queued.items()}
        accepted = [identity for identity, state in states.items() if state == 'accepted']
        wait_until(lambda: len(self.mail_in(self.ada)) >= len(accepted), 60, f'{len(accepted)} letters')
        time.sleep(2)
        arrived = self.mail_in(self.ada)
        self.assertEqual(sorted(one['Message-ID'].strip('<> ') for one in arrived), sorted(accepted))
        self.assertEqual(self.mail_in(self.eve), [])
        self.check_headers(arrived)
        return arrived

    def check_headers(self, arrived):
        for one in arrived:
            for name in ONCE:
                self.assertLessEqual(len(one.get_all(name, [])), 1, one.as_string()[:2000])
            self.assertEqual(one.get_all('Bcc', []), [])
            people = email.utils.getaddresses(one.get_all('To', []) + one.get_all('Cc', []))
            self.assertLessEqual({address for _, address in people}, {self.ada, self.carlo}, one.as_string()[:2000])

    def story(self, act):
        for payload in self.payloads:
            act(payload)
        self.assertEqual(len(self.queued) + self.refused, len(PAYLOADS))
        arrived = self.flush()
        self.assertGreater(self.refused, 0)
        self.assertGreater(len(arrived), 0)
        return arrived

    def test_S1_in_an_address(self):
        """Words before <an address> are a name: they are all that is taken, and go to that address alone."""
        for payload in self.payloads:
            self.send(to=self.ada + payload)
        self.assertEqual({one['kind'] + one['address'] for sent in self.queued.values() for one in sent['recipients']},
                         {'to' + self.eve})
        self.assertEqual(len(self.queued) + self.refused, len(self.payloads))
        self.assertGreater(self.refused, 40)

    def test_S1_in_a_copy(self):
        self.story(lambda payload: self.send('--cc', f'Carlo{payload} <{self.carlo}>'))

    def test_S1_in_a_hidden_copy(self):
        for payload in self.payloads:
            self.send('--bcc', self.carlo + payload)
        self.assertEqual({one['kind'] + one['address'] for sent in self.queued.values() for one in sent['recipients']},
                         {'to' + self.ada, 'bcc' + self.eve})
        self.assertGreater(self.refused, 40)

    def test_S1_in_the_subject(self):
        self.story(lambda payload: self.send(subject='Offerta' + payload))

    def test_S1_in_ones_own_name(self):
        def act(payload):
            self.run_ctl('identities', 'put', self.address, self.address, '--name', 'Anna' + payload, status=None)
            self.send()
        for payload in self.payloads:
            act(payload)
        self.assertEqual(len(self.queued), len(PAYLOADS))
        self.flush()

    def test_S1_in_a_token(self):
        self.ask('templates', 'put', 'Saluto', '--subject', 'Per {{contact.name}}', text='Per {{contact.name}}.\n')

        def act(payload):
            contact = self.ask('contacts', 'list')[0]['id']
            self.run_ctl('contacts', 'edit', str(contact), '--name', 'Ada' + payload, status=None)
            self.send('--template', 'Saluto', subject=None)
        for payload in self.payloads:
            act(payload)
        self.flush()

    def test_S1_in_the_name_of_a_file(self):
        folder = self.path('files')
        os.makedirs(folder)

        def act(payload):
            path = os.path.join(folder, ('a' + payload).replace('/', '_') + '.txt')
            with open(path, 'w', encoding='utf-8') as file:
                file.write('x')
            self.send('--attach', path)
        for payload in self.payloads:
            act(payload)
        for one in self.flush():
            self.assertEqual(len([part for part in one.walk() if part.get_filename()]), 1)

    def test_S1_in_what_is_answered(self):
        for number, payload in enumerate(self.payloads):
            raw = letter(1, sender=f'Ada <{self.ada}>', recipient=self.address)
            identity = f'n{number}{payload}'.replace('\r\n\r\n', '\r\n').replace('\n\n', '\n')
            self.deliver(raw.replace(b'<1@cliente.example>', f'<{identity}@x.example>'.encode()))
        self.sync()
        said = self.run_ctl('threads', '--unlogged', status=None).stdout.split('\n')
        for thread in [json.loads(line) for line in said if line]:
            for identity in thread['message_ids']:
                self.send('--reply-to', identity)
        self.assertGreaterEqual(len(self.queued) + self.refused, len(PAYLOADS) // 2)
        self.flush()


if __name__ == '__main__':
    tap.main()
