/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Remembers across a crash what was being parsed (W6): a slot a thread in a small mapped file, so that marking costs no
 * system call and survives the process. Thread-safe. */
typedef struct _CtgPoison CtgPoison;

CtgPoison *ctg_poison_open    (const char *path, GError **error);
void       ctg_poison_close   (CtgPoison *self);
/* -1: @name crashed the program twice, leave it */
int        ctg_poison_begin   (CtgPoison *self, const char *name);
void       ctg_poison_end     (CtgPoison *self, int slot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgPoison, ctg_poison_close)

G_END_DECLS
