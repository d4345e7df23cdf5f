/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A profile is a JSON document; several may lie in a folder, one a file named *.json:
 *
 *   {"domains": ["example.it"], "name": "Example", "auth": ["password"], "documentation": ["https://..."],
 *    "imap": {"host": "imap.example.it", "port": 993, "security": "tls", "username": "%EMAILADDRESS%"},
 *    "smtp": {"host": "smtp.example.it", "port": 465, "security": "tls", "username": "%EMAILADDRESS%"}}
 *
 * Of a domain with an Exchange server of its own, "exchange_url": "https://mail.example.it/EWS/Exchange.asmx" stands in
 * the place of imap and smtp; of one whose people sign in with the browser, "kind": "gmail" or "microsoft365".
 *
 * domains and one of the three are required. A user name is a template; without one it is the address. In clear only on
 * this computer. Anything else in it is left alone. A file that is broken or too large is passed over: one mistake of
 * an administrator's must not take the other domains with it. */

#include "domain-profile.h"

#include "autoconfig.h"
#include "errors.h"
#include "exchange-url.h"
#include "json.h"
#include "text.h"
#include "usernames.h"

#include <string.h>

#define FILE_MAX_BYTES (64 * 1024)
#define FILES_MAX 200
#define LIST_MAX 50
#define FIT_PROFILE 100
#define FIT_PROFILE_HALF 50

static void
set_broken (GError **error, const char *what)
{
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "profile-broken", "The profile of the domain is broken: %s", what);
}

static char **
read_list (const CtgJsonValue *value)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  guint length = MIN (ctg_json_value_get_length (value), LIST_MAX);

  for (guint i = 0; i < length; i++)
    {
      const char *text = ctg_json_value_get_string (ctg_json_value_get_element (value, i));

      if (text != NULL && *text != '\0' && strlen (text) < 500 && !ctg_text_has_control (text))
        g_strv_builder_add (list, text);
    }
  return g_strv_builder_end (list);
}

static char **
read_domains (const CtgJsonValue *root, GError **error)
{
  g_auto (GStrv) texts = read_list (ctg_json_value_get_member (root, "domains"));
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autofree char *ascii = g_hostname_to_ascii (texts[i]);
      g_autofree char *lower = ascii != NULL ? g_ascii_strdown (ascii, -1) : NULL;

      if (lower != NULL && strspn (lower, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen (lower))
        g_strv_builder_add (list, lower);
    }
  if (texts[0] == NULL)
    set_broken (error, "domains");
  return g_strv_builder_end (list);
}

static CtgEndpoint *
read_endpoint (const CtgJsonValue *value, GError **error)
{
  const char *host = ctg_json_value_get_string (ctg_json_value_get_member (value, "host"));
  const char *word = ctg_json_value_get_string (ctg_json_value_get_member (value, "security"));
  const char *username = ctg_json_value_get_string (ctg_json_value_get_member (value, "username"));
  CtgSecurity security = CTG_SECURITY_TLS;
  gint64 port = 0;

  if (host == NULL || *host == '\0' || strpbrk (host, " \t\r\n/:@") != NULL || ctg_text_has_control (host))
    set_broken (error, "host");
  else if (!ctg_json_value_get_int (ctg_json_value_get_member (value, "port"), &port) || port < 1 || port > 65535)
    set_broken (error, "port");
  else if (word == NULL || !ctg_security_from_string (word, &security) ||
           (security == CTG_SECURITY_NONE && !ctg_endpoint_is_loopback (host)))
    set_broken (error, "security");
  else if (username != NULL && (strlen (username) > 320 || ctg_text_has_control (username)))
    set_broken (error, "username");
  else
    return ctg_endpoint_new (host, (guint16) port, security, username);
  return NULL;
}

static CtgEndpoint *
read_exchange (const char *url, GError **error)
{
  CtgEndpoint *endpoint = ctg_exchange_url_parse (url, NULL);

  if (endpoint == NULL)
    set_broken (error, "exchange_url");
  return endpoint;
}

/* The kind of mailbox, and its servers where it has any. */
static void
read_servers (CtgDomainProfile *self, const CtgJsonValue *root, GError **error)
{
  const char *kind = ctg_json_value_get_string (ctg_json_value_get_member (root, "kind"));
  const char *exchange_url = ctg_json_value_get_string (ctg_json_value_get_member (root, "exchange_url"));
  const CtgJsonValue *smtp = ctg_json_value_get_member (root, "smtp");

  if (g_strcmp0 (kind, "gmail") == 0 || g_strcmp0 (kind, "microsoft365") == 0)
    {
      self->kind = g_strdup (kind);
      return;
    }
  self->kind = g_strdup (exchange_url != NULL ? "exchange" : "imap");
  if (exchange_url != NULL)
    self->incoming = read_exchange (exchange_url, error);
  else
    self->incoming = read_endpoint (ctg_json_value_get_member (root, "imap"), error);
  if (self->incoming != NULL && exchange_url == NULL && ctg_json_value_is_object (smtp))
    self->outgoing = read_endpoint (smtp, error);
}

