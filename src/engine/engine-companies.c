/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-companies.h"

#include "companies.h"
#include "deal-stage.h"
#include "deals.h"
#include "engine-private.h"
#include "errors.h"
#include "log-rule.h"
#include "messages.h"
#include "own-addresses.h"

#include <string.h>

static char *
dup_trimmed (const char *text)
{
  return g_strstrip (g_strdup (text != NULL ? text : ""));
}

/* Companies -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  CtgEngine *engine;      /* (owned) */
  CtgCompany *company;    /* (owned) (nullable) */
  CtgDeal *deal;          /* (owned) (nullable) */
  char *amount;           /* (owned) (nullable) */
} PutJob;

static void
put_job_free (PutJob *job)
{
  g_object_unref (job->engine);
  g_clear_pointer (&job->company, ctg_company_free);
  g_clear_pointer (&job->deal, ctg_deal_free);
  g_free (job->amount);
  g_free (job);
}

/* "info@studio.example", "@studio.example" and "Studio.Example." are all meant. */
static char *
normalise_domain (const char *text)
{
  const char *at = strrchr (text, '@');
  g_autofree char *lower = g_utf8_strdown (at != NULL ? at + 1 : text, -1);
  gsize length;

  g_strstrip (lower);
  length = strlen (lower);
  if (length > 0 && lower[length - 1] == '.')
    lower[length - 1] = '\0';
  return g_steal_pointer (&lower);
}

static gboolean
is_own_domain (GHashTable *own, const char *domain)
{
  GHashTableIter iter;
  const char *key;

  g_hash_table_iter_init (&iter, own);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, NULL))
    {
      const char *at = strrchr (key, '@');

      if (at != NULL && g_str_equal (at + 1, domain))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_domain (GHashTable *own, const char *domain, GError **error)
{
  const char *reason = NULL;

  if (strchr (domain, '.') == NULL || strpbrk (domain, " \t/<>,;") != NULL || *domain == '.')
    reason = "domain";
  else if (ctg_free_mail_has_domain (domain))
    reason = "free-mail-domain";
  else if (is_own_domain (own, domain))
    reason = "own-domain";
  if (reason != NULL)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, reason, "%s", domain);
  return reason == NULL;
}

static gboolean
check_company (GHashTable *own, const CtgCompany *company, GError **error)
{
  if (*company->name == '\0')
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "company-empty", "A company needs a name");
      return FALSE;
    }
  for (guint i = 0; company->domains[i] != NULL; i++)
    if (!check_domain (own, company->domains[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
write_company (CtgDb *db, gpointer data, GError **error)
{
  return ctg_companies_put (db, data, error);
}

static gpointer
put_company_job (gpointer data, GCancellable *cancellable, GError **error)
{
  PutJob *job = data;
  CtgStore *store = job->engine->store;
  g_autoptr (GHashTable) own = ctg_own_addresses_read (store, error);

  if (own == NULL || !check_company (own, job->company, error) ||
      !ctg_store_write (store, write_company, job->company, cancellable, error))
    return NULL;
  return g_memdup2 (&job->company->id, sizeof job->company->id);
}

static GStrv
normalise_domains (const char *const *domains)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; domains != NULL && domains[i] != NULL; i++)
    {
      char *domain = normalise_domain (domains[i]);

      if (g_hash_table_add (seen, domain))
        g_strv_builder_add (builder, domain);
    }
  return g_strv_builder_end (builder);
}

/**
 * ctg_engine_put_company_async:
 * @self: the engine
 * @fields: what it is to be; copied
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Adds or changes a company, see engine-companies.h.
 */
void
ctg_engine_put_company_async (CtgEngine *self, const CtgCompanyFields *fields, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  PutJob *job = g_new0 (PutJob, 1);

  job->engine = g_object_ref (self);
  job->company = g_new0 (CtgCompany, 1);
  job->company->id = fields->id;
  job->company->name = dup_trimmed (fields->name);
  job->company->phone = dup_trimmed (fields->phone);
  job->company->note = dup_trimmed (fields->note);
  job->company->domains = normalise_domains (fields->domains);
  ctg_worker_run_async (self->files, put_company_job, job, (GDestroyNotify) put_job_free, g_free, NULL, callback,
                        user_data);
}

/* Deals ------------------------------------------------------------------------------------------------------------ */

/**
 * ctg_engine_list_stages:
 *
 * Returns: (transfer none) (array zero-terminated=1): how far a deal can be, in their order
 */
const char *const *
ctg_engine_list_stages (void)
{
  return ctg_deal_stage_list ();
}

static gboolean
check_deal (const PutJob *job, GError **error)
{
  CtgDeal *deal = job->deal;
  const char *reason = NULL;

  if (*deal->name == '\0')
    reason = "deal-empty";
  else if (!ctg_deal_stage_is_known (deal->stage))
    reason = "deal-stage";
  else if (job->amount != NULL && !ctg_deal_amount_read (job->amount, &deal->amount_cents))
    reason = "deal-amount";
  else if (!ctg_deal_currency_is_valid (deal->currency))
    reason = "deal-currency";
  if (reason != NULL)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, reason, "A deal that cannot be kept");
  return reason == NULL;
}

