#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gmail and Microsoft 365 from the sign-in to a logged answer, on a certified OpenID provider that stands for both, with
Dovecot and Postfix taking and refusing the very tokens."""
import json
import os
import re
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import node  # noqa: E402
import tap  # noqa: E402
from lab import Lab, missing_programs  # noqa: E402
from product import SANITIZER, ProductCase, letter  # noqa: E402
from session import Session, wait_until  # noqa: E402

NAMES = {
    '10.77.0.40': ['imap.gmail.com', 'smtp.gmail.com', 'outlook.office365.com', 'smtp.office365.com'],
    '10.77.0.70': ['accounts.google.com', 'oauth2.googleapis.com'],
    '10.77.0.71': ['login.microsoftonline.com'],
}
DOVECOT = """
auth_mechanisms = plain login oauthbearer xoauth2
auth_cache_size = 0
passdb {{
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = {folder}/oauth2.conf
}}
"""
INTROSPECTION = """introspection_mode = post
introspection_url = http://127.0.0.1:8099/introspect
username_attribute = username
active_attribute = active
active_value = true
"""
CLIENTS = '[gmail]\nclient_id=carteggio-google\n[microsoft365]\nclient_id=carteggio-microsoft\n'


class PlatformLab(Lab):
    """The lab with both platforms in it."""

    def _make_certificates(self):
        super()._make_certificates()
        self.authority.issue('platforms', [*NAMES['10.77.0.70'], *NAMES['10.77.0.71']])
        self.dovecot_extra = DOVECOT.format(folder=self.folder)
        self._write('oauth2.conf', INTROSPECTION)

    def start_platforms(self, token_ttl_s):
        command = node.command('platforms.mjs', self.path('pki'))
        self.spawn('platforms', ['env', f'TOKEN_TTL={token_ttl_s}', *command])
        wait_until(lambda: 'ready' in self._last_words('platforms'), 30, 'the platforms')

    def order(self, kind, **orders):
        """Says what a platform shall do from now on; gives how often it was asked for tokens."""
        done = subprocess.run(self.network.server_command(
            ['curl', '-sS', '-H', 'Content-Type: application/json', 'http://127.0.0.1:8099/do', '-d',
             json.dumps({'kind': kind, 'orders': orders})]), capture_output=True, text=True, check=True,
            stdin=subprocess.DEVNULL)
        return json.loads(done.stdout)['n_asked']


class OAuthCase(ProductCase):
    token_ttl_s = 3600

    @classmethod
    def setUpClass(cls):
        missing = missing_programs(True)
        if missing or os.geteuid() != 0:
            raise unittest.SkipTest(f'needs root and {missing}')
        if not node.install():
            raise unittest.SkipTest('needs node and its package registry')
        cls.lab = cls.make_lab()
        cls.addClassCleanup(cls.lab.stop)
        cls.lab.start()
        cls.lab.start_platforms(cls.token_ttl_s)
        cls.session = Session(display=False, environment={'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'C',
                                                          'ASAN_OPTIONS': SANITIZER, 'CARTEGGIO_WIRE': '1'})
        cls.addClassCleanup(cls.session.stop)
        cls.session.set_up()
        folder = os.path.join(cls.session.environment['XDG_CONFIG_HOME'], 'carteggio')
        os.makedirs(folder)
        with open(os.path.join(folder, 'sign-in.ini'), 'w', encoding='ascii') as file:
            file.write(CLIENTS)

    @classmethod
    def make_lab(cls):
        return PlatformLab('net', names=NAMES)

    def setUp(self):
        super().setUp()
        self.addCleanup(self.lab.order, 'gmail')
        self.addCleanup(self.lab.order, 'microsoft365')

    def mailbox(self, domain):
        self.address = self.address.split('@')[0] + '@' + domain
        self.lab.add_user(self.address, 'a password that nobody here knows')
        return self.address

    def browse(self, url, *orders):
        done = self.lab.run(['/usr/bin/python3', os.path.join(HERE, 'browser.py'), url, 'password=segreta', *orders])
        return done.stdout

    def sign_in(self, kind, *orders, status=0, options=()):
        """Connects as a person does: the program prints an address, the browser goes there. Gives the program's answer
        and what the browser showed in the end."""
        process = subprocess.Popen(self.lab.command(self.command('connect', self.address, '--kind', kind, *options)),
                                   env=self.session.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        told = ''
        while not re.search(r'^https://\S+$', told, re.M):
            line = process.stderr.readline()
            self.assertTrue(line, told)
            told += line
        shown = self.browse(re.search(r'^https://\S+$', told, re.M).group(), *orders)
        output, errors = process.communicate(timeout=60)
        self.said.append(output + told + errors)
        self.assertEqual(process.returncode, status, output + errors)
        return json.loads(output), shown


class SignInTest(OAuthCase):
    def whole_story(self, kind, domain):
        self.mailbox(domain)
        answer, shown = self.sign_in(kind)
        self.assertEqual(answer['kind'], kind)
        self.assertIn('Back to Carteggio', shown)
        self.assertNotIn('code', shown)
        self.ask('contacts', 'add', 'carlo@cliente.example', '--name', 'Carlo Neri')
        self.lab.deliver(self.address, letter(5, recipient=self.address))
        self.ask('sync')
        self.ask('log', '5@cliente.example')
        self.lab.deliver(self.address, letter(2, recipient=self.address, answers=5))
        self.ask('sync')
        entries = self.some('timeline', 'carlo@cliente.example')
        self.assertEqual({entry['message_id']: entry['reason'] for entry in entries},
                         {'5@cliente.example': 'manual', '2@cliente.example': 'core'})

    def test_A34_A43_gmail_from_sign_in_to_inbox(self):
        self.whole_story('gmail', 'gmail.com')

    def test_A58_A59_microsoft_from_sign_in_to_inbox(self):
        self.whole_story('microsoft365', 'ditta365.test')

    def test_A44_denial_is_named_and_nothing_is_kept(self):
        self.mailbox('gmail.com')
        answer, shown = self.sign_in('gmail', 'login=' + self.address, 'deny', status=4)
        self.assertEqual((answer['error']['code'], answer['error']['reason']), ('CONSENT_REQUIRED', 'access-denied'))
        self.assertIn('Back to Carteggio', shown)
        self.assertEqual(self.ask('accounts'), [])

    def test_A44_partial_consent_names_what_is_missing(self):
        self.mailbox('gmail.com')
        self.lab.order('gmail', less='https://mail.google.com/')
        answer, _ = self.sign_in('gmail', status=4)
        self.assertEqual(answer['error']['reason'], 'scope-missing')
        self.assertEqual(self.ask('accounts'), [])

    def test_O2_another_account_is_not_saved(self):
        self.mailbox('gmail.com')
        answer, _ = self.sign_in('gmail', 'login=someone.else@gmail.com', status=4)
        self.assertEqual(answer['error']['reason'], 'other-account')
        self.assertEqual(self.ask('accounts'), [])

    def test_A31_policies_are_told_apart(self):
        self.mailbox('gmail.com')
        for name, reason in (('policy_enforced', 'advanced-protection'), ('admin_policy_enforced', 'admin-blocks')):
            self.lab.order('gmail', error=name)
            answer, _ = self.sign_in('gmail', status=1)
            self.assertEqual((answer['error']['code'], answer['error']['reason']), ('POLICY', reason))

    def test_without_a_registration_it_says_so(self):
        self.mailbox('gmail.com')
        answer = self.run_ctl('connect', self.address, '--kind', 'gmail', status=None,
                              environment={'XDG_CONFIG_HOME': self.folder})
        error = json.loads(answer.stdout)['error']
        self.assertEqual((error['code'], error['reason']), ('UNSUPPORTED', 'no-client-id'))


class RenewalTest(OAuthCase):
    token_ttl_s = 60            # less than what counts as fresh: every use renews

    def test_O5_every_use_renews_and_the_rotated_token_serves(self):
        self.mailbox('gmail.com')
        self.sign_in('gmail')
        before = self.lab.order('gmail')
        for _ in range(3):
            self.ask('sync')
        self.assertGreaterEqual(self.lab.order('gmail') - before, 3)

    def test_O4_B37_B43_revoked_is_said_once_and_not_tried_again(self):
        self.mailbox('gmail.com')
        self.sign_in('gmail')
        before = self.lab.order('gmail', error='invalid_grant')
        for _ in range(3):
            counts = self.ask('sync', status=None)
            self.assertIn('AUTH_REVOKED', json.dumps(counts))
        self.assertEqual(self.lab.order('gmail'), before + 1)
        self.assertEqual(self.ask('accounts')[0]['cause']['reason'], 'access-revoked')

    def test_O4_an_outage_passes(self):
        self.mailbox('microsoft365.test')
        self.sign_in('microsoft365')
        self.lab.order('microsoft365', error='server_error', status=503)
        self.assertIn('BUSY', json.dumps(self.ask('sync', status=None)))
        self.lab.order('microsoft365')
        self.ask('sync')

    def test_O6_no_secret_is_seen(self):
        self.mailbox('gmail.com')
        self.sign_in('gmail')
        self.ask('sync')
        words = ''.join(self.said)
        for secret in ('access_token', 'refresh_token', 'code_verifier', 'Bearer ', 'client_secret'):
            self.assertNotIn(secret, words)
        self.assertNotRegex(words, r'AUTHENTICATE \w+ \w')


if __name__ == '__main__':
    tap.main()
