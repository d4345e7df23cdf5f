/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clock.h"
#include "errors.h"
#include "mail.h"

#include <string.h>

static CtgMail *
parse_bytes (const char *data, gsize length, CtgMailFlags flags)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, length);
  g_autoptr (GError) error = NULL;
  CtgMail *mail = ctg_mail_parse (bytes, flags, &error);

  g_assert_no_error (error);
  g_assert_nonnull (mail);
  return mail;
}

static CtgMail *
parse (const char *text)
{
  return parse_bytes (text, strlen (text), 0);
}

static CtgMail *
parse_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "mail", name, NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autoptr (GBytes) bytes = NULL;
  CtgMail *mail;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new (data, length);
  mail = ctg_mail_parse (bytes, 0, &error);
  g_assert_no_error (error);
  return mail;
}

static gboolean
has_problem (const CtgMail *mail, const char *token)
{
  return g_strv_contains ((const char *const *) mail->problems, token);
}

static const CtgAddress *
address_at (GPtrArray *list, guint i)
{
  g_assert_cmpuint (i, <, list->len);
  return list->pdata[i];
}

static const CtgMailAttachment *
attachment_at (const CtgMail *mail, guint i)
{
  g_assert_cmpuint (i, <, mail->attachments->len);
  return mail->attachments->pdata[i];
}

static void
test_plain_message_says_what_it_says (void)
{
  g_autoptr (CtgMail) mail = parse_file ("plain-it.eml");

  g_assert_cmpstr (mail->subject, ==, "Preventivo per la fornitura di piastrelle — è pronto");
  g_assert_cmpstr (address_at (mail->from, 0)->name, ==, "Giulia Ferrario");
  g_assert_cmpstr (address_at (mail->from, 0)->address, ==, "giulia.ferrario@ceramicheferrario.example");
  g_assert_cmpstr (ctg_mail_get_author (mail)->address, ==, "giulia.ferrario@ceramicheferrario.example");
  g_assert_cmpuint (mail->to->len, ==, 2);
  g_assert_cmpstr (address_at (mail->to, 1)->name, ==, "Rossi, Marco");
  g_assert_cmpuint (mail->cc->len, ==, 1);
  g_assert_cmpstr (mail->message_id, ==, "20260312.091533.1@ceramicheferrario.example");
  g_assert_true (mail->has_message_id);
  g_assert_cmpint (mail->date_utc_s, ==, 1773303333);
  g_assert_cmpstr (mail->in_reply_to[0], ==, "a1@studiomoretti.example");
  g_assert_null (mail->in_reply_to[1]);
  g_assert_cmpuint (g_strv_length (mail->references), ==, 2);
  g_assert_cmpstr (mail->references[0], ==, "a0@studiomoretti.example");
  g_assert_nonnull (strstr (mail->text, "perché il colore è più caldo.\n"));
  g_assert_null (mail->html);
  g_assert_cmpint (mail->automatic, ==, CTG_AUTOMATIC_HUMAN);
  g_assert_cmpuint (g_strv_length (mail->problems), ==, 0);
}

static void
test_alternative_gives_text_html_and_attachments (void)
{
  g_autoptr (CtgMail) mail = parse_file ("mixed-attachments.eml");

  g_assert_nonnull (strstr (mail->text, "In allegato trova la fattura."));
  g_assert_null (strstr (mail->text, "<p>"));
  g_assert_nonnull (strstr (mail->html, "<p>In allegato"));
  g_assert_cmpuint (mail->attachments->len, ==, 3);
  g_assert_cmpstr (attachment_at (mail, 0)->type, ==, "image/png");
  g_assert_true (attachment_at (mail, 0)->is_inline);
  g_assert_cmpstr (attachment_at (mail, 0)->content_id, ==, "logo@bottega.example");
  g_assert_cmpstr (attachment_at (mail, 1)->name, ==, "fattura nº 12 – però.pdf");
  g_assert_cmpint (attachment_at (mail, 1)->size_bytes, ==, 9);
  g_assert_cmpstr (attachment_at (mail, 1)->sha256, ==,
                   "0716f9264c9fe19f5d7455276107f3ddcc1d3497f63d60689a73558ae8a1bf5e");
  g_assert_null (attachment_at (mail, 1)->content);
  g_assert_cmpstr (attachment_at (mail, 2)->name, ==, "note.txt");
}

