/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*CtgCertificateAnswer) (gboolean trusted, gpointer data);

void ctg_certificate_dialog_ask (GtkWindow *parent, const CtgCertificate *certificate, const GError *problem,
                                 CtgCertificateAnswer answer, gpointer data);

G_END_DECLS
