/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person should look at twice in a typed address. Suggestions, never corrections, and never a refusal.
 *
 *   typo           a domain one slip away from a well-known one, and not well known itself: gmial.com, gmail.con,
 *                  gmailcom
 *   mixed-script   a label that mixes alphabets as no language does
 *   confusable     a label of another alphabet that can be read as Latin letters
 *   role           info@, vendite@: a mailbox of several people (A05)
 *   private        an address that anybody can have, where a company's own is connected already (A06) */

#include "address-warnings.h"

#include "provider-table.h"

#include <gio/gio.h>
#include <string.h>

#define DOMAIN_MIN_BYTES 7
#define DOMAIN_MAX_BYTES 40

/* Where a slip is likely because very many people have an address there. */
static const char *const well_known[] = {
  "gmail.com", "googlemail.com", "outlook.com", "outlook.it", "hotmail.com", "hotmail.it", "live.com", "live.it",
  "yahoo.com", "yahoo.it", "yahoo.fr", "yahoo.de", "yahoo.es", "yahoo.co.uk", "hotmail.co.uk", "hotmail.fr",
  "icloud.com", "libero.it", "virgilio.it", "alice.it", "tiscali.it", "fastwebnet.it", "aruba.it", "legalmail.it",
  "arubapec.it", "postecert.it", "t-online.de", "freenet.de", "orange.fr", "wanadoo.fr", "laposte.net",
  "proton.me", "protonmail.com", "fastmail.com", "mailbox.org", "posteo.de",
};

static const char *const roles[] = {
  "abuse", "acquisti", "admin", "administrator", "amministrazione", "assistenza", "billing", "booking", "careers",
  "commerciale", "contabilita", "contact", "contatti", "contatto", "direzione", "fatture", "finance", "help", "hello",
  "helpdesk", "hr", "info", "informazioni", "invoice", "jobs", "kontakt", "lavoro", "mail", "marketing", "negozio",
  "newsletter", "noreply", "no-reply", "office", "ordini", "orders", "postmaster", "prenotazioni", "press", "privacy",
  "produzione", "reception", "sales", "segreteria", "service", "servizioclienti", "shop", "support", "supporto",
  "team", "ufficio", "vendite", "webmaster",
};

static void
add (GPtrArray *warnings, const char *kind, const char *detail)
{
  g_ptr_array_add (warnings, ctg_address_warning_new (kind, detail));
}

/* One letter more, less, other, or two in each other's place. */
static gboolean
is_one_slip (const char *typed, const char *meant)
{
  gsize n_typed = strlen (typed);
  gsize n_meant = strlen (meant);
  gsize i = 0;

  while (i < n_typed && i < n_meant && typed[i] == meant[i])
    i++;
  if (n_typed == n_meant)
    return i < n_typed && (g_str_equal (typed + i + 1, meant + i + 1) ||
                           (i + 1 < n_typed && typed[i] == meant[i + 1] && typed[i + 1] == meant[i] &&
                            g_str_equal (typed + i + 2, meant + i + 2)));
  if (n_typed + 1 == n_meant)
    return g_str_equal (typed + i, meant + i + 1);
  return n_typed == n_meant + 1 && g_str_equal (typed + i + 1, meant + i);
}

static void
look_for_slip (GPtrArray *warnings, const char *local_part, const char *domain)
{
  gsize length = strlen (domain);

  if (length < DOMAIN_MIN_BYTES || length > DOMAIN_MAX_BYTES || ctg_provider_table_find (domain) != NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (well_known); i++)
    if (is_one_slip (domain, well_known[i]))
      {
        g_autofree char *meant = g_strconcat (local_part, "@", well_known[i], NULL);

        add (warnings, "typo", meant);
        return;
      }
}

static void
look_for_role (GPtrArray *warnings, const char *local_part)
{
  g_autofree char *lower = g_ascii_strdown (local_part, -1);

  lower[strcspn (lower, "+")] = '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_str_equal (lower, roles[i]))
      {
        add (warnings, "role", local_part);
        return;
      }
}

/* Writing systems that stand side by side in Japanese, Korean and Chinese count as one. */
static GUnicodeScript
system_of (gunichar character)
{
  GUnicodeScript script = g_unichar_get_script (character);

  if (script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA || script == G_UNICODE_SCRIPT_HANGUL ||
      script == G_UNICODE_SCRIPT_BOPOMOFO)
    return G_UNICODE_SCRIPT_HAN;
  return script;
}

