/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"
#include "setup-controller.h"

G_BEGIN_DECLS

/* Why a provider cannot be connected, in words. Translated, borrowed. */
typedef struct
{
  const char *headline;   /* at most five words */
  const char *why;
  const char *instead;    /* what will do */
} CtgRefusalText;

const char    *ctg_setup_text_for_fault      (CtgSetupFault fault);
const char    *ctg_setup_text_for_sources    (CtgSources group);
char       *ctg_setup_dup_evidence          (const GPtrArray *evidence);
char       *ctg_setup_dup_trail           (const GPtrArray *trail);
char       *ctg_setup_dup_success         (const CtgEndpoint *service, const GPtrArray *trail);
char          *ctg_setup_dup_why             (const CtgCandidate *candidate);
char          *ctg_setup_dup_servers         (const CtgCandidate *candidate);
char          *ctg_setup_dup_confirmation    (const CtgCandidate *candidate);
char          *ctg_setup_dup_confirmation_markup (const CtgCandidate *candidate);
char          *ctg_setup_dup_warning         (const CtgAddressWarning *warning);
const char    *ctg_setup_text_for_repair     (CtgSetupRepair repair);
const char    *ctg_setup_text_for_redetection (CtgSetupRedetection redetection);
const char    *ctg_setup_text_for_next       (CtgSetupState state);
char          *ctg_setup_text_for_connect_to (const char *provider);
char          *ctg_setup_text_for_other      (const char *address);
CtgRefusalText ctg_setup_text_for_refusal    (const CtgCandidate *candidate);
gboolean       ctg_setup_can_ask_it          (const CtgCandidate *candidate);
char          *ctg_setup_dup_it_request      (const char *address);
char          *ctg_setup_dup_exchange_request (const char *address);

G_END_DECLS
