/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-world.h"

#include "errors.h"

#include <string.h>

static GPtrArray *facts;      /* (element-type GStrv) */
static GString *asked;
static GMutex lock;

static void G_GNUC_PRINTF (1, 2)
note (const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_mutex_lock (&lock);
  g_string_append_vprintf (asked, format, list);
  g_string_append_c (asked, '\n');
  g_mutex_unlock (&lock);
  va_end (list);
}

static const char *
word (char **fact, guint index)
{
  return index < g_strv_length (fact) ? fact[index] : "";
}

static char **
find (const char *kind, const char *one, const char *other)
{
  for (guint i = 0; i < facts->len; i++)
    {
      char **fact = g_ptr_array_index (facts, i);

      if (g_str_equal (word (fact, 0), kind) && g_str_equal (word (fact, 1), one) &&
          (other == NULL || g_str_equal (word (fact, 2), other)))
        return fact;
    }
  return NULL;
}

static gboolean
wait_for_end (GCancellable *cancellable, guint timeout_ms, GError **error)
{
  gint64 end = g_get_monotonic_time () + timeout_ms * 1000;

  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      if (g_get_monotonic_time () > end)
        {
          ctg_error_set (error, CTG_ERROR_TIMED_OUT, NULL, "No answer in time");
          return FALSE;
        }
      g_usleep (1000);
    }
  return FALSE;
}

/* FALSE: there will be no records. */
static gboolean
may_look_up (char **fact, const char *domain, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  char **silence = find ("dns", domain, NULL);

  if (silence != NULL)
    return wait_for_end (cancellable, timeout_ms, error);
  if (fact != NULL && !g_str_equal (fact[g_strv_length (fact) - 1], "."))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, fact != NULL ? "not-offered" : "no-records", "No such record");
  return FALSE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return (*(CtgDnsTarget *const *) a)->priority - (*(CtgDnsTarget *const *) b)->priority;
}

static GPtrArray *
look_up_mx (const char *domain, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  char **first = find ("mx", domain, NULL);
  GPtrArray *targets;

  note ("MX %s", domain);
  if (!may_look_up (first, domain, timeout_ms, cancellable, error))
    return NULL;
  targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_dns_target_free);
  for (guint i = 0; i < facts->len; i++)
    {
      char **fact = g_ptr_array_index (facts, i);

      if (g_str_equal (word (fact, 0), "mx") && g_str_equal (word (fact, 1), domain))
        g_ptr_array_add (targets, ctg_dns_target_new (word (fact, 3), 0, (guint16) atoi (word (fact, 2)), 0));
    }
  g_ptr_array_sort (targets, compare);
  return targets;
}

static GPtrArray *
look_up_srv (const char *service, const char *domain, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  char **fact = find ("srv", service, domain);
  GPtrArray *targets;

  note ("SRV %s %s", service, domain);
  if (!may_look_up (fact, domain, timeout_ms, cancellable, error))
    return NULL;
  targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_dns_target_free);
  g_ptr_array_add (targets, ctg_dns_target_new (word (fact, 6), (guint16) atoi (word (fact, 5)),
                                                (guint16) atoi (word (fact, 3)), 0));
  return targets;
}

static char **
look_up_txt (const char *domain, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  char **fact = find ("txt", domain, NULL);
  g_autofree char *text = NULL;
  const char *texts[] = { NULL, NULL };

  note ("TXT %s", domain);
  if (!may_look_up (fact, domain, timeout_ms, cancellable, error))
    return NULL;
  texts[0] = text = g_strjoinv (" ", fact + 2);
  return g_strdupv ((char **) texts);
}

static gboolean
fail_fetch (const char *how, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  if (g_str_equal (how, "mute"))
    return wait_for_end (cancellable, timeout_ms, error);
  if (g_str_equal (how, "tls"))
    ctg_error_set (error, CTG_ERROR_TLS, "certificate-wrong-host", "Another name");
  else if (g_str_equal (how, "late"))
    ctg_error_set (error, CTG_ERROR_TIMED_OUT, NULL, "No answer in time");
  else if (g_str_equal (how, "refused"))
    ctg_error_set (error, CTG_ERROR_NETWORK, "connection-refused", "Refused");
  else if (g_str_equal (how, "loop"))
    ctg_error_set (error, CTG_ERROR_PROTOCOL, "redirect-loop", "On and on");
  else if (g_str_equal (how, "insecure"))
    ctg_error_set (error, CTG_ERROR_PROTOCOL, "redirect-insecure", "Away from https");
  else if (g_str_equal (how, "large"))
    ctg_error_set (error, CTG_ERROR_TOO_LARGE, "http-too-large", "Too much");
  else
    ctg_error_set (error, CTG_ERROR_NETWORK, "host-not-found", "No such host");
  return FALSE;
}

