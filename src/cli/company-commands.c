/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "company-lookup.h"
#include "json-values.h"
#include "lookup.h"
#include "table.h"

#include "engine-companies.h"
#include "errors.h"
#include "log-rule.h"

#include <glib/gi18n.h>
#include <string.h>

/* A company and what is of it. */
typedef struct
{
  gint64 id;
  CtgCompany *company;       /* (owned) */
  GPtrArray *contacts;       /* (owned) (element-type CtgContact) */
  GPtrArray *deals;          /* (owned) (element-type CtgDeal) */
  GArray *letters;           /* (owned) */
} Whole;

static void
whole_clear (Whole *self)
{
  g_clear_pointer (&self->company, ctg_company_free);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  g_clear_pointer (&self->deals, g_ptr_array_unref);
  g_clear_pointer (&self->letters, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Whole, whole_clear)

static gboolean
whole_job (CtgDb *db, gpointer data, GError **error)
{
  Whole *self = data;
  g_autoptr (GArray) ids = NULL;

  self->company = ctg_companies_get (db, self->id, error);
  ids = self->company != NULL ? ctg_companies_list_contacts (db, self->id, error) : NULL;
  if (ids != NULL)
    self->contacts = ctg_contacts_get_many (db, (const gint64 *) (gpointer) ids->data, ids->len, error);
  self->deals = self->contacts != NULL ? ctg_deals_list (db, self->id, error) : NULL;
  self->letters = self->deals != NULL ? ctg_companies_list_letters (db, self->id, error) : NULL;
  return self->letters != NULL;
}

static void
add_company (CtgJsonWriter *json, const Whole *self)
{
  const CtgCompany *company = self->company;

  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "id", company->id);
  ctg_json_add_string (json, "name", company->name);
  ctg_json_add_strings (json, "domains", (const char *const *) company->domains);
  ctg_json_add_string (json, "phone", company->phone);
  ctg_json_add_string (json, "note", company->note);
  ctg_json_add_date (json, "created", company->created_utc_s);
  ctg_json_begin_array (json, "contacts");
  for (guint i = 0; i < self->contacts->len; i++)
    ctg_json_writer_int (json, ((const CtgContact *) self->contacts->pdata[i])->id);
  ctg_json_writer_end_array (json);
  ctg_json_begin_array (json, "deals");
  for (guint i = 0; i < self->deals->len; i++)
    ctg_json_writer_int (json, ((const CtgDeal *) self->deals->pdata[i])->id);
  ctg_json_writer_end_array (json);
  ctg_json_add_integer (json, "messages", self->letters->len);
  ctg_json_writer_end_object (json);
}

static void
add_line (CtgTable *table, const char *title, const char *value)
{
  if (value != NULL && *value != '\0')
    ctg_table_add (table, title, value, NULL);
}

static void
print_company (CtgSession *session, const Whole *self)
{
  g_autoptr (CtgTable) table = ctg_table_new (2);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, self->company->id);
  g_autofree char *domains = g_strjoinv (" ", self->company->domains);
  g_autofree char *n = g_strdup_printf ("%u", self->letters->len);

  add_line (table, _("Number"), id);
  add_line (table, _("Name"), self->company->name);
  add_line (table, _("Domains"), domains);
  add_line (table, _("Telephone"), self->company->phone);
  add_line (table, _("Note"), self->company->note);
  for (guint i = 0; i < self->contacts->len; i++)
    add_line (table, _("Contact"), ((const CtgContact *) self->contacts->pdata[i])->name);
  for (guint i = 0; i < self->deals->len; i++)
    add_line (table, _("Deal"), ((const CtgDeal *) self->deals->pdata[i])->name);
  add_line (table, _("Messages"), n);
  ctg_table_print (table, session, FALSE);
}

static int
report (CtgSession *session, gint64 id)
{
  g_auto (Whole) whole = { .id = id };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgJsonWriter) json = NULL;

  if (!ctg_session_read (session, whole_job, &whole, &error))
    return ctg_session_fail (session, error);
  if (!session->json)
    {
      print_company (session, &whole);
      return CTG_EXIT_DONE;
    }
  json = ctg_json_writer_new ();
  add_company (json, &whole);
  ctg_session_print_json (session, json);
  return CTG_EXIT_DONE;
}

