#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers each line on its input, a program's name, with its accessible tree as one line of JSON. A tab and a label's
words behind the name ask for that label's height in pixels instead.

A program of its own, because each test has a session with a bus of its own. A node is
{role, name, description, states, text, children}; text is what an entry or a password field gives away on the bus.

GTK tells most in one answer (org.a11y.atspi.Cache), of all that has been asked about once. What is still to be asked
goes out at once, and is not waited for in turn.
"""
import collections
import json
import sys

import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ACCESSIBLE, TEXT, COMPONENT = (f'org.a11y.atspi.{name}' for name in ('Accessible', 'Text', 'Component'))
PROPERTIES = 'org.freedesktop.DBus.Properties'
ROOT, CACHE = '/org/a11y/atspi/accessible/root', '/org/a11y/atspi/cache'
# What the library of Debian 13 calls otherwise than that of Debian 12.
RENAMED = {'button': 'push button'}
# What stands in these is drawing.
LEAVES = {'scroll bar', 'image', 'label', 'static', 'separator', 'check box', 'icon'}
DESCRIBED = {'text', 'password text', 'list item', 'push button', 'toggle button', 'check box', 'combo box', 'image'}
WRITTEN = {'text', 'entry', 'password text', 'label', 'static'}
TEXT_MAX = 1 << 24
ACTIVE = 1
STATES = {12: 'focused', 11: 'focusable', 24: 'sensitive', 4: 'checked', 25: 'showing', 10: 'expanded', 23: 'selected',
          36: 'invalid'}
IN_WINDOW = 1

Item = collections.namedtuple('Item', 'own application parent index n_children interfaces name role description states')


def has(item, state):
    return bool(item.states[state // 32] >> state % 32 & 1)


class Bus:
    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None, 0, -1,
                                    None).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def ask(self, owner, path, interface, method, arguments=None):
        return self.connection.call_sync(owner, path, interface, method, arguments, None, 0, -1, None).unpack()

    def ask_all(self, owner, questions):
        """The answers in the order of the questions (path, interface, method, arguments); None: it is gone."""
        answers, loop, left = [None] * len(questions), GLib.MainLoop(), len(questions)

        def keep(connection, result, at):
            nonlocal left
            try:
                answers[at] = connection.call_finish(result).unpack()
            except GLib.Error:
                pass
            left -= 1
            if left == 0:
                loop.quit()

        for at, (path, interface, method, arguments) in enumerate(questions):
            self.connection.call(owner, path, interface, method, arguments, None, 0, -1, None, keep, at)
        if questions:
            loop.run()
        return answers

    def find(self, wanted):
        """Who a program is on the bus, by its name."""
        name_of = GLib.Variant('(ss)', (ACCESSIBLE, 'Name'))
        for owner, path in self.ask('org.a11y.atspi.Registry', ROOT, ACCESSIBLE, 'GetChildren')[0]:
            if self.ask_all(owner, [(path, PROPERTIES, 'Get', name_of)])[0] == (wanted,):
                return owner
        return None


class Program:
    """What one program shows."""

    def __init__(self, bus, owner):
        self.bus = bus
        self.owner = owner
        self.items = {}       # by path
        self.children = {}    # paths, by path

    def read(self):
        """What is hidden stands in the cache too, and what nobody asked about does not: who has children is asked for
        them, and where that brought something new, the cache is read again."""
        self.read_items()
        self.children = {ROOT: [child for _, child in self.bus.ask(self.owner, ROOT, ACCESSIBLE, 'GetChildren')[0]]}
        if any(path not in self.items for path in self.children[ROOT]):
            self.read_items()
        paths = self.windows()
        while paths:
            answers = self.bus.ask_all(self.owner, [(path, ACCESSIBLE, 'GetChildren', None) for path in paths])
            self.children.update((path, [child for _, child in answer[0]]) for path, answer in zip(paths, answers) if answer)
            paths = [child for path in paths for child in self.children.get(path, ()) if self.may_have_children(child)]
        if any(path not in self.items for children in self.children.values() for path in children):
            self.read_items()

    def read_items(self):
        items = map(Item._make, self.bus.ask(self.owner, CACHE, 'org.a11y.atspi.Cache', 'GetItems')[0])
        self.items = {item.own[1]: item for item in items}

    def may_have_children(self, path):
        return path not in self.items or (self.items[path].n_children > 0 and self.role(path) not in LEAVES)

    def role(self, path):
        name = Atspi.role_get_name(Atspi.Role(self.items[path].role))
        return RENAMED.get(name, name)

    def reachable(self):
        left = self.windows()
        while left:
            path = left.pop()
            if path in self.items:
                yield path
                left += self.children.get(path, ())

    def windows(self):
        """The active one while there is one: what is behind a dialog cannot be reached."""
        windows = [path for path in self.children.get(ROOT, ()) if path in self.items]
        return [path for path in windows if has(self.items[path], ACTIVE)] or windows

    def describe(self, path, texts):
        item, role = self.items[path], self.role(path)
        entry = {'role': role, 'name': item.name, 'description': item.description if role in DESCRIBED else '',
                 'states': [name for state, name in STATES.items() if has(item, state)], 'children': []}
        if role in WRITTEN:
            entry['text'] = texts.get(path)
        if path != ROOT and role not in LEAVES:
            entry['children'] = [self.describe(child, texts) for child in self.children.get(path, ())
                                 if child in self.items]
        return entry

    def texts(self):
        """(0, -1) answers nothing on GTK 4.8."""
        paths = [path for path in self.reachable() if self.role(path) in WRITTEN and TEXT in self.items[path].interfaces]
        whole = GLib.Variant('(ii)', (0, TEXT_MAX))
        answers = self.bus.ask_all(self.owner, [(path, TEXT, 'GetText', whole) for path in paths])
        return {path: answer[0] for path, answer in zip(paths, answers) if answer}

    def tree(self):
        self.read()
        if ROOT not in self.items:
            return None
        texts = self.texts()
        entry = self.describe(ROOT, texts)
        entry['children'] = [self.describe(path, texts) for path in self.windows()]
        return entry

    def height_of(self, words):
        """Of the first label with these words, in pixels."""
        self.read()
        for path in self.reachable():
            if self.role(path) == 'label' and words in self.items[path].name:
                return self.bus.ask(self.owner, path, COMPONENT, 'GetExtents', GLib.Variant('(u)', (IN_WINDOW,)))[0][3]
        return None


def main():
    bus, programs = Bus(), {}
    for line in sys.stdin:
        name, _, words = line.strip('\n').partition('\t')
        try:
            owner = bus.find(name)
            program = programs.setdefault(owner, Program(bus, owner)) if owner else None
            answer = None if program is None else program.height_of(words) if words else program.tree()
        except (GLib.Error, LookupError) as error:   # a thing may go while it is read: the next reading is a new one
            answer = {'role': 'error', 'name': repr(error), 'children': [], 'states': []}
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
