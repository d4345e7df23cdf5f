/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"
#include "session.h"

G_BEGIN_DECLS

CtgDetection *ctg_session_detect          (CtgSession *session, const char *address, CtgDetectHow how, GError **error);
void          ctg_json_add_detection      (CtgJsonWriter *json, const CtgDetection *detection);
void          ctg_session_print_detection (CtgSession *session, const CtgDetection *detection);

G_END_DECLS
