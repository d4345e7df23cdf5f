/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

/* What a mailbox's servers have to offer, and what is better to have (A88). */
typedef enum
{
  CTG_REQUIREMENT_ENCRYPTION,    /* TLS 1.2 or newer, with a certificate that is valid or was pinned */
  CTG_REQUIREMENT_IMAP4REV1,
  CTG_REQUIREMENT_SMTP_AUTH,
  CTG_REQUIREMENT_UIDPLUS,       /* this and the following: optional */
  CTG_REQUIREMENT_SPECIAL_USE,
  CTG_REQUIREMENT_CONNECTIONS,   /* two at the same time */
  CTG_REQUIREMENT_SIZE,          /* the server says how large a letter may be */
  CTG_N_REQUIREMENTS
} CtgRequirement;

/* How a step of a verification ended, and what was learnt in it. */
typedef struct
{
  CtgStepState state;
  const char *detail;            /* (unowned) (nullable) */
} CtgStepFact;

const char  *ctg_requirement_to_string   (CtgRequirement requirement);
gboolean     ctg_requirement_is_required (CtgRequirement requirement);
CtgStepState ctg_requirement_judge       (CtgRequirement requirement, const CtgStepFact *facts, char **fact);

G_END_DECLS