static gboolean
write_deal (CtgDb *db, gpointer data, GError **error)
{
  return ctg_deals_put (db, data, error);
}

static gpointer
put_deal_job (gpointer data, GCancellable *cancellable, GError **error)
{
  PutJob *job = data;

  if (!check_deal (job, error) || !ctg_store_write (job->engine->store, write_deal, job->deal, cancellable, error))
    return NULL;
  return g_memdup2 (&job->deal->id, sizeof job->deal->id);
}

/**
 * ctg_engine_put_deal_async:
 * @self: the engine
 * @fields: what it is to be; copied
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Adds or changes a deal, see engine-companies.h.
 */
void
ctg_engine_put_deal_async (CtgEngine *self, const CtgDealFields *fields, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  PutJob *job = g_new0 (PutJob, 1);

  job->engine = g_object_ref (self);
  job->amount = g_strdup (fields->amount);
  job->deal = ctg_deal_new ();
  job->deal->id = fields->id;
  job->deal->name = dup_trimmed (fields->name);
  job->deal->stage = dup_trimmed (fields->stage);
  job->deal->currency = dup_trimmed (fields->currency);
  job->deal->note = dup_trimmed (fields->note);
  job->deal->company_id = fields->company_id;
  if (fields->n_contacts > 0)
    g_array_append_vals (job->deal->contacts, fields->contacts, fields->n_contacts);
  ctg_worker_run_async (self->files, put_deal_job, job, (GDestroyNotify) put_job_free, g_free, NULL, callback,
                        user_data);
}

/**
 * ctg_engine_put_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: see engine-companies.h
 *
 * Returns: the number of what is kept, 0: nothing is
 */
gint64
ctg_engine_put_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = ctg_worker_run_finish (result, error);

  return id != NULL ? *id : 0;
}

/* Deleting, letters ------------------------------------------------------------------------------------------------ */

typedef struct
{
  gint64 id;
  gint64 message_key;
  gboolean belongs;
} ShortJob;

static gboolean
delete_company (CtgDb *db, gpointer data, GError **error)
{
  return ctg_companies_delete (db, ((ShortJob *) data)->id, error);
}

static gboolean
delete_deal (CtgDb *db, gpointer data, GError **error)
{
  return ctg_deals_delete (db, ((ShortJob *) data)->id, error);
}

static gboolean
put_letter (CtgDb *db, gpointer data, GError **error)
{
  const ShortJob *job = data;
  g_autoptr (CtgMessage) message = ctg_messages_get (db, job->message_key, error);

  if (message == NULL)
    return FALSE;
  return job->belongs ? ctg_deals_add_letter (db, job->id, message->message_id, error)
                      : ctg_deals_remove_letter (db, job->id, message->message_id, error);
}

static void
write_short (CtgEngine *self, CtgStoreFunc func, ShortJob job, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, func, g_memdup2 (&job, sizeof job), g_free, callback, user_data);
}

/**
 * ctg_engine_delete_company_async:
 * @self: the engine
 * @id: a company; its people and letters stay
 * @callback: called when it is done; ctg_engine_company_done_finish() says how
 * @user_data: for @callback
 *
 * Deletes a company.
 */
void
ctg_engine_delete_company_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data)
{
  write_short (self, delete_company, (ShortJob) { id }, callback, user_data);
}

/**
 * ctg_engine_delete_deal_async:
 * @self: the engine
 * @id: a deal; its people and letters stay
 * @callback: called when it is done; ctg_engine_company_done_finish() says how
 * @user_data: for @callback
 *
 * Deletes a deal.
 */
void
ctg_engine_delete_deal_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data)
{
  write_short (self, delete_deal, (ShortJob) { id }, callback, user_data);
}

/**
 * ctg_engine_put_letter_async:
 * @self: the engine
 * @deal: a deal
 * @message_key: a letter
 * @belongs: whether it is of the deal, with its thread, or no longer
 * @callback: called when it is done; ctg_engine_company_done_finish() says how
 * @user_data: for @callback
 *
 * Puts a letter to a deal, or takes it off.
 */
void
ctg_engine_put_letter_async (CtgEngine *self, gint64 deal, gint64 message_key, gboolean belongs,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  write_short (self, put_letter, (ShortJob) { deal, message_key, belongs }, callback, user_data);
}

/**
 * ctg_engine_company_done_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND with reason no-company or no-deal, %CTG_ERROR_STORAGE
 *
 * Returns: whether it is done
 */
gboolean
ctg_engine_company_done_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
