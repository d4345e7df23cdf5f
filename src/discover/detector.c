/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From an address to ways of connecting it, in steps:
 *
 *   1  what is known here: profiles, earlier mailboxes, the table of providers. Settles it where somebody vouches for
 *      it (an administrator, an earlier success) and where a table entry is no matter of servers (Google, Tuta)
 *   2  side by side: the domain's records, documents over https, Exchange without credentials      (ladder.c)
 *   3  where that found nothing complete: the usual names                                          (guesses.c)
 *   4  where there is still nothing and a person asked for it: documents by http
 *   5  rank                                                                                        (rank.c)
 */

#include "detector-private.h"

#include "address-warnings.h"
#include "any-document.h"
#include "errors.h"
#include "ladder.h"
#include "provider-table.h"
#include "rank.h"
#include "typed-address.h"
#include "usernames.h"

#include <string.h>

#define FIT_BUILTIN 90

static CtgEndpoint *
endpoint_for (const CtgEndpoint *source, const char *username)
{
  CtgEndpoint *endpoint = ctg_endpoint_copy (source);

  if (endpoint != NULL)
    endpoint->username = g_strdup (username);
  return endpoint;
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
  candidate->can_start = ctg_candidate_kind_can_start (entry->kind);
  candidate->fit = g_str_equal (entry->kind, "unsupported") ? 0 : FIT_BUILTIN;
  return candidate;
}

static void
warn (CtgDetection *detection)
{
  g_ptr_array_unref (detection->warnings);
  detection->warnings = ctg_address_warnings_list (detection->address);
}

static gboolean
add_known (CtgLadder *ladder)
{
  const GPtrArray *known = ladder->options != NULL ? ladder->options->known : NULL;

  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      const CtgCandidate *candidate = g_ptr_array_index (known, i);

      ctg_ladder_add (ladder, ctg_candidate_copy (candidate));
      ctg_ladder_add_evidence (ladder, ctg_evidence_new (candidate->source, ladder->domain, "found", NULL, 0));
    }
  return known != NULL && known->len > 0;
}

static gboolean
is_asked_for (const CtgLadder *ladder, CtgDetectHow how)
{
  return ladder->options != NULL && (ladder->options->how & how) != 0;
}

/* TRUE: nobody else need be asked. */
static gboolean
look_here (CtgLadder *ladder)
{
  const CtgProviderEntry *entry = ctg_provider_table_find (ladder->domain);
  gboolean is_known = add_known (ladder);

  if (entry != NULL)
    ctg_ladder_add (ladder, candidate_of_entry (entry, ladder->detection->address));
  ctg_ladder_add_evidence (ladder, ctg_evidence_new ("builtin", ladder->domain, entry != NULL ? "found" : "not-found",
                                                     NULL, 0));
  return is_known || (entry != NULL && (entry->last_checked != NULL || !g_str_equal (entry->kind, "imap") ||
                                        ctg_endpoint_is_loopback (entry->incoming->host)));
}

/**
 * ctg_detector_detect_locally:
 * @text: what somebody has typed so far
 * @options: (nullable): what the caller brings
 *
 * What is known here of the address; without the network, at once. An address that is not complete has no candidates
 * and no evidence, but perhaps a suggestion.
 *
 * Returns: (transfer full): the detection
 */
CtgDetection *
ctg_detector_detect_locally (const char *text, const CtgDetectorOptions *options)
{
  g_autofree char *address = ctg_typed_address_normalise (text, NULL);
  CtgDetection *detection = ctg_detection_new (address != NULL ? address : text);
  CtgDetectorWorld nowhere = { .total_timeout_ms = 1000 };
  CtgLadder *ladder;

  warn (detection);
  if (address == NULL)
    return detection;
  ladder = ctg_ladder_new (&nowhere, options, detection, NULL, NULL, NULL);
  look_here (ladder);
  ctg_ladder_free (ladder);
  ctg_rank_detection (detection);
  return detection;
}

static gboolean
has_complete (const CtgDetection *detection)
{
  for (guint i = 0; i < detection->candidates->len; i++)
    if (ctg_rank_is_complete (g_ptr_array_index (detection->candidates, i)))
      return TRUE;
  return FALSE;
}

