# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for an Exchange server: EWS over TLS, with a mailbox that keeps its state.

    with Exchange(pem, key, 'anna', 'secret') as server:
        server.deliver(letter(1))
        server.url      # https://localhost:PORT/EWS/Exchange.asmx
        server.sent     # [(recipients, bytes)] of what it was given to send

As a command:  exchange.py SETTINGS.json  serves at port 443, and redirects at port 80, until killed; see main().

It answers as the documentation says, in the order of Microsoft's schemas; problems() names every request and answer that
is not of them, where they are at hand.
"""
import base64
import email.policy
import email.utils
import glob
import hashlib
import http.server
import json
import os
import select
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as tree
from xml.sax.saxutils import escape, quoteattr

from ntlm import Ntlm

M = '{http://schemas.microsoft.com/exchange/services/2006/messages}'
T = '{http://schemas.microsoft.com/exchange/services/2006/types}'
SOAP = '{http://schemas.xmlsoap.org/soap/envelope/}'
SCHEMAS = os.environ.get('CARTEGGIO_EWS_SCHEMAS',
                         os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../shared/ews'))
HEAD = ('<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
        'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" '
        'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Header>'
        '<t:ServerVersionInfo MajorVersion="{}" MinorVersion="{}" MajorBuildNumber="1" MinorBuildNumber="0" '
        'Version="Exchange2010_SP2"/></s:Header><s:Body>')
TAIL = '</s:Body></s:Envelope>'
DISCOVERED = ('<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/'
              'responseschema/2006"><Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/'
              'responseschema/2006a"><Account><AccountType>email</AccountType><Action>settings</Action><Protocol>'
              '<Type>EXCH</Type><EwsUrl>https://ex01.corp.local/EWS/Exchange.asmx</EwsUrl></Protocol><Protocol>'
              '<Type>EXPR</Type><EwsUrl>{}</EwsUrl></Protocol></Account></Response></Autodiscover>')
TOLD = ('<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
        'xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header><a:Action s:mustUnderstand="1">'
        'http://schemas.microsoft.com/exchange/2010/Autodiscover/Autodiscover/GetUserSettingsResponse</a:Action>'
        '<h:ServerVersionInfo xmlns:h="http://schemas.microsoft.com/exchange/2010/Autodiscover" '
        'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><h:MajorVersion>{}</h:MajorVersion><h:MinorVersion>{}'
        '</h:MinorVersion><h:MajorBuildNumber>1</h:MajorBuildNumber><h:MinorBuildNumber>0</h:MinorBuildNumber>'
        '</h:ServerVersionInfo></s:Header><s:Body><GetUserSettingsResponseMessage '
        'xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover"><Response '
        'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ErrorCode>NoError</ErrorCode><ErrorMessage/>'
        '<UserResponses><UserResponse><ErrorCode>NoError</ErrorCode><ErrorMessage>No error.</ErrorMessage>'
        '<RedirectTarget i:nil="true"/><UserSettingErrors/><UserSettings>{}</UserSettings></UserResponse>'
        '</UserResponses></Response></GetUserSettingsResponseMessage></s:Body></s:Envelope>')
TOLD_SETTING = '<UserSetting i:type="StringSetting"><Name>{}</Name><Value>{}</Value></UserSetting>'
A = '{http://schemas.microsoft.com/exchange/2010/Autodiscover}'
FORMS = {'/autodiscover/autodiscover.xml': 'pox', '/autodiscover/autodiscover.svc': 'soap'}
PEOPLE = [('message:Sender', 'Sender', 'From'), ('message:ToRecipients', 'ToRecipients', 'To'),
          ('message:CcRecipients', 'CcRecipients', 'Cc'), ('message:BccRecipients', 'BccRecipients', 'Bcc'),
          ('message:From', 'From', 'From')]
KNOWN = {'inbox': ('Posta in arrivo', 'IPF.Note'), 'sentitems': ('Posta inviata', 'IPF.Note'),
         'drafts': ('Bozze', 'IPF.Note'), 'deleteditems': ('Posta eliminata', 'IPF.Note'),
         'junkemail': ('Posta indesiderata', 'IPF.Note'), 'outbox': ('Posta in uscita', 'IPF.Note'),
         'calendar': ('Calendario', 'IPF.Appointment')}


class Refusal(Exception):
    """An answer's ResponseCode, or with fault=True a SOAP fault's."""

    def __init__(self, code, text='No.', back_off_ms=None, fault=False):
        super().__init__(code)
        self.code, self.text, self.back_off_ms, self.fault = code, text, back_off_ms, fault

    def extra(self):
        return '' if self.back_off_ms is None else \
            f'<t:Value Name="BackOffMilliseconds">{self.back_off_ms}</t:Value>'


def when(seconds):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(seconds))


def name_of(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest() * 3).decode()


class Item:
    def __init__(self, number, mime, received, is_received):
        self.id = name_of(f'item {number}')
        self.mime, self.received, self.is_received = mime, received, is_received
        self.message = email.message_from_bytes(mime, policy=email.policy.SMTP)


class Folder:
    def __init__(self, name, class_name, parent):
        self.id = name_of(f'folder {name}')
        self.name, self.class_name, self.parent = name, class_name, parent
        self.items = {}
        self.events = []       # ('create' | 'delete', item id), in order
        self.changed = 0
        self.n_gone = 0
        self.n_said = 0        # items it says to have; 0: as many as it has


class Mailbox:
    def __init__(self):
        self.folders = {key: Folder(*one, 'msgfolderroot') for key, one in KNOWN.items()}
        self.roots = {'root': Folder('Root', '', None), 'msgfolderroot': Folder('Top of Information Store', '', 'root')}
        self.folder_events = [('create', key) for key in self.folders]
        self.n_items = 0
        self.generation = 1
        self.addresses = set()     # its owner's

    def add_folder(self, key, name, parent, class_name='IPF.Note'):
        self.folders[key] = Folder(name, class_name, parent)
        self.folder_events.append(('create', key))

    def rename_folder(self, key, name):
        self.folders[key].name = name
        self.folder_events.append(('update', key))

    def remove_folder(self, key):
        self.folder_events.append(('delete', self.folders.pop(key).id))

    def find(self, element):
        """The folder that a DistinguishedFolderId or a FolderId means."""
        if element.tag == T + 'DistinguishedFolderId':
            owner = element.find(f'{T}Mailbox/{T}EmailAddress')
            if owner is not None and owner.text not in self.addresses:
                raise Refusal('ErrorNonExistentMailbox')
            if element.get('Id') in {**self.roots, **self.folders}:
                return {**self.roots, **self.folders}[element.get('Id')]
            raise Refusal('ErrorFolderNotFound')
        for folder in [*self.roots.values(), *self.folders.values()]:
            if folder.id == element.get('Id'):
                return folder
        raise Refusal('ErrorFolderNotFound' if len(element.get('Id')) > 50 else 'ErrorInvalidIdMalformed')

    def add(self, folder, mime, received, is_received):
        self.n_items += 1
        item = Item(self.n_items, mime, received, is_received)
        folder.items[item.id] = item
        folder.events.append(('create', item.id))
        folder.changed = time.time()
        return item.id

    def remove(self, folder, item_id):
        del folder.items[item_id]
        folder.events.append(('delete', item_id))
        folder.changed = time.time()
        folder.n_gone += 1

    def item(self, item_id):
        for folder in self.folders.values():
            if item_id in folder.items:
                return folder.items[item_id]
        raise Refusal('ErrorItemNotFound')


class Service:
    """One request's XML to one answer's."""

    def __init__(self, exchange):
        self.exchange = exchange
        self.mailbox = exchange.mailbox

    def answer(self, operation, body):
        work = getattr(self, 'do_' + operation)
        return ''.join([f'<m:{operation}Response><m:ResponseMessages>', *work(body),
                        f'</m:ResponseMessages></m:{operation}Response>'])

    @staticmethod
    def message(operation, content):
        return (f'<m:{operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
                f'{content}</m:{operation}ResponseMessage>')

    @staticmethod
    def refusal(operation, refusal):
        extra = f'<m:MessageXml>{refusal.extra()}</m:MessageXml>' if refusal.extra() else ''
        extra += '<m:Items/>' if operation == 'GetItem' else ''
        return (f'<m:{operation}ResponseMessage ResponseClass="Error"><m:MessageText>{escape(refusal.text)}'
                f'</m:MessageText><m:ResponseCode>{refusal.code}</m:ResponseCode><m:DescriptiveLinkKey>0'
                f'</m:DescriptiveLinkKey>{extra}</m:{operation}ResponseMessage>')

    def each(self, operation, elements, work):
        for element in elements:
            try:
                yield self.message(operation, work(element))
            except Refusal as refusal:
                yield self.refusal(operation, refusal)

    # --- folders

    def folder_xml(self, folder):
        kind = 'CalendarFolder' if folder.class_name == 'IPF.Appointment' else 'Folder'
        parent = {**self.mailbox.roots, **self.mailbox.folders}.get(folder.parent)
        parent_id = f'<t:ParentFolderId Id="{parent.id}"/>' if parent else ''
        status = '' if not self.exchange.says_status else (
            '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x670a" PropertyType="SystemTime"/><t:Value>'
            f'{when(folder.changed)}</t:Value></t:ExtendedProperty><t:ExtendedProperty><t:ExtendedFieldURI '
            f'PropertyTag="0x670b" PropertyType="Integer"/><t:Value>{folder.n_gone}</t:Value></t:ExtendedProperty>')
        return (f'<t:{kind}><t:FolderId Id="{folder.id}" ChangeKey="AQ=="/>{parent_id}{self.text("FolderClass", folder.class_name)}'
                f'<t:DisplayName>{escape(folder.name)}'
                f'</t:DisplayName><t:TotalCount>{folder.n_said or len(folder.items)}</t:TotalCount>{status}</t:{kind}>')

    def do_GetFolder(self, body):
        return self.each('GetFolder', body.find(M + 'FolderIds'),
                         lambda one: f'<m:Folders>{self.folder_xml(self.mailbox.find(one))}</m:Folders>')

    def do_FindFolder(self, body):
        view = body.find(M + 'IndexedPageFolderView')
        start, most = int(view.get('Offset')), min(int(view.get('MaxEntriesReturned')), self.exchange.folders_page)
        folders = list(self.mailbox.folders.values())
        some = folders[start:start + most]
        last = 'true' if start + most >= len(folders) else 'false'
        yield self.message('FindFolder', f'<m:RootFolder IndexedPagingOffset="{start + len(some)}" '
                           f'TotalItemsInView="{len(folders)}" IncludesLastItemInRange="{last}"><t:Folders>'
                           f'{"".join(map(self.folder_xml, some))}</t:Folders></m:RootFolder>')

    def do_SyncFolderHierarchy(self, body):
        if not self.exchange.tells_folders:
            raise Refusal('ErrorInvalidOperation')
        try:
            yield self.message('SyncFolderHierarchy', self.folder_changes(body))
        except Refusal as refusal:
            yield self.refusal('SyncFolderHierarchy', refusal)

    def folder_changes(self, body):
        """As items' are: what is in a folder is no change of the hierarchy."""
        events, start = self.mailbox.folder_events, 0
        if body.find(M + 'SyncState') is not None:
            generation, start = map(int, base64.b64decode(body.find(M + 'SyncState').text).decode().split(' '))
            if generation != self.mailbox.generation:
                raise Refusal('ErrorInvalidSyncStateData')
        stop = min(len(events), start + self.exchange.folders_page)
        parts = []
        for kind, key in events[start:stop]:
            if kind == 'delete':
                parts.append(f'<t:Delete><t:FolderId Id="{key}"/></t:Delete>')
            elif key in self.mailbox.folders:
                parts.append(f'<t:{kind.title()}>{self.folder_xml(self.mailbox.folders[key])}</t:{kind.title()}>')
        state = base64.b64encode(f'{self.mailbox.generation} {stop}'.encode()).decode()
        last = 'true' if stop == len(events) else 'false'
        return (f'<m:SyncState>{state}</m:SyncState><m:IncludesLastFolderInRange>{last}</m:IncludesLastFolderInRange>'
                f'<m:Changes>{"".join(parts)}</m:Changes>')

    # --- items

    def people(self, element, header):
        """Whom the directory has is named by its path there, as Exchange names its own."""
        paths = {address: path for path, address in self.exchange.directory.items()}
        found = [pair for pair in email.utils.getaddresses([str(one) for one in header]) if pair[1]]
        boxes = ''.join(f'<t:Mailbox><t:Name>{escape(name or address)}</t:Name><t:EmailAddress>'
                        f'{escape(paths.get(address, address))}</t:EmailAddress><t:RoutingType>'
                        f'{"EX" if address in paths else "SMTP"}</t:RoutingType></t:Mailbox>' for name, address in found)
        return f'<t:{element}>{boxes}</t:{element}>' if boxes else ''

    @staticmethod
    def text(element, value):
        return f'<t:{element}>{escape(str(value))}</t:{element}>' if value else ''

    def item_xml(self, item, shape):
        wanted = {one.get('FieldURI') for one in shape.iter(T + 'FieldURI')}
        tags = {one.get('PropertyTag').lower() for one in shape.iter(T + 'ExtendedFieldURI')}
        mime = shape.find(T + 'IncludeMimeContent')
        head = item.message
        parts = ['<t:Message>']
        if 'item:MimeContent' in wanted or (mime is not None and mime.text == 'true'):
            parts.append(f'<t:MimeContent CharacterSet="UTF-8">{base64.b64encode(item.mime).decode()}</t:MimeContent>')
        parts.append(f'<t:ItemId Id="{item.id}" ChangeKey="CQAAABYAAAA="/>')
        if 'item:Subject' in wanted:
            parts.append(self.text('Subject', head['Subject']))
        if 'item:Attachments' in wanted:
            parts.append(self.attachments_xml(item))
        if 'item:DateTimeReceived' in wanted:
            parts.append(f'<t:DateTimeReceived>{when(item.received)}</t:DateTimeReceived>')
        if 'item:Size' in wanted:
            parts.append(f'<t:Size>{len(item.mime)}</t:Size>')
        if 'item:InReplyTo' in wanted:
            parts.append(self.text('InReplyTo', head['In-Reply-To']))
        if 'item:DateTimeSent' in wanted and head['Date']:
            parts.append(f'<t:DateTimeSent>{when(email.utils.parsedate_to_datetime(head["Date"]).timestamp())}'
                         '</t:DateTimeSent>')
        if '0x007d' in tags and item.is_received:
            block = item.mime.split(b'\r\n\r\n', 1)[0].decode('utf-8', 'replace') + '\r\n\r\n'
            parts.append('<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x7d" PropertyType="String"/><t:Value>'
                         + escape(block, {'\r': '&#xD;'}) + '</t:Value></t:ExtendedProperty>')
        for field, element, header in PEOPLE:
            if field in wanted:
                parts.append(self.people(element, head.get_all(header, [])))
        if 'message:InternetMessageId' in wanted:
            parts.append(self.text('InternetMessageId', head['Message-ID']))
        if 'message:References' in wanted:
            parts.append(self.text('References', head['References']))
        return ''.join([*parts, '</t:Message>'])

    @staticmethod
    def attachments_xml(item, contents=False):
        parts = []
        for number, part in enumerate(item.message.iter_attachments()):
            content = base64.b64encode(part.get_payload(decode=True)).decode()
            parts.append(f'<t:FileAttachment><t:AttachmentId Id="{item.id}.{number}"/>'
                         f'<t:Name>{escape(part.get_filename() or "")}</t:Name>'
                         f'<t:ContentType>{part.get_content_type()}</t:ContentType>'
                         + (f'<t:Content>{content}</t:Content>' if contents else '') + '</t:FileAttachment>')
        return f'<t:Attachments>{"".join(parts)}</t:Attachments>' if parts else ''

    def do_GetAttachment(self, body):
        def one(element):
            item_id, _, number = element.get('Id').rpartition('.')
            every = self.attachments_xml(self.mailbox.item(item_id), True)
            wanted = every.split('<t:FileAttachment>')[int(number) + 1].split('</t:FileAttachment>')[0]
            return f'<m:Attachments><t:FileAttachment>{wanted}</t:FileAttachment></m:Attachments>'
        return self.each('GetAttachment', body.find(M + 'AttachmentIds'), one)

    def do_SyncFolderItems(self, body):
        try:
            yield self.message('SyncFolderItems', self.changes(body))
        except Refusal as refusal:
            yield self.refusal('SyncFolderItems', refusal)

    def changes(self, body):
        folder = self.mailbox.find(body.find(M + 'SyncFolderId')[0])
        state = body.find(M + 'SyncState')
        start = 0
        if state is not None:
            generation, folder_id, start = base64.b64decode(state.text).decode().split(' ')
            if int(generation) != self.mailbox.generation or folder_id != folder.id:
                raise Refusal('ErrorInvalidSyncStateData')
        start = int(start)
        stop = min(len(folder.events), start + min(int(body.find(M + 'MaxChangesReturned').text),
                                                    self.exchange.changes_page))
        known = {one for kind, one in folder.events[:start] if kind == 'create'}
        parts = []
        for kind, item_id in folder.events[start:stop]:
            if kind == 'create' and item_id in folder.items:
                parts.append(f'<t:Create>{self.item_xml(folder.items[item_id], body.find(M + "ItemShape"))}</t:Create>')
            elif kind == 'delete' and item_id in known:
                parts.append(f'<t:Delete><t:ItemId Id="{item_id}" ChangeKey="AQ=="/></t:Delete>')
        after = base64.b64encode(f'{self.mailbox.generation} {folder.id} {stop}'.encode()).decode()
        last = 'true' if stop == len(folder.events) else 'false'
        return (f'<m:SyncState>{after}</m:SyncState><m:IncludesLastItemInRange>{last}</m:IncludesLastItemInRange>'
                f'<m:Changes>{"".join(parts)}</m:Changes>')

    @staticmethod
    def fits(item, restriction):
        for condition in restriction.iter():
            field, constant = condition.find(T + 'FieldURI'), condition.find(T + 'FieldURIOrConstant')
            if constant is None:
                continue
            value = constant.find(T + 'Constant').get('Value')
            kind = condition.tag.replace(T, '')
            if field.get('FieldURI') == 'message:InternetMessageId':
                if item.message['Message-ID'] != value:
                    return False
            elif kind == 'IsGreaterThanOrEqualTo' and when(item.received) < value:
                return False
            elif kind == 'IsLessThan' and when(item.received) >= value:
                return False
        return True

    def do_FindItem(self, body):
        folder = self.mailbox.find(body.find(M + 'ParentFolderIds')[0])
        restriction = body.find(M + 'Restriction')
        view = body.find(M + 'IndexedPageItemView')
        start, most = int(view.get('Offset')), min(int(view.get('MaxEntriesReturned')), self.exchange.items_page)
        items = [item for item in folder.items.values() if restriction is None or self.fits(item, restriction)]
        items.sort(key=lambda item: -item.received)
        some = items[start:start + most]
        last = 'true' if start + most >= len(items) else 'false'
        parts = ''.join(self.item_xml(item, body.find(M + 'ItemShape')) for item in some)
        yield self.message('FindItem', f'<m:RootFolder IndexedPagingOffset="{start + len(some)}" '
                           f'TotalItemsInView="{len(items)}" IncludesLastItemInRange="{last}"><t:Items>{parts}</t:Items>'
                           '</m:RootFolder>')

    def do_GetItem(self, body):
        shape = body.find(M + 'ItemShape')

        def one(element):
            if element.get('Id') in self.exchange.poison:
                raise Refusal(self.exchange.poison[element.get('Id')])
            return f'<m:Items>{self.item_xml(self.mailbox.item(element.get("Id")), shape)}</m:Items>'
        return self.each('GetItem', body.find(M + 'ItemIds'), one)

    def do_CreateItem(self, body):
        yield self.message('CreateItem', self.create(body))

    def create(self, body):
        message = body.find(M + 'Items')[0]
        mime = base64.b64decode(message.find(T + 'MimeContent').text)
        if body.get('MessageDisposition') != 'SaveOnly':
            people = [[box.find(T + 'EmailAddress').text for box in message.findall(f'{T}{kind}/{T}Mailbox')]
                      for kind in ('ToRecipients', 'CcRecipients', 'BccRecipients')]
            self.exchange.sent.append((sum(people, []), mime))
            mime = self.rewritten(mime)
        if body.get('MessageDisposition') == 'SendOnly':
            return '<m:Items/>'
        folder = self.mailbox.find(body.find(M + 'SavedItemFolderId')[0])
        item_id = self.mailbox.add(folder, mime, time.time(), False)
        return f'<m:Items><t:Message><t:ItemId Id="{item_id}" ChangeKey="AQ=="/></t:Message></m:Items>' \
            if body.get('MessageDisposition') == 'SaveOnly' else '<m:Items/>'

    @staticmethod
    def rewritten(mime):
        """As Exchange keeps it: the same letter, other headers around it."""
        head, rest = mime.split(b'\r\n\r\n', 1)
        lines = [line for line in head.split(b'\r\n') if not line.lower().startswith(b'user-agent:')]
        return b'\r\n'.join([b'Thread-Topic: x', b'X-MS-Has-Attach: no', *reversed_fields(lines)]) + b'\r\n\r\n' + rest

    def do_Subscribe(self, body):
        if not self.exchange.streams:
            raise Refusal('ErrorInvalidServerVersion')
        folder = self.mailbox.find(body.find(f'.//{T}FolderIds')[0])
        name = name_of(f'subscription {len(self.exchange.subscriptions)}')
        self.exchange.subscriptions[name] = [folder, len(folder.events)]
        return [self.message('Subscribe', f'<m:SubscriptionId>{name}</m:SubscriptionId>')]

    def notices(self, name):
        """What happened since they were asked for last, as one envelope's text."""
        folder, at = self.exchange.subscriptions[name]
        self.exchange.subscriptions[name][1] = len(folder.events)
        kinds = {'create': 'NewMailEvent', 'delete': 'DeletedEvent'}
        events = ''.join(f'<t:{kinds[kind]}><t:TimeStamp>{when(time.time())}</t:TimeStamp><t:ItemId Id="{item}"/>'
                         f'<t:ParentFolderId Id="{folder.id}"/></t:{kinds[kind]}>' for kind, item in folder.events[at:])
        return events and (f'<m:Notifications><t:Notification><t:SubscriptionId>{name}</t:SubscriptionId>{events}'
                           '</t:Notification></m:Notifications>')

    def streamed(self, content):
        return ('<m:GetStreamingEventsResponse><m:ResponseMessages>' + self.message('GetStreamingEvents', content)
                + '</m:ResponseMessages></m:GetStreamingEventsResponse>')

    def do_ResolveNames(self, body):
        address = self.exchange.directory.get(body.find(M + 'UnresolvedEntry').text)
        if address is None:
            yield self.refusal('ResolveNames', Refusal('ErrorNameResolutionNoResults'))
            return
        yield self.message('ResolveNames', '<m:ResolutionSet TotalItemsInView="1" IncludesLastItemInRange="true">'
                           f'<t:Resolution><t:Mailbox><t:Name>x</t:Name><t:EmailAddress>{escape(address)}'
                           '</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>Mailbox</t:MailboxType>'
                           '</t:Mailbox></t:Resolution></m:ResolutionSet>')


