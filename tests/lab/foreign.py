# SPDX-License-Identifier: GPL-3.0-or-later
"""Cyrus and Courier beside the lab's Dovecot. Needs root, and apt's archive the first time.

Their packages conflict with Dovecot's, so they are not installed: they are unpacked into a folder that lies over the
system's own, for the server's processes alone, in a mount namespace. What they write goes into memory.

    with Lab(smtp=False) as lab, Courier(lab, cache) as server:
        server.add_user('anna@example.it', 'secret')
        server.put('anna@example.it', b'Subject: ...')
"""
import contextlib
import imaplib
import os
import shutil
import ssl
import subprocess
import tempfile

from lab import free_ports
from session import end, wait_until

# Puts LOWER over the system's root, and goes on with a script inside. /run is the server's own.
OVER = """set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
mkdir "$1/lower" "$1/upper" "$1/work" "$1/merged"
cp -a "$2/." "$1/lower"
mount -t overlay overlay -o "lowerdir=$1/lower:/,upperdir=$1/upper,workdir=$1/work" "$1/merged"
for name in proc dev sys tmp; do mount --rbind "/$name" "$1/merged/$name"; done
mount -t tmpfs tmpfs "$1/merged/run"
exec chroot "$1/merged" /bin/bash "$3"
"""
COURIER = """set -e
mkdir -p /run/courier/authdaemon
chown courier /run/courier /run/courier/authdaemon
cat > /etc/courier/authdaemonrc <<END
authmodulelist="authuserdb"
authmodulelistorig="authuserdb"
daemons=3
authdaemonvar=/run/courier/authdaemon
DEBUG_LOGIN=0
END
cp {folder}/userdb /etc/courier/userdb
chmod 600 /etc/courier/userdb
ln -sf /usr/lib/courier/makedat /usr/bin/makedat
ln -sf /usr/lib/courier/courier/makedatprog /usr/lib/courier/makedatprog
makeuserdb
mkdir -p /etc/courier/imapaccess
echo '*	allow' > /etc/courier/imapaccess/default
makeimapaccess
set -a
. /etc/courier/imapd
. /etc/courier/imapd-ssl
TLS_CERTFILE={folder}/server.pem TLS_DHPARAMS= TLS_CACHEFILE= IMAP_TLS=1 IMAP_STARTTLS=NO
set +a
/usr/lib/courier/courier-authlib/authdaemond &
exec couriertcpd -address=127.0.0.1 -maxprocs=40 -maxperip=40 -access=/etc/courier/imapaccess.dat -nodnslookup \\
  -noidentlookup {port} /usr/bin/couriertls -server -tcpd -user=courier /usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir
"""
CYRUS = """set -e
mkdir -p /run/cyrus/socket /run/cyrus/proc /run/cyrus/lock /var/lib/cyrus/{{db,socket,proc,log,msg,user,quota}} /var/spool/cyrus/mail /var/spool/sieve
cp {folder}/server.pem {folder}/server.key /var/lib/cyrus/
cat > /etc/imapd.conf <<END
configdirectory: /var/lib/cyrus
proc_path: /run/cyrus/proc
mboxname_lockpath: /run/cyrus/lock
defaultpartition: default
partition-default: /var/spool/cyrus/mail
altnamespace: yes
unixhierarchysep: yes
virtdomains: userid
defaultdomain: lab.test
allowplaintext: no
sasl_mech_list: PLAIN
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
autocreate_quota: 0
autocreate_inbox_folders: Sent|Drafts|Trash
autocreate_subscribe_folders: Sent|Drafts|Trash
xlist-sent: Sent
xlist-drafts: Drafts
xlist-trash: Trash
specialusealways: 1
tls_server_cert: /var/lib/cyrus/server.pem
tls_server_key: /var/lib/cyrus/server.key
tls_client_ca_dir: /etc/ssl/certs
servername: lab.test
syslog_prefix: cyrus
idlesocket: /run/cyrus/socket/idle
END
cat > /etc/cyrus.conf <<END
START {{
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -r"
  idled cmd="/usr/lib/cyrus/bin/idled"
}}
SERVICES {{
  imaps cmd="/usr/lib/cyrus/bin/imapd -s" listen="127.0.0.1:{port}" prefork=1
}}
EVENTS {{
}}
END
while IFS='	' read -r user realm password; do
  printf '%s' "$password" | saslpasswd2 -p -c -u "$realm" "$user"
done < {folder}/passwords
chown cyrus:mail /etc/sasldb2
chown -R cyrus:mail /run/cyrus /var/lib/cyrus /var/spool/cyrus /var/spool/sieve
exec /usr/sbin/cyrmaster -D -M /etc/cyrus.conf -C /etc/imapd.conf
"""


