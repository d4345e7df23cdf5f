#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""corpus.py FOLDER COUNT: a Maildir of business letters in Italian and English, the same for the same count and day.

Threads of one to a dozen letters between the owner and 300 correspondents over the last 55 days, a third of them with
an HTML alternative, one in twelve with an attachment; 6 KB on average. The words are drawn as people use them: a few
very often, many hardly ever, which is what an index has to deal with.
"""
import base64
import bisect
import email.header
import email.utils
import os
import random
import sys
import textwrap
import time

OWNER = ('Marta Neri', 'marta@bottega.example')
SPAN_S = 55 * 86400
N_PEOPLE = 300
SYLLABLES = {
    'it': 'ba ca da fa ga la ma na pa ra sa ta va be ce de le me ne re se te vo bi di fi li mi ni ri si ti lo mo no ro '
          'so to tu zione mente ata gli che sco tri stra pre'.split(),
    'en': 'an er in on at en or al th st ing ter con pro ment tion able re un de ly ed est ow ee ck sh wh ple ness ous '
          'mar ven sel par tic'.split(),
}
COMMON = {
    'it': 'di che e la il un per non in è una mi con si da ma sono ho come se le del della più anche alla al sul lei '
          'questo grazie ordine fattura preventivo consegna allegato conferma misure lunedì'.split(),
    'en': 'the of and to in is that for it as was with be by on not this are from at or we you an have which order '
          'invoice quote delivery attached confirm measures Monday thanks'.split(),
}
SUBJECTS = {'it': ['Preventivo', 'Ordine', 'Fattura', 'Consegna', 'Sopralluogo', 'Misure', 'Disponibilità'],
            'en': ['Quote', 'Order', 'Invoice', 'Delivery', 'Site visit', 'Measures', 'Availability']}


class Language:
    """A vocabulary whose n-th word comes up as often as 1/n."""

    def __init__(self, name, rng):
        self.name = name
        self.words = list(COMMON[name])
        known = set(self.words)
        while len(self.words) < 20000:
            word = ''.join(rng.choice(SYLLABLES[name]) for _ in range(rng.randint(2, 4)))
            if word not in known:
                known.add(word)
                self.words.append(word)
        self.weights = []
        total = 0.0
        for number in range(len(self.words)):
            total += 1 / (number + 2)
            self.weights.append(total)

    def draw(self, rng, count):
        last = self.weights[-1]
        return [self.words[bisect.bisect_left(self.weights, rng.random() * last)] for _ in range(count)]

    def paragraph(self, rng):
        sentences = []
        for _ in range(rng.randint(2, 6)):
            sentences.append(' '.join(self.draw(rng, rng.randint(5, 22))).capitalize() + '.')
        return ' '.join(sentences)


class Thread:
    def __init__(self, rng, language, person):
        self.language = language
        self.person = person
        self.subject = f'{rng.choice(SUBJECTS[language.name])} {" ".join(language.draw(rng, rng.randint(1, 4)))}'
        self.ids = []
        self.quoted = ''
        self.left = min(12, 1 + int(rng.expovariate(0.4)))


def address(person):
    return email.utils.formataddr(person, 'utf-8')


def headers(thread, number, from_owner, date_utc_s):
    """The lines of one more letter of a thread."""
    sender, recipient = (OWNER, thread.person) if from_owner else (thread.person, OWNER)
    own_id = f'{number}.{date_utc_s}@{sender[1].split("@")[1]}'
    subject = ('Re: ' if thread.ids else '') + thread.subject
    lines = [f'Return-Path: <{sender[1]}>',
             f'Received: from mail.{sender[1].split("@")[1]} by mx.bottega.example with ESMTPS id {number:x};\n'
             f'\t{email.utils.formatdate(date_utc_s)}',
             f'From: {address(sender)}', f'To: {address(recipient)}',
             f'Subject: {email.header.Header(subject, "utf-8").encode()}',
             f'Date: {email.utils.formatdate(date_utc_s)}', f'Message-ID: <{own_id}>', 'MIME-Version: 1.0']
    if thread.ids:
        lines += [f'In-Reply-To: <{thread.ids[-1]}>', 'References: ' + '\n '.join(f'<{one}>' for one in thread.ids)]
    thread.ids.append(own_id)
    return lines


def part(kind, content):
    encoded = base64.encodebytes(content).decode()
    return f'Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n{encoded}'


def multipart(kind, boundary, parts):
    inner = ''.join(f'--{boundary}\n{one}\n' for one in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inner}--{boundary}--\n'


def body(rng, thread, number):
    """The letter with its own Content-Type; each is different, since equal ones would be compressed to nothing."""
    text = '\n\n'.join(textwrap.fill(thread.language.paragraph(rng), 76) for _ in range(rng.randint(1, 6)))
    text += f'\n\nrif. {number:08d}\n'
    whole = text + ('\n' + textwrap.indent(thread.quoted, '> ') if thread.quoted else '')
    thread.quoted = text[:1500]
    letter = f'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{whole}'
    if rng.random() < 0.33:
        page = '<html><body><p>' + whole.replace('\n\n', '</p>\n<p>') + '</p></body></html>\n'
        letter = multipart('alternative', f'alt-{number}', [
            letter, f'Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{page}'])
    if rng.random() < 0.083:
        kind = f'application/pdf; name="{thread.subject.split()[0]} {number}.pdf"\nContent-Disposition: attachment'
        letter = multipart('mixed', f'mix-{number}', [letter, part(kind, rng.randbytes(rng.randint(4000, 40000)))])
    return letter


def person(rng, language, number):
    name = language.words[100 + number]
    return f'{language.draw(rng, 1)[0].title()} {name.title()}', f'{name}.{number}@cliente{number % 90}.example'


def letters(count, now_utc_s, brief):
    """(date, bytes) of each letter, oldest first."""
    rng = random.Random(count)
    languages = [Language('it', rng), Language('en', rng)]
    people = [person(rng, languages[i % 2], i) for i in range(N_PEOPLE)]
    threads = []
    for number in range(count):
        if len(threads) < 40 or rng.random() < 0.3:
            i = min(int(rng.expovariate(0.012)), N_PEOPLE - 1)
            threads.append(Thread(rng, languages[i % 2], people[i]))
        thread = rng.choice(threads)
        date_utc_s = now_utc_s - SPAN_S + number * SPAN_S // count
        lines = headers(thread, number, len(thread.ids) % 2 == 1, date_utc_s)
        thread.left -= 1
        letter = 'Content-Type: text/plain\n\nOk.\n' if brief else body(rng, thread, number)
        yield date_utc_s, ('\n'.join(lines) + '\n' + letter).encode()
        if thread.left == 0:
            threads.remove(thread)


def write_maildir(folder, count, brief=False):
    """Fills a Maildir, made if it is not there, and returns the bytes written. brief: headers alone matter. The size in
    a name spares Dovecot a look into each file."""
    total = 0
    for name in ('cur', 'new', 'tmp'):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    for number, (date_utc_s, content) in enumerate(letters(count, int(time.time()), brief)):
        path = os.path.join(folder, 'cur', f'{date_utc_s}.M{number}.corpus,S={len(content)}:2,S')
        with open(path, 'wb') as file:
            file.write(content)
        os.utime(path, (date_utc_s, date_utc_s))
        total += len(content)
    return total


if __name__ == '__main__':
    size = write_maildir(sys.argv[1], int(sys.argv[2]))
    print(f'{sys.argv[2]} letters, {size / int(sys.argv[2]):.0f} bytes on average')
