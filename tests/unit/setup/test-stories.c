/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stories of the wizard over scripted actions. A story is words: what the person does, what the world answers, and
 * between them `=state`, where the wizard has to be; `#fact` is what has to hold there. A story is one test. */

#include "fake-setup-actions.h"
#include "setup-controller.h"

#include <string.h>

#define F(name) CTG_SETUP_FIELD_##name

typedef struct
{
  FakeActions *actions;
  CtgSetupController *wizard;
} World;

/* What the person does. */

static const struct { const char *word; CtgSetupEvent event; } steps[] = {
  { "back", CTG_SETUP_EVENT_BACK },     { "cancel", CTG_SETUP_EVENT_CANCEL },
  { "choose", CTG_SETUP_EVENT_CHOOSE }, { "other-address", CTG_SETUP_EVENT_OTHER_ADDRESS },
  { "trust", CTG_SETUP_EVENT_TRUST },   { "correct", CTG_SETUP_EVENT_EDIT_FORM },
  { "again", CTG_SETUP_EVENT_NEXT },      { "ask-again", CTG_SETUP_EVENT_ASK_AGAIN },
  { "try-http", CTG_SETUP_EVENT_TRY_PLAINLY }, { "detect-again", CTG_SETUP_EVENT_DETECT_AGAIN },
  { "programs", CTG_SETUP_EVENT_LOOK_IN_PROGRAMS }, { "take-other", CTG_SETUP_EVENT_TAKE_OTHER },
  { "take-shared", CTG_SETUP_EVENT_TAKE_SHARED },
};

static const struct { const char *word; CtgSetupField field; const char *text; } texts[] = {
  { "address", F (ADDRESS), "anna@example.it" },      { "pasted", F (ADDRESS), "Anna <mailto:anna@example.it>" },
  { "half-typed", F (ADDRESS), "anna@" },             { "edit", F (ADDRESS), "anna@elsewhere.it" },
  { "role", F (ADDRESS), "info@example.it" },         { "password", F (PASSWORD), "secret" },
  { "username", F (USERNAME), "anna" },               { "outgoing-password", F (OUTGOING_PASSWORD), "other" },
  { "password-2", F (PASSWORD), "secret 2" },
  { "host", F (INCOMING_HOST), "mail.example.it" },   { "outgoing-host", F (OUTGOING_HOST), "mail.example.it" },
  { "bad-host", F (INCOMING_HOST), "mail example" },  { "bad-port", F (INCOMING_PORT), "99999" },
  { "pop3-port", F (INCOMING_PORT), "995" },
  { "port", F (INCOMING_PORT), " 993 " },               { "outgoing-port", F (OUTGOING_PORT), "465" },
  { "in-clear", F (INCOMING_SECURITY), "none" },      { "tls", F (INCOMING_SECURITY), "tls" },
  { "exchange-url", F (EXCHANGE_URL), "https://mail.example.it/EWS/Exchange.asmx" },
  { "owa", F (EXCHANGE_URL), "https://mail.example.it/owa/#path=/mail" },
  { "online", F (EXCHANGE_URL), "https://outlook.office365.com/owa" },
  { "activesync", F (EXCHANGE_URL), "https://mail.example.it/Microsoft-Server-ActiveSync" },
  { "in-clear-owa", F (EXCHANGE_URL), "http://other.example.it/owa" },
  { "not-a-url", F (EXCHANGE_URL), "ftp://mail.example.it" },
};

static gboolean
do_step (World *world, const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (strcmp (word, steps[i].word) == 0)
      {
        ctg_setup_controller_send (world->wizard, steps[i].event);
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (word, texts[i].word) == 0)
      {
        ctg_setup_controller_set_text (world->wizard, texts[i].field, texts[i].text);
        return TRUE;
      }
  return FALSE;
}

static gboolean
do_press (World *world, const char *word)
{
  if (strcmp (word, "next") == 0)
    ctg_setup_controller_next (world->wizard);
  else if (g_str_has_prefix (word, "pick-"))
    ctg_setup_controller_pick (world->wizard, (guint) (word[5] - '0'));
  else if (strcmp (word, "open-file") == 0)
    ctg_setup_controller_open_file (world->wizard, "/tmp/profile.json");
  else if (strcmp (word, "use-microsoft") == 0)
    ctg_setup_controller_use_microsoft (world->wizard);
  else if (strcmp (word, "confirm") == 0)
    ctg_setup_controller_set_confirmed (world->wizard, TRUE);
  else if (strcmp (word, "separate") == 0)
    ctg_setup_controller_set_separate_outgoing (world->wizard, TRUE);
  else if (strcmp (word, "trust-at-once") == 0)
    ctg_setup_controller_set_trust_at_once (world->wizard, TRUE);
  else
    return FALSE;
  return TRUE;
}

/* What the world answers. */

/* "found-imap", "found-gmail", "found-exchange"; "refused-POP3_ONLY" and the other reasons of candidate.h. */
static CtgDetection *
new_detection (const char *kind, const char *reason)
{
  CtgDetection *detection = ctg_detection_new ("anna@example.it");
  CtgCandidate *candidate = ctg_candidate_new (kind, "Example Mail", "builtin", "builtin");

  candidate->can_start = ctg_candidate_kind_can_start (kind);
  candidate->reason = g_strdup (reason);
  candidate->incoming = ctg_endpoint_new ("imap.example.it", 993, CTG_SECURITY_TLS, NULL);
  candidate->outgoing = ctg_endpoint_new ("smtp.example.it", 465, CTG_SECURITY_TLS, NULL);
  if (strcmp (kind, "exchange") == 0 && reason != NULL)
    {
      g_free (candidate->source);
      candidate->source = g_strdup (reason);
      g_clear_pointer (&candidate->reason, g_free);
    }
  if (strcmp (kind, "exchange") == 0)
    candidate->exchange_url = g_strdup ("https://mail.example.it/EWS/Exchange.asmx");
  g_ptr_array_add (detection->candidates, candidate);
  detection->recommended = candidate->reason == NULL ? 0 : -1;
  return detection;
}

/* One server recommended and another found; or the other one only, which is no recommendation. */
static CtgDetection *
new_choice (gboolean has_first)
{
  CtgDetection *detection = new_detection ("imap", NULL);
  CtgCandidate *other = ctg_candidate_copy (g_ptr_array_index (detection->candidates, 0));

  g_free (other->source);
  other->source = g_strdup ("probe");
  g_free (other->incoming->host);
  other->incoming->host = g_strdup ("mail.example.it");
  if (!has_first)
    g_ptr_array_set_size (detection->candidates, 0);
  g_ptr_array_add (detection->candidates, other);
  detection->recommended = has_first ? 0 : -1;
  return detection;
}

