/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Templates: kept, and filled in for somebody. */

#include "engine-templates.h"

#include "contacts.h"
#include "engine-private.h"
#include "errors.h"
#include "mail.h"
#include "template-rule.h"
#include "templates.h"
#include "text.h"

#include <string.h>

#define NAME_MAX_BYTES 200

/**
 * ctg_filled_template_free:
 * @self: (transfer full) (nullable): one
 */
void
ctg_filled_template_free (CtgFilledTemplate *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_free (self->text);
  g_free (self);
}

static gboolean
write_put (CtgDb *db, gpointer data, GError **error)
{
  return ctg_templates_put (db, data, error);
}

static gboolean
write_remove (CtgDb *db, gpointer data, GError **error)
{
  return ctg_templates_remove (db, *(gint64 *) data, error);
}

/**
 * ctg_engine_put_template_async:
 * @self: the engine
 * @name: its name; one of that name is replaced
 * @folder: where it belongs, possibly ""
 * @subject: its subject
 * @text: its words
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Keeps a template.
 */
void
ctg_engine_put_template_async (CtgEngine *self, const char *name, const char *folder, const char *subject,
                               const char *text, GAsyncReadyCallback callback, gpointer user_data)
{
  CtgTemplate *template = g_new0 (CtgTemplate, 1);

  template->name = ctg_text_clean (name, NAME_MAX_BYTES);
  template->folder = ctg_text_clean (folder, NAME_MAX_BYTES);
  template->subject = g_strdup (subject);
  template->text = g_strdup (text);
  ctg_engine_write_async (self, write_put, template, (GDestroyNotify) ctg_template_free, callback, user_data);
}

/**
 * ctg_engine_put_template_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_INVALID_INPUT "template-name", %CTG_ERROR_STORAGE
 *
 * Returns: whether it is kept
 */
gboolean
ctg_engine_put_template_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ctg_engine_remove_template_async:
 * @self: the engine
 * @id: a template
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Throws a template away.
 */
void
ctg_engine_remove_template_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_engine_write_async (self, write_remove, g_memdup2 (&id, sizeof id), g_free, callback, user_data);
}

/**
 * ctg_engine_remove_template_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND "no-template"; %CTG_ERROR_CONFLICT "template-in-use": a sequence sends it;
 *   %CTG_ERROR_STORAGE
 *
 * Returns: whether it is gone
 */
gboolean
ctg_engine_remove_template_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  CtgStore *store;             /* (owned) */
  gint64 id;
  char **people;               /* (owned) */
  char *sender;                /* (owned) (nullable) */
  CtgFilledTemplate *filled;   /* (owned) (nullable) */
} Filling;

static void
filling_free (Filling *filling)
{
  g_object_unref (filling->store);
  g_strfreev (filling->people);
  g_free (filling->sender);
  ctg_filled_template_free (filling->filled);
  g_free (filling);
}

static CtgContact *
find_contact (CtgDb *db, char *const *people)
{
  for (guint i = 0; people[i] != NULL; i++)
    {
      g_autofree char *address = ctg_address_normalise (people[i], NULL);
      CtgContact *contact = address != NULL ? ctg_contacts_get_by_address (db, address, NULL) : NULL;

      if (contact != NULL)
        return contact;
    }
  return NULL;
}

/**
 * ctg_engine_facts_of:
 * @contact: (nullable): whom a letter is for
 * @sender: (nullable): what it is written as
 *
 * Returns: what tokens stand for; borrowed from both
 */
CtgTemplateFacts
ctg_engine_facts_of (const CtgContact *contact, const CtgIdentity *sender)
{
  CtgTemplateFacts facts = { 0 };

  if (contact != NULL)
    {
      /* A contact of which nothing but the address is known is called by it: nobody wants to read that. */
      facts.contact_name = strchr (contact->name, '@') == NULL ? contact->name : NULL;
      facts.contact_company = contact->company;
      facts.contact_phone = contact->phone;
      facts.contact_address = contact->addresses != NULL ? contact->addresses[0] : NULL;
    }
  if (sender != NULL)
    {
      facts.sender_name = sender->name;
      facts.sender_address = sender->address;
    }
  return facts;
}

/**
 * ctg_engine_fill:
 * @db: any connection
 * @template_id: a template
 * @contact: (nullable): whom it is for
 * @sender: (nullable): what it is written as
 * @error: %CTG_ERROR_NOT_FOUND "no-template", %CTG_ERROR_STORAGE
 *
 * Returns: (transfer full) (nullable): its words
 */
CtgFilledTemplate *
ctg_engine_fill (CtgDb *db, gint64 template_id, const CtgContact *contact, const CtgIdentity *sender, GError **error)
{
  g_autoptr (CtgTemplate) template = ctg_templates_get (db, template_id, error);
  CtgTemplateFacts facts = ctg_engine_facts_of (contact, sender);
  CtgFilledTemplate *filled;

  if (template == NULL)
    return NULL;
  filled = g_new0 (CtgFilledTemplate, 1);
  filled->subject = ctg_template_rule_fill (template->subject, &facts);
  filled->text = ctg_template_rule_fill (template->text, &facts);
  return filled;
}

static gboolean
read_filled (CtgDb *db, gpointer data, GError **error)
{
  Filling *filling = data;
  /* For several, what is known of each is filled in when each gets a letter of their own (B48). */
  gboolean is_for_several = g_strv_length (filling->people) > 1;
  g_autoptr (CtgContact) contact = is_for_several ? NULL : find_contact (db, filling->people);
  g_autoptr (CtgIdentity) sender = ctg_engine_choose_identity (db, filling->sender, NULL);

  filling->filled = ctg_engine_fill (db, filling->id, contact, sender, error);
  return filling->filled != NULL;
}

static gpointer
fill_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Filling *filling = data;

  if (!ctg_store_read (filling->store, read_filled, filling, cancellable, error))
    return NULL;
  return g_steal_pointer (&filling->filled);
}

/**
 * ctg_engine_fill_template_async:
 * @self: the engine
 * @id: a template
 * @people: whom the letter is for, as typed
 * @sender: what it is written as, "": the default one
 * @callback: called with the words
 * @user_data: for @callback
 *
 * Fills a template in, see engine-templates.h.
 */
void
ctg_engine_fill_template_async (CtgEngine *self, gint64 id, const char *people, const char *sender,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  Filling *filling = g_new0 (Filling, 1);

  filling->store = g_object_ref (self->store);
  filling->id = id;
  filling->people = ctg_address_split (people);
  filling->sender = *sender != '\0' ? g_strdup (sender) : NULL;
  ctg_worker_run_async (self->letters, fill_job, filling, (GDestroyNotify) filling_free,
                        (GDestroyNotify) ctg_filled_template_free, NULL, callback, user_data);
}

/**
 * ctg_engine_fill_template_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND "no-template", %CTG_ERROR_STORAGE
 *
 * Returns: (transfer full): the words
 */
CtgFilledTemplate *
ctg_engine_fill_template_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error);
}
