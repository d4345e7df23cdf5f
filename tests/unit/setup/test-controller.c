/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-setup-actions.h"
#include "setup-controller.h"

#define F(name) CTG_SETUP_FIELD_##name

typedef struct
{
  FakeActions *actions;
  CtgSetupController *wizard;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->actions = g_object_new (fake_actions_get_type (), NULL);
  fixture->wizard = ctg_setup_controller_new (CTG_SETUP_ACTIONS (fixture->actions));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GTask **waiting[] = { &fixture->actions->detect, &fixture->actions->sign_in, &fixture->actions->verify,
                        &fixture->actions->save };

  g_clear_object (&fixture->wizard);
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    if (*waiting[i] != NULL)
      fake_answer (waiting[i], NULL, NULL, ctg_error_new (CTG_ERROR_FAILED, NULL, "The test is over"));
  g_assert_finalize_object (fixture->actions);
}

static void
assert_state (Fixture *fixture, CtgSetupState state)
{
  g_assert_cmpstr (ctg_setup_state_to_string (ctg_setup_controller_get_state (fixture->wizard)), ==,
                   ctg_setup_state_to_string (state));
}

static CtgDetection *
new_detection (const char *kind, gboolean recommended)
{
  CtgDetection *detection = ctg_detection_new ("anna@example.it");
  CtgCandidate *candidate = ctg_candidate_new (kind, "Example Mail", "builtin", "builtin");

  candidate->can_start = ctg_candidate_kind_can_start (kind);
  candidate->incoming = ctg_endpoint_new ("imap.example.it", 993, CTG_SECURITY_TLS, NULL);
  candidate->outgoing = ctg_endpoint_new ("smtp.example.it", 465, CTG_SECURITY_TLS, NULL);
  g_ptr_array_add (detection->candidates, candidate);
  detection->recommended = recommended ? 0 : -1;
  return detection;
}

static void
answer_detection (Fixture *fixture, CtgDetection *detection)
{
  fake_answer (&fixture->actions->detect, detection, (GDestroyNotify) ctg_detection_free, NULL);
}

static void
go_to_credentials (Fixture *fixture)
{
  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@example.it");
  ctg_setup_controller_next (fixture->wizard);
  answer_detection (fixture, new_detection ("imap", TRUE));
  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_CREDENTIALS);
}

static void
go_to_checking (Fixture *fixture)
{
  go_to_credentials (fixture);
  ctg_setup_controller_set_text (fixture->wizard, F (PASSWORD), "secret");
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_CHECKING);
}

static void
fail_check (Fixture *fixture, CtgStep step, CtgErrorCode code, const char *reason)
{
  fixture->actions->failed_step = step;
  fake_answer (&fixture->actions->verify, NULL, NULL, ctg_error_new (code, reason, "x"));
}

static void
pass_check (Fixture *fixture)
{
  CtgMailboxSettings *settings = ctg_mailbox_settings_copy (fixture->actions->settings);

  settings->sent_name = g_strdup ("Inviata");
  fake_answer (&fixture->actions->verify, settings, (GDestroyNotify) ctg_mailbox_settings_free, NULL);
}

static CtgCertificate *
new_certificate (void)
{
  CtgCertificate *certificate = g_new0 (CtgCertificate, 1);

  certificate->sha256 = g_strdup ("c0ffee");
  certificate->names = g_new0 (char *, 1);
  return certificate;
}

/* A23: nothing is automated unless a person says so. */
static void
test_automation_is_off_unless_chosen (Fixture *fixture, gconstpointer data)
{
  go_to_checking (fixture);
  pass_check (fixture);
  assert_state (fixture, CTG_SETUP_SAVING);
  g_assert_false (fixture->actions->settings->automation);
}

/* A10: a team's letters leave under nobody's name; another address is nobody's team yet. */
static void
test_team_is_of_one_address (Fixture *fixture, gconstpointer data)
{
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "info@example.com");
  ctg_setup_controller_set_team (fixture->wizard, TRUE);
  g_assert_true (ctg_setup_controller_get_team (fixture->wizard));
  go_to_credentials (fixture);
  g_assert_false (ctg_setup_controller_get_team (fixture->wizard));
  ctg_setup_controller_set_team (fixture->wizard, TRUE);
  ctg_setup_controller_set_text (fixture->wizard, F (PASSWORD), "secret");
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_CHECKING);
  g_assert_true (fixture->actions->settings->is_team);
  g_assert_null (fixture->actions->settings->display_name);
}

