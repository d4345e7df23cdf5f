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
 * domains and one of the three are required. A user name is a template; without one it is the address. A host may name
 * %EMAILDOMAIN%. In clear only on this computer. "auth" is a word or a list of them. "kind": "pop3" says that there is
 * nothing better. Anything else in it is left alone. A file that is broken or too large is passed over: one mistake of
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
#define NAME_MAX_BYTES 100
#define FIT_PROFILE 100
#define FIT_PROFILE_HALF 50
/* Templates are tried with it: no host may hold its local part, and the domain may be any. */
#define SAMPLE "!@example.com"

/* @member: which one cannot be used, as a person finds it in the file. */
static void
set_broken (GError **error, const char *member)
{
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "profile-broken", "The profile of the domain is broken: %s", member);
  ctg_error_add_server (error, member, NULL);
}

static void
set_broken_in (GError **error, const char *side, const char *member)
{
  g_autofree char *path = g_strdup_printf ("%s.%s", side, member);

  set_broken (error, path);
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

/* A domain that cannot be one is passed over; one at least has to be left. */
static char **
read_domains (const CtgJsonValue *root, GError **error)
{
  g_auto (GStrv) texts = read_list (ctg_json_value_get_member (root, "domains"));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  char **domains;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autofree char *domain = strchr (texts[i], '%') == NULL ? ctg_autoconfig_read_host (texts[i], SAMPLE) : NULL;

      if (domain != NULL)
        g_strv_builder_add (builder, domain);
    }
  domains = g_strv_builder_end (builder);
  if (domains[0] == NULL)
    set_broken (error, "domains");
  return domains;
}

static gboolean
add_auth (GStrvBuilder *list, const CtgJsonValue *value)
{
  static const char *const words[] = { "password", "password-encrypted", "oauth2", "ntlm", "gssapi", NULL };
  const char *text = ctg_json_value_get_string (value);
  const char *word = text != NULL ? ctg_autoconfig_read_auth (text) : NULL;

  if (word == NULL || !g_strv_contains (words, word))
    return FALSE;
  g_strv_builder_add (list, word);
  return TRUE;
}

/* One word or a list of them, in our words or in those of other programs. */
static char **
read_auth (const CtgJsonValue *value, GError **error)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  gboolean is_good = value == NULL || ctg_json_value_is_array (value) || add_auth (list, value);
  guint length = MIN (ctg_json_value_get_length (value), LIST_MAX);

  for (guint i = 0; i < length && is_good; i++)
    is_good = add_auth (list, ctg_json_value_get_element (value, i));
  if (!is_good)
    set_broken (error, "auth");
  return g_strv_builder_end (list);
}

/* The host in its one spelling, or as it is where it names the domain of each address. */
static char *
read_host (const CtgJsonValue *value)
{
  const char *text = ctg_json_value_get_string (value);
  char *host = text != NULL ? ctg_autoconfig_read_host (text, SAMPLE) : NULL;

  if (host == NULL || strchr (text, '%') == NULL)
    return host;
  g_free (host);
  return g_strdup (text);
}

static gboolean
is_username (const CtgJsonValue *value)
{
  const char *text = ctg_json_value_get_string (value);
  g_autofree char *filled = text != NULL ? ctg_autoconfig_read_username (text, SAMPLE) : NULL;

  return value == NULL || filled != NULL;
}

static CtgEndpoint *
read_endpoint (const CtgJsonValue *root, const char *side, GError **error)
{
  const CtgJsonValue *value = ctg_json_value_get_member (root, side);
  const CtgJsonValue *username = ctg_json_value_get_member (value, "username");
  const char *word = ctg_json_value_get_string (ctg_json_value_get_member (value, "security"));
  g_autofree char *host = read_host (ctg_json_value_get_member (value, "host"));
  CtgSecurity security = CTG_SECURITY_TLS;
  gint64 port = 0;

  if (!ctg_json_value_is_object (value))
    set_broken (error, side);
  else if (host == NULL)
    set_broken_in (error, side, "host");
  else if (!ctg_json_value_get_int (ctg_json_value_get_member (value, "port"), &port) || port < 1 || port > 65535)
    set_broken_in (error, side, "port");
  else if (word == NULL || !ctg_security_from_string (word, &security) ||
           (security == CTG_SECURITY_NONE && !ctg_endpoint_is_loopback (host)))
    set_broken_in (error, side, "security");
  else if (!is_username (username))
    set_broken_in (error, side, "username");
  else
    return ctg_endpoint_new (host, (guint16) port, security, ctg_json_value_get_string (username));
  return NULL;
}

static CtgEndpoint *
read_exchange (const CtgJsonValue *value, GError **error)
{
  const char *url = ctg_json_value_get_string (value);
  CtgEndpoint *endpoint = url != NULL ? ctg_exchange_url_parse (url, NULL) : NULL;

  if (endpoint == NULL)
    set_broken (error, "exchange_url");
  return endpoint;
}

/* The kind, where it is not said by what there is; NULL for one that nobody knows. */
static const char *
read_kind (const CtgJsonValue *root)
{
  static const char *const kinds[] = { "imap", "exchange", "gmail", "microsoft365", "pop3", NULL };
  const CtgJsonValue *value = ctg_json_value_get_member (root, "kind");
  const char *kind = ctg_json_value_get_string (value);

  if (value == NULL)
    return ctg_json_value_get_member (root, "exchange_url") != NULL ? "exchange" : "imap";
  return kind != NULL && g_strv_contains (kinds, kind) ? kind : NULL;
}

