/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "disconnection.h"
#include "errors.h"

#define HOUR 3600
#define DAY  (24 * HOUR)

/* B36, B38, B40, B41: what a failure becomes, and when it stays what it is. */
static const struct
{
  const char *name;
  CtgErrorCode code;
  const char *reason;
  CtgDisconnectionFacts facts;
  CtgErrorCode to;
  const char *to_reason;
} cases[] = {
  { "B38-password-changed", CTG_ERROR_AUTH_REJECTED, "credentials", { TRUE, 60, 0 },
    CTG_ERROR_AUTH_REJECTED, "password-changed" },
  { "never-worked", CTG_ERROR_AUTH_REJECTED, "credentials", { TRUE, -1, 0 }, CTG_ERROR_AUTH_REJECTED, "credentials" },
  { "no-password-to-change", CTG_ERROR_AUTH_REJECTED, "credentials", { FALSE, 60, 0 },
    CTG_ERROR_AUTH_REJECTED, "credentials" },
  { "app-password", CTG_ERROR_AUTH_REJECTED, "app-password", { TRUE, 60, 0 },
    CTG_ERROR_AUTH_REJECTED, "app-password" },
  { "web-login", CTG_ERROR_AUTH_REJECTED, "web-login", { TRUE, 60, 0 }, CTG_ERROR_AUTH_REJECTED, "web-login" },
  { "B40-mailbox-moved", CTG_ERROR_AUTH_REJECTED, "mailbox-elsewhere", { FALSE, 60, 0 },
    CTG_ERROR_AUTH_REJECTED, "mailbox-moved" },
  { "B40-never-there", CTG_ERROR_AUTH_REJECTED, "mailbox-elsewhere", { FALSE, -1, 0 },
    CTG_ERROR_AUTH_REJECTED, "mailbox-elsewhere" },
  { "B38-unavailable-and-in-use", CTG_ERROR_BUSY, NULL, { TRUE, 9 * DAY, 9 * DAY }, CTG_ERROR_BUSY, NULL },
  { "B38-limit", CTG_ERROR_RATE_LIMITED, NULL, { TRUE, 9 * DAY, 9 * DAY }, CTG_ERROR_RATE_LIMITED, NULL },
  { "B41-unreachable", CTG_ERROR_NETWORK, "connection-refused", { TRUE, DAY, HOUR },
    CTG_ERROR_NETWORK, "server-unreachable" },
  { "B41-no-answer", CTG_ERROR_TIMED_OUT, NULL, { FALSE, DAY, HOUR }, CTG_ERROR_NETWORK, "server-unreachable" },
  { "B41-name-is-gone", CTG_ERROR_NETWORK, "host-not-found", { TRUE, 2 * DAY, HOUR },
    CTG_ERROR_NETWORK, "server-unreachable" },
  { "B41-refuses", CTG_ERROR_NETWORK, "connection-closed", { TRUE, DAY, HOUR }, CTG_ERROR_NETWORK, "server-refuses" },
  { "not-yet-a-day", CTG_ERROR_NETWORK, "unreachable", { TRUE, DAY - 1, DAY - 1 }, CTG_ERROR_NETWORK, "unreachable" },
  { "just-woken-up", CTG_ERROR_NETWORK, "unreachable", { TRUE, 3 * DAY, 5 }, CTG_ERROR_NETWORK, "unreachable" },
  { "never-reached", CTG_ERROR_NETWORK, "host-not-found", { TRUE, -1, 2 * DAY }, CTG_ERROR_NETWORK,
    "host-not-found" },
  { "own-network-is-off", CTG_ERROR_OFFLINE, NULL, { TRUE, 9 * DAY, 0 }, CTG_ERROR_OFFLINE, NULL },
  { "captive-portal", CTG_ERROR_OFFLINE, "captive-portal", { TRUE, 9 * DAY, 0 }, CTG_ERROR_OFFLINE, "captive-portal" },
  { "certificate", CTG_ERROR_TLS, "certificate-expired", { TRUE, DAY, DAY }, CTG_ERROR_TLS, "certificate-expired" },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GError *error = ctg_error_new (cases[i].code, cases[i].reason, "x");
      g_autoptr (GError) judged = NULL;

      g_test_message ("%s", cases[i].name);
      ctg_error_add_server (&error, "imap.example.it", "the server's words");
      judged = ctg_disconnection_judge (error, &cases[i].facts);
      g_error_free (error);
      g_assert_error (judged, CTG_ERROR, (int) cases[i].to);
      g_assert_cmpstr (ctg_error_get_details (judged).reason, ==, cases[i].to_reason);
      g_assert_cmpstr (ctg_error_get_details (judged).host, ==, "imap.example.it");
      g_assert_cmpstr (ctg_error_get_details (judged).server_text, ==, "the server's words");
      g_assert_cmpint (ctg_disconnection_is_lasting (judged), ==,
                       cases[i].to == CTG_ERROR_NETWORK && g_strcmp0 (cases[i].reason, cases[i].to_reason) != 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/disconnection/B36-B38-B40-B41-table", test_table);
  return g_test_run ();
}
