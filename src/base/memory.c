/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "memory.h"

#include <fcntl.h>
#include <glib.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#define TOP_PAD_BYTES (1 << 20)
#define TRIM_ABOVE_BYTES (16 << 20)
#define MAP_ABOVE_BYTES (8 << 20)   /* more than a window's picture */

/* core(5): neither private nor shared memory, neither anonymous nor of a file. */
static void
keep_out_of_dumps (void)
{
  int fd = open ("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (write (fd, "0\n", 2) != 2)
    g_info ("memory is left out of dumps by their size limit only");
  close (fd);
}

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
 * Not by PR_SET_DUMPABLE, which would keep the portals from knowing who asks. The limit alone would not do: it says
 * nothing to the kernel where a dump goes to a program that collects them, and whoever may can raise it afterwards.
 * What the filter leaves out is in no dump; that of the whole memory, since a secret passes through libraries whose
 * buffers cannot be marked one by one.
 */
void
ctg_memory_prepare (void)
{
  setrlimit (RLIMIT_CORE, &(struct rlimit) { 0, 0 });
  keep_out_of_dumps ();
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_TOP_PAD, TOP_PAD_BYTES);
  mallopt (M_TRIM_THRESHOLD, TRIM_ABOVE_BYTES);
  mallopt (M_MMAP_THRESHOLD, MAP_ABOVE_BYTES);
}
