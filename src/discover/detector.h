/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* From an address to ranked ways of connecting it, without credentials. Only the domain leaves the machine. */

CtgDetection *ctg_detector_detect_locally (const char *text);
CtgDetection *ctg_detector_detect         (const char *text, CtgDetectionFunc note, gpointer data,
                                           GCancellable *cancellable, GError **error);
CtgDetection *ctg_detector_read_document  (const char *text, gsize length, const char *address, GError **error);

G_END_DECLS
