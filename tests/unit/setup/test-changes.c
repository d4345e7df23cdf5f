/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was and what is now, in words. */

#include "setup-changes.h"
#include "setup-form.h"
#include "setup-texts.h"

#include <locale.h>

typedef struct
{
  const char *host;
  guint16 port;
  CtgSecurity security;
  const char *username;
} Place;

typedef struct
{
  const char *name;
  Place was_in, was_out, now_in, now_out;
  gboolean keeps_username;
  const char *changes;   /* "TITLE: WAS > NOW" by lines; "" for none */
} Case;

#define TLS CTG_SECURITY_TLS
#define STARTTLS CTG_SECURITY_STARTTLS

#define OLD { "i", 993, TLS, "a" }, { "o", 465, TLS, "a" }

static const Case cases[] = {
  { "nothing", OLD, { "I", 993, TLS, "a" }, { "o", 465, TLS, "a" }, FALSE, "" },
  { "another-host", OLD, { "j", 993, TLS, "a" }, { "o", 465, TLS, "a" }, FALSE,
    "Incoming server: i, port 993 > j, port 993\n" },
  { "weaker-is-said", OLD, { "i", 143, STARTTLS, "a" }, { "o", 465, TLS, "a" },
    FALSE, "Incoming server: i, port 993 > i, port 143\nEncryption of the incoming server: encrypted from the start "
    "(SSL/TLS) > encrypted after the greeting (STARTTLS)\n" },
  { "sending", OLD, { "i", 993, TLS, "a" }, { "p", 587, STARTTLS, "a" }, FALSE,
    "Outgoing server: o, port 465 > p, port 587\nEncryption of the outgoing server: encrypted from the start "
    "(SSL/TLS) > encrypted after the greeting (STARTTLS)\n" },
  { "user-name", OLD, { "j", 993, TLS, "a@b" }, { "o", 465, TLS, "a" }, FALSE,
    "Incoming server: i, port 993 > j, port 993\nUser name: a > a@b\n" },
  { "user-name-typed", OLD, { "j", 993, TLS, "b" }, { "o", 465, TLS, "a" },
    TRUE, "Incoming server: i, port 993 > j, port 993\n" },
};

static char *
describe (const CtgMailboxSettings *was, const CtgCandidate *now, gboolean keeps_username)
{
  g_autoptr (GPtrArray) changes = ctg_setup_changes_list (was, now, keeps_username);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const CtgSetupChange *change = g_ptr_array_index (changes, i);

      g_string_append_printf (text, "%s: %s > %s\n", change->title, change->was, change->now);
    }
  return g_string_free (text, FALSE);
}

static CtgEndpoint *
endpoint_at (const Place *place)
{
  return ctg_endpoint_new (place->host, place->port, place->security, place->username);
}

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (CtgMailboxSettings) was = ctg_mailbox_settings_new ("a@b");
  g_autoptr (CtgCandidate) now = ctg_candidate_new ("imap", "B", "isp", "isp");
  g_autofree char *text = NULL;

  was->incoming = endpoint_at (&one->was_in);
  was->outgoing = endpoint_at (&one->was_out);
  now->incoming = endpoint_at (&one->now_in);
  now->outgoing = endpoint_at (&one->now_out);
  text = describe (was, now, one->keeps_username);
  g_assert_cmpstr (text, ==, one->changes);
  g_assert_cmpint (ctg_setup_changes_any (was, now), ==, one->changes[0] != '\0');
}

static void
test_exchange (void)
{
  g_autoptr (CtgMailboxSettings) was = ctg_mailbox_settings_new ("a@b");
  g_autoptr (CtgCandidate) now = ctg_candidate_new ("exchange", "B", "exchange", "probe");
  g_autofree char *text = NULL;

  g_free (was->kind);
  was->kind = g_strdup ("exchange");
  was->incoming = ctg_endpoint_new ("", 443, CTG_SECURITY_TLS, NULL);
  now->exchange_url = g_strdup ("https://mail.b/EWS/Exchange.asmx");
  g_assert_true (ctg_setup_changes_any (was, now));
  text = describe (was, now, FALSE);
  g_assert_cmpstr (text, ==, "Address of the server: not known > https://mail.b/EWS/Exchange.asmx\n");
}

