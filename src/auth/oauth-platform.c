/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which client we are is looked for in this order:
 *
 *   what the person typed in the advanced part
 *   the person's file, XDG_CONFIG_HOME/carteggio/sign-in.ini
 *   the system's file, SYSCONFDIR/carteggio/sign-in.ini    [gmail] client_id=, client_secret=
 *                                                          [microsoft365] client_id=, tenant=
 *   what the program was built with                        -Dgoogle_client_id=, -Dmicrosoft_client_id=
 *
 * and may be nowhere: then nothing is tried. */

#include "oauth-platform.h"
#include "auth-resources.h"
#include "build-config.h"
#include "text.h"

#include <gio/gio.h>
#include <string.h>

#define TABLE "/org/carteggio/auth/sign-in-platforms.ini"

static CtgEndpoint *
read_web_endpoint (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  CtgEndpoint *endpoint = ctg_endpoint_new (g_uri_get_host (uri), 443, CTG_SECURITY_TLS, NULL);

  endpoint->path = g_strdup (g_uri_get_path (uri));
  return endpoint;
}

static CtgEndpoint *
read_endpoint (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
  g_auto (GStrv) parts = NULL;
  CtgSecurity security = CTG_SECURITY_TLS;

  if (g_str_has_prefix (text, "https://"))
    return read_web_endpoint (text);
  parts = g_strsplit (text, ":", 3);
  ctg_security_from_string (parts[2], &security);
  return ctg_endpoint_new (parts[0], (guint16) g_ascii_strtoull (parts[1], NULL, 10), security, NULL);
}

static CtgOAuthService *
read_service (GKeyFile *file, const char *kind, const char *name)
{
  g_autofree char *group = g_strconcat (kind, " ", name, NULL);
  CtgOAuthService *self = g_new0 (CtgOAuthService, 1);

  self->name = g_strdup (name);
  self->scopes = g_key_file_get_string_list (file, group, "scopes", NULL, NULL);
  self->needed = g_key_file_get_string_list (file, group, "needed", NULL, NULL);
  self->optional = g_key_file_get_string_list (file, group, "optional", NULL, NULL);
  self->hosts = g_key_file_get_string_list (file, group, "hosts", NULL, NULL);
  self->incoming = read_endpoint (file, group, "incoming");
  self->outgoing = read_endpoint (file, group, "outgoing");
  return self;
}

static CtgOAuthPlatform *
read_platform (GKeyFile *file, const char *kind)
{
  CtgOAuthPlatform *self = g_new0 (CtgOAuthPlatform, 1);
  g_auto (GStrv) services = g_key_file_get_string_list (file, kind, "services", NULL, NULL);

  self->kind = g_strdup (kind);
  self->name = g_key_file_get_string (file, kind, "name", NULL);
  self->issuer = g_key_file_get_string (file, kind, "issuer", NULL);
  self->authorize = g_key_file_get_string (file, kind, "authorize", NULL);
  self->token = g_key_file_get_string (file, kind, "token", NULL);
  self->revoke = g_key_file_get_string (file, kind, "revoke", NULL);
  self->permissions = g_key_file_get_string (file, kind, "permissions", NULL);
  self->tenant = g_key_file_get_string (file, kind, "tenant", NULL);
  self->redirect_host = g_key_file_get_string (file, kind, "redirect_host", NULL);
  self->parameters = g_key_file_get_string_list (file, kind, "parameters", NULL, NULL);
  self->scopes = g_key_file_get_string_list (file, kind, "scopes", NULL, NULL);
  self->services = g_ptr_array_new ();
  for (guint i = 0; services[i] != NULL; i++)
    g_ptr_array_add (self->services, read_service (file, kind, services[i]));
  return self;
}

static gpointer
read_table (gpointer unused)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (ctg_auth_get_resource (), TABLE, 0, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) kinds = NULL;
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

  if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL))
    return table;
  kinds = g_key_file_get_groups (file, NULL);
  for (guint i = 0; kinds[i] != NULL; i++)
    if (strchr (kinds[i], ' ') == NULL)
      {
        CtgOAuthPlatform *platform = read_platform (file, kinds[i]);

        g_hash_table_insert (table, platform->kind, platform);
      }
  return table;
}

