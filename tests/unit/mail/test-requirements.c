/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A88: the list of requirements, judged by what a verification learnt. */

#include "requirements.h"

#define DOVECOT "IMAP4rev1 IDLE UIDPLUS SPECIAL-USE"
#define POSTFIX "AUTH=PLAIN AUTH=LOGIN PIPELINING SIZE=36700160 8BITMIME"

#define OK      CTG_STEP_DONE
#define BAD     CTG_STEP_FAILED
#define NOT     CTG_STEP_SKIPPED
#define UNKNOWN CTG_STEP_WAITING

typedef struct
{
  const char *name;
  CtgStepFact secure, log_in, second, outgoing_secure, outgoing_log_in;
  CtgStepState expected[CTG_N_REQUIREMENTS];   /* encryption, IMAP, AUTH; UIDPLUS, SPECIAL-USE, connections, SIZE */
} Case;

static const Case cases[] = {
  { "all", { OK, "TLS 1.3" }, { OK, DOVECOT }, { OK }, { OK, "TLS 1.3" }, { OK, POSTFIX },
    { OK, OK, OK, OK, OK, OK, OK } },
  { "nothing-optional", { OK, "TLS 1.2" }, { OK, "IMAP4rev1" }, { NOT }, { OK, "TLS 1.3" }, { OK, "AUTH=PLAIN" },
    { OK, OK, OK, BAD, BAD, BAD, BAD } },
  { "words-are-whole", { OK, "TLS 1.3" }, { OK, "IMAP4rev1 XUIDPLUS SPECIAL-USED" }, { OK }, { OK, "TLS 1.3" },
    { OK, "AUTH=PLAIN XSIZE=3" }, { OK, OK, OK, BAD, BAD, OK, BAD } },
  { "not-begun", { UNKNOWN }, { UNKNOWN }, { UNKNOWN }, { UNKNOWN }, { UNKNOWN },
    { UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN } },
  { "certificate", { BAD }, { UNKNOWN }, { UNKNOWN }, { UNKNOWN }, { UNKNOWN },
    { BAD, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN } },
  { "outgoing-certificate", { OK, "TLS 1.3" }, { OK, DOVECOT }, { OK }, { BAD }, { UNKNOWN },
    { BAD, OK, UNKNOWN, OK, OK, OK, UNKNOWN } },
  { "password", { OK, "TLS 1.3" }, { BAD }, { UNKNOWN }, { UNKNOWN }, { UNKNOWN },
    { UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN } },
  { "exchange", { OK }, { OK }, { NOT }, { OK }, { OK }, { OK, NOT, NOT, NOT, NOT, NOT, NOT } },
  { "this-computer", { NOT }, { OK, DOVECOT }, { OK }, { NOT }, { NOT }, { NOT, OK, NOT, OK, OK, OK, NOT } },
};

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  CtgStepFact facts[CTG_N_STEPS] = {
    [CTG_STEP_INCOMING_SECURE] = one->secure,          [CTG_STEP_INCOMING_LOG_IN] = one->log_in,
    [CTG_STEP_SECOND_CONNECTION] = one->second,        [CTG_STEP_OUTGOING_SECURE] = one->outgoing_secure,
    [CTG_STEP_OUTGOING_LOG_IN] = one->outgoing_log_in,
  };

  for (int i = 0; i < CTG_N_REQUIREMENTS; i++)
    {
      g_autofree char *fact = NULL;

      g_test_message ("%s", ctg_requirement_to_string ((CtgRequirement) i));
      g_assert_cmpint (ctg_requirement_judge ((CtgRequirement) i, facts, &fact), ==, one->expected[i]);
      g_assert_true (fact == NULL || one->expected[i] == CTG_STEP_DONE);
    }
}

static void
test_facts (void)
{
  CtgStepFact facts[CTG_N_STEPS] = {
    [CTG_STEP_INCOMING_SECURE] = { OK, "TLS 1.2" },
    [CTG_STEP_OUTGOING_SECURE] = { OK, "TLS 1.3" },
    [CTG_STEP_OUTGOING_LOG_IN] = { OK, POSTFIX },
  };
  g_autofree char *versions = NULL;
  g_autofree char *size = NULL;

  ctg_requirement_judge (CTG_REQUIREMENT_ENCRYPTION, facts, &versions);
  g_assert_cmpstr (versions, ==, "TLS 1.2, TLS 1.3");
  ctg_requirement_judge (CTG_REQUIREMENT_SIZE, facts, &size);
  g_assert_cmpstr (size, ==, "36700160");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mail/requirements/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/mail/requirements/facts", test_facts);
  return g_test_run ();
}