static void
test_whole_story (Fixture *fixture, gconstpointer data)
{
  const char *detail;

  assert_state (fixture, CTG_SETUP_AUTOMATION);
  ctg_setup_controller_set_automation (fixture->wizard, TRUE);
  go_to_checking (fixture);
  g_assert_cmpstr (fixture->actions->asked_address, ==, "anna@example.it");
  g_assert_true (ctg_setup_controller_is_busy (fixture->wizard));
  fixture->actions->step (CTG_STEP_SENT_FOLDER, CTG_STEP_DONE, "Inviata", fixture->actions->step_data);
  g_assert_cmpint (ctg_setup_controller_get_step (fixture->wizard, CTG_STEP_SENT_FOLDER, &detail), ==, CTG_STEP_DONE);
  g_assert_cmpstr (detail, ==, "Inviata");
  pass_check (fixture);
  assert_state (fixture, CTG_SETUP_SAVING);
  g_assert_cmpstr (fixture->actions->secret, ==, "secret");
  g_assert_null (fixture->actions->outgoing_secret);
  g_assert_cmpstr (fixture->actions->settings->sent_name, ==, "Inviata");
  g_assert_true (fixture->actions->settings->automation);
  fake_answer (&fixture->actions->save, g_strdup ("account-1"), g_free, NULL);
  assert_state (fixture, CTG_SETUP_DONE);
  g_assert_cmpstr (ctg_setup_controller_get_account_id (fixture->wizard), ==, "account-1");
  g_assert_false (ctg_setup_controller_has_password (fixture->wizard, F (PASSWORD)));
}

static void
test_late_detection (Fixture *fixture, gconstpointer data)
{
  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@example.it");
  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@example.com");
  assert_state (fixture, CTG_SETUP_ADDRESS);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (fixture->actions->detect)));
  g_autoptr (CtgEvidence) late = ctg_evidence_new ("builtin", "example.it", "found", NULL, 0);
  fixture->actions->note (&(CtgDetectionNote) { CTG_SOURCES_KNOWN, CTG_SOURCES_FOUND, late, NULL },
                          fixture->actions->note_data);
  g_assert_cmpuint (ctg_setup_controller_get_evidence (fixture->wizard)->len, ==, 0);
  answer_detection (fixture, new_detection ("imap", TRUE));
  assert_state (fixture, CTG_SETUP_ADDRESS);
  g_assert_null (ctg_setup_controller_get_candidate (fixture->wizard));
}

static void
test_late_verification (Fixture *fixture, gconstpointer data)
{
  go_to_checking (fixture);
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_BACK);
  assert_state (fixture, CTG_SETUP_CREDENTIALS);
  fixture->actions->step (CTG_STEP_FOLDERS, CTG_STEP_DONE, NULL, fixture->actions->step_data);
  g_assert_cmpint (ctg_setup_controller_get_step (fixture->wizard, CTG_STEP_FOLDERS, NULL), ==, CTG_STEP_WAITING);
  pass_check (fixture);
  assert_state (fixture, CTG_SETUP_CREDENTIALS);
  g_assert_cmpuint (fixture->actions->n_save, ==, 0);
}

static void
test_answer_after_the_end (Fixture *fixture, gconstpointer data)
{
  go_to_checking (fixture);
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_CANCEL);
  assert_state (fixture, CTG_SETUP_CANCELLED);
  g_clear_object (&fixture->wizard);
  pass_check (fixture);
}

static void
test_back_loses_nothing (Fixture *fixture, gconstpointer data)
{
  go_to_credentials (fixture);
  ctg_setup_controller_set_text (fixture->wizard, F (PASSWORD), "secret");
  ctg_setup_controller_set_text (fixture->wizard, F (USERNAME), "anna");
  ctg_setup_controller_set_text (fixture->wizard, F (INCOMING_HOST), "mail.example.it");
  for (int i = 0; i < 3; i++)
    ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_BACK);
  assert_state (fixture, CTG_SETUP_AUTOMATION);
  for (int i = 0; i < 2; i++)
    ctg_setup_controller_next (fixture->wizard);
  answer_detection (fixture, new_detection ("imap", TRUE));
  for (int i = 0; i < 2; i++)
    ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_CREDENTIALS);
  g_assert_cmpstr (ctg_setup_controller_get_text (fixture->wizard, F (ADDRESS)), ==, "anna@example.it");
  g_assert_cmpstr (ctg_setup_controller_get_text (fixture->wizard, F (USERNAME)), ==, "anna");
  g_assert_cmpstr (ctg_setup_controller_get_text (fixture->wizard, F (INCOMING_HOST)), ==, "mail.example.it");
  g_assert_true (ctg_setup_controller_has_password (fixture->wizard, F (PASSWORD)));
}

static void
test_password_is_never_shown_again (Fixture *fixture, gconstpointer data)
{
  go_to_credentials (fixture);
  ctg_setup_controller_set_text (fixture->wizard, F (PASSWORD), "secret");
  g_assert_cmpstr (ctg_setup_controller_get_text (fixture->wizard, F (PASSWORD)), ==, "");
}

