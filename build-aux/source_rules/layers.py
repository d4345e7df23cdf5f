# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom, by the table in src/meson.build, and which folder alone may include an outside library."""
import os
import re

ROW = re.compile(r"\[\s*'(\w+)'\s*,\s*\[([^\]]*)\]\s*,", re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[">]', re.M)

# src/programs links the two programs: it has no library, hence no row.
PROGRAMS = {'base', 'cli', 'ui', 'engine', 'desktop'}

# A header's beginning, and the folders that alone may include it. The first that matches counts.
EXTERNAL = [
    (r'gmime/', {'mime'}),
    (r'ytnef', {'programs'}),
    (r'sqlite3', {'store'}),
    (r'zstd', {'store'}),
    (r'(gtk|gdk|gsk|webkit|pango|cairo)/|(adwaita|cairo|webkit2?)\.h', {'ui'}),
    (r'libsecret/', {'auth'}),
    (r'gnutls/', {'net'}),
    (r'libsoup/', {'net'}),
    (r'json-glib/', {'formats'}),
    (r'libxml/HTML', {'mime'}),
    (r'libxml/(tree|xmlstring|xmlerror|parser)\.h', {'formats', 'mime'}),
    (r'libxml/', {'formats'}),
]


def table(tree):
    """{folder: folders it may include} from src/meson.build."""
    path = 'src/meson.build'
    if path not in tree.paths:
        return {}
    text = tree.source(path).text
    match = re.search(r'^layers = \[\n(.*?)^\]', text, re.S | re.M)
    if match is None:
        return {}
    rows = {name: set(re.findall(r"'(\w+)'", others)) for name, others in ROW.findall(match.group(1))}
    return {**rows, 'programs': PROGRAMS}


def headers(tree):
    """{name of a header: folders that own one of that name}."""
    owners = {}
    for source in tree.sources('.h', ('src',)):
        if source.folder is not None:
            owners.setdefault(os.path.basename(source.path), set()).add(source.folder)
    return owners


def check_inner(source, number, name, allowed, owners):
    if '/' in name:
        yield source.path, number, f'include "{os.path.basename(name)}" by its bare name: the build gives the path'
        return
    owning = owners.get(name, set())
    if owning and source.folder not in owning and not owning & allowed:
        folder = ', '.join(sorted(owning))
        yield (source.path, number, f'src/{source.folder} may not include {name} of src/{folder}: '
               'see the table in src/meson.build')


def check_external(source, number, name):
    for pattern, folders in EXTERNAL:
        if re.match(pattern, name):
            if source.folder not in folders:
                yield (source.path, number, f'only src/{" and src/".join(sorted(folders))} may include <{name}>, '
                       f'not src/{source.folder}')
            return


def rule_layers(tree):
    """Includes follow the layer table, and each outside library has its folder."""
    rows, owners = table(tree), headers(tree)
    for name, folders in sorted(owners.items()):
        if len(folders) > 1:
            yield f'src/{sorted(folders)[0]}/{name}', 1, f'{name} stands in {" and ".join(sorted(folders))}: rename one'
    for source in tree.sources(('.c', '.h'), ('src',)):
        if source.folder is None:
            continue
        if source.folder not in rows:
            yield source.path, 1, f'src/{source.folder} has no row in the table of src/meson.build'
            continue
        for match in INCLUDE.finditer(source.text):
            number = source.line_of(match.start(1))
            if match.group(1) == '"':
                yield from check_inner(source, number, match.group(2), rows[source.folder], owners)
            else:
                yield from check_external(source, number, match.group(2))


RULES = [rule_layers]
