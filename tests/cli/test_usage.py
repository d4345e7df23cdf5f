#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every command has in common: options anywhere, one clear sentence for wrong usage, help."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ctl import CtlTest, tap  # noqa: E402

WRONG = [
    [],
    ['frobnicate'],
    ['detect'], ['detect', 'a@libero.it', 'b@libero.it'], ['detect', 'anna'], ['detect', 'anna@'],
    ['connect'], ['connect', 'anna'], ['connect', 'a@b.it', '--imap', 'x y', '--smtp', 'h:1'],
    ['connect', 'a@b.it', '--imap', 'h:1', '--imap-security', 'ssl', '--smtp', 'h:1'],
    ['connect', 'a@b.it', '--imap', 'h:1', '--smtp', 'h:1', '--kind', 'pop3'],
    ['connect', 'a@b.it', '--imap', 'h:1', '--smtp', 'h:1'],
    ['connect', 'a@b.it', '--imap', 'h:1', '--smtp', 'h:1', '--password-file', '/nonexistent'],
    ['connect', 'a@b.it', '--password', 'secret'],
    ['accounts', 'frobnicate'], ['accounts', 'pause'], ['accounts', 'resume', 'a', 'b'],
    ['disconnect'], ['disconnect', 'x', '--remove', 'perhaps'],
    ['contacts'], ['contacts', 'add'], ['contacts', 'show'], ['contacts', 'edit'], ['contacts', 'delete'],
    ['contacts', 'import'], ['contacts', 'list', 'a', 'b'],
    ['timeline'], ['threads', 'x'], ['search'], ['search', 'x', '--limit', 'many'],
    ['show'], ['show', 'a', 'b'], ['log'], ['unlog'], ['why'],
    ['attachments'], ['attachments', '--contact', '1', '--message', '2'],
    ['import'], ['inspect'], ['inspect', 'a', 'b'], ['thread-files'],
    ['settings', 'get'], ['settings', 'set', 'x'], ['settings', 'set', 'Not A Key', 'x'],
    ['doctor', 'a', 'b'],
    ['sync', '--nonsense'], ['sync', '--limit', '3'], ['sync', '--watch=yes'], ['accounts', '--contact'],
    ['accounts', '-x'],
]
MISSING = [
    ['contacts', 'show', '12'], ['contacts', 'edit', 'x@y.it'], ['contacts', 'delete', '12'],
    ['contacts', 'import', '/nonexistent.csv'],
    ['timeline', '12'], ['threads', '--contact', 'x@y.it'], ['show', 'x@y.it'], ['log', '12'], ['unlog', '12'],
    ['why', 'x@y.it'], ['attachments', '--message', '7'], ['attachments', '--contact', '7'],
    ['import', '/nonexistent'], ['inspect', '/nonexistent'], ['thread-files', '/nonexistent'],
    ['settings', 'get', 'unknown'], ['sync', 'nobody@example.it'], ['accounts', 'pause', 'nobody@example.it'],
    ['disconnect', 'nobody@example.it'], ['doctor', 'nobody@example.it'],
]