static void
test_flowed_text_is_a_line_a_paragraph (void)
{
  g_autoptr (CtgMail) mail = parse ("Subject: s\nContent-Type: text/plain; Format=Flowed; delsp=Yes\n\nuna riga  \n"
                                    "spezzata\n> vecchia  \n> riga\n");
  g_autoptr (CtgMail) fixed = parse ("Subject: s\nContent-Type: text/plain; format=fixed\n\nuna \nriga\n");

  g_assert_cmpstr (mail->text, ==, "una riga spezzata\n> vecchia riga\n");
  g_assert_cmpstr (fixed->text, ==, "una \nriga\n");
}

static void
test_content_is_kept_when_asked_for (void)
{
  static const char text[] = "Subject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                             "Content-Type: text/plain\n\ntext\n--b\nContent-Type: application/x-y; name=a.bin\n\n"
                             "raw \xff bytes\n--b\nContent-Type: application/x-y; name=b.bin\n"
                             "Content-Transfer-Encoding: base64\n\nAAEC\n--b--\nepilogue\n";
  g_autoptr (CtgMail) mail = parse_bytes (text, sizeof text - 1, CTG_MAIL_CONTENT);

  g_assert_cmpstr (mail->text, ==, "text");
  g_assert_cmpmem (g_bytes_get_data (attachment_at (mail, 0)->content, NULL), 11, "raw \xff bytes", 11);
  g_assert_cmpuint (g_bytes_get_size (attachment_at (mail, 0)->content), ==, 11);
  g_assert_cmpmem (g_bytes_get_data (attachment_at (mail, 1)->content, NULL), 3, "\0\1\2", 3);
}

static void
test_header_block_alone_gives_the_same_identity (void)
{
  static const char text[] = "From: a@b.example\nSubject: S\nDate: Tue, 3 Mar 2026 10:00:00 +0100\n\nbody\n";
  g_autoptr (CtgMail) whole = parse (text);
  g_autoptr (CtgMail) header = parse_bytes (text, sizeof text - 6, CTG_MAIL_HEADERS_ONLY);

  g_assert_false (header->has_message_id);
  g_assert_true (g_str_has_suffix (header->message_id, "@carteggio.invalid"));
  g_assert_cmpstr (header->message_id, ==, whole->message_id);
  g_assert_cmpstr (header->content_hash, ==, whole->content_hash);
  g_assert_cmpuint (strlen (header->content_hash), ==, 32);
  g_assert_cmpstr (header->text, ==, "");
}

static void
test_same_id_other_content_has_another_hash (void)
{
  g_autoptr (CtgMail) one = parse ("From: a@b.example\nMessage-ID: <x@y>\nSubject: S one\n\nbody\n");
  g_autoptr (CtgMail) other = parse ("From: a@b.example\nMessage-ID: <x@y>\nSubject: T\n\nbody\n");
  g_autoptr (CtgMail) copy = parse ("Received: by z\nFrom: a@b.example\nMessage-ID:\n <x@y>\nSubject: S\n"
                                    " one\n\nbody\n");

  g_assert_cmpstr (one->message_id, ==, other->message_id);
  g_assert_cmpstr (one->content_hash, !=, other->content_hash);
  g_assert_cmpstr (one->content_hash, ==, copy->content_hash);
}

static void
test_made_up_id_tells_traces_apart (void)
{
  g_autoptr (CtgMail) one = parse ("Received: by z; 1\nFrom: a@b.example\nSubject: S\n\nbody\n");
  g_autoptr (CtgMail) other = parse ("Received: by z; 2\nFrom: a@b.example\nSubject: S\n\nbody\n");
  g_autoptr (CtgMail) marked = parse ("Received: by z; 1\nStatus: RO\nFrom: a@b.example\nSubject: S\n\nbody\n");

  g_assert_cmpstr (one->message_id, !=, other->message_id);
  g_assert_cmpstr (one->message_id, ==, marked->message_id);
}

static void
test_leading_blank_line_is_stepped_over (void)
{
  g_autoptr (CtgMail) blank = parse ("\n  \r\nFrom: a@b.example\nSubject: S\n\nbody\n");
  g_autoptr (CtgMail) from_line = parse ("From a@b.example Tue Mar  3 10:00:00 2026\nFrom: a@b.example\n"
                                         "Subject: S\n\nbody\n");

  g_assert_cmpstr (blank->subject, ==, "S");
  g_assert_cmpstr (blank->text, ==, "body\n");
  g_assert_true (has_problem (blank, "leading-blank"));
  g_assert_cmpstr (from_line->subject, ==, "S");
  g_assert_true (has_problem (from_line, "leading-from-line"));
}

