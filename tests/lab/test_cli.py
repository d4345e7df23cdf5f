#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""carteggioctl against real servers, with a real keyring: connecting, pulling, logging, and every way to be refused."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from lab import Lab, missing_programs  # noqa: E402
from session import Session, end, wait_until  # noqa: E402

PROGRAM = os.environ['CARTEGGIOCTL']
ANNA = 'anna@example.it'
PASSWORD = 'pa%ss wörd"1:x'
CARLO = 'Carlo Neri <carlo@cliente.example>'


def letter(number, sender=CARLO, recipient=ANNA, answers=None, text='Buongiorno.'):
    """Letter number N, at today's date minus N hours; answers the letter of that number."""
    date = time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime(time.time() - 3600 * number))
    lines = [f'From: {sender}', f'To: {recipient}', f'Subject: {"Re: " if answers is not None else ""}Offerta',
             f'Date: {date}', f'Message-ID: <{number}@cliente.example>', 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8']
    if answers is not None:
        lines += [f'In-Reply-To: <{answers}@cliente.example>', f'References: <{answers}@cliente.example>']
    return '\r\n'.join([*lines, '', text, '']).encode()


class CliCase(unittest.TestCase):
    mode = 'simple'
    keyring = True

    @classmethod
    def setUpClass(cls):
        missing = missing_programs(cls.mode == 'net')
        if missing or os.geteuid() != 0:
            raise unittest.SkipTest(f'needs root and {missing}')
        cls.lab = Lab(cls.mode)
        cls.lab.start()
        cls.addClassCleanup(cls.lab.stop)
        cls.session = Session(display=False, bus=cls.keyring, environment={'LC_ALL': 'C.UTF-8'})
        cls.addClassCleanup(cls.session.stop)
        cls.session.set_up()

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='carteggio-cli-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.secret = os.path.join(self.folder, 'secret')
        with open(self.secret, 'w', encoding='utf-8') as file:
            file.write(PASSWORD + '\n')
        # A mailbox for each test: what one leaves behind is not another's.
        self.address = f'{self._testMethodName[5:35].replace("_", ".").strip(".")}@example.it'
        self.lab.add_user(self.address, PASSWORD)

    def command(self, *words):
        return [PROGRAM, '--profile', os.path.join(self.folder, 'profile'), '--json', *words]

    def run_ctl(self, *words, status=0):
        answer = self.lab.run(self.command(*words), env=self.session.environment)
        self.assertEqual(answer.returncode, status, f'{words}: {answer.stdout}{answer.stderr}')
        return answer

    def ask(self, *words, status=0):
        return json.loads(self.run_ctl(*words, status=status).stdout)

    def lines(self, *words, status=0):
        return [json.loads(line) for line in self.run_ctl(*words, status=status).stdout.splitlines()]

    def connect(self, *words, kind='good', starttls=False, status=0):
        return self.ask('connect', self.address, *self.lab.connect_options(kind, starttls), '--password-file', self.secret,
                        *words, status=status)

    def deliver(self, number, **options):
        # Not lab.put: Dovecot overlooks a file that appears in the second in which it has looked.
        self.lab.deliver(self.address, letter(number, recipient=self.address, **options))


class ConnectTest(CliCase):
    def test_connecting_says_each_step(self):
        account = self.connect()
        self.assertEqual((account['address'], account['state'], account['kind']), (self.address, 'connected', 'imap'))
        self.assertEqual({step['step']: step['state'] for step in account['steps']}, dict.fromkeys(
            ['incoming-connect', 'incoming-secure', 'incoming-log-in', 'folders', 'sent-folder', 'second-connection',
             'outgoing-connect', 'outgoing-secure', 'outgoing-log-in', 'outgoing-sender'], 'ok'))
        self.assertEqual({one['requirement']: (one['required'], one['state']) for one in account['requirements']}, {   # A88
            'encryption': (True, 'ok'), 'imap4rev1': (True, 'ok'), 'smtp-auth': (True, 'ok'), 'uidplus': (False, 'ok'),
            'special-use': (False, 'ok'), 'connections': (False, 'ok'), 'size': (False, 'ok')})
        self.assertEqual(account['requirements'][0]['detail'], 'TLS 1.3')
        listed = self.ask('accounts')
        self.assertEqual([(one['id'], one['state'], one['cause']) for one in listed], [(account['id'], 'connected', None)])
        self.assertNotIn(PASSWORD, json.dumps(listed, ensure_ascii=False))

    def test_a_mailbox_of_a_team_is_told_apart(self):
        """A10: it stays one when it is connected anew."""
        self.assertIs(self.connect('--team')['team'], True)
        self.assertEqual([one['team'] for one in self.ask('accounts')], [True])
        self.ask('disconnect', self.address)
        self.assertIs(self.connect()['team'], False)

    def test_a_mailbox_writes_as_several(self):
        """A09: its own address and further ones, one of them the default."""
        account = self.connect('--name', 'Anna Bianchi')

        def senders():
            return [(one['address'], one['name'], one['default'], one['own']) for one in self.ask('identities', 'list')]

        self.assertEqual(senders(), [(self.address, 'Anna Bianchi', True, True)])
        self.ask('identities', 'put', self.address, 'Vendite <vendite@EXAMPLE.it>', '--name', 'Vendite', '--default')
        self.assertEqual(senders(), [(self.address, 'Anna Bianchi', False, True),
                                     ('vendite@example.it', 'Vendite', True, False)])
        for words in (['vendite@'], ['a@example.it', '--name', 'Anna\nBcc: x@example.it']):
            refused = self.ask('identities', 'put', self.address, *words, status=2)
            self.assertEqual(refused['error']['code'], 'INVALID_INPUT')
        refused = self.ask('identities', 'remove', account['id'], self.address, status=1)
        self.assertEqual(refused['error']['code'], 'CONFLICT')
        self.ask('identities', 'remove', self.address, 'vendite@example.it')
        self.assertEqual(senders(), [(self.address, 'Anna Bianchi', True, True)])

    def test_starttls_works_too(self):
        self.assertEqual(self.connect(starttls=True)['incoming']['security'], 'starttls')

    def test_words_for_people_name_the_steps(self):
        answer = self.lab.run([word for word in self.command(
            'connect', self.address, *self.lab.connect_options(), '--password-file', self.secret) if word != '--json'],
            env=self.session.environment)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(answer.stderr.count('✓'), 10, answer.stderr)

    def test_a_wrong_password_needs_the_user(self):
        with open(self.secret, 'w', encoding='utf-8') as file:
            file.write('wrong')
        refused = self.connect(status=4)
        self.assertEqual((refused['error']['code'], refused['error']['step']), ('AUTH_REJECTED', 'incoming-log-in'))
        self.assertTrue(refused['error']['server_text'])
        self.assertTrue(refused['error']['next'])
        self.assertEqual(self.ask('accounts'), [])

    def test_self_signed_is_shown_and_can_be_pinned(self):
        shown = self.connect(kind='selfsigned', status=4)['error']
        self.assertEqual((shown['code'], shown['reason']), ('TLS', 'certificate-unknown-authority'))
        certificate = shown['certificate']
        self.assertEqual(certificate['sha256'].lower(), self.lab.fingerprint('selfsigned').replace(':', '').lower())
        self.assertTrue(certificate['names'])
        self.assertLess(certificate['valid_from'], certificate['valid_to'])
        self.assertEqual(self.ask('accounts'), [])
        self.connect('--pin-certificate', '00' * 32, kind='selfsigned', status=4)
        account = self.connect('--pin-certificate', certificate['sha256'], kind='selfsigned')
        self.assertEqual(account['incoming']['pinned_certificate'], certificate['sha256'])
        self.deliver(1)
        self.assertEqual(self.ask('sync')[0]['seen'], 1)

    def test_expired_and_foreign_certificates_are_told_apart(self):
        for kind, reason in (('expired', 'certificate-expired'), ('wronghost', 'certificate-wrong-host')):
            with self.subTest(kind=kind):
                self.assertEqual(self.connect(kind=kind, status=4)['error']['reason'], reason)

    def test_A94_a_colleague_connects_by_the_exported_profile(self):
        account = self.connect()
        path = os.path.join(self.folder, 'office.json')
        self.ask('domain-profile', 'export', path)
        with open(path, encoding='utf-8') as file:
            text = file.read()
        for secret in (PASSWORD, self.address, self.address.split('@')[0], account['id']):
            self.assertNotIn(secret, text)
        domain = self.address.split('@')[1]
        mine = self.ask('detect', f'ugo@{domain}')['candidates'][0]
        self.assertEqual((mine['trust'], mine['source']), ('verified', 'earlier'))
        theirs = [PROGRAM, '--profile', os.path.join(self.folder, 'theirs'), '--json']
        for words in (('domain-profile', 'import', path), ('detect', f'ugo@{domain}'),
                      ('detect', '--from-file', path, f'ugo@{domain}')):
            answer = self.lab.run([*theirs, *words], env=self.session.environment)
            self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
            if words[0] == 'detect':
                found = json.loads(answer.stdout)
                self.assertEqual((found['recommended'], found['candidates'][0]['trust']), (0, 'admin'))
                for side in ('incoming', 'outgoing'):
                    wanted = {**account[side], 'username': f'ugo@{domain}'}
                    self.assertEqual(found['candidates'][0][side], {key: wanted[key] for key in found['candidates'][0][side]})

    def test_a_closed_port_is_a_failure(self):
        host, port = self.lab.closed_port()
        refused = self.ask('connect', self.address, '--imap', f'{host}:{port}', '--smtp', self.lab.endpoint('smtp'),
                           '--password-file', self.secret, status=1)
        self.assertEqual((refused['error']['code'], refused['error']['reason']), ('NETWORK', 'connection-refused'))

    def test_an_address_is_connected_once(self):
        self.connect()
        self.assertEqual(self.connect(status=1)['error']['code'], 'CONFLICT')

    def test_disconnecting_deletes_the_password(self):
        account = self.connect()
        search = ['secret-tool', 'search', '--all', 'account', account['id']]
        self.ask('disconnect', self.address)
        self.assertNotIn(PASSWORD, self.session.run(search).stdout if shutil.which('secret-tool') else '')
        self.assertNotIn('connected', [one['state'] for one in self.ask('accounts')])
        self.connect()


class PullTest(CliCase):
    def test_a_letter_logged_by_hand_brings_its_answers(self):
        self.connect()
        self.deliver(5)
        self.deliver(3, answers=5)
        self.deliver(2, sender='Altri <altri@altrove.example>')
        self.ask('contacts', 'add', CARLO)
        counts = self.ask('sync')[0]
        self.assertEqual((counts['seen'], counts['failed'], counts['error']), (3, 0, None))
        self.lines('timeline', 'carlo@cliente.example', status=3)
        self.assertEqual(len(self.lines('threads', '--unlogged')), 2)
        self.ask('log', '5@cliente.example')
        self.deliver(1, answers=3, text='Un’altra risposta.')
        self.ask('sync')
        entries = self.lines('timeline', 'carlo@cliente.example')
        self.assertEqual([(e['message_id'], e['reason']) for e in entries],
                         [('1@cliente.example', 'core'), ('3@cliente.example', 'core'), ('5@cliente.example', 'manual')])
        self.assertIn('Un’altra risposta.', self.ask('show', '1@cliente.example')['text'])
        self.assertEqual([hit['message_id'] for hit in self.lines('search', 'risposta')], ['1@cliente.example'])

    def test_only_what_is_new_is_pulled(self):
        self.connect()
        self.deliver(2)
        self.assertEqual(self.ask('sync')[0]['seen'], 1)
        self.assertEqual(self.ask('sync')[0]['seen'], 0)
        self.deliver(1)
        self.assertEqual(self.ask('sync', self.address)[0]['seen'], 1)

    def test_nothing_is_altered_on_the_server(self):
        self.lab.put(self.address, letter(9), 'Sent', flags='S')
        self.connect()
        for number in range(4):
            self.deliver(number)
        before = self.lab.snapshot(self.address)
        self.ask('contacts', 'add', CARLO)
        self.ask('sync')
        self.ask('log', '1@cliente.example')
        self.ask('sync')
        self.assertIn('Buongiorno', self.ask('show', '2@cliente.example')['text'])
        self.assertEqual(self.lab.snapshot(self.address), before)

    def test_a_paused_mailbox_is_left_alone(self):
        self.connect()
        self.deliver(1)
        self.assertEqual(self.ask('accounts', 'pause', self.address)['state'], 'paused')
        self.assertEqual(sum(row['seen'] for row in self.ask('sync')), 0)
        self.ask('accounts', 'resume', self.address)
        self.assertEqual(self.ask('sync')[0]['seen'], 1)

    def test_a_changed_password_disconnects_with_its_cause(self):
        """B38: it worked before, so the password is asked about, not the typing."""
        self.connect()
        self.ask('sync')
        self.lab.add_user(self.address, 'another')
        answer = self.lab.run(self.command('sync'), env=self.session.environment)
        self.assertEqual(answer.returncode, 4, answer.stdout + answer.stderr)
        self.assertEqual(json.loads(answer.stdout)[0]['error']['code'], 'AUTH_REJECTED')
        cause = self.ask('accounts')[0]['cause']
        self.assertEqual((cause['code'], cause['reason']), ('AUTH_REJECTED', 'password-changed'))

    def pull_with_fault(self, fault):
        """The whole way with a profile of its own, each pull broken off at a point and done again. Gives what can be
        seen then, and how often it broke off."""
        self.folder = tempfile.mkdtemp(prefix='carteggio-cli-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.connect()
        self.ask('contacts', 'add', CARLO)
        environment = {**self.session.environment, 'CARTEGGIO_FAULT': fault}
        broken = self.lab.run(self.command('sync'), env=environment).returncode
        self.ask('sync')
        self.ask('log', '5@cliente.example')
        broken_again = self.lab.run(self.command('sync'), env=environment).returncode
        self.ask('sync')
        entries = self.lines('timeline', 'carlo@cliente.example')
        threads = self.lines('threads', '--unlogged')
        self.ask('disconnect', self.address, '--remove', 'now')
        seen = ([(e['message_id'], e['snippet'], e['reason'], len(e['attachments'])) for e in entries],
                sorted((t['message_ids'], t['n']) for t in threads))
        return seen, [broken, broken_again].count(137)

    def test_a_killed_pull_is_taken_up_again(self):
        points = self.lab.run([PROGRAM, 'doctor', '--list-faults']).stdout.split()
        if not points:
            self.skipTest('a build without fault points')
        self.deliver(5)
        self.deliver(3, answers=5)
        self.deliver(2, sender='Altri <altri@altrove.example>')
        wanted, _ = self.pull_with_fault('none:1:abort')
        for point in ('sync-window', 'sync-bodies', 'sync-folder-done', 'imap-login', 'imap-select', 'imap-fetch',
                      'store-commit', 'store-committed'):
            with self.subTest(point=point):
                seen, n_broken = self.pull_with_fault(f'{point}:1:abort')
                self.assertGreater(n_broken, 0, 'never passed')
                self.assertEqual(seen, wanted)

    def look_past_libsecret(self):
        """It leaks 8 bytes a search, which no suppression can name without its frame pointers."""
        self.session.environment['ASAN_OPTIONS'] = 'detect_leaks=0'
        self.addCleanup(self.session.environment.pop, 'ASAN_OPTIONS')

    def test_doctor_visits_the_servers_step_by_step(self):
        self.look_past_libsecret()
        self.connect()
        self.deliver(5)
        self.ask('sync')
        healthy = self.ask('doctor')
        self.assertTrue(healthy['ok'], healthy)
        self.assertEqual([step['name'] for step in healthy['steps'] if step['account'] == self.address],
                         ['incoming-connect', 'incoming-secure', 'incoming-log-in', 'folders', 'outgoing-connect',
                          'outgoing-secure', 'outgoing-log-in', 'outgoing-sender'])
        self.lab.add_user(self.address, 'changed-elsewhere')
        ill = self.ask('doctor', self.address, status=1)
        failed = [step for step in ill['steps'] if not step['ok']]
        self.assertEqual([step['name'] for step in failed], ['incoming-log-in', 'outgoing-log-in'])
        self.assertIn('password', failed[0]['message'])
        self.assertEqual([step for step in self.ask('doctor', '--offline')['steps'] if step['account']], [])

    def test_report_tells_the_trouble_and_nobody(self):
        """B27: what is not to be in it is looked for word by word."""
        self.look_past_libsecret()
        self.connect()
        self.deliver(5, text='Il-segreto-del-cliente')
        self.ask('contacts', 'add', CARLO)
        self.ask('sync')
        self.ask('log', '5@cliente.example')
        self.ask('sync')
        path = os.path.join(self.folder, 'report.txt')
        self.ask('doctor', '--report', path)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, encoding='utf-8') as file:
            report = file.read()
        for word in (self.address, self.address.split('@')[0], PASSWORD, 'carlo', 'Carlo', 'Neri', 'cliente.example',
                     'Offerta', 'Il-segreto', self.folder, 'example.it'):
            self.assertNotIn(word, report)
        self.assertIn('ok     incoming-log-in', report)
        self.assertRegex(report, r'contacts 1, messages 1, logged 1')
        self.assertRegex(report, r'incoming: \S+:\d+ tls')
        shown = self.run_ctl('doctor', '--offline', '--report', '-').stdout
        self.assertIn('Mailbox 1', shown)
        self.assertNotIn('incoming-log-in', shown)

    def test_watching_takes_in_an_answer_within_5_s(self):
        self.connect()
        self.deliver(5)
        self.ask('contacts', 'add', CARLO)
        self.ask('sync')
        self.ask('log', '5@cliente.example')
        watcher = subprocess.Popen(self.lab.command(self.command('sync', '--watch')), env=self.session.environment,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        self.addCleanup(end, watcher)
        while json.loads(watcher.stdout.readline())['activity'] != 'watching':
            pass
        self.lab.deliver(self.address, letter(1, recipient=self.address, answers=5))
        started = time.monotonic()
        wait_until(lambda: len(self.lines('timeline', 'carlo@cliente.example')) == 2, 10, 'the answer')
        self.assertLess(time.monotonic() - started, 5)
        # While another process holds the network, a pull is asked of it.
        self.assertIsNone(self.ask('sync')[0]['error'])
        watcher.terminate()
        self.assertEqual(watcher.wait(20), 0)


class KeyringTest(CliCase):
    keyring = False

    def test_without_a_keyring_nothing_is_saved(self):
        self.session.environment['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent'
        refused = self.connect(status=4)
        self.assertEqual(refused['error']['code'], 'KEYRING_LOCKED')
        self.assertEqual(self.ask('accounts'), [])


class DetectTest(CliCase):
    mode = 'net'
    keyring = False

    def test_usual_host_names_are_found(self):
        found = self.ask('detect', 'anna@example.it')
        self.assertEqual(found['recommended'], 0)
        one = found['candidates'][0]
        self.assertEqual((one['kind'], one['trust'], one['incoming']['host'], one['incoming']['port'],
                          one['outgoing']['host'], one['outgoing']['port']),
                         ('imap', 'probe', 'imap.example.it', 993, 'smtp.example.it', 465))

    def test_a_certificate_that_does_not_verify_is_no_candidate(self):
        for kind in ('selfsigned', 'expired', 'wronghost'):
            with self.subTest(kind=kind):
                found = self.ask('detect', f'anna@{kind}.test', status=3)
                self.assertEqual(found['candidates'], [])
                self.assertIn('tls-failure', [row['answer'] for row in found['evidence']])

    def test_silence_ends_within_the_time(self):
        # GLib 2.74 may lose a cancellable's source when a connection is given up from another thread. A line in
        # lsan.supp would need the whole stack, with which reading the system's certificates takes longer than the test.
        self.session.environment['ASAN_OPTIONS'] = 'detect_leaks=0'
        self.addCleanup(self.session.environment.pop, 'ASAN_OPTIONS')
        for kind in ('silent', 'blackhole', 'closed', 'nowhere'):
            with self.subTest(kind=kind):
                started = time.monotonic()
                self.ask('detect', f'anna@{kind}.test', status=3)
                self.assertLess(time.monotonic() - started, 14)


if __name__ == '__main__':
    tap.main()
