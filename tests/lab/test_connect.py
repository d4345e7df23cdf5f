#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting to servers that are right, and wrong in every way: what is said, what is tried, and that no password is
seen anywhere."""
import base64
import glob
import json
import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import servers  # noqa: E402
import tap  # noqa: E402
from product import ProductCase, letter  # noqa: E402


class RefusalTest(ProductCase):
    def refused(self, status, *words, **options):
        """The error in JSON; the same in words names its sentence, and nothing was kept."""
        refused = self.connect(*words, status=status, **options)
        error = refused['error']
        self.assertTrue(error['message'] and error['next'], error)
        places = options.get('places') or self.lab.connect_options(options.get('kind', 'good'),
                                                                   options.get('starttls', False))
        told = self.run_ctl('connect', self.address, *places, '--password-file', self.secret, *words, status=status,
                            json_wanted=False)
        self.assertIn(error['message'].split('.')[0], told.stderr)
        self.assertIn(error['next'].split('.')[0], told.stderr)
        self.assertEqual(self.ask('accounts'), [])
        return error

    def places(self, imap=None, smtp=None, security='tls'):
        def text(place, usual):
            return ':'.join(map(str, place)) if place else self.lab.endpoint(usual)
        return ['--imap', text(imap, 'imap'), '--imap-security', security if imap else 'tls',
                '--smtp', text(smtp, 'smtp'), '--smtp-security', security if smtp else 'tls']

    def attempts(self):
        """How often a server was given this mailbox's password, and refused it."""
        return sum(self.address in line and 'assword mismatch' in line for line in self.lab.log('dovecot').split('\n'))

    def test_a_wrong_password_is_tried_twice_at_most(self):
        self.write('secret', 'sbagliata')
        error = self.connect(status=4)['error']
        self.assertEqual((error['code'], error['step']), ('AUTH_REJECTED', 'incoming-log-in'))
        self.assertIn(self.attempts(), (1, 2))
        self.assertEqual(self.refused(4)['code'], 'AUTH_REJECTED')

    def test_a_refused_password_is_not_tried_again_while_watching(self):
        self.connect()
        self.lab.add_user(self.address, 'an entirely new one')
        watcher = self.start('sync', '--watch')
        told = self.read_until_activity(watcher, 'stopped')
        self.assertEqual(told['error']['code'], 'AUTH_REJECTED')
        self.assertIn(self.attempts(), (1, 2))
        self.deliver(letter(1))
        self.assertEqual(self.ask('accounts')[0]['cause']['code'], 'AUTH_REJECTED')
        self.assertIn(self.attempts(), (1, 2))

    def test_an_unknown_host_is_named(self):
        error = self.refused(1, places=self.places(imap=('imap.no-such-host.invalid', 993)))
        self.assertEqual((error['code'], error['reason'], error['host']),
                         ('NETWORK', 'host-not-found', 'imap.no-such-host.invalid'))

    def test_a_closed_port_is_refused(self):
        for places in (self.places(imap=self.lab.closed_port()), self.places(smtp=self.lab.closed_port())):
            error = self.refused(1, places=places)
            self.assertEqual((error['code'], error['reason']), ('NETWORK', 'connection-refused'))

    def test_a_server_in_the_clear_is_not_spoken_to(self):
        error = self.refused(1, places=self.places(imap=self.lab.fault('plain')))
        self.assertEqual((error['code'], error['reason'], error['step']), ('TLS', 'handshake-failed', 'incoming-secure'))

    def test_the_wrong_protocol_is_told_apart(self):
        smtp = self.lab.endpoint('smtp').split(':')
        error = self.refused(1, places=self.places(imap=smtp))
        self.assertEqual((error['code'], error['reason']), ('PROTOCOL', 'not-imap'))

    def test_a_server_that_says_nothing_is_given_up(self):
        error = self.connect(places=self.places(imap=self.lab.fault('drop')), status=1)['error']
        self.assertIn(error['code'], ('NETWORK', 'TLS'))

    def test_bad_certificates_stop_before_the_password(self):
        for kind, reason in (('selfsigned', 'unknown-authority'), ('expired', 'expired'), ('wronghost', 'wrong-host')):
            for starttls in (False, True):
                with self.subTest(kind=kind, starttls=starttls):
                    error = self.refused(4, kind=kind, starttls=starttls)
                    self.assertEqual((error['code'], error['reason']), ('TLS', f'certificate-{reason}'))
                    self.assertEqual(error['certificate']['sha256'], self.lab.fingerprint(kind))
                    self.assertEqual(error['step'], 'incoming-secure')
        self.assertNotIn(f'user=<{self.address}>', self.lab.log('dovecot'))

    def test_the_wrong_pin_is_no_help(self):
        wrong = self.lab.fingerprint('expired')
        self.assertEqual(self.refused(4, '--pin-certificate', wrong, kind='selfsigned')['code'], 'TLS')

    def test_starttls_is_never_done_without(self):
        error = self.refused(1, places=self.places(imap=self.lab.fault('injecting'), security='starttls'))
        self.assertEqual((error['code'], error['reason']), ('TLS', 'starttls-injected'))
        error = self.refused(1, places=self.places(imap=self.lab.fault('bare'), security='starttls'))
        self.assertEqual((error['code'], error['reason']), ('UNSUPPORTED', 'starttls-not-offered'))


