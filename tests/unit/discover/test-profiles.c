/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "domain-profile.h"
#include "errors.h"
#include "policy.h"

#include <glib/gstdio.h>
#include <string.h>

#define GOOD "{\"domains\":[\"Example.IT\",\"m\xc3\xbcller.example\"],\"name\":\"Office\",\"secret\":1," \
             "\"imap\":{\"host\":\"i.hoster.example\",\"port\":993,\"security\":\"tls\"," \
             "\"username\":\"ex\\\\%EMAILLOCALPART%\"}," \
             "\"smtp\":{\"host\":\"o.hoster.example\",\"port\":587,\"security\":\"starttls\"}}"

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A94 */
static void
test_a_profile_is_found (void)
{
  g_autofree char *folder = g_dir_make_tmp ("carteggio-profiles-XXXXXX", NULL);
  const char *const folders[] = { "/nonexistent/domains.d", folder, NULL };
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) other = NULL;
  const CtgCandidate *one;

  write_file (folder, "a-broken.json", "{\"domains\":[\"example.it\"]");
  write_file (folder, "b.json", GOOD);
  write_file (folder, "c.txt", GOOD);
  found = ctg_domain_profiles_find (folders, "anna@example.it");
  other = ctg_domain_profiles_find (folders, "anna@mail.example.it");
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpuint (other->len, ==, 0);
  one = g_ptr_array_index (found, 0);
  g_assert_cmpstr (one->trust, ==, "admin");
  g_assert_cmpstr (one->display_name, ==, "Office");
  g_assert_cmpstr (one->incoming->username, ==, "ex\\anna");
  g_assert_cmpstr (one->outgoing->username, ==, "anna@example.it");
  g_assert_cmpint (one->outgoing->security, ==, CTG_SECURITY_STARTTLS);
  g_assert_false (ctg_candidate_needs_confirmation (one));
  remove_folder (folder);
}

#define DOMAINS "\"domains\":[\"a.it\"]"

static void
test_broken_profiles_are_refused (void)
{
  static const char *const broken[] = {
    "", "[]", "{}", "{" DOMAINS "}", "{\"imap\":{\"host\":\"h\",\"port\":993,\"security\":\"tls\"}}",
    "{\"domains\":[],\"imap\":{\"host\":\"h\",\"port\":993,\"security\":\"tls\"}}",
    "{" DOMAINS ",\"imap\":{\"host\":\"\",\"port\":993,\"security\":\"tls\"}}",
    "{" DOMAINS ",\"imap\":{\"host\":\"a b\",\"port\":993,\"security\":\"tls\"}}",
    "{" DOMAINS ",\"imap\":{\"host\":\"h\",\"port\":0,\"security\":\"tls\"}}",
    "{" DOMAINS ",\"imap\":{\"host\":\"h\",\"port\":70000,\"security\":\"tls\"}}",
    "{" DOMAINS ",\"imap\":{\"host\":\"h\",\"security\":\"tls\"}}",
    "{" DOMAINS ",\"imap\":{\"host\":\"h\",\"port\":143,\"security\":\"none\"}}",
    "{" DOMAINS ",\"imap\":{\"host\":\"h\",\"port\":143,\"security\":\"ssl\"}}",
    "{" DOMAINS ",\"imap\":{\"host\":\"h\",\"port\":993,\"security\":\"tls\",\"username\":\"a\\nb\"}}",
    "{" DOMAINS ",\"imap\":{\"host\":\"h\",\"port\":993,\"security\":\"tls\"},\"smtp\":{\"host\":\"h\"}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CtgDomainProfile) profile = ctg_domain_profile_parse (broken[i], -1, &error);

      g_assert_null (profile);
      g_assert_nonnull (error);
    }
}

#define WITH(members) "{" DOMAINS "," members "}"
#define IMAP(members) WITH ("\"imap\":{\"port\":993,\"security\":\"tls\"," members "}")
#define HOST "\"host\":\"i.a.it\""
#define SERVED(members) WITH ("\"imap\":{\"port\":993,\"security\":\"tls\"," HOST "}," members)

