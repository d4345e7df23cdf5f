/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "vcard.h"

#include "charset.h"
#include "errors.h"

#include <string.h>

#define CONTACTS_MAX 200000
#define LINE_MAX_BYTES (256 * 1024)

/* One content line: [group.]NAME[;parameter...]:value */
typedef struct
{
  char *name;          /* (owned) upper case, without its group */
  char *parameters;    /* (owned) upper case, each led by ';' */
  char *value;         /* (owned) decoded from its transfer encoding, escapes still in place */
} Line;

static void
line_clear (Line *line)
{
  g_clear_pointer (&line->name, g_free);
  g_clear_pointer (&line->parameters, g_free);
  g_clear_pointer (&line->value, g_free);
}

static gboolean
is_quoted_printable (const char *line, gsize head_length)
{
  g_autofree char *head = g_ascii_strup (line, (gssize) head_length);

  return strstr (head, "QUOTED-PRINTABLE") != NULL;
}

static const char *
find_colon (const char *line)
{
  gboolean quoted = FALSE;

  for (; *line != '\0' && (quoted || *line != ':'); line++)
    if (*line == '"')
      quoted = !quoted;
  return *line == ':' ? line : NULL;
}

/* Appends the text up to the line's end, and returns where the next line starts. */
static const char *
take_physical_line (const char *at, const char *end, GString *line)
{
  const char *newline = memchr (at, '\n', (gsize) (end - at));
  const char *stop = newline != NULL ? newline : end;
  gsize length = (gsize) (stop - at);

  if (length > 0 && at[length - 1] == '\r')
    length--;
  if (line->len + length <= LINE_MAX_BYTES)
    g_string_append_len (line, at, (gssize) length);
  return newline != NULL ? newline + 1 : end;
}

/* vCard 3 and 4 continue a line with white space (RFC 6350 section 3.2); vCard 2.1 continues
 * quoted-printable values after a "=" at the line's end. */
static const char *
take_logical_line (const char *at, const char *end, GString *line)
{
  const char *colon;
  gboolean quoted_printable;

  g_string_truncate (line, 0);
  at = take_physical_line (at, end, line);
  colon = find_colon (line->str);
  quoted_printable = colon != NULL && is_quoted_printable (line->str, (gsize) (colon - line->str));
  while (at < end)
    {
      if (quoted_printable && line->len > 0 && line->str[line->len - 1] == '=')
        g_string_truncate (line, line->len - 1);
      else if (*at == ' ' || *at == '\t')
        at++;
      else
        break;
      at = take_physical_line (at, end, line);
    }
  return at;
}

static char *
decode_quoted_printable (const char *text, gsize *length)
{
  g_autoptr (GString) bytes = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (*text == '=' && g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]))
        {
          g_string_append_c (bytes, (char) (g_ascii_xdigit_value (text[1]) * 16 + g_ascii_xdigit_value (text[2])));
          text += 2;
        }
      else
        {
          g_string_append_c (bytes, *text);
        }
    }
  *length = bytes->len;
  return g_string_free (g_steal_pointer (&bytes), FALSE);
}

static char *
dup_charset (const char *parameters)
{
  const char *at = strstr (parameters, "CHARSET=");

  return at != NULL ? g_strndup (at + 8, strcspn (at + 8, ";")) : NULL;
}

static char *
decode_value (const char *parameters, const char *value)
{
  g_autofree char *charset = dup_charset (parameters);
  g_autofree char *decoded = NULL;
  gsize length = strlen (value);
  guint32 ignored = 0;

  if (strstr (parameters, "QUOTED-PRINTABLE") != NULL)
    value = decoded = decode_quoted_printable (value, &length);
  return ctg_charset_to_utf8 (charset, value, length, &ignored);
}

static gboolean
split_line (const char *text, Line *line)
{
  const char *colon = find_colon (text);
  gsize name_length;
  const char *dot;

  if (colon == NULL)
    return FALSE;
  name_length = strcspn (text, ";:");
  dot = memrchr (text, '.', name_length);
  line->parameters = g_ascii_strup (text + name_length, colon - text - (gssize) name_length);
  if (dot != NULL)
    {
      name_length -= (gsize) (dot + 1 - text);
      text = dot + 1;
    }
  line->name = g_ascii_strup (text, (gssize) name_length);
  line->value = decode_value (line->parameters, colon + 1);
  return TRUE;
}

/* RFC 6350 section 3.4; stops at a semicolon that is not escaped, which parts the fields of N and ORG. */
static const char *
unescape_field (const char *at, GString *field)
{
  for (; *at != '\0' && *at != ';'; at++)
    {
      if (*at != '\\' || at[1] == '\0')
        {
          g_string_append_c (field, *at);
          continue;
        }
      at++;
      g_string_append_c (field, *at == 'n' || *at == 'N' ? '\n' : *at);
    }
  return *at == ';' ? at + 1 : NULL;
}

