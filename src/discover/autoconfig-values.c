/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The values of a document of settings, whoever wrote it: user names and hosts with place-holders, words for ways of
 * signing in. What is none of these is NULL, so that nothing of it reaches a server. */

#include "autoconfig.h"

#include "text.h"

#include <string.h>

#define USERNAME_MAX_BYTES 320
/* RFC 1035 section 2.3.4 */
#define HOST_MAX_BYTES 253
#define LABEL_MAX_BYTES 63
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static gboolean
append_value (GString *filled, const char *name, gsize length, const char *address)
{
  const char *at = strrchr (address, '@');

  if (length == 12 && g_ascii_strncasecmp (name, "EMAILADDRESS", length) == 0)
    g_string_append (filled, address);
  else if (length == 14 && g_ascii_strncasecmp (name, "EMAILLOCALPART", length) == 0)
    g_string_append_len (filled, address, at - address);
  else if (length == 11 && g_ascii_strncasecmp (name, "EMAILDOMAIN", length) == 0)
    g_string_append (filled, at + 1);
  else
    return FALSE;
  return TRUE;
}

/* How long the word after a percent sign is: letters, digits and the low line, a letter first. */
static gsize
measure_word (const char *text)
{
  return strspn (text, LETTERS) > 0 ? strspn (text, LETTERS DIGITS "_") : 0;
}

/* A place-holder whose second percent sign was forgotten. Other words may follow one: "anna%example.it" is a name. */
static gboolean
is_half (const char *word, gsize length)
{
  static const char *const beginnings[] = { "EMAIL", "REALNAME", "USERNAME", "USER_NAME" };

  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (length >= strlen (beginnings[i]) && strncmp (word, beginnings[i], strlen (beginnings[i])) == 0)
      return TRUE;
  return FALSE;
}

/* FALSE: place-holders remain that nobody can fill; they stay as they are. */
static gboolean
fill (GString *filled, const char *template, const char *address)
{
  gboolean is_whole = TRUE;

  for (const char *open = strchr (template, '%'); open != NULL; open = strchr (template, '%'))
    {
      gsize length = measure_word (open + 1);
      gboolean is_closed = length > 0 && open[1 + length] == '%';
      const char *next = is_closed ? open + length + 2 : open + 1;

      g_string_append_len (filled, template, open - template);
      if (!is_closed || !append_value (filled, open + 1, length, address))
        {
          g_string_append_len (filled, open, next - open);
          is_whole = is_whole && !is_closed && !is_half (open + 1, length);
        }
      template = next;
    }
  g_string_append (filled, template);
  return is_whole;
}

/**
 * ctg_autoconfig_fill:
 * @template: text with place-holders: `%EMAILADDRESS%`, `%EMAILLOCALPART%`, `%EMAILDOMAIN%`, alone or amid other text
 * @address: a normalised address
 *
 * Any other word between percent signs stays as it is.
 *
 * Returns: (transfer full): the text for that address
 */
char *
ctg_autoconfig_fill (const char *template, const char *address)
{
  GString *filled;

  g_return_val_if_fail (strrchr (address, '@') != NULL, NULL);
  filled = g_string_new (NULL);
  fill (filled, template, address);
  return g_string_free (filled, FALSE);
}

/**
 * ctg_autoconfig_read_username:
 * @template: a user name, with place-holders
 * @address: a normalised address
 *
 * %REALNAME%, %USERNAME% and the like stand for what the document would have a person asked (inputField).
 *
 * Returns: (transfer full) (nullable): the name for that address; %NULL where something in it cannot be known or
 *   cannot be part of a name
 */
char *
ctg_autoconfig_read_username (const char *template, const char *address)
{
  g_autoptr (GString) filled = g_string_new (NULL);

  if (!fill (filled, template, address) || filled->len == 0 || filled->len > USERNAME_MAX_BYTES ||
      ctg_text_has_control (filled->str))
    return NULL;
  return g_strdup (filled->str);
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  return length > 0 && length <= LABEL_MAX_BYTES && *label != '-' &&
         strspn (label, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length;
}

/* An address written as C's library would read it, "0x7f000001" or "1.2.3", leads where nobody sees it does. */
static gboolean
is_number (const char *label)
{
  if (g_str_has_prefix (label, "0x"))
    return strspn (label + 2, "0123456789abcdef") == strlen (label + 2);
  return strspn (label, DIGITS) == strlen (label);
}

static gboolean
is_host_name (const char *text)
{
  g_auto (GStrv) labels = g_strsplit (text, ".", -1);
  guint n_labels = g_strv_length (labels);

  if (strlen (text) > HOST_MAX_BYTES)
    return FALSE;
  for (guint i = 0; i < n_labels; i++)
    if (!is_label (labels[i]))
      return FALSE;
  return n_labels > 0 && !is_number (labels[n_labels - 1]);
}

/* "[2001:db8::1]", as addresses of the web have it. */
static char *
strip_brackets (char *host)
{
  gsize length = strlen (host);

  if (length > 2 && *host == '[' && host[length - 1] == ']')
    {
      host[length - 1] = '\0';
      memmove (host, host + 1, length - 1);
    }
  return host;
}

/**
 * ctg_autoconfig_read_host:
 * @text: a host's name or address, with place-holders
 * @address: a normalised address
 *
 * Specification: RFC 1123 section 2.1, with the low line that some hosts have
 * Returns: (transfer full) (nullable): the host as it goes on the wire; %NULL for what is none
 */
char *
ctg_autoconfig_read_host (const char *text, const char *address)
{
  g_autofree char *filled = strip_brackets (ctg_autoconfig_fill (text, address));
  g_autofree char *ascii = g_hostname_to_ascii (filled);
  g_autofree char *lower = ascii != NULL ? g_ascii_strdown (ascii, -1) : NULL;

  if (lower == NULL)
    return NULL;
  if (g_str_has_suffix (lower, "."))
    lower[strlen (lower) - 1] = '\0';
  if (g_hostname_is_ip_address (lower) || is_host_name (lower))
    return g_steal_pointer (&lower);
  return NULL;
}

/**
 * ctg_autoconfig_read_auth:
 * @text: a word for a way of signing in, of Thunderbird's, of SASL's or ours
 *
 * Returns: (transfer none) (nullable): our word for it, see `auth` of CtgCandidate; %NULL for one that nobody knows
 */
const char *
ctg_autoconfig_read_auth (const char *text)
{
  static const struct
  {
    const char *text;
    const char *word;
  } words[] = {
    { "password-cleartext", "password" }, { "plain", "password" }, { "login", "password" },
    { "password", "password" }, { "password-plain", "password" }, { "normal", "password" },
    { "password-encrypted", "password-encrypted" }, { "secure", "password-encrypted" },
    { "CRAM-MD5", "password-encrypted" }, { "DIGEST-MD5", "password-encrypted" }, { "CRAM", "password-encrypted" },
    { "NTLM", "ntlm" }, { "GSSAPI", "gssapi" }, { "Kerberos", "gssapi" },
    { "OAuth2", "oauth2" }, { "XOAUTH2", "oauth2" }, { "OAUTHBEARER", "oauth2" },
    { "client-IP-address", "client-ip" }, { "client-ip", "client-ip" },
    { "TLS-client-cert", "tls-client-cert" }, { "EXTERNAL", "tls-client-cert" },
    { "none", "none" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i].text) == 0)
      return words[i].word;
  return NULL;
}
