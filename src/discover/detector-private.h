/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detector.h"
#include "probe.h"

G_BEGIN_DECLS

/* What the detector asks of the world, so that tests can be the world. */
typedef struct
{
  gboolean (*probe) (CtgProbeProtocol protocol, const CtgEndpoint *endpoint, guint timeout_ms,
                     GCancellable *cancellable, GError **error);   /* any thread */
  gboolean (*is_online) (void);
  guint stagger_ms;
  guint probe_timeout_ms;
  guint total_timeout_ms;
} CtgDetectorWorld;

CtgDetection *ctg_detector_detect_in (const CtgDetectorWorld *world, const char *text, CtgDetectionFunc note,
                                      gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
