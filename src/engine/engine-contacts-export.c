/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-export.h"

#include "contact-writer.h"
#include "contacts.h"
#include "engine-private.h"
#include "errors.h"
#include "export-private.h"
#include "files.h"
#include "portable-contact.h"

#include <string.h>

typedef struct
{
  CtgEngine *engine;         /* (owned) */
  char *path;                /* (owned) */
  CtgContactFormat format;
  gboolean replaces;
} ExportJob;

static void
export_job_free (ExportJob *job)
{
  g_object_unref (job->engine);
  g_free (job->path);
  g_free (job);
}

static CtgPortableContact *
to_portable (const CtgContact *contact)
{
  CtgPortableContact *portable = ctg_portable_contact_new ();

  g_free (portable->name);
  g_free (portable->company);
  g_free (portable->phone);
  g_free (portable->note);
  portable->name = g_strdup (contact->name);
  portable->company = g_strdup (contact->company);
  portable->phone = g_strdup (contact->phone);
  portable->note = g_strdup (contact->note);
  for (guint i = 0; contact->addresses[i] != NULL; i++)
    g_ptr_array_add (portable->addresses, g_strdup (contact->addresses[i]));
  g_ptr_array_add (portable->addresses, NULL);
  return portable;
}

/**
 * ctg_export_write_contacts:
 * @contacts: (element-type CtgContact): whom
 * @path: the file to make
 * @format: how
 * @replaces: whether a file of that name goes
 * @error: `CONFLICT`, `STORAGE`, `STORAGE_FULL`, ...
 *
 * Returns: whether the file is there
 */
gboolean
ctg_export_write_contacts (GPtrArray *contacts, const char *path, CtgContactFormat format, gboolean replaces,
                           GError **error)
{
  g_autoptr (GPtrArray) portable = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_portable_contact_free);
  g_autoptr (CtgTargetFile) target = ctg_target_file_new (path, replaces, error);
  g_autofree char *text = NULL;

  if (target == NULL)
    return FALSE;
  for (guint i = 0; i < contacts->len; i++)
    g_ptr_array_add (portable, to_portable (g_ptr_array_index (contacts, i)));
  text = ctg_portable_write_contacts (portable, format);
  return ctg_target_file_write (target, text, strlen (text), error) && ctg_target_file_finish (target, error);
}

/**
 * ctg_export_list_contacts:
 * @db: inside a read job
 * @contacts: (out): a `GPtrArray *` of CtgContact, by name
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: whether all were read
 */
gboolean
ctg_export_list_contacts (CtgDb *db, gpointer contacts, GError **error)
{
  g_autoptr (GArray) ids = ctg_contacts_list_ids (db, NULL, FALSE, error);
  GPtrArray **all = contacts;

  if (ids != NULL)
    *all = ctg_contacts_get_many (db, (const gint64 *) (gpointer) ids->data, ids->len, error);
  return ids != NULL && *all != NULL;
}

static gpointer
export_job (gpointer data, GCancellable *cancellable, GError **error)
{
  ExportJob *job = data;
  g_autoptr (GPtrArray) contacts = NULL;
  guint n;

  if (!ctg_store_read (job->engine->store, ctg_export_list_contacts, &contacts, cancellable, error) ||
      !ctg_export_write_contacts (contacts, job->path, job->format, job->replaces, error))
    return NULL;
  n = contacts->len;
  return g_memdup2 (&n, sizeof n);
}

static gboolean
choose_format (const char *path, guint vcard_version, CtgContactFormat *format)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  *format = vcard_version == 3 ? CTG_CONTACTS_VCARD_3 : CTG_CONTACTS_VCARD_4;
  if (g_str_has_suffix (lower, ".vcf") || g_str_has_suffix (lower, ".vcard"))
    return TRUE;
  *format = CTG_CONTACTS_CSV;
  return g_str_has_suffix (lower, ".csv");
}

/**
 * ctg_engine_export_contacts_async:
 * @self: the engine
 * @path: the file to make; its ending says what: .csv, .vcf
 * @vcard_version: 3 or 4, of cards
 * @replaces: whether a file of that name goes
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Writes all contacts into a file that other programs read.
 */
void
ctg_engine_export_contacts_async (CtgEngine *self, const char *path, guint vcard_version, gboolean replaces,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  CtgContactFormat format;
  ExportJob *job;

  if (!choose_format (path, vcard_version, &format))
    {
      g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

      g_task_return_error (task, ctg_error_new (CTG_ERROR_INVALID_INPUT, "export-ending", "%s: no such format", path));
      return;
    }
  job = g_new0 (ExportJob, 1);
  job->engine = g_object_ref (self);
  job->path = g_strdup (path);
  job->format = format;
  job->replaces = replaces;
  ctg_worker_run_async (self->files, export_job, job, (GDestroyNotify) export_job_free, g_free, NULL, callback,
                        user_data);
}

/**
 * ctg_engine_export_contacts_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_INVALID_INPUT reason export-ending, %CTG_ERROR_CONFLICT reason file-exists, %CTG_ERROR_STORAGE,
 *   %CTG_ERROR_STORAGE_FULL
 *
 * Returns: how many there are in it, -1 on error
 */
int
ctg_engine_export_contacts_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  g_autofree guint *n = g_task_propagate_pointer (G_TASK (result), error);

  return n != NULL ? (int) *n : -1;
}