static gboolean
begins_body (const char *word)
{
  return *word == '<' || *word == '{';
}

static void
read_words (CtgHttpAnswer *answer, char **words)
{
  g_autoptr (GStrvBuilder) challenges = g_strv_builder_new ();

  for (; *words != NULL && !begins_body (*words); words++)
    if (g_str_has_prefix (*words, "to="))
      answer->location = g_strdup (*words + 3);
    else if (g_str_equal (*words, "exchange"))
      answer->has_exchange_headers = TRUE;
    else if (g_str_equal (*words, "iis"))
      answer->server = g_strdup ("Microsoft-IIS/8.5");
    else if (g_str_equal (*words, "aspnet"))
      answer->powered_by = g_strdup ("ASP.NET");
    else
      g_strv_builder_add (challenges, *words);
  answer->challenges = g_strv_builder_end (challenges);
}

static CtgHttpAnswer *
answer_new (char **fact, const char *url)
{
  CtgHttpAnswer *answer = g_new0 (CtgHttpAnswer, 1);
  g_autofree char *line = g_strjoinv (" ", fact);
  const char *body = strpbrk (line, "<{");

  answer->status = (guint) atoi (word (fact, 2));
  answer->url = g_strdup (url);
  answer->body = g_bytes_new (body != NULL ? body : "", body != NULL ? strlen (body) : 0);
  read_words (answer, fact + 3);
  return answer;
}

static CtgHttpAnswer *
fetch (const CtgHttpRequest *request, GCancellable *cancellable, GError **error)
{
  char **fact = find ("http", request->url, NULL);
  CtgHttpAnswer *answer;
  CtgHttpRequest next = *request;
  g_autofree char *location = NULL;

  note ("%s", request->url);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (fact == NULL || !g_ascii_isdigit (*word (fact, 2)))
    {
      fail_fetch (fact != NULL ? word (fact, 2) : "missing", request->timeout_ms, cancellable, error);
      return NULL;
    }
  answer = answer_new (fact, request->url);
  if (answer->location == NULL || request->only_redirect)
    return answer;
  location = g_strdup (answer->location);
  next.url = location;
  ctg_http_answer_free (answer);
  return fetch (&next, cancellable, error);
}

static gboolean
has_ports (const char *host)
{
  g_autofree char *prefix = g_strconcat (host, ":", NULL);

  for (guint i = 0; i < facts->len; i++)
    if (g_str_equal (word (g_ptr_array_index (facts, i), 0), "port") &&
        g_str_has_prefix (word (g_ptr_array_index (facts, i), 1), prefix))
      return TRUE;
  return FALSE;
}

static gboolean
probe (CtgProbeProtocol protocol, const CtgEndpoint *endpoint, guint timeout_ms, GCancellable *cancellable,
       GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s:%u", endpoint->host, endpoint->port);
  char **fact = find ("port", name, NULL);
  const char *how = fact != NULL ? word (fact, 2) : has_ports (endpoint->host) ? "refused" : "missing";

  note ("port %s", name);
  if (g_str_equal (how, "ok"))
    return TRUE;
  if (g_str_equal (how, "plain"))
    {
      ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "starttls-not-offered", "No encryption");
      return FALSE;
    }
  fail_fetch (g_str_has_prefix (how, "tls") ? "tls" : how, timeout_ms, cancellable, error);
  if (g_str_has_prefix (how, "tls="))
    ctg_error_add_server (error, NULL, how + 4);
  return FALSE;
}

static gboolean
is_online (void)
{
  return find ("net", "offline", NULL) == NULL;
}

static gboolean
is_captive (void)
{
  return find ("net", "captive", NULL) != NULL;
}

/**
 * fake_world_set:
 * @script: what exists
 *
 * Returns: (transfer none): the world of that script, until the next one
 */
const CtgDetectorWorld *
fake_world_set (const char *script)
{
  static const CtgDetectorWorld world = {
    probe, look_up_mx, look_up_srv, look_up_txt, fetch, is_online, is_captive, 0, 60, 40, 60, 1000,
  };
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  g_clear_pointer (&facts, g_ptr_array_unref);
  facts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_ptr_array_add (facts, g_strsplit (lines[i], " ", -1));
  if (asked == NULL)
    asked = g_string_new (NULL);
  g_string_truncate (asked, 0);
  return &world;
}

/**
 * fake_world_asked:
 *
 * Returns: (transfer full): everything that left the machine since the last fake_world_set()
 */
char *
fake_world_asked (void)
{
  return g_strdup (asked->str);
}
