/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session.h"

#include "engine-recovered.h"
#include "errors.h"
#include "json-values.h"
#include "texts.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Often enough to look alive, rarely enough to cost nothing. */
#define PROGRESS_INTERVAL_US (G_USEC_PER_SEC / 5)

/* The first Ctrl+C asks politely; the second one is the system's own. */
static gboolean
interrupted_cb (gpointer data)
{
  CtgSession *self = data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/**
 * ctg_session_new:
 * @invocation: the parsed command line
 *
 * Returns: (transfer full): a session without an engine; listens to SIGINT and SIGTERM on the main context
 */
CtgSession *
ctg_session_new (const CtgInvocation *invocation)
{
  CtgSession *self = g_new0 (CtgSession, 1);

  self->json = ctg_invocation_has (invocation, "json");
  self->quiet = ctg_invocation_has (invocation, "quiet");
  self->verbose = ctg_invocation_has (invocation, "verbose");
  self->profile_directory = ctg_invocation_get (invocation, "profile");
  self->colours = !self->json && isatty (STDOUT_FILENO) && g_getenv ("NO_COLOR") == NULL;
  self->draws_progress = !self->quiet && isatty (STDERR_FILENO);
  self->cancellable = g_cancellable_new ();
  g_unix_signal_add (SIGINT, interrupted_cb, self);
  g_unix_signal_add (SIGTERM, interrupted_cb, self);
  return self;
}

/**
 * ctg_session_free:
 * @self: (transfer full): a session
 *
 * Stops the engine, which waits for its threads.
 */
void
ctg_session_free (CtgSession *self)
{
  while (g_source_remove_by_user_data (self))
    ;
  if (self->engine != NULL)
    ctg_engine_stop (self->engine);
  g_clear_object (&self->engine);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/* Once; with --json and --quiet the next command says it. */
static void
tell_recovered (CtgSession *self)
{
  const CtgRecovered *recovered = ctg_engine_get_recovered (self->engine);

  if (recovered == NULL || recovered->is_told || self->json || self->quiet)
    return;
  ctg_session_note (self, "%s.\n%s", recovered->headline, recovered->explanation);
  ctg_session_note (self, _("The damaged database is kept for 7 days, and opens with --profile:\n  %s\n"),
                    recovered->kept);
  ctg_engine_recovered_told (self->engine);
}

/**
 * ctg_session_open:
 * @self: a session
 * @error: why the profile's database does not open
 *
 * Opens the profile, once.
 *
 * Returns: (transfer none) (nullable): the engine
 */
CtgEngine *
ctg_session_open (CtgSession *self, GError **error)
{
  g_autoptr (CtgProfile) profile = NULL;

  if (self->engine == NULL)
    {
      profile = ctg_profile_new (self->profile_directory);
      self->engine = ctg_engine_new (profile, error);
      if (self->engine != NULL)
        tell_recovered (self);
    }
  return self->engine;
}

/**
 * ctg_session_read:
 * @self: a session
 * @func: what to read
 * @data: handed to @func
 * @error: of opening or of @func
 *
 * Opens the profile and reads from it. Blocks.
 *
 * Returns: whether @func succeeded
 */
gboolean
ctg_session_read (CtgSession *self, CtgStoreFunc func, gpointer data, GError **error)
{
  CtgEngine *engine = ctg_session_open (self, error);

  return engine != NULL && ctg_store_read (ctg_engine_get_store (engine), func, data, self->cancellable, error);
}

/**
 * ctg_session_result_cb:
 * @source: (nullable): not looked at
 * @result: an operation's result
 * @data: a `GAsyncResult **`
 *
 * Keeps the result for ctg_session_wait().
 */
void
ctg_session_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/**
 * ctg_session_wait:
 * @self: a session
 * @result: (inout): what ctg_session_result_cb() fills
 *
 * Runs the main context until the operation is over.
 */
void
ctg_session_wait (CtgSession *self, GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  ctg_session_end_progress (self);
}

/**
 * ctg_session_print:
 * @self: a session
 * @format: printf style
 *
 * Writes a result for people; nothing with --json.
 */
void
ctg_session_print (CtgSession *self, const char *format, ...)
{
  va_list arguments;

  if (self->json)
    return;
  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
}

/**
 * ctg_session_note:
 * @self: a session
 * @format: printf style, without a line's end
 *
 * Says something on the side; nothing with --json or --quiet.
 */
void
ctg_session_note (CtgSession *self, const char *format, ...)
{
  va_list arguments;

  if (self->json || self->quiet)
    return;
  ctg_session_end_progress (self);
  va_start (arguments, format);
  vfprintf (stderr, format, arguments);
  va_end (arguments);
  fputc ('\n', stderr);
}

/**
 * ctg_session_print_json:
 * @self: a session
 * @json: a whole document
 *
 * Writes it as one line.
 */
void
ctg_session_print_json (CtgSession *self, CtgJsonWriter *json)
{
  g_autofree char *text = ctg_json_writer_finish (json);

  puts (text);
  fflush (stdout);
}

/**
 * ctg_session_status_for:
 * @error: what failed
 *
 * Returns: the exit status that says it
 */
int
ctg_session_status_for (const GError *error)
{
  static const struct { int code; int status; } table[] = {
    { CTG_ERROR_INVALID_INPUT, CTG_EXIT_USAGE },
    { CTG_ERROR_NOT_FOUND, CTG_EXIT_NOTHING },
    { CTG_ERROR_AUTH_REJECTED, CTG_EXIT_NEEDS_USER },
    { CTG_ERROR_AUTH_EXPIRED, CTG_EXIT_NEEDS_USER },
    { CTG_ERROR_AUTH_REVOKED, CTG_EXIT_NEEDS_USER },
    { CTG_ERROR_CONSENT_REQUIRED, CTG_EXIT_NEEDS_USER },
    { CTG_ERROR_KEYRING_LOCKED, CTG_EXIT_NEEDS_USER },
  };
  const char *reason = ctg_error_get_details (error).reason;

  if (error->domain != CTG_ERROR)
    return CTG_EXIT_FAILED;
  /* The command was right, what is in the file is not. */
  if (g_strcmp0 (reason, "not-a-message") == 0 || g_strcmp0 (reason, "no-contacts") == 0 ||
      g_strcmp0 (reason, "not-a-backup") == 0)
    return CTG_EXIT_FAILED;
  if (g_strcmp0 (reason, "clock-ahead") == 0)
    return CTG_EXIT_NEEDS_USER;
  if (error->code == CTG_ERROR_TLS && reason != NULL && g_str_has_prefix (reason, "certificate-"))
    return CTG_EXIT_NEEDS_USER;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].code == error->code)
      return table[i].status;
  return CTG_EXIT_FAILED;
}

