# SPDX-License-Identifier: GPL-3.0-or-later
"""A program as in a Flatpak: with its mark on the root, which nothing outside sees, and a portal to ask."""
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


def answer(ui, *numbers):
    """What the portal answers from now on: response, whether it may go on, whether it is started."""
    with open(os.path.join(ui.folder, 'answers'), 'w', encoding='ascii') as file:
        file.write(' '.join(map(str, numbers)))


def start_portal(ui, *numbers):
    """The process, which prints each question."""
    answer(ui, *numbers)
    portal = ui.start(['/usr/bin/python3', os.path.join(HERE, 'fake_portal.py'), os.path.join(ui.folder, 'answers')],
                      stdout=subprocess.PIPE, text=True)
    first = portal.stdout.readline()
    if first != 'ready\n':
        raise RuntimeError(f'the portal said {first}')
    return portal


def command(ui, words):
    """The command in a root of its own, whose folders are those there are, with the mark's file among them."""
    mark = os.path.join(ui.folder, 'flatpak-info')
    with open(mark, 'w', encoding='ascii') as file:
        file.write('[Application]\nname=org.carteggio.Carteggio\n')
    tops = [f'/{name}' for name in sorted(os.listdir('/')) if os.path.isdir(f'/{name}') and name not in ('dev', 'proc')]
    binds = [word for top in tops for word in ('--bind', top, top)]
    return ['bwrap', *binds, '--dev-bind', '/dev', '/dev', '--bind', '/proc', '/proc', '--bind', mark, '/.flatpak-info',
            '--die-with-parent', *words]
