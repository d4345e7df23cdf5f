/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-recovered.h"

#include "engine-private.h"
#include "recovery.h"

#include <glib/gi18n-lib.h>

/**
 * ctg_recovered_free:
 * @self: (transfer full) (nullable): what became of a database
 */
void
ctg_recovered_free (CtgRecovered *self)
{
  if (self == NULL)
    return;
  g_free (self->headline);
  g_free (self->explanation);
  g_free (self->kept);
  g_free (self);
}

static void
add_copy (GString *text, const char *day)
{
  g_autofree char *noon = g_strconcat (day, "T12:00:00", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (noon, zone);
  g_autofree char *words = date != NULL ? g_date_time_format (date, "%x") : g_strdup (day);

  g_string_append_c (text, ' ');
  /* Translators: a date */
  g_string_append_printf (text, _("What could not be read was filled from Carteggio’s own copy of %s."), words);
}

static gboolean
is_lost (const CtgRecovery *recovery)
{
  return recovery->n_messages == 0 && recovery->n_contacts == 0;
}

static char *
make_explanation (const CtgRecovery *recovery)
{
  g_autofree char *letters = NULL;
  g_autofree char *contacts = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (is_lost (recovery))
    return g_strdup (_("Nothing could be read in it, so Carteggio begins anew. Connect your mailboxes again, or "
                       "restore a backup."));
  letters = g_strdup_printf (ngettext ("%d message", "%d messages", (gulong) recovery->n_messages),
                             (int) recovery->n_messages);
  contacts = g_strdup_printf (ngettext ("%d contact", "%d contacts", (gulong) recovery->n_contacts),
                              (int) recovery->n_contacts);
  /* Translators: the first is "12 messages", the second "3 contacts" */
  g_string_append_printf (text, _("%s and %s could be read in it, and are here."), letters, contacts);
  g_string_append_c (text, ' ');
  if (recovery->lost_letters)
    g_string_append_printf (text, "%s ", _("What is missing of your mail comes from the servers again, at the next "
                                           "look into the mailboxes."));
  g_string_append (text, recovery->lost_own
                         ? _("Some of what only this computer had may be missing: contacts, notes, templates, "
                             "settings, what you logged yourself.")
                         : _("Of what only this computer had, nothing is missing."));
  if (recovery->copy_day != NULL)
    add_copy (text, recovery->copy_day);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
read_recovery (CtgDb *db, gpointer data, GError **error)
{
  *(CtgRecovery **) data = ctg_recovery_get (db);
  return TRUE;
}

/**
 * ctg_engine_load_recovered:
 * @self: the engine, its store just opened
 *
 * Reads one row.
 */
void
ctg_engine_load_recovered (CtgEngine *self)
{
  g_autoptr (CtgRecovery) recovery = NULL;

  if (!ctg_store_read (self->store, read_recovery, &recovery, NULL, NULL) || recovery == NULL)
    return;
  self->recovered = g_new0 (CtgRecovered, 1);
  self->recovered->headline = g_strdup (is_lost (recovery) ? _("Your database was damaged")
                                                           : _("Your database was damaged, and has been recovered"));
  self->recovered->explanation = make_explanation (recovery);
  self->recovered->kept = g_strdup (recovery->kept);
  self->recovered->is_incomplete = recovery->lost_own;
  self->recovered->is_told = recovery->is_told;
}

/**
 * ctg_engine_get_recovered:
 * @self: the engine
 *
 * Returns: (transfer none) (nullable): what became of the database; %NULL: it was not damaged, or somebody has seen it
 */
const CtgRecovered *
ctg_engine_get_recovered (CtgEngine *self)
{
  return self->recovered;
}

static gboolean
write_told (CtgDb *db, gpointer data, GError **error)
{
  return ctg_recovery_tell (db, error);
}

/**
 * ctg_engine_recovered_told:
 * @self: the engine
 *
 * A command has said it, the next one need not.
 */
void
ctg_engine_recovered_told (CtgEngine *self)
{
  ctg_store_write_async (self->store, write_told, NULL, NULL, NULL, NULL, NULL);
}

static gboolean
write_seen (CtgDb *db, gpointer data, GError **error)
{
  return ctg_recovery_seen (db, error);
}

/**
 * ctg_engine_recovered_seen:
 * @self: the engine
 *
 * Somebody has seen it in a window.
 */
void
ctg_engine_recovered_seen (CtgEngine *self)
{
  g_clear_pointer (&self->recovered, ctg_recovered_free);
  ctg_store_write_async (self->store, write_seen, NULL, NULL, NULL, NULL, NULL);
}
