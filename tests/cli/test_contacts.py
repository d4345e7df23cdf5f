#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts: adding, changing, deleting, importing, and what is refused."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ctl import CtlTest, tap  # noqa: E402


class ContactsTest(CtlTest):
    def add(self, *words):
        return self.ask('contacts', 'add', *words).json

    def names(self, *words):
        return [contact['name'] for contact in self.ask('contacts', 'list', *words).json]

    def test_what_is_no_address_is_said_in_words(self):
        answer = self.run_ctl('--json', 'contacts', 'add', 'x@@y')
        self.assertEqual((answer.error['code'], answer.error['reason']), ('INVALID_INPUT', 'address'))
        self.assertIn('not an e-mail address', answer.error['message'])
        self.assertTrue(answer.error['next'])

    def test_a_contact_has_the_documented_members(self):
        contact = self.add('--name', 'Anna Rossi', '--address', 'Anna.Rossi@EXAMPLE.it', '--company', 'Rossi & C.',
                           '--phone', '+39 02 1234', '--note', 'Fiera di Milano')
        self.assertEqual(contact['addresses'], ['Anna.Rossi@example.it'])
        self.assertEqual((contact['company'], contact['phone'], contact['note']),
                         ('Rossi & C.', '+39 02 1234', 'Fiera di Milano'))
        self.assertEqual((contact['messages'], contact['last'], contact['waiting_since']), (0, None, None))
        self.assertRegex(contact['created'], r'^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$')
        self.assertEqual(self.ask('contacts', 'show', str(contact['id'])).json, contact)
        self.assertEqual(self.ask('contacts', 'show', 'Anna.Rossi@Example.IT').json, contact)
        self.assertEqual(self.ask('contacts', 'list').json, [contact])

    def test_words_are_name_and_addresses(self):
        contact = self.add('Anna', 'Rossi', 'anna@example.it', 'rossi@example.it')
        self.assertEqual((contact['name'], contact['addresses']), ('Anna Rossi', ['anna@example.it', 'rossi@example.it']))
        self.assertEqual(self.add('Ugo Bo <ugo@example.it>')['name'], 'Ugo Bo')

    def test_list_is_in_order_and_can_be_narrowed(self):
        for name in ('Zeno', 'Èlia', 'anna', 'Bruno'):
            self.add('--name', name, '--address', f'{len(name)}{ord(name[0])}@example.it')
        self.assertEqual(self.names(), ['anna', 'Bruno', 'Èlia', 'Zeno'])
        self.assertEqual(self.names('br'), ['Bruno'])
        self.assertEqual(self.ask('contacts', 'list', 'nobody', status=3).json, [])

    def test_an_address_belongs_to_one_contact(self):
        self.add('anna@example.it')
        for again in ('anna@example.it', 'anna@EXAMPLE.IT', 'Anna <anna@example.it>'):
            self.assertEqual(self.ask('contacts', 'add', again, status=1).error['code'], 'CONFLICT')
        self.assertEqual(len(self.ask('contacts', 'list').json), 1)

    def test_what_is_no_address_is_refused(self):
        for bad in ('@', 'anna@', 'a@b@c.it', 'anna@example.it\nBcc: x@y.it'):
            with self.subTest(address=bad):
                self.assertEqual(self.ask('contacts', 'add', bad, status=2).error['code'], 'INVALID_INPUT')
        self.assertEqual(self.ask('contacts', 'list').json, [])

    def test_editing_changes_only_what_is_named(self):
        contact = self.add('Anna', 'anna@example.it', '--phone', '1')
        changed = self.ask('contacts', 'edit', 'anna@example.it', '--company', 'Rossi', '--address', 'new@example.it',
                           '--remove-address', 'anna@example.it').json
        self.assertEqual((changed['id'], changed['name'], changed['phone'], changed['company'], changed['addresses']),
                         (contact['id'], 'Anna', '1', 'Rossi', ['new@example.it']))

    def test_editing_into_a_conflict_changes_nothing(self):
        self.add('anna@example.it')
        before = self.add('ugo@example.it', '--phone', '1')
        self.ask('contacts', 'edit', 'ugo@example.it', '--address', 'anna@example.it', '--phone', '2', status=1)
        self.assertEqual(self.ask('contacts', 'show', 'ugo@example.it').json, before)

    def test_deleting(self):
        contact = self.add('anna@example.it')
        self.assertEqual(self.ask('contacts', 'delete', 'anna@example.it').json['id'], contact['id'])
        self.ask('contacts', 'show', str(contact['id']), status=3)
        self.add('anna@example.it')

    def test_csv_is_imported_once(self):
        path = self.write('people.csv', 'Name;E-mail;Company;Phone\nAnna Rossi;anna@example.it;Rossi;1\n'
                                        'Ugo Bò;ugo@example.it;;\n;;;\n')
        first = self.ask('contacts', 'import', path).json
        self.assertEqual((first['added'], first['merged']), (2, 0))
        second = self.ask('contacts', 'import', path).json
        self.assertEqual(second['added'], 0)
        self.assertEqual(self.names(), ['Anna Rossi', 'Ugo Bò'])

    def test_vcards_are_imported(self):
        path = self.write('people.vcf', 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Rossi\r\nEMAIL;TYPE=work:anna@example.it\r\n'
                                        'EMAIL:a.rossi@example.it\r\nORG:Rossi\r\nEND:VCARD\r\n')
        self.assertEqual(self.ask('contacts', 'import', path).json['added'], 1)
        contact = self.ask('contacts', 'show', 'anna@example.it').json
        self.assertEqual((contact['name'], contact['company'], sorted(contact['addresses'])),
                         ('Anna Rossi', 'Rossi', ['a.rossi@example.it', 'anna@example.it']))

    def test_a_file_without_contacts_is_refused(self):
        answer = self.ask('contacts', 'import', self.write('x.csv', b'\0\1\2 nothing'), status=1)
        self.assertEqual(answer.error['reason'], 'no-contacts')

    def test_output_for_people_is_aligned(self):
        self.add('--name', 'Anna', '--address', 'anna@example.it')
        self.add('--name', '日本 Ltd', '--address', 'jp@example.it')
        answer = self.run_ctl('contacts', 'list')
        self.assertEqual(answer.status, 0)
        self.assertNotIn('\x1b', answer.out)
        rows = answer.out.splitlines()
        self.assertEqual(len(rows), 3)
        self.assertIn('Name', rows[0])


if __name__ == '__main__':
    tap.main()