static void
test_password_stays_with_its_address (Fixture *fixture, gconstpointer data)
{
  go_to_credentials (fixture);
  ctg_setup_controller_set_text (fixture->wizard, F (PASSWORD), "secret");
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_BACK);
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_BACK);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@elsewhere.it");
  g_assert_false (ctg_setup_controller_has_password (fixture->wizard, F (PASSWORD)));
  g_assert_cmpstr (ctg_setup_controller_get_text (fixture->wizard, F (INCOMING_HOST)), ==, "");
}

static void
test_rejected_password_is_asked_again (Fixture *fixture, gconstpointer data)
{
  go_to_checking (fixture);
  fail_check (fixture, CTG_STEP_INCOMING_LOG_IN, CTG_ERROR_AUTH_REJECTED, "credentials");
  assert_state (fixture, CTG_SETUP_CHECK_FAILED);
  g_assert_false (ctg_setup_controller_has_password (fixture->wizard, F (PASSWORD)));
  g_assert_cmpint (ctg_setup_controller_get_step (fixture->wizard, CTG_STEP_INCOMING_LOG_IN, NULL), ==,
                   CTG_STEP_FAILED);
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_CREDENTIALS);
  g_assert_false (ctg_setup_controller_can_next (fixture->wizard));
  g_assert_cmpint (ctg_setup_controller_get_field_at_fault (fixture->wizard), ==, F (PASSWORD));
  g_assert_nonnull (ctg_setup_controller_get_problem (fixture->wizard));
  ctg_setup_controller_set_text (fixture->wizard, F (PASSWORD), "right");
  ctg_setup_controller_next (fixture->wizard);
  g_assert_null (ctg_setup_controller_get_problem (fixture->wizard));
  g_assert_cmpstr (fixture->actions->secret, ==, "right");
  pass_check (fixture);
  fake_answer (&fixture->actions->save, g_strdup ("a"), g_free, NULL);
}

static void
test_lost_connection_is_tried_again (Fixture *fixture, gconstpointer data)
{
  go_to_checking (fixture);
  fail_check (fixture, CTG_STEP_FOLDERS, CTG_ERROR_NETWORK, "connection-closed");
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_CHECKING);
  g_assert_cmpuint (fixture->actions->n_verify, ==, 2);
  g_assert_cmpstr (fixture->actions->secret, ==, "secret");
  fail_check (fixture, CTG_STEP_OUTGOING_CONNECT, CTG_ERROR_NETWORK, "host-not-found");
  g_assert_cmpint (ctg_setup_controller_get_repair (fixture->wizard), ==, CTG_SETUP_REPAIR_SERVERS);
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_CREDENTIALS);
  g_assert_cmpint (ctg_setup_controller_get_field_at_fault (fixture->wizard), ==, F (OUTGOING_HOST));
}

static void
test_certificate_is_trusted_for_one_server (Fixture *fixture, gconstpointer data)
{
  go_to_checking (fixture);
  fixture->actions->refused = new_certificate ();
  fail_check (fixture, CTG_STEP_OUTGOING_SECURE, CTG_ERROR_TLS, "certificate-unknown-authority");
  assert_state (fixture, CTG_SETUP_CHECK_FAILED);
  g_assert_cmpint (ctg_setup_controller_get_repair (fixture->wizard), ==, CTG_SETUP_REPAIR_CERTIFICATE);
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_CERTIFICATE);
  g_assert_cmpstr (ctg_setup_controller_get_certificate (fixture->wizard)->sha256, ==, "c0ffee");
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_BACK);
  assert_state (fixture, CTG_SETUP_CHECK_FAILED);
  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_TRUST);
  assert_state (fixture, CTG_SETUP_CHECKING);
  g_assert_null (fixture->actions->settings->incoming->pin_sha256);
  g_assert_cmpstr (fixture->actions->settings->outgoing->pin_sha256, ==, "c0ffee");
  fail_check (fixture, CTG_STEP_INCOMING_CONNECT, CTG_ERROR_TIMED_OUT, NULL);
}

static void
test_certificate_is_shown_at_once_when_asked_for (Fixture *fixture, gconstpointer data)
{
  ctg_setup_controller_set_trust_at_once (fixture->wizard, TRUE);
  g_assert_true (ctg_setup_controller_get_trust_at_once (fixture->wizard));
  go_to_checking (fixture);
  fixture->actions->refused = new_certificate ();
  fail_check (fixture, CTG_STEP_INCOMING_SECURE, CTG_ERROR_TLS, "certificate-expired");
  assert_state (fixture, CTG_SETUP_CERTIFICATE);
}

