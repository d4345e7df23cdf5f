/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-detect.h"

#include "detector.h"
#include "errors.h"
#include "xml.h"

#include <glib/gi18n-lib.h>

static GFileInputStream *
open_file (GFile *file, const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GFileInputStream *stream = g_file_read (file, NULL, &local_error);

  if (stream != NULL)
    return stream;
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "usage", _("There is no file “%s”."), path);
  else if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("“%s” is not a file."), path);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/* One byte over the parser's cap, so that it is the parser that refuses, and no file is ever too large to be read. */
static GBytes *
read_head (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = open_file (file, path, error);
  g_autofree char *buffer = g_malloc (CTG_XML_DEFAULT_MAX_BYTES + 1);
  gsize length = 0;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, CTG_XML_DEFAULT_MAX_BYTES + 1,
                                                  &length, NULL, error))
    {
      ctg_error_convert (error, NULL);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&buffer), length);
}

/**
 * ctg_engine_detect_from_file:
 * @path: of an autoconfig document
 * @address: as somebody typed it
 * @error: %CTG_ERROR_INVALID_INPUT for the address, %CTG_ERROR_NOT_FOUND and the like for the file,
 *   %CTG_ERROR_TOO_LARGE, %CTG_ERROR_PROTOCOL for what is in it
 *
 * What detection makes of one document. Asks nobody.
 *
 * Returns: (transfer full) (nullable): the detection, with no candidate when the document names no server of use
 */
CtgDetection *
ctg_engine_detect_from_file (const char *path, const char *address, GError **error)
{
  g_autoptr (GBytes) bytes = read_head (path, error);
  gsize length = 0;
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  return ctg_detector_read_document (text != NULL ? text : "", length, address, error);
}
