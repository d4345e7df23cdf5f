#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts among each other and out into files: merged and taken back, duplicates proposed, written and read again."""
import json
import os
import stat
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402
from product import ProductCase, letter  # noqa: E402

ME = 'io@studio.example'
WORK, HOME = 'Carlo Neri <carlo@cliente.example>', 'Carlo Neri <carlo.neri@casa.example>'


class ContactCase(ProductCase):
    def take_in(self, *letters):
        folder = self.path(f'mail-{len(os.listdir(self.folder))}')
        for name in ('cur', 'new', 'tmp'):
            os.makedirs(f'{folder}/{name}')
        for number, raw in enumerate(letters):
            with open(f'{folder}/cur/{number}.host:2,S', 'wb') as file:
                file.write(raw)
        return self.ask('import', folder, '--log', '--me', ME)

    def add(self, *words):
        return self.ask('contacts', 'add', *words)['id']

    def fails(self, *words, code, status=1):
        error = json.loads(self.run_ctl(*words, status=status).stdout)['error']
        self.assertEqual(error['code'], code, error)
        return error


class MergeTest(ContactCase):
    def test_a_file_read_again_adds_nobody(self):
        """Not even who has no address; and an address that is none is told of."""
        path, before = os.path.join(self.folder, 'contatti.csv'), len(self.ask('contacts', 'list'))
        with open(path, 'w', encoding='utf-8') as file:
            file.write('Nome,E-mail,Azienda\nAda Neri,ada@cliente.example,\nSolo Nome,,Ditta\nBruno,non-un-indirizzo,\n')
        self.assertEqual(self.ask('contacts', 'import', path),
                         {'added': 3, 'merged': 0, 'skipped': 0, 'bad_addresses': 1})
        self.assertEqual(self.ask('contacts', 'import', path),
                         {'added': 0, 'merged': 0, 'skipped': 3, 'bad_addresses': 1})
        self.assertEqual(len(self.ask('contacts', 'list')), before + 3)

    def setUp(self):
        super().setUp()
        self.work = self.add(WORK, '--note', 'Di giorno.')
        self.home = self.add(HOME, '--phone', '+39 333 1234567', '--note', 'Di sera.')
        self.take_in(letter(1, sender=WORK, recipient=ME), letter(2, sender=HOME, recipient=ME),
                     letter(3, sender=WORK, recipient=f'{ME}, carlo.neri@casa.example'))

    def test_one_of_two_and_two_again(self):
        before = self.dump()
        merged = self.ask('contacts', 'merge', str(self.work), 'carlo.neri@casa.example')
        self.assertEqual(merged['addresses'], ['carlo@cliente.example', 'carlo.neri@casa.example'])
        self.assertEqual((merged['phone'], merged['note'], merged['messages']),
                         ('+39 333 1234567', 'Di giorno.\n\nDi sera.', 3))
        self.assertEqual(len(self.ask('contacts', 'list')), 1)
        timeline = self.lines('timeline', 'carlo.neri@casa.example')
        self.assertEqual([entry['message_id'].strip('<>') for entry in timeline],
                         [f'{number}@cliente.example' for number in (1, 2, 3)])
        self.assertEqual(len(self.lines('search', 'contact:carlo')), 3)
        told = self.run_ctl('undo', json_wanted=False)
        self.assertIn('two contacts again', told.stdout + told.stderr)
        self.assertEqual(self.dump(), before)
        self.assertTrue(self.database_is_sound())

    def test_what_comes_later_finds_the_one(self):
        self.ask('contacts', 'merge', str(self.work), str(self.home))
        self.take_in(letter(4, sender=HOME, recipient=ME))
        self.assertEqual(self.ask('contacts', 'show', str(self.work))['messages'], 4)

    def test_both_have_to_be_there(self):
        self.fails('contacts', 'merge', str(self.work), 'carlo@cliente.example', code='INVALID_INPUT', status=2)
        self.fails('contacts', 'merge', str(self.work), 'nobody@x.example', code='NOT_FOUND', status=3)
        self.assertEqual(len(self.ask('contacts', 'list')), 2)

    def test_duplicates_are_proposed(self):
        found = self.lines('contacts', 'duplicates')
        self.assertEqual([(pair['reason'], [one['id'] for one in pair['contacts']]) for pair in found],
                         [('name', [self.work, self.home])])
        self.assertIn('the same name', self.run_ctl('contacts', 'duplicates', json_wanted=False).stdout)
        self.ask('contacts', 'merge', str(self.work), str(self.home))
        self.run_ctl('contacts', 'duplicates', status=3)


class ExportTest(ContactCase):
    def setUp(self):
        super().setUp()
        self.add('=Formula(1)', 'formula@x.example')
        self.add('Niccolò Verdi', 'n@b.example', 'n@c.example', '--company', 'Verdi; Figli, & C. "Casa"',
                 '--phone', '+39 333 1', '--note', 'una riga\n\naltra "riga", con; segni\\')
        self.add('王小明')

    def known(self):
        return sorted((one['name'], one['company'], one['phone'], one['note'], one['addresses'])
                      for one in self.ask('contacts', 'list'))

    def test_nothing_is_lost_on_the_way(self):
        before, profile = self.known(), self.profile
        for name, words in (('out.csv', ()), ('out.vcf', ()), ('OUT3.VCF', ('--vcard', '3'))):
            with self.subTest(name):
                self.profile = profile
                self.assertEqual(self.ask('contacts', 'export', self.path(name), *words)['contacts'], 3)
                self.assertEqual(stat.S_IMODE(os.stat(self.path(name)).st_mode), 0o600)
                self.profile = self.path('fresh-' + name)
                self.assertEqual(self.ask('contacts', 'import', self.path(name))['added'], 3)
                self.assertEqual(self.known(), before)
        self.assertIn('VERSION:4.0', self.read_file('out.vcf'))
        self.assertIn('VERSION:3.0', self.read_file('OUT3.VCF'))

    def test_a_wrong_place_is_said(self):
        self.fails('contacts', 'export', self.path('out.txt'), code='INVALID_INPUT', status=2)
        self.fails('contacts', 'export', self.path('missing/out.csv'), code='NOT_FOUND', status=3)
        mine = self.write('mine.csv', 'mine')
        self.fails('contacts', 'export', mine, code='CONFLICT')
        self.assertEqual(self.read_file('mine.csv'), 'mine')
        self.ask('contacts', 'export', mine, '--replace')
        self.assertIn('Niccolò', self.read_file('mine.csv'))


if __name__ == '__main__':
    tap.main()
