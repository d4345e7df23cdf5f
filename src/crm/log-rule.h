/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_LOG_NOT,        /* names nothing that is logged */
  CTG_LOG_ADMIT,      /* belongs to the correspondence */
  CTG_LOG_CONFIRM,    /* names something logged, but a person has to say whether it belongs */
} CtgLogDecision;

/* What is known of a message when the rule is asked. All facts, no look-ups. */
typedef struct
{
  gboolean names_logged;             /* an id of In-Reply-To or References is logged or was sent from here */
  gboolean sender_is_own;
  gboolean sender_in_thread;         /* already in From, To or Cc of the thread's logged messages */
  gboolean sender_shares_domain;     /* with one of those, and the domain is not free mail's */
  gboolean sender_is_authenticated;  /* DKIM or SPF pass, as the own provider says */
  gboolean thread_contact_is_recipient;
  gboolean has_contact;              /* somebody of its From, To or Cc is a contact */
} CtgLogFacts;

CtgLogDecision ctg_log_rule_decide        (const CtgLogFacts *facts);
gboolean       ctg_log_rule_shares_domain (const char *address, GPtrArray *people);
gboolean       ctg_free_mail_has_domain   (const char *domain);

G_END_DECLS
