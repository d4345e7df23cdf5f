# SPDX-License-Identifier: GPL-3.0-or-later
"""Apache before the stand-in for Exchange, which lets in by NTLM or by Kerberos as IIS does: what libsoup says to it is
judged by programs nobody here wrote (mod_auth_gssapi with gss-ntlmssp, and MIT's key distribution centre).

    with Front(lab, folder, exchange, 'ntlmssp', {'NTLM_USER_FILE': file}) as front:
        front.url       # https://localhost:PORT/EWS/Exchange.asmx
"""
import base64
import os
import subprocess

from lab import free_ports
from session import end, wait_until

MODULES = ('mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_gssapi', 'ssl', 'socache_shmcb', 'proxy',
           'proxy_http', 'headers')
PROGRAMS = ('/usr/sbin/apache2', '/usr/lib/apache2/modules/mod_auth_gssapi.so')
NTLM_PROGRAMS = (*PROGRAMS, '/etc/gss/mech.d/mech.ntlmssp.conf')
KERBEROS_PROGRAMS = (*PROGRAMS, '/usr/sbin/krb5kdc', '/usr/sbin/kdb5_util', '/usr/sbin/kadmin.local', '/usr/bin/kinit')
CONFIGURATION = """ServerRoot /usr/lib/apache2
PidFile {folder}/apache.pid
Mutex file:{folder}
DefaultRuntimeDir {folder}
ServerName localhost
Listen 127.0.0.1:{port}
{modules}
User www-data
Group www-data
ErrorLog {folder}/error.log
LogLevel info
<VirtualHost *:{port}>
 SSLEngine on
 SSLCertificateFile {pki}/good.pem
 SSLCertificateKeyFile {pki}/good.key
 SSLProxyEngine on
 SSLProxyVerify none
 SSLProxyCheckPeerName off
 <Location />
  AuthType GSSAPI
  AuthName "Exchange"
  GssapiAllowedMech {mechanism}
  GssapiBasicAuth Off
  {settings}
  Require valid-user
  RequestHeader set Authorization "Basic {basic}"
 </Location>
 ProxyPass / https://{place}/
</VirtualHost>
"""
KRB5 = """[libdefaults]
 default_realm = FIRMA.TEST
 dns_lookup_realm = false
 dns_lookup_kdc = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
[realms]
 FIRMA.TEST = {{
  kdc = 127.0.0.1:{port}
 }}
[domain_realm]
 localhost = FIRMA.TEST
"""
KDC = """[kdcdefaults]
 kdc_listen = 127.0.0.1:{port}
 kdc_tcp_listen = 127.0.0.1:{port}
[realms]
 FIRMA.TEST = {{
  database_name = {folder}/principal
  key_stash_file = {folder}/stash
  acl_file = {folder}/acl
 }}
"""


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


class Front:
    """exchange: the stand-in, which it logs in to by Basic. environment: what tells it whom to let in."""

    def __init__(self, lab, folder, exchange, mechanism, environment, settings=''):
        self.folder = os.path.join(folder, 'front')
        os.makedirs(self.folder)
        os.chmod(folder, 0o755)
        port = free_ports(1)[0]
        basic = base64.b64encode(f'{exchange.username}:{exchange.password}'.encode()).decode()
        modules = '\n'.join(f'LoadModule {name}_module modules/mod_{name}.so' for name in MODULES)
        self.configuration = write(os.path.join(self.folder, 'apache.conf'), CONFIGURATION.format(
            folder=self.folder, port=port, modules=modules, pki=lab.path('pki'), mechanism=mechanism,
            settings=settings, basic=basic, place=exchange.place))
        self.url = f'https://localhost:{port}/EWS/Exchange.asmx'
        self.process = subprocess.Popen(['/usr/sbin/apache2', '-DFOREGROUND', '-f', self.configuration],
                                        env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                                        start_new_session=True)
        wait_until(lambda: os.path.exists(os.path.join(self.folder, 'apache.pid')), 20, 'Apache')

    def log(self):
        with open(os.path.join(self.folder, 'error.log'), encoding='utf-8', errors='replace') as file:
            return file.read()

    def stop(self):
        end(self.process)


class Realm:
    """A Kerberos realm with its key distribution centre, and a key for HTTP/localhost."""

    def __init__(self, folder):
        self.folder = os.path.join(folder, 'realm')
        os.makedirs(self.folder)
        os.chmod(folder, 0o755)
        port = free_ports(1)[0]
        self.environment = {'KRB5_CONFIG': write(self.path('krb5.conf'), KRB5.format(port=port)),
                            'KRB5_KDC_PROFILE': write(self.path('kdc.conf'), KDC.format(port=port, folder=self.folder))}
        self.keytab = self.path('http.keytab')
        self.run('kdb5_util', 'create', '-s', '-W', '-P', 'master', '-r', 'FIRMA.TEST')
        self.run('kadmin.local', '-q', 'addprinc -randkey HTTP/localhost')
        self.run('kadmin.local', '-q', f'ktadd -k {self.keytab} HTTP/localhost')
        os.chmod(self.keytab, 0o644)
        self.process = subprocess.Popen(['/usr/sbin/krb5kdc', '-n', '-P', self.path('kdc.pid')],
                                        env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        wait_until(lambda: os.path.exists(self.path('kdc.pid')), 20, 'the key distribution centre')

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, program, *words, text=''):
        done = subprocess.run([program, *words], env={**os.environ, **self.environment, 'PATH': '/usr/sbin:/usr/bin'},
                              input=text, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f'{program}: {done.stdout}{done.stderr}')

    def ticket(self, name, password='segreta'):
        """A person of the realm signs in: what a program of that person's finds."""
        cache = f'FILE:{self.path("ticket-" + name)}'
        self.run('kadmin.local', '-q', f'addprinc -pw {password} {name}')
        self.run('kinit', '-c', cache, name, text=password + '\n')
        return {**self.environment, 'KRB5CCNAME': cache}

    def stop(self):
        end(self.process)
