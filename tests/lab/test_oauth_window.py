#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gmail and Microsoft 365 from the wizard's first page to a logged answer, by keyboard only: the window under Xvfb, and
Chromium for the platforms' pages."""
import os
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'ui')]
import node  # noqa: E402
import real_browser  # noqa: E402
import tap  # noqa: E402
import test_oauth  # noqa: E402
import wizard  # noqa: E402
from lab import missing_programs  # noqa: E402
from product import CARLO, letter  # noqa: E402
from session import wait_until  # noqa: E402
from ui_driver import PROGRAM, Ui  # noqa: E402

PASSWORD = 'segreta'


class SignInWindowCase(unittest.TestCase):
    token_ttl_s = 3600

    @classmethod
    def setUpClass(cls):
        missing = missing_programs(True)
        if missing or os.geteuid() != 0:
            raise unittest.SkipTest(f'needs root and {missing}')
        if real_browser.PROGRAM is None or not node.install():
            raise unittest.SkipTest('needs chromium, and node with its package registry')
        cls.lab = test_oauth.PlatformLab('net', names=test_oauth.NAMES)
        cls.addClassCleanup(cls.lab.stop)
        cls.lab.start()
        cls.lab.start_platforms(cls.token_ttl_s)

    def open(self, address):
        """The window, with a registration and a browser in its session, before the empty first page."""
        self.lab.add_user(address, 'a password that nobody here knows')
        ui = Ui(environment={'ASAN_OPTIONS': 'detect_leaks=0', 'LC_ALL': 'C.UTF-8'})
        self.addCleanup(ui.stop)
        ui.set_up()
        folder = os.path.join(ui.environment['XDG_CONFIG_HOME'], 'carteggio')
        os.makedirs(folder)
        with open(os.path.join(folder, 'sign-in.ini'), 'w', encoding='ascii') as file:
            file.write(test_oauth.CLIENTS)
        browser = real_browser.RealBrowser(ui, self.lab.path('pki', 'platforms.pem'))
        self.addCleanup(browser.close)
        ui.launch(self.lab.command([PROGRAM]))
        return ui, browser

    def go_to_browser(self, ui, address, provider, service=None):
        wizard.begin(ui)
        wizard.give_address(ui, address)
        for _ in range(100):
            if ui.find(role='push button', containing='Connect to'):
                ui.key('Return')
                break
            if ui.find(role='heading', name='Choose your provider'):
                ui.key(*provider, 'Return')
                break
            if ui.find(role='heading', name='No network yet'):
                ui.mnemonic('_Enter the servers by hand')
        wizard.title(ui, 'What to expect')
        if service:
            ui.mnemonic(service)
            ui.wait_for(role='label', containing='IMAP.AccessAsUser.All')
        ui.mnemonic('C_ontinue')
        wizard.title(ui, 'Continue in your browser')

    def assert_in_front(self, ui):
        """A45: the window comes back by itself, in front of the browser."""
        def is_in_front():
            name = ui.run(['xdotool', 'getactivewindow', 'getwindowname']).stdout
            self.in_front = name
            return 'Chromium' not in name and name.strip() != ''
        try:
            wait_until(is_in_front, 20, 'the window in front')
        except TimeoutError as error:
            ui.photograph('oauth-not-in-front')
            raise AssertionError(self.in_front) from error

    def live(self, ui, address):
        """From the dialog to a logged answer."""
        self.lab.deliver(address, letter(5, recipient=address))
        ui.key('Escape')
        ui.wait_for(role='push button', name='Main menu')
        ui.key('alt+2')
        ui.wait_for(role='list item', containing='Offerta')
        ui.wait_focus(role='list item')
        ui.key('Return')
        ui.wait_for(role='push button', name='Log and add contact…', state='focused')
        ui.key('ctrl+l')
        ui.wait_for(role='frame', name='New contact')
        ui.key('Return')
        ui.wait_for_text('The letter was logged')
        ui.key('alt+1')
        ui.wait_for(role='list item', containing='Carlo')
        ui.key('Down', 'Return')
        ui.wait_for(role='push button', containing='1 letter')
        self.lab.deliver(address, letter(2, sender=CARLO, recipient=address, answers=5))
        ui.wait_for(role='push button', containing='2 letters', timeout_s=60)
        ui.photograph('oauth-logged-answer')
        self.assertEqual(ui.quit(), 0, ui.output()[-4000:])
        self.assertNotIn(PASSWORD, ui.output())


