#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wizard and the settings in a real window, by keyboard only, against real servers."""
import os
import sys
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'lab')]
import tap  # noqa: E402
import wizard  # noqa: E402
from lab import Lab  # noqa: E402
from session import wait_until  # noqa: E402
from ui_driver import PROGRAM, Ui  # noqa: E402

ADDRESS = 'anna@example.it'
PASSWORD = 'cavallo giusto'
LETTER = (b'From: Ugo <ugo@example.com>\r\nTo: anna@example.it\r\nSubject: Ciao\r\nMessage-ID: <1@example.com>\r\n'
          b'Date: Sun, 22 Nov 2026 02:00:00 +0000\r\n\r\nCiao.\r\n')


class WizardTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.lab.__enter__()
        cls.lab.add_user(ADDRESS, PASSWORD)
        cls.lab.deliver(ADDRESS, LETTER)

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def launch(self, ui):
        ui.launch(self.lab.command([PROGRAM]))

    def count(self, path, text):
        with open(path, encoding='utf-8') as file:
            return file.read().count(text)

    def servers(self, kind='good'):
        return ((self.lab.host(kind), self.lab.ports['imap']), (self.lab.host(kind, 'smtp'), self.lab.ports['smtp']))

    def go_to_form(self, ui):
        wizard.begin(ui)
        wizard.give_address(ui, ADDRESS)
        wizard.choose_imap(ui)
        wizard.accept(ui)

    def assert_clean_end(self, ui):
        status = ui.quit()
        self.assertEqual(status, 0, ui.output()[-4000:])
        self.assertNotIn(PASSWORD, ui.output())

    def test_a_wrong_password_is_mended_in_place_and_the_mailbox_connected(self):
        with Ui() as ui:
            self.launch(ui)
            self.go_to_form(ui)
            wizard.sign_in(ui, 'sbagliata', *self.servers())
            ui.wait_focus(role='push button', name='Enter the password again')
            self.assertIsNotNone(ui.find(name='The server does not accept this password.'))
            ui.photograph('20-wrong-password')
            ui.key('Return')
            wizard.title(ui, 'Sign in')
            self.assertEqual(ui.find(role='text', name='Password').get('text') or '', '')
            ui.type(PASSWORD)
            ui.key('Return')
            wizard.wait_connected(ui, ADDRESS)
            self.assertEqual([node for node in ui.nodes() if PASSWORD in (node.get('text') or '')], [])
            self.assert_clean_end(ui)

    def test_a_self_signed_certificate_is_trusted_only_after_the_question(self):
        with Ui() as ui:
            self.launch(ui)
            self.go_to_form(ui)
            wizard.sign_in(ui, PASSWORD, *self.servers('selfsigned'))
            ui.wait_focus(role='push button', name='Look at the certificate…')
            ui.key('Return')
            ui.wait_for_text('Trust this certificate?')
            ui.photograph('21-certificate')
            digits = self.lab.fingerprint('selfsigned').upper().replace(':', '')
            shown = [''.join((node.get('text') or '').split()) for node in ui.nodes(role='label')]
            self.assertIn(digits, shown)
            ui.key('Escape')            # going back is what Escape and Enter do
            ui.wait_focus(role='push button', name='Look at the certificate…')
            for _ in range(2):          # one question for each server
                ui.key('Return')
                ui.wait_for_text('Trust this certificate?')
                ui.key('alt+t')
                ui.wait_gone(containing='Trust this certificate?')
                wait_until(lambda: ui.find(containing='is now connected')
                           or (ui.focused() and ui.focused()['name'] == 'Look at the certificate…'), 30, 'the next step')
                if ui.find(containing='is now connected'):
                    break
            wizard.wait_connected(ui, ADDRESS)
            ui.wait_focus(role='list item', name=ADDRESS)
            ui.key('Return')
            ui.wait_for(role='push button', name='Withdraw trust')
            ui.photograph('22-mailbox')
            ui.key('alt+w')
            ui.wait_for_text('certificate', 30)
            ui.key('Escape', 'Escape')
            self.assert_clean_end(ui)

    def test_back_loses_nothing_and_escape_leaves_from_the_first_page(self):
        with Ui() as ui:
            self.launch(ui)
            self.go_to_form(ui)
            ui.fill('_IMAP server', 'imap.example.it')
            ui.key('Escape')
            wizard.title(ui, 'What to expect')
            ui.key('Escape')
            wizard.title(ui, 'Choose your provider')
            ui.key('Escape')
            wizard.title(ui, 'Your e-mail address')
            self.assertEqual(ui.find(role='text', name='E-mail address').get('text'), ADDRESS)
            ui.mnemonic('C_hoose another provider')
            wizard.title(ui, 'Choose your provider')
            ui.key('Down', 'Down', 'Down', 'Return')
            wizard.title(ui, 'What to expect')
            ui.key('Return')
            wizard.title(ui, 'Sign in')
            self.assertEqual(ui.find(role='text', name='IMAP server').get('text'), 'imap.example.it')
            for _ in range(5):
                ui.key('Escape')
            ui.wait_gone(name='Connect your inbox')
            ui.wait_focus(role='push button', name='Connect personal e-mail')
            self.assert_clean_end(ui)

    def test_a_sign_in_without_a_registration_says_so_and_offers_a_way_on(self):
        """A29, A34: no pretending; what to do instead is one key away, and a registration of one's own is asked for."""
        with Ui() as ui:
            self.launch(ui)
            wizard.begin(ui)
            wizard.give_address(ui, 'anna@gmail.com')
            ui.wait_for(role='push button', containing='Connect to')
            self.assertTrue(ui.find(role='label', containing='A provider that Carteggio knows.'))
            ui.photograph('23-recommended')
            ui.key('Return')
            wizard.title(ui, 'What to expect')
            ui.wait_for_text('https://mail.google.com/')
            ui.photograph('24-expectations-google')
            ui.mnemonic('C_ontinue')
            ui.wait_focus(role='push button', name='Sign in again')
            wizard.title(ui, 'Continue in your browser')
            ui.photograph('25-no-registration')
            ui.mnemonic('C_hoose another provider')
            wizard.title(ui, 'Choose your provider')
            self.assert_clean_end(ui)

    def test_a_sign_in_waits_for_the_browser_and_can_be_left(self):
        """A45: the link can be copied, an answer pasted; what is no answer is said at its field."""
        with Ui() as ui:
            folder = os.path.join(ui.environment['XDG_CONFIG_HOME'], 'carteggio')
            os.makedirs(folder)
            with open(os.path.join(folder, 'sign-in.ini'), 'w', encoding='ascii') as file:
                file.write('[microsoft365]\nclient_id=carteggio-test\n')
            self.launch(ui)
            wizard.begin(ui)
            wizard.give_address(ui, 'anna@outlook.com')
            ui.wait_for(role='push button', containing='Connect to')
            ui.key('Return')
            wizard.title(ui, 'What to expect')
            ui.mnemonic('C_ontinue')
            ui.wait_focus(role='push button', name='Open the browser again')
            ui.photograph('26-waiting-for-the-browser')
            ui.mnemonic('Copy the _link')
            ui.wait_for(role='push button', name='Link copied')
            ui.key('Escape')
            wizard.title(ui, 'What to expect')
            self.assert_clean_end(ui)

    def test_a_slip_in_the_address_takes_one_press(self):
        with Ui() as ui:
            self.launch(ui)
            wizard.begin(ui)
            ui.type('anna@gmial.com')
            ui.wait_for(role='push button', name='Did you mean anna@gmail.com?')
            ui.photograph('27-slip')
            ui.tab_to(role='push button', name='Did you mean anna@gmail.com?')
            ui.key('Return')
            ui.wait_gone(role='push button', name='Did you mean anna@gmail.com?')
            self.assertEqual(ui.find(role='text', name='E-mail address').get('text'), 'anna@gmail.com')
            self.assert_clean_end(ui)

    def test_a_refusal_is_explained_in_italian_and_never_a_dead_end(self):
        """A69, A90, A106: what was found, why it will not work, what will; the way on by keyboard."""
        with Ui(language='it', dark=True) as ui:
            self.launch(ui)
            wizard.begin(ui)
            wizard.give_address(ui, 'anna@tuta.com')
            wizard.title(ui, 'Closed to mail programs')
            self.assertIsNone(ui.find(role='push button', name='Copia la richiesta per l’IT'))
            ui.photograph('30-closed-italian')
            ui.mnemonic('_Choose another provider')
            wizard.title(ui, 'Choose your provider')
            ui.key('Down', 'Down', 'Return')
            wizard.title(ui, 'Exchange: not yet')
            ui.tab_to(role='push button', name='Copia la richiesta per l’IT')
            ui.key('Return')
            ui.wait_for_text('Copiata')
            ui.photograph('31-request-italian')
            ui.mnemonic('_Use another address')
            wizard.title(ui, 'Your e-mail address')
            self.assertTrue(ui.find(role='text', containing='anna@tuta.com'), ui.dump())
            ui.key('End')
            ui.type('x')
            ui.wait_for(role='text', containing='anna@tuta.comx')
            self.assert_clean_end(ui)

    def test_a_mailbox_is_connected_again_and_removed(self):
        """A67, B36-B38: the password changed elsewhere, which is told once; it is given anew under Change connection,
        and nothing is lost. Then the mailbox goes, and what it brought with it."""
        address = 'carla@example.it'
        self.lab.add_user(address, PASSWORD)
        with Ui() as ui:
            told = os.path.join(ui.folder, 'told')
            with open(told, 'wb') as log:
                ui.start(['dbus-monitor', '--session', "interface='org.freedesktop.Notifications'"], stdout=log)
            self.launch(ui)
            wizard.begin(ui)
            wizard.give_address(ui, address)
            wizard.choose_imap(ui)
            wizard.accept(ui)
            wizard.sign_in(ui, PASSWORD, *self.servers())
            wizard.wait_connected(ui, address)
            self.lab.add_user(address, 'un\'altra')
            self.lab.stop_dovecot()
            self.lab.start_dovecot()
            ui.wait_for_text('Was it changed?', 40)
            wait_until(lambda: self.count(told, f'"{address} is disconnected"') == 1, 10, 'the notification')
            ui.key('Escape')
            ui.tab_to(role='push button', name='Reconnect…')
            ui.key('Return')
            wizard.title(ui, 'Sign in')
            ui.key('Escape')
            ui.wait_gone(role='heading', name='Sign in')
            ui.key('ctrl+comma')
            ui.wait_for(role='list item', name=address)
            ui.tab_to(role='list item', name=address)
            ui.key('Return')
            ui.wait_for(role='list item', containing='Change connection')
            self.assertTrue(ui.find(containing='Paused meanwhile'))     # B39
            ui.photograph('28-mailbox')
            ui.tab_to(role='list item', containing='Change connection')
            ui.key('Return')
            wizard.title(ui, 'Sign in')
            self.assertEqual(ui.find(role='text', name='IMAP server').get('text'), self.servers()[0][0])
            ui.mnemonic('Pass_word')
            ui.type(PASSWORD)
            ui.key('Return')
            ui.wait_focus(role='push button', name='Enter the password again')
            ui.key('Return')
            wizard.title(ui, 'Sign in')
            ui.type('un\'altra')
            ui.key('Return')
            ui.wait_gone(role='heading', name='Sign in')
            self.assertEqual(self.count(told, f'"{address} is disconnected"'), 1)
            ui.wait_for(role='list item', containing='Change connection')
            ui.tab_to(role='push button', containing='Remove')
            ui.key('Return')
            ui.wait_for_text(f'Remove {address}?')
            ui.photograph('29-remove')
            ui.mnemonic('Remove and _delete')
            ui.wait_for(role='push button', name='Connect personal e-mail')
            ui.wait_gone(role='list item', name=address)
            self.assert_clean_end(ui)

    def test_a_second_start_raises_the_first_window(self):
        with Ui() as ui:
            self.launch(ui)
            wizard.begin(ui)
            second = ui.start([PROGRAM])
            self.assertEqual(second.wait(20), 0)
            self.assert_clean_end(ui)


if __name__ == '__main__':
    tap.main()
