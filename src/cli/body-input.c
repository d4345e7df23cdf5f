/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "body-input.h"

#include "errors.h"

#include <glib/gi18n.h>

#define MAX_BODY_BYTES (4 * 1024 * 1024)

/**
 * ctg_body_read:
 * @file: standard input, or an open file
 * @error: %CTG_ERROR_TOO_LARGE, %CTG_ERROR_INVALID_INPUT
 *
 * Returns: (transfer full) (nullable): a letter's words, to the end of the file
 */
char *
ctg_body_read (FILE *file, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[8192];
  gsize n;

  while ((n = fread (buffer, 1, sizeof buffer, file)) > 0 && text->len < MAX_BODY_BYTES)
    g_string_append_len (text, buffer, (gssize) n);
  if (text->len >= MAX_BODY_BYTES)
    ctg_error_set (error, CTG_ERROR_TOO_LARGE, NULL, _("The text has more than 4 MB."));
  else if (!g_utf8_validate_len (text->str, text->len, NULL))
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("The text is not UTF-8."));
  else
    return g_string_free (g_steal_pointer (&text), FALSE);
  return NULL;
}
