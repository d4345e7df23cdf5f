# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader finds on a page: each control has a name, and each error is tied to its field."""

CONTROLS = {'push button', 'toggle button', 'check box', 'radio button', 'text', 'password text', 'combo box',
            'spin button', 'switch', 'slider', 'menu item', 'link'}
ROWS = {'list item', 'table row'}


def words_of(node):
    """All that a row holds for the ear."""
    return [word for one in node.walk() for word in (one['name'], one.get('text')) if word]


def errors(ui):
    """The fields that say what is wrong with them, in the words that show below the form."""
    nodes = ui.nodes()
    said = {node.get('text') for node in nodes if node['role'] == 'label'}
    return [node['name'] for node in nodes if node['role'] in ('text', 'password text')
            and node['description'] and node['description'] in said]


def problems(ui):
    """What is wrong on the page that shows, in words."""
    found = []
    nodes = ui.nodes()
    for node in nodes:
        name = node['name'] or ''
        if node['role'] in CONTROLS and 'focusable' in node['states'] and not name.strip():
            found.append(f'no name: {dict(node, children=[])}')
        if node['role'] in ROWS and 'focusable' in node['states'] and not words_of(node):
            found.append(f'a row without words: {dict(node, children=[])}')
        if node['role'] in CONTROLS and '_' in name:
            found.append(f'a mnemonic in a name: {name}')
    if not any(node['role'] == 'heading' and node['name'] for node in nodes):
        found.append('no heading')
    return found
