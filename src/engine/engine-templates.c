/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Templates: kept, and filled in for somebody. */

#include "engine-templates.h"

#include "contacts.h"
#include "engine-private.h"
#include "errors.h"
#include "mail.h"
#include "template-rule.h"
#include "template-records.h"
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
  CtgTemplate *template = data;

  return template->id != 0 ? ctg_templates_change (db, template, error) : ctg_templates_put (db, template, error);
}

static gboolean
write_remove (CtgDb *db, gpointer data, GError **error)
{
  return ctg_templates_remove (db, *(gint64 *) data, error);
}

static char *
clean (const char *text)
{
  return text != NULL ? ctg_text_clean (text, NAME_MAX_BYTES) : NULL;
}

/**
 * ctg_engine_put_template_async:
 * @self: the engine
 * @fields: what to keep, see CtgTemplateFields; copied
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Keeps a template, or changes one.
 */
void
ctg_engine_put_template_async (CtgEngine *self, const CtgTemplateFields *fields, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (CtgTemplate) template = g_new0 (CtgTemplate, 1);
  GError *error = NULL;

  template->id = fields->id;
  template->name = clean (fields->name);
  template->folder = clean (fields->folder);
  template->shortcut = fields->shortcut != NULL ? ctg_templates_read_shortcut (fields->shortcut, &error) : NULL;
  template->subject = g_strdup (fields->subject);
  template->text = g_strdup (fields->text);
  if (error != NULL)
    g_task_report_error (self, callback, user_data, ctg_engine_put_template_async, error);
  else
    ctg_engine_write_async (self, write_put, g_steal_pointer (&template), (GDestroyNotify) ctg_template_free, callback,
                            user_data);
}

/**
 * ctg_engine_put_template_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_INVALID_INPUT "template-name", "template-shortcut"; %CTG_ERROR_CONFLICT "template-name-taken",
 *   "template-shortcut-taken"; %CTG_ERROR_NOT_FOUND "no-template"; %CTG_ERROR_STORAGE
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
 * Throws a template away. ctg_engine_undo_async() brings it back.
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
  char *from;   /* (owned) */
  char *to;     /* (owned) */
} Renaming;

static void
renaming_free (gpointer data)
{
  Renaming *renaming = data;

  g_free (renaming->from);
  g_free (renaming->to);
  g_free (renaming);
}

static gboolean
write_rename (CtgDb *db, gpointer data, GError **error)
{
  const Renaming *renaming = data;

  return ctg_templates_rename_folder (db, renaming->from, renaming->to, error);
}

/**
 * ctg_engine_rename_template_folder_async:
 * @self: the engine
 * @from: a folder of templates
 * @to: its new name, "": its templates are in none from now on
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
ctg_engine_rename_template_folder_async (CtgEngine *self, const char *from, const char *to,
                                         GAsyncReadyCallback callback, gpointer user_data)
{
  Renaming *renaming = g_new0 (Renaming, 1);

  renaming->from = g_strdup (from);
  renaming->to = clean (to);
  ctg_engine_write_async (self, write_rename, renaming, renaming_free, callback, user_data);
}

/**
 * ctg_engine_rename_template_folder_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: %CTG_ERROR_NOT_FOUND "no-template-folder", %CTG_ERROR_STORAGE
 *
 * Returns: whether it is done
 */
gboolean
ctg_engine_rename_template_folder_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Filling in. */

typedef struct
{
  CtgStore *store;             /* (owned) */
  gint64 id;                   /* 0: the one of the shortcut */
  char *shortcut;              /* (owned) (nullable) */
  CtgTemplate *words;          /* (owned) (nullable) these, which nobody has kept yet */
  char **people;               /* (owned) */
  char *sender;                /* (owned) (nullable) */
  gint64 company_id;           /* 0: none */
  gint64 deal_id;              /* 0: none */
  CtgFilledTemplate *filled;   /* (owned) (nullable) */
} Filling;

