/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winmail.dat (M4): its files are attachments, its words the letter's where it has none, and nothing that is done to it
 * harms. The files are written here, by MS-OXTNEF. */

#include "mail.h"
#include "rtf-text.h"

#include <string.h>

#define LEVEL_MESSAGE 1
#define LEVEL_ATTACHMENT 2
#define ATT_TNEF_VERSION 0x00089006
#define ATT_BODY 0x0002800c
#define ATT_MAPI_PROPS 0x00069003
#define ATT_REND_DATA 0x00069002
#define ATT_TITLE 0x00018010
#define ATT_DATA 0x0006800f
#define ATT_ATTACHMENT 0x00069005

#define RTF "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\*\\generator nobody}Perch\\'e9 \\u8364? cento\\par Ciao}"

static void
put_number (GByteArray *out, guint32 number, guint n_bytes)
{
  guint32 little = GUINT32_TO_LE (number);

  g_byte_array_append (out, (const guint8 *) &little, n_bytes);
}

static void
put_attribute (GByteArray *out, guint8 level, guint32 id, const void *data, gsize length)
{
  guint32 sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += ((const guint8 *) data)[i];
  put_number (out, level, 1);
  put_number (out, id, 4);
  put_number (out, (guint32) length, 4);
  g_byte_array_append (out, data, (guint) length);
  put_number (out, sum, 2);
}

static void
put_property (GByteArray *out, guint32 tag, const void *data, gsize length)
{
  static const guint8 zeros[4] = { 0 };

  put_number (out, tag, 4);
  put_number (out, 1, 4);
  put_number (out, (guint32) length, 4);
  g_byte_array_append (out, data, (guint) length);
  g_byte_array_append (out, zeros, (guint) (3 - (length + 3) % 4));
}

static GByteArray *
start_file (void)
{
  GByteArray *out = g_byte_array_new ();
  static const guint8 version[] = { 0, 0, 1, 0 };

  put_number (out, 0x223e9f78, 4);
  put_number (out, 1, 2);
  put_attribute (out, LEVEL_MESSAGE, ATT_TNEF_VERSION, version, sizeof version);
  return out;
}

static void
put_file (GByteArray *out, const char *title, const char *long_name, const char *content)
{
  static const guint8 rend_data[14] = { 1 };

  put_attribute (out, LEVEL_ATTACHMENT, ATT_REND_DATA, rend_data, sizeof rend_data);
  put_attribute (out, LEVEL_ATTACHMENT, ATT_TITLE, title, strlen (title) + 1);
  put_attribute (out, LEVEL_ATTACHMENT, ATT_DATA, content, strlen (content));
  if (long_name != NULL)
    {
      g_autoptr (GByteArray) properties = g_byte_array_new ();

      put_number (properties, 1, 4);
      put_property (properties, 0x3707001e, long_name, strlen (long_name) + 1);
      put_attribute (out, LEVEL_ATTACHMENT, ATT_ATTACHMENT, properties->data, properties->len);
    }
}

/* Not compressed: MELA. */
static void
put_rtf (GByteArray *out, const char *rtf)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  put_number (packed, (guint32) strlen (rtf) + 12, 4);
  put_number (packed, (guint32) strlen (rtf), 4);
  put_number (packed, 0x414c454d, 4);
  put_number (packed, 0, 4);
  g_byte_array_append (packed, (const guint8 *) rtf, (guint) strlen (rtf));
  put_number (properties, 1, 4);
  put_property (properties, 0x10090102, packed->data, packed->len);
  put_attribute (out, LEVEL_MESSAGE, ATT_MAPI_PROPS, properties->data, properties->len);
}

static CtgMail *
read_letter (const GByteArray *winmail, const char *words)
{
  g_autofree char *encoded = g_base64_encode (winmail->data, winmail->len);
  g_autofree char *raw = g_strdup_printf (
    "From: Anna <anna@example.org>\r\nDate: Mon, 2 Feb 2026 10:00:00 +0100\r\nSubject: Offerta\r\n"
    "Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n%s\r\n"
    "--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n"
    "Content-Disposition: attachment; filename=winmail.dat\r\n\r\n%s\r\n--b--\r\n", words, encoded);
  g_autoptr (GBytes) bytes = g_bytes_new (raw, strlen (raw));
  CtgMail *mail = ctg_mail_parse (bytes, CTG_MAIL_CONTENT, NULL);

  g_assert_nonnull (mail);
  return mail;
}

static void
assert_file (const CtgMail *mail, guint index, const char *name, const char *type, const char *content)
{
  const CtgMailAttachment *file = mail->attachments->pdata[index];
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, content, -1);

  g_assert_cmpstr (file->name, ==, name);
  g_assert_cmpstr (file->type, ==, type);
  g_assert_cmpstr (file->sha256, ==, sha256);
  g_assert_cmpint (file->size_bytes, ==, strlen (content));
  g_assert_false (file->is_inline);
}