/* By http, and alone; or recommended and beside it another that has to be confirmed. */
static CtgDetection *
new_doubtful (gboolean by_http)
{
  CtgDetection *detection = by_http ? new_detection ("imap", NULL) : new_choice (TRUE);
  CtgCandidate *doubtful = g_ptr_array_index (detection->candidates, by_http ? 0 : 1);

  g_free (doubtful->trust);
  doubtful->trust = g_strdup (by_http ? "http" : "mx");
  doubtful->confirm_domain = g_strdup (by_http ? NULL : "hoster.example");
  return detection;
}

static gboolean
answer_detection (World *world, const char *word)
{
  CtgDetection *detection = NULL;
  GError *error = NULL;

  if (strcmp (word, "exchange-answers") == 0)
    detection = new_detection ("exchange", "exchange");
  else if (strcmp (word, "found-two") == 0 || strcmp (word, "found-possible") == 0)
    detection = new_choice (strcmp (word, "found-two") == 0);
  else if (strcmp (word, "found-by-http") == 0 || strcmp (word, "found-doubtful") == 0)
    detection = new_doubtful (strcmp (word, "found-by-http") == 0);
  else if (strcmp (word, "found-elsewhere") == 0)
    {
      detection = new_detection ("imap", NULL);
      ((CtgCandidate *) g_ptr_array_index (detection->candidates, 0))->confirm_domain = g_strdup ("hoster.example");
    }
  else if (g_str_has_prefix (word, "found-"))
    detection = new_detection (word + strlen ("found-"), NULL);
  else if (g_str_has_prefix (word, "refused-"))
    detection = new_detection ("unsupported", word + strlen ("refused-"));
  else if (strcmp (word, "nothing") == 0)
    detection = ctg_detection_new ("anna@example.it");
  else if (strcmp (word, "broken") == 0)
    error = ctg_error_new (CTG_ERROR_PROTOCOL, "not-autoconfig", "x");
  else if (strcmp (word, "offline") == 0)
    error = ctg_error_new (CTG_ERROR_OFFLINE, NULL, "x");
  else if (strcmp (word, "portal") == 0)
    error = ctg_error_new (CTG_ERROR_OFFLINE, "captive-portal", "x");
  else
    return FALSE;
  fake_answer (&world->actions->detect, detection, (GDestroyNotify) ctg_detection_free, error);
  return TRUE;
}

static gboolean
answer_sign_in (World *world, const char *word)
{
  GError *error = NULL;

  if (strcmp (word, "sign-in-refused") == 0)
    error = ctg_error_new (CTG_ERROR_CONSENT_REQUIRED, "access-denied", "x");
  else if (strcmp (word, "signed-in") == 0)
    world->actions->signed_in_as = g_strdup ("anna@example.it");
  else if (strcmp (word, "signed-in-as-carlo") == 0)
    world->actions->signed_in_as = g_strdup ("carlo@example.it");
  else
    return FALSE;
  fake_answer (&world->actions->sign_in, error == NULL ? g_strdup ("token") : NULL, g_free, error);
  return TRUE;
}

/* "fail-STEP-CODE[-reason]": in-log-in:AUTH_REJECTED:credentials. */
static const struct { const char *word; CtgStep step; } places[] = {
  { "in-connect", CTG_STEP_INCOMING_CONNECT }, { "in-secure", CTG_STEP_INCOMING_SECURE },
  { "in-log-in", CTG_STEP_INCOMING_LOG_IN },   { "folders", CTG_STEP_FOLDERS },
  { "sent", CTG_STEP_SENT_FOLDER },            { "out-connect", CTG_STEP_OUTGOING_CONNECT },
  { "out-secure", CTG_STEP_OUTGOING_SECURE },  { "out-log-in", CTG_STEP_OUTGOING_LOG_IN },
};

static CtgErrorCode
find_code (const char *name)
{
  for (int code = 0; code < CTG_N_ERRORS; code++)
    if (strcmp (ctg_error_code_to_string (code), name) == 0)
      return (CtgErrorCode) code;
  g_error ("no such error: %s", name);
}

static void
fail_verification (World *world, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, ":", 3);
  GError *error;
  guint i = 0;

  while (i < G_N_ELEMENTS (places) && strcmp (places[i].word, parts[0]) != 0)
    i++;
  g_assert_cmpuint (i, <, G_N_ELEMENTS (places));
  world->actions->failed_step = places[i].step;
  error = ctg_error_new (find_code (parts[1]), parts[2], "x");
  ctg_error_add_server (&error, "ex.hoster.example", NULL);
  fake_answer (&world->actions->verify, NULL, NULL, error);
}

static gboolean
answer_verification (World *world, const char *word)
{
  if (strcmp (word, "passed") == 0)
    fake_answer (&world->actions->verify, ctg_mailbox_settings_copy (world->actions->settings),
                 (GDestroyNotify) ctg_mailbox_settings_free, NULL);
  else if (strcmp (word, "strange-certificate") == 0)
    {
      world->actions->refused = g_new0 (CtgCertificate, 1);
      world->actions->refused->sha256 = g_strdup ("c0ffee");
      world->actions->refused->names = g_new0 (char *, 1);
      fail_verification (world, "in-secure:TLS:certificate-unknown-authority");
    }
  else if (g_str_has_prefix (word, "fail:"))
    fail_verification (world, word + strlen ("fail:"));
  else
    return FALSE;
  return TRUE;
}

/* "is-exchange", "is-not:CODE[:reason]". */
static gboolean
answer_probe (World *world, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word, ":", 3);

  if (strcmp (word, "is-exchange") == 0)
    fake_answer (&world->actions->probe, g_strdup ("https://mail.example.it/EWS/Exchange.asmx"), g_free, NULL);
  else if (strcmp (parts[0], "is-not") == 0)
    fake_answer (&world->actions->probe, NULL, NULL, ctg_error_new (find_code (parts[1]), parts[2], "x"));
  else
    return FALSE;
  return TRUE;
}

static gboolean
answer_saving (World *world, const char *word)
{
  GError *error = NULL;

  if (g_str_has_prefix (word, "unsaved:"))
    error = ctg_error_new (find_code (word + strlen ("unsaved:")), NULL, "x");
  else if (strcmp (word, "saved") != 0)
    return FALSE;
  fake_answer (&world->actions->save, error == NULL ? g_strdup ("account-1") : NULL, g_free, error);
  return TRUE;
}

