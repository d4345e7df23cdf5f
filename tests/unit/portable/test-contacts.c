/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contact-file.h"
#include "contact-writer.h"
#include "errors.h"
#include "portable-contact.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* "name/company/phone/address,address/note" a contact, parted by "|". */
static char *
contacts_to_string (GPtrArray *contacts)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < contacts->len; i++)
    {
      const CtgPortableContact *contact = contacts->pdata[i];
      g_autofree char *addresses = g_strjoinv (",", (char **) contact->addresses->pdata);

      g_string_append_printf (text, "%s%s/%s/%s/%s/%s", i > 0 ? "|" : "", contact->name, contact->company,
                              contact->phone,
                              addresses, contact->note);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_reads (const char *data, gsize length, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contacts = ctg_portable_parse_contacts (data, length, &error);
  g_autofree char *got = NULL;

  g_assert_no_error (error);
  got = contacts_to_string (contacts);
  g_assert_cmpstr (got, ==, expected);
}

static void
assert_text_reads (const char *text, const char *expected)
{
  assert_reads (text, strlen (text), expected);
}

static void
test_italian_table_with_semicolons (void)
{
  assert_text_reads ("Nome;Cognome;Società;Indirizzo e-mail;Telefono cellulare;Note\r\n"
                     "Mario;Rossi;\"Rossi; Figli\";Mario@Rossi.Example;+39 333 1;\"una\nriga\"\r\n"
                     ";;;;;\r\n"
                     "Niccolò;;;n@b.example;;\r\n",
                     "Mario Rossi/Rossi; Figli/+39 333 1/Mario@rossi.example/una\nriga|Niccolò///n@b.example/");
}

static void
test_english_table_with_commas (void)
{
  assert_text_reads ("\xef\xbb\xbf" "First Name,Last Name,Company,E-mail Address,E-mail 2 Address,E-mail "
                                    "Type,Business Fax\n"
                     "Ann,Lee,\"Lee \"\"& Sons\"\"\",ann@lee.example,a2@lee.example,SMTP,123\n",
                     "Ann Lee/Lee \"& Sons\"//ann@lee.example,a2@lee.example/");
}

static void
test_google_table (void)
{
  assert_text_reads ("Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail "
                     "2 - Value,"
                     "Phone 1 - Value,Organization 1 - Name,Organization Name\n"
                     "Ann Lee,Ann,Lee,* my,Work,ann@lee.example ::: b@lee.example,ann@lee.example,12,,Lee\n",
                     "Ann Lee/Lee/12/ann@lee.example,b@lee.example/");
}

static void
test_tabs_and_windows_1252 (void)
{
  assert_text_reads ("Nominativo\tEmail\nNiccol\xf2 Bianchi\tn@b.example\n", "Niccolò Bianchi///n@b.example/");
}

static void
test_utf_16_as_spreadsheets_save_it (void)
{
  gsize length;
  g_autofree char *wide = g_convert ("\xef\xbb\xbf" "Nome\tEmail\r\nÈva\te@b.example\r\n", -1, "UTF-16LE",
                                     "UTF-8", NULL,
                                     &length, NULL);

  assert_reads (wide, length, "Èva///e@b.example/");
}

static void
test_table_without_headings (void)
{
  assert_text_reads ("m@r.example,Mario Rossi\nn@b.example,Niccolò Bianchi\n",
                     "Mario Rossi///m@r.example/|Niccolò Bianchi///n@b.example/");
}

static void
test_separator_line_of_spreadsheets (void)
{
  assert_text_reads ("sep=|\nName|Email\nAnn|a@b.example\n", "Ann///a@b.example/");
}

static void
test_broken_addresses_and_controls_are_left_out (void)
{
  assert_text_reads ("Name,Email\nAnn\x07 Lee,not an address\n\"Eve\nMallory\",\"e@b.example\n"
                     "Bcc: x@y.example\"\n,\n",
                     "Ann Lee////|Eve Mallory////");
}

static void
test_tables_without_people_are_refused (void)
{
  static const char *const texts[] = { "", "a,b\n1,2\n", ("\x7f" "ELF\x02\x01"), "{\"a\": 1}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) contacts = ctg_portable_parse_contacts (texts[i], strlen (texts[i]), &error);

      g_assert_null (contacts);
      g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
      g_assert_true (ctg_error_has_reason (error, "no-contacts"));
    }
}

static void
test_vcard_3_folded_and_grouped (void)
{
  assert_text_reads ("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Rossi;Mario;;;\r\nFN:Mario\r\n  Rossi\\, detto M\r\n"
                     "item1.EMAIL;TYPE=INTERNET:m@r.example\r\nEMAIL;type=WORK;type=pref:Work@R.example\r\n"
                     "TEL;TYPE=FAX:1\r\nTEL;TYPE=CELL:2\r\nORG:Rossi & Figli;Vendite\r\nNOTE:una\\nriga\\; due\r\n"
                     "PHOTO;ENCODING=b:AAAA\r\n BBBB\r\nEND:VCARD\r\n",
                     "Mario Rossi, detto M/Rossi & Figli/2/Work@r.example,m@r.example/una\nriga; due");
}

static void
test_vcard_4_uris (void)
{
  assert_text_reads ("BEGIN:VCARD\nVERSION:4.0\nFN:Ann\nTEL;VALUE=uri:tel:+39-1\n"
                     "EMAIL;PREF=1;X=\"a:b;c\":mailto:a@b.example\n"
                     "END:VCARD\n",
                     "Ann//+39-1/a@b.example/");
}

static void
test_vcard_21_quoted_printable (void)
{
  assert_text_reads ("BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Bianchi;Niccol=F2\n"
                     "NOTE;ENCODING=QUOTED-PRINTABLE:one =\n two=0Athree\nEMAIL;INTERNET:n@b.example\nEND:VCARD\n",
                     "Niccolò Bianchi///n@b.example/one two\nthree");
}

static void
test_several_cards_and_a_missing_end (void)
{
  assert_text_reads ("BEGIN:VCARD\nFN:One\nBEGIN:VCARD\nFN:Two\nEND:VCARD\nrubbish\nBEGIN:VCARD\nEND:VCARD\n"
                     "begin:vcard\nfn:Three\nend:vcard",
                     "One////|Two////|Three////");
}

static void
test_file_is_read_by_content (void)
{
  g_autofree char *directory = g_dir_make_tmp ("ctg-contacts-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "cards.csv", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contacts = NULL;

  g_assert_null (ctg_portable_read_contacts (path, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_file_set_contents (path, "BEGIN:VCARD\nFN:Ann\nEND:VCARD\n", -1, NULL);
  contacts = ctg_portable_read_contacts (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contacts->len, ==, 1);
  g_remove (path);
  g_assert_null (ctg_portable_read_contacts (directory, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
  g_rmdir (directory);
}

/* Nothing here may crash or hang, whatever comes. */
static void
test_flipped_bytes_do_no_harm (void)
{
  static const char *const samples[] = {
    "BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:a=\n=41;b\nitem.EMAIL;X=\"q\":a@b.example\n folded\nEND:VCARD\n",
    "Nome;Cognome;\"E-mail\"\n\"a\"\"b\";c;d@e.example\n",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  gint64 stop_us = g_get_monotonic_time () + G_USEC_PER_SEC;

  for (guint i = 0; i < 20000 && g_get_monotonic_time () < stop_us; i++)
    {
      const char *sample = samples[i % G_N_ELEMENTS (samples)];
      gsize length = strlen (sample);
      g_autofree char *copy = g_memdup2 (sample, length);
      g_autoptr (GPtrArray) contacts = NULL;

      for (gint32 n = g_rand_int_range (random, 1, 6); n > 0; n--)
        copy[g_rand_int_range (random, 0, (gint32) length)] = (char) g_rand_int_range (random, 0, 256);
      contacts = ctg_portable_parse_contacts (copy, (gsize) g_rand_int_range (random, 0, (gint32) length), NULL);
    }
}

/* Names that would be formulas, separators, quotes, several lines, long and foreign words, many addresses or none. */
static const struct { const char *name, *company, *phone, *note, *addresses; } people[] = {
  { "Anna Bianchi", "Studio \"Bianchi\"; Figli, & C.", "+39 333 1234567", "prima riga\nseconda, \"riga\"",
    "anna@a.example b@b.example c@c.example" },
  { "=HYPERLINK(1)", "@ditta", "-1", "'=x", "a@x.example" },
  { "'s Gravenhage", "+plus", "", "", "b@x.example" },
  { "''=doppio", "", "", "", "c@x.example" },
  { "Niccolò àèìòù 王小明 che ha un nome così lungo che una riga di una carta non basta", "", "", "a\\b\\n c\n\nd",
    "" },
  { "Solo", "", "", "", "" },
};

static GPtrArray *
make_people (void)
{
  GPtrArray *contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_portable_contact_free);

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      CtgPortableContact *contact = ctg_portable_contact_new ();
      g_auto (GStrv) addresses = g_strsplit (people[i].addresses, " ", -1);

      ctg_portable_contact_set (&contact->name, people[i].name);
      ctg_portable_contact_set (&contact->company, people[i].company);
      ctg_portable_contact_set (&contact->phone, people[i].phone);
      ctg_portable_contact_set_note (contact, people[i].note);
      for (guint n = 0; addresses[n] != NULL; n++)
        ctg_portable_contact_add_address (contact, addresses[n], FALSE);
      g_ptr_array_add (contact->addresses, NULL);
      g_ptr_array_add (contacts, contact);
    }
  return contacts;
}

static void
test_what_is_written_is_read_back (void)
{
  g_autoptr (GPtrArray) contacts = make_people ();
  g_autofree char *expected = contacts_to_string (contacts);

  for (int format = CTG_CONTACTS_CSV; format <= CTG_CONTACTS_VCARD_4; format++)
    {
      g_autofree char *text = ctg_portable_write_contacts (contacts, (CtgContactFormat) format);

      assert_text_reads (text, expected);
    }
}

/* What other programs insist on. */
static void
test_files_are_as_others_want_them (void)
{
  g_autoptr (GPtrArray) contacts = make_people ();
  g_autofree char *table = ctg_portable_write_contacts (contacts, CTG_CONTACTS_CSV);
  g_autofree char *cards = ctg_portable_write_contacts (contacts, CTG_CONTACTS_VCARD_3);
  g_auto (GStrv) lines = g_strsplit (cards, "\r\n", -1);

  g_assert_true (g_str_has_prefix (table, "\xef\xbb\xbfName,Company,Phone,E-mail 1,E-mail 2,E-mail 3,Notes\r\n"));
  g_assert_nonnull (strstr (table, "\n'=HYPERLINK(1),'@ditta,-1,"));
  g_assert_nonnull (strstr (cards, "\r\nN:Bianchi;Anna;;;\r\n"));
  g_assert_nonnull (strstr (cards, "\r\nN:;Solo;;;\r\n"));
  g_assert_nonnull (strstr (cards, "\r\nEMAIL;TYPE=PREF:anna@a.example\r\n"));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_true (g_utf8_validate (lines[i], -1, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/portable/contacts/" path, function)
  ADD ("italian-table-with-semicolons", test_italian_table_with_semicolons);
  ADD ("english-table-with-commas", test_english_table_with_commas);
  ADD ("google-table", test_google_table);
  ADD ("tabs-and-windows-1252", test_tabs_and_windows_1252);
  ADD ("utf-16-as-spreadsheets-save-it", test_utf_16_as_spreadsheets_save_it);
  ADD ("table-without-headings", test_table_without_headings);
  ADD ("separator-line-of-spreadsheets", test_separator_line_of_spreadsheets);
  ADD ("broken-addresses-and-controls-are-left-out", test_broken_addresses_and_controls_are_left_out);
  ADD ("tables-without-people-are-refused", test_tables_without_people_are_refused);
  ADD ("vcard-3-folded-and-grouped", test_vcard_3_folded_and_grouped);
  ADD ("vcard-4-uris", test_vcard_4_uris);
  ADD ("vcard-2-1-quoted-printable", test_vcard_21_quoted_printable);
  ADD ("several-cards-and-a-missing-end", test_several_cards_and_a_missing_end);
  ADD ("file-is-read-by-content", test_file_is_read_by_content);
  ADD ("flipped-bytes-do-no-harm", test_flipped_bytes_do_no_harm);
  ADD ("what-is-written-is-read-back", test_what_is_written_is_read_back);
  ADD ("files-are-as-others-want-them", test_files_are_as_others_want_them);
  return g_test_run ();
}
