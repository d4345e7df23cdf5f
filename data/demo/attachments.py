# SPDX-License-Identifier: GPL-3.0-or-later
"""Small files of real formats: PDF, PNG, CSV and the Word format, made of nothing but their name and a random source."""
import io
import os
import struct
import zipfile
import zlib

TYPES = {'pdf': 'application/pdf', 'png': 'image/png', 'csv': 'text/csv',
         'docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'}
ITEMS = ['Rovere naturale', 'Noce canaletto', 'Betulla B/BB', 'Frassino', 'MDF idrofugo', 'Ferramenta', 'Montaggio',
         'Trasporto', 'Vetro', 'Ottone']


def pdf(name, source):
    """One page with a heading and a table of prices."""
    lines = [(20, os.path.splitext(name)[0]), (11, 'Studio Ferri Arredamenti, Bologna'), (11, '')]
    total = 0
    for item in source.sample(ITEMS, source.randint(3, 7)):
        amount = source.randint(4, 180) * 10
        total += amount
        lines.append((12, f'{item} {"." * (60 - len(item))} {amount},00'))
    lines += [(12, ''), (13, f'Totale {total},00')]
    drawing = 'BT 60 780 Td 26 TL\n'
    for size, text in lines:
        safe = text.replace('\\', '\\\\').replace('(', '\\(').replace(')', '\\)')
        drawing += f'/F1 {size} Tf ({safe}) Tj T*\n'
    stream = (drawing + 'ET').encode('cp1252', 'replace')
    objects = [b'<< /Type /Catalog /Pages 2 0 R >>', b'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
               b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R'
               b' /Resources << /Font << /F1 5 0 R >> >> >>',
               b'<< /Length %d >>\nstream\n%s\nendstream' % (len(stream), stream),
               b'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>']
    out, places = b'%PDF-1.4\n', []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b'%d 0 obj\n%s\nendobj\n' % (number, body)
    table = len(out)
    out += b'xref\n0 6\n0000000000 65535 f \n' + b''.join(b'%010d 00000 n \n' % place for place in places)
    return out + b'trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n' % table


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def png(_name, source):
    """A plan: walls, and a few pieces of furniture."""
    width, height = 480, 320
    rows = [bytearray(b'\xfa\xf8\xf2' * width) for _ in range(height)]

    def box(left, top, right, bottom, colour):
        for y in range(top, bottom):
            rows[y][3 * left:3 * right] = colour * (right - left)
    wall = b'\x3d\x38\x46'
    for left, top, right, bottom in ((20, 20, 460, 28), (20, 292, 460, 300), (20, 20, 28, 300), (452, 20, 460, 300)):
        box(left, top, right, bottom, wall)
    for colour in (b'\xb5\x83\x5a', b'\xcd\xab\x8f', b'\x98\x6a\x44', b'\x86\x5e\x3c', b'\xf6\xd3\x2d'):
        left, top = source.randint(40, 330), source.randint(40, 210)
        box(left, top, left + source.randint(30, 110), top + source.randint(20, 70), colour)
    pixels = b''.join(b'\0' + bytes(row) for row in rows)
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(pixels, 9)) + chunk(b'IEND', b''))


def csv(_name, source):
    """A list of articles and prices."""
    lines = ['Codice;Descrizione;Quantità;Prezzo']
    for item in source.sample(ITEMS, 8):
        lines.append(f'{source.randint(1000, 9999)};{item};{source.randint(1, 40)};{source.randint(500, 60000) / 100:.2f}')
    return ('\r\n'.join(lines) + '\r\n').encode()


def docx(name, _source):
    """A document of one paragraph."""
    heading = os.path.splitext(name)[0].replace('&', '&amp;').replace('<', '&lt;')
    namespace = 'http://schemas.openxmlformats.org'
    parts = {
        '[Content_Types].xml': f'<Types xmlns="{namespace}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml"'
        f' ContentType="{TYPES["docx"]}.main+xml"/></Types>',
        '_rels/.rels': f'<Relationships xmlns="{namespace}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{namespace}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        '</Relationships>',
        'word/document.xml': f'<w:document xmlns:w="{namespace}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
        f'{heading}</w:t></w:r></w:p></w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)),
                             '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    return out.getvalue()


def make(kind, name, source):
    """(type, bytes) of a file of that kind."""
    return TYPES[kind], {'pdf': pdf, 'png': png, 'csv': csv, 'docx': docx}[kind](name, source)
