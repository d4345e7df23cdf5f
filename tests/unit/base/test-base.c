/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "backoff.h"
#include "clock.h"
#include "deadline.h"
#include "endpoint.h"
#include "errors.h"
#include "text.h"
#include "time-zones.h"
#include "worker.h"

static void
test_error_carries_server (void)
{
  g_autoptr (GError) error = ctg_error_new (CTG_ERROR_AUTH_REJECTED, "credentials", "No");

  ctg_error_add_server (&error, "imap.example.it", "NO\r\nbad\x01 password");
  g_assert_cmpstr (ctg_error_get_details (error).host, ==, "imap.example.it");
  g_assert_cmpstr (ctg_error_get_details (error).server_text, ==, "NO bad password");
  g_assert_true (ctg_error_has_reason (error, "credentials"));
}

static void
test_error_copy_keeps_details (void)
{
  g_autoptr (GError) error = ctg_error_new (CTG_ERROR_TLS, "certificate-expired", "Expired");
  g_autoptr (GError) copy = NULL;

  ctg_error_add_server (&error, "h", NULL);
  copy = g_error_copy (error);
  g_assert_true (ctg_error_has_reason (copy, "certificate-expired"));
  g_assert_cmpstr (ctg_error_get_details (copy).host, ==, "h");
}

static void
test_error_converts_by_table (void)
{
  GError *error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "refused");

  ctg_error_convert (&error, "h");
  g_assert_error (error, CTG_ERROR, CTG_ERROR_NETWORK);
  g_assert_true (ctg_error_has_reason (error, "connection-refused"));
  g_clear_error (&error);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  ctg_error_convert (&error, "h");
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

static void
test_text_clean_removes_bidi_and_controls (void)
{
  g_autofree char *clean = ctg_text_clean ("  fat\u202etura\t\n2026\x07 \xff", 100);
  g_autofree char *cut = ctg_text_clean ("àààà", 5);

  g_assert_cmpstr (clean, ==, "fattura 2026 \uFFFD");
  g_assert_cmpstr (cut, ==, "àà");
}

