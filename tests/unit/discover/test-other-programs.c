/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A102: what other mail programs are set up with. An outcome is "INCOMING OUTGOING USERNAME", "" for nothing. */

#include "other-programs.h"

#include <glib/gstdio.h>

#define ANNA "anna@example.it"

#define PREF(key, value) "user_pref(\"mail." key "\", " value ");\n"
#define THUNDERBIRD(type, port, security, try_ssl) \
  "// Mozilla User Preferences\n\n" PREF ("account.account1.server", "\"server0\"") \
  PREF ("account.account2.identities", "\"id7,id1\"") PREF ("account.account2.server", "\"server1\"") \
  PREF ("identity.id1.useremail", "\"Anna@Example.it\"") PREF ("identity.id1.smtpServer", "\"smtp2\"") \
  PREF ("server.server1.type", "\"" type "\"") PREF ("server.server1.hostname", "\"imap.hoster.example\"") port \
  PREF ("server.server1.socketType", security) PREF ("server.server1.userName", "\"anna\\\\b\"") \
  PREF ("smtpserver.smtp1.hostname", "\"wrong.example\"") \
  PREF ("smtpserver.smtp2.hostname", "\"smtp.hoster.example\"") \
  PREF ("smtpserver.smtp2.port", "2465") PREF ("smtpserver.smtp2.try_ssl", try_ssl)
#define GEARY(senders, security) \
  "[Account]\nsender_mailboxes=" senders ";\nservice_provider=other\n" \
  "[Incoming]\nlogin=anna\nhost=i.example\nport=993\ntransport_security=" security "\n" \
  "[Outgoing]\nhost=o.example\nport=587\ntransport_security=start-tls\n"
#define ONLINE(provider, ssl) \
  "[Account account_1]\nProvider=google\nEmailAddress=anna@example.it\n[Account account_2]\nProvider=" provider "\n" \
  "EmailAddress=anna@example.it\nImapHost=i.example\nImapUserName=anna\nImapUseSsl=" ssl "\nSmtpHost=o.example:2587\n" \
  "SmtpUseTls=true\n"

static char *
describe (const CtgCandidate *candidate)
{
  if (candidate == NULL)
    return g_strdup ("");
  g_assert_cmpstr (candidate->trust, ==, "verified");
  g_assert_true (candidate->can_start);
  return g_strdup_printf ("%s:%u:%s %s:%u:%s %s", candidate->incoming->host, candidate->incoming->port,
                          ctg_security_to_string (candidate->incoming->security), candidate->outgoing->host,
                          candidate->outgoing->port, ctg_security_to_string (candidate->outgoing->security),
                          candidate->usernames[0]);
}

