/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Four programs, four ways of writing down the same:
 *
 *   Thunderbird        ~/.thunderbird/PROFILE/prefs.js           user_pref ("mail.server.server1.hostname", "...");
 *   Evolution          ~/.config/evolution/sources/UID.source    key files that name each other
 *   Geary              ~/.config/geary/ACCOUNT/geary.ini         a key file for each mailbox
 *   Online Accounts    ~/.config/goa-1.0/accounts.conf           a key file with a group for each
 *
 * None of these has a password in it; where the programs keep those is not looked at. Servers without encryption are
 * not taken over, except this computer's own. Only the very address counts: a colleague's name is not guessed from. */

#include "other-programs.h"

#include "usernames.h"

#include <gio/gio.h>
#include <string.h>

#define FILE_MAX_BYTES (4 * 1024 * 1024)
#define FILES_MAX 200
#define FIT_COMPLETE 95

static CtgEndpoint *
endpoint_new (const char *place, guint16 port, CtgSecurity security, const char *username)
{
  g_autofree char *host = NULL;
  guint16 written = 0;

  if (place == NULL || !ctg_endpoint_parse (place, port, &host, &written, NULL) || written == 0 ||
      (security == CTG_SECURITY_NONE && !ctg_endpoint_is_loopback (host)))
    return NULL;
  return ctg_endpoint_new (host, written, security, username);
}

/* (transfer full) of both endpoints. */
static CtgCandidate *
candidate_new (const char *program, const char *address, CtgEndpoint *incoming, CtgEndpoint *outgoing)
{
  static const char *const password[] = { "password", NULL };
  CtgCandidate *candidate;

  if (incoming == NULL || outgoing == NULL)
    {
      ctg_endpoint_free (incoming);
      ctg_endpoint_free (outgoing);
      return NULL;
    }
  candidate = ctg_candidate_new ("imap", strrchr (address, '@') + 1, "program", "verified");
  candidate->incoming = incoming;
  candidate->outgoing = outgoing;
  candidate->auth = g_strdupv ((char **) password);
  candidate->outgoing_auth = g_strdupv ((char **) password);
  candidate->usernames = ctg_usernames_list (incoming->username, address);
  candidate->why = g_strdup ("program");
  candidate->why_detail = g_strdup (program);
  candidate->fit = FIT_COMPLETE;
  return candidate;
}

/* Thunderbird. */

static GHashTable *
parse_prefs (const char *prefs)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GRegex) regex =
    g_regex_new ("^user_pref\\(\"(mail\\.[^\"]+)\",\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(-?\\d+))\\);",
                 G_REGEX_MULTILINE | G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_utf8_validate (prefs, -1, NULL))
    return table;
  g_regex_match (regex, prefs, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *text = g_match_info_fetch (match, 2);
      g_autofree char *number = g_match_info_fetch (match, 3);

      g_hash_table_insert (table, g_match_info_fetch (match, 1),
                           number != NULL && *number != '\0' ? g_steal_pointer (&number) : g_strcompress (text));
    }
  return table;
}

static const char *
get_pref (GHashTable *prefs, const char *group, const char *name, const char *key)
{
  g_autofree char *pref = g_strdup_printf ("mail.%s.%s.%s", group, name, key);

  return g_hash_table_lookup (prefs, pref);
}

/* The identity with this address, of whatever account. */
static char *
find_identity (GHashTable *prefs, const char *address)
{
  GHashTableIter iter;
  const char *key, *value;

  g_hash_table_iter_init (&iter, prefs);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, (gpointer *) &value))
    if (g_str_has_prefix (key, "mail.identity.") && g_str_has_suffix (key, ".useremail") &&
        g_ascii_strcasecmp (value, address) == 0)
      {
        const char *name = key + strlen ("mail.identity.");

        return g_strndup (name, strlen (name) - strlen (".useremail"));
      }
  return NULL;
}

static const char *
find_server (GHashTable *prefs, const char *identity)
{
  GHashTableIter iter;
  const char *key, *value;

  g_hash_table_iter_init (&iter, prefs);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, (gpointer *) &value))
    if (g_str_has_prefix (key, "mail.account.") && g_str_has_suffix (key, ".identities"))
      {
        g_auto (GStrv) identities = g_strsplit (value, ",", -1);
        g_autofree char *account = g_strndup (key, strlen (key) - strlen ("identities"));
        g_autofree char *server = g_strconcat (account, "server", NULL);

        if (g_strv_contains ((const char *const *) identities, identity))
          return g_hash_table_lookup (prefs, server);
      }
  return NULL;
}

