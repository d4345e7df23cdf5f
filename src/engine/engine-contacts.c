/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-private.h"

#include "contact-file.h"
#include "contacts.h"
#include "errors.h"
#include "ingest.h"
#include "mail.h"
#include "messages.h"
#include "own-addresses.h"

#include <string.h>

typedef struct
{
  CtgEngine *engine;      /* (owned) */
  CtgContact *contact;    /* (owned) */
  char *path;             /* (owned) (nullable) */
  CtgContactCounts counts;
} ContactJob;

static void
contact_job_free (ContactJob *job)
{
  g_object_unref (job->engine);
  g_clear_pointer (&job->contact, ctg_contact_free);
  g_free (job->path);
  g_free (job);
}

/* An own address is never a contact (B13). */
static gboolean
check_not_own (GHashTable *own, const char *address, GError **error)
{
  g_autofree char *key = ctg_address_key (address);

  if (!g_hash_table_contains (own, key))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "own-address", "%s is an address of one's own", address);
  return FALSE;
}

static GStrv
normalise_addresses (const char *const *addresses, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    {
      g_autofree char *trimmed = g_strstrip (g_strdup (addresses[i]));
      g_autofree char *address = NULL;

      if (*trimmed == '\0')
        continue;
      address = ctg_address_normalise (trimmed, error);
      if (address == NULL)
        return NULL;
      if (g_hash_table_add (seen, ctg_address_key (address)))
        g_strv_builder_add (builder, address);
    }
  return g_strv_builder_end (builder);
}

static char *
dup_trimmed (const char *text)
{
  return g_strstrip (g_strdup (text != NULL ? text : ""));
}

static CtgContact *
contact_from_fields (gint64 id, const CtgContactFields *fields, GError **error)
{
  g_autoptr (CtgContact) contact = g_new0 (CtgContact, 1);

  contact->id = id;
  contact->name = dup_trimmed (fields->name);
  contact->company = dup_trimmed (fields->company);
  contact->phone = dup_trimmed (fields->phone);
  contact->note = dup_trimmed (fields->note);
  contact->addresses = normalise_addresses (fields->addresses, error);
  if (contact->addresses == NULL)
    return NULL;
  if (*contact->name == '\0' && contact->addresses[0] == NULL)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "contact-empty", "A contact needs a name or an address");
      return NULL;
    }
  if (*contact->name == '\0')
    {
      g_free (contact->name);
      contact->name = g_strdup (contact->addresses[0]);
    }
  return g_steal_pointer (&contact);
}

/* What is held and names logged mail may be admitted now that its people have a contact. */
static gboolean
revise_addresses (CtgDb *db, GHashTable *own, char **addresses, GError **error)
{
  guint n_entries = 0;

  for (guint i = 0; addresses[i] != NULL; i++)
    if (!ctg_ingest_revise_address (db, own, addresses[i], &n_entries, error))
      return FALSE;
  return TRUE;
}

typedef struct
{
  ContactJob *job;
  GHashTable *own;
} ContactWrite;

static gboolean
write_contact (CtgDb *db, gpointer data, GError **error)
{
  ContactWrite *write = data;
  CtgContact *contact = write->job->contact;
  gboolean written;

  ctg_db_note_change (db, CTG_CHANGE_CONTACTS);
  written = contact->id == 0 ? ctg_contacts_insert (db, contact, error) : ctg_contacts_update (db, contact, error);
  return written && revise_addresses (db, write->own, contact->addresses, error);
}

static gpointer
save_contact_job (gpointer data, GCancellable *cancellable, GError **error)
{
  ContactJob *job = data;
  g_autoptr (GHashTable) own = ctg_own_addresses_read (job->engine->store, error);
  ContactWrite write = { job, own };

  if (own == NULL)
    return NULL;
  for (guint i = 0; job->contact->addresses[i] != NULL; i++)
    if (!check_not_own (own, job->contact->addresses[i], error))
      return NULL;
  if (!ctg_store_write (job->engine->store, write_contact, &write, cancellable, error))
    return NULL;
  return g_memdup2 (&job->contact->id, sizeof job->contact->id);
}

/**
 * ctg_engine_save_contact_async:
 * @self: the engine
 * @id: which contact, or 0 for a new one
 * @fields: what is known of it; empty strings are allowed but for name and addresses both
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Adds or changes a contact.
 */
