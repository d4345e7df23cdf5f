#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An Exchange server is found from the address and the password alone, and the password goes to nobody else (D1, D2, A66,
A77 to A79)."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from lab import HERE, Lab  # noqa: E402
from product import ProductCase  # noqa: E402
from session import wait_until  # noqa: E402

GOOD = '10.77.0.40'
HOSTS = ['autodiscover.corp.test', 'mail.corp.test', 'ex.corp2.test', 'autodiscover.moved.test', 'autodiscover.wild.test',
         'autodiscover.ditta365.test']
SERVICE = 'https://mail.corp.test/EWS/Exchange.asmx'
PATH = '/autodiscover/autodiscover.xml'


class AutodiscoverTest(ProductCase):
    @classmethod
    def make_lab(cls):
        return Lab('net', names={GOOD: HOSTS}, records=['srv-host=_autodiscover._tcp.corp2.test,ex.corp2.test,443'])

    def setUp(self):
        super().setUp()
        self.log = self.write('exchange.log', '')
        settings = {'address': GOOD, 'pem': self.lab.path('pki', 'good.pem'), 'key': self.lab.path('pki', 'good.key'),
                    'username': 'anna', 'password': self.password, 'log': self.log,
                    'services': {'autodiscover.corp.test': SERVICE,
                                 'ex.corp2.test': 'https://ex.corp2.test/EWS/Exchange.asmx'},
                    'redirects': {'autodiscover.moved.test': f'https://autodiscover.corp.test{PATH}',
                                  'autodiscover.ditta365.test': f'https://autodiscover-s.outlook.com{PATH}'}}
        name = f'exchange-{self.id()}'
        process = self.lab.spawn(name, ['/usr/bin/python3', os.path.join(HERE, 'exchange.py'),
                                        self.write('exchange.json', json.dumps(settings))])
        self.addCleanup(self.end_server, name, process)
        wait_until(lambda: 'serving' in self.read_file('exchange.log'), 20, 'the server')

    def end_server(self, name, process):
        process.terminate()
        process.wait(10)
        del self.lab.processes[name]

    def find(self, domain, *words, status=0):
        return self.ask('connect', f'anna@{domain}', '--kind', 'exchange', '--password-file', self.secret, *words,
                        status=status)

    def told(self):
        """Who heard the password."""
        return {line.split(' ')[1] for line in self.read_file('exchange.log').splitlines() if line.endswith('password')}

    def test_the_domain_names_its_server(self):
        account = self.find('corp.test', '--accept', 'autodiscover.corp.test')
        self.assertEqual((account['exchange_url'], account['incoming']['username']), (SERVICE, 'anna'))
        self.assertEqual(self.told(), {f'https://autodiscover.corp.test{PATH}', SERVICE})
        self.assertIsNone(self.sync()['error'])

    def test_a_record_names_the_server(self):
        account = self.find('corp2.test', '--accept', 'corp2.test')
        self.assertEqual(account['exchange_url'], 'https://ex.corp2.test/EWS/Exchange.asmx')

    def test_without_a_yes_nobody_hears_the_password(self):
        error = self.find('corp.test', status=4)['error']
        self.assertEqual(error['code'], 'CONSENT_REQUIRED')
        self.assertEqual(self.told(), set())

    def test_another_domain_has_to_be_agreed_to(self):
        error = self.find('moved.test', '--accept', 'autodiscover.moved.test', status=4)['error']
        self.assertEqual((error['reason'], error['host']), ('autodiscover-elsewhere', 'autodiscover.corp.test'))
        self.assertEqual(self.told(), set())

    def test_what_was_agreed_to_is_asked(self):
        account = self.find('moved.test', '--accept', 'autodiscover.moved.test,autodiscover.corp.test,mail.corp.test')
        self.assertEqual(account['exchange_url'], SERVICE)

    def test_microsofts_own_is_another_way(self):
        error = self.find('ditta365.test', '--accept', 'ditta365.test', status=1)['error']
        self.assertEqual((error['code'], error['reason']), ('UNSUPPORTED', 'EXCHANGE_ONLINE'))
        self.assertEqual(self.told(), set())

    def test_nobody_is_there(self):
        error = self.find('nowhere.test', '--accept', 'nowhere.test', status=3)['error']
        self.assertEqual((error['code'], error['reason']), ('NOT_FOUND', 'no-autodiscover'))

    def test_a_wrong_password_is_tried_twice_at_most(self):
        self.write('secret', 'sbagliata')
        error = self.find('corp.test', '--accept', 'autodiscover.corp.test', status=4)['error']
        self.assertEqual((error['code'], error['step']), ('AUTH_REJECTED', 'incoming-log-in'))
        tries = [line for line in self.read_file('exchange.log').splitlines() if line.endswith('password')]
        self.assertEqual(len(tries), 2, tries)


if __name__ == '__main__':
    tap.main()
