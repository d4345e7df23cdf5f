#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-demo.py --program FILE --screenshots DIR [-- ARGUMENT...]: what build-aux/run --demo does once all is built.

Starts private mail servers with the sample company's correspondence, and the program on a temporary profile with a bus
and a keyring of its own, so that nothing is left behind. With a display the person goes on; without one
tests/ui/demo-walk.py does, by keyboard: it finds all it needs in the JSON file that CARTEGGIO_DEMO names, starts
"command" itself, and leaves its pictures in "screenshots".
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.abspath(os.path.join(HERE, '..', '..'))
LAB = os.path.join(TOP, 'tests', 'lab')
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, LAB]
import make_demo  # noqa: E402
from people import OWNER  # noqa: E402
from session import Session, end, wait_until  # noqa: E402

PASSWORD = 'prova-carteggio'
WALK = os.path.join(TOP, 'tests', 'ui', 'demo-walk.py')
WORDS = """
The sample company's mailbox is ready. Connect it in Carteggio:
  address    {address}
  password   {password}
  and under "Advanced options"
  incoming   {imap[host]}, port {imap[port]}, security TLS
  outgoing   {smtp[host]}, port {smtp[port]}, security TLS
Contacts to import: {contacts}
Closing the window ends the servers and removes everything.
"""


def start_servers(folder):
    """The lab as a process of its own: Postfix starts as root only, the program must not."""
    command = ['/usr/bin/python3', os.path.join(LAB, 'lab.py'), 'serve', '--user', f'{OWNER.address}={PASSWORD}',
               '--fill', f'{OWNER.address}={folder}/maildir']
    if os.geteuid() != 0:
        command = ['sudo', *command]
    servers = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    line = servers.stdout.readline()
    if not line:
        raise SystemExit('run-demo: the mail servers did not start')
    return servers, json.loads(line)


def description(options, lab, folder):
    def server(name, port):
        return {'host': lab['hosts']['good'][name], 'port': lab['ports'][port], 'security': 'tls'}
    command = ['/usr/bin/python3', os.path.join(LAB, 'trust.py'), lab['bundle'], options.program, *options.arguments]
    return {'name': OWNER.name, 'address': OWNER.address, 'password': PASSWORD, 'imap': server('imap', 'imap'),
            'smtp': server('smtp', 'smtp'), 'contacts': os.path.join(folder, 'contacts.vcf'), 'lmtp': lab['lmtp'],
            'command': command, 'screenshots': options.screenshots}


def walk(session, demo):
    """Without a display: by keyboard, with pictures."""
    os.makedirs(demo['screenshots'], exist_ok=True)
    if os.path.exists(WALK):
        return subprocess.run(['/usr/bin/python3', WALK], env=session.environment, stdin=subprocess.DEVNULL,
                              check=False, timeout=900).returncode
    program = session.start(demo['command'])
    wait_until(lambda: session.windows('Carteggio') or program.poll() is not None, 60, 'the window')
    time.sleep(1)
    session.screenshot(os.path.join(demo['screenshots'], 'first-window.png'))
    return 0 if program.poll() is None else 1


def run(options, folder):
    found = make_demo.letters(int(time.time()))
    make_demo.write(folder, found, int(time.time()))
    servers, lab = start_servers(folder)
    has_display = bool(os.environ.get('DISPLAY') or os.environ.get('WAYLAND_DISPLAY'))
    try:
        with Session(display=not has_display) as session:
            demo = description(options, lab, folder)
            session.environment['CARTEGGIO_DEMO'] = os.path.join(folder, 'demo-run.json')
            with open(session.environment['CARTEGGIO_DEMO'], 'w', encoding='utf-8') as file:
                json.dump(demo, file)
            print(WORDS.format(**demo), flush=True)
            if not has_display:
                status = walk(session, demo)
                print(f'Pictures are in {demo["screenshots"]}' if status == 0 else f'The walk ended with {status}')
                return status
            return session.start(demo['command'], stdout=None, stderr=None).wait()
    except KeyboardInterrupt:
        return 130
    finally:
        servers.stdin.close()       # tells the lab to end what it started
        try:
            servers.wait(30)
        except subprocess.TimeoutExpired:
            end(servers)


def main():
    parser = argparse.ArgumentParser(description='Carteggio beside private servers with sample mail.')
    parser.add_argument('--program', required=True)
    parser.add_argument('--screenshots', required=True)
    parser.add_argument('arguments', nargs='*')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='carteggio-demo-') as folder:
        return run(options, folder)


if __name__ == '__main__':
    sys.exit(main())