/* What has to hold. */

/* Whose mailbox is verified, with the sign-in's token and as whom. */
static gboolean
is_asked_as (World *world, const char *address, const char *incoming, const char *outgoing, gboolean is_team)
{
  const CtgMailboxSettings *settings = world->actions->settings;

  return strcmp (world->actions->secret, "token") == 0 && strcmp (settings->address, address) == 0 &&
         strcmp (settings->incoming->username, incoming) == 0 &&
         strcmp (settings->outgoing->username, outgoing) == 0 && settings->is_team == is_team;
}

static const struct { const char *fact; CtgSetupProbe probe; } probes[] = {
  { "probe-none", CTG_SETUP_PROBE_NONE }, { "probing", CTG_SETUP_PROBE_ASKING }, { "probed", CTG_SETUP_PROBE_FOUND },
  { "probe-online", CTG_SETUP_PROBE_ONLINE }, { "probe-failed", CTG_SETUP_PROBE_FAILED },
};

static gboolean
holds_of_probe (World *world, const char *fact)
{
  CtgSetupController *wizard = world->wizard;

  if (strcmp (fact, "probe-stopped") == 0)
    return g_cancellable_is_cancelled (world->actions->probe_cancellable) &&
           ctg_setup_controller_get_probe (wizard) != CTG_SETUP_PROBE_ASKING;
  if (strcmp (fact, "never-probed") == 0)
    return world->actions->n_probe == 0;
  if (strcmp (fact, "probed-last") == 0)
    return strcmp (world->actions->probed_text, ctg_setup_controller_get_text (wizard, F (EXCHANGE_URL))) == 0;
  if (strcmp (fact, "owa-kept") == 0)
    return strcmp (ctg_setup_controller_get_text (wizard, F (EXCHANGE_URL)), "https://mail.example.it/owa/#path=/mail")
           == 0;
  if (strcmp (fact, "microsoft") == 0)
    return strcmp (ctg_setup_controller_get_candidate (wizard)->kind, "microsoft365") == 0 &&
           ctg_setup_controller_signs_in (wizard) && !ctg_setup_controller_is_exchange (wizard);
  for (gsize i = 0; i < G_N_ELEMENTS (probes); i++)
    if (strcmp (fact, probes[i].fact) == 0)
      return ctg_setup_controller_get_probe (wizard) == probes[i].probe;
  g_error ("no such fact: %s", fact);
}

static gboolean
holds_further (World *world, const char *fact)
{
  CtgSetupController *wizard = world->wizard;

  if (strcmp (fact, "separate") == 0)
    return ctg_setup_controller_get_separate_outgoing (wizard) &&
           ctg_setup_controller_get_field_at_fault (wizard) == F (OUTGOING_PASSWORD);
  if (strcmp (fact, "asked-programs") == 0)
    return world->actions->asked_how == CTG_DETECT_PROGRAMS;
  if (strcmp (fact, "no-program") == 0)
    return ctg_setup_controller_has_looked_in_programs (wizard);
  if (strcmp (fact, "second-asked") == 0)
    return strcmp (world->actions->settings->incoming->host, "mail.example.it") == 0;
  if (strcmp (fact, "asked-afresh") == 0)
    return world->actions->asked_how == CTG_DETECT_AFRESH;
  if (strcmp (fact, "username-kept") == 0)
    return g_strcmp0 (world->actions->settings->incoming->username, "anna") == 0;
  if (strcmp (fact, "secret-kept") == 0)
    return g_strcmp0 (world->actions->secret, "secret") == 0;
  if (strcmp (fact, "carlo-offered") == 0)
    return g_strcmp0 (ctg_setup_controller_get_other_address (wizard), "carlo@example.it") == 0;
  if (strcmp (fact, "nobody-offered") == 0)
    return ctg_setup_controller_get_other_address (wizard) == NULL;
  if (strcmp (fact, "perhaps-shared") == 0)
    return ctg_setup_controller_may_be_shared (wizard);
  if (strcmp (fact, "not-shared") == 0)
    return !ctg_setup_controller_may_be_shared (wizard);
  if (strcmp (fact, "as-carlo") == 0)
    return is_asked_as (world, "carlo@example.it", "carlo@example.it", "carlo@example.it", FALSE);
  if (strcmp (fact, "for-the-team") == 0)
    return is_asked_as (world, "anna@example.it", "anna@example.it", "carlo@example.it", TRUE);
  if (strcmp (fact, "as-anna") == 0)
    return is_asked_as (world, "anna@example.it", "anna@example.it", "anna@example.it", FALSE);
  if (strcmp (fact, "not-pinned") == 0)
    return world->actions->settings->incoming->pin_sha256 == NULL;
  if (strcmp (fact, "http-offered") == 0)
    return ctg_setup_controller_can_try_plainly (wizard);
  if (strcmp (fact, "http-not-offered") == 0)
    return !ctg_setup_controller_can_try_plainly (wizard);
  if (strcmp (fact, "http-found-nothing") == 0)
    return ctg_setup_controller_has_tried_plainly (wizard);
  if (strcmp (fact, "asked-http") == 0)
    return world->actions->asked_how == CTG_DETECT_PLAINLY;
  if (strcmp (fact, "not-asked-http") == 0)
    return world->actions->asked_how == CTG_DETECT_USUAL;
  return holds_of_probe (world, fact);
}