static gboolean
has_refusal (const CtgDetection *detection, const char *reason)
{
  for (guint i = 0; i < detection->candidates->len; i++)
    if (g_strcmp0 (((CtgCandidate *) g_ptr_array_index (detection->candidates, i))->reason, reason) == 0)
      return TRUE;
  return FALSE;
}

/* A name server that answers nothing will not find the usual names either. */
static gboolean
is_mute (const CtgDetection *detection)
{
  guint n_rows = 0;

  for (guint i = 0; i < detection->evidence->len; i++)
    {
      const CtgEvidence *row = g_ptr_array_index (detection->evidence, i);

      if (row->group == CTG_SOURCES_KNOWN)
        continue;
      n_rows++;
      if (!g_str_equal (row->answer, "timed-out"))
        return FALSE;
    }
  return n_rows > 0;
}

static gboolean
wants_more (CtgLadder *ladder)
{
  CtgDetection *detection = ladder->detection;

  return !has_complete (detection) && !has_refusal (detection, "MICROSOFT_GOVERNMENT") &&
         !has_refusal (detection, "NO_MAIL") && !ctg_ladder_is_ended (ladder) && !is_mute (detection);
}

/* By hand only, and last. The usual names are tried meanwhile. */
static void
ask_plainly (CtgLadder *ladder)
{
  if (!is_asked_for (ladder, CTG_DETECT_PLAINLY))
    return;
  ctg_ladder_go_on (ladder);
  ctg_documents_ask_plainly (ladder);
}

static void
ask_the_world (CtgLadder *ladder)
{
  ctg_records_ask (ladder);
  ctg_documents_ask (ladder);
  ctg_exchange_ask (ladder);
  ctg_ladder_run (ladder);
  ctg_records_conclude (ladder);
  if (!wants_more (ladder))
    return;
  ask_plainly (ladder);
  ctg_guesses_try (ladder);
  ctg_ladder_run (ladder);
}

/* Nothing answered: is it them or us? A name that does not exist and a name nobody could ask about look the same. */
static gboolean
looks_unanswered (const CtgDetection *detection)
{
  static const char *const silent[] = { "not-found", "timed-out", "offline", "refused", NULL };

  for (guint i = 0; i < detection->evidence->len; i++)
    {
      const CtgEvidence *row = g_ptr_array_index (detection->evidence, i);

      if (row->group != CTG_SOURCES_KNOWN && !g_strv_contains (silent, row->answer))
        return FALSE;
    }
  return TRUE;
}

/* A gate that wants a sign-in first answers for every host, with a certificate for none. */
static gboolean
looks_captive (const CtgDetection *detection)
{
  guint n_bad = 0;

  for (guint i = 0; i < detection->evidence->len; i++)
    {
      const CtgEvidence *row = g_ptr_array_index (detection->evidence, i);

      if (row->group != CTG_SOURCES_DOCUMENTS || g_str_equal (row->source, "http"))
        continue;
      if (!g_str_equal (row->answer, "tls-failure"))
        return FALSE;
      n_bad++;
    }
  return n_bad >= 3;
}

static const char *
judge_network (const CtgDetectorWorld *world, const CtgDetection *detection)
{
  if (world->is_captive () || looks_captive (detection))
    return "CAPTIVE_PORTAL";
  return !world->is_online () && looks_unanswered (detection) ? "OFFLINE" : NULL;
}

/* N2: what a gate answered is nobody's answer. Only what was known here stays. */
static void
drop_foreign (CtgDetection *detection)
{
  for (guint i = detection->candidates->len; i > 0; i--)
    {
      const CtgCandidate *candidate = g_ptr_array_index (detection->candidates, i - 1);

      if (ctg_candidate_get_trust (candidate) > CTG_TRUST_BUILTIN)
        g_ptr_array_remove_index (detection->candidates, i - 1);
    }
}

/* FALSE: there was no network and nothing is known. */
static gboolean
conclude (const CtgDetectorWorld *world, CtgDetection *detection, gboolean has_asked, GError **error)
{
  const char *reason = has_asked ? judge_network (world, detection) : NULL;
  gboolean is_captive = g_strcmp0 (reason, "CAPTIVE_PORTAL") == 0;

  if (is_captive)
    drop_foreign (detection);
  detection->reason = g_strdup (reason);
  warn (detection);
  ctg_rank_detection (detection);
  if (reason == NULL || detection->candidates->len > 0)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_OFFLINE, is_captive ? "captive-portal" : "detection",
                 is_captive ? "This network asks for a sign-in first" : "This computer has no network");
  return FALSE;
}

