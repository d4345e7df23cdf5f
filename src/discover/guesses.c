/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where nobody says anything: the usual names. TLS with a verified certificate or nothing; greetings are read and
 * nothing is said.
 *
 * A direction (incoming, outgoing) is settled when the best server found has no better one still outstanding, or when
 * all have answered. POP3 is asked only to be able to say why an address cannot be connected.
 *
 *   incoming   outgoing   POP3    result
 *   found      found      -       imap, fit 60, recommended
 *   found      -          -       imap, fit 30, not recommended: the person adds the outgoing server
 *   -          any        found   unsupported, POP3_ONLY
 *   -          any        -       nothing
 *
 * On shared hosting mail.DOMAIN shows the certificate of server7.hoster.example: where nothing else was found, the
 * names of such a certificate are tried in a second round. What is found there is the hoster's, and has to be
 * confirmed. */

#include "ladder.h"

#include "clock.h"
#include "errors.h"
#include "rank.h"
#include "usernames.h"

#include <string.h>

#define MAX_SOCKETS 6
#define FIT_COMPLETE 60
#define FIT_PARTIAL 30
#define CERTIFICATE_NAMES_MAX 3

typedef struct _Search Search;

/* A server to try; `rank` orders within a protocol, smaller is better. RFC 8314 prefers TLS from the start. */
typedef struct
{
  Search *search;             /* (unowned) */
  CtgProbeProtocol protocol;
  int rank;
  CtgEndpoint *endpoint;      /* (owned) */
  GThread *thread;            /* (nullable) while it runs */
  gboolean is_finished;
  gboolean is_found;
  GError *error;              /* (owned) (nullable) */
  gint64 started_us;
  gint64 ended_us;
} Attempt;

struct _Search
{
  CtgLadder *ladder;          /* (unowned) */
  CtgDeadline *deadline;      /* (owned) firing or cancelling it ends all attempts */
  GAsyncQueue *answers;       /* (owned) (element-type Attempt) finished ones */
  GPtrArray *attempts;        /* (owned) (element-type Attempt) in the order of asking */
  guint n_launched;
  guint n_running;
};

static const struct
{
  CtgProbeProtocol protocol;
  const char *prefix;
  guint16 port;
  CtgSecurity security;
  int rank;
} usual[] = {
  { CTG_PROBE_IMAP, "imap.", 993, CTG_SECURITY_TLS, 0 },
  { CTG_PROBE_SMTP, "smtp.", 465, CTG_SECURITY_TLS, 0 },
  { CTG_PROBE_IMAP, "mail.", 993, CTG_SECURITY_TLS, 1 },
  { CTG_PROBE_SMTP, "mail.", 465, CTG_SECURITY_TLS, 1 },
  { CTG_PROBE_SMTP, "smtp.", 587, CTG_SECURITY_STARTTLS, 3 },
  { CTG_PROBE_IMAP, "", 993, CTG_SECURITY_TLS, 2 },
  { CTG_PROBE_SMTP, "", 465, CTG_SECURITY_TLS, 2 },
  { CTG_PROBE_IMAP, "imap.", 143, CTG_SECURITY_STARTTLS, 3 },
  { CTG_PROBE_SMTP, "mail.", 587, CTG_SECURITY_STARTTLS, 4 },
  { CTG_PROBE_IMAP, "mail.", 143, CTG_SECURITY_STARTTLS, 4 },
  { CTG_PROBE_SMTP, "", 587, CTG_SECURITY_STARTTLS, 5 },
  { CTG_PROBE_IMAP, "", 143, CTG_SECURITY_STARTTLS, 5 },
  { CTG_PROBE_IMAP, "webmail.", 993, CTG_SECURITY_TLS, 6 },
  { CTG_PROBE_SMTP, "webmail.", 465, CTG_SECURITY_TLS, 6 },
  { CTG_PROBE_POP3, "pop.", 995, CTG_SECURITY_TLS, 0 },
  { CTG_PROBE_POP3, "mail.", 995, CTG_SECURITY_TLS, 1 },
  { CTG_PROBE_POP3, "", 995, CTG_SECURITY_TLS, 2 },
};

static void
add_attempt (Search *search, CtgProbeProtocol protocol, const char *host, guint16 port, CtgSecurity security, int rank)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->search = search;
  attempt->protocol = protocol;
  attempt->rank = rank;
  attempt->endpoint = ctg_endpoint_new (host, port, security, NULL);
  g_ptr_array_add (search->attempts, attempt);
}

/* A host of another name than the usual ones. */
static void
add_host (Search *search, const char *host, int rank)
{
  add_attempt (search, CTG_PROBE_IMAP, host, 993, CTG_SECURITY_TLS, rank);
  add_attempt (search, CTG_PROBE_SMTP, host, 465, CTG_SECURITY_TLS, rank);
  add_attempt (search, CTG_PROBE_SMTP, host, 587, CTG_SECURITY_STARTTLS, rank + 1);
  add_attempt (search, CTG_PROBE_IMAP, host, 143, CTG_SECURITY_STARTTLS, rank + 1);
}

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  ctg_endpoint_free (attempt->endpoint);
  g_clear_error (&attempt->error);
  g_free (attempt);
}

