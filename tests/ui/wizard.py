# SPDX-License-Identifier: GPL-3.0-or-later
"""The wizard's pages by keyboard, for tests and for the demonstration."""
import time


def title(ui, text):
    """Waits for the page with that title (a text of the source)."""
    return ui.wait_for(role='heading', name=ui.word(text))


def begin(ui):
    """From the empty first window to the question for the address."""
    ui.wait_for_text(ui.word('Your correspondence, by person'))
    ui.photograph('01-empty-window', 1)
    ui.mnemonic('_Connect personal e-mail')
    title(ui, 'Connect personal e-mail')
    ui.photograph('02-wizard-automation')
    ui.key('Return')
    title(ui, 'Your e-mail address')


def give_address(ui, address):
    """Types the address and waits for what the sources say."""
    ui.type(address)
    ui.photograph('03-wizard-address')
    ui.key('Return')


def go_to_providers(ui):
    """To the choice by hand, whatever detection thought, with or without a network."""
    chooser, offline = ui.word('Choose your provider'), ui.word('No network yet')
    for _ in range(200):
        if ui.find(role='heading', name=chooser):
            break
        if ui.find(role='heading', name=offline):
            ui.mnemonic('_Enter the servers by hand')
        elif ui.find(role='list', name=ui.word('Where settings are looked for')) is None:
            ui.mnemonic('C_hoose another provider')
        time.sleep(0.2)
    title(ui, 'Choose your provider')


def choose_imap(ui):
    """Takes the last provider of the list, whatever detection thought."""
    go_to_providers(ui)
    ui.photograph('04-wizard-providers')
    ui.key('Down', 'Down', 'Down', 'Return')
    title(ui, 'What to expect')
    ui.photograph('05-wizard-expectations')


def accept(ui):
    """What to expect, and on."""
    ui.key('Return')
    title(ui, 'Sign in')


def fill_in(ui, password, imap, smtp):
    """Fills the form; imap and smtp are (host, port), with TLS."""
    ui.photograph('06-wizard-credentials')
    ui.fill('Pass_word', password, secret=True)
    ui.fill('_IMAP server', imap[0])
    ui.fill('IMAP _port', str(imap[1]))
    ui.fill('SMTP ser_ver', smtp[0])
    ui.fill('SMTP por_t', str(smtp[1]))


def sign_in(ui, password, imap, smtp):
    """The same, and goes on from the last field."""
    fill_in(ui, password, imap, smtp)
    ui.photograph('07-wizard-servers')
    ui.key('Return')        # a near server is checked before the page could be waited for
    ui.photograph('08-wizard-checking', 0.3)


def wait_connected(ui, address, timeout_s=60):
    """The dialog that says so, over the settings."""
    ui.wait_for_text(ui.words.gettext('%s is now connected') % address, timeout_s)
    ui.photograph('09-connected')
    ui.key('Return')
    ui.wait_for(role='list item', name=address)
    ui.photograph('10-settings')
