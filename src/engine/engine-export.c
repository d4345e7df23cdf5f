/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything in open formats. It is written into a folder without a name, which gets its name when it is whole: what is
 * cancelled, or has no room, leaves nothing. Reading goes a letter a job, so that nobody waits. */

#include "engine-export.h"

#include "attachment-name.h"
#include "contacts.h"
#include "csv.h"
#include "engine-private.h"
#include "errors.h"
#include "export-private.h"
#include "files.h"
#include "letter-privacy.h"
#include "mbox-writer.h"
#include "messages.h"
#include "progress.h"
#include "text.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define TABLE_HEADING "Date,Contact,Direction,From,Subject,Attachments,Why,Message-ID,Contact number\r\n"

typedef struct
{
  CtgEngine *engine;           /* (owned) */
  char *folder;                /* (owned) */
  gint64 contact_id;           /* 0: all */
  CtgProgress *progress;       /* (owned) */

  char *temporary;             /* (owned) (nullable) */
  GPtrArray *contacts;         /* (owned) (element-type CtgContact) */
  GHashTable *names;           /* (owned) (element-type utf8) taken, in lower case */
  GString *table;              /* (owned) letters.csv */
  gint64 n_total;
  CtgExportCounts counts;
  GCancellable *cancellable;   /* (unowned) (nullable) */

  /* Of the contact that is written. */
  const CtgContact *contact;   /* (unowned) */
  char *name;                  /* (owned) (nullable) */
  GArray *keys;                /* (owned) newest first */
  GPtrArray *attachments;      /* (owned) */

  /* Of the letter that is written. */
  gint64 key;
  CtgMessage *message;         /* (owned) */
  char *rule;                  /* (owned) */
  GBytes *source;              /* (owned) (nullable) */
  char *text;                  /* (owned) (nullable) where there is no source */
  CtgLetterPrivacy privacy;
} Export;

static void
clear_letter (Export *self)
{
  g_clear_pointer (&self->message, ctg_message_free);
  g_clear_pointer (&self->source, g_bytes_unref);
  g_clear_pointer (&self->rule, g_free);
  g_clear_pointer (&self->text, g_free);
}

static void
clear_contact (Export *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->keys, g_array_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
}

static void
export_free (Export *self)
{
  if (self->temporary != NULL)
    ctg_remove_tree (self->temporary);
  clear_letter (self);
  clear_contact (self);
  g_free (self->temporary);
  g_free (self->folder);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  g_hash_table_unref (self->names);
  g_string_free (self->table, TRUE);
  ctg_progress_free (self->progress);
  g_object_unref (self->engine);
  g_free (self);
}

/* The folder ------------------------------------------------------------------------------------------------------- */

static gboolean
check_folder (const char *path, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  if (dir != NULL && g_dir_read_name (dir) == NULL)
    return TRUE;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_CONFLICT, dir != NULL ? "folder-not-empty" : "file-exists", "%s is there already",
                 path);
  return FALSE;
}

static gboolean
make_folder (const char *path, GError **error)
{
  return g_mkdir (path, 0700) == 0 || errno == EEXIST || ctg_file_error_set (error, CTG_FILE_TARGET, "make a folder");
}

static gboolean
make_temporary (Export *self, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (self->folder);
  g_autofree char *letters = NULL;
  g_autofree char *attachments = NULL;

  if (!check_folder (self->folder, error))
    return FALSE;
  self->temporary = g_build_filename (parent, ".carteggio-XXXXXX.part", NULL);
  if (g_mkdtemp_full (self->temporary, 0700) == NULL)
    {
      g_clear_pointer (&self->temporary, g_free);
      return ctg_file_error_set (error, CTG_FILE_TARGET, "make a folder");
    }
  letters = g_build_filename (self->temporary, "letters", NULL);
  attachments = g_build_filename (self->temporary, "attachments", NULL);
  return make_folder (letters, error) && make_folder (attachments, error);
}