static Search *
search_new (CtgLadder *ladder)
{
  Search *search = g_new0 (Search, 1);

  search->ladder = ladder;
  search->deadline = ctg_deadline_new (ladder->world->total_timeout_ms,
                                       ctg_deadline_get_cancellable (ladder->deadline));
  search->answers = g_async_queue_new ();
  search->attempts = g_ptr_array_new_with_free_func (attempt_free);
  return search;
}

static void
search_free (Search *search)
{
  g_ptr_array_unref (search->attempts);
  g_async_queue_unref (search->answers);
  ctg_deadline_free (search->deadline);
  g_free (search);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Search, search_free)

static gpointer
attempt_job (gpointer data)
{
  Attempt *attempt = data;
  Search *search = attempt->search;
  const CtgDetectorWorld *world = search->ladder->world;

  attempt->is_found = world->probe (attempt->protocol, attempt->endpoint, world->probe_timeout_ms,
                                    ctg_deadline_get_cancellable (search->deadline), &attempt->error);
  attempt->ended_us = ctg_clock_monotonic_us ();
  g_async_queue_push (search->answers, attempt);
  return NULL;
}

static char *
describe_error (const GError *error)
{
  CtgErrorDetails details = ctg_error_get_details (error);

  if (error == NULL)
    return NULL;
  if (details.server_text != NULL && *details.server_text != '\0')
    return g_strdup_printf ("%s (%s)", error->message, details.server_text);
  return g_strdup (error->message);
}

/* An attempt that was ended because others settled the matter has no answer, and no row. */
static void
report (Search *search, const Attempt *attempt)
{
  g_autofree char *asked = g_strdup_printf ("%s:%u", attempt->endpoint->host, attempt->endpoint->port);
  g_autofree char *error = describe_error (attempt->error);

  search->ladder->n_answered[CTG_SOURCES_SERVERS]++;
  if (ctg_error_is_cancelled (attempt->error))
    return;
  ctg_ladder_add_evidence (search->ladder, ctg_evidence_new ("probe", asked, ctg_answer_word (attempt->error), error,
                                                             (attempt->ended_us - attempt->started_us) / 1000));
}

static Attempt *
attempt_at (const Search *search, guint index)
{
  return g_ptr_array_index (search->attempts, index);
}

static const Attempt *
best_found (const Search *search, CtgProbeProtocol protocol)
{
  const Attempt *best = NULL;

  for (guint i = 0; i < search->attempts->len; i++)
    {
      const Attempt *attempt = attempt_at (search, i);

      if (attempt->protocol == protocol && attempt->is_found && (best == NULL || attempt->rank < best->rank))
        best = attempt;
    }
  return best;
}

