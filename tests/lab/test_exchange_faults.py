#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an Exchange server, or whatever stands before it, may answer instead of what was asked (E1, B42, A86): each is told
by its code, its reason and the server's words, is tried once, and costs no letter once the server is well again."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from exchange import Exchange, HEAD, Refusal, TAIL  # noqa: E402
from product import ProductCase, letter  # noqa: E402

SYNC, FIND, GET, LOG_IN, LIST = 'SyncFolderItems', 'FindItem', 'GetItem', 'GetFolder', 'SyncFolderHierarchy'
PAGE = b'<!DOCTYPE html><html><body>Sign in</body></html>'


def fault(code, **options):
    return lambda: Refusal(code, fault=True, **options)


def http(status, headers=(), body=PAGE, length=None):
    lines = [f'HTTP/1.1 {status} x', *headers, f'Content-Length: {len(body) if length is None else length}', '', '']
    return lambda: '\r\n'.join(lines).encode() + body


def wire(text):
    return lambda: text


def xml(body, head=HEAD.format(15, 1), tail=TAIL):
    return http(200, ['Content-Type: text/xml'], (head + body + tail).encode())


def message(operation, content):
    return xml(f'<m:{operation}Response><m:ResponseMessages><m:{operation}ResponseMessage ResponseClass="Success">'
               f'<m:ResponseCode>NoError</m:ResponseCode>{content}</m:{operation}ResponseMessage></m:ResponseMessages>'
               f'</m:{operation}Response>')


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'

