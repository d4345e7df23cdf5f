/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "backend.h"

#include <string.h>

/* Folders in the server's order, separated by "|". "\" before a name: the server says \Sent; "-": it cannot be opened;
 * "!": it has another role. */
typedef struct
{
  const char *folders;
  const char *chosen;    /* (nullable) */
  CtgSentReason reason;
} Case;

static const Case cases[] = {
  { "INBOX|Sent|\\Posta", "Posta", CTG_SENT_SPECIAL_USE },
  { "INBOX|\\Uno|\\Due", "Uno", CTG_SENT_SPECIAL_USE },
  { "INBOX|Sent", "Sent", CTG_SENT_WORD },
  { "INBOX|sent", "sent", CTG_SENT_WORD },
  { "INBOX|SENT", "SENT", CTG_SENT_WORD },
  { "INBOX|Sent Items|Sent", "Sent Items", CTG_SENT_WORD },
  { "INBOX|SentMail", "SentMail", CTG_SENT_WORD },
  { "INBOX|sentmail", "sentmail", CTG_SENT_WORD },
  { "INBOX|sent-mail", "sent-mail", CTG_SENT_WORD },
  { "INBOX|INBOX.Sent", "INBOX.Sent", CTG_SENT_WORD },
  { "INBOX|[Gmail]/Sent Mail", "[Gmail]/Sent Mail", CTG_SENT_WORD },
  { "INBOX|Mail/mySent", "Mail/mySent", CTG_SENT_WORD },
  { "INBOX|Sent2019", "Sent2019", CTG_SENT_WORD },
  { "INBOX|Presentazioni|Sent", "Sent", CTG_SENT_WORD },
  { "INBOX|Presentazioni|Assenti", "Presentazioni", CTG_SENT_CONTAINS },
  { "INBOX|Assenti", "Assenti", CTG_SENT_CONTAINS },
  { "INBOX|Sentenze", "Sentenze", CTG_SENT_CONTAINS },
  { "INBOX|SENTENZE", "SENTENZE", CTG_SENT_CONTAINS },
  { "INBOX|Sentenze|Posta inviata", "Posta inviata", CTG_SENT_LOCALISED },
  { "INBOX|Inviati", "Inviati", CTG_SENT_LOCALISED },
  { "INBOX|INBOX.Inviata", "INBOX.Inviata", CTG_SENT_LOCALISED },
  { "INBOX|POSTA INVIATA", "POSTA INVIATA", CTG_SENT_LOCALISED },
  { "INBOX|Gesendete Objekte", "Gesendete Objekte", CTG_SENT_LOCALISED },
  { "INBOX|Envoyés", "Envoyés", CTG_SENT_LOCALISED },
  { "INBOX|E\314\201le\314\201ments envoye\314\201s", "E\314\201le\314\201ments envoye\314\201s", CTG_SENT_LOCALISED },
  { "INBOX|Отправленные", "Отправленные", CTG_SENT_LOCALISED },
  { "INBOX|Non inviati davvero", NULL, CTG_SENT_NONE },
  { "INBOX|-Sent|Sent Items", "Sent Items", CTG_SENT_WORD },
  { "INBOX|!Sent drafts|Archivio", NULL, CTG_SENT_NONE },
  { "INBOX|Archivio", NULL, CTG_SENT_NONE },
  { "INBOX", NULL, CTG_SENT_NONE },
};

static CtgFolderInfo *
make_folder (const char *word)
{
  CtgFolderInfo *folder = g_new0 (CtgFolderInfo, 1);

  folder->can_select = *word != '-';
  if (*word == '\\')
    folder->role = CTG_FOLDER_SENT;
  else if (*word == '!')
    folder->role = CTG_FOLDER_DRAFTS;
  else if (g_str_equal (word, "INBOX"))
    folder->role = CTG_FOLDER_INBOX;
  folder->name = g_strdup (word + (strchr ("\\!-", *word) != NULL ? 1 : 0));
  folder->remote_name = g_strdup (folder->name);
  folder->delimiter = g_strdup (strchr (folder->name, '/') != NULL ? "/" : ".");
  return folder;
}

static void
test_b35 (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_folder_info_free);
      g_auto (GStrv) words = g_strsplit (cases[i].folders, "|", -1);
      const CtgFolderInfo *chosen;
      CtgSentReason reason;

      for (guint j = 0; words[j] != NULL; j++)
        g_ptr_array_add (folders, make_folder (words[j]));
      chosen = ctg_sent_folder_choose (folders, &reason);
      g_test_message ("%s: %s", cases[i].folders, ctg_sent_reason_to_string (reason));
      g_assert_cmpstr (chosen != NULL ? chosen->name : NULL, ==, cases[i].chosen);
      g_assert_cmpint (reason, ==, cases[i].reason);
    }
}

static void
test_copy (void)
{
  g_autoptr (CtgFolderInfo) folder = make_folder ("Sent");
  g_autoptr (CtgFolderInfo) copy = ctg_folder_info_copy (folder);

  g_assert_cmpstr (copy->remote_name, ==, "Sent");
  g_assert_true (copy->remote_name != folder->remote_name);
  g_assert_null (ctg_folder_info_copy (NULL));
}

/* A copy of ours beside the provider's would be seen twice. */
static void
test_kept_by_server (void)
{
  static const struct { const char *kind, *host; gboolean is_kept; } hosts[] = {
    { "gmail", "smtp.gmail.com", TRUE },          { "imap", "SMTP.GMAIL.COM", TRUE },
    { "imap", "smtp.googlemail.com", TRUE },      { "microsoft365", "smtp.office365.com", TRUE },
    { "exchange", "mail.azienda.example", TRUE }, { "imap", "smtp.gmail.com.azienda.example", FALSE },
    { "imap", "notgmail.com", FALSE },            { "imap", "smtp.azienda.example", FALSE },
    { "imap", "smtp-relay.gmail.com", FALSE },
    { "microsoft365", "graph.microsoft.com", TRUE }, { "imap", "graph.microsoft.com.azienda.example", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    g_assert_true (ctg_sent_is_kept_by_server (hosts[i].kind, hosts[i].host) == hosts[i].is_kept);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/sent-folder/B35-first-rule-that-finds-one-wins", test_b35);
  g_test_add_func ("/mail/sent-folder/B31-kept-by-server", test_kept_by_server);
  g_test_add_func ("/mail/folder/copy-is-deep", test_copy);
  return g_test_run ();
}