static gboolean
holds (World *world, const char *fact)
{
  CtgSetupController *wizard = world->wizard;

  if (strcmp (fact, "busy") == 0)
    return ctg_setup_controller_is_busy (wizard) && ctg_setup_controller_can_back (wizard);
  if (strcmp (fact, "idle") == 0)
    return !ctg_setup_controller_is_busy (wizard);
  if (strcmp (fact, "stuck") == 0)
    return !ctg_setup_controller_can_next (wizard);
  if (strcmp (fact, "password") == 0)
    return ctg_setup_controller_has_password (wizard, F (PASSWORD));
  if (strcmp (fact, "no-password") == 0)
    return !ctg_setup_controller_has_password (wizard, F (PASSWORD));
  if (strcmp (fact, "problem") == 0)
    return ctg_setup_controller_get_problem (wizard) != NULL;
  if (strcmp (fact, "fine") == 0)
    return ctg_setup_controller_get_problem (wizard) == NULL;
  if (strcmp (fact, "unsaved") == 0)
    return world->actions->n_save == 0 && ctg_setup_controller_get_account_id (wizard) == NULL;
  if (strcmp (fact, "typed") == 0)
    return strcmp (ctg_setup_controller_get_text (wizard, F (ADDRESS)), "anna@example.it") == 0;
  if (strcmp (fact, "host-kept") == 0)
    return strcmp (ctg_setup_controller_get_text (wizard, F (INCOMING_HOST)), "mail.example.it") == 0;
  if (strcmp (fact, "recommended") == 0)
    {
      g_autofree char *url = ctg_setup_controller_dup_exchange_url (wizard);

      return g_strcmp0 (url, "https://mail.example.it/EWS/Exchange.asmx") == 0;
    }
  if (strcmp (fact, "at-exchange-url") == 0)
    return ctg_setup_controller_get_field_at_fault (wizard) == F (EXCHANGE_URL);
  if (strcmp (fact, "recommended-in-form") == 0)
    return strcmp (ctg_setup_controller_get_text (wizard, F (EXCHANGE_URL)),
                   "https://mail.example.it/EWS/Exchange.asmx") == 0;
  if (strcmp (fact, "elsewhere") == 0)
    return strcmp (ctg_setup_controller_get_text (wizard, F (EXCHANGE_URL)),
                   "https://ex.hoster.example/EWS/Exchange.asmx") == 0;
  if (strcmp (fact, "looks-for-exchange") == 0)
    return strcmp (world->actions->settings->kind, "exchange") == 0 &&
           strcmp (world->actions->settings->incoming->host, "") == 0;
  if (strcmp (fact, "asks-exchange") == 0)
    return strcmp (world->actions->settings->kind, "exchange") == 0 &&
           strcmp (world->actions->settings->incoming->host, "mail.example.it") == 0 &&
           strcmp (world->actions->settings->incoming->path, "/EWS/Exchange.asmx") == 0 &&
           strcmp (world->actions->settings->outgoing->host, "mail.example.it") == 0;
  if (strcmp (fact, "pinned") == 0)
    return g_strcmp0 (world->actions->settings->incoming->pin_sha256, "c0ffee") == 0;
  if (strcmp (fact, "again") == 0)
    return ctg_setup_controller_can_try_again (wizard);
  if (strcmp (fact, "not-again") == 0)
    return !ctg_setup_controller_can_try_again (wizard);
  if (strcmp (fact, "whole") == 0)
    return !world->actions->settings->incoming_verified &&
           ctg_setup_controller_get_step (wizard, CTG_STEP_FOLDERS, NULL) == CTG_STEP_WAITING;
  if (strcmp (fact, "outgoing-only") == 0)
    return world->actions->settings->incoming_verified;
  if (strcmp (fact, "one-other") == 0)
    return ctg_setup_controller_get_n_others (wizard) == 1;
  if (strcmp (fact, "first") == 0)
    return strcmp (ctg_setup_controller_get_text (wizard, F (INCOMING_HOST)), "imap.example.it") == 0;
  if (strcmp (fact, "second") == 0)
    return strcmp (ctg_setup_controller_get_text (wizard, F (INCOMING_HOST)), "mail.example.it") == 0;
  if (strcmp (fact, "detect-offered") == 0)
    return ctg_setup_controller_can_detect_again (wizard);
  if (strcmp (fact, "detect-not-offered") == 0)
    return !ctg_setup_controller_can_detect_again (wizard);
  if (strcmp (fact, "found-the-same") == 0)
    return ctg_setup_controller_get_redetection (wizard) == CTG_SETUP_REDETECTION_SAME;
  if (strcmp (fact, "found-another-kind") == 0)
    return ctg_setup_controller_get_redetection (wizard) == CTG_SETUP_REDETECTION_OTHER_KIND;
  if (strcmp (fact, "found-nothing") == 0)
    return ctg_setup_controller_get_redetection (wizard) == CTG_SETUP_REDETECTION_NOTHING;
  if (strcmp (fact, "asked-nobody") == 0)
    return ctg_setup_controller_get_redetection (wizard) == CTG_SETUP_REDETECTION_FAILED;
  if (strcmp (fact, "asked-nothing") == 0)
    return world->actions->n_detect + world->actions->n_verify + world->actions->n_sign_in == 0;
  return holds_further (world, fact);
}

static void
do_word (World *world, const char *word)
{
  g_test_message ("%s", word);
  if (word[0] == '=')
    g_assert_cmpstr (ctg_setup_state_to_string (ctg_setup_controller_get_state (world->wizard)), ==, word + 1);
  else if (word[0] == '#')
    g_assert_true (holds (world, word + 1));
  else if (!do_step (world, word) && !do_press (world, word) && !answer_detection (world, word) &&
           !answer_sign_in (world, word) && !answer_verification (world, word) && !answer_probe (world, word) &&
           !answer_saving (world, word))
    g_error ("no such word: %s", word);
}

static void
end (World *world)
{
  GTask **waiting[] = { &world->actions->detect, &world->actions->sign_in, &world->actions->verify,
                        &world->actions->save, &world->actions->probe };

  g_clear_object (&world->wizard);
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    if (*waiting[i] != NULL)
      fake_answer (waiting[i], NULL, NULL, ctg_error_new (CTG_ERROR_FAILED, NULL, "The story is over"));
  g_assert_finalize_object (world->actions);
}

static void
tell (gconstpointer data)
{
  g_auto (GStrv) words = g_strsplit (data, " ", -1);
  World world = { .actions = g_object_new (fake_actions_get_type (), NULL) };

  world.wizard = ctg_setup_controller_new (CTG_SETUP_ACTIONS (world.actions));
  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      do_word (&world, words[i]);
  end (&world);
}

/* The beginnings of most stories. */
#define DETECTING   "next address next =detecting #busy "
#define RECOMMENDED DETECTING "found-imap =recommended "
#define CREDENTIALS RECOMMENDED "next =expectations next =credentials "
#define CHECKING    CREDENTIALS "password next =checking #busy "
#define SAVING      CHECKING "passed =saving #busy "
#define SIGN_IN     DETECTING "found-gmail =recommended next =expectations next =sign-in #busy "

#define MICROSOFT   DETECTING "found-microsoft365 =recommended next =expectations next =sign-in #busy "
#define EXCHANGE    DETECTING "found-exchange =recommended next =expectations next =credentials "
#define BY_HAND     DETECTING "nothing =providers pick-2 =expectations next =credentials "

#define OUTGOING_FAILED CHECKING "fail:out-connect:NETWORK:connection-refused next =credentials "

