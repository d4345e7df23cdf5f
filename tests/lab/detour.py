# SPDX-License-Identifier: GPL-3.0-or-later
"""A port that leads to the lab's Dovecot, and on demand spoils what it says.

    detour = Detour(lab)
    places = detour.places()            # for carteggioctl connect
    detour.fault = Faults.drop_in_literal

TLS ends here and begins anew towards Dovecot, with the lab's good certificate, so that a real session goes on up to the
fault. A fault is called with (connection to the client, bytes from the server) and returns the bytes to pass on; it may
also send by itself, and raise Closed.
"""
import os
import re
import select
import socket
import ssl
import threading
import time

LITERAL = re.compile(rb'\{(\d+)\}\r\n')
PATIENCE_S = 400


class Closed(Exception):
    """The connection is to be cut."""


class Faults:
    """Each looks for FETCH responses unless it says otherwise."""

    @staticmethod
    def drop_in_literal(client, data):
        found = LITERAL.search(data) if b'FETCH (' in data else None
        if not found:
            return data
        client.sendall(data[:found.end() + int(found.group(1)) // 2])
        raise Closed

    @staticmethod
    def stall_in_literal(client, data):
        found = LITERAL.search(data) if b'FETCH (' in data else None
        if not found:
            return data
        client.sendall(data[:found.end() + 10])
        wait_for_end(client)
        raise Closed

    @staticmethod
    def drip_in_literal(client, data):
        """A byte every half second: no silence ever lasts."""
        found = LITERAL.search(data) if b'FETCH (' in data else None
        if not found:
            return data
        client.sendall(data[:found.end() - len(found.group()) + 1] + b'9999}\r\n')
        send_for_ever(client, b'x', 0.5)
        raise Closed

    @staticmethod
    def huge_literal(client, data):
        found = LITERAL.search(data) if b'FETCH (' in data else None
        if not found:
            return data
        client.sendall(data[:found.start()] + b'{4294967295}\r\n')
        send_for_ever(client, b'x' * 65536)
        raise Closed

    @staticmethod
    def absurd_literal(client, data):
        return LITERAL.sub(b'{99999999999999999999999999}\r\n', data) if b'FETCH (' in data else data

    @staticmethod
    def endless_line(client, data):
        if b'FETCH (' not in data:
            return data
        send_for_ever(client, b'* OK ' + b'x' * 65536)
        raise Closed

    @staticmethod
    def endless_lines(client, data):
        if b'FETCH (' not in data:
            return data
        send_for_ever(client, b'* 1 FETCH (FLAGS (\\Seen))\r\n' * 4000)
        raise Closed

    @staticmethod
    def nesting(client, data):
        if b'FETCH (' not in data:
            return data
        client.sendall(b'* 1 FETCH ' + b'(' * 1_000_000 + b'\r\n')
        return data

    @staticmethod
    def noise(client, data):
        if b'FETCH (' not in data:
            return data
        client.sendall(os.urandom(20000) + b'\r\n')
        return data

    @staticmethod
    def bye(client, data):
        if b'FETCH (' not in data:
            return data
        client.sendall(b'* BYE Server shutting down\r\n')
        raise Closed

    @staticmethod
    def unavailable(client, data):
        """At the log-in: not the password's fault."""
        return re.sub(rb'^(\S+) OK .*Logged in.*\r\n', rb'\1 NO [UNAVAILABLE] Try later\r\n', data, flags=re.MULTILINE)

    @staticmethod
    def pre_authenticated(client, data):
        return data.replace(b'* OK [CAPABILITY', b'* PREAUTH [CAPABILITY')

    @staticmethod
    def strange_numbers(client, data):
        return re.sub(rb'UID \d+', b'UID 4294967296', data)

    @staticmethod
    def never_greets(client, data):
        wait_for_end(client)
        raise Closed


def wait_for_end(client):
    client.settimeout(PATIENCE_S)
    while client.recv(65536):
        pass


def send_for_ever(client, data, pause_s=0.0):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        client.sendall(data)
        time.sleep(pause_s)


class Detour:
    """fault: None passes everything on. Its threads end with close()."""

    def __init__(self, lab):
        self.lab = lab
        self.fault = None
        self.n_connections = 0
        self.server = socket.create_server(('127.0.0.1', 0))
        self.port = self.server.getsockname()[1]
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(lab.path('pki', 'good.pem'), lab.path('pki', 'good.key'))
        self.open = []
        threading.Thread(target=self.accept, daemon=True).start()

    def places(self):
        return ['--imap', f'localhost:{self.port}', '--imap-security', 'tls',
                '--smtp', self.lab.endpoint('smtp'), '--smtp-security', 'tls']

    def close(self):
        self.server.close()
        for one in self.open:
            one.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            self.n_connections += 1
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, plain):
        try:
            client = self.context.wrap_socket(plain, server_side=True)
            towards = ssl.create_default_context(cafile=self.lab.authority.certificate)
            server = towards.wrap_socket(socket.create_connection(('127.0.0.1', self.lab.ports['imap'])),
                                         server_hostname='localhost')
        except OSError:
            plain.close()
            return
        self.open += [client, server]
        try:
            self.pass_on(client, server)
        except (OSError, Closed, ValueError):
            pass
        finally:
            client.close()
            server.close()

    def pass_on(self, client, server):
        ends = {client: server, server: client}
        while True:
            ready = [one for one in ends if one.pending()] or select.select(list(ends), [], [], PATIENCE_S)[0]
            for one in ready:
                data = one.recv(65536)
                if not data:
                    return
                if one is server and self.fault is not None:
                    data = self.fault(client, data)
                ends[one].sendall(data)
