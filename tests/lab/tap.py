# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the unittest cases of a module and prints TAP, one line a test, as it happens.

At the end of a test file:   if __name__ == '__main__': tap.main()
A name given as argument runs only the tests whose name contains it.
"""
import re
import sys
import time
import traceback
import unittest


def sentence(test):
    """test_a_thing_is_done of class MailboxTest: mailbox/a-thing-is-done."""
    group = re.sub(r'(?<!^)(?=[A-Z])', '-', type(test).__name__.removesuffix('Test')).lower()
    return f'{group}/{getattr(test, "_testMethodName", str(test)).removeprefix("test_").replace("_", "-")}'


class Result(unittest.TestResult):
    """Prints each test's line when it ends, and what went wrong as comments."""

    def __init__(self):
        super().__init__()
        self.number = 0
        self.started = 0.0

    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()

    def line(self, test, good, directive=''):
        self.number += 1
        print(f'{"ok" if good else "not ok"} {self.number} - {sentence(test)}{directive}')
        print(f'# {time.monotonic() - self.started:.2f} s', flush=True)

    def explain(self, error):
        for text in ''.join(traceback.format_exception(*error)).rstrip().split('\n'):
            print('# ' + text)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line(test, True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.explain(err)
        self.line(test, False)

    def addError(self, test, err):
        super().addError(test, err)
        self.explain(err)
        self.line(test, False)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.explain(err)
            self.line(test, False, f' {subtest.params}'.replace('#', ''))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(test, True, f' # SKIP {reason}')

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.line(test, True)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.line(test, False)


def cases(suite):
    for entry in suite:
        if isinstance(entry, unittest.TestSuite):
            yield from cases(entry)
        else:
            yield entry


def main():
    """Runs the tests of the program's main module and ends the process."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__'])
    wanted = sys.argv[1:]
    if wanted:
        suite = unittest.TestSuite(case for case in cases(suite) if any(word in sentence(case) for word in wanted))
    result = Result()
    suite.run(result)
    print(f'1..{result.number}', flush=True)
    sys.exit(0 if result.wasSuccessful() else 1)