#define MOVED           CHECKING "fail:in-connect:NETWORK:host-not-found =check-failed #detect-offered detect-again " \
                        "=detecting-again "

static const struct { const char *name; const char *words; } stories[] = {
  { "A22-A24-first-page", "=automation next =address back =automation back =cancelled" },
  { "A25-nothing-is-asked-while-typing", "next half-typed #stuck address #asked-nothing =address" },
  { "A25-half-an-address-does-not-go-on", "next half-typed next =address #asked-nothing" },
  { "A25-pasted-with-a-name", "next pasted next =detecting found-imap =recommended" },
  { "A05-role-address-goes-on", "next role next =detecting found-imap =recommended next =expectations" },
  { "A26-A27-recommended", RECOMMENDED "next =expectations" },
  { "A28-nothing-found-is-a-choice", DETECTING "nothing =providers #fine pick-3 =expectations" },
  { "A28-choice-before-detection", "next address choose =providers pick-0 =expectations next =sign-in" },
  { "A28-choice-instead-of-the-recommendation", RECOMMENDED "choose =providers pick-1 =expectations next =sign-in" },
  { "A28-choice-while-detecting", DETECTING "choose =providers back =address #typed" },
  { "A28-choice-is-taken-back", RECOMMENDED "choose =providers back =recommended #typed" },
  { "A70-exchange-needs-the-password-only",
    EXCHANGE "#stuck password next =checking #asks-exchange passed =saving saved =done #no-password" },
  { "A78-exchange-that-answers-says-where-its-service-is",
    DETECTING "exchange-answers =recommended next next =credentials password next =checking #looks-for-exchange "
              "fail:in-connect:NOT_FOUND:no-autodiscover #recommended-in-form next =credentials next #asks-exchange" },
  { "A77-exchange-by-hand-is-looked-for", BY_HAND "#stuck password next =checking #looks-for-exchange passed" },
  { "A79-exchange-that-is-not-found-needs-its-address",
    BY_HAND "password next fail:in-connect:NOT_FOUND:no-autodiscover #at-exchange-url next =credentials #password "
            "#stuck exchange-url next =checking #asks-exchange" },
  { "D2-exchange-of-another-domain-is-agreed-to",
    BY_HAND "password next fail:in-connect:CONSENT_REQUIRED:autodiscover-elsewhere #at-exchange-url #elsewhere next "
            "=credentials #password next =checking" },
  { "A81-A83-exchange-whatever-is-pasted",
    BY_HAND "password owa #probing #probed-last is-exchange #probed #recommended exchange-url #probe-none next "
            "=checking #asks-exchange" },
  { "A83-nothing-is-recommended-before-it-answered", BY_HAND "owa #probing #owa-kept is-not:NOT_FOUND:not-exchange "
                                                             "#probe-failed #owa-kept password next #asks-exchange" },
  { "A83-the-service-itself-is-not-probed", BY_HAND "exchange-url #never-probed #probe-none" },
  { "A83-no-address-is-not-probed", BY_HAND "not-a-url #never-probed #probe-none" },
  { "A83-more-typing-begins-anew", BY_HAND "in-clear-owa #probing owa #probing #probed-last is-exchange #recommended" },
  { "A83-typed-away", BY_HAND "owa #probing not-a-url #probe-stopped #probe-none is-exchange #probe-none" },
  { "A83-whoever-does-not-wait", BY_HAND "password owa #probing next =checking #probe-stopped #asks-exchange "
                                         "is-exchange #probe-none" },
  { "A83-the-window-is-closed-meanwhile", BY_HAND "owa #probing cancel =cancelled #probe-stopped is-exchange" },
  { "A83-another-way-meanwhile", BY_HAND "owa #probing back back =providers pick-3 #probe-none" },
  { "A17-activesync-pasted", BY_HAND "activesync #probing is-exchange #recommended" },
  { "A68-pasted-server-too-old", BY_HAND "owa is-not:UNSUPPORTED:exchange-too-old #probe-failed" },
  { "A66-exchange-online-is-another-way", BY_HAND "password online #stuck #never-probed #probe-online use-microsoft "
                                                  "=expectations #microsoft #no-password #probe-none" },
  { "A66-exchange-online-by-its-answer", BY_HAND "password owa is-not:UNSUPPORTED:EXCHANGE_ONLINE #probe-online "
                                                 "use-microsoft =expectations #microsoft back =providers" },
  { "A66-exchange-online-by-autodiscover", BY_HAND "password next fail:in-connect:UNSUPPORTED:EXCHANGE_ONLINE next "
                                                   "=expectations #microsoft #no-password" },
  { "exchange-address-has-to-be-one", BY_HAND "password not-a-url #stuck" },
  { "A79-exchange-failure-asks-for-its-address",
    EXCHANGE "password next fail:in-connect:NETWORK:host-not-found #at-exchange-url next =credentials #password" },
  { "A68-exchange-too-old", EXCHANGE "password next fail:in-log-in:UNSUPPORTED:exchange-too-old #at-exchange-url" },
  { "A80-exchange-refused-password-is-forgotten",
    EXCHANGE "password next fail:in-log-in:AUTH_REJECTED:credentials #no-password next =credentials #stuck" },
  { "exchange-certificate", EXCHANGE "password next strange-certificate next =certificate trust =checking #pinned" },
  { "exchange-and-back-to-imap",
    BY_HAND "exchange-url back back =providers pick-3 next next #stuck password host #stuck outgoing-host next "
            "=checking" },
  { "A94-a-file-says-it", DETECTING "nothing =providers open-file =detecting #busy found-imap =recommended next "
                          "=expectations back back =automation" },
  { "A94-a-file-that-says-nothing", DETECTING "nothing open-file broken =address #problem #typed next =detecting" },
  { "A94-a-file-refuses-pop", DETECTING "nothing open-file refused-POP3_ONLY =refused" },
  { "A94-reading-is-left", DETECTING "nothing open-file back =address found-imap =address" },
  { "B09-pop-only", DETECTING "refused-POP3_ONLY =refused #idle next =providers" },
  { "B11-until-imap-is-turned-on", DETECTING "refused-POP3_ONLY =refused ask-again =detecting #busy found-imap "
                                   "=recommended back =automation" },
  { "A17-activesync-only", DETECTING "refused-ACTIVESYNC =refused next =providers pick-2 =expectations" },
  { "A90-ses", DETECTING "refused-AMAZON_SES =refused other-address =address #typed" },
  { "A90-workmail", DETECTING "refused-AMAZON_WORKMAIL =refused back =address #typed" },
  { "A56-government-cloud", DETECTING "refused-MICROSOFT_GOVERNMENT =refused other-address =address" },
  { "plain-text-only", DETECTING "refused-PLAINTEXT_ONLY =refused choose =providers" },
  { "closed-to-programs", DETECTING "refused-NO_MAIL_PROGRAMS =refused other-address =address" },
  { "no-mail-at-the-domain", DETECTING "refused-NO_MAIL =refused other-address =address" },
  { "A18-A97-policy-forbids", DETECTING "refused-POLICY =refused other-address =address" },
  { "V7-offline", DETECTING "offline =offline #problem #typed #idle next =detecting #fine #busy" },
  { "V7-captive-portal", DETECTING "portal =offline #problem #typed next =detecting found-imap =recommended" },
  { "V7-offline-then-edit", DETECTING "offline =offline back =address #fine edit =address next =detecting" },
  { "V7-offline-then-by-hand", DETECTING "offline =offline choose =providers #fine pick-3 =expectations back back "
                               "=address #typed" },
  { "V4-another-possibility-is-taken", DETECTING "found-two =recommended #one-other pick-0 =expectations #second next "
                                       "=credentials back back =recommended next =expectations #first" },
  { "V4-possibilities-before-the-choice", DETECTING "found-two choose =providers #one-other pick-4 =expectations" },
  { "V4-a-possibility-alone-is-a-choice", DETECTING "found-possible =providers #one-other pick-0 =expectations" },
  { "D2-servers-of-another-domain-are-agreed-to", DETECTING "found-elsewhere =recommended #stuck next =recommended "
                                                  "confirm next =expectations back =recommended next =expectations" },
  { "D2-agreed-to-for-one-address-only", DETECTING "found-elsewhere confirm edit next found-elsewhere =recommended "
                                         "#stuck" },
  { "V1-another-possibility-is-agreed-to", DETECTING "found-doubtful =recommended #one-other pick-0 =recommended "
                                           "#stuck #one-other #second next =recommended confirm next =expectations "
                                           "next =credentials #second back back =recommended pick-0 "
                                           "=expectations #first" },
  { "V1-a-possibility-by-hand-is-agreed-to", DETECTING "found-doubtful choose =providers pick-0 =recommended #stuck "
                                             "confirm next =expectations back =recommended back =automation" },
  { "V1-http-by-hand-is-agreed-to", DETECTING "#not-asked-http nothing =providers #http-offered try-http =detecting "
                                    "#asked-http found-by-http =recommended #stuck next =recommended confirm next "
                                    "=expectations" },
  { "http-finds-nothing", DETECTING "nothing try-http nothing =providers #http-not-offered #http-found-nothing pick-3 "
                          "=expectations" },
  { "http-after-a-refusal", DETECTING "refused-POP3_ONLY next =providers #http-offered try-http #asked-http refused-"
                            "POP3_ONLY =refused next =providers #http-not-offered" },
  { "http-changes-nothing-for-a-cloud", DETECTING "refused-MICROSOFT_GOVERNMENT next =providers #http-not-offered" },
  { "http-is-not-offered-beside-a-find", RECOMMENDED "choose =providers #http-not-offered" },
  { "http-is-not-offered-before", "next address choose =providers #http-not-offered" },
  { "http-for-one-address-only", DETECTING "nothing try-http nothing back edit next =detecting #not-asked-http nothing "
                                 "#http-offered" },
  { "moved-servers-are-shown-and-used", MOVED "#asked-afresh #busy found-two =changed #problem #first next "
                                        "=checking #second-asked #whole #secret-kept #fine passed "
                                        "=saving saved =done" },
  { "moved-servers-are-not-used-unasked", MOVED "found-two =changed #first back =check-failed #first #problem next "
                                          "=credentials #first #password" },
  { "moved-servers-keep-the-name-that-was-typed", CREDENTIALS "username password next fail:in-connect:TIMED_OUT "
                                                  "detect-again found-two next =checking #username-kept" },
  { "moved-servers-drop-the-trust", CHECKING "strange-certificate next trust =checking #pinned "
                                    "fail:in-connect:TIMED_OUT detect-again found-two next =checking #not-pinned" },
  { "V1-moved-servers-of-another-domain-are-agreed-to", MOVED "found-doubtful =changed #stuck next =changed confirm "
                                                        "next =checking #second-asked" },
  { "the-same-settings-again", MOVED "found-imap =check-failed #problem #found-the-same #detect-not-offered #first "
                               "next =credentials #password" },
  { "detected-again-as-another-kind", MOVED "found-gmail =check-failed #found-another-kind #first" },
  { "detected-again-in-vain", MOVED "nothing =check-failed #problem #found-nothing" },
  { "detected-again-late", MOVED "back =check-failed #problem found-two =check-failed #first #detect-offered" },
  { "detected-again-too-late", MOVED "cancel =cancelled #no-password found-two =cancelled" },
  { "detected-again-offline", MOVED "offline =check-failed #problem #asked-nobody" },
  { "detected-again-after-another-try", MOVED "nothing #detect-not-offered correct =credentials next =checking "
                                        "fail:in-connect:TIMED_OUT #detect-offered" },
  { "a-password-is-no-reason-to-detect-again",
    CHECKING "fail:in-log-in:AUTH_REJECTED:credentials #detect-not-offered" },
  { "a-certificate-for-another-name-is", CHECKING "strange-certificate #detect-offered detect-again =detecting-again" },
  { "exchange-has-moved", BY_HAND "password owa next fail:in-connect:TIMED_OUT detect-again =detecting-again "
                          "found-exchange =check-failed #found-the-same" },
  { "exchange-is-found-afterwards", BY_HAND "password next fail:in-connect:NOT_FOUND:no-autodiscover detect-again "
                                    "found-exchange =changed next =checking #asks-exchange #secret-kept" },
  { "A102-another-program-knows", DETECTING "nothing =providers programs =detecting #asked-programs found-imap "
                                  "=recommended next =expectations" },
  { "A102-no-program-knows", DETECTING "nothing programs nothing =providers #no-program pick-3 =expectations" },
  { "A92-A103-to-the-end", SAVING "saved =done #no-password #fine" },
  { "A106-back-to-the-first-page", CREDENTIALS "back =expectations back =recommended back =automation #typed" },
  { "A106-back-keeps-the-password", CREDENTIALS "password back next =credentials #password" },
  { "A106-back-keeps-the-servers", CREDENTIALS "host back back next next =credentials #host-kept" },
  { "A106-checking-is-left-to-the-form", CHECKING "back =credentials #password #fine" },
  { "another-address-forgets-the-password", CREDENTIALS "password back back edit =address #no-password" },
  { "A98-no-servers-no-way-on", DETECTING "nothing pick-3 next =credentials password #stuck next =credentials" },
  { "A98-A100-servers-by-hand", DETECTING "nothing pick-3 next password host port tls outgoing-host outgoing-port next "
                                "=checking passed =saving saved =done" },
  { "A100-bad-host", CREDENTIALS "password bad-host #stuck next =credentials host next =checking" },
  { "A100-bad-port", CREDENTIALS "password bad-port #stuck port next =checking" },
  { "A100-nothing-in-clear", CREDENTIALS "password in-clear #stuck next =credentials tls next =checking" },
  { "A99-two-passwords", CREDENTIALS "password separate #stuck outgoing-password next =checking passed saved =done" },
  { "A101-certificate-is-shown", CHECKING "strange-certificate =check-failed next =certificate back =check-failed" },
  { "A101-certificate-is-trusted", CHECKING "strange-certificate next =certificate trust =checking #pinned passed "
                                   "saved =done" },
  { "A101-certificate-at-once", "trust-at-once " CHECKING "strange-certificate =certificate back =check-failed" },
  { "A80-refused-password-is-not-tried-again", CHECKING "fail:in-log-in:AUTH_REJECTED:credentials =check-failed "
                                               "#no-password next =credentials #stuck #problem" },
  { "A80-second-password", CHECKING "fail:in-log-in:AUTH_REJECTED:credentials next =credentials password next "
                           "=checking #fine passed saved =done" },
  { "A86-servers-are-corrected", CHECKING "fail:in-connect:NETWORK:host-not-found next =credentials #password host "
                                 "next =checking" },
  { "A86-lost-connection-is-tried-again", CHECKING "fail:folders:NETWORK:connection-closed next =checking #password" },
  { "A86-the-form-is-always-near", CHECKING "fail:folders:TIMED_OUT correct =credentials #password" },
  { "A86-wrong-port-asks-the-outgoing-server-only", CHECKING "#whole fail:out-connect:NETWORK:connection-refused "
                                                    "=check-failed #again next =credentials #password outgoing-host "
                                                    "next =checking #outgoing-only passed =saving saved =done" },
  { "A86-one-step-is-tried-again", CHECKING "fail:out-secure:TLS:handshake #again again =checking #outgoing-only #fine "
                                   "fail:out-connect:TIMED_OUT #not-again next =checking #outgoing-only passed saved" },
  { "A86-the-incoming-server-is-asked-whole", CHECKING "fail:folders:NETWORK:connection-closed next =checking #whole" },
  { "A86-another-password-is-asked-whole", OUTGOING_FAILED "password-2 next =checking #whole" },
  { "A86-another-user-name-is-asked-whole", OUTGOING_FAILED "username next =checking #whole" },
  { "A86-another-server-is-asked-whole", OUTGOING_FAILED "host next =checking #whole" },
  { "A86-another-provider-is-asked-whole", OUTGOING_FAILED "back back choose pick-3 next password host "
                                           "outgoing-host next =checking #whole" },
  { "A86-another-address-is-asked-whole", OUTGOING_FAILED "back back edit next found-imap next next password next "
                                          "=checking #whole" },
  { "A86-left-and-begun-again", OUTGOING_FAILED "outgoing-host next =checking back passed =credentials next "
                                   "=checking #outgoing-only" },
  { "A80-refused-for-sending-only-is-typed-anew-for-sending",
    CHECKING "fail:out-log-in:AUTH_REJECTED:outgoing-credentials #not-again next =credentials #password #stuck "
             "#separate outgoing-password next =checking #outgoing-only passed saved =done" },
  { "A99-the-second-password-is-refused-and-the-first-kept",
    CREDENTIALS "password separate outgoing-password next =checking fail:out-log-in:AUTH_REJECTED:outgoing-credentials "
                "next #password #stuck outgoing-password next =checking #outgoing-only" },
  { "A80-refused-for-sending-and-all-typed-anew",
    CHECKING "fail:out-log-in:AUTH_REJECTED:outgoing-credentials next username outgoing-password next =checking "
             "#whole" },
  { "B09-a-port-of-POP3-goes-nowhere",
    DETECTING "nothing pick-3 next password host outgoing-host pop3-port #stuck next =credentials port next "
              "=checking" },
  { "another-sign-in-is-asked-whole", SIGN_IN "signed-in fail:out-log-in:AUTH_REJECTED:sender-refused #again next "
                                      "=sign-in signed-in =checking #whole" },
  { "A86-another-address", CHECKING "fail:in-connect:TIMED_OUT other-address =address #no-password" },
  { "saving-is-asked-to-stop-and-answers", SAVING "back =saving saved =done" },
  { "saving-is-asked-to-stop-and-fails", SAVING "back =saving unsaved:STORAGE =save-failed #password" },
  { "locked-keyring", SAVING "unsaved:KEYRING_LOCKED =save-failed #password next =saving saved =done" },
  { "full-disk", SAVING "unsaved:STORAGE_FULL =save-failed next =saving" },
  { "A05-connected-already", SAVING "unsaved:CONFLICT =save-failed next =address #no-password #typed" },
  { "unsaved-back-to-the-form", SAVING "unsaved:STORAGE correct =credentials #password" },
  { "unsaved-back", SAVING "unsaved:STORAGE =save-failed back =credentials #fine" },
  { "sign-in-to-the-end", SIGN_IN "signed-in =checking passed =saving saved =done" },
  { "sign-in-as-somebody-else", SIGN_IN "signed-in-as-carlo =sign-in-failed #problem next =sign-in #fine" },
  { "O2-somebody-else-is-connected-when-the-person-says-so",
    SIGN_IN "signed-in-as-carlo =sign-in-failed #unsaved #carlo-offered #not-shared take-other =checking #fine "
            "#as-carlo #nobody-offered passed =saving saved =done" },
  { "O2-somebody-else-is-forgotten-on-the-way-back", SIGN_IN "signed-in-as-carlo back =expectations #nobody-offered" },
  { "O2-somebody-else-is-forgotten-by-another-sign-in",
    SIGN_IN "signed-in-as-carlo next =sign-in #nobody-offered take-other =sign-in signed-in =checking #as-anna" },
  { "O2-somebody-else-is-forgotten-with-another-address",
    SIGN_IN "signed-in-as-carlo other-address =address #nobody-offered #unsaved" },
  { "A55-a-shared-mailbox-is-named-and-opened-for-the-team",
    MICROSOFT "signed-in-as-carlo =sign-in-failed #perhaps-shared #unsaved take-shared =checking #fine #for-the-team "
              "passed =saving saved =done" },
  { "A55-a-shared-mailbox-is-not-a-personal-one",
    MICROSOFT "signed-in-as-carlo =sign-in-failed #perhaps-shared take-other =checking #as-carlo" },
  { "A55-a-shared-mailbox-that-is-closed-to-the-colleague",
    MICROSOFT "signed-in-as-carlo take-shared =checking fail:in-log-in:AUTH_REJECTED:credentials =check-failed next "
              "=sign-in signed-in =checking #as-anna" },
  { "sign-in-refused", SIGN_IN "sign-in-refused =sign-in-failed choose =providers #fine" },
  { "sign-in-refused-other-address", SIGN_IN "sign-in-refused =sign-in-failed other-address =address" },
  { "sign-in-refused-back", SIGN_IN "sign-in-refused back =expectations #fine" },
  { "refused-token", SIGN_IN "signed-in fail:in-log-in:AUTH_REJECTED:credentials =check-failed next =sign-in #busy" },
  { "sign-in-disabled-for-sending", SIGN_IN "signed-in fail:out-log-in:AUTH_REJECTED:login-disabled =check-failed" },
  { "cancelled-on-the-form", CREDENTIALS "password cancel =cancelled #no-password" },
  { "cancelled-at-the-card", RECOMMENDED "cancel =cancelled next =cancelled" },
  { "cancelled-at-the-refusal", DETECTING "refused-POP3_ONLY cancel =cancelled back =cancelled" },
  { "nothing-happens-after-the-end", SAVING "saved =done next back choose =done" },
};

