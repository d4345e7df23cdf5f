#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wizard and the settings in a real window, by keyboard only, against real servers."""
import os
import socket
import sys
import time
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'lab')]
import sweep  # noqa: E402
import tap  # noqa: E402
import wizard  # noqa: E402
from exchange import Exchange  # noqa: E402
from lab import Lab  # noqa: E402
from session import wait_until  # noqa: E402
from ui_driver import PROGRAM, Ui  # noqa: E402

ADDRESS = 'anna@example.it'
PASSWORD = 'cavallo giusto'
LETTER = (b'From: Ugo <ugo@example.com>\r\nTo: anna@example.it\r\nSubject: Ciao\r\nMessage-ID: <1@example.com>\r\n'
          b'Date: Sun, 22 Nov 2026 02:00:00 +0000\r\n\r\nCiao.\r\n')

PROFILE = ('{"domains": ["example.it"], "name": "Esempio", "imap": {"host": "imap.example.it", "port": 993, '
           '"security": "tls"}, "smtp": {"host": "smtp.example.it", "port": 465, "security": "tls"}}')
POP_ONLY = ('<clientConfig version="1.1"><emailProvider id="example.it"><domain>example.it</domain>'
            '<incomingServer type="pop3"><hostname>pop.example.it</hostname><port>995</port>'
            '<socketType>SSL</socketType></incomingServer></emailProvider></clientConfig>')


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

    def test_a_wrong_outgoing_port_asks_the_outgoing_server_only(self):
        """A86: the step that failed is tried again by itself, and what passed is not asked twice."""
        with Ui() as ui:
            self.launch(ui)
            self.go_to_form(ui)
            imap, smtp = self.servers()
            with socket.socket() as closed:
                closed.bind(('127.0.0.1', 0))
                before = self.lab.logins()
                wizard.sign_in(ui, PASSWORD, imap, (smtp[0], closed.getsockname()[1]))
                ui.wait_focus(role='push button', name='Correct the servers')
                ui.photograph('26-wrong-outgoing-port')
                closed.listen()
                closed.settimeout(20)
                ui.key('alt+t')
                closed.accept()[0].close()
                ui.wait_focus(role='push button', name='Correct the servers')
            ui.key('Return')
            wizard.title(ui, 'Sign in')
            ui.fill('SMTP por_t', str(smtp[1]))
            ui.key('Return')
            wizard.wait_connected(ui, ADDRESS)
            self.assertEqual(self.lab.logins() - before, 3, 'one to check and one beside it, and one of the mailbox itself')
            self.assert_clean_end(ui)

    def test_what_is_missing_is_said_and_a_refused_outgoing_password_is_typed_alone(self):
        """A84: Enter with something missing says what. A99: the password that was accepted is kept when the other one is
        refused. A05: the same address, however it is written, opens the mailbox that there is."""
        with Ui() as ui:
            self.launch(ui)
            self.go_to_form(ui)
            ui.key('Return')
            ui.wait_for_text('This is needed.')
            self.assertEqual(sweep.problems(ui), [])
            wizard.fill_in(ui, PASSWORD, *self.servers())
            ui.mnemonic('Outgoing mail uses the same cr_edentials as incoming mail')
            ui.fill('User _name for outgoing mail', ADDRESS)
            ui.fill('Passw_ord for outgoing mail', 'sbagliata', secret=True)
            ui.key('Return')
            ui.wait_focus(role='push button', name='Enter the password again')
            ui.wait_for_text('which sends your mail, does not accept this password')
            ui.photograph('26-wrong-outgoing-password')
            ui.key('Return')
            wizard.title(ui, 'Sign in')
            ui.wait_for_text('The password typed before is still held')
            ui.type(PASSWORD)
            ui.key('Return')
            wizard.wait_connected(ui, ADDRESS)
            ui.mnemonic('_Connect personal e-mail')
            ui.wait_for(role='push button', name='Connect your inbox')
            ui.key('Return')
            wizard.title(ui, 'Your e-mail address')
            ui.type(ADDRESS.upper())
            ui.key('Return')
            ui.wait_for(role='push button', name='Open this mailbox')
            ui.photograph('26-already-connected')
            ui.key('Return')
            ui.wait_for(role='list item', containing='Change connection')
            ui.mnemonic('_Read and watch this mailbox')
            ui.wait_for_text('Turned off')
            ui.photograph('26-turned-off')
            ui.mnemonic('_Read and watch this mailbox')
            ui.wait_for_text('Up to date')
            self.assert_clean_end(ui)

    def test_servers_that_moved_are_detected_again(self):
        """A failure shows what was and what is now before it is used; what was typed stays."""
        with Ui() as ui:
            imap, smtp = self.servers()
            self.launch(ui)
            self.go_to_form(ui)
            wizard.sign_in(ui, PASSWORD, ('gone.example.it', 993), smtp)
            ui.wait_focus(role='push button', name='Correct the servers')
            folder = os.path.join(ui.environment['XDG_CONFIG_HOME'], 'carteggio', 'domains.d')
            os.makedirs(folder)
            with open(os.path.join(folder, 'example.it.json'), 'w', encoding='ascii') as file:
                file.write(PROFILE.replace('imap.example.it", "port": 993', f'{imap[0]}", "port": {imap[1]}')
                           .replace('smtp.example.it", "port": 465', f'{smtp[0]}", "port": {smtp[1]}'))
            ui.mnemonic('_Detect again')
            wizard.title(ui, 'Other settings were found')
            ui.wait_focus(role='push button', name='Use these settings')
            self.assertTrue(ui.find(containing='Was: gone.example.it, port 993'))
            self.assertIsNone(ui.find(containing='Outgoing server'), 'it has not changed')
            self.assertEqual(sweep.problems(ui), [])
            ui.photograph('27-moved')
            ui.key('Return')
            wizard.wait_connected(ui, ADDRESS)
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

    def test_in_a_narrow_window_enter_trusts_nothing_either(self):
        """A101: where the answers stand in a column, the one that Enter gives has the focus, for the eye too."""
        with Ui(language='it', size='380x740') as ui:
            self.launch(ui)
            self.go_to_form(ui)
            wizard.sign_in(ui, PASSWORD, *self.servers('selfsigned'))
            ui.wait_focus(role='push button', name=ui.word('_Look at the certificate…'))
            ui.key('Return')
            ui.wait_for_text(ui.word('Trust this certificate?'))
            ui.wait_focus(role='push button', name=ui.word('_Go back'))
            self.assertLessEqual(ui.width(), 380)
            ui.photograph('21-certificate-narrow')
            ui.key('Return')
            ui.wait_gone(containing=ui.word('Trust this certificate?'))
            ui.wait_focus(role='push button', name=ui.word('_Look at the certificate…'))
            self.assertEqual(self.lab.log('dovecot').count('method=PLAIN, rip=127.0.0.3'), 0)
            self.assert_clean_end(ui)

    def walk_all_pages(self, ui, name):
        """Each page of the flow, photographed and looked through as a screen reader would."""
        def page(title, shot):
            wizard.title(ui, title)
            self.assertLessEqual(ui.width(), int(ui.size.split('x')[0]), shot)
            ui.photograph(f'{name}-{shot}')
            self.assertEqual(sweep.problems(ui), [], shot)

        ui.wait_for_text(ui.word('Your correspondence, by person'))
        ui.mnemonic('_Connect personal e-mail')
        page('Connect personal e-mail', '01-start')         # A22, A23, A24: the automation is off until asked for
        self.assertIsNone(ui.find(role='check box', state='checked'))
        ui.key('Return')
        page('Your e-mail address', '02-address')
        ui.type('anna@example')
        ui.key('Tab')
        wait_until(lambda: sweep.errors(ui), 20, 'the error at its field')
        page('Your e-mail address', '03-not-an-address')
        ui.tab_to(containing=ui.word('What these words mean'))
        ui.key('space')
        ui.wait_for_text(ui.word('Mail program'))
        self.assertTrue(ui.find(containing=ui.word('Personal e-mail and team e-mail')))     # A10, A89: by IMAP as well
        ui.photograph(f'{name}-04-glossary')                # A14, A15, A16
        ui.key('Escape')
        ui.mnemonic('_E-mail address')
        ui.key('ctrl+a')
        ui.type('info@libero.it')
        ui.key('Return')
        ui.wait_for(role='push button', containing='Libero')
        self.assertTrue(ui.find(role='check box', name=ui.word('Tea_m mailbox')))
        page('Your e-mail address', '05-recommended')       # A05, A06, A26, A27, A95: a role address goes on
        ui.key('Return')
        page('What to expect', '06-expectations')           # A91
        self.assertTrue(ui.find(containing=ui.word('No flag of a letter is ever changed: what is unread stays unread. '
                                                   'The one thing that is added to the mailbox is the copy of what '
                                                   'you send.')))     # A104, A105
        self.assertTrue(ui.find(role='push button', name=ui.word('_Privacy overview')))     # A74
        ui.key('Escape')
        wizard.title(ui, 'Your e-mail address')
        ui.mnemonic('_E-mail address')
        ui.key('ctrl+a')
        ui.type(ADDRESS)                                    # of servers that nobody knows: the form is open
        ui.mnemonic('C_hoose another provider')
        page('Choose your provider', '07-providers')        # A28
        ui.key('End', 'Return')
        wizard.title(ui, 'What to expect')
        ui.key('Return')
        page('Sign in', '08-sign-in')
        ui.fill('IMAP _port', '99999')
        wait_until(lambda: sweep.errors(ui), 20, 'the error at its field')
        page('Sign in', '09-bad-port')                      # A98 to A101
        ui.fill('IMAP _port', '1')
        ui.fill('_IMAP server', '127.0.0.1')
        ui.fill('SMTP ser_ver', '127.0.0.1')
        ui.fill('Pass_word', 'x', secret=True)
        ui.key('Return')
        ui.wait_focus(role='push button', name=ui.word('_Correct the servers'))
        ui.mnemonic('_Requirements')
        ui.wait_for_text(ui.word('Two connections at the same time'))
        ui.key('Tab')
        page('Checking the mailbox', '10-failed')           # A86, A88
        for _ in range(3):
            ui.key('Escape')
        self.assertEqual(ui.words.gettext('Your e-mail address') != 'Your e-mail address', bool(ui.language))

    def test_each_page_is_named_and_photographed_in_english(self):
        with Ui() as ui:
            self.launch(ui)
            self.walk_all_pages(ui, 'walk-en')
            self.assert_clean_end(ui)

    def test_each_page_is_named_and_photographed_in_italian_and_narrow(self):
        with Ui(language='it', dark=True, size='380x740') as ui:
            self.launch(ui)
            self.walk_all_pages(ui, 'walk-it')
            self.assert_clean_end(ui)

    def test_without_a_network_nothing_is_invented(self):
        """V7: it says so, looks again when asked, and lets the person type."""
        with Ui() as ui:
            ui.launch(['unshare', '-n', *self.lab.command([PROGRAM])])
            wizard.begin(ui)
            wizard.give_address(ui, ADDRESS)
            wizard.title(ui, 'No network yet')
            ui.wait_focus(role='push button', name='Try again')
            self.assertEqual(sweep.problems(ui), [])
            ui.photograph('40-offline')
            ui.key('Return')
            ui.wait_focus(role='push button', name='Try again')
            ui.mnemonic('_Enter the servers by hand')
            wizard.title(ui, 'Choose your provider')
            ui.key('Escape')
            wizard.title(ui, 'Your e-mail address')
            self.assertEqual(ui.find(role='text', name='E-mail address').get('text'), ADDRESS)
            self.assert_clean_end(ui)

    def open_settings(self, ui, name, text):
        """Opens a file with these settings by the file chooser's location."""
        path = os.path.join(ui.folder, name)
        with open(path, 'w', encoding='ascii') as file:
            file.write(text)
        wizard.go_to_providers(ui)
        ui.mnemonic('_Open a file with the settings…')
        ui.wait_for(name='Open a file with the settings')
        time.sleep(1)
        ui.type(path)
        time.sleep(0.5)
        ui.key('Return')

    def test_a_file_with_settings_is_opened_by_hand(self):
        """A69, B09, B10, B11: POP3 alone is explained beside IMAP, with what to ask and another look. A94: what a colleague
        handed over is recommended, and the servers are named before the password is asked."""
        with Ui() as ui:
            self.launch(ui)
            wizard.begin(ui)
            wizard.give_address(ui, ADDRESS)
            self.open_settings(ui, 'pop.xml', POP_ONLY)
            wizard.title(ui, 'Only POP3 here')
            self.assertTrue(ui.find(containing='Leaves everything where it is'))
            self.assertEqual(sweep.problems(ui), [])
            ui.photograph('42-pop-only')
            ui.mnemonic('Cop_y the request for IT')
            ui.wait_for_text('Copied')
            ui.mnemonic('_Choose another provider')
            self.open_settings(ui, 'profile.json', PROFILE)
            ui.wait_for(role='push button', name='Connect to Esempio')
            self.assertTrue(ui.find(containing='imap.example.it · smtp.example.it'))
            self.assertTrue(ui.find(containing='From the file that was opened.'))
            ui.photograph('41-profile-opened')
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

    def register(self, ui, kind):
        """As if this copy were registered with the platform."""
        folder = os.path.join(ui.environment['XDG_CONFIG_HOME'], 'carteggio')
        os.makedirs(folder)
        with open(os.path.join(folder, 'sign-in.ini'), 'w', encoding='ascii') as file:
            file.write(f'[{kind}]\nclient_id=carteggio-test\n')

    def go_to_expectations(self, ui, address):
        self.launch(ui)
        wizard.begin(ui)
        wizard.give_address(ui, address)
        ui.wait_for(role='push button', containing='Connect to')
        ui.key('Return')
        wizard.title(ui, 'What to expect')

    def test_A32_A33_A34_A38_A39_A47_A48_A49_a_sign_in_without_a_registration_says_so_and_offers_ways_on(self):
        """No pretending: what is asked for, what it would allow and what is done with it; then that it cannot be asked
        for, and the ways that work."""
        with Ui() as ui:
            self.go_to_expectations(ui, 'anna@gmail.com')
            for words in ('https://mail.google.com/', 'openid, email', 'no server', 'never by pictures',
                          'Mark, move and delete letters', 'Never; it only adds the copy of what you send',
                          'Nothing of calendar, contacts, files or mailing lists'):
                ui.wait_for(role='label', containing=words)
            ui.wait_for(name='What this permission would allow')
            ui.wait_for(name='What Carteggio does')
            ui.photograph('24-expectations-google')
            ui.mnemonic('C_ontinue')
            ui.wait_focus(role='push button', name='Sign in again')
            wizard.title(ui, 'Continue in your browser')
            ui.wait_for(role='label', containing='https://myaccount.google.com/apppasswords')
            ui.wait_for(name='Client ID')
            ui.photograph('25-no-registration')
            ui.mnemonic('Show th_e steps')
            ui.wait_for_text('Registering Carteggio with Google and Microsoft')
            ui.key('Escape')
            ui.wait_gone(name='Registering Carteggio with Google and Microsoft')
            ui.mnemonic('C_hoose another provider')
            wizard.title(ui, 'Choose your provider')
            self.assert_clean_end(ui)

    def test_A43_A45_A54_A57_A61_A62_A63_a_sign_in_waits_for_the_browser_and_can_be_left(self):
        """The link can be copied, an answer pasted; what is no answer is said at its field."""
        with Ui() as ui:
            self.register(ui, 'microsoft365')
            self.go_to_expectations(ui, 'anna@outlook.com')
            for words in ('Mail.Read', 'Mail.Send', 'offline_access', 'can read what is kept'):
                ui.wait_for(role='label', containing=words)
            ui.photograph('24-expectations-microsoft')
            ui.mnemonic('_IMAP and SMTP')
            for words in ('IMAP.AccessAsUser.All', 'SMTP.Send', 'offline_access'):
                ui.wait_for(role='label', containing=words)
            ui.photograph('24-expectations-microsoft-imap')
            ui.mnemonic('Microsoft _Graph')
            ui.wait_for(role='label', containing='Mail.Read')
            ui.mnemonic('C_ontinue')
            ui.wait_focus(role='push button', name='Open the browser again')
            ui.photograph('26-waiting-for-the-browser')
            ui.mnemonic('Copy the _link')
            ui.wait_for(role='push button', name='Link copied')
            ui.key('Escape')
            wizard.title(ui, 'What to expect')
            self.assert_clean_end(ui)

    def test_A53_A54_with_a_password_the_disclosure_is_another_one(self):
        with Ui() as ui:
            self.launch(ui)
            wizard.begin(ui)
            wizard.give_address(ui, ADDRESS)
            wizard.choose_imap(ui)
            ui.wait_for(role='label', containing='a Gmail mailbox no other Google one')
            self.assertIsNone(ui.find(role='label', containing='https://mail.google.com/'))
            ui.wait_for(name='Mark, move and delete letters')
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
        """A90, A106: what was found, why it will not work, what will; the way on by keyboard."""
        with Ui(language='it', dark=True) as ui:
            self.launch(ui)
            wizard.begin(ui)
            wizard.give_address(ui, 'anna@tuta.com')
            wizard.title(ui, 'Closed to mail programs')
            self.assertIsNone(ui.find(role='push button', name='Copia la richiesta per l’IT'))
            ui.photograph('30-closed-italian')
            ui.mnemonic('_Choose another provider')
            wizard.title(ui, 'Choose your provider')
            ui.key('Escape')
            wizard.title(ui, 'Your e-mail address')
            self.assertTrue(ui.find(role='text', containing='anna@tuta.com'), ui.dump())
            ui.key('End')
            ui.type('x')
            ui.wait_for(role='text', containing='anna@tuta.comx')
            self.assert_clean_end(ui)

    def go_to_exchange(self, ui):
        wizard.begin(ui)
        wizard.give_address(ui, ADDRESS)
        wizard.go_to_providers(ui)
        ui.key('Down', 'Down', 'Return')
        wizard.title(ui, 'What to expect')
        self.assertTrue(ui.find(role='label', containing='calendar'))
        ui.photograph('50-exchange-expectations')
        wizard.accept(ui)

    def exchange(self):
        return Exchange(self.lab.path('pki', 'good.pem'), self.lab.path('pki', 'good.key'), 'FIRMA\\anna', PASSWORD)

    def test_B05_A69_A70_A76_A78_A79_A82_A83_A84_A85_A86_A87_an_exchange_mailbox_is_connected(self):
        """The password alone, and the domain is asked, which the window says; when it knows nothing the optional fields
        open by themselves, with the password kept and the focus in the first empty one; what is pasted is put right; the
        IT department can be asked; then a dialog says that Exchange is connected."""
        with self.exchange() as server, Ui() as ui:
            server.deliver(LETTER)
            self.launch(ui)
            self.go_to_exchange(ui)
            self.assertIsNone(ui.find(role='text', name='IMAP server'))
            self.assertTrue(ui.find(containing='autodiscover.example.it'))
            ui.photograph('51-exchange-form')
            ui.type(PASSWORD)
            ui.key('Return')
            ui.wait_for_text('No Exchange server was found for example.it.', 60)
            ui.wait_focus(role='push button', name='Correct the servers')
            ui.photograph('52-exchange-not-found')
            ui.mnemonic('Where the server was loo_ked for')     # A78
            ui.wait_for_text('https://autodiscover.example.it/autodiscover/autodiscover.xml: ')
            self.assertTrue(ui.find(containing='_autodiscover._tcp.example.it: '))
            self.assertTrue(ui.find(containing='Carteggio signs in to the Exchange server.'))
            ui.photograph('52-exchange-where-it-was-looked-for')
            ui.mnemonic('_Correct the servers')
            ui.key('Return')
            wizard.title(ui, 'Sign in')
            ui.wait_for_text('The password typed before is still held')
            self.assertTrue(ui.find(role='list item', name='Show optional fields', state='expanded'))   # A76
            ui.type('http://127.0.0.1:1/owa/#path=/mail')
            wait_until(lambda: (ui.find(role='text', name='Exchange address') or {}).get('text') ==
                       'http://127.0.0.1:1/owa/#path=/mail', 10, 'the focus in the first empty field')
            ui.fill('_User name', 'FIRMA\\anna')
            ui.wait_for_text('The server 127.0.0.1 does not answer on this port.')
            self.assertIsNone(ui.find(role='push button', name='Use'))
            ui.photograph('53-exchange-nobody-answers')
            ui.fill('E_xchange address', f'http://{server.place}/owa/#path=/mail')
            ui.wait_for(role='push button', name='Use')
            self.assertTrue(ui.find(containing=server.url))
            ui.photograph('53-exchange-recommended')
            ui.mnemonic('Us_e')
            wait_until(lambda: ui.find(role='text', name='Exchange address').get('text') == server.url, 10,
                       'the service’s address')
            self.assertEqual((server.n_refused, server.operations), (0, []))
            ui.fill('E_xchange address', server.place)      # A82: a bare host is completed
            ui.wait_for(role='push button', name='Use')
            self.assertTrue(ui.find(containing=server.url))
            ui.mnemonic('Us_e')
            wait_until(lambda: ui.find(role='text', name='Exchange address').get('text') == server.url, 10,
                       'the completed address')
            ui.fill('E_xchange address', 'https://127.0.0.1:1/EWS/Exchange.asmx')
            ui.key('Return')
            ui.wait_focus(role='push button', name='Correct the servers')
            ui.photograph('54-exchange-failure')
            ui.mnemonic('Cop_y the request for IT')
            ui.wait_for_text('Copied')
            ui.key('Return')
            wizard.title(ui, 'Sign in')
            ui.wait_for_text('The password typed before is still held')
            ui.fill('E_xchange address', server.url)
            ui.wait_gone(role='label', containing='The server 127.0.0.1 does not answer', state='showing')
            ui.photograph('55-exchange-filled')
            ui.key('Return')
            ui.wait_for_text(f'Exchange is connected, at {server.url}', 60)
            wizard.wait_connected(ui, ADDRESS)
            ui.photograph('56-exchange-connected')
            self.assertEqual(server.n_refused, 0)
            ui.key('Return')                # B05: which server it is, and who keeps what is sent
            ui.wait_for_text(f'{server.place}, SSL/TLS')
            self.assertTrue(ui.find(containing='Posta inviata'))
            ui.photograph('57-exchange-mailbox')
            self.assert_clean_end(ui)
        self.assertEqual(server.problems(), '')

    def test_A71_A72_A75_A82_A85_an_exchange_form_says_what_it_needs(self):
        """What may not stay empty is marked, an example shows what an address looks like, and a refused password is asked
        for again with the word of the two-factor sign-in beside it; then a dialog says that the mailbox is connected."""
        with self.exchange() as server, Ui() as ui:
            self.launch(ui)
            self.go_to_exchange(ui)
            self.assertTrue(ui.find(containing='https://mail.example.it/EWS/Exchange.asmx'))
            self.assertEqual(ui.find(role='text', name='Password')['description'], 'Required')
            self.assertTrue(ui.find(role='push button', name='Show Text'))
            self.assertIsNone(ui.find(role='list item', name='Show optional fields', state='expanded'))
            ui.mnemonic('Show opt_ional fields')
            ui.wait_for(role='text', name='Exchange address')
            self.assertTrue(ui.find(role='list item', name='Show optional fields', state='expanded'))
            self.assertEqual(ui.find(role='text', name='User name')['description'], '')
            self.assertEqual(ui.find(role='text', name='Exchange address')['description'], '')
            ui.photograph('50-exchange-required')
            ui.fill('Pass_word', 'sbagliata', secret=True)
            ui.fill('_User name', 'FIRMA\\anna')
            ui.fill('E_xchange address', server.url)
            ui.key('Return')
            ui.wait_focus(role='push button', name='Enter the password again')
            self.assertTrue(ui.find(containing='If you confirm your sign-in with a telephone or a key'))    # A72
            ui.photograph('50-exchange-second-factor')
            ui.key('F1')
            ui.wait_for(role='heading', name='Two-factor sign-in')
            ui.photograph('50-exchange-help')
            ui.key('Escape')
            ui.wait_focus(role='push button', name='Enter the password again')
            ui.key('Return')
            wizard.title(ui, 'Sign in')
            ui.wait_for_text('With two-factor sign-in, Exchange wants a password made for applications.')
            self.assertEqual(ui.find(role='text', name='Password').get('text') or '', '')     # A75: it is not kept on show
            ui.mnemonic('About two-factor si_gn-in')
            ui.wait_for(role='heading', name='Two-factor sign-in')
            ui.key('Escape')
            ui.fill('Pass_word', PASSWORD, secret=True)
            ui.run(['xdotool', 'key', 'Caps_Lock'])
            ui.wait_for_text('Caps Lock is on.')
            ui.photograph('50-exchange-caps-lock')
            ui.run(['xdotool', 'key', 'Caps_Lock'])
            ui.wait_gone(containing='Caps Lock is on.')
            ui.key('Return')
            ui.wait_for_text('Exchange is connected, at', 60)       # A85
            wizard.wait_connected(ui, ADDRESS)
            self.assertEqual(server.n_refused, 1)
            self.assert_clean_end(ui)

    def test_A73_A74_A87_what_to_expect_of_exchange_leads_to_the_help(self):
        """In Italian and narrow: what the password would open beside what is opened, the privacy overview, and why Basic
        authentication no longer works at Microsoft, which is read without a network."""
        with Ui(language='it', size='380x760') as ui:
            self.launch(ui)
            wizard.begin(ui)
            wizard.give_address(ui, ADDRESS)
            wizard.go_to_providers(ui)
            ui.key('Down', 'Down', 'Return')
            wizard.title(ui, 'What to expect')
            self.assertTrue(ui.find(containing=ui.word('Open calendar, contacts and groups')))
            ui.mnemonic('_Privacy overview')
            ui.wait_for_text(ui.word('Whom it talks to'))
            ui.photograph('59-privacy-narrow-italian')
            ui.key('Escape')
            wizard.title(ui, 'What to expect')
            ui.mnemonic('Why Basic aut_hentication no longer works')
            ui.wait_for(role='heading', name=ui.word('Why Basic authentication no longer works at Microsoft'))
            ui.photograph('59-basic-authentication-narrow-italian')
            ui.key('Escape')
            wizard.title(ui, 'What to expect')
            ui.tab_to(role='push button', name=ui.word('Why Basic aut_hentication no longer works'))
            self.assertEqual(ui.width(), 380)
            ui.photograph('59-exchange-expectations-narrow-italian')
            self.assert_clean_end(ui)

    def test_A66_A17_what_is_pasted_of_microsofts_or_of_a_telephones_leads_on(self):
        """In Italian and narrow: a web host that is no Exchange is named as one that is not; ActiveSync's address leads to
        the service beside it; Microsoft's own is connected in its way with one press."""
        with self.exchange() as server, Ui(language='it', size='380x760') as ui:
            self.launch(ui)
            self.go_to_exchange(ui)
            ui.mnemonic('Show opt_ional fields')
            ui.photograph('58-exchange-narrow-italian')
            ui.fill('E_xchange address', f'https://localhost:{self.lab.ports["imap"]}/owa')
            ui.wait_for_text('localhost')
            ui.fill('E_xchange address', f'https://{server.place}/Microsoft-Server-ActiveSync')
            ui.wait_for_text('ActiveSync è per i telefoni')
            ui.photograph('58-exchange-activesync-narrow-italian')
            ui.fill('E_xchange address', 'outlook.office365.com/owa')
            ui.wait_for_text('Microsoft 365')
            ui.photograph('58-exchange-online-narrow-italian')
            ui.mnemonic('address\4Us_e')
            wizard.title(ui, 'What to expect')
            ui.photograph('58-exchange-online-expectations-narrow-italian')
            self.assertEqual(server.n_refused, 0)
            self.assert_clean_end(ui)

    def test_an_exchange_server_that_is_too_old_is_named_with_its_version(self):
        """A68, in Italian."""
        with self.exchange() as server, Ui(language='it') as ui:
            server.version = (14, 1)
            self.launch(ui)
            self.go_to_exchange(ui)
            ui.type(PASSWORD)
            ui.mnemonic('Show opt_ional fields')
            ui.fill('_User name', 'FIRMA\\anna')
            ui.fill('E_xchange address', server.url)
            ui.key('Return')
            ui.wait_for_text('Exchange localhost è troppo vecchio')
            ui.mnemonic('What the _server said')
            ui.wait_for_text('14.1')
            ui.photograph('57-exchange-too-old-italian')
            self.assert_clean_end(ui)

    def test_a_mailbox_is_connected_again_and_removed(self):
        """A19, A20, A21, A40, A67, B36, B38, B39: the password changed elsewhere, which is told once; it is given anew under Change connection,
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
            ui.mnemonic('Rec_onnect…')
            wizard.title(ui, 'Sign in')
            ui.wait_for_text('Was it changed?')                         # B36: why, at the field that mends it
            ui.photograph('28-reconnect')
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
            ui.wait_for_text('New letters are written from here.')      # A67: what it was for is kept too
            ui.tab_to(role='push button', containing='Remove')
            ui.key('Return')
            ui.wait_for_text(f'Remove {address}?')
            ui.wait_focus(role='push button', name='Cancel')
            ui.photograph('29-remove')
            ui.mnemonic('Remove and _delete')
            ui.wait_focus(role='push button', name='Connect personal e-mail')
            ui.wait_gone(role='list item', name=address)
            self.assert_clean_end(ui)

    def open_mailbox(self, ui, address):
        ui.wait_for(role='list item', name=address)
        ui.tab_to(role='list item', name=address)
        ui.key('Return')
        ui.wait_for(role='list item', containing='Change connection')

    def test_A67_a_connected_mailbox_goes_another_way(self):
        """From IMAP to Exchange, on the mailbox's own page: the address is given, the ways are looked for anew, and in the
        end it is the same mailbox."""
        address = 'dario@example.it'
        self.lab.add_user(address, PASSWORD)
        with self.exchange() as server, Ui() as ui:
            self.launch(ui)
            wizard.begin(ui)
            wizard.give_address(ui, address)
            wizard.choose_imap(ui)
            wizard.accept(ui)
            wizard.sign_in(ui, PASSWORD, *self.servers())
            wizard.wait_connected(ui, address)
            self.open_mailbox(ui, address)
            ui.tab_to(role='list item', containing='Connect another way')
            ui.photograph('60-another-way')
            ui.key('Return')
            wizard.go_to_providers(ui)
            ui.key('Escape')
            wizard.title(ui, 'Another way to this mailbox')
            ui.photograph('60-another-way-address')
            self.assertEqual(ui.wait_for(role='text', name='E-mail address')['text'], address)
            ui.type('x')                                             # it stays the address that it is
            wizard.go_to_providers(ui)
            ui.key('Down', 'Down', 'Return')
            wizard.title(ui, 'What to expect')
            wizard.accept(ui)
            ui.type(PASSWORD)
            ui.key('Return')
            ui.wait_focus(role='push button', name='Correct the servers', timeout_s=60)
            ui.key('Return')
            wizard.title(ui, 'Sign in')
            ui.fill('_User name', 'FIRMA\\anna')
            ui.fill('E_xchange address', server.url)
            ui.key('Return')
            ui.wait_for_text(f'{address} is now connected', 60)
            ui.photograph('61-gone-another-way')
            ui.key('Return')
            ui.wait_for(role='list item', containing='Connect another way')
            ui.wait_for_text('Posta inviata')                           # what people call it, not its id
            ui.photograph('61-another-connection')
            ui.key('Escape')
            self.assertEqual(len(list(ui.nodes(role='list item', name=address))), 1)
            self.assert_clean_end(ui)
        self.assertEqual(server.problems(), '')

    def test_a_mailbox_of_a_team_is_connected_and_its_server_goes_away(self):
        """A05, A10: an address of a role is offered as a team's, and stays one until the person says otherwise. B41: a
        server that has not answered for a day is said to have been unreachable since, and comes back by itself."""
        address = 'info@example.it'
        self.lab.add_user(address, PASSWORD)
        with Ui() as ui:
            ahead = ui.environment['CARTEGGIO_AHEAD'] = os.path.join(ui.folder, 'ahead')
            self.launch(ui)
            wizard.begin(ui)
            ui.type(address)
            ui.wait_for_text('is often read by several people')
            ui.mnemonic('Tea_m mailbox')
            ui.wait_for(role='check box', name='Team mailbox', state='checked')
            ui.photograph('59-role-address')
            ui.mnemonic('C_hoose another provider')
            wizard.choose_imap(ui)
            wizard.accept(ui)
            wizard.sign_in(ui, PASSWORD, *self.servers())
            wizard.wait_connected(ui, address)
            ui.wait_for(containing='· team')
            ui.tab_to(role='list item', name=address)
            ui.key('Return')
            ui.wait_for_text('Up to date')
            ui.photograph('60-team-mailbox')
            self.lab.stop_dovecot()
            try:
                ui.wait_for(role='push button', name='Try again')
                ui.mnemonic('_Try again')
                ui.wait_for_text('nothing listens on the port')
                with open(ahead, 'w', encoding='ascii') as file:
                    file.write(str(25 * 3600))
                ui.mnemonic('_Try again')
                ui.wait_for_text('The server has been unreachable since')
                self.assertTrue(ui.find(containing='Paused meanwhile'))
                ui.photograph('61-unreachable-since')
            finally:
                self.lab.start_dovecot()
            ui.mnemonic('_Try again')
            ui.wait_for_text('Up to date')
            ui.mnemonic('Tea_m mailbox')
            ui.key('Escape')
            ui.wait_for(role='list item', name=address)
            ui.wait_gone(containing='· team')
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
