/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter as the service takes it: the whole message in base64. It has no envelope; who gets it stands in its header.
 * Who is in the envelope alone gets a field Bcc, which Exchange reads and takes out before anybody gets the letter. */

#include "graph-letter.h"

#include "errors.h"
#include "mail-build.h"
#include "mail.h"
#include "text.h"

#include <string.h>

/* Of a request. */
#define LETTER_MAX_BYTES (4 * 1024 * 1024)

static gboolean
is_among (GPtrArray *addresses, const char *recipient)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *wire = ctg_mail_wire_address (((CtgAddress *) g_ptr_array_index (addresses, i))->address, NULL);

      if (wire != NULL && g_ascii_strcasecmp (wire, recipient) == 0)
        return TRUE;
    }
  return FALSE;
}

static CtgMail *
read_header (GBytes *letter, GError **error)
{
  gsize length;
  const char *bytes = g_bytes_get_data (letter, &length);
  const char *end = memmem (bytes, length, "\r\n\r\n", 4);
  g_autoptr (GBytes) header = g_bytes_new (bytes, end != NULL ? (gsize) (end - bytes) + 4 : length);

  return ctg_mail_parse (header, CTG_MAIL_HEADERS_ONLY, error);
}

/* One a line, so that no line gets too long. */
static gboolean
add_hidden (GString *text, const CtgDispatch *dispatch, const CtgMail *mail, GError **error)
{
  const char *before = "Bcc: ";

  for (guint i = 0; dispatch->recipients[i] != NULL; i++)
    {
      const char *recipient = dispatch->recipients[i];

      if (ctg_text_has_control (recipient) || strpbrk (recipient, " ,;<>") != NULL)
        {
          ctg_error_set (error, CTG_ERROR_INVALID_INPUT, NULL, "This is not an address");
          return FALSE;
        }
      if (is_among (mail->to, recipient) || is_among (mail->cc, recipient) || is_among (mail->bcc, recipient))
        continue;
      g_string_append_printf (text, "%s%s", before, recipient);
      before = ",\r\n ";
    }
  if (text->len > 0)
    g_string_append (text, "\r\n");
  return TRUE;
}

/**
 * ctg_graph_letter_write:
 * @dispatch: a letter and who gets it
 * @error: %CTG_ERROR_TOO_LARGE "graph-letter-size"; %CTG_ERROR_INVALID_INPUT
 *
 * Specification: Graph user: sendMail, MIME format; at most 4 MB of base64
 * Returns: (transfer full) (nullable): the letter
 */
GBytes *
ctg_graph_letter_write (const CtgDispatch *dispatch, GError **error)
{
  g_autoptr (CtgMail) mail = read_header (dispatch->bytes, error);
  g_autoptr (GString) text = g_string_new (NULL);
  gsize length;
  const char *bytes = g_bytes_get_data (dispatch->bytes, &length);
  char *encoded;

  if (mail == NULL || !add_hidden (text, dispatch, mail, error))
    return NULL;
  if ((length + text->len + 2) / 3 * 4 > LETTER_MAX_BYTES)
    {
      ctg_error_set (error, CTG_ERROR_TOO_LARGE, "graph-letter-size", "A letter of %" G_GSIZE_FORMAT " bytes", length);
      return NULL;
    }
  g_string_append_len (text, bytes, (gssize) length);
  encoded = g_base64_encode ((const guchar *) text->str, text->len);
  return g_bytes_new_take (encoded, strlen (encoded));
}
