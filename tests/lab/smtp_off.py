#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_off.py HOST PORT PEM KEY: an SMTP server of an organization that lets nobody log in to it, until it is ended. Says
what Microsoft 365 says, after STARTTLS, to any AUTH."""
import socket
import ssl
import sys
import threading

ANSWERS = {b'EHLO': b'250-off.test\r\n250-STARTTLS\r\n250 AUTH LOGIN XOAUTH2\r\n', b'QUIT': b'221 2.0.0 bye\r\n',
           b'AUTH': b'535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.\r\n'}


def talk(connection, context):
    try:
        connection.sendall(b'220 off.test ready\r\n')
        lines = connection.makefile('rb')
        while line := lines.readline():
            verb = line.split()[0].upper() if line.split() else b''
            if verb == b'STARTTLS':
                connection.sendall(b'220 2.0.0 go on\r\n')
                connection = context.wrap_socket(connection, server_side=True)
                lines = connection.makefile('rb')
            else:
                connection.sendall(ANSWERS.get(verb, b'503 5.5.1 not now\r\n'))
    except OSError:
        pass
    finally:
        connection.close()


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    server = socket.create_server((sys.argv[1], int(sys.argv[2])))
    print('serving', flush=True)
    while True:
        threading.Thread(target=talk, args=[server.accept()[0], context], daemon=True).start()


if __name__ == '__main__':
    main()
