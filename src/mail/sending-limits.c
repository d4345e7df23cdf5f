/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sending-limits.h"

#include "mail-resources.h"

#include <string.h>

#define MINUTE_S 60
#define DAY_S (24 * 60 * 60)

#define TABLE_PATH "/org/carteggio/mail/sending-limits.ini"

static gboolean
fits (GKeyFile *file, const char *group, const char *domain)
{
  g_auto (GStrv) domains = g_key_file_get_string_list (file, group, "domains", NULL, NULL);

  if (domains == NULL)
    return TRUE;
  for (gsize i = 0; domains[i] != NULL; i++)
    if (g_ascii_strcasecmp (domains[i], domain) == 0)
      return TRUE;
  return FALSE;
}

/* The table is ours: a mistake in it is a bug and stops the tests. */
static guint
read_number (GKeyFile *file, const char *group, const char *key)
{
  int number = g_key_file_get_integer (file, group, key, NULL);

  g_assert (number > 0);
  return (guint) number;
}

/**
 * ctg_sending_limits_find:
 * @address: a mailbox's
 *
 * Returns: what data/sending-limits.ini says of it: the first group that fits
 */
CtgSendingLimits
ctg_sending_limits_find (const char *address)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = g_resource_lookup_data (ctg_mail_get_resource (), TABLE_PATH, 0, NULL);
  g_auto (GStrv) groups = NULL;
  const char *at = strrchr (address, '@');
  gsize i = 0;

  g_assert (bytes != NULL && g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL));
  groups = g_key_file_get_groups (file, NULL);
  while (!fits (file, groups[i], at != NULL ? at + 1 : ""))
    i++;
  return (CtgSendingLimits) { read_number (file, groups[i], "minute"), read_number (file, groups[i], "day") };
}

/**
 * ctg_sending_limits_pace:
 * @limits: of the mailbox
 * @n_before: how many letters leave before this one and with it
 * @n_day: how many have left within a day
 *
 * When a letter of many may leave: so many in a minute, and when a day is full, a day later. Pure.
 *
 * Returns: after how many seconds
 */
gint64
ctg_sending_limits_pace (CtgSendingLimits limits, guint n_before, guint n_day)
{
  guint days = (n_day + n_before) / limits.per_day;
  guint n_that_day = days == 0 ? n_before : (n_day + n_before) % limits.per_day;

  return (gint64) days * DAY_S + (gint64) (n_that_day / limits.per_minute) * MINUTE_S;
}
