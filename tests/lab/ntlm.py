# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's side of NTLM (MS-NLMP), as far as a stand-in needs it: a challenge, and whether the answer to it is right.

    server = Ntlm('FIRMA', 'anna', 'secret')
    server.challenge()              # the message of type 2
    server.is_right(message)        # of type 3, NTLM version 2
"""
import hmac
import os
import struct

SIGNATURE = b'NTLMSSP\0'
# Unicode, request target, NTLM, always sign, extended session security, target information
FLAGS = 0x00000001 | 0x00000004 | 0x00000200 | 0x00008000 | 0x00080000 | 0x00800000


def md4(data):
    """RFC 1320; OpenSSL no longer has it."""
    def left(value, count):
        return ((value << count) | (value >> (32 - count))) & 0xffffffff

    rounds = (
        (lambda x, y, z: (x & y) | (~x & z), 0, range(16), (3, 7, 11, 19)),
        (lambda x, y, z: (x & y) | (x & z) | (y & z), 0x5a827999, [i % 4 * 4 + i // 4 for i in range(16)], (3, 5, 9, 13)),
        (lambda x, y, z: x ^ y ^ z, 0x6ed9eba1, [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], (3, 9, 11, 15)),
    )
    state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
    padded = data + b'\x80' + b'\0' * ((55 - len(data)) % 64) + struct.pack('<Q', len(data) * 8)
    for at in range(0, len(padded), 64):
        words = struct.unpack('<16I', padded[at:at + 64])
        a, b, c, d = state
        for function, constant, order, shifts in rounds:
            for step, index in enumerate(order):
                value = (a + (function(b, c, d) & 0xffffffff) + words[index] + constant) & 0xffffffff
                a, b, c, d = d, left(value, shifts[step % 4]), b, c
        state = [(old + new) & 0xffffffff for old, new in zip(state, (a, b, c, d))]
    return struct.pack('<4I', *state)


def field(message, offset):
    length, _, at = struct.unpack('<HHI', message[offset:offset + 8])
    return message[at:at + length]


class Ntlm:
    """One connection's log-in."""

    def __init__(self, domain, username, password):
        self.domain, self.username, self.password = domain, username, password
        self.nonce = os.urandom(8)
        self.said = None         # domain and name, as the client gave them

    def challenge(self):
        target = self.domain.encode('utf-16-le')
        info = struct.pack('<HH', 2, len(target)) + target + struct.pack('<HH', 0, 0)
        head = SIGNATURE + struct.pack('<I', 2)
        return (head + struct.pack('<HHI', len(target), len(target), 48) + struct.pack('<I', FLAGS) + self.nonce + bytes(8)
                + struct.pack('<HHI', len(info), len(info), 48 + len(target)) + target + info)

    def is_right(self, message):
        proof, domain, username = (field(message, offset) for offset in (20, 28, 36))
        self.said = domain.decode('utf-16-le'), username.decode('utf-16-le')
        if len(proof) <= 24 or self.said[1].lower() != self.username.lower():
            return False
        key = hmac.digest(md4(self.password.encode('utf-16-le')),
                          (self.said[1].upper() + self.said[0]).encode('utf-16-le'), 'md5')
        return hmac.compare_digest(hmac.digest(key, self.nonce + proof[16:], 'md5'), proof[:16])