/**
 * ctg_oauth_platform_find:
 * @kind: (nullable): a kind of mailbox
 *
 * Returns: (transfer none) (nullable): the platform such mailboxes are signed in to; %NULL when they have a password
 */
const CtgOAuthPlatform *
ctg_oauth_platform_find (const char *kind)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, read_table, NULL);
  return kind != NULL ? g_hash_table_lookup (once.retval, kind) : NULL;
}

/**
 * ctg_oauth_platform_get_service:
 * @self: a platform
 * @name: (nullable): a service's name; %NULL or "": the usual one
 *
 * Returns: (transfer none) (nullable): the service; %NULL when the platform has none of this name
 */
const CtgOAuthService *
ctg_oauth_platform_get_service (const CtgOAuthPlatform *self, const char *name)
{
  if (name == NULL || *name == '\0')
    return g_ptr_array_index (self->services, 0);
  for (guint i = 0; i < self->services->len; i++)
    {
      const CtgOAuthService *service = g_ptr_array_index (self->services, i);

      if (g_str_equal (service->name, name))
        return service;
    }
  return NULL;
}

static gboolean
has_host (const CtgOAuthService *self, const char *host)
{
  for (guint i = 0; self->hosts[i] != NULL; i++)
    if (g_ascii_strcasecmp (self->hosts[i], host) == 0)
      return TRUE;
  return FALSE;
}

/**
 * ctg_oauth_platform_get_service_of_host:
 * @self: a platform
 * @host: (nullable): a server's name
 *
 * Which tokens of this platform may be shown to that server: it is a name of the table, spelled in full (T7).
 *
 * Returns: (transfer none) (nullable): the service whose tokens may; %NULL when none may
 */
const CtgOAuthService *
ctg_oauth_platform_get_service_of_host (const CtgOAuthPlatform *self, const char *host)
{
  for (guint i = 0; host != NULL && i < self->services->len; i++)
    if (has_host (g_ptr_array_index (self->services, i), host))
      return g_ptr_array_index (self->services, i);
  return NULL;
}

/**
 * ctg_oauth_platform_dup_scope:
 * @self: a platform
 * @service: one of its services
 *
 * Specification: RFC 6749 section 3.3
 * Returns: (transfer full): what is asked for, with spaces between
 */
char *
ctg_oauth_platform_dup_scope (const CtgOAuthPlatform *self, const CtgOAuthService *service)
{
  g_autofree char *common = g_strjoinv (" ", self->scopes);
  g_autofree char *own = g_strjoinv (" ", service->scopes);

  return g_strconcat (common, " ", own, NULL);
}

/**
 * ctg_oauth_platform_is_issuer:
 * @self: a platform
 * @issuer: what an answer names as its sender
 *
 * Specification: RFC 9207 section 2.4; the tenant stands for one path segment
 * Returns: whether it is this platform
 */
gboolean
ctg_oauth_platform_is_issuer (const CtgOAuthPlatform *self, const char *issuer)
{
  const char *star = strchr (self->issuer, '*');
  gsize before, after, length = strlen (issuer);

  if (star == NULL)
    return g_str_equal (self->issuer, issuer);
  before = (gsize) (star - self->issuer);
  after = strlen (star + 1);
  return length > before + after && strncmp (issuer, self->issuer, before) == 0 &&
         g_str_has_suffix (issuer, star + 1) && memchr (issuer + before, '/', length - before - after) == NULL;
}

/**
 * ctg_oauth_platform_dup_url:
 * @self: a platform
 * @pattern: one of its addresses
 * @tenant: (nullable): the organization's own tenant, or the usual one
 *
 * Returns: (transfer full): the address, with the tenant in its place
 */
