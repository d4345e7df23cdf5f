/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "contact-commands.h"
#include "contact-fields.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "clock.h"
#include "errors.h"
#include "texts.h"
#include "waiting.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *text;       /* a filter, or who is meant */
  gboolean by_last;
  GPtrArray *contacts;
  CtgContact *contact;
} Job;

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (GArray) ids = ctg_contacts_list_ids (db, job->text, job->by_last, error);

  if (ids != NULL)
    job->contacts = ctg_contacts_get_many (db, (const gint64 *) (gpointer) ids->data, ids->len, error);
  return job->contacts != NULL;
}

static gboolean
get_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->contact = ctg_lookup_contact (db, job->text, error);
  return job->contact != NULL;
}

static CtgContact *
get_contact (CtgSession *session, const char *text, GError **error)
{
  Job job = { text };

  return ctg_session_read (session, get_job, &job, error) ? job.contact : NULL;
}

static void
print_contacts (CtgSession *session, GPtrArray *contacts)
{
  g_autoptr (CtgTable) table = ctg_table_new (6);

  ctg_table_add (table, _("Number"), _("Name"), _("Addresses"), _("Company"), _("Messages"), _("Last"), NULL);
  for (guint i = 0; i < contacts->len; i++)
    {
      const CtgContact *contact = g_ptr_array_index (contacts, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, contact->id);
      g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, contact->n_messages);
      g_autofree char *addresses = contact->addresses != NULL ? g_strjoinv (" ", contact->addresses) : g_strdup ("");
      g_autofree char *last = contact->last_utc_s != 0
                                ? ctg_text_for_date (contact->last_utc_s, ctg_clock_now_utc_s (), FALSE)
                                : g_strdup ("");

      ctg_table_add (table, id, contact->name != NULL ? contact->name : "", addresses,
                     contact->company != NULL ? contact->company : "", n, last, NULL);
    }
  ctg_table_print (table, session, TRUE);
}

static void
print_contacts_json (CtgSession *session, GPtrArray *contacts)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < contacts->len; i++)
    {
      ctg_json_writer_begin_object (json);
      ctg_json_add_contact (json, g_ptr_array_index (contacts, i));
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
  ctg_session_print_json (session, json);
}

static gboolean
waiting_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (GArray) ids = ctg_waiting_list (db, error);

  job->contacts = ids != NULL ? ctg_contacts_get_many (db, (const gint64 *) (gpointer) ids->data, ids->len, error)
                              : NULL;
  return job->contacts != NULL;
}

/* @none: what is said when there are none. */
static void
show_contacts (CtgSession *session, GPtrArray *contacts, const char *none)
{
  if (session->json)
    print_contacts_json (session, contacts);
  else if (contacts->len > 0)
    print_contacts (session, contacts);
  else
    ctg_session_note (session, "%s", none);
}

static int
run_waiting (CtgSession *session, const CtgInvocation *invocation)
{
  Job job = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contacts = NULL;

  if (!ctg_session_read (session, waiting_job, &job, &error))
    return ctg_session_fail (session, error);
  contacts = job.contacts;
  show_contacts (session, contacts, _("Everybody has answered."));
  return contacts->len > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static int
run_list (CtgSession *session, const CtgInvocation *invocation)
{
  Job job = { invocation->arguments[0], ctg_invocation_has (invocation, "recent") };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contacts = NULL;

  if (!ctg_session_read (session, list_job, &job, &error))
    return ctg_session_fail (session, error);
  contacts = job.contacts;
  show_contacts (session, contacts,
                 job.text != NULL ? _("There is no such contact.") : _("There are no contacts yet."));
  return contacts->len > 0 || job.text == NULL ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static void
add_line (CtgTable *table, const char *title, const char *value)
{
  if (value != NULL && *value != '\0')
    ctg_table_add (table, title, value, NULL);
}

static int
report (CtgSession *session, const CtgContact *contact)
{
  g_autoptr (CtgJsonWriter) json = NULL;
  g_autoptr (CtgTable) table = NULL;
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, contact->id);
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, contact->n_messages);

  if (session->json)
    {
      json = ctg_json_writer_new ();
      ctg_json_writer_begin_object (json);
      ctg_json_add_contact (json, contact);
      ctg_json_writer_end_object (json);
      ctg_session_print_json (session, json);
      return CTG_EXIT_DONE;
    }
  table = ctg_table_new (2);
  add_line (table, _("Number"), id);
  add_line (table, _("Name"), contact->name);
  for (guint i = 0; contact->addresses != NULL && contact->addresses[i] != NULL; i++)
    add_line (table, _("Address"), contact->addresses[i]);
  add_line (table, _("Company"), contact->company);
  add_line (table, _("Telephone"), contact->phone);
  add_line (table, _("Note"), contact->note);
  add_line (table, _("Messages"), n);
  ctg_table_print (table, session, FALSE);
  return CTG_EXIT_DONE;
}

