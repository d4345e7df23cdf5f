/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A report to send to whoever helps. It is built from what is harmless, field by field, instead of striking out what is
 * not: there is nobody's address, name, word, folder or secret in it. In English, for those who will read it. */

#include "build-config.h"
#include "engine-private.h"

#include "clock.h"
#include "detector.h"
#include "errors.h"
#include "statistics.h"

#include <string.h>

static void
add_time (GString *text, const char *label, gint64 utc_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (utc_s);
  g_autofree char *words = utc_s > 0 && time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M UTC") : NULL;

  g_string_append_printf (text, "%s: %s\n", label, words != NULL ? words : "never");
}

static void
add_system (GString *text)
{
  g_autofree char *name = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");
  const char *session = g_getenv ("XDG_SESSION_TYPE");

  g_string_append_printf (text, "Carteggio: %s\n", CTG_VERSION);
  add_time (text, "Made", ctg_clock_now_utc_s ());
  g_string_append_printf (text, "System: %s%s\n", name != NULL ? name : "unknown",
                          g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? ", in a Flatpak" : "");
  g_string_append_printf (text, "Desktop: %s, %s\n", desktop != NULL ? desktop : "unknown",
                          session != NULL ? session : "unknown");
  g_string_append_printf (text, "Language: %s\n", g_get_language_names ()[0]);
  g_string_append_printf (text, "GLib: %u.%u.%u\n", glib_major_version, glib_minor_version, glib_micro_version);
}

static gboolean
add_statistics (CtgEngine *self, GString *text, GError **error)
{
  CtgStatistics numbers = { 0 };

  if (!ctg_store_read (self->store, ctg_statistics_read, &numbers, NULL, error))
    return FALSE;
  g_string_append_printf (text, "SQLite: %s\n\nDatabase\n", numbers.library_version);
  g_string_append_printf (text, "  schema %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " KB\n", numbers.schema_version,
                          numbers.database_bytes / 1024);
  g_string_append_printf (text, "  contacts %" G_GINT64_FORMAT ", messages %" G_GINT64_FORMAT ", logged %"
                          G_GINT64_FORMAT ", bodies %" G_GINT64_FORMAT ", attachments %" G_GINT64_FORMAT
                          ", folders %" G_GINT64_FORMAT "\n", numbers.n_contacts, numbers.n_messages,
                          numbers.n_logged, numbers.n_bodies, numbers.n_attachments, numbers.n_folders);
  return TRUE;
}

/* A provider that everybody knows says nothing of a person; a domain of one's own says who one is. */
static gboolean
is_public_domain (const char *address)
{
  g_autoptr (CtgDetection) known = ctg_detector_detect_locally (address, NULL);

  return known != NULL && known->candidates != NULL && known->candidates->len > 0;
}

static char *
hide_domain (const char *host, const char *address)
{
  const char *domain = strrchr (address, '@') + 1;
  gsize length = strlen (domain);
  gsize end = strlen (host);

  if (end < length || g_ascii_strcasecmp (host + end - length, domain) != 0 || is_public_domain (address))
    return g_strdup (host);
  return g_strdup_printf ("%.*s(own domain)", (int) (end - length), host);
}

static void
add_server (GString *text, const char *label, const CtgEndpoint *endpoint, const char *address)
{
  g_autofree char *host = NULL;

  if (endpoint == NULL)
    return;
  host = hide_domain (endpoint->host, address);
  g_string_append_printf (text, "  %s: %s:%u %s%s\n", label, host, endpoint->port,
                          ctg_security_to_string (endpoint->security),
                          endpoint->pin_sha256 != NULL ? ", certificate trusted by hand" : "");
}

/* Capabilities are the server's words; only what looks like one goes on. */
static gboolean
is_harmless (const char *message)
{
  return message != NULL && *message != '\0' && strlen (message) <= 1000 &&
         strspn (message, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=+-/: ") == strlen (message);
}

static void
add_check (GString *text, const CtgCheck *check)
{
  g_string_append_printf (text, "  %s %s, %" G_GINT64_FORMAT " ms", check->ok ? "ok    " : "FAILED", check->name,
                          check->ms);
  if (check->code != NULL)
    g_string_append_printf (text, ": %s %s", check->code, check->reason != NULL ? check->reason : "");
  else if (is_harmless (check->message))
    g_string_append_printf (text, ": %s", check->message);
  g_string_append_c (text, '\n');
}

static void
add_checks_of (GString *text, GPtrArray *checks, const char *address)
{
  for (guint i = 0; checks != NULL && i < checks->len; i++)
    {
      const CtgCheck *check = g_ptr_array_index (checks, i);

      if (g_strcmp0 (check->account, address) == 0)
        add_check (text, check);
    }
}

static void
add_account (GString *text, const CtgAccount *account, guint number, GPtrArray *checks)
{
  g_string_append_printf (text, "\nMailbox %u\n  kind: %s\n  state: %s\n", number, account->kind,
                          ctg_account_state_to_string (account->state));
  if (account->problem_code != NULL)
    g_string_append_printf (text, "  problem: %s %s\n", account->problem_code,
                            account->problem_reason != NULL ? account->problem_reason : "");
  add_time (text, "  since", account->state_since_utc_s);
  add_time (text, "  last pull", account->last_pull_utc_s);
  add_server (text, "incoming", account->incoming, account->address);
  add_server (text, "outgoing", account->outgoing, account->address);
  add_checks_of (text, checks, account->address);
}

typedef struct
{
  CtgEngine *engine;      /* (owned) */
  GPtrArray *checks;      /* (owned) (element-type CtgCheck) */
} Report;

static void
report_free (Report *report)
{
  g_object_unref (report->engine);
  g_ptr_array_unref (report->checks);
  g_free (report);
}

static gpointer
report_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Report *report = data;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) accounts = ctg_engine_list_accounts (report->engine, error);

  if (accounts == NULL)
    return NULL;
  add_system (text);
  if (!add_statistics (report->engine, text, error))
    return NULL;
  g_string_append (text, "\nLooked at\n");
  add_checks_of (text, report->checks, NULL);
  for (guint i = 0; i < accounts->len; i++)
    add_account (text, g_ptr_array_index (accounts, i), i + 1, report->checks);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * ctg_engine_report_async:
 * @self: the engine
 * @checks: (element-type CtgCheck): what ctg_engine_diagnose_finish() gave; not to be changed any more
 * @cancellable: (nullable): stops it
 * @callback: called with the report
 * @user_data: for @callback
 *
 * Writes down how this program is, for whoever helps.
 */
void
ctg_engine_report_async (CtgEngine *self, GPtrArray *checks, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Report *report = g_new0 (Report, 1);

  report->engine = g_object_ref (self);
  report->checks = g_ptr_array_ref (checks);
  ctg_worker_run_async (self->setup, report_job, report, (GDestroyNotify) report_free, g_free, cancellable, callback,
                        user_data);
}

/**
 * ctg_engine_report_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: (transfer full) (nullable): plain text in lines
 */
char *
ctg_engine_report_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}
