/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "detection-output.h"

#include "json-values.h"
#include "table.h"
#include "texts.h"

#include <glib/gi18n.h>

/* The words of the contract: a server that asks for nothing has none. */
static void
add_auth (CtgJsonWriter *json, const char *name, char **auth)
{
  static const char *const words[] = { "password", "password-encrypted", "oauth2", "ntlm", "gssapi", NULL };
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  g_auto (GStrv) known = NULL;

  for (guint i = 0; auth != NULL && auth[i] != NULL; i++)
    if (g_strv_contains (words, auth[i]))
      g_strv_builder_add (list, auth[i]);
  known = g_strv_builder_end (list);
  ctg_json_add_strings (json, name, (const char *const *) known);
}

static void
add_candidate (CtgJsonWriter *json, const CtgCandidate *candidate)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "kind", candidate->kind);
  ctg_json_add_string (json, "display_name", candidate->display_name);
  ctg_json_add_string (json, "trust", candidate->trust);
  ctg_json_add_integer (json, "fit", candidate->fit);
  ctg_json_add_string (json, "source", candidate->source);
  add_auth (json, "auth", candidate->auth);
  ctg_json_add_endpoint (json, "incoming", candidate->incoming);
  ctg_json_add_endpoint (json, "outgoing", candidate->outgoing);
  add_auth (json, "outgoing_auth", candidate->outgoing_auth);
  ctg_json_add_strings (json, "usernames", (const char *const *) candidate->usernames);
  ctg_json_add_string (json, "exchange_url", candidate->exchange_url);
  ctg_json_add_string (json, "reason", candidate->reason);
  ctg_json_add_string (json, "why", candidate->why);
  ctg_json_add_string (json, "why_detail", candidate->why_detail);
  ctg_json_add_string (json, "hint", candidate->hint);
  ctg_json_add_strings (json, "documentation", (const char *const *) candidate->documentation);
  ctg_json_add_string (json, "confirm_domain", candidate->confirm_domain);
  ctg_json_add_string (json, "confirm_ascii", candidate->confirm_ascii);
  ctg_json_add_boolean (json, "needs_confirmation", ctg_candidate_needs_confirmation (candidate));
  ctg_json_add_string (json, "last_checked", candidate->last_checked);
  ctg_json_add_boolean (json, "unverified", candidate->is_unverified);
  ctg_json_add_boolean (json, "can_start", candidate->can_start);
  ctg_json_writer_end_object (json);
}

static void
add_evidence (CtgJsonWriter *json, const CtgEvidence *evidence)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "source", evidence->source);
  ctg_json_add_string (json, "asked", evidence->asked);
  ctg_json_add_string (json, "answer", evidence->answer);
  ctg_json_add_string (json, "trust", evidence->trust);
  ctg_json_add_integer (json, "ms", evidence->ms);
  ctg_json_add_string (json, "error", evidence->error);
  ctg_json_writer_end_object (json);
}

static void
add_warning (CtgJsonWriter *json, const CtgAddressWarning *warning)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "kind", warning->kind);
  ctg_json_add_string (json, "detail", warning->detail);
  ctg_json_writer_end_object (json);
}

/* Only where there is something to say. */
static void
add_remarks (CtgJsonWriter *json, const CtgDetection *detection)
{
  if (detection->warnings->len > 0)
    {
      ctg_json_begin_array (json, "warnings");
      for (guint i = 0; i < detection->warnings->len; i++)
        add_warning (json, g_ptr_array_index (detection->warnings, i));
      ctg_json_writer_end_array (json);
    }
  if (detection->reason != NULL)
    ctg_json_add_string (json, "reason", detection->reason);
}

/**
 * ctg_json_add_detection:
 * @json: a writer
 * @detection: what was found
 *
 * Writes it as an object.
 */