/* The kind of mailbox, and its servers where it has any. */
static void
read_servers (CtgDomainProfile *self, const CtgJsonValue *root, GError **error)
{
  const char *kind = read_kind (root);

  self->kind = g_strdup (kind);
  if (kind == NULL)
    set_broken (error, "kind");
  else if (g_str_equal (kind, "exchange"))
    self->incoming = read_exchange (ctg_json_value_get_member (root, "exchange_url"), error);
  else if (g_str_equal (kind, "imap"))
    self->incoming = read_endpoint (root, "imap", error);
  if (self->incoming != NULL && self->incoming->path == NULL && ctg_json_value_get_member (root, "smtp") != NULL)
    self->outgoing = read_endpoint (root, "smtp", error);
}

static char *
read_name (const CtgJsonValue *root)
{
  const char *text = ctg_json_value_get_string (ctg_json_value_get_member (root, "name"));
  g_autofree char *clean = text != NULL ? ctg_text_first_line (text, NAME_MAX_BYTES) : NULL;

  return clean != NULL && *clean != '\0' ? g_steal_pointer (&clean) : NULL;
}

static CtgDomainProfile *
read_profile (const CtgJsonValue *root, GError **error)
{
  g_autoptr (CtgDomainProfile) self = g_new0 (CtgDomainProfile, 1);
  g_autoptr (GError) local_error = NULL;

  self->domains = read_domains (root, &local_error);
  self->name = read_name (root);
  self->documentation = read_list (ctg_json_value_get_member (root, "documentation"));
  if (local_error == NULL)
    self->auth = read_auth (ctg_json_value_get_member (root, "auth"), &local_error);
  if (local_error == NULL)
    read_servers (self, root, &local_error);
  if (local_error == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * ctg_domain_profile_parse:
 * @text: (array length=length): a profile
 * @length: how many bytes, or -1
 * @error: %CTG_ERROR_INVALID_INPUT, reason "profile-broken", with the member's name in the place of a host's;
 *   %CTG_ERROR_PROTOCOL, reason "not-settings", for what is no JSON document
 *
 * Returns: (transfer full) (nullable): the profile
 */
CtgDomainProfile *
ctg_domain_profile_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (CtgJson) json = ctg_json_parse (text, length, NULL);

  if (json != NULL)
    return read_profile (ctg_json_get_root (json), error);
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-settings", "The profile of the domain is no JSON document");
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

static char *
fill_host (const char *host, const char *address)
{
  return strchr (host, '%') != NULL ? ctg_autoconfig_read_host (host, address) : g_strdup (host);
}

/* NULL: the domain is too long for the host's name. */
static CtgEndpoint *
fill (const CtgEndpoint *endpoint, const char *address)
{
  g_autofree char *host = endpoint != NULL ? fill_host (endpoint->host, address) : NULL;
  g_autofree char *username = NULL;

  if (host == NULL)
    return NULL;
  if (endpoint->username != NULL)
    username = ctg_autoconfig_read_username (endpoint->username, address);
  return ctg_endpoint_new (host, endpoint->port, endpoint->security, username != NULL ? username : address);
}

static CtgCandidate *
candidate_new (const CtgDomainProfile *self, const char *kind, const char *domain)
{
  CtgCandidate *candidate = ctg_candidate_new (kind, self->name != NULL ? self->name : domain, "profile", "admin");

  candidate->documentation = g_strdupv (self->documentation);
  candidate->why = g_strdup ("profile");
  return candidate;
}

static CtgCandidate *
pop3_candidate (const CtgDomainProfile *self, const char *domain)
{
  CtgCandidate *candidate = candidate_new (self, "unsupported", domain);

  candidate->reason = g_strdup ("POP3_ONLY");
  candidate->can_start = FALSE;
  return candidate;
}

/* A service in the place of two servers. */
static CtgCandidate *
service_candidate (const CtgDomainProfile *self, const char *domain)
{
  CtgCandidate *candidate = candidate_new (self, self->kind, domain);

  if (self->incoming != NULL)
    candidate->exchange_url = ctg_exchange_url_to_string (self->incoming);
  candidate->auth = g_strsplit (ctg_candidate_kind_has_password (self->kind) ? "password" : "oauth2", ";", -1);
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
  if (g_str_equal (self->kind, "pop3"))
    return pop3_candidate (self, domain);
  if (self->incoming == NULL || self->incoming->path != NULL)
    return service_candidate (self, domain);
  candidate = candidate_new (self, "imap", domain);
  candidate->incoming = fill (self->incoming, address);
  if (candidate->incoming == NULL)
    {
      ctg_candidate_free (candidate);
      return NULL;
    }
  candidate->outgoing = fill (self->outgoing, address);
  candidate->auth = self->auth[0] != NULL ? g_strdupv (self->auth) : g_strsplit ("password", ";", -1);
  candidate->outgoing_auth = candidate->outgoing != NULL ? g_strdupv (candidate->auth) : NULL;
  candidate->usernames = ctg_usernames_list (candidate->incoming->username, address);
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
