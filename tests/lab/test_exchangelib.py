#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in for Exchange is tried by a client that nobody here wrote: what it is content with, ours may rely on."""
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from exchange import Exchange  # noqa: E402
from lab import Lab  # noqa: E402
from product import letter  # noqa: E402

CLIENT = r'''
import json, sys
from exchangelib import Account, BASIC, Build, Configuration, Credentials, DELEGATE, Message, Version
config = Configuration(service_endpoint=sys.argv[1], credentials=Credentials('anna', 'segreto'), auth_type=BASIC,
                       version=Version(build=Build(14, 2, 1, 0)))
account = Account('anna@firma.example', config=config, autodiscover=False, access_type=DELEGATE)
inbox = account.inbox
found = {'count': inbox.total_count}
found['listed'] = [[one.subject, one.message_id] for one in
                   inbox.all().only('subject', 'message_id', 'datetime_received').order_by('-datetime_received')]
found['synced'] = sorted(one.subject for _, one in inbox.sync_items(only_fields=['subject']))
item = inbox.filter(message_id='<3@cliente.example>').only('attachments', 'mime_content').get()
found['mime'] = item.mime_content.decode('utf-8', 'replace')
found['attachments'] = [[one.name, one.content.decode()] for one in item.attachments]
Message(account=account, folder=account.sent, subject='Ciao', to_recipients=['carlo@cliente.example'],
        mime_content=b'Subject: Ciao\r\nTo: carlo@cliente.example\r\n\r\nx\r\n').send_and_save()
print(json.dumps(found))
'''
FINDER = r'''
import json, sys
from exchangelib import BASIC, Configuration, Credentials
from exchangelib.autodiscover.protocol import AutodiscoverProtocol
place = sys.argv[1].split('/EWS/')[0] + '/autodiscover/autodiscover.svc'
config = Configuration(service_endpoint=place, credentials=Credentials('anna', 'segreto'), auth_type=BASIC)
told = AutodiscoverProtocol(config=config).get_user_settings(user='anna@firma.example')
print(json.dumps({'url': told.ews_url, 'address': told.autodiscover_smtp_address, 'version': told.version.api_version}))
'''
WITH_FILE = (b'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nEcco.\r\n--x\r\n'
             b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="a.pdf"\r\n\r\nPDF\r\n--x--\r\n')


class ExchangelibTest(unittest.TestCase):
    def test_another_client_finds_the_service_by_autodiscover(self):
        with Lab(smtp=False) as lab, Exchange(lab.path('pki', 'good.pem'), lab.path('pki', 'good.key'), 'anna',
                                              'segreto') as server:
            done = subprocess.run(lab.command(['/usr/bin/python3', '-c', FINDER, server.url]), capture_output=True,
                                  text=True, timeout=120, check=False, stdin=subprocess.DEVNULL)
            self.assertEqual(done.returncode, 0, done.stderr[-3000:])
            self.assertEqual(json.loads(done.stdout), {'url': server.url, 'address': 'anna@firma.example',
                                                       'version': 'Exchange2010_SP2'})

    def test_another_client_lists_syncs_reads_and_sends(self):
        with Lab(smtp=False) as lab, Exchange(lab.path('pki', 'good.pem'), lab.path('pki', 'good.key'), 'anna',
                                              'segreto') as server:
            server.mailbox.addresses = {'anna@firma.example'}
            for number in (1, 2):
                server.deliver(letter(number, subject=f'Offerta {number}'))
            head = letter(3, subject='Offerta 3', hours=3).split(b'Content-Type:')[0]
            server.deliver(head + WITH_FILE)
            done = subprocess.run(lab.command(['/usr/bin/python3', '-c', CLIENT, server.url]), capture_output=True,
                                  text=True, timeout=120, check=False, stdin=subprocess.DEVNULL)
            self.assertEqual(done.returncode, 0, done.stderr[-3000:])
            found = json.loads(done.stdout)
            self.assertEqual(found['count'], 3)
            self.assertEqual(found['listed'], [[f'Offerta {n}', f'<{n}@cliente.example>'] for n in (1, 2, 3)])
            self.assertEqual(found['synced'], ['Offerta 1', 'Offerta 2', 'Offerta 3'])
            self.assertEqual(found['attachments'], [['a.pdf', 'PDF']])
            self.assertIn('Ecco.', found['mime'])
            self.assertEqual([recipients for recipients, _ in server.sent], [['carlo@cliente.example']])
            self.assertEqual(server.problems(), '')


if __name__ == '__main__':
    tap.main()
