#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings > General > E-mail in a real window, by keyboard only, against real servers."""
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
from ui_driver import PROGRAM, Ui  # noqa: E402

CTL = os.environ.get('CARTEGGIOCTL', 'carteggioctl')
PASSWORD = 'cavallo giusto'
ANNA, BRUNO = 'anna@example.it', 'bruno@example.it'


class MailboxCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.lab.__enter__()
        for address in (ANNA, BRUNO):
            cls.lab.add_user(address, PASSWORD)

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def connect(self, ui, address, *words):
        """Connects a mailbox from the command line, in the profile the window will open."""
        secret = os.path.join(ui.folder, 'secret')
        with open(secret, 'w', encoding='utf-8') as file:
            file.write(PASSWORD)
        answer = subprocess.run(self.lab.command([CTL, 'connect', address, *self.lab.connect_options(), '--password-file',
                                                  secret, *words]), env=ui.environment, capture_output=True, text=True,
                                check=False)
        self.assertEqual(answer.returncode, 0, answer.stderr)

    def open_mailbox(self, ui, address):
        ui.launch(self.lab.command([PROGRAM]))
        ui.key('ctrl+comma')
        ui.wait_for(role='list item', name=address)
        ui.tab_to(role='list item', name=address)
        ui.key('Return')
        ui.wait_for(role='list item', containing=ui.word('_Add a sender…'))


class SettingsTest(MailboxCase):

    def test_another_mailbox_becomes_the_default(self):
        """A09: one mailbox is the default, chosen on its page, said in the list."""
        with Ui() as ui:
            self.connect(ui, ANNA)
            self.connect(ui, BRUNO)
            self.open_mailbox(ui, BRUNO)
            ui.wait_for_text('New letters are written from another mailbox.')
            ui.mnemonic('Make _default')
            ui.wait_for_text('New letters are written from here.')
            ui.wait_gone(role='push button', name='Make default')
            ui.photograph('60-mailbox')
            ui.key('Escape')
            row = ui.wait_for(role='list item', name=BRUNO)
            self.assertTrue(any('default' in (node.get('text') or node['name']) for node in row.walk()), ui.dump())
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_a_sender_is_added_named_and_taken_away(self):
        """A09: what letters are written as; what is no address is said where it was typed."""
        with Ui() as ui:
            self.connect(ui, ANNA, '--name', 'Anna Bianchi')
            self.open_mailbox(ui, ANNA)
            ui.wait_for(role='list item', name='Anna Bianchi')
            ui.tab_to(role='list item', containing='Add a sender')
            ui.key('Return')
            ui.wait_for(role='push button', name='Save')
            ui.type('Vendite')
            ui.key('alt+e')
            ui.type('vendite@')
            ui.key('Return')
            ui.wait_for_text('The address is not complete.')
            ui.photograph('61-sender-wrong')
            ui.type('example.it')
            ui.mnemonic('_Write new letters as this sender')
            ui.photograph('62-sender')
            ui.mnemonic('_Save')
            ui.wait_for(role='list item', name='Vendite')
            ui.photograph('63-senders')
            ui.tab_to(role='list item', containing='Refresh aliases')     # A29, A30
            ui.key('Return')
            ui.wait_for_text('There are no others.')
            ui.photograph('63-aliases')
            ui.tab_to(role='list item', name='Vendite')
            ui.key('Return')
            ui.wait_for(role='push button', name='Remove sender')
            self.assertIsNone(ui.find(containing='Write new letters as this sender'))   # the default one
            ui.mnemonic('_Remove sender')
            ui.wait_gone(role='list item', name='Vendite')
            ui.tab_to(role='list item', name='Anna Bianchi')
            ui.key('Return')
            ui.wait_for(role='push button', name='Save')
            self.assertIsNone(ui.find(role='push button', name='Remove sender'))
            ui.key('ctrl+a')
            ui.type('Anna B.')
            ui.key('Return')
            ui.wait_for(role='list item', name='Anna B.')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def save_profile(self, ui):
        """By the file chooser, whose name is chosen beforehand."""
        path = os.path.join(ui.folder, 'esempio.json')
        ui.mnemonic('E_xport this domain’s profile…')
        ui.wait_for(name=ui.word('Export this domain’s profile'))
        time.sleep(1)
        ui.key('ctrl+a')
        ui.type(path)
        time.sleep(0.5)
        ui.key('Return')
        ui.wait_for_text(ui.word('The profile is saved. Colleagues open it where they choose their provider.'))
        with open(path, encoding='utf-8') as file:
            return file.read()

    def test_a_profile_is_exported_in_italian(self):
        """A94: what colleagues need, without anything of this mailbox's own."""
        with Ui(language='it') as ui:
            self.connect(ui, ANNA)
            self.open_mailbox(ui, ANNA)
            text = self.save_profile(ui)
            ui.photograph('64-profile-saved-it')
            self.assertIn('localhost', text)
            self.assertNotIn(PASSWORD, text)
            self.assertNotIn('anna', text)
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

