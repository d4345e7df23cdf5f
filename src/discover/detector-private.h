/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detector.h"
#include "dns.h"
#include "http.h"
#include "probe.h"

G_BEGIN_DECLS

/* What the detector asks of the world, so that tests can be the world. All but the last two from any thread. */
typedef struct
{
  gboolean (*probe) (CtgProbeProtocol protocol, const CtgEndpoint *endpoint, guint timeout_ms,
                     GCancellable *cancellable, GError **error);
  GPtrArray *(*look_up_mx) (const char *domain, guint timeout_ms, GCancellable *cancellable, GError **error);
  GPtrArray *(*look_up_srv) (const char *service, const char *domain, guint timeout_ms, GCancellable *cancellable,
                             GError **error);
  char **(*look_up_txt) (const char *domain, guint timeout_ms, GCancellable *cancellable, GError **error);
  CtgHttpAnswer *(*fetch) (const CtgHttpRequest *request, GCancellable *cancellable, GError **error);
  gboolean (*is_online) (void);
  gboolean (*is_captive) (void);
  guint stagger_ms;
  guint probe_timeout_ms;
  guint dns_timeout_ms;
  guint source_timeout_ms;
  guint total_timeout_ms;
} CtgDetectorWorld;

const CtgDetectorWorld *ctg_detector_real_world (void);

CtgDetection *ctg_detector_detect_in (const CtgDetectorWorld *world, const char *text,
                                      const CtgDetectorOptions *options, CtgDetectionFunc note, gpointer data,
                                      GCancellable *cancellable, GError **error);

G_END_DECLS
