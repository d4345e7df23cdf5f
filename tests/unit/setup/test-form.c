/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "setup-form.h"
#include "setup-remedy.h"
#include "setup-texts.h"

#define F(name) CTG_SETUP_FIELD_##name

static void
test_port_and_security_follow_each_other (void)
{
  g_autoptr (CtgSetupForm) form = ctg_setup_form_new ();

  ctg_setup_form_edit (form, F (INCOMING_SECURITY), "starttls");
  g_assert_cmpstr (form->text[F (INCOMING_PORT)], ==, "143");
  ctg_setup_form_edit (form, F (OUTGOING_PORT), "587");
  g_assert_cmpstr (form->text[F (OUTGOING_SECURITY)], ==, "starttls");
}

static void
test_what_was_edited_stays (void)
{
  g_autoptr (CtgSetupForm) form = ctg_setup_form_new ();

  ctg_setup_form_edit (form, F (INCOMING_PORT), "1993");
  ctg_setup_form_edit (form, F (INCOMING_SECURITY), "starttls");
  g_assert_cmpstr (form->text[F (INCOMING_PORT)], ==, "1993");
  ctg_setup_form_edit (form, F (INCOMING_PORT), "993");
  g_assert_cmpstr (form->text[F (INCOMING_SECURITY)], ==, "starttls");
}

static void
test_faults_name_their_field (void)
{
  static const struct { CtgSetupField field; const char *text; CtgSetupFault fault; } cases[] = {
    { F (ADDRESS), "", CTG_SETUP_FAULT_MISSING },
    { F (ADDRESS), "anna", CTG_SETUP_FAULT_ADDRESS },
    { F (ADDRESS), "Anna <anna@example.it>", CTG_SETUP_FAULT_NONE },
    { F (PASSWORD), "", CTG_SETUP_FAULT_MISSING },
    { F (PASSWORD), "a\nb", CTG_SETUP_FAULT_CONTROL },
    { F (USERNAME), "", CTG_SETUP_FAULT_NONE },
    { F (INCOMING_HOST), "", CTG_SETUP_FAULT_MISSING },
    { F (INCOMING_HOST), "imap example", CTG_SETUP_FAULT_HOST },
    { F (INCOMING_HOST), "imap.example.it:993", CTG_SETUP_FAULT_HOST },
    { F (INCOMING_HOST), "imap.example.it", CTG_SETUP_FAULT_NONE },
    { F (INCOMING_PORT), "", CTG_SETUP_FAULT_MISSING },
    { F (INCOMING_PORT), "0", CTG_SETUP_FAULT_PORT },
    { F (INCOMING_PORT), "65536", CTG_SETUP_FAULT_PORT },
    { F (INCOMING_PORT), "143", CTG_SETUP_FAULT_NONE },
    { F (INCOMING_SECURITY), "?", CTG_SETUP_FAULT_MISSING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CtgSetupForm) form = ctg_setup_form_new ();

      ctg_setup_form_edit (form, cases[i].field, cases[i].text);
      g_assert_cmpint (ctg_setup_form_check (form, cases[i].field), ==, cases[i].fault);
      if (cases[i].fault != CTG_SETUP_FAULT_NONE)
        g_assert_cmpstr (ctg_setup_text_for_fault (cases[i].fault), !=, "");
    }
  g_assert_cmpstr (ctg_setup_text_for_fault (CTG_SETUP_FAULT_NONE), ==, "");
}

static void
test_no_encryption_is_for_this_computer_only (void)
{
  static const struct { const char *host; CtgSetupFault fault; } cases[] = {
    { "mail.example.it", CTG_SETUP_FAULT_CLEARTEXT }, { "192.168.1.5", CTG_SETUP_FAULT_CLEARTEXT },
    { "localhost.example.it", CTG_SETUP_FAULT_CLEARTEXT }, { "127.0.0.1", CTG_SETUP_FAULT_NONE },
    { "::1", CTG_SETUP_FAULT_NONE }, { "localhost", CTG_SETUP_FAULT_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CtgSetupForm) form = ctg_setup_form_new ();

      ctg_setup_form_edit (form, F (OUTGOING_HOST), cases[i].host);
      ctg_setup_form_edit (form, F (OUTGOING_SECURITY), "none");
      g_assert_cmpint (ctg_setup_form_check (form, F (OUTGOING_SECURITY)), ==, cases[i].fault);
    }
}

