# SPDX-License-Identifier: GPL-3.0-or-later
"""What machines write: newsletters, notices, an answer from someone away, and a letter that came back."""
from email import message_from_string
from email.message import EmailMessage
from email.policy import default

NEWSLETTER = [
    ('Cinque luci per l’inverno', 'Questa settimana: lampade da leggere vicino, il ritorno del paralume, una bottega a '
     'Faenza che fa ancora tutto a mano.'),
    ('Legno chiaro, legno scuro', 'Il noce torna nelle case del Nord. Abbiamo chiesto a tre studi perché, e che cosa '
     'ne pensano i boschi.'),
    ('La sedia che si impila', 'Dal 1956 a oggi: breve storia di un’idea che fa risparmiare spazio e schiena.'),
    ('Fiere di stagione', 'Date, biglietti e gli stand da non perdere. In fondo, la mappa dei padiglioni.'),
    ('Cucine piccole', 'Otto metri quadrati bastano, se si pensa prima al cassetto delle posate.'),
    ('Colori dell’anno', 'Salvia, ocra, blu di Prussia: chi li ha scelti e come si abbinano al rovere.'),
    ('Riparare è di moda', 'Gommalacca, cera, pazienza: tre restauratori aprono la porta del laboratorio.'),
    ('Il tavolo di Natale', 'Misure giuste per dodici persone, e che cosa fare quando diventano quattordici.'),
]
NOTICES = [
    ('Banca Emiliana', 'avvisi@bancaemiliana.example', 'Bonifico ricevuto',
     'Gentile cliente,\nsul conto ***417 è stato accreditato un bonifico di {amount},00 euro. Il dettaglio è nella sua '
     'area riservata.'),
    ('Corriere Veloce', 'tracking@corriereveloce.example', 'La spedizione {number} è in consegna',
     'La spedizione {number} sarà consegnata oggi fra le {hour}:00 e le {hour}:59. Non risponda a questo messaggio.'),
    ('Ferramenta Online', 'ordini@ferramentaonline.example', 'Ordine {number} ricevuto',
     'Abbiamo ricevuto l’ordine {number} per {amount},00 euro. La avviseremo alla spedizione.'),
    ('Studio Paghe', 'noreply@studiopaghe.example', 'Cedolini disponibili',
     'I cedolini del mese sono disponibili nell’area riservata. Pratica {number}.'),
]
DAYS = 55


def newsletter(number, owner):
    subject, text = NEWSLETTER[number % len(NEWSLETTER)]
    message = EmailMessage()
    message['From'] = 'Interni Settimanale <redazione@interni-settimanale.example>'
    message['To'] = f'{owner.name} <{owner.address}>'
    message['Subject'] = f'[Interni] {subject}'
    message['List-Id'] = 'Interni Settimanale <settimanale.interni-settimanale.example>'
    message['List-Unsubscribe'] = '<mailto:disiscrizione@interni-settimanale.example>'
    message['Precedence'] = 'bulk'
    message.set_content(f'{text}\n\nRiceve questa lettera perché si è iscritto in fiera. Per non riceverla più risponda '
                        '"basta".\n')
    message.add_alternative(f'<html><body style="background:#f4f1ea"><h1>{subject}</h1><p>{text}</p><p><small>Riceve '
                            'questa lettera perché si è iscritto in fiera.</small></p></body></html>', subtype='html')
    return message


def notice(kind, owner, source):
    name, address, subject, text = NOTICES[kind % len(NOTICES)]
    values = {'number': source.randint(100000, 999999), 'amount': source.randint(3, 90) * 20, 'hour': source.randint(9, 17)}
    message = EmailMessage()
    message['From'] = f'{name} <{address}>'
    message['To'] = owner.address
    message['Subject'] = subject.format(**values)
    message['Auto-Submitted'] = 'auto-generated'
    message.set_content(text.format(**values) + '\n')
    return message


def away(person, answered, owner):
    """The answer of someone's mail program while that person is away."""
    message = EmailMessage()
    message['From'] = f'{person.name} <{person.address}>'
    message['To'] = owner.address
    english = person.language == 'en'
    message['Subject'] = f'{"Automatic reply" if english else "Risposta automatica"}: {answered["Subject"]}'
    message['Auto-Submitted'] = 'auto-replied'
    message['In-Reply-To'] = answered['Message-ID']
    message['References'] = answered['Message-ID']
    message.set_content('I am out of the office until Monday and will answer then. In urgent cases please call '
                        'reception.\n' if english else
                        'Sono fuori studio fino a lunedì e risponderò al mio rientro. Per urgenze: 051 555 0100.\n')
    return message


def bounce(returned, recipient, owner):
    """A letter that could not be delivered, as RFC 3464 reports it."""
    message = EmailMessage()
    message['From'] = 'Mail Delivery System <MAILER-DAEMON@studioferri.example>'
    message['To'] = owner.address
    message['Subject'] = 'Undelivered Mail Returned to Sender'
    message['Auto-Submitted'] = 'auto-replied'
    message['MIME-Version'] = '1.0'
    words = EmailMessage()
    words.set_content(f'This is the mail system at host mail.studioferri.example.\n\n<{recipient}>: host '
                      'mx.posta.example said: 550 5.1.1 User unknown\n')
    report = message_from_string(
        'Content-Type: message/delivery-status\n\nReporting-MTA: dns; mail.studioferri.example\n\n'
        f'Final-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.1.1\n'
        'Diagnostic-Code: smtp; 550 5.1.1 User unknown\n', policy=default)
    headers = EmailMessage()
    headers['Content-Type'] = 'text/rfc822-headers'
    headers.set_payload(''.join(f'{name}: {returned[name]}\n' for name in ('From', 'To', 'Subject', 'Message-ID')))
    message['Content-Type'] = 'multipart/report; report-type=delivery-status'
    message.set_payload([words, report, headers])
    return message
