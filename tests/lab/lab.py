#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real mail servers for tests: Dovecot and Postfix with a certification authority of their own, in a temporary folder.

    with Lab() as lab:
        lab.add_user('anna@example.it', 'secret')
        lab.deliver('anna@example.it', b'Subject: Hello\\r\\n\\r\\nHello.\\r\\n')
        lab.run(['carteggioctl', 'sync'])

Two modes. 'simple': on loopback, at free ports; the good server is `localhost`. 'net': in network namespaces (root), at
the ports 993, 143, 465 and 587, with DNS; the good servers are imap.example.it and smtp.example.it. In both the servers
also answer, with bad certificates, as `lab.host('selfsigned')`, 'expired' and 'wronghost', and as 'remote', where
Dovecot takes nobody for local and refuses passwords in the clear. What runs under `lab.run` trusts the lab's authority.

As a command:  lab.py run [--net] [--user ADDRESS=PASSWORD]... [--fill ADDRESS=MAILDIR]... -- COMMAND...   CARTEGGIO_LAB
names a JSON file with all the places; lab.py serve ... prints that JSON and serves until its standard input ends.
"""
import argparse
import base64
import contextlib
import grp
import hashlib
import itertools
import json
import os
import pwd
import random
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import servers  # noqa: E402
from network import Network  # noqa: E402
from pki import Authority  # noqa: E402
from session import end, wait_until  # noqa: E402

PORTS = {'imap': 993, 'imap_starttls': 143, 'smtp': 465, 'smtp_starttls': 587}
# kind of certificate: its address, in each mode
ADDRESSES = {
    'simple': {'good': '127.0.0.1', 'remote': '127.0.0.2', 'selfsigned': '127.0.0.3', 'expired': '127.0.0.4',
               'wronghost': '127.0.0.5'},
    'net': {'good': '10.77.0.40', 'remote': '10.77.0.40', 'selfsigned': '10.77.0.50', 'expired': '10.77.0.51',
            'wronghost': '10.77.0.52'},
}
RESOLVER = '10.77.0.1'
MUTE = '10.77.0.60'
POSTFIX_QUEUES = ('active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private', 'saved',
                  'trace')
# Domains of the network: where imap.DOMAIN and smtp.DOMAIN lead.
NAMES = {
    '10.77.0.40': ['imap.example.it', 'smtp.example.it', 'mail.bottega.test'],
    '10.77.0.50': ['imap.selfsigned.test', 'smtp.selfsigned.test'],
    '10.77.0.51': ['imap.expired.test', 'smtp.expired.test'],
    '10.77.0.52': ['imap.wronghost.test', 'smtp.wronghost.test'],
    '10.77.0.60': ['imap.silent.test', 'smtp.silent.test'],
    '10.77.0.61': ['imap.plain.test', 'smtp.plain.test'],
    '10.77.0.62': ['imap.closed.test', 'smtp.closed.test'],
    '10.77.99.1': ['imap.blackhole.test', 'smtp.blackhole.test'],
}
NET_FAULTS = [('silent', MUTE, 993), ('silent', MUTE, 465), ('mute', MUTE, 5353), ('plain', '10.77.0.61', 993)]


CLAIMS = []


def claimed(port):
    """Whether nobody listens there nor will: a name holds it against other tests for as long as this process lives."""
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    with socket.socket() as listener:
        try:
            claim.bind(f'\0carteggio-test-port-{port}')
            listener.bind(('', port))
        except OSError:
            claim.close()
            return False
    CLAIMS.append(claim)
    return True


def free_ports(count):
    """Ports that nobody listens at on any loopback address, all different, and none that the system gives away."""
    ports = (port for port in random.sample(range(20000, 32700), 12700) if claimed(port))
    return list(itertools.islice(ports, count))


def missing_programs(net=False):
    """What the lab would need and this machine lacks."""
    wanted = ['/usr/sbin/dovecot', '/usr/bin/openssl']
    if os.geteuid() == 0:
        wanted.append('/usr/sbin/postfix')
    if net:
        wanted += ['/usr/sbin/dnsmasq', '/usr/sbin/ip']
    return [path for path in wanted if not os.path.exists(path)]


class Lab:
    """mode: 'simple' or 'net'. smtp: False leaves Postfix out (which only root can start). dovecot_extra: settings to
    add at the end of Dovecot's, for example 'imap_capability = IMAP4rev1 IDLE'. names and records, in a network: more
    {address: [host names]}, and lines for dnsmasq; names of the good server are on its certificate."""

    def __init__(self, mode='simple', smtp=True, dovecot_extra='', names=None, records=()):
        if mode == 'net' and os.geteuid() != 0:
            raise PermissionError('network namespaces need root')
        self.mode = mode
        self.has_smtp = smtp and os.geteuid() == 0
        self.dovecot_extra = dovecot_extra
        self.names = {address: [*NAMES.get(address, []), *(names or {}).get(address, [])]
                      for address in {**NAMES, **(names or {})}}
        self.records = records
        self.ports = dict(PORTS) if mode == 'net' else dict(zip(PORTS, free_ports(len(PORTS))))
        self.users = {}
        self.processes = {}
        self.network = None
        self.authority = None
        self.folder = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    # --- life

    def start(self):
        """Starts all servers and returns when they answer."""
        self.folder = tempfile.mkdtemp(prefix='carteggio-lab-')
        os.chmod(self.folder, 0o755)
        try:
            for name in ('log', 'mail', 'dovecot', 'pki', 'users'):
                os.mkdir(os.path.join(self.folder, name))
            shutil.chown(self.path('mail'), *self._mail_owner())
            if self.mode == 'net':
                self.network = Network(RESOLVER, [address for address in self.names if not address.startswith('10.77.99.')])
            self._make_certificates()
            self._start_servers()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        """Ends what was started, by process id, and removes the folder."""
        for process in reversed(list(self.processes.values())):
            end(process)
        self.processes = {}
        if self.network is not None:
            self.network.remove()
            self.network = None
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def log(self, name):
        """What a server wrote: 'dovecot', 'postfix', 'dnsmasq'."""
        with open(self.path('log', f'{name}.log'), encoding='utf-8', errors='replace') as file:
            return file.read()

    def logins(self, address=''):
        """How often somebody, or whoever has that address, has logged in to Dovecot, in the words of 2.3 or of 2.4."""
        return sum(self.log('dovecot').count(f'{words}: user=<{address}') for words in ('Login', 'Logged in'))

    def _mail_owner(self):
        if os.geteuid() == 0:
            return 'mail', 'mail'
        return pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name

    def _make_certificates(self):
        self.authority = Authority(self.path('pki'))
        addresses = ADDRESSES[self.mode]
        self.authority.issue('good', ['localhost', *self.names['10.77.0.40'], addresses['good'], addresses['remote']])
        self.authority.issue('expired', [*NAMES['10.77.0.51'], addresses['expired']],
                             ('20240101000000Z', '20240201000000Z'))
        self.authority.issue('wronghost', ['other.example.org'])
        self.authority.self_sign('selfsigned', [*NAMES['10.77.0.50'], addresses['selfsigned']])
        if os.geteuid() == 0:       # Postfix reads its keys as root, Dovecot too
            for name in os.listdir(self.path('pki')):
                os.chmod(self.path('pki', name), 0o600 if name.endswith('.key') else 0o644)

    def _listeners(self):
        """[(address, certificate)], each address once."""
        listeners = {}
        for kind, address in ADDRESSES[self.mode].items():
            listeners.setdefault(address, 'good' if kind == 'remote' else kind)
        return list(listeners.items())

    def spawn(self, name, command):
        """Starts a server beside the others; a name that is used already is refused."""
        assert name not in self.processes, name
        if self.network is not None:
            command = self.network.server_command(command)
        with open(self.path('log', f'{name}.out'), 'ab') as log:
            self.processes[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                    start_new_session=True)
        return self.processes[name]

    def _start_servers(self):
        if self.mode == 'net':
            self._write('dnsmasq.conf', servers.dnsmasq(RESOLVER, self.names, MUTE, self.records))
            self.spawn('dnsmasq', ['dnsmasq', '-k', '-u', 'root', f'--pid-file={self.path("dnsmasq.pid")}',
                                   f'--log-facility={self.path("log/dnsmasq.log")}', '-C', self.path('dnsmasq.conf')])
            for kind, address, port in NET_FAULTS:
                self.spawn(f'{kind}-{port}', ['/usr/bin/python3', f'{HERE}/faults.py', kind, address, str(port)])
        self._write('dovecot.conf', servers.dovecot(self.folder, self.path('pki'), self._listeners(), self.ports,
                                                    (*self._mail_owner(), os.geteuid() != 0), self.dovecot_extra))
        self.start_dovecot()
        if self.has_smtp:
            self._prepare_postfix()
            self.start_postfix()

    def _write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)

    def start_dovecot(self):
        self.spawn('dovecot', ['/usr/sbin/dovecot', '-F', '-c', self.path('dovecot.conf')])
        self._wait_for('dovecot', 'imap', 'imap_starttls')

    def stop_dovecot(self):
        """Ends Dovecot with all its sessions, as when a machine goes away. start_dovecot brings it back."""
        end(self.processes.pop('dovecot'))
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.path('dovecot', 'master.pid'))

    def _prepare_postfix(self):
        for name in ('etc', 'data', 'spool', 'spool/pid'):
            os.makedirs(self.path('postfix', name))
        # What "postfix check" would make, in two seconds less.
        for name in POSTFIX_QUEUES:
            os.mkdir(self.path('postfix/spool', name), 0o700)
            shutil.chown(self.path('postfix/spool', name), 'postfix')
        for name, mode in (('public', 0o710), ('maildrop', 0o1730)):
            os.mkdir(self.path('postfix/spool', name))
            shutil.chown(self.path('postfix/spool', name), 'postfix', 'postdrop')
            os.chmod(self.path('postfix/spool', name), mode)
        shutil.chown(self.path('postfix/data'), 'postfix')
        self._write('postfix/etc/main.cf', servers.POSTFIX_MAIN.format(folder=self.folder))
        self._write('postfix/etc/master.cf', servers.postfix_master(self.path('pki'), self._listeners(), self.ports))
        # A person may write as oneself only. In a file, because postconf reads $1 as a setting.
        self._write('postfix/etc/senders', '/^(.*)$/ $1\n')

    def start_postfix(self):
        self.spawn('postfix', ['/usr/lib/postfix/sbin/master', '-c', self.path('postfix/etc'), '-d'])
        self._wait_for('postfix', 'smtp', 'smtp_starttls')

    def stop_postfix(self):
        end(self.processes.pop('postfix'))

    def _wait_for(self, name, *ports):
        def listening():
            if self.processes[name].poll() is not None:
                raise RuntimeError(f'{name} ended at once:\n{self._last_words(name)}')
            return all(self._is_listening(self.ports[port]) for port in ports)
        try:
            wait_until(listening, 30, name)
        except TimeoutError as error:
            raise RuntimeError(f'{name} does not answer:\n{self._last_words(name)}') from error

    def _is_listening(self, port):
        """Asked without connecting, which would show in the servers' logs."""
        command = ['ss', '-Hlnt', f'sport = :{port}']
        if self.network is not None:
            command = self.network.server_command(command)
        return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL).stdout != b''

    def _last_words(self, name):
        words = ''
        for ending in ('out', 'log'):
            with contextlib.suppress(FileNotFoundError):
                with open(self.path('log', f'{name}.{ending}'), encoding='utf-8', errors='replace') as file:
                    words += file.read()[-2000:]
        return words

    # --- places

    def host(self, kind='good', protocol='imap'):
        """The name (or loopback address) of the server with that kind of certificate."""
        if self.mode == 'simple':
            return 'localhost' if kind == 'good' else ADDRESSES['simple'][kind]
        domain = 'example.it' if kind in ('good', 'remote') else f'{kind}.test'
        return f'{protocol}.{domain}'

    def endpoint(self, port='imap', kind='good'):
        """HOST:PORT for 'imap', 'imap_starttls', 'smtp' or 'smtp_starttls'."""
        return f'{self.host(kind, port.split("_")[0])}:{self.ports[port]}'

    def connect_options(self, kind='good', starttls=False):
        """The options of `carteggioctl connect` that name these servers."""
        suffix, security = ('_starttls', 'starttls') if starttls else ('', 'tls')
        return ['--imap', self.endpoint('imap' + suffix, kind), '--imap-security', security,
                '--smtp', self.endpoint('smtp' + suffix, kind), '--smtp-security', security]

    def fingerprint(self, kind='good'):
        """SHA-256 of a server's certificate, in hexadecimal."""
        return self.authority.fingerprint('good' if kind == 'remote' else kind)

    def fault(self, kind):
        """Starts a server that misbehaves (see faults.py), on loopback, and gives its HOST, PORT. Simple mode only."""
        assert self.mode == 'simple'
        port = free_ports(1)[0]
        self.spawn(f'{kind}-{port}', ['/usr/bin/python3', f'{HERE}/faults.py', kind, '127.0.0.1', str(port)])
        wait_until(lambda: self._is_listening(port), 10, kind)
        if kind == 'full':
            time.sleep(0.2)         # until it has filled its own queue
        return 'localhost', port

    def closed_port(self):
        """HOST, PORT where nobody listens."""
        return 'localhost', free_ports(1)[0]

    def describe(self):
        """All places, as one value for JSON."""
        return {'mode': self.mode, 'folder': self.folder, 'ports': self.ports,
                'hosts': {kind: {'imap': self.host(kind), 'smtp': self.host(kind, 'smtp'),
                                 'fingerprint': self.fingerprint(kind)} for kind in ADDRESSES[self.mode]},
                'users': self.users, 'lmtp': self.path('dovecot', 'lmtp'), 'authority': self.authority.certificate, 'bundle': self.authority.bundle}

    # --- running the product

    def command(self, command):
        """The same command, in the client's network and trusting the lab's authority."""
        command = ['/usr/bin/python3', os.path.join(HERE, 'trust.py'), self.authority.bundle, *command]
        return self.network.client_command(command) if self.network is not None else command

    def run(self, command, **options):
        """Runs a command to its end; gives subprocess.CompletedProcess with text."""
        options.setdefault('stdin', None if 'input' in options else subprocess.DEVNULL)
        options = {'capture_output': True, 'text': True, 'check': False, 'timeout': 120, **options}
        if 'input' in options:
            options.pop('stdin')
        return subprocess.run(self.command(command), **options)

    # --- mailboxes

    def add_user(self, address, password):
        """Adds a mailbox, or gives it a new password."""
        known = address in self.users
        self.users[address] = password
        owner, group = self._mail_owner()
        # In base64, because a colon would end the field.
        secret = base64.b64encode(password.encode()).decode()
        name = f'users/{address.lower()}'
        self._write(name + '.new', f'{address.lower()}:{{PLAIN.b64}}{secret}:{pwd.getpwnam(owner).pw_uid}:'
                    f'{grp.getgrnam(group).gr_gid}::{self.path("mail", address.lower())}::\n')
        if known:
            self._outlast_the_cache(name)
        os.replace(self.path(name + '.new'), self.path(name))

    def remove_user(self, address):
        """Takes the mailbox away from its owner; the mail stays."""
        del self.users[address]
        os.remove(self.path('users', address.lower()))
        time.sleep(1.1)

    def _outlast_the_cache(self, name):
        """Dovecot 2.3.19 looks at a file of passwords once a second, and compares whole seconds."""
        date = int(os.stat(self.path(name)).st_mtime) + 2
        os.utime(self.path(name + '.new'), (date, date))
        time.sleep(1.1)

    def deliver(self, address, raw, sender='sender@lab.test'):
        """Brings a message into INBOX as another server would, over LMTP."""
        raw = raw if isinstance(raw, bytes) else bytes(raw)
        with smtplib.LMTP(self.path('dovecot', 'lmtp')) as lmtp:
            refused = lmtp.sendmail(sender, [address], raw)
        if refused:
            raise RuntimeError(f'refused: {refused}')

    def maildir(self, address, folder='INBOX'):
        """Where a folder's files are; the folder is made if it is not there."""
        path = self.path('mail', address.lower())
        for one in [path] if folder == 'INBOX' else [path, os.path.join(path, '.' + folder.replace('/', '.'))]:
            for part in ('', 'tmp', 'new', 'cur'):
                where = os.path.join(one, part)
                if not os.path.isdir(where):
                    os.mkdir(where, 0o700)
                    shutil.chown(where, *self._mail_owner())
        return one

    def put(self, address, raw, folder='INBOX', date_utc_s=None, flags=''):
        """Lays a message into a folder without any server: in bulk, in Sent, or with a date of arrival of its own.
        flags are Maildir's letters; 'S' is seen."""
        base = self.maildir(address, folder)
        date = int(date_utc_s if date_utc_s is not None else time.time())
        self._put_count = getattr(self, '_put_count', 0) + 1
        name = f'{date}.M{self._put_count:06d}P{os.getpid()}.lab,S={len(raw)}'
        with open(os.path.join(base, 'tmp', name), 'wb') as file:
            file.write(raw)
        shutil.chown(os.path.join(base, 'tmp', name), *self._mail_owner())
        os.utime(os.path.join(base, 'tmp', name), (date, date))
        place = f'cur/{name}:2,{flags}' if flags else f'new/{name}'
        os.rename(os.path.join(base, 'tmp', name), os.path.join(base, place))

    def messages(self, address, folder='INBOX'):
        """[(flags, bytes)] of a folder, in the order of arrival, read from the files themselves."""
        base = self.maildir(address, folder)
        found = []
        for part in ('new', 'cur'):
            for name in os.listdir(os.path.join(base, part)):
                with open(os.path.join(base, part, name), 'rb') as file:
                    found.append((name.split(':')[0], name.partition(':2,')[2], file.read()))
        return [(flags, raw) for _, flags, raw in sorted(found)]

    def snapshot(self, address):
        """{file: (flags, SHA-256)} of the whole mailbox, to show that a client altered nothing."""
        base = self.path('mail', address.lower())
        state = {}
        for where, _, names in os.walk(base):
            if os.path.basename(where) not in ('new', 'cur'):
                continue
            folder = os.path.relpath(os.path.dirname(where), base)
            for name in names:
                with open(os.path.join(where, name), 'rb') as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
                state[os.path.join(folder, name.split(':')[0])] = (name.partition(':2,')[2], digest)
        return state