static void
filling_free (Filling *filling)
{
  g_object_unref (filling->store);
  g_free (filling->shortcut);
  ctg_template_free (filling->words);
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

static CtgFilledTemplate *
fill_words (const CtgTemplate *template, const CtgTemplateFacts *facts)
{
  CtgFilledTemplate *filled = g_new0 (CtgFilledTemplate, 1);

  filled->subject = ctg_template_rule_fill (template->subject, facts);
  filled->text = ctg_template_rule_fill (template->text, facts);
  return filled;
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

  return template != NULL ? fill_words (template, &facts) : NULL;
}

static gboolean
read_filled (CtgDb *db, gpointer data, GError **error)
{
  Filling *filling = data;
  /* For several, what is known of each is filled in when each gets a letter of their own (B48). */
  gboolean is_for_several = g_strv_length (filling->people) > 1;
  g_autoptr (CtgContact) contact = is_for_several ? NULL : find_contact (db, filling->people);
  g_autoptr (CtgIdentity) sender = ctg_engine_choose_identity (db, filling->sender, NULL);
  CtgTemplateFacts facts = ctg_engine_facts_of (contact, sender);
  g_auto (CtgTemplateRecords) records = { 0 };

  ctg_template_records_read (db, filling->company_id, filling->deal_id, &records);
  ctg_template_records_tell (&records, &facts);
  if (filling->shortcut != NULL)
    filling->id = ctg_templates_find_shortcut (db, filling->shortcut);
  if (filling->words == NULL)
    filling->words = ctg_templates_get (db, filling->id, error);
  filling->filled = filling->words != NULL ? fill_words (filling->words, &facts) : NULL;
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

static Filling *
filling_new (CtgEngine *self, const CtgTemplateContext *context)
{
  Filling *filling = g_new0 (Filling, 1);

  filling->store = g_object_ref (self->store);
  filling->people = ctg_address_split (context->people);
  filling->sender = *context->sender != '\0' ? g_strdup (context->sender) : NULL;
  filling->company_id = context->company_id;
  filling->deal_id = context->deal_id;
  return filling;
}

static void
run_filling (CtgEngine *self, Filling *filling, GAsyncReadyCallback callback, gpointer user_data)
{
  ctg_worker_run_async (self->letters, fill_job, filling, (GDestroyNotify) filling_free,
                        (GDestroyNotify) ctg_filled_template_free, NULL, callback, user_data);
}

/**
 * ctg_engine_fill_template_async:
 * @self: the engine
 * @id: a template
 * @context: what it is filled in from; copied
 * @callback: called with the words
 * @user_data: for @callback
 *
 * Fills a template in, see engine-templates.h.
 */
void
ctg_engine_fill_template_async (CtgEngine *self, gint64 id, const CtgTemplateContext *context,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  Filling *filling = filling_new (self, context);

  filling->id = id;
  run_filling (self, filling, callback, user_data);
}

/**
 * ctg_engine_fill_shortcut_async:
 * @self: the engine
 * @shortcut: a word that may stand for a template
 * @context: what it is filled in from; copied
 * @callback: called with the words; answered by ctg_engine_fill_template_finish()
 * @user_data: for @callback
 */
void
ctg_engine_fill_shortcut_async (CtgEngine *self, const char *shortcut, const CtgTemplateContext *context,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  Filling *filling = filling_new (self, context);

  filling->shortcut = g_strdup (shortcut);
  run_filling (self, filling, callback, user_data);
}

/**
 * ctg_engine_preview_template_async:
 * @self: the engine
 * @subject: the subject of a template that is being written
 * @text: its words
 * @person: whom it is tried on, as typed
 * @callback: called with the words; answered by ctg_engine_fill_template_finish()
 * @user_data: for @callback
 */
void
ctg_engine_preview_template_async (CtgEngine *self, const char *subject, const char *text, const char *person,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  Filling *filling = filling_new (self, &(CtgTemplateContext) { .people = person, .sender = "" });

  filling->words = g_new0 (CtgTemplate, 1);
  filling->words->subject = g_strdup (subject);
  filling->words->text = g_strdup (text);
  run_filling (self, filling, callback, user_data);
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
