# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a real window by keyboard, and reads it back over the accessibility bus.

    with Ui() as ui:
        ui.launch([program])
        ui.wait_for(role='push button', name='Connect personal e-mail')
        ui.key('Return')
        ui.photograph('wizard')

Display, bus, keyring, window manager and home are its own (tests/lab/session.py); what it started is ended by process
id. Photographs go to the folder that CARTEGGIO_SHOTS names, else nowhere.
"""
import functools
import gettext
import json
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lab'))
from session import Session, end, wait_until  # noqa: E402

PROGRAM = os.environ.get('CARTEGGIO', 'carteggio')
PATIENCE_S = float(os.environ.get('CARTEGGIO_PATIENCE', '20'))
LOCALE_DIR = os.environ.get('CARTEGGIO_LOCALEDIR')


@functools.cache
def named_locale():
    """A locale of this computer that is not C's, or None."""
    there = subprocess.run(['locale', '-a'], capture_output=True, text=True, check=False).stdout.split()
    return next((name for name in ('it_IT.utf8', 'en_US.utf8') if name in there), None)


def words_of(language):
    """What else has LANGUAGE looked at: glibc 2.39 and newer do not in a locale of C's. Dates and numbers stay C's."""
    return {'LC_MESSAGES': named_locale()} if language and named_locale() else {}


class Node(dict):
    """One accessible object."""

    def walk(self):
        yield self
        for child in self.get('children', ()):
            yield from Node(child).walk()

    def matches(self, role=None, name=None, state=None, containing=None):
        return ((role is None or self['role'] == role)
                and (name is None or self['name'] == name)
                and (containing is None or containing in (self['name'] or '') or containing in (self.get('text') or ''))
                and (state is None or state in self['states']))


