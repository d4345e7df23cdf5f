# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on a virtual display, read from its memory: when a key has been followed by a picture.

    with Session(screen_in_file=True) as session:
        first_s, last_s = Keys(session).press_and_watch('Down')
"""
import mmap
import os
import struct
import subprocess
import time

QUIET_S = 0.25
PATIENCE_S = 5


class Screen:
    """Xvfb's frame buffer: a file of the X window dump format (XWDFile.h), 25 words of 32 bits and then the pixels."""

    def __init__(self, session):
        with open(os.path.join(session.folder, 'screen', 'Xvfb_screen0'), 'rb') as file:
            self.memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        header = struct.unpack('>25I', self.memory[:100])
        self.begin = header[0] + header[19] * 12     # the colours come between
        self.end = self.begin + header[12] * header[5]

    def read(self):
        return self.memory[self.begin:self.end]


class Keys:
    def __init__(self, session):
        self.screen = Screen(session)
        self.typist = session.start(['xdotool', '-'], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def press(self, key):
        self.typist.stdin.write(f'key {key}\n'.encode())
        self.typist.stdin.flush()

    def press_and_watch(self, key):
        """Seconds from the key to the first change of the picture, and to the last one before it rests."""
        before = self.screen.read()
        begun = time.perf_counter()
        self.press(key)
        first = last = None
        while True:
            now = self.screen.read()
            took = time.perf_counter() - begun
            if now != before:
                first, last, before = first or took, took, now
            if took > PATIENCE_S or (first is not None and took - last > QUIET_S):
                return first, last
            time.sleep(0.001)