/**
 * ctg_detector_detect_in:
 * @world: what is outside
 * @text: an address as somebody typed it
 * @options: (nullable): what the caller brings
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
ctg_detector_detect_in (const CtgDetectorWorld *world, const char *text, const CtgDetectorOptions *options,
                        CtgDetectionFunc note, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *address = ctg_typed_address_normalise (text, error);
  g_autoptr (CtgDetection) detection = NULL;
  CtgLadder *ladder;
  gboolean is_settled;

  if (address == NULL)
    return NULL;
  detection = ctg_detection_new (address);
  ladder = ctg_ladder_new (world, options, detection, note, data, cancellable);
  is_settled = look_here (ladder) && !is_asked_for (ladder, CTG_DETECT_AFRESH);
  if (!is_settled)
    ask_the_world (ladder);
  ctg_ladder_tell_end (ladder);
  ctg_ladder_free (ladder);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !conclude (world, detection, !is_settled, error))
    return NULL;
  return g_steal_pointer (&detection);
}

static gboolean
is_online (void)
{
  return g_network_monitor_get_network_available (g_network_monitor_get_default ());
}

static gboolean
is_captive (void)
{
  return g_network_monitor_get_connectivity (g_network_monitor_get_default ()) == G_NETWORK_CONNECTIVITY_PORTAL;
}

/**
 * ctg_detector_real_world:
 *
 * Returns: (transfer none): what is really outside, and how long it is waited for (V5)
 */
const CtgDetectorWorld *
ctg_detector_real_world (void)
{
  static const CtgDetectorWorld world = {
    .probe = ctg_probe_run,
    .look_up_mx = ctg_dns_look_up_mx,
    .look_up_srv = ctg_dns_look_up_srv,
    .look_up_txt = ctg_dns_look_up_txt,
    .fetch = ctg_http_get,
    .is_online = is_online,
    .is_captive = is_captive,
    .stagger_ms = 150,
    .probe_timeout_ms = 4000,
    .dns_timeout_ms = 2000,
    .source_timeout_ms = 4000,
    .total_timeout_ms = 12000,
  };

  return &world;
}

/**
 * ctg_detector_detect:
 * @text: an address as somebody typed it
 * @options: (nullable): what the caller brings
 * @note: (nullable): called on this thread as sources are asked and answer
 * @data: handed to @note
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR_INVALID_INPUT for the address, %CTG_ERROR_OFFLINE, cancellation
 *
 * Finds out how an address can be connected. Sends no credentials and nothing of the address but its domain. Blocks, at
 * most 12 s; for a worker thread.
 *
 * Returns: (transfer full) (nullable): the detection, with no candidate when nothing was found
 */
CtgDetection *
ctg_detector_detect (const char *text, const CtgDetectorOptions *options, CtgDetectionFunc note, gpointer data,
                     GCancellable *cancellable, GError **error)
{
  return ctg_detector_detect_in (ctg_detector_real_world (), text, options, note, data, cancellable, error);
}

/* A document speaks for its provider: what it names is recommended even where it forgets the outgoing server. */
static int
recommend_document (GPtrArray *candidates)
{
  const CtgCandidate *best = candidates->len > 0 ? g_ptr_array_index (candidates, 0) : NULL;

  return best != NULL && !g_str_equal (best->kind, "unsupported") && g_strcmp0 (best->why, "exchange-possible") != 0
           ? 0 : -1;
}

/**
 * ctg_detector_read_document:
 * @text: (array length=length): an autoconfig document, an answer of Autodiscover's or a profile of a domain
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
  const char *remark = NULL;
  GPtrArray *candidates = normal != NULL ? ctg_any_document_list (text, length, normal, &remark, error) : NULL;
  CtgDetection *detection;

  if (candidates == NULL)
    return NULL;
  detection = ctg_detection_new (normal);
  g_ptr_array_unref (detection->candidates);
  detection->candidates = candidates;
  detection->recommended = recommend_document (detection->candidates);
  g_ptr_array_add (detection->evidence,
                   ctg_evidence_new ("file", strrchr (normal, '@') + 1,
                                     detection->candidates->len > 0 ? "found" : "not-found", remark, 0));
  warn (detection);
  return detection;
}
