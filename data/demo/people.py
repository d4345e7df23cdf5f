# SPDX-License-Identifier: GPL-3.0-or-later
"""Who writes in the sample: the owner, the contacts, and those who are none. All names and numbers are invented."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """style: 'plain', 'html' (both forms), 'latin1' or 'windows' (an older program's character set)."""
    key: str
    name: str
    address: str
    language: str = 'it'
    company: str = ''
    phone: str = ''
    title: str = ''
    style: str = 'plain'

    @property
    def signature(self):
        return '\n'.join(line for line in (self.name, self.title, self.company, self.phone) if line)


OWNER = Person('me', 'Marco Ferri', 'marco@studioferri.example', company='Studio Ferri Arredamenti',
               phone='+39 051 555 0142', title='Mobili su misura dal 1998', style='html')

CONTACTS = [
    Person('anna', 'Anna Bianchi', 'anna@studiobianchi.example', company='Studio Bianchi Architetti',
           phone='+39 051 555 0118', title='Architetto', style='html'),
    Person('carlo', 'Carlo Verdi', 'carlo@falegnameriaverdi.example', company='Falegnameria Verdi & Figli',
           phone='+39 051 555 0166', style='latin1'),
    Person('esposito', 'Dott.ssa Maria Antonietta Esposito Castelnuovo della Rovere', 'notaio@studioesposito.example',
           company='Studio Notarile Esposito Castelnuovo della Rovere e Associati', phone='+39 051 555 0173',
           title='Notaio in Bologna', style='html'),
    Person('giulia', 'Giulia D’Angelo', 'giulia@trattoriadagiulia.example', company='Trattoria da Giulia',
           phone='+39 333 555 0127'),
    Person('nicolo', 'Nicolò Sartori', 'nicolo@trasportisartori.example', company='Trasporti Sartori',
           phone='+39 059 555 0191', style='windows'),
    Person('lucia', 'Lucia Conti', 'lucia.conti@posta.example', phone='+39 347 555 0139'),
    Person('zoe', 'Zoë Müller-Lindqvist', 'zoe.mueller@nordlicht-hotels.example', 'en', 'Nordlicht Hotels GmbH',
           '+49 451 555 0184', 'Head of Interiors', 'html'),
    Person('james', 'James Whitfield', 'james@whitfieldrowe.example', 'en', 'Whitfield & Rowe Interiors',
           '+44 20 7946 0155', 'Partner'),
    Person('priya', 'Priya Raman', 'priya.raman@lumenlighting.example', 'en', 'Lumen Lighting Ltd', '+44 20 7946 0127',
           'Trade sales', 'html'),
]

OTHERS = [
    Person('mamma', 'Mamma', 'rosanna.ferri@posta.example'),
    Person('davide', 'Davide Neri', 'davide.neri@posta.example'),
    Person('scuola', 'Segreteria Scuola Carducci', 'segreteria@scuolacarducci.example'),
    Person('condominio', 'Amministrazione Via Nosadella 9', 'avvisi@condomini-bologna.example'),
]

PEOPLE = {person.key: person for person in [OWNER, *CONTACTS, *OTHERS]}


def vcards():
    """The contacts as vCard 3, as another program would export them."""
    cards = ''
    for person in CONTACTS:
        first, _, last = person.name.removeprefix('Dott.ssa ').partition(' ')
        fields = [('N', f'{last};{first};;;'), ('FN', person.name), ('ORG', person.company), ('TITLE', person.title),
                  ('EMAIL;TYPE=INTERNET,WORK', person.address), ('TEL;TYPE=WORK,VOICE', person.phone)]
        cards += 'BEGIN:VCARD\r\nVERSION:3.0\r\n'
        cards += ''.join(f'{name}:{text}\r\n' for name, text in fields if text) + 'END:VCARD\r\n'
    return cards
