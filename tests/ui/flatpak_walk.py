#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""flatpak_walk.py FLATPAK_USER_DIR: connects a mailbox of the lab in the sandbox, by keyboard, as build-aux/flatpak-check
wants it: the window, the keyring through its name on the bus, and nothing of the home."""
import glob
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, '..', 'lab'))
from lab import Lab  # noqa: E402
from session import wait_until  # noqa: E402
from ui_driver import Ui  # noqa: E402
import wizard  # noqa: E402

NAME = 'org.carteggio.Carteggio'
ADDRESS, PASSWORD = 'anna@example.it', 'segreto del flatpak'


def trust(user_dir, bundle):
    """The sandbox sees its runtime's authorities, so the lab's is put there. Deployed files are links: a new one is made."""
    pattern = os.path.join(user_dir, 'runtime/org.gnome.Platform/*/*/active/files/etc/ssl/certs/ca-certificates.crt')
    for path in glob.glob(pattern):
        shutil.copyfile(bundle, path + '.new')
        os.rename(path + '.new', path)


def connect(ui, lab):
    wizard.begin(ui)
    wizard.give_address(ui, ADDRESS)
    wizard.choose_imap(ui)
    wizard.accept(ui)
    wizard.sign_in(ui, PASSWORD, (lab.host(), lab.ports['imap']), (lab.host('good', 'smtp'), lab.ports['smtp']))
    wizard.wait_connected(ui, ADDRESS)


def inside(ui, *command):
    return ui.run(['flatpak', '--user', 'run', '--command=sh', NAME, '-c', *command]).stdout


def main():
    with Lab() as lab, Ui() as ui:
        lab.add_user(ADDRESS, PASSWORD)
        trust(sys.argv[1], lab.authority.bundle)
        with open(os.path.join(ui.environment['HOME'], 'private.txt'), 'w', encoding='ascii') as file:
            file.write('nobody else reads this')
        ui.launch(['flatpak', '--user', 'run', '--env=GSK_RENDERER=cairo', NAME])
        connect(ui, lab)
        assert 'nobody else' not in inside(ui, 'cat ~/private.txt 2>&1'), 'the sandbox reads the home'
        assert inside(ui, 'ls -d /run/host/etc'), 'what the administrator wrote is not seen'
        print('ok 1 - flatpak/a-mailbox-is-connected-in-the-sandbox')
        ui.key('Escape')
        ui.key('ctrl+q')
        wait_until(lambda: not ui.windows('Carteggio'), 20, 'the window to close')
        data = glob.glob(os.path.join(ui.environment['HOME'], '.var/app', NAME, 'data/carteggio/carteggio.db'))
        assert data, 'the profile is not below ~/.var/app'
        print('ok 2 - flatpak/the-profile-is-below-var-app')
    print('1..2')
    return 0


if __name__ == '__main__':
    sys.exit(main())
