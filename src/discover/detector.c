/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two sources for now: the table of known providers, which answers at once, and where it is silent, guessing hosts of
 * the very domain. Guessing is TLS with a verified certificate or nothing; it reads greetings and says nothing.
 *
 * A direction (incoming, outgoing) is settled when the best server found has no better one still outstanding, or when
 * all have answered. POP3 is asked only to be able to say why an address cannot be connected.
 *
 *   incoming   outgoing   POP3    result
 *   found      found      -       imap, fit 60, recommended
 *   found      -          -       imap, fit 30, not recommended: the person adds the outgoing server
 *   -          any        found   unsupported, POP3_ONLY
 *   -          any        -       no candidate, or CTG_ERROR_OFFLINE when this computer has no network
 */

#include "detector-private.h"

#include "autoconfig.h"
#include "clock.h"
#include "deadline.h"
#include "errors.h"
#include "provider-table.h"
#include "typed-address.h"
#include "usernames.h"

#include <string.h>

#define MAX_SOCKETS 6
#define FIT_BUILTIN 90
#define FIT_COMPLETE 60
#define FIT_PARTIAL 30

/* In the order of asking; `rank` orders within a protocol, smaller is better. RFC 8314 prefers TLS from the start. */
static const struct
{
  CtgProbeProtocol protocol;
  const char *prefix;
  guint16 port;
  CtgSecurity security;
  int rank;
} guesses[] = {
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
  { CTG_PROBE_POP3, "pop.", 995, CTG_SECURITY_TLS, 0 },
  { CTG_PROBE_POP3, "mail.", 995, CTG_SECURITY_TLS, 1 },
  { CTG_PROBE_POP3, "", 995, CTG_SECURITY_TLS, 2 },
};

#define N_GUESSES G_N_ELEMENTS (guesses)

typedef struct _Search Search;

typedef struct
{
  Search *search;             /* (unowned) */
  guint index;                /* in guesses */
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
  const CtgDetectorWorld *world;
  CtgDetection *detection;    /* (unowned) */
  CtgDetectionFunc note;   /* (nullable) */
  gpointer data;
  CtgDeadline *deadline;      /* (owned) of everything; firing or cancelling it ends all attempts */
  GAsyncQueue *answers;       /* (owned) (element-type Attempt) finished ones */
  Attempt attempts[N_GUESSES];
  guint n_launched;
  guint n_running;
};

static gpointer
attempt_job (gpointer data)
{
  Attempt *attempt = data;
  Search *search = attempt->search;

  attempt->is_found = search->world->probe (guesses[attempt->index].protocol, attempt->endpoint,
                                            search->world->probe_timeout_ms,
                                            ctg_deadline_get_cancellable (search->deadline), &attempt->error);
  attempt->ended_us = ctg_clock_monotonic_us ();
  g_async_queue_push (search->answers, attempt);
  return NULL;
}