static void
test_locked_keyring_is_tried_again (Fixture *fixture, gconstpointer data)
{
  go_to_checking (fixture);
  pass_check (fixture);
  fake_answer (&fixture->actions->save, NULL, NULL, ctg_error_new (CTG_ERROR_KEYRING_LOCKED, "keyring-locked", "x"));
  assert_state (fixture, CTG_SETUP_SAVE_FAILED);
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_SAVING);
  g_assert_cmpstr (fixture->actions->secret, ==, "secret");
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_BACK);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (fixture->actions->save)));
  fake_answer (&fixture->actions->save, g_strdup ("a"), g_free, NULL);
  assert_state (fixture, CTG_SETUP_DONE);
}

static void
test_connected_address_asks_for_another (Fixture *fixture, gconstpointer data)
{
  go_to_checking (fixture);
  pass_check (fixture);
  fake_answer (&fixture->actions->save, NULL, NULL, ctg_error_new (CTG_ERROR_CONFLICT, NULL, "x"));
  g_autofree char *label = ctg_setup_controller_dup_next_label (fixture->wizard);
  g_assert_cmpstr (label, ==, "_Use another address");
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_ADDRESS);
}

static void
test_nothing_found_is_a_choice (Fixture *fixture, gconstpointer data)
{
  const GPtrArray *providers = ctg_setup_controller_get_providers (fixture->wizard);

  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@example.it");
  ctg_setup_controller_next (fixture->wizard);
  answer_detection (fixture, ctg_detection_new ("anna@example.it"));
  assert_state (fixture, CTG_SETUP_PROVIDERS);
  g_assert_false (ctg_setup_controller_can_next (fixture->wizard));
  ctg_setup_controller_pick (fixture->wizard, 2);
  assert_state (fixture, CTG_SETUP_EXPECTATIONS);
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_BACK);
  assert_state (fixture, CTG_SETUP_PROVIDERS);
  ctg_setup_controller_pick (fixture->wizard, providers->len - 1);
  assert_state (fixture, CTG_SETUP_EXPECTATIONS);
  ctg_setup_controller_pick (fixture->wizard, 2);
  assert_state (fixture, CTG_SETUP_EXPECTATIONS);
  g_assert_false (ctg_setup_controller_has_servers (fixture->wizard));
}

static void
test_not_allowed_offers_its_servers_by_hand (Fixture *fixture, gconstpointer data)
{
  CtgDetection *detection;

  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@example.it");
  ctg_setup_controller_next (fixture->wizard);
  detection = new_detection ("imap", TRUE);
  ((CtgCandidate *) g_ptr_array_index (detection->candidates, 0))->can_start = FALSE;
  answer_detection (fixture, detection);
  assert_state (fixture, CTG_SETUP_REFUSED);
  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_pick (fixture->wizard, 3);
  g_assert_cmpstr (ctg_setup_controller_get_text (fixture->wizard, F (INCOMING_HOST)), ==, "imap.example.it");
}

static void
test_unsupported_is_refused_without_a_recommendation (Fixture *fixture, gconstpointer data)
{
  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@example.it");
  ctg_setup_controller_next (fixture->wizard);
  answer_detection (fixture, new_detection ("unsupported", FALSE));
  assert_state (fixture, CTG_SETUP_REFUSED);
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_OTHER_ADDRESS);
  assert_state (fixture, CTG_SETUP_ADDRESS);
}

static void
test_failed_detection_says_so_at_the_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) problem = NULL;

  ctg_setup_controller_next (fixture->wizard);
  g_assert_false (ctg_setup_controller_can_next (fixture->wizard));
  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@example.it");
  ctg_setup_controller_next (fixture->wizard);
  fake_answer (&fixture->actions->detect, NULL, NULL, ctg_error_new (CTG_ERROR_INVALID_INPUT, NULL, "x"));
  assert_state (fixture, CTG_SETUP_ADDRESS);
  g_object_get (fixture->wizard, "problem", &problem, NULL);
  g_assert_error (problem, CTG_ERROR, CTG_ERROR_INVALID_INPUT);
  g_assert_true (ctg_setup_controller_can_next (fixture->wizard));
}

static void
test_local_table_answers_while_typing (Fixture *fixture, gconstpointer data)
{
  ctg_setup_controller_next (fixture->wizard);
  fixture->actions->local = new_detection ("imap", TRUE);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@example.it");
  g_assert_cmpstr (ctg_setup_controller_get_local_name (fixture->wizard), ==, "Example Mail");
  g_assert_cmpuint (fixture->actions->n_detect, ==, 0);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@example.i");
  g_assert_null (ctg_setup_controller_get_local_name (fixture->wizard));
}

