/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* From an address to ranked ways of connecting it, without credentials. Only the domain leaves the machine. */

/* What the caller brings. */
typedef struct
{
  const GPtrArray *known;   /* (nullable) (element-type CtgCandidate) of profiles and earlier mailboxes, best first */
  gboolean skips_ispdb;     /* the shared database is not asked */
  CtgDetectHow how;
} CtgDetectorOptions;

CtgDetection *ctg_detector_detect_locally (const char *text, const CtgDetectorOptions *options);
CtgDetection *ctg_detector_detect         (const char *text, const CtgDetectorOptions *options, CtgDetectionFunc note,
                                           gpointer data, GCancellable *cancellable, GError **error);
CtgDetection *ctg_detector_read_document  (const char *text, gsize length, const char *address, GError **error);

G_END_DECLS