static CtgSetupForm *
new_complete_form (void)
{
  g_autoptr (CtgEndpoint) incoming = ctg_endpoint_new ("imap.example.it", 993, CTG_SECURITY_TLS, NULL);
  g_autoptr (CtgEndpoint) outgoing = ctg_endpoint_new ("smtp.example.it", 587, CTG_SECURITY_STARTTLS, NULL);
  CtgSetupForm *form = ctg_setup_form_new ();

  ctg_setup_form_edit (form, F (ADDRESS), " Anna <anna@Example.it>");
  ctg_setup_form_fill (form, incoming, outgoing);
  ctg_setup_form_edit (form, F (PASSWORD), "secret");
  return form;
}

static void
test_settings_hold_what_was_typed (void)
{
  g_autoptr (CtgSetupForm) form = new_complete_form ();
  g_autoptr (CtgMailboxSettings) settings = NULL;

  ctg_setup_form_edit (form, F (USERNAME), "anna");
  ctg_setup_form_pin (form, TRUE, "aa");
  g_assert_true (ctg_setup_form_is_complete (form));
  g_assert_true (ctg_setup_form_has_servers (form));
  settings = ctg_setup_form_dup_settings (form);
  g_assert_cmpstr (settings->address, ==, "anna@example.it");
  g_assert_cmpstr (settings->incoming->host, ==, "imap.example.it");
  g_assert_cmpstr (settings->incoming->username, ==, "anna");
  g_assert_null (settings->incoming->pin_sha256);
  g_assert_cmpuint (settings->outgoing->port, ==, 587);
  g_assert_cmpint (settings->outgoing->security, ==, CTG_SECURITY_STARTTLS);
  g_assert_cmpstr (settings->outgoing->username, ==, "anna");
  g_assert_cmpstr (settings->outgoing->pin_sha256, ==, "aa");
}

static void
test_incomplete_form_makes_no_server (void)
{
  g_autoptr (CtgSetupForm) form = ctg_setup_form_new ();
  g_autoptr (CtgMailboxSettings) settings = ctg_setup_form_dup_settings (form);

  g_assert_null (settings->incoming);
  g_assert_false (ctg_setup_form_is_complete (form));
}

static void
test_separate_outgoing_needs_its_own_password (void)
{
  g_autoptr (CtgSetupForm) form = new_complete_form ();

  form->separate_outgoing = TRUE;
  g_assert_false (ctg_setup_form_is_complete (form));
  ctg_setup_form_edit (form, F (OUTGOING_PASSWORD), "other");
  g_assert_true (ctg_setup_form_is_complete (form));
}

static void
test_pin_goes_with_its_host_and_port (void)
{
  g_autoptr (CtgSetupForm) form = new_complete_form ();

  ctg_setup_form_pin (form, FALSE, "aa");
  ctg_setup_form_pin (form, TRUE, "bb");
  ctg_setup_form_edit (form, F (INCOMING_PORT), "1993");
  g_assert_null (form->incoming_pin);
  g_assert_cmpstr (form->outgoing_pin, ==, "bb");
  ctg_setup_form_edit (form, F (OUTGOING_HOST), "other.example.it");
  g_assert_null (form->outgoing_pin);
}

static void
test_new_servers_drop_the_old_password (void)
{
  g_autoptr (CtgSetupForm) form = new_complete_form ();

  ctg_setup_form_fill (form, NULL, NULL);
  g_assert_cmpstr (form->text[F (PASSWORD)], ==, "");
}