static void
test_separate_outgoing_password_is_sent_beside (Fixture *fixture, gconstpointer data)
{
  go_to_credentials (fixture);
  ctg_setup_controller_set_text (fixture->wizard, F (PASSWORD), "secret");
  ctg_setup_controller_set_separate_outgoing (fixture->wizard, TRUE);
  g_assert_true (ctg_setup_controller_get_separate_outgoing (fixture->wizard));
  g_assert_cmpint (ctg_setup_controller_get_fault (fixture->wizard, F (OUTGOING_PASSWORD)), ==,
                   CTG_SETUP_FAULT_MISSING);
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_CREDENTIALS);
  ctg_setup_controller_set_text (fixture->wizard, F (OUTGOING_PASSWORD), "other");
  ctg_setup_controller_next (fixture->wizard);
  g_assert_cmpstr (fixture->actions->outgoing_secret, ==, "other");
  fail_check (fixture, CTG_STEP_OUTGOING_LOG_IN, CTG_ERROR_AUTH_REJECTED, "credentials");
  g_assert_cmpint (ctg_setup_controller_get_field_at_fault (fixture->wizard), ==, F (OUTGOING_PASSWORD));
}

static void
begin_again (Fixture *fixture, const GError *cause)
{
  g_autoptr (CtgMailboxSettings) settings = ctg_mailbox_settings_new ("anna@example.it");
  CtgSetupController *again;

  settings->account_id = g_strdup ("account-1");
  settings->incoming = ctg_endpoint_new ("imap.example.it", 993, CTG_SECURITY_TLS, "anna");
  settings->outgoing = ctg_endpoint_new ("smtp.example.it", 465, CTG_SECURITY_TLS, "anna");
  again = ctg_setup_controller_new_again (CTG_SETUP_ACTIONS (fixture->actions), settings, cause);
  g_object_unref (fixture->wizard);
  fixture->wizard = again;
  assert_state (fixture, CTG_SETUP_CREDENTIALS);
}

static void
connect_again (Fixture *fixture)
{
  begin_again (fixture, NULL);
  ctg_setup_controller_set_text (fixture->wizard, F (PASSWORD), "secret");
  ctg_setup_controller_next (fixture->wizard);
}

static void
test_connecting_again_begins_at_the_password (Fixture *fixture, gconstpointer data)
{
  connect_again (fixture);
  g_assert_cmpstr (fixture->actions->settings->account_id, ==, "account-1");
  g_assert_cmpstr (fixture->actions->settings->incoming->username, ==, "anna");
  fail_check (fixture, CTG_STEP_INCOMING_LOG_IN, CTG_ERROR_AUTH_REJECTED, "credentials");
  assert_state (fixture, CTG_SETUP_CHECK_FAILED);
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_BACK);
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_BACK);
  assert_state (fixture, CTG_SETUP_CANCELLED);
}

/* B36: why it was disconnected stands at the field that mends it, until somebody goes on. */
static void
test_connecting_again_says_why (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) cause = ctg_error_new (CTG_ERROR_AUTH_REJECTED, "password-changed", "x");

  begin_again (fixture, cause);
  g_assert_true (ctg_error_has_reason (ctg_setup_controller_get_problem (fixture->wizard), "password-changed"));
  g_assert_cmpint (ctg_setup_controller_get_field_at_fault (fixture->wizard), ==, F (PASSWORD));
  ctg_setup_controller_set_text (fixture->wizard, F (PASSWORD), "secret");
  ctg_setup_controller_next (fixture->wizard);
  g_assert_null (ctg_setup_controller_get_problem (fixture->wizard));
}

static void
test_connecting_again_after_another_certificate_begins_at_the_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) cause = ctg_error_new (CTG_ERROR_TLS, "certificate-changed", "x");

  begin_again (fixture, cause);
  g_assert_cmpint (ctg_setup_controller_get_field_at_fault (fixture->wizard), ==, F (PASSWORD));
}

/* Step 8 of detection: what worked once may have moved, and the sources are asked without a press, once. */
static void
test_what_had_worked_is_detected_again_unasked (Fixture *fixture, gconstpointer data)
{
  CtgDetection *moved = new_detection ("imap", TRUE);
  CtgCandidate *candidate = g_ptr_array_index (moved->candidates, 0);

  ctg_endpoint_free (candidate->incoming);
  candidate->incoming = ctg_endpoint_new ("mail.example.it", 993, CTG_SECURITY_TLS, NULL);
  connect_again (fixture);
  fail_check (fixture, CTG_STEP_INCOMING_CONNECT, CTG_ERROR_TIMED_OUT, NULL);
  assert_state (fixture, CTG_SETUP_DETECTING_AGAIN);
  answer_detection (fixture, moved);
  assert_state (fixture, CTG_SETUP_CHANGED);
  g_assert_cmpstr (fixture->actions->settings->incoming->host, ==, "imap.example.it");
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_BACK);
  assert_state (fixture, CTG_SETUP_CHECK_FAILED);
  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_next (fixture->wizard);
  fail_check (fixture, CTG_STEP_INCOMING_CONNECT, CTG_ERROR_TIMED_OUT, NULL);
  assert_state (fixture, CTG_SETUP_CHECK_FAILED);
  g_assert_cmpuint (fixture->actions->n_detect, ==, 1);
}

