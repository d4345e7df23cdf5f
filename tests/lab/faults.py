#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""faults.py KIND HOST PORT: a server that misbehaves in one way, until it is ended.

silent   accepts and never says a word         plain   greets as IMAP in the clear, on a port meant for TLS
drop     closes at once                        full    its queue is full: connecting takes for ever
drip     greets one byte every half second     mute    a DNS server that never answers
bare     IMAP in the clear that knows no STARTTLS      injecting  says more than asked before STARTTLS is under way
"""
import socket
import sys
import threading
import time


def listen(host, port, backlog=16):
    server = socket.create_server((host, port), backlog=backlog)
    server.set_inheritable(False)
    return server


def serve(server, answer):
    kept = []           # or they would be closed
    while True:
        connection, _ = server.accept()
        kept.append(connection)
        threading.Thread(target=answer, args=[connection], daemon=True).start()


def plain(connection):
    connection.sendall(b'* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n')


def bare(connection):
    talk(connection, b'* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n', lambda command: (
        b'* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n' if command == b'CAPABILITY' else b'', b'OK done'))


def injecting(connection):
    talk(connection, b'* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n', lambda command: (
        b'', b'OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN'))


def talk(connection, greeting, answer):
    """Answers each line with what ANSWER says to its command: untagged lines, and the end of the tagged one."""
    try:
        connection.sendall(greeting)
        for line in connection.makefile('rb'):
            tag, _, command = line.strip().partition(b' ')
            untagged, tagged = answer(command.upper())
            connection.sendall(untagged + tag + b' ' + tagged + b'\r\n')
    except OSError:
        pass


def drip(connection):
    try:
        while True:
            connection.sendall(b'*')
            time.sleep(0.5)
    except OSError:
        pass


def full(host, port):
    server = listen(host, port, backlog=0)
    waiting = [socket.socket() for _ in range(4)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex((host, port))
    threading.Event().wait()
    server.close()


def main():
    kind, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if kind == 'mute':
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind((host, port))
        threading.Event().wait()
    if kind == 'full':
        full(host, port)
    answers = {'silent': lambda connection: None, 'drop': lambda connection: connection.close(),
               'plain': plain, 'drip': drip, 'bare': bare, 'injecting': injecting}
    serve(listen(host, port), answers[kind])


if __name__ == '__main__':
    main()