/* What cannot be used is named. */
static void
test_the_member_at_fault_is_named (void)
{
  static const struct { const char *text, *member; } cases[] = {
    { SERVED ("\"auth\":[\"magic\"]"), "auth" }, { SERVED ("\"auth\":[\"client-ip\"]"), "auth" },
    { SERVED ("\"auth\":[\"password\",7]"), "auth" }, { SERVED ("\"auth\":{}"), "auth" },
    { SERVED ("\"auth\":\"none\""), "auth" }, { SERVED ("\"smtp\":\"o.a.it\""), "smtp" },
    { SERVED ("\"smtp\":[]"), "smtp" }, { SERVED ("\"smtp\":{\"host\":\"o.a.it\"}"), "smtp.port" },
    { SERVED ("\"kind\":\"jmap\""), "kind" }, { SERVED ("\"kind\":7"), "kind" },
    { SERVED ("\"kind\":\"exchange\""), "exchange_url" }, { WITH ("\"exchange_url\":7"), "exchange_url" },
    { WITH ("\"imap\":7"), "imap" }, { IMAP ("\"host\":7"), "imap.host" },
    { IMAP ("\"host\":\"-..it;rm\""), "imap.host" }, { IMAP ("\"host\":\"imap.%WHAT%\""), "imap.host" },
    { IMAP ("\"host\":\"%EMAILLOCALPART%.a.it\""), "imap.host" }, { IMAP ("\"host\":\"1.2.3\""), "imap.host" },
    { IMAP (HOST ",\"username\":\"%REALNAME%\""), "imap.username" },
    { IMAP (HOST ",\"username\":7"), "imap.username" }, { IMAP (HOST ",\"username\":\"\""), "imap.username" },
    { "{\"domains\":[\"*.a.it\",\".it\"],\"kind\":\"gmail\"}", "domains" },
    { "{\"domains\":\"a.it\",\"kind\":\"gmail\"}", "domains" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CtgDomainProfile) profile = ctg_domain_profile_parse (cases[i].text, -1, &error);

      if (profile != NULL)
        g_error ("%s is accepted", cases[i].text);
      g_assert_true (ctg_error_has_reason (error, "profile-broken"));
      g_assert_cmpstr (ctg_error_get_details (error).host, ==, cases[i].member);
    }
}

static void
test_what_is_no_document_is_no_settings_file (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  const char *const broken[] = { "", "{\"domains\":[\"a.it\"],\"im", "{}}", deep };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ctg_domain_profile_parse (broken[i], -1, &error));
      g_assert_true (ctg_error_has_reason (error, "not-settings"));
    }
}

/* In other programs' words, in any spelling, the servers are what a document's would be. */
static void
test_values_are_read_like_a_documents (void)
{
  static const struct { const char *text, *auth, *host; } cases[] = {
    { SERVED ("\"auth\":[\"password-cleartext\",\"OAuth2\"]"), "password,oauth2", "i.a.it" },
    { SERVED ("\"auth\":\"gssapi\""), "gssapi", "i.a.it" }, { SERVED ("\"auth\":[]"), "password", "i.a.it" },
    { IMAP ("\"host\":\"Imap.A.it.\""), "password", "imap.a.it" },
    { IMAP ("\"host\":\"imap.m\xc3\xbcller.example\""), "password", "imap.xn--mller-kva.example" },
    { IMAP ("\"host\":\"imap.%EMAILDOMAIN%\""), "password", "imap.a.it" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CtgDomainProfile) profile = ctg_domain_profile_parse (cases[i].text, -1, &error);
      g_autoptr (CtgCandidate) candidate = NULL;
      g_autofree char *auth = NULL;

      g_assert_no_error (error);
      candidate = ctg_domain_profile_candidate (profile, "anna@a.it");
      auth = g_strjoinv (",", candidate->auth);
      g_assert_cmpstr (auth, ==, cases[i].auth);
      g_assert_cmpstr (candidate->incoming->host, ==, cases[i].host);
    }
}

static void
test_pop3_is_refused_as_elsewhere (void)
{
  g_autoptr (CtgDomainProfile) profile = ctg_domain_profile_parse (WITH ("\"kind\":\"pop3\",\"name\":\"A\\u001bB\""),
                                                                   -1, NULL);
  g_autoptr (CtgCandidate) candidate = ctg_domain_profile_candidate (profile, "anna@a.it");

  g_assert_cmpstr (candidate->kind, ==, "unsupported");
  g_assert_cmpstr (candidate->reason, ==, "POP3_ONLY");
  g_assert_false (candidate->can_start);
  g_assert_null (strchr (candidate->display_name, 0x1b));
}