# Operation that is answered so, what it is, code, reason, a part of the server's words.
ROWS = [
    (LOG_IN, fault('ErrorServerBusy', back_off_ms=297749), 'RATE_LIMITED', None, 'ErrorServerBusy'),
    (LOG_IN, fault('ErrorServerBusy'), 'RATE_LIMITED', None, 'ErrorServerBusy'),
    (LOG_IN, fault('ErrorExceededConnectionCount'), 'RATE_LIMITED', None, 'ErrorExceededConnectionCount'),
    (LOG_IN, fault('ErrorMailboxStoreUnavailable'), 'BUSY', None, 'ErrorMailboxStoreUnavailable'),
    (LOG_IN, fault('ErrorMailboxMoveInProgress'), 'BUSY', None, 'ErrorMailboxMoveInProgress'),
    (LOG_IN, fault('ErrorInternalServerError'), 'BUSY', 'server-error', 'ErrorInternalServerError'),
    (LOG_IN, fault('ErrorAccessDenied', text='Kein Zugriff.'), 'AUTH_REJECTED', 'mailbox-denied', 'Kein Zugriff.'),
    (LOG_IN, fault('ErrorNonExistentMailbox'), 'AUTH_REJECTED', 'no-mailbox', 'ErrorNonExistentMailbox'),
    (LOG_IN, fault('ErrorAccountDisabled'), 'AUTH_REJECTED', 'account-disabled', 'ErrorAccountDisabled'),
    (LOG_IN, fault('ErrorPasswordExpired'), 'AUTH_REJECTED', 'password-expired', 'ErrorPasswordExpired'),
    (LOG_IN, fault('ErrorInvalidServerVersion'), 'UNSUPPORTED', 'exchange-too-old', 'ErrorInvalidServerVersion'),
    (LOG_IN, fault('ErrorOrganizationAccessBlocked'), 'POLICY', 'admin-blocks', 'ErrorOrganizationAccessBlocked'),
    (LOG_IN, fault('ErrorSchemaValidation'), 'PROTOCOL', None, 'ErrorSchemaValidation'),
    (LOG_IN, fault('ErrorNobodyKnows'), 'PROTOCOL', None, 'ErrorNobodyKnows'),
    (LOG_IN, http(401, ['WWW-Authenticate: Basic realm="x"']), 'AUTH_REJECTED', 'password-changed', 'HTTP 401'),
    (LOG_IN, http(401, ['WWW-Authenticate: Bearer x="y"']), 'AUTH_REJECTED', 'password-changed', 'HTTP 401'),
    (LOG_IN, http(403), 'UNSUPPORTED', 'ews-disabled', 'HTTP 403'),
    (LOG_IN, http(404), 'PROTOCOL', 'not-ews', 'HTTP 404'),
    (LOG_IN, http(302, ['Location: https://localhost/owa/auth/logon.aspx']), 'PROTOCOL', 'not-ews',
     'HTTP 302 https://localhost/owa/auth/logon.aspx'),
    (LOG_IN, http(440), 'PROTOCOL', 'not-ews', 'HTTP 440'),
    (LOG_IN, http(413), 'TOO_LARGE', 'message-size', 'HTTP 413'),
    (LOG_IN, http(418), 'PROTOCOL', None, 'HTTP 418'),
    (LOG_IN, http(429, ['Retry-After: 30']), 'RATE_LIMITED', None, 'HTTP 429'),
    (LOG_IN, http(500), 'PROTOCOL', None, 'HTTP 500'),
    (LOG_IN, http(502), 'BUSY', 'server-error', 'HTTP 502'),
    (LOG_IN, http(503), 'BUSY', None, 'HTTP 503'),
    (LOG_IN, http(503, ['Retry-After: 120']), 'RATE_LIMITED', None, 'HTTP 503'),
    (LOG_IN, http(504), 'BUSY', 'server-error', 'HTTP 504'),
    (LOG_IN, http(200), 'PROTOCOL', 'not-ews', 'HTTP 200'),
    (LOG_IN, http(200, body=b''), 'PROTOCOL', 'not-ews', ''),
    (LOG_IN, http(200, body=b'\xff\xfe\x00<'), 'PROTOCOL', 'not-ews', ''),
    (LOG_IN, http(200, body=BOMB.encode()), 'PROTOCOL', 'not-ews', ''),
    (LOG_IN, xml('<m:GetFolderResponse>', tail=''), 'PROTOCOL', 'not-ews', ''),
    (LOG_IN, xml('<m:x>' * 500 + '</m:x>' * 500), 'PROTOCOL', 'not-ews', ''),
    (LOG_IN, xml('<m:GetFolderResponse><m:ResponseMessages/></m:GetFolderResponse>'), 'PROTOCOL', 'not-ews', ''),
    (LOG_IN, http(200, body=b' ' * (9 << 20)), 'TOO_LARGE', 'http-too-large', ''),
    (LOG_IN, wire(b''), 'NETWORK', 'connection-closed', ''),
    (LOG_IN, wire(b'HTTP/1.1 200'), 'NETWORK', 'connection-closed', ''),
    (LOG_IN, wire(b'HTTP/1.1 200 x\r\nContent-Type: text'), 'NETWORK', 'connection-closed', ''),
    (LOG_IN, wire(b'220 mail.firma.test ESMTP\r\n'), 'PROTOCOL', None, ''),
    (LOG_IN, http(200, body=b'<?xml version="1.0"?><s:Env', length=5000), 'NETWORK', 'connection-closed', ''),
    (LIST, fault('ErrorServerBusy', back_off_ms=5000), 'RATE_LIMITED', None, 'ErrorServerBusy'),
    (LIST, http(200), 'PROTOCOL', 'not-ews', 'HTTP 200'),
    (SYNC, fault('ErrorServerBusy', back_off_ms=5000), 'RATE_LIMITED', None, 'ErrorServerBusy'),
    (SYNC, fault('ErrorInvalidSyncStateData'), 'CONFLICT', 'sync-state', 'ErrorInvalidSyncStateData'),
    (SYNC, fault('ErrorInvalidId'), 'NOT_FOUND', None, 'ErrorInvalidId'),
    (SYNC, message(SYNC, '<m:IncludesLastItemInRange>true</m:IncludesLastItemInRange><m:Changes/>'), 'PROTOCOL', None, ''),
    (SYNC, http(503), 'BUSY', None, 'HTTP 503'),
    (SYNC, wire(b''), 'NETWORK', 'connection-closed', ''),
    (FIND, fault('ErrorTimeoutExpired'), 'BUSY', 'server-error', 'ErrorTimeoutExpired'),
    (FIND, fault('ErrorFolderNotFound'), 'NOT_FOUND', None, 'ErrorFolderNotFound'),
    (FIND, http(200, length=4000), 'NETWORK', 'connection-closed', ''),
    (GET, fault('ErrorServerBusy', back_off_ms=5000), 'RATE_LIMITED', None, 'ErrorServerBusy'),
    (GET, fault('ErrorAccessDenied'), 'AUTH_REJECTED', 'mailbox-denied', 'ErrorAccessDenied'),
    (GET, http(401), 'AUTH_REJECTED', 'credentials', 'HTTP 401'),
    (GET, http(200, body=b'<?xml', length=400), 'NETWORK', 'connection-closed', ''),
]
# Those that a person has to mend; all the others pass by themselves, and the mailbox stays connected (B42).
DISCONNECTING = ('AUTH_REJECTED', 'POLICY')