static gboolean
list_job (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray **companies = data;

  *companies = ctg_companies_list (db, error);
  return *companies != NULL;
}

static int
run_list (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) companies = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  g_autoptr (CtgTable) table = ctg_table_new (4);

  if (!ctg_session_read (session, list_job, &companies, &error))
    return ctg_session_fail (session, error);
  ctg_table_add (table, _("Number"), _("Name"), _("Domains"), _("Contacts"), NULL);
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < companies->len; i++)
    {
      const CtgCompany *company = companies->pdata[i];
      g_auto (Whole) whole = { .id = company->id };
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, company->id);
      g_autofree char *domains = g_strjoinv (" ", company->domains);
      g_autofree char *n = NULL;

      if (!ctg_session_read (session, whole_job, &whole, &error))
        return ctg_session_fail (session, error);
      add_company (json, &whole);
      n = g_strdup_printf ("%u", whole.contacts->len);
      ctg_table_add (table, id, company->name, domains, n, NULL);
    }
  ctg_json_writer_end_array (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else if (companies->len > 0)
    ctg_table_print (table, session, TRUE);
  else
    ctg_session_note (session, _("There are no companies yet. “carteggioctl companies proposals” finds some."));
  return CTG_EXIT_DONE;
}

static int
run_show (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  if (!ctg_session_find_company (session, invocation->arguments[0], &id, &error))
    return ctg_session_fail (session, error);
  return report (session, id);
}

static int
save (CtgSession *session, const CtgCompanyFields *fields)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 id;

  ctg_engine_put_company_async (session->engine, fields, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  id = ctg_engine_put_finish (session->engine, result, &error);
  return id != 0 ? report (session, id) : ctg_session_fail (session, error);
}

static int
run_add (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  CtgCompanyFields fields = {
    .name = invocation->arguments[0],
    .phone = ctg_invocation_get (invocation, "phone"),
    .note = ctg_invocation_get (invocation, "note"),
    .domains = ctg_invocation_get_all (invocation, "domain"),
  };

  return ctg_session_open (session, &error) != NULL ? save (session, &fields) : ctg_session_fail (session, error);
}

static GPtrArray *
change_domains (const CtgCompany *company, const CtgInvocation *invocation)
{
  GPtrArray *domains = g_ptr_array_new ();
  const char *const *added = ctg_invocation_get_all (invocation, "domain");
  const char *const *removed = ctg_invocation_get_all (invocation, "remove-domain");

  for (guint i = 0; company->domains[i] != NULL; i++)
    if (removed == NULL || !g_strv_contains (removed, company->domains[i]))
      g_ptr_array_add (domains, company->domains[i]);
  for (guint i = 0; added != NULL && added[i] != NULL; i++)
    g_ptr_array_add (domains, (gpointer) added[i]);
  g_ptr_array_add (domains, NULL);
  return domains;
}

static const char *
choose (const char *given, const char *former)
{
  return given != NULL ? given : former;
}

static int
run_edit (CtgSession *session, const CtgInvocation *invocation)
{
  g_auto (Whole) whole = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) domains = NULL;
  CtgCompanyFields fields = { 0 };

  if (!ctg_session_find_company (session, invocation->arguments[0], &whole.id, &error) ||
      !ctg_session_read (session, whole_job, &whole, &error))
    return ctg_session_fail (session, error);
  domains = change_domains (whole.company, invocation);
  fields.id = whole.id;
  fields.name = choose (ctg_invocation_get (invocation, "name"), whole.company->name);
  fields.phone = choose (ctg_invocation_get (invocation, "phone"), whole.company->phone);
  fields.note = choose (ctg_invocation_get (invocation, "note"), whole.company->note);
  fields.domains = (const char *const *) domains->pdata;
  return save (session, &fields);
}

