/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "detector-private.h"
#include "errors.h"
#include "fake-world.h"
#include "provider-table.h"

#include <string.h>

/* A world where a host answers what the test wrote down, as "host:port", and everything else does not exist. */
static GHashTable *answers;      /* host:port to a word */
static GMutex lock;
static GPtrArray *asked;
static int n_running, n_most;
static gboolean online = TRUE;

static gboolean
fail_as (const char *word, GCancellable *cancellable, GError **error)
{
  if (g_str_equal (word, "hang"))
    {
      while (!g_cancellable_set_error_if_cancelled (cancellable, error))
        g_usleep (1000);
      return FALSE;
    }
  if (g_str_equal (word, "refused"))
    ctg_error_set (error, CTG_ERROR_NETWORK, "connection-refused", "Refused");
  else if (g_str_equal (word, "tls"))
    {
      ctg_error_set (error, CTG_ERROR_TLS, "certificate-wrong-host", "Another name");
      ctg_error_add_server (error, NULL, "server7.hoster.example");
    }
  else if (g_str_equal (word, "late"))
    ctg_error_set (error, CTG_ERROR_TIMED_OUT, NULL, "No answer in time");
  else if (g_str_equal (word, "unreachable"))
    ctg_error_set (error, CTG_ERROR_NETWORK, "unreachable", "No way");
  else
    ctg_error_set (error, CTG_ERROR_NETWORK, "host-not-found", "No such host");
  return FALSE;
}

static gboolean
fake_probe (CtgProbeProtocol protocol, const CtgEndpoint *endpoint, guint timeout_ms, GCancellable *cancellable,
            GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s:%u", endpoint->host, endpoint->port);
  const char *word = g_hash_table_lookup (answers, name);
  gboolean is_found;

  g_mutex_lock (&lock);
  g_ptr_array_add (asked, g_strdup (name));
  n_running++;
  n_most = MAX (n_most, n_running);
  g_mutex_unlock (&lock);
  g_usleep (2000);
  is_found = g_strcmp0 (word, "ok") == 0 || fail_as (word != NULL ? word : "missing", cancellable, error);
  g_mutex_lock (&lock);
  n_running--;
  g_mutex_unlock (&lock);
  return is_found;
}

static gboolean
fake_is_online (void)
{
  return online;
}

/* Of everything but the servers' own ports, nothing exists. */
static CtgDetectorWorld world;

static void
set_up (const char *const *pairs)
{
  g_clear_pointer (&answers, g_hash_table_unref);
  g_clear_pointer (&asked, g_ptr_array_unref);
  answers = g_hash_table_new (g_str_hash, g_str_equal);
  asked = g_ptr_array_new_with_free_func (g_free);
  n_running = n_most = 0;
  online = TRUE;
  world = *fake_world_set ("");
  world.probe = fake_probe;
  world.is_online = fake_is_online;
  world.probe_timeout_ms = 1000;
  world.total_timeout_ms = 5000;
  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i += 2)
    g_hash_table_insert (answers, (char *) pairs[i], (char *) pairs[i + 1]);
}

