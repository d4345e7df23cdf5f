# SPDX-License-Identifier: GPL-3.0-or-later
"""A private certification authority, and the good and bad certificates of the lab's servers."""
import hashlib
import os
import ssl
import subprocess

SYSTEM_BUNDLE = '/etc/ssl/certs/ca-certificates.crt'
KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
DATES = '%Y%m%d%H%M%SZ'
CA_SETTINGS = """[ca]
default_ca = lab
[lab]
dir = {folder}
database = {folder}/index.txt
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = names
[names]
commonName = supplied
"""


def openssl(*arguments, cwd):
    done = subprocess.run(['openssl', *arguments], cwd=cwd, capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(f'openssl {arguments[0]}: {done.stderr}')


def names_of(hosts):
    """The subjectAltName for host names and IPv4 addresses."""
    return ','.join(('IP:' if host.replace('.', '').isdigit() else 'DNS:') + host for host in hosts)


class Authority:
    """Keeps its files in a folder: NAME.key, NAME.pem (the certificate and its issuer), ca.pem and bundle.pem."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        openssl('req', '-x509', *KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj',
                '/O=Carteggio lab/CN=Carteggio lab root', '-addext', 'basicConstraints=critical,CA:TRUE',
                '-addext', 'keyUsage=critical,keyCertSign,cRLSign', cwd=folder)
        self._write('ca.cnf', CA_SETTINGS.format(folder=folder))
        self._write('index.txt', '')
        self._write('serial', '1000\n')
        system = ''
        if os.path.exists(SYSTEM_BUNDLE):
            with open(SYSTEM_BUNDLE, encoding='utf-8') as bundle:
                system = bundle.read()
        self._write('bundle.pem', system + self._read('ca.pem'))
        self.bundle = os.path.join(folder, 'bundle.pem')
        self.certificate = os.path.join(folder, 'ca.pem')

    def _write(self, name, text):
        with open(os.path.join(self.folder, name), 'w', encoding='utf-8') as file:
            file.write(text)

    def _read(self, name):
        with open(os.path.join(self.folder, name), encoding='utf-8') as file:
            return file.read()

    def issue(self, name, hosts, dates=('20250101000000Z', '20490101000000Z')):
        """A certificate signed by the authority."""
        openssl('req', *KEY, '-keyout', f'{name}.key', '-out', f'{name}.csr', '-subj', f'/CN={hosts[0]}',
                cwd=self.folder)
        self._write(f'{name}.ext', 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n'
                    f'extendedKeyUsage=serverAuth\nsubjectAltName={names_of(hosts)}\n')
        openssl('ca', '-batch', '-notext', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-in',
                f'{name}.csr', '-out', f'{name}.crt', '-extfile', f'{name}.ext', '-startdate', dates[0], '-enddate',
                dates[1], cwd=self.folder)
        self._write(f'{name}.pem', self._read(f'{name}.crt') + self._read('ca.pem'))

    def self_sign(self, name, hosts):
        """A certificate that nobody signed."""
        openssl('req', '-x509', *KEY, '-keyout', f'{name}.key', '-out', f'{name}.pem', '-days', '30', '-subj',
                f'/CN={hosts[0]}', '-addext', f'subjectAltName={names_of(hosts)}', cwd=self.folder)

    def fingerprint(self, name):
        """SHA-256 of the certificate, as `carteggioctl connect --pin-certificate` takes it: hexadecimal, lower case."""
        first = self._read(f'{name}.pem').split('-----END')[0] + '-----END CERTIFICATE-----\n'
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(first)).hexdigest()
