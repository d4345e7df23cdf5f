# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the built carteggioctl in a home of its own, without a session bus, and reads what it says."""
import email.message
import email.utils
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lab'))
import tap  # noqa: E402,F401

DATA = os.path.join(HERE, '..', 'data')
PROGRAM = os.environ.get('CARTEGGIOCTL', os.path.join(HERE, '../../build/src/programs/carteggioctl'))


class Answer:
    """What one run gave: status, out, err; .json the one document, .lines one value a line."""

    def __init__(self, process):
        self.status = process.returncode
        self.out = process.stdout
        self.err = process.stderr

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self):
        return self.json['error']

    def __repr__(self):
        return f'status {self.status}\nstdout: {self.out[:4000]}\nstderr: {self.err[:4000]}'


class CtlTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='carteggio-cli-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.profile = self.path('profile')
        self.environment = {**os.environ, 'HOME': self.path('home'), 'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'C',
                            'XDG_DATA_HOME': self.path('home/data'), 'XDG_CONFIG_HOME': self.path('home/config'),
                            'XDG_CACHE_HOME': self.path('home/cache'),
                            'DBUS_SESSION_BUS_ADDRESS': f'unix:path={self.path("no-bus")}'}
        self.environment.pop('CARTEGGIO_FAULT', None)
        os.mkdir(self.path('home'))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def run_ctl(self, *words, environment=None, profile=None, timeout=120, **options):
        command = [PROGRAM, '--profile', profile or self.profile, *words]
        if 'input' not in options:
            options['stdin'] = subprocess.DEVNULL
        return Answer(subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout,
                                     env={**self.environment, **(environment or {})}, **options))

    def ask(self, *words, status=0, **options):
        """With --json; the status must be the one given."""
        answer = self.run_ctl('--json', *words, **options)
        self.assertEqual(answer.status, status, answer)
        return answer


def letter(sender, recipients, subject, text, message_id, date_utc_s=1767225600, references=(), attachments=(),
           headers=()):
    """A message as bytes. attachments: (name, type, bytes)."""
    message = email.message.EmailMessage()
    message['From'] = sender
    message['To'] = recipients
    message['Subject'] = subject
    message['Date'] = email.utils.formatdate(date_utc_s)
    if message_id:
        message['Message-ID'] = f'<{message_id}>'
    if references:
        message['In-Reply-To'] = f'<{references[-1]}>'
        message['References'] = ' '.join(f'<{one}>' for one in references)
    for name, value in headers:
        message[name] = value
    message.set_content(text)
    for name, kind, content in attachments:
        message.add_attachment(content, maintype=kind.split('/')[0], subtype=kind.split('/')[1], filename=name)
    return message.as_bytes()
