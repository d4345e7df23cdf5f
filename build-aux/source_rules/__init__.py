# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of build-aux/check-source. A rule is a function (tree) that yields (path, line number, message)."""
