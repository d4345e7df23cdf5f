#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""demo-walk.py: walks through the demonstration by keyboard, in the session it was started in, and leaves pictures.

Reads all it needs from the JSON file that CARTEGGIO_DEMO names (see data/demo/run-demo.py).
"""
import json
import os
import sys

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


def main():
    with open(os.environ['CARTEGGIO_DEMO'], encoding='utf-8') as file:
        demo = json.load(file)
    with Ui(joined=True, language=os.environ.get('LANGUAGE', '')) as ui:
        ui.shots = demo['screenshots']
        ui.launch(demo['command'])
        connect(ui, demo)
    return 0


if __name__ == '__main__':
    sys.exit(main())