static void
test_what_is_written_is_read (void)
{
  g_autoptr (CtgEndpoint) incoming = ctg_endpoint_new ("i.example.it", 993, CTG_SECURITY_TLS, "anna");
  g_autoptr (CtgEndpoint) outgoing = ctg_endpoint_new ("o.example.it", 465, CTG_SECURITY_TLS, "anna@example.it");
  g_autoptr (CtgDomainProfile) profile = NULL;
  g_autoptr (CtgDomainProfile) again = NULL;
  g_autoptr (CtgCandidate) candidate = NULL;
  g_autofree char *text = NULL;

  incoming->pin_sha256 = g_strdup ("00ff");
  profile = ctg_domain_profile_from ("imap", "anna@example.it", incoming, outgoing);
  text = ctg_domain_profile_write (profile);
  g_assert_null (g_strstr_len (text, -1, "anna"));
  g_assert_null (g_strstr_len (text, -1, "00ff"));
  again = ctg_domain_profile_parse (text, -1, NULL);
  candidate = ctg_domain_profile_candidate (again, "ugo@example.it");
  g_assert_cmpstr (candidate->incoming->username, ==, "ugo");
  g_assert_cmpstr (candidate->outgoing->username, ==, "ugo@example.it");
}

static CtgDetection *
two_candidates (void)
{
  CtgDetection *detection = ctg_detection_new ("anna@example.it");
  CtgCandidate *imap = ctg_candidate_new ("imap", "X", "isp", "isp");
  CtgCandidate *gmail = ctg_candidate_new ("gmail", "Y", "builtin", "builtin");

  imap->incoming = ctg_endpoint_new ("i.example.it", 993, CTG_SECURITY_TLS, "anna");
  imap->fit = gmail->fit = 90;
  g_ptr_array_add (detection->candidates, imap);
  g_ptr_array_add (detection->candidates, gmail);
  return detection;
}