static int
run_show (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgContact) contact = get_contact (session, invocation->arguments[0], &error);

  return contact != NULL ? report (session, contact) : ctg_session_fail (session, error);
}

/**
 * ctg_contact_report:
 * @session: a session
 * @id: a contact's number
 *
 * Says what is known of a contact.
 *
 * Returns: the exit status
 */
int
ctg_contact_report (CtgSession *session, gint64 id)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgContact) contact = get_contact (session, text, &error);

  return contact != NULL ? report (session, contact) : ctg_session_fail (session, error);
}

static int
save_and_report (CtgSession *session, CtgContactDraft *draft, gint64 id)
{
  g_autoptr (GError) error = NULL;
  gint64 saved = ctg_contact_draft_save (draft, session, id, &error);

  return saved != 0 ? ctg_contact_report (session, saved) : ctg_session_fail (session, error);
}

static int
run_add (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (CtgContactDraft) draft = ctg_contact_draft_new (NULL);
  g_autoptr (GError) error = NULL;

  ctg_contact_draft_take_words (draft, invocation->arguments);
  ctg_contact_draft_take_options (draft, invocation);
  if (draft->addresses->len == 0 && draft->name == NULL)
    {
      ctg_error_set (&error, CTG_ERROR_INVALID_INPUT, "usage", _("A contact needs a name or an address."));
      return ctg_session_fail (session, error);
    }
  return save_and_report (session, draft, 0);
}

static int
run_edit (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgContact) contact = get_contact (session, invocation->arguments[0], &error);
  g_autoptr (CtgContactDraft) draft = NULL;

  if (contact == NULL)
    return ctg_session_fail (session, error);
  draft = ctg_contact_draft_new (contact);
  ctg_contact_draft_take_options (draft, invocation);
  return save_and_report (session, draft, contact->id);
}

static int
run_delete (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgContact) contact = get_contact (session, invocation->arguments[0], &error);
  g_autoptr (GAsyncResult) result = NULL;

  if (contact == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_delete_contact_async (session->engine, contact->id, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_delete_contact_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  if (session->json)
    return report (session, contact);
  ctg_session_print (session, _("The contact is deleted.\n"));
  return CTG_EXIT_DONE;
}

static int
run_import (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CtgJsonWriter) json = NULL;
  CtgContactCounts counts = { 0 };

  if (ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  ctg_engine_import_contacts_async (session->engine, invocation->arguments[0], session->cancellable,
                                    ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_import_contacts_finish (session->engine, result, &counts, &error))
    return ctg_session_fail (session, error);
  if (!session->json)
    {
      ctg_session_print (session, _("%u added, %u merged with known ones, %u skipped\n"), counts.n_added,
                         counts.n_merged, counts.n_skipped);
      if (counts.n_bad_addresses > 0)
        ctg_session_print (session, ngettext ("%u address cannot be used and was left out\n",
                                              "%u addresses cannot be used and were left out\n",
                                              counts.n_bad_addresses), counts.n_bad_addresses);
      return CTG_EXIT_DONE;
    }
  json = ctg_json_writer_new ();
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "added", counts.n_added);
  ctg_json_add_integer (json, "merged", counts.n_merged);
  ctg_json_add_integer (json, "skipped", counts.n_skipped);
  ctg_json_add_integer (json, "bad_addresses", counts.n_bad_addresses);
  ctg_json_writer_end_object (json);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static const CtgOption list_options[] = {
  { "recent", NULL, N_("In the order of the last message, not of the names") },
  { NULL },
};

const CtgCommand ctg_contact_commands[] = {
  { "contacts list", N_("[BEGINNING]"), N_("List contacts, or those with a word that begins so"), 0, 1, list_options,
    run_list },
  { "contacts waiting", "", N_("List those who have not answered your last letter"), 0, 0, NULL, run_waiting },
  { "contacts show", N_("CONTACT"), N_("Show a contact, named by number or address"), 1, 1, NULL, run_show },
  { "contacts add", N_("[NAME] [ADDRESS...]"), N_("Add a contact"), 0, CTG_ANY_NUMBER, ctg_contact_options, run_add },
  { "contacts edit", N_("CONTACT"), N_("Change a contact"), 1, 1, ctg_contact_edit_options, run_edit },
  { "contacts delete", N_("CONTACT"), N_("Delete a contact"), 1, 1, NULL, run_delete },
  { "contacts import", N_("FILE"), N_("Take contacts from a CSV or vCard file"), 1, 1, NULL, run_import },
  { NULL },
};
