/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the addresses of a header as people and programs really write them. One pass, no recursion: GMime's
 * own parser follows nested groups on the stack and dies of 2 600 of them (threats 0.1). A comma or a
 * semicolon ends an entry, outside of quotes, comments and angle brackets; a colon outside of them ends a
 * group's name, which is dropped. */

#include "address.h"

#include "header-text.h"
#include "text.h"

#include <string.h>

#define ADDRESSES_MAX 5000
#define GROUPS_MAX 32
#define NAME_MAX_BYTES 1000
#define ADDRESS_MAX_BYTES 998

typedef struct
{
  GPtrArray *list;
  CtgProblems *problems;
  GString *name;      /* the words before the angle bracket, quotes removed */
  GString *bare;      /* all but comments, as written: the address when there is no angle bracket */
  GString *comment;   /* of the outermost parentheses */
  GString *angle;     /* between the angle brackets */
  gboolean has_angle;
  guint n_groups;
} Parser;

static void
reset_entry (Parser *self)
{
  g_string_truncate (self->name, 0);
  g_string_truncate (self->bare, 0);
  g_string_truncate (self->comment, 0);
  g_string_truncate (self->angle, 0);
  self->has_angle = FALSE;
}

/* What nearly every address consists of, so that the careful way is the exception. */
static gboolean
is_simple (const char *text, gsize max_bytes)
{
  const char *at = text;

  while ((guchar) *at > ' ' && (guchar) *at < 0x7f && *at != '"')
    at++;
  return *at == '\0' && (gsize) (at - text) <= max_bytes;
}

/* One line of printable ASCII with single spaces, nothing encoded. */
static gboolean
is_simple_name (const char *text)
{
  const char *at = text;

  while ((guchar) *at >= ' ' && (guchar) *at < 0x7f && !(at[0] == ' ' && at[1] == ' ') &&
         !(at[0] == '=' && at[1] == '?'))
    at++;
  return *at == '\0' && at - text <= NAME_MAX_BYTES;
}

static char *
dup_name (Parser *self, char *raw)
{
  g_autofree char *decoded = NULL;

  g_strstrip (raw);
  if (is_simple_name (raw))
    return g_strdup (raw);
  decoded = ctg_header_text_decode (raw, self->problems);
  return ctg_text_clean (decoded, NAME_MAX_BYTES);
}

static char *
remove_spaces (const char *raw)
{
  g_autofree char *clean = ctg_text_clean (raw, ADDRESS_MAX_BYTES);
  gboolean quoted = FALSE;
  char *to = clean;

  for (const char *at = clean; *at != '\0'; at++)
    {
      if (*at == '"')
        quoted = !quoted;
      if (quoted || *at != ' ')
        *to++ = *at;
    }
  *to = '\0';
  return g_steal_pointer (&clean);
}

/* White space and control characters have no place in an addr-spec; the domain is not case sensitive. */
static char *
dup_address (const char *raw)
{
  char *address = is_simple (raw, ADDRESS_MAX_BYTES) ? g_strdup (raw) : remove_spaces (raw);

  for (char *at = strrchr (address, '@'); at != NULL && *at != '\0'; at++)
    *at = g_ascii_tolower (*at);
  return address;
}

/* "Mario Rossi mario@example.it": no brackets, but only the last word is an address. */
static void
split_bare (Parser *self)
{
  char *bare = g_strstrip (self->bare->str);
  char *space = strrchr (bare, ' ');

  if (bare[0] == '"' || space == NULL || strchr (space, '@') == NULL || strchr (bare, '@') < space)
    {
      g_string_assign (self->angle, bare);
      g_string_assign (self->name, self->comment->str);
      return;
    }
  g_string_assign (self->angle, space + 1);
  g_string_truncate (self->name, 0);
  g_string_append_len (self->name, bare, space - bare);
}

static void
add_address (Parser *self, char *raw_name, const char *raw_address)
{
  CtgAddress *address;

  if (self->list->len >= ADDRESSES_MAX)
    {
      *self->problems |= CTG_PROBLEM_TOO_MANY_ADDRESSES;
      return;
    }
  address = g_new (CtgAddress, 1);
  address->name = dup_name (self, raw_name);
  address->address = dup_address (raw_address);
  /* A name that is itself an address is a way to show another sender (U1). */
  if (strchr (address->name, '@') != NULL && g_ascii_strcasecmp (address->name, address->address) != 0)
    *self->problems |= CTG_PROBLEM_NAME_IS_ADDRESS;
  g_ptr_array_add (self->list, address);
}

static void
flush_entry (Parser *self)
{
  if (!self->has_angle)
    split_bare (self);
  else if (self->name->str[strspn (self->name->str, " \t")] == '\0')
    g_string_assign (self->name, self->comment->str);
  /* Words without an address name nobody: "undisclosed recipients". One word alone is a local user. */
  if (self->angle->len > 0 && (strchr (self->angle->str, '@') != NULL || strchr (self->angle->str, ' ') == NULL))
    add_address (self, self->name->str, self->angle->str);
  reset_entry (self);
}

