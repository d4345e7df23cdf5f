/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which folder keeps sent mail (B34, B35). The first row that finds a folder wins; inside a row the first folder in
 * the server's order:
 *
 *   SPECIAL_USE   the server says \Sent
 *   WORD          Sent, Sent Items, sent-mail, SentMail, INBOX.Sent, [Gmail]/Sent Mail
 *   LOCALISED     Posta inviata, Inviati, Gesendet, Envoyés, ... as the whole last part of the name
 *   CONTAINS      Sentenze, Presentazioni, Assenti: merely holds the letters, never used without asking
 *   NONE
 *
 * A word counts when it is "sent", alone or with a capital letter, a digit or a mail word after it: a lawyer's
 * "Sentenze" begins with the letters too and keeps no sent mail. Folders that cannot be opened, INBOX and folders with
 * another role (drafts, junk, ...) are never chosen. */

#include "backend.h"

#include <string.h>

static const char *const localised[] = {
  "posta inviata", "inviata", "inviati", "elementi inviati", "messaggi inviati", "e-mail inviate",
  "gesendet", "gesendete", "gesendete elemente", "gesendete objekte", "gesendete nachrichten",
  "envoyés", "envoyé", "éléments envoyés", "messages envoyés", "courrier envoyé",
  "enviados", "enviado", "elementos enviados", "mensajes enviados", "correo enviado",
  "itens enviados", "mensagens enviadas", "enviats", "bidalitakoak",
  "verzonden", "verzonden items", "verzonden berichten", "verstuurd",
  "skickat", "skickade", "skickade objekt", "sendt", "sendte", "sendte elementer", "sendt post",
  "lähetetyt", "wysłane", "elementy wysłane", "odeslané", "odeslaná pošta", "odoslané", "elküldött",
  "trimise", "poslano", "poslane", "отправленные", "надіслані", "изпратени", "gönderilmiş", "gönderilenler",
  "απεσταλμένα",
};

static const char *const mail_words[] = { "", "mail", "mails", "items", "messages", "msgs", "box", "folder", "email" };

static char *
fold (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_casefold (composed != NULL ? composed : text, -1);
}

/* The rest of a word after its "sent". */
static gboolean
continues_as_mail (const char *rest)
{
  const char *end = rest;
  g_autofree char *lower = NULL;

  while (g_unichar_isalpha (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  if (g_ascii_isupper (*rest) && g_ascii_islower (rest[-1]))
    return TRUE;
  lower = g_utf8_strdown (rest, end - rest);
  for (gsize i = 0; i < G_N_ELEMENTS (mail_words); i++)
    if (g_str_equal (lower, mail_words[i]))
      return TRUE;
  return FALSE;
}

static gboolean
has_word (const CtgFolderInfo *folder)
{
  gunichar before = ' ';

  for (const char *at = folder->name; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);
      gboolean begins = !g_unichar_isalnum (before) || (g_unichar_islower (before) && character == 'S');

      if (begins && g_ascii_strncasecmp (at, "sent", 4) == 0 && continues_as_mail (at + 4))
        return TRUE;
      before = character;
    }
  return FALSE;
}

static gboolean
is_localised (const CtgFolderInfo *folder)
{
  const char *last = folder->name;
  g_autofree char *folded = NULL;

  if (folder->delimiter != NULL && *folder->delimiter != '\0')
    {
      const char *found = g_strrstr (folder->name, folder->delimiter);

      last = found != NULL ? found + strlen (folder->delimiter) : last;
    }
  folded = fold (last);
  for (gsize i = 0; i < G_N_ELEMENTS (localised); i++)
    {
      g_autofree char *name = fold (localised[i]);

      if (g_str_equal (folded, name))
        return TRUE;
    }
  return FALSE;
}

static gboolean
contains_letters (const CtgFolderInfo *folder)
{
  g_autofree char *folded = fold (folder->name);

  return strstr (folded, "sent") != NULL;
}

static gboolean
has_special_use (const CtgFolderInfo *folder)
{
  return folder->role == CTG_FOLDER_SENT;
}

static const struct
{
  CtgSentReason reason;
  gboolean (*fits) (const CtgFolderInfo *folder);
} rules[] = {
  { CTG_SENT_SPECIAL_USE, has_special_use },
  { CTG_SENT_WORD, has_word },
  { CTG_SENT_LOCALISED, is_localised },
  { CTG_SENT_CONTAINS, contains_letters },
};

static const CtgFolderInfo *
find (GPtrArray *folders, gboolean (*fits) (const CtgFolderInfo *))
{
  for (guint i = 0; i < folders->len; i++)
    {
      const CtgFolderInfo *folder = g_ptr_array_index (folders, i);

      if (folder->can_select && (folder->role == CTG_FOLDER_OTHER || folder->role == CTG_FOLDER_SENT) && fits (folder))
        return folder;
    }
  return NULL;
}

/**
 * ctg_sent_folder_choose:
 * @folders: (element-type CtgFolderInfo): in the server's order
 * @reason: (out) (optional): by which rule
 *
 * Chooses the folder that keeps sent mail, by the table at the head of this file. Pure.
 *
 * Specification: RFC 6154 section 2
 * Returns: (transfer none) (nullable): one of @folders
 */
const CtgFolderInfo *
ctg_sent_folder_choose (GPtrArray *folders, CtgSentReason *reason)
{
  const CtgFolderInfo *folder = NULL;
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (rules) && folder == NULL; i++)
    folder = find (folders, rules[i].fits);
  if (reason != NULL)
    *reason = folder != NULL ? rules[i - 1].reason : CTG_SENT_NONE;
  return folder;
}

/**
 * ctg_sent_reason_to_string:
 * @reason: why a folder was chosen
 *
 * Returns: its word in JSON; never translated
 */
const char *
ctg_sent_reason_to_string (CtgSentReason reason)
{
  static const char *const names[] = { "none", "special-use", "word", "localised", "contains", "person" };

  return names[reason];
}

/**
 * ctg_sent_is_kept_by_server:
 * @kind: of the mailbox
 * @outgoing_host: where mail is handed over
 *
 * Gmail, Outlook.com, Microsoft 365 and Exchange put what they send into Sent by themselves: a second copy would be
 * seen. Google's relay for organizations belongs to no mailbox and keeps nothing.
 *
 * Returns: whether nothing is to be put there
 */
gboolean
ctg_sent_is_kept_by_server (const char *kind, const char *outgoing_host)
{
  static const char *const domains[] = { "gmail.com", "googlemail.com", "google.com", "office365.com", "outlook.com",
                                         "graph.microsoft.com" };

  if (g_str_equal (kind, "exchange"))
    return TRUE;
  if (g_ascii_strcasecmp (outgoing_host, "smtp-relay.gmail.com") == 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    {
      gsize length = strlen (outgoing_host), tail = strlen (domains[i]);

      if (length >= tail && g_ascii_strcasecmp (outgoing_host + length - tail, domains[i]) == 0 &&
          (length == tail || outgoing_host[length - tail - 1] == '.'))
        return TRUE;
    }
  return FALSE;
}
