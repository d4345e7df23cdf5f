#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages made to break readers, on a real server: pulled, logged by hand, shown, and their attachments saved."""
import email.utils
import hashlib
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import CARLO, ProductCase, letter  # noqa: E402

CARLO_KEY = 'carlo@cliente.example'


def headers(name, **others):
    """The head of a sound message, each line replaced or (None) left out by name: 'From', 'Message_ID'."""
    lines = {'From': CARLO, 'To': 'anna@example.it', 'Subject': f'Veleno {name}',
             'Date': email.utils.formatdate(time.time() - 3600), 'Message-ID': f'<{name}@veleno.example>',
             'MIME-Version': '1.0'}
    lines |= {key.replace('_', '-'): value for key, value in others.items()}
    return ''.join(f'{key}: {value}\r\n' for key, value in lines.items() if value is not None).encode()


def with_attachments(name, *attachments):
    """attachments: (the parameters after 'attachment', its bytes)."""
    raw = headers(name, Content_Type='multipart/mixed; boundary=b') + b'\r\n--b\r\n\r\nTesto.\r\n'
    for parameters, content in attachments:
        raw += (b'--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment' + parameters +
                b'\r\n\r\n' + content + b'\r\n')
    return raw + b'--b--\r\n'


def nested_groups():
    groups = ''.join(f'g{n}:' for n in range(40000))
    return headers('groups', To=None) + f'To: {groups}\r\n a@b.example{";" * 40000}\r\n\r\nTesto.\r\n'.encode()


def many_parts():
    return headers('parts', Content_Type='multipart/mixed; boundary=b') + b'\r\n' + b'--b\r\n\r\nparte\r\n' * 10000 + \
        b'--b--\r\n'


def deep_parts():
    raw = headers('deep', Content_Type='multipart/mixed; boundary=b0') + b'\r\n'
    for depth in range(1, 2000):
        raw += f'--b{depth - 1}\r\nContent-Type: multipart/mixed; boundary=b{depth}\r\n\r\n'.encode()
    return raw + b'--b1999\r\n\r\nin fondo\r\n'


POISON = {
    'groups': nested_groups(),
    'parts': many_parts(),
    'deep': deep_parts(),
    'charset': headers('charset', Content_Type='text/plain; charset=x-klingon-8') + b'\r\nPerch\xe9 no?\r\n',
    'encoding': headers('encoding', Content_Transfer_Encoding='x-rot-13') + b'\r\nGrfgb.\r\n',
    'subject': headers('subject', Subject='=?utf-8?q?' + 'a' * 30000 + '?= \0\x1b[31m \u202erosso') + b'\r\nTesto.\r\n',
    'dates': headers('dates', Date='Thu, 99 Foo 99999 99:99:99 +9999') + b'\r\nTesto.\r\n',
    'nodate': headers('nodate', Date=None) + b'\r\nTesto.\r\n',
    'noid': headers('noid', Message_ID=None) + b'\r\nTesto senza nome.\r\n',
    'same': headers('same') + b'\r\nTesto.\r\n',
    'longheader': headers('longheader', X_Long='x' * 2_000_000) + b'\r\nTesto.\r\n',
    'manyheaders': headers('manyheaders') + b'X-Many: yes\r\n' * 50000 + b'\r\nTesto.\r\n',
    'references': headers('references', References=' '.join(f'<{n}@r.example>' for n in range(20000))) +
    b'\r\nTesto.\r\n',
    'parameters': headers('parameters', Content_Type='text/plain' + ''.join(f'; p*{n}=x' for n in range(20000))) +
    b'\r\nTesto.\r\n',
    'nul': headers('nul') + b'\r\nUno\0due\0tre\r\n',
    'bare': b'From: ' + CARLO.encode() + b'\nMessage-ID: <bare@veleno.example>\n\nSolo LF.\n',
}
# Nothing of these can be known by its Message-ID.
UNNAMED = {
    'blank first line': b'\r\n' + headers('blank') + b'\r\nTesto dopo una riga vuota.\r\n',
    'empty': b'',
    'one byte': b'\n',
    'noise': bytes(range(256)) * 40,
    'no end of head': b'Subject: niente fine',
}


