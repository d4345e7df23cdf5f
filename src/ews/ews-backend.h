/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"

G_BEGIN_DECLS

#define CTG_TYPE_EWS_BACKEND (ctg_ews_backend_get_type ())
G_DECLARE_FINAL_TYPE (CtgEwsBackend, ctg_ews_backend, CTG, EWS_BACKEND, GObject)

CtgBackend *ctg_ews_backend_new (const CtgEndpoint *endpoint);

G_END_DECLS