static gboolean
name_folder (Export *self, GError **error)
{
  if (!check_folder (self->folder, error))
    return FALSE;
  if (g_rename (self->temporary, self->folder) != 0)
    return ctg_file_error_set (error, CTG_FILE_TARGET, "name the folder");
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

/* "Anna Bianchi", "Anna Bianchi (2)": once each also where case does not count. */
static char *
choose_name (Export *self, const CtgContact *contact)
{
  g_autofree char *safe = ctg_attachment_safe_name (contact->name);
  const char *stem = *safe != '\0' ? safe : "contact";

  for (guint number = 1;; number++)
    {
      g_autofree char *name = number == 1 ? g_strdup (stem) : g_strdup_printf ("%s (%u)", stem, number);

      if (g_hash_table_add (self->names, g_utf8_casefold (name, -1)))
        return g_steal_pointer (&name);
    }
}

/* Letters ---------------------------------------------------------------------------------------------------------- */

static void
withhold_subject (CtgMessage *message)
{
  g_free (message->subject);
  message->subject = g_strdup ("");
}

static gboolean
read_letter (CtgDb *db, gpointer data, GError **error)
{
  Export *self = data;
  g_autoptr (GPtrArray) log = ctg_messages_get_log (db, self->key, error);

  self->privacy = ctg_letter_privacy_get (db, self->key);
  self->message = ctg_messages_get (db, self->key, error);
  if (self->message == NULL || log == NULL)
    return FALSE;
  for (guint i = 0; i < log->len; i++)
    {
      const CtgLogEntry *entry = g_ptr_array_index (log, i);

      if (entry->contact_id == self->contact->id)
        self->rule = g_strdup (entry->rule);
    }
  if (self->privacy < CTG_PRIVACY_SUBJECT)
    withhold_subject (self->message);
  if (self->privacy < CTG_PRIVACY_ALL)
    return TRUE;
  self->source = ctg_messages_get_source (db, self->key, NULL);
  if (self->source == NULL)
    self->text = ctg_messages_get_text (db, self->key, NULL);
  return TRUE;
}

static char *
dup_header_line (const char *name, const char *value)
{
  g_autofree char *line = ctg_text_clean (value, 2000);

  return g_strdup_printf ("%s: %s\r\n", name, line);
}

/* What is known of a letter whose bytes are not here: RFC 6532 lets its headers be UTF-8. */
static GBytes *
make_letter (const Export *self)
{
  g_autofree char *person = ctg_text_person (self->message->from_name, self->message->from_address);
  g_autofree char *from = dup_header_line ("From", person);
  g_autofree char *subject = dup_header_line ("Subject", self->message->subject);
  g_autofree char *day = ctg_mbox_date_text (self->message->date_utc_s);
  char *letter = g_strdup_printf ("%s%sDate: %s\r\nMessage-ID: <%s>\r\nMIME-Version: 1.0\r\n"
                                  "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
                                  "X-Carteggio-Incomplete: yes\r\n\r\n%s\r\n",
                                  from, subject, day, self->message->message_id,
                                  self->text != NULL ? self->text : "");

  return g_bytes_new_take (letter, strlen (letter));
}

static void
add_cell (GString *table, const char *value)
{
  if (table->len > 0 && table->str[table->len - 1] != '\n')
    g_string_append_c (table, ',');
  ctg_csv_append_cell (table, value != NULL ? value : "");
}

static void
add_table_row (Export *self)
{
  const CtgMessage *message = self->message;
  g_autofree char *date = ctg_text_utc_rfc3339 (message->date_utc_s != 0 ? message->date_utc_s : message->key);
  g_autofree char *person = ctg_text_person (message->from_name, message->from_address);
  g_autofree char *n_attachments = g_strdup_printf ("%u", message->n_attachments);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, self->contact->id);

  add_cell (self->table, date);
  add_cell (self->table, self->contact->name);
  add_cell (self->table, message->direction == CTG_DIRECTION_OUT ? "sent" : "received");
  add_cell (self->table, person);
  add_cell (self->table, message->subject);
  add_cell (self->table, n_attachments);
  add_cell (self->table, self->rule);
  add_cell (self->table, message->message_id);
  add_cell (self->table, number);
  g_string_append (self->table, "\r\n");
}

