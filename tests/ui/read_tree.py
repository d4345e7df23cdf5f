#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers each line on its input, a program's name, with its accessible tree as one line of JSON. A tab and a label's
words behind the name ask for that label's height in pixels instead.

A program of its own, because pyatspi keeps the bus it first met, and each test has a session of its own. A node is
{role, name, description, states, text, children}; text is what an entry or a password field gives away on the bus.
"""
import json
import sys

import gi
gi.require_version('Atspi', '2.0')
import pyatspi  # noqa: E402

DEPTH = 40
# What stands in these is drawing, and each question costs a round trip.
LEAVES = {'scroll bar', 'image', 'label', 'static', 'separator', 'check box', 'icon'}
DESCRIBED = {'text', 'password text', 'list item', 'push button', 'toggle button', 'check box', 'combo box', 'image'}
STATES = {pyatspi.STATE_FOCUSED: 'focused', pyatspi.STATE_FOCUSABLE: 'focusable', pyatspi.STATE_SENSITIVE: 'sensitive',
          pyatspi.STATE_CHECKED: 'checked', pyatspi.STATE_SHOWING: 'showing', pyatspi.STATE_EXPANDED: 'expanded',
          pyatspi.STATE_SELECTED: 'selected', pyatspi.STATE_INVALID_ENTRY: 'invalid'}


def text_of(node):
    try:
        text = node.queryText()
    except NotImplementedError:
        return None
    return text.getText(0, text.characterCount)   # (0, -1) answers nothing on GTK 4.8


def describe(node, depth=0):
    states = node.getState()
    role = node.getRoleName()
    entry = {'role': role, 'name': node.name, 'description': node.description if role in DESCRIBED else '',
             'states': [name for state, name in STATES.items() if states.contains(state)], 'children': []}
    if role in ('text', 'entry', 'password text', 'label', 'static'):
        entry['text'] = text_of(node)
    if depth < DEPTH and role not in LEAVES:
        entry['children'] = [describe(child, depth + 1) for child in node if child is not None]
    return entry


def is_active(window):
    return window is not None and window.getState().contains(pyatspi.STATE_ACTIVE)


def read(wanted):
    """The whole application, or only its active window while it has one: what is behind a dialog cannot be reached."""
    for application in pyatspi.Registry.getDesktop(0):
        if application is not None and application.name == wanted:
            entry = describe(application, DEPTH)
            windows = list(application)
            entry['children'] = [describe(window) for window in [w for w in windows if is_active(w)] or windows]
            return entry
    return None


def measure(wanted, words):
    """The height of the first label with these words."""
    for application in pyatspi.Registry.getDesktop(0):
        if application is not None and application.name == wanted:
            label = pyatspi.findDescendant(application, lambda node: node.getRoleName() == 'label'
                                           and words in (text_of(node) or ''))
            return label.queryComponent().getExtents(pyatspi.WINDOW_COORDS).height if label is not None else None
    return None


for line in sys.stdin:
    name, _, label_words = line.strip('\n').partition('\t')
    try:
        answer = measure(name, label_words) if label_words else read(name)
    except Exception as error:   # a widget may go while it is read: the next reading finds the new tree
        answer = {'role': 'error', 'name': repr(error), 'children': [], 'states': []}
    print(json.dumps(answer), flush=True)
