# SPDX-License-Identifier: GPL-3.0-or-later
"""fake_portal.py ANSWERS-FILE: the part of the desktop's portal that lets a program go on in the background.

The file is read at each question: "RESPONSE BACKGROUND AUTOSTART", three numbers. Each question is printed.
"""
import sys

from gi.repository import Gio, GLib

NODE = Gio.DBusNodeInfo.new_for_xml(
    "<node><interface name='org.freedesktop.portal.Background'><method name='RequestBackground'>"
    "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
    "</method></interface></node>")


def asked(bus, sender, _path, _interface, _method, parameters, invocation):
    options = parameters.unpack()[1]
    print('autostart' if options['autostart'] else 'no autostart', options['reason'], flush=True)
    name = sender[1:].replace('.', '_')
    path = f'/org/freedesktop/portal/desktop/request/{name}/{options["handle_token"]}'
    invocation.return_value(GLib.Variant('(o)', (path,)))
    with open(sys.argv[1], encoding='ascii') as file:
        response, background, autostart = map(int, file.read().split())
    results = {'background': GLib.Variant('b', background), 'autostart': GLib.Variant('b', autostart)}
    bus.emit_signal(sender, path, 'org.freedesktop.portal.Request', 'Response',
                    GLib.Variant('(ua{sv})', (response, results)))


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    bus.register_object('/org/freedesktop/portal/desktop', NODE.interfaces[0], asked)
    Gio.bus_own_name_on_connection(bus, 'org.freedesktop.portal.Desktop', Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: print('ready', flush=True), None)
    GLib.MainLoop().run()


main()
