/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A stretch of a text with a form. Offsets in characters, the end behind the last one. */
typedef enum
{
  CTG_STYLE_BOLD = 1 << 0,
  CTG_STYLE_ITALIC = 1 << 1,
  CTG_STYLE_UNDERLINE = 1 << 2,
  CTG_STYLE_ALL = 7,
} CtgStyle;

typedef struct { guint start, end; CtgStyle styles; } CtgStyleSpan;

char   *ctg_style_spans_to_text   (const CtgStyleSpan *spans, guint n_spans);
/* (element-type CtgStyleSpan) in order, apart from each other, within @n_chars; what is no span is left out */
GArray *ctg_style_spans_from_text (const char *text, guint n_chars);

typedef enum { CTG_DRAFT_NEW, CTG_DRAFT_REPLY, CTG_DRAFT_FORWARD } CtgDraftKind;

/* Something to go with a letter: a file, or what came with another letter. */
typedef struct
{
  char *path;             /* (owned) (nullable) NULL: an attachment we hold */
  gint64 attachment_id;   /* 0: a file */
  char *name;             /* (owned) */
  gint64 size_bytes;
} CtgDraftFile;

/* A letter as it is being written. People as typed: `Name <a@b>, c@d`. */
typedef struct
{
  gint64 id;              /* 0: not kept yet */
  CtgDraftKind kind;
  gint64 parent_key;      /* the message it answers or passes on, 0: none */
  gint64 company_id;      /* it is written from, 0: none */
  gint64 deal_id;         /* likewise */
  gint64 outbox_id;       /* as what it was handed in; 0: it is still being written */
  char *sender;           /* (owned) an address; "": the one that fits */
  char *to;               /* (owned) */
  char *cc;               /* (owned) */
  char *bcc;              /* (owned) */
  char *subject;          /* (owned) */
  char *text;             /* (owned) UTF-8, lines end in "\n" */
  char *styles;           /* (owned) spans as text, "": plain */
  GPtrArray *files;       /* (owned) (element-type CtgDraftFile) */
  gboolean logs;
  gboolean asks_receipt;
  gboolean is_for_each;   /* each of its people gets a letter of their own */
  gint64 changed_utc_s;
} CtgDraft;

CtgDraftFile *ctg_draft_file_new  (const char *path, gint64 attachment_id, const char *name, gint64 size_bytes);
CtgDraftFile *ctg_draft_file_copy (const CtgDraftFile *self);
void          ctg_draft_file_free (CtgDraftFile *self);
CtgDraft     *ctg_draft_new       (void);
CtgDraft     *ctg_draft_copy      (const CtgDraft *self);
void          ctg_draft_free      (CtgDraft *self);
void          ctg_draft_set       (char **field, const char *value);
void          ctg_draft_set_files (CtgDraft *self, GPtrArray *files);
gboolean      ctg_draft_is_blank  (const CtgDraft *self);
gboolean      ctg_draft_is_same   (const CtgDraft *self, const CtgDraft *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgDraft, ctg_draft_free)

G_END_DECLS
