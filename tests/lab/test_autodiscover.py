#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An Exchange server is found from the address and the password alone, and the password goes to nobody else (D1, D2, A66,
A68, A77 to A79)."""
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from lab import HERE, Lab  # noqa: E402
from product import ProductCase  # noqa: E402
from session import wait_until  # noqa: E402

GOOD = '10.77.0.40'
HOSTS = ['autodiscover.corp.test', 'mail.corp.test', 'ex.corp2.test', 'autodiscover.moved.test', 'autodiscover.wild.test',
         'autodiscover.ditta365.test', 'autodiscover.soap.test', 'autodiscover.json.test', 'mail.soap.test',
         'mail.json.test', 'autodiscover.old.test', 'autodiscover.open.test']
WEB, STRANGER = '10.77.0.41', '10.77.0.42'
WEB_HOSTS = ['asks.test', 'autodiscover.asks.test']
CHALLENGE = {'WWW-Authenticate': 'Basic realm="x"'}
EXCHANGE = {'WWW-Authenticate': 'NTLM', 'X-FEServer': 'EX1', 'Server': 'Microsoft-IIS/10.0'}
SERVICE = 'https://mail.corp.test/EWS/Exchange.asmx'
PATH = '/autodiscover/autodiscover.xml'


class AutodiscoverTest(ProductCase):
    @classmethod
    def make_lab(cls):
        return Lab('net', names={GOOD: HOSTS, WEB: WEB_HOSTS, STRANGER: ['autodiscover.badname.test']}, records=['srv-host=_autodiscover._tcp.corp2.test,ex.corp2.test,443'])

    def setUp(self):
        super().setUp()
        self.log = self.write('exchange.log', '')
        settings = {'address': GOOD, 'pem': self.lab.path('pki', 'good.pem'), 'key': self.lab.path('pki', 'good.key'),
                    'username': 'anna', 'password': self.password, 'log': self.log,
                    'services': {'autodiscover.corp.test': SERVICE,
                                 'ex.corp2.test': 'https://ex.corp2.test/EWS/Exchange.asmx',
                                 **{f'autodiscover.{one}.test': f'https://mail.{one}.test/EWS/Exchange.asmx'
                                    for one in ('soap', 'json', 'open', 'old')}},
                    'forms': {'autodiscover.soap.test': ['soap'], 'autodiscover.json.test': ['json', 'trouble'],
                              'autodiscover.open.test': ['json'],
                              'autodiscover.old.test': ['soap']},
                    'versions': {'autodiscover.old.test': [14, 1]},
                    'redirects': {'autodiscover.moved.test': f'https://autodiscover.corp.test{PATH}',
                                  'autodiscover.ditta365.test': f'https://autodiscover-s.outlook.com{PATH}'}}
        name = f'exchange-{self.id()}'
        process = self.lab.spawn(name, ['/usr/bin/python3', os.path.join(HERE, 'exchange.py'),
                                        self.write('exchange.json', json.dumps(settings))])
        self.addCleanup(self.end_server, name, process)
        wait_until(lambda: 'serving' in self.read_file('exchange.log'), 20, 'the server')

    def start_web(self):
        """A web host that asks everybody for a password, and an Exchange with another server's certificate."""
        pki = self.lab.path('pki')
        if not os.path.exists(os.path.join(pki, 'asks.pem')):
            self.lab.authority.issue('asks', WEB_HOSTS)
        everything = {**dict.fromkeys(WEB_HOSTS, [401, CHALLENGE, '']), 'autodiscover.badname.test': [401, EXCHANGE, '']}
        settings = {'log': self.write('web.log', ''), 'pages': {}, 'everything': everything, 'mail': [],
                    'web': [{'address': address, 'pem': f'{pki}/{name}.pem', 'key': f'{pki}/{name}.key'}
                            for address, name in ((WEB, 'asks'), (STRANGER, 'wronghost'))]}
        name = f'web-{self.id()}'
        process = self.lab.spawn(name, ['/usr/bin/python3', os.path.join(HERE, 'worlds.py'),
                                        self.write('web.json', json.dumps(settings))])
        self.addCleanup(self.end_server, name, process)
        time.sleep(0.5)

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

    def test_a_server_that_knows_only_the_web_service_is_asked_by_it(self):
        account = self.find('soap.test', '--accept', 'soap.test')
        self.assertEqual(account['exchange_url'], 'https://mail.soap.test/EWS/Exchange.asmx')

    def test_a_server_whose_other_forms_fail_is_asked_by_the_second_version(self):
        account = self.find('json.test', '--accept', 'json.test')
        self.assertEqual(account['exchange_url'], 'https://mail.json.test/EWS/Exchange.asmx')
        self.assertIn('/autodiscover/autodiscover.json/v1.0/anna@json.test?Protocol=EWS -', self.read_file('exchange.log'))

    def test_a_server_that_knows_only_the_second_version_is_not_told_the_address_before_it_is_one(self):
        error = self.find('open.test', '--accept', 'open.test', status=3)['error']
        self.assertEqual(error['reason'], 'no-autodiscover')
        self.assertNotIn('anna@', self.read_file('exchange.log'))

    def test_a_web_host_that_asks_everybody_hears_no_password(self):
        self.start_web()
        error = self.find('asks.test', '--accept', 'asks.test', status=3)['error']
        self.assertEqual((error['code'], error['reason']), ('NOT_FOUND', 'no-autodiscover'))
        log = self.read_file('web.log')
        self.assertIn('https://asks.test/autodiscover/autodiscover.xml', log)
        self.assertNotIn('Authorization', log)
        self.assertNotIn('anna', log)

    def test_a_server_with_another_ones_certificate_hears_nothing(self):
        self.start_web()
        error = self.find('badname.test', '--accept', 'badname.test', status=3)['error']
        self.assertEqual(error['reason'], 'no-autodiscover')
        self.assertNotIn('https://', self.read_file('web.log'))

    def test_A68_a_server_that_is_too_old_says_so_before_its_service_is_asked(self):
        error = self.find('old.test', '--accept', 'old.test', status=1)['error']
        self.assertEqual((error['code'], error['reason']), ('UNSUPPORTED', 'exchange-too-old'))
        self.assertEqual(error['server_text'], '14.01.0001.000')
        self.assertEqual(self.told(), {'https://autodiscover.old.test/autodiscover/autodiscover.svc'})

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