def reversed_fields(lines):
    """Header fields in the other order, continuation lines with theirs."""
    fields = []
    for line in lines:
        if line[:1] in b' \t' and fields:
            fields[-1] += b'\r\n' + line
        else:
            fields.append(line)
    return fields[::-1]


class Exchange:
    """version: (major, minor). offers: the schemes of its 401; it takes Basic and NTLM where it offers them. says_status: whether folders say when they last changed.
    before: called with each operation's name; what it raises as a Refusal is the answer, an int is a status, bytes are all
    that goes on the wire before the connection is closed. after: called when that was done, likewise."""

    def __init__(self, pem, key, username, password, version=(15, 1), offers=('Negotiate', 'NTLM', 'Basic realm="x"'),
                 host='localhost', address='127.0.0.1', port=0):
        self.mailbox = Mailbox()
        self.username, self.password = username, password
        self.version, self.offers = version, offers
        self.says_status = True
        self.tells_folders = True  # whether it takes SyncFolderHierarchy
        self.poison = {}           # by item id: what asking for it comes to: an int is the status of the whole answer,
                                   # else an item's ResponseCode
        self.changes_page, self.items_page, self.folders_page = 512, 1000, 500
        self.before = self.after = lambda operation: None
        self.directory = {}        # the organization's: addresses by path
        self.streams = True        # whether it takes subscriptions
        self.subscriptions = {}    # [folder, events told] by name
        self.is_stopping = False
        self.sent = []
        self.operations = []       # names, in order
        self.n_refused = 0         # log-ins
        self.n_ntlm = 0            # connections logged in by NTLM
        self.lock = threading.RLock()
        self.folder = tempfile.mkdtemp(prefix='carteggio-exchange-')
        self.n_written = 0
        self.services = {}         # what Autodiscover names, by the host that is asked
        self.forms = {}            # in which forms it answers there: pox, soap, json; by host; else in all. With
                                   # "trouble" the others are there and fail, after the log-in
        self.versions = {}         # of the servers there, by host; else this one's
        self.note = lambda text: None
        self.server = http.server.ThreadingHTTPServer((address, port), self.handler())
        self.server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.place = f'{host}:{self.server.server_address[1]}'
        self.url = f'https://{self.place}/EWS/Exchange.asmx'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.is_stopping = True
        self.server.shutdown()
        self.server.server_close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def deliver(self, mime, folder='inbox', received=None, is_received=True):
        with self.lock:
            message = email.message_from_bytes(mime)
            date = received or email.utils.parsedate_to_datetime(message['Date']).timestamp()
            return self.mailbox.add(self.mailbox.folders[folder], mime, date, is_received)

    def remove(self, item_id, folder='inbox'):
        with self.lock:
            self.mailbox.remove(self.mailbox.folders[folder], item_id)

    def forget_states(self):
        """No client's state is known any more."""
        with self.lock:
            self.mailbox.generation += 1

    # --- answering

    def has_offered(self, scheme):
        return any(one.split(' ')[0] == scheme for one in self.offers)

    def is_known(self, authorization):
        scheme, _, pair = (authorization or '').partition(' ')
        if scheme != 'Basic' or not self.has_offered('Basic'):
            return False
        known = base64.b64decode(pair).decode() == f'{self.username}:{self.password}'
        self.n_refused += not known
        return known

    def keep(self, kind, text):
        self.n_written += 1
        with open(os.path.join(self.folder, f'{self.n_written:05}-{kind}.xml'), 'wb') as file:
            file.write(text)

    def answer(self, content):
        """Status, body."""
        body = tree.fromstring(content).find(SOAP + 'Body')[0]
        operation = body.tag.replace(M, '')
        with self.lock:
            self.operations.append(operation)
            self.keep('request-' + operation, content)
            try:
                status = self.before(operation)
                if status is None:
                    asked = {one.get('Id') for one in body.iter(T + 'ItemId')}
                    status = next((one for key, one in self.poison.items() if key in asked and isinstance(one, int)), None)
                if isinstance(status, bytes):
                    return None, status
                if status is not None:
                    return status, b'<html><body>Service Unavailable</body></html>'
                text = Service(self).answer(operation, body)
            except Refusal as refusal:
                return 500, self.fault(refusal)
            whole = (HEAD.format(*self.version) + text + TAIL).encode()
            self.keep('answer-' + operation, whole)
            cut = self.after(operation)
            return (200, whole) if cut is None else (None, cut)

    def stream(self, content, connection):
        """An envelope whenever something happens in a subscribed folder, a sign of life first, the end last. Whoever
        listens says nothing: what comes is the connection's end, and what was told then would be lost."""
        body = tree.fromstring(content).find(SOAP + 'Body')[0]
        name = body.find(f'.//{T}SubscriptionId').text
        end = time.monotonic() + 60 * int(body.find(M + 'ConnectionTimeout').text)
        told = '<m:ConnectionStatus>OK</m:ConnectionStatus>'
        while time.monotonic() < end and not self.is_stopping:
            if told:
                yield self.envelope(told)
            if select.select([connection], [], [], 0.1)[0]:
                return
            with self.lock:
                told = Service(self).notices(name)
        yield self.envelope('<m:ConnectionStatus>Closed</m:ConnectionStatus>')

    def envelope(self, told):
        whole = (HEAD.format(*self.version) + Service(self).streamed(told) + TAIL).encode()
        with self.lock:
            self.keep('answer-GetStreamingEvents', whole)
        return whole

    def is_streaming(self, content):
        """Whether it is to be answered by stream()."""
        body = tree.fromstring(content).find(SOAP + 'Body')[0]
        with self.lock:
            if body.tag != M + 'GetStreamingEvents':
                return False
            self.operations.append('GetStreamingEvents')
            self.keep('request-GetStreamingEvents', content)
            return True

    def told(self, content, service, host):
        """GetUserSettings: of what is asked for, what this server knows."""
        request = tree.fromstring(content).find(f'{SOAP}Body/{A}GetUserSettingsRequestMessage/{A}Request')
        asked = [one.text for one in request.find(f'{A}RequestedSettings')]
        known = {'ExternalEwsUrl': service, 'InternalEwsUrl': 'https://ex01.corp.local/EWS/Exchange.asmx',
                 'AutoDiscoverSMTPAddress': request.find(f'{A}Users/{A}User/{A}Mailbox').text,
                 'CasVersion': '{:02}.{:02}.0001.000'.format(*self.versions.get(host, self.version)),
                 'EwsSupportedSchemas': 'Exchange2007, Exchange2007_SP1, Exchange2010, Exchange2010_SP1, Exchange2010_SP2'}
        return TOLD.format(*self.version, ''.join(TOLD_SETTING.format(name, escape(known[name]))
                                                  for name in asked if name in known))

    def fault(self, refusal):
        return (HEAD.format(*self.version) + f'<s:Fault><faultcode>a:{refusal.code}</faultcode><faultstring>'
                f'{escape(refusal.text)}</faultstring><detail><e:ResponseCode '
                'xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">'
                f'{refusal.code}</e:ResponseCode><t:MessageXml>{refusal.extra()}</t:MessageXml></detail></s:Fault>'
                + TAIL).encode()

    def handler(exchange):  # pylint: disable=no-self-argument
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def log_message(self, *_):
                pass

            def give(self, status, body, headers=()):
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def give_pieces(self, pieces):
                self.send_response(200)
                self.send_header('Content-Type', 'text/xml; charset=utf-8')
                self.send_header('Transfer-Encoding', 'chunked')
                self.end_headers()
                try:
                    for piece in pieces:
                        for half in (piece[:700], piece[700:]):
                            self.wfile.write(f'{len(half):x}\r\n'.encode() + half + b'\r\n')
                    self.wfile.write(b'0\r\n\r\n')
                except OSError:
                    self.close_connection = True

            def challenge(self):
                """NTLM: the connection is logged in, in two steps."""
                scheme, _, text = (self.headers['Authorization'] or '').partition(' ')
                message = base64.b64decode(text) if scheme == 'NTLM' and exchange.has_offered('NTLM') else b''
                self.is_logged_in = getattr(self, 'is_logged_in', False)
                if message[8:9] == b'\x01':
                    domain, _, name = exchange.username.rpartition('\\')
                    self.ntlm = Ntlm(domain, name, exchange.password)
                    self.give(401, b'', [('WWW-Authenticate',
                                          'NTLM ' + base64.b64encode(self.ntlm.challenge()).decode())])
                    return True
                if message[8:9] == b'\x03':
                    self.is_logged_in = self.ntlm.is_right(message)
                    exchange.n_refused += not self.is_logged_in
                    exchange.n_ntlm += self.is_logged_in
                return False

            def refuse(self):
                self.give(401, b'', [('WWW-Authenticate', one) for one in exchange.offers] + [('X-FEServer', 'lab')])

            def asked_host(self):
                return (self.headers['Host'] or '').split(':')[0]

            def forms(self):
                return exchange.forms.get(self.asked_host(), ('pox', 'soap', 'json'))

            def discover(self, form, content):
                if form not in self.forms():
                    self.give(500, b'')
                    return
                service = exchange.services.get(self.asked_host(), exchange.url)
                answers = {'pox': lambda: DISCOVERED.format(service), 'soap': lambda: exchange.told(content, service, self.asked_host())}
                self.give(200, answers[form]().encode(), [('Content-Type', 'text/xml')])

            def give_json(self):
                """Open to everybody, as Exchange's is."""
                service = exchange.services.get(self.asked_host(), exchange.url)
                self.give(200, json.dumps({'Protocol': 'EWS', 'Url': service}).encode(),
                          [('Content-Type', 'application/json')])

            def tell(self):
                exchange.note(f'{self.command} https://{self.headers["Host"]}{self.path} '
                              f'{"password" if self.headers["Authorization"] else "-"}')

            def form(self):
                """How Autodiscover is asked: with several names, those that have a service are, in their forms."""
                path = self.path.lower()
                return 'json' if path.startswith('/autodiscover/autodiscover.json/') else FORMS.get(path)

            def is_elsewhere(self):
                return self.form() is not None and (
                    (bool(exchange.services) and self.asked_host() not in exchange.services)
                    or not {self.form(), 'trouble'}.intersection(self.forms()))

            def do_GET(self):
                self.tell()
                if self.is_elsewhere():
                    self.give(404, b'')
                elif self.form() == 'json':
                    self.give_json()
                elif exchange.is_known(self.headers['Authorization']):
                    self.give(200, b'<html>')
                else:
                    self.refuse()

            def do_POST(self):
                content = self.rfile.read(int(self.headers['Content-Length']))
                self.tell()
                form = self.form()
                if self.is_elsewhere() or form is None and self.path.lower() != '/ews/exchange.asmx':
                    self.give(404, b'<html>Not found</html>')
                    return
                if self.challenge():
                    return
                if not self.is_logged_in and not exchange.is_known(self.headers['Authorization']):
                    self.refuse()
                elif form is not None:
                    self.discover(form, content)
                elif exchange.is_streaming(content):
                    self.give_pieces(exchange.stream(content, self.connection))
                else:
                    status, body = exchange.answer(content)
                    if status is None:
                        self.wfile.write(body)
                        self.close_connection = True
                        return
                    self.give(status, body, [('Content-Type', 'text/xml; charset=utf-8')])

        return Handler

    # --- the schemas

    @staticmethod
    def has_schemas():
        return os.path.exists(os.path.join(SCHEMAS, 'soap.xsd')) and shutil.which('xmllint') is not None

    def problems(self):
        """What xmllint has to say of all that was asked and answered."""
        files = sorted(glob.glob(os.path.join(self.folder, '*.xml')))
        if not files or not self.has_schemas():
            return ''
        done = subprocess.run(['xmllint', '--nonet', '--noout', '--schema', os.path.join(SCHEMAS, 'soap.xsd'), *files],
                              capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        return '' if done.returncode == 0 else \
            '\n'.join(line for line in done.stderr.splitlines() if not line.endswith('validates'))


def redirect_from(address, redirects, note):
    """At port 80, in clear: where each host leads."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            note(f'GET http://{self.headers["Host"]}{self.path} {"password" if self.headers["Authorization"] else "-"}')
            location = redirects.get((self.headers['Host'] or '').split(':')[0])
            self.send_response(302 if location else 404)
            if location:
                self.send_header('Location', location)
            self.send_header('Content-Length', '0')
            self.end_headers()

    server = http.server.ThreadingHTTPServer((address, 80), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def main():
    """{"address", "pem", "key", "username", "password", "log", "services": {host: URL}, "forms": {host: [FORM]},
    "versions": {host: [MAJOR, MINOR]}, "redirects": {host: URL}}"""
    with open(sys.argv[1], encoding='utf-8') as file:
        settings = json.load(file)
    log = open(settings['log'], 'a', encoding='utf-8', buffering=1)  # pylint: disable=consider-using-with

    def note(text):
        log.write(text + '\n')

    exchange = Exchange(settings['pem'], settings['key'], settings['username'], settings['password'],
                        address=settings['address'], port=443)
    exchange.services, exchange.forms, exchange.note = settings['services'], settings['forms'], note
    exchange.versions = settings['versions']
    redirect_from(settings['address'], settings['redirects'], note)
    note('serving')
    threading.Event().wait()


if __name__ == '__main__':
    main()
