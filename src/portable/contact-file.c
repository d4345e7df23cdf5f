/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contact-file.h"

#include "charset.h"
#include "csv.h"
#include "errors.h"
#include "files.h"
#include "vcard.h"

#include <string.h>
#include <unistd.h>

#define FILE_MAX_BYTES (64 * 1024 * 1024)

static gboolean
is_vcard (const char *data, gsize length)
{
  gsize i = 0;

  while (i < length && (g_ascii_isspace (data[i]) || (guchar) data[i] >= 0x80))
    i++;
  return length - i >= 11 && g_ascii_strncasecmp (data + i, "BEGIN:VCARD", 11) == 0;
}

/* What spreadsheets save as "Unicode text" is UTF-16 with its mark. */
static char *
dup_utf8 (const char *data, gsize length)
{
  guint32 ignored = 0;

  if (length >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0))
    return ctg_charset_to_utf8 ("UTF-16", data, length, &ignored);
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    return ctg_charset_to_utf8 ("UTF-8", data + 3, length - 3, &ignored);
  return ctg_charset_to_utf8 (NULL, data, length, &ignored);
}

static GPtrArray *
parse_by_content (const char *data, gsize length, GError **error)
{
  g_autofree char *text = NULL;

  if (is_vcard (data, length))
    return ctg_vcard_parse_contacts (data, length, error);
  text = dup_utf8 (data, length);
  if (is_vcard (text, strlen (text)))
    return ctg_vcard_parse_contacts (text, strlen (text), error);
  return ctg_csv_parse_contacts (text, error);
}

/**
 * ctg_portable_parse_contacts:
 * @data: (array length=length): a CSV table or vCards, in UTF-8, UTF-16 or windows-1252
 * @length: how many bytes
 * @error: set when it is neither, or over a cap
 *
 * Errors: INVALID_INPUT, TOO_LARGE
 * Returns: (transfer full) (nullable) (element-type CtgPortableContact): the contacts in the file's order
 */
GPtrArray *
ctg_portable_parse_contacts (const char *data, gsize length, GError **error)
{
  GPtrArray *contacts = parse_by_content (data, length, error);

  for (guint i = 0; contacts != NULL && i < contacts->len; i++)
    g_ptr_array_add (((CtgPortableContact *) contacts->pdata[i])->addresses, NULL);
  return contacts;
}

/**
 * ctg_portable_read_contacts:
 * @path: a file
 * @error: set when it cannot be read or understood
 *
 * Reads a CSV table or vCards, told apart by what they hold, not by the file's name.
 *
 * Errors: NOT_FOUND, STORAGE, TOO_LARGE, INVALID_INPUT
 * Returns: (transfer full) (nullable) (element-type CtgPortableContact): the contacts in the file's order
 */
GPtrArray *
ctg_portable_read_contacts (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *data = NULL;
  gsize length;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);
  fd = ctg_open_regular (path, error);
  if (fd < 0)
    return NULL;
  file = g_mapped_file_new_from_fd (fd, FALSE, &failure);
  close (fd);
  if (file != NULL && g_mapped_file_get_length (file) > FILE_MAX_BYTES)
    {
      ctg_error_set (error, CTG_ERROR_TOO_LARGE, "file-too-large", "%s is larger than 64 MB", path);
      return NULL;
    }
  /* Read, not mapped: a file that shrinks meanwhile would end the program. */
  if (file == NULL || !g_file_get_contents (path, &data, &length, &failure))
    {
      gboolean missing = g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT);

      ctg_error_set (error, missing ? CTG_ERROR_NOT_FOUND : CTG_ERROR_STORAGE,
                     missing ? "file-missing" : "file-unreadable", "%s", failure->message);
      return NULL;
    }
  return ctg_portable_parse_contacts (data, length, error);
}
