#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gmail and Microsoft 365 from the sign-in to a logged answer, on a certified OpenID provider that stands for both, with
Dovecot and Postfix taking and refusing the very tokens."""
import base64
import contextlib
import glob
import json
import os
import re
import subprocess
import sys
import threading
import unittest
import unittest.mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import node  # noqa: E402
import tap  # noqa: E402
from lab import Lab, missing_programs  # noqa: E402
from product import KILLED, SANITIZER, ProductCase, has_fault_points, letter  # noqa: E402
from session import Session, end, wait_until  # noqa: E402

NAMES = {
    '10.77.0.40': ['imap.gmail.com', 'smtp.gmail.com', 'outlook.office365.com', 'smtp.office365.com',
                   'smtp-mail.outlook.com'],
    '10.77.0.70': ['accounts.google.com', 'oauth2.googleapis.com', 'gmail.googleapis.com'],
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
CLIENTS = '[gmail]\nclient_id=carteggio-google\nclient_secret=canarino-del-client\n[microsoft365]\nclient_id=carteggio-microsoft\n'


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
        return self.order_all(kind, orders)['n_asked']

    def order_all(self, kind, orders):
        """The same; gives all that is counted."""
        done = subprocess.run(self.network.server_command(
            ['curl', '-sS', '-H', 'Content-Type: application/json', 'http://127.0.0.1:8099/do', '-d',
             json.dumps({'kind': kind, 'orders': orders})]), capture_output=True, text=True, check=True,
            stdin=subprocess.DEVNULL)
        return json.loads(done.stdout)

    def issued(self):
        """All that the platforms have issued or were told, which is nobody else's business."""
        done = subprocess.run(self.network.server_command(['curl', '-sS', 'http://127.0.0.1:8099/secrets']),
                              capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
        return json.loads(done.stdout)


def forms_of(canary):
    """As it is, and in base64 at each of the three places where it can begin."""
    yield canary.encode()
    for place in range(3):
        whole = base64.b64encode(b'\0' * place + canary.encode())
        yield whole[4 if place else 0:len(whole) - 4]


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
        and what the browser showed in the end. Microsoft's mailboxes are of Dovecot here: over IMAP unless told."""
        if kind == 'microsoft365' and '--service' not in options:
            options = (*options, '--service', 'imap')
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


def alias(address, name='', **members):
    """A SendAs as Gmail gives it."""
    return {'sendAsEmail': address, 'displayName': name, 'replyToAddress': '', 'signature': '<div>A</div>',
            'treatAsAlias': True, 'verificationStatus': 'accepted', **members}


class SendersTest(OAuthCase):
    """A29: what Gmail says that a mailbox writes as."""
    # Status, body, headers; what it is told as. Nothing of it disconnects the mailbox.
    REFUSALS = [
        (403, {'error': {'code': 403, 'message': 'Insufficient Permission', 'status': 'PERMISSION_DENIED',
                         'errors': [{'reason': 'insufficientPermissions'}],
                         'details': [{'reason': 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'}]}}, 'CONSENT_REQUIRED', 'scope-missing'),
        (403, {'error': {'code': 403, 'message': 'Gmail API has not been used', 'status': 'PERMISSION_DENIED',
                         'errors': [{'reason': 'accessNotConfigured'}], 'details': [{'reason': 'SERVICE_DISABLED'}]}},
         'UNSUPPORTED', 'senders-unknown'),
        (404, {'error': {'code': 404, 'message': 'Requested entity was not found.', 'status': 'NOT_FOUND'}}, 'PROTOCOL',
         None),
        (429, {'error': {'code': 429, 'status': 'RESOURCE_EXHAUSTED'}}, 'RATE_LIMITED', None),
        (503, '<html>Sorry</html>', 'BUSY', None),
        (200, '<html>Sign in to the hotel</html>', 'PROTOCOL', None),
        (200, '{"sendAs":' + '[' * 1000, 'PROTOCOL', None),
        (302, '', 'PROTOCOL', None),
    ]

    def setUp(self):
        super().setUp()
        self.mailbox('gmail.com')
        self.sign_in('gmail')

    def say(self, **orders):
        return self.lab.order_all('gmail', orders)

    def senders(self):
        return sorted((one['address'], one['name']) for one in self.ask('identities', 'list'))

    def refresh(self, status=0):
        return json.loads(self.run_ctl('identities', 'refresh', self.address, status=status).stdout)

    def test_A29_those_that_are_verified_become_senders_with_their_names(self):
        self.say(senders=[alias(self.address, 'Anna Bianchi', isPrimary=True, isDefault=True),
                          alias('vendite@studio.example', 'Vendite Studio'), alias('info@studio.example'),
                          alias('nuovo@studio.example', 'Nuovo', verificationStatus='pending')])
        self.assertEqual(self.refresh()['added'], 2)
        named = {address: name for address, name in self.senders() if address != self.address}
        self.assertEqual(named, {'vendite@studio.example': 'Vendite Studio', 'info@studio.example': 'Anna Bianchi'})
        self.assertEqual(self.refresh(status=None)['added'], 0)
        # What Gmail no longer says stays: the person may have named it.
        self.say()
        self.refresh(status=None)
        self.assertEqual(len(self.senders()), 3)

    def test_A29_a_token_that_was_taken_back_is_renewed_once(self):
        before = self.say(answer={'status': 401, 'body': '{"error":{"code":401,"status":"UNAUTHENTICATED"}}'},
                          senders=[alias('vendite@studio.example', 'Vendite')])
        self.assertEqual(self.refresh()['added'], 1)
        after = self.say(answer={'status': 401, 'body': '{}', 'times': 9})
        self.assertEqual((after['n_asked'] - before['n_asked'], after['n_senders'] - before['n_senders']), (1, 2))
        self.assertEqual(self.refresh(status=None)['error']['code'], 'AUTH_EXPIRED')
        last = self.say()
        self.assertEqual((last['n_asked'] - after['n_asked'], last['n_senders'] - after['n_senders']), (1, 2))

    def test_A29_refusals_are_told_and_leave_everything_as_it_was(self):
        before = self.senders()
        for status, body, code, reason in self.REFUSALS:
            with self.subTest(status=status, code=code, reason=reason):
                n_before = self.say(answer={'status': status, 'times': 9, 'headers': {'Location': '/elsewhere'},
                                            'body': body if isinstance(body, str) else json.dumps(body)})['n_senders']
                error = self.refresh(status=None)['error']
                self.assertEqual((error['code'], error['reason']), (code, reason))
                self.assertEqual(error['host'], 'gmail.googleapis.com')
                self.assertTrue(error['message'])
                self.assertEqual(self.say()['n_senders'], n_before + 1)
                self.assertEqual(self.senders(), before)
                self.assertEqual(self.ask('accounts')[0]['state'], 'connected')
        self.assertIsNone(self.sync()['error'])


class RenewalTest(OAuthCase):
    token_ttl_s = 60            # less than what counts as fresh: every use renews

    def renew_every_time(self, kind, domain):
        self.mailbox(domain)
        self.sign_in(kind)
        before = self.lab.order(kind)
        for _ in range(3):
            self.ask('sync')
        self.assertGreaterEqual(self.lab.order(kind) - before, 3)

    def test_O5_every_use_renews_google(self):
        self.renew_every_time('gmail', 'gmail.com')

    def test_O5_every_use_renews_microsoft_and_the_rotated_token_serves(self):
        self.renew_every_time('microsoft365', 'ditta365.test')

    def kill_at_each_step(self, kind, domain):
        """Before the platform is asked, between its answer and the keyring, and after that: it still serves."""
        self.mailbox(domain)
        self.sign_in(kind)
        self.sync()
        for number, step in enumerate(('ask', 'answered', 'stored')):
            with self.subTest(step=step):
                self.lab.deliver(self.address, letter(number, recipient=self.address))
                self.run_ctl('sync', status=KILLED, environment={'CARTEGGIO_FAULT': f'auth-refresh-{step}:1:abort'})
                self.assertIsNone(self.sync()['error'])
                self.assertEqual(self.ask('accounts')[0]['state'], 'connected')
        self.ask('contacts', 'add', 'carlo@cliente.example')
        self.ask('log', '0@cliente.example')
        self.assertEqual(len(self.some('timeline', 'carlo@cliente.example')), 1)

    @unittest.skipUnless(has_fault_points(), 'a build without fault points')
    def test_O5_killed_at_each_step_google(self):
        self.kill_at_each_step('gmail', 'gmail.com')

    @unittest.skipUnless(has_fault_points(), 'a build without fault points')
    def test_O5_killed_at_each_step_microsoft(self):
        self.kill_at_each_step('microsoft365', 'ditta365.test')

    def test_O4_B37_B43_revoked_is_said_once_and_not_tried_again(self):
        self.mailbox('gmail.com')
        self.sign_in('gmail')
        before = self.lab.order('gmail', error='invalid_grant')
        for _ in range(3):
            counts = self.ask('sync', status=None)
            self.assertIn('AUTH_REVOKED', json.dumps(counts))
        self.assertEqual(self.lab.order('gmail'), before + 1)
        self.assertEqual(self.ask('accounts')[0]['cause']['reason'], 'access-revoked')

    def test_A41_access_is_taken_back_at_the_platform(self):
        self.mailbox('gmail.com')
        account = self.sign_in('gmail')[0]
        self.ask('contacts', 'add', 'carlo@cliente.example')
        self.ask('rules', 'set', 'contact', 'on')
        self.lab.deliver(self.address, letter(5, recipient=self.address))
        self.sync()
        before = self.dump()
        answer = self.ask('accounts', 'revoke', self.address)
        self.assertEqual((answer['at_platform'], answer['permissions_page']),
                         (True, 'https://myaccount.google.com/connections'))
        cause = self.ask('accounts')[0]
        self.assertEqual((cause['state'], cause['cause']['code'], cause['cause']['reason']),
                         ('disconnected', 'AUTH_REVOKED', 'access-given-up'))
        asked = self.lab.order('gmail')
        self.assertEqual(self.ask('sync', status=None)[0]['error']['reason'], 'access-given-up')
        self.assertEqual(self.lab.order('gmail'), asked)
        self.assertEqual(self.dump(), before)
        again = self.sign_in('gmail', options=('--again',))[0]
        self.assertEqual((again['id'], again['state']), (account['id'], 'connected'))
        self.sync()
        self.assertEqual(self.dump(), before)

    def test_A41_where_no_program_may_the_page_is_named(self):
        self.mailbox('ditta365.test')
        self.sign_in('microsoft365')
        answer = self.ask('accounts', 'revoke', self.address)
        self.assertEqual((answer['at_platform'], answer['permissions_page']),
                         (False, 'https://account.live.com/consent/Manage'))
        self.assertEqual(self.ask('accounts')[0]['state'], 'disconnected')

    def test_O4_an_outage_passes(self):
        self.mailbox('microsoft365.test')
        self.sign_in('microsoft365')
        self.lab.order('microsoft365', error='server_error', status=503)
        self.assertIn('BUSY', json.dumps(self.ask('sync', status=None)))
        self.lab.order('microsoft365')
        self.ask('sync')

    def test_B37_B40_each_cause_is_named_and_ends_it(self):
        """What Microsoft calls invalid_grant, told apart by its number: right cause, also after a restart, nothing more
        asked, all kept."""
        causes = {'50173': ('AUTH_REVOKED', 'password-changed'), '90002': ('AUTH_REVOKED', 'mailbox-moved'),
                  '50034': ('AUTH_REVOKED', 'mailbox-moved'), '50057': ('AUTH_REVOKED', 'account-disabled'),
                  '700082': ('AUTH_EXPIRED', 'sign-in-again'), '65001': ('CONSENT_REQUIRED', 'admin-consent')}
        self.mailbox('ditta365.test')
        self.sign_in('microsoft365')
        self.ask('contacts', 'add', 'carlo@cliente.example')
        self.lab.deliver(self.address, letter(5, recipient=self.address))
        self.sync()
        self.ask('log', '5@cliente.example')
        for number, wanted in causes.items():
            with self.subTest(number=number):
                before = self.lab.order('microsoft365', error='invalid_grant',
                                        description=f'AADSTS{number}: Something about it.')
                for _ in range(2):      # the second is another process, which knows what the first was told
                    self.ask('sync', status=None)
                    cause = self.ask('accounts')[0]['cause']
                    self.assertEqual((cause['code'], cause['reason']), wanted)
                    self.assertIn(f'AADSTS{number}', cause['server_text'])
                self.assertEqual(self.lab.order('microsoft365'), before + 1)
                self.assertEqual(len(self.some('timeline', 'carlo@cliente.example')), 1)
                self.ask('disconnect', self.address)
                self.sign_in('microsoft365')

    def collect(self, command_lines, over):
        """Reads what processes were started with until it is told to stop."""
        while not over.wait(0.1):
            for path in glob.glob('/proc/[0-9]*/cmdline'):
                with contextlib.suppress(OSError), open(path, 'rb') as file:
                    command_lines.add(file.read())

    def live_with(self, kind, domain):
        self.mailbox(domain)
        self.sign_in(kind)
        for number in range(8):
            self.lab.deliver(self.address, letter(number, recipient=self.address))
            self.ask('sync')
        self.run_ctl('contacts', 'add', 'carlo@cliente.example', status=None)
        self.ask('send', '--from', self.address, '--to', 'carlo@cliente.example', '--subject', 'Offerta', text='Ecco.')
        self.run_ctl('doctor', status=None)
        self.ask('sync', status=None, environment={'CARTEGGIO_FAULT': 'auth-refresh-stored:1:error'})
        self.run_ctl('disconnect', self.address, status=None)

    def everything_written(self):
        """Every file of the profile and of the person's home, apart from the keyring and the registration itself."""
        home = self.session.environment['HOME']
        for folder in (self.profile, home, self.folder):
            for where, _, names in os.walk(folder):
                for name in names if 'keyrings' not in where else []:
                    if name == 'sign-in.ini':
                        continue
                    with contextlib.suppress(OSError), open(os.path.join(where, name), 'rb') as file:
                        yield os.path.join(where, name), file.read()

    def connect_with_own_registration(self, secret, **wanted):
        """Where no file names a registration."""
        path = os.path.join(self.folder, 'client-secret')
        with open(path, 'w', encoding='ascii') as file:
            file.write(secret + '\n')
        with unittest.mock.patch.dict(self.session.environment, {'XDG_CONFIG_HOME': self.folder}):
            return self.sign_in('gmail', options=('--client-id', 'carteggio-google', '--client-secret-file', path),
                                **wanted)

    def test_A43_a_registration_of_ones_own_has_its_secret(self):
        """Renewing needs it too: it is in the keyring with the token, and nowhere else."""
        self.mailbox('gmail.com')
        answer, _ = self.connect_with_own_registration('un-altro-segreto', status=1)
        self.assertEqual(answer['error']['reason'], 'client-unknown')
        answer, _ = self.connect_with_own_registration('canarino-del-client')
        self.assertEqual(answer['kind'], 'gmail')
        os.unlink(os.path.join(self.folder, 'client-secret'))
        self.ask('sync')
        for name, content in self.everything_written():
            self.assertNotIn(b'canarino-del-client', content, name)

    def test_O6_forty_canaries_are_seen_nowhere(self):
        """Every token, code, verifier and client secret of many sign-ins and renewals, at the highest log level: neither
        in what is said nor in a file nor on a command line, as it is or in base64."""
        command_lines, over = set(), threading.Event()
        watch = threading.Thread(target=self.collect, args=(command_lines, over))
        watch.start()
        try:
            with unittest.mock.patch.dict(self.session.environment, {'G_MESSAGES_DEBUG': 'all'}):
                self.live_with('gmail', 'gmail.com')
                self.live_with('microsoft365', 'ditta365.test')
        finally:
            over.set()
            watch.join()
        canaries = set(self.lab.issued())
        self.assertGreaterEqual(len(canaries), 40)
        self.assertTrue(all(len(canary) > 15 for canary in canaries))
        self.assertIn('canarino-del-client', canaries)
        places = [('said', ''.join(self.said).encode()), *self.everything_written(),
                  ('a command line', b' '.join(line for line in command_lines if b'browser.py' not in line))]
        self.assertGreater(len(places), 5)
        self.assertIn(b'AUTHENTICATE', places[0][1])
        for canary in canaries:
            for form in forms_of(canary):
                for name, content in places:
                    self.assertFalse(form in content, f'{canary[:6]}... in {name}')

    def test_O6_a_crash_writes_no_memory(self):
        """Whatever limit the session has, and in a build whose sanitizer does not forbid it by itself. The limit says
        nothing where a program collects dumps, and can be raised: what is left out of them says the filter (core(5))."""
        options = SANITIZER + ':disable_coredump=0'
        command = ['bash', '-c', 'ulimit -c unlimited; exec "$@"', '-', *self.command('sync', '--watch')]
        process = subprocess.Popen(self.lab.command(command), cwd=self.folder, stdin=subprocess.DEVNULL,
                                   env={**self.session.environment, 'ASAN_OPTIONS': options},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.addCleanup(end, process)

        def limit():
            with contextlib.suppress(OSError), open(f'/proc/{process.pid}/limits', encoding='ascii') as file:
                return re.search(r'Max core file size +(\S+)', file.read()).group(1)
            return None
        wait_until(lambda: limit() in ('0', None), 20, 'the limit')
        self.assertEqual(limit(), '0')

        def filtered():
            with open(f'/proc/{process.pid}/coredump_filter', encoding='ascii') as file:
                return int(file.read(), 16)
        wait_until(lambda: filtered() == 0, 20, 'the filter')


if __name__ == '__main__':
    tap.main()
