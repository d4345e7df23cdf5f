#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mailbox on an organization's own Exchange server, as far as a stand-in for one tells: connecting, pulling, answers,
attachments, sending, fifty changes, a state the server forgot, throttling (A65, A68, A80, B29, B42, S3, E1)."""
import contextlib
import json
import os
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from exchange import Exchange, Refusal  # noqa: E402
from product import CARLO, ProductCase, has_fault_points, KILLED, letter  # noqa: E402
from session import wait_until  # noqa: E402

KILL_POINTS = ('send-begin', 'ews-connect', 'ews-letter', 'ews-answered', 'send-end', 'store-begin', 'store-commit',
               'store-committed')


class ExchangeCase(ProductCase):
    version = (15, 1)
    offers = ('Negotiate', 'NTLM', 'Basic realm="x"')

    def setUp(self):
        super().setUp()
        self.exchange = self.make_exchange()

    def make_exchange(self, kind='good', username=None):
        exchange = Exchange(self.lab.path('pki', f'{kind}.pem'), self.lab.path('pki', f'{kind}.key'),
                            username or self.address, self.password, self.version, self.offers,
                            self.lab.host(kind), '127.0.0.1' if kind == 'good' else self.lab.host(kind))
        self.addCleanup(self.end_exchange, exchange)
        return exchange

    def end_exchange(self, exchange):
        problems = exchange.problems()
        exchange.stop()
        self.assertEqual(problems, '')

    def connect(self, *words, status=0, url=None):  # pylint: disable=arguments-differ
        return self.ask('connect', self.address, '--kind', 'exchange', '--exchange-url', url or self.exchange.url,
                        '--password-file', self.secret, *words, status=status)

    def refused(self, status, *words, **options):
        error = self.connect(*words, status=status, **options)['error']
        self.assertTrue(error['message'] and error['next'], error)
        self.assertEqual(self.ask('accounts'), [])
        return error

    def deliver(self, raw, **options):  # pylint: disable=arguments-differ
        return self.exchange.deliver(raw, **options)

    def add_carlo(self):
        self.ask('contacts', 'add', 'carlo@cliente.example', '--name', 'Carlo Neri')
        self.ask('rules', 'set', 'contact', 'on')

    def timeline(self):
        return self.some('timeline', 'carlo@cliente.example')

    def until(self, found, seconds=60):
        end = time.monotonic() + seconds
        while not found():
            self.assertLess(time.monotonic(), end, 'too late')
            time.sleep(0.2)


class ConnectTest(ExchangeCase):
    def test_each_step_is_done(self):
        account = self.connect()
        states = {step['step']: step['state'] for step in account['steps']}
        self.assertEqual(states.pop('outgoing-sender'), 'skipped')
        self.assertEqual(states.pop('second-connection'), 'skipped')
        self.assertEqual(set(states.values()), {'ok'})
        self.assertEqual((account['kind'], account['exchange_url']), ('exchange', self.exchange.url))
        self.assertEqual(account['incoming']['username'], self.address)

    def test_any_address_of_the_server_will_do(self):
        account = self.connect(url=f'https://{self.exchange.place}/owa/#path=/mail')
        self.assertEqual(account['exchange_url'], self.exchange.url)

    def test_the_local_part_is_tried_second(self):
        local_part = self.address.split('@', maxsplit=1)[0]
        self.exchange.username = local_part
        self.assertEqual(self.connect()['incoming']['username'], local_part)
        self.assertEqual(self.exchange.n_refused, 1)

    def test_a_user_name_is_taken_as_it_is(self):
        self.exchange.username = 'FIRMA\\anna'
        self.assertEqual(self.connect('--username', 'FIRMA\\anna')['incoming']['username'], 'FIRMA\\anna')
        self.assertEqual(self.exchange.n_refused, 0)

    def test_a_wrong_password_is_tried_twice_at_most(self):
        self.write('secret', 'sbagliata')
        error = self.refused(4)
        self.assertEqual((error['code'], error['step']), ('AUTH_REJECTED', 'incoming-log-in'))
        self.assertEqual(self.exchange.n_refused, 2)

    def test_an_old_version_is_refused_with_its_number(self):
        self.exchange.version = (14, 1)
        error = self.refused(1)
        self.assertEqual((error['code'], error['reason'], error['server_text']),
                         ('UNSUPPORTED', 'exchange-too-old', '14.1'))

    def test_exchange_2010_sp2_is_taken(self):
        self.exchange.version = (14, 2)
        self.connect()

    def test_other_ways_to_log_in_are_named(self):
        self.exchange.offers = ('Digest realm="x"', 'Bearer client_id="x"')
        error = self.refused(1)
        self.assertEqual((error['reason'], error['server_text']), ('no-mechanism', 'digest, bearer'))
        self.assertEqual(self.exchange.n_refused, 0)

    def test_a_missing_ticket_is_told(self):
        self.exchange.offers = ('Negotiate',)
        error = self.refused(4)
        self.assertEqual((error['code'], error['reason'], error['server_text']),
                         ('AUTH_EXPIRED', 'no-ticket', 'negotiate'))
        self.assertEqual(self.exchange.n_refused, 0)

    def test_another_path_is_told(self):
        error = self.refused(1, url=f'https://{self.exchange.place}/else/exchange.asmx')
        self.assertEqual((error['code'], error['reason']), ('PROTOCOL', 'not-ews'))

    def test_microsofts_own_is_another_way(self):
        error = self.refused(1, url='https://outlook.office365.com/EWS/Exchange.asmx')
        self.assertEqual((error['code'], error['reason']), ('UNSUPPORTED', 'EXCHANGE_ONLINE'))

    def test_bad_certificates_stop_before_the_password(self):
        for kind, reason in (('selfsigned', 'unknown-authority'), ('expired', 'expired'), ('wronghost', 'wrong-host')):
            with self.subTest(kind=kind):
                exchange = self.make_exchange(kind)
                error = self.refused(4, url=exchange.url)
                self.assertEqual((error['code'], error['reason']), ('TLS', f'certificate-{reason}'))
                self.assertEqual(error['step'], 'incoming-secure')
                self.assertEqual(exchange.operations, [])

    def test_a_bad_certificate_can_be_trusted_alone(self):
        exchange = self.make_exchange('selfsigned')
        account = self.connect('--pin-certificate', self.lab.fingerprint('selfsigned'), url=exchange.url)
        self.assertEqual(account['incoming']['pinned_certificate'], self.lab.fingerprint('selfsigned'))
        exchange.deliver(letter(1))
        self.assertEqual(self.sync()['seen'], 1)

    def test_refusals_after_the_log_in_are_told(self):
        for code, reason in (('ErrorAccessDenied', 'mailbox-denied'), ('ErrorNonExistentMailbox', 'no-mailbox'),
                             ('ErrorAccountDisabled', 'account-disabled'),
                             ('ErrorPasswordExpired', 'password-expired')):
            with self.subTest(code=code):
                self.exchange.before = self.refuse_with(Refusal(code, fault=True))
                error = self.refused(4)
                self.assertEqual((error['code'], error['reason']), ('AUTH_REJECTED', reason))

    @staticmethod
    def refuse_with(refusal):
        def before(_):
            raise refusal
        return before

    def test_a_colleague_is_offered_the_same_server(self):
        self.connect()
        found = self.ask('detect', 'collega@example.it', status=None)
        first = found['candidates'][0]
        self.assertEqual((first['kind'], first['source'], first['exchange_url'], first['can_start']),
                         ('exchange', 'earlier', self.exchange.url, True))
        profile = json.loads(self.run_ctl('domain-profile', 'export', '-', json_wanted=False).stdout)
        self.assertEqual(profile['exchange_url'], self.exchange.url)
        self.assertNotIn('imap', profile)

    def test_the_doctor_says_which_server_it_is(self):
        self.connect()
        steps = {step['name']: step for step in self.ask('doctor', self.address, status=None)['steps']
                 if step.get('account') == self.address}
        self.assertTrue(all(step['ok'] for step in steps.values()), steps)
        self.assertEqual(steps['folders']['message'], 'Exchange 15.1 Basic')

    def test_the_password_is_nowhere(self):
        self.connect()
        self.sync()
        self.assertEqual(self.files_with(self.password), [])
        self.assertFalse([words for words in self.said if self.password in words])


class NtlmTest(ExchangeCase):
    """What a server offers whose administrator has changed nothing: no Basic."""
    offers = ('Negotiate', 'NTLM')

    def setUp(self):
        super().setUp()
        self.exchange.username = 'FIRMA\\anna'

    def test_a_mailbox_is_connected_pulled_and_sent_from(self):
        self.connect('--username', 'FIRMA\\anna')
        self.add_carlo()
        self.deliver(letter(1))
        self.assertEqual(self.sync()['seen'], 1)
        self.assertEqual(len(self.timeline()), 1)
        self.run_ctl('send', '--from', self.address, '--to', 'carlo@cliente.example', '--subject', 'Offerta',
                     text='Buongiorno.\n')
        self.until(lambda: len(self.exchange.sent) == 1)
        self.assertEqual(self.exchange.n_refused, 0)
        self.assertGreater(self.exchange.n_ntlm, 0)

    def test_a_wrong_password_is_tried_once_with_a_name(self):
        self.write('secret', 'sbagliata')
        error = self.refused(4, '--username', 'FIRMA\\anna')
        self.assertEqual((error['code'], error['reason']), ('AUTH_REJECTED', 'credentials'))
        self.assertEqual(self.exchange.n_refused, 1)


class PullTest(ExchangeCase):
    def setUp(self):
        super().setUp()
        self.connect()

    def test_mail_is_seen_and_logged(self):
        self.add_carlo()
        self.deliver(letter(1, text='Ecco il preventivo.'))
        self.deliver(letter(2, sender='Ugo <ugo@altro.example>'))
        counts = self.sync()
        self.assertEqual((counts['seen'], counts['failed']), (2, 0))
        self.assertEqual([entry['message_id'] for entry in self.timeline()], ['1@cliente.example'])
        self.assertEqual(self.ask('show', '1@cliente.example')['text'].strip(), 'Ecco il preventivo.')
        self.assertEqual(self.sync()['seen'], 0)

    def test_a_reply_is_logged_on_its_contact(self):
        self.add_carlo()
        self.deliver(letter(2))
        self.deliver(letter(1, sender=self.address, recipient=CARLO, answers=2), folder='sentitems', is_received=False)
        self.sync()
        self.assertEqual([(entry['message_id'], entry['direction']) for entry in self.timeline()],
                         [('1@cliente.example', 'out'), ('2@cliente.example', 'in')])
        threads = self.lines('threads')
        self.assertEqual(len(threads), 1)
        self.assertEqual(threads[0]['n'], 2)

    def test_attachments_are_kept(self):
        self.add_carlo()
        raw = letter(1, headers=()).replace(
            b'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit',
            b'Content-Type: multipart/mixed; boundary=x').replace(
            b'Buongiorno.', b'--x\r\nContent-Type: text/plain\r\n\r\nEcco.\r\n--x\r\nContent-Type: application/pdf\r\n'
            b'Content-Disposition: attachment; filename="preventivo.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
            b'JVBERi0=\r\n--x--')
        self.deliver(raw)
        self.sync()
        found = self.ask('attachments', '--contact', 'carlo@cliente.example')
        self.assertEqual([(one['name'], one['size']) for one in found], [('preventivo.pdf', 5)])

    def test_only_what_is_recent_is_pulled(self):
        self.deliver(letter(1, hours=24 * 59))
        self.deliver(letter(2, hours=24 * 61))
        self.assertEqual(self.sync()['seen'], 1)

    def test_what_is_not_mail_is_left_alone(self):
        self.exchange.mailbox.add_folder('clients', 'Clienti', 'inbox')
        self.deliver(letter(1), folder='calendar')
        self.deliver(letter(2), folder='clients')
        self.assertEqual(self.sync()['seen'], 0)

    def test_fifty_changes(self):
        """Nothing lost, nothing doubled: what is there is what a new profile sees."""
        self.add_carlo()
        self.exchange.changes_page, self.exchange.items_page = 7, 9
        ids = {number: self.deliver(letter(number, hours=number)) for number in range(1, 31)}
        self.sync()
        for change in range(50):
            if change % 3 == 2:
                number = sorted(ids)[change % len(ids)]
                self.exchange.remove(ids.pop(number))
            else:
                number = 100 + change
                ids[number] = self.deliver(letter(number, hours=(change * 7) % 40))
            if change % 10 == 0:
                self.sync()
        self.sync()
        seen = {entry['message_id'] for entry in self.timeline()}
        self.assertEqual({f'{number}@cliente.example' for number in ids} - seen, set())
        self.assertEqual(len(self.timeline()), len(seen))
        self.assertEqual(self.sync()['seen'], 0)

    def test_a_forgotten_state_loses_and_doubles_nothing(self):
        self.add_carlo()
        for number in range(1, 21):
            self.deliver(letter(number))
        self.sync()
        before = self.timeline()
        self.exchange.forget_states()
        self.deliver(letter(21, hours=0))
        self.assertIsNone(self.sync()['error'])
        after = self.timeline()
        self.assertEqual(len(before), 20)
        self.assertEqual([entry['message_id'] for entry in after],
                         ['21@cliente.example'] + [entry['message_id'] for entry in before])
        self.assertEqual(self.sync()['seen'], 0)

    def test_many_of_one_second_are_all_seen(self):
        self.exchange.items_page = 10
        now = time.time() - 3600
        for number in range(35):
            self.deliver(letter(number), received=now)
        self.assertEqual(self.sync()['seen'], 35)

    def test_a_server_that_says_no_status_is_asked_each_time(self):
        self.exchange.says_status = False
        self.deliver(letter(1))
        self.assertEqual(self.sync()['seen'], 1)
        self.deliver(letter(2))
        self.assertEqual(self.sync()['seen'], 1)

    def colleagues(self, count):
        """Letters that the organization's own people wrote to each other, by paths of its directory."""
        for number in range(count):
            colleague = f'collega{number % 3}@firma.example'
            self.exchange.directory[f'/o=Firma & C/ou=Ufficio/cn=Recipients/cn=c{number % 3}'] = colleague
            self.deliver(letter(number, sender=f'Collega {number % 3} <{colleague}>'), is_received=False)
        self.ask('contacts', 'add', 'collega0@firma.example')
        self.ask('rules', 'set', 'contact', 'on')

    def test_colleagues_named_by_the_directory_have_addresses(self):
        """Each is asked about once, and the log knows them."""
        self.colleagues(9)
        self.sync()
        self.assertEqual(len(self.some('timeline', 'collega0@firma.example')), 3)
        self.assertEqual(self.exchange.operations.count('ResolveNames'), 3)

    def test_a_directory_that_cannot_be_asked_stops_no_mail(self):
        """Throttled, without an answer, unknown: the letters are there, without that sender."""
        self.colleagues(9)
        for number, answer in enumerate((Refusal('ErrorServerBusy', back_off_ms=60000, fault=True),
                                         Refusal('ErrorNameResolutionNoMailbox'), Refusal('ErrorAccessDenied'))):
            def refuse(operation, answer=answer):
                if operation == 'ResolveNames':
                    raise answer
            with self.subTest(code=answer.code):
                self.exchange.before = refuse
                self.deliver(letter(100 + number, sender='collega0@firma.example'), is_received=False)
                counts = self.sync()
                self.assertEqual((counts['seen'], counts['error']), (10 if number == 0 else 1, None))
                self.assertEqual(self.exchange.operations.count('ResolveNames'), number + 1)

    def test_past_correspondence_is_logged_on_request(self):
        self.add_carlo()
        self.deliver(letter(1, hours=24 * 200))
        self.deliver(letter(2, hours=24 * 300, sender='Ugo <ugo@altro.example>'))
        self.sync()
        self.assertEqual(self.timeline(), [])
        self.run_ctl('sync', '--history', 'all', '--contact', 'carlo@cliente.example')
        self.assertEqual([entry['message_id'] for entry in self.timeline()], ['1@cliente.example'])

    def test_B29_a_folder_of_more_than_100000_is_told_and_pulled(self):
        def problems():
            path = self.path('profile', 'data', 'carteggio.db')
            with contextlib.closing(sqlite3.connect(f'file:{path}?mode=ro', uri=True)) as db:
                return db.execute('SELECT code, reason, subject FROM problem').fetchall()
        inbox = self.exchange.mailbox.folders['inbox']
        self.deliver(letter(1))
        inbox.n_said = 100000
        self.sync()
        self.assertEqual(problems(), [])
        inbox.n_said = 100001
        self.deliver(letter(2))
        self.assertEqual(self.sync()['seen'], 1)
        self.assertEqual(problems(), [('TOO_LARGE', 'large-folder', 'Posta in arrivo')])
        inbox.n_said = 0
        self.deliver(letter(3))
        self.sync()
        self.assertEqual(problems(), [])

    def test_B42_throttling_is_no_disconnection(self):
        def busy(_):
            raise Refusal('ErrorServerBusy', 'The server cannot service this request right now.', 2000, fault=True)
        self.exchange.before = busy
        error = self.sync(status=1)['error']
        self.assertEqual(error['code'], 'RATE_LIMITED')
        self.assertEqual(self.ask('accounts')[0]['state'], 'connected')
        self.exchange.before = lambda operation: None
        self.deliver(letter(1))
        self.assertEqual(self.sync()['seen'], 1)

    def test_a_server_that_is_down_is_no_disconnection(self):
        self.exchange.before = lambda operation: 503
        self.assertEqual(self.sync(status=1)['error']['code'], 'BUSY')
        self.assertEqual(self.ask('accounts')[0]['state'], 'connected')

    def test_a_changed_password_is_a_disconnection(self):
        self.sync()
        self.exchange.password = 'un\'altra'
        error = self.sync(status=4)['error']
        self.assertEqual((error['code'], error['reason']), ('AUTH_REJECTED', 'password-changed'))
        self.assertEqual(self.ask('accounts')[0]['state'], 'disconnected')
        self.exchange.password = self.password

    def test_a_disabled_account_is_a_disconnection(self):
        def disabled(_):
            raise Refusal('ErrorAccountDisabled', fault=True)
        self.exchange.before = disabled
        self.assertEqual(self.sync(status=4)['error']['reason'], 'account-disabled')
        self.assertEqual(self.ask('accounts')[0]['state'], 'disconnected')

    def test_the_mailbox_is_never_altered(self):
        self.add_carlo()
        self.deliver(letter(1))
        self.sync()
        self.sync()
        self.assertLessEqual(set(self.exchange.operations),
                             {'GetFolder', 'SyncFolderHierarchy', 'FindItem', 'SyncFolderItems', 'GetItem'})

    def test_the_server_tells_of_news(self):
        """Within two seconds, over one answer that stays open."""
        watcher = self.start_watching()
        wait_until(lambda: 'GetStreamingEvents' in self.exchange.operations, 20, 'somebody listens')
        for number in (1, 2):
            self.deliver(letter(number))
            self.read_until_activity(watcher, 'pulling')
            wait_until(lambda n=number: len(self.some('threads', '--unlogged')) == n, 20, 'it is there')
        self.assertEqual(self.exchange.operations.count('Subscribe'), 1)

    def has_logged(self, n):
        wait_until(lambda: len(self.timeline()) == n, 30, f'{n} are there')

    def test_folders_are_asked_for_by_what_changed(self):
        """One that is made, called otherwise, forgotten and removed while somebody watches."""
        mailbox = self.exchange.mailbox
        self.add_carlo()
        for number in range(40):
            mailbox.add_folder(f'old{number}', f'Vecchia {number}', 'inbox')
        self.exchange.folders_page = 7
        watcher = self.start_watching()
        wait_until(lambda: 'GetStreamingEvents' in self.exchange.operations, 20, 'somebody listens')
        mailbox.add_folder('mine', 'Provvisoria', 'msgfolderroot')
        self.deliver(letter(1), folder='mine')
        self.deliver(letter(2))
        self.has_logged(1)
        mailbox.rename_folder('mine', 'Carteggio')
        self.deliver(letter(3))
        self.has_logged(3)
        self.deliver(letter(4), folder='mine')
        self.deliver(letter(5))
        self.has_logged(5)
        self.exchange.forget_states()
        self.deliver(letter(6), folder='mine')
        self.deliver(letter(7))
        self.has_logged(7)
        mailbox.remove_folder('mine')
        self.deliver(letter(8))
        self.has_logged(8)
        self.assertNotIn('FindFolder', self.exchange.operations)
        self.assertGreater(self.exchange.operations.count('SyncFolderHierarchy'), 7)
        watcher.terminate()

    def test_folders_are_listed_where_changes_are_not_told(self):
        self.exchange.tells_folders = False
        self.exchange.folders_page = 3
        self.add_carlo()
        self.exchange.mailbox.add_folder('mine', 'Carteggio', 'inbox')
        self.deliver(letter(1))
        self.deliver(letter(2), folder='mine')
        self.assertIsNone(self.sync()['error'])
        self.assertEqual(len(self.timeline()), 2)
        self.assertGreaterEqual(self.exchange.operations.count('FindFolder'), 3)

    def test_a_message_the_server_fails_at_stops_no_other(self):
        """Whether the whole answer or its own part says so; what can be read is read, and the rest is told."""
        for number, failing in ((10, 500), (20, 'ErrorInternalServerError'), (30, 'ErrorCorruptData')):
            with self.subTest(failing=failing):
                self.add_carlo() if number == 10 else None  # pylint: disable=expression-not-assigned
                ids = [self.deliver(letter(number + one, hours=2)) for one in range(7)]
                sent = self.deliver(letter(number + 7, hours=2), folder='sentitems')
                self.exchange.poison = {ids[3]: failing}
                counts = self.sync()
                self.assertIsNone(counts['error'])
                got = {entry['message_id'] for entry in self.timeline()}
                wanted = {f'{number + one}@cliente.example' for one in range(7) if one != 3}
                self.assertLessEqual(wanted, got)
                self.assertNotIn(f'{number + 3}@cliente.example', got)
                self.assertTrue(sent)
        with contextlib.closing(sqlite3.connect(self.path('profile', 'data', 'carteggio.db'))) as db:
            self.assertEqual(db.execute('SELECT reason, raw FROM quarantine').fetchall(), [('server-error', None)] * 3)

    def test_one_message_alone_is_left_out_while_others_are_given(self):
        self.deliver(letter(1))
        self.sync()
        self.exchange.poison = {self.deliver(letter(2)): 500}
        self.assertIsNone(self.sync()['error'])
        self.exchange.poison = {}
        self.deliver(letter(3))
        self.assertIsNone(self.sync()['error'])
        self.assertEqual(len(self.some('threads', '--unlogged')), 2)

    def test_a_server_that_gives_no_message_costs_none(self):
        ids = [self.deliver(letter(number)) for number in range(1, 5)]
        self.sync()
        ids += [self.deliver(letter(number)) for number in range(5, 12)]
        self.exchange.poison = {one: 500 for one in ids}
        self.assertEqual(self.ask('sync', status=None)[0]['error']['reason'], 'server-error')
        self.exchange.poison = {}
        self.assertIsNone(self.sync()['error'])
        self.assertEqual(len(self.some('threads', '--unlogged')), 11)

    def test_a_body_the_server_fails_at_stops_no_other(self):
        self.add_carlo()
        ids = [self.deliver(letter(number)) for number in range(1, 6)]

        def poison(operation):
            """After the headers came."""
            self.exchange.poison = {ids[2]: 500} if self.exchange.operations.count('GetItem') > 1 else {}
        self.exchange.before = poison
        counts = self.sync()
        self.assertEqual((counts['error'], counts['failed']), (None, 1))
        texts = [self.ask('show', entry['message_id'], status=None).get('text') for entry in self.timeline()]
        self.assertEqual(len([text for text in texts if text]), 4, texts)

    def test_news_is_asked_for_where_nobody_tells(self):
        self.exchange.streams = False
        watcher = self.start_watching()
        wait_until(lambda: 'Subscribe' in self.exchange.operations, 20, 'it is tried')
        self.deliver(letter(1))
        self.read_until_activity(watcher, 'pulling')

    def test_a_killed_first_pull_goes_on(self):
        if not has_fault_points():
            self.skipTest('built without fault points')
        self.add_carlo()
        self.exchange.items_page = 10
        for number in range(1, 41):
            self.deliver(letter(number))
        for passing in (1, 2, 3):
            self.run_ctl('sync', status=KILLED, environment={'CARTEGGIO_FAULT': f'sync-window:{passing}:abort'})
        self.assertIsNone(self.sync()['error'])
        self.assertEqual(len(self.timeline()), 40)
        self.assertEqual(len({entry['message_id'] for entry in self.timeline()}), 40)