static void
test_a_first_connection_is_detected_again_by_a_press (Fixture *fixture, gconstpointer data)
{
  go_to_credentials (fixture);
  ctg_setup_controller_set_text (fixture->wizard, F (PASSWORD), "secret");
  ctg_setup_controller_next (fixture->wizard);
  fail_check (fixture, CTG_STEP_INCOMING_CONNECT, CTG_ERROR_TIMED_OUT, NULL);
  assert_state (fixture, CTG_SETUP_CHECK_FAILED);
}

static void
test_labels_name_the_next_step (Fixture *fixture, gconstpointer data)
{
  gboolean can_next, can_back, busy;
  guint state;

  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@example.it");
  ctg_setup_controller_next (fixture->wizard);
  g_object_get (fixture->wizard, "state", &state, "busy", &busy, "can-next", &can_next, "can-back", &can_back, NULL);
  g_assert_cmpuint (state, ==, CTG_SETUP_DETECTING);
  g_assert_true (busy && can_back && !can_next);
  answer_detection (fixture, new_detection ("imap", TRUE));
  g_autofree char *label = ctg_setup_controller_dup_next_label (fixture->wizard);
  g_assert_cmpstr (label, ==, "_Connect to Example Mail");
  ctg_setup_controller_next (fixture->wizard);
  g_autofree char *on = ctg_setup_controller_dup_next_label (fixture->wizard);
  g_assert_cmpstr (on, ==, "C_ontinue");
}

/* Signing in with the browser. */

static void
go_to_sign_in (Fixture *fixture)
{
  ctg_setup_controller_next (fixture->wizard);
  ctg_setup_controller_set_text (fixture->wizard, F (ADDRESS), "anna@example.it");
  ctg_setup_controller_next (fixture->wizard);
  answer_detection (fixture, new_detection ("gmail", TRUE));
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_EXPECTATIONS);
  g_assert_true (ctg_setup_controller_signs_in (fixture->wizard));
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_SIGN_IN);
}

static void
sign_in_as (Fixture *fixture, const char *address)
{
  fixture->actions->signed_in_as = g_strdup (address);
  fake_answer (&fixture->actions->sign_in, g_strdup ("the token"), g_free, NULL);
}

static void
note_url_cb (CtgSetupController *wizard, const char *url, char **opened)
{
  g_free (*opened);
  *opened = g_strdup (url);
}

/* A34, A58: no password page; the token is what is verified and saved, with the platform's own servers. */
static void
test_sign_in_to_the_end (Fixture *fixture, gconstpointer data)
{
  g_autofree char *opened = NULL;

  g_signal_connect (fixture->wizard, "open-url", G_CALLBACK (note_url_cb), &opened);
  go_to_sign_in (fixture);
  g_assert_cmpstr (opened, ==, "https://accounts.example/authorize");
  g_assert_cmpstr (ctg_setup_controller_get_sign_in_url (fixture->wizard), ==, opened);
  g_assert_cmpstr (fixture->actions->asked_kind, ==, "gmail");
  g_assert_null (fixture->actions->asked_client_id);
  g_assert_true (ctg_setup_controller_is_busy (fixture->wizard));
  sign_in_as (fixture, "Anna@Example.it");
  assert_state (fixture, CTG_SETUP_CHECKING);
  g_assert_cmpstr (fixture->actions->secret, ==, "the token");
  g_assert_cmpstr (fixture->actions->settings->kind, ==, "gmail");
  g_assert_cmpstr (fixture->actions->settings->incoming->host, ==, "imap.gmail.com");
  g_assert_cmpstr (fixture->actions->settings->incoming->username, ==, "anna@example.it");
  pass_check (fixture);
  g_assert_cmpstr (fixture->actions->secret, ==, "the token");
  fake_answer (&fixture->actions->save, g_strdup ("account-1"), g_free, NULL);
  assert_state (fixture, CTG_SETUP_DONE);
}

