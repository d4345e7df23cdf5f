#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""carteggioctl with servers of other houses: Cyrus and Courier. Needs root, and apt's archive the first time."""
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from foreign import Courier, Cyrus  # noqa: E402
from product import CARLO, ProductCase, letter  # noqa: E402
from session import wait_until  # noqa: E402


class InteropTest(ProductCase):
    # Cyrus keeps user names in SASL's table, where a blank or a percent sign means something.
    password = 'Segreta"1\'x'

    def serve(self, kind):
        cache = os.environ.get('CARTEGGIO_FOREIGN') or tempfile.mkdtemp(prefix='carteggio-foreign-')
        try:
            server = kind(self.lab, cache).__enter__()
        except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
            self.skipTest(f'its packages cannot be had: {error}')
        self.addCleanup(server.__exit__)
        # Postfix asks Dovecot, so the mailbox is known to both.
        self.address = 'anna@example.it'
        self.lab.add_user(self.address, self.password)
        server.add_user(self.address, self.password)
        server.start()
        return server

    def whole_way(self, kind, most_s):
        server = self.serve(kind)
        for number in reversed(range(40)):
            server.put(self.address, letter(number, hours=number + 1), date_utc_s=time.time() - 3600 * (number + 1),
                       flags='\\Seen' if number % 2 else '')
        server.put(self.address, letter(500, sender=self.address, recipient=CARLO, answers=4), server.sent,
                   flags='\\Seen')
        self.connect(places=['--imap', server.endpoint(), '--imap-security', 'tls', '--smtp',
                             self.lab.endpoint('smtp'), '--smtp-security', 'tls'])
        self.ask('contacts', 'add', CARLO)
        self.assertEqual(self.sync()['seen'], 41)
        self.assertEqual(self.sync()['seen'], 0)
        self.ask('log', '4@cliente.example')
        self.sync()
        entries = self.lines('timeline', 'carlo@cliente.example')
        self.assertEqual({e['message_id']: e['direction'] for e in entries},
                         {'4@cliente.example': 'in', '500@cliente.example': 'out'})
        self.watch(server, most_s)
        self.is_unaltered(server)

    def watch(self, server, most_s):
        watcher = self.start_watching()
        server.put(self.address, letter(600, hours=0, answers=500, text='Risposta.'))
        wait_until(lambda: len(self.lines('timeline', 'carlo@cliente.example')) == 3, most_s, 'the answer')
        watcher.terminate()
        self.assertEqual(watcher.wait(30), 0)
        self.sync()
        self.assertIn('Risposta.', self.ask('show', '600@cliente.example')['text'])

    def is_unaltered(self, server):
        imap = server.log_in(self.address)
        imap.select('INBOX', readonly=True)
        self.assertEqual(len(imap.search(None, 'SEEN')[1][0].split()), 20)
        self.assertEqual(len(imap.search(None, 'ALL')[1][0].split()), 41)
        imap.logout()

    def test_cyrus(self):
        self.whole_way(Cyrus, 10)

    def test_courier(self):
        # Without a watcher of files beside it, Courier's IDLE looks once a minute.
        self.whole_way(Courier, 90)

    def test_a_wrong_password_is_one_everywhere(self):
        server = self.serve(Courier)
        self.write('secret', 'sbagliata')
        error = self.connect(places=['--imap', server.endpoint(), '--imap-security', 'tls', '--smtp',
                                     self.lab.endpoint('smtp'), '--smtp-security', 'tls'], status=4)['error']
        self.assertEqual((error['code'], error['step']), ('AUTH_REJECTED', 'incoming-log-in'))


if __name__ == '__main__':
    tap.main()
