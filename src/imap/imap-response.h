/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_IMAP_ATOM,
  CTG_IMAP_QUOTED,
  CTG_IMAP_LITERAL,
  CTG_IMAP_OPEN,
  CTG_IMAP_CLOSE,
} CtgImapTokenType;

typedef struct
{
  CtgImapTokenType type;
  gboolean is_cut;     /* a header longer than what is kept of it */
  gsize offset;        /* of its text in the arena, which has a NUL after it */
  gsize length;
  GBytes *bytes;       /* (owned) (nullable) a message's literal, which is not in the arena */
} CtgImapToken;

typedef enum
{
  CTG_IMAP_DATA,       /* tokens */
  CTG_IMAP_OK,         /* the rest: code and text */
  CTG_IMAP_NO,
  CTG_IMAP_BAD,
  CTG_IMAP_BYE,
  CTG_IMAP_PREAUTH,
  CTG_IMAP_CONTINUE,   /* "+": text only */
} CtgImapResponseType;

/* One response of a server, whole. Immutable once the codec has given it away. */
typedef struct
{
  CtgImapResponseType type;
  char *tag;              /* (owned) "*", "+", or a command's */
  char *code;             /* (owned) (nullable) upper case, without brackets and arguments */
  char *code_arguments;   /* (owned) (nullable) */
  char *text;             /* (owned) (nullable) for a person, raw */
  GString *arena;         /* (owned) */
  GArray *tokens;         /* (owned) (element-type CtgImapToken) */
} CtgImapResponse;

CtgImapResponse *ctg_imap_response_new      (const char *tag, gsize length);
void             ctg_imap_response_free     (CtgImapResponse *self);
void             ctg_imap_response_add      (CtgImapResponse *self, CtgImapTokenType type, const char *text,
                                             gsize length);
void             ctg_imap_response_add_bytes (CtgImapResponse *self, GBytes *bytes, gboolean is_cut);
gboolean         ctg_imap_response_is       (const CtgImapResponse *self, guint at, const char *atom);
char            *ctg_imap_response_describe (const CtgImapResponse *self);

/* Walks over the tokens of a response. */
typedef struct
{
  const CtgImapResponse *response;
  guint at;
} CtgImapCursor;

gboolean    ctg_imap_cursor_is_at_end   (const CtgImapCursor *self);
gboolean    ctg_imap_cursor_take        (CtgImapCursor *self, CtgImapTokenType type);
const char *ctg_imap_cursor_next_text   (CtgImapCursor *self, gsize *length);
gboolean    ctg_imap_cursor_next_number (CtgImapCursor *self, guint64 max, guint64 *number);
GBytes     *ctg_imap_cursor_next_bytes  (CtgImapCursor *self, gboolean *is_cut);
gboolean    ctg_imap_cursor_skip        (CtgImapCursor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgImapResponse, ctg_imap_response_free)

G_END_DECLS