/* Every busy state, every way out of it, every answer that comes too late: it changes nothing. */
static const struct
{
  const char *busy;
  const char *ways[6];
  const char *answers[6];
} lates[] = {
  { DETECTING,
    { "back =address #typed", "cancel =cancelled", "edit =address", "choose =providers" },
    { "found-imap", "found-gmail", "refused-POP3_ONLY", "nothing", "offline" } },
  { DETECTING "nothing try-http ",
    { "back =address #typed", "cancel =cancelled", "edit =address" },
    { "found-by-http", "nothing" } },
  { SIGN_IN,
    { "back =expectations", "cancel =cancelled" },
    { "signed-in", "signed-in-as-carlo", "sign-in-refused" } },
  { CHECKING,
    { "back =credentials #password", "cancel =cancelled #no-password" },
    { "passed", "strange-certificate", "fail:in-log-in:AUTH_REJECTED:credentials", "fail:out-connect:TIMED_OUT" } },
  { SAVING,
    { "cancel =cancelled #no-password" },
    { "saved", "unsaved:STORAGE_FULL" } },
};

/* Where the suggested step leads after each failure of the check; whatever it is, the form is one step away. */
static const struct { const char *failure; const char *repair; } repairs[] = {
  { "in-connect:NETWORK:host-not-found", "=credentials #password" },
  { "in-connect:NETWORK:connection-refused", "=credentials #password" },
  { "in-connect:NETWORK:unreachable", "=checking #password" },
  { "in-connect:TIMED_OUT", "=checking #password" },
  { "in-connect:OFFLINE", "=checking #password" },
  { "in-secure:TLS:handshake", "=credentials #password" },
  { "in-secure:PROTOCOL", "=credentials #password" },
  { "in-secure:UNSUPPORTED:no-starttls", "=credentials #password" },
  { "in-log-in:POLICY", "=credentials #password" },
  { "in-log-in:AUTH_REJECTED:credentials", "=credentials #no-password" },
  { "in-log-in:AUTH_REJECTED:app-password", "=credentials #no-password" },
  { "in-log-in:AUTH_REJECTED:web-login", "=credentials #no-password" },
  { "in-log-in:AUTH_REJECTED:login-disabled", "=credentials #password" },
  { "in-log-in:RATE_LIMITED", "=checking #password" },
  { "in-log-in:BUSY", "=checking #password" },
  { "folders:NETWORK:connection-closed", "=checking #password" },
  { "folders:QUOTA", "=checking #password" },
  { "sent:FAILED", "=checking #password" },
  { "out-connect:NETWORK:host-not-found", "=credentials #password" },
  { "out-secure:TLS:handshake", "=credentials #password" },
  { "out-log-in:AUTH_REJECTED:outgoing-credentials", "=credentials #password" },
  { "out-log-in:AUTH_REJECTED:sender-refused", "=credentials #password" },
  { "out-log-in:BUSY", "=checking #password" },
};

