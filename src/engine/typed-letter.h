/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-send.h"
#include "outgoing.h"

G_BEGIN_DECLS

/* A letter and the people it is for, as typed. */
typedef struct
{
  CtgOutgoing *outgoing;         /* (owned) */
  char **people[3];              /* (owned) (nullable) To, Cc, Bcc */
} CtgTypedLetter;

CtgTypedLetter *ctg_typed_letter_from_fields (CtgEngine *engine, const CtgOutgoingFields *fields);
CtgTypedLetter *ctg_typed_letter_from_draft  (CtgEngine *engine, const CtgDraft *draft, gint64 due_utc_s);
void            ctg_typed_letter_free        (CtgTypedLetter *letter);
gboolean        ctg_typed_letter_read_people (CtgTypedLetter *letter, GError **error);

G_END_DECLS