class ChangeWayTest(ExchangeCase):
    """A67: the organization gives its Exchange up; the mailbox is the same, over IMAP and SMTP, and back."""

    def setUp(self):
        super().setUp()
        self.connect()
        self.add_carlo()

    def deliver_both_ways(self, raw, folder='INBOX'):
        """Exchange keeps the header of what came from outside, and writes that of what was sent anew."""
        self.deliver(raw, folder='inbox' if folder == 'INBOX' else 'sentitems', is_received=folder == 'INBOX')
        self.lab.put(self.address, raw, folder=folder)

    def go(self, *way):
        return self.ask('connect', self.address, '--again', '--password-file', self.secret, *way)

    def go_to_imap(self):
        return self.go('--kind', 'imap', *self.lab.connect_options())

    def held(self):
        with contextlib.closing(sqlite3.connect(self.path('profile', 'data', 'carteggio.db'))) as db:
            return db.execute('SELECT key, message_id, n_logged, body_state FROM message ORDER BY key').fetchall()

    def rules(self):
        return self.ask('rules', 'show'), self.some('never-log', 'list')

    def correspond(self):
        attachment = letter(5, text='--x\r\nContent-Type: text/plain\r\n\r\nEcco.\r\n--x\r\nContent-Type: text/csv\r\n'
                            'Content-Disposition: attachment; filename="prezzi.csv"\r\n\r\n1;2\r\n--x--').replace(
                                b'text/plain; charset=utf-8', b'multipart/mixed; boundary=x', 1)
        self.deliver_both_ways(letter(9))
        self.deliver_both_ways(letter(8, sender=f'"Anna B" <{self.address}>', recipient=CARLO, answers=9), folder='Sent')
        self.deliver_both_ways(letter(7, sender=self.address, recipient='"Neri, Carlo" <carlo@cliente.example>',
                                      subject='=?utf-8?q?Perch=C3=A9?='), folder='Sent')
        self.deliver_both_ways(letter(6, sender='Ugo <ugo@altro.example>'))
        self.deliver_both_ways(attachment)

    def test_A67_another_way_keeps_history_ids_and_rules(self):
        self.correspond()
        self.ask('never-log', 'add', 'ugo@altro.example')
        self.sync()
        before = (self.dump(), self.held(), self.rules(), self.ask('accounts')[0])
        account = self.go_to_imap()
        self.assertEqual((account['id'], account['kind']), (before[3]['id'], 'imap'))
        self.assertEqual(self.sync()['seen'], 5)
        self.assertEqual((self.dump(), self.held(), self.rules()), before[:3])
        self.lab.put(self.address, letter(1, answers=8))
        self.sync()
        self.assertEqual(len(self.timeline()), len(before[0]['timeline carlo@cliente.example']) + 1)
        self.assertEqual(len(self.lines('threads')), len(before[0]['threads']) - 1)   # of these, Ugo's is not logged
        before = self.dump()
        self.deliver(letter(1, answers=8))
        self.go('--kind', 'exchange', '--exchange-url', self.exchange.url)
        self.assertEqual(self.sync()['seen'], 6)
        self.assertEqual(self.dump(), before)

    def test_A67_what_was_sent_is_known_the_other_way(self):
        self.run_ctl('send', '--from', self.address, '--to', 'carlo@cliente.example', '--subject', 'Offerta',
                     text='Buongiorno.\n')
        self.until(lambda: len(self.exchange.sent) == 1)
        self.sync()
        self.lab.put(self.address, self.exchange.sent[0][1], folder='Sent')
        self.go_to_imap()
        self.sync()
        self.assertEqual(len(self.timeline()), 1)
        self.assertEqual(len(self.held()), 1)

    def test_A67_what_fails_leaves_the_mailbox_as_it_was(self):
        self.correspond()
        self.sync()
        before = (self.dump(), self.ask('accounts'))
        self.write('secret', 'sbagliata')
        error = self.ask('connect', self.address, '--again', '--kind', 'imap', *self.lab.connect_options(),
                         '--password-file', self.secret, status=4)['error']
        self.assertEqual(error['code'], 'AUTH_REJECTED')
        self.assertEqual((self.dump(), self.ask('accounts')), before)
        self.assertEqual(self.sync()['seen'], 0)

    @unittest.skipUnless(has_fault_points(), 'needs -Dfaults=true')
    def test_A67_a_way_that_cannot_be_written_down_leaves_the_former_password(self):
        """The new server's is not said to the former one."""
        self.correspond()
        self.sync()
        before = (self.dump(), self.ask('accounts'))
        self.lab.add_user(self.address, 'di là')
        self.write('secret', 'di là')
        error = self.ask('connect', self.address, '--again', '--kind', 'imap', *self.lab.connect_options(),
                         '--password-file', self.secret, status=1,
                         environment={'CARTEGGIO_FAULT': 'engine-account-save:1:error'})['error']
        self.assertEqual(error['reason'], 'fault')
        self.assertEqual((self.dump(), self.ask('accounts')), before)
        self.assertIsNone(self.sync()['error'])
        self.assertEqual(self.exchange.n_refused, 0)

    @unittest.skipUnless(has_fault_points(), 'a build without fault points')
    def test_A67_killed_in_between_no_server_hears_the_others_password(self):
        self.correspond()
        self.sync()
        before = self.dump()
        self.lab.add_user(self.address, 'un\'altra parola')
        other = self.write('other', 'un\'altra parola\n')
        for point in ('engine-account-save', 'engine-secret-save'):
            with self.subTest(point=point):
                self.run_ctl('connect', self.address, '--again', '--kind', 'imap', *self.lab.connect_options(),
                             '--password-file', other, status=KILLED,
                             environment={'CARTEGGIO_FAULT': f'{point}:1:abort'})
                error = self.ask('sync', status=None)[0]['error']
                self.assertEqual(error['reason'], 'secret-missing')
                self.assertEqual(self.exchange.n_refused, 0)
                self.assertEqual(self.dump(), before)
        self.ask('connect', self.address, '--again', '--kind', 'imap', *self.lab.connect_options(),
                 '--password-file', other)
        self.sync()
        self.assertEqual(self.dump(), before)

    def test_A67_a_folder_of_sent_mail_is_not_looked_for_at_another_service(self):
        """B35: what a person chose holds as long as it is the service they chose it at."""
        self.correspond()
        self.lab.put(self.address, letter(3), folder='Presentazioni')
        self.go_to_imap()
        self.sync()
        self.ask('accounts', 'sent', self.address, '--folder', 'Presentazioni')
        self.assertEqual(self.go_to_imap()['sent_folder'], 'Presentazioni')
        account = self.go('--kind', 'exchange', '--exchange-url', self.exchange.url)
        self.assertEqual(account['sent_folder'], self.exchange.mailbox.folders['sentitems'].id)

    def test_A67_a_paused_mailbox_stays_paused_the_other_way(self):
        self.correspond()
        self.sync()
        before = self.dump()
        self.ask('accounts', 'pause', self.address)
        account = self.go_to_imap()
        self.assertEqual((account['kind'], account['state']), ('imap', 'paused'))
        self.ask('accounts', 'resume', self.address)
        self.assertEqual(self.sync()['seen'], 5)
        self.assertEqual(self.dump(), before)

    def test_A67_a_mailbox_that_is_not_connected_cannot_be_again(self):
        error = self.ask('connect', 'nessuno@example.it', '--again', '--kind', 'imap', *self.lab.connect_options(),
                         '--password-file', self.secret, status=3)['error']
        self.assertEqual((error['code'], error['reason']), ('NOT_FOUND', 'not-connected'))
        self.assertEqual(self.refused_twice(), 'already-connected')

    def refused_twice(self):
        return self.connect(status=1)['error']['reason']