static CtgDetection *
detect (const char *address)
{
  g_autoptr (GError) error = NULL;
  CtgDetection *detection = ctg_detector_detect_in (&world, address, NULL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return detection;
}

static const CtgCandidate *
first (const CtgDetection *detection)
{
  g_assert_cmpuint (detection->candidates->len, ==, 1);
  return g_ptr_array_index (detection->candidates, 0);
}

static void
test_known_provider_needs_no_network (void)
{
  g_autoptr (CtgDetection) detection = NULL;

  set_up (NULL);
  detection = detect ("Mario <mario.rossi@LIBERO.it>");
  g_assert_cmpstr (detection->address, ==, "mario.rossi@libero.it");
  g_assert_cmpstr (first (detection)->kind, ==, "imap");
  g_assert_cmpstr (first (detection)->trust, ==, "builtin");
  g_assert_cmpstr (first (detection)->incoming->host, ==, "imapmail.libero.it");
  g_assert_cmpstr (first (detection)->incoming->username, ==, "mario.rossi@libero.it");
  g_assert_cmpint (detection->recommended, ==, 0);
  g_assert_cmpuint (asked->len, ==, 0);
}

static void
test_google_and_microsoft_are_signed_in_to (void)
{
  static const struct { const char *address, *kind; } cases[] = {
    { "a@gmail.com", "gmail" }, { "a@outlook.com", "microsoft365" }, { "a@hotmail.it", "microsoft365" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CtgDetection) detection = ctg_detector_detect_locally (cases[i].address, NULL);

      g_assert_cmpstr (first (detection)->kind, ==, cases[i].kind);
      g_assert_true (first (detection)->can_start);
    }
}

static void
test_unsupported_provider_says_why (void)
{
  g_autoptr (CtgDetection) detection = ctg_detector_detect_locally ("a@tuta.com", NULL);

  g_assert_cmpstr (first (detection)->kind, ==, "unsupported");
  g_assert_cmpstr (first (detection)->reason, ==, "NO_MAIL_PROGRAMS");
  g_assert_cmpint (detection->recommended, ==, -1);
}

static void
test_locally_while_typing (void)
{
  g_autoptr (CtgDetection) half = ctg_detector_detect_locally ("mario@liber", NULL);
  g_autoptr (CtgDetection) below = ctg_detector_detect_locally ("mario@mail.libero.it", NULL);

  g_assert_cmpuint (half->candidates->len, ==, 0);
  g_assert_cmpint (half->recommended, ==, -1);
  g_assert_cmpuint (below->candidates->len, ==, 0);
}

static void
test_best_guess_wins (void)
{
  static const char *const pairs[] = { "mail.d.example:993", "ok", "d.example:993", "ok", "smtp.d.example:587", "ok",
                                       "d.example:465", "ok", NULL };
  g_autoptr (CtgDetection) detection = NULL;

  set_up (pairs);
  detection = detect ("info@d.example");
  g_assert_cmpstr (first (detection)->incoming->host, ==, "mail.d.example");
  g_assert_cmpuint (first (detection)->incoming->port, ==, 993);
  g_assert_cmpstr (first (detection)->outgoing->host, ==, "d.example");
  g_assert_cmpuint (first (detection)->outgoing->port, ==, 465);
  g_assert_cmpstr (first (detection)->outgoing->username, ==, "info@d.example");
  g_assert_cmpstr (first (detection)->trust, ==, "probe");
  g_assert_cmpint (detection->recommended, ==, 0);
  g_assert_cmpint (n_most, <=, 6);
}

static void
test_starttls_is_second_choice (void)
{
  static const char *const pairs[] = { "imap.d.example:143", "ok", "imap.d.example:993", "refused",
                                       "mail.d.example:143", "ok", "smtp.d.example:587", "ok", NULL };
  g_autoptr (CtgDetection) detection = NULL;

  set_up (pairs);
  detection = detect ("info@d.example");
  g_assert_cmpstr (first (detection)->incoming->host, ==, "imap.d.example");
  g_assert_cmpint (first (detection)->incoming->security, ==, CTG_SECURITY_STARTTLS);
  g_assert_cmpint (first (detection)->outgoing->security, ==, CTG_SECURITY_STARTTLS);
}

static void
test_settled_search_ends_the_rest (void)
{
  static const char *const pairs[] = { "imap.d.example:993", "ok", "smtp.d.example:465", "ok",
                                       "mail.d.example:993", "hang", "mail.d.example:465", "hang",
                                       "d.example:993", "hang", "smtp.d.example:587", "hang", NULL };
  g_autoptr (CtgDetection) detection = NULL;
  g_autoptr (GError) error = NULL;

  set_up (pairs);
  world.probe_timeout_ms = world.total_timeout_ms = 600000;
  detection = ctg_detector_detect_in (&world, "info@d.example", NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first (detection)->incoming->host, ==, "imap.d.example");
  g_assert_cmpint (n_running, ==, 0);
  for (guint i = 0; i < detection->evidence->len; i++)
    {
      const CtgEvidence *row = g_ptr_array_index (detection->evidence, i);

      g_assert_cmpstr (row->answer, !=, "timed-out");
    }
}

static void
test_incoming_alone_is_not_recommended (void)
{
  static const char *const pairs[] = { "imap.d.example:993", "ok", NULL };
  g_autoptr (CtgDetection) detection = NULL;

  set_up (pairs);
  detection = detect ("info@d.example");
  g_assert_null (first (detection)->outgoing);
  g_assert_cmpint (detection->recommended, ==, -1);
  /* POP3 may have been asked before a slow answer came: it is no reason to refuse. */
  for (guint i = 0; i < detection->candidates->len; i++)
    g_assert_cmpstr (((CtgCandidate *) g_ptr_array_index (detection->candidates, i))->kind, !=, "unsupported");
}

static void
test_pop3_only_is_said (void)
{
  static const char *const pairs[] = { "pop.d.example:995", "ok", "smtp.d.example:465", "ok", NULL };
  g_autoptr (CtgDetection) detection = NULL;

  set_up (pairs);
  detection = detect ("info@d.example");
  g_assert_cmpstr (first (detection)->kind, ==, "unsupported");
  g_assert_cmpstr (first (detection)->reason, ==, "POP3_ONLY");
  g_assert_false (first (detection)->can_start);
  g_assert_cmpint (detection->recommended, ==, -1);
}

static const CtgEvidence *
find_row (const CtgDetection *detection, const char *name)
{
  for (guint i = 0; i < detection->evidence->len; i++)
    {
      const CtgEvidence *row = g_ptr_array_index (detection->evidence, i);

      if (g_str_equal (row->asked, name))
        return row;
    }
  g_assert_not_reached ();
}

static void
test_each_answer_has_its_word (void)
{
  static const char *const pairs[] = { "imap.d.example:993", "tls", "mail.d.example:993", "late",
                                       "d.example:993", "refused", "smtp.d.example:465", "unreachable", NULL };
  g_autoptr (CtgDetection) detection = NULL;

  set_up (pairs);
  detection = detect ("info@d.example");
  g_assert_cmpuint (detection->candidates->len, ==, 0);
  g_assert_cmpstr (find_row (detection, "d.example")->source, ==, "builtin");
  g_assert_cmpstr (find_row (detection, "d.example")->answer, ==, "not-found");
  g_assert_cmpstr (find_row (detection, "imap.d.example:993")->answer, ==, "tls-failure");
  g_assert_nonnull (strstr (find_row (detection, "imap.d.example:993")->error, "server7.hoster.example"));
  g_assert_cmpstr (find_row (detection, "mail.d.example:993")->answer, ==, "timed-out");
  g_assert_cmpstr (find_row (detection, "d.example:993")->answer, ==, "refused");
  g_assert_cmpstr (find_row (detection, "smtp.d.example:465")->answer, ==, "offline");
  g_assert_cmpstr (find_row (detection, "pop.d.example:995")->answer, ==, "not-found");
}

static void
test_only_the_domain_is_asked (void)
{
  g_autoptr (CtgDetection) detection = NULL;

  set_up (NULL);
  detection = detect ("very.secret@d.example");
  g_assert_cmpuint (asked->len, >, 0);
  for (guint i = 0; i < asked->len; i++)
    {
      g_assert_null (strstr (g_ptr_array_index (asked, i), "secret"));
      g_assert_nonnull (strstr (g_ptr_array_index (asked, i), "d.example:"));
    }
}

static void
test_offline_is_an_error (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgDetection) known = NULL;

  set_up (NULL);
  online = FALSE;
  g_assert_null (ctg_detector_detect_in (&world, "info@d.example", NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_OFFLINE);
  g_assert_true (ctg_error_has_reason (error, "detection"));
  known = detect ("a@libero.it");
  g_assert_cmpuint (known->candidates->len, ==, 1);
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  set_up (NULL);
  g_cancellable_cancel (cancellable);
  g_assert_null (ctg_detector_detect_in (&world, "info@d.example", NULL, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
cancel_at_first_probe (const CtgDetectionNote *note, gpointer data)
{
  if (note->evidence != NULL && g_str_equal (note->evidence->source, "probe"))
    g_cancellable_cancel (data);
}

static void
test_cancelled_during (void)
{
  static const char *const pairs[] = { "imap.d.example:993", "hang", "mail.d.example:993", "hang", NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  set_up (pairs);
  g_assert_null (ctg_detector_detect_in (&world, "info@d.example", NULL, cancel_at_first_probe, cancellable,
                                         cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (n_running, ==, 0);
}

static void
test_total_time_is_kept (void)
{
  static const char *const pairs[] = { "imap.d.example:993", "hang", "smtp.d.example:465", "ok", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgDetection) detection = NULL;

  set_up (pairs);
  world.probe_timeout_ms = 600000;
  world.total_timeout_ms = 300;
  detection = ctg_detector_detect_in (&world, "info@d.example", NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (detection->candidates->len, ==, 0);
  g_assert_cmpstr (find_row (detection, "imap.d.example:993")->answer, ==, "timed-out");
}

static void
test_table_is_sound (void)
{
  GPtrArray *entries = ctg_provider_table_list ();

  static const char *const wanted[] = { "libero.it", "virgilio.it", "tim.it", "alice.it", "tin.it", "tiscali.it",
                                        "fastwebnet.it", "aruba.it", "pec.it", "arubapec.it", "register.it",
                                        "legalmail.it", "poste.it", "postecert.it", "email.it", "hotmail.es",
                                        "live.nl", "outlook.com.br", "windowslive.com", "yahoo.ca", "yahoo.com.br",
                                        "yahoo.co.in", "verizon.net", "gmx.eu", "gmx.li", "zoho.in", "zohomail.in" };

  g_assert_cmpuint (entries->len, >=, 60);
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_nonnull (ctg_provider_table_find (wanted[i]));
  g_assert_cmpstr (ctg_provider_table_find ("hey.com")->reason, ==, "NO_MAIL_PROGRAMS");
  g_assert_cmpstr (ctg_provider_table_find_mx ("mx00.ionos.es")->id, ==, "ionos-de");
  for (guint i = 0; i < entries->len; i++)
    {
      const CtgProviderEntry *entry = g_ptr_array_index (entries, i);
      gboolean is_unsupported = g_str_equal (entry->kind, "unsupported");

      gboolean is_filter = g_str_equal (entry->kind, "filter");

      g_assert_true ((is_unsupported || is_filter) == (entry->incoming == NULL));
      g_assert_true ((is_unsupported || is_filter) == (entry->outgoing == NULL));
      g_assert_true (is_unsupported == (entry->reason != NULL));
      g_assert_true (entry->last_checked == NULL ||   /* A13 */
                     g_regex_match_simple ("^20[0-9]{2}-[01][0-9]-[0-3][0-9]$", entry->last_checked, 0, 0));
      g_assert_true (g_str_equal (entry->status, "ok") || g_str_equal (entry->status, "preparation") ||
                     g_str_equal (entry->status, "broken"));
      g_assert_true (entry->incoming == NULL || entry->incoming->security != CTG_SECURITY_NONE);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discover/detector/known-provider-needs-no-network", test_known_provider_needs_no_network);
  g_test_add_func ("/discover/detector/google-and-microsoft-are-signed-in-to",
                   test_google_and_microsoft_are_signed_in_to);
  g_test_add_func ("/discover/detector/unsupported-provider-says-why", test_unsupported_provider_says_why);
  g_test_add_func ("/discover/detector/half-typed-address-has-no-candidate", test_locally_while_typing);
  g_test_add_func ("/discover/detector/best-guess-wins", test_best_guess_wins);
  g_test_add_func ("/discover/detector/starttls-is-second-choice", test_starttls_is_second_choice);
  g_test_add_func ("/discover/detector/settled-search-ends-the-rest", test_settled_search_ends_the_rest);
  g_test_add_func ("/discover/detector/incoming-alone-is-not-recommended", test_incoming_alone_is_not_recommended);
  g_test_add_func ("/discover/detector/pop3-only-is-said", test_pop3_only_is_said);
  g_test_add_func ("/discover/detector/each-answer-has-its-word", test_each_answer_has_its_word);
  g_test_add_func ("/discover/detector/only-the-domain-is-asked", test_only_the_domain_is_asked);
  g_test_add_func ("/discover/detector/offline-is-an-error", test_offline_is_an_error);
  g_test_add_func ("/discover/detector/cancelled-before", test_cancelled_before);
  g_test_add_func ("/discover/detector/cancelled-during", test_cancelled_during);
  g_test_add_func ("/discover/detector/total-time-is-kept", test_total_time_is_kept);
  g_test_add_func ("/discover/detector/table-is-sound", test_table_is_sound);
  status = g_test_run ();
  set_up (NULL);
  g_hash_table_unref (answers);
  g_ptr_array_unref (asked);
  return status;
}
