/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "imap-capability.h"

/* What we make use of. COMPRESS=DEFLATE is not among it on purpose (I7). */
static const struct
{
  const char *word;
  guint capability;
} known[] = {
  { "IMAP4rev1", CTG_IMAP_CAN_IMAP4 },
  { "IMAP4rev2", CTG_IMAP_CAN_IMAP4 },
  { "STARTTLS", CTG_IMAP_CAN_STARTTLS },
  { "LOGINDISABLED", CTG_IMAP_LOGIN_DISABLED },
  { "AUTH=PLAIN", CTG_IMAP_CAN_AUTH_PLAIN },
  { "AUTH=OAUTHBEARER", CTG_IMAP_CAN_OAUTHBEARER },
  { "AUTH=XOAUTH2", CTG_IMAP_CAN_XOAUTH2 },
  { "SASL-IR", CTG_IMAP_CAN_SASL_IR },
  { "ID", CTG_IMAP_CAN_ID },
  { "ENABLE", CTG_IMAP_CAN_ENABLE },
  { "NAMESPACE", CTG_IMAP_CAN_NAMESPACE },
  { "IDLE", CTG_IMAP_CAN_IDLE },
  { "LITERAL+", CTG_IMAP_CAN_LITERAL_PLUS },
  { "LITERAL-", CTG_IMAP_CAN_LITERAL_MINUS },
  { "UTF8=ACCEPT", CTG_IMAP_CAN_UTF8_ACCEPT },
  { "UTF8=ONLY", CTG_IMAP_CAN_UTF8_ACCEPT },
  { "CONDSTORE", CTG_IMAP_CAN_CONDSTORE },
  { "QRESYNC", CTG_IMAP_CAN_CONDSTORE },
  { "ESEARCH", CTG_IMAP_CAN_ESEARCH },
  { "UIDPLUS", CTG_IMAP_CAN_UIDPLUS },
  { "X-GM-EXT-1", CTG_IMAP_CAN_GMAIL },
  { "SPECIAL-USE", CTG_IMAP_CAN_SPECIAL_USE },
  { "LIST-EXTENDED", CTG_IMAP_CAN_LIST_EXTENDED },
  { "LIST-STATUS", CTG_IMAP_CAN_LIST_STATUS },
};

/**
 * ctg_imap_capability_parse:
 * @word: one word of a server's capabilities
 *
 * Returns: its flag of #CtgImapCapabilities, 0 when we make no use of it
 */
guint
ctg_imap_capability_parse (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (known[i].word, word) == 0)
      return known[i].capability;
  return g_ascii_strncasecmp (word, "AUTH=", 5) == 0 ? CTG_IMAP_CAN_AUTH_OTHER : 0;
}

/**
 * ctg_imap_capability_describe:
 * @capabilities: flags of #CtgImapCapabilities
 *
 * Returns: (transfer full): the words, separated by blanks
 */
char *
ctg_imap_capability_describe (guint capabilities)
{
  GString *words = g_string_new (NULL);
  guint named = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if ((capabilities & known[i].capability) && !(named & known[i].capability))
      {
        g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", known[i].word);
        named |= known[i].capability;
      }
  return g_string_free (words, FALSE);
}
