#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures the program is to reach, a row each: medians of runs taken in turn with what they are measured against,
as a ratio, because seconds say more of the machine than of the program. Nothing is asserted on time.

CARTEGGIO_PERF_RUNS (5) and CARTEGGIO_PERF_LETTERS (10000) make it shorter. Everything is written to /dev/shm.
"""
import glob
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'lab')]
import corpus  # noqa: E402
import tap  # noqa: E402
import trust  # noqa: E402
from lab import Lab, missing_programs  # noqa: E402
from screen import Keys  # noqa: E402
from session import Session, end, wait_until  # noqa: E402

RUNS = int(os.environ.get('CARTEGGIO_PERF_RUNS', '5'))
LETTERS = int(os.environ.get('CARTEGGIO_PERF_LETTERS', '10000'))
CTL = os.environ.get('CARTEGGIOCTL', 'carteggioctl')
WINDOW = os.environ.get('CARTEGGIO', 'carteggio')
BARE_FETCH = os.environ.get('CARTEGGIO_BARE_FETCH', 'bare-fetch')
LISTS = os.environ.get('CARTEGGIO_LISTS', 'lists')
SEARCH = os.environ.get('CARTEGGIO_SEARCH', 'search')
SEED = os.environ.get('CARTEGGIO_SEED', 'seed')
PASSWORD = 'cavallo giusto'
N_FOLDERS = 20
FULL, MANY = 'full@example.it', 'many@example.it'
MBSYNC = """IMAPStore far
Host localhost
Port {port}
User {user}
Pass "{password}"
SSLType IMAPS
CertificateFile {authority}

MaildirStore near
Path {folder}/near/
Inbox {folder}/near/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Near
SyncState *
"""
NOTMUCH = '[database]\npath={folder}\n[user]\nname=Marta\nprimary_email={me}\n[new]\ntags=new\n'


def needs(program):
    if shutil.which(program) is None:
        raise unittest.SkipTest(f'{program} is not installed')


def row(what, ours, peer, goal, unit='s'):
    print(f'# {what:<58} {ours:9.3f} {unit} : {peer:9.3f} {unit} = {ours / peer:6.3f}   (goal {goal})', flush=True)


def fact(what, value, goal):
    print(f'# {what:<58} {value}   (goal {goal})', flush=True)


def medians(*takes):
    """The median of what each function returns, called in turn, after one call of each that does not count."""
    for take in takes:
        take()
    values = [[] for _ in takes]
    for _ in range(RUNS):
        for one, take in zip(values, takes):
            one.append(take())
    return [statistics.median(one) for one in values]


class PerfCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='carteggio-perf-', dir='/dev/shm' if os.path.isdir('/dev/shm') else None)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        os.chmod(cls.folder, 0o755)
        cls.environment = {**os.environ, 'LC_ALL': 'C.UTF-8'}
        cls.bundle = None

    @classmethod
    def path(cls, *names):
        return os.path.join(cls.folder, *names)

    @classmethod
    def write(cls, name, text):
        with open(cls.path(name), 'w', encoding='utf-8') as file:
            file.write(text)
        return cls.path(name)

    @classmethod
    def remove(cls, name):
        shutil.rmtree(cls.path(name), ignore_errors=True)

    @classmethod
    def start(cls, command, **options):
        options = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, 'text': True,
                   'env': cls.environment, **options}
        # The namespace is entered between fork and exec: a wrapper's own start would count.
        trusting = (lambda: trust.cover(cls.bundle)) if cls.bundle else None
        return subprocess.Popen(command, preexec_fn=trusting, start_new_session=True, **options)

    @classmethod
    def seconds(cls, *command, **options):
        """How long a command takes as a whole process."""
        begun = time.perf_counter()
        process = cls.start(command, **options)
        out, err = process.communicate(timeout=1800)
        took = time.perf_counter() - begun
        if process.returncode != 0:
            raise RuntimeError(f'{command}: status {process.returncode}: {out[-2000:]}{err[-2000:]}')
        cls.said = out
        return took


class ImportTest(PerfCase):
    def run_import(self):
        self.remove('profile')
        return self.seconds(CTL, '--profile', self.path('profile'), '--json', 'import', self.path('letters'), '--log',
                            '--me', corpus.OWNER[1], '--create-contacts')

    def run_notmuch(self):
        self.remove('letters/.notmuch')
        return self.seconds('notmuch', 'new', env={**self.environment, 'NOTMUCH_CONFIG': self.path('notmuch')})

    def test_a_maildir_is_imported(self):
        """Both index every word; ours also keeps each letter's text and source."""
        needs('notmuch')
        size = corpus.write_maildir(self.path('letters'), LETTERS)
        self.write('notmuch', NOTMUCH.format(folder=self.path('letters'), me=corpus.OWNER[1]))
        ours, peer = medians(self.run_import, self.run_notmuch)
        self.run_import()
        counts = json.loads(self.said)
        self.assertEqual((counts['seen'], counts['logged'], counts['failed']), (LETTERS, LETTERS, 0))
        row(f'import of {LETTERS} letters : notmuch new', ours, peer, 0.08)
        held = sum(os.path.getsize(path) for path in glob.glob(self.path('profile/**/carteggio.db'), recursive=True))
        fact('bytes in the database a letter, with source and index',
             f'{held / LETTERS:.0f} of {size / LETTERS:.0f}', '3584 + 3584')