char *
ctg_oauth_platform_dup_url (const CtgOAuthPlatform *self, const char *pattern, const char *tenant)
{
  g_autoptr (GString) url = g_string_new (pattern);
  g_autofree char *escaped = NULL;

  if (tenant == NULL || *tenant == '\0')
    tenant = self->tenant != NULL ? self->tenant : "";
  escaped = g_uri_escape_string (tenant, NULL, FALSE);
  g_string_replace (url, "{tenant}", escaped, 0);
  return g_string_free (g_steal_pointer (&url), FALSE);
}

static char *
nonempty (const char *text)
{
  g_autofree char *copy = g_strdup (text != NULL ? text : "");

  g_strstrip (copy);
  return *copy != '\0' ? g_steal_pointer (&copy) : NULL;
}

/**
 * ctg_oauth_client_new:
 * @client_id: what the platform knows us by
 * @client_secret: (nullable): what it wants beside it
 * @tenant: (nullable): the organization's tenant
 *
 * Returns: (transfer full): the client
 */
CtgOAuthClient *
ctg_oauth_client_new (const char *client_id, const char *client_secret, const char *tenant)
{
  CtgOAuthClient *self = g_new0 (CtgOAuthClient, 1);

  self->client_id = g_strdup (client_id);
  self->client_secret = nonempty (client_secret);
  self->tenant = nonempty (tenant);
  return self;
}

/**
 * ctg_oauth_client_copy:
 * @self: a client
 *
 * Returns: (transfer full): another one like it
 */
CtgOAuthClient *
ctg_oauth_client_copy (const CtgOAuthClient *self)
{
  return ctg_oauth_client_new (self->client_id, self->client_secret, self->tenant);
}

/**
 * ctg_oauth_client_free:
 * @self: (transfer full) (nullable): a client
 */
void
ctg_oauth_client_free (CtgOAuthClient *self)
{
  if (self == NULL)
    return;
  g_free (self->client_id);
  ctg_secret_free (self->client_secret);
  g_free (self->tenant);
  g_free (self);
}

static CtgOAuthClient *
find_in_file (const CtgOAuthPlatform *platform, const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *client_id = NULL;
  g_autofree char *client_secret = NULL;
  g_autofree char *tenant = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  client_id = g_key_file_get_string (file, platform->kind, "client_id", NULL);
  client_secret = g_key_file_get_string (file, platform->kind, "client_secret", NULL);
  tenant = g_key_file_get_string (file, platform->kind, "tenant", NULL);
  return client_id != NULL && *client_id != '\0' ? ctg_oauth_client_new (client_id, client_secret, tenant) : NULL;
}

static CtgOAuthClient *
find_built_in (const CtgOAuthPlatform *platform)
{
  gboolean is_google = g_str_equal (platform->kind, "gmail");
  const char *client_id = is_google ? CTG_GOOGLE_CLIENT_ID : CTG_MICROSOFT_CLIENT_ID;
  const char *client_secret = is_google ? CTG_GOOGLE_CLIENT_SECRET : NULL;

  return *client_id != '\0' ? ctg_oauth_client_new (client_id, client_secret, NULL) : NULL;
}

/**
 * ctg_oauth_client_find:
 * @platform: a platform
 * @own: (nullable): what the person typed; without an id only its tenant counts
 *
 * Finds out which client to be, in the order of the head of this file. Reads two small files.
 *
 * Returns: (transfer full) (nullable): the client; %NULL when there is none
 */
CtgOAuthClient *
ctg_oauth_client_find (const CtgOAuthPlatform *platform, const CtgOAuthClient *own)
{
  g_autofree char *own_file = g_build_filename (g_get_user_config_dir (), "carteggio", "sign-in.ini", NULL);
  CtgOAuthClient *found;

  if (own != NULL && own->client_id != NULL && *own->client_id != '\0')
    return ctg_oauth_client_copy (own);
  found = find_in_file (platform, own_file);
  if (found == NULL)
    found = find_in_file (platform, CTG_SYSCONFDIR "/carteggio/sign-in.ini");
  if (found == NULL)
    found = find_built_in (platform);
  if (found != NULL && own != NULL && own->tenant != NULL)
    {
      g_free (found->tenant);
      found->tenant = g_strdup (own->tenant);
    }
  return found;
}