static void
fail_in_words (const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  CtgErrorDetails details = ctg_error_get_details (error);

  if (ctg_error_has_reason (error, "usage"))
    {
      fprintf (stderr, "carteggioctl: %s\n", error->message);
      return;
    }
  fprintf (stderr, "carteggioctl: %s", text->headline);
  if (*text->explanation != '\0')
    fprintf (stderr, " %s", text->explanation);
  if (*text->next != '\0')
    fprintf (stderr, " %s", text->next);
  fputc ('\n', stderr);
  if (details.host != NULL && strstr (text->headline, details.host) == NULL)
    fprintf (stderr, _("  Server: %s\n"), details.host);
  if (text->server_text != NULL && *text->server_text != '\0')
    fprintf (stderr, _("  Its words: %s\n"), text->server_text);
}

/**
 * ctg_session_fail:
 * @self: a session
 * @error: what failed
 *
 * Says so, in JSON on standard output or in words on standard error.
 *
 * Returns: the exit status
 */
int
ctg_session_fail (CtgSession *self, const GError *error)
{
  g_autoptr (CtgJsonWriter) json = NULL;

  ctg_session_end_progress (self);
  if (!self->json)
    {
      fail_in_words (error);
      return ctg_session_status_for (error);
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_error (json, "error", error);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (self, json);
  return ctg_session_status_for (error);
}

static void
draw_progress (gint64 n_done, gint64 n_total, double seconds)
{
  double rate = seconds > 0 ? (double) n_done / seconds : 0;
  g_autofree char *done = g_strdup_printf ("%'" G_GINT64_FORMAT, n_done);
  g_autofree char *total = g_strdup_printf ("%'" G_GINT64_FORMAT, n_total);

  fputs ("\r\033[K", stderr);
  if (n_total <= 0)
    fprintf (stderr, _("%s, %.0f a second"), done, rate);
  else if (rate <= 0)
    fprintf (stderr, _("%s of %s"), done, total);
  else
    fprintf (stderr, _("%s of %s (%d%%), %.0f a second, %.0f s left"), done, total, (int) (n_done * 100 / n_total),
             rate, (double) MAX (n_total - n_done, 0) / rate);
  fflush (stderr);
}

/**
 * ctg_session_progress:
 * @n_done: how much is done
 * @n_total: of how much; 0: unknown
 * @session: a `CtgSession`
 *
 * A `CtgProgressFunc`: draws one line that is drawn over, on a terminal only.
 */
void
ctg_session_progress (gint64 n_done, gint64 n_total, gpointer session)
{
  CtgSession *self = session;
  gint64 now_us = g_get_monotonic_time ();

  if (!self->draws_progress || now_us - self->progress_drawn_us < PROGRESS_INTERVAL_US)
    return;
  if (self->progress_start_us == 0)
    self->progress_start_us = now_us;
  self->progress_drawn_us = now_us;
  draw_progress (n_done, n_total, (double) (now_us - self->progress_start_us) / G_USEC_PER_SEC);
}

/**
 * ctg_session_end_progress:
 * @self: a session
 *
 * Clears the progress line, so that something else can be written.
 */
void
ctg_session_end_progress (CtgSession *self)
{
  if (self->progress_drawn_us != 0)
    fputs ("\r\033[K", stderr);
  self->progress_start_us = 0;
  self->progress_drawn_us = 0;
}

/**
 * ctg_session_bold:
 * @self: a session
 *
 * Returns: what makes a terminal write bold, or ""
 */
const char *
ctg_session_bold (CtgSession *self)
{
  return self->colours ? "\033[1m" : "";
}

/**
 * ctg_session_plain:
 * @self: a session
 *
 * Returns: what ends ctg_session_bold(), or ""
 */
const char *
ctg_session_plain (CtgSession *self)
{
  return self->colours ? "\033[0m" : "";
}