static void
add_story (const char *group, const char *name, const char *words)
{
  g_autofree char *path = g_strdup_printf ("/setup/stories/%s/%s", group, name);

  g_test_add_data_func_full (path, g_strdup (words), tell, g_free);
}

static guint
add_late_stories (guint row)
{
  guint n = 0;

  for (guint way = 0; lates[row].ways[way] != NULL; way++)
    for (guint answer = 0; lates[row].answers[answer] != NULL; answer++, n++)
      {
        const char *out = lates[row].ways[way];
        const char *place = strchr (out, '=');
        g_autofree char *name = g_strdup_printf ("%u-%u-%s", row, way, lates[row].answers[answer]);
        g_autofree char *words = g_strdup_printf ("%s%s %s %s #idle #fine%s", lates[row].busy, out,
                                                  lates[row].answers[answer], place, row < 4 ? " #unsaved" : "");

        add_story ("late", name, words);
      }
  return n;
}

int
main (int argc, char **argv)
{
  guint n = G_N_ELEMENTS (stories) + G_N_ELEMENTS (repairs);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    add_story ("told", stories[i].name, stories[i].words);
  for (guint i = 0; i < G_N_ELEMENTS (lates); i++)
    n += add_late_stories (i);
  for (guint i = 0; i < G_N_ELEMENTS (repairs); i++)
    {
      g_autofree char *words = g_strdup_printf ("%sfail:%s =check-failed #idle #problem next %s", CHECKING,
                                                repairs[i].failure, repairs[i].repair);

      add_story ("A86-repair", repairs[i].failure, words);
    }
  g_assert_cmpuint (n, >=, 100);
  return g_test_run ();
}
