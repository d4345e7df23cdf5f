/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "gmime-init.h"

#include <gmime/gmime.h>

/**
 * ctg_gmime_init:
 *
 * Readies GMime, once. Whoever calls into it calls this before: there is no other place all ways lead
 * through. Any thread.
 */
void
ctg_gmime_init (void)
{
  static gsize initialised;

  if (g_once_init_enter (&initialised))
    {
      g_mime_init ();
      g_once_init_leave (&initialised, 1);
    }
}
