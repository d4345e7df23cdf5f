/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "portable-contact.h"

#include "mail.h"
#include "text.h"

#include <string.h>

#define FIELD_MAX_BYTES 500
#define NOTE_MAX_BYTES (32 * 1024)
#define ADDRESSES_MAX 50

/**
 * ctg_portable_contact_new:
 *
 * Returns: (transfer full): a contact with nothing in it
 */
CtgPortableContact *
ctg_portable_contact_new (void)
{
  CtgPortableContact *self = g_new0 (CtgPortableContact, 1);

  self->name = g_strdup ("");
  self->company = g_strdup ("");
  self->phone = g_strdup ("");
  self->note = g_strdup ("");
  self->addresses = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * ctg_portable_contact_free:
 * @self: (transfer full) (nullable): a contact
 */
void
ctg_portable_contact_free (CtgPortableContact *self)
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

/**
 * ctg_portable_contact_set:
 * @field: (inout): one of the contact's strings
 * @value: what the file says
 *
 * Sets a field that is still empty; the first value of several wins. One line, at most 500 bytes.
 */
void
ctg_portable_contact_set (char **field, const char *value)
{
  if (**field != '\0')
    return;
  g_free (*field);
  *field = ctg_text_clean (value, FIELD_MAX_BYTES);
}

/**
 * ctg_portable_contact_set_note:
 * @self: a contact
 * @value: what the file says, of several lines perhaps
 *
 * Sets the note if it is still empty.
 */
void
ctg_portable_contact_set_note (CtgPortableContact *self, const char *value)
{
  g_auto (GStrv) lines = NULL;

  if (*self->note != '\0')
    return;
  lines = g_strsplit (value, "\n", 1000);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = ctg_text_clean (lines[i], NOTE_MAX_BYTES / 8);

      g_free (lines[i]);
      lines[i] = line;
    }
  g_free (self->note);
  self->note = g_strstrip (g_strjoinv ("\n", lines));
  if (strlen (self->note) > NOTE_MAX_BYTES)
    {
      g_autofree char *cut = g_strndup (self->note, NOTE_MAX_BYTES);

      g_free (self->note);
      self->note = ctg_text_to_utf8 (cut, (gssize) strlen (cut));
    }
}

static gboolean
has_address (const CtgPortableContact *self, const char *key)
{
  for (guint i = 0; i < self->addresses->len; i++)
    {
      g_autofree char *other = ctg_address_key (self->addresses->pdata[i]);

      if (g_str_equal (other, key))
        return TRUE;
    }
  return FALSE;
}

/**
 * ctg_portable_contact_add_address:
 * @self: a contact
 * @value: what the file says; anything but one e-mail address is left out
 * @preferred: whether it goes before the others
 *
 * Adds an address, once.
 */
void
ctg_portable_contact_add_address (CtgPortableContact *self, const char *value, gboolean preferred)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (value));
  g_autofree char *address = *trimmed != '\0' ? ctg_address_normalise (trimmed, NULL) : NULL;
  g_autofree char *key = address != NULL ? ctg_address_key (address) : NULL;

  self->n_bad_addresses += *trimmed != '\0' && address == NULL;
  if (key == NULL || self->addresses->len >= ADDRESSES_MAX || has_address (self, key))
    return;
  g_ptr_array_insert (self->addresses, preferred ? 0 : -1, g_steal_pointer (&address));
}

/**
 * ctg_portable_contact_is_empty:
 * @self: a contact
 *
 * Returns: whether nobody could be meant by it: neither a name nor a company nor an address
 */
gboolean
ctg_portable_contact_is_empty (const CtgPortableContact *self)
{
  return *self->name == '\0' && *self->company == '\0' && self->addresses->len == 0;
}
