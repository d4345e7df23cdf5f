/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "imap-codec.h"
#include "imap-fetch.h"

#include <string.h>

/* All responses, one line each. */
static char *
decode (const char *bytes, gsize length, gsize piece, GError **error)
{
  g_autoptr (CtgImapCodec) codec = ctg_imap_codec_new ();
  GString *lines = g_string_new (NULL);

  for (gsize at = 0; at < length; at += piece)
    {
      gboolean fed = ctg_imap_codec_feed (codec, bytes + at, MIN (piece, length - at), error);

      for (;;)
        {
          g_autoptr (CtgImapResponse) response = ctg_imap_codec_take (codec);
          g_autofree char *line = response != NULL ? ctg_imap_response_describe (response) : NULL;

          if (response == NULL)
            break;
          g_string_append_printf (lines, "%s\n", line);
        }
      if (!fed)
        break;
    }
  return g_string_free (lines, FALSE);
}

typedef struct
{
  const char *bytes;
  const char *lines;
} Case;

static const Case good[] = {
  { "* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n", "* OK [CAPABILITY IMAP4rev1 IDLE] ready\n" },
  { "* OK [ALERT] say \"hi\" (now) {5}\r\n", "* OK [ALERT ] say \"hi\" (now) {5}\n" },
  { "* OK\r\n", "* OK \n" },
  { "* ok fine\n", "* OK fine\n" },
  { "C1 NO [AUTHENTICATIONFAILED] no\r\n", "C1 NO [AUTHENTICATIONFAILED ] no\n" },
  { "* 23 EXISTS\r\n* 1 RECENT\r\n", "* 23 EXISTS\n* 1 RECENT\n" },
  { "+ idling\r\n", "+ idling\n" },
  { "+\r\n", "+ \n" },
  { "+ \r\n", "+ \n" },
  { "* LIST (\\HasNoChildren \\Sent) \"/\" \"a \\\"b\\\\\"\r\n", "* LIST ( \\HasNoChildren \\Sent ) / a \"b\\\n" },
  { "* LIST () NIL {3}\r\nabc\r\n", "* LIST ( ) NIL {3}\n" },
  { "* LIST () NIL {0}\r\n\r\n", "* LIST ( ) NIL {0}\n" },
  { "* 1 FETCH (UID 5 BODY[] {4}\r\n\r\n)\n X 7)\r\n", "* 1 FETCH ( UID 5 BODY[] {4} X 7 )\n" },
  { "* 1 FETCH (BODY[HEADER.FIELDS (FROM TO)] {2}\r\nab UID 5)\r\n",
    "* 1 FETCH ( BODY[HEADER.FIELDS (FROM TO)] {2} UID 5 )\n" },
  { "* 1 FETCH (BINARY[1] ~{3}\r\na\tb)\r\n", "* 1 FETCH ( BINARY[1] {3} )\n" },
  { "* 1 FETCH (UID 5 BODY[] {2+}\r\nab)\r\n", "* 1 FETCH ( UID 5 BODY[] {2} )\n" },
  { "* LIST () \"/\" caff\351\r\n", "* LIST ( ) / caff\351\n" },
  { "\r\n* 1 EXISTS\r\n\r\n", "* 1 EXISTS\n" },
  { "* SEARCH\r\n", "* SEARCH\n" },
  { "220 smtp.example.it ESMTP\r\n", "220 smtp.example.it ESMTP\n" },
};

static void
test_every_split_gives_the_same (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    for (gsize piece = 1; piece <= strlen (good[i].bytes); piece++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *lines = decode (good[i].bytes, strlen (good[i].bytes), piece, &error);

        g_assert_no_error (error);
        g_assert_cmpstr (lines, ==, good[i].lines);
      }
}

static const char *const bad[] = {
  "* LIST () NIL \"open\r\n",
  "* LIST ( NIL\r\n",
  "* LIST ) NIL\r\n",
  "* LIST () NIL {-1}\r\n",
  "* LIST () NIL {}\r\n",
  "* LIST () NIL {1x}\r\n",
  "* LIST () NIL {3\r\n",
  "* LIST () NIL {+}\r\n",
  "* LIST () NIL ~{\r\n",
  "* 1 FETCH (BODY[] {-1}\r\n",
};

static void
test_bad_syntax_is_told (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *lines = decode (bad[i], strlen (bad[i]), 1, &error);

      g_test_message ("%s", bad[i]);
      g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
      g_assert_cmpstr (lines, ==, "");
    }
}