static void
test_header_behind_the_servers_own_fields_is_read (void)
{
  g_autoptr (CtgMail) delivered = parse ("Return-Path: <a@b.example>\r\nReceived: by z; 1\r\n\r\n\r\n"
                                         "From: a@b.example\r\nSubject: S\r\nMessage-ID: <1@b.example>\r\n"
                                         "\r\nbody\r\n");
  g_autoptr (CtgMail) quoting = parse ("Received: by z; 1\nFrom: a@b.example\n\nSubject: no\n\nbody\n");
  g_autoptr (CtgMail) bare = parse ("Received: by z; 1\n\njust words\n\nSubject: no\n");

  g_assert_cmpstr (delivered->subject, ==, "S");
  g_assert_cmpstr (delivered->message_id, ==, "1@b.example");
  g_assert_cmpstr (delivered->text, ==, "body\n");
  g_assert_true (has_problem (delivered, "leading-blank"));
  g_assert_cmpstr (quoting->subject, ==, "");
  g_assert_cmpstr (quoting->text, ==, "Subject: no\n\nbody\n");
  g_assert_cmpstr (bare->text, ==, "just words\n\nSubject: no\n");
}

static void
test_cr_only_mail_is_read (void)
{
  g_autoptr (CtgMail) mail = parse ("From: a@b.example\rSubject: S\r\rone\rtwo\r");

  g_assert_cmpstr (mail->subject, ==, "S");
  g_assert_cmpstr (mail->text, ==, "one\ntwo\n");
  g_assert_true (has_problem (mail, "cr-only"));
}

static void
test_absent_and_absurd_dates_are_zero (void)
{
  static const char *const absurd[] = { "Date: Tue, 3 Mar 2099 10:00:00 +0100", "Date: 1 Jan 1970 00:00:00 GMT",
                                        "Date: yesterday", "Date: Mon, 31 Dec 9999 23:59:59 +0000", NULL };
  g_autoptr (CtgMail) none = parse ("Subject: S\n\n");

  g_assert_cmpint (none->date_utc_s, ==, 0);
  g_assert_true (has_problem (none, "no-date"));
  g_assert_true (has_problem (none, "no-message-id"));
  g_assert_true (has_problem (none, "no-from"));
  for (guint i = 0; absurd[i] != NULL; i++)
    {
      g_autofree char *text = g_strconcat (absurd[i], "\nSubject: S\n\n", NULL);
      g_autoptr (CtgMail) mail = parse (text);

      g_assert_cmpint (mail->date_utc_s, ==, 0);
      g_assert_true (has_problem (mail, "bad-date"));
    }
}

static void
test_a_day_ahead_is_still_a_date (void)
{
  g_autoptr (CtgMail) mail = NULL;

  ctg_clock_set_fake_utc_s (1773303333);
  mail = parse ("Date: Fri, 13 Mar 2026 09:15:33 +0100\nSubject: S\n\n");
  g_assert_cmpint (mail->date_utc_s, ==, 1773303333 + 86400);
  ctg_clock_set_fake_utc_s (0);
}

static void
test_nul_bytes_do_not_cut (void)
{
  static const char text[] = "From: a@b.example\nSubject: be\0fore\n\nbo\0dy\n";
  g_autoptr (CtgMail) mail = parse_bytes (text, sizeof text - 1, 0);

  g_assert_cmpstr (mail->subject, ==, "before");
  g_assert_cmpstr (mail->text, ==, "body\n");
  g_assert_true (has_problem (mail, "nul-bytes"));
}

static void
test_unknown_charset_is_shown_at_best_effort (void)
{
  g_autoptr (CtgMail) mail = parse ("Subject: =?x-klingon?Q?caff=C3=A8?=\n"
                                    "Content-Type: text/plain; charset=x-klingon\n\n"
                                    "perch\xe9\n");

  g_assert_cmpstr (mail->subject, ==, "caffè");
  g_assert_cmpstr (mail->text, ==, "perché\n");
  g_assert_true (has_problem (mail, "unknown-charset"));
}

static void
test_split_character_joins_over_encoded_words (void)
{
  g_autoptr (CtgMail) mail = parse ("Subject: =?utf-8?B?0L/QvtC2?= =?utf-8?B?0YPQu9GD0LnRgdGC0LA=?=\n"
                                    " =?UTF-8?Q?_caff=C3?=\n"
                                    " =?utf-8?q?=A8?= !\n\n");

  g_assert_cmpstr (mail->subject, ==, "пожулуйста caffè !");
}

