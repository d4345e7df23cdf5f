#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""demo-walk.py: walks through the demonstration by keyboard, in the session it was started in, and leaves pictures.

Reads all it needs from the JSON file that CARTEGGIO_DEMO names (see data/demo/run-demo.py).
"""
import json
import os
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import wizard  # noqa: E402
from ui_driver import Ui  # noqa: E402


def connect(ui, demo):
    wizard.begin(ui)
    wizard.give_address(ui, demo['address'])
    wizard.choose_imap(ui)
    wizard.accept(ui)
    wizard.sign_in(ui, demo['password'], (demo['imap']['host'], demo['imap']['port']),
                   (demo['smtp']['host'], demo['smtp']['port']))
    wizard.wait_connected(ui, demo['address'])
    ui.key('Escape')


def import_contacts(ui, demo):
    """Through the main menu and the file chooser's location."""
    ui.key('Escape')
    ui.wait_for(role='push button', name=ui.word('Main menu'))
    ui.key('F10', 'Down', 'Down', 'Return')
    ui.wait_for_text(ui.word('Contacts come as CSV or vCard, mail as mbox, Maildir or single letters.'))
    ui.key('Return')
    ui.wait_for(role='push button', containing=ui.word('_Open'))
    time.sleep(1)
    ui.type(demo['contacts'])
    time.sleep(0.5)
    ui.key('Return')
    ui.wait_gone(role='push button', containing=ui.word('_Open'))


def log_letters(ui, n):
    """Logs letters of known people from the inbox: what answers them follows by itself, and the next one is chosen."""
    ui.key('alt+2')
    ui.wait_focus(role='list item')
    ui.key('Down')
    ui.photograph('11-inbox', 1.5)
    for _ in range(n):
        ui.key('ctrl+l')
        time.sleep(1.5)     # the tree of a long list is read too slowly to see a toast come and go
        if ui.find(role='frame', name=ui.word('New contact')):
            ui.key('Escape', 'Down')
            time.sleep(1)


def show_contact(ui):
    """The first contact's page, who wrote last: the newest thread, its letters, and why they are there."""
    ui.key('alt+1')
    ui.wait_focus(role='list item')
    ui.key('Home', 'Return')
    ui.wait_focus(role='push button')
    ui.wait_for_text(ui.word('Why here?'))
    ui.photograph('12-contact', 1.5)
    ui.tab_to(name=ui.word('Why here?'))
    ui.key('Return')
    ui.photograph('13-why-here', 1)
    ui.key('Escape')


def show_attachments(ui, n_contacts=9):
    """The first contact's shelf that holds something: its tab says how many."""
    ui.key('alt+1')
    ui.wait_focus(role='list item')
    for _ in range(n_contacts):
        tab = ui.find(role='page tab', containing=ui.word('Attachments'))
        if tab is not None and any(letter.isdigit() for letter in tab['name']):
            break
        ui.key('Down')
        time.sleep(1)
    else:
        raise AssertionError('no contact has an attachment')
    ui.mnemonic('_Attachments %u')
    ui.wait_for(role='page tab', containing=ui.word('Attachments'), state='selected')
    ui.photograph('14-attachments', 1)


def main():
    with open(os.environ['CARTEGGIO_DEMO'], encoding='utf-8') as file:
        demo = json.load(file)
    with Ui(joined=True, language=os.environ.get('LANGUAGE', '')) as ui:
        ui.shots = demo['screenshots']
        ui.launch(demo['command'])
        connect(ui, demo)
        import_contacts(ui, demo)
        log_letters(ui, 6)
        show_contact(ui)
        show_attachments(ui)
    return 0


if __name__ == '__main__':
    sys.exit(main())
