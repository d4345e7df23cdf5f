/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "mail-build.h"

#include <string.h>

#define MARTA "marta@studio.example"
#define NOW 1780000000

static GPtrArray *
people (const char *name, const char *address)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_address_free);

  g_ptr_array_add (list, ctg_address_new (name, address));
  return list;
}

typedef struct
{
  CtgLetter letter;
  CtgAddress from;
  GPtrArray *to;            /* (owned) */
  GPtrArray *cc;            /* (owned) */
  CtgMailAttachment file;
  GPtrArray *files;         /* (owned) */
} Fixture;

static void
set_up (Fixture *self)
{
  self->from = (CtgAddress) { (char *) "Marta Rossi", (char *) MARTA };
  self->to = people ("Ada", "ada@example.com");
  self->cc = people ("", "luca@example.com");
  self->file = (CtgMailAttachment) { .name = (char *) "note.txt", .type = (char *) "text/plain" };
  self->file.content = g_bytes_new_static ("a\nb\r\nc", 6);
  self->files = g_ptr_array_new ();
  g_ptr_array_add (self->files, &self->file);
  self->letter = (CtgLetter) {
    .from = &self->from, .to = self->to, .cc = self->cc, .subject = "Preventivo", .text = "Buongiorno\n",
    .message_id = "1@studio.example", .date_utc_s = NOW,
  };
}

static void
tear_down (Fixture *self)
{
  g_ptr_array_unref (self->to);
  g_ptr_array_unref (self->cc);
  g_ptr_array_unref (self->files);
  g_bytes_unref (self->file.content);
}

static CtgMail *
read_back (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  CtgMail *mail = ctg_mail_parse (bytes, CTG_MAIL_CONTENT, &error);

  g_assert_no_error (error);
  return mail;
}

/* RFC 5321 section 2.3.8 and 4.5.3.1.6. */
static void
assert_wire (GBytes *bytes)
{
  gsize length, column = 0;
  const char *at = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    {
      g_assert_true ((at[i] & 0x80) == 0 && at[i] != '\0');
      g_assert_true ((at[i] == '\n') == (i > 0 && at[i - 1] == '\r'));
      column = at[i] == '\n' ? 0 : column + 1;
      g_assert_cmpuint (column, <=, 998);
    }
  g_assert_true (length > 1 && at[length - 1] == '\n');
}

static CtgMail *
build (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ctg_mail_build (&self->letter, &error);

  g_assert_no_error (error);
  assert_wire (bytes);
  return read_back (bytes);
}

static void
test_a_letter_says_what_it_was_given (void)
{
  static const char *const references[] = { "a@x", "b@y", NULL };
  Fixture self;
  g_autoptr (CtgMail) mail = NULL;

  set_up (&self);
  self.letter.subject = "Perché no? Città di Forlì — «offerta» n. 12 con un oggetto più lungo di una riga intera";
  self.letter.in_reply_to = "b@y";
  self.letter.references = references;
  mail = build (&self);
  g_assert_cmpstr (mail->subject, ==, self.letter.subject);
  g_assert_cmpstr (mail->message_id, ==, "1@studio.example");
  g_assert_cmpint (mail->date_utc_s, ==, NOW);
  g_assert_cmpstr (ctg_mail_get_author (mail)->name, ==, "Marta Rossi");
  g_assert_cmpstr (((CtgAddress *) mail->to->pdata[0])->address, ==, "ada@example.com");
  g_assert_cmpstr (((CtgAddress *) mail->cc->pdata[0])->address, ==, "luca@example.com");
  g_assert_cmpstr (mail->references[0], ==, "a@x");
  g_assert_cmpstr (mail->references[1], ==, "b@y");
  g_assert_cmpstr (mail->in_reply_to[0], ==, "b@y");
  g_assert_cmpuint (mail->bcc->len, ==, 0);
  g_assert_cmpint (mail->automatic, ==, CTG_AUTOMATIC_HUMAN);
  tear_down (&self);
}

