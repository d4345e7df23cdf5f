#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two Carteggios in each other's sequences for thirty days (Q1 of the threats)."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from session import wait_until  # noqa: E402
from test_sequences import SequenceCase  # noqa: E402


class MonthTest(SequenceCase):
    def test_two_that_write_to_each_other_come_to_an_end(self):
        """Q1: each takes the other's letters for what they are: no answers; a conversation gets five at most."""
        mine, theirs = (self.profile, self.address, self.other), (self.path('theirs'), self.other, self.address)
        long = [word for _ in range(8) for word in ('--step', '1:secondo')]
        self.ask('sequences', 'put', 'Proposta', '--step', '0:primo', *long)
        self.profile, self.address, self.other = theirs
        self.connect()
        self.ask('contacts', 'add', f'Anna <{self.other}>')
        for name, subject in (('Primo', 'Ciao'), ('Secondo', '')):
            self.ask('templates', 'put', name, '--subject', subject, text='Testo\n')
        self.ask('sequences', 'put', 'Proposta', '--step', '0:primo', *long)
        for self.profile, self.address, self.other in (mine, theirs):
            self.enrol()
        for day in range(30):
            self.at(day, 10, day)
            for self.profile, self.address, self.other in (mine, theirs):
                self.sync()
                self.run_due()
        for self.profile, self.address, self.other in (mine, theirs):
            self.assertEqual(self.state(), ('stopped', 'thread-full'))
            self.assertEqual([step['answered'] for step in self.ask('sequences', 'show', 'proposta')['steps']], [0] * 9)
            wait_until(lambda: len(self.lab.messages(self.other)) >= 5, 30, 'five letters arrive')
            written = [raw for _, raw in self.lab.messages(self.other) if b'Auto-Submitted: auto-generated' in raw]
            self.assertEqual(len(written), 5)


if __name__ == '__main__':
    tap.main()
