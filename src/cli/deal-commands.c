/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "company-lookup.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "deal-stage.h"
#include "engine-companies.h"
#include "errors.h"
#include "texts.h"

#include <glib/gi18n.h>

#define CURRENCY "EUR"

typedef struct
{
  gint64 id;
  gint64 company;            /* 0: of all */
  CtgDeal *deal;             /* (owned) (nullable) */
  GPtrArray *deals;          /* (owned) (nullable) */
  GArray *letters;           /* (owned) (nullable) */
} Job;

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->deal, ctg_deal_free);
  g_clear_pointer (&job->deals, g_ptr_array_unref);
  g_clear_pointer (&job->letters, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static gboolean
deal_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->deal = ctg_deals_get (db, job->id, error);
  job->letters = job->deal != NULL ? ctg_deals_list_letters (db, job->id, error) : NULL;
  return job->letters != NULL;
}

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->deals = ctg_deals_list (db, job->company, error);
  return job->deals != NULL;
}

static void
add_numbers (CtgJsonWriter *json, const char *name, const GArray *numbers)
{
  ctg_json_begin_array (json, name);
  for (guint i = 0; i < numbers->len; i++)
    ctg_json_writer_int (json, g_array_index (numbers, gint64, i));
  ctg_json_writer_end_array (json);
}

/* @letters: (nullable): not in lists */
static void
add_deal (CtgJsonWriter *json, const CtgDeal *deal, const GArray *letters)
{
  g_autofree char *amount = ctg_deal_amount_dup (deal->amount_cents);

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "id", deal->id);
  ctg_json_add_string (json, "name", deal->name);
  ctg_json_add_string (json, "stage", deal->stage);
  ctg_json_add_string (json, "amount", amount);
  ctg_json_add_string (json, "currency", deal->currency);
  if (deal->company_id != 0)
    ctg_json_add_integer (json, "company", deal->company_id);
  else
    ctg_json_add_string (json, "company", NULL);
  add_numbers (json, "contacts", deal->contacts);
  ctg_json_add_string (json, "note", deal->note);
  ctg_json_add_date (json, "created", deal->created_utc_s);
  ctg_json_add_date (json, "changed", deal->changed_utc_s);
  if (letters != NULL)
    add_numbers (json, "messages", letters);
  ctg_json_writer_end_object (json);
}

static void
print_deals (CtgSession *session, GPtrArray *deals)
{
  g_autoptr (CtgTable) table = ctg_table_new (4);

  ctg_table_add (table, _("Number"), _("Name"), _("Stage"), _("Amount"), NULL);
  for (guint i = 0; i < deals->len; i++)
    {
      const CtgDeal *deal = deals->pdata[i];
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, deal->id);
      g_autofree char *number = ctg_deal_amount_dup (deal->amount_cents);
      g_autofree char *amount = g_strdup_printf ("%s %s", number, deal->currency);

      ctg_table_add (table, id, deal->name, ctg_text_for_stage (deal->stage), amount, NULL);
    }
  ctg_table_print (table, session, TRUE);
}

static int
run_list (CtgSession *session, const CtgInvocation *invocation)
{
  g_auto (Job) job = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  if (!ctg_session_find_company (session, ctg_invocation_get (invocation, "company"), &job.company, &error) ||
      !ctg_session_read (session, list_job, &job, &error))
    return ctg_session_fail (session, error);
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < job.deals->len; i++)
    add_deal (json, job.deals->pdata[i], NULL);
  ctg_json_writer_end_array (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else if (job.deals->len > 0)
    print_deals (session, job.deals);
  else
    ctg_session_note (session, _("There are no deals yet."));
  return CTG_EXIT_DONE;
}

static int
report (CtgSession *session, gint64 id)
{
  g_auto (Job) job = { .id = id };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  if (!ctg_session_read (session, deal_job, &job, &error))
    return ctg_session_fail (session, error);
  add_deal (json, job.deal, job.letters);
  g_ptr_array_add (one, job.deal);
  if (session->json)
    {
      ctg_session_print_json (session, json);
      return CTG_EXIT_DONE;
    }
  print_deals (session, one);
  ctg_session_print (session, ngettext ("%u message\n", "%u messages\n", job.letters->len), job.letters->len);
  return CTG_EXIT_DONE;
}

static int
run_show (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  if (!ctg_session_find_deal (session, invocation->arguments[0], &id, &error))
    return ctg_session_fail (session, error);
  return report (session, id);
}

/* What the options name is added to the contacts that are there, or taken away. */
static gboolean
take_contacts (CtgSession *session, const char *const *names, gboolean adds, GArray *contacts, GError **error)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      gint64 id;

      if (!ctg_session_find_contact (session, names[i], &id, error))
        return FALSE;
      for (guint j = 0; j < contacts->len; j++)
        if (g_array_index (contacts, gint64, j) == id)
          g_array_remove_index (contacts, j--);
      if (adds)
        g_array_append_val (contacts, id);
    }
  return TRUE;
}

static const char *
choose (const char *given, const char *former)
{
  return given != NULL ? given : former;
}

