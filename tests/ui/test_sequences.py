#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sequences in a real window, by keyboard only, through real servers (A03). The clock stands still where it is put."""
import datetime
import json
import os
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'lab')]
import sandbox  # noqa: E402
import tap  # noqa: E402
from lab import Lab  # noqa: E402
from product import has_fault_points  # noqa: E402
from session import wait_until  # noqa: E402
from ui_driver import PROGRAM, Ui  # noqa: E402

CTL = os.environ.get('CARTEGGIOCTL', 'carteggioctl')
PASSWORD = 'cavallo giusto'
ANNA, ADA = 'anna@example.it', 'ada@cliente.example'
MONDAY = datetime.datetime(2026, 11, 23, 10, 0, tzinfo=datetime.timezone.utc)


@unittest.skipUnless(has_fault_points(), 'built without fault points: there is no way to let days pass')
class SequencesTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.lab.__enter__()
        for address in (ANNA, ADA):
            cls.lab.add_user(address, PASSWORD)

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def ctl(self, ui, *words, text=''):
        answer = subprocess.run(self.lab.command([CTL, *words]), env=ui.environment, capture_output=True, text=True,
                                check=False, input=text)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def prepare(self, ui, days):
        ui.environment['CARTEGGIO_NOW'] = str(int((MONDAY + datetime.timedelta(days=days)).timestamp()))
        if days == 0:
            secret = os.path.join(ui.folder, 'secret')
            with open(secret, 'w', encoding='utf-8') as file:
                file.write(PASSWORD)
            self.ctl(ui, 'connect', ANNA, *self.lab.connect_options(), '--password-file', secret)
            self.ctl(ui, 'contacts', 'add', f'Ada Rossi <{ADA}>')
            for name in ('Primo contatto', 'Ripresa'):
                self.ctl(ui, 'templates', 'put', name, '--subject', name, text='Buongiorno {{contatto.nome}}\n')

    def start(self, ui, days):
        self.prepare(ui, days)
        ui.launch(self.lab.command([PROGRAM]))
        ui.wait_for(role='list item', containing='Ada Rossi')

    def arrived(self, count):
        wait_until(lambda: len(self.lab.messages(ADA)) >= count, 40, f'letter {count}')
        self.assertEqual(len(self.lab.messages(ADA)), count)

    def make_sequence(self, ui):
        """From a contact's page, where there is none yet."""
        ui.key('Down', 'Return')
        ui.key('ctrl+e')
        ui.wait_for_text('No sequences yet')
        ui.photograph('90-no-sequences')
        ui.mnemonic('_New sequence…')
        ui.wait_for_text('Letter 1')   # libadwaita 1.2 does not say where the focus is among entry rows
        ui.type('Nuovi clienti')
        ui.mnemonic('_Add a letter')
        ui.wait_for_text('Letter 2')
        ui.key('Down', 'Down')
        ui.photograph('91-sequence-dialog')
        ui.mnemonic('_Save')
        ui.wait_for(role='list item', containing='Nuovi clienti')

    def test_a_sequence_is_made_and_goes_by_itself(self):
        with Ui() as ui:
            self.start(ui, 0)
            self.make_sequence(ui)
            ui.photograph('92-sequence-empty')
            ui.key('alt+1')
            ui.key('ctrl+e')
            ui.wait_for(role='list item', containing='Nuovi clienti')
            ui.key('Return')
            ui.wait_for_text('Added.')
            self.arrived(1)
            ui.wait_for_text('Nuovi clienti · Letter 2 of 2')
            ui.photograph('98-membership')
            ui.key('alt+4')
            ui.key('Return')
            ui.wait_for_text('1 sent')
            ui.wait_for_text('Letter 2 of 2')
            ui.photograph('93-sequence')
            ui.tab_to(role='push button', name='Pause Ada Rossi')
            ui.key('Return')
            ui.wait_focus(role='push button', name='Go on with Ada Rossi')
            ui.wait_for_text('Paused')
            ui.key('Return')
            ui.wait_for_text('Letter 2 of 2')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])
            self.start(ui, 21)
            ui.wait_for_text('A letter of a sequence waits for you')
            ui.photograph('94-waits')
            self.arrived(1)
            ui.key('alt+4')
            ui.key('Return')
            ui.wait_focus(role='push button', name='Go on with Ada Rossi')
            ui.photograph('95-late')
            ui.key('Return')
            self.arrived(2)
            ui.wait_for_text('All letters are sent')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_A03_several_contacts_come_into_it(self):
        """Chosen in the list; who cannot be in it is named, with the reason, and the others are."""
        with Ui() as ui:
            self.prepare(ui, 0)
            for name in ('Bruno Verdi', 'Carla Neri', 'Dora Gialli'):
                self.ctl(ui, 'contacts', 'add', f'{name} <{name.split()[0].lower()}@cliente.example>')
            self.ctl(ui, 'contacts', 'add', '--name', 'Elio Bianchi')
            self.ctl(ui, 'sequences', 'put', 'Nuovi clienti', '--step', '5:primo contatto')
            self.ctl(ui, 'sequences', 'enrol', 'nuovi clienti', 'bruno@cliente.example')
            self.ctl(ui, 'never-log', 'add', 'carla@cliente.example')
            self.ctl(ui, 'sequences', 'refuse', 'dora@cliente.example')
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Elio Bianchi')
            ui.wait_focus(role='list item')
            ui.key('Home')
            ui.wait_for(role='list item', containing='Ada Rossi', state='selected')
            ui.key(*['shift+Down'] * 4)
            ui.wait_for_text('5 contacts selected')
            ui.photograph('several-selected')
            ui.mnemonic('Add to a se_quence…')
            ui.wait_focus(role='list item', containing='Nuovi clienti')
            ui.key('Return')
            ui.wait_for_text('1 contact was added. These were not:')
            for who, why in (('Bruno', 'Is in this sequence already'), ('Elio', 'Has no e-mail address'),
                             ('Carla', 'Is on the list of what is never logged'),
                             ('Dora', 'Has asked for no more letters of this kind')):
                ui.wait_for(role='list item', containing=f'{who} ')
                ui.wait_for_text(why)
            ui.photograph('several-left-out')
            ui.mnemonic('_Close')
            enrolled = json.loads(self.ctl(ui, 'sequences', 'enrolments', '--json'))
            self.assertEqual(sorted(one['name'] for one in enrolled), ['Ada Rossi', 'Bruno Verdi'])
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_A03_a_name_that_is_taken_is_refused(self):
        """A new one does not take the place of another, nor does one that gets another's name."""
        with Ui() as ui:
            self.prepare(ui, 0)
            for name in ('Altra', 'Prima'):
                self.ctl(ui, 'sequences', 'put', name, '--step', '5:ripresa', '--step', '5:primo contatto')
            before = self.ctl(ui, 'sequences', 'list', '--json')
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Ada Rossi')
            ui.key('alt+4')
            ui.wait_for(role='list item', containing='Prima')
            ui.key('Down', 'Return')
            ui.mnemonic('_Edit…')
            ui.wait_for_text('Letter 2')
            ui.key('ctrl+a')
            ui.type('altra')
            ui.mnemonic('_Save')
            ui.wait_for_text('Another sequence has this name.')
            ui.photograph('sequence-name-taken')
            ui.key('Escape')
            ui.wait_gone(containing='Another sequence has this name.')
            ui.tab_to(role='push button', name='New sequence')
            ui.key('Return')
            ui.wait_for_text('Letter 1')
            ui.type('PRIMA')
            ui.mnemonic('_Save')
            ui.wait_for_text('Another sequence has this name.')
            ui.key('Escape')
            self.assertEqual(self.ctl(ui, 'sequences', 'list', '--json'), before)
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_A36_it_goes_on_with_the_window_closed(self):
        """A36: as long as something waits, and no longer; the session starts it again meanwhile."""
        with Ui() as ui:
            self.prepare(ui, 0)
            entry = os.path.join(ui.environment['XDG_CONFIG_HOME'], 'autostart', 'org.carteggio.Carteggio.desktop')
            self.ctl(ui, 'sequences', 'put', 'Attesa', '--step', '2:ripresa')
            self.ctl(ui, 'sequences', 'enrol', 'attesa', ADA)
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Sequences')
            ui.key('ctrl+w')
            ui.wait_gone(role='frame', name='Carteggio')
            wait_until(lambda: os.path.exists(entry), 10, 'the autostart entry')
            with self.assertRaises(subprocess.TimeoutExpired):
                ui.program.wait(4)
            again = subprocess.run(self.lab.command([PROGRAM, '--background']), env=ui.environment, check=False,
                                   timeout=30)
            self.assertEqual(again.returncode, 0)
            self.assertIsNone(ui.find(role='frame', name='Carteggio'))
            subprocess.run(self.lab.command([PROGRAM]), env=ui.environment, check=False, timeout=30)
            ui.wait_for(role='list item', containing='Ada Rossi')
            self.ctl(ui, 'sequences', 'stop', '1')
            wait_until(lambda: not os.path.exists(entry), 10, 'the autostart entry to go')
            ui.key('ctrl+w')
            self.assertEqual(ui.program.wait(20), 0, ui.output()[-4000:])

    def close_in_sandbox(self, ui, *numbers):
        """With something that waits; what the portal was asked."""
        self.prepare(ui, 0)
        self.ctl(ui, 'sequences', 'put', 'Attesa', '--step', '2:ripresa')
        self.ctl(ui, 'sequences', 'enrol', 'attesa', ADA)
        portal = sandbox.start_portal(ui, *numbers)
        self.addCleanup(portal.stdout.close)
        ui.launch(sandbox.command(ui, self.lab.command([PROGRAM])))
        ui.wait_for(role='list item', containing='Sequences')
        asked = portal.stdout.readline()
        time.sleep(1)
        ui.key('ctrl+w')
        return asked

    def test_A36_refused_by_the_portal_it_ends_with_the_window(self):
        with Ui() as ui:
            self.assertEqual(self.close_in_sandbox(ui, 1, 0, 0), 'autostart Letters wait for their time.\n')
            self.assertEqual(ui.program.wait(20), 0, ui.output()[-4000:])

    def test_A36_allowed_by_the_portal_it_goes_on(self):
        with Ui() as ui:
            self.assertEqual(self.close_in_sandbox(ui, 0, 1, 1), 'autostart Letters wait for their time.\n')
            ui.wait_gone(role='frame', name='Carteggio')
            with self.assertRaises(subprocess.TimeoutExpired):
                ui.program.wait(4)

    def test_a_narrow_dark_italian_window_shows_it_too(self):
        with Ui(language='it', size='400x760', dark=True) as ui:
            self.prepare(ui, 0)
            self.ctl(ui, 'contacts', 'add', 'Massimiliano Bartolomeo della Robbia-Guicciardini <m@cliente.example>')
            self.ctl(ui, 'sequences', 'put', 'Riprendere chi non ha risposto', '--step', '0:ripresa', '--step',
                     '3:primo contatto', '--hours', '9-17:30')
            self.ctl(ui, 'sequences', 'enrol', 'Riprendere chi non ha risposto', 'm@cliente.example')
            self.prepare(ui, 9)
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for(role='list item', containing='Ada Rossi')
            ui.key('alt+4')
            ui.wait_for(role='list item', containing='1 ti aspetta')
            ui.key('Return')
            ui.wait_for_text('In attesa di te: la prossima lettera è in ritardo di più di un giorno')
            ui.photograph('96-sequence-it')
            ui.mnemonic('_Edit…')
            ui.wait_for_text('Lettera 2')
            ui.photograph('97-sequence-dialog-it')
            ui.key('Escape')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])


if __name__ == '__main__':
    tap.main()
