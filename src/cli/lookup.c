/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lookup.h"

#include "errors.h"
#include "messages.h"
#include "templates.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * ctg_lookup_contact:
 * @db: a database
 * @text: a contact's number or one of its addresses
 * @error: %CTG_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): the contact
 */
CtgContact *
ctg_lookup_contact (CtgDb *db, const char *text, GError **error)
{
  guint64 id;
  CtgContact *contact = NULL;

  if (strchr (text, '@') != NULL)
    contact = ctg_contacts_get_by_address (db, text, NULL);
  else if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &id, NULL))
    contact = ctg_contacts_get (db, (gint64) id, NULL);
  if (contact == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "contact", "There is no contact “%s”", text);
  return contact;
}

/**
 * ctg_lookup_message:
 * @db: a database
 * @text: a message's number or its Message-ID, with or without angle brackets
 * @error: %CTG_ERROR_NOT_FOUND
 *
 * Returns: the message's key, 0 if there is none
 */
gint64
ctg_lookup_message (CtgDb *db, const char *text, GError **error)
{
  gsize length = strlen (text);
  gboolean has_angles = length > 2 && text[0] == '<' && text[length - 1] == '>';
  g_autofree char *id = has_angles ? g_strndup (text + 1, length - 2) : g_strdup (text);
  gint64 key = ctg_messages_find (db, id);

  if (key == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "message", "There is no message “%s”", text);
  return key;
}

/**
 * ctg_lookup_account:
 * @db: a database
 * @text: a mailbox's id or address
 * @error: %CTG_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): the mailbox
 */
CtgAccount *
ctg_lookup_account (CtgDb *db, const char *text, GError **error)
{
  CtgAccount *account = strchr (text, '@') != NULL ? ctg_accounts_get_by_address (db, text, NULL)
                                                   : ctg_accounts_get (db, text, NULL);

  if (account == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "account", "There is no mailbox “%s”", text);
  return account;
}

typedef struct
{
  const char *text;
  gint64 id;
  CtgAccount *account;
} Job;

static gboolean
find_contact_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (CtgContact) contact = ctg_lookup_contact (db, job->text, error);

  job->id = contact != NULL ? contact->id : 0;
  return contact != NULL;
}

static gboolean
find_message_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->id = ctg_lookup_message (db, job->text, error);
  return job->id != 0;
}

static gboolean
find_account_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->account = ctg_lookup_account (db, job->text, error);
  return job->account != NULL;
}

static gboolean
find_template_job (CtgDb *db, gpointer data, GError **error)
{
  Job *job = data;

  job->id = ctg_templates_find (db, job->text);
  if (job->id == 0)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "no-template", "There is no template “%s”", job->text);
  return job->id != 0;
}

/**
 * ctg_session_find_template:
 * @session: a session
 * @text: a template's number or name
 * @id: (out): its number
 * @error: of opening, %CTG_ERROR_NOT_FOUND
 *
 * Returns: whether it was found
 */
gboolean
ctg_session_find_template (CtgSession *session, const char *text, gint64 *id, GError **error)
{
  Job job = { text };
  gboolean is_found = ctg_session_read (session, find_template_job, &job, error);

  *id = job.id;
  return is_found;
}

/**
 * ctg_session_find_contact:
 * @session: a session
 * @text: (nullable): as ctg_lookup_contact(); %NULL gives 0, meaning all
 * @id: (out): the contact's number
 * @error: of opening, %CTG_ERROR_NOT_FOUND
 *
 * Returns: whether it was found
 */
gboolean
ctg_session_find_contact (CtgSession *session, const char *text, gint64 *id, GError **error)
{
  Job job = { text };

  if (text != NULL && !ctg_session_read (session, find_contact_job, &job, error))
    return FALSE;
  *id = job.id;
  return TRUE;
}

/**
 * ctg_session_find_message:
 * @session: a session
 * @text: as ctg_lookup_message()
 * @key: (out): the message's key
 * @error: of opening, %CTG_ERROR_NOT_FOUND
 *
 * Returns: whether it was found
 */
gboolean
ctg_session_find_message (CtgSession *session, const char *text, gint64 *key, GError **error)
{
  Job job = { text };

  if (!ctg_session_read (session, find_message_job, &job, error))
    return FALSE;
  *key = job.id;
  return TRUE;
}

/**
 * ctg_session_find_account:
 * @session: a session
 * @text: as ctg_lookup_account()
 * @error: of opening, %CTG_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): the mailbox
 */
CtgAccount *
ctg_session_find_account (CtgSession *session, const char *text, GError **error)
{
  Job job = { text };

  return ctg_session_read (session, find_account_job, &job, error) ? job.account : NULL;
}