class PoisonTest(ProductCase):
    def pull(self):
        self.connect()
        self.ask('contacts', 'add', CARLO)
        counts = self.sync()
        self.assertIsNone(counts['error'], counts)
        return counts

    def set_aside(self):
        return int({step['name']: step for step in self.ask('doctor', '--offline', status=None)['steps']}['set-aside']['message'])

    def test_each_is_shown_or_set_aside(self):
        for raw in (*POISON.values(), *UNNAMED.values()):
            self.lab.put(self.address, raw, flags='S')
        before = self.lab.snapshot(self.address)
        began = time.monotonic()
        counts = self.pull()
        self.assertLess(time.monotonic() - began, 60)
        self.assertEqual(counts['seen'], len(POISON) + len(UNNAMED))
        held = self.some('threads', '--unlogged')
        self.assertEqual(sum(one['n'] for one in held) + self.set_aside(), len(POISON) + len(UNNAMED), held)
        for name in POISON:
            with self.subTest(name=name):
                self.log_and_show(name)
        self.assertIsNone(self.sync()['error'])
        self.assertTrue(self.database_is_sound())
        self.assertEqual(self.lab.snapshot(self.address), before)

    def log_and_show(self, name):
        """By hand, as a person would, with the text that the server has; then from the profile alone."""
        if name == 'noid':
            return
        wanted = f'{name}@veleno.example'
        self.ask('log', wanted, '--contact', CARLO_KEY)
        began = time.monotonic()
        self.assertIsNone(self.sync()['error'])
        self.assertLess(time.monotonic() - began, 30)
        self.assertIn(wanted, [entry['message_id'] for entry in self.lines('timeline', CARLO_KEY)])
        shown = self.run_ctl('show', wanted, status=None)
        self.assertIn(shown.returncode, (0, 3), shown)
        if shown.returncode == 0:
            self.assertNotIn('\x1b', json.loads(shown.stdout)['subject'])
        else:
            self.assertTrue(json.loads(shown.stdout)['error']['reason'], shown.stdout)

    def test_a_blank_first_line_hides_nothing(self):
        self.lab.put(self.address, UNNAMED['blank first line'], flags='S')
        self.deliver(letter(1))
        self.assertEqual(self.pull()['seen'], 2)
        self.assertEqual(self.set_aside(), 0)
        self.assertEqual(sum(one['n'] for one in self.some('threads', '--unlogged')), 2)
        self.ask('log', 'blank@veleno.example')
        self.assertIsNone(self.sync()['error'])
        shown = self.ask('show', 'blank@veleno.example')
        self.assertEqual(shown['subject'], 'Veleno blank')
        self.assertIn('Testo dopo una riga vuota.', shown['text'])

    def test_a_blank_first_line_behind_the_servers_own_fields_hides_nothing(self):
        """As it is when such a letter is delivered and not put into the folder."""
        self.deliver(UNNAMED['blank first line'].replace(b'blank@', b'delivered@'))
        self.assertEqual(self.pull()['seen'], 1)
        self.ask('log', 'delivered@veleno.example')
        self.assertIsNone(self.sync()['error'])
        shown = self.ask('show', 'delivered@veleno.example')
        self.assertEqual(shown['subject'], 'Veleno blank')
        self.assertIn('Testo dopo una riga vuota.', shown['text'])

    def test_one_message_twice_is_one(self):
        for folder in ('INBOX', 'INBOX', 'Sent'):
            self.lab.put(self.address, POISON['same'], folder, flags='S')
        self.assertEqual(self.pull()['seen'], 3)
        self.assertEqual([one['n'] for one in self.some('threads', '--unlogged')], [1])

    def test_another_message_of_the_same_name_is_not_lost(self):
        other = headers('same', From='Altri <altri@altrove.example>', Subject='Tutt’altro') + b'\r\nAltro testo.\r\n'
        for raw in (POISON['same'], other):
            self.lab.put(self.address, raw, flags='S')
        self.pull()
        held = self.some('threads', '--unlogged')
        self.assertEqual(sum(one['n'] for one in held), 2, held)

    def test_messages_without_a_name_stay_apart(self):
        for text in ('Uno', 'Due'):
            self.lab.put(self.address, headers('x', Message_ID=None, Subject=text) + b'\r\nTesto.\r\n', flags='S')
        self.pull()
        self.assertEqual(sorted(one['subject'] for one in self.some('threads', '--unlogged')), ['Due', 'Uno'])
        # And the same again is the same.
        self.assertEqual(self.sync()['seen'], 0)


