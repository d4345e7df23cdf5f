/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contacts among each other, and out into files. */

#include "commands.h"
#include "contact-commands.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "duplicate-rule.h"
#include "duplicates.h"
#include "engine-export.h"
#include "errors.h"
#include "texts.h"

#include <glib/gi18n.h>

/* --- Merging --- */

static int
run_merge (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 into, from;

  if (!ctg_session_find_contact (session, invocation->arguments[0], &into, &error) ||
      !ctg_session_find_contact (session, invocation->arguments[1], &from, &error))
    return ctg_session_fail (session, error);
  ctg_engine_merge_contacts_async (session->engine, into, from, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_merge_contacts_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  ctg_session_note (session, _("They are one contact now. “carteggioctl undo” makes two of it again."));
  return ctg_contact_report (session, into);
}

/* --- Duplicates --- */

typedef struct
{
  GPtrArray *contacts;   /* (owned) by number */
  GArray *pairs;         /* (owned) */
} DuplicateJob;

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  DuplicateJob *job = data;

  job->contacts = ctg_duplicates_read_contacts (db, error);
  return job->contacts != NULL;
}

static const CtgContact *
find_contact (GPtrArray *contacts, gint64 id)
{
  for (guint i = 0; i < contacts->len; i++)
    {
      const CtgContact *contact = g_ptr_array_index (contacts, i);

      if (contact->id == id)
        return contact;
    }
  return NULL;
}

static void
print_pair_json (CtgSession *session, const CtgDuplicate *pair, const CtgContact *first, const CtgContact *second)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  const CtgContact *both[] = { first, second };

  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "reason", ctg_duplicate_reason_to_string (pair->reason));
  ctg_json_writer_member (json, "contacts");
  ctg_json_writer_begin_array (json);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      ctg_json_writer_begin_object (json);
      ctg_json_add_contact (json, both[i]);
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
}

static void
add_pair (CtgTable *table, const CtgDuplicate *pair, const CtgContact *first, const CtgContact *second)
{
  g_autofree char *a = g_strdup_printf ("%" G_GINT64_FORMAT " %s", first->id, first->name);
  g_autofree char *b = g_strdup_printf ("%" G_GINT64_FORMAT " %s", second->id, second->name);

  ctg_table_add (table, a, b, ctg_text_for_duplicate (ctg_duplicate_reason_to_string (pair->reason)), NULL);
}

static int
run_duplicates (CtgSession *session, const CtgInvocation *invocation)
{
  DuplicateJob job = { NULL };
  g_autoptr (GError) error = NULL;
  gboolean done = ctg_session_read (session, list_job, &job, &error);
  g_autoptr (GPtrArray) contacts = job.contacts;
  g_autoptr (GArray) pairs = done ? ctg_duplicates_find_pairs (contacts) : NULL;
  g_autoptr (CtgTable) table = ctg_table_new (3);

  if (!done)
    return ctg_session_fail (session, error);
  for (guint i = 0; i < pairs->len; i++)
    {
      const CtgDuplicate *pair = &g_array_index (pairs, CtgDuplicate, i);
      const CtgContact *first = find_contact (contacts, pair->first);
      const CtgContact *second = find_contact (contacts, pair->second);

      if (session->json)
        print_pair_json (session, pair, first, second);
      else
        add_pair (table, pair, first, second);
    }
  if (!session->json)
    ctg_table_print (table, session, FALSE);
  if (pairs->len > 0)
    ctg_session_note (session, _("“carteggioctl contacts merge A B” makes one of two."));
  else
    ctg_session_note (session, _("No two contacts look like the same."));
  return pairs->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

/* --- Exporting --- */

static int
run_export (CtgSession *session, const CtgInvocation *invocation)
{
  const char *path = invocation->arguments[0];
  const char *version = ctg_invocation_get (invocation, "vcard");
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CtgJsonWriter) json = NULL;
  int n;

  if (version != NULL && !g_str_equal (version, "3") && !g_str_equal (version, "4"))
    ctg_error_set (&error, CTG_ERROR_INVALID_INPUT, "usage", _("--vcard is 3 or 4."));
  if (error != NULL || ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_export_contacts_async (session->engine, path, version != NULL && *version == '3' ? 3 : 4,
                                    ctg_invocation_has (invocation, "replace"), ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  n = ctg_engine_export_contacts_finish (session->engine, result, &error);
  if (n < 0)
    return ctg_session_fail (session, error);
  ctg_session_print (session, ngettext ("%d contact is in %s.\n", "%d contacts are in %s.\n", (gulong) n), n, path);
  if (!session->json)
    return CTG_EXIT_DONE;
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_string (json, "file", path);
  ctg_json_add_integer (json, "contacts", n);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static const CtgOption export_options[] = {
  { "vcard", N_("3|4"), N_("The version of the cards; many programs still want 3") },
  { "replace", NULL, N_("Replace a file of that name") },
  { NULL },
};

const CtgCommand ctg_contact_tool_commands[] = {
  { "contacts merge", N_("CONTACT CONTACT"), N_("Make one contact of two: the second becomes part of the first"), 2, 2,
    NULL, run_merge },
  { "contacts duplicates", "", N_("List contacts that may be the same"), 0, 0, NULL, run_duplicates },
  { "contacts export", N_("FILE"), N_("Write all contacts into a .csv or .vcf file"), 1, 1, export_options,
    run_export },
  { NULL },
};
