/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole messages are taken out of an answer before it is read as XML: a message of 60 MB is 80 MB of base64, and the
 * XML reader takes no text of more than 10 MB and no document of more than 8. In an answer "<" stands for itself only
 * where an element begins or ends, so the base64 between `<t:MimeContent ...>` and the next "<" is the whole of it. In
 * its place the number of the message is left. Whatever a server makes of that, what comes out is XML behind the same
 * caps. */

#include "ews-content.h"

#include <string.h>

#define ELEMENT "MimeContent"

/* Where an element of that name begins; behind the ">" of its start. NULL: there is none. */
static const char *
find_start (const char *at, const char *end)
{
  while ((at = memmem (at, (gsize) (end - at), ELEMENT, strlen (ELEMENT))) != NULL)
    {
      const char *name = at;
      const char *close;

      at += strlen (ELEMENT);
      if (at >= end || (*at != '>' && !g_ascii_isspace (*at)) || (name[-1] != ':' && name[-1] != '<'))
        continue;
      while (name[-1] != '<' && (name[-1] == ':' || g_ascii_isalnum (name[-1])))
        name--;
      close = name[-1] == '<' ? memchr (at, '>', (gsize) (end - at)) : NULL;
      if (close != NULL && close[-1] != '/')
        return close + 1;
    }
  return NULL;
}

static GBytes *
decode (const char *start, gsize length)
{
  gsize n_decoded = 0;
  int state = 0;
  guint save = 0;
  guchar *decoded = g_malloc (length / 4 * 3 + 3);

  n_decoded = g_base64_decode_step (start, length, decoded, &state, &save);
  return g_bytes_new_take (decoded, n_decoded);
}

/**
 * ctg_ews_content_lift:
 * @answer: an answer of the service
 * @contents: (element-type GBytes): the messages that stood in it are appended; the first one's number is its length
 *   before
 *
 * Returns: (transfer full): the answer, with the number of the message in the place of each
 */
GBytes *
ctg_ews_content_lift (GBytes *answer, GPtrArray *contents)
{
  gsize length;
  const char *at = g_bytes_get_data (answer, &length);
  const char *end = at + length;
  const char *start = length > 0 ? find_start (at + 1, end) : NULL;
  GString *small;

  if (start == NULL)
    return g_bytes_ref (answer);
  small = g_string_sized_new (4096);
  for (; start != NULL; start = find_start (at, end))
    {
      const char *stop = memchr (start, '<', (gsize) (end - start));

      if (stop == NULL)
        break;
      g_string_append_len (small, at, start - at);
      g_string_append_printf (small, "%u", contents->len);
      g_ptr_array_add (contents, decode (start, (gsize) (stop - start)));
      at = stop;
    }
  g_string_append_len (small, at, end - at);
  return g_string_free_to_bytes (small);
}
