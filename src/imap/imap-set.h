/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A set of message numbers as sorted ranges, never empty ones: half a million UIDs in a row are one range. */
typedef struct
{
  guint32 first;
  guint32 last;
} CtgImapRange;

typedef struct
{
  GArray *ranges;   /* (owned) (element-type CtgImapRange) ascending, neither overlapping nor touching */
} CtgImapSet;

CtgImapSet *ctg_imap_set_new       (void);
CtgImapSet *ctg_imap_set_new_range (guint32 first, guint32 last);
CtgImapSet *ctg_imap_set_parse     (const char *text, guint max_ranges);
void        ctg_imap_set_free      (CtgImapSet *self);
void        ctg_imap_set_add       (CtgImapSet *self, guint32 first, guint32 last);
void        ctg_imap_set_remove    (CtgImapSet *self, guint32 first, guint32 last);
void        ctg_imap_set_intersect (CtgImapSet *self, const CtgImapSet *other);
gboolean    ctg_imap_set_contains  (const CtgImapSet *self, guint32 number);
gboolean    ctg_imap_set_is_empty  (const CtgImapSet *self);
guint64     ctg_imap_set_get_size  (const CtgImapSet *self);
guint32     ctg_imap_set_get_first (const CtgImapSet *self);
CtgImapSet *ctg_imap_set_take_newest (CtgImapSet *self, guint n);
char       *ctg_imap_set_to_string (const CtgImapSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgImapSet, ctg_imap_set_free)

G_END_DECLS
