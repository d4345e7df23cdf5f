# SPDX-License-Identifier: GPL-3.0-or-later
"""carteggioctl against the lab's servers: a profile and a mailbox for each test, a real keyring, and its words read.

    class PullTest(ProductCase):
        def test_mail_is_seen(self):
            self.connect()
            self.deliver(letter(1))
            self.assertEqual(self.ask('sync')[0]['seen'], 1)
"""
import email.utils
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

from lab import Lab, missing_programs
from session import Session, end

PROGRAM = os.environ.get('CARTEGGIOCTL', os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                                      '../../build/src/programs/carteggioctl'))
ME = 'anna@example.it'
PASSWORD = 'una lunga "parola" d\'òrdine 100%s'
CARLO = 'Carlo Neri <carlo@cliente.example>'
# libsecret leaks 8 bytes a search (0.20.5), in frames without a frame pointer that LeakSanitizer can only attribute by
# slow unwinding, which takes minutes. The unit tests look for leaks; here the memory errors are what counts. What was
# freed is kept for less long than usual, so that the size of a process says something.
SANITIZER = 'detect_leaks=0:quarantine_size_mb=32'
KILLED = 137


def letter(number, sender=CARLO, recipient=ME, answers=None, text='Buongiorno.', subject='Offerta', hours=None,
           headers=()):
    """Letter NUMBER, dated that many hours ago, as bytes; it answers the letter of the number given."""
    date = email.utils.formatdate(time.time() - 3600 * (number if hours is None else hours))
    lines = [f'From: {sender}', f'To: {recipient}', f'Subject: {"Re: " if answers is not None else ""}{subject}',
             f'Date: {date}', f'Message-ID: <{number}@cliente.example>', 'MIME-Version: 1.0',
             'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', *headers]
    if answers is not None:
        lines += [f'In-Reply-To: <{answers}@cliente.example>', f'References: <{answers}@cliente.example>']
    return '\r\n'.join([*lines, '', text, '']).encode()


def has_fault_points():
    done = subprocess.run([PROGRAM, 'doctor', '--list-faults'], capture_output=True, check=False,
                          stdin=subprocess.DEVNULL)
    return done.returncode == 0


