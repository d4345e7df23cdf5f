/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message's header block. What came by SMTP has the fields it came with, in their order (internetMessageHeaders).
 * What was written inside the organization, every sent item and every draft has none: then a block is written of what
 * Exchange says of it. */

#include "graph-header.h"

#include "graph-answer.h"
#include "text.h"

#include <string.h>

#define HEADER_MAX_BYTES (256 * 1024)
#define VALUE_MAX_BYTES 16384
#define NAME_MAX_BYTES 200

#define TAG_SIZE 0x0e08
#define TAG_IN_REPLY_TO 0x1042
#define TAG_REFERENCES 0x1039

/* RFC 5322 section 2.2: printable, without a colon. */
static gboolean
is_field_name (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (name[i]) || name[i] == ':')
      return FALSE;
  return length > 0 && length <= NAME_MAX_BYTES;
}

/* A value cannot end its field, nor the block. */
static void
append_value (GString *block, const char *value)
{
  gsize start = block->len;

  g_string_append_len (block, value, (gssize) MIN (strlen (value), HEADER_MAX_BYTES));
  for (gsize i = start; i < block->len; i++)
    if ((guchar) block->str[i] < 0x20 || block->str[i] == 0x7f)
      block->str[i] = ' ';
}

static GString *
join_fields (const CtgJsonValue *fields)
{
  GString *block = g_string_new (NULL);

  for (guint i = 0; i < ctg_json_value_get_length (fields) && block->len < HEADER_MAX_BYTES; i++)
    {
      const CtgJsonValue *field = ctg_json_value_get_element (fields, i);
      const char *name = ctg_graph_answer_string (field, "name");
      const char *value = ctg_graph_answer_string (field, "value");

      if (!is_field_name (name) || value == NULL)
        continue;
      g_string_append_printf (block, "%s: ", name);
      append_value (block, value);
      g_string_append (block, "\r\n");
    }
  g_string_append (block, "\r\n");
  return block;
}

static gboolean
has_field (const CtgJsonValue *fields, const char *name)
{
  for (guint i = 0; i < ctg_json_value_get_length (fields); i++)
    {
      const char *found = ctg_graph_answer_string (ctg_json_value_get_element (fields, i), "name");

      if (found != NULL && g_ascii_strcasecmp (found, name) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add_field (GString *block, const char *name, const char *value)
{
  g_autofree char *clean = value != NULL ? ctg_text_clean (value, VALUE_MAX_BYTES) : NULL;

  if (clean != NULL && *clean != '\0')
    g_string_append_printf (block, "%s: %s\r\n", name, clean);
}

static void
append_quoted (GString *text, const char *name)
{
  g_string_append_c (text, '"');
  for (; *name != '\0'; name++)
    {
      if (*name == '"' || *name == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *name);
    }
  g_string_append (text, "\" ");
}

/* People inside the organization may be named by a path of its directory, which is no address: they are left out. */
static void
append_person (GString *text, const CtgJsonValue *recipient)
{
  const CtgJsonValue *mailbox = ctg_json_value_get_member (recipient, "emailAddress");
  const char *address = ctg_graph_answer_string (mailbox, "address");
  const char *name = ctg_graph_answer_string (mailbox, "name");
  g_autofree char *clean = ctg_text_clean (name != NULL ? name : "", 200);

  if (address == NULL || strchr (address, '@') == NULL || strpbrk (address, " <>\",;") != NULL ||
      ctg_text_has_control (address))
    return;
  if (text->len > 0)
    g_string_append (text, ", ");
  if (*clean != '\0' && !g_str_equal (clean, address))
    append_quoted (text, clean);
  g_string_append_printf (text, "<%s>", address);
}

static void
add_people (GString *block, const char *name, const CtgJsonValue *people)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (ctg_json_value_is_object (people))
    append_person (text, people);
  for (guint i = 0; i < ctg_json_value_get_length (people) && text->len < HEADER_MAX_BYTES / 4; i++)
    append_person (text, ctg_json_value_get_element (people, i));
  if (text->len > 0)
    g_string_append_printf (block, "%s: %s\r\n", name, text->str);
}

/* RFC 5322 section 3.3. */
static void
add_date (GString *block, gint64 utc_s)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  };
  g_autoptr (GDateTime) date = utc_s != 0 ? g_date_time_new_from_unix_utc (utc_s) : NULL;

  if (date == NULL)
    return;
  g_string_append_printf (block, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n",
                          days[g_date_time_get_day_of_week (date) - 1], g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1], g_date_time_get_year (date),
                          g_date_time_get_hour (date), g_date_time_get_minute (date), g_date_time_get_second (date));
}

static GString *
write_block (const CtgJsonValue *message)
{
  static const struct
  {
    const char *name;
    const char *member;
  } people[] = {
    { "From", "from" }, { "Sender", "sender" }, { "Reply-To", "replyTo" }, { "To", "toRecipients" },
    { "Cc", "ccRecipients" }, { "Bcc", "bccRecipients" },
  };
  GString *block = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    add_people (block, people[i].name, ctg_json_value_get_member (message, people[i].member));
  add_field (block, "Subject", ctg_graph_answer_string (message, "subject"));
  add_date (block, ctg_graph_answer_date (message, "sentDateTime"));
  add_field (block, "Message-ID", ctg_graph_answer_string (message, "internetMessageId"));
  add_field (block, "In-Reply-To", ctg_graph_answer_property (message, "String", TAG_IN_REPLY_TO));
  add_field (block, "References", ctg_graph_answer_property (message, "String", TAG_REFERENCES));
  g_string_append (block, "\r\n");
  return block;
}

/**
 * ctg_graph_header_is_complete:
 * @message: (nullable): of a page
 *
 * Whether it has the fields it came with. What has none may have none, or the page tells only what changed of it; then
 * it has to be asked for by itself.
 *
 * Returns: whether nothing more has to be asked
 */
gboolean
ctg_graph_header_is_complete (const CtgJsonValue *message)
{
  const CtgJsonValue *fields = ctg_json_value_get_member (message, "internetMessageHeaders");

  return has_field (fields, "From") && has_field (fields, "Message-ID") &&
         ctg_graph_answer_date (message, "receivedDateTime") != 0;
}

/**
 * ctg_graph_header_read:
 * @message: (nullable): one that was asked for with %CTG_GRAPH_SHAPE_HEADERS
 *
 * Specification: Graph message resource type
 * Returns: (transfer full) (nullable): its header; %NULL: it has no id
 */
CtgRemoteHeader *
ctg_graph_header_read (const CtgJsonValue *message)
{
  const CtgJsonValue *fields = ctg_json_value_get_member (message, "internetMessageHeaders");
  const char *id = ctg_graph_answer_id (message);
  const char *size = ctg_graph_answer_property (message, "Integer", TAG_SIZE);
  gboolean came_with = has_field (fields, "From") && has_field (fields, "Message-ID");
  CtgRemoteHeader *header;

  if (id == NULL)
    return NULL;
  header = g_new0 (CtgRemoteHeader, 1);
  header->remote_id = g_strdup (id);
  header->received_utc_s = ctg_graph_answer_date (message, "receivedDateTime");
  if (size != NULL && !g_ascii_string_to_signed (size, 10, 0, G_MAXINT64, &header->size_bytes, NULL))
    header->size_bytes = 0;
  header->header = g_string_free_to_bytes (came_with ? join_fields (fields) : write_block (message));
  return header;
}