class AttachmentTest(ProductCase):
    NAMES = [
        (b'; filename="../../../etc/passwd"', 'percorso'),
        (b'; filename="..\\\\..\\\\autoexec.bat"', 'percorso di Windows'),
        (b'; filename="/etc/shadow"', 'radice'),
        (b"; filename*=utf-8''fattura%E2%80%AEfdp.exe", 'da destra'),
        (b'; filename="' + b'a' * 4096 + b'.pdf"', 'lungo'),
        (b"; filename*=utf-8''..%2F..%2Fnascosto", 'percorso cifrato'),
        (b'; filename=".bashrc"', 'nascosto'),
        (b'; filename="CON"', 'riservato'),
        (b'; filename="nul\\0byte.txt"', 'zero'),
        (b'; filename=""', 'vuoto'),
        (b'; filename="."', 'punto'),
        (b'; filename=".."', 'due punti'),
        (b'', 'senza'),
        (b'; filename="offerta.pdf"', 'uno'),
        (b'; filename="offerta.pdf"', 'due'),
        (b'; filename="-rf *"', 'opzione'),
        (b"; filename*=utf-8''riga%0Anuova%1B%5B31m.txt", 'riga'),
        (b'; filename="perch\xc3\xa9 no.txt"', 'accento'),
    ]

    def test_only_safe_names_are_written(self):
        raw = with_attachments('names', *((name, content.encode()) for name, content in self.NAMES))
        self.lab.put(self.address, raw, flags='S')
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.sync()
        self.ask('log', 'names@veleno.example')
        self.sync()
        os.makedirs(self.path('out/deep/er'))
        target = self.path('out/deep/er')
        saved = self.ask('attachments', '--message', 'names@veleno.example', '--save', target)
        self.assertEqual(len(saved), len(self.NAMES))
        self.look_at(target, saved)
        everything = [os.path.join(where, name) for where, _, names in os.walk(self.path('out')) for name in names]
        self.assertEqual(len(everything), len(self.NAMES), everything)
        # A second time beside, not over.
        again = self.ask('attachments', '--message', 'names@veleno.example', '--save', target)
        self.assertFalse({one['saved'] for one in saved} & {one['saved'] for one in again})
        self.look_at(target, saved)

    def look_at(self, target, saved):
        wanted = {hashlib.sha256(content.encode()).hexdigest() for _, content in self.NAMES}
        self.assertEqual({one['sha256'] for one in saved}, wanted)
        for one in saved:
            folder, name = os.path.split(one['saved'])
            self.assertEqual(os.path.realpath(folder), os.path.realpath(target))
            self.assertLessEqual(len(name.encode()), 255)
            self.assertFalse(name.startswith(('.', '-')), name)
            for character in '/\\\u202e\u2066\x1b\n\0':
                self.assertNotIn(character, name)
            self.assertTrue(os.path.isfile(one['saved']) and not os.path.islink(one['saved']))
            self.assertEqual(os.stat(one['saved']).st_mode & 0o111, 0)
            with open(one['saved'], 'rb') as file:
                self.assertEqual(hashlib.sha256(file.read()).hexdigest(), one['sha256'])

    def test_a_link_in_the_way_is_not_followed(self):
        self.lab.put(self.address, with_attachments('link', (b'; filename="offerta.pdf"', b'dentro')), flags='S')
        self.connect()
        self.ask('contacts', 'add', CARLO)
        self.sync()
        self.ask('log', 'link@veleno.example')
        self.sync()
        victim = self.write('victim', 'mio')
        os.mkdir(self.path('out'))
        os.symlink(victim, self.path('out/offerta.pdf'))
        self.ask('attachments', '--message', 'link@veleno.example', '--save', self.path('out'))
        self.assertEqual(self.read_file('victim'), 'mio')


if __name__ == '__main__':
    tap.main()