static const char *const too_large[] = {
  "* 1 FETCH (UID 1 BODY[] {4294967295}\r\n",
  "* 1 FETCH (UID 1 BODY[] {99999999999999}\r\n",
  "* 1 FETCH (UID 1 BODY[] {18446744073709551616}\r\n",
  "* 1 FETCH (UID 1 BODY[] {62914561}\r\n",
  "* LIST () NIL {1048577}\r\n",
  "* 1 FETCH (UID 1 X {1048577}\r\n",
  "* BODY[] {1048577}\r\n",
};

/* I1 */
static void
test_literal_over_cap (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (too_large); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *lines = decode (too_large[i], strlen (too_large[i]), 7, &error);

      g_test_message ("%s", too_large[i]);
      g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
      g_assert_true (ctg_error_has_reason (error, "literal-too-large"));
      g_assert_cmpstr (lines, ==, "");
    }
}

/* Two of 40 MB each pass one by one. */
static void
test_literals_of_one_response (void)
{
  static const char begin[] = "* 1 FETCH (UID 1 BODY[] {41943040}\r\n";
  static const char again[] = " BODY[] {41943040}\r\n";
  g_autoptr (CtgImapCodec) codec = ctg_imap_codec_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *megabyte = g_malloc0 (1024 * 1024);

  g_assert_true (ctg_imap_codec_feed (codec, begin, strlen (begin), &error));
  for (int i = 0; i < 40; i++)
    g_assert_true (ctg_imap_codec_feed (codec, megabyte, 1024 * 1024, &error));
  g_assert_false (ctg_imap_codec_feed (codec, again, strlen (again), &error));
  g_assert_true (ctg_error_has_reason (error, "literal-too-large"));
}

/* I3 */
static void
test_depth (void)
{
  g_autoptr (GString) line = g_string_new ("* X ");
  g_autoptr (GError) error = NULL;
  g_autofree char *lines = NULL;

  for (int i = 0; i < 65; i++)
    g_string_append_c (line, '(');
  g_string_append (line, "\r\n");
  lines = decode (line->str, line->len, line->len, &error);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
}

static void
test_endless_line (void)
{
  g_autoptr (CtgImapCodec) codec = ctg_imap_codec_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *ones = g_malloc (1024 * 1024);
  guint n = 0;

  memset (ones, '1', 1024 * 1024);
  while (ctg_imap_codec_feed (codec, ones, 1024 * 1024, &error))
    n++;
  g_assert_cmpuint (n, <=, 12);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
}

static void
test_nul_is_kept (void)
{
  static const char bytes[] = "* LIST () NIL {3}\r\na\0b\r\n* X a\0b\r\n";
  g_autoptr (CtgImapCodec) codec = ctg_imap_codec_new ();
  g_autoptr (CtgImapResponse) list = NULL;
  g_autoptr (CtgImapResponse) atom = NULL;
  CtgImapCursor cursor;
  const char *text;
  gsize length;

  g_assert_true (ctg_imap_codec_feed (codec, bytes, sizeof bytes - 1, NULL));
  list = ctg_imap_codec_take (codec);
  cursor = (CtgImapCursor) { list, 4 };
  text = ctg_imap_cursor_next_text (&cursor, &length);
  g_assert_cmpmem (text, length, "a\0b", 3);
  atom = ctg_imap_codec_take (codec);
  cursor = (CtgImapCursor) { atom, 1 };
  text = ctg_imap_cursor_next_text (&cursor, &length);
  g_assert_cmpmem (text, length, "a\0b", 3);
}

static void
test_long_header_is_cut (void)
{
  g_autoptr (CtgImapCodec) codec = ctg_imap_codec_new ();
  g_autofree char *announced = g_strdup_printf ("* 1 FETCH (UID 7 BODY[HEADER] {%d}\r\n", 2 * 1024 * 1024);
  g_autofree char *megabyte = g_malloc0 (1024 * 1024);
  g_autoptr (CtgImapResponse) response = NULL;
  g_auto (CtgImapFetched) fetched = { 0 };

  ctg_imap_codec_feed (codec, announced, strlen (announced), NULL);
  ctg_imap_codec_feed (codec, megabyte, 1024 * 1024, NULL);
  g_assert_null (ctg_imap_codec_take (codec));
  ctg_imap_codec_feed (codec, megabyte, 1024 * 1024, NULL);
  ctg_imap_codec_feed (codec, ")\r\n", 3, NULL);
  response = ctg_imap_codec_take (codec);
  g_assert_true (ctg_imap_fetched_read (&fetched, response));
  g_assert_cmpuint (fetched.uid, ==, 7);
  g_assert_true (fetched.is_cut);
  g_assert_cmpuint (g_bytes_get_size (fetched.bytes), ==, CTG_IMAP_HEADER_KEPT_BYTES);
  g_assert_true (ctg_imap_codec_is_empty (codec));
}