static char *
dup_field (const char *value, guint index)
{
  g_autoptr (GString) field = g_string_new (NULL);

  for (guint i = 0; value != NULL && i <= index; i++)
    {
      g_string_truncate (field, 0);
      value = unescape_field (value, field);
      if (value == NULL && i < index)
        return g_strdup ("");
    }
  return g_string_free (g_steal_pointer (&field), FALSE);
}

/* Text that is one field: semicolons in it mean nothing. */
static char *
dup_text (const char *value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (;;)
    {
      value = unescape_field (value, text);
      if (value == NULL)
        return g_string_free (g_steal_pointer (&text), FALSE);
      g_string_append_c (text, ';');
    }
}

/* RFC 6350 section 6.2.2: family; given; additional; prefix; suffix */
static void
set_structured_name (CtgPortableContact *contact, const char *value)
{
  g_autofree char *family = dup_field (value, 0);
  g_autofree char *given = dup_field (value, 1);
  g_autofree char *name = g_strstrip (g_strconcat (given, " ", family, NULL));

  ctg_portable_contact_set (&contact->name, name);
}

static void
set_telephone (CtgPortableContact *contact, const Line *line)
{
  g_autofree char *text = dup_text (line->value);
  const char *number = g_ascii_strncasecmp (text, "tel:", 4) == 0 ? text + 4 : text;

  if (strstr (line->parameters, "FAX") == NULL)
    ctg_portable_contact_set (&contact->phone, number);
}

static void
add_email (CtgPortableContact *contact, const Line *line)
{
  g_autofree char *text = dup_text (line->value);
  gboolean preferred = strstr (line->parameters, "PREF") != NULL;
  const char *address = g_ascii_strncasecmp (text, "mailto:", 7) == 0 ? text + 7 : text;

  ctg_portable_contact_add_address (contact, address, preferred);
}

static void
set_from_line (CtgPortableContact *contact, const Line *line, char **structured)
{
  g_autofree char *text = NULL;

  if (g_str_equal (line->name, "EMAIL"))
    add_email (contact, line);
  else if (g_str_equal (line->name, "TEL"))
    set_telephone (contact, line);
  else if (g_str_equal (line->name, "N") && *structured == NULL)
    *structured = g_strdup (line->value);
  else if (g_str_equal (line->name, "ORG"))
    {
      text = dup_field (line->value, 0);
      ctg_portable_contact_set (&contact->company, text);
    }
  else if (g_str_equal (line->name, "FN"))
    {
      text = dup_text (line->value);
      ctg_portable_contact_set (&contact->name, text);
    }
  else if (g_str_equal (line->name, "NOTE"))
    {
      text = dup_text (line->value);
      ctg_portable_contact_set_note (contact, text);
    }
}

/* From behind BEGIN to behind END; an END that is missing costs only its own card. */
static const char *
read_card (const char *at, const char *end, CtgPortableContact *contact, GString *buffer)
{
  g_autofree char *structured = NULL;
  gboolean done = FALSE;

  while (at < end && !done)
    {
      const char *next = take_logical_line (at, end, buffer);
      Line line = { NULL };

      if (g_ascii_strncasecmp (buffer->str, "BEGIN:VCARD", 11) == 0)
        break;
      done = g_ascii_strncasecmp (buffer->str, "END:VCARD", 9) == 0;
      if (!done && split_line (buffer->str, &line))
        set_from_line (contact, &line, &structured);
      line_clear (&line);
      at = next;
    }
  if (*contact->name == '\0' && structured != NULL)
    set_structured_name (contact, structured);
  return at;
}

/**
 * ctg_vcard_parse_contacts:
 * @data: (array length=length): cards, in any encoding
 * @length: how many bytes
 * @error: set when it is over a cap or holds no card at all
 *
 * Reads versions 2.1, 3.0 and 4.0, mixed if need be.
 *
 * Specification: RFC 6350, RFC 2426, vCard 2.1
 * Errors: TOO_LARGE, INVALID_INPUT
 * Returns: (transfer full) (nullable) (element-type CtgPortableContact): the contacts, blank ones left out
 */
GPtrArray *
ctg_vcard_parse_contacts (const char *data, gsize length, GError **error)
{
  g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_portable_contact_free);
  g_autoptr (GString) buffer = g_string_new (NULL);
  const char *at = data, *end = data + length;
  gboolean any = FALSE;

  while (at < end)
    {
      g_autoptr (CtgPortableContact) contact = NULL;

      at = take_logical_line (at, end, buffer);
      if (g_ascii_strncasecmp (buffer->str, "BEGIN:VCARD", 11) != 0)
        continue;
      any = TRUE;
      contact = ctg_portable_contact_new ();
      at = read_card (at, end, contact, buffer);
      if (contacts->len == CONTACTS_MAX)
        {
          ctg_error_set (error, CTG_ERROR_TOO_LARGE, "vcard-too-large", "More than %d cards", CONTACTS_MAX);
          return NULL;
        }
      if (!ctg_portable_contact_is_empty (contact))
        g_ptr_array_add (contacts, g_steal_pointer (&contact));
    }
  if (!any)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "no-contacts", "No card starts in this file");
      return NULL;
    }
  return g_steal_pointer (&contacts);
}
