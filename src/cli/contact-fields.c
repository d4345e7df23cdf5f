/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contact-fields.h"

#include "mail.h"

#include <glib/gi18n.h>
#include <string.h>

#define COMMON_OPTIONS                                                                                                 \
  { "name", N_("NAME"), N_("The contact's name") },                                                                    \
  { "company", N_("COMPANY"), N_("Where they work") },                                                                 \
  { "phone", N_("NUMBER"), N_("Telephone number") },                                                                   \
  { "note", N_("TEXT"), N_("Anything worth remembering") },                                                            \
  { "address", N_("ADDRESS"), N_("An e-mail address; may be given several times") }

const CtgOption ctg_contact_options[] = {
  COMMON_OPTIONS,
  { NULL },
};

const CtgOption ctg_contact_edit_options[] = {
  COMMON_OPTIONS,
  { "remove-address", N_("ADDRESS"), N_("Take an address away") },
  { NULL },
};

static void
set_text (char **field, const char *value)
{
  if (value == NULL)
    return;
  g_free (*field);
  *field = g_strdup (value);
}

/**
 * ctg_contact_draft_new:
 * @contact: (nullable): the contact to begin with
 *
 * Returns: (transfer full): its fields, or empty ones
 */
CtgContactDraft *
ctg_contact_draft_new (const CtgContact *contact)
{
  CtgContactDraft *self = g_new0 (CtgContactDraft, 1);

  self->addresses = g_ptr_array_new_with_free_func (g_free);
  if (contact == NULL)
    return self;
  set_text (&self->name, contact->name);
  set_text (&self->company, contact->company);
  set_text (&self->phone, contact->phone);
  set_text (&self->note, contact->note);
  for (guint i = 0; contact->addresses != NULL && contact->addresses[i] != NULL; i++)
    g_ptr_array_add (self->addresses, g_strdup (contact->addresses[i]));
  return self;
}

/**
 * ctg_contact_draft_free:
 * @self: (transfer full) (nullable): a draft
 */
void
ctg_contact_draft_free (CtgContactDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->company);
  g_free (self->phone);
  g_free (self->note);
  g_ptr_array_unref (self->addresses);
  g_free (self);
}

/* "Anna Rossi <anna@example.it>" brings a name along. */
static void
take_address (CtgContactDraft *self, const char *text)
{
  g_autoptr (GPtrArray) parsed = ctg_address_parse_list (text);
  const CtgAddress *address = parsed->len == 1 ? g_ptr_array_index (parsed, 0) : NULL;

  if (address == NULL || strchr (text, '<') == NULL)
    {
      g_ptr_array_add (self->addresses, g_strdup (text));
      return;
    }
  g_ptr_array_add (self->addresses, g_strdup (address->address));
  if (self->name == NULL && *address->name != '\0')
    self->name = g_strdup (address->name);
}

static void
drop_address (CtgContactDraft *self, const char *text)
{
  for (guint i = 0; i < self->addresses->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (self->addresses, i), text) == 0)
      g_ptr_array_remove_index (self->addresses, i--);
}

/**
 * ctg_contact_draft_take_options:
 * @self: a draft
 * @invocation: the command line
 *
 * Puts what the options say into the draft.
 */
void
ctg_contact_draft_take_options (CtgContactDraft *self, const CtgInvocation *invocation)
{
  const char *const *added = ctg_invocation_get_all (invocation, "address");
  const char *const *removed = ctg_invocation_get_all (invocation, "remove-address");

  set_text (&self->name, ctg_invocation_get (invocation, "name"));
  set_text (&self->company, ctg_invocation_get (invocation, "company"));
  set_text (&self->phone, ctg_invocation_get (invocation, "phone"));
  set_text (&self->note, ctg_invocation_get (invocation, "note"));
  for (guint i = 0; removed != NULL && removed[i] != NULL; i++)
    drop_address (self, removed[i]);
  for (guint i = 0; added != NULL && added[i] != NULL; i++)
    take_address (self, added[i]);
}

/**
 * ctg_contact_draft_take_words:
 * @self: a draft
 * @words: (array zero-terminated=1): names and addresses as they stand on the command line
 *
 * What holds an @ is an address, the rest is the name.
 */
void
ctg_contact_draft_take_words (CtgContactDraft *self, char **words)
{
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (strchr (words[i], '@') != NULL)
      take_address (self, words[i]);
    else
      g_string_append_printf (name, "%s%s", name->len > 0 ? " " : "", words[i]);
  if (name->len > 0)
    set_text (&self->name, name->str);
}

/**
 * ctg_contact_draft_save:
 * @self: a draft
 * @session: a session
 * @id: the contact's number, 0 for a new one
 * @error: of opening, %CTG_ERROR_INVALID_INPUT, %CTG_ERROR_CONFLICT
 *
 * Saves it through the engine.
 *
 * Returns: the contact's number, 0 on failure
 */
gint64
ctg_contact_draft_save (CtgContactDraft *self, CtgSession *session, gint64 id, GError **error)
{
  CtgEngine *engine = ctg_session_open (session, error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
  CtgContactFields fields = { self->name != NULL ? self->name : "", self->company != NULL ? self->company : "",
                              self->phone != NULL ? self->phone : "", self->note != NULL ? self->note : "" };

  if (engine == NULL)
    return 0;
  g_ptr_array_extend (addresses, self->addresses, NULL, NULL);
  g_ptr_array_add (addresses, NULL);
  fields.addresses = (const char *const *) addresses->pdata;
  ctg_engine_save_contact_async (engine, id, &fields, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_engine_save_contact_finish (engine, result, error);
}
