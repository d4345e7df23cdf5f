# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for Microsoft Graph: mail over TLS, with a mailbox for each user that keeps its state.

As a command:  graph.py SETTINGS.json  serves at port 443 of {"address", "pem", "key"} until killed; whom a token is for
the platform says (http://127.0.0.1:8099/introspect), and a test says at http://127.0.0.1:8098 what shall happen:

    /deliver {"user", "raw", "folder"?, "days"?}   a message comes, or came so long ago; raw is base64, raws is many
    /remove {"user", "id"}                it goes
    /touch {"user", "id"}                 it is marked as read
    /forget {}                            all delta states
    /fault {"path", "times", ...}         what is said to the next requests whose line holds path: status, headers, body;
                                          drop: "before" or "after" what is asked is done
    /state {"user"}                       what was sent, asked and is in the folders

Its answers are of the form that Microsoft's reference gives: pages of @odata.nextLink and @odata.deltaLink, batches whose
parts succeed and fail by themselves, sendMail in MIME format with the copy in Sent Items. What was sent has no fields of
a header of its own. Every request is written to {"log"}, a line of JSON each.
"""
import base64
import binascii
import email.policy
import email.utils
import hashlib
import http.server
import json
import re
import ssl
import sys
import threading
import time
import urllib.parse
import urllib.request

KNOWN = {'inbox': 'Posta in arrivo', 'sentitems': 'Posta inviata', 'drafts': 'Bozze', 'deleteditems': 'Posta eliminata',
         'junkemail': 'Posta indesiderata', 'archive': 'Archivio', 'outbox': 'Posta in uscita'}
HOST = 'https://graph.microsoft.com/v1.0'
PAGE_MAX = 50
LETTER_MAX = 4 * 1024 * 1024


class Refusal(Exception):
    def __init__(self, status, code, headers=None):
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers or {}

    def body(self):
        return {'error': {'code': self.code, 'message': 'No.', 'innerError': {'date': when(time.time())}}}


def when(seconds):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(seconds))


def seconds_of(text):
    return time.mktime(time.strptime(text, '%Y-%m-%dT%H:%M:%SZ')) - time.timezone


def name_of(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest() * 3).decode()


def pack(state):
    return base64.urlsafe_b64encode(json.dumps(state).encode()).decode().rstrip('=')


def unpack(text):
    return json.loads(base64.urlsafe_b64decode(text + '=' * (-len(text) % 4)))


def recipient(address):
    return {'emailAddress': {'name': address[0], 'address': address[1]}}


class Item:
    def __init__(self, number, mime, is_received, received):
        self.id = name_of(f'item {number}')
        self.mime, self.received, self.is_received, self.is_read = mime, received, is_received, False
        self.message = email.message_from_bytes(mime, policy=email.policy.SMTP)

    def people(self, field):
        return [recipient(one) for one in email.utils.getaddresses(self.message.get_all(field, []))]

    def properties(self):
        sender = self.people('From')
        fields = [{'name': name, 'value': str(value)} for name, value in self.message.items()]
        return {'id': self.id, 'receivedDateTime': when(self.received), 'sentDateTime': when(self.received),
                'internetMessageHeaders': fields if self.is_received else None,
                'internetMessageId': self.message['Message-ID'], 'subject': str(self.message['Subject'] or ''),
                'from': sender[0] if sender else None, 'sender': sender[0] if sender else None,
                'replyTo': self.people('Reply-To'), 'toRecipients': self.people('To'),
                'ccRecipients': self.people('Cc'), 'bccRecipients': self.people('Bcc'), 'isRead': self.is_read}

    def extended(self):
        known = {'Integer 0xe08': str(len(self.mime)), 'String 0x1042': self.message['In-Reply-To'],
                 'String 0x1039': self.message['References']}
        return [{'id': name, 'value': str(value)} for name, value in known.items() if value is not None]

    def shown(self, query):
        names = query.get('$select', '').split(',')
        shown = {name: value for name, value in self.properties().items()
                 if (name in names or names == ['']) and value is not None}
        if query.get('$expand'):
            shown['singleValueExtendedProperties'] = self.extended()
        return {'@odata.etag': f'W/"{self.id[:8]}"', **shown, 'id': self.id}


class Folder:
    def __init__(self, user, name):
        self.id = name_of(f'{user} folder {name}')
        self.name = name
        self.items = {}
        self.events = []       # ('created' | 'updated' | 'removed', item id), in order

    def shown(self):
        return {'id': self.id, 'displayName': self.name, 'parentFolderId': 'root', 'totalItemCount': len(self.items),
                'isHidden': False}

    def newest_first(self, since=0, until=1e12):
        chosen = [item for item in self.items.values() if since <= item.received < until]
        return sorted(chosen, key=lambda item: -item.received)


class Mailbox:
    n_items = 0

    def __init__(self, user):
        self.folders = {key: Folder(user, name) for key, name in KNOWN.items()}
        self.sent = []         # (recipients, base64 of what they get)

    def find(self, key):
        for name, folder in self.folders.items():
            if key in (name, folder.id):
                return folder
        raise Refusal(404, 'ErrorItemNotFound')

    def item(self, item_id):
        for folder in self.folders.values():
            if item_id in folder.items:
                return folder, folder.items[item_id]
        raise Refusal(404, 'ErrorItemNotFound')

    def add(self, key, mime, is_received=True, days=0):
        Mailbox.n_items += 1
        item = Item(Mailbox.n_items, mime, is_received, time.time() - days * 86400)
        folder = self.find(key)
        folder.items[item.id] = item
        folder.events.append(('created', item.id))
        return item.id

    def send(self, body):
        if len(body) > LETTER_MAX:
            raise Refusal(413, 'RequestBodyTooLarge')
        try:
            mime = base64.b64decode(body, validate=True)
        except binascii.Error:
            raise Refusal(400, 'ErrorMimeContentInvalidBase64String') from None
        message = email.message_from_bytes(mime, policy=email.policy.SMTP)
        people = [address for field in ('To', 'Cc', 'Bcc')
                  for _, address in email.utils.getaddresses(message.get_all(field, []))]
        if not people:
            raise Refusal(400, 'ErrorInvalidRecipients')
        given = re.sub(rb'(?mi)^Bcc:.*(\r\n[ \t].*)*\r\n', b'', mime.partition(b'\r\n\r\n')[0] + b'\r\n')
        self.sent.append((people, base64.b64encode(given + b'\r\n' + mime.partition(b'\r\n\r\n')[2]).decode()))
        self.add('sentitems', mime, is_received=False)


class Graph:
    def __init__(self, log):
        self.mailboxes = {}
        self.generation = 1
        self.rounds = []
        self.faults = []
        self.log = log
        self.lock = threading.RLock()

    def mailbox(self, user):
        return self.mailboxes.setdefault(user, Mailbox(user))

    # --- pages

    def delta(self, folder, query, n_items):
        """The first round is what was there when it began, newest first; what changed meanwhile is the next one's."""
        state = unpack(query['$skiptoken']) if '$skiptoken' in query else None
        if '$deltatoken' in query:
            old = unpack(query['$deltatoken'])
            state = {**old, **self.begin_round(folder, folder.events[old['at']:])}
        if state is None:
            since = re.search(r'receivedDateTime ge (\S+)', query.get('$filter', ''))
            chosen = folder.newest_first(seconds_of(since.group(1)) if since else 0)
            state = {'generation': self.generation,
                     'query': {name: query[name] for name in ('$select', '$expand') if name in query},
                     **self.begin_round(folder, [('created', item.id) for item in chosen])}
        if state['generation'] != self.generation:
            raise Refusal(410, 'SyncStateNotFound')
        return self.delta_page(folder, state, n_items)

    def begin_round(self, folder, events):
        """What is told in a round stays here: a link is no longer than a server's."""
        self.rounds.append(list(events))
        return {'round': len(self.rounds) - 1, 'from': 0, 'at': len(folder.events)}

    def delta_page(self, folder, state, n_items):
        until = state['from'] + n_items
        now, is_more = self.rounds[state['round']][state['from']:until], until < len(self.rounds[state['round']])
        kind, word = ('nextLink', '$skiptoken') if is_more else ('deltaLink', '$deltatoken')
        value = []
        for what, item_id in now:
            item = folder.items.get(item_id)
            if item is None:
                value.append({'id': item_id, '@removed': {'reason': 'deleted'}})
            else:
                value.append(item.shown(state['query']) if what == 'created' else {'id': item_id, 'isRead': True})
        return {'value': value, f'@odata.{kind}': f"{HOST}/me/mailFolders('{folder.id}')/messages/delta?{word}="
                                                  + pack({**state, 'from': until})}

    @staticmethod
    def search(folder, query):
        wanted = re.search(r"internetMessageId eq '(.*)'", query.get('$filter', ''))
        if wanted:
            found = [item for item in folder.items.values()
                     if item.message['Message-ID'] == wanted.group(1).replace("''", "'")]
        else:
            since = re.search(r'receivedDateTime ge (\S+)', query.get('$filter', ''))
            until = re.search(r'receivedDateTime lt (\S+)', query.get('$filter', ''))
            found = folder.newest_first(seconds_of(since.group(1)) if since else 0,
                                        seconds_of(until.group(1)) if until else 1e12)
        skip, top = int(query.get('$skip', 0)), min(int(query.get('$top', 10)), PAGE_MAX)
        page = {'value': [item.shown(query) for item in found[skip:skip + top]]}
        if len(found) > skip + top:
            again = urllib.parse.urlencode({**query, '$skip': skip + top})
            page['@odata.nextLink'] = f'{HOST}/me/mailFolders/{folder.id}/messages?{again}'
        return page

    # --- requests

    def answer(self, user, method, target, body, n_items):
        """Gives a status and a document, or the bytes of a message."""
        path, _, text = target.partition('?')
        query = dict(urllib.parse.parse_qsl(text))
        parts = [urllib.parse.unquote(part) for part in re.sub(r"\('([^']*)'\)", r'/\1', path).strip('/').split('/')]
        mailbox = self.mailbox(user)
        if method == 'POST' and parts == ['me', 'sendMail']:
            mailbox.send(body)
            return 202, None
        if method != 'GET' or parts[0] != 'me':
            raise Refusal(403, 'ErrorAccessDenied')
        if parts[1:] == ['mailFolders', 'delta']:
            return 200, {'value': [folder.shown() for folder in mailbox.folders.values()],
                         '@odata.deltaLink': f'{HOST}/me/mailFolders/delta?$deltatoken=x'}
        if parts[1] == 'messages':
            _, item = mailbox.item(parts[2])
            return 200, item.mime if parts[3:] == ['$value'] else item.shown(query)
        folder = mailbox.find(parts[2])
        if parts[3:] == ['messages', 'delta']:
            return 200, self.delta(folder, query, n_items)
        return 200, self.search(folder, query) if parts[3:] == ['messages'] else folder.shown()

    def answer_one(self, user, request):
        try:
            self.check_fault('batch ' + request['url'])
            status, body = self.answer(user, request['method'], request['url'], b'', PAGE_MAX)
            return {'id': request['id'], 'status': status, 'headers': {}, 'body': body}
        except Refusal as refusal:
            return {'id': request['id'], 'status': refusal.status, 'headers': refusal.headers, 'body': refusal.body()}

    def batch(self, user, body):
        requests = json.loads(body)['requests']
        if len(requests) > 20:
            raise Refusal(400, 'BadRequest')
        # In any order, as it is said: the last first.
        return 200, {'responses': [self.answer_one(user, request) for request in reversed(requests)]}

    def find_fault(self, line):
        for fault in self.faults:
            if fault['path'] in line and fault.get('times', 1) > 0:
                fault['times'] = fault.get('times', 1) - 1
                return fault
        return None

    def check_fault(self, line):
        fault = self.find_fault(line)
        if fault:
            raise Refusal(fault['status'], fault.get('code', 'x'), fault.get('headers'))

    def handler(graph):  # pylint: disable=no-self-argument
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def log_message(self, *_):
                pass

            def give(self, status, body, headers=None):
                content = body if isinstance(body, bytes) else b'' if body is None else json.dumps(body).encode()
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header('Content-Type', 'text/plain' if isinstance(body, bytes) else 'application/json')
                self.send_header('Content-Length', str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def user(self):
                scheme, _, token = (self.headers['Authorization'] or '').partition(' ')
                form = urllib.parse.urlencode({'token': token}).encode()
                with urllib.request.urlopen('http://127.0.0.1:8099/introspect', form) as answer:
                    known = json.load(answer)
                if scheme != 'Bearer' or not known['active'] or 'graph.microsoft.com' not in known['scope']:
                    raise Refusal(401, 'InvalidAuthenticationToken')
                return known['username']

            def tell(self, body):
                with graph.lock:
                    graph.log.write(json.dumps({
                        'method': self.command, 'path': self.path, 'body': body.decode(),
                        'headers': {name: self.headers[name] for name in ('Content-Type', 'Prefer', 'Accept')
                                    if self.headers[name]}}) + '\n')
                    graph.log.flush()

            def play(self, fault):
                """Whether the fault is all there is."""
                if fault.get('drop') == 'before':
                    self.close_connection = True
                elif 'status' in fault:
                    self.give(fault['status'], fault.get('body', '').encode() or Refusal(0, fault.get('code', 'x')).body(),
                              fault.get('headers'))
                return fault.get('drop') != 'after'

            def work(self, body):
                wish = re.search(r'odata\.maxpagesize=(\d+)', self.headers['Prefer'] or '')
                n_items = min(int(wish.group(1)) if wish else 10, PAGE_MAX)
                target = self.path.removeprefix('/v1.0')
                if target == '/$batch':
                    return graph.batch(self.user(), body)
                return graph.answer(self.user(), self.command, target, body, n_items)

            def serve(self):
                body = self.rfile.read(int(self.headers['Content-Length'] or 0))
                self.tell(body)
                with graph.lock:
                    fault = graph.find_fault(f'{self.command} {self.path}')
                    if fault and self.play(fault):
                        return
                    try:
                        status, answer = self.work(body)
                    except Refusal as refusal:
                        self.give(refusal.status, refusal.body(), refusal.headers)
                        return
                if fault:
                    self.close_connection = True
                    return
                self.give(status, answer)

            do_GET = do_POST = serve

        return Handler

    # --- what a test wants

    def order(self, name, words):
        mailbox = self.mailbox(words.get('user', ''))
        if name == 'deliver':
            ids = [mailbox.add(words.get('folder', 'inbox'), base64.b64decode(raw), days=words.get('days', 0))
                   for raw in words.get('raws', [words.get('raw')])]
            return ids if 'raws' in words else ids[0]
        if name in ('remove', 'touch'):
            folder, item = mailbox.item(words['id'])
            folder.events.append(('removed' if name == 'remove' else 'updated', item.id))
            if name == 'remove':
                del folder.items[item.id]
        elif name == 'forget':
            self.generation += 1
        elif name == 'fault':
            self.faults = [words] if words else []
        return {'sent': mailbox.sent, 'folders': {key: len(one.items) for key, one in mailbox.folders.items()}}

    def control(graph):  # pylint: disable=no-self-argument
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                words = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
                with graph.lock:
                    answer = json.dumps(graph.order(self.path.strip('/'), words)).encode()
                self.send_response(200)
                self.send_header('Content-Length', str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        return Handler


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        settings = json.load(file)
    graph = Graph(open(settings['log'], 'a', encoding='utf-8'))  # pylint: disable=consider-using-with
    server = http.server.ThreadingHTTPServer((settings['address'], 443), graph.handler())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings['pem'], settings['key'])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print('serving', flush=True)
    http.server.ThreadingHTTPServer(('127.0.0.1', 8098), graph.control()).serve_forever()


if __name__ == '__main__':
    main()
