#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is logged by itself, what waits for a decision, what never is; why, and back (B13, B14, B15, L1, L5)."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ctl import CtlTest, letter, tap  # noqa: E402

ME = 'io@studio.example'
CARLO = 'Carlo Verdi <carlo@verdi.example>'
DAY = 24 * 3600
NOW = 1767225600


class RulesTest(CtlTest):
    def setUp(self):
        super().setUp()
        self.environment['CARTEGGIO_NOW'] = str(NOW)
        self.ask('contacts', 'add', 'Carlo Verdi', 'carlo@verdi.example')

    def take(self, name, sender, recipients, references=(), headers=(), log=False, date=NOW - DAY):
        """Imports one letter; its Message-ID is NAME@x."""
        path = self.write(f'{name}.eml', letter(sender, recipients, f'Oggetto {name}', f'Testo {name}', f'{name}@x', date,
                                               [f'{one}@x' for one in references], headers=headers))
        return self.ask('import', path, '--me', ME, *(['--log'] if log else [])).json

    def reasons(self):
        answer = self.run_ctl('--json', 'timeline', 'carlo@verdi.example')
        return {line['message_id'][:-2]: line['reason'] for line in answer.lines}

    def tray(self):
        return {line['message_id'][:-2]: line for line in self.run_ctl('--json', 'tray', 'list').lines}

    def begin(self):
        self.take('ask', ME, CARLO, log=True)

    def test_answer_of_the_person_is_logged_and_a_strangers_waits(self):
        """B13, L1: 0 forged references on a contact."""
        self.begin()
        self.take('answer', CARLO, ME, ['ask'])
        self.take('forged', 'Mallory <m@evil.example>', [ME, 'carlo@verdi.example'], ['ask'])
        self.assertEqual(self.reasons(), {'ask': 'import', 'answer': 'core'})
        self.assertEqual(set(self.tray()), {'forged'})
        self.assertEqual(self.tray()['forged']['rule'], 'core')
        self.assertEqual(self.tray()['forged']['matched'], 'ask@x')
        self.assertIn('takes no part', self.tray()['forged']['why'])

    def test_assistant_is_trusted_only_when_the_provider_vouches(self):
        self.begin()
        vouched = [('Authentication-Results', 'mx.studio.example; dkim=pass header.d=verdi.example')]
        denied = [('Authentication-Results', 'mx.studio.example; dkim=fail header.d=verdi.example; dmarc=fail')]
        people = [ME, 'carlo@verdi.example']
        self.take('assistant', 'segreteria@verdi.example', people, ['ask'], vouched)
        self.take('unsigned', 'altra@verdi.example', people, ['ask'])
        self.take('spoofed', CARLO, ME, ['ask'], denied)
        self.assertEqual(self.reasons(), {'ask': 'import', 'assistant': 'core'})
        self.assertEqual(set(self.tray()), {'unsigned', 'spoofed'})

    def test_accept_and_refuse_and_undo(self):
        self.begin()
        for name in ('one', 'two'):
            self.take(name, 'x@evil.example', [ME, 'carlo@verdi.example'], ['ask'])
        self.assertEqual(self.ask('tray', 'accept', 'one@x').json['state'], 'accepted')
        self.assertEqual(self.reasons()['one'], 'confirmed')
        self.ask('tray', 'refuse', 'two@x')
        self.ask('tray', 'list', status=3)
        self.ask('tray', 'accept', 'two@x', status=3)
        self.assertEqual(self.ask('undo').json['undone'], 'refuse')
        self.assertEqual(set(self.tray()), {'two'})
        self.assertEqual(self.ask('undo').json['undone'], 'accept')
        self.assertEqual(set(self.tray()), {'one', 'two'})
        self.assertEqual(self.tray()['one']['matched'], 'ask@x')
        self.assertEqual(self.reasons(), {'ask': 'import'})

    def test_what_is_taken_off_is_not_logged_by_itself_again(self):
        self.begin()
        self.take('answer', CARLO, ME, ['ask'])
        self.ask('unlog', 'answer@x')
        self.take('later', CARLO, ME, ['ask', 'answer'])
        self.ask('log', 'ask@x')
        self.assertEqual(self.reasons(), {'ask': 'import', 'later': 'core'})
        self.ask('log', 'answer@x')
        self.assertEqual(self.reasons()['answer'], 'manual')

    def test_undo_takes_back_all_that_one_log_made(self):
        self.take('ask', ME, CARLO)
        self.take('answer', CARLO, ME, ['ask'])
        self.assertEqual(self.reasons(), {})
        self.ask('log', 'ask@x')
        self.assertEqual(self.reasons(), {'ask': 'manual', 'answer': 'core'})
        self.assertEqual(self.ask('undo').json['undone'], 'log')
        self.assertEqual(self.reasons(), {})
        self.ask('undo', status=3)
        self.ask('log', 'ask@x')
        self.ask('unlog', 'answer@x')
        self.ask('undo')
        self.assertEqual(self.reasons(), {'ask': 'manual', 'answer': 'core'})

    def test_why_names_rule_and_matched_message(self):
        self.begin()
        self.take('answer', CARLO, ME, ['ask'])
        why = self.ask('why', 'answer@x').json['entries'][0]
        self.assertEqual((why['reason'], why['matched'], why['name']), ('core', 'ask@x', 'Carlo Verdi'))
        self.assertTrue(why['why'] and why['date'])

    def test_never_log_list_is_honoured(self):
        """L5"""
        self.begin()
        self.assertEqual(self.ask('never-log', 'list').json['patterns'],
                         ['sensitivity:company-confidential', 'sensitivity:personal', 'sensitivity:private'])
        self.take('private', CARLO, ME, ['ask'], [('Sensitivity', 'Private')])
        self.ask('never-log', 'add', 'Avvocato@Studio-Legale.example')
        self.take('copied', CARLO, [ME, 'avvocato@studio-legale.example'], ['ask'])
        self.ask('never-log', 'add', '@verdi.example')
        self.take('domain', CARLO, ME, ['ask'])
        self.take('imported', CARLO, ME, log=True)
        self.assertEqual(self.reasons(), {'ask': 'import'})
        self.assertEqual(self.tray(), {})
        self.assertEqual(self.ask('undo').json['undone'], 'never-add')
        self.take('free', CARLO, ME, ['ask'])
        self.assertEqual(self.reasons(), {'ask': 'import', 'free': 'core'})
        self.ask('log', 'domain@x')
        self.assertEqual(self.reasons()['domain'], 'manual')
        self.ask('never-log', 'remove', 'nobody@here.example', status=3)
        self.assertEqual(self.ask('never-log', 'add', 'nonsense', status=2).error['code'], 'INVALID_INPUT')

    def test_internal_mail_is_not_logged(self):
        """L5: a colleague is no correspondent, though somebody made a contact of them."""
        self.ask('contacts', 'add', 'Luca', 'luca@studio.example')
        self.ask('rules', 'set', 'contact', 'on')
        self.take('inside', 'Luca <luca@studio.example>', ME)
        self.take('outside', 'Luca <luca@studio.example>', [ME, 'carlo@verdi.example'])
        lines = self.ask('timeline', 'luca@studio.example').lines
        self.assertEqual([line['message_id'] for line in lines], ['outside@x'])
        self.assertEqual(self.reasons(), {'outside': 'contact'})

    def test_every_mail_with_a_contact_is_logged_when_chosen(self):
        self.take('before', CARLO, ME)
        self.take('old', CARLO, ME, date=NOW - 40 * DAY)
        self.take('copy', 'x@other.example', ME, headers=[('Cc', CARLO)])
        self.take('unrelated', 'x@other.example', ME)
        preview = self.ask('rules', 'set', 'contact', 'on', '--preview', '30').lines
        self.assertEqual({line['message_id'] for line in preview}, {'before@x', 'copy@x'})
        rules = {rule['rule']: rule['on'] for rule in self.ask('rules', 'show').json['rules']}
        self.assertEqual(rules, {'core': True, 'contact': False, 'folder': True, 'bcc': True, 'forward': True})
        self.assertEqual(self.reasons(), {})
        self.ask('rules', 'set', 'contact', 'on')
        self.take('after', CARLO, ME)
        self.assertEqual(self.reasons(), {'after': 'contact'})
        self.ask('rules', 'set', 'core', 'off')
        self.ask('rules', 'set', 'nonsense', 'on', status=2)
        self.ask('rules', 'set', 'core', 'maybe', status=2)
        self.ask('rules', 'set', 'core', 'on', '--preview', 'x', status=2)

    def test_copy_to_an_address_of_ones_own_logs(self):
        """B15, L4"""
        self.take('bcc', ME, CARLO, headers=[('Bcc', 'io+carteggio@studio.example')])
        self.take('delivered', ME, CARLO, headers=[('Delivered-To', 'io+crm@studio.example')])
        self.take('stranger', 'Mallory <m@evil.example>', 'io+carteggio@studio.example', headers=[('Cc', CARLO)])
        self.take('nobody', ME, 'x@other.example', headers=[('Bcc', 'io+carteggio@studio.example')])
        self.take('spoofed', ME, CARLO, headers=[
            ('Bcc', 'io+carteggio@studio.example'), ('Authentication-Results', 'mx; dmarc=fail header.from=studio.example')])
        self.assertEqual(self.reasons(), {'bcc': 'bcc', 'delivered': 'bcc'})
        self.assertEqual({name: line['rule'] for name, line in self.tray().items()}, {'nobody': 'bcc', 'spoofed': 'bcc'})

    def test_several_contacts_get_the_entry_once_each(self):
        self.ask('contacts', 'add', 'Dora', 'dora@neri.example', 'dora@altro.example')
        self.take('many', ME, [CARLO, 'dora@neri.example', 'dora@altro.example'], log=True)
        self.assertEqual(len(self.ask('timeline', 'dora@neri.example').lines), 1)
        self.assertEqual(self.reasons(), {'many': 'import'})


if __name__ == '__main__':
    tap.main()
