/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Autoconfig documents over https: the domain's own, the shared database's, and, when it is known who receives the
 * domain's mail, that host's. Never by http unless a person asks for it, when all else has failed; and never with the
 * address: only its domain is named (V2). */

#include "ladder.h"

#include "autoconfig.h"
#include "errors.h"
#include "rank.h"
#include "xml.h"

#include <string.h>

#define ISPDB "https://autoconfig.thunderbird.net/v1.1/"

static gpointer
ask_document (const CtgQuestion *question, GCancellable *cancellable, GError **error)
{
  const CtgDetectorWorld *world = question->ladder->world;
  const CtgHttpRequest request = { .url = question->subject, .max_bytes = CTG_XML_DEFAULT_MAX_BYTES,
                                   .timeout_ms = world->source_timeout_ms,
                                   .allows_plain = g_str_equal (question->source->source, "http") };

  return world->fetch (&request, cancellable, error);
}

/* A document that led elsewhere does not speak for the domain any more. */
static gboolean
is_vouched_for (const CtgLadder *ladder, const CtgQuestion *question, const CtgHttpAnswer *answer)
{
  g_autoptr (GUri) uri = g_uri_parse (answer->url, G_URI_FLAGS_NONE, NULL);

  return g_str_equal (question->source->source, "isp") && uri != NULL &&
         ctg_dns_is_kin (g_uri_get_host (uri), ladder->domain);
}

static void
add_candidates (CtgLadder *ladder, CtgQuestion *question, const CtgHttpAnswer *answer, const CtgAutoconfig *document)
{
  const char *source = question->source->source;
  g_autoptr (GPtrArray) candidates = ctg_autoconfig_candidates (document, ladder->detection->address, source, source);

  question->word = candidates->len > 0 ? "found" : "not-found";
  question->detail = g_strdup (ctg_autoconfig_explain (document, candidates));
  while (candidates->len > 0)
    {
      CtgCandidate *candidate = g_ptr_array_steal_index (candidates, 0);

      if (candidate->why_detail == NULL)
        candidate->why_detail = g_strdup (question->about);
      if (!is_vouched_for (ladder, question, answer))
        ctg_rank_confirm (candidate, ladder->domain);
      ctg_ladder_add (ladder, candidate);
    }
}

static void
take_document (CtgLadder *ladder, CtgQuestion *question)
{
  const CtgHttpAnswer *answer = question->answer;
  g_autoptr (CtgAutoconfig) document = NULL;
  g_autofree char *status = NULL;
  gsize length = 0;
  const char *text;

  if (answer->status != 200)
    {
      status = g_strdup_printf ("http-%u", answer->status);
      question->word = g_intern_string (status);
      return;
    }
  text = g_bytes_get_data (answer->body, &length);
  document = ctg_autoconfig_parse (text != NULL ? text : "", length, ladder->detection->address, &question->error);
  if (document != NULL)
    add_candidates (ladder, question, answer, document);
  if (document != NULL && question->detail == NULL && !g_str_equal (answer->url, question->subject))
    question->detail = g_strdup (answer->url);
}

static const CtgSource isp_source = { "isp", FALSE, ask_document, take_document, NULL,
                                      (GDestroyNotify) ctg_http_answer_free };
static const CtgSource ispdb_source = { "ispdb", FALSE, ask_document, take_document, NULL,
                                        (GDestroyNotify) ctg_http_answer_free };
static const CtgSource mx_source = { "mx", FALSE, ask_document, take_document, NULL,
                                     (GDestroyNotify) ctg_http_answer_free };
static const CtgSource http_source = { "http", FALSE, ask_document, take_document, NULL,
                                       (GDestroyNotify) ctg_http_answer_free };

static void
ask_database (CtgLadder *ladder, const CtgSource *source, const char *domain)
{
  g_autofree char *url = g_strconcat (ISPDB, domain, NULL);

  if (ladder->options == NULL || !ladder->options->skips_ispdb)
    ctg_ladder_ask (ladder, source, url, domain);
}

static void
ask_domain (CtgLadder *ladder, const CtgSource *source, const char *scheme)
{
  g_autofree char *own = g_strdup_printf ("%s://autoconfig.%s/mail/config-v1.1.xml", scheme, ladder->domain);
  g_autofree char *well_known = g_strdup_printf ("%s://%s/.well-known/autoconfig/mail/config-v1.1.xml", scheme,
                                                 ladder->domain);

  ctg_ladder_ask (ladder, source, own, ladder->domain);
  ctg_ladder_ask (ladder, source, well_known, ladder->domain);
}

/**
 * ctg_documents_ask:
 * @ladder: a ladder
 *
 * Asks the domain and the shared database.
 */
void
ctg_documents_ask (CtgLadder *ladder)
{
  ask_domain (ladder, &isp_source, "https");
  ask_database (ladder, &ispdb_source, ladder->domain);
}

/**
 * ctg_documents_ask_plainly:
 * @ladder: a ladder
 *
 * Asks the domain by http. Whatever comes of it is nobody's word: it is shown, and confirmed before it is used.
 */
void
ctg_documents_ask_plainly (CtgLadder *ladder)
{
  ask_domain (ladder, &http_source, "http");
}

static void
ask_about_domain (CtgLadder *ladder, const char *domain)
{
  g_autofree char *url = g_strdup_printf ("https://autoconfig.%s/mail/config-v1.1.xml", domain);

  if (strchr (domain, '.') == NULL || g_str_equal (domain, ladder->domain))
    return;
  ctg_ladder_ask (ladder, &mx_source, url, domain);
  ask_database (ladder, &mx_source, domain);
}

/**
 * ctg_documents_ask_about:
 * @ladder: a ladder
 * @mail_host: who receives the domain's mail
 *
 * Asks for the documents of that host's domain: its name without the first label, never beyond what somebody
 * registered, and what somebody registered.
 */
void
ctg_documents_ask_about (CtgLadder *ladder, const char *mail_host)
{
  g_autofree char *base = ctg_dns_registrable (mail_host);
  const char *dot = strchr (mail_host, '.');

  if (g_hostname_is_ip_address (mail_host) || strchr (base, '.') == NULL)
    return;
  if (dot != NULL && strlen (dot + 1) > strlen (base))
    ask_about_domain (ladder, dot + 1);
  ask_about_domain (ladder, base);
}