void
ctg_engine_save_contact_async (CtgEngine *self, gint64 id, const CtgContactFields *fields,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GError *error = NULL;
  CtgContact *contact = contact_from_fields (id, fields, &error);
  ContactJob *job;

  if (contact == NULL)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

      g_task_return_error (task, error);
      return;
    }
  job = g_new0 (ContactJob, 1);
  job->engine = g_object_ref (self);
  job->contact = contact;
  ctg_worker_run_async (self->setup, save_contact_job, job, (GDestroyNotify) contact_job_free, g_free, NULL,
                        callback, user_data);
}

/**
 * ctg_engine_save_contact_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_INVALID_INPUT, %CTG_ERROR_CONFLICT when an address belongs to another contact,
 *   %CTG_ERROR_STORAGE
 *
 * Returns: its id, 0 on error
 */
gint64
ctg_engine_save_contact_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = g_task_propagate_pointer (G_TASK (result), error);

  return id != NULL ? *id : 0;
}

static gboolean
write_deletion (CtgDb *db, gpointer data, GError **error)
{
  const gint64 *id = data;

  ctg_db_note_change (db, CTG_CHANGE_CONTACTS | CTG_CHANGE_LOG);
  return ctg_contacts_delete (db, *id, error);
}

/**
 * ctg_engine_delete_contact_async:
 * @self: the engine
 * @id: which contact
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Deletes a contact and what is logged on nobody else.
 */
void
ctg_engine_delete_contact_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, write_deletion, g_memdup2 (&id, sizeof id), g_free, callback, user_data);
}

/**
 * ctg_engine_delete_contact_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND, %CTG_ERROR_STORAGE
 *
 * Returns: whether it is gone
 */
gboolean
ctg_engine_delete_contact_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Importing. A contact of the file whose address is known is merged into the known one: what that one lacks is filled,
 * nothing of it is changed. */

static gboolean
fill (char **target, const char *source)
{
  if (**target != '\0' || source == NULL || *source == '\0')
    return FALSE;
  g_free (*target);
  *target = g_strdup (source);
  return TRUE;
}

/* Without an address a contact is known by its name and company: a file that is read once more adds nobody. */
static gint64
find_known (CtgDb *db, const CtgContact *contact)
{
  for (guint i = 0; contact->addresses[i] != NULL; i++)
    {
      gint64 id = ctg_contacts_find_id (db, contact->addresses[i]);

      if (id != 0)
        return id;
    }
  return contact->addresses[0] == NULL ? ctg_contacts_find_without_address (db, contact->name, contact->company) : 0;
}

static gboolean
add_missing_addresses (CtgDb *db, CtgContact *known, char **addresses)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean added = FALSE;
  GStrv all;

  g_strv_builder_addv (builder, (const char **) known->addresses);
  for (guint i = 0; addresses[i] != NULL; i++)
    if (ctg_contacts_find_id (db, addresses[i]) == 0)
      {
        g_strv_builder_add (builder, addresses[i]);
        added = TRUE;
      }
  all = g_strv_builder_end (builder);
  g_strfreev (known->addresses);
  known->addresses = all;
  return added;
}

static gboolean
merge_contact (CtgDb *db, gint64 id, const CtgContact *read, ContactJob *job, GError **error)
{
  g_autoptr (CtgContact) known = ctg_contacts_get (db, id, error);
  gboolean changed;

  if (known == NULL)
    return FALSE;
  changed = fill (&known->name, read->name);
  changed |= fill (&known->company, read->company);
  changed |= fill (&known->phone, read->phone);
  changed |= fill (&known->note, read->note);
  changed |= add_missing_addresses (db, known, read->addresses);
  if (!changed)
    {
      job->counts.n_skipped++;
      return TRUE;
    }
  job->counts.n_merged++;
  return ctg_contacts_update (db, known, error);
}