static const struct
{
  const char *name;
  CtgCandidate *(*read) (const char *text, const char *address);
  const char *text;
  const char *address;
  const char *outcome;
} cases[] = {
  { "thunderbird", ctg_other_programs_read_thunderbird, THUNDERBIRD ("imap", "", "3", "3"), ANNA,
    "imap.hoster.example:993:tls smtp.hoster.example:2465:tls anna\\b" },
  { "thunderbird-starttls", ctg_other_programs_read_thunderbird, THUNDERBIRD ("imap", "", "2", "2"), ANNA,
    "imap.hoster.example:143:starttls smtp.hoster.example:2465:starttls anna\\b" },
  { "thunderbird-odd-port", ctg_other_programs_read_thunderbird,
    THUNDERBIRD ("imap", PREF ("server.server1.port", "9993"), "3", "3"), ANNA,
    "imap.hoster.example:9993:tls smtp.hoster.example:2465:tls anna\\b" },
  { "thunderbird-in-clear", ctg_other_programs_read_thunderbird, THUNDERBIRD ("imap", "", "0", "3"), ANNA, "" },
  { "thunderbird-sends-in-clear", ctg_other_programs_read_thunderbird, THUNDERBIRD ("imap", "", "3", "0"), ANNA, "" },
  { "thunderbird-pop", ctg_other_programs_read_thunderbird, THUNDERBIRD ("pop3", "", "3", "3"), ANNA, "" },
  { "thunderbird-a-colleague", ctg_other_programs_read_thunderbird, THUNDERBIRD ("imap", "", "3", "3"),
    "ugo@example.it", "" },
  { "thunderbird-empty", ctg_other_programs_read_thunderbird, "", ANNA, "" },
  { "thunderbird-broken", ctg_other_programs_read_thunderbird, "user_pref(\"mail.identity.id1.useremail\", \"anna",
    ANNA, "" },
  { "thunderbird-not-utf8", ctg_other_programs_read_thunderbird, "user_pref(\"mail.x\", \"\xff\");", ANNA, "" },
  { "geary", ctg_other_programs_read_geary, GEARY ("Anna B <anna@example.it>", "transport"), ANNA,
    "i.example:993:tls o.example:587:starttls anna" },
  { "geary-bare", ctg_other_programs_read_geary, "[Account]\nsender_mailboxes=anna@example.it\n", ANNA, "" },
  { "geary-in-clear", ctg_other_programs_read_geary, GEARY ("<anna@example.it>", "none"), ANNA, "" },
  { "geary-another", ctg_other_programs_read_geary, GEARY ("<joanna@example.it>", "transport"), ANNA, "" },
  { "geary-broken", ctg_other_programs_read_geary, "][", ANNA, "" },
  { "online-accounts", ctg_other_programs_read_online_accounts, ONLINE ("imap_smtp", "true"), ANNA,
    "i.example:993:tls o.example:2587:starttls anna" },
  { "online-accounts-in-clear", ctg_other_programs_read_online_accounts, ONLINE ("imap_smtp", "false"), ANNA, "" },
  { "online-accounts-of-another-kind", ctg_other_programs_read_online_accounts, ONLINE ("owncloud", "true"), ANNA, "" },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (CtgCandidate) candidate = cases[i].read (cases[i].text, cases[i].address);
  g_autofree char *outcome = describe (candidate);

  g_assert_cmpstr (outcome, ==, cases[i].outcome);
}

static void
write_file (const char *home, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (home, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

#define SOURCES ".config/evolution/sources/"

static void
write_evolution (const char *home)
{
  write_file (home, SOURCES "a.source", "[Mail Account]\nBackendName=imapx\nIdentityUid=i\n"
              "[Authentication]\nHost=i.example\nPort=993\nUser=anna\n[Security]\nMethod=ssl-on-alternate-port\n");
  write_file (home, SOURCES "i.source", "[Mail Identity]\nAddress=anna@example.it\n"
              "[Mail Submission]\nTransportUid=t\n");
  write_file (home, SOURCES "t.source", "[Mail Transport]\nBackendName=smtp\n[Authentication]\nHost=o.example\n"
              "Port=587\nUser=anna\n[Security]\nMethod=starttls-on-standard-port\n");
  write_file (home, SOURCES "b.source", "[Mail Account]\nBackendName=imapx\nIdentityUid=../i\n");
  write_file (home, SOURCES "c.source", "not a key file");
}

/* Each where its program keeps it; what no program has is nothing, and nobody else's files are looked at. */
static void
test_places (void)
{
  g_autofree char *home = g_dir_make_tmp ("ctg-programs-XXXXXX", NULL);
  g_autofree char *config = g_build_filename (home, ".config", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -r '%s'", home);
  const CtgOtherPlaces places = { home, config };
  static const char *const programs[] = { "Thunderbird", "Evolution", "Geary", "GNOME Online Accounts" };
  g_autoptr (GPtrArray) none = ctg_other_programs_find (&places, ANNA);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) other = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  write_file (home, ".thunderbird/x.default/prefs.js", THUNDERBIRD ("imap", "", "3", "3"));
  write_file (home, ".thunderbird/x.default/logins.json", "{}");
  write_file (home, ".config/geary/account_01/geary.ini", GEARY ("<anna@example.it>", "transport"));
  write_file (home, ".config/goa-1.0/accounts.conf", ONLINE ("imap_smtp", "true"));
  write_evolution (home);
  found = ctg_other_programs_find (&places, ANNA);
  g_assert_cmpuint (found->len, ==, G_N_ELEMENTS (programs));
  for (guint i = 0; i < found->len; i++)
    g_assert_cmpstr (((CtgCandidate *) g_ptr_array_index (found, i))->why_detail, ==, programs[i]);
  other = ctg_other_programs_find (&places, "ugo@example.it");
  g_assert_cmpuint (other->len, ==, 0);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/discover/other-programs/A102-%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/discover/other-programs/A102-places", test_places);
  return g_test_run ();
}
