#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sequences through real servers: what follows what, who ends it and when, and that nobody gets a letter twice
(A03, B04; Q1 to Q4 and S4 of the threats). Days pass by CARTEGGIO_NOW.
"""
import datetime
import email
import email.policy
import email.utils
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import KILLED, ProductCase, has_fault_points  # noqa: E402
from session import wait_until  # noqa: E402

# A Monday at ten, UTC; past, so that what the servers date themselves comes after it.
MONDAY = datetime.datetime(2026, 11, 23, 10, 0, tzinfo=datetime.timezone.utc)
KILLS = ['send-begin', 'smtp-letter', 'smtp-end', 'store-begin', 'store-commit', 'store-committed']


@unittest.skipUnless(has_fault_points(), 'built without fault points: there is no way to let days pass')
class SequenceCase(ProductCase):
    def setUp(self):
        self.environment = {}
        self.read = set()           # the Message-IDs of the letters that were looked at
        super().setUp()
        self.other = self.address.replace('@example.it', '@cliente.example')
        self.lab.add_user(self.other, self.password)
        self.connect()
        self.at(0, 10)
        self.contact = self.ask('contacts', 'add', f'Ada Rossi <{self.other}>')
        for name, subject in (('Primo', 'Proposta per {{contact.first_name}}'), ('Secondo', ''), ('Terzo', 'Ultima')):
            self.ask('templates', 'put', name, '--subject', subject, text=f'{name}: buongiorno {{{{contatto.nome}}}}\n')
        self.ask('sequences', 'put', 'Proposta', '--step', '0:primo', '--step', '2:secondo', '--step', '3:terzo',
                 '--hours', '9-18')

    def run_ctl(self, *words, environment=None, **options):
        return super().run_ctl(*words, environment={**self.environment, **(environment or {})}, **options)

    def at(self, days, hour, minute=0):
        """Days after that Monday; every command from now on takes it for the time."""
        self.now = MONDAY.replace(hour=hour, minute=minute) + datetime.timedelta(days=days)
        self.environment['CARTEGGIO_NOW'] = str(int(self.now.timestamp()))

    def enrol(self, status=0):
        return self.ask('sequences', 'enrol', 'proposta', self.other, status=status)

    def run_due(self):
        """How many letters were due."""
        done = self.run_ctl('sequences', 'run', status=None)
        self.assertIn(done.returncode, (0, 3), done.stdout + done.stderr)
        return len(json.loads(done.stdout)['outbox'])

    def enrolment(self):
        return self.ask('sequences', 'enrolments', '--contact', self.other)[0]

    def state(self):
        row = self.enrolment()
        return row['state'], row['reason']

    def letters(self):
        """By Message-ID: the order of a mailbox is not the one of sending."""
        found = [email.message_from_bytes(raw, policy=email.policy.default)
                 for _, raw in self.lab.messages(self.other)]
        return {one['Message-ID']: one for one in found}

    def next_letter(self):
        """The one letter that is new since the last call."""
        wait_until(lambda: self.letters().keys() - self.read, 30, 'a letter arrives')
        new = self.letters().keys() - self.read
        self.assertEqual(len(new), 1, new)
        self.read |= new
        return self.letters()[new.pop()]

    def answer(self, words, headers='', answers=None, number=1):
        reply = f'In-Reply-To: {answers}\r\nReferences: {answers}\r\n' if answers else ''
        self.deliver((f'From: Ada Rossi <{self.other}>\r\nTo: {self.address}\r\nSubject: Re: Proposta\r\n'
                      f'Date: {email.utils.format_datetime(self.now)}\r\nMessage-ID: <a{number}.{self.other}>\r\n'
                      f'{reply}{headers}\r\n{words}\r\n').encode())
        self.sync()


class SequenceTest(SequenceCase):
    def test_letters_follow_each_other(self):
        """Two working days, then three, each in its hours; the second goes on with the first one's conversation."""
        self.enrol()
        self.assertEqual(self.run_due(), 1)
        self.assertEqual(self.run_due(), 0)
        first = self.next_letter()
        self.assertEqual((first['Subject'], first.get_content()), ('Proposta per Ada', 'Primo: buongiorno Ada\n'))
        self.assertEqual((first['Auto-Submitted'], first['X-Auto-Response-Suppress']), ('auto-generated', 'All'))
        self.assertEqual(self.enrolment()['due'], '2026-11-25T10:00:00Z')
        self.at(2, 9, 59)
        self.assertEqual(self.run_due(), 0)
        self.at(2, 10, 1)
        self.assertEqual(self.run_due(), 1)
        second = self.next_letter()
        self.assertEqual((second['Subject'], second['In-Reply-To']), ('Re: Proposta per Ada', first['Message-ID']))
        self.assertEqual(self.enrolment()['due'], '2026-11-30T10:01:00Z')
        for day, hour in ((5, 12), (6, 12), (7, 10)):
            self.at(day, hour)
            self.assertEqual(self.run_due(), 0, f'day {day}')
        self.at(7, 11)
        self.assertEqual(self.run_due(), 1)
        self.assertEqual(self.next_letter()['Subject'], 'Ultima')
        self.assertEqual(self.state(), ('finished', None))
        self.at(30, 11)
        self.assertEqual(self.run_due(), 0)
        self.assertEqual(len(self.lab.messages(self.other)), 3)
        self.assertEqual([one['direction'] for one in self.lines('timeline', self.other)], ['out', 'out', 'out'])
        self.assertEqual([step['sent'] for step in self.ask('sequences', 'show', 'Proposta')['steps']], [1, 1, 1])

    def test_an_answer_ends_it(self):
        self.enrol()
        self.run_due()
        first = self.next_letter()
        self.at(1, 10)
        self.answer('Sono in ferie.', 'Auto-Submitted: auto-replied\r\n', first['Message-ID'], 0)
        self.assertEqual(self.state(), ('active', None))
        self.answer('Grazie, ci penso.', '', first['Message-ID'])
        self.assertEqual(self.state(), ('stopped', 'answered'))
        self.at(3, 10)
        self.assertEqual(self.run_due(), 0)
        self.assertEqual(self.ask('sequences', 'show', 'proposta')['steps'][0],
                         {'template': 'Primo', 'days': 0, 'sent': 1, 'answered': 1, 'bounced': 0})
        self.assertEqual(self.run_ctl('sequences', 'refusals', status=None).returncode, 3)
        self.enrol()

    def test_mail_in_another_conversation_ends_it_too(self):
        self.enrol()
        self.run_due()
        self.at(1, 10)
        self.answer('Buongiorno, una domanda nuova.')
        self.at(2, 11)
        self.assertEqual(self.run_due(), 0)
        self.assertEqual(self.state(), ('stopped', 'answered'))

    def test_who_wants_no_more_gets_no_more(self):
        """A03: from any sequence, until they agree again; a removed contact does not forget it."""
        self.enrol()
        self.run_due()
        self.at(1, 10)
        self.answer('Per favore, non scrivetemi più.', '', self.next_letter()['Message-ID'])
        self.assertEqual(self.ask('sequences', 'refusals'), [self.other])
        refused = self.enrol(status=1)
        self.assertEqual(refused['error']['reason'], 'no-more')
        self.run_ctl('sequences', 'allow', self.other)
        self.at(1, 12)
        self.enrol()
        self.run_ctl('sequences', 'refuse', self.other)
        self.assertEqual(self.run_due(), 0)
        self.assertEqual(self.state(), ('stopped', 'no-more'))

    def test_a_letter_that_comes_back_ends_it(self):
        lost = 'nessuno.' + self.other
        self.ask('contacts', 'add', f'Ugo <{lost}>')
        self.ask('sequences', 'enrol', 'proposta', lost)
        self.assertEqual(self.run_due(), 1)
        wait_until(lambda: self.lab.messages(self.address), 30, 'the report')
        self.sync()
        row = self.ask('sequences', 'enrolments', '--contact', lost)[0]
        self.assertEqual((row['state'], row['reason']), ('stopped', 'bounced'))
        self.assertEqual(self.ask('sequences', 'show', 'proposta')['steps'][0]['bounced'], 1)

    def test_what_is_late_is_asked_about(self):
        """Q2: ten days of sleep are no burst; a person says what becomes of each."""
        self.enrol()
        self.run_due()
        self.next_letter()
        self.at(14, 10)
        self.assertEqual(self.run_due(), 0)
        self.assertEqual(self.state(), ('asking', 'late'))
        number = str(self.enrolment()['id'])
        self.run_ctl('sequences', 'skip', number)
        self.assertEqual((self.state(), self.enrolment()['step']), (('active', None), 3))
        self.at(30, 10)
        self.assertEqual(self.run_due(), 0)
        self.run_ctl('sequences', 'resume', number)
        self.assertEqual(self.run_due(), 1)
        self.assertEqual(self.next_letter()['Subject'], 'Ultima')

    def test_a_person_can_pause_and_stop_it(self):
        self.enrol()
        number = str(self.enrolment()['id'])
        self.run_ctl('sequences', 'pause', number)
        self.assertEqual((self.run_due(), self.state()), (0, ('paused', None)))
        self.run_ctl('sequences', 'resume', number)
        self.assertEqual(self.run_due(), 1)
        self.run_ctl('sequences', 'stop', number)
        self.assertEqual(self.state(), ('stopped', 'person'))
        done = self.ask('sequences', 'pause', number, status=1)
        self.assertEqual(done['error']['reason'], 'enrolment-ended')

    def test_once_at_a_time_and_one_a_day(self):
        """Q1: two sequences are not two letters a day."""
        self.enrol()
        self.assertEqual(self.enrol(status=1)['error']['reason'], 'already-enrolled')
        self.ask('sequences', 'put', 'Altra', '--step', '0:terzo')
        self.ask('sequences', 'enrol', 'altra', self.other)
        self.assertEqual(self.run_due(), 1)
        self.at(0, 17)
        self.assertEqual(self.run_due(), 0)
        self.at(1, 10, 1)
        self.assertEqual(self.run_due(), 1)

    def test_never_logged_people_are_left_alone(self):
        self.enrol()
        self.run_ctl('never-log', 'add', self.other)
        self.assertEqual((self.run_due(), self.state()), (0, ('stopped', 'never-log')))

    def test_what_is_not_known_is_asked_about(self):
        """B48, Q4: nothing leaves with an open token, nor with a name that would make a header."""
        self.ask('templates', 'put', 'Primo', '--subject', 'Per {{contact.company}}', text='Ciao\n')
        self.enrol()
        self.assertEqual((self.run_due(), self.state()), (0, ('asking', 'open-token')))
        used = self.ask('templates', 'remove', 'primo', status=1)
        self.assertEqual(used['error']['reason'], 'template-in-use')

    def test_what_cannot_be_written_is_asked_about(self):
        """A subject, a sender and an address are a person's to give; the sequence goes on where it stood."""
        alias = f'vendite.{self.address}'
        self.ask('identities', 'put', self.address, alias)
        self.ask('contacts', 'edit', self.other, '--address', f'due.{self.other}')
        self.ask('templates', 'put', 'Primo', text='Ciao\n')
        self.ask('sequences', 'enrol', 'proposta', self.other, '--from', alias)
        number = str(self.enrolment()['id'])

        def asked():
            self.assertEqual(self.run_due(), 0)
            state = self.ask('sequences', 'enrolments', '--contact', contact)[0]
            self.run_ctl('sequences', 'resume', number)
            return state['state'], state['reason']
        contact = str(self.contact['id'])
        self.assertEqual(asked(), ('asking', 'no-subject'))
        self.ask('templates', 'put', 'Primo', '--subject', 'Proposta', text='Ciao\n')
        self.run_ctl('identities', 'remove', self.address, alias)
        self.assertEqual(asked(), ('asking', 'no-sender'))
        self.ask('identities', 'put', self.address, alias)
        for address in (self.other, f'due.{self.other}'):
            self.ask('contacts', 'edit', contact, '--remove-address', address)
        self.assertEqual(asked(), ('asking', 'no-address'))
        self.ask('contacts', 'edit', contact, '--address', self.other)
        self.assertEqual(self.run_due(), 1)

    def test_ten_a_minute(self):
        self.ask('sequences', 'put', 'Tanti', '--step', '0:terzo')
        for number in range(12):
            self.ask('contacts', 'add', f'Numero {number} <n{number}.{self.other}>')
            self.ask('sequences', 'enrol', 'tanti', f'n{number}.{self.other}')
        self.assertEqual(self.run_due(), 10)
        self.assertEqual(self.run_due(), 0)
        self.at(0, 10, 2)
        self.assertEqual(self.run_due(), 2)

    def test_bad_input_is_told(self):
        for words, reason in (
                (['put', 'X'], 'sequence-steps'), (['put', ' ', '--step', '0:primo'], 'sequence-name'),
                (['put', 'X', '--step', 'primo'], 'sequence-steps'), (['put', 'X', '--step', '0:nulla'], 'no-template'),
                (['put', 'X', '--step', '366:primo'], 'sequence-delay'),
                (['put', 'X', '--step', '0:primo', '--hours', '18-9'], 'sequence-hours'),
                (['put', 'X', '--step', '0:primo', '--hours', 'mai'], 'sequence-hours'),
                (['put', 'X', '--step', '0:primo', '--hours', '9-25'], 'sequence-hours'),
                (['put', 'X', '--step', '0:primo', '--hours', '9-18:3'], 'sequence-hours'),
                (['enrol', 'nulla', self.other], 'no-sequence'), (['pause', '77'], 'no-enrolment'),
                (['enrol', 'proposta', self.other, '--from', 'x@altrove.example'], 'no-sender'),
                (['allow', self.other], 'no-refusal')):
            done = json.loads(self.run_ctl('sequences', *words, status=None).stdout)
            self.assertEqual(done['error']['reason'], reason, words)
        self.assertEqual([one['name'] for one in self.ask('sequences', 'list')], ['Proposta'])
        self.ask('sequences', 'put', 'proposta', '--step', '0:primo', '--hours', '8:30-17:45')
        self.assertEqual(self.ask('sequences', 'show', 'proposta')['hours'], '8:30-17:45')

    def test_a_kill_sends_nothing_twice(self):
        """Q2: wherever it dies, the step is taken once and its letter leaves once, or its fate is said to be unknown."""
        self.enrol()
        for point in KILLS:
            self.environment['CARTEGGIO_FAULT'] = f'{point}:1:abort'
            done = self.run_ctl('sequences', 'run', status=None)
            self.assertIn(done.returncode, (KILLED, 0, 3), point)
        del self.environment['CARTEGGIO_FAULT']
        self.run_due()
        self.run_ctl('sync', status=None)
        sent = json.loads(self.run_ctl('outbox', 'list', status=None).stdout)
        self.assertEqual(len(sent), 1)
        self.assertIn(sent[0]['state'], ('accepted', 'unknown'))
        if sent[0]['state'] == 'accepted':
            self.next_letter()
        self.assertLessEqual(len(self.lab.messages(self.other)), 1)


if __name__ == '__main__':
    tap.main()
