#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Companies by domain, deals with their letters; what merging, export and backup make of them."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ctl import CtlTest, letter, tap  # noqa: E402

ME = 'io@studio.example'
ANNA, BRUNO = 'Anna Bianchi <anna@verdi.example>', 'Bruno Neri <bruno@gmail.com>'


class CompaniesTest(CtlTest):
    def take(self, name, sender, recipient, references=(), attachments=()):
        path = self.write(f'{name}.eml', letter(sender, recipient, f'Oggetto {name}', f'Testo {name}', f'{name}@x',
                                               1767225600 + int(name[1:]), [f'{one}@x' for one in references],
                                               attachments))
        return self.ask('import', path, '--log', '--me', ME).json

    def refused(self, *words):
        return self.ask(*words, status=2).error['reason']

    def test_people_belong_to_a_company_by_domain_or_by_name(self):
        """Free-mail domains are nobody's; who names another company is not taken along."""
        anna = self.ask('contacts', 'add', ANNA).json['id']
        bruno = self.ask('contacts', 'add', BRUNO, '--company', 'VERDÌ Srl').json['id']
        self.ask('contacts', 'add', 'Carla', 'carla@verdi.example', '--company', 'Altra Srl')
        self.ask('contacts', 'add', 'Dario', 'dario@gmail.com')
        self.assertEqual(self.ask('companies', 'proposals').json, [{'domain': 'verdi.example', 'contacts': 1}])
        company = self.ask('companies', 'add', 'Verdi Srl', '--domain', 'info@Verdi.example').json
        self.assertEqual((company['domains'], company['contacts']), (['verdi.example'], [anna, bruno]))
        self.ask('companies', 'proposals', status=3)
        self.assertEqual(self.refused('companies', 'add', 'Posta', '--domain', 'gmail.com'), 'free-mail-domain')
        self.assertEqual(self.refused('companies', 'add', ' '), 'company-empty')
        self.assertEqual(self.refused('companies', 'edit', 'verdi srl', '--domain', 'niente'), 'domain')
        self.assertEqual(self.ask('companies', 'add', 'verdi  SRL', status=1).error['reason'], 'company-name')
        self.assertEqual(self.ask('companies', 'add', 'Due', '--domain', 'verdi.example', status=1).error['reason'],
                         'company-domain')
        self.take('m1', ANNA, ME, attachments=[('listino.pdf', 'application/pdf', b'%PDF-1.4')])
        self.assertEqual(self.ask('companies', 'show', 'verdi.example').json['messages'], 1)
        self.assertEqual([a['name'] for a in self.ask('attachments', '--company', 'Verdi Srl').json], ['listino.pdf'])
        changed = self.ask('companies', 'edit', 'Verdi Srl', '--name', 'Verdi Spa', '--remove-domain',
                           'verdi.example').json
        self.assertEqual((changed['name'], changed['contacts']), ('Verdi Spa', []))
        self.ask('companies', 'delete', 'Verdi Spa')
        self.ask('companies', 'show', 'Verdi Spa', status=3)
        self.assertEqual(len(self.ask('contacts', 'list').json), 4)

    def test_deal_has_its_letters_and_follows_its_people(self):
        """A letter is put to a deal with its thread; merging contacts and taking it back; export and backup have it."""
        anna = self.ask('contacts', 'add', ANNA).json['id']
        other = self.ask('contacts', 'add', 'Anna B.', 'anna@altro.example').json['id']
        self.ask('companies', 'add', 'Verdi Srl', '--domain', 'verdi.example')
        deal = self.ask('deals', 'add', 'Cucina', '--amount', '1200,50', '--stage', 'proposal', '--company',
                        'Verdi Srl', '--contact', 'anna@altro.example').json
        self.assertEqual((deal['amount'], deal['currency'], deal['stage'], deal['contacts'], deal['messages']),
                         ('1200.50', 'EUR', 'proposal', [other], []))
        for option, reason in (('--stage=x', 'deal-stage'), ('--amount=1.200,50', 'deal-amount'),
                               ('--currency=euro', 'deal-currency')):
            self.assertEqual(self.refused('deals', 'edit', 'Cucina', *option.split('=')), reason)
        self.take('m1', ANNA, ME)
        self.take('m3', ANNA, ME)
        self.assertEqual(len(self.ask('deals', 'log', 'Cucina', 'm1@x').json['messages']), 1)
        self.take('m2', ANNA, ME, ['m1'], [('firma.pdf', 'application/pdf', b'%PDF-1.4')])
        self.assertEqual(len(self.ask('deals', 'show', 'Cucina').json['messages']), 2)
        self.assertEqual([a['name'] for a in self.ask('attachments', '--deal', 'Cucina').json], ['firma.pdf'])
        self.ask('contacts', 'merge', str(anna), str(other))
        self.assertEqual(self.ask('deals', 'show', 'Cucina').json['contacts'], [anna])
        self.ask('undo')
        self.assertEqual(self.ask('deals', 'show', 'Cucina').json['contacts'], [other])
        self.ask('export', self.path('out'))
        with open(self.path('out', 'deals.csv'), encoding='utf-8-sig') as file:
            self.assertIn('Cucina,proposal,1200.50,EUR,1,', file.read())
        with open(self.path('out', 'companies.csv'), encoding='utf-8-sig') as file:
            self.assertIn('Verdi Srl,verdi.example', file.read())
        self.assertEqual(self.ask('deals', 'edit', 'Cucina', '--stage', 'won', '--amount', '1300').json['amount'],
                         '1300.00')
        self.assertEqual(len(self.ask('deals', 'unlog', 'Cucina', 'm1@x').json['messages']), 0)
        self.assertEqual(self.ask('deals', 'list', '--company', 'Verdi Srl').json[0]['stage'], 'won')
        self.ask('deals', 'delete', 'Cucina')
        self.assertEqual(self.ask('deals', 'list').json, [])


if __name__ == '__main__':
    tap.main()
