/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli.h"
#include "memory.h"

int
main (int argc, char **argv)
{
  ctg_memory_prepare ();
  return ctg_cli_main (argc, argv);
}
