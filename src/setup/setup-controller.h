/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "requirements.h"
#include "setup-actions.h"
#include "setup-changes.h"
#include "setup-form.h"
#include "setup-machine.h"
#include "setup-remedy.h"

G_BEGIN_DECLS

/* What came of detecting again, as long as the failure is shown. */
typedef enum
{
  CTG_SETUP_REDETECTION_NONE,        /* it was not tried, or what it found is shown */
  CTG_SETUP_REDETECTION_SAME,        /* what failed is what is known */
  CTG_SETUP_REDETECTION_NOTHING,     /* nobody knows anything of the domain */
  CTG_SETUP_REDETECTION_OTHER_KIND,  /* it is connected in another way now */
  CTG_SETUP_REDETECTION_FAILED,      /* nobody could be asked */
} CtgSetupRedetection;

/* What is known of the Exchange server that was typed or pasted (A83). */
typedef enum
{
  CTG_SETUP_PROBE_NONE,      /* nothing to recommend in its place */
  CTG_SETUP_PROBE_ASKING,
  CTG_SETUP_PROBE_FOUND,     /* ctg_setup_controller_dup_exchange_url() is recommended */
  CTG_SETUP_PROBE_ONLINE,    /* it is Microsoft 365, which is connected in another way (A66) */
  CTG_SETUP_PROBE_FAILED,    /* ctg_setup_controller_get_probe_problem() says why */
} CtgSetupProbe;

/* The wizard without its window: what was typed, what runs, what came of it. Main thread only.
 *
 * Properties, all read-only: `state` (CtgSetupState), `busy`, `can-next`, `can-back`, `problem` (GError, nullable).
 * Signals: `form-changed`, something typed, filled or found wrong; `found`, evidence or candidates; `steps-changed`;
 * `open-url (const char *url)`, the system's browser is to show it. */
#define CTG_TYPE_SETUP_CONTROLLER (ctg_setup_controller_get_type ())
G_DECLARE_FINAL_TYPE (CtgSetupController, ctg_setup_controller, CTG, SETUP_CONTROLLER, GObject)

CtgSetupController *ctg_setup_controller_new       (CtgSetupActions *actions);
CtgSetupController *ctg_setup_controller_new_again (CtgSetupActions *actions, const CtgMailboxSettings *settings,
                                                    const GError *cause);
CtgSetupController *ctg_setup_controller_new_other_way (CtgSetupActions *actions, const CtgMailboxSettings *settings);
gboolean        ctg_setup_controller_is_again      (CtgSetupController *self);

CtgSetupState   ctg_setup_controller_get_state     (CtgSetupController *self);
gboolean        ctg_setup_controller_can_next      (CtgSetupController *self);
gboolean        ctg_setup_controller_can_try_again (CtgSetupController *self);
gboolean        ctg_setup_controller_can_detect_again (CtgSetupController *self);
CtgSetupRedetection ctg_setup_controller_get_redetection (CtgSetupController *self);
const CtgCandidate *ctg_setup_controller_get_found (CtgSetupController *self);
GPtrArray      *ctg_setup_controller_list_changes  (CtgSetupController *self);
gboolean        ctg_setup_controller_can_back      (CtgSetupController *self);
gboolean        ctg_setup_controller_is_busy       (CtgSetupController *self);
const GError   *ctg_setup_controller_get_problem   (CtgSetupController *self);
CtgSetupRepair  ctg_setup_controller_get_repair    (CtgSetupController *self);
char           *ctg_setup_controller_dup_next_label (CtgSetupController *self);
const char     *ctg_setup_controller_get_back_label (CtgSetupController *self);

void            ctg_setup_controller_next          (CtgSetupController *self);
void            ctg_setup_controller_send          (CtgSetupController *self, CtgSetupEvent event);
void            ctg_setup_controller_pick          (CtgSetupController *self, guint index);

void            ctg_setup_controller_open_file     (CtgSetupController *self, const char *path);

