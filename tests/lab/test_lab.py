#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab itself: that its servers are as strict, and as broken, as the tests that use it take for granted."""
import base64
import contextlib
import glob
import hashlib
import imaplib
import os
import smtplib
import socket
import ssl
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from lab import Lab, missing_programs  # noqa: E402
from session import wait_until  # noqa: E402

ANNA = 'anna@example.it'
PASSWORD = 'pa%ss wörd"1:x'
LETTER = b'From: carlo@example.org\r\nTo: anna@example.it\r\nSubject: Hello\r\n\r\nHello, Anna.\r\n'
TRUSTING = ("import ssl, socket, sys; c = ssl.create_default_context(cafile='/etc/ssl/certs/ca-certificates.crt'); "
            "c.wrap_socket(socket.create_connection((sys.argv[1], int(sys.argv[2])), 10), server_hostname=sys.argv[1])")


def holders(folder):
    """The processes that have a file of a folder open, or stand in it: those of a lab, and nobody else."""
    pids = set()
    for link in glob.glob('/proc/[0-9]*/fd/*') + glob.glob('/proc/[0-9]*/cwd'):
        with contextlib.suppress(OSError):
            if os.readlink(link).startswith(folder):
                pids.add(link.split('/')[2])
    return pids


class SimpleLabTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        missing = missing_programs()
        if missing:
            raise unittest.SkipTest(f'not installed: {missing}')
        cls.lab = Lab()
        cls.lab.start()
        cls.addClassCleanup(cls.lab.stop)
        cls.lab.add_user(ANNA, PASSWORD)

    def context(self):
        return ssl.create_default_context(cafile=self.lab.authority.certificate)

    def connect(self, kind='good'):
        imap = imaplib.IMAP4_SSL(self.lab.host(kind), self.lab.ports['imap'], ssl_context=self.context(), timeout=10)
        self.addCleanup(imap.shutdown)
        return imap

    def log_in(self, address=ANNA, password=PASSWORD):
        imap = self.connect()
        imap.authenticate('PLAIN', lambda _: f'\0{address}\0{password}'.encode())
        return imap

    def submit(self, port='smtp', sender=ANNA, recipient=ANNA):
        host, number = self.lab.host(), self.lab.ports[port]
        if port == 'smtp':
            smtp = smtplib.SMTP_SSL(host, number, context=self.context(), timeout=10)
        else:
            smtp = smtplib.SMTP(host, number, timeout=10)
            smtp.starttls(context=self.context())
        with smtp:
            smtp.user, smtp.password = ANNA, PASSWORD
            smtp.ehlo()
            code, words = smtp.docmd('AUTH', 'PLAIN ' + self.plain())
            self.assertEqual(235, code, words)
            smtp.sendmail(sender, [recipient], LETTER)

    def plain(self):
        return base64.b64encode(f'\0{ANNA}\0{PASSWORD}'.encode()).decode()

    def test_a_strange_password_logs_in(self):
        self.log_in()

    def test_a_wrong_password_is_refused(self):
        with self.assertRaisesRegex(imaplib.IMAP4.error, 'AUTHENTICATIONFAILED'):
            self.log_in(password='wrong')

    def test_a_changed_password_counts_at_once(self):
        self.lab.add_user('bruno@example.it', 'old')
        self.log_in('bruno@example.it', 'old')
        self.lab.add_user('bruno@example.it', 'new one')
        self.log_in('bruno@example.it', 'new one')
        with self.assertRaises(imaplib.IMAP4.error):
            self.log_in('bruno@example.it', 'old')

    def test_a_delivered_message_can_be_read(self):
        self.lab.add_user('carla@example.it', 'x')
        self.lab.deliver('carla@example.it', LETTER)
        imap = self.log_in('carla@example.it', 'x')
        imap.select('INBOX', readonly=True)
        self.assertIn(b'Hello, Anna.', imap.fetch('1', '(BODY.PEEK[])')[1][0][1])

    def test_mail_laid_down_has_its_date_and_flags(self):
        self.lab.add_user('dario@example.it', 'x')
        self.lab.put('dario@example.it', LETTER, 'Sent', date_utc_s=1_700_000_000, flags='S')
        imap = self.log_in('dario@example.it', 'x')
        imap.select('Sent', readonly=True)
        answer = imap.fetch('1', '(FLAGS INTERNALDATE)')[1][0]
        self.assertIn(b'\\Seen', answer)
        self.assertIn(b'14-Nov-2023 22:13:20', answer)

    def test_the_snapshot_sees_a_changed_flag(self):
        self.lab.add_user('elena@example.it', 'x')
        self.lab.put('elena@example.it', LETTER)
        before = self.lab.snapshot('elena@example.it')
        imap = self.log_in('elena@example.it', 'x')
        imap.select('INBOX', readonly=True)
        imap.fetch('1', '(BODY.PEEK[])')
        imap.close()
        self.assertEqual(before, self.lab.snapshot('elena@example.it'))
        imap.select('INBOX')
        imap.store('1', '+FLAGS', '\\Seen')
        imap.close()
        self.assertNotEqual(before, self.lab.snapshot('elena@example.it'))

    def test_idle_announces_a_delivery(self):
        self.lab.add_user('fabio@example.it', 'x')
        imap = self.log_in('fabio@example.it', 'x')
        imap.select('INBOX', readonly=True)
        imap.send(b'a1 IDLE\r\n')
        self.assertTrue(imap.readline().startswith(b'+'))
        self.lab.deliver('fabio@example.it', LETTER)
        started = time.monotonic()
        self.assertIn(b'1 EXISTS', imap.readline())
        self.assertLess(time.monotonic() - started, 5)

    def test_what_the_design_leans_on_is_offered(self):
        words = self.log_in().capability()[1][0].split()
        for word in (b'IDLE', b'CONDSTORE', b'SPECIAL-USE', b'LIST-STATUS', b'UIDPLUS', b'ENABLE', b'LITERAL+', b'ID',
                     b'NAMESPACE'):
            self.assertIn(word, words)

    def test_the_remote_server_refuses_passwords_in_the_clear(self):
        imap = imaplib.IMAP4(self.lab.host('remote'), self.lab.ports['imap_starttls'], timeout=10)
        self.addCleanup(imap.shutdown)
        self.assertIn('LOGINDISABLED', imap.capabilities)
        imap.starttls(self.context())
        self.assertNotIn('LOGINDISABLED', imap.capabilities)
        imap.authenticate('PLAIN', lambda _: f'\0{ANNA}\0{PASSWORD}'.encode())

    def test_bad_certificates_are_bad_in_their_own_way(self):
        for kind, words in (('selfsigned', 'self.signed'), ('expired', 'expired'), ('wronghost', 'not valid for')):
            with self.subTest(kind=kind), self.assertRaisesRegex(ssl.SSLCertVerificationError, words):
                self.connect(kind)

    def test_the_fingerprint_is_that_of_the_certificate(self):
        shown = ssl.get_server_certificate((self.lab.host('selfsigned'), self.lab.ports['imap']))
        self.assertEqual(hashlib.sha256(ssl.PEM_cert_to_DER_cert(shown)).hexdigest(),
                         self.lab.fingerprint('selfsigned'))

    def test_a_letter_goes_round(self):
        for port in ('smtp', 'smtp_starttls'):
            with self.subTest(port=port):
                before = len(self.lab.messages(ANNA))
                self.submit(port)
                wait_until(lambda: len(self.lab.messages(ANNA)) > before, 20, 'the letter')

    def test_another_sender_is_refused(self):
        with self.assertRaises(smtplib.SMTPException) as caught:
            self.submit(sender='carlo@example.it')
        self.assertIn('not owned by user', str(caught.exception))

    def test_nothing_leaves(self):
        self.lab.add_user(ANNA, PASSWORD)
        before = len(self.lab.messages(ANNA))
        self.submit(recipient='somebody@example.com')
        wait_until(lambda: len(self.lab.messages(ANNA)) > before, 20, 'the bounce')
        self.assertIn(b'Undelivered Mail', self.lab.messages(ANNA)[-1][1])

    def test_a_program_run_in_the_lab_trusts_it_and_no_other_does(self):
        client = ['/usr/bin/python3', '-c', TRUSTING, self.lab.host(), str(self.lab.ports['imap'])]
        self.assertEqual(0, self.lab.run(client).returncode)
        with open('/etc/ssl/certs/ca-certificates.crt', encoding='utf-8') as bundle:
            with open(self.lab.authority.certificate, encoding='utf-8') as own:
                self.assertNotIn(own.read().split('\n')[1], bundle.read())

    def test_fault_servers_fail_as_named(self):
        for kind in ('silent', 'full'):
            place = self.lab.fault(kind)
            with self.subTest(kind=kind), self.assertRaises(TimeoutError):
                socket.create_connection(place, 1).recv(1)
        with socket.create_connection(self.lab.fault('drop'), 5) as drop:
            self.assertEqual(b'', drop.recv(1))
        with socket.create_connection(self.lab.fault('plain'), 5) as plain:
            self.assertTrue(plain.recv(100).startswith(b'* OK'))
        with socket.create_connection(self.lab.fault('drip'), 5) as drip:
            self.assertEqual(b'*', drip.recv(100))
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(self.lab.closed_port(), 5)