/* nsMsgSocketType: 2 STARTTLS, 3 TLS; 0 and what was "if available" are none. */
static CtgSecurity
read_socket_type (const char *number)
{
  if (g_strcmp0 (number, "3") == 0)
    return CTG_SECURITY_TLS;
  return g_strcmp0 (number, "2") == 0 ? CTG_SECURITY_STARTTLS : CTG_SECURITY_NONE;
}

static guint16
read_port (const char *number, guint16 usual)
{
  guint64 port;

  if (number == NULL || !g_ascii_string_to_unsigned (number, 10, 1, G_MAXUINT16, &port, NULL))
    return usual;
  return (guint16) port;
}

static CtgEndpoint *
read_pref_server (GHashTable *prefs, const char *group, const char *name, gboolean is_outgoing)
{
  CtgSecurity security = read_socket_type (get_pref (prefs, group, name, is_outgoing ? "try_ssl" : "socketType"));
  guint16 usual = is_outgoing ? (security == CTG_SECURITY_TLS ? 465 : 587) : security == CTG_SECURITY_TLS ? 993 : 143;

  return endpoint_new (get_pref (prefs, group, name, "hostname"),
                       read_port (get_pref (prefs, group, name, "port"), usual), security,
                       get_pref (prefs, group, name, is_outgoing ? "username" : "userName"));
}

/**
 * ctg_other_programs_read_thunderbird:
 * @text: a profile's prefs.js
 * @address: an address
 *
 * Returns: (transfer full) (nullable): how Thunderbird connects it, where that is by IMAP and encrypted
 */
CtgCandidate *
ctg_other_programs_read_thunderbird (const char *text, const char *address)
{
  g_autoptr (GHashTable) prefs = parse_prefs (text);
  g_autofree char *identity = find_identity (prefs, address);
  const char *server = identity != NULL ? find_server (prefs, identity) : NULL;
  const char *smtp = identity != NULL ? get_pref (prefs, "identity", identity, "smtpServer") : NULL;

  if (server == NULL || g_strcmp0 (get_pref (prefs, "server", server, "type"), "imap") != 0)
    return NULL;
  if (smtp == NULL)
    smtp = g_hash_table_lookup (prefs, "mail.smtp.defaultserver");
  if (smtp == NULL)
    return NULL;
  return candidate_new ("Thunderbird", address, read_pref_server (prefs, "server", server, FALSE),
                        read_pref_server (prefs, "smtpserver", smtp, TRUE));
}

/* Evolution. */

static GKeyFile *
load_source (const char *folder, const char *uid)
{
  g_autofree char *name = uid != NULL && strchr (uid, '/') == NULL ? g_strconcat (uid, ".source", NULL) : NULL;
  g_autofree char *path = name != NULL ? g_build_filename (folder, name, NULL) : NULL;
  GKeyFile *source = g_key_file_new ();

  if (path != NULL && g_key_file_load_from_file (source, path, G_KEY_FILE_NONE, NULL))
    return source;
  g_key_file_unref (source);
  return NULL;
}

static CtgSecurity
read_camel_security (const char *word)
{
  if (g_strcmp0 (word, "ssl-on-alternate-port") == 0)
    return CTG_SECURITY_TLS;
  return g_strcmp0 (word, "starttls-on-standard-port") == 0 ? CTG_SECURITY_STARTTLS : CTG_SECURITY_NONE;
}

static CtgEndpoint *
read_source_server (GKeyFile *source)
{
  g_autofree char *host = g_key_file_get_string (source, "Authentication", "Host", NULL);
  g_autofree char *user = g_key_file_get_string (source, "Authentication", "User", NULL);
  g_autofree char *port = g_key_file_get_string (source, "Authentication", "Port", NULL);
  g_autofree char *security = g_key_file_get_string (source, "Security", "Method", NULL);

  return endpoint_new (host, read_port (port, 0), read_camel_security (security), user);
}