def unpack(packages, cache):
    """The packages, and those that they need and the system lacks, unpacked below the cache; gives that folder."""
    root = os.path.join(cache, 'root')
    if os.path.exists(os.path.join(cache, 'complete')):
        return root
    shutil.rmtree(cache, ignore_errors=True)
    os.makedirs(root)
    plan = subprocess.run(['apt-get', '-s', 'install', '--no-install-recommends', *packages], check=True,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
    names = [line.split()[1] for line in plan.splitlines() if line.startswith('Inst ')]
    subprocess.run(['apt-get', 'download', '-q', '-o', 'APT::Sandbox::User=root', *names], cwd=cache, check=True,
                   capture_output=True, stdin=subprocess.DEVNULL)
    for name in sorted(os.listdir(cache)):
        if name.endswith('.deb'):
            subprocess.run(['dpkg', '-x', name, root], cwd=cache, check=True, stdin=subprocess.DEVNULL)
    for name in ('bin', 'sbin', 'lib'):     # links on the system below, and links they must stay
        if os.path.isdir(os.path.join(root, name)):
            shutil.copytree(os.path.join(root, name), os.path.join(root, 'usr', name), symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(os.path.join(root, name))
    with open(os.path.join(cache, 'complete'), 'w', encoding='ascii'):
        pass
    return root


class Foreign:
    """A server from another house: implicit TLS on one port of localhost, mail brought in by APPEND."""
    packages = []
    script = ''
    system_user = ''

    def __init__(self, lab, cache):
        self.lab = lab
        self.cache = os.path.join(cache, type(self).__name__.lower())
        self.port = free_ports(1)[0]
        self.users = {}
        self.process = None
        self.folder = None

    def __enter__(self):
        """Starts nothing yet: the users come first."""
        self.root = unpack(self.packages, self.cache)
        self.folder = tempfile.mkdtemp(prefix='carteggio-foreign-')
        os.chmod(self.folder, 0o755)
        os.mkdir(os.path.join(self.folder, 'over'))
        return self

    def __exit__(self, *_):
        if self.process is not None:
            end(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def add_user(self, address, password):
        """Before start()."""
        self.users[address] = password

    def write(self, name, text):
        with open(os.path.join(self.folder, name), 'w', encoding='utf-8') as file:
            file.write(text)

    def prepare(self):
        """Writes what the script reads."""

    def start(self):
        """Starts the server, and returns when it answers."""
        shutil.copy(self.lab.path('pki', 'good.key'), os.path.join(self.folder, 'server.key'))
        with open(self.lab.path('pki', 'good.pem'), encoding='ascii') as certificate:
            with open(self.lab.path('pki', 'good.key'), encoding='ascii') as key:
                self.write('server.pem', key.read() + certificate.read())
        self.prepare()
        self.write('script', self._user_script() + self.script.format(folder=self.folder, port=self.port))
        self.write('over.sh', OVER)
        with open(os.path.join(self.folder, 'log'), 'ab') as log:
            self.process = subprocess.Popen(
                ['unshare', '--mount', '--pid', '--fork', '--kill-child', '/bin/sh', f'{self.folder}/over.sh',
                 f'{self.folder}/over', self.root, f'{self.folder}/script'],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        wait_until(self._answers, 30, type(self).__name__)

    def _user_script(self):
        if not self.system_user:
            return ''
        return f'id {self.system_user} > /dev/null 2>&1 || useradd -r -g mail {self.system_user}\n'

    def _answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(self.log())
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self.connect().shutdown()
            return True
        return False

    def log(self):
        with open(os.path.join(self.folder, 'log'), encoding='utf-8', errors='replace') as file:
            return file.read()

    def connect(self):
        context = ssl.create_default_context(cafile=self.lab.authority.certificate)
        return imaplib.IMAP4_SSL('localhost', self.port, ssl_context=context, timeout=10)

    def log_in(self, address):
        imap = self.connect()
        imap.login(address, self.users[address])
        return imap

    def put(self, address, raw, folder='INBOX', date_utc_s=None, flags=''):
        """A message into a folder, by the server's own hand. flags as IMAP writes them: '\\\\Seen'."""
        imap = self.log_in(address)
        date = imaplib.Time2Internaldate(date_utc_s) if date_utc_s is not None else None
        answer, words = imap.append(folder, f'({flags})' if flags else None, date, raw)
        imap.logout()
        if answer != 'OK':
            raise RuntimeError(words)

    def endpoint(self):
        return f'localhost:{self.port}'


class Courier(Foreign):
    """Courier: INBOX. before every folder, no SPECIAL-USE, MOVE or CONDSTORE, NO to ID."""
    packages = ['courier-imap']
    script = COURIER
    system_user = 'courier'
    sent = 'INBOX.Sent'

    def prepare(self):
        lines = ''
        for address, password in self.users.items():
            home = os.path.join(self.folder, 'mail', address)
            for name in ('', '.Sent'):
                for part in ('cur', 'new', 'tmp'):
                    os.makedirs(os.path.join(home, 'Maildir', name, part))
            # It serves no mailbox of another owner than the table says, and does not say why.
            subprocess.run(['chown', '-R', 'mail:mail', home], check=True)
            secret = subprocess.run(['openssl', 'passwd', '-1', '-stdin'], input=password, capture_output=True, text=True,
                                    check=True).stdout.strip()
            lines += f'{address}\tuid=8|gid=8|home={home}|mail={home}/Maildir|systempw={secret}\n'
        self.write('userdb', lines)


class Cyrus(Foreign):
    """Cyrus 3.6: CONDSTORE, QRESYNC and SPECIAL-USE; passwords in SASL's own table, with the domain as realm."""
    packages = ['cyrus-imapd', 'cyrus-common', 'sasl2-bin', 'libsasl2-modules']
    script = CYRUS
    system_user = 'cyrus'
    sent = 'Sent'

    def prepare(self):
        self.write('passwords', ''.join(f'{address.split("@")[0]}\t{address.split("@")[1]}\t{password}\n'
                                        for address, password in self.users.items()))