class Ui(Session):
    """A session with one program in it."""

    def __init__(self, language='', size='1280x800', dark=False, joined=False, **options):
        """joined: in the session this process was started in, instead of one of its own."""
        super().__init__(size=size, **options)
        self.joined = joined
        self.language = language
        for name in [name for name in self.environment if name.startswith('LC_')]:
            del self.environment[name]
        self.environment.update({'LANG': 'C.UTF-8', 'LANGUAGE': language, **words_of(language)})
        if dark:
            self.environment['ADW_DEBUG_COLOR_SCHEME'] = 'prefer-dark'
        self.words = gettext.translation('carteggio', LOCALE_DIR, [language or 'C'], fallback=True)
        self.program = None
        self.reader = None
        self.shots = os.environ.get('CARTEGGIO_SHOTS')

    def set_up(self):
        if not self.joined:
            super().set_up()

    def launch(self, command=None, name='carteggio'):
        """Starts the program; name is what it calls itself on the accessibility bus."""
        self.reader = self.start(['/usr/bin/python3', os.path.join(HERE, 'read_tree.py')],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.name = name
        self.program = self.start(command or [PROGRAM])
        wait_until(lambda: self.tree() or self.program.poll() is not None, PATIENCE_S, 'the program')
        if self.program.poll() is not None:
            raise RuntimeError('the program ended: ' + self.output())
        return self.program

    def output(self):
        """What the program has printed so far."""
        path = os.path.join(self.folder, os.path.basename(self.program.args[0]) + '.log')
        with open(path, encoding='utf-8', errors='replace') as file:
            return file.read()

    def quit(self, patience_s=10):
        """Ends the program by its key, and returns its status. What is pressed while a dialog goes reaches nobody."""
        deadline = time.monotonic() + patience_s
        while self.program.poll() is None and time.monotonic() < deadline:
            self.key('ctrl+q')
            try:
                self.program.wait(2)
            except subprocess.TimeoutExpired:
                pass
        if self.program.poll() is None:
            end(self.program)
            return None
        return self.program.returncode

    # --- Words ---

    def programs(self):
        """The names of the processes that the program has started, and theirs."""
        listed = subprocess.run(['ps', '-eo', 'pid=,ppid=,comm='], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in listed.splitlines()]
        family, names = {str(self.program.pid)}, []
        for _ in range(6):
            for pid, parent, name in rows:
                if parent in family and pid not in family:
                    family.add(pid)
                    names.append(name)
        return names

    def word(self, text):
        """What the program shows for a text of its source, in its language, without the mnemonic."""
        return self.words.gettext(text).replace('_', '')

    def mnemonic(self, text):
        """Presses Alt and the letter underlined in that text."""
        shown = self.words.gettext(text)
        self.key('alt+' + shown[shown.index('_') + 1].lower())

    # --- The keyboard ---

    def key(self, *keys):
        for name in keys:
            self.run(['xdotool', 'key', '--clearmodifiers', name])
            time.sleep(0.05)

    def type(self, text):
        self.run(['xdotool', 'type', '--clearmodifiers', '--delay', '15', text])
        time.sleep(0.05)

    def fill(self, label, text, secret=False):
        """Goes to the field with that label by its mnemonic and types over what it holds.

        libadwaita 1.2 does not say on the bus that an entry row has the focus: what was typed shows it.
        """
        self.mnemonic(label)
        self.key('ctrl+a')
        self.type(text)
        if not secret:
            wait_until(lambda: self.find(role='text', name=self.word(label)).get('text') == text, PATIENCE_S,
                       f'“{text}” in {label}')

    def tab_to(self, limit=40, **wanted):
        """Tabs until the focus is on what is wanted."""
        for _ in range(limit):
            focused = self.focused()
            if focused is not None and focused.matches(**wanted):
                return focused
            self.key('Tab')
            time.sleep(0.1)
        raise AssertionError(f'Tab does not reach {wanted}: it ends on {self.focused()}')

    # --- What can be perceived ---

    def tree(self):
        """The program's accessible tree, or None before there is one."""
        self.reader.stdin.write(self.name.encode() + b'\n')
        self.reader.stdin.flush()
        tree = json.loads(self.reader.stdout.readline())
        return Node(tree) if tree and tree['role'] != 'error' else None

    def height_of(self, words):
        """How high the label with these words is, in pixels."""
        self.reader.stdin.write(f'{self.name}\t{words}\n'.encode())
        self.reader.stdin.flush()
        height = json.loads(self.reader.stdout.readline())
        assert isinstance(height, int), height
        return height

    def nodes(self, **wanted):
        tree = self.tree()
        return [node for node in tree.walk() if node.matches(**wanted)] if tree else []

    def find(self, **wanted):
        """The first object that matches, or None."""
        return next(iter(self.nodes(**wanted)), None)

    def wait_for(self, timeout_s=None, **wanted):
        return wait_until(lambda: self.find(**wanted), timeout_s or PATIENCE_S, f'{wanted}')

    def wait_for_text(self, text, timeout_s=None):
        return wait_until(lambda: self.find(containing=text), timeout_s or PATIENCE_S, f'“{text}”')

    def wait_gone(self, timeout_s=None, **wanted):
        wait_until(lambda: self.find(**wanted) is None, timeout_s or PATIENCE_S, f'{wanted} to go')

    def width(self):
        """Of the window in front, in pixels."""
        shown = self.run(['xdotool', 'getactivewindow', 'getwindowgeometry', '--shell']).stdout
        return int(re.search(r'WIDTH=([0-9]+)', shown).group(1))

    def focused(self):
        nodes = self.nodes(state='focused')
        return nodes[-1] if nodes else None

    def wait_focus(self, timeout_s=None, **wanted):
        return wait_until(lambda: next((node for node in self.nodes(state='focused') if node.matches(**wanted)), None),
                          timeout_s or PATIENCE_S, f'the focus on {wanted}')

    def texts(self):
        """Everything that shows, for a message about what is missing."""
        return [node.get('text') or node['name'] for node in self.nodes() if node['name'] or node.get('text')]

    def photograph(self, name, settle_s=0.4):
        """Takes a picture of the screen once what moves has come to rest."""
        if self.shots:
            time.sleep(settle_s)
            os.makedirs(self.shots, exist_ok=True)
            self.screenshot(os.path.join(self.shots, name + '.png'))

    def dump(self):
        """The tree as indented lines, to look at."""
        lines = []

        def walk(node, depth):
            text = f' = {node["text"]!r}' if node.get('text') else ''
            lines.append('  ' * depth + f'{node["role"]} {node["name"]!r} {",".join(node["states"])}{text}')
            for child in node['children']:
                walk(child, depth + 1)

        walk(self.tree() or {'role': 'nothing', 'name': '', 'states': [], 'children': []}, 0)
        return '\n'.join(lines)