static gboolean
has_words (GKeyFile *source, const char *group, const char *key, const char *value)
{
  g_autofree char *found = source != NULL ? g_key_file_get_string (source, group, key, NULL) : NULL;

  return found != NULL && g_ascii_strcasecmp (found, value) == 0;
}

/* From an account to its identity, and from that to what sends for it. */
static CtgCandidate *
read_account (const char *folder, GKeyFile *account, const char *address)
{
  g_autofree char *identity_uid = g_key_file_get_string (account, "Mail Account", "IdentityUid", NULL);
  g_autoptr (GKeyFile) identity = load_source (folder, identity_uid);
  g_autofree char *transport_uid = NULL;
  g_autoptr (GKeyFile) transport = NULL;

  if (!has_words (account, "Mail Account", "BackendName", "imapx") ||
      !has_words (identity, "Mail Identity", "Address", address))
    return NULL;
  transport_uid = g_key_file_get_string (identity, "Mail Submission", "TransportUid", NULL);
  transport = load_source (folder, transport_uid);
  if (!has_words (transport, "Mail Transport", "BackendName", "smtp"))
    return NULL;
  return candidate_new ("Evolution", address, read_source_server (account), read_source_server (transport));
}

/**
 * ctg_other_programs_read_evolution:
 * @folder: with the sources
 * @address: an address
 *
 * Returns: (transfer full) (nullable): how Evolution connects it, where that is by IMAP and encrypted
 */
CtgCandidate *
ctg_other_programs_read_evolution (const char *folder, const char *address)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  CtgCandidate *candidate = NULL;
  const char *name;

  for (guint n = 0; dir != NULL && candidate == NULL && n < FILES_MAX && (name = g_dir_read_name (dir)) != NULL; n++)
    {
      g_autofree char *uid = g_str_has_suffix (name, ".source") ? g_strndup (name, strlen (name) - 7) : NULL;
      g_autoptr (GKeyFile) account = load_source (folder, uid);

      if (account != NULL && g_key_file_has_group (account, "Mail Account"))
        candidate = read_account (folder, account, address);
    }
  return candidate;
}

/* Geary. */

static CtgEndpoint *
read_geary_server (GKeyFile *file, const char *group, const char *login)
{
  g_autofree char *host = g_key_file_get_string (file, group, "host", NULL);
  g_autofree char *user = g_key_file_get_string (file, group, "login", NULL);
  g_autofree char *port = g_key_file_get_string (file, group, "port", NULL);
  g_autofree char *security = g_key_file_get_string (file, group, "transport_security", NULL);
  gboolean is_tls = g_strcmp0 (security, "transport") == 0;

  return endpoint_new (host, read_port (port, 0), is_tls ? CTG_SECURITY_TLS
                       : g_strcmp0 (security, "start-tls") == 0 ? CTG_SECURITY_STARTTLS : CTG_SECURITY_NONE,
                       user != NULL ? user : login);
}

/**
 * ctg_other_programs_read_geary:
 * @ini: a mailbox's geary.ini
 * @address: an address
 *
 * Returns: (transfer full) (nullable): how Geary connects it, where that is with servers of its own
 */
CtgCandidate *
ctg_other_programs_read_geary (const char *ini, const char *address)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *senders = NULL;
  g_autofree char *wanted = g_ascii_strdown (address, -1);
  g_autofree char *lower = NULL;
  g_autofree char *bracketed = g_strdup_printf ("<%s>", wanted);
  g_autofree char *login = NULL;

  if (!g_key_file_load_from_data (file, ini, (gsize) -1, G_KEY_FILE_NONE, NULL))
    return NULL;
  senders = g_key_file_get_string (file, "Account", "sender_mailboxes", NULL);
  lower = g_ascii_strdown (senders != NULL ? senders : "", -1);
  if (strstr (lower, bracketed) == NULL && !g_str_equal (lower, wanted))
    return NULL;
  login = g_key_file_get_string (file, "Incoming", "login", NULL);
  return candidate_new ("Geary", address, read_geary_server (file, "Incoming", NULL),
                        read_geary_server (file, "Outgoing", login));
}

/* Online Accounts. */

