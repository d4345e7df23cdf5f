#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make_demo.py --out DIR [--now SECONDS]: the correspondence of a sample company, the same for the same time.

Writes DIR/maildir (INBOX, and .Sent beside it), DIR/all.mbox, DIR/contacts.vcf and DIR/demo.json. Every letter is within
the last 55 days before --now. The texts are in letters/; who the people are is in people.py.
"""
import argparse
import email.policy
import email.utils
import html
import json
import os
import random
import re
import sys
import time
from dataclasses import dataclass, field
from email.message import EmailMessage

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import attachments  # noqa: E402
import automatic  # noqa: E402
import orders  # noqa: E402
from people import CONTACTS, OWNER, PEOPLE, vcards  # noqa: E402

DAY = 86400
CHARSETS = {'latin1': 'iso-8859-1', 'windows': 'windows-1252'}
WIRE = email.policy.SMTP.clone(max_line_length=78)
POLICY = email.policy.SMTP


@dataclass
class Letter:
    """A message in its folder: 'INBOX' or 'Sent'. flags are Maildir's letters."""
    folder: str
    date_utc_s: int
    flags: str
    raw: bytes
    thread: int


@dataclass
class Step:
    """One letter of a thread as written in the tables."""
    who: str
    date_utc_s: int
    text: str
    files: list = field(default_factory=list)
    cc: list = field(default_factory=list)
    to: list = field(default_factory=list)


class Thread:
    def __init__(self, number, subject, steps):
        self.number = number
        self.subject = subject
        self.steps = steps
        self.everyone = []
        for step in steps:
            for key in [step.who, *step.cc, *step.to]:
                if key not in self.everyone and key != 'me':
                    self.everyone.append(key)


def parse_options(text):
    """'attach pdf:a.pdf, png:b.png | cc: carlo' -> files, cc, to."""
    files, people = [], {'cc': [], 'to': []}
    for option in filter(None, (part.strip() for part in text.split('|'))):
        if option.startswith('attach '):
            files += [tuple(entry.strip().split(':', 1)) for entry in re.split(r', (?=\w+:)', option.removeprefix('attach '))]
        else:
            name, _, keys = option.partition(':')
            people[name] += keys.split()
    return files, people['cc'], people['to']


def clock(midnight, day, hour, minute):
    return midnight + day * DAY + hour * 3600 + minute * 60


def read_threads(path, midnight):
    """(subject, steps) of a table of threads."""
    with open(path, encoding='utf-8') as file:
        text = '\n'.join(line for line in file.read().split('\n') if not re.match(r'# ', line))
    for block in re.split(r'^## ', text, flags=re.M)[1:]:
        subject, _, rest = block.partition('\n')
        start = re.match(r'start: (\d+) (\d+):(\d+)\n', rest)
        day, hour, minute = -int(start.group(1)), int(start.group(2)), int(start.group(3))
        steps = []
        for entry in re.split(r'^--- ', rest[start.end():], flags=re.M)[1:]:
            head, _, body = entry.partition('\n')
            when = re.match(r'(\w+)(?: \+(\d+) (\d+):(\d+))?\s*\|?(.*)', head)
            if when.group(2) is not None:
                day, hour, minute = day + int(when.group(2)), int(when.group(3)), int(when.group(4))
            files, cc, to = parse_options(when.group(5))
            steps.append(Step(when.group(1), clock(midnight, day, hour, minute), body.strip(), files, cc, to))
        yield subject.strip(), steps


def order_threads(midnight):
    """The same for the small orders, spread over the days."""
    table = list(orders.read(os.path.join(HERE, 'letters/orders.txt')))
    for number, order in enumerate(table):
        source = random.Random(f'order {number}')
        day = -52 + (number * 11) % 51
        hour = 8
        steps = []
        for who, days, text, files in orders.letters(order, 140 + number, source):
            day, hour = (day + days, 8 + source.randint(0, 3)) if days else (day, hour + source.randint(1, 2))
            if day >= 0:
                break
            steps.append(Step(who, clock(midnight, day, min(hour, 23), source.randint(0, 59)), text, files))
        yield order['subject'], steps


