/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtgDb CtgDb;

typedef struct
{
  const char *kind;          /* "to", "cc", "bcc" */
  char *name;                /* possibly "" */
  char *address;
  gboolean is_refused;
  char *server_text;         /* (nullable) why */
} CtgRecipientFacts;

/* What a receipt said of it. */
typedef struct
{
  char *news;                /* as in the engine's outgoing-texts.h */
  char *who;                 /* an address, "": all of them */
  gint64 at_utc_s;
} CtgReceiptFacts;

/* A letter that is being written or was handed in, as the window shows it. Numbers: those of drafts are negative. */
typedef struct
{
  gint64 id;
  gboolean is_draft;
  gboolean has_draft;        /* it can be taken back and written on */
  char *receivers;           /* in a line, possibly "" */
  char *sender;              /* an address, possibly "" */
  char *subject;
  char *snippet;             /* of a draft: how it begins */
  gint64 date_utc_s;         /* of a draft: changed last; else in this state since */
  gint64 due_utc_s;
  guint n_tries;
  guint n_refused;
  const char *state;         /* "draft", or as in the engine's outgoing-texts.h */
  const char *copy;
  const char *fate;
  char *host;                /* (nullable) who has taken it */
  char *server_text;         /* (nullable) with which words */
  char *problem_code;        /* (nullable) */
  char *problem_reason;      /* (nullable) */
  char *problem_host;        /* (nullable) */
  char *problem_server_text; /* (nullable) */
  GPtrArray *recipients;     /* (element-type CtgRecipientFacts) empty for a draft */
  GPtrArray *receipts;       /* (element-type CtgReceiptFacts) the oldest first */
} CtgOutgoingRow;

void            ctg_outgoing_row_free   (CtgOutgoingRow *self);
CtgOutgoingRow *ctg_outgoing_row_read   (CtgDb *db, gint64 id, GError **error);
/* A failed letter or copy, or one that nobody knows of: somebody should look. */
gboolean        ctg_outgoing_row_needs_look (const CtgOutgoingRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgOutgoingRow, ctg_outgoing_row_free)

G_END_DECLS