/**
 * ctg_domain_profile_parse:
 * @text: (array length=length): a profile
 * @length: how many bytes, or -1
 * @error: %CTG_ERROR_INVALID_INPUT, reason "profile-broken"; %CTG_ERROR_PROTOCOL, %CTG_ERROR_TOO_LARGE
 *
 * Returns: (transfer full) (nullable): the profile
 */
CtgDomainProfile *
ctg_domain_profile_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (CtgJson) json = ctg_json_parse (text, length, error);
  const CtgJsonValue *root = json != NULL ? ctg_json_get_root (json) : NULL;
  g_autoptr (CtgDomainProfile) self = g_new0 (CtgDomainProfile, 1);
  g_autoptr (GError) local_error = NULL;

  if (json == NULL)
    return NULL;
  self->domains = read_domains (root, &local_error);
  self->name = g_strdup (ctg_json_value_get_string (ctg_json_value_get_member (root, "name")));
  if (local_error == NULL)
    read_servers (self, root, &local_error);
  self->auth = read_list (ctg_json_value_get_member (root, "auth"));
  self->documentation = read_list (ctg_json_value_get_member (root, "documentation"));
  if (local_error == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * ctg_domain_profile_free:
 * @self: (transfer full) (nullable): a profile
 */
void
ctg_domain_profile_free (CtgDomainProfile *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->domains);
  g_free (self->name);
  g_free (self->kind);
  ctg_endpoint_free (self->incoming);
  ctg_endpoint_free (self->outgoing);
  g_strfreev (self->auth);
  g_strfreev (self->documentation);
  g_free (self);
}

/* The user name of one mailbox as it is for all. */
static CtgEndpoint *
generalise (const CtgEndpoint *endpoint, const char *address)
{
  g_autofree char *local_part = g_strndup (address, (gsize) (strrchr (address, '@') - address));
  CtgEndpoint *copy;
  const char *template = "%EMAILADDRESS%";

  if (endpoint == NULL)
    return NULL;
  if (g_strcmp0 (endpoint->username, local_part) == 0)
    template = "%EMAILLOCALPART%";
  copy = ctg_endpoint_new (endpoint->host, endpoint->port, endpoint->security, template);
  copy->path = g_strdup (endpoint->path);
  return copy;
}

/**
 * ctg_domain_profile_from:
 * @kind: of a mailbox
 * @address: of it; it works
 * @incoming: its server
 * @outgoing: (nullable): its server for sending
 *
 * Makes a profile for colleagues. A user name that is neither the address nor its local part stays at home, and so does
 * a certificate that one person trusted.
 *
 * Returns: (transfer full): the profile
 */
CtgDomainProfile *
ctg_domain_profile_from (const char *kind, const char *address, const CtgEndpoint *incoming,
                         const CtgEndpoint *outgoing)
{
  const char *domains[] = { strrchr (address, '@') + 1, NULL };
  CtgDomainProfile *self = g_new0 (CtgDomainProfile, 1);

  self->domains = g_strdupv ((char **) domains);
  self->name = g_strdup (domains[0]);
  self->kind = g_strdup (kind);
  self->auth = g_strsplit (ctg_candidate_kind_has_password (kind) ? "password" : "oauth2", ";", -1);
  if (!ctg_candidate_kind_has_password (kind))
    return self;
  self->incoming = generalise (incoming, address);
  self->outgoing = incoming->path == NULL ? generalise (outgoing, address) : NULL;
  return self;
}

static void
write_list (CtgJsonWriter *json, const char *name, char **list)
{
  ctg_json_writer_member (json, name);
  ctg_json_writer_begin_array (json);
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    ctg_json_writer_string (json, list[i]);
  ctg_json_writer_end_array (json);
}

static void
write_endpoint (CtgJsonWriter *json, const char *name, const CtgEndpoint *endpoint)
{
  if (endpoint == NULL)
    return;
  ctg_json_writer_member (json, name);
  ctg_json_writer_begin_object (json);
  ctg_json_writer_member (json, "host");
  ctg_json_writer_string (json, endpoint->host);
  ctg_json_writer_member (json, "port");
  ctg_json_writer_int (json, endpoint->port);
  ctg_json_writer_member (json, "security");
  ctg_json_writer_string (json, ctg_security_to_string (endpoint->security));
  ctg_json_writer_member (json, "username");
  ctg_json_writer_string (json, endpoint->username != NULL ? endpoint->username : "%EMAILADDRESS%");
  ctg_json_writer_end_object (json);
}