static gboolean
write_letter (Export *self, CtgTargetFile *mbox, GError **error)
{
  g_autoptr (GBytes) quoted = NULL;

  clear_letter (self);
  if (!ctg_store_read (self->engine->store, read_letter, self, self->cancellable, error))
    return FALSE;
  self->counts.n_withheld += self->privacy < CTG_PRIVACY_ALL;
  if (self->privacy == CTG_PRIVACY_PRIVATE)
    return TRUE;
  if (self->source == NULL)
    {
      self->counts.n_incomplete += self->privacy == CTG_PRIVACY_ALL;
      self->source = make_letter (self);
    }
  quoted = ctg_mbox_quote (self->source, self->message->from_address, self->message->key);
  add_table_row (self);
  self->counts.n_letters++;
  ctg_progress_tell (self->progress, self->counts.n_letters, self->n_total);
  return ctg_target_file_write (mbox, g_bytes_get_data (quoted, NULL), g_bytes_get_size (quoted), error);
}

static gboolean
write_letters (Export *self, GError **error)
{
  g_autofree char *file = g_strconcat (self->name, ".mbox", NULL);
  g_autofree char *path = g_build_filename (self->temporary, "letters", file, NULL);
  g_autoptr (CtgTargetFile) mbox = ctg_target_file_new (path, FALSE, error);

  if (mbox == NULL)
    return FALSE;
  for (guint i = self->keys->len; i > 0; i--)
    {
      self->key = g_array_index (self->keys, gint64, i - 1);
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error) || !write_letter (self, mbox, error))
        return FALSE;
    }
  return ctg_target_file_finish (mbox, error);
}

/* Attachments ------------------------------------------------------------------------------------------------------ */

/* A file that the profile has lost is left out; the letter says that there was one. */
static gboolean
write_attachment (Export *self, const char *folder, const CtgAttachment *attachment, GError **error)
{
  g_autofree char *path = ctg_store_dup_attachment_path (self->engine->store, attachment->sha256);
  g_autofree char *safe = ctg_attachment_safe_name (attachment->name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GBytes) content = g_file_load_bytes (file, NULL, NULL, NULL);
  g_autofree char *written = NULL;

  if (content == NULL)
    return TRUE;
  written = ctg_engine_write_into_folder (folder, *safe != '\0' ? safe : "attachment", content, error);
  self->counts.n_attachments += written != NULL;
  return written != NULL;
}

static gboolean
write_attachments (Export *self, GError **error)
{
  g_autofree char *folder = g_build_filename (self->temporary, "attachments", self->name, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (self->attachments->len > 0 && !make_folder (folder, error))
    return FALSE;
  for (guint i = self->attachments->len; i > 0; i--)
    {
      const CtgAttachment *attachment = g_ptr_array_index (self->attachments, i - 1);

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (g_hash_table_add (seen, attachment->sha256) && !write_attachment (self, folder, attachment, error))
        return FALSE;
    }
  return TRUE;
}

/* All of it -------------------------------------------------------------------------------------------------------- */

static gboolean
read_contact (CtgDb *db, gpointer data, GError **error)
{
  Export *self = data;

  self->keys = ctg_messages_list_by_contact (db, self->contact->id, error);
  self->attachments = self->keys != NULL ? ctg_attachments_by_contact (db, self->contact->id, error) : NULL;
  if (self->attachments == NULL)
    return FALSE;
  for (guint i = self->attachments->len; i > 0; i--)
    if (ctg_letter_privacy_get (db, ((const CtgAttachment *) self->attachments->pdata[i - 1])->message_key) <
        CTG_PRIVACY_ALL)
      g_ptr_array_remove_index (self->attachments, i - 1);
  return TRUE;
}

static gboolean
write_contact (Export *self, const CtgContact *contact, GError **error)
{
  self->contact = contact;
  clear_contact (self);
  if (!ctg_store_read (self->engine->store, read_contact, self, self->cancellable, error))
    return FALSE;
  self->counts.n_contacts++;
  if (self->keys->len == 0)
    return TRUE;
  self->name = choose_name (self, contact);
  return write_letters (self, error) && write_attachments (self, error);
}

static gboolean
read_contacts (CtgDb *db, gpointer data, GError **error)
{
  Export *self = data;

  if (self->contact_id == 0)
    return ctg_export_list_contacts (db, &self->contacts, error);
  self->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_contact_free);
  g_ptr_array_add (self->contacts, ctg_contacts_get (db, self->contact_id, error));
  return g_ptr_array_index (self->contacts, 0) != NULL;
}

