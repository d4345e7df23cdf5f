/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "attachment-policy.h"
#include "db.h"
#include "messages.h"
#include "requests.h"

static char *
setting_of (CtgAttachmentScope scope, const char *whose)
{
  static const char *const names[] = { "attachments", "attachments.account.", "attachments.contact." };

  return scope == CTG_ATTACHMENTS_OF_ALL ? g_strdup (names[scope]) : g_strconcat (names[scope], whose, NULL);
}

static char *
asked_setting (gint64 key)
{
  return g_strdup_printf ("attachments.asked.%" G_GINT64_FORMAT, key);
}

/**
 * ctg_attachment_policy_is_off:
 * @db: any connection
 * @scope: of whom
 * @whose: (nullable): an account's id, a contact's number; %NULL: of all
 *
 * Returns: whether their attachments are not logged
 */
gboolean
ctg_attachment_policy_is_off (CtgDb *db, CtgAttachmentScope scope, const char *whose)
{
  g_autofree char *key = setting_of (scope, whose);
  g_autofree char *value = ctg_settings_get (db, key);

  return g_strcmp0 (value, "off") == 0;
}

/**
 * ctg_attachment_policy_set:
 * @db: the writer
 * @scope: of whom
 * @whose: (nullable): an account's id, a contact's number; %NULL: of all
 * @is_off: whether their attachments are not logged from now on
 * @error: `STORAGE`
 *
 * Returns: whether it was kept
 */
gboolean
ctg_attachment_policy_set (CtgDb *db, CtgAttachmentScope scope, const char *whose, gboolean is_off, GError **error)
{
  g_autofree char *key = setting_of (scope, whose);

  return ctg_settings_set (db, key, is_off ? "off" : NULL, error);
}

static gboolean
is_account_off (CtgDb *db, gint64 key)
{
  return ctg_db_get_int (db, 0, "SELECT s.value = 'off' FROM message AS m JOIN account AS a ON a.id = m.account"
                                " JOIN setting AS s ON s.key = 'attachments.account.' || a.uuid WHERE m.key = ?", "i",
                         key) != 0;
}

/**
 * ctg_attachment_policy_read:
 * @db: any connection
 * @key: a message
 * @policy: (out): what is set for it
 */
void
ctg_attachment_policy_read (CtgDb *db, gint64 key, CtgAttachmentPolicy *policy)
{
  g_autofree char *setting = asked_setting (key);
  g_autofree char *asked = ctg_settings_get (db, setting);

  *policy = (CtgAttachmentPolicy) { .is_asked_for = asked != NULL };
  policy->size_bytes = ctg_db_get_int (db, 0, "SELECT size_bytes FROM message WHERE key = ?", "i", key);
  policy->is_off = ctg_attachment_policy_is_off (db, CTG_ATTACHMENTS_OF_ALL, NULL);
  policy->is_off_for_account = is_account_off (db, key);
  policy->n_contacts = (guint) ctg_db_get_int (db, 0, "SELECT count(*) FROM log_entry WHERE message = ?", "i", key);
  policy->n_contacts_off = (guint) ctg_db_get_int (db, 0, "SELECT count(*) FROM log_entry AS l JOIN setting AS s"
                                                          " ON s.key = 'attachments.contact.' || l.contact"
                                                          " WHERE l.message = ? AND s.value = 'off'", "i", key);
}

/**
 * ctg_attachment_policy_ask:
 * @db: the writer
 * @key: a message
 * @error: `STORAGE`
 *
 * A person wants all of it, whatever is set. Noted in the database, since another process may be the one to fetch it.
 *
 * Returns: whether it was noted
 */
gboolean
ctg_attachment_policy_ask (CtgDb *db, gint64 key, GError **error)
{
  g_autofree char *setting = asked_setting (key);

  return ctg_settings_set (db, setting, "1", error);
}

/**
 * ctg_attachment_policy_settle:
 * @db: the writer
 * @key: a message that has come
 * @error: `STORAGE`
 *
 * Returns: whether it is asked for no more
 */
gboolean
ctg_attachment_policy_settle (CtgDb *db, gint64 key, GError **error)
{
  g_autofree char *setting = asked_setting (key);

  return ctg_settings_set (db, setting, NULL, error);
}

/**
 * ctg_attachment_policy_get_left_out:
 * @db: any connection
 * @key: a message
 * @from_bytes: what is too large to come by itself
 *
 * Returns: how large it is, when that is why its attachments are not here; else 0
 */
gint64
ctg_attachment_policy_get_left_out (CtgDb *db, gint64 key, gint64 from_bytes)
{
  return ctg_db_get_int (db, 0, "SELECT size_bytes FROM message WHERE key = ?1 AND size_bytes >= ?2 AND EXISTS"
                                " (SELECT 1 FROM attachment WHERE message = ?1 AND is_held = 0)", "ii", key,
                         from_bytes);
}
