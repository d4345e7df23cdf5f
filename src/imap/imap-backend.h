/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"

G_BEGIN_DECLS

#define CTG_TYPE_IMAP_BACKEND (ctg_imap_backend_get_type ())
G_DECLARE_FINAL_TYPE (CtgImapBackend, ctg_imap_backend, CTG, IMAP_BACKEND, GObject)

CtgBackend *ctg_imap_backend_new (const CtgEndpoint *endpoint);

G_END_DECLS