void            ctg_setup_controller_set_text      (CtgSetupController *self, CtgSetupField field, const char *text);
const char     *ctg_setup_controller_get_text      (CtgSetupController *self, CtgSetupField field);
CtgSetupFault   ctg_setup_controller_get_fault     (CtgSetupController *self, CtgSetupField field);
gboolean        ctg_setup_controller_is_required   (CtgSetupController *self, CtgSetupField field);
CtgSetupField   ctg_setup_controller_get_field_at_fault (CtgSetupController *self);
gboolean        ctg_setup_controller_has_password  (CtgSetupController *self, CtgSetupField field);
gboolean        ctg_setup_controller_has_servers   (CtgSetupController *self);
gboolean        ctg_setup_controller_is_exchange   (CtgSetupController *self);
char           *ctg_setup_controller_dup_exchange_url (CtgSetupController *self);
CtgSetupProbe   ctg_setup_controller_get_probe     (CtgSetupController *self);
const GError   *ctg_setup_controller_get_probe_problem (CtgSetupController *self);
void            ctg_setup_controller_use_microsoft (CtgSetupController *self);
void            ctg_setup_controller_set_automation (CtgSetupController *self, gboolean automation);
gboolean        ctg_setup_controller_get_automation (CtgSetupController *self);
void            ctg_setup_controller_set_team      (CtgSetupController *self, gboolean is_team);
gboolean        ctg_setup_controller_get_team      (CtgSetupController *self);
void            ctg_setup_controller_set_separate_outgoing (CtgSetupController *self, gboolean separate);
gboolean        ctg_setup_controller_get_separate_outgoing (CtgSetupController *self);
void            ctg_setup_controller_set_trust_at_once (CtgSetupController *self, gboolean at_once);
gboolean        ctg_setup_controller_get_trust_at_once (CtgSetupController *self);

const char     *ctg_setup_controller_get_local_name (CtgSetupController *self);
const GPtrArray *ctg_setup_controller_get_evidence (CtgSetupController *self);
char              *ctg_setup_controller_dup_trail       (CtgSetupController *self);
char              *ctg_setup_controller_dup_success     (CtgSetupController *self);
CtgSourcesState ctg_setup_controller_get_sources   (CtgSetupController *self, CtgSources group);
const GPtrArray *ctg_setup_controller_get_warnings (CtgSetupController *self);
const GPtrArray *ctg_setup_controller_get_providers (CtgSetupController *self);
guint           ctg_setup_controller_get_n_others  (CtgSetupController *self);
gboolean        ctg_setup_controller_has_looked_in_programs (CtgSetupController *self);
gboolean        ctg_setup_controller_can_try_plainly (CtgSetupController *self);
gboolean        ctg_setup_controller_has_tried_plainly (CtgSetupController *self);
void            ctg_setup_controller_set_confirmed (CtgSetupController *self, gboolean confirmed);
gboolean        ctg_setup_controller_get_confirmed (CtgSetupController *self);
const CtgCandidate *ctg_setup_controller_get_candidate (CtgSetupController *self);
CtgStepState    ctg_setup_controller_get_step      (CtgSetupController *self, CtgStep step, const char **detail);
CtgStepState    ctg_setup_controller_judge         (CtgSetupController *self, CtgRequirement requirement, char **fact);
const CtgCertificate *ctg_setup_controller_get_certificate (CtgSetupController *self);
const char     *ctg_setup_controller_get_certified_host (CtgSetupController *self);
void            ctg_setup_controller_use_certified_host (CtgSetupController *self);
gboolean        ctg_setup_controller_signs_in      (CtgSetupController *self);
const char     *ctg_setup_controller_get_other_address (CtgSetupController *self);
gboolean        ctg_setup_controller_may_be_shared (CtgSetupController *self);
const char     *ctg_setup_controller_get_sign_in_url (CtgSetupController *self);
gboolean        ctg_setup_controller_paste         (CtgSetupController *self, const char *text, GError **error);
const char     *ctg_setup_controller_get_account_id (CtgSetupController *self);

G_END_DECLS
