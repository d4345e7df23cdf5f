# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of node that only tests need, installed once into the build folder."""
import os
import shutil
import subprocess

# node itself too: oidc-provider wants a newer one than Debian 12 has.
PACKAGES = ['node@22', 'oidc-provider@9.13.3', 'express@5.3.0']
# Validates requests by a description of a service.
PRISM = '@stoplight/prism-cli@5.14.2'
FOLDER = os.environ.get('CARTEGGIO_NODE', os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                                       '../../build/node'))


def is_installed():
    return all(os.path.isdir(os.path.join(FOLDER, 'node_modules', package.rpartition('@')[0])) for package in PACKAGES)


def install():
    """Whether the packages are there. Needs the network the first time."""
    if shutil.which('node') is None or shutil.which('npm') is None:
        return False
    if not is_installed():
        os.makedirs(FOLDER, exist_ok=True)
        subprocess.run(['npm', 'install', '--no-audit', '--no-fund', '--prefix', FOLDER, *PACKAGES], check=False,
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
    return is_installed()


def install_prism():
    """Whether it is there, in a folder of its own: it brings much along."""
    folder = FOLDER + '-prism'
    if install() and not os.path.isdir(os.path.join(folder, 'node_modules/@stoplight/prism-cli')):
        os.makedirs(folder, exist_ok=True)
        subprocess.run(['npm', 'install', '--no-audit', '--no-fund', '--prefix', folder, PRISM], check=False,
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
    return os.path.isdir(os.path.join(folder, 'node_modules/@stoplight/prism-cli'))


def prism_command(description, port):
    """A server at that port of this computer that refuses every request which is not of the description."""
    return [os.path.join(FOLDER, 'node_modules/.bin/node'), os.path.join(FOLDER + '-prism', 'node_modules/.bin/prism'),
            'mock', '--errors', '--port', str(port), description]


def command(script, *arguments):
    """Runs a module of this folder with those packages: it is copied beside them, where node looks for them."""
    here = os.path.dirname(os.path.abspath(__file__))
    target = os.path.join(FOLDER, script)
    shutil.copyfile(os.path.join(here, script), target)
    return [os.path.join(FOLDER, 'node_modules/.bin/node'), target, *arguments]
