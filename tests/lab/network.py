# SPDX-License-Identifier: GPL-3.0-or-later
"""Two network namespaces joined by a cable: the servers live in one, the program in the other. Needs root.

On one address Dovecot takes a client for local and offers it plain passwords; and the real port numbers and names are
only free in a network of one's own.
"""
import os
import shutil
import signal
import subprocess
import time


def ip(*arguments):
    done = subprocess.run(['ip', *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(f'ip {" ".join(arguments)}: {done.stderr.strip()}')
    return done.stdout


class Network:
    """addresses: those of the servers, in 10.77.0.0/24; resolver: the one where the DNS server will listen."""

    def __init__(self, resolver, addresses):
        self.servers = f'ctg{os.getpid()}s'
        self.client = f'ctg{os.getpid()}c'
        self.made = []
        try:
            self._make(resolver, addresses)
        except BaseException:
            self.remove()
            raise

    def _make(self, resolver, addresses):
        for name in (self.servers, self.client):
            ip('netns', 'add', name)
            self.made.append(name)
            ip('-n', name, 'link', 'set', 'lo', 'up')
            os.makedirs(f'/etc/netns/{name}')
            with open(f'/etc/netns/{name}/resolv.conf', 'w', encoding='ascii') as file:
                file.write(f'nameserver {resolver}\noptions timeout:1 attempts:2\n')
            with open(f'/etc/netns/{name}/hosts', 'w', encoding='ascii') as file:
                file.write('127.0.0.1 localhost\n')
        ip('link', 'add', 'ctg0', 'netns', self.servers, 'type', 'veth', 'peer', 'name', 'ctg0', 'netns', self.client)
        for name, address in ((self.servers, '10.77.9.1/24'), (self.client, '10.77.9.2/24')):
            ip('-n', name, 'addr', 'add', address, 'dev', 'ctg0')
            ip('-n', name, 'link', 'set', 'ctg0', 'up')
        ip('-n', self.client, 'route', 'add', 'default', 'via', '10.77.9.1')
        for address in {resolver, *addresses}:
            ip('-n', self.servers, 'addr', 'add', f'{address}/32', 'dev', 'lo')
        # What goes to this net is lost without a word: connecting runs into its time limit.
        ip('-n', self.servers, 'route', 'add', 'blackhole', '10.77.99.0/24')
        subprocess.run(['ip', 'netns', 'exec', self.servers, 'sysctl', '-qw', 'net.ipv4.ip_forward=1'], check=True)

    def server_command(self, command):
        return ['ip', 'netns', 'exec', self.servers, *command]

    def client_command(self, command):
        return ['ip', 'netns', 'exec', self.client, *command]

    def remove(self):
        """Ends whatever still runs in the namespaces, by process id, and removes them."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            pids = [int(pid) for name in self.made for pid in ip('netns', 'pids', name).split()]
            for pid in pids:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
            if pids:
                time.sleep(0.3)
        for name in self.made:
            ip('netns', 'del', name)
            shutil.rmtree(f'/etc/netns/{name}', ignore_errors=True)
        self.made = []