/* S2: whatever the body is made of, it arrives as it was written. */
static void
test_bodies (void)
{
  static const char *const pieces[] = {
    ".", "..", ".\n", "\n.\n", "From here\n", "a b \n", "tab\t\n", "=3D", "=\n", "\n\n\n", "è", "日本語", "👍🏽",
    "QUIT\nRSET\n", "--\n", "-- \nMarta\n", "Subject: x\n", "\xc2\xa0",
  };

  for (guint i = 0; i < 54; i++)
    {
      g_autoptr (GString) text = g_string_new ("begin\n");
      g_autoptr (CtgMail) mail = NULL;
      Fixture self;

      for (guint j = 0; j < (i < 18 ? 1 : 3 + i * 7); j++)
        g_string_append (text, pieces[(i + j * (1 + i / 18)) % G_N_ELEMENTS (pieces)]);
      g_string_append (text, "\nend\n");
      set_up (&self);
      self.letter.text = text->str;
      mail = build (&self);
      g_assert_cmpstr (mail->text, ==, text->str);
      tear_down (&self);
    }
}

static void
test_form_and_files (void)
{
  Fixture self;
  g_autoptr (CtgMail) mail = NULL;
  const CtgMailAttachment *attachment;

  set_up (&self);
  self.letter.html = "<p>Buongiorno <b>Ada</b></p>";
  self.letter.attachments = self.files;
  self.file.name = (char *) "Fattura n° 12 — società «Così».txt";
  mail = build (&self);
  g_assert_cmpstr (mail->text, ==, "Buongiorno\n");
  g_assert_cmpstr (mail->html, ==, "<p>Buongiorno <b>Ada</b></p>");
  g_assert_cmpuint (mail->attachments->len, ==, 1);
  attachment = mail->attachments->pdata[0];
  g_assert_cmpstr (attachment->name, ==, self.file.name);
  g_assert_true (g_bytes_equal (attachment->content, self.file.content));
  tear_down (&self);
}

static void
test_a_type_is_two_words (void)
{
  static const struct { const char *given, *made; } types[] = {
    { "application/pdf", "application/pdf" }, { "multipart/mixed", "application/octet-stream" },
    { "message/rfc822", "application/octet-stream" }, { "a/b; c=\"d\"", "application/octet-stream" },
    { "", "application/octet-stream" }, { "text", "application/octet-stream" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      Fixture self;
      g_autoptr (CtgMail) mail = NULL;

      set_up (&self);
      self.letter.attachments = self.files;
      self.file.type = (char *) types[i].given;
      mail = build (&self);
      g_assert_cmpstr (((CtgMailAttachment *) mail->attachments->pdata[0])->type, ==, types[i].made);
      tear_down (&self);
    }
}

static void
test_automatic_and_receipt (void)
{
  Fixture self;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  set_up (&self);
  self.letter.is_automatic = TRUE;
  self.letter.asks_receipt = TRUE;
  bytes = ctg_mail_build (&self.letter, NULL);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_nonnull (strstr (text, "\r\nAuto-Submitted: auto-generated\r\n"));
  g_assert_nonnull (strstr (text, "\r\nX-Auto-Response-Suppress: All\r\n"));
  g_assert_nonnull (strstr (text, "\r\nDisposition-Notification-To: " MARTA "\r\n"));
  tear_down (&self);
}

/* The payloads of S1, in every field that other people fill. */
static const char *const payloads[] = {
  "\r\nBcc: eve@evil.example", "\nBcc: eve@evil.example", "\rBcc: eve@evil.example", "x\r\n\r\nbody",
  "x\n\nbody", "x\r\n.\r\nMAIL FROM:<eve@evil.example>", "\r\n", "\n", "\r", "x\ty", "\x01", "\x1b[0m", "\x7f",
  "x\vy", "x\fy", "\xc2\x85", "x\xc2\x85y", "\xe2\x80\xa8", "\xe2\x80\xa9" "Bcc: eve@evil.example", "\xff\xfe",
  "%0d%0aBcc: x", "\\r\\nBcc: x", "=?utf-8?q?=0d=0aBcc=3A_eve=40evil.example?=",
  "=?utf-8?b?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=", "a\", <eve@evil.example>", "<eve@evil.example>",
  "a, eve@evil.example", "a; eve@evil.example", "group: eve@evil.example;", "\"", "\\", "(comment)",
  "a@b, c@d", "a@b c@d", "a@b\r\nRCPT TO:<eve@evil.example>", "a@b> SIZE=1\r\nDATA", "a@b>\r\n", "<>", "@",
  "a@", "@b", "../../etc/passwd", "a;filename=b", "a\"; filename=\"b", "name\r\nContent-Type: text/html",
  "utf-8''a%0d%0a", "\"a\r\n\"", "a\r\n b", "a\r\n\tb", "a\n b", "=0D=0ABcc: x", "&#13;&#10;Bcc: x",
  "+ADw-eve@evil.example+AD4-", "x=?us-ascii?q?=0a?=", "\xe2\x80\xae" "exe.txt", "\xef\xbb\xbf", "a\xcc\x88",
  "\xf0\x9f\x91\x8d", "{{contact.name}}", "{{",
};

static guint
count_headers (GBytes *bytes)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  char *end = strstr (text, "\r\n\r\n");
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  *end = '\0';
  g_assert_null (strstr (text, "\r\nBcc:"));
  lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    n += !g_ascii_isspace (*lines[i]);
  return n;
}

