/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "memory.h"

#include <malloc.h>
#include <sys/resource.h>

#define TOP_PAD_BYTES (1 << 20)
#define TRIM_ABOVE_BYTES (16 << 20)
#define MAP_ABOVE_BYTES (8 << 20)   /* more than a window's picture */

/**
 * ctg_memory_prepare:
 *
 * To be called before there is a second thread. Here threads hand memory on: one parses a letter, another stores and
 * frees it. With an arena a thread, as the C library has it, each grows by single pages and gives them back after every
 * batch, a system call and a page fault each time. One arena that grows by the megabyte takes a tenth less of a pull.
 *
 * To set one of them ends the library's own way of finding what is worth a mapping of its own: the picture of each
 * frame would be one, and be cleared by the kernel page by page.
 *
 * There are passwords and tokens in this memory, so that it is never written to a file when the program crashes (O6).
 * Not by PR_SET_DUMPABLE, which would keep the portals from knowing who asks.
 */
void
ctg_memory_prepare (void)
{
  setrlimit (RLIMIT_CORE, &(struct rlimit) { 0, 0 });
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_TOP_PAD, TOP_PAD_BYTES);
  mallopt (M_TRIM_THRESHOLD, TRIM_ABOVE_BYTES);
  mallopt (M_MMAP_THRESHOLD, MAP_ABOVE_BYTES);
}
