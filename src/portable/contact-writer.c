/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV as spreadsheets read it: RFC 4180 with the mark of UTF-8, without which accents are read as something else. A
 * cell that a spreadsheet would take for a formula gets an apostrophe, which the reader takes off again (a name came
 * from somebody's letter). Cards by RFC 6350 and RFC 2426, which ask for a structured name in version 3 only. */

#include "contact-writer.h"

#include "csv.h"

#include <string.h>

/* RFC 6350 section 3.2: 75 octets without the line's end. */
#define LINE_OCTETS 75

/* Tables ----------------------------------------------------------------------------------------------------------- */

static void
append_row_end (GString *table)
{
  g_string_append (table, "\r\n");
}

static guint
most_addresses (GPtrArray *contacts)
{
  guint most = 1;

  for (guint i = 0; i < contacts->len; i++)
    {
      const CtgPortableContact *contact = g_ptr_array_index (contacts, i);

      most = MAX (most, g_strv_length ((char **) contact->addresses->pdata));
    }
  return most;
}

static void
append_table_row (GString *table, const CtgPortableContact *contact, guint n_addresses)
{
  const char *const *addresses = (const char *const *) contact->addresses->pdata;
  guint n = g_strv_length ((char **) addresses);

  ctg_csv_append_cell (table, contact->name);
  g_string_append_c (table, ',');
  ctg_csv_append_cell (table, contact->company);
  g_string_append_c (table, ',');
  ctg_csv_append_cell (table, contact->phone);
  for (guint i = 0; i < n_addresses; i++)
    {
      g_string_append_c (table, ',');
      ctg_csv_append_cell (table, i < n ? addresses[i] : "");
    }
  g_string_append_c (table, ',');
  ctg_csv_append_cell (table, contact->note);
  append_row_end (table);
}

static char *
write_table (GPtrArray *contacts)
{
  g_autoptr (GString) table = g_string_new (CTG_UTF8_MARK "Name,Company,Phone");
  guint n_addresses = most_addresses (contacts);

  for (guint i = 0; i < n_addresses; i++)
    g_string_append_printf (table, ",E-mail %u", i + 1);
  g_string_append (table, ",Notes");
  append_row_end (table);
  for (guint i = 0; i < contacts->len; i++)
    append_table_row (table, g_ptr_array_index (contacts, i), n_addresses);
  return g_string_free (g_steal_pointer (&table), FALSE);
}

/* Cards ------------------------------------------------------------------------------------------------------------ */

/* Never inside a character: RFC 6350 section 3.2. */
static void
append_line (GString *card, const char *line)
{
  gsize used = 0;

  for (const char *at = line; *at != '\0';)
    {
      const char *next = g_utf8_next_char (at);
      gsize length = (gsize) (next - at);

      if (used + length > LINE_OCTETS)
        {
          g_string_append (card, "\r\n ");
          used = 1;
        }
      g_string_append_len (card, at, (gssize) length);
      used += length;
      at = next;
    }
  g_string_append (card, "\r\n");
}

static char *
escape (const char *text)
{
  g_autoptr (GString) escaped = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (*text == '\n')
      g_string_append (escaped, "\\n");
    else
      {
        if (strchr (",;\\", *text) != NULL)
          g_string_append_c (escaped, '\\');
        g_string_append_c (escaped, *text);
      }
  return g_string_free (g_steal_pointer (&escaped), FALSE);
}

static void
append_property (GString *card, const char *name, const char *value)
{
  g_autofree char *escaped = escape (value);
  g_autofree char *line = g_strconcat (name, ":", escaped, NULL);

  if (*value != '\0')
    append_line (card, line);
}

/* The last word for the family's name: what the full name says is what is read back. */
static void
append_structured_name (GString *card, const char *name)
{
  const char *blank = strrchr (name, ' ');
  g_autofree char *first = blank != NULL ? g_strndup (name, (gsize) (blank - name)) : g_strdup (name);
  g_autofree char *given = escape (first);
  g_autofree char *family = escape (blank != NULL ? blank + 1 : "");
  g_autofree char *line = g_strdup_printf ("N:%s;%s;;;", family, given);

  append_line (card, line);
}

static void
append_addresses (GString *card, const CtgPortableContact *contact, gboolean is_3)
{
  const char *const *addresses = (const char *const *) contact->addresses->pdata;
  const char *first = addresses[1] == NULL ? "EMAIL" : is_3 ? "EMAIL;TYPE=PREF" : "EMAIL;PREF=1";

  for (guint i = 0; addresses[i] != NULL; i++)
    append_property (card, i == 0 ? first : "EMAIL", addresses[i]);
}

static void
append_card (GString *card, const CtgPortableContact *contact, gboolean is_3)
{
  const char *first = contact->addresses->pdata[0];
  const char *name = *contact->name != '\0' || first == NULL ? contact->name : first;

  append_line (card, "BEGIN:VCARD");
  append_line (card, is_3 ? "VERSION:3.0" : "VERSION:4.0");
  append_property (card, "FN", name);
  if (is_3)
    append_structured_name (card, name);
  append_property (card, "ORG", contact->company);
  append_property (card, "TEL", contact->phone);
  if (first != NULL)
    append_addresses (card, contact, is_3);
  append_property (card, "NOTE", contact->note);
  append_line (card, "END:VCARD");
}

/**
 * ctg_portable_write_contacts:
 * @contacts: (element-type CtgPortableContact): contacts as they are read
 * @format: how to write them
 *
 * Returns: (transfer full): the file's content, in UTF-8
 */
char *
ctg_portable_write_contacts (GPtrArray *contacts, CtgContactFormat format)
{
  g_autoptr (GString) cards = NULL;

  if (format == CTG_CONTACTS_CSV)
    return write_table (contacts);
  cards = g_string_new (NULL);
  for (guint i = 0; i < contacts->len; i++)
    append_card (cards, g_ptr_array_index (contacts, i), format == CTG_CONTACTS_VCARD_3);
  return g_string_free (g_steal_pointer (&cards), FALSE);
}