/* Half a server is no change to offer, and neither is a mailbox of another kind. */
static void
test_no_change (void)
{
  g_autoptr (CtgMailboxSettings) was = ctg_mailbox_settings_new ("a@b");
  g_autoptr (CtgCandidate) half = ctg_candidate_new ("imap", "B", "isp", "isp");
  g_autoptr (CtgCandidate) other = ctg_candidate_new ("gmail", "B", "mx", "mx");

  was->incoming = ctg_endpoint_new ("i", 993, CTG_SECURITY_TLS, NULL);
  half->incoming = ctg_endpoint_new ("j", 993, CTG_SECURITY_TLS, NULL);
  g_assert_false (ctg_setup_changes_any (was, half));
  g_assert_false (ctg_setup_changes_any (was, other));
}

/* A pin goes with its host and port; what was typed stays. */
static void
test_form_moves (void)
{
  CtgSetupForm *form = ctg_setup_form_new ();
  g_autoptr (CtgEndpoint) incoming = ctg_endpoint_new ("i", 993, CTG_SECURITY_TLS, "a");
  g_autoptr (CtgEndpoint) outgoing = ctg_endpoint_new ("o", 465, CTG_SECURITY_TLS, "a");
  g_autoptr (CtgEndpoint) moved = ctg_endpoint_new ("j", 143, CTG_SECURITY_STARTTLS, "b");

  ctg_setup_form_fill (form, incoming, outgoing);
  ctg_setup_form_pin (form, FALSE, "11");
  ctg_setup_form_pin (form, TRUE, "22");
  ctg_setup_form_edit (form, CTG_SETUP_FIELD_PASSWORD, "secret");
  ctg_setup_form_edit (form, CTG_SETUP_FIELD_USERNAME, "mine");
  ctg_setup_form_move (form, moved, outgoing);
  g_assert_cmpstr (form->text[CTG_SETUP_FIELD_INCOMING_HOST], ==, "j");
  g_assert_cmpstr (form->text[CTG_SETUP_FIELD_INCOMING_PORT], ==, "143");
  g_assert_cmpstr (form->text[CTG_SETUP_FIELD_INCOMING_SECURITY], ==, "starttls");
  g_assert_cmpstr (form->text[CTG_SETUP_FIELD_USERNAME], ==, "mine");
  g_assert_cmpstr (form->text[CTG_SETUP_FIELD_PASSWORD], ==, "secret");
  g_assert_null (form->incoming_pin);
  g_assert_cmpstr (form->outgoing_pin, ==, "22");
  ctg_setup_form_free (form);
}

/* D2: whose servers they are is said in bold, in its technical form too; what came by http is nobody's word. */
static void
test_confirmation (void)
{
  static const struct { const char *trust, *domain, *ascii, *markup; } said[] = {
    { "isp", NULL, NULL, NULL },
    { "srv", "hoster.example", NULL,
      "The servers belong to <b>hoster.example</b>, not to the domain of the address." },
    { "srv", "m\303\274ller.example", "xn--mller-kva.example",
      "The servers belong to <b>m\303\274ller.example</b> (xn--mller-kva.example), not to the domain of the address." },
    { "http", NULL, NULL,
      "Anybody on the way can have changed these settings: go on only if you know these servers." },
    { "http", "a&b", NULL, "The servers belong to <b>a&amp;b</b>, not to the domain of the address. Anybody on the way "
      "can have changed these settings: go on only if you know these servers." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_autoptr (CtgCandidate) candidate = ctg_candidate_new ("imap", "B", "srv", said[i].trust);
      g_autofree char *markup = NULL;

      candidate->confirm_domain = g_strdup (said[i].domain);
      candidate->confirm_ascii = g_strdup (said[i].ascii);
      markup = ctg_setup_dup_confirmation_markup (candidate);
      g_assert_cmpstr (markup, ==, said[i].markup);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C");
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/setup/changes/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/setup/changes/D2-confirmation", test_confirmation);
  g_test_add_func ("/setup/changes/exchange", test_exchange);
  g_test_add_func ("/setup/changes/no-change", test_no_change);
  g_test_add_func ("/setup/changes/form-moves", test_form_moves);
  return g_test_run ();
}