static void
test_several_from_have_no_author (void)
{
  g_autoptr (CtgMail) two_fields = parse ("From: a@b.example\nFrom: c@d.example\n\n");
  g_autoptr (CtgMail) two_in_one = parse ("From: a@b.example, c@d.example\nSender: a@b.example\n\n");
  g_autoptr (CtgMail) unreadable = parse ("From: Undisclosed\nSubject: S\n\n");
  g_autoptr (CtgMail) group = parse ("From: Friends: ;\nSubject: S\n\n");

  g_assert_null (ctg_mail_get_author (two_fields));
  g_assert_true (has_problem (two_fields, "several-from"));
  g_assert_null (ctg_mail_get_author (two_in_one));
  g_assert_true (has_problem (two_in_one, "several-from"));
  g_assert_null (ctg_mail_get_author (unreadable));
  g_assert_true (has_problem (unreadable, "bad-from"));
  g_assert_null (ctg_mail_get_author (group));
}

static void
test_name_that_is_another_address_is_flagged (void)
{
  g_autoptr (CtgMail) mail = parse ("From: \"boss@bank.example\" <thief@evil.example>\n\n");

  g_assert_cmpstr (ctg_mail_get_author (mail)->address, ==, "thief@evil.example");
  g_assert_true (has_problem (mail, "name-is-address"));
}

static void
test_mailsploit_controls_are_removed (void)
{
  g_autoptr (CtgMail) mail = parse ("From: =?utf-8?b?cG90dXNAd2hpdGVob3VzZS5leGFtcGxl?= =?utf-8?Q?=00=0A?= "
                                    "<x@evil.example>\n"
                                    "Subject: =?utf-8?Q?a=00b=0D=0ABcc:_c=E2=80=AEd?=\n\n");

  g_assert_cmpstr (address_at (mail->from, 0)->name, ==, "potus@whitehouse.example");
  g_assert_cmpstr (ctg_mail_get_author (mail)->address, ==, "x@evil.example");
  g_assert_cmpstr (mail->subject, ==, "ab  Bcc: cd");
}

static void
test_not_a_message_is_an_error (void)
{
  static const char *const texts[] = { "", "\n\n\n", "hello world\n", ("\x7f" "ELF\x02\x01"), "{\"a\": 1}\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (ctg_mail_parse (bytes, 0, &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
    }
}

static void
test_html_only_is_shown_as_its_text (void)
{
  g_autoptr (CtgMail) mail = parse ("Subject: S\nContent-Type: text/html; charset=iso-8859-1\n\n"
                                    "<html><head><style>p{}</style></head><body><p>Perch\xe9</p>"
                                    "<p>no?</body></html>\n");

  g_assert_cmpstr (mail->text, ==, "Perché\n\nno?");
  g_assert_nonnull (strstr (mail->html, "Perché"));
}

static void
test_list_footer_does_not_hide_the_html_body (void)
{
  g_autoptr (CtgMail) mail = parse ("Subject: S\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
                                    "Content-Type: text/html\n\n<b>Hello</b>\n--x\nContent-Type: text/plain\n\n"
                                    "-- list footer\n--x--\n");

  g_assert_cmpstr (mail->text, ==, "Hello\n-- list footer");
}

static void
test_multipart_without_parts_is_shown (void)
{
  g_autoptr (CtgMail) no_boundary = parse ("Subject: S\nContent-Type: multipart/mixed\n\nwords\n");
  g_autoptr (CtgMail) never = parse ("Subject: S\nContent-Type: multipart/mixed; boundary=zz\n\nwords\n");

  g_assert_cmpstr (no_boundary->text, ==, "words\n");
  g_assert_true (has_problem (no_boundary, "bad-multipart"));
  g_assert_cmpstr (never->text, ==, "words\n");
}

static void
test_unclosed_and_headless_parts_are_read (void)
{
  g_autoptr (CtgMail) mail = parse ("Subject: S\nContent-Type: multipart/mixed; boundary=\"a b\"\n\n--a b\n"
                                    "\nfirst\n"
                                    "--a b  \nContent-Type: text/x-foo; name=f.txt\n--a b\n"
                                    "Content-Type: text/plain\n\nlast");

  g_assert_cmpstr (mail->text, ==, "first\nlast");
  g_assert_cmpuint (mail->attachments->len, ==, 1);
}