def parse(arguments):
    parser = argparse.ArgumentParser(description='Private mail servers for tests.')
    parser.add_argument('what', choices=['run', 'serve'])
    parser.add_argument('--net', action='store_true', help='in network namespaces, with the real ports')
    parser.add_argument('--user', action='append', default=[], metavar='ADDRESS=PASSWORD')
    parser.add_argument('--fill', action='append', default=[], metavar='ADDRESS=MAILDIR',
                        help='with copies of the mail in a Maildir')
    parser.add_argument('command', nargs='*')
    return parser.parse_args(arguments)


def fill(lab, address, path):
    for folder in os.listdir(path):
        if folder in ('cur', 'new'):
            copy_folder(lab, address, path, folder, 'INBOX')
        elif folder.startswith('.'):
            for part in ('cur', 'new'):
                copy_folder(lab, address, os.path.join(path, folder), part, folder[1:])


def copy_folder(lab, address, path, part, folder):
    for name in sorted(os.listdir(os.path.join(path, part))):
        source = os.path.join(path, part, name)
        with open(source, 'rb') as file:
            lab.put(address, file.read(), folder, os.stat(source).st_mtime, name.partition(':2,')[2])


def main():
    options = parse(sys.argv[1:])
    with Lab('net' if options.net else 'simple') as lab:
        for user in options.user:
            lab.add_user(*user.split('=', 1))
        for mailbox in options.fill:
            fill(lab, *mailbox.split('=', 1))
        description = json.dumps(lab.describe())
        if options.what == 'serve':
            print(description, flush=True)
            sys.stdin.read()
            return 0
        lab._write('lab.json', description)
        environment = {**os.environ, 'CARTEGGIO_LAB': lab.path('lab.json')}
        return subprocess.run(lab.command(options.command), env=environment, check=False).returncode


if __name__ == '__main__':
    sys.exit(main())
