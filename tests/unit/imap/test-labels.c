/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gmail's labels against a server that plays. No server of the laboratory has them. */

#include "errors.h"
#include "imap-backend.h"
#include "script-server.h"

#include <string.h>

#define GMAIL \
  "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\nC: C1 AUTHENTICATE *\n" \
  "S: $ OK [CAPABILITY IMAP4rev1 LIST-STATUS SPECIAL-USE LIST-EXTENDED CONDSTORE ESEARCH X-GM-EXT-1] in\n"
#define FOLDERS(sequence) \
  "C: * LIST *\nS: * LIST (\\HasNoChildren) \"/\" \"INBOX\"\n" \
  "S: * LIST (\\HasChildren \\Noselect) \"/\" \"[Gmail]\"\n" \
  "S: * LIST (\\All \\HasNoChildren) \"/\" \"[Gmail]/Tutti i messaggi\"\n" \
  "S: * STATUS \"[Gmail]/Tutti i messaggi\" (MESSAGES 3 UIDNEXT 8 UIDVALIDITY 11 HIGHESTMODSEQ " sequence ")\n" \
  "S: $ OK done\n"
#define EXAMINED(exists, next, sequence) \
  "C: * EXAMINE *\nS: * " exists " EXISTS\nS: * OK [UIDVALIDITY 11] .\nS: * OK [UIDNEXT " next "] .\n" \
  "S: * OK [HIGHESTMODSEQ " sequence "] .\nS: $ OK [READ-ONLY] done\n"
#define HEADER(seq, uid, items) \
  "S: * " seq " FETCH (UID " uid " " items " RFC822.SIZE 1000 BODY[HEADER] {8}\nS- a: b\\r\\n\\r\\n\nS: )\n"
#define ALL_MAIL "[Gmail]/Tutti i messaggi"

typedef struct
{
  ScriptServer *server;
  CtgBackend *backend;
  GPtrArray *folders;
  GString *log;
  char *token;
  GError *error;
} Mailbox;

static Mailbox
mailbox_open (const char *transcript)
{
  Mailbox self = { .server = script_server_new (transcript), .log = g_string_new (NULL) };
  g_autoptr (CtgEndpoint) endpoint = ctg_endpoint_new ("127.0.0.1", script_server_get_port (self.server),
                                                       CTG_SECURITY_NONE, "mario");

  self.backend = ctg_imap_backend_new (endpoint);
  g_assert_true (ctg_backend_open (self.backend, "x", NULL, NULL, NULL, NULL, &self.error));
  g_assert_no_error (self.error);
  return self;
}

static void
mailbox_clear (Mailbox *self)
{
  g_clear_object (&self->backend);
  g_clear_pointer (&self->folders, g_ptr_array_unref);
  g_clear_pointer (&self->server, script_server_free);
  g_string_free (self->log, TRUE);
  g_free (self->token);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mailbox, mailbox_clear)

static void
describe (GString *log, char sign, const CtgRemoteHeader *header)
{
  const CtgLabels *labels = header->labels;
  g_autofree char *names = labels != NULL ? g_strjoinv (",", labels->names) : NULL;

  g_string_append_printf (log, "%c%s", sign, header->remote_id);
  if (labels != NULL)
    g_string_append_printf (log, " (%s %s%s%s%s)", labels->unique_id != NULL ? labels->unique_id : "?",
                            labels->roles & (1 << CTG_FOLDER_INBOX) ? "I" : "",
                            labels->roles & (1 << CTG_FOLDER_SENT) ? "S" : "",
                            labels->roles & (1 << CTG_FOLDER_DRAFTS) ? "D:" : ":", names);
  g_string_append_c (log, ' ');
}

static gboolean
delta_cb (const CtgDelta *delta, gpointer data, GError **error)
{
  Mailbox *self = data;

  for (guint i = 0; i < delta->added->len; i++)
    describe (self->log, '+', g_ptr_array_index (delta->added, i));
  for (guint i = 0; i < delta->relabelled->len; i++)
    describe (self->log, '=', g_ptr_array_index (delta->relabelled, i));
  g_string_append_printf (self->log, "[%s]\n", delta->token);
  g_free (self->token);
  self->token = g_strdup (delta->token);
  return TRUE;
}

static void
list (Mailbox *self)
{
  self->folders = ctg_backend_list_folders (self->backend, CTG_LISTING_STATUS, NULL, &self->error);
  g_assert_no_error (self->error);
}

static void
pull (Mailbox *self, const char *token)
{
  ctg_backend_pull (self->backend, ALL_MAIL, token, 0, delta_cb, self, NULL, &self->error);
  g_assert_no_error (self->error);
}

static void
test_labels_come_with_the_headers (void)
{
  g_auto (Mailbox) self = mailbox_open (GMAIL FOLDERS ("90") EXAMINED ("3", "8", "90")
    "C: C4 FETCH 1:3 (UID RFC822.SIZE INTERNALDATE X-GM-MSGID X-GM-LABELS BODY.PEEK[HEADER])\n"
    HEADER ("1", "2", "X-GM-MSGID 1278455344230334865 X-GM-LABELS (\"\\\\Inbox\" \"\\\\Important\" \"Muy Importante\")")
    HEADER ("2", "5", "X-GM-LABELS (\\Sent Clienti/Carteggio) X-GM-MSGID 18446744073709551615")
    HEADER ("3", "7", "X-GM-THRID 1 X-GM-MSGID 12 X-GM-LABELS ()")
    "S: $ OK\nWAIT");

  list (&self);
  g_assert_cmpstr (ctg_backend_get_all_mail (self.backend), ==, ALL_MAIL);
  pull (&self, NULL);
  script_server_assert_played (self.server);
  g_assert_cmpstr (self.log->str, ==,
                   "+7 (12 :) +5 (18446744073709551615 S:Clienti/Carteggio) "
                   "+2 (1278455344230334865 I:Muy Importante) [v1 11 8 90 3 0 -]\n");
}

