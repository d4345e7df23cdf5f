/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "endpoint.h"

G_BEGIN_DECLS

/* An error in words for a person: what happened, what it means, what to do next. Translated. */
typedef struct
{
  char *headline;      /* (owned) "The server does not accept this password." */
  char *explanation;   /* (owned) possibly "" */
  char *next;          /* (owned) possibly "" */
  char *server_text;   /* (owned) (nullable) the server's own words, for a fold */
} CtgErrorText;

CtgErrorText *ctg_error_text_new      (const GError *error);
CtgErrorText *ctg_error_text_new_for  (const char *code, const char *reason, const char *host,
                                       const char *server_text);
void          ctg_error_text_free     (CtgErrorText *self);
/* every sentence there is, for the help: FALSE past the last one */
gboolean      ctg_error_text_get_key  (guint position, const char **code, const char **reason);

/* "why here?" in a sentence */
char         *ctg_text_for_rule       (const char *rule, const char *matched_message_id);
const char   *ctg_text_for_stage      (const char *stage);
char         *ctg_text_for_amount     (gint64 cents, const char *currency);
const char   *ctg_text_for_rule_switch (const char *rule);  /* what is logged while it is on; "": unknown */
const char   *ctg_text_for_tray       (const char *rule);   /* why it waits for a decision; "": unknown */
const char   *ctg_text_for_retention (const char *what);    /* what went by itself, and why; "": unknown */
const char   *ctg_text_for_duplicate  (const char *reason);   /* why two contacts may be one */
const char   *ctg_text_for_undone     (const char *kind);   /* what was taken back; "": unknown */
const char   *ctg_text_for_step       (CtgStep step);       /* "Log in to the incoming server" */
const char   *ctg_text_for_check      (const char *name);   /* "Keyring" */
const char   *ctg_text_for_hint       (const char *hint);   /* a candidate's hint; NULL: unknown key */
char         *ctg_text_for_size       (gint64 size_bytes);
/* in words for a week, then day and month, then the year */
char         *ctg_text_for_date       (gint64 utc_s, gint64 now_utc_s, gboolean exact);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgErrorText, ctg_error_text_free)

G_END_DECLS
