# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop session of its own: display, window manager, bus, keyring and home, all in one temporary folder.

    with Session() as session:
        program = session.start(['carteggio'])
        session.screenshot('window.png')

What it started is ended by process id, and the folder is removed.
"""
import os
import shutil
import signal
import subprocess
import tempfile
import time

KEYRING_PASSWORD = b'lab keyring\n'


def wait_until(question, timeout_s, what):
    """Asks every 50 ms until the answer is true, which is returned."""
    deadline = time.monotonic() + timeout_s
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f'waited {timeout_s} s for {what}')
        time.sleep(0.05)


def end(process, patience_s=5):
    """Ends a process that was started in a session of its own, with its children."""
    if process.poll() is None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
                process.wait(patience_s)
                break
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
    process.wait()


class Session:
    """display: False keeps the DISPLAY there is; bus: False the session bus there is, with its keyring. screen_in_file:
    what is on the display stands in the folder `screen`."""

    def __init__(self, display=True, bus=True, size='1280x800', environment=None, screen_in_file=False):
        self.size = size
        self.screen_in_file = screen_in_file
        self.with_display = display
        self.with_bus = bus
        self.processes = []
        self.folder = tempfile.mkdtemp(prefix='carteggio-session-')
        self.environment = {**os.environ, **(environment or {})}

    def __enter__(self):
        try:
            self.set_up()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def set_up(self):
        wayland, runtime = (self.environment.get(name) for name in ('WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR'))
        if wayland and runtime:     # a bare name is looked for in the folder that is about to change
            self.environment['WAYLAND_DISPLAY'] = os.path.join(runtime, wayland)
        self.environment.update({
            'HOME': self._make('home'),
            'XDG_DATA_HOME': self._make('home/.local/share'),
            'XDG_CONFIG_HOME': self._make('home/.config'),
            'XDG_CACHE_HOME': self._make('home/.cache'),
            'GTK_A11Y': 'atspi',
        })
        if self.with_bus:
            self.environment['XDG_RUNTIME_DIR'] = self._make('run')
            self._start_bus()
        if self.with_display:
            self.environment.pop('WAYLAND_DISPLAY', None)
            self.environment['GSK_RENDERER'] = 'cairo'
            # What a settings daemon would say.
            with open(os.path.join(self._make('home/.config/gtk-4.0'), 'settings.ini'), 'w', encoding='ascii') as file:
                file.write('[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=0\n')
            self._start_display()

    def _make(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path, mode=0o700, exist_ok=True)
        return path

    def start(self, command, **options):
        """Starts a program in this session; it is ended with the session, unless it ends before."""
        options.setdefault('stdin', subprocess.DEVNULL)
        if 'stdout' not in options:
            log = open(os.path.join(self.folder, os.path.basename(command[0]) + '.log'), 'ab')
            options.update(stdout=log, stderr=subprocess.STDOUT)
        process = subprocess.Popen(command, env=self.environment, start_new_session=True, **options)
        self.processes.append(process)
        return process

    def run(self, command, **options):
        """Runs a command in this session to its end."""
        options.setdefault('stdin', subprocess.DEVNULL)
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, **options)

    def _start_bus(self):
        bus = self.start(['dbus-daemon', '--session', '--nofork', '--nopidfile', '--print-address=1'],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = bus.stdout.readline().decode().strip()
        keyring = self.start(['gnome-keyring-daemon', '--foreground', '--unlock', '--components=secrets'],
                             stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        keyring.stdin.write(KEYRING_PASSWORD)
        keyring.stdin.close()
        ask = ['dbus-send', '--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus',
               'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets']
        wait_until(lambda: 'true' in self.run(ask).stdout, 20, 'the keyring')

    def _start_display(self):
        reader, writer = os.pipe()
        # -noreset: else the server starts anew when its only client of the moment goes, and takes with it who just came.
        kept = ['-fbdir', self._make('screen')] if self.screen_in_file else []
        self.start(['Xvfb', '-displayfd', str(writer), '-screen', '0', self.size + 'x24', '-nolisten', 'tcp', '-noreset',
                    *kept], pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as number:
            line = number.readline().strip()
        if not line:
            raise RuntimeError('Xvfb did not start')
        self.environment['DISPLAY'] = ':' + line
        self.environment.pop('XAUTHORITY', None)
        # Without a window manager a GTK 4 window gets no keyboard focus.
        self.start(['openbox', '--sm-disable'])
        wait_until(lambda: 'window id' in self.run(['xprop', '-root', '_NET_SUPPORTING_WM_CHECK']).stdout, 20,
                   'the window manager')
        # Shadows and pop-overs are translucent: without a compositing manager a picture shows them as black frames.
        self.start(['xcompmgr'])

    def windows(self, name='.'):
        """The X ids of the visible windows whose title matches the expression."""
        return self.run(['xdotool', 'search', '--onlyvisible', '--name', name]).stdout.split()

    def screenshot(self, path):
        subprocess.run(['import', '-window', 'root', path], env=self.environment, check=True,
                       stdin=subprocess.DEVNULL, timeout=60)

    def stop(self):
        for process in reversed(self.processes):
            end(process)
        self.processes = []
        shutil.rmtree(self.folder, ignore_errors=True)
