/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "header-fields.h"
#include "parameters.h"

G_BEGIN_DECLS

/* One node of a message's tree. Borrows the bytes; owned by its CtgParts. */
typedef struct _CtgPart CtgPart;

struct _CtgPart
{
  CtgPart *parent;              /* (nullable) NULL: the message itself */
  guint depth;
  guint n_children;
  CtgFields *fields;            /* (owned) (nullable) NULL for the root, whose block its maker holds */
  CtgParameters *content_type;  /* (owned) its value is never empty */
  CtgParameters *disposition;   /* (owned) (nullable) */
  const CtgFields *header;      /* the block, wherever it is held */
  const char *body;
  gsize body_length;
  gboolean has_text;            /* for the reader of a multipart/alternative */
};

/* Every part of a message in the order of its bytes; multiparts stand before their children. Parts inside
 * an enclosed message are its own business: message/rfc822 is a leaf. */
typedef struct
{
  GPtrArray *parts;   /* (owned) (element-type CtgPart) the first is the root */
} CtgParts;

CtgParts   *ctg_parts_scan  (const CtgFields *header, const char *body, const char *end, CtgProblems *problems);
void        ctg_parts_free  (CtgParts *self);
const char *ctg_part_get_type (const CtgPart *self);
gboolean    ctg_part_is_multipart (const CtgPart *self);
gboolean    ctg_part_is_inside    (const CtgPart *self, const char *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgParts, ctg_parts_free)

G_END_DECLS