class UsageTest(CtlTest):
    def test_wrong_usage_is_status_2_with_one_sentence(self):
        for words in WRONG:
            with self.subTest(words=words):
                answer = self.run_ctl(*words)
                self.assertEqual(answer.status, 2, answer)
                self.assertEqual(answer.out, '')
                self.assertTrue(answer.err.startswith('carteggioctl: '), answer)

    def test_wrong_usage_in_json_is_an_error_document(self):
        for words in WRONG:
            with self.subTest(words=words):
                answer = self.run_ctl(*words, '--json')
                self.assertEqual(answer.status, 2, answer)
                self.assertEqual(answer.error['code'], 'INVALID_INPUT')
                self.assertTrue(answer.error['message'])
                self.assertLessEqual({'code', 'message', 'host', 'server_text', 'next'}, set(answer.error))

    def test_what_is_not_there_is_status_3(self):
        for words in MISSING:
            with self.subTest(words=words):
                answer = self.run_ctl(*words, '--json')
                self.assertEqual(answer.status, 3, answer)
                self.assertEqual(answer.error['code'], 'NOT_FOUND')
                self.assertEqual(self.run_ctl(*words).status, 3)

    def test_options_stand_anywhere(self):
        first = self.run_ctl('--json', 'detect', 'anna@gmail.com')
        last = self.run_ctl('detect', 'anna@gmail.com', '--json')
        self.assertEqual(first.json, last.json)
        self.assertEqual(self.run_ctl('--name', 'Anna Rossi', '--json', 'contacts', '--company=Rossi & C.', 'add',
                                      'anna@example.it').json['company'], 'Rossi & C.')

    def test_two_dashes_end_options(self):
        self.assertEqual(self.ask('contacts', 'add', '--', '--json', 'x@example.it').json['name'], '--json')

    def test_help_lists_every_command(self):
        answer = self.run_ctl('--help')
        self.assertEqual(answer.status, 0)
        for name in ['detect', 'connect', 'accounts', 'disconnect', 'sync', 'contacts add', 'timeline', 'threads', 'show',
                     'log', 'unlog', 'why', 'attachments', 'search', 'import', 'inspect', 'clean', 'thread-files', 'doctor',
                     'settings get']:
            self.assertRegex(answer.out, rf'(?m)^  {name}\b')
            self.assertEqual(self.run_ctl(*name.split(), '--help').status, 0)

    def test_man_page_names_every_option(self):
        page = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../data/carteggioctl.1')
        with open(page, encoding='utf-8') as file:
            text = file.read().replace('\\-', '-')
        help_text = self.run_ctl('--help').out
        for line in re.findall(r'(?m)^  ([a-z][a-z -]*?)(?= [\[A-Z]|  )', help_text.split('Options of all')[0]):
            with self.subTest(command=line):
                self.assertIn(line.strip(), text)
                for option in re.findall(r'(?m)^  --([a-z-]+)', self.run_ctl(*line.split(), '--help').out):
                    self.assertIn('--' + option, text, line)

    def test_version(self):
        self.assertRegex(self.run_ctl('--version').out, r'^carteggioctl \d')

    def test_nothing_is_written_for_a_wrong_command(self):
        self.run_ctl('frobnicate')
        self.run_ctl('contacts', 'add')
        self.assertFalse(os.path.exists(self.profile))

    def test_profile_is_private(self):
        self.ask('contacts', 'list')
        for folder, folders, names in os.walk(self.profile):
            for name in folders + names:
                mode = os.stat(os.path.join(folder, name)).st_mode
                self.assertEqual(mode & 0o077, 0, os.path.join(folder, name))

    def test_profile_that_cannot_be_made_is_said(self):
        self.write('file', 'x')
        answer = self.run_ctl('contacts', 'list', '--json', profile=self.path('file', 'below'))
        self.assertEqual(answer.status, 1, answer)
        self.assertEqual(answer.error['code'], 'STORAGE')

    def test_settings_are_kept(self):
        self.ask('settings', 'set', 'language', 'it')
        self.assertEqual(self.ask('settings', 'get', 'language').json, {'key': 'language', 'value': 'it'})

    def test_clear_connections_leave_this_computer_never(self):
        answer = self.run_ctl('connect', 'a@example.it', '--imap', 'mail.example.it:143', '--imap-security', 'none',
                              '--smtp', 'mail.example.it:25', '--password-file', '-', '--json', input='secret\n')
        self.assertEqual(answer.status, 1, answer)
        self.assertEqual((answer.error['code'], answer.error['reason']), ('POLICY', 'cleartext'))

    def test_found_hosts_have_to_be_accepted_before_the_password_is_read(self):
        answer = self.run_ctl('connect', 'mario@libero.it', '--password-file', '/nonexistent', '--json')
        self.assertEqual(answer.status, 4, answer)
        self.assertEqual(answer.error['code'], 'CONSENT_REQUIRED')
        self.assertEqual(answer.error['hosts'], ['imapmail.libero.it', 'smtp.libero.it'])
        self.assertEqual(self.run_ctl('connect', 'mario@libero.it', '--accept', 'imapmail.libero.it').status, 4)
        accepted = self.run_ctl('connect', 'mario@libero.it', '--accept', 'imapmail.libero.it,smtp.libero.it')
        self.assertEqual(accepted.status, 2, accepted)
        self.assertIn('--password-file', accepted.err)

    def test_an_exchange_server_has_to_be_named(self):
        answer = self.run_ctl('connect', 'anna@example.it', '--kind', 'exchange', '--json')
        self.assertEqual(answer.status, 2, answer)
        self.assertIn('--exchange-url', answer.error['message'])

    def test_an_exchange_address_has_to_be_one(self):
        for url, code, reason in (('ftp://mail.firma.it', 'INVALID_INPUT', 'exchange-url'),
                                  ('outlook.office365.com', 'UNSUPPORTED', 'EXCHANGE_ONLINE')):
            answer = self.run_ctl('connect', 'anna@example.it', '--exchange-url', url, '--json')
            self.assertEqual((answer.error['code'], answer.error['reason']), (code, reason), answer)

    def test_without_a_registration_a_sign_in_is_not_pretended(self):
        for words in (['anna@gmail.com'], ['anna@example.it', '--kind', 'microsoft365']):
            answer = self.run_ctl('connect', *words, '--json')
            self.assertEqual(answer.status, 1, answer)
            self.assertEqual((answer.error['code'], answer.error['reason']), ('UNSUPPORTED', 'no-client-id'))
        answer = self.run_ctl('connect', 'anna@gmail.com', '--kind', 'gmail', '--client-id', 'x', '--client-secret-file',
                              '/nowhere', '--json')
        self.assertEqual((answer.status, answer.error['code']), (2, 'INVALID_INPUT'), answer)

    def test_detect_has_the_documented_members(self):
        found = self.ask('detect', '"Mario" <mario@LIBERO.it>').json
        self.assertEqual(set(found), {'address', 'recommended', 'candidates', 'evidence'})
        self.assertEqual(found['address'], 'mario@libero.it')
        self.assertEqual(found['recommended'], 0)
        one = found['candidates'][0]
        self.assertLessEqual({'kind', 'display_name', 'trust', 'fit', 'source', 'auth', 'incoming', 'outgoing',
                              'exchange_url', 'reason'}, set(one))
        self.assertEqual(one['incoming'], {'host': 'imapmail.libero.it', 'port': 993, 'security': 'tls',
                                           'username': 'mario@libero.it'})
        self.assertEqual(set(found['evidence'][0]), {'source', 'asked', 'answer', 'trust', 'ms', 'error'})

    def write_document(self, kind, socket):
        return self.write('autoconfig.xml',
                          f'<clientConfig><emailProvider><incomingServer type="{kind}"><hostname>in.example.it</hostname>'
                          f'<port>143</port><socketType>{socket}</socketType><username>%EMAILLOCALPART%</username>'
                          '</incomingServer></emailProvider></clientConfig>')

    def test_detect_reads_a_document(self):
        path = self.write_document('imap', 'STARTTLS')
        found = self.ask('detect', '--from-file', path, 'mario@example.it').json
        self.assertEqual(set(found), {'address', 'recommended', 'candidates', 'evidence'})
        self.assertEqual(found['candidates'][0]['incoming'],
                         {'host': 'in.example.it', 'port': 143, 'security': 'starttls', 'username': 'mario'})
        self.assertEqual([row['source'] for row in found['evidence']], ['file'])

    def test_detect_refuses_by_document(self):
        for kind, socket, reason in (('pop3', 'SSL', 'POP3_ONLY'), ('imap', 'plain', 'PLAINTEXT_ONLY')):
            found = self.ask('detect', '--from-file', self.write_document(kind, socket), 'a@example.it', status=3).json
            self.assertEqual((found['candidates'][0]['reason'], found['recommended']), (reason, None))
        self.assertEqual(self.run_ctl('detect', '--from-file', '/nowhere', 'a@example.it', '--json').status, 3)

    def test_what_never_ends_is_no_file(self):
        pipe = self.write('pipe', '')
        os.remove(pipe)
        os.mkfifo(pipe)
        for command in (('detect', '--from-file', pipe, 'a@example.it'), ('domain-profile', 'import', pipe),
                        ('contacts', 'import', pipe), ('detect', '--from-file', '/dev/zero', 'a@example.it')):
            self.assertEqual(self.run_ctl(*command, '--json').status, 2, command)

    def test_a_profile_of_a_domain_comes_first(self):
        profile = self.write('office.json', json.dumps({
            'domains': ['office.example'], 'name': 'Our office',
            'imap': {'host': 'imap.office.example', 'port': 993, 'security': 'tls', 'username': '%EMAILLOCALPART%'},
            'smtp': {'host': 'smtp.office.example', 'port': 465, 'security': 'tls'}}))
        self.assertEqual(self.ask('domain-profile', 'import', profile).json['domains'], ['office.example'])
        found = self.ask('detect', 'anna@office.example').json
        self.assertEqual([row['source'] for row in found['evidence']], ['profile', 'builtin'])
        self.assertEqual((found['candidates'][0]['trust'], found['candidates'][0]['incoming']['username']),
                         ('admin', 'anna'))
        self.assertEqual(self.run_ctl('domain-profile', 'import', self.write('x.json', '{}'), '--json').error['reason'],
                         'profile-broken')
        self.assertEqual(self.run_ctl('domain-profile', 'export', '-', '--json').status, 3)

    def test_the_system_may_bring_profiles_and_a_policy(self):
        self.write('etc/carteggio/domains.d/a.json', json.dumps({
            'domains': ['office.example'], 'imap': {'host': 'i.office.example', 'port': 993, 'security': 'tls'}}))
        environment = {'XDG_CONFIG_DIRS': self.path('etc')}
        found = self.ask('detect', 'anna@office.example', environment=environment).json
        self.assertEqual(found['candidates'][0]['incoming']['host'], 'i.office.example')
        self.write('etc/carteggio/policy.json', '{"kinds": ["gmail"]}')
        found = self.ask('detect', 'anna@office.example', environment=environment, status=3).json
        self.assertEqual((found['candidates'][0]['reason'], found['candidates'][0]['incoming']), ('POLICY', None))

    def test_A18_A97_the_policy_locks_kinds_and_patterns(self):
        environment = {'XDG_CONFIG_DIRS': self.path('etc')}
        self.write('etc/carteggio/policy.json', '{"kinds": ["gmail"], "never_log": ["Rival.Example", "a@b.example"]}')
        listed = self.ask('never-log', 'list', environment=environment).json
        self.assertIn('rival.example', json.dumps(listed))
        answer = self.run_ctl('never-log', 'remove', 'RIVAL.example', '--json', environment=environment)
        self.assertEqual((answer.status, answer.error['reason']), (2, 'locked'), answer)
        self.ask('never-log', 'add', 'own.example', environment=environment)
        self.ask('never-log', 'remove', 'own.example', environment=environment)
        self.assertIn('rival.example', json.dumps(self.ask('never-log', 'list', environment=environment).json))
        password = self.write('secret', 'x')
        answer = self.run_ctl('connect', 'anna@office.example', '--imap', 'localhost:9', '--smtp', 'localhost:9',
                              '--password-file', password, '--json', environment=environment)
        self.assertEqual((answer.status, answer.error['reason']), (1, 'POLICY'), answer)
        self.write('etc/carteggio/policy.json', '{"kinds": ["imap"]}')
        answer = self.run_ctl('connect', 'anna@gmail.com', '--kind', 'gmail', '--client-id', 'x', '--json',
                              environment=environment)
        self.assertEqual((answer.status, answer.error['reason']), (1, 'POLICY'), answer)

    def test_unsupported_provider_is_nothing_found(self):
        found = self.ask('detect', 'a@tuta.com', status=3).json
        self.assertEqual(found['candidates'][0]['kind'], 'unsupported')
        self.assertIsNone(found['recommended'])

    def test_doctor_speaks_of_database_and_keyring(self):
        answer = self.run_ctl('doctor', '--json')
        steps = {step['name']: step for step in answer.json['steps']}
        self.assertTrue(steps['database']['ok'], answer)
        self.assertFalse(steps['keyring']['ok'], 'there is no bus in this test')
        self.assertEqual(answer.status, 1)
        self.assertIn('ms', steps['database'])

    def test_doctor_lists_fault_points(self):
        answer = self.run_ctl('doctor', '--list-faults')
        if answer.status == 3:
            self.skipTest('a build without fault points')
        self.assertIn('store-commit', answer.out.splitlines())


if __name__ == '__main__':
    tap.main()