static void
test_each_failure_has_its_repair (void)
{
  static const struct { CtgErrorCode code; const char *reason; CtgSetupRepair repair; CtgSetupEvent event; } cases[] = {
    { CTG_ERROR_AUTH_REJECTED, "credentials", CTG_SETUP_REPAIR_PASSWORD, CTG_SETUP_EVENT_EDIT_FORM },
    { CTG_ERROR_AUTH_REJECTED, "login-disabled", CTG_SETUP_REPAIR_SERVERS, CTG_SETUP_EVENT_EDIT_FORM },
    { CTG_ERROR_UNSUPPORTED, "EXCHANGE_ONLINE", CTG_SETUP_REPAIR_MICROSOFT365, CTG_SETUP_EVENT_PICK },
    { CTG_ERROR_NETWORK, "host-not-found", CTG_SETUP_REPAIR_SERVERS, CTG_SETUP_EVENT_EDIT_FORM },
    { CTG_ERROR_NETWORK, "connection-closed", CTG_SETUP_REPAIR_RETRY, CTG_SETUP_EVENT_NEXT },
    { CTG_ERROR_TIMED_OUT, NULL, CTG_SETUP_REPAIR_RETRY, CTG_SETUP_EVENT_NEXT },
    { CTG_ERROR_TLS, "handshake-failed", CTG_SETUP_REPAIR_SERVERS, CTG_SETUP_EVENT_EDIT_FORM },
    { CTG_ERROR_CONFLICT, NULL, CTG_SETUP_REPAIR_OTHER_ADDRESS, CTG_SETUP_EVENT_OTHER_ADDRESS },
    { CTG_ERROR_KEYRING_LOCKED, "keyring-locked", CTG_SETUP_REPAIR_RETRY, CTG_SETUP_EVENT_NEXT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = ctg_error_new (cases[i].code, cases[i].reason, "x");
      CtgSetupRepair repair = ctg_setup_remedy_choose (error, FALSE);

      g_assert_cmpint (repair, ==, cases[i].repair);
      g_assert_cmpint (ctg_setup_remedy_get_event (repair), ==, cases[i].event);
      g_assert_cmpstr (ctg_setup_text_for_repair (repair), !=, "");
      g_assert_cmpint (ctg_setup_remedy_choose (error, TRUE), ==, CTG_SETUP_REPAIR_CERTIFICATE);
    }
  g_assert_cmpint (ctg_setup_remedy_choose (NULL, TRUE), ==, CTG_SETUP_REPAIR_NONE);
  g_assert_cmpint (ctg_setup_remedy_get_event (CTG_SETUP_REPAIR_CERTIFICATE), ==, CTG_SETUP_EVENT_QUESTION);
  g_assert_cmpstr (ctg_setup_text_for_repair (CTG_SETUP_REPAIR_CERTIFICATE), !=, "");
}

static void
test_repair_begins_at_the_field_at_fault (void)
{
  static const struct { CtgErrorCode code; const char *reason; CtgStep step; CtgSetupField field; } of_ports[] = {
    { CTG_ERROR_NETWORK, "connection-refused", CTG_STEP_INCOMING_CONNECT, F (INCOMING_PORT) },
    { CTG_ERROR_NETWORK, "connection-refused", CTG_STEP_OUTGOING_CONNECT, F (OUTGOING_PORT) },
    { CTG_ERROR_NETWORK, "host-not-found", CTG_STEP_OUTGOING_CONNECT, F (OUTGOING_HOST) },
    { CTG_ERROR_PROTOCOL, NULL, CTG_STEP_INCOMING_CONNECT, F (INCOMING_PORT) },
  };

  g_assert_cmpint (ctg_setup_remedy_choose_field (CTG_SETUP_REPAIR_PASSWORD, NULL, CTG_STEP_INCOMING_LOG_IN, TRUE), ==,
                   F (PASSWORD));
  g_assert_cmpint (ctg_setup_remedy_choose_field (CTG_SETUP_REPAIR_PASSWORD, NULL, CTG_STEP_OUTGOING_LOG_IN, TRUE), ==,
                   F (OUTGOING_PASSWORD));
  for (guint i = 0; i < G_N_ELEMENTS (of_ports); i++)
    {
      g_autoptr (GError) problem = NULL;

      ctg_error_set (&problem, of_ports[i].code, of_ports[i].reason, "x");
      g_assert_cmpint (ctg_setup_remedy_choose_field (CTG_SETUP_REPAIR_SERVERS, problem, of_ports[i].step, FALSE), ==,
                       of_ports[i].field);
    }
  g_assert_cmpint (ctg_setup_remedy_choose_field (CTG_SETUP_REPAIR_SERVERS, NULL, CTG_STEP_OUTGOING_CONNECT, FALSE), ==,
                   F (OUTGOING_HOST));
  g_assert_cmpint (ctg_setup_remedy_choose_field (CTG_SETUP_REPAIR_SERVERS, NULL, CTG_STEP_INCOMING_CONNECT, FALSE), ==,
                   F (INCOMING_HOST));
}

static void
test_refusals_always_name_a_way_on (void)
{
  static const char *const kinds[] = { "gmail", "microsoft365", "exchange", "unsupported" };
  static const char *const reasons[] = { NULL, "POP3_ONLY", "NO_MAIL_PROGRAMS", "AMAZON", "SOMETHING_NEW" };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint r = 0; r < G_N_ELEMENTS (reasons); r++)
      {
        g_autoptr (CtgCandidate) candidate = ctg_candidate_new (kinds[k], "X", "builtin", "builtin");
        CtgRefusalText text;

        candidate->reason = g_strdup (reasons[r]);
        text = ctg_setup_text_for_refusal (candidate);
        g_assert_cmpstr (text.headline, !=, "");
        g_assert_cmpstr (text.why, !=, "");
        g_assert_cmpstr (text.instead, !=, "");
      }
  g_assert_nonnull (ctg_setup_text_for_refusal (NULL).headline);
}

