# SPDX-License-Identifier: GPL-3.0-or-later
"""Chromium as the browser of a session with a display, and a person at its keyboard.

It is what the session opens https with, so that the program finds it as it finds any browser. It trusts the certificate
of the platforms of the lab, and no other of the lab's.
"""
import base64
import hashlib
import os
import shutil
import subprocess
import time

from session import wait_until

PROGRAM = shutil.which('chromium') or shutil.which('google-chrome')
# As root there is no sandbox; the other options keep it from speaking of itself or with anybody else.
OPTIONS = ['--no-sandbox', '--test-type', '--no-first-run', '--no-default-browser-check', '--disable-gpu',
           '--disable-extensions', '--disable-sync', '--disable-background-networking', '--disable-component-update',
           '--disable-features=DnsOverHttps,MediaRouter,OptimizationHints', '--password-store=basic', '--new-window',
           '--window-size=900,700', '--disable-save-password-bubble', '--noerrdialogs', '--force-renderer-accessibility=off']


def public_key_digest(certificate):
    """SHA-256 of a certificate's public key, in base64, as Chromium wants it."""
    key = subprocess.run(['openssl', 'x509', '-in', certificate, '-noout', '-pubkey'], capture_output=True, check=True,
                         stdin=subprocess.DEVNULL).stdout
    der = subprocess.run(['openssl', 'pkey', '-pubin', '-outform', 'der'], input=key, capture_output=True,
                         check=True).stdout
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


class RealBrowser:
    def __init__(self, session, certificate):
        self.session = session
        self.folder = os.path.join(session.folder, 'chromium')
        self._install([*OPTIONS, f'--user-data-dir={self.folder}',
                       f'--ignore-certificate-errors-spki-list={public_key_digest(certificate)}'])

    def _install(self, options):
        folder = os.path.join(self.session.environment['XDG_DATA_HOME'], 'applications')
        os.makedirs(folder, exist_ok=True)
        schemes = ['x-scheme-handler/https', 'x-scheme-handler/http']
        with open(os.path.join(folder, 'browser.desktop'), 'w', encoding='ascii') as file:
            file.write(f'[Desktop Entry]\nType=Application\nName=Browser\nMimeType={";".join(schemes)};\n'
                       f'Exec={PROGRAM} {" ".join(options)} %u\n')
        with open(os.path.join(self.session.environment['XDG_CONFIG_HOME'], 'mimeapps.list'), 'w',
                  encoding='ascii') as file:
            file.write('[Default Applications]\n' + ''.join(f'{scheme}=browser.desktop\n' for scheme in schemes))

    def key(self, *keys):
        for name in keys:
            self.session.run(['xdotool', 'key', '--clearmodifiers', name])
            time.sleep(0.1)

    def type(self, text):
        self.session.run(['xdotool', 'type', '--clearmodifiers', '--delay', '15', text])

    def wait_seen(self, title, timeout_s=60):
        """The page with that title, wherever the keyboard is."""
        wait_until(lambda: self.session.windows(f'^{title}'), timeout_s, f'the page {title}')

    def wait_for(self, title, timeout_s=60):
        """The same, with the keyboard on it."""
        self.wait_seen(title, timeout_s)
        window = self.session.windows(f'^{title}')[0]
        self.session.run(['xdotool', 'windowactivate', '--sync', window], timeout=20)
        time.sleep(0.7)         # until the page has taken the focus

    def choose(self):
        self.wait_for('Choose an account')
        self.key('Return')

    def log_in(self, password):
        self.wait_for('Sign in')
        self.key('ctrl+a')      # what was typed before is still there on the way back
        self.type(password)
        self.key('Return')

    def answer(self, allow=True):
        self.wait_for('Consent')
        self.key(*([] if allow else ['Tab']), 'Return')

    def programs(self):
        """The ids of its processes: they are the session's, whoever started them."""
        listed = subprocess.run(['pgrep', '-f', f'user-data-dir={self.folder}'], capture_output=True, text=True,
                                check=False).stdout
        return [int(word) for word in listed.split()]

    def close(self):
        for number in self.programs():
            try:
                os.kill(number, 15)
            except ProcessLookupError:
                pass