/* O2: nothing is kept for somebody else than was named. */
static void
test_sign_in_as_somebody_else (Fixture *fixture, gconstpointer data)
{
  go_to_sign_in (fixture);
  sign_in_as (fixture, "carlo@example.it");
  assert_state (fixture, CTG_SETUP_SIGN_IN_FAILED);
  g_assert_true (ctg_error_has_reason (ctg_setup_controller_get_problem (fixture->wizard), "other-account"));
  g_assert_cmpuint (fixture->actions->n_verify, ==, 0);
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_SIGN_IN);
  g_assert_null (ctg_setup_controller_get_problem (fixture->wizard));
  sign_in_as (fixture, "anna@example.it");
  assert_state (fixture, CTG_SETUP_CHECKING);
}

static void
test_sign_in_refused (Fixture *fixture, gconstpointer data)
{
  go_to_sign_in (fixture);
  fake_answer (&fixture->actions->sign_in, NULL, NULL, ctg_error_new (CTG_ERROR_CONSENT_REQUIRED, "access-denied",
                                                           "x"));
  assert_state (fixture, CTG_SETUP_SIGN_IN_FAILED);
  g_assert_true (ctg_setup_controller_can_next (fixture->wizard));
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_CHOOSE);
  assert_state (fixture, CTG_SETUP_PROVIDERS);
  g_assert_null (ctg_setup_controller_get_problem (fixture->wizard));
}

static void
test_sign_in_is_left_and_its_answer_refused (Fixture *fixture, gconstpointer data)
{
  go_to_sign_in (fixture);
  ctg_setup_controller_send (fixture->wizard, CTG_SETUP_EVENT_BACK);
  assert_state (fixture, CTG_SETUP_EXPECTATIONS);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (fixture->actions->sign_in)));
  sign_in_as (fixture, "anna@example.it");
  assert_state (fixture, CTG_SETUP_EXPECTATIONS);
  g_assert_cmpuint (fixture->actions->n_verify, ==, 0);
}

/* A token that a server refuses is not tried again: the repair is another sign-in, not a form with a password. */
static void
test_refused_token_is_mended_by_signing_in (Fixture *fixture, gconstpointer data)
{
  g_autofree char *label = NULL;

  go_to_sign_in (fixture);
  sign_in_as (fixture, "anna@example.it");
  fail_check (fixture, CTG_STEP_INCOMING_LOG_IN, CTG_ERROR_AUTH_REJECTED, "credentials");
  assert_state (fixture, CTG_SETUP_CHECK_FAILED);
  label = ctg_setup_controller_dup_next_label (fixture->wizard);
  g_assert_cmpstr (label, ==, "_Sign in again");
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_SIGN_IN);
  g_assert_cmpuint (fixture->actions->n_sign_in, ==, 2);
  sign_in_as (fixture, "anna@example.it");
  assert_state (fixture, CTG_SETUP_CHECKING);
}

static void
test_own_registration_is_used (Fixture *fixture, gconstpointer data)
{
  go_to_sign_in (fixture);
  fake_answer (&fixture->actions->sign_in, NULL, NULL, ctg_error_new (CTG_ERROR_UNSUPPORTED, "no-client-id", "x"));
  ctg_setup_controller_set_text (fixture->wizard, F (CLIENT_ID), "my-own");
  ctg_setup_controller_set_text (fixture->wizard, F (CLIENT_SECRET), "its secret");
  g_assert_cmpstr (ctg_setup_controller_get_text (fixture->wizard, F (CLIENT_SECRET)), ==, "");
  g_assert_true (ctg_setup_controller_has_password (fixture->wizard, F (CLIENT_SECRET)));
  ctg_setup_controller_next (fixture->wizard);
  g_assert_cmpstr (fixture->actions->asked_client_id, ==, "my-own");
  g_assert_cmpstr (fixture->actions->asked_client_secret, ==, "its secret");
  sign_in_as (fixture, NULL);
  assert_state (fixture, CTG_SETUP_CHECKING);
}

static void
test_signed_in_mailbox_is_connected_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CtgMailboxSettings) settings = ctg_mailbox_settings_new ("anna@example.it");

  ctg_mailbox_settings_set_platform (settings, "microsoft365", "imap", NULL);
  settings->account_id = g_strdup ("account-1");
  g_clear_object (&fixture->wizard);
  fixture->wizard = ctg_setup_controller_new_again (CTG_SETUP_ACTIONS (fixture->actions), settings, NULL);
  assert_state (fixture, CTG_SETUP_EXPECTATIONS);
  ctg_setup_controller_next (fixture->wizard);
  g_assert_cmpstr (fixture->actions->asked_kind, ==, "microsoft365");
  sign_in_as (fixture, "anna@example.it");
  g_assert_cmpstr (fixture->actions->settings->account_id, ==, "account-1");
  g_assert_cmpstr (fixture->actions->settings->incoming->host, ==, "outlook.office365.com");
}