class SandboxTest(unittest.TestCase):
    """A36: what the system answers stands in the row of what it is about."""
    REFUSED = 'Your system does not let Carteggio go on without a window: letters leave only while its window is open. ' \
              'In your system’s settings, under Applications, allow Carteggio to run in the background.'
    GRANTED = 'While letters for later or sequences wait, Carteggio goes on without a window and starts with your session.'
    NO_PORTAL = 'Carteggio goes on without a window, but your system offers no way to start it with your session: open ' \
                'it after you log in, or add it to the applications that your system starts.'

    def start_portal(self, ui, *numbers):
        self.addCleanup(sandbox.start_portal(ui, *numbers).stdout.close)

    def open_settings(self, ui, text):
        ui.key('ctrl+comma')
        ui.wait_for_text(ui.word(text))
        ui.tab_to(name=ui.word('Letters leave when they are due'))

    def test_A36_a_refusal_is_said_in_place(self):
        """With what to do; and what was allowed meanwhile, when the settings are opened again."""
        with Ui() as ui:
            self.start_portal(ui, 1, 0, 0)
            ui.launch(sandbox.command(ui, [PROGRAM]))
            ui.wait_focus(role='push button')
            self.open_settings(ui, self.REFUSED)
            ui.photograph('background-refused')
            sandbox.answer(ui, 0, 1, 1)
            ui.key('Escape')
            ui.wait_gone(containing=self.REFUSED)
            self.open_settings(ui, self.GRANTED)
            ui.photograph('background-granted')
            self.assertIsNone(ui.find(containing=self.REFUSED))
            ui.key('Escape')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_A36_a_refusal_narrow_dark_in_italian(self):
        with Ui(language='it', size='400x760', dark=True) as ui:
            self.start_portal(ui, 0, 0, 0)
            ui.launch(sandbox.command(ui, [PROGRAM]))
            ui.wait_focus(role='push button')
            self.open_settings(ui, self.REFUSED)
            ui.photograph('background-refused-it')
            ui.key('space')
            ui.wait_gone(containing=ui.word(self.REFUSED))      # who does not want it need not allow it
            ui.key('Escape')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_A36_without_a_portal_it_is_said(self):
        with Ui() as ui:
            ui.launch(sandbox.command(ui, [PROGRAM]))
            ui.wait_focus(role='push button')
            self.open_settings(ui, self.NO_PORTAL)
            ui.photograph('background-no-portal')
            ui.key('Escape')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])


class NoSentTest(MailboxCase):
    """A server that has no folder for sent mail."""
    EXTRA = 'namespace inbox {\n  mailbox Sent {\n    special_use =\n    auto = no\n  }\n}\n'

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(dovecot_extra=cls.EXTRA)
        cls.lab.__enter__()
        cls.lab.add_user(ANNA, PASSWORD)

    def folders(self):
        return {name for name in os.listdir(self.lab.path('mail', ANNA)) if name.startswith('.')}

    def test_B35_a_folder_for_sent_mail_is_made_when_asked_for(self):
        """It is said that there is none; none is made before the person says so; another one can be chosen later."""
        with Ui() as ui:
            self.connect(ui, ANNA)
            self.lab.maildir(ANNA, 'Presentazioni')
            self.open_mailbox(ui, ANNA)
            ui.wait_for_text('The mailbox has no folder for it')
            ui.tab_to(role='push button', name='Choose…')
            ui.photograph('no-sent-folder')
            ui.key('Return')
            ui.wait_focus(role='list item', containing='Make a folder named Sent')
            ui.photograph('sent-folder-choice')
            self.assertNotIn('.Sent', self.folders())
            ui.key('Return')
            ui.wait_for_text('Chosen by you.')
            self.assertIn('.Sent', self.folders())
            ui.tab_to(role='push button', name='Choose…')
            ui.key('Return')
            ui.wait_for_text('It keeps sent mail now.')
            ui.tab_to(role='list item', containing='Presentazioni')
            ui.photograph('sent-folder-again')
            ui.key('Return')
            ui.wait_gone(containing='Letters leave without it too')
            ui.wait_for_text('Presentazioni')
            ui.wait_for_text('Chosen by you.')
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])


if __name__ == '__main__':
    tap.main()
