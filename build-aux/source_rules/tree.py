# SPDX-License-Identifier: GPL-3.0-or-later
"""The files a rule looks at, and C text without its comments and strings."""
import os
import re
import subprocess

TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
OPENING = re.compile(r'^(\w+) \(', re.M)


def blank(text, keep_line_comments=True):
    """C with comments and strings turned into spaces, so that lines and columns stay where they are. A `//` comment
    keeps its two slashes, for the rule that forbids it."""
    def replace(match):
        found = match.group(0)
        if found[0] in '"\'':
            return found[0] + ' ' * (len(found) - 2) + found[0]
        spaces = re.sub(r'[^\n]', ' ', found)
        return '//' + spaces[2:] if keep_line_comments and found.startswith('//') else spaces
    return TOKEN.sub(replace, text)


class Function:
    """A function's definition in GNU layout: the name at column 0 on the line below its return type."""

    def __init__(self, name, line, last_line, is_static, parameters, documentation):
        self.name = name
        self.line = line
        self.last_line = last_line
        self.is_static = is_static
        self.parameters = parameters
        self.documentation = documentation


def split_parameters(text):
    """The parameters between a function's parentheses, each as written."""
    parts, depth, current = [], 0, ''
    for letter in text:
        depth += {'(': 1, ')': -1}.get(letter, 0)
        if letter == ',' and depth == 0:
            parts.append(current.strip())
            current = ''
        else:
            current += letter
    parts.append(current.strip())
    return [part for part in parts if part not in ('', 'void')]


def closing_parenthesis(text, start):
    depth = 0
    for i in range(start, len(text)):
        depth += {'(': 1, ')': -1}.get(text[i], 0)
        if depth == 0:
            return i
    return None


class Source:
    """One file of the tree."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding='utf-8', errors='replace') as file:
            self.text = file.read()
        self.lines = self.text.split('\n')
        self.is_c = path.endswith(('.c', '.h'))
        self._code = None

    @property
    def code(self):
        if self._code is None:
            self._code = blank(self.text)
        return self._code

    @property
    def folder(self):
        """The folder below src, or None."""
        parts = self.path.split('/')
        return parts[1] if parts[0] == 'src' and len(parts) > 2 else None

    def line_of(self, offset):
        return self.text.count('\n', 0, offset) + 1

    def find(self, pattern, in_code=True):
        """(line number, match) for each place in the code, or in the whole text."""
        text = self.code if in_code else self.text
        for match in re.finditer(pattern, text):
            yield self.line_of(match.start()), match

    def functions(self):
        """The definitions of a C file, in order."""
        for match in OPENING.finditer(self.code):
            end = closing_parenthesis(self.code, match.end() - 1)
            if end is None or not re.match(r'\s*(G_GNUC_\w+(?: \([^)]*\))?\s*)*\n\{', self.code[end + 1:]):
                continue
            above = self.code[:match.start()].rstrip('\n').split('\n')[-1]
            if not above.strip() or above[0] in ' }#':
                continue
            body_end = re.compile(r'^\}', re.M).search(self.code, end)
            start_of_type = self.code.rfind('\n', 0, match.start() - 1) + 1
            before = self.text[:start_of_type].rstrip()
            documentation = None
            if before.endswith('*/'):
                documentation = before[before.rfind('/*'):]
            yield Function(match.group(1), self.line_of(match.start()),
                           self.line_of(body_end.start()) if body_end else len(self.lines),
                           re.search(r'\bstatic\b', above) is not None,
                           split_parameters(self.text[match.end():end]), documentation)


class Tree:
    """The repository's files, those that git knows or would add."""

    def __init__(self, root):
        self.root = root
        self.paths = self._list()
        self._sources = {}

    def _list(self):
        command = ['git', '-C', self.root, 'ls-files', '--cached', '--others', '--exclude-standard']
        listed = subprocess.run(command, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            paths = listed.stdout.splitlines()
        else:
            paths = [os.path.relpath(os.path.join(folder, name), self.root)
                     for folder, _, names in os.walk(self.root) for name in names]
        return sorted(path for path in set(paths) if os.path.isfile(os.path.join(self.root, path)))

    def source(self, path):
        if path not in self._sources:
            self._sources[path] = Source(self.root, path)
        return self._sources[path]

    def sources(self, endings, folders=('src', 'tests')):
        """The files below the folders whose name ends in one of the endings."""
        for path in self.paths:
            if path.endswith(endings) and path.split('/')[0] in folders:
                yield self.source(path)
