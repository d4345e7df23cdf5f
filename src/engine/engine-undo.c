/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Refusing, and taking back what was done:
 *
 *   done            | taken back
 *   ----------------+---------------------------------------------------------
 *   log             | the entries it made go
 *   unlog           | the entries it removed are made again, by their rules
 *   accept          | the entries it made go; it waits for a decision again
 *   refuse          | it waits for a decision again
 *   never-add       | the pattern goes
 *   never-remove    | the pattern is added
 *   contact-merge   | two contacts again, see store/contacts-merge.c
 *   template-remove | the template is there again
 *   deal-remove     | the deal is there again
 *   split, merge    | the threads are what they were, see store/thread-choice.c
 */

#include "engine-private.h"

#include "contacts.h"
#include "deals.h"
#include "errors.h"
#include "log-policy.h"
#include "messages.h"
#include "templates.h"

#include <string.h>

static gboolean
write_refusal (CtgDb *db, gpointer data, GError **error)
{
  gint64 key = *(gint64 *) data;
  g_autoptr (CtgTrayEntry) entry = ctg_tray_get (db, key, error);
  g_autofree char *text = NULL;

  if (entry == NULL)
    return FALSE;
  text = g_strconcat (entry->rule, " ", entry->matched_message_id, NULL);
  return ctg_undo_begin (db, "refuse", key, text, error) && ctg_tray_refuse (db, key, error);
}

/**
 * ctg_engine_refuse_async:
 * @self: the engine
 * @message_key: a message that waits for a decision
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * No rule logs it from now on.
 */
void
ctg_engine_refuse_async (CtgEngine *self, gint64 message_key, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, write_refusal, g_memdup2 (&message_key, sizeof message_key), g_free, callback,
                          user_data);
}

/**
 * ctg_engine_refuse_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND with reason not-in-tray, %CTG_ERROR_STORAGE
 *
 * Returns: whether it is done
 */
gboolean
ctg_engine_refuse_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
remove_entries (CtgDb *db, GPtrArray *entries, GError **error)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const CtgLogEntry *entry = g_ptr_array_index (entries, i);

      if (!ctg_messages_unlog (db, entry->message_key, entry->contact_id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
restore_entries (CtgDb *db, GPtrArray *entries, GError **error)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const CtgLogEntry *entry = g_ptr_array_index (entries, i);

      if (!ctg_messages_log (db, entry->message_key, entry->contact_id, entry->rule, entry->matched_message_id,
      error))
        return FALSE;
    }
  return TRUE;
}

/* "rule id", as accept and refuse noted it. */
static gboolean
put_back (CtgDb *db, const CtgAction *action, GError **error)
{
  g_auto (GStrv) words = g_strsplit (action->text != NULL ? action->text : "core", " ", 2);
  const char *matched = words[1] != NULL && *words[1] != '\0' ? words[1] : NULL;

  return ctg_tray_put (db, action->message_key, words[0], matched, error);
}

static gboolean
take_back (CtgDb *db, const CtgAction *action, GError **error)
{
  g_autoptr (GPtrArray) entries = ctg_undo_list_entries (db, action->id, error);
  gboolean changed;

  if (entries == NULL)
    return FALSE;
  if (g_str_equal (action->kind, "log"))
    return remove_entries (db, entries, error);
  if (g_str_equal (action->kind, "unlog"))
    return restore_entries (db, entries, error);
  if (g_str_equal (action->kind, "accept"))
    return remove_entries (db, entries, error) && put_back (db, action, error);
  if (g_str_equal (action->kind, "refuse"))
    return put_back (db, action, error);
  if (g_str_equal (action->kind, "contact-merge"))
    return ctg_contacts_unmerge (db, action->id, action->text, error);
  if (g_str_equal (action->kind, "template-remove"))
    return ctg_templates_restore (db, action->text, error);
  if (g_str_equal (action->kind, "deal-remove"))
    return ctg_deals_restore (db, action->text, error);
  if (g_str_equal (action->kind, "split") || g_str_equal (action->kind, "merge"))
    return ctg_threads_take_back (db, action->id, error);
  if (g_str_equal (action->kind, "never-add"))
    return ctg_never_log_remove (db, action->text, &changed, error);
  if (g_str_equal (action->kind, "never-remove"))
    return ctg_never_log_add (db, action->text, &changed, error);
  ctg_error_set (error, CTG_ERROR_FAILED, NULL, "Nobody knows how to take back “%s”", action->kind);
  return FALSE;
}

static gboolean
write_undo (CtgDb *db, gpointer data, GError **error)
{
  char **kind = data;
  g_autoptr (CtgAction) action = ctg_undo_get_last (db, error);

  if (action == NULL)
    return FALSE;
  ctg_db_note_change (db, CTG_CHANGE_LOG | CTG_CHANGE_MESSAGES | CTG_CHANGE_CONTACTS);
  g_free (*kind);
  *kind = g_strdup (action->kind);
  return take_back (db, action, error) && ctg_undo_forget (db, action->id, error);
}

static void
kind_free (gpointer data)
{
  char **kind = data;

  g_free (*kind);
  g_free (kind);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  /* Bodies of what is logged again may be wanted. */
  ctg_engine_retry (g_task_get_source_object (task), NULL);
  g_task_return_pointer (task, g_strdup (*(char **) g_task_get_task_data (task)), g_free);
}

/**
 * ctg_engine_undo_async:
 * @self: the engine
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Takes back what was done last to the log.
 */
void
ctg_engine_undo_async (CtgEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  char **kind = g_new0 (char *, 1);

  g_task_set_task_data (task, kind, kind_free);
  ctg_engine_write_async (self, write_undo, kind, NULL, undone_cb, task);
}

/**
 * ctg_engine_undo_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND with reason nothing-to-undo, %CTG_ERROR_STORAGE
 *
 * Returns: (transfer full) (nullable): what kind of action was taken back, see CtgAction
 */
char *
ctg_engine_undo_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