static const char *
answer_word (const GError *error)
{
  if (error == NULL)
    return "found";
  if (g_error_matches (error, CTG_ERROR, CTG_ERROR_TIMED_OUT))
    return "timed-out";
  if (g_error_matches (error, CTG_ERROR, CTG_ERROR_TLS))
    return "tls-failure";
  if (ctg_error_has_reason (error, "host-not-found"))
    return "not-found";
  if (ctg_error_has_reason (error, "unreachable") || g_error_matches (error, CTG_ERROR, CTG_ERROR_OFFLINE))
    return "offline";
  return "refused";
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

static void
add_evidence (CtgDetection *detection, CtgDetectionFunc func, gpointer data, CtgEvidence *row)
{
  g_ptr_array_add (detection->evidence, row);
  if (func != NULL)
    func (&(CtgDetectionNote) { row->group, CTG_SOURCES_ASKING, row, NULL }, data);
}

/* An attempt that was ended because others settled the matter has no answer, and no row. */
static void
report (Search *search, const Attempt *attempt)
{
  g_autofree char *asked = g_strdup_printf ("%s:%u", attempt->endpoint->host, attempt->endpoint->port);
  g_autofree char *error = describe_error (attempt->error);

  if (ctg_error_is_cancelled (attempt->error))
    return;
  add_evidence (search->detection, search->note, search->data,
                ctg_evidence_new ("probe", asked, answer_word (attempt->error), error,
                                  (attempt->ended_us - attempt->started_us) / 1000));
}

static const Attempt *
best_found (const Search *search, CtgProbeProtocol protocol)
{
  const Attempt *best = NULL;

  for (guint i = 0; i < N_GUESSES; i++)
    if (guesses[i].protocol == protocol && search->attempts[i].is_found &&
        (best == NULL || guesses[i].rank < guesses[best->index].rank))
      best = &search->attempts[i];
  return best;
}

static gboolean
is_settled (const Search *search, CtgProbeProtocol protocol)
{
  const Attempt *best = best_found (search, protocol);

  for (guint i = 0; i < N_GUESSES; i++)
    if (guesses[i].protocol == protocol && !search->attempts[i].is_finished &&
        (best == NULL || guesses[i].rank < guesses[best->index].rank))
      return FALSE;
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
  if (is_settled (search, guesses[index].protocol))
    return TRUE;
  if (guesses[index].protocol == CTG_PROBE_POP3 && best_found (search, CTG_PROBE_IMAP) != NULL)
    return TRUE;
  for (guint i = 0; i < index; i++)
    if (g_str_equal (search->attempts[i].endpoint->host, search->attempts[index].endpoint->host) &&
        ctg_error_has_reason (search->attempts[i].error, "host-not-found"))
      return TRUE;
  return FALSE;
}

static void
launch_next (Search *search)
{
  Attempt *attempt = &search->attempts[search->n_launched];

  if (is_pointless (search, search->n_launched++))
    {
      attempt->is_finished = TRUE;
      return;
    }
  attempt->started_us = ctg_clock_monotonic_us ();
  attempt->thread = g_thread_new ("ctg-probe", attempt_job, attempt);
  search->n_running++;
}

static void
take_answer (Search *search, Attempt *attempt)
{
  g_clear_pointer (&attempt->thread, g_thread_join);
  search->n_running--;
  attempt->is_finished = TRUE;
  ctg_deadline_convert (search->deadline, attempt->endpoint->host, &attempt->error);
  report (search, attempt);
}

/* One turn: launch when a slot is free and the stagger is over, else wait for an answer as long as that takes. */
static void
turn (Search *search, gint64 *next_launch_us)
{
  gint64 now_us = ctg_clock_monotonic_us ();
  gboolean may_launch = search->n_launched < N_GUESSES && search->n_running < MAX_SOCKETS;
  Attempt *attempt;

  if (may_launch && (now_us >= *next_launch_us || search->n_running == 0))
    {
      guint n_running = search->n_running;

      launch_next (search);
      if (search->n_running > n_running)
        *next_launch_us = now_us + search->world->stagger_ms * 1000;
      return;
    }
  if (may_launch)
    attempt = g_async_queue_timeout_pop (search->answers, (guint64) (*next_launch_us - now_us));
  else
    attempt = g_async_queue_pop (search->answers);
  if (attempt != NULL)
    take_answer (search, attempt);
}

static gboolean
is_ended (Search *search)
{
  return g_cancellable_is_cancelled (ctg_deadline_get_cancellable (search->deadline));
}

static void
run (Search *search)
{
  gint64 next_launch_us = 0;

  while (!is_ended (search) && !is_over (search) && (search->n_running > 0 || search->n_launched < N_GUESSES))
    turn (search, &next_launch_us);
  g_cancellable_cancel (ctg_deadline_get_cancellable (search->deadline));
  while (search->n_running > 0)
    take_answer (search, g_async_queue_pop (search->answers));
}

static Search *
search_new (const CtgDetectorWorld *world, CtgDetection *detection, const char *domain, GCancellable *cancellable)
{
  Search *search = g_new0 (Search, 1);

  search->world = world;
  search->detection = detection;
  search->deadline = ctg_deadline_new (world->total_timeout_ms, cancellable);
  search->answers = g_async_queue_new ();
  for (guint i = 0; i < N_GUESSES; i++)
    {
      g_autofree char *host = g_strconcat (guesses[i].prefix, domain, NULL);

      search->attempts[i].search = search;
      search->attempts[i].index = i;
      search->attempts[i].endpoint = ctg_endpoint_new (host, guesses[i].port, guesses[i].security, NULL);
    }
  return search;
}

static void
search_free (Search *search)
{
  for (guint i = 0; i < N_GUESSES; i++)
    {
      ctg_endpoint_free (search->attempts[i].endpoint);
      g_clear_error (&search->attempts[i].error);
    }
  g_async_queue_unref (search->answers);
  ctg_deadline_free (search->deadline);
  g_free (search);
}

static CtgEndpoint *
endpoint_for (const CtgEndpoint *source, const char *username)
{
  CtgEndpoint *endpoint = ctg_endpoint_copy (source);

  if (endpoint != NULL)
    endpoint->username = g_strdup (username);
  return endpoint;
}

static void
conclude (const Search *search, const char *domain)
{
  CtgDetection *detection = search->detection;
  const Attempt *incoming = best_found (search, CTG_PROBE_IMAP);
  const Attempt *outgoing = best_found (search, CTG_PROBE_SMTP);
  CtgCandidate *candidate;

  if (incoming == NULL && best_found (search, CTG_PROBE_POP3) == NULL)
    return;
  candidate = ctg_candidate_new (incoming != NULL ? "imap" : "unsupported", domain, "probe", "probe");
  g_ptr_array_add (detection->candidates, candidate);
  if (incoming == NULL)
    {
      candidate->reason = g_strdup ("POP3_ONLY");
      candidate->can_start = FALSE;
      return;
    }
  candidate->incoming = endpoint_for (incoming->endpoint, detection->address);
  if (outgoing != NULL)
    candidate->outgoing = endpoint_for (outgoing->endpoint, detection->address);
  candidate->auth = g_strsplit ("password", ";", -1);
  candidate->usernames = ctg_usernames_list (NULL, detection->address);
  candidate->why = g_strdup ("probe");
  candidate->fit = outgoing != NULL ? FIT_COMPLETE : FIT_PARTIAL;
  detection->recommended = outgoing != NULL ? 0 : -1;
}

/* Nothing answered: is it them or us? A name that does not exist and a name nobody could ask about look the same. */
static gboolean
looks_offline (const Search *search)
{
  if (search->world->is_online ())
    return FALSE;
  for (guint i = 0; i < N_GUESSES; i++)
    {
      const GError *error = search->attempts[i].error;

      if (error != NULL && !g_error_matches (error, CTG_ERROR, CTG_ERROR_NETWORK) && !ctg_error_is_cancelled (error))
        return FALSE;
      if (search->attempts[i].is_found || ctg_error_has_reason (error, "connection-refused"))
        return FALSE;
    }
  return TRUE;
}

static gboolean
search_hosts (const CtgDetectorWorld *world, CtgDetection *detection, const char *domain, CtgDetectionFunc note,
              gpointer data, GCancellable *cancellable, GError **error)
{
  Search *search = search_new (world, detection, domain, cancellable);
  gboolean is_offline;

  search->note = note;
  search->data = data;
  run (search);
  conclude (search, domain);
  is_offline = detection->candidates->len == 0 && looks_offline (search);
  search_free (search);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (is_offline)
    ctg_error_set (error, CTG_ERROR_OFFLINE, NULL, "This computer has no network");
  return !is_offline;
}

static CtgCandidate *
candidate_of_entry (const CtgProviderEntry *entry, const char *address)
{
  CtgCandidate *candidate = ctg_candidate_new (entry->kind, entry->name, "builtin", "builtin");
  g_autofree char *local_part = g_strndup (address, (gsize) (strrchr (address, '@') - address));
  const char *username = entry->username_is_local_part ? local_part : address;

  candidate->incoming = endpoint_for (entry->incoming, username);
  candidate->outgoing = endpoint_for (entry->outgoing, username);
  candidate->auth = g_strdupv (entry->auth);
  candidate->outgoing_auth = entry->outgoing != NULL ? g_strdupv (entry->auth) : NULL;
  candidate->usernames = entry->incoming != NULL ? ctg_usernames_list (username, address) : NULL;
  candidate->why = g_strdup ("builtin");
  candidate->hint = g_strdup (entry->hint);
  candidate->documentation = g_strdupv (entry->documentation);
  candidate->reason = g_strdup (entry->reason);
  candidate->last_checked = g_strdup (entry->last_checked);
  candidate->is_unverified = entry->last_checked == NULL;
  candidate->can_start = g_str_equal (entry->kind, "imap");
  candidate->fit = g_str_equal (entry->kind, "unsupported") ? 0 : FIT_BUILTIN;
  return candidate;
}

static gboolean
look_up (CtgDetection *detection, const char *domain, CtgDetectionFunc note, gpointer data)
{
  const CtgProviderEntry *entry = ctg_provider_table_find (domain);

  add_evidence (detection, note, data,
                ctg_evidence_new ("builtin", domain, entry != NULL ? "found" : "not-found", NULL, 0));
  if (entry == NULL)
    return FALSE;
  g_ptr_array_add (detection->candidates, candidate_of_entry (entry, detection->address));
  if (!g_str_equal (entry->kind, "unsupported"))
    detection->recommended = 0;
  return TRUE;
}

/**
 * ctg_detector_detect_locally:
 * @text: what somebody has typed so far
 *
 * What the table of providers knows of the address; without the network, at once. An address that is not complete has
 * no candidates and no evidence.
 *
 * Returns: (transfer full): the detection
 */
CtgDetection *
ctg_detector_detect_locally (const char *text)
{
  g_autofree char *address = ctg_typed_address_normalise (text, NULL);
  CtgDetection *detection = ctg_detection_new (address != NULL ? address : text);

  if (address != NULL)
    look_up (detection, strrchr (address, '@') + 1, NULL, NULL);
  return detection;
}

/**
 * ctg_detector_detect_in:
 * @world: what is outside
 * @text: an address as somebody typed it
 * @note: (nullable): called as each source answers
 * @data: handed to @note
 * @cancellable: (nullable): ends it early
 * @error: as ctg_detector_detect()
 *
 * ctg_detector_detect() with a world of the caller's.
 *
 * Returns: (transfer full) (nullable): the detection
 */
CtgDetection *
ctg_detector_detect_in (const CtgDetectorWorld *world, const char *text, CtgDetectionFunc note, gpointer data,
                        GCancellable *cancellable, GError **error)
{
  g_autofree char *address = ctg_typed_address_normalise (text, error);
  g_autoptr (CtgDetection) detection = NULL;
  const char *domain;

  if (address == NULL)
    return NULL;
  domain = strrchr (address, '@') + 1;
  detection = ctg_detection_new (address);
  if (!look_up (detection, domain, note, data) &&
      !search_hosts (world, detection, domain, note, data, cancellable, error))
    return NULL;
  return g_steal_pointer (&detection);
}

static gboolean
is_online (void)
{
  return g_network_monitor_get_network_available (g_network_monitor_get_default ());
}

/**
 * ctg_detector_detect:
 * @text: an address as somebody typed it
 * @note: (nullable): called on this thread as each source answers
 * @data: handed to @note
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR_INVALID_INPUT for the address, %CTG_ERROR_OFFLINE, cancellation
 *
 * Finds out how an address can be connected: the table of providers, else the domain's own hosts. Sends no credentials
 * and nothing of the address but its domain. Blocks, at most 12 s; for a worker thread.
 *
 * Returns: (transfer full) (nullable): the detection, with no candidate when nothing was found
 */
CtgDetection *
ctg_detector_detect (const char *text, CtgDetectionFunc note, gpointer data, GCancellable *cancellable,
                     GError **error)
{
  static const CtgDetectorWorld world = { ctg_probe_run, is_online, 150, 4000, 12000 };

  return ctg_detector_detect_in (&world, text, note, data, cancellable, error);
}

/* A document speaks for its provider: what it names is recommended even where it forgets the outgoing server. */
static int
recommend_document (GPtrArray *candidates)
{
  const CtgCandidate *best = candidates->len > 0 ? g_ptr_array_index (candidates, 0) : NULL;

  return best != NULL && !g_str_equal (best->kind, "unsupported") ? 0 : -1;
}

/**
 * ctg_detector_read_document:
 * @text: (array length=length): an autoconfig document
 * @length: how many bytes
 * @address: as somebody typed it
 * @error: %CTG_ERROR_INVALID_INPUT for the address, %CTG_ERROR_TOO_LARGE, %CTG_ERROR_PROTOCOL for the document
 *
 * What detection makes of one document, wherever it comes from. Asks nobody.
 *
 * Returns: (transfer full) (nullable): the detection
 */
CtgDetection *
ctg_detector_read_document (const char *text, gsize length, const char *address, GError **error)
{
  g_autofree char *normal = ctg_typed_address_normalise (address, error);
  g_autoptr (CtgAutoconfig) document = normal != NULL ? ctg_autoconfig_parse (text, length, normal, error) : NULL;
  CtgDetection *detection;

  if (document == NULL)
    return NULL;
  detection = ctg_detection_new (normal);
  g_ptr_array_unref (detection->candidates);
  detection->candidates = ctg_autoconfig_candidates (document, normal, "file", "isp");
  detection->recommended = recommend_document (detection->candidates);
  add_evidence (detection, NULL, NULL,
                ctg_evidence_new ("file", strrchr (normal, '@') + 1,
                                  detection->candidates->len > 0 ? "found" : "not-found", NULL, 0));
  return detection;
}