static void
test_sources_and_trust_have_their_sentences (void)
{
  g_autofree char *label = ctg_setup_text_for_connect_to ("my_mail");

  g_assert_cmpstr (label, ==, "_Connect to my__mail");
  g_assert_cmpstr (ctg_setup_text_for_sources (CTG_SOURCES_RECORDS), ==, "Domain’s mail records");
}

static void
test_what_was_found_is_said_in_sentences (void)
{
  static const struct { const char *why, *detail, *sentence; } rows[] = {
    { "mx-google", "aspmx.l.google.com", "The domain’s mail is delivered to Google." },
    { "document-mx", "hoster.test", "The domain’s mail is delivered to hoster.test, which publishes these settings." },
    { "certificate-name", "100%s.test", "The server says that its name is 100%s.test." },
    { "exchange-certain", NULL, "An Exchange server answers at ." },
    { "something else", "x", "Entered by hand." },
    { NULL, NULL, "Entered by hand." },
  };
  g_autoptr (CtgCandidate) candidate = ctg_candidate_new ("imap", "X", "mx", "mx");
  g_autofree char *confirmation = ctg_setup_dup_confirmation (candidate);
  g_autofree char *named = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *sentence = NULL;

      g_free (candidate->why);
      g_free (candidate->why_detail);
      candidate->why = g_strdup (rows[i].why);
      candidate->why_detail = g_strdup (rows[i].detail);
      sentence = ctg_setup_dup_why (candidate);
      g_assert_cmpstr (sentence, ==, rows[i].sentence);
    }
  g_assert_null (confirmation);
  candidate->confirm_domain = g_strdup ("hoster.test");
  named = ctg_setup_dup_confirmation (candidate);
  g_assert_nonnull (strstr (named, "hoster.test"));
}

/* A05, B09: each reason that detection knows has words of its own, and a way on. */
static void
test_every_refusal_has_its_words (void)
{
  static const char *const reasons[] = { "POP3_ONLY", "PLAINTEXT_ONLY", "ACTIVESYNC", "AMAZON_SES", "AMAZON_WORKMAIL",
                                         "MICROSOFT_GOVERNMENT", "EXCHANGE_ONLINE", "NO_MAIL_PROGRAMS", "NO_MAIL",
                                         "POLICY" };
  CtgRefusalText general = ctg_setup_text_for_refusal (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (CtgCandidate) candidate = ctg_candidate_new ("unsupported", "X", "mx", "mx");
      CtgRefusalText text;

      candidate->reason = g_strdup (reasons[i]);
      text = ctg_setup_text_for_refusal (candidate);
      g_assert_cmpstr (text.headline, !=, general.headline);
      g_assert_cmpuint (strlen (text.instead), >, 10);
    }
}

static void
test_warnings_are_said_in_sentences (void)
{
  static const char *const kinds[] = { "role", "mixed-script", "confusable" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (CtgAddressWarning) warning = ctg_address_warning_new (kinds[i], "detail");
      g_autofree char *text = ctg_setup_dup_warning (warning);

      g_assert_nonnull (strstr (text, "detail"));
    }
}

/* A line for each thing asked, under the name of who was asked, in words that need no protocol to be known. */
static void
test_what_was_asked_is_told_in_words (void)
{
  g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_evidence_free);
  g_autofree char *none = ctg_setup_dup_evidence (evidence);
  g_autofree char *text = NULL;

  g_assert_cmpstr (none, ==, "");
  g_ptr_array_add (evidence, ctg_evidence_new ("mx", "MX x.test", "timed-out", "details", 5000));
  g_ptr_array_add (evidence, ctg_evidence_new ("builtin", "x.test", "not-found", NULL, 0));
  g_ptr_array_add (evidence, ctg_evidence_new ("mx", "SRV _imaps._tcp.x.test", "found", NULL, 12));
  g_ptr_array_add (evidence, ctg_evidence_new ("probe", "mail.x.test:993", "http-404", NULL, 12));
  text = ctg_setup_dup_evidence (evidence);
  g_assert_cmpstr (text, ==,
                   "Known providers\nx.test: nothing there\n\nDomain’s mail records\nMX x.test: no answer\n"
                   "SRV _imaps._tcp.x.test: found\n\nUsual server names\nmail.x.test:993: answers with 404");
}

