#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sniffer.py FILE: writes every packet that this network name space sees to FILE, until killed. Needs root."""
import socket
import sys

EVERYTHING = 0x0003
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERYTHING))
link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 1024 * 1024)
with open(sys.argv[1], 'ab', buffering=0) as out:
    out.write(b'listening\n')
    while True:
        out.write(link.recv(65536))