class Writer:
    """Turns threads into messages, with what mail programs add: signatures, quotes, both forms, references."""

    def __init__(self, now_utc_s):
        self.now_utc_s = now_utc_s
        self.letters = []

    def add(self, message, folder, date_utc_s, thread):
        seen = folder == 'Sent' or self.now_utc_s - date_utc_s > 2 * DAY
        source = random.Random(str(message['Message-ID']))
        for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
            if part.get_content_maintype() == 'multipart':
                part.set_boundary(f'=-{source.getrandbits(64):016x}-{number}')
        self.letters.append(Letter(folder, date_utc_s, 'S' if seen else '', message.as_bytes(policy=WIRE), thread))

    def finish(self, message, date_utc_s, key, language='it'):
        """Date and Message-ID, which is made of the key."""
        domain = email.utils.parseaddr(str(message['From']))[1].split('@')[1]
        offset, shift = ('+0100', 3600) if language == 'it' else ('+0000', 0)
        message['Date'] = time.strftime('%a, %d %b %Y %H:%M:%S ', time.gmtime(date_utc_s + shift)) + offset
        message['Message-ID'] = f'<{random.Random(key).getrandbits(80):020x}@{domain}>'

    def write_thread(self, thread):
        earlier = []
        for number, step in enumerate(thread.steps):
            message = self.write_step(thread, number, step, earlier)
            folder = 'Sent' if step.who == 'me' else 'INBOX'
            self.add(message, folder, step.date_utc_s, thread.number)
            earlier.append((step, message['Message-ID']))

    def write_step(self, thread, number, step, earlier):
        who = PEOPLE[step.who]
        source = random.Random(f'{thread.subject} {number}')
        message = EmailMessage(policy=POLICY)
        message['From'] = email.utils.formataddr((who.name, who.address))
        others = step.to or [key for key in thread.everyone if key != step.who and key not in step.cc][:1]
        if step.who != 'me':
            others = step.to or ['me']
        message['To'] = ', '.join(email.utils.formataddr((PEOPLE[key].name, PEOPLE[key].address)) for key in others)
        if step.cc:
            message['Cc'] = ', '.join(email.utils.formataddr((PEOPLE[key].name, PEOPLE[key].address)) for key in step.cc)
        message['Subject'] = thread.subject if not earlier else f'Re: {thread.subject}'
        self.finish(message, step.date_utc_s, f'{thread.subject} {number}', who.language)
        if earlier:
            message['In-Reply-To'] = earlier[-1][1]
            message['References'] = ' '.join(message_id for _, message_id in earlier)
        quoted = earlier[-1][0] if earlier and source.random() < 0.7 else None
        self.fill(message, who, step, quoted)
        for kind, name in step.files:
            kind_of_file, data = attachments.make(kind, name, random.Random(name))
            main, _, sub = kind_of_file.partition('/')
            message.add_attachment(data, maintype=main, subtype=sub, filename=name)
        return message

    def fill(self, message, who, step, quoted):
        text = f'{step.text}\n\n-- \n{who.signature}\n'
        if quoted is not None:
            lines = '\n'.join('> ' + line if line else '>' for line in quoted.text.split('\n'))
            text += f'\n{attribution(who, quoted)}\n{lines}\n'
        charset = CHARSETS.get(who.style, 'utf-8')
        try:
            text.encode(charset)
        except UnicodeEncodeError:
            charset = 'utf-8'
        message.set_content(text, charset=charset, cte='quoted-printable')
        if who.style == 'html':
            message.add_alternative(as_html(who, step, quoted), subtype='html', cte='quoted-printable')

    def write_automatic(self, midnight):
        source = random.Random('automatic')
        for number in range(14):
            date = clock(midnight, -54 + number * 4, 6, 30)
            if date < self.now_utc_s:
                self.add_automatic(automatic.newsletter(number, OWNER), date, f'newsletter {number}')
        for number in range(30):
            date = clock(midnight, -53 + number * 52 // 30, source.randint(7, 18), source.randint(0, 59))
            self.add_automatic(automatic.notice(number, OWNER, source), date, f'notice {number}')
        self.write_answers()

    def write_answers(self):
        """Someone is away, someone's address is gone."""
        first_to = {}
        for letter in self.letters:
            if letter.folder == 'Sent':
                message = email.message_from_bytes(letter.raw, policy=POLICY)
                first_to.setdefault(message['To'].addresses[0].addr_spec, (letter, message))
        for key in ('zoe', 'lucia', 'james'):
            person = PEOPLE[key]
            letter, message = first_to[person.address]
            self.add_automatic(automatic.away(person, message, OWNER), letter.date_utc_s + 60, f'away {key}',
                               letter.thread)
        lost = EmailMessage(policy=POLICY)
        lost['From'], lost['To'] = f'{OWNER.name} <{OWNER.address}>', 'lucia.contti@posta.example'
        lost['Subject'] = 'Campione di colore'
        date = self.now_utc_s - 20 * DAY
        self.finish(lost, date, 'lost')
        lost.set_content('Gentile signora Conti,\nil campione è pronto, può passare quando vuole.\n\n-- \nMarco Ferri\n')
        self.add(lost, 'Sent', date, 0)
        self.add_automatic(automatic.bounce(lost, 'lucia.contti@posta.example', OWNER), date + 5, 'bounce')

    def add_automatic(self, message, date_utc_s, key, thread=0):
        self.finish(message, date_utc_s, key)
        self.add(message, 'INBOX', date_utc_s, thread)


def attribution(who, quoted):
    date = time.gmtime(quoted.date_utc_s + 3600)
    name = PEOPLE[quoted.who].name
    if who.language == 'it':
        return f'Il {date.tm_mday}/{date.tm_mon}/{date.tm_year} {date.tm_hour}:{date.tm_min:02d}, {name} ha scritto:'
    return f'On {date.tm_year}-{date.tm_mon:02d}-{date.tm_mday:02d} at {date.tm_hour}:{date.tm_min:02d}, {name} wrote:'


def as_html(who, step, quoted):
    def paragraphs(text):
        return ''.join(f'<p>{html.escape(line)}</p>' for line in text.split('\n') if line)
    signature = '<br>'.join(html.escape(line) for line in who.signature.split('\n'))
    body = f'{paragraphs(step.text)}<p>-- <br><span style="color:#5e5c64">{signature}</span></p>'
    if quoted is not None:
        body += (f'<p>{html.escape(attribution(who, quoted))}</p><blockquote type="cite">{paragraphs(quoted.text)}'
                 '</blockquote>')
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>\n'


def letters(now_utc_s):
    """All letters, oldest first."""
    midnight = now_utc_s - now_utc_s % DAY
    tables = [list(read_threads(os.path.join(HERE, f'letters/{name}.txt'), midnight))
              for name in ('italian', 'english', 'private')] + [list(order_threads(midnight))]
    writer = Writer(now_utc_s)
    number = 0
    for table in tables:
        for subject, steps in table:
            number += 1
            writer.write_thread(Thread(number, subject, [step for step in steps if step.date_utc_s < now_utc_s]))
    writer.write_automatic(midnight)
    return sorted(writer.letters, key=lambda letter: (letter.date_utc_s, letter.raw))


def summary(found, now_utc_s):
    return {'owner': {'name': OWNER.name, 'address': OWNER.address}, 'now_utc_s': now_utc_s, 'letters': len(found),
            'threads': len({letter.thread for letter in found if letter.thread}),
            'contacts': [{'name': person.name, 'address': person.address} for person in CONTACTS],
            'folders': {name: sum(letter.folder == name for letter in found) for name in ('INBOX', 'Sent')}}


def write(folder, found, now_utc_s):
    os.makedirs(folder, exist_ok=True)
    for name in ('', '.Sent'):
        for part in ('cur', 'new', 'tmp'):
            os.makedirs(os.path.join(folder, 'maildir', name, part), exist_ok=True)
    with open(os.path.join(folder, 'all.mbox'), 'wb') as mbox:
        for number, letter in enumerate(found):
            base = os.path.join(folder, 'maildir', '' if letter.folder == 'INBOX' else '.Sent')
            name = f'{letter.date_utc_s}.M{number:06d}.demo'
            path = os.path.join(base, f'cur/{name}:2,{letter.flags}' if letter.flags else f'new/{name}')
            raw = letter.raw.replace(b'\r\n', b'\n')
            with open(path, 'wb') as file:
                file.write(raw)
            os.utime(path, (letter.date_utc_s, letter.date_utc_s))
            date = time.strftime('%a %b %d %H:%M:%S %Y', time.gmtime(letter.date_utc_s))
            mbox.write(f'From demo {date}\n'.encode() + re.sub(rb'^(>*From )', rb'>\1', raw, flags=re.M) + b'\n')
    with open(os.path.join(folder, 'contacts.vcf'), 'w', encoding='utf-8', newline='') as file:
        file.write(vcards())
    with open(os.path.join(folder, 'demo.json'), 'w', encoding='utf-8') as file:
        json.dump(summary(found, now_utc_s), file, ensure_ascii=False, indent=1)


def main():
    parser = argparse.ArgumentParser(description='The correspondence of a sample company.')
    parser.add_argument('--out', required=True, metavar='DIR')
    parser.add_argument('--now', type=int, default=int(time.time()), metavar='SECONDS')
    options = parser.parse_args()
    found = letters(options.now)
    write(options.out, found, options.now)
    print(json.dumps(summary(found, options.now), ensure_ascii=False))


if __name__ == '__main__':
    main()