static void
test_enclosed_message_is_an_attachment (void)
{
  g_autoptr (CtgMail) mail = parse ("Subject: S\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n"
                                    "Content-Type: message/rfc822\n\nSubject: =?utf-8?Q?Offerta_=E2=82=AC?=\n"
                                    "Content-Type: multipart/mixed; boundary=c\n\n--c\n\ninner\n--c--\n--b--\n");

  g_assert_cmpstr (mail->text, ==, "text");
  g_assert_cmpuint (mail->attachments->len, ==, 1);
  g_assert_cmpstr (attachment_at (mail, 0)->name, ==, "Offerta €.eml");
}

static void
test_encrypted_parts_are_never_joined (void)
{
  g_autoptr (CtgMail) mail = parse ("Subject: S\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                                    "Content-Type: text/html\n\n<img src=\"http://evil.example/\n--b\n"
                                    "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\n"
                                    "SECRET\n--b\n"
                                    "Content-Type: text/html\n\n\">\n--b--\n");

  g_assert_null (strstr (mail->html, "SECRET"));
  g_assert_null (strstr (mail->text, "SECRET"));
  g_assert_cmpstr (attachment_at (mail, 0)->type, ==, "application/pkcs7-mime");
}

static void
test_missing_empty_line_starts_the_body (void)
{
  g_autoptr (CtgMail) mail = parse ("From: a@b.example\nSubject: S\nHello there, this is the body\n"
                                    "which goes on\n");

  g_assert_cmpstr (mail->subject, ==, "S");
  g_assert_cmpstr (mail->text, ==, "Hello there, this is the body\nwhich goes on\n");
}

static void
test_sensitivity_is_read (void)
{
  g_autoptr (CtgMail) mail = parse ("Subject: S\nSensitivity: Company-Confidential\n\n");

  g_assert_cmpstr (mail->sensitivity, ==, "company-confidential");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/mime/mail/" path, function)
  ADD ("plain-message-says-what-it-says", test_plain_message_says_what_it_says);
  ADD ("alternative-gives-text-html-and-attachments", test_alternative_gives_text_html_and_attachments);
  ADD ("flowed-text-is-a-line-a-paragraph", test_flowed_text_is_a_line_a_paragraph);
  ADD ("content-is-kept-when-asked-for", test_content_is_kept_when_asked_for);
  ADD ("header-block-alone-gives-the-same-identity", test_header_block_alone_gives_the_same_identity);
  ADD ("same-id-other-content-has-another-hash", test_same_id_other_content_has_another_hash);
  ADD ("made-up-id-tells-traces-apart", test_made_up_id_tells_traces_apart);
  ADD ("leading-blank-line-is-stepped-over", test_leading_blank_line_is_stepped_over);
  ADD ("header-behind-the-servers-own-fields-is-read", test_header_behind_the_servers_own_fields_is_read);
  ADD ("cr-only-mail-is-read", test_cr_only_mail_is_read);
  ADD ("absent-and-absurd-dates-are-zero", test_absent_and_absurd_dates_are_zero);
  ADD ("a-day-ahead-is-still-a-date", test_a_day_ahead_is_still_a_date);
  ADD ("nul-bytes-do-not-cut", test_nul_bytes_do_not_cut);
  ADD ("unknown-charset-is-shown-at-best-effort", test_unknown_charset_is_shown_at_best_effort);
  ADD ("split-character-joins-over-encoded-words", test_split_character_joins_over_encoded_words);
  ADD ("several-from-have-no-author", test_several_from_have_no_author);
  ADD ("name-that-is-another-address-is-flagged", test_name_that_is_another_address_is_flagged);
  ADD ("mailsploit-controls-are-removed", test_mailsploit_controls_are_removed);
  ADD ("not-a-message-is-an-error", test_not_a_message_is_an_error);
  ADD ("html-only-is-shown-as-its-text", test_html_only_is_shown_as_its_text);
  ADD ("list-footer-does-not-hide-the-html-body", test_list_footer_does_not_hide_the_html_body);
  ADD ("multipart-without-parts-is-shown", test_multipart_without_parts_is_shown);
  ADD ("unclosed-and-headless-parts-are-read", test_unclosed_and_headless_parts_are_read);
  ADD ("enclosed-message-is-an-attachment", test_enclosed_message_is_an_attachment);
  ADD ("encrypted-parts-are-never-joined", test_encrypted_parts_are_never_joined);
  ADD ("missing-empty-line-starts-the-body", test_missing_empty_line_starts_the_body);
  ADD ("sensitivity-is-read", test_sensitivity_is_read);
  return g_test_run ();
}