class ProductCase(unittest.TestCase):
    """password: of the mailbox; smtp: whether Postfix is there; dovecot_extra: settings of its own."""
    password = PASSWORD
    dovecot_extra = ''

    @classmethod
    def setUpClass(cls):
        missing = missing_programs()
        if missing or os.geteuid() != 0:
            raise unittest.SkipTest(f'needs root and {missing}')
        cls.lab = cls.make_lab()
        cls.lab.start()
        cls.addClassCleanup(cls.lab.stop)
        cls.session = Session(display=False, environment={'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'C',
                                                          'ASAN_OPTIONS': SANITIZER})
        cls.addClassCleanup(cls.session.stop)
        cls.session.environment.pop('CARTEGGIO_FAULT', None)
        cls.session.set_up()

    @classmethod
    def make_lab(cls):
        return Lab(dovecot_extra=cls.dovecot_extra)

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='carteggio-product-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.profile = self.path('profile')
        self.said = []              # every word of every run
        name = self._testMethodName.removeprefix('test_')
        # A mailbox for each test: what one leaves behind is not another's.
        self.address = f'{name[:50].replace("_", ".").strip(".")}@example.it'
        self.lab.add_user(self.address, self.password)
        self.secret = self.write('secret', self.password + '\n')

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, content):
        with open(self.path(name), 'wb') as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    # --- running

    def command(self, *words, json_wanted=True):
        return [PROGRAM, '--profile', self.profile, *(['--json'] if json_wanted else []), *words]

    def run_ctl(self, *words, status=0, json_wanted=True, environment=None, prefix=(), timeout=120, text=''):
        """status None: any; text: what its standard input says."""
        command = [*prefix, *self.lab.command(self.command(*words, json_wanted=json_wanted))]
        answer = subprocess.run(command, env={**self.session.environment, **(environment or {})}, timeout=timeout,
                                capture_output=True, text=True, check=False, input=text)
        self.said.append(answer.stdout + answer.stderr)
        if status is not None:
            self.assertEqual(answer.returncode, status, f'{words}: {answer.stdout[:4000]}{answer.stderr[:4000]}')
        return answer

    def ask(self, *words, **options):
        return json.loads(self.run_ctl(*words, **options).stdout)

    def lines(self, *words, status=0, **options):
        """One value a line; nothing found is no line, when status allows it."""
        return [json.loads(line) for line in self.run_ctl(*words, status=status, **options).stdout.splitlines()]

    def some(self, *words):
        """As lines(), where nothing found is an answer too."""
        answer = self.run_ctl(*words, status=None)
        self.assertIn(answer.returncode, (0, 3), answer)
        return [json.loads(line) for line in answer.stdout.splitlines()] if answer.returncode == 0 else []

    def start(self, *words, environment=None, stdin=subprocess.DEVNULL):
        """A run that goes on, with its standard output as a pipe; ended with the test."""
        process = subprocess.Popen(self.lab.command(self.command(*words)), stdin=stdin,
                                   env={**self.session.environment, **(environment or {})}, stdout=subprocess.PIPE,
                                   stderr=open(self.path('background.err'), 'ab'), text=True, start_new_session=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(end, process)
        return process

    def start_watching(self):
        """`sync --watch`, when it is watching."""
        process = self.start('sync', '--watch')
        self.read_until_activity(process, 'watching')
        return process

    def read_until_activity(self, process, wanted):
        patience = threading.Timer(60, end, [process])
        patience.start()
        try:
            for line in process.stdout:
                self.said.append(line)
                if json.loads(line)['activity'] == wanted:
                    return json.loads(line)
        finally:
            patience.cancel()
        raise AssertionError(f'ended before {wanted}: {self.read_file("background.err")}')

    def read_file(self, name):
        with open(self.path(name), encoding='utf-8', errors='replace') as file:
            return file.read()

    # --- the mailbox

    def connect(self, *words, kind='good', starttls=False, status=0, places=None):
        return self.ask('connect', self.address, *(places or self.lab.connect_options(kind, starttls)),
                        '--password-file', self.secret, *words, status=status)

    def deliver(self, raw):
        # Not lab.put: Dovecot overlooks a file that appears in the second in which it has looked.
        self.lab.deliver(self.address, raw)

    def sync(self, **options):
        """The counts of the one mailbox."""
        counts = self.ask('sync', **options)
        self.assertEqual(len(counts), 1, counts)
        return counts[0]

    # --- what is in the profile

    def files(self):
        for where, _, names in os.walk(self.profile):
            for name in names:
                yield os.path.join(where, name)

    def files_with(self, word):
        """Those files of the profile that hold the word in any of their bytes."""
        wanted = word.encode() if isinstance(word, str) else word
        found = []
        for path in self.files():
            with open(path, 'rb') as file:
                if wanted in file.read():
                    found.append(os.path.relpath(path, self.profile))
        return found

    def dump(self):
        """All that a person can see, without the numbers that may differ from one way there to another."""
        contacts = self.ask('contacts', 'list')
        state = {'contacts': sorted((tuple(one['addresses']), one['name'], one['messages'], one['last'])
                                    for one in contacts)}
        state['threads'] = sorted((one['message_ids'], one['n'], one['first'], one['last'], one['subject'])
                                  for one in self.some('threads', '--unlogged'))
        for one in contacts:
            name = one['addresses'][0]
            state['timeline ' + name] = [
                (e['message_id'], e['direction'], e['date'], e['subject'], e['snippet'], e['reason'])
                for e in self.some('timeline', str(one['id']))]
            found = self.run_ctl('attachments', '--contact', str(one['id']), status=None)
            state['attachments ' + name] = sorted(
                (a['message_id'], a['name'], a['size'], a['sha256'])
                for a in (json.loads(found.stdout) if found.returncode == 0 else []))
        return state

    def database_is_sound(self):
        steps = {step['name']: step for step in self.ask('doctor', '--offline', status=None)['steps']}
        return steps['database']['ok']