/* @former: what it was, or an empty one */
static int
save (CtgSession *session, const CtgInvocation *invocation, const char *name, const CtgDeal *former)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *amount = ctg_deal_amount_dup (former->amount_cents);
  const char *company = ctg_invocation_get (invocation, "company");
  CtgDealFields fields = {
    .id = former->id,
    .name = choose (name, former->name),
    .stage = choose (ctg_invocation_get (invocation, "stage"), choose (former->stage, "new")),
    .amount = choose (ctg_invocation_get (invocation, "amount"), amount),
    .currency = choose (ctg_invocation_get (invocation, "currency"), choose (former->currency, CURRENCY)),
    .note = choose (ctg_invocation_get (invocation, "note"), former->note),
  };
  gint64 id;

  if (!take_contacts (session, ctg_invocation_get_all (invocation, "contact"), TRUE, former->contacts, &error) ||
      !take_contacts (session, ctg_invocation_get_all (invocation, "remove-contact"), FALSE, former->contacts,
                      &error) ||
      !ctg_session_find_company (session, company, &fields.company_id, &error) ||
      ctg_session_open (session, &error) == NULL)
    return ctg_session_fail (session, error);
  if (company == NULL)
    fields.company_id = former->company_id;
  fields.contacts = (const gint64 *) (gpointer) former->contacts->data;
  fields.n_contacts = former->contacts->len;
  ctg_engine_put_deal_async (session->engine, &fields, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  id = ctg_engine_put_finish (session->engine, result, &error);
  return id != 0 ? report (session, id) : ctg_session_fail (session, error);
}

static int
run_add (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (CtgDeal) none = ctg_deal_new ();

  return save (session, invocation, invocation->arguments[0], none);
}

static int
run_edit (CtgSession *session, const CtgInvocation *invocation)
{
  g_auto (Job) job = { 0 };
  g_autoptr (GError) error = NULL;

  if (!ctg_session_find_deal (session, invocation->arguments[0], &job.id, &error) ||
      !ctg_session_read (session, deal_job, &job, &error))
    return ctg_session_fail (session, error);
  return save (session, invocation, ctg_invocation_get (invocation, "name"), job.deal);
}

static int
run_delete (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  gint64 id;

  if (!ctg_session_find_deal (session, invocation->arguments[0], &id, &error))
    return ctg_session_fail (session, error);
  ctg_engine_delete_deal_async (session->engine, id, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_company_done_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "deleted", id);
  ctg_json_writer_end_object (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else
    ctg_session_print (session, _("The deal is deleted; its contacts and messages stay.\n"));
  return CTG_EXIT_DONE;
}

static int
put_letter (CtgSession *session, const CtgInvocation *invocation, gboolean belongs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 id, key;

  if (!ctg_session_find_deal (session, invocation->arguments[0], &id, &error) ||
      !ctg_session_find_message (session, invocation->arguments[1], &key, &error))
    return ctg_session_fail (session, error);
  ctg_engine_put_letter_async (session->engine, id, key, belongs, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_company_done_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return report (session, id);
}

static int
run_log (CtgSession *session, const CtgInvocation *invocation)
{
  return put_letter (session, invocation, TRUE);
}

static int
run_unlog (CtgSession *session, const CtgInvocation *invocation)
{
  return put_letter (session, invocation, FALSE);
}

#define COMMON_OPTIONS                                                                                                 \
  { "stage", N_("STAGE"), N_("new, qualified, proposal, negotiation, won or lost") },                                  \
  { "amount", N_("AMOUNT"), N_("As 1200 or 1200.50") },                                                                \
  { "currency", N_("CODE"), N_("Three capital letters; EUR unless told") },                                            \
  { "company", N_("COMPANY"), N_("Whose deal it is") },                                                                \
  { "contact", N_("CONTACT"), N_("Who has part in it; may be given several times") },                                  \
  { "note", N_("TEXT"), N_("Anything worth remembering") }

static const CtgOption list_options[] = {
  { "company", N_("COMPANY"), N_("Only deals of this company") },
  { NULL },
};

static const CtgOption add_options[] = {
  COMMON_OPTIONS,
  { NULL },
};

static const CtgOption edit_options[] = {
  { "name", N_("NAME"), N_("The deal’s name") },
  COMMON_OPTIONS,
  { "remove-contact", N_("CONTACT"), N_("Who has no part in it any more") },
  { NULL },
};

const CtgCommand ctg_deal_commands[] = {
  { "deals list", "", N_("List deals, those changed last first"), 0, 0, list_options, run_list },
  { "deals show", N_("DEAL"), N_("Show a deal, named by number or name"), 1, 1, NULL, run_show },
  { "deals add", N_("NAME"), N_("Add a deal"), 1, 1, add_options, run_add },
  { "deals edit", N_("DEAL"), N_("Change a deal"), 1, 1, edit_options, run_edit },
  { "deals delete", N_("DEAL"), N_("Delete a deal; its contacts and messages stay"), 1, 1, NULL, run_delete },
  { "deals log", N_("DEAL MESSAGE"), N_("Put a message and its thread to a deal"), 2, 2, NULL, run_log },
  { "deals unlog", N_("DEAL MESSAGE"), N_("Undo that"), 2, 2, NULL, run_unlog },
  { NULL },
};
