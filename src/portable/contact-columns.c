/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which column of a table is what, by the headings that Google, Outlook, Thunderbird, Apple and the tables
 * of people use in Italian and English. Headings are compared in lower case with everything but letters
 * removed, so that "E-mail 1 - Value", "email_1_value" and "Email 1 value" are one. */

#include "contact-columns.h"

#include "errors.h"
#include "mail.h"

#include <string.h>

typedef enum
{
  COLUMN_NONE,
  COLUMN_NAME,
  COLUMN_FIRST_NAME,
  COLUMN_LAST_NAME,
  COLUMN_ADDRESS,
  COLUMN_COMPANY,
  COLUMN_PHONE,
  COLUMN_NOTE,
} Column;

static const struct
{
  const char *heading;
  Column column;
} headings[] = {
  { "name", COLUMN_NAME }, { "fullname", COLUMN_NAME }, { "displayname", COLUMN_NAME },
  { "contactname", COLUMN_NAME },
  { "nominativo", COLUMN_NAME }, { "nomecompleto", COLUMN_NAME }, { "nomevisualizzato", COLUMN_NAME },
  { "nomeecognome", COLUMN_NAME }, { "nomecognome", COLUMN_NAME }, { "contatto", COLUMN_NAME },
  { "cognomeenome", COLUMN_NAME }, { "contact", COLUMN_NAME }, { "referente", COLUMN_NAME },
  { "firstname", COLUMN_FIRST_NAME }, { "givenname", COLUMN_FIRST_NAME }, { "nome", COLUMN_FIRST_NAME },
  { "nomedibattesimo", COLUMN_FIRST_NAME }, { "nomeproprio", COLUMN_FIRST_NAME },
  { "lastname", COLUMN_LAST_NAME }, { "familyname", COLUMN_LAST_NAME }, { "surname", COLUMN_LAST_NAME },
  { "cognome", COLUMN_LAST_NAME },
  { "company", COLUMN_COMPANY }, { "companyname", COLUMN_COMPANY }, { "organization", COLUMN_COMPANY },
  { "organisation", COLUMN_COMPANY }, { "organizationname", COLUMN_COMPANY }, { "azienda", COLUMN_COMPANY },
  { "societa", COLUMN_COMPANY }, { "ditta", COLUMN_COMPANY }, { "ragionesociale", COLUMN_COMPANY },
  { "organizzazione", COLUMN_COMPANY }, { "nomeazienda", COLUMN_COMPANY }, { "impresa", COLUMN_COMPANY },
  { "note", COLUMN_NOTE }, { "notes", COLUMN_NOTE }, { "annotazioni", COLUMN_NOTE }, { "comments", COLUMN_NOTE },
  { "commenti", COLUMN_NOTE },
};

/* Of several accents only those that Italian headings have: società. */
static char *
fold_heading (const char *heading)
{
  g_autofree char *decomposed = g_utf8_normalize (heading, -1, G_NORMALIZE_ALL);
  g_autofree char *lower = g_utf8_strdown (decomposed != NULL ? decomposed : "", -1);
  g_autoptr (GString) folded = g_string_new (NULL);

  for (const char *at = lower; *at != '\0'; at++)
    if (g_ascii_isalpha (*at))
      g_string_append_c (folded, *at);
  return g_string_free (g_steal_pointer (&folded), FALSE);
}

/* Addresses and telephones come in numbers and kinds: "E-mail 2 - Value", "Indirizzo posta elettronica 3",
 * "Telefono ufficio". Their kinds and labels have columns too, which are not wanted. */
static Column
find_family (const char *folded)
{
  static const char *const addresses[] = { "email", "mail", "postaelettronica", "indirizzoposta", NULL };
  static const char *const phones[] = { "phone", "telefono", "cellulare", "mobile", "tel", NULL };
  static const char *const unwanted[] = { "type", "label", "tipo", "displayname", "nomevisualizzato", "fax",
                                          "optin",
                                          "mailing", "postale", "etichetta", NULL };

  for (guint i = 0; unwanted[i] != NULL; i++)
    if (strstr (folded, unwanted[i]) != NULL)
      return COLUMN_NONE;
  for (guint i = 0; addresses[i] != NULL; i++)
    if (strstr (folded, addresses[i]) != NULL)
      return COLUMN_ADDRESS;
  for (guint i = 0; phones[i] != NULL; i++)
    if (strstr (folded, phones[i]) != NULL)
      return COLUMN_PHONE;
  return COLUMN_NONE;
}

static Column
find_column (const char *heading)
{
  g_autofree char *folded = fold_heading (heading);

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    if (g_str_equal (folded, headings[i].heading))
      return headings[i].column;
  return find_family (folded);
}

static gboolean
is_address (const char *cell)
{
  g_autofree char *address = strchr (cell, '@') != NULL ? ctg_address_normalise (cell, NULL) : NULL;

  return address != NULL;
}

