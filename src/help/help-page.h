/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_HELP_HEADING,
  CTG_HELP_TEXT,
  CTG_HELP_POINT,      /* of a list */
  CTG_HELP_TERM,       /* what the texts after it explain */
  CTG_HELP_TABLE,      /* what the program knows itself stands here; the text is its name */
} CtgHelpKind;

/* A piece of a page. */
typedef struct
{
  CtgHelpKind kind;
  char *id;            /* (owned) (nullable) what a link to it says after the #; several with spaces between */
  char *markup;        /* (owned) translated, in Pango's markup */
} CtgHelpBlock;

/* A page of the help, in the language of the program. */
typedef struct
{
  char *id;            /* (owned) */
  char *title;         /* (owned) translated, plain */
  char *checked;       /* (owned) (nullable) the day when somebody last compared it with the program: 2026-11-29 */
  GPtrArray *blocks;   /* (owned) CtgHelpBlock */
} CtgHelpPage;

CtgHelpBlock *ctg_help_block_new   (CtgHelpKind kind, const char *id, const char *markup);
void          ctg_help_block_free  (CtgHelpBlock *self);
char         *ctg_help_block_dup_plain (const CtgHelpBlock *self);

CtgHelpPage  *ctg_help_page_parse  (const char *text, gssize length, GError **error);
void          ctg_help_page_free   (CtgHelpPage *self);
GPtrArray    *ctg_help_page_list_texts (const char *text, gssize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgHelpPage, ctg_help_page_free)

G_END_DECLS