static void
test_endpoint_parses_what_people_write (void)
{
  struct { const char *text, *host; guint16 port; } good[] = {
    { " imap.example.it ", "imap.example.it", 993 },
    { "imap.example.it:143", "imap.example.it", 143 },
    { "[::1]:1993", "::1", 1993 },
    { "127.0.0.1:10993", "127.0.0.1", 10993 },
  };
  const char *bad[] = { "", "https://imap.example.it/", "a b", "x@y.it", "host:0", "host:99999", "ho\nst" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *host = NULL;
      guint16 port = 0;

      g_assert_true (ctg_endpoint_parse (good[i].text, 993, &host, &port, NULL));
      g_assert_cmpstr (host, ==, good[i].host);
      g_assert_cmpuint (port, ==, good[i].port);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      char *host = NULL;
      guint16 port = 0;

      g_assert_false (ctg_endpoint_parse (bad[i], 993, &host, &port, &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
      g_assert_null (host);
    }
}

static void
test_loopback_is_only_this_computer (void)
{
  g_assert_true (ctg_endpoint_is_loopback ("127.0.0.1"));
  g_assert_true (ctg_endpoint_is_loopback ("127.9.9.9"));
  g_assert_true (ctg_endpoint_is_loopback ("::1"));
  g_assert_true (ctg_endpoint_is_loopback ("localhost"));
  g_assert_false (ctg_endpoint_is_loopback ("localhost.example.it"));
  g_assert_false (ctg_endpoint_is_loopback ("10.0.0.1"));
}

static void
test_deadline_fires_as_timed_out (void)
{
  g_autoptr (CtgDeadline) deadline = ctg_deadline_new (20, NULL);
  GPollFD poll = { 0 };
  GError *error = NULL;

  g_assert_true (g_cancellable_make_pollfd (ctg_deadline_get_cancellable (deadline), &poll));
  g_assert_cmpint (g_poll (&poll, 1, 5000), ==, 1);
  g_assert_true (g_cancellable_set_error_if_cancelled (ctg_deadline_get_cancellable (deadline), &error));
  ctg_deadline_convert (deadline, "h", &error);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TIMED_OUT);
  g_cancellable_release_fd (ctg_deadline_get_cancellable (deadline));
  g_clear_error (&error);
}

static void
test_deadline_passes_on_the_callers_cancellation (void)
{
  g_autoptr (GCancellable) caller = g_cancellable_new ();
  g_autoptr (CtgDeadline) deadline = ctg_deadline_new (60000, caller);
  GError *error = NULL;

  g_cancellable_cancel (caller);
  g_assert_true (g_cancellable_set_error_if_cancelled (ctg_deadline_get_cancellable (deadline), &error));
  ctg_deadline_convert (deadline, "h", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

static gpointer
add_job (gpointer data, GCancellable *cancellable, GError **error)
{
  GString *log = data;

  g_string_append_c (log, (char) ('a' + log->len));
  if (log->len == 3)
    return g_set_error_literal (error, CTG_ERROR, CTG_ERROR_BUSY, "third"), NULL;
  return log;
}

static void
test_worker_does_jobs_in_order (void)
{
  g_autoptr (CtgWorker) worker = ctg_worker_new ("test");
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ctg_worker_run (worker, add_job, log, NULL, NULL) == log);
  ctg_worker_run_async (worker, add_job, log, NULL, NULL, NULL, NULL, NULL);
  g_assert_null (ctg_worker_run (worker, add_job, log, NULL, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_BUSY);
  g_assert_cmpstr (log->str, ==, "abc");
}

static void
test_backoff_grows_to_a_quarter_of_an_hour (void)
{
  for (guint i = 1; i < 40; i++)
    {
      g_assert_cmpuint (ctg_backoff_delay_s (i), >=, 4);
      g_assert_cmpuint (ctg_backoff_delay_s (i), <=, 900);
    }
  g_assert_cmpuint (ctg_backoff_delay_s (30), >=, 700);
}

static void
test_clock_can_be_set (void)
{
  ctg_clock_set_fake_utc_s (1000);
  g_assert_cmpint (ctg_clock_now_utc_s (), ==, 1000);
  ctg_clock_set_fake_utc_s (0);
  g_assert_cmpint (ctg_clock_now_utc_s (), >, 1700000000);
}

/* Typed by a person, and the morning that people mean, whatever the clocks do in between. */
static void
test_times_of_people (void)
{
  g_autoptr (GDateTime) before = g_date_time_new_local (2026, 3, 28, 22, 30, 0);
  g_autoptr (GDateTime) morning = NULL;
  g_autoptr (GTimeZone) york = ctg_time_zones_find ("America/New_York");
  gint64 found = ctg_clock_morning_after (g_date_time_to_unix (before), 1, 9);

  g_assert_cmpint (ctg_clock_read_local ("2026-12-01T09:00:00Z"), ==, 1796115600);
  g_assert_cmpint (ctg_clock_read_local (" 2026-12-01 09:00 "), ==, ctg_clock_read_local ("2026-12-01T09:00:00"));
  g_assert_cmpint (ctg_clock_read_local ("2026-13-01 09:00"), ==, 0);
  g_assert_cmpint (ctg_clock_read_local ("domani"), ==, 0);
  g_assert_cmpint (ctg_clock_read_local (""), ==, 0);
  /* A36: of another zone. */
  g_assert_cmpint (ctg_clock_read_in ("2026-12-01 09:00", york), ==, 1796115600 + 5 * 3600);
  g_assert_cmpint (ctg_clock_read_in ("2026-12-01T09:00:00Z", york), ==, 1796115600);
  g_assert_cmpint (ctg_clock_morning_in (1796115600 + 18 * 3600, 1, 9, york), ==, 1796115600 + 29 * 3600);
  morning = g_date_time_new_from_unix_local (found);
  g_assert_cmpint (g_date_time_get_day_of_month (morning), ==, 29);
  g_assert_cmpint (g_date_time_get_hour (morning), ==, 9);
}

static void
test_time_zones (void)
{
  g_auto (GStrv) ids = ctg_time_zones_list ();

  g_assert_true (g_strv_contains ((const char *const *) ids, "Europe/Rome"));
  g_assert_true (g_strv_contains ((const char *const *) ids, "UTC"));
  g_assert_null (ctg_time_zones_find ("Europe/Nowhere"));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GTimeZone) zone = ctg_time_zones_find (ids[i]);

      g_assert_nonnull (zone);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/A36-time-zones", test_time_zones);
  g_test_add_func ("/base/errors/carry-the-servers-words", test_error_carries_server);
  g_test_add_func ("/base/errors/copy-keeps-details", test_error_copy_keeps_details);
  g_test_add_func ("/base/errors/convert-by-table", test_error_converts_by_table);
  g_test_add_func ("/base/text/clean-removes-bidi-and-controls", test_text_clean_removes_bidi_and_controls);
  g_test_add_func ("/base/endpoint/parses-what-people-write", test_endpoint_parses_what_people_write);
  g_test_add_func ("/base/endpoint/loopback-is-only-this-computer", test_loopback_is_only_this_computer);
  g_test_add_func ("/base/deadline/fires-as-timed-out", test_deadline_fires_as_timed_out);
  g_test_add_func ("/base/deadline/passes-on-the-callers-cancellation",
                   test_deadline_passes_on_the_callers_cancellation);
  g_test_add_func ("/base/worker/does-jobs-in-order", test_worker_does_jobs_in_order);
  g_test_add_func ("/base/backoff/grows-to-a-quarter-of-an-hour", test_backoff_grows_to_a_quarter_of_an_hour);
  g_test_add_func ("/base/clock/can-be-set", test_clock_can_be_set);
  g_test_add_func ("/base/clock/times-of-people", test_times_of_people);
  return g_test_run ();
}