static gboolean
import_one (CtgDb *db, GHashTable *own, const CtgPortableContact *portable, ContactJob *job, GError **error)
{
  CtgContactFields fields = {
    .name = portable->name, .company = portable->company, .phone = portable->phone, .note = portable->note,
    .addresses = (const char *const *) portable->addresses->pdata,
  };
  g_autoptr (CtgContact) contact = contact_from_fields (0, &fields, NULL);
  gint64 known;

  job->counts.n_bad_addresses += portable->n_bad_addresses;
  for (guint i = 0; contact != NULL && contact->addresses[i] != NULL; i++)
    if (!check_not_own (own, contact->addresses[i], NULL))
      g_clear_pointer (&contact, ctg_contact_free);
  if (contact == NULL)
    {
      job->counts.n_skipped++;
      return TRUE;
    }
  known = find_known (db, contact);
  if (known != 0)
    return merge_contact (db, known, contact, job, error);
  job->counts.n_added++;
  return ctg_contacts_insert (db, contact, error) && revise_addresses (db, own, contact->addresses, error);
}

typedef struct
{
  ContactJob *job;
  GHashTable *own;
  GPtrArray *contacts;
} ContactImport;

static gboolean
write_import (CtgDb *db, gpointer data, GError **error)
{
  ContactImport *import = data;

  ctg_db_note_change (db, CTG_CHANGE_CONTACTS);
  for (guint i = 0; i < import->contacts->len; i++)
    if (!import_one (db, import->own, g_ptr_array_index (import->contacts, i), import->job, error))
      return FALSE;
  return TRUE;
}

static gpointer
import_contacts_job (gpointer data, GCancellable *cancellable, GError **error)
{
  ContactJob *job = data;
  g_autoptr (GPtrArray) contacts = ctg_portable_read_contacts (job->path, error);
  g_autoptr (GHashTable) own = NULL;
  ContactImport import = { job, NULL, contacts };

  if (contacts == NULL)
    return NULL;
  own = ctg_own_addresses_read (job->engine->store, error);
  import.own = own;
  if (own == NULL || !ctg_store_write (job->engine->store, write_import, &import, cancellable, error))
    return NULL;
  return g_memdup2 (&job->counts, sizeof job->counts);
}

/**
 * ctg_engine_import_contacts_async:
 * @self: the engine
 * @path: a CSV or vCard file
 * @cancellable: (nullable): ends it before anything is stored
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Adds the contacts of a file, all or none.
 */
void
ctg_engine_import_contacts_async (CtgEngine *self, const char *path, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  ContactJob *job = g_new0 (ContactJob, 1);

  job->engine = g_object_ref (self);
  job->path = g_strdup (path);
  ctg_worker_run_async (self->files, import_contacts_job, job, (GDestroyNotify) contact_job_free, g_free,
                        cancellable, callback, user_data);
}

/**
 * ctg_engine_import_contacts_finish:
 * @self: the engine
 * @result: what the callback got
 * @counts: (out): what became of the file's contacts
 * @error: %CTG_ERROR_NOT_FOUND, %CTG_ERROR_INVALID_INPUT for a file that holds none, %CTG_ERROR_STORAGE
 *
 * Returns: whether it went well
 */
gboolean
ctg_engine_import_contacts_finish (CtgEngine *self, GAsyncResult *result, CtgContactCounts *counts, GError **error)
{
  g_autofree CtgContactCounts *made = ctg_worker_run_finish (result, error);

  if (made == NULL)
    return FALSE;
  *counts = *made;
  return TRUE;
}

/**
 * ctg_engine_ensure_contact:
 * @db: inside a write job
 * @own: (element-type utf8 utf8): keys of one's own addresses
 * @name: possibly ""
 * @address: somebody's
 * @made: (out): whether there is a new contact
 * @error: %CTG_ERROR_STORAGE, %CTG_ERROR_STORAGE_FULL
 *
 * Makes a contact of somebody written with, unless it is oneself, a contact already, or no address.
 *
 * Returns: %FALSE on error
 */
gboolean
ctg_engine_ensure_contact (CtgDb *db, GHashTable *own, const char *name, const char *address, gboolean *made,
                           GError **error)
{
  g_autofree char *key = ctg_address_key (address);
  char *addresses[] = { (char *) address, NULL };
  CtgContact contact = {
    .name = (char *) (*name != '\0' ? name : address),
    .company = (char *) "", .phone = (char *) "", .note = (char *) "", .addresses = addresses,
  };

  *made = strchr (address, '@') != NULL && !g_hash_table_contains (own, key) &&
          ctg_contacts_find_id (db, address) == 0;
  return !*made || ctg_contacts_insert (db, &contact, error);
}
