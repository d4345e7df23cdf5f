# SPDX-License-Identifier: GPL-3.0-or-later
"""A small correspondence to import, and what has to come out of it."""
import hashlib

from ctl import letter

ME = 'io@studio.example'
PDF = b'%PDF-1.4 offer'


def write(test, n_threads=4, n_replies=3, name='Maildir'):
    """A Maildir with n_threads threads of 1 + n_replies letters between ME and one person each, and one newsletter and
    one message that cannot be logged. Returns its path."""
    for thread in range(n_threads):
        person = f'Persona {thread} <p{thread}@clienti.example>'
        chain = []
        for reply in range(n_replies + 1):
            message_id = f'm{thread}.{reply}@studio.example'
            mine = reply % 2 == 0
            attachments = [(f'offerta {thread}.pdf', 'application/pdf', PDF + b'%d' % thread)] if reply == 1 else []
            raw = letter(ME if mine else person, person if mine else ME, f'{"Re: " if reply else ""}Offerta {thread}',
                         f'Testo numero {thread} {reply}, parola{thread} segreta.', message_id,
                         1767225600 + thread * 100000 + reply * 1000, list(chain), attachments)
            test.write(f'{name}/cur/{1767225600 + thread}.{thread}_{reply}.host:2,S', raw)
            chain.append(message_id)
    test.write(f'{name}/cur/1.news.host:2,', letter(
        'News <news@shop.example>', ME, 'Sconti', 'Compra!', 'news@shop.example', 1767225600 + 5,
        headers=[('List-Id', '<news.shop.example>'), ('List-Unsubscribe', '<mailto:u@shop.example>')]))
    for part in ('new', 'tmp'):
        test.write(f'{name}/{part}/.keep', b'')
    return test.path(name)


def dump(test):
    """All that a person can see, without the numbers that may differ from one import to another."""
    contacts = test.run_ctl('--json', 'contacts', 'list').json
    names = {contact['id']: contact['addresses'][0] for contact in contacts}
    state = {'contacts': sorted((tuple(c['addresses']), c['name'], c['messages'], c['last']) for c in contacts)}
    threads = test.run_ctl('--json', 'threads', '--unlogged').lines
    state['threads'] = sorted((t['message_ids'], sorted(names[c] for c in t['contacts']), t['n'], t['first'], t['last'])
                              for t in threads)
    state['timelines'] = {}
    for contact in contacts:
        entries = test.run_ctl('--json', 'timeline', str(contact['id'])).lines
        state['timelines'][contact['addresses'][0]] = [
            (e['message_id'], e['direction'], e['date'], e['subject'], e['snippet'], e['reason'],
             [(a['name'], a['sha256']) for a in e['attachments']]) for e in entries]
    return state


def digest(thread):
    return hashlib.sha256(PDF + b'%d' % thread).hexdigest()