class PullTest(PerfCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        missing = missing_programs()
        if missing or os.geteuid() != 0:
            raise unittest.SkipTest(f'needs root and {missing}')
        cls.lab = Lab()
        cls.lab.start()
        cls.addClassCleanup(cls.lab.stop)
        cls.session = Session(display=False, environment=cls.environment)
        cls.addClassCleanup(cls.session.stop)
        cls.session.set_up()
        cls.environment = cls.session.environment
        cls.bundle = cls.lab.authority.bundle
        cls.write('secret', PASSWORD + '\n')
        for address in (FULL, MANY):
            cls.lab.add_user(address, PASSWORD)

    def connect(self, address):
        """A profile with the mailbox connected and nothing pulled yet, and a copy of it to begin with again."""
        self.remove('profile')
        self.remove('connected')
        self.seconds(CTL, '--profile', self.path('profile'), '--json', 'connect', address, *self.lab.connect_options(),
                     '--password-file', self.path('secret'))
        shutil.copytree(self.path('profile'), self.path('connected'))

    def begin_again(self):
        """In the same place, since the keyring knows a profile by its path."""
        self.remove('profile')
        shutil.copytree(self.path('connected'), self.path('profile'))

    def sync(self):
        return self.seconds(CTL, '--profile', self.path('profile'), '--json', 'sync')

    def pull_anew(self):
        self.begin_again()
        return self.sync()

    def bare_fetch(self):
        return self.seconds(BARE_FETCH, self.lab.endpoint('imap'), FULL, PASSWORD)

    def test_headers_are_pulled(self):
        """Whole processes both; ours also parses, stores and threads."""
        corpus.write_maildir(self.lab.maildir(FULL), LETTERS)
        self.connect(FULL)
        ours, peer = medians(self.pull_anew, self.bare_fetch)
        row(f'{LETTERS} headers : bare pipelined fetch', ours, peer, 1.5)

    def run_mbsync(self):
        return self.seconds('mbsync', '-c', self.path('mbsyncrc'), '-a', '-q')

    def test_nothing_new_is_found(self):
        """At the size where it matters that nothing is done for each letter held."""
        needs('mbsync')
        address = 'folders@example.it'
        self.lab.add_user(address, PASSWORD)
        for number in range(N_FOLDERS):
            folder = 'INBOX' if number == 0 else f'Folder{number}'
            corpus.write_maildir(self.lab.maildir(address, folder), 10 * LETTERS // N_FOLDERS)
        self.connect(address)
        self.sync()
        os.makedirs(self.path('near'))
        self.write('mbsyncrc', MBSYNC.format(port=self.lab.ports['imap'], user=address, password=PASSWORD,
                                             authority=self.lab.authority.certificate, folder=self.folder))
        self.run_mbsync()
        ours, peer = medians(self.sync, self.run_mbsync)
        row(f'nothing new in {N_FOLDERS} folders, {10 * LETTERS} letters : mbsync', ours, peer, 0.35)

    def logins(self):
        return self.lab.logins(MANY)

    def first_hundred(self):
        """(from the process's start, from the log-in): the server's log and the database are looked at by turns."""
        self.begin_again()
        logins, login = self.logins(), None
        begun = time.perf_counter()
        process = self.start([CTL, '--profile', self.path('profile'), 'sync'])
        database = sqlite3.connect(f'file:{self.path("profile/data/carteggio.db")}?mode=ro', uri=True)
        while database.execute('SELECT count(*) FROM (SELECT 1 FROM message LIMIT 100)').fetchone()[0] < 100:
            if login is None and self.logins() > logins:
                login = time.perf_counter()
            if process.poll() is not None:
                raise RuntimeError(process.communicate())
            time.sleep(0.002)
        arrived = time.perf_counter()
        database.close()
        end(process)
        process.communicate()
        return arrived - begun, arrived - (login or begun)

    def bare_newest(self):
        """What the server alone takes, from the log-in, for the headers that a first pull asks for first."""
        self.seconds(BARE_FETCH, self.lab.endpoint('imap'), MANY, PASSWORD, '200')
        return float(self.said)

    def test_the_first_hundred_come_at_once(self):
        corpus.write_maildir(self.lab.maildir(MANY), 10 * LETTERS, brief=True)
        self.connect(MANY)
        self.first_hundred()
        runs = [(*self.first_hundred(), self.bare_newest()) for _ in range(RUNS)]
        start, login, bare = (statistics.median(run[i] for run in runs) for i in range(3))
        fact(f'first 100 of {10 * LETTERS} in the database, from the process\'s start', f'{start:.3f} s', 'none')
        row(f'first 100 of {10 * LETTERS}, from the log-in : bare fetch', login, bare, '0.3 s')


class ListTest(PerfCase):
    def test_pages_and_lists_are_read(self):
        """Through src/models, which is all of the way but the painting."""
        self.seconds(SEED, self.path('seeded'), '100000', '200', '1000')
        runs = []
        for _ in range(RUNS):
            self.seconds(LISTS, self.path('seeded'))
            runs.append(json.loads(self.said))
        middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        fact(f'contact\'s page of {middle["threads"]} threads: first, again',
             f'{middle["first_page_ms"]:.1f} ms, {middle["page_ms"]:.1f} ms', '50 ms, with painting')
        fact(f'list of {middle["rows"]} rows: ids read, worst page of 40 while scrolling',
             f'{middle["loaded_ms"]:.1f} ms, {middle["worst_page_ms"]:.1f} ms', 'scroll 33 ms')
        fact('most items alive', f'{middle["most_live"]:.0f}', 500)


class SearchTest(PerfCase):
    """95th percentiles in one process, of 200 times each question; CARTEGGIO_PERF_MANY (1000000) makes it shorter."""
    GOALS = {'beginning': 25, 'common beginning': 25, 'timeline of 5000': 5}

    def test_words_are_found(self):
        for n, goal in ((100000, 5), (int(os.environ.get('CARTEGGIO_PERF_MANY', '1000000')), 15)):
            self.seconds(SEARCH, self.path(f'search-{n}'), str(n))
            for name, figures in json.loads(self.said).items():
                wanted = 25 if name.endswith('ranked') else self.GOALS.get(name, goal)
                fact(f'{name} among {n}', f'{figures["p95_ms"]:.2f} ms, {figures["found"]} found', f'{wanted} ms')
            self.remove(f'search-{n}')


class KeyTest(PerfCase):
    def turn_pages(self, session):
        """(the page of many threads, the page of few): seconds from the key that chooses a contact to the picture."""
        keys = Keys(session)
        for key in ('Down', 'Down', 'Up', 'Down'):
            keys.press_and_watch(key)
        runs = [[keys.press_and_watch(key)[1] for key in ('Up', 'Down')] for _ in range(4 * RUNS)]
        return [statistics.median(run[i] for run in runs) for i in (0, 1)]

    def test_a_page_is_painted(self):
        """With everything between: the display's server, its window manager and its compositing manager."""
        for program in ('Xvfb', 'openbox', 'xdotool'):
            needs(program)
        self.seconds(SEED, self.path('pages/data'), '1000', '200', '1000')
        with Session(environment=self.environment, screen_in_file=True) as session:
            session.start([WINDOW, '--profile', self.path('pages')])
            wait_until(session.windows, 60, 'the window')
            time.sleep(5)
            many, few = self.turn_pages(session)
        fact('contact\'s page from key to painted: 200 threads, 1', f'{many * 1000:.0f} ms, {few * 1000:.0f} ms', '50 ms')


def memory_mb(pid):
    """Proportional size of a process and all below it."""
    total = 0
    with open(f'/proc/{pid}/smaps_rollup', encoding='ascii') as rollup:
        total = sum(int(line.split()[1]) for line in rollup if line.startswith('Pss:'))
    children = []
    for task in glob.glob(f'/proc/{pid}/task/*/children'):
        with open(task, encoding='ascii') as file:
            children += file.read().split()
    return total / 1024 + sum(memory_mb(child) for child in children)


class StartTest(PerfCase):
    def show(self, session, command, settle_s):
        """Seconds to the first visible window, and MB when it has settled."""
        known = set(session.windows())
        begun = time.perf_counter()
        process = session.start(command)
        wait_until(lambda: set(session.windows()) - known, 60, command[0])
        took = time.perf_counter() - begun
        time.sleep(settle_s)
        size = memory_mb(process.pid)
        end(process)
        return took, size

    def start_and_measure(self, session, commands):
        figures = {name: [] for name in commands}
        for _ in range(RUNS):
            for name, command in commands.items():
                figures[name].append(self.show(session, command, 5))
        return {name: [statistics.median(run[i] for run in runs) for i in (0, 1)] for name, runs in figures.items()}

    def test_the_window_starts(self):
        """Geary has no account here, which spares it everything; ours has 10 000 letters."""
        for program in ('Xvfb', 'openbox', 'xdotool', 'geary'):
            needs(program)
        self.seconds(SEED, self.path('window/data'), '1000', '2000', str(LETTERS))
        commands = {'ours': [WINDOW, '--profile', self.path('window')], 'geary': ['geary']}
        with Session(environment=self.environment) as session:
            figures = self.start_and_measure(session, commands)
        row('start to a window, ours filled : Geary empty', figures['ours'][0], figures['geary'][0], 0.6)
        row('memory after start', figures['ours'][1], figures['geary'][1], '0.6, at most 150 MB', 'MB')


if __name__ == '__main__':
    print(f'# medians of {RUNS} runs in turn')
    tap.main()
