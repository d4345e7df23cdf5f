#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""flatpak_walk.py FLATPAK_USER_DIR ADMIN_FOLDER: connects a mailbox of the lab in the sandbox, by keyboard, with what the
administrator of the computer wrote into ADMIN_FOLDER (/etc/carteggio, or what stands in its place), as
build-aux/flatpak-check wants it: the window, the keyring through its name on the bus, and nothing of the home."""
import glob
import json
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


def administer(folder, lab):
    """What everybody's mailbox of the domain is found by."""
    os.makedirs(os.path.join(folder, 'domains.d'))
    with open(os.path.join(folder, 'domains.d', 'example.it.json'), 'w', encoding='ascii') as file:
        json.dump({'domains': ['example.it'], 'name': 'Esempio',
                   'imap': {'host': lab.host(), 'port': lab.ports['imap'], 'security': 'tls'},
                   'smtp': {'host': lab.host('good', 'smtp'), 'port': lab.ports['smtp'], 'security': 'tls'}}, file)


def connect(ui):
    """With the settings that the administrator wrote, after a look at the page that lists the providers."""
    wizard.begin(ui)
    wizard.give_address(ui, ADDRESS)
    ui.wait_for(role='push button', name='Connect to Esempio')
    assert ui.find(containing='Settings given by the administrator.'), ui.texts()
    ui.photograph('04-found')
    wizard.go_to_providers(ui)
    assert ui.find(containing='Installed as a Flatpak, Carteggio cannot see'), ui.texts()
    assert not ui.find(containing='Look in other mail'), 'there is nothing to look in'
    wizard.choose_imap(ui)
    wizard.accept(ui)
    ui.fill('Pass_word', PASSWORD, secret=True)     # the servers are the administrator's
    ui.key('Return')
    wizard.wait_connected(ui, ADDRESS)


def inside(ui, *command):
    return ui.run(['flatpak', '--user', 'run', '--command=sh', NAME, '-c', *command]).stdout


def keyring_items(ui):
    """What the session's keyring, outside the sandbox, has for the program."""
    found = ui.run(['secret-tool', 'search', '--all', 'xdg:schema', 'org.carteggio.Carteggio.Mailbox'])
    return found.stdout + found.stderr


def main():
    with Lab() as lab, Ui() as ui:
        lab.add_user(ADDRESS, PASSWORD)
        trust(sys.argv[1], lab.authority.bundle)
        administer(sys.argv[2], lab)
        with open(os.path.join(ui.environment['HOME'], 'private.txt'), 'w', encoding='ascii') as file:
            file.write('nobody else reads this')
        ui.launch(['flatpak', '--user', 'run', '--env=GSK_RENDERER=cairo', NAME])
        connect(ui)
        print('ok 1 - flatpak/A94-a-mailbox-is-connected-with-what-the-administrator-wrote')
        assert PASSWORD in keyring_items(ui), 'the password is not in the keyring'
        print('ok 2 - flatpak/the-password-is-in-the-keyring')
        assert 'nobody else' not in inside(ui, 'cat ~/private.txt 2>&1'), 'the sandbox reads the home'
        print('ok 3 - flatpak/the-home-is-out-of-reach')
        ui.key('Escape')
        ui.key('ctrl+q')
        wait_until(lambda: not ui.windows('Carteggio'), 20, 'the window to close')
        data = glob.glob(os.path.join(ui.environment['HOME'], '.var/app', NAME, 'data/carteggio/carteggio.db'))
        assert data, 'the profile is not below ~/.var/app'
        print('ok 4 - flatpak/the-profile-is-below-var-app')
    print('1..4')
    return 0


if __name__ == '__main__':
    sys.exit(main())