static void
fill (Fixture *self, guint field, const char *payload)
{
  CtgAddress *to = self->to->pdata[0];

  switch (field)
    {
    case 0: g_free (to->name), to->name = g_strdup (payload); break;
    case 1: g_free (to->address), to->address = g_strdup (payload); break;
    case 2: self->from.name = (char *) payload; break;
    case 3: self->letter.subject = payload; break;
    case 4: self->file.name = (char *) payload; break;
    case 5: self->file.type = (char *) payload; break;
    case 6: self->letter.in_reply_to = payload; break;
    default: self->letter.message_id = payload; break;
    }
}

/* S1: either it is refused, or the letter has the headers and people it should have. */
static void
test_injection (void)
{
  guint n_refused = 0, n_built = 0;

  for (guint field = 0; field < 8; field++)
    for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++)
      {
        Fixture self;
        g_autoptr (GBytes) plain = NULL;
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GError) error = NULL;

        set_up (&self);
        self.letter.in_reply_to = "b@y";
        self.letter.attachments = self.files;
        plain = ctg_mail_build (&self.letter, NULL);
        fill (&self, field, payloads[i]);
        bytes = ctg_mail_build (&self.letter, &error);
        if (bytes == NULL)
          {
            g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
            n_refused++;
          }
        else
          {
            g_autoptr (CtgMail) mail = read_back (bytes);

            assert_wire (bytes);
            g_assert_cmpuint (count_headers (bytes), ==, count_headers (plain));
            g_assert_cmpuint (mail->to->len, ==, 1);
            g_assert_cmpuint (mail->cc->len, ==, 1);
            g_assert_cmpuint (mail->bcc->len, ==, 0);
            g_assert_cmpuint (mail->attachments->len, ==, 1);
            g_assert_cmpstr (mail->text, ==, "Buongiorno\n");
            n_built++;
          }
        tear_down (&self);
      }
  g_assert_cmpuint (n_refused + n_built, ==, 8 * G_N_ELEMENTS (payloads));
  g_assert_cmpuint (n_refused, >, 100);
  g_assert_cmpuint (n_built, >, 100);
}

static void
test_ids (void)
{
  g_autofree char *one = ctg_mail_make_id (MARTA);
  g_autofree char *other = ctg_mail_make_id (MARTA);
  g_autofree char *idn = ctg_mail_make_id ("marta@caffè.example");

  g_assert_cmpstr (one, !=, other);
  g_assert_true (g_str_has_suffix (one, "@studio.example"));
  g_assert_true (g_str_has_suffix (idn, "@xn--caff-8oa.example"));
}

