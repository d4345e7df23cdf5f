# SPDX-License-Identifier: GPL-3.0-or-later
"""The help: pages of its own, by F1 on what is shown and from what tells of a problem, without a network."""
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, '..', 'lab'))
import tap  # noqa: E402
from ui_driver import PROGRAM, Ui  # noqa: E402


class HelpCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='carteggio-help-')
        self.addCleanup(self.folder.cleanup)

    def open(self, **options):
        ui = Ui(**options)
        ui.__enter__()
        self.addCleanup(ui.__exit__, None, None, None)
        ui.launch([PROGRAM, '--profile', self.folder.name])
        return ui

    def close(self, ui):
        self.assertEqual(ui.quit(), 0, ui.output())
        self.assertNotIn('WARNING', ui.output())
        self.assertNotIn('CRITICAL', ui.output())

    def test_it_is_about_what_is_shown_and_is_searched(self):
        """B49, A42: the wizard's page of what to expect is not in the way of the help; links and the way back."""
        ui = self.open()
        ui.wait_focus(role='push button')
        ui.key('F1')
        ui.wait_focus(role='heading', name='First steps')
        ui.photograph('help')
        ui.tab_to(containing='on the page Your provider')
        ui.key('Return')
        ui.wait_focus(role='heading', name='Your provider')
        for name in ('Gmail and Google Workspace', 'Libero Mail'):
            ui.wait_for_text(name)
        ui.photograph('help-providers')
        ui.key('alt+Left')
        ui.wait_focus(role='heading', name='First steps')
        ui.key('ctrl+f')
        ui.type('recognize answers')
        ui.wait_for(role='list item', name='What, and how long')
        ui.key('Return')
        ui.wait_focus(role='heading', name='What, and how long')
        ui.photograph('help-stored')
        ui.key('Escape')
        ui.wait_focus(role='push button')
        # Over the wizard, which wants an answer first.
        ui.key('Return')
        ui.wait_for(role='push button', name='Connect your inbox')
        ui.key('F1')
        ui.wait_focus(role='heading', name='Connect a mailbox')
        ui.key('ctrl+f')
        ui.type('keyboard')
        ui.wait_for(role='list item', name='Keyboard')
        ui.key('Return')
        ui.wait_focus(role='heading', name='Keyboard')
        ui.wait_for_text('Log the letter')
        ui.photograph('help-keyboard')
        ui.key('Escape')
        self.close(ui)

    def test_a_problem_leads_to_its_explanation(self):
        """B44: in Italian, dark and narrow, from a profile that does not open."""
        os.makedirs(os.path.join(self.folder.name, 'data'))
        with open(os.path.join(self.folder.name, 'data', 'carteggio.db'), 'wb') as file:
            file.write(b'no database' * 1000)
        ui = self.open(language='it', dark=True, size='400x740')
        ui.wait_for(role='push button', name='Aiuto')
        ui.photograph('help-failure')
        ui.key('F1')
        heading = ui.wait_focus(role='heading')
        self.assertEqual(heading['name'], 'La base di dati del profilo è danneggiata.')
        ui.photograph('help-italian-narrow')
        ui.key('alt+Left')
        ui.wait_focus(role='list item')
        ui.photograph('help-pages-narrow')
        ui.key('Escape')
        ui.wait_focus(role='push button')
        self.close(ui)


if __name__ == '__main__':
    tap.main()