static gboolean
is_mixed (const char *label)
{
  GUnicodeScript seen = G_UNICODE_SCRIPT_COMMON;

  for (const char *at = label; *at != '\0'; at = g_utf8_next_char (at))
    {
      GUnicodeScript script = system_of (g_utf8_get_char (at));

      if (script == G_UNICODE_SCRIPT_COMMON || script == G_UNICODE_SCRIPT_INHERITED)
        continue;
      if (seen != G_UNICODE_SCRIPT_COMMON && script != seen)
        return TRUE;
      seen = script;
    }
  return FALSE;
}

/* The Latin letter that a Cyrillic or Greek one is drawn like; 0: none. */
static char
latin_of (gunichar character)
{
  static const struct
  {
    gunichar character;
    char latin;
  } pairs[] = {
    { 0x430, 'a' }, { 0x435, 'e' }, { 0x43e, 'o' }, { 0x440, 'p' }, { 0x441, 'c' }, { 0x443, 'y' }, { 0x445, 'x' },
    { 0x455, 's' }, { 0x456, 'i' }, { 0x458, 'j' }, { 0x4bb, 'h' }, { 0x501, 'd' }, { 0x51b, 'q' }, { 0x51d, 'w' },
    { 0x432, 'b' }, { 0x43a, 'k' }, { 0x43c, 'm' }, { 0x43d, 'h' }, { 0x442, 't' }, { 0x3bf, 'o' }, { 0x3b1, 'a' },
    { 0x3bd, 'v' }, { 0x3c1, 'p' }, { 0x3b9, 'i' }, { 0x3ba, 'k' }, { 0x3c5, 'u' }, { 0x3c7, 'x' }, { 0x4cf, 'l' },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (pairs[i].character == character)
      return pairs[i].latin;
  return character < 0x80 ? (char) character : 0;
}

/* The domain in Latin letters that can be taken for it, where every letter of it can. */
static char *
read_as_latin (const char *shown)
{
  GString *latin = g_string_new (NULL);

  for (const char *at = shown; *at != '\0'; at = g_utf8_next_char (at))
    {
      char letter = latin_of (g_utf8_get_char (at));

      if (letter == 0)
        {
          g_string_free (latin, TRUE);
          return NULL;
        }
      g_string_append_c (latin, letter);
    }
  return g_string_free (latin, FALSE);
}

static void
look_at_script (GPtrArray *warnings, const char *domain)
{
  g_autofree char *shown = g_hostname_to_unicode (domain);
  g_autofree char *latin = NULL;
  g_auto (GStrv) labels = NULL;

  if (shown == NULL || g_str_equal (shown, domain))
    return;
  latin = read_as_latin (shown);
  if (latin != NULL)
    add (warnings, "confusable", latin);
  labels = g_strsplit (shown, ".", -1);
  for (guint i = 0; labels[i] != NULL; i++)
    if (is_mixed (labels[i]))
      {
        add (warnings, "mixed-script", domain);
        return;
      }
}

/**
 * ctg_address_warnings_list:
 * @address: a normalised address, or what somebody has typed so far
 *
 * Returns: (transfer full) (element-type CtgAddressWarning): what to look at, possibly nothing
 */
GPtrArray *
ctg_address_warnings_list (const char *address)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_address_warning_free);
  const char *at = strrchr (address, '@');
  g_autofree char *local_part = at != NULL ? g_strndup (address, (gsize) (at - address)) : NULL;
  g_autofree char *domain = at != NULL ? g_ascii_strdown (at + 1, -1) : NULL;

  if (at == NULL || at == address || !g_utf8_validate (address, -1, NULL))
    return warnings;
  look_for_slip (warnings, local_part, domain);
  look_at_script (warnings, domain);
  look_for_role (warnings, local_part);
  return warnings;
}

/* A provider whose addresses are for everybody, and for no certified mail. */
static gboolean
is_private (const char *address)
{
  const char *at = strrchr (address, '@');
  const CtgProviderEntry *entry = at != NULL ? ctg_provider_table_find (at + 1) : NULL;

  return entry != NULL && (entry->hint == NULL || !g_str_has_prefix (entry->hint, "pec-"));
}

/**
 * ctg_address_warnings_add_private:
 * @warnings: (element-type CtgAddressWarning): of @address
 * @address: a normalised address
 * @connected: addresses of the mailboxes that are connected
 *
 * Adds a note where somebody has an address of a company's own connected and types one that anybody can have (A06).
 */
void
ctg_address_warnings_add_private (GPtrArray *warnings, const char *address, const char *const *connected)
{
  if (!is_private (address))
    return;
  for (guint i = 0; connected[i] != NULL; i++)
    if (!is_private (connected[i]))
      {
        g_ptr_array_add (warnings, ctg_address_warning_new ("private", connected[i]));
        return;
      }
}