static void
test_international_addresses (void)
{
  g_autofree char *domain = ctg_mail_wire_address ("ada@caffè.example", NULL);
  g_autofree char *local = ctg_mail_wire_address ("pelé@caffè.example", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (domain, ==, "ada@xn--caff-8oa.example");
  g_assert_cmpstr (local, ==, "pelé@xn--caff-8oa.example");
  g_assert_null (ctg_mail_wire_address ("ada", &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
}

/* A37: the report is read back as what it is, and names a letter and a reader that a header can carry. */
static void
test_a_receipt_of_ours (void)
{
  Fixture self;
  CtgReadNotice notice = { MARTA, "7@example.com" };
  const char *const ids[] = { "a\r\nBcc: x@y", "a b", "", "<a@b>" };

  set_up (&self);
  self.letter.notice = &notice;
  {
    g_autoptr (CtgMail) mail = build (&self);

    g_assert_cmpint (mail->automatic, ==, CTG_AUTOMATIC_RECEIPT);
    g_assert_cmpint (mail->news, ==, CTG_NEWS_READ);
    g_assert_cmpstr (mail->news_message_id, ==, "7@example.com");
    g_assert_cmpstr (mail->news_recipient, ==, MARTA);
    g_assert_cmpstr (mail->text, ==, "Buongiorno\n");
    g_assert_null (mail->receipt_address);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;

      notice.message_id = ids[i];
      g_assert_null (ctg_mail_build (&self.letter, &error));
      g_assert_true (ctg_error_has_reason (error, "message-id"));
    }
  tear_down (&self);
}

/* A37, RFC 8098 section 2.1: whom the sender wants to be told; never for programs, lists, or several at once. */
static void
test_who_asks_for_a_receipt (void)
{
  static const struct { const char *headers, *address; } cases[] = {
    { "Disposition-Notification-To: Ada <ada@Example.com>\n", "ada@example.com" },
    { "Return-Path: <ada@example.com>\nDisposition-Notification-To: <eva@example.com>\n", "eva@example.com" },
    { "Disposition-Notification-Options: x=optional,y\nDisposition-Notification-To: a@b.example\n", "a@b.example" },
    { "", NULL },
    { "Disposition-Notification-To:\n", NULL },
    { "Disposition-Notification-To: Ada\n", NULL },
    { "Disposition-Notification-To: ada@example.com, eva@example.com\n", NULL },
    { "Disposition-Notification-To: ada@example.com\nReturn-Path: <>\n", NULL },
    { "Disposition-Notification-To: ada@example.com\nList-Id: <x.example>\n", NULL },
    { "Disposition-Notification-To: ada@example.com\nAuto-Submitted: auto-replied\n", NULL },
    { "Disposition-Notification-To: a@b.example\nDisposition-Notification-Options: x = REQUIRED,y\n", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint has_id = 0; has_id < 2; has_id++)
      {
        g_autofree char *text = g_strconcat ("From: ada@example.com\n", has_id ? "Message-ID: <1@x>\n" : "",
                                             cases[i].headers, "\nCiao\n", NULL);
        g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
        g_autoptr (CtgMail) mail = read_back (bytes);

        g_assert_cmpstr (mail->receipt_address, ==, has_id ? cases[i].address : NULL);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-build/letter", test_a_letter_says_what_it_was_given);
  g_test_add_func ("/mail-build/bodies", test_bodies);
  g_test_add_func ("/mail-build/form-and-files", test_form_and_files);
  g_test_add_func ("/mail-build/types", test_a_type_is_two_words);
  g_test_add_func ("/mail-build/automatic", test_automatic_and_receipt);
  g_test_add_func ("/mail-build/A37-receipt-of-ours", test_a_receipt_of_ours);
  g_test_add_func ("/mail-build/A37-who-asks-for-one", test_who_asks_for_a_receipt);
  g_test_add_func ("/mail-build/S1-injection", test_injection);
  g_test_add_func ("/mail-build/ids", test_ids);
  g_test_add_func ("/mail-build/international", test_international_addresses);
  return g_test_run ();
}
