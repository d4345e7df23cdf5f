/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Undoes a transfer encoding piece by piece, for what is too large to be held. */
typedef struct _CtgTransferStream CtgTransferStream;

CtgTransferStream *ctg_transfer_stream_new  (const char *encoding);
void               ctg_transfer_stream_free (CtgTransferStream *self);
GBytes            *ctg_transfer_stream_step (CtgTransferStream *self, GBytes *piece);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgTransferStream, ctg_transfer_stream_free)

G_END_DECLS