class LargeTest(ExchangeCase):
    """5 000 letters (600 without patience), fifty changes, a forgotten state: nothing lost, nothing doubled."""
    count = 5000 if os.environ.get('CARTEGGIO_PATIENCE') else 600

    def all_ids(self):
        return [one for thread in self.some('threads', '--unlogged') for one in thread['message_ids']]

    def test_a_large_mailbox_is_pulled_changed_and_forgotten(self):
        self.connect()
        ids = {number: self.deliver(letter(number, hours=number % 1400, subject=f'Offerta {number}',
                                           sender=f'Cliente {number % 50} <c{number % 50}@cliente.example>'))
               for number in range(self.count)}
        counts = self.sync()
        self.assertEqual((counts['seen'], counts['failed'], counts['error']), (self.count, 0, None))
        print(f'# {self.count} headers in {counts["seconds"]} s, {len(self.exchange.operations)} requests', flush=True)
        for change in range(50):
            if change % 2:
                self.exchange.remove(ids.pop(change * 10))
            else:
                ids[10000 + change] = self.deliver(letter(10000 + change, hours=change, subject=f'Novità {change}'))
        self.assertEqual(self.sync()['seen'], 25)
        before = sorted(self.all_ids())
        self.assertEqual(len(before), len(set(before)))
        self.assertLessEqual({f'{number}@cliente.example' for number in ids}, set(before))
        self.exchange.forget_states()
        self.assertIsNone(self.sync()['error'])
        self.assertEqual(sorted(self.all_ids()), before)
        self.assertEqual(self.sync()['seen'], 0)
        self.assertTrue(self.database_is_sound())


