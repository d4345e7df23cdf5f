# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about the tree as a whole: licence lines, unfinished work, translations, interface files."""
import re
import subprocess

UI_LINES = 400
LICENSED = ('.c', '.h', '.py', '.sh', '.css', '.ui', '.sql', '.xml', '.in')
MARKS = re.compile(r'\b(TO' r'DO|FIX' r'ME|X{3}|HA' r'CK)\b')
# Names of other products that stay out of the program.
FORBIDDEN = ['hub' + 'spot']
TRANSLATED_C = r'(?<![\w])(N?C?_|ngettext|g_dngettext|g_dpgettext2)\s*\('
TRANSLATED_XML = r'translatable="(yes|true)"'


def rule_licence(tree):
    """The first line, or the one after an interpreter or an XML declaration, is the licence's."""
    for source in tree.sources(LICENSED, ('src', 'tests', 'build-aux', 'data', '.ci')):
        if source.path.endswith('.in') and 'desktop' not in source.path and 'metainfo' not in source.path:
            continue
        if '/data/' in source.path and source.path.startswith('tests/'):
            continue
        lines = source.lines[:3]
        if lines and lines[0].startswith(('#!', '<?xml')):
            lines = lines[1:]
        else:
            lines = lines[:1]
        if not any('SPDX-License-Identifier:' in line for line in lines):
            yield source.path, 1, 'no SPDX-License-Identifier in the first line'


def rule_marks(tree):
    """No mark of unfinished work."""
    for source in tree.sources(('.c', '.h', '.py', '.ui', '.css', '.sql')):
        for number, match in source.find(MARKS, in_code=False):
            yield source.path, number, f'"{match.group(1)}": finish it, or open an issue'


def rule_names(tree):
    """No name of another product."""
    for source in tree.sources(('.c', '.h', '.ui', '.css', '.po', '.pot', '.in', '.xml', '.1', '.sql', '.txt', '.py'),
                               ('src', 'po', 'data', 'tests')):
        for name in FORBIDDEN:
            for number, _ in source.find(rf'(?i){name}', in_code=False):
                yield source.path, number, 'names another product'


def rule_interface_files(tree):
    """Interface files stay readable."""
    for source in tree.sources('.ui', ('src',)):
        count = len(source.lines) - 1
        if count > UI_LINES:
            yield source.path, 1, f'{count} lines; at most {UI_LINES}: make a widget of its own of a part'


def has_text(source):
    """Whether a file has text for people that gettext would find."""
    if source.is_c:
        return next(source.find(TRANSLATED_C), None) is not None
    return re.search(TRANSLATED_XML, source.text) is not None


def rule_potfiles(tree):
    """po/POTFILES lists exactly the files with text for people."""
    path = 'po/POTFILES'
    if path not in tree.paths:
        return
    listed = {}
    for number, line in enumerate(tree.source(path).lines, 1):
        line = line.split('#')[0].strip()
        if line:
            listed[line] = number
    for name, number in listed.items():
        if name not in tree.paths:
            yield path, number, f'{name} is not there'
    for source in tree.sources(('.c', '.h', '.ui'), ('src',)):
        if source.path not in listed and has_text(source):
            yield path, 1, f'{source.path} has text for people and is not listed: run build-aux/update-po'


def rule_translations(tree):
    """Each translation is complete and up to date with the sources."""
    if 'po/POTFILES' not in tree.paths:
        return
    done = subprocess.run([f'{tree.root}/build-aux/update-po', '--check'], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        for line in (done.stdout + done.stderr).strip().splitlines() or ['build-aux/update-po --check failed']:
            yield 'po', 1, line


RULES = [rule_licence, rule_marks, rule_names, rule_interface_files, rule_potfiles, rule_translations]
