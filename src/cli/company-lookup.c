/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "company-lookup.h"

#include "errors.h"

typedef struct
{
  const char *text;
  gint64 id;
} Job;

static gboolean
company_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->id = ctg_companies_find (db, job->text);
  if (job->id == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-company", "%s", job->text);
  return job->id != 0;
}

static gboolean
deal_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->id = ctg_deals_find (db, job->text);
  if (job->id == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-deal", "%s", job->text);
  return job->id != 0;
}

static gboolean
find (CtgSession *session, CtgStoreFunc func, const char *text, gint64 *id, GError **error)
{
  Job job = { text };
  gboolean found = text == NULL || ctg_session_read (session, func, &job, error);

  *id = job.id;
  return found;
}

/**
 * ctg_session_find_company:
 * @session: a session
 * @text: (nullable): a company's number, name or domain
 * @id: (out): its number, 0 for %NULL
 * @error: %CTG_ERROR_NOT_FOUND reason no-company
 *
 * Returns: whether it was found
 */
gboolean
ctg_session_find_company (CtgSession *session, const char *text, gint64 *id, GError **error)
{
  return find (session, company_job, text, id, error);
}

/**
 * ctg_session_find_deal:
 * @session: a session
 * @text: (nullable): a deal's number or name
 * @id: (out): its number, 0 for %NULL
 * @error: %CTG_ERROR_NOT_FOUND reason no-deal
 *
 * Returns: whether it was found
 */
gboolean
ctg_session_find_deal (CtgSession *session, const char *text, gint64 *id, GError **error)
{
  return find (session, deal_job, text, id, error);
}