class SendTest(ExchangeCase):
    def setUp(self):
        super().setUp()
        self.connect()
        self.add_carlo()

    def send(self, *words, status=0, environment=None):
        return self.run_ctl('send', '--from', self.address, '--to', 'carlo@cliente.example', '--subject', 'Offerta',
                            *words, text='Buongiorno.\n', status=status, environment=environment)

    def outbox(self):
        return json.loads(self.run_ctl('outbox', 'list', status=None).stdout)

    def test_what_is_sent_is_logged_once_and_kept_by_the_server(self):
        self.send('--cc', 'ugo@altro.example', '--bcc', 'capo@firma.example')
        self.until(lambda: len(self.exchange.sent) == 1)
        recipients, raw = self.exchange.sent[0]
        self.assertEqual(recipients, ['carlo@cliente.example', 'ugo@altro.example', 'capo@firma.example'])
        self.assertNotIn(b'capo@firma.example', raw)
        self.sync()
        self.sync()
        self.assertEqual(len(self.exchange.mailbox.folders['sentitems'].items), 1)
        self.assertEqual(len(self.timeline()), 1)
        self.assertEqual(self.timeline()[0]['direction'], 'out')

    def test_an_answer_to_it_is_logged_in_its_thread(self):
        self.send()
        self.until(lambda: len(self.exchange.sent) == 1)
        sent_id = self.timeline()[0]['message_id']
        self.deliver(letter(1, headers=(f'In-Reply-To: <{sent_id}>', f'References: <{sent_id}>'), hours=0))
        self.sync()
        self.assertEqual(len(self.timeline()), 2)
        self.assertEqual([one['n'] for one in self.lines('threads')], [2])

    def test_a_second_try_makes_no_second_copy(self):
        """Nobody knows whether it left, and the person has it sent once more: the copy of the first is there."""
        self.exchange.after = lambda asked: b'' if asked == 'CreateItem' else None
        self.send(status=None)
        self.exchange.after = lambda asked: None
        number = self.outbox()[0]['id']
        self.assertEqual(self.outbox()[0]['state'], 'unknown')
        self.run_ctl('outbox', 'retry', str(number), status=None)
        self.run_ctl('outbox', 'flush', status=None)
        self.sync()
        self.assertEqual(len(self.exchange.sent), 2)
        self.assertEqual(len(self.exchange.mailbox.folders['sentitems'].items), 1)
        self.assertEqual(self.ask('outbox', 'show', str(number))['state'], 'accepted')

    def test_A37_that_a_letter_was_read_is_kept_nowhere(self):
        """It is no letter of the person's, so that Exchange is asked for no copy; the next letter has its own again."""
        self.deliver(letter(1, headers=('Disposition-Notification-To: carlo@cliente.example',)))
        self.sync()
        self.run_ctl('receipt', 'send', '1@cliente.example')
        self.until(lambda: len(self.exchange.sent) == 1)
        recipients, raw = self.exchange.sent[0]
        self.assertEqual(recipients, ['carlo@cliente.example'])
        self.assertIn(b'disposition-notification', raw)
        self.sync()
        self.assertEqual(len(self.exchange.mailbox.folders['sentitems'].items), 0)
        self.send()
        self.until(lambda: len(self.exchange.sent) == 2)
        self.assertEqual(len(self.exchange.mailbox.folders['sentitems'].items), 1)

    def test_a_second_try_after_a_refusal_has_its_copy(self):
        def busy(operation):
            if operation == 'CreateItem':
                raise Refusal('ErrorServerBusy', back_off_ms=1000, fault=True)
        self.exchange.before = busy
        self.send(status=None)
        self.exchange.before = lambda operation: None
        self.run_ctl('outbox', 'retry', str(self.outbox()[0]['id']), status=None)
        self.run_ctl('outbox', 'flush', status=None)
        self.until(lambda: len(self.exchange.sent) == 1)
        self.assertEqual(len(self.exchange.mailbox.folders['sentitems'].items), 1)

    def test_a_refused_sender_is_told(self):
        def refuse(operation):
            if operation == 'CreateItem':
                raise Refusal('ErrorSendAsDenied', fault=True)
        self.exchange.before = refuse
        self.send(status=None)
        self.assertEqual(self.exchange.sent, [])
        self.assertEqual(self.outbox()[0]['state'], 'failed')

    def test_throttling_puts_it_off(self):
        def busy(operation):
            if operation == 'CreateItem':
                raise Refusal('ErrorServerBusy', back_off_ms=1000, fault=True)
        self.exchange.before = busy
        self.send(status=None)
        self.assertEqual((self.exchange.sent, self.outbox()[0]['state']), ([], 'queued'))

    def went(self, n_before, item_id):
        """How often a letter left, when all was done to learn of its fate; nobody waits for one that did not."""
        for _ in range(2):
            self.run_ctl('outbox', 'flush', status=None)
            self.sync()
        n_sent = len(self.exchange.sent) - n_before
        state = self.ask('outbox', 'show', str(item_id), status=None)['state']
        self.assertLessEqual(n_sent, 1)
        self.assertIn(state, ('accepted',) if n_sent == 1 else ('unknown', 'failed', 'queued'))
        self.assertEqual(len(self.exchange.mailbox.folders['sentitems'].items), len(self.exchange.sent))
        return n_sent

    def test_S3_killed_at_every_step_nothing_is_sent_twice(self):
        if not has_fault_points():
            self.skipTest('built without fault points')
        for point in KILL_POINTS:
            with self.subTest(point=point):
                n_before, known = len(self.exchange.sent), {one['id'] for one in self.outbox()}
                self.send(status=KILLED, environment={'CARTEGGIO_FAULT': f'{point}:1:abort'})
                for number in {one['id'] for one in self.outbox()} - known:
                    n_sent = self.went(n_before, number)
                    if point in ('ews-answered', 'send-end'):
                        self.assertEqual(n_sent, 1)
                self.assertLessEqual(len(self.exchange.sent), n_before + 1)

    def test_S3_cut_at_every_step_nothing_is_sent_twice(self):
        """The connection ends before the letter is taken, or after, wherever its answer is then."""
        for when in ('before', 'after'):
            for answer in (b'', b'HTTP/1.1 2', b'HTTP/1.1 200 OK\r\nContent-Ty',
                           b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<?xml', b'HTTP/1.1 502 x\r\n'
                           b'Content-Length: 0\r\n\r\n', b'220 ESMTP\r\n'):
                with self.subTest(when=when, answer=answer):
                    n_before = len(self.exchange.sent)
                    setattr(self.exchange, when, lambda asked, cut=answer: cut if asked == 'CreateItem' else None)
                    self.send(status=None)
                    setattr(self.exchange, when, lambda asked: None)
                    newest = max(self.outbox(), key=lambda one: one['id'])
                    self.assertEqual(newest['state'], 'unknown')
                    self.assertEqual(self.went(n_before, newest['id']), 0 if when == 'before' else 1)


if __name__ == '__main__':
    tap.main()
