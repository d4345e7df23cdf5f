/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "provider-table.h"

#include "discover-resources.h"
#include "errors.h"

#include <string.h>

#define TABLE_PATH "/org/carteggio/discover/providers.ini"

typedef struct
{
  GPtrArray *entries;     /* (owned) (element-type CtgProviderEntry) */
  GHashTable *by_domain;  /* (owned) domain to entry */
} Table;

/* "imap.example.it:993:tls". The table is ours: a mistake in it is a bug and stops the tests. */
static CtgEndpoint *
read_endpoint (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
  g_auto (GStrv) parts = NULL;
  CtgSecurity security = CTG_SECURITY_TLS;
  guint64 port = 0;

  if (text == NULL)
    return NULL;
  parts = g_strsplit (text, ":", 3);
  g_assert (g_strv_length (parts) == 3);
  g_assert (g_ascii_string_to_unsigned (parts[1], 10, 1, 65535, &port, NULL));
  g_assert (ctg_security_from_string (parts[2], &security));
  return ctg_endpoint_new (parts[0], (guint16) port, security, NULL);
}

static char *
read_string (GKeyFile *file, const char *group, const char *key, const char *fallback)
{
  char *text = g_key_file_get_string (file, group, key, NULL);

  return text != NULL ? text : g_strdup (fallback);
}

static char **
read_auth (GKeyFile *file, const char *group, const char *kind)
{
  char **auth = g_key_file_get_string_list (file, group, "auth", NULL, NULL);

  if (auth != NULL)
    return auth;
  return g_strsplit (g_str_equal (kind, "imap") ? "password" : "", ";", -1);
}

static CtgProviderEntry *
read_entry (GKeyFile *file, const char *group)
{
  CtgProviderEntry *entry = g_new0 (CtgProviderEntry, 1);
  g_autofree char *username = read_string (file, group, "username", "address");

  entry->id = g_strdup (group);
  entry->name = read_string (file, group, "name", group);
  entry->kind = read_string (file, group, "kind", "imap");
  entry->incoming = read_endpoint (file, group, "imap");
  entry->outgoing = read_endpoint (file, group, "smtp");
  entry->username_is_local_part = g_str_equal (username, "local");
  entry->hint = read_string (file, group, "hint", NULL);
  entry->reason = read_string (file, group, "reason", NULL);
  entry->status = read_string (file, group, "status", "ok");
  entry->last_checked = read_string (file, group, "last_checked", NULL);
  entry->auth = read_auth (file, group, entry->kind);
  entry->documentation = g_key_file_get_string_list (file, group, "documentation", NULL, NULL);
  entry->mx = g_key_file_get_string_list (file, group, "mx", NULL, NULL);
  entry->hosts = g_key_file_get_string_list (file, group, "hosts", NULL, NULL);
  return entry;
}

static void
add_domains (Table *table, GKeyFile *file, CtgProviderEntry *entry)
{
  g_auto (GStrv) domains = g_key_file_get_string_list (file, entry->id, "domains", NULL, NULL);

  for (guint i = 0; domains != NULL && domains[i] != NULL; i++)
    {
      gboolean is_new = g_hash_table_insert (table->by_domain, g_strdup (domains[i]), entry);

      g_assert (is_new);
    }
}

static Table *
load_table (void)
{
  Table *table = g_new0 (Table, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = g_resource_lookup_data (ctg_discover_get_resource (), TABLE_PATH, 0, NULL);
  g_auto (GStrv) groups = NULL;

  g_assert (bytes != NULL && g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL));
  table->entries = g_ptr_array_new ();
  table->by_domain = g_hash_table_new (g_str_hash, g_str_equal);
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      CtgProviderEntry *entry = read_entry (file, groups[i]);

      g_ptr_array_add (table->entries, entry);
      add_domains (table, file, entry);
    }
  return table;
}

static const Table *
get_table (void)
{
  static Table *table;

  if (g_once_init_enter (&table))
    g_once_init_leave (&table, load_table ());
  return table;
}

/**
 * ctg_provider_table_find:
 * @domain: a mail domain in lower case and in its ASCII form
 *
 * Only the very domain is looked for, never the one above it: `mail.libero.it` may be anybody's. But below a domain of
 * servers that are refused there is nothing else: `acme.awsapps.com` (A90). Any thread; reads the table once.
 *
 * Returns: (transfer none) (nullable): the provider
 */
const CtgProviderEntry *
ctg_provider_table_find (const char *domain)
{
  const CtgProviderEntry *entry;
  const CtgProviderEntry *owner;

  g_return_val_if_fail (domain != NULL, NULL);
  entry = g_hash_table_lookup (get_table ()->by_domain, domain);
  owner = entry == NULL ? ctg_provider_table_find_host (domain) : NULL;
  return owner != NULL && owner->reason != NULL ? owner : entry;
}

static gboolean
matches (char **patterns, const char *host)
{
  for (guint i = 0; patterns != NULL && patterns[i] != NULL; i++)
    if (g_pattern_match_simple (patterns[i], host))
      return TRUE;
  return FALSE;
}

/**
 * ctg_provider_table_find_mx:
 * @host: a host that receives a domain's mail, in lower case
 *
 * Returns: (transfer none) (nullable): the first provider of the table whose patterns know it
 */
const CtgProviderEntry *
ctg_provider_table_find_mx (const char *host)
{
  GPtrArray *entries = get_table ()->entries;

  for (guint i = 0; i < entries->len; i++)
    if (matches (((CtgProviderEntry *) g_ptr_array_index (entries, i))->mx, host))
      return g_ptr_array_index (entries, i);
  return NULL;
}

/**
 * ctg_provider_table_find_host:
 * @host: a mail server's name, in lower case
 *
 * For servers whose owner decides how to sign in, or whether at all, whatever document names them (A64, A66, A90).
 *
 * Returns: (transfer none) (nullable): the first provider of the table whose patterns know it
 */
const CtgProviderEntry *
ctg_provider_table_find_host (const char *host)
{
  GPtrArray *entries = get_table ()->entries;

  for (guint i = 0; i < entries->len; i++)
    if (matches (((CtgProviderEntry *) g_ptr_array_index (entries, i))->hosts, host))
      return g_ptr_array_index (entries, i);
  return NULL;
}

/**
 * ctg_provider_table_list:
 *
 * Returns: (transfer none) (element-type CtgProviderEntry): all providers, in the order of the table
 */
GPtrArray *
ctg_provider_table_list (void)
{
  return get_table ()->entries;
}