/* Sending over SMTP is switched off there: the next sign-in is for Graph. */
static void
test_smtp_that_is_off_leads_to_graph (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CtgMailboxSettings) settings = ctg_mailbox_settings_new ("anna@example.it");

  ctg_mailbox_settings_set_platform (settings, "microsoft365", "imap", NULL);
  g_clear_object (&fixture->wizard);
  fixture->wizard = ctg_setup_controller_new_again (CTG_SETUP_ACTIONS (fixture->actions), settings, NULL);
  ctg_setup_controller_next (fixture->wizard);
  sign_in_as (fixture, "anna@example.it");
  g_assert_cmpstr (fixture->actions->settings->outgoing->host, ==, "smtp.office365.com");
  fake_answer (&fixture->actions->verify, NULL, NULL, ctg_error_new (CTG_ERROR_AUTH_REJECTED, "smtp-off", "x"));
  assert_state (fixture, CTG_SETUP_CHECK_FAILED);
  ctg_setup_controller_next (fixture->wizard);
  assert_state (fixture, CTG_SETUP_SIGN_IN);
  sign_in_as (fixture, "anna@example.it");
  g_assert_cmpstr (fixture->actions->settings->incoming->host, ==, "graph.microsoft.com");
  g_assert_cmpstr (fixture->actions->settings->outgoing->host, ==, "graph.microsoft.com");
}

#define ADD(path, func) g_test_add ("/setup/controller/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("B36-connecting-again-says-why", test_connecting_again_says_why);
  ADD ("B36-another-certificate-begins-at-the-password",
       test_connecting_again_after_another_certificate_begins_at_the_password);
  ADD ("team-is-of-one-address", test_team_is_of_one_address);
  ADD ("automation-is-off-unless-chosen", test_automation_is_off_unless_chosen);
  ADD ("whole-story-of-an-imap-mailbox", test_whole_story);
  ADD ("V5-editing-cancels-and-late-detection-is-refused", test_late_detection);
  ADD ("late-verification-is-refused", test_late_verification);
  ADD ("answer-after-the-end-is-refused", test_answer_after_the_end);
  ADD ("back-loses-nothing", test_back_loses_nothing);
  ADD ("password-is-never-shown-again", test_password_is_never_shown_again);
  ADD ("password-stays-with-its-address", test_password_stays_with_its_address);
  ADD ("rejected-password-is-asked-again", test_rejected_password_is_asked_again);
  ADD ("lost-connection-is-tried-again", test_lost_connection_is_tried_again);
  ADD ("certificate-is-trusted-for-one-server", test_certificate_is_trusted_for_one_server);
  ADD ("certificate-is-shown-at-once-when-asked-for", test_certificate_is_shown_at_once_when_asked_for);
  ADD ("locked-keyring-is-tried-again", test_locked_keyring_is_tried_again);
  ADD ("connected-address-asks-for-another", test_connected_address_asks_for_another);
  ADD ("nothing-found-is-a-choice", test_nothing_found_is_a_choice);
  ADD ("sign-in-to-the-end", test_sign_in_to_the_end);
  ADD ("sign-in-as-somebody-else", test_sign_in_as_somebody_else);
  ADD ("sign-in-refused", test_sign_in_refused);
  ADD ("sign-in-is-left", test_sign_in_is_left_and_its_answer_refused);
  ADD ("refused-token-is-mended-by-signing-in", test_refused_token_is_mended_by_signing_in);
  ADD ("own-registration-is-used", test_own_registration_is_used);
  ADD ("smtp-that-is-off-leads-to-graph", test_smtp_that_is_off_leads_to_graph);
  ADD ("signed-in-mailbox-is-connected-again", test_signed_in_mailbox_is_connected_again);
  ADD ("not-allowed-offers-its-servers-by-hand", test_not_allowed_offers_its_servers_by_hand);
  ADD ("unsupported-is-refused-without-a-recommendation", test_unsupported_is_refused_without_a_recommendation);
  ADD ("failed-detection-says-so-at-the-address", test_failed_detection_says_so_at_the_address);
  ADD ("local-table-answers-while-typing", test_local_table_answers_while_typing);
  ADD ("separate-outgoing-password-is-sent-beside", test_separate_outgoing_password_is_sent_beside);
  ADD ("connecting-again-begins-at-the-password", test_connecting_again_begins_at_the_password);
  ADD ("what-had-worked-is-detected-again-unasked", test_what_had_worked_is_detected_again_unasked);
  ADD ("a-first-connection-is-detected-again-by-a-press", test_a_first_connection_is_detected_again_by_a_press);
  ADD ("labels-name-the-next-step", test_labels_name_the_next_step);
  return g_test_run ();
}