static gboolean
is_settled (const Search *search, CtgProbeProtocol protocol)
{
  const Attempt *best = best_found (search, protocol);

  for (guint i = 0; i < search->attempts->len; i++)
    {
      const Attempt *attempt = attempt_at (search, i);

      if (attempt->protocol == protocol && !attempt->is_finished && (best == NULL || attempt->rank < best->rank))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_over (const Search *search)
{
  if (!is_settled (search, CTG_PROBE_IMAP) || !is_settled (search, CTG_PROBE_SMTP))
    return FALSE;
  return best_found (search, CTG_PROBE_IMAP) != NULL || is_settled (search, CTG_PROBE_POP3);
}

/* A host that does not exist under one port does not exist under another; a protocol that is settled needs no more. */
static gboolean
is_pointless (const Search *search, guint index)
{
  const Attempt *attempt = attempt_at (search, index);

  if (is_settled (search, attempt->protocol))
    return TRUE;
  if (attempt->protocol == CTG_PROBE_POP3 && best_found (search, CTG_PROBE_IMAP) != NULL)
    return TRUE;
  for (guint i = 0; i < index; i++)
    if (g_str_equal (attempt_at (search, i)->endpoint->host, attempt->endpoint->host) &&
        ctg_error_has_reason (attempt_at (search, i)->error, "host-not-found"))
      return TRUE;
  return FALSE;
}

static void
launch_next (Search *search)
{
  Attempt *attempt = attempt_at (search, search->n_launched);

  if (is_pointless (search, search->n_launched++))
    {
      attempt->is_finished = TRUE;
      return;
    }
  attempt->started_us = ctg_clock_monotonic_us ();
  attempt->thread = g_thread_new ("ctg-probe", attempt_job, attempt);
  search->n_running++;
  search->ladder->n_asked[CTG_SOURCES_SERVERS]++;
}

static void
take_answer (Search *search, Attempt *attempt)
{
  g_clear_pointer (&attempt->thread, g_thread_join);
  search->n_running--;
  attempt->is_finished = TRUE;
  ctg_deadline_convert (search->ladder->deadline, attempt->endpoint->host, &attempt->error);
  report (search, attempt);
}

/* One turn: launch when a slot is free and the stagger is over, else wait for an answer as long as that takes. */
static void
turn (Search *search, gint64 *next_launch_us)
{
  gint64 now_us = ctg_clock_monotonic_us ();
  gboolean may_launch = search->n_launched < search->attempts->len && search->n_running < MAX_SOCKETS;
  Attempt *attempt;

  if (may_launch && (now_us >= *next_launch_us || search->n_running == 0))
    {
      guint n_running = search->n_running;

      launch_next (search);
      if (search->n_running > n_running)
        *next_launch_us = now_us + search->ladder->world->stagger_ms * 1000;
      return;
    }
  if (may_launch)
    attempt = g_async_queue_timeout_pop (search->answers, (guint64) (*next_launch_us - now_us));
  else
    attempt = g_async_queue_pop (search->answers);
  if (attempt != NULL)
    take_answer (search, attempt);
}

static void
run (Search *search)
{
  gint64 next_launch_us = 0;

  while (!ctg_ladder_is_ended (search->ladder) && !is_over (search) &&
         (search->n_running > 0 || search->n_launched < search->attempts->len))
    turn (search, &next_launch_us);
  g_cancellable_cancel (ctg_deadline_get_cancellable (search->deadline));
  while (search->n_running > 0)
    take_answer (search, g_async_queue_pop (search->answers));
}

static CtgEndpoint *
endpoint_for (const Attempt *attempt, const char *address)
{
  CtgEndpoint *endpoint = attempt != NULL ? ctg_endpoint_copy (attempt->endpoint) : NULL;

  if (endpoint != NULL)
    endpoint->username = g_strdup (address);
  return endpoint;
}

/* TRUE: there is a server for reading. */
static gboolean
conclude (Search *search, const char *why)
{
  static const char *const password[] = { "password", NULL };
  CtgLadder *ladder = search->ladder;
  const Attempt *incoming = best_found (search, CTG_PROBE_IMAP);
  const Attempt *outgoing = best_found (search, CTG_PROBE_SMTP);
  CtgCandidate *candidate;

  if (incoming == NULL)
    return FALSE;
  candidate = ctg_candidate_new ("imap", ladder->domain, "probe", "probe");
  candidate->incoming = endpoint_for (incoming, ladder->detection->address);
  candidate->outgoing = endpoint_for (outgoing, ladder->detection->address);
  candidate->auth = g_strdupv ((char **) password);
  candidate->outgoing_auth = outgoing != NULL ? g_strdupv ((char **) password) : NULL;
  candidate->usernames = ctg_usernames_list (NULL, ladder->detection->address);
  candidate->fit = outgoing != NULL ? FIT_COMPLETE : FIT_PARTIAL;
  candidate->why = g_strdup (why);
  candidate->why_detail = g_strdup (incoming->endpoint->host);
  ctg_rank_confirm (candidate, ladder->domain);
  ctg_ladder_add (ladder, candidate);
  return TRUE;
}

static void
refuse_pop3 (Search *search)
{
  CtgCandidate *candidate;

  if (best_found (search, CTG_PROBE_POP3) == NULL)
    return;
  candidate = ctg_candidate_new ("unsupported", search->ladder->domain, "probe", "probe");
  candidate->reason = g_strdup ("POP3_ONLY");
  candidate->can_start = FALSE;
  ctg_ladder_add (search->ladder, candidate);
}

/* The names on good certificates that were for another host. */
static GPtrArray *
list_certificate_names (const Search *search)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < search->attempts->len; i++)
    {
      const GError *error = attempt_at (search, i)->error;
      const char *text = ctg_error_has_reason (error, "certificate-wrong-host")
                           ? ctg_error_get_details (error).server_text : NULL;
      g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", 20);

      for (guint k = 0; words[k] != NULL && names->len < CERTIFICATE_NAMES_MAX; k++)
        if (strchr (words[k], '*') == NULL && strchr (words[k], '.') != NULL &&
            !g_hostname_is_ip_address (words[k]) && !ctg_endpoint_is_loopback (words[k]) &&
            !g_ptr_array_find_with_equal_func (names, words[k], g_str_equal, NULL))
          g_ptr_array_add (names, g_ascii_strdown (words[k], -1));
    }
  return names;
}

static gboolean
try_certificate_names (CtgLadder *ladder, const Search *search)
{
  g_autoptr (GPtrArray) names = list_certificate_names (search);
  g_autoptr (Search) second = search_new (ladder);

  for (guint i = 0; i < names->len; i++)
    add_host (second, g_ptr_array_index (names, i), (int) i * 2);
  run (second);
  return conclude (second, "certificate-name");
}

/**
 * ctg_guesses_try:
 * @ladder: a ladder that has run and found nothing of use
 *
 * Tries the usual names, and the host that receives the domain's mail.
 */
void
ctg_guesses_try (CtgLadder *ladder)
{
  g_autoptr (Search) search = search_new (ladder);

  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      g_autofree char *host = g_strconcat (usual[i].prefix, ladder->domain, NULL);

      add_attempt (search, usual[i].protocol, host, usual[i].port, usual[i].security, usual[i].rank);
    }
  if (ladder->mail_host != NULL)
    add_host (search, ladder->mail_host, 7);
  run (search);
  if (!conclude (search, "probe") && !try_certificate_names (ladder, search))
    refuse_pop3 (search);
}
