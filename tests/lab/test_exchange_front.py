#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mailbox on Exchange behind a real web server that takes no Basic: NTLM and Kerberos tickets (A65, E1)."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import front  # noqa: E402
import tap  # noqa: E402
from exchange import Exchange  # noqa: E402
from product import ProductCase, letter  # noqa: E402
from session import wait_until  # noqa: E402


class FrontCase(ProductCase):
    programs = ()

    @classmethod
    def setUpClass(cls):
        missing = [path for path in cls.programs if not os.path.exists(path)]
        if missing:
            raise unittest.SkipTest(f'needs {missing}')
        super().setUpClass()

    def setUp(self):
        super().setUp()
        self.environment = {}
        self.exchange = Exchange(self.lab.path('pki', 'good.pem'), self.lab.path('pki', 'good.key'), 'anna', 'dietro',
                                 offers=('Basic realm="x"',))
        self.exchange.mailbox.addresses = {self.address}
        self.addCleanup(self.exchange.stop)

    def put_front(self, mechanism, environment, settings=''):
        self.front = front.Front(self.lab, self.folder, self.exchange, mechanism, environment, settings)
        self.addCleanup(self.front.stop)

    def run_ctl(self, *words, environment=None, **options):  # pylint: disable=arguments-differ
        return super().run_ctl(*words, environment={**self.environment, **(environment or {})}, **options)

    def connect(self, *words, status=0):  # pylint: disable=arguments-differ
        return self.ask('connect', self.address, '--kind', 'exchange', '--exchange-url', self.front.url,
                        '--password-file', self.secret, *words, status=status)

    def refused(self, status, *words):
        error = self.connect(*words, status=status)['error']
        self.assertTrue(error['message'] and error['next'], error)
        self.assertEqual(self.ask('accounts'), [])
        self.assertEqual(self.exchange.operations, [])
        return error

    def work(self):
        """Mail is pulled, a letter is sent, an answer is logged."""
        self.ask('contacts', 'add', 'carlo@cliente.example')
        self.ask('rules', 'set', 'contact', 'on')
        for number in range(1, 4):
            self.exchange.deliver(letter(number, text='Ecco. ' * 2000))
        counts = self.sync()
        self.assertEqual((counts['seen'], counts['error']), (3, None))
        self.assertEqual(len(self.some('timeline', 'carlo@cliente.example')), 3)
        self.run_ctl('send', '--from', self.address, '--to', 'carlo@cliente.example', '--subject', 'Offerta',
                     text='Buongiorno. ' * 3000)
        wait_until(lambda: len(self.exchange.sent) == 1, 60, 'the letter')
        self.assertEqual(self.exchange.sent[0][0], ['carlo@cliente.example'])
        self.assertIsNone(self.sync()['error'])
        self.assertEqual(len(self.some('timeline', 'carlo@cliente.example')), 4)
        self.assertEqual(self.exchange.problems(), '')


class NtlmFrontTest(FrontCase):
    programs = front.NTLM_PROGRAMS
    password = 'pàrola "d\'ordine" 100%'

    def setUp(self):
        super().setUp()
        users = front.write(self.path('users'), f'FIRMA:anna:{self.password}\n')
        os.chmod(users, 0o644)
        self.put_front('ntlmssp', {'NTLM_USER_FILE': users}, 'GssapiConnectionBound On')

    def test_A65_ntlm_pulls_and_sends(self):
        account = self.connect('--username', 'FIRMA\\anna')
        self.assertEqual(account['incoming']['username'], 'FIRMA\\anna')
        self.work()

    def test_A80_a_wrong_password_is_tried_once_with_a_name(self):
        self.write('secret', 'sbagliata')
        error = self.refused(4, '--username', 'FIRMA\\anna')
        self.assertEqual((error['code'], error['reason']), ('AUTH_REJECTED', 'credentials'))


class KerberosFrontTest(FrontCase):
    programs = front.KERBEROS_PROGRAMS

    def setUp(self):
        super().setUp()
        self.realm = front.Realm(self.folder)
        self.addCleanup(self.realm.stop)
        self.put_front('krb5', {**self.realm.environment, 'KRB5_KTNAME': self.realm.keytab})

    def test_A65_a_ticket_pulls_and_sends(self):
        self.environment = self.realm.ticket('anna')
        self.connect()
        steps = {step['name']: step for step in self.ask('doctor', self.address, status=None)['steps']}
        self.assertEqual(steps['folders']['message'], 'Exchange 15.1 Negotiate')
        self.work()

    def test_E1_without_a_ticket_nothing_is_said(self):
        self.environment = {**self.realm.environment, 'KRB5CCNAME': f'FILE:{self.path("nothing")}'}
        error = self.refused(4)
        self.assertEqual((error['code'], error['reason'], error['server_text']),
                         ('AUTH_EXPIRED', 'no-ticket', 'negotiate'))

    def test_E1_another_persons_ticket_opens_no_mailbox(self):
        """The server lets it in, into the mailbox whose it is."""
        self.environment = self.realm.ticket('ugo')
        self.exchange.mailbox.addresses = {'ugo@example.it'}
        error = self.connect(status=4)['error']
        self.assertEqual((error['code'], error['reason']), ('AUTH_REJECTED', 'ticket-of-another'))
        self.assertEqual(self.ask('accounts'), [])
        self.assertEqual(set(self.exchange.operations), {'GetFolder'})

    def test_E1_an_expired_ticket_is_told_and_a_new_one_goes_on(self):
        self.environment = self.realm.ticket('anna')
        self.connect()
        with_ticket, self.environment = self.environment, {**self.realm.environment, 'KRB5CCNAME': 'FILE:/nonexistent'}
        error = self.sync(status=4)['error']
        self.assertEqual((error['code'], error['reason']), ('AUTH_EXPIRED', 'no-ticket'))
        self.environment = with_ticket
        self.exchange.deliver(letter(1))
        self.assertEqual(self.sync()['seen'], 1)


if __name__ == '__main__':
    tap.main()
