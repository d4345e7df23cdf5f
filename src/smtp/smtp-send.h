/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "smtp-session.h"
#include "transport.h"

G_BEGIN_DECLS

gboolean ctg_smtp_send (CtgSmtpSession *session, const CtgDispatch *dispatch, CtgReceipt *receipt,
                        GCancellable *cancellable, GError **error);

G_END_DECLS
