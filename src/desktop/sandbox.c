/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sandbox.h"

/**
 * ctg_sandbox_is_flatpak:
 *
 * Returns: whether this program is in a Flatpak, where it sees neither the home nor what it has no leave for
 */
gboolean
ctg_sandbox_is_flatpak (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}