static void
test_its_files_are_attachments (void)
{
  g_autoptr (GByteArray) out = start_file ();
  g_autoptr (CtgMail) mail = NULL;

  put_file (out, "OFFERT~1.PDF", "Offerta d'autunno.pdf", "%PDF-1.4 uno");
  put_file (out, "note.txt", NULL, "due");
  put_file (out, "x.txt", "..\\..\\etc/passwd", "tre");
  mail = read_letter (out, "Ecco.");
  g_assert_cmpuint (mail->attachments->len, ==, 4);
  g_assert_true (((const CtgMailAttachment *) mail->attachments->pdata[0])->is_inline);
  assert_file (mail, 1, "Offerta d'autunno.pdf", "application/pdf", "%PDF-1.4 uno");
  assert_file (mail, 2, "note.txt", "text/plain", "due");
  g_assert_cmpstr (((const CtgMailAttachment *) mail->attachments->pdata[3])->name, ==, "passwd");
  g_assert_cmpstr (mail->text, ==, "Ecco.");
  g_assert_null (mail->problems[0]);
}

static void
test_its_words_are_the_letters_where_it_has_none (void)
{
  g_autoptr (GByteArray) out = start_file ();
  g_autoptr (GByteArray) plain = start_file ();
  g_autoptr (CtgMail) rtf = NULL, both = NULL, words = NULL;

  put_rtf (out, RTF);
  rtf = read_letter (out, "");
  g_assert_cmpstr (rtf->text, ==, "Perché € cento\nCiao");
  both = read_letter (out, "Parole.");
  g_assert_cmpstr (both->text, ==, "Parole.");
  put_attribute (plain, LEVEL_MESSAGE, ATT_BODY, "Testo \xe8 qui\r\n", 14);
  words = read_letter (plain, "");
  g_assert_cmpstr (words->text, ==, "Testo è qui\n");
}

static void
test_what_is_broken_stays_an_attachment (void)
{
  g_autoptr (GByteArray) out = start_file ();
  g_autoptr (CtgMail) mail = NULL;

  put_file (out, "note.txt", NULL, "due");
  g_byte_array_set_size (out, out->len - 7);
  put_number (out, 0xffffffff, 4);
  mail = read_letter (out, "Ecco.");
  g_assert_cmpuint (mail->attachments->len, ==, 1);
  g_assert_false (((const CtgMailAttachment *) mail->attachments->pdata[0])->is_inline);
  g_assert_true (g_strv_contains ((const char *const *) mail->problems, "winmail-unreadable"));
}

/* Whatever stands in it: the letter is there, within its time, and so is the file. */
static void
test_what_is_mutated_harms_nothing (void)
{
  g_autoptr (GByteArray) good = start_file ();
  guint n_rounds = g_test_thorough () ? 2000 : 60;

  put_rtf (good, RTF);
  put_file (good, "note.txt", "Un nome lungo.txt", "due");
  for (guint round = 0; round < n_rounds; round++)
    {
      g_autoptr (GByteArray) bad = g_byte_array_new ();
      g_autoptr (CtgMail) mail = NULL;

      g_byte_array_append (bad, good->data, good->len);
      for (gint n = g_test_rand_int_range (1, 6); n > 0; n--)
        bad->data[g_test_rand_int_range (4, (gint32) bad->len)] = (guint8) g_test_rand_int_range (0, 256);
      if (round % 4 == 0)
        g_byte_array_set_size (bad, (guint) g_test_rand_int_range (5, (gint32) bad->len));
      mail = read_letter (bad, "Ecco.");
      g_assert_cmpstr (mail->text, ==, "Ecco.");
      g_assert_cmpuint (mail->attachments->len, >=, 1);
    }
}

static void
test_rtf_is_its_words (void)
{
  static const struct { const char *rtf, *text; } cases[] = {
    { "{\\rtf1 a\\tab b\\line c}", "a\tb\nc" },
    { "{\\rtf1{\\pict 89504e47}x\\{y\\}}", "x{y}" },
    { "{\\rtf1\\fromhtml1{\\*\\htmltag64 <p>}uno\\htmlrtf \\par\\htmlrtf0 due}", "uno\ndue" },
    { "{\\rtf1\\uc2\\u1087 --\\u8364 --.}", "п€." },
    { "{{{{", "" },
    { "}}}}a\\", "a" },
    { "\\'zz\\'e", "zze" },
  };
  g_autofree char *deep = g_strnfill (200000, '{');
  g_autofree char *nothing = ctg_rtf_to_text (deep);

  g_assert_cmpstr (nothing, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ctg_rtf_to_text (cases[i].rtf);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/winmail/M4-its-files-are-attachments", test_its_files_are_attachments);
  g_test_add_func ("/mime/winmail/M4-its-words-are-the-letters-where-it-has-none",
                   test_its_words_are_the_letters_where_it_has_none);
  g_test_add_func ("/mime/winmail/M4-what-is-broken-stays-an-attachment", test_what_is_broken_stays_an_attachment);
  g_test_add_func ("/mime/winmail/M4-what-is-mutated-harms-nothing", test_what_is_mutated_harms_nothing);
  g_test_add_func ("/mime/winmail/rtf-is-its-words", test_rtf_is_its_words);
  return g_test_run ();
}
