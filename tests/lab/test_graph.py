#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mailbox at Microsoft 365 that is read and sent through by Graph, from the sign-in on, as far as a stand-in for it
tells: pulling, answers, a state the server forgot, throttling, sending with its faults (A59, B40, E2, S3)."""
import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import node  # noqa: E402
import tap  # noqa: E402
from product import KILLED, has_fault_points, letter  # noqa: E402
from session import wait_until  # noqa: E402
from test_oauth import NAMES, OAuthCase, PlatformLab  # noqa: E402

ADDRESS = '10.77.0.72'


class GraphLab(PlatformLab):
    def _make_certificates(self):
        super()._make_certificates()
        self.authority.issue('graph', ['graph.microsoft.com'])

    def start_graph(self):
        settings = {'address': ADDRESS, 'pem': self.path('pki', 'graph.pem'), 'key': self.path('pki', 'graph.key'),
                    'log': self.path('graph-requests')}
        self._write('graph.json', json.dumps(settings))
        self.spawn('graph', ['/usr/bin/python3', os.path.join(HERE, 'graph.py'), self.path('graph.json')])
        wait_until(lambda: 'serving' in self._last_words('graph'), 30, 'Graph')

    def tell_graph(self, name, **words):
        done = subprocess.run(self.network.server_command(
            ['curl', '-sS', f'http://127.0.0.1:8098/{name}', '-d', json.dumps(words)]), capture_output=True, text=True,
            check=True, stdin=subprocess.DEVNULL)
        return json.loads(done.stdout)


class GraphCase(OAuthCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lab.start_graph()

    @classmethod
    def make_lab(cls):
        return GraphLab('net', names={**NAMES, ADDRESS: ['graph.microsoft.com']})

    def setUp(self):
        super().setUp()
        self.address = self.address.split('@', maxsplit=1)[0] + '@ditta365.test'
        self.addCleanup(self.lab.tell_graph, 'fault')

    def connect(self, status=0):  # pylint: disable=arguments-differ
        return self.sign_in('microsoft365', options=('--service', 'graph'), status=status)[0]

    def graph(self, name, **words):
        return self.lab.tell_graph(name, user=self.address, **words)

    def fault(self, path, **words):
        self.lab.tell_graph('fault', path=path, **words)

    def deliver(self, raw, **options):  # pylint: disable=arguments-differ
        return self.graph('deliver', raw=base64.b64encode(raw).decode(), **options)

    def add_carlo(self):
        self.ask('contacts', 'add', 'carlo@cliente.example', '--name', 'Carlo Neri')
        self.ask('rules', 'set', 'contact', 'on')

    def ids(self):
        return sorted(entry['message_id'] for entry in self.some('timeline', 'carlo@cliente.example'))

    def until(self, found, seconds=60):
        end = time.monotonic() + seconds
        while not found():
            self.assertLess(time.monotonic(), end, 'too late')
            time.sleep(0.2)


class ReadTest(GraphCase):
    def test_A59_from_sign_in_to_a_logged_answer(self):
        account = self.connect()
        states = {step['step']: step['state'] for step in account['steps']}
        self.assertEqual(states['incoming-log-in'], 'ok')
        self.assertEqual(account['incoming']['host'], 'graph.microsoft.com')
        self.add_carlo()
        self.deliver(letter(1, recipient=self.address))
        self.deliver(letter(2, recipient=self.address, answers=1))
        self.sync()
        self.assertEqual(self.ids(), ['1@cliente.example', '2@cliente.example'])

    def test_B40_a_mailbox_without_exchange_is_named(self):
        self.fault('mailFolders', status=404, code='MailboxNotEnabledForRESTAPI', times=9)
        error = self.connect(status=4)['error']
        self.assertEqual((error['code'], error['reason']), ('AUTH_REJECTED', 'mailbox-elsewhere'))
        self.assertTrue(error['message'] and error['next'])
        self.assertEqual(self.ask('accounts'), [])

    def test_B40_a_mailbox_that_moved_is_named(self):
        self.connect()
        self.sync()
        self.fault('mailFolders', status=404, code='ErrorNonExistentMailbox', times=9)
        self.ask('sync', status=None)
        self.assertEqual(self.ask('accounts')[0]['cause']['reason'], 'mailbox-moved')

    def test_E2_nothing_is_lost_nor_doubled(self):
        self.connect()
        self.add_carlo()
        first = [self.deliver(letter(n, recipient=self.address)) for n in range(1, 121)]
        self.fault('skiptoken', status=429, code='ApplicationThrottled', headers={'Retry-After': '1'})
        self.ask('sync', status=None)
        self.sync()
        self.assertEqual(len(self.ids()), 120)
        self.graph('touch', id=first[0])
        self.graph('remove', id=first[1])
        self.deliver(letter(200, recipient=self.address))
        self.fault('batch ', status=429, code='ApplicationThrottled', headers={'Retry-After': '1'})
        self.ask('sync', status=None)
        self.sync()
        self.assertEqual(len(self.ids()), 121)
        self.lab.tell_graph('forget')
        self.deliver(letter(201, recipient=self.address))
        self.sync()
        self.assertEqual(len(self.ids()), 122)
        self.assertEqual(len(set(self.ids())), 122)


    def test_news_come_while_it_is_watched(self):
        self.connect()
        self.add_carlo()
        self.start_watching()
        self.deliver(letter(1, recipient=self.address))
        self.until(lambda: self.ids() == ['1@cliente.example'], 30)

    def test_past_correspondence_of_one_contact_comes_and_nothing_else(self):
        self.connect()
        self.add_carlo()
        for number in range(60):
            self.deliver(letter(number, recipient=self.address), days=100 + number)
            self.deliver(letter(100 + number, sender='Altri <a@altrove.example>', recipient=self.address), days=120)
        self.sync()
        self.assertEqual(self.ids(), [])
        self.ask('sync', '--history', '365', '--contact', 'carlo@cliente.example')
        self.assertEqual(len(self.ids()), 60)


class OtherWayTest(GraphCase):
    """Connected over IMAP and SMTP; then the organization switches SMTP off (535 5.7.139)."""
    GRAPH = 'https://graph.microsoft.com/Mail.Read https://graph.microsoft.com/Mail.Send'

    def switch_off(self):
        self.lab.stop_postfix()
        self.lab.spawn('smtp-off', ['/usr/bin/python3', os.path.join(HERE, 'smtp_off.py'), '10.77.0.40', '587',
                                    self.lab.path('pki', 'good.pem'), self.lab.path('pki', 'good.key')])
        wait_until(lambda: 'serving' in self.lab._last_words('smtp-off'), 30, 'the server that is off')

    def reason(self, answer):
        return (answer['state'], answer['error'] and answer['error']['reason'])

    def test_sending_goes_over_graph_by_itself(self):
        self.addCleanup(self.lab.order, 'microsoft365')
        self.mailbox('ditta365.test')
        self.sign_in('microsoft365', options=('--service', 'imap'))
        self.switch_off()
        words = ('send', '--from', self.address, '--to', 'carlo@cliente.example', '--subject', 'Offerta')
        refused = json.loads(self.run_ctl(*words, text='Buongiorno.\n', status=None).stdout)
        self.assertEqual(self.reason(refused), ('failed', 'smtp-off'))
        self.assertEqual(self.graph('state')['sent'], [])
        self.assertEqual(self.ask('accounts')[0]['state'], 'connected')
        self.lab.order('microsoft365', more=self.GRAPH)
        answer = json.loads(self.run_ctl('outbox', 'retry', str(refused['id']), status=None).stdout)
        self.assertEqual(self.reason(answer), ('accepted', None))
        self.assertEqual(answer['accepted_by'], 'graph.microsoft.com')
        self.assertEqual(len(self.graph('state')['sent']), 1)
        account = self.ask('accounts')[0]
        self.assertEqual((account['incoming']['host'], account['outgoing']['host']),
                         ('outlook.office365.com', 'graph.microsoft.com'))
        self.assertEqual(self.sync()['failed'], 0)
        self.mailbox('outlook.test')
        error = self.sign_in('microsoft365', options=('--service', 'imap'), status=4)[0]['error']
        self.assertEqual(error['reason'], 'smtp-off')


class ChangeWayTest(GraphCase):
    """A67, with the same mail behind Microsoft Graph and behind IMAP."""

    def deliver_both_ways(self, raw, is_sent=False):
        self.deliver(raw, folder='sentitems' if is_sent else 'inbox')
        self.lab.put(self.address, raw, folder='Sent' if is_sent else 'INBOX')

    def test_A67_from_graph_to_imap_and_back(self):
        self.mailbox('ditta365.test')
        account = self.connect()
        self.add_carlo()
        self.deliver_both_ways(letter(3, recipient=self.address))
        self.deliver_both_ways(letter(2, sender=f'"Anna B" <{self.address}>', recipient='carlo@cliente.example', answers=3),
                               is_sent=True)
        self.deliver_both_ways(letter(1, sender='Ugo <ugo@altro.example>', recipient=self.address))
        self.sync()
        before = self.dump()
        self.assertEqual(len(self.ids()), 2)
        again = self.sign_in('microsoft365', options=('--service', 'imap', '--again'))[0]
        self.assertEqual((again['id'], again['incoming']['host']), (account['id'], 'outlook.office365.com'))
        self.assertEqual(self.sync()['seen'], 3)
        self.assertEqual(self.dump(), before)
        again = self.sign_in('microsoft365', options=('--service', 'graph', '--again'))[0]
        self.assertEqual((again['id'], again['incoming']['host']), (account['id'], 'graph.microsoft.com'))
        self.assertEqual(self.sync()['seen'], 3)
        self.assertEqual(self.dump(), before)


class SendCase(GraphCase):
    def setUp(self):
        super().setUp()
        self.connect()
        self.add_carlo()

    def send(self, *words, status=None, environment=None):
        subject = () if '--subject' in words else ('--subject', 'Offerta')
        return self.run_ctl('send', '--from', self.address, '--to', 'carlo@cliente.example', *subject, *words,
                            text='Buongiorno.\n', status=status, environment=environment)

    def sent(self):
        return self.graph('state')['sent']

    def n_sent(self, subject):
        return sum(f'Subject: {subject}\r\n'.encode() in base64.b64decode(raw) for _, raw in self.sent())

    def outbox(self):
        return json.loads(self.run_ctl('outbox', 'list', status=None).stdout)


class SendTest(SendCase):
    def test_what_is_sent_is_logged_once_and_kept_by_the_server(self):
        self.send('--cc', 'ugo@altro.example', '--bcc', 'capo@firma.example', status=0)
        self.until(lambda: len(self.sent()) == 1)
        recipients, raw = self.sent()[0]
        self.assertEqual(sorted(recipients), ['capo@firma.example', 'carlo@cliente.example', 'ugo@altro.example'])
        self.assertNotIn(b'capo@firma.example', base64.b64decode(raw))
        self.sync()
        self.sync()
        self.assertEqual(self.graph('state')['folders']['sentitems'], 1)
        self.assertEqual(len(self.ids()), 1)

    def test_S3_a_lost_answer_is_looked_for_and_nothing_is_sent_twice(self):
        for drop in ('before', 'after'):
            with self.subTest(drop=drop):
                n_before = len(self.sent())
                self.fault('sendMail', drop=drop)
                self.send()
                self.sync()
                self.sync()
                self.assertEqual(len(self.sent()) - n_before, 1 if drop == 'after' else 0)
                self.assertEqual(self.outbox()[0]['state'], 'accepted' if drop == 'after' else 'unknown')

    def test_S3_killed_at_each_step(self):
        if not has_fault_points():
            self.skipTest('built without fault points')
        steps = [(point, 1) for point in ('graph-connect', 'graph-letter', 'graph-answered', 'send-begin', 'send-end')]
        steps += [(point, passing) for point in ('store-commit', 'store-committed') for passing in range(1, 6)]
        for point, passing in steps:
            subject = f'{point} {passing}'
            with self.subTest(subject=subject):
                killed = self.send('--subject', subject, environment={'CARTEGGIO_FAULT': f'{point}:{passing}:abort'})
                self.assertIn(killed.returncode, (KILLED, 0) if passing > 1 else (KILLED,))
                for _ in range(2):
                    self.run_ctl('outbox', 'flush', status=None)
                states = [one['state'] for one in self.outbox() if one['subject'] == subject]
                self.assertIn((self.n_sent(subject), states),
                              ((1, ['accepted']), (1, ['unknown']), (0, ['unknown']), (0, [])))
                self.assertTrue(states or point.startswith('store-'))

    def test_refusals_are_told(self):
        self.fault('sendMail', status=403, code='ErrorSendAsDenied')
        self.send()
        self.assertEqual((self.sent(), self.outbox()[0]['state']), ([], 'failed'))

    def test_throttling_puts_it_off(self):
        self.fault('sendMail', status=429, code='ApplicationThrottled', headers={'Retry-After': '60'})
        self.send()
        self.assertEqual((self.sent(), self.outbox()[0]['state']), ([], 'queued'))


class DescriptionTest(GraphCase):
    """Every request of a story, those in batches too, by graph-mail.yaml."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not node.install_prism():
            raise unittest.SkipTest('needs prism')
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            cls.port = probe.getsockname()[1]
        cls.prism = subprocess.Popen(node.prism_command(os.path.join(HERE, 'graph-mail.yaml'), cls.port),
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.prism.wait)
        cls.addClassCleanup(cls.prism.terminate)
        wait_until(cls.is_up, 60, 'prism')

    @classmethod
    def is_up(cls):
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', cls.port)) == 0

    def recorded(self):
        with open(self.lab.path('graph-requests'), encoding='utf-8') as file:
            for line in file:
                request = json.loads(line)
                yield request
                if request['path'].endswith('/$batch'):
                    for one in json.loads(request['body'])['requests']:
                        yield {'method': one['method'], 'path': one['url'], 'headers': one['headers'], 'body': ''}

    def problem(self, request):
        """What is not of the description, or nothing."""
        path = re.sub(r"\('([^']*)'\)", r'/\1', request['path'].removeprefix('/v1.0'))
        asked = urllib.request.Request(f'http://127.0.0.1:{self.port}{path}', request['body'].encode() or None,
                                       {**request['headers'], 'Accept': 'application/json', 'Authorization': 'Bearer x'},
                                       method=request['method'])
        try:
            with urllib.request.urlopen(asked):
                return ''
        except urllib.error.HTTPError as error:
            with error:
                return f'{request["method"]} {path}: {error.code} {error.read().decode()}'

    def tell_a_story(self):
        self.connect()
        self.add_carlo()
        for number in range(1, 61):
            touched = self.deliver(letter(number, recipient=self.address))
        self.run_ctl('send', '--from', self.address, '--to', 'carlo@cliente.example', '--subject', "L'offerta",
                     text='Buongiorno.\n')
        self.sync()
        self.graph('touch', id=touched)
        self.sync()
        self.ask('sync', '--history', 'all', '--contact', 'carlo@cliente.example')

    def test_all_requests_are_of_the_description(self):
        self.tell_a_story()
        requests = list(self.recorded())
        for part in ('messages/delta?$filter', '$deltatoken', '$skiptoken', '/$value', 'sendMail', '/$batch',
                     'internetMessageId', '/me/messages/', 'mailFolders/delta'):
            self.assertTrue(any(part in request['path'] for request in requests), part)
        self.assertEqual([one for one in map(self.problem, requests) if one], [])

    def test_others_are_refused(self):
        good = {'method': 'GET', 'path': '/me/mailFolders/inbox', 'headers': {'Prefer': 'IdType="ImmutableId"'},
                'body': ''}
        self.assertEqual(self.problem(good), '')
        for bad in ({'headers': {}}, {'path': '/me/profile'}, {'path': '/me/mailFolders/inbox?$select=body'},
                    {'path': "/me/mailFolders/x/messages/delta?$filter=subject%20eq%20'x'"}, {'method': 'DELETE'}):
            self.assertNotEqual(self.problem({**good, **bad}), '', bad)


if __name__ == '__main__':
    tap.main()