static gboolean
write_tables (Export *self, GError **error)
{
  g_autofree char *letters = g_build_filename (self->temporary, "letters.csv", NULL);
  g_autofree char *table = g_build_filename (self->temporary, "contacts.csv", NULL);
  g_autofree char *cards = g_build_filename (self->temporary, "contacts.vcf", NULL);
  g_autoptr (CtgTargetFile) target = ctg_target_file_new (letters, FALSE, error);

  return target != NULL && ctg_target_file_write (target, self->table->str, self->table->len, error) &&
         ctg_target_file_finish (target, error) &&
         ctg_export_write_contacts (self->contacts, table, CTG_CONTACTS_CSV, FALSE, error) &&
         ctg_export_write_contacts (self->contacts, cards, CTG_CONTACTS_VCARD_4, FALSE, error) &&
         (self->contact_id != 0 || ctg_export_write_companies (self->engine->store, self->temporary, error));
}

static gpointer
export_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Export *self = data;

  self->cancellable = cancellable;
  if (!ctg_store_read (self->engine->store, read_contacts, self, cancellable, error) || !make_temporary (self, error))
    return NULL;
  for (guint i = 0; i < self->contacts->len; i++)
    self->n_total += ((const CtgContact *) g_ptr_array_index (self->contacts, i))->n_messages;
  for (guint i = 0; i < self->contacts->len; i++)
    if (!write_contact (self, g_ptr_array_index (self->contacts, i), error))
      return NULL;
  if (!write_tables (self, error) || !name_folder (self, error))
    return NULL;
  return g_memdup2 (&self->counts, sizeof self->counts);
}

/**
 * ctg_engine_export_async:
 * @self: the engine
 * @folder: the folder to make; one that is empty may be there
 * @contact_id: whose letters; 0: everybody's
 * @progress: (nullable): called on this main context now and then, with letters
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it; nothing is left of it then
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Writes what is kept here in forms that other programs read, see engine-export.h.
 */
void
ctg_engine_export_async (CtgEngine *self, const char *folder, gint64 contact_id, CtgProgressFunc progress,
                         gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Export *job = g_new0 (Export, 1);

  job->engine = g_object_ref (self);
  job->folder = g_canonicalize_filename (folder, NULL);
  job->contact_id = contact_id;
  job->progress = ctg_progress_new (progress, progress_data);
  job->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  job->table = g_string_new (CTG_UTF8_MARK TABLE_HEADING);
  ctg_worker_run_async (self->files, export_job, job, (GDestroyNotify) export_free, g_free, cancellable, callback,
                        user_data);
}

/**
 * ctg_engine_export_finish:
 * @self: the engine
 * @result: what the callback got
 * @counts: (out): what is in it
 * @error: %CTG_ERROR_CONFLICT reasons file-exists, folder-not-empty; %CTG_ERROR_NOT_FOUND, %CTG_ERROR_STORAGE,
 *   %CTG_ERROR_STORAGE_FULL
 *
 * Returns: whether the folder is there, whole
 */
gboolean
ctg_engine_export_finish (CtgEngine *self, GAsyncResult *result, CtgExportCounts *counts, GError **error)
{
  g_autofree CtgExportCounts *made = ctg_worker_run_finish (result, error);

  if (made != NULL)
    *counts = *made;
  return made != NULL;
}