class ConnectedTest(ProductCase):
    def sees_mail(self):
        self.deliver(letter(1))
        self.assertEqual(self.sync()['seen'], 1)

    def test_each_step_is_done(self):
        account = self.connect()
        self.assertEqual({step['state'] for step in account['steps']}, {'ok'})
        self.assertEqual(len(account['steps']), 10)

    def test_starttls_on_its_ports(self):
        account = self.connect(starttls=True)
        self.assertEqual((account['incoming']['security'], account['outgoing']['security']), ('starttls', 'starttls'))
        self.sees_mail()

    def test_each_bad_certificate_can_be_trusted_alone(self):
        for kind in ('selfsigned', 'expired', 'wronghost'):
            with self.subTest(kind=kind):
                account = self.connect('--pin-certificate', self.lab.fingerprint(kind), kind=kind)
                self.assertEqual(account['incoming']['pinned_certificate'], self.lab.fingerprint(kind))
                self.assertIsNone(self.sync()['error'])
                self.ask('disconnect', self.address)

    def test_a_pinned_certificate_that_changes_stops_the_mailbox(self):
        self.connect('--pin-certificate', self.lab.fingerprint('selfsigned'), kind='selfsigned')
        self.addCleanup(self.restart_with, 'selfsigned')
        self.restart_with('wronghost')
        error = self.sync(status=4)['error']
        self.assertEqual((error['code'], error['reason']), ('TLS', 'certificate-changed'))
        self.assertEqual(self.ask('accounts')[0]['cause']['reason'], 'certificate-changed')
        # Even a certificate that every program would trust is not the one that was trusted.
        self.restart_with('good')
        self.assertEqual(self.sync(status=4)['error']['reason'], 'certificate-changed')
        self.restart_with('selfsigned')
        self.assertIsNone(self.sync()['error'])

    def restart_with(self, certificate):
        """Dovecot shows another certificate at the address of the self-signed one."""
        with open(self.lab.path('dovecot.conf'), encoding='utf-8') as file:
            settings = file.read()
        head, tail = settings.split(f'local {self.lab.host("selfsigned")} {{\n', 1)
        rest = tail.split('}\n', 1)[1]
        self.lab._write('dovecot.conf', head + rest + servers.dovecot_local(self.lab.host('selfsigned'),
                                                                            self.lab.path('pki'), certificate))
        self.lab.stop_dovecot()
        self.lab.start_dovecot()


class SecretTest(ProductCase):
    """No word of a password may be seen, whatever it is made of."""

    def connect_watched(self, *words, **options):
        """Connects, while every command line of the machine is read again and again."""
        seen, done = [], threading.Event()

        def read_command_lines():
            while not done.is_set():
                for path in glob.glob('/proc/[0-9]*/cmdline') + glob.glob('/proc/[0-9]*/comm'):
                    try:
                        with open(path, 'rb') as file:
                            seen.append(file.read())
                    except OSError:
                        pass
                done.wait(0.02)
        reader = threading.Thread(target=read_command_lines)
        reader.start()
        try:
            account = self.connect(*words, **options)
        finally:
            done.set()
            reader.join()
        self.assertTrue(any(b'connect' in line and self.address.encode() in line for line in seen), 'nothing was seen')
        self.assertFalse(any(self.password.encode() in line for line in seen))
        return account

    def work(self, password):
        self.password = password
        self.lab.add_user(self.address, password)
        self.write('secret', password)
        # All that can be had of logs.
        self.session.environment.update(G_MESSAGES_DEBUG='all', CARTEGGIO_WIRE='1')
        self.connect_watched()
        self.deliver(letter(1))
        self.run_ctl('--verbose', 'sync')
        watcher = self.start_watching()
        watcher.terminate()
        watcher.wait(30)
        self.said += [watcher.stdout.read(), self.read_file('background.err')]
        self.run_ctl('doctor', status=None)
        self.run_ctl('doctor', '--report', '-')
        self.run_ctl('accounts')

    def is_nowhere(self, password, encodings):
        for word in [password, *encodings]:
            self.assertFalse(any(word in text for text in self.said), 'said aloud')
            self.assertEqual(self.files_with(word), [])

    def strange(self, password):
        plain = base64.b64encode(f'\0{self.address}\0{password}'.encode()).decode()
        quoted = password.replace('\\', '\\\\').replace('"', '\\"')
        self.work(password)
        self.assertTrue(any('AUTHENTICATE' in text or 'LOGIN' in text for text in self.said), 'no log was taken')
        self.is_nowhere(password, [plain, quoted, base64.b64encode(password.encode()).decode().rstrip('=')])

    def test_spaces_and_quotes(self):
        self.strange(' due  "parole" d\'oro\\')

    def test_umlauts(self):
        self.strange('Größenwahn€ – perché')

    def test_percent_and_braces(self):
        self.strange('%s%n{12+}%25&;$HOME|*')

    def test_a_long_one(self):
        self.strange('lunghissima ' * 20 + 'fine')

    def test_from_standard_input(self):
        answer = subprocess.run(self.lab.command(self.command(
            'connect', self.address, *self.lab.connect_options(), '--password-file', '-')), check=False,
            input=self.password + '\n', env=self.session.environment, capture_output=True, text=True, timeout=120)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        self.assertEqual(json.loads(answer.stdout)['state'], 'connected')

    def test_a_refused_one_is_not_said_either(self):
        self.write('secret', 'proprio-sbagliata')
        self.session.environment.update(G_MESSAGES_DEBUG='all', CARTEGGIO_WIRE='1')
        self.connect(status=4)
        self.is_nowhere('proprio-sbagliata', [])

    def tearDown(self):
        for name in ('G_MESSAGES_DEBUG', 'CARTEGGIO_WIRE'):
            self.session.environment.pop(name, None)


if __name__ == '__main__':
    tap.main()