static int
run_delete (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  gint64 id;

  if (!ctg_session_find_company (session, invocation->arguments[0], &id, &error))
    return ctg_session_fail (session, error);
  ctg_engine_delete_company_async (session->engine, id, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_company_done_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  ctg_json_writer_begin_object (json);
  ctg_json_add_integer (json, "deleted", id);
  ctg_json_writer_end_object (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else
    ctg_session_print (session, _("The company is deleted; its contacts stay.\n"));
  return CTG_EXIT_DONE;
}

/* --- Proposals --- */

typedef struct
{
  GPtrArray *domains;        /* (owned) (element-type CtgContactDomain) */
  GPtrArray *accounts;       /* (owned) (element-type CtgAccount) */
} ProposalJob;

static gboolean
proposal_job (CtgDb *db, gpointer data, GError **error)
{
  ProposalJob *job = data;

  job->domains = ctg_companies_list_domains (db, error);
  job->accounts = job->domains != NULL ? ctg_accounts_list (db, error) : NULL;
  return job->accounts != NULL;
}

static gboolean
is_own (const ProposalJob *job, const char *domain)
{
  for (guint i = 0; i < job->accounts->len; i++)
    {
      const char *at = strrchr (((const CtgAccount *) job->accounts->pdata[i])->address, '@');

      if (at != NULL && g_ascii_strcasecmp (at + 1, domain) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Free-mail domains are nobody's, and one's own is no customer's. */
static int
run_proposals (CtgSession *session, const CtgInvocation *invocation)
{
  ProposalJob job = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) domains = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();
  g_autoptr (CtgTable) table = ctg_table_new (2);
  guint n_proposed = 0;

  if (!ctg_session_read (session, proposal_job, &job, &error))
    return ctg_session_fail (session, error);
  domains = job.domains;
  accounts = job.accounts;
  ctg_table_add (table, _("Domain"), _("Contacts"), NULL);
  ctg_json_writer_begin_array (json);
  for (guint i = 0; i < domains->len; i++)
    {
      const CtgContactDomain *domain = domains->pdata[i];
      g_autofree char *n = g_strdup_printf ("%u", domain->n_contacts);

      if (ctg_free_mail_has_domain (domain->domain) || is_own (&job, domain->domain))
        continue;
      n_proposed++;
      ctg_table_add (table, domain->domain, n, NULL);
      ctg_json_writer_begin_object (json);
      ctg_json_add_string (json, "domain", domain->domain);
      ctg_json_add_integer (json, "contacts", domain->n_contacts);
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
  if (session->json)
    ctg_session_print_json (session, json);
  else if (n_proposed > 0)
    ctg_table_print (table, session, TRUE);
  return n_proposed > 0 ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

#define COMMON_OPTIONS                                                                                                 \
  { "domain", N_("DOMAIN"), N_("What its people’s addresses end with; may be given several times") },                 \
  { "phone", N_("NUMBER"), N_("Telephone number") },                                                                   \
  { "note", N_("TEXT"), N_("Anything worth remembering") }

static const CtgOption add_options[] = {
  COMMON_OPTIONS,
  { NULL },
};

static const CtgOption edit_options[] = {
  { "name", N_("NAME"), N_("The company’s name") },
  COMMON_OPTIONS,
  { "remove-domain", N_("DOMAIN"), N_("Take a domain away") },
  { NULL },
};

const CtgCommand ctg_company_commands[] = {
  { "companies list", "", N_("List companies"), 0, 0, NULL, run_list },
  { "companies show", N_("COMPANY"), N_("Show a company, named by number, name or domain"), 1, 1, NULL, run_show },
  { "companies add", N_("NAME"), N_("Add a company"), 1, 1, add_options, run_add },
  { "companies edit", N_("COMPANY"), N_("Change a company"), 1, 1, edit_options, run_edit },
  { "companies delete", N_("COMPANY"), N_("Delete a company; its contacts stay"), 1, 1, NULL, run_delete },
  { "companies proposals", "", N_("Domains of contacts that may be companies"), 0, 0, NULL, run_proposals },
  { NULL },
};