static void
test_leftovers_are_seen (void)
{
  static const char *const leftovers[] = { "*", "* 1 EXISTS\r\n", "* LIST () NIL {5}\r\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (leftovers); i++)
    {
      g_autoptr (CtgImapCodec) codec = ctg_imap_codec_new ();

      g_assert_true (ctg_imap_codec_is_empty (codec));
      ctg_imap_codec_feed (codec, leftovers[i], strlen (leftovers[i]), NULL);
      g_assert_false (ctg_imap_codec_is_empty (codec));
    }
}

typedef struct
{
  const char *line;
  guint32 uid;             /* 0: no FETCH that names its message */
  gint64 size_bytes;
  gint64 received_utc_s;
  const char *body;        /* (nullable) */
} FetchCase;

static const FetchCase fetches[] = {
  { "* 1 FETCH (UID 5 RFC822.SIZE 44 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" BODY[HEADER] {4}\r\na:b\n)\r\n",
    5, 44, 837596665, "a:b\n" },
  { "* 1 FETCH (FLAGS (\\Seen) UID 5 MODSEQ (12) BODY[] \"quoted\")\r\n", 5, 0, 0, "quoted" },
  { "* 1 FETCH (UID 5 BODY[] NIL)\r\n", 5, 0, 0, NULL },
  { "* 1 FETCH (UID 5 INTERNALDATE \" 1-Jan-2024 00:00:00 +0000\")\r\n", 5, 0, 1704067200, NULL },
  { "* 1 FETCH (UID 5 INTERNALDATE \"31-Foo-2024 00:00:00 +0000\")\r\n", 5, 0, 0, NULL },
  { "* 1 FETCH (UID 5 RFC822.SIZE x RFC822.SIZE 3)\r\n", 5, 3, 0, NULL },
  { "* 1 FETCH (UID 4294967296 BODY[] \"x\")\r\n", 0, 0, 0, "x" },
  { "* 1 FETCH (BODY[] \"x\")\r\n", 0, 0, 0, "x" },
  { "* 1 FETCH UID 5\r\n", 0, 0, 0, NULL },
  { "* FETCH FETCH (UID 5)\r\n", 0, 0, 0, NULL },
  { "* 5 EXPUNGE\r\n", 0, 0, 0, NULL },
  { "* OK FETCH\r\n", 0, 0, 0, NULL },
};

static void
test_fetch (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fetches); i++)
    {
      g_autoptr (CtgImapCodec) codec = ctg_imap_codec_new ();
      g_autoptr (CtgImapResponse) response = NULL;
      g_auto (CtgImapFetched) fetched = { 0 };

      g_test_message ("%s", fetches[i].line);
      g_assert_true (ctg_imap_codec_feed (codec, fetches[i].line, strlen (fetches[i].line), NULL));
      response = ctg_imap_codec_take (codec);
      g_assert_true (ctg_imap_fetched_read (&fetched, response) == (fetches[i].uid != 0));
      g_assert_cmpuint (fetched.uid, ==, fetches[i].uid);
      g_assert_cmpint (fetched.size_bytes, ==, fetches[i].size_bytes);
      g_assert_cmpint (fetched.received_utc_s, ==, fetches[i].received_utc_s);
      if (fetches[i].body == NULL)
        g_assert_null (fetched.bytes);
      else
        g_assert_cmpmem (g_bytes_get_data (fetched.bytes, NULL), g_bytes_get_size (fetched.bytes), fetches[i].body,
                         strlen (fetches[i].body));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap/codec/every-split-gives-the-same", test_every_split_gives_the_same);
  g_test_add_func ("/imap/codec/I3-bad-syntax-is-told", test_bad_syntax_is_told);
  g_test_add_func ("/imap/codec/I1-literal-over-cap-is-refused", test_literal_over_cap);
  g_test_add_func ("/imap/codec/I1-literals-of-one-response-are-capped-together", test_literals_of_one_response);
  g_test_add_func ("/imap/codec/I3-lists-are-64-deep-at-most", test_depth);
  g_test_add_func ("/imap/codec/I2-endless-line-is-refused", test_endless_line);
  g_test_add_func ("/imap/codec/I3-nul-is-kept", test_nul_is_kept);
  g_test_add_func ("/imap/codec/long-header-is-cut-and-the-rest-dropped", test_long_header_is_cut);
  g_test_add_func ("/imap/codec/T2-leftovers-are-seen", test_leftovers_are_seen);
  g_test_add_func ("/imap/fetch/items-are-read-and-others-skipped", test_fetch);
  return g_test_run ();
}
