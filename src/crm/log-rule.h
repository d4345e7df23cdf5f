/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_LOG_NOT,        /* no rule speaks for it */
  CTG_LOG_ADMIT,      /* belongs to the correspondence */
  CTG_LOG_CONFIRM,    /* a rule speaks for it, but a person has to say whether it belongs */
} CtgLogDecision;

/* Rules that act by themselves. "forward" is asked where a letter's parts are known: see ingest. */
typedef enum
{
  CTG_LOG_RULE_CORE    = 1 << 0,
  CTG_LOG_RULE_CONTACT = 1 << 1,
  CTG_LOG_RULE_FOLDER  = 1 << 2,
  CTG_LOG_RULE_BCC     = 1 << 3,
  CTG_LOG_RULE_FORWARD = 1 << 4,
} CtgLogRules;

#define CTG_LOG_RULES_DEFAULT \
  (CTG_LOG_RULE_CORE | CTG_LOG_RULE_FOLDER | CTG_LOG_RULE_BCC | CTG_LOG_RULE_FORWARD)

/* What is known of a message when the rules are asked. All facts, no look-ups. */
typedef struct
{
  gboolean is_refused;               /* a person took it off, or refused it */
  gboolean is_never;                 /* on the never-log list */
  gboolean is_internal;
  gboolean in_drop_folder;
  gboolean went_to_own_alias;        /* a plus-address of one's own is among its recipients, or got it */
  gboolean names_logged;             /* an id of In-Reply-To or References is logged or was sent from here */
  gboolean sender_is_own;
  gboolean sender_is_forged;         /* the own provider says so */
  gboolean sender_in_thread;         /* already in From, To or Cc of the thread's logged messages */
  gboolean sender_shares_domain;     /* with one of those, and the domain is not free mail's */
  gboolean sender_is_authenticated;  /* DKIM or SPF pass, as the own provider says */
  gboolean thread_contact_is_recipient;
  gboolean has_contact;              /* somebody of its From, To, Cc or Bcc is a contact */
} CtgLogFacts;

typedef struct
{
  CtgLogDecision decision;
  const char *rule;                  /* (nullable) its name, NULL with CTG_LOG_NOT */
} CtgLogVerdict;

CtgLogVerdict  ctg_log_rule_decide        (const CtgLogFacts *facts, CtgLogRules rules);
gboolean       ctg_log_rule_shares_domain (const char *address, GPtrArray *people);
gboolean       ctg_log_rule_is_internal   (GPtrArray *people, GHashTable *own);
gboolean       ctg_log_rule_is_own_alias  (const char *address, GHashTable *own);
gboolean       ctg_log_rule_is_drop_folder (const char *name);
gboolean       ctg_free_mail_has_domain   (const char *domain);
CtgLogRules    ctg_log_rule_find          (const char *name);
CtgLogRules    ctg_log_rules_parse        (const char *text);
char          *ctg_log_rules_to_text      (CtgLogRules rules);

G_END_DECLS
