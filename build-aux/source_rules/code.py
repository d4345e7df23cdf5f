# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about the text of C files: sizes, words that are not used here, documentation."""
import re

LINE_COLUMNS = 120
FUNCTION_LINES = 80
FILE_LINES = 1000
PARAMETERS = 7
# What every function of GIO's kind has at its end is not counted.
USUAL_PARAMETERS = re.compile(r'^(GCancellable \*|GAsyncReadyCallback |GError \*\*|gpointer +user_data$|gpointer +data$)')

# (name, remedy, pattern, the paths where it is allowed)
BANNED = [
    ('goto', 'leave by return, with g_autoptr to clean up', r'\bgoto\b', None),
    ('//', 'comments are /* ... */', r'//', None),
    ('alloca', 'use the heap with g_autofree', r'\b(g_)?(alloca|newa0?)\s*\(', None),
    ('strcpy', 'use g_strlcpy or g_strdup', r'\bst[rp]n?cpy\s*\(', None),
    ('strcat', 'use g_string_append or g_strconcat', r'\bstrn?cat\s*\(', None),
    ('sprintf', 'use g_strdup_printf or g_snprintf', r'\bv?sprintf\s*\(', None),
    ('gets', 'use a bounded read', r'\bgets\s*\(', None),
    ('strtok', 'use g_strsplit', r'\bstrtok(_r)?\s*\(', None),
    ('atoi', 'use g_ascii_string_to_unsigned, which reports errors', r'\bato[ilf]l?\s*\(', r'src/base/fault\.c|src/store/faulty-vfs\.c|tests/'),
    ('system', 'use GSubprocess with an argument vector', r'\bsystem\s*\(', None),
    ('popen', 'use GSubprocess with an argument vector', r'\bpopen\s*\(', None),
    ('g_error', 'data from outside never ends the program; report a GError', r'\bg_error\s*\(', r'src/base/|tests/'),
    ('the real time', 'only base/clock.c reads it: use ctg_clock_now_utc_s',
     r'\bg_(get_real_time|date_time_new_now(_utc|_local)?)\s*\(|\btime\s*\(\s*(NULL|0)\s*\)', r'src/base/|tests/'),
]
COLOUR = re.compile(r'#[0-9a-fA-F]{3,8}\b|\b(rgba?|hsla?)\s*\(|:[^;{]*\b(white|black|red|green|blue|yellow|orange|gr[ae]y)\b')


def rule_banned(tree):
    """Words and functions that are not used here."""
    for source in tree.sources(('.c', '.h')):
        for name, remedy, pattern, allowed in BANNED:
            if allowed is not None and re.match(allowed, source.path):
                continue
            for number, _ in source.find(pattern):
                yield source.path, number, f'{name} is not used here: {remedy}'


def rule_sizes(tree):
    """Lines, functions, parameters and files stay small."""
    for source in tree.sources(('.c', '.h')):
        for number, line in enumerate(source.lines, 1):
            if len(line) > LINE_COLUMNS:
                yield source.path, number, f'{len(line)} columns; at most {LINE_COLUMNS}'
            if line != line.rstrip():
                yield source.path, number, 'space at the end of the line'
            if '\t' in line:
                yield source.path, number, 'a tab; indent with spaces'
        if len(source.lines) - 1 > FILE_LINES:
            yield source.path, 1, f'{len(source.lines) - 1} lines; at most {FILE_LINES}: cut it by concern'
        for function in source.functions():
            length = function.last_line - function.line + 1
            if length > FUNCTION_LINES:
                yield source.path, function.line, f'{function.name} has {length} lines; at most {FUNCTION_LINES}'
            own = [parameter for parameter in function.parameters if not USUAL_PARAMETERS.match(parameter)]
            if len(own) > PARAMETERS:
                yield (source.path, function.line, f'{function.name} has {len(own)} parameters; '
                       f'at most {PARAMETERS}, then an options struct')


def documentation_problem(function):
    """What is wrong with the block above a non-static function, or None."""
    if function.documentation is None or not function.documentation.startswith('/**\n'):
        return f'{function.name} is not static and has no gi-docgen block right above it'
    first = function.documentation.split('\n')[1].strip(' *')
    if first.split(':')[0] != function.name or ':' not in first:
        return f'the block above {function.name} begins with "{first}" instead of "{function.name}:"'
    for parameter in function.parameters:
        match = re.search(r'\(\*\s*(\w+)\)', parameter) or re.search(r'(\w+)(\s*\[\w*\])*$', parameter)
        if match is None:           # "..."
            continue
        name = match.group(1)
        if not re.search(rf'@{name}\b', function.documentation):
            return f'the block above {function.name} does not say what @{name} is'
    return None


def rule_documentation(tree):
    """Each non-static function has its gi-docgen block, with each parameter."""
    for source in tree.sources('.c', ('src',)):
        functions = list(source.functions())
        documented = {function.name for function in functions if (function.documentation or '').startswith('/**\n')}
        for function in functions:
            if function.is_static or function.name == 'main':
                continue
            # The other half of an #ifdef shares the block.
            if function.documentation is None and function.name in documented:
                continue
            problem = documentation_problem(function)
            if problem is not None:
                yield source.path, function.line, problem


def rule_colours(tree):
    """No literal colour: Adwaita's names only."""
    for source in tree.sources('.css', ('src', 'data')):
        text = re.sub(r'/\*.*?\*/', lambda match: re.sub(r'[^\n]', ' ', match.group(0)), source.text, flags=re.S)
        for number, line in enumerate(text.split('\n'), 1):
            if COLOUR.search(line):
                yield source.path, number, 'a literal colour: use one of Adwaita by its name'
    for source in tree.sources('.c', ('src',)):
        for number, _ in source.find(r'"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})"', in_code=False):
            yield source.path, number, 'a literal colour: ask the style context for a named one'


RULES = [rule_banned, rule_sizes, rule_documentation, rule_colours]