void
ctg_json_add_detection (CtgJsonWriter *json, const CtgDetection *detection)
{
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "address", detection->address);
  if (detection->recommended >= 0)
    ctg_json_add_integer (json, "recommended", detection->recommended);
  else
    ctg_json_add_string (json, "recommended", NULL);
  ctg_json_begin_array (json, "candidates");
  for (guint i = 0; i < detection->candidates->len; i++)
    add_candidate (json, g_ptr_array_index (detection->candidates, i));
  ctg_json_writer_end_array (json);
  ctg_json_begin_array (json, "evidence");
  for (guint i = 0; i < detection->evidence->len; i++)
    add_evidence (json, g_ptr_array_index (detection->evidence, i));
  ctg_json_writer_end_array (json);
  add_remarks (json, detection);
  ctg_json_writer_end_object (json);
}

static void
add_server_row (CtgTable *table, const char *title, const CtgEndpoint *endpoint)
{
  g_autofree char *where = NULL;

  if (endpoint == NULL)
    return;
  where = g_strdup_printf ("%s:%u", endpoint->host, endpoint->port);
  ctg_table_add (table, "", title, where, ctg_security_to_string (endpoint->security),
                 endpoint->username != NULL ? endpoint->username : "", NULL);
}

static void
print_candidate (CtgSession *session, const CtgCandidate *candidate, gboolean is_recommended)
{
  g_autoptr (CtgTable) table = ctg_table_new (5);   /* the first column is the indent */
  const char *hint = candidate->hint != NULL ? ctg_text_for_hint (candidate->hint) : NULL;

  ctg_session_print (session, "%s%s%s%s\n", ctg_session_bold (session), candidate->display_name,
                     ctg_session_plain (session), is_recommended ? _(" (recommended)") : "");
  if (candidate->reason != NULL)
    {
      g_autoptr (CtgErrorText) text = ctg_error_text_new_for ("UNSUPPORTED", candidate->reason, NULL, NULL);

      ctg_session_print (session, "  %s %s\n", text->headline, text->explanation);
    }
  add_server_row (table, _("Incoming"), candidate->incoming);
  add_server_row (table, _("Outgoing"), candidate->outgoing);
  ctg_table_print (table, session, FALSE);
  if (hint != NULL)
    ctg_session_print (session, "  %s\n", hint);
}

/* What a file lacks; its row alone would say no more than that nothing was found. */
static void
print_remark (CtgSession *session, const CtgEvidence *row)
{
  g_autoptr (CtgErrorText) text = NULL;

  if (row->error == NULL || !g_str_equal (row->source, "file"))
    return;
  text = ctg_error_text_new_for ("UNSUPPORTED", row->error, NULL, NULL);
  ctg_session_print (session, "%s %s%s%s\n", text->headline, text->explanation, *text->explanation != '\0' ? " " : "",
                     text->next);
}

static void
print_evidence (CtgSession *session, const CtgDetection *detection)
{
  g_autoptr (CtgTable) table = ctg_table_new (4);

  ctg_table_add (table, _("Source"), _("Asked"), _("Answer"), _("Time"), NULL);
  for (guint i = 0; i < detection->evidence->len; i++)
    {
      const CtgEvidence *row = g_ptr_array_index (detection->evidence, i);
      g_autofree char *time = g_strdup_printf (_("%d ms"), (int) row->ms);

      ctg_table_add (table, row->source, row->asked, row->answer, time, NULL);
    }
  ctg_table_print (table, session, TRUE);
}

/**
 * ctg_session_print_detection:
 * @session: a session that speaks to people
 * @detection: what was found
 *
 * Writes the candidates, best first, and the evidence where it helps.
 */
void
ctg_session_print_detection (CtgSession *session, const CtgDetection *detection)
{
  for (guint i = 0; i < detection->candidates->len; i++)
    print_candidate (session, g_ptr_array_index (detection->candidates, i), (int) i == detection->recommended);
  if (detection->candidates->len == 0)
    ctg_session_print (session, _("No settings were found for %s.\n"), detection->address);
  for (guint i = 0; i < detection->evidence->len; i++)
    print_remark (session, g_ptr_array_index (detection->evidence, i));
  if (session->verbose || detection->candidates->len == 0)
    print_evidence (session, detection);
}