static void
assert_policy (const char *text, guint n_refused, int recommended)
{
  g_autofree char *folder = g_dir_make_tmp ("carteggio-policy-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "policy.json", NULL);
  const char *const paths[] = { "/nonexistent/policy.json", path, NULL };
  g_autoptr (CtgDetection) detection = two_candidates ();
  g_autoptr (CtgPolicy) policy = NULL;
  guint n = 0;

  if (text != NULL)
    write_file (folder, "policy.json", text);
  policy = ctg_policy_load (paths);
  ctg_policy_apply (policy, detection);
  for (guint i = 0; i < detection->candidates->len; i++)
    {
      const CtgCandidate *candidate = g_ptr_array_index (detection->candidates, i);

      n += g_strcmp0 (candidate->reason, "POLICY") == 0 ? 1 : 0;
      g_assert_true (candidate->reason == NULL || candidate->incoming == NULL);
    }
  g_assert_cmpuint (n, >=, n_refused > 0 ? 1 : 0);
  g_assert_cmpint (detection->recommended, ==, recommended);
  remove_folder (folder);
}

static void
test_an_exchange_server_is_written_and_read (void)
{
  g_autoptr (CtgEndpoint) server = ctg_endpoint_new ("mail.example.it", 443, CTG_SECURITY_TLS, "FIRMA\\anna");
  g_autoptr (CtgDomainProfile) written = NULL;
  g_autoptr (CtgDomainProfile) read = NULL;
  g_autoptr (CtgCandidate) candidate = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  server->path = g_strdup ("/EWS/Exchange.asmx");
  written = ctg_domain_profile_from ("exchange", "anna@example.it", server, server);
  text = ctg_domain_profile_write (written);
  g_assert_null (strstr (text, "anna"));
  g_assert_null (strstr (text, "imap"));
  read = ctg_domain_profile_parse (text, -1, &error);
  g_assert_no_error (error);
  candidate = ctg_domain_profile_candidate (read, "carlo@example.it");
  g_assert_cmpstr (candidate->kind, ==, "exchange");
  g_assert_cmpstr (candidate->exchange_url, ==, "https://mail.example.it/EWS/Exchange.asmx");
  g_assert_true (candidate->can_start);
  g_assert_null (ctg_domain_profile_parse ("{\"domains\":[\"a.it\"],\"exchange_url\":\"outlook.office365.com\"}", -1,
                                           &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
}

/* A mailbox that is signed in to with the browser has no servers and no password to hand on. */
static void
test_a_platform_is_written_and_read (void)
{
  static const char *const kinds[] = { "gmail", "microsoft365" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (CtgEndpoint) server = ctg_endpoint_new ("imap.gmail.com", 993, CTG_SECURITY_TLS, "anna@example.it");
      g_autoptr (CtgDomainProfile) written = ctg_domain_profile_from (kinds[i], "anna@example.it", server, server);
      g_autofree char *text = ctg_domain_profile_write (written);
      g_autoptr (CtgDomainProfile) read = ctg_domain_profile_parse (text, -1, NULL);
      g_autoptr (CtgCandidate) candidate = ctg_domain_profile_candidate (read, "carlo@example.it");

      g_assert_null (strstr (text, "imap"));
      g_assert_null (strstr (text, "password"));
      g_assert_cmpstr (candidate->kind, ==, kinds[i]);
      g_assert_null (candidate->incoming);
      g_assert_true (candidate->can_start);
      g_assert_cmpint (candidate->fit, ==, 100);
    }
}

static void
test_policy_locks_kinds (void)
{
  assert_policy (NULL, 0, -1);                                 /* none: nothing is touched */
  assert_policy ("{}", 0, -1);
  assert_policy ("{\"kinds\":[\"imap\"]}", 1, 0);
  assert_policy ("{\"kinds\":[\"gmail\"]}", 1, 0);
  assert_policy ("{\"kinds\":[]}", 2, -1);
  assert_policy ("{ broken", 2, -1);                           /* a lock that broke is no open door */
}

static void
assert_locks (const char *text, guint minimum_tls, gboolean keeps, gboolean allows_imap)
{
  g_autofree char *folder = g_dir_make_tmp ("carteggio-policy-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "policy.json", NULL);
  const char *const paths[] = { path, NULL };
  g_autoptr (CtgPolicy) policy = NULL;

  write_file (folder, "policy.json", text);
  policy = ctg_policy_load (paths);
  g_assert_cmpuint (policy->minimum_tls, ==, minimum_tls);
  g_assert_cmpint (ctg_policy_keeps_pattern (policy, "rival.example"), ==, keeps);
  g_assert_cmpint (ctg_policy_allows_kind (policy, "imap"), ==, allows_imap);
  remove_folder (folder);
}

static void
test_policy_locks_the_rest (void)
{
  g_assert_true (ctg_policy_allows_kind (NULL, "imap"));
  g_assert_false (ctg_policy_keeps_pattern (NULL, "rival.example"));
  assert_locks ("{}", 12, FALSE, TRUE);
  assert_locks ("{\"minimum_tls\":\"1.2\",\"never_log\":[\"Rival.Example\",1]}", 12, TRUE, TRUE);
  assert_locks ("{\"minimum_tls\":\"1.3\",\"kinds\":[\"exchange\"]}", 13, FALSE, FALSE);
  assert_locks ("{\"minimum_tls\":\"TLS 1.3\"}", 13, FALSE, TRUE);
  assert_locks ("{\"minimum_tls\":1.3}", 13, FALSE, TRUE);
  assert_locks ("{\"kinds\":\"imap\"}", 12, FALSE, FALSE);        /* not a list: nothing is allowed */
  assert_locks ("", 12, FALSE, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discover/profiles/A94-found", test_a_profile_is_found);
  g_test_add_func ("/discover/profiles/broken-are-refused", test_broken_profiles_are_refused);
  g_test_add_func ("/discover/profiles/member-at-fault", test_the_member_at_fault_is_named);
  g_test_add_func ("/discover/profiles/no-document", test_what_is_no_document_is_no_settings_file);
  g_test_add_func ("/discover/profiles/values", test_values_are_read_like_a_documents);
  g_test_add_func ("/discover/profiles/B09-pop3", test_pop3_is_refused_as_elsewhere);
  g_test_add_func ("/discover/profiles/written-is-read", test_what_is_written_is_read);
  g_test_add_func ("/discover/profiles/exchange-is-written-and-read", test_an_exchange_server_is_written_and_read);
  g_test_add_func ("/discover/profiles/platform", test_a_platform_is_written_and_read);
  g_test_add_func ("/discover/policy/A97-locks-kinds", test_policy_locks_kinds);
  g_test_add_func ("/discover/policy/A97-locks-the-rest", test_policy_locks_the_rest);
  return g_test_run ();
}
