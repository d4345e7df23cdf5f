/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What detection says now beside what a mailbox was to be connected with. */

#include "setup-changes.h"

#include "exchange-url.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * ctg_setup_change_free:
 * @self: (transfer full): a change
 */
void
ctg_setup_change_free (CtgSetupChange *self)
{
  g_free (self->was);
  g_free (self->now);
  g_free (self);
}

static gboolean
is_same_server (const CtgEndpoint *one, const CtgEndpoint *other)
{
  return one != NULL && other != NULL && g_ascii_strcasecmp (one->host, other->host) == 0 &&
         one->port == other->port && one->security == other->security;
}

static char *
dup_exchange_url (const CtgMailboxSettings *settings)
{
  const CtgEndpoint *endpoint = settings->incoming;

  return endpoint != NULL && endpoint->host[0] != '\0' ? ctg_exchange_url_to_string (endpoint) : NULL;
}

/**
 * ctg_setup_changes_any:
 * @was: what failed
 * @now: what detection found
 *
 * Returns: whether @now is the same kind of mailbox, whole, at other servers or with another encryption
 */
gboolean
ctg_setup_changes_any (const CtgMailboxSettings *was, const CtgCandidate *now)
{
  g_autofree char *url = strcmp (was->kind, "exchange") == 0 ? dup_exchange_url (was) : NULL;

  if (!now->can_start || strcmp (was->kind, now->kind) != 0)
    return FALSE;
  if (strcmp (was->kind, "exchange") == 0)
    return now->exchange_url != NULL && g_strcmp0 (url, now->exchange_url) != 0;
  return now->incoming != NULL && now->outgoing != NULL &&
         (!is_same_server (was->incoming, now->incoming) || !is_same_server (was->outgoing, now->outgoing));
}

static void
add (GPtrArray *changes, const char *title, const char *was, const char *now)
{
  CtgSetupChange *change;

  if (g_strcmp0 (was, now) == 0)
    return;
  change = g_new0 (CtgSetupChange, 1);
  change->title = title;
  change->was = g_strdup (was != NULL && was[0] != '\0' ? was : _("not known"));
  change->now = g_strdup (now);
  g_ptr_array_add (changes, change);
}

static char *
dup_place (const CtgEndpoint *endpoint)
{
  /* Translators: a server's name and the number of its port */
  return endpoint != NULL ? g_strdup_printf (_("%s, port %u"), endpoint->host, endpoint->port) : NULL;
}

static const char *
describe_security (const CtgEndpoint *endpoint)
{
  if (endpoint == NULL)
    return NULL;
  if (endpoint->security == CTG_SECURITY_NONE)
    return _("no encryption");
  return endpoint->security == CTG_SECURITY_TLS ? _("encrypted from the start (SSL/TLS)")
                                                : _("encrypted after the greeting (STARTTLS)");
}

static void
add_server (GPtrArray *changes, const char *title, const char *security_title, const CtgEndpoint *was,
            const CtgEndpoint *now)
{
  g_autofree char *old_place = dup_place (was);
  g_autofree char *new_place = dup_place (now);

  add (changes, title, old_place, new_place);
  add (changes, security_title, describe_security (was), describe_security (now));
  if (was != NULL && was->pin_sha256 != NULL && g_strcmp0 (old_place, new_place) != 0)
    add (changes, _("Certificate"), _("trusted by hand"), _("has to be valid, or you are asked again"));
}

/**
 * ctg_setup_changes_list:
 * @was: what failed
 * @now: what detection found, of the same kind
 * @keeps_username: whether the person typed a user name, which stays
 *
 * Returns: (transfer full) (element-type CtgSetupChange): what is not what it was
 */
GPtrArray *
ctg_setup_changes_list (const CtgMailboxSettings *was, const CtgCandidate *now, gboolean keeps_username)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_setup_change_free);
  g_autofree char *url = strcmp (was->kind, "exchange") == 0 ? dup_exchange_url (was) : NULL;

  if (strcmp (was->kind, "exchange") == 0)
    {
      add (changes, _("Address of the server"), url, now->exchange_url);
      return changes;
    }
  add_server (changes, _("Incoming server"), _("Encryption of the incoming server"), was->incoming, now->incoming);
  add_server (changes, _("Outgoing server"), _("Encryption of the outgoing server"), was->outgoing, now->outgoing);
  if (!keeps_username && now->incoming->username != NULL && was->incoming != NULL && was->incoming->username != NULL)
    add (changes, _("User name"), was->incoming->username, now->incoming->username);
  return changes;
}
