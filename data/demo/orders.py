# SPDX-License-Identifier: GPL-3.0-or-later
"""Small orders: the same six steps, in words that change. Which words is drawn from the thread's own random source."""

# language: step: the sentences to choose from. {what}, {price}, {question}, {answer}, {number}, {day} are filled in.
SENTENCES = {
    'it': {
        'ask': ['Buongiorno,\navremmo bisogno di questo: {what}. Prezzo e tempi?',
                'Salve,\nquanto verrebbe {what}? Se possibile entro il mese.',
                'Buongiorno,\nancora una richiesta: {what}. {question}',
                'Una cosa piccola, spero: mi serve {what}. Che tempi ci sono?',
                'Buongiorno,\nmi servirebbe un prezzo per {what}.'],
        'quote': ['Buongiorno,\nsono {price} euro più IVA, pronto in due settimane. In allegato c\'è il {number}.',
                  'Ecco il {number}: {price} euro più IVA, consegna compresa in città.',
                  'Volentieri. Verrebbe {price} euro più IVA; i dettagli sono nell\'allegato ({number}).',
                  'Si fa: {price} euro più IVA, dieci giorni lavorativi. In allegato il {number}.'],
        'question': ['Grazie. {question}', 'Il prezzo va bene. {question}', 'Solo un dubbio: {question}',
                     'Ricevuto, grazie mille. {question}'],
        'answer': ['{answer}', 'Buona domanda. {answer}', '{answer} Se serve, in laboratorio c\'è un esempio da vedere.',
                   '{answer} Per qualsiasi altra cosa ci sono.'],
        'accept': ['Benissimo, procediamo.', 'Confermo l\'ordine, grazie.', 'Allora va bene: confermato.',
                   'D\'accordo. Attendo notizie per la consegna.', 'Perfetto, ordine confermato.'],
        'ready': ['È pronto. Va bene {day} mattina?', 'Lavoro finito: passiamo {day}, verso le dieci?',
                  'Pronto: si può ritirare, oppure si consegna {day}.', 'Tutto pronto, {day} siamo in zona.'],
        'thanks': ['{day_cap} va benissimo, grazie.', 'Perfetto, ci siamo.', 'Arrivato, è venuto proprio bene. Grazie!',
                   'Ottimo, a {day}.'],
    },
    'en': {
        'ask': ['Hello,\nwe need {what}. Could you let me have a price and a date?',
                'Good morning,\nwhat would you charge for {what}?',
                'One more small thing: {what}. Is that possible before the end of the month?',
                'Hello again,\nplease quote for {what}. {question}',
                'Quick one: I am looking for {what}.'],
        'quote': ['Hello,\nthat is {price} euros plus VAT, two weeks. Quotation {number} is attached.',
                  'Gladly: {price} euros plus VAT, see {number} attached.',
                  'We can do it for {price} euros plus VAT; the details are in {number}.',
                  'Attached is {number}: {price} euros plus VAT, ready in ten working days.'],
        'question': ['Thank you. {question}', 'That looks fine. {question}', 'One question before I confirm: {question}',
                     'Got it, thanks. {question}'],
        'answer': ['{answer}', 'Good question. {answer}', '{answer} Shall I send a picture?',
                   '{answer} Let me know if anything else is unclear.'],
        'accept': ['Great, please go ahead.', 'Confirmed, thank you.', 'Agreed, please put it in hand.',
                   'That settles it: consider it ordered.', 'Lovely, go ahead.'],
        'ready': ['It is ready. Would {day} morning suit you?', 'Done and packed, it ships on {day}.',
                  'All finished; the courier collects on {day}.', 'Ready ahead of time: {day} is possible.'],
        'thanks': ['{day_cap} is perfect, thank you.', 'Wonderful, thanks.', 'It arrived safely and looks great.',
                   'Excellent, until {day}.'],
    },
}
# Who says some things in another way: a haulier makes nothing that is then ready.
OWN_SENTENCES = {
    'nicolo': {
        'quote': ['Si può fare: {price} euro più IVA. In allegato il {number}.',
                  'Sono {price} euro più IVA, autista compreso. Il {number} è in allegato.'],
        'ready': ['Allora {day} alle 7.30, arriva Karim.', 'Messo in calendario per {day} mattina.'],
        'thanks': ['{day_cap} va benissimo, grazie.', 'Perfetto, ci siamo.', 'Tutto arrivato, grazie.'],
    },
}
DAYS = {'it': ['lunedì', 'martedì', 'mercoledì', 'giovedì', 'venerdì'],
        'en': ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']}
# step, whether the one who asks writes it, days after the step before (from, to)
STEPS = [('ask', True, (0, 0)), ('quote', False, (0, 2)), ('question', True, (0, 3)), ('answer', False, (0, 1)),
         ('accept', True, (0, 2)), ('ready', False, (4, 9)), ('thanks', True, (0, 1))]


def read(path):
    """The table of small orders, as dictionaries."""
    names = ['who', 'language', 'asks', 'subject', 'what', 'price', 'question', 'answer']
    with open(path, encoding='utf-8') as file:
        for line in file:
            if line.strip() and not line.startswith('#'):
                yield dict(zip(names, [part.strip() for part in line.split('|')]))


def letters(order, number, source):
    """[(who, days after the one before, text, attachments)] for one order. The latest are not finished yet."""
    language = order['language']
    sentences = {**SENTENCES[language], **OWN_SENTENCES.get(order['who'], {})}
    day = source.choice(DAYS[language])
    document = f'{"Preventivo" if language == "it" else "Quotation"} 2026-{number}'
    values = {**order, 'number': document, 'day': day, 'day_cap': day.capitalize()}
    other = order['who']
    asked = False
    for step, by_asker, (least, most) in STEPS:
        who = other if by_asker == (order['asks'] == 'them') else 'me'
        if step == 'question' and asked:
            continue
        sentence = source.choice(sentences[step])
        asked = asked or '{question}' in sentence
        attachments = [('pdf', document + '.pdf')] if step == 'quote' else []
        yield who, source.randint(least, most), sentence.format(**values), attachments