static void
write_servers (CtgJsonWriter *json, const CtgDomainProfile *self)
{
  if (self->incoming == NULL)
    {
      ctg_json_writer_member (json, "kind");
      ctg_json_writer_string (json, self->kind);
    }
  else if (self->incoming->path != NULL)
    {
      g_autofree char *url = ctg_exchange_url_to_string (self->incoming);

      ctg_json_writer_member (json, "exchange_url");
      ctg_json_writer_string (json, url);
    }
  else
    {
      write_endpoint (json, "imap", self->incoming);
      write_endpoint (json, "smtp", self->outgoing);
    }
}

/**
 * ctg_domain_profile_write:
 * @self: a profile
 *
 * Returns: (transfer full): the document, which ctg_domain_profile_parse() reads
 */
char *
ctg_domain_profile_write (const CtgDomainProfile *self)
{
  g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

  ctg_json_writer_set_pretty (json, TRUE);
  ctg_json_writer_begin_object (json);
  write_list (json, "domains", self->domains);
  ctg_json_writer_member (json, "name");
  ctg_json_writer_string (json, self->name != NULL ? self->name : self->domains[0]);
  write_servers (json, self);
  write_list (json, "auth", self->auth);
  write_list (json, "documentation", self->documentation);
  ctg_json_writer_end_object (json);
  return ctg_json_writer_finish (json);
}

static CtgEndpoint *
fill (const CtgEndpoint *endpoint, const char *address)
{
  g_autofree char *username = NULL;

  if (endpoint == NULL)
    return NULL;
  username = endpoint->username != NULL ? ctg_autoconfig_fill (endpoint->username, address) : g_strdup (address);
  return ctg_endpoint_new (endpoint->host, endpoint->port, endpoint->security, username);
}

/* A service in the place of two servers. */
static CtgCandidate *
service_candidate (const CtgDomainProfile *self, const char *domain)
{
  CtgCandidate *candidate = ctg_candidate_new (self->kind, self->name != NULL ? self->name : domain, "profile",
                                               "admin");

  if (self->incoming != NULL)
    candidate->exchange_url = ctg_exchange_url_to_string (self->incoming);
  candidate->auth = g_strsplit (ctg_candidate_kind_has_password (self->kind) ? "password" : "oauth2", ";", -1);
  candidate->documentation = g_strdupv (self->documentation);
  candidate->why = g_strdup ("profile");
  candidate->fit = FIT_PROFILE;
  return candidate;
}

/**
 * ctg_domain_profile_candidate:
 * @self: a profile
 * @address: a normalised address
 *
 * Returns: (transfer full) (nullable): what the profile says for it; %NULL when it is of another domain
 */
CtgCandidate *
ctg_domain_profile_candidate (const CtgDomainProfile *self, const char *address)
{
  const char *domain = strrchr (address, '@') + 1;
  CtgCandidate *candidate;

  if (!g_strv_contains ((const char *const *) self->domains, domain))
    return NULL;
  if (self->incoming == NULL || self->incoming->path != NULL)
    return service_candidate (self, domain);
  candidate = ctg_candidate_new ("imap", self->name != NULL ? self->name : domain, "profile", "admin");
  candidate->incoming = fill (self->incoming, address);
  candidate->outgoing = fill (self->outgoing, address);
  candidate->auth = self->auth[0] != NULL ? g_strdupv (self->auth) : g_strsplit ("password", ";", -1);
  candidate->outgoing_auth = candidate->outgoing != NULL ? g_strdupv (candidate->auth) : NULL;
  candidate->usernames = ctg_usernames_list (candidate->incoming->username, address);
  candidate->documentation = g_strdupv (self->documentation);
  candidate->why = g_strdup ("profile");
  candidate->fit = candidate->outgoing != NULL ? FIT_PROFILE : FIT_PROFILE_HALF;
  return candidate;
}

static CtgCandidate *
read_file (const char *path, const char *address)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  g_autofree char *buffer = g_malloc (FILE_MAX_BYTES + 1);
  g_autoptr (CtgDomainProfile) profile = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, FILE_MAX_BYTES + 1, &length, NULL, NULL) ||
      length > FILE_MAX_BYTES)
    return NULL;
  profile = ctg_domain_profile_parse (buffer, (gssize) length, &error);
  if (profile == NULL)
    g_info ("%s: %s", path, error->message);
  return profile != NULL ? ctg_domain_profile_candidate (profile, address) : NULL;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_files (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && paths->len < FILES_MAX && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}

/**
 * ctg_domain_profiles_find:
 * @folders: where profiles may lie, the one that counts most first
 * @address: a normalised address
 *
 * Reads files: not for the main thread.
 *
 * Returns: (transfer full) (element-type CtgCandidate): what they say for the address, in that order
 */
GPtrArray *
ctg_domain_profiles_find (const char *const *folders, const char *address)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_candidate_free);

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) paths = list_files (folders[i]);

      for (guint k = 0; k < paths->len; k++)
        {
          CtgCandidate *candidate = read_file (g_ptr_array_index (paths, k), address);

          if (candidate != NULL)
            g_ptr_array_add (candidates, candidate);
        }
    }
  return candidates;
}
