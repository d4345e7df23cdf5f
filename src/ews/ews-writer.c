/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ews-writer.h"

#define HEAD \
  "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" \
  "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"" \
  " xmlns:m=\"http://schemas.microsoft.com/exchange/services/2006/messages\"" \
  " xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\">" \
  "<soap:Header><t:RequestServerVersion Version=\"Exchange2010_SP2\"/></soap:Header><soap:Body>"

/**
 * ctg_ews_writer_new:
 *
 * Returns: (transfer full): a request whose body is still empty; ended and freed by ctg_ews_writer_finish()
 */
CtgEwsWriter *
ctg_ews_writer_new (void)
{
  CtgEwsWriter *self = g_new0 (CtgEwsWriter, 1);

  self->text = g_string_new (HEAD);
  self->open = g_ptr_array_new ();
  return self;
}

/* XML 1.0 section 2.2 has no control characters, not even escaped: a document with one is refused as a whole. */
static void
append_escaped (GString *text, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  g_autofree char *escaped = NULL;

  for (char *at = valid; *at != '\0'; at++)
    if (((guchar) *at < 0x20 && *at != '\t' && *at != '\n' && *at != '\r') || *at == 0x7f)
      *at = ' ';
  escaped = g_markup_escape_text (valid, -1);
  g_string_append (text, escaped);
}

static void
begin (CtgEwsWriter *self, const char *element, const char *first_attribute, va_list arguments)
{
  g_string_append_printf (self->text, "<%s", element);
  for (const char *name = first_attribute; name != NULL; name = va_arg (arguments, const char *))
    {
      g_string_append_printf (self->text, " %s=\"", name);
      append_escaped (self->text, va_arg (arguments, const char *));
      g_string_append_c (self->text, '"');
    }
}

/**
 * ctg_ews_writer_open:
 * @self: a request
 * @element: (transfer none): a name with its prefix, a static string
 */
void
ctg_ews_writer_open (CtgEwsWriter *self, const char *element)
{
  g_string_append_printf (self->text, "<%s>", element);
  g_ptr_array_add (self->open, (gpointer) element);
}

/**
 * ctg_ews_writer_open_with:
 * @self: a request
 * @element: (transfer none): a name with its prefix, a static string
 * @first_attribute: name and value in turn, ended by %NULL
 * @...: the rest of them
 */
void
ctg_ews_writer_open_with (CtgEwsWriter *self, const char *element, const char *first_attribute, ...)
{
  va_list arguments;

  va_start (arguments, first_attribute);
  begin (self, element, first_attribute, arguments);
  va_end (arguments);
  g_string_append_c (self->text, '>');
  g_ptr_array_add (self->open, (gpointer) element);
}

/**
 * ctg_ews_writer_close:
 * @self: a request
 *
 * Ends the element opened last.
 */
void
ctg_ews_writer_close (CtgEwsWriter *self)
{
  g_assert (self->open->len > 0);
  g_string_append_printf (self->text, "</%s>",
                          (const char *) g_ptr_array_steal_index (self->open, self->open->len - 1));
}

/**
 * ctg_ews_writer_empty:
 * @self: a request
 * @element: a name with its prefix
 * @first_attribute: name and value in turn, ended by %NULL
 * @...: the rest of them
 */
void
ctg_ews_writer_empty (CtgEwsWriter *self, const char *element, const char *first_attribute, ...)
{
  va_list arguments;

  va_start (arguments, first_attribute);
  begin (self, element, first_attribute, arguments);
  va_end (arguments);
  g_string_append (self->text, "/>");
}

/**
 * ctg_ews_writer_text:
 * @self: a request
 * @element: a name with its prefix
 * @text: what stands in it
 */
void
ctg_ews_writer_text (CtgEwsWriter *self, const char *element, const char *text)
{
  g_string_append_printf (self->text, "<%s>", element);
  append_escaped (self->text, text);
  g_string_append_printf (self->text, "</%s>", element);
}

/**
 * ctg_ews_writer_base64:
 * @self: a request
 * @element: a name with its prefix
 * @bytes: what stands in it
 */
void
ctg_ews_writer_base64 (CtgEwsWriter *self, const char *element, GBytes *bytes)
{
  gsize length;
  const guchar *data = g_bytes_get_data (bytes, &length);
  g_autofree char *encoded = g_base64_encode (data, length);

  g_string_append_printf (self->text, "<%s>", element);
  g_string_append (self->text, encoded);
  g_string_append_printf (self->text, "</%s>", element);
}

/**
 * ctg_ews_writer_finish:
 * @self: (transfer full): a request; every element is closed
 *
 * Returns: (transfer full): its bytes
 */
GBytes *
ctg_ews_writer_finish (CtgEwsWriter *self)
{
  GBytes *bytes;

  g_assert (self->open->len == 0);
  g_string_append (self->text, "</soap:Body></soap:Envelope>\n");
  bytes = g_string_free_to_bytes (self->text);
  g_ptr_array_unref (self->open);
  g_free (self);
  return bytes;
}