static CtgEndpoint *
read_goa_server (GKeyFile *file, const char *group, const char *prefix)
{
  g_autofree char *host_key = g_strconcat (prefix, "Host", NULL);
  g_autofree char *user_key = g_strconcat (prefix, "UserName", NULL);
  g_autofree char *ssl_key = g_strconcat (prefix, "UseSsl", NULL);
  g_autofree char *tls_key = g_strconcat (prefix, "UseTls", NULL);
  g_autofree char *host = g_key_file_get_string (file, group, host_key, NULL);
  g_autofree char *user = g_key_file_get_string (file, group, user_key, NULL);
  gboolean is_tls = g_key_file_get_boolean (file, group, ssl_key, NULL);
  gboolean is_starttls = g_key_file_get_boolean (file, group, tls_key, NULL);
  gboolean is_smtp = g_str_equal (prefix, "Smtp");

  return endpoint_new (host, is_smtp ? (is_tls ? 465 : 587) : is_tls ? 993 : 143,
                       is_tls ? CTG_SECURITY_TLS : is_starttls ? CTG_SECURITY_STARTTLS : CTG_SECURITY_NONE, user);
}

/**
 * ctg_other_programs_read_online_accounts:
 * @conf: accounts.conf
 * @address: an address
 *
 * Returns: (transfer full) (nullable): how the desktop's accounts connect it, where that is by IMAP and encrypted
 */
CtgCandidate *
ctg_other_programs_read_online_accounts (const char *conf, const char *address)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_data (file, conf, (gsize) -1, G_KEY_FILE_NONE, NULL))
    return NULL;
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (has_words (file, groups[i], "Provider", "imap_smtp") && has_words (file, groups[i], "EmailAddress", address))
      return candidate_new ("GNOME Online Accounts", address, read_goa_server (file, groups[i], "Imap"),
                            read_goa_server (file, groups[i], "Smtp"));
  return NULL;
}

/* Where they are. */

static char *
read_text (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  g_autofree char *text = stream != NULL ? g_malloc (FILE_MAX_BYTES + 1) : NULL;
  gsize length = 0;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), text, FILE_MAX_BYTES, &length, NULL, NULL))
    return NULL;
  text[length] = '\0';
  return g_realloc (g_steal_pointer (&text), strlen (text) + 1);
}

static void
take (GPtrArray *found, CtgCandidate *candidate)
{
  if (candidate != NULL)
    g_ptr_array_add (found, candidate);
}

/* A file of this name in each folder of @folder. */
static void
read_each (GPtrArray *found, const char *folder, const char *name, const char *address,
           CtgCandidate *(*read) (const char *text, const char *address))
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *profile;

  for (guint n = 0; dir != NULL && n < FILES_MAX && (profile = g_dir_read_name (dir)) != NULL; n++)
    {
      g_autofree char *path = g_build_filename (folder, profile, name, NULL);
      g_autofree char *text = read_text (path);

      if (text != NULL)
        take (found, read (text, address));
    }
}

/**
 * ctg_other_programs_find:
 * @places: where people's programs keep what they are set up with
 * @address: a normalised address
 *
 * Looks whether another mail program of this computer is set up with the address. Blocks: files.
 *
 * Returns: (transfer full) (element-type CtgCandidate): how they connect it
 */
GPtrArray *
ctg_other_programs_find (const CtgOtherPlaces *places, const char *address)
{
  static const char *const thunderbirds[] = { ".thunderbird", ".var/app/org.mozilla.Thunderbird/.thunderbird",
                                              "snap/thunderbird/common/.thunderbird" };
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_candidate_free);
  g_autofree char *evolution = g_build_filename (places->config, "evolution", "sources", NULL);
  g_autofree char *geary = g_build_filename (places->config, "geary", NULL);
  g_autofree char *online = g_build_filename (places->config, "goa-1.0", "accounts.conf", NULL);
  g_autofree char *accounts = read_text (online);

  for (gsize i = 0; i < G_N_ELEMENTS (thunderbirds); i++)
    {
      g_autofree char *folder = g_build_filename (places->home, thunderbirds[i], NULL);

      read_each (found, folder, "prefs.js", address, ctg_other_programs_read_thunderbird);
    }
  take (found, ctg_other_programs_read_evolution (evolution, address));
  read_each (found, geary, "geary.ini", address, ctg_other_programs_read_geary);
  if (accounts != NULL)
    take (found, ctg_other_programs_read_online_accounts (accounts, address));
  return found;
}
