/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands in an outline for the bytes of a part that is not in it; its number in the outline's parts follows. */
#define CTG_OUTLINE_MARK "carteggio-part:"

typedef struct
{
  char *section;      /* (owned) the provider's name for it inside its message */
  char *encoding;     /* (owned) its transfer encoding */
  gint64 size_bytes;  /* as it is encoded, as far as the server says */
} CtgOutlinePart;

/* A message that is too large to be fetched whole (B06): as bytes, with all its headers and its texts. */
typedef struct
{
  GBytes *bytes;      /* (owned) */
  GPtrArray *parts;   /* (owned) (element-type CtgOutlinePart) what is not in it */
} CtgOutline;

/* Takes the next piece of a part, encoded as it is. */
typedef gboolean (*CtgPieceFunc) (GBytes *piece, gpointer data, GError **error);

CtgOutline           *ctg_outline_new      (void);
void                  ctg_outline_free     (CtgOutline *self);
const CtgOutlinePart *ctg_outline_add      (CtgOutline *self, const char *section, const char *encoding,
                                            gint64 size_bytes);
const CtgOutlinePart *ctg_outline_find     (const CtgOutline *self, GBytes *content);
gint64                ctg_outline_part_get_size (const CtgOutlinePart *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgOutline, ctg_outline_free)

G_END_DECLS
