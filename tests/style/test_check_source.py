#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule of build-aux/check-source finds a bad sample, and says nothing about a good one."""
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, '..', '..')
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, '..', 'lab'), os.path.join(TOP, 'build-aux')]
import tap  # noqa: E402
from source_rules import code, house, layers  # noqa: E402
from source_rules.tree import Tree  # noqa: E402

LICENCE = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'
TABLE = """layers = [
  ['base',  [],        []],
  ['net',   ['base'],  [gnutls_dep]],
  ['store', ['base'],
                       [sqlite_dep]],
  ['ui',    ['base', 'net'], gtk_dep],
]
"""
GOOD = LICENCE + """
#include "thing.h"

static int
twice (int i)
{
  return 2 * i; /* "goto" in words is nothing */
}

/**
 * ctg_thing_sum:
 * @a: one
 * @values: (array length=n): the others
 * @n: how many
 *
 * Returns: the sum
 */
int
ctg_thing_sum (int a, const int values[], int n)
{
  g_autofree char *text = g_strdup ("https://example.org // goto");

  return twice (a);
}
"""


class Sample(unittest.TestCase):
    """A small tree of its own for each test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.write('src/meson.build', TABLE)
        self.write('src/net/thing.h', LICENCE + '#pragma once\n')

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)

    def found(self, rule):
        return [message for _, _, message in rule(Tree(self.root))]

    def assert_finds(self, rule, words, times=1):
        messages = self.found(rule)
        self.assertEqual(times, sum(words in message for message in messages), messages)

    def assert_silent(self, rule):
        self.assertEqual([], self.found(rule))

    def function(self, body='', head='int\nctg_thing_go (int a)', block='/**\n * ctg_thing_go:\n * @a: it\n */\n'):
        self.write('src/net/thing.c', f'{LICENCE}\n{block}{head}\n{{\n{body}}}\n')


class GoodSampleTest(Sample):
    def test_a_good_file_passes_every_rule(self):
        self.write('src/net/thing.c', GOOD)
        for module in (layers, code, house):
            for rule in module.RULES:
                self.assert_silent(rule)


class LayersTest(Sample):
    def test_a_header_of_a_folder_above_is_refused(self):
        self.write('src/base/low.c', LICENCE + '#include "thing.h"\n')
        self.assert_finds(layers.rule_layers, 'src/base may not include thing.h of src/net')

    def test_a_header_of_a_folder_below_is_allowed(self):
        self.write('src/ui/window.c', LICENCE + '#include "thing.h"\n#include <gtk/gtk.h>\n')
        self.assert_silent(layers.rule_layers)

    def test_a_row_over_two_lines_is_read(self):
        self.assertEqual({'base'}, layers.table(Tree(self.root))['store'])

    def test_a_path_in_an_include_is_refused(self):
        self.write('src/ui/window.c', LICENCE + '#include "../net/thing.h"\n')
        self.assert_finds(layers.rule_layers, 'by its bare name')

    def test_a_folder_without_row_is_refused(self):
        self.write('src/extra/thing.c', LICENCE)
        self.assert_finds(layers.rule_layers, 'no row')

    def test_two_headers_of_one_name_are_refused(self):
        self.write('src/ui/thing.h', LICENCE)
        self.assert_finds(layers.rule_layers, 'thing.h stands in net and ui')

    def test_each_outside_library_has_its_folder(self):
        for header in ('gmime/gmime.h', 'sqlite3.h', 'gtk/gtk.h', 'adwaita.h', 'libsecret/secret.h', 'gnutls/x509.h',
                       'json-glib/json-glib.h', 'libxml/parser.h', 'libxml/HTMLparser.h', 'libsoup/soup.h', 'zstd.h',
                       'webkit/webkit.h'):
            with self.subTest(header=header):
                self.write('src/base/low.c', f'{LICENCE}# include <{header}>\n')
                self.assert_finds(layers.rule_layers, f'may include <{header}>')


class CodeTest(Sample):
    def test_each_banned_word_is_found(self):
        for body in ('goto out;', '// remark', 'strcpy (a, b);', 'sprintf (a, "x");', 'atoi (a);', 'system (a);',
                     'popen (a, "r");', 'char *a = alloca (3);', 'g_newa (char, 3);', 'g_error ("x");', 'strcat (a, b);',
                     'strtok (a, b);', 'g_get_real_time ();', 'time (NULL);'):
            with self.subTest(body=body):
                self.function(f'  {body}\n')
                self.assert_finds(code.rule_banned, 'not used here')

    def test_words_that_only_contain_a_banned_one_are_allowed(self):
        self.function('  g_error_free (a); /* goto */ my_system (b); g_strdup_printf ("//");\n')
        self.assert_silent(code.rule_banned)

    def test_a_long_line_is_found(self):
        self.function('  /* ' + 'x' * 130 + ' */\n')
        self.assert_finds(code.rule_sizes, 'columns')

    def test_a_long_function_is_found(self):
        self.function('  a++;\n' * 90)
        self.assert_finds(code.rule_sizes, 'ctg_thing_go has 93 lines')

    def test_a_long_file_is_found(self):
        self.write('src/net/thing.c', LICENCE + '\n' * 1001)
        self.assert_finds(code.rule_sizes, '1002 lines')

    def test_tabs_and_spaces_at_the_end_are_found(self):
        self.function('\ta++; \n')
        self.assert_finds(code.rule_sizes, 'tab')
        self.assert_finds(code.rule_sizes, 'end of the line')

    def test_too_many_parameters_are_found(self):
        self.function(head='int\nctg_thing_go (int a, int b, int c, int d,\n              int e, int f, int g, int h)')
        self.assert_finds(code.rule_sizes, '8 parameters')

    def test_cancellable_callback_data_and_error_are_not_counted(self):
        self.function(head='void\nctg_thing_go (int a, int b, int c, int d, int e, int f, int g, GCancellable *c,\n'
                           '   GAsyncReadyCallback callback, gpointer user_data)')
        self.assert_silent(code.rule_sizes)

    def test_a_function_without_block_is_found(self):
        self.function(block='/* just a remark */\n')
        self.assert_finds(code.rule_documentation, 'no gi-docgen block')

    def test_a_block_of_another_name_is_found(self):
        self.function(block='/**\n * ctg_thing_gone:\n * @a: it\n */\n')
        self.assert_finds(code.rule_documentation, 'begins with')

    def test_a_parameter_without_a_word_is_found(self):
        self.function(block='/**\n * ctg_thing_go:\n * @b: it\n */\n')
        self.assert_finds(code.rule_documentation, '@a')

    def test_a_function_as_parameter_has_its_name(self):
        self.function(head='int\nctg_thing_go (int a, gboolean (*ask) (gpointer), int values[3], ...)')
        self.assert_finds(code.rule_documentation, '@ask')

    def test_a_static_function_needs_no_block(self):
        self.function(head='static int\nctg_thing_go (int a)', block='')
        self.assert_silent(code.rule_documentation)

    def test_a_literal_colour_is_found(self):
        for style in ('a { color: #fff; }', 'a { color: rgba(0, 0, 0, 0.5); }', 'a { background: white; }'):
            with self.subTest(style=style):
                self.write('src/ui/style.css', f'/* {LICENCE[3:]} {style}\n')
                self.assert_finds(code.rule_colours, 'literal colour')

    def test_a_named_colour_is_allowed(self):
        self.write('src/ui/style.css', '#header { color: alpha(@accent_color, 0.5); }\n')
        self.assert_silent(code.rule_colours)


class HouseTest(Sample):
    def test_a_file_without_licence_is_found(self):
        self.write('src/net/other.c', '#include "thing.h"\n')
        self.assert_finds(house.rule_licence, 'SPDX')

    def test_a_mark_of_unfinished_work_is_found(self):
        self.write('src/net/other.c', LICENCE + '/* TO' 'DO: later */\n')
        self.assert_finds(house.rule_marks, 'finish it')

    def test_another_products_name_is_found(self):
        self.write('po/it.po', 'msgid "Like Hub' 'Spot"\n')
        self.assert_finds(house.rule_names, 'another product')

    def test_a_long_interface_file_is_found(self):
        self.write('src/ui/window.ui', '<a/>\n' * 401)
        self.assert_finds(house.rule_interface_files, '401 lines')

    def test_a_file_with_text_that_is_not_listed_is_found(self):
        for name, text in (('a.c', 'x (_("Hello"));'), ('b.c', 'ngettext ("a", "b", n)'), ('c.c', 'C_("a", "b")'),
                           ('d.ui', '<property translatable="yes">')):
            with self.subTest(name=name):
                self.write('po/POTFILES', 'src/net/thing.h\n')
                self.write(f'src/net/{name}', text + '\n')
                self.assert_finds(house.rule_potfiles, f'src/net/{name} has text')
                os.remove(os.path.join(self.root, 'src/net', name))

    def test_a_listed_file_that_is_gone_is_found(self):
        self.write('po/POTFILES', 'src/net/gone.c\n')
        self.assert_finds(house.rule_potfiles, 'src/net/gone.c is not there')


class TranslationTest(Sample):
    """update-po on a tree of its own."""

    def setUp(self):
        super().setUp()
        for name in ('update-po', 'source_rules/__init__.py', 'source_rules/house.py', 'source_rules/tree.py'):
            with open(os.path.join(TOP, 'build-aux', name), encoding='utf-8') as file:
                self.write(f'build-aux/{name}', file.read())
        os.chmod(os.path.join(self.root, 'build-aux/update-po'), 0o755)
        self.write('po/LINGUAS', 'it\n')
        self.write('po/POTFILES', 'src/net/a.c\n')
        self.write('src/net/a.c', 'x (_("Hello"));\n')

    def catalogue(self, entries):
        self.write('po/it.po', 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n' + entries)

    def test_a_missing_translation_is_found(self):
        self.catalogue('')
        self.assert_finds(house.rule_translations, 'lacks: "Hello"')

    def test_a_guessed_translation_is_found(self):
        self.catalogue('#, fuzzy\nmsgid "Hello"\nmsgstr "Ciao"\n')
        self.assert_finds(house.rule_translations, 'only guesses: "Hello"')

    def test_a_complete_translation_passes(self):
        self.catalogue('msgid "Hello"\nmsgstr "Ciao"\n')
        self.assert_silent(house.rule_translations)

    def test_update_adds_new_files_and_texts(self):
        self.write('po/POTFILES', '')
        self.catalogue('')
        done = subprocess.run([f'{self.root}/build-aux/update-po'], capture_output=True, text=True, check=False)
        self.assertIn('lacks: "Hello"', done.stdout + done.stderr)
        with open(f'{self.root}/po/POTFILES', encoding='utf-8') as file:
            self.assertEqual('src/net/a.c\n', file.read())


if __name__ == '__main__':
    tap.main()