/* What is marked is what would be missing. */
static void
test_A71_what_may_not_stay_empty_is_required (void)
{
  for (int kind = 0; kind < 8; kind++)
    {
      g_autoptr (CtgSetupForm) form = ctg_setup_form_new ();

      form->is_exchange = (kind & 1) != 0;
      form->needs_url = (kind & 2) != 0;
      form->separate_outgoing = (kind & 4) != 0;
      for (int i = 0; i < CTG_N_SETUP_FIELDS; i++)
        {
          g_free (form->text[i]);
          form->text[i] = g_strdup ("");
        }
      for (int i = 0; i < CTG_N_SETUP_FIELDS; i++)
        if (i != CTG_SETUP_FIELD_INCOMING_PORT && i != CTG_SETUP_FIELD_OUTGOING_PORT)
          g_assert_cmpint (ctg_setup_form_is_required (form, (CtgSetupField) i), ==,
                           ctg_setup_form_check (form, (CtgSetupField) i) == CTG_SETUP_FAULT_MISSING);
    }
}

/* A78, A85: the places that led on, and not those that knew nothing. */
static void
test_success_says_how_exchange_was_found (void)
{
  g_autoptr (CtgEndpoint) service = ctg_endpoint_new ("mail.d.example", 443, CTG_SECURITY_TLS, "anna");
  g_autoptr (GPtrArray) trail = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_evidence_free);
  g_autofree char *all = NULL;
  g_autofree char *found = NULL;
  g_autofree char *given = NULL;

  service->path = g_strdup ("/EWS/Exchange.asmx");
  g_ptr_array_add (trail, ctg_evidence_new ("exchange", "https://d.example/a", "http-404", NULL, 0));
  g_ptr_array_add (trail, ctg_evidence_new ("exchange", "https://autodiscover.d.example/a", "found", NULL, 0));
  all = ctg_setup_dup_trail (trail);
  g_assert_cmpstr (all, ==, "https://d.example/a: answers with 404\nhttps://autodiscover.d.example/a: found");
  found = ctg_setup_dup_success (service, trail);
  g_assert_cmpstr (found, ==, "Exchange is connected, at https://mail.d.example/EWS/Exchange.asmx\n"
                              "It was found in this way:\nhttps://autodiscover.d.example/a");
  given = ctg_setup_dup_success (service, NULL);
  g_assert_cmpstr (given, ==, "Exchange is connected, at https://mail.d.example/EWS/Exchange.asmx");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setup/form/port-and-security-follow-each-other", test_port_and_security_follow_each_other);
  g_test_add_func ("/setup/form/what-was-edited-stays", test_what_was_edited_stays);
  g_test_add_func ("/setup/form/A71-what-may-not-stay-empty-is-required", test_A71_what_may_not_stay_empty_is_required);
  g_test_add_func ("/setup/form/faults-name-their-field", test_faults_name_their_field);
  g_test_add_func ("/setup/form/no-encryption-is-for-this-computer-only", test_no_encryption_is_for_this_computer_only);
  g_test_add_func ("/setup/form/settings-hold-what-was-typed", test_settings_hold_what_was_typed);
  g_test_add_func ("/setup/form/incomplete-form-makes-no-server", test_incomplete_form_makes_no_server);
  g_test_add_func ("/setup/form/separate-outgoing-needs-its-own-password",
                   test_separate_outgoing_needs_its_own_password);
  g_test_add_func ("/setup/form/pin-goes-with-its-host-and-port", test_pin_goes_with_its_host_and_port);
  g_test_add_func ("/setup/form/new-servers-drop-the-old-password", test_new_servers_drop_the_old_password);
  g_test_add_func ("/setup/remedy/each-failure-has-its-repair", test_each_failure_has_its_repair);
  g_test_add_func ("/setup/remedy/repair-begins-at-the-field-at-fault", test_repair_begins_at_the_field_at_fault);
  g_test_add_func ("/setup/texts/refusals-always-name-a-way-on", test_refusals_always_name_a_way_on);
  g_test_add_func ("/setup/texts/sources-and-trust-have-their-sentences", test_sources_and_trust_have_their_sentences);
  g_test_add_func ("/setup/form/what-was-found", test_what_was_found_is_said_in_sentences);
  g_test_add_func ("/setup/form/refusals", test_every_refusal_has_its_words);
  g_test_add_func ("/setup/form/warnings", test_warnings_are_said_in_sentences);
  g_test_add_func ("/setup/texts/what-was-asked-is-told-in-words", test_what_was_asked_is_told_in_words);
  g_test_add_func ("/setup/form/A78-A85-success-says-how-exchange-was-found",
                   test_success_says_how_exchange_was_found);
  return g_test_run ();
}