/* A table without headings is read when its first row holds an address: the first other cell with letters
 * is the name. */
static gboolean
guess_columns (GPtrArray *first_row, Column *columns)
{
  gboolean has_name = FALSE, has_address = FALSE;

  for (guint i = 0; i < first_row->len; i++)
    {
      const char *cell = first_row->pdata[i];

      columns[i] = COLUMN_NONE;
      if (is_address (cell))
        {
          columns[i] = COLUMN_ADDRESS;
          has_address = TRUE;
        }
      else if (!has_name && *cell != '\0' && !g_ascii_isdigit (*cell) && *cell != '+')
        {
          columns[i] = COLUMN_NAME;
          has_name = TRUE;
        }
    }
  return has_address;
}

/* Whether the headings say enough; "Nome" alone is a whole name when there is no column for the family's. */
static gboolean
map_columns (GPtrArray *heading_row, Column *columns)
{
  gboolean has_address = FALSE, has_name = FALSE, has_last_name = FALSE;

  for (guint i = 0; i < heading_row->len; i++)
    {
      if (is_address (heading_row->pdata[i]))
        return FALSE;
      columns[i] = find_column (heading_row->pdata[i]);
      has_address |= columns[i] == COLUMN_ADDRESS;
      has_last_name |= columns[i] == COLUMN_LAST_NAME;
      has_name |= columns[i] == COLUMN_NAME || columns[i] == COLUMN_FIRST_NAME || columns[i] == COLUMN_LAST_NAME;
    }
  for (guint i = 0; !has_last_name && i < heading_row->len; i++)
    if (columns[i] == COLUMN_FIRST_NAME)
      columns[i] = COLUMN_NAME;
  return has_address || has_name;
}

/* Google writes several values of a kind into one cell, joined by " ::: ". */
static void
add_addresses (CtgPortableContact *contact, const char *cell)
{
  g_auto (GStrv) parts = g_strsplit (cell, ":::", 20);

  for (guint i = 0; parts[i] != NULL; i++)
    ctg_portable_contact_add_address (contact, parts[i], FALSE);
}

static void
set_cell (CtgPortableContact *contact, Column column, const char *cell, char **first, char **last)
{
  switch (column)
    {
    case COLUMN_NAME:
      ctg_portable_contact_set (&contact->name, cell);
      break;
    case COLUMN_FIRST_NAME:
      ctg_portable_contact_set (first, cell);
      break;
    case COLUMN_LAST_NAME:
      ctg_portable_contact_set (last, cell);
      break;
    case COLUMN_ADDRESS:
      add_addresses (contact, cell);
      break;
    case COLUMN_COMPANY:
      ctg_portable_contact_set (&contact->company, cell);
      break;
    case COLUMN_PHONE:
      ctg_portable_contact_set (&contact->phone, cell);
      break;
    case COLUMN_NOTE:
      ctg_portable_contact_set_note (contact, cell);
      break;
    case COLUMN_NONE:
      break;
    }
}

static CtgPortableContact *
read_row (GPtrArray *row, const Column *columns, guint n_columns)
{
  CtgPortableContact *contact = ctg_portable_contact_new ();
  g_autofree char *first = g_strdup (""), *last = g_strdup ("");

  for (guint i = 0; i < MIN (row->len, n_columns); i++)
    set_cell (contact, columns[i], row->pdata[i], &first, &last);
  if (*contact->name == '\0' && (*first != '\0' || *last != '\0'))
    {
      g_free (contact->name);
      contact->name = g_strstrip (g_strconcat (first, " ", last, NULL));
    }
  return contact;
}

/**
 * ctg_contact_columns_read:
 * @rows: (element-type GPtrArray): a table's rows, each an array of strings
 * @error: set when no column holds names or addresses
 *
 * Errors: INVALID_INPUT
 * Returns: (transfer full) (nullable) (element-type CtgPortableContact): the contacts, blank ones left out
 */
GPtrArray *
ctg_contact_columns_read (GPtrArray *rows, GError **error)
{
  g_autofree Column *columns = NULL;
  GPtrArray *heading, *contacts;
  guint start = 1;

  if (rows->len == 0)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "no-contacts", "The table is empty");
      return NULL;
    }
  heading = rows->pdata[0];
  columns = g_new0 (Column, heading->len);
  if (!map_columns (heading, columns))
    {
      start = 0;
      if (!guess_columns (heading, columns))
        {
          ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "no-contacts",
                         "No column of names or addresses in the first row");
          return NULL;
        }
    }
  contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_portable_contact_free);
  for (guint i = start; i < rows->len; i++)
    {
      CtgPortableContact *contact = read_row (rows->pdata[i], columns, heading->len);

      if (ctg_portable_contact_is_empty (contact))
        ctg_portable_contact_free (contact);
      else
        g_ptr_array_add (contacts, contact);
    }
  return contacts;
}