class SignInWindowTest(SignInWindowCase):
    def test_A34_A43_A44_A45_A46_A57_gmail_with_a_no_first(self):
        """The person says no in the browser, is told so, and says yes."""
        address = 'anna@gmail.com'
        ui, browser = self.open(address)
        self.go_to_browser(ui, address, [])
        browser.choose()
        browser.log_in(PASSWORD)
        browser.answer(allow=False)
        browser.wait_seen('Back to Carteggio')
        ui.wait_for(name='The permission was denied.')
        ui.photograph('oauth-denied')
        self.assert_in_front(ui)
        ui.mnemonic('_Sign in again')
        browser.choose()
        browser.answer()
        self.assert_in_front(ui)
        wizard.wait_connected(ui, address)
        self.live(ui, address)

    def test_A45_A58_A59_A60_microsoft_with_a_wrong_password_first(self):
        address = 'anna@outlook.com'
        ui, browser = self.open(address)
        self.go_to_browser(ui, address, ['Down'], '_IMAP and SMTP')
        browser.choose()
        browser.log_in('sbagliata')
        browser.wait_for('Wrong password')
        browser.key('alt+Left')
        browser.log_in(PASSWORD)
        browser.answer()
        self.assert_in_front(ui)
        wizard.wait_connected(ui, address)
        self.live(ui, address)

    def revoke(self, ui, address):
        """A41: on the mailbox's page the access is taken back, after a question that begins at Cancel; the mailbox stays,
        and says how it can be had back."""
        ui.tab_to(role='list item', name=address)
        ui.key('Return')
        ui.wait_for(role='list item', containing='Revoke access')
        ui.mnemonic('Re_voke access…')
        ui.wait_for_text(f'Revoke the access to {address}?')
        ui.wait_focus(role='push button', name='Cancel')
        ui.photograph('oauth-revoke')
        ui.mnemonic('_Revoke access')
        ui.wait_for_text('The access is taken back', 30)
        ui.photograph('oauth-revoked')
        ui.mnemonic('_Done')
        ui.wait_for_text('access was taken back here')
        ui.wait_for(role='push button', name='Reconnect…')
        ui.photograph('oauth-revoked-page')

    def test_A43_O2_the_other_account_is_connected_when_the_person_says_so(self):
        """Who signs in as somebody else is told, and nothing is saved before the person chooses them."""
        address, other = 'bruno@gmail.com', 'carla@gmail.com'
        self.lab.add_user(other, 'a password that nobody here knows')
        ui, browser = self.open(address)
        self.go_to_browser(ui, address, [])
        browser.choose()
        browser.wait_for('Sign in')
        browser.key('shift+Tab', 'ctrl+a')
        browser.type(other)
        browser.key('Tab')
        browser.log_in(PASSWORD)
        browser.answer()
        ui.wait_for(name='Another account signed in.')
        ui.photograph('oauth-another-account')
        ui.mnemonic(f'Connect {other} instea_d')
        wizard.wait_connected(ui, other)
        self.revoke(ui, other)
        self.assertEqual(ui.quit(), 0, ui.output()[-4000:])


