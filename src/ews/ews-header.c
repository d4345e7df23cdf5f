/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message's header block. What came by SMTP has the one it came with, which Exchange keeps word for word. What was
 * written inside the organization, and every sent item, has none: then one is written of what Exchange says of it.
 * There somebody inside may be named by a path of the directory ("/o=Firma/.../cn=ugo"), which is no address;
 * ews-names.c asks which address it stands for. */

#include "ews-header.h"

#include "ews-answer.h"
#include "text.h"

#include <string.h>

#define HEADER_MAX_BYTES (256 * 1024)
#define VALUE_MAX_BYTES 16384
#define PATH_MAX_BYTES 1024

/* Line ends come as the XML reader made them; the first empty line is the end. */
static GString *
normalise (const char *text)
{
  GString *block = g_string_new (NULL);

  text += strspn (text, "\r\n");
  while (*text != '\0' && block->len < HEADER_MAX_BYTES)
    {
      gsize length = strcspn (text, "\r\n");

      if (length == 0)
        break;
      g_string_append_len (block, text, (gssize) length);
      g_string_append (block, "\r\n");
      text += length;
      text += text[0] == '\r' && text[1] == '\n' ? 2 : *text != '\0';
    }
  g_string_append (block, "\r\n");
  return block;
}

static gboolean
has_field (const GString *block, const char *name)
{
  gsize length = strlen (name);

  for (const char *line = block->str; line != NULL; line = strchr (line, '\n'))
    {
      line += *line == '\n';
      if (g_ascii_strncasecmp (line, name, length) == 0)
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

static char *
dup_address (const CtgXmlElement *mailbox, GHashTable *names)
{
  char *said = ctg_ews_answer_dup (mailbox, "EmailAddress");
  const char *known = said != NULL && names != NULL ? g_hash_table_lookup (names, said) : NULL;

  if (known == NULL)
    return said;
  g_free (said);
  return g_strdup (known);
}

/* Whoever has no address is left out: a path of the directory that nobody could resolve is none. */
static void
append_person (GString *text, const CtgXmlElement *mailbox, GHashTable *names)
{
  g_autofree char *name = ctg_ews_answer_dup (mailbox, "Name");
  g_autofree char *address = dup_address (mailbox, names);
  g_autofree char *clean = ctg_text_clean (name != NULL ? name : "", 200);

  if (address == NULL || strchr (address, '@') == NULL || strpbrk (address, " <>\"\r\n\t") != NULL)
    return;
  if (text->len > 0)
    g_string_append (text, ", ");
  if (*clean != '\0' && !g_str_equal (clean, address))
    append_quoted (text, clean);
  g_string_append_printf (text, "<%s>", address);
}

static void
add_people (GString *block, const char *name, const CtgXmlElement *people, GHashTable *names)
{
  const CtgXmlElement *mailbox = ctg_xml_element_get_child (people, "Mailbox");
  g_autoptr (GString) text = g_string_new (NULL);

  for (; mailbox != NULL && text->len < HEADER_MAX_BYTES / 4; mailbox = ctg_xml_element_get_next (mailbox, "Mailbox"))
    append_person (text, mailbox, names);
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
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (utc_s);

  if (utc_s == 0 || date == NULL)
    return;
  g_string_append_printf (block, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n",
                          days[g_date_time_get_day_of_week (date) - 1], g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1], g_date_time_get_year (date),
                          g_date_time_get_hour (date), g_date_time_get_minute (date), g_date_time_get_second (date));
}

static void
add_text_field (GString *block, const char *name, const CtgXmlElement *item, const char *element)
{
  g_autofree char *value = ctg_ews_answer_dup (item, element);

  add_field (block, name, value);
}

static void
add_sensitivity (GString *block, const CtgXmlElement *item)
{
  g_autofree char *value = ctg_ews_answer_dup (item, "Sensitivity");

  if (g_strcmp0 (value, "Normal") == 0)
    return;
  add_field (block, "Sensitivity", g_strcmp0 (value, "Confidential") == 0 ? "Company-Confidential" : value);
}

static const struct
{
  const char *name;
  const char *element;
} people[] = {
  { "From", "From" }, { "Sender", "Sender" }, { "Reply-To", "ReplyTo" }, { "To", "ToRecipients" },
  { "Cc", "CcRecipients" }, { "Bcc", "BccRecipients" },
};

static GString *
write_block (const CtgXmlElement *item, GHashTable *names)
{
  GString *block = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    add_people (block, people[i].name, ctg_xml_element_get_child (item, people[i].element), names);
  add_text_field (block, "Subject", item, "Subject");
  add_date (block, ctg_ews_answer_date (item, "DateTimeSent"));
  add_text_field (block, "Message-ID", item, "InternetMessageId");
  add_text_field (block, "In-Reply-To", item, "InReplyTo");
  add_text_field (block, "References", item, "References");
  add_sensitivity (block, item);
  g_string_append (block, "\r\n");
  return block;
}

/* NULL: it came with none that says who wrote it, and one has to be written. */
static GString *
read_block (const CtgXmlElement *item)
{
  g_autofree char *came_with = ctg_ews_answer_dup_property (item, "0x007d");
  GString *block = came_with != NULL ? normalise (came_with) : NULL;

  if (block == NULL || (has_field (block, "From:") && has_field (block, "Message-ID:")))
    return block;
  g_string_free (block, TRUE);
  return NULL;
}

static void
list_paths_of (const CtgXmlElement *people_of, GHashTable *paths)
{
  const CtgXmlElement *mailbox = ctg_xml_element_get_child (people_of, "Mailbox");

  for (; mailbox != NULL; mailbox = ctg_xml_element_get_next (mailbox, "Mailbox"))
    {
      g_autofree char *address = ctg_ews_answer_dup (mailbox, "EmailAddress");

      if (address != NULL && *address == '/' && strlen (address) <= PATH_MAX_BYTES)
        g_hash_table_add (paths, g_steal_pointer (&address));
    }
}

/**
 * ctg_ews_header_list_paths:
 * @item: as of ctg_ews_header_read()
 * @paths: (element-type utf8): a set that owns its keys
 *
 * Adds the paths of the directory that stand for people in a header that has to be written.
 */
void
ctg_ews_header_list_paths (const CtgXmlElement *item, GHashTable *paths)
{
  GString *block = read_block (item);

  if (block != NULL)
    g_string_free (block, TRUE);
  else
    for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
      list_paths_of (ctg_xml_element_get_child (item, people[i].element), paths);
}

/**
 * ctg_ews_header_read:
 * @item: an item that was asked for with %CTG_EWS_SHAPE_HEADERS or %CTG_EWS_SHAPE_BRIEF
 * @names: (nullable) (element-type utf8 utf8): addresses by paths of the directory
 *
 * Returns: (transfer full) (nullable): its header; %NULL: it has no id
 */
CtgRemoteHeader *
ctg_ews_header_read (const CtgXmlElement *item, GHashTable *names)
{
  g_autofree char *id = ctg_ews_answer_dup (item, "ItemId/@Id");
  CtgRemoteHeader *header;
  GString *block;

  if (id == NULL || *id == '\0')
    return NULL;
  block = read_block (item);
  header = g_new0 (CtgRemoteHeader, 1);
  header->remote_id = g_steal_pointer (&id);
  header->received_utc_s = ctg_ews_answer_date (item, "DateTimeReceived");
  header->size_bytes = ctg_ews_answer_int (item, "Size", 0);
  header->header = g_string_free_to_bytes (block != NULL ? block : write_block (item, names));
  return header;
}
