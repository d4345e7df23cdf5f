/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Specification: POSIX.1-2017, pax, "ustar Interchange Format"; sizes from 8 GiB on in base 256, as GNU tar has it. */

#include "tar-header.h"

#include <string.h>

#define NAME_LENGTH 100
#define SIZE_AT 124
#define SIZE_LENGTH 12
#define SUM_AT 148
#define SUM_LENGTH 8
#define TYPE_AT 156
#define OCTAL_SIZE_MAX ((gint64) 077777777777)

/* The sum is taken as if its own field were spaces. */
static guint
sum_of (const guint8 *block)
{
  guint sum = SUM_LENGTH * ' ';

  for (guint i = 0; i < CTG_TAR_BLOCK; i++)
    if (i < SUM_AT || i >= SUM_AT + SUM_LENGTH)
      sum += block[i];
  return sum;
}

static void
put_octal (guint8 *field, int n_digits, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%0*" G_GINT64_MODIFIER "o", n_digits, (guint64) value);

  memcpy (field, text, (gsize) n_digits);
}

static void
put_size (guint8 *field, gint64 size)
{
  if (size <= OCTAL_SIZE_MAX)
    {
      put_octal (field, SIZE_LENGTH - 1, size);
      return;
    }
  field[0] = 0x80;
  for (int i = SIZE_LENGTH - 1; i > SIZE_LENGTH - 9; i--, size >>= 8)
    field[i] = (guint8) (size & 0xff);
}

/* -1: no number. */
static gint64
get_octal (const guint8 *field, gsize length)
{
  gint64 value = 0;
  gsize i = 0;

  while (i < length && field[i] == ' ')
    i++;
  for (; i < length && field[i] >= '0' && field[i] <= '7'; i++)
    value = value * 8 + (field[i] - '0');
  return i < length && field[i] != '\0' && field[i] != ' ' ? -1 : value;
}

static gint64
get_size (const guint8 *field)
{
  gint64 size = 0;

  if ((field[0] & 0x80) == 0)
    return get_octal (field, SIZE_LENGTH);
  if (field[SIZE_LENGTH - 8] > 0x7f)
    return -1;
  for (int i = SIZE_LENGTH - 8; i < SIZE_LENGTH; i++)
    size = size << 8 | field[i];
  return size;
}

/**
 * ctg_tar_header_write:
 * @block: (out) (array fixed-size=512): where to
 * @name: a path of less than 100 bytes
 * @size: the file's
 * @changed_utc_s: the file's time
 *
 * Writes a regular file's block, readable by its owner alone.
 */
void
ctg_tar_header_write (guint8 *block, const char *name, gint64 size, gint64 changed_utc_s)
{
  g_assert (strlen (name) < NAME_LENGTH);
  memset (block, 0, CTG_TAR_BLOCK);
  memcpy (block, name, strlen (name));
  put_octal (block + 100, 7, 0600);
  put_octal (block + 108, 7, 0);
  put_octal (block + 116, 7, 0);
  put_size (block + SIZE_AT, size);
  put_octal (block + 136, 11, MAX (changed_utc_s, 0));
  block[TYPE_AT] = '0';
  memcpy (block + 257, "ustar\00000", 8);
  put_octal (block + SUM_AT, 6, sum_of (block));
  block[SUM_AT + SUM_LENGTH - 1] = ' ';
}

/**
 * ctg_tar_header_read:
 * @block: (array fixed-size=512): a file's block
 * @size: (out): the file's size
 *
 * Returns: (transfer full) (nullable): the file's name; %NULL when this is no regular file's block
 */
char *
ctg_tar_header_read (const guint8 *block, gint64 *size)
{
  gsize length = strnlen ((const char *) block, NAME_LENGTH);

  if (get_octal (block + SUM_AT, SUM_LENGTH) != (gint64) sum_of (block) || block[TYPE_AT] != '0' || length == 0 ||
      length == NAME_LENGTH)
    return NULL;
  *size = get_size (block + SIZE_AT);
  return *size >= 0 ? g_strndup ((const char *) block, length) : NULL;
}

/**
 * ctg_tar_block_is_empty:
 * @block: (array fixed-size=512): a block
 *
 * Returns: whether it is one of the two that end a tar
 */
gboolean
ctg_tar_block_is_empty (const guint8 *block)
{
  for (guint i = 0; i < CTG_TAR_BLOCK; i++)
    if (block[i] != 0)
      return FALSE;
  return TRUE;
}