/* Whatever a server says there, the header beside it is not lost. */
static void
test_hostile_labels (void)
{
  g_auto (Mailbox) self = mailbox_open (GMAIL FOLDERS ("90") EXAMINED ("9", "10", "90") "C: C4 FETCH 1:9 *\n"
    HEADER ("1", "1", "X-GM-MSGID 18446744073709551616 X-GM-LABELS (a)")
    HEADER ("2", "2", "X-GM-MSGID -1 X-GM-LABELS (\"quo\\\"ted\" \"back\\\\slash\")")
    HEADER ("3", "3", "X-GM-MSGID (1 2) X-GM-LABELS \"no list\"")
    HEADER ("4", "4", "X-GM-MSGID NIL X-GM-LABELS NIL")
    "S: * 5 FETCH (UID 5 X-GM-MSGID 5 X-GM-LABELS ({11}\nS- in\\r\\nliteral\nS:  ({1}\nS: x) \"\") BODY[HEADER] {8}\n"
    "S- a: b\\r\\n\\r\\n\nS: )\n"
    HEADER ("6", "6", "X-GM-MSGID 6 X-GM-LABELS (\"Entw&APw-rfe\" \"rotto&A\" \"&AAo-\")")
    HEADER ("7", "7", "X-GM-MSGID 7")
    HEADER ("8", "8", "X-GM-MSGID 8 X-GM-LABELS (\\INBOX \\sent \\Draft \\Nonesuch \\)")
    HEADER ("9", "9", "X-GM-LABELS (a) X-GM-LABELS (b) X-GM-MSGID 0")
    "S: $ OK\nWAIT");

  list (&self);
  pull (&self, NULL);
  script_server_assert_played (self.server);
  g_assert_cmpstr (self.log->str, ==,
                   "+9 (? :a) +8 (8 ISD:) +7 +6 (6 :Entwürfe,rotto&A,) +5 (5 :in literal) +4 +3 "
                   "+2 (? :quo\"ted,back\\slash) +1 (? :a) [v1 11 10 90 9 0 -]\n");
}

/* A label that was put on a letter later is told by the sequence of changes, not by new numbers. */
static void
test_changed_labels (void)
{
  g_auto (Mailbox) self = mailbox_open (GMAIL FOLDERS ("95") EXAMINED ("4", "9", "95")
    "C: C4 UID FETCH 8 (UID *\n" HEADER ("4", "8", "X-GM-MSGID 80 X-GM-LABELS (\\Inbox)") "S: $ OK\n"
    "C: C5 UID FETCH 1:7 (UID X-GM-MSGID X-GM-LABELS) (CHANGEDSINCE 90)\n"
    "S: * 1 FETCH (UID 2 X-GM-MSGID 20 X-GM-LABELS (Carteggio) MODSEQ (94))\n"
    "S: * 2 FETCH (UID 5 MODSEQ (95))\nS: * 4 FETCH (UID 8 X-GM-LABELS (unasked))\nS: $ OK\nWAIT");
  const CtgFolderInfo *all;

  list (&self);
  all = g_ptr_array_index (self.folders, 2);
  g_assert_false (ctg_backend_is_current (self.backend, all, "v1 11 8 90 3 0 -"));
  g_assert_true (ctg_backend_is_current (self.backend, all, "v1 11 8 95 3 0 -"));
  pull (&self, "v1 11 8 90 3 0 -");
  script_server_assert_played (self.server);
  g_assert_cmpstr (self.log->str, ==, "+8 (80 I:) [v1 11 9 90 4 0 -]\n=2 (20 :Carteggio) [v1 11 9 95 4 0 -]\n");
}

static void
assert_no_all_mail (const char *capabilities, const char *attribute)
{
  g_autofree char *transcript = g_strdup_printf (
    "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\nC: C1 AUTHENTICATE *\n"
    "S: $ OK [CAPABILITY IMAP4rev1 LIST-STATUS SPECIAL-USE LIST-EXTENDED %s] in\n"
    "C: * LIST *\nS: * LIST () \"/\" INBOX\nS: * LIST (%s) \"/\" All\nS: $ OK\nWAIT", capabilities, attribute);
  g_auto (Mailbox) self = mailbox_open (transcript);

  list (&self);
  g_assert_null (ctg_backend_get_all_mail (self.backend));
}

/* All Mail can be hidden from IMAP in Gmail's settings; other servers have \All without labels. */
static void
test_folders_are_folders (void)
{
  assert_no_all_mail ("CONDSTORE X-GM-EXT-1", "\\HasNoChildren");
  assert_no_all_mail ("CONDSTORE X-GM-EXT-1", "\\All \\Noselect");
  assert_no_all_mail ("X-GM-EXT-1", "\\All");
  assert_no_all_mail ("CONDSTORE", "\\All");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap/labels/come-with-the-headers", test_labels_come_with_the_headers);
  g_test_add_func ("/imap/labels/hostile", test_hostile_labels);
  g_test_add_func ("/imap/labels/changed", test_changed_labels);
  g_test_add_func ("/imap/labels/folders-are-folders", test_folders_are_folders);
  return g_test_run ();
}