class RestartTest(unittest.TestCase):
    def test_dovecot_goes_and_comes_back_with_its_mail(self):
        with Lab(smtp=False) as lab:
            lab.add_user(ANNA, PASSWORD)
            lab.deliver(ANNA, LETTER)
            lab.stop_dovecot()
            with self.assertRaises(ConnectionRefusedError):
                socket.create_connection((lab.host(), lab.ports['imap']), 5)
            lab.start_dovecot()
            lab.deliver(ANNA, LETTER)
            self.assertEqual(2, len(lab.messages(ANNA)))

    def test_nothing_is_left_behind(self):
        """Not asked of its ports: the system may have given one to somebody else in the meantime."""
        with Lab() as lab:
            folder = lab.folder
            pids = [process.pid for process in lab.processes.values()]
            self.assertTrue(holders(folder), 'the servers keep no file open: what follows would say nothing')
        self.assertFalse(os.path.exists(folder))
        for pid in pids:
            self.assertFalse(os.path.exists(f'/proc/{pid}'))
        wait_until(lambda: not holders(folder), 5, 'the end of all its servers')


class NetLabTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        missing = missing_programs(net=True)
        if missing or os.geteuid() != 0:
            raise unittest.SkipTest(f'needs root and {missing}')
        cls.lab = Lab('net')
        cls.lab.start()
        cls.addClassCleanup(cls.lab.stop)
        cls.lab.add_user(ANNA, PASSWORD)

    def python(self, script, *arguments):
        return self.lab.run(['/usr/bin/python3', '-c', script, *arguments])

    def test_the_usual_ports_answer_under_their_names(self):
        for host, port in (('imap.example.it', '993'), ('smtp.example.it', '465'), ('mail.bottega.test', '993')):
            with self.subTest(host=host):
                done = self.python(TRUSTING, host, port)
                self.assertEqual(0, done.returncode, done.stderr)

    def test_bad_certificates_are_refused(self):
        for kind in ('selfsigned', 'expired', 'wronghost'):
            with self.subTest(kind=kind):
                self.assertIn('CERTIFICATE_VERIFY_FAILED', self.python(TRUSTING, f'imap.{kind}.test', '993').stderr)

    def test_the_clear_port_wants_tls_first(self):
        done = self.python("import imaplib; print(imaplib.IMAP4('imap.example.it').capabilities)")
        self.assertIn('LOGINDISABLED', done.stdout, done.stderr)

    def test_unknown_names_are_unknown(self):
        done = self.python("import socket; socket.getaddrinfo('imap.nowhere.test', 993)")
        self.assertIn('gaierror', done.stderr)

    def test_a_closed_port_and_a_black_hole_differ(self):
        script = "import socket, sys; socket.create_connection((sys.argv[1], 993), 2)"
        self.assertIn('ConnectionRefusedError', self.python(script, 'imap.closed.test').stderr)
        self.assertRegex(self.python(script, 'imap.blackhole.test').stderr, 'TimeoutError|No route|Invalid argument')


if __name__ == '__main__':
    tap.main()