class FaultTest(ProductCase):
    def setUp(self):
        super().setUp()
        self.exchange = Exchange(self.lab.path('pki', 'good.pem'), self.lab.path('pki', 'good.key'), self.address,
                                 self.password, offers=('Basic realm="x"',))
        self.addCleanup(self.exchange.stop)
        self.ask('connect', self.address, '--kind', 'exchange', '--exchange-url', self.exchange.url, '--password-file',
                 self.secret)
        self.n_delivered = 0

    def deliver(self):  # pylint: disable=arguments-differ
        self.exchange.deliver(letter(self.n_delivered, hours=1))
        self.n_delivered += 1

    def sync_with(self, operation, make):
        """The error of a look for news while that operation is answered so, and how often it was asked."""
        if operation == FIND:
            self.exchange.forget_states()

        def before(asked):
            answer = make() if asked == operation else None
            if isinstance(answer, Refusal):
                raise answer
            return answer

        self.exchange.before = before
        self.exchange.operations.clear()
        counts = self.ask('sync', status=None)[0]
        self.exchange.before = lambda asked: None
        return counts['error'], self.exchange.operations.count(operation)

    def check(self, row):
        operation, make, code, reason, words = row
        self.deliver()
        began = time.monotonic()
        error, n_asked = self.sync_with(operation, make)
        self.assertIsNotNone(error)
        self.assertEqual((error['code'], error['reason']), (code, reason), error)
        self.assertIn(words, error['server_text'] or '')
        self.assertTrue(error['message'] and error['host'] == 'localhost', error)
        self.assertLess(time.monotonic() - began, 30)
        # A kept connection that was closed says nothing of the question: that is asked once more.
        self.assertLessEqual(n_asked, 1 if code == 'AUTH_REJECTED' else 2)
        state = self.ask('accounts')[0]['state']
        self.assertEqual(state, 'disconnected' if code in DISCONNECTING else 'connected')

    def all_ids(self):
        return [one for thread in self.some('threads', '--unlogged') for one in thread['message_ids']]

    def test_E1_B42_A86_each_fault_is_told_and_costs_nothing(self):
        self.deliver()
        self.assertIsNone(self.sync()['error'])
        for number, row in enumerate(ROWS):
            with self.subTest(number=number, operation=row[0], code=row[2], reason=row[3], words=row[4]):
                self.check(row)
                counts = self.sync()
                self.assertIsNone(counts['error'])
                self.assertEqual(self.ask('accounts')[0]['state'], 'connected')
                ids = self.all_ids()
                self.assertEqual(sorted(ids), sorted(f'{one}@cliente.example' for one in range(self.n_delivered)))
        self.assertTrue(self.database_is_sound())


if __name__ == '__main__':
    tap.main()
