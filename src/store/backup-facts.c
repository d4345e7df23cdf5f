/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "backup-private.h"
#include "build-config.h"
#include "errors.h"

/**
 * ctg_backup_facts_free:
 * @self: (transfer full) (nullable): facts
 */
void
ctg_backup_facts_free (CtgBackupFacts *self)
{
  if (self == NULL)
    return;
  g_free (self->kept);
  g_free (self);
}

/**
 * ctg_backup_facts_to_text:
 * @self: facts
 * @schema: the version of the database's schema
 *
 * Returns: (transfer full): the archive's first file
 */
char *
ctg_backup_facts_to_text (const CtgBackupFacts *self, gint64 schema)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_integer (file, CTG_BACKUP_GROUP, "format", CTG_BACKUP_FORMAT);
  g_key_file_set_int64 (file, CTG_BACKUP_GROUP, "schema", schema);
  g_key_file_set_string (file, CTG_BACKUP_GROUP, "program", CTG_VERSION);
  g_key_file_set_int64 (file, CTG_BACKUP_GROUP, "made", self->made_utc_s);
  g_key_file_set_int64 (file, CTG_BACKUP_GROUP, "messages", self->n_messages);
  g_key_file_set_int64 (file, CTG_BACKUP_GROUP, "contacts", self->n_contacts);
  g_key_file_set_int64 (file, CTG_BACKUP_GROUP, "accounts", self->n_accounts);
  g_key_file_set_int64 (file, CTG_BACKUP_GROUP, "attachments", self->n_files);
  g_key_file_set_int64 (file, CTG_BACKUP_GROUP, "bytes", self->n_bytes);
  return g_key_file_to_data (file, NULL, NULL);
}

/* Numbers that are shown or added up: what makes no sense is none. */
static gint64
get_number (GKeyFile *file, const char *key)
{
  gint64 number = g_key_file_get_int64 (file, CTG_BACKUP_GROUP, key, NULL);

  return CLAMP (number, 0, G_MAXINT64 / 4);
}

/**
 * ctg_backup_facts_parse:
 * @text: (array length=length): the archive's first file
 * @length: its length
 * @schema: (out): the version of the database's schema
 * @error: `INVALID_INPUT` (`not-a-backup`), `SCHEMA_TOO_NEW` (`backup-too-new`)
 *
 * Returns: (transfer full) (nullable): what it says
 */
CtgBackupFacts *
ctg_backup_facts_parse (const char *text, gsize length, gint64 *schema, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (CtgBackupFacts) self = g_new0 (CtgBackupFacts, 1);
  int format;

  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, NULL) ||
      !g_key_file_has_group (file, CTG_BACKUP_GROUP))
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "not-a-backup", "The archive does not say that it is a backup");
      return NULL;
    }
  format = g_key_file_get_integer (file, CTG_BACKUP_GROUP, "format", NULL);
  if (format != CTG_BACKUP_FORMAT)
    {
      ctg_error_set (error, CTG_ERROR_SCHEMA_TOO_NEW, "backup-too-new", "The backup has the form %d", format);
      return NULL;
    }
  *schema = g_key_file_get_int64 (file, CTG_BACKUP_GROUP, "schema", NULL);
  self->made_utc_s = get_number (file, "made");
  self->n_messages = get_number (file, "messages");
  self->n_contacts = get_number (file, "contacts");
  self->n_accounts = get_number (file, "accounts");
  self->n_files = get_number (file, "attachments");
  self->n_bytes = get_number (file, "bytes");
  return g_steal_pointer (&self);
}
