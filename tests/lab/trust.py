#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""trust.py BUNDLE COMMAND...: runs a command that trusts the certificates in BUNDLE, and nothing else changes.

The system's bundle is covered in a mount namespace of the command's own. GnuTLS takes no file from the environment,
so this is the one way that holds for GIO, curl and Python alike. Needs no privilege where user namespaces are allowed.
"""
import ctypes
import os
import sys

SYSTEM_BUNDLE = b'/etc/ssl/certs/ca-certificates.crt'
CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18


def call(function, *arguments):
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def write(path, text):
    with open(path, 'w', encoding='ascii') as file:
        file.write(text)


def cover(bundle):
    """Puts the bundle in the place of the system's, for this process and its children."""
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.getuid(), os.getgid()
    if uid == 0:
        call(libc.unshare, CLONE_NEWNS)
    else:
        call(libc.unshare, CLONE_NEWUSER | CLONE_NEWNS)
        write('/proc/self/setgroups', 'deny')
        write('/proc/self/uid_map', f'{uid} {uid} 1')
        write('/proc/self/gid_map', f'{gid} {gid} 1')
    call(libc.mount, None, b'/', None, MS_REC | MS_PRIVATE, None)
    call(libc.mount, bundle.encode(), SYSTEM_BUNDLE, None, MS_BIND, None)


if __name__ == '__main__':
    cover(sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])
