/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GPtrArray *ctg_attachment_versions_shelve (GPtrArray *attachments);

G_END_DECLS
