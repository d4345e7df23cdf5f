/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-attachment-policy.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row with a switch: whether attachments are logged, everywhere, of a mailbox or of a contact. */
GtkWidget *ctg_attachments_switch_new (CtgEngine *engine, const CtgAttachmentsOf *whose);

G_END_DECLS
