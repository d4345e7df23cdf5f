/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contacts.h"
#include "session.h"

G_BEGIN_DECLS

extern const CtgOption ctg_contact_options[];
extern const CtgOption ctg_contact_edit_options[];

/* A contact's fields while they are being put together. */
typedef struct
{
  char *name;            /* (owned) */
  char *company;         /* (owned) */
  char *phone;           /* (owned) */
  char *note;            /* (owned) */
  GPtrArray *addresses;  /* (owned) (element-type utf8) */
} CtgContactDraft;

CtgContactDraft *ctg_contact_draft_new          (const CtgContact *contact);
void             ctg_contact_draft_free         (CtgContactDraft *self);
void             ctg_contact_draft_take_options (CtgContactDraft *self, const CtgInvocation *invocation);
void             ctg_contact_draft_take_words   (CtgContactDraft *self, char **words);
gint64           ctg_contact_draft_save         (CtgContactDraft *self, CtgSession *session, gint64 id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgContactDraft, ctg_contact_draft_free)

G_END_DECLS