class RefusedWindowTest(SignInWindowCase):
    """A mailbox that was signed in to, and what becomes of it when the platform takes that back: the right cause, told
    once, no further attempt, the way to mend it, and nothing of it lost (B36, B37, B40, B43, O4)."""
    token_ttl_s = 60            # less than what counts as fresh: every log-in renews

    def connect(self, address, provider, service=None):
        ui, browser = self.open(address)
        self.told = os.path.join(ui.folder, 'told')
        with open(self.told, 'wb') as log:
            ui.start(['dbus-monitor', '--session', "interface='org.freedesktop.Notifications'"], stdout=log)
        self.go_to_browser(ui, address, provider, service)
        browser.choose()
        browser.log_in(PASSWORD)
        browser.answer()
        wizard.wait_connected(ui, address)
        return ui, browser

    def n_told(self, address):
        with open(self.told, encoding='utf-8', errors='replace') as file:
            return sum(f'"{address} is disconnected"' in line for line in file)

    def log_in_anew(self):
        self.lab.stop_dovecot()
        self.lab.start_dovecot()

    def leave_settings(self, ui):
        while not ui.find(role='push button', name='Main menu'):
            ui.key('Escape')
            time.sleep(0.5)

    def refuse(self, ui, kind, description, sentence):
        """Gives how often the platform was asked then."""
        self.leave_settings(ui)
        before = self.lab.order(kind, error='invalid_grant', description=description)
        self.log_in_anew()
        ui.wait_for_text(sentence, 60)
        return before

    def mend(self, ui, browser, kind, address):
        self.lab.order(kind)
        ui.tab_to(role='push button', name='Reconnect…')
        ui.key('Return')
        wizard.title(ui, 'What to expect')
        ui.mnemonic('C_ontinue')
        browser.choose()
        browser.answer()
        ui.wait_gone(role='push button', name='Reconnect…', state='showing')
        ui.key('ctrl+comma')
        ui.wait_for(role='list item', name=address)

    def assert_told_once(self, ui, kind, address, before, n_told):
        wait_until(lambda: self.n_told(address) == n_told, 20, 'the notification')
        self.log_in_anew()
        time.sleep(3)
        self.assertEqual(self.lab.order(kind, error='invalid_grant'), before + 1)
        self.assertEqual(self.n_told(address), n_told)
        self.assertTrue(ui.find(containing='is disconnected'), ui.dump())

    def test_A29_B36_B37_B43_gmail_says_who_writes_and_is_taken_back(self):
        address = 'dora@gmail.com'
        ui, browser = self.connect(address, [])
        self.lab.order('gmail', senders=[test_oauth.alias(address, 'Dora Neri', isPrimary=True, isDefault=True),
                                         test_oauth.alias('vendite@studio.example', 'Vendite Studio')])
        ui.tab_to(role='list item', name=address)
        ui.key('Return')
        ui.tab_to(role='list item', containing='Refresh aliases')
        ui.key('Return')
        ui.wait_for(role='list item', name='Vendite Studio')
        ui.photograph('oauth-senders')
        self.leave_settings(ui)
        ui.key('ctrl+n')
        ui.mnemonic('F_rom')
        ui.key('space')
        ui.wait_for_text('Vendite Studio')
        ui.photograph('oauth-from')
        ui.key('Escape')
        ui.wait_gone(role='list item', containing='Vendite Studio')
        ui.key('ctrl+w')
        ui.wait_for(role='push button', name='Main menu')
        before = self.refuse(ui, 'gmail', 'Token has been expired or revoked.', 'access was taken back')
        ui.photograph('oauth-revoked')
        self.assert_told_once(ui, 'gmail', address, before, 1)
        self.mend(ui, browser, 'gmail', address)
        self.assertEqual(ui.quit(), 0, ui.output()[-4000:])

    def test_B36_B37_B40_microsoft_each_cause_in_its_words_also_after_a_restart(self):
        address = 'dora@outlook.com'
        ui, browser = self.connect(address, ['Down'], '_IMAP and SMTP')
        for number, (code, sentence) in enumerate([('AADSTS50173', 'The password has changed since the sign-in.'),
                                                   ('AADSTS65001', 'administrator has to agree first'),
                                                   ('AADSTS90002', 'This mailbox has moved.')], 1):
            before = self.refuse(ui, 'microsoft365', f'{code}: Something about it.', sentence)
            ui.photograph(f'oauth-{code}')
            self.assert_told_once(ui, 'microsoft365', address, before, number)
            self.assertEqual(ui.quit(), 0, ui.output()[-4000:])
            ui.launch(self.lab.command([PROGRAM]))
            ui.wait_for_text(sentence, 60)
            self.assertEqual(self.lab.order('microsoft365'), before + 1)
            self.mend(ui, browser, 'microsoft365', address)
        self.assertEqual(ui.quit(), 0, ui.output()[-4000:])


if __name__ == '__main__':
    tap.main()
