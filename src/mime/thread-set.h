/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Joins messages into threads by what they say of their own ancestry. Pure; not for several threads at
 * once. */
typedef struct _CtgThreadSet CtgThreadSet;

CtgThreadSet *ctg_thread_set_new        (void);
void          ctg_thread_set_free       (CtgThreadSet *self);
void          ctg_thread_set_add        (CtgThreadSet *self, guint index, const char *message_id,
                                         const char *const *references, const char *const *in_reply_to);
GPtrArray    *ctg_thread_set_get_groups (CtgThreadSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgThreadSet, ctg_thread_set_free)

G_END_DECLS