/* After the closing quote. Without one the quote is taken for an ordinary character. */
static const char *
read_quoted (Parser *self, const char *at)
{
  const char *end = at + 1;

  while (*end != '\0' && *end != '"')
    end += end[0] == '\\' && end[1] != '\0' ? 2 : 1;
  if (*end == '\0')
    {
      g_string_append_c (self->bare, *at);
      return at + 1;
    }
  g_string_append_len (self->bare, at, end + 1 - at);
  for (const char *from = at + 1; from < end; from++)
    {
      if (*from == '\\')
        from++;
      g_string_append_c (self->name, *from);
    }
  return end + 1;
}

static const char *
read_comment (Parser *self, const char *at)
{
  guint depth = 0;

  for (; *at != '\0'; at++)
    {
      if (*at == '(' && depth++ == 0)
        continue;
      if (*at == ')' && --depth == 0)
        return at + 1;
      if (*at == '\\' && at[1] != '\0')
        at++;
      g_string_append_c (self->comment, *at);
    }
  return at;
}

/* RFC 5322 section 4.4: a route may stand before the address, "<@a,@b:user@c>". */
static const char *
read_angle (Parser *self, const char *at)
{
  gsize length = strcspn (++at, ">");
  const char *start = at, *end = at + length;

  if (self->angle->len > 0)
    return *end == '>' ? end + 1 : end;
  /* Without its closing bracket the address ends with the entry. */
  if (*end == '\0')
    end = at + strcspn (at, ",;");
  if (*start == '@' && memchr (start, ':', (gsize) (end - start)) != NULL)
    start = (const char *) memchr (start, ':', (gsize) (end - start)) + 1;
  g_string_append_len (self->angle, start, end - start);
  g_strstrip (self->angle->str);
  self->angle->len = strlen (self->angle->str);
  self->has_angle = TRUE;
  return *end == '>' ? end + 1 : end;
}

static const char *
read_atom (Parser *self, const char *at)
{
  gsize length = ctg_header_text_word_length (at);

  if (length == 0)
    length = 1 + strcspn (at + 1, "\"(<,;:=");
  g_string_append_len (self->name, at, (gssize) length);
  g_string_append_len (self->bare, at, (gssize) length);
  return at + length;
}

static const char *
read_group (Parser *self, const char *at)
{
  if (++self->n_groups > GROUPS_MAX)
    {
      *self->problems |= CTG_PROBLEM_NESTED_GROUPS;
      return at + strlen (at);
    }
  reset_entry (self);
  return at + 1;
}

static const char *
read_next (Parser *self, const char *at)
{
  switch (*at)
    {
    case '"':
      return read_quoted (self, at);
    case '(':
      return read_comment (self, at);
    case '<':
      return read_angle (self, at);
    case ',':
    case ';':
      flush_entry (self);
      return at + 1;
    case ':':
      /* Inside an address literal, "a@[IPv6:::1]", or behind a bracket it is no group. */
      if (!self->has_angle && strstr (self->bare->str, "@[") == NULL)
        return read_group (self, at);
      return read_atom (self, at);
    default:
      return read_atom (self, at);
    }
}

/**
 * ctg_address_parse_into:
 * @list: (element-type CtgAddress): where to add
 * @text: an unfolded header value
 * @problems: (inout): reached caps and spoofed names are added
 *
 * Adds the addresses of a header to a list, at most 5 000, reading at most 32 groups.
 *
 * Specification: RFC 5322 section 3.4 and its obsolete forms
 */
void
ctg_address_parse_into (GPtrArray *list, const char *text, CtgProblems *problems)
{
  Parser parser = { list, problems };
  const char *at = text;

  parser.name = g_string_sized_new (64);
  parser.bare = g_string_sized_new (64);
  parser.comment = g_string_sized_new (16);
  parser.angle = g_string_sized_new (64);
  while (*at != '\0' && list->len < ADDRESSES_MAX)
    at = read_next (&parser, at);
  if (*at != '\0')
    *problems |= CTG_PROBLEM_TOO_MANY_ADDRESSES;
  else
    flush_entry (&parser);
  g_string_free (parser.name, TRUE);
  g_string_free (parser.bare, TRUE);
  g_string_free (parser.comment, TRUE);
  g_string_free (parser.angle, TRUE);
}

/**
 * ctg_address_parse_list:
 * @text: addresses as a header or a person writes them, separated by commas or semicolons
 *
 * Returns: (transfer full) (element-type CtgAddress): those found, at most 5 000
 */
GPtrArray *
ctg_address_parse_list (const char *text)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_address_free);
  CtgProblems problems = 0;

  g_return_val_if_fail (text != NULL, list);
  ctg_address_parse_into (list, text, &problems);
  return list;
}
