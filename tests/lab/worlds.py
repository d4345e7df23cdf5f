#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""worlds.py SETTINGS: web and mail servers for detection, as a JSON file describes them, until killed.

    {"log": FILE, "web": [{"address", "pem", "key"}], "pages": {"https://host/path": [status, {header: value}, body]},
     "everything": {"host": [status, {header: value}, body]},
     "mail": [{"address", "port", "protocol": "imap|smtp", "tls": true|false, "pem", "key"}]}

A body of {"endless": true} never ends. Every request is written to the log with all its headers, every line a mail
server is told too.
"""
import json
import socket
import ssl
import sys
import threading

GREETINGS = {'imap': b'* OK [CAPABILITY IMAP4rev1 STARTTLS] lab\r\n', 'smtp': b'220 lab ESMTP\r\n'}


class Servers:
    def __init__(self, settings):
        self.settings = settings
        self.lock = threading.Lock()
        self.log = open(settings['log'], 'a', encoding='utf-8')  # pylint: disable=consider-using-with

    def note(self, text):
        with self.lock:
            self.log.write(text + '\n')
            self.log.flush()

    def start(self):
        for place in self.settings['web']:
            self.listen(place['address'], 443, self.context(place), self.serve_page)
            self.listen(place['address'], 80, None, self.serve_page)
        for place in self.settings['mail']:
            context = self.context(place)
            self.listen(place['address'], place['port'], context if place['tls'] else None,
                        lambda link, place=place, context=context: self.serve_mail(link, place, context))

    @staticmethod
    def context(place):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(place['pem'], place['key'])
        return context

    def listen(self, address, port, context, serve):
        listener = socket.create_server((address, port), backlog=50)
        threading.Thread(target=self.accept, args=(listener, context, serve), daemon=True).start()

    def accept(self, listener, context, serve):
        while True:
            link, _ = listener.accept()
            threading.Thread(target=self.handle, args=(link, context, serve), daemon=True).start()

    @staticmethod
    def handle(link, context, serve):
        try:
            link.settimeout(20)
            if context is not None:
                link = context.wrap_socket(link, server_side=True)
            serve(link)
        except (OSError, ssl.SSLError):
            pass
        finally:
            link.close()

    def serve_page(self, link):
        head = b''
        while b'\r\n\r\n' not in head:
            more = link.recv(4096)
            if not more:
                return
            head += more
        text = head.decode('latin-1')
        lines = text.split('\r\n')
        host = next((line.split(':', 1)[1].strip() for line in lines if line.lower().startswith('host:')), '')
        scheme = 'https' if isinstance(link, ssl.SSLSocket) else 'http'
        url = f'{scheme}://{host}{lines[0].split(" ")[1]}'
        self.note(f'{url} {text!r}')
        status, headers, body = self.settings['pages'].get(url) or self.settings['everything'].get(host) or \
            [404, {}, 'nothing here']
        self.answer(link, status, headers, body)

    @staticmethod
    def answer(link, status, headers, body):
        fields = ''.join(f'{name}: {value}\r\n' for name, value in headers.items())
        if isinstance(body, dict):
            link.sendall(f'HTTP/1.1 {status} x\r\n{fields}Connection: close\r\n\r\n'.encode())
            while True:
                link.sendall(b'<a>' * 20000)
        content = body.encode()
        link.sendall(f'HTTP/1.1 {status} x\r\n{fields}Content-Length: {len(content)}\r\nConnection: close\r\n\r\n'
                     .encode() + content)

    def serve_mail(self, link, place, context):
        link.sendall(GREETINGS[place['protocol']])
        while True:
            line = link.recv(4096)
            if not line:
                return
            self.note(f'{place["protocol"]} {line!r}')
            if b'STARTTLS' in line.upper():
                link.sendall(b'a OK go\r\n' if place['protocol'] == 'imap' else b'220 go\r\n')
                link = context.wrap_socket(link, server_side=True)
            elif place['protocol'] == 'smtp':
                link.sendall(b'250-lab\r\n250 STARTTLS\r\n')


if __name__ == '__main__':
    with open(sys.argv[1], encoding='utf-8') as file:
        Servers(json.load(file)).start()
    threading.Event().wait()
