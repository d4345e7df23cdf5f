/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-controller.h"

G_BEGIN_DECLS

typedef struct
{
  CtgStepState state;
  char *detail;   /* (owned) (nullable) */
} Step;

struct _CtgSetupController
{
  GObject parent_instance;

  CtgSetupActions *actions;          /* (owned) */
  CtgSetupPosition position;
  CtgSetupForm *form;                /* (owned) */
  char *address;                     /* (owned) the address the detection, candidate and servers belong to */
  char *local_name;                  /* (owned) (nullable) the provider the built-in table knows */
  char *file;                        /* (owned) (nullable) with settings: the last one that was opened */
  CtgDetection *detection;           /* (owned) (nullable) */
  CtgDetection *local;               /* (owned) (nullable) what is known of the address without the network */
  GPtrArray *evidence;               /* (owned) (element-type CtgEvidence) */
  CtgSourcesState sources[CTG_N_SOURCES];
  GPtrArray *providers;              /* (owned) (element-type CtgCandidate) the choice by hand */
  guint n_others;                    /* of them: what was found beside the recommendation; they stand first */
  CtgCandidate *found;               /* (owned) (nullable) after a failure: what differs from the form */
  CtgSetupRedetection redetection;
  gboolean detected_unasked;         /* a mailbox that had worked: the sources were asked without a press */
  CtgDetectHow how;                  /* it was asked last */
  gboolean has_asked;                /* the sources were asked of this address */
  gboolean has_tried_plainly;        /* documents were asked for by http for this address */
  gboolean is_confirmed;             /* the person has said that the servers of another domain are meant */
  CtgCandidate *candidate;           /* (owned) (nullable) what is being connected, or refused */
  CtgMailboxSettings *again;         /* (owned) (nullable) the mailbox that is connected again */
  CtgMailboxSettings *verified;      /* (owned) (nullable) what is saved */
  CtgMailboxSettings *reached;       /* (owned) (nullable) the incoming server passed, and nothing of it was changed */
  Step steps[CTG_N_STEPS];
  CtgStep failed_step;
  GPtrArray *trail;                  /* (owned) (nullable) (element-type CtgEvidence) where Exchange was looked for */
  CtgCertificate *certificate;       /* (owned) (nullable) the one in question */
  GError *problem;                   /* (owned) (nullable) */
  CtgSetupRepair repair;
  GCancellable *probe_cancellable;   /* (owned) (nullable) of the probe that runs */
  char *probed;                      /* (owned) (nullable) the address that is recommended */
  GError *probe_problem;             /* (owned) (nullable) */
  char *account_id;                  /* (owned) (nullable) */
  char *token;                       /* (owned) (nullable) wiped: what a sign-in brought, in place of the password */
  char *other_address;               /* (owned) (nullable) who signed in instead of who was named */
  char *other_token;                 /* (owned) (nullable) wiped: theirs, until the person says what to do with it */
  char *owner;                       /* (owned) (nullable) whose sign-in opens the shared mailbox */
  char *sign_in_url;                 /* (owned) (nullable) of the last sign-in */
  GCancellable *cancellable;         /* (owned) (nullable) of what runs */
  guint generation;                  /* of what runs; an answer of another one is late */
};

/* One call of an action. Holds the controller, so that an answer after the window is gone finds it still there. */
typedef struct
{
  CtgSetupController *self;   /* (owned) */
  guint generation;
} CtgSetupRun;

CtgSetupRun *ctg_setup_run_begin   (CtgSetupController *self);
void         ctg_setup_run_free    (CtgSetupRun *run);
gboolean     ctg_setup_run_is_late (const CtgSetupRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSetupRun, ctg_setup_run_free)

CtgCandidate *ctg_setup_choice_new (const char *kind, const char *name, gboolean can_start);

void ctg_setup_controller_take_problem       (CtgSetupController *self, GError *error);
void ctg_setup_controller_start_detection    (CtgSetupController *self);
void ctg_setup_controller_start_detection_again (CtgSetupController *self);
void ctg_setup_controller_detect_unasked (CtgSetupController *self);
void ctg_setup_controller_use_found          (CtgSetupController *self);
void ctg_setup_controller_start_looking      (CtgSetupController *self);
void ctg_setup_controller_start_plain_detection (CtgSetupController *self);
void ctg_setup_controller_start_reading      (CtgSetupController *self);
void ctg_setup_controller_take_other         (CtgSetupController *self);
void ctg_setup_controller_take_shared        (CtgSetupController *self);
void ctg_setup_controller_forget_other       (CtgSetupController *self);
void ctg_setup_controller_start_sign_in      (CtgSetupController *self);
void ctg_setup_controller_start_verification (CtgSetupController *self);
void ctg_setup_controller_start_saving       (CtgSetupController *self);
void ctg_setup_controller_pin_certificate    (CtgSetupController *self);
void ctg_setup_controller_forget_reached     (CtgSetupController *self);
void ctg_setup_controller_probe_exchange     (CtgSetupController *self);
void ctg_setup_controller_abandon_probe      (CtgSetupController *self);
void ctg_setup_controller_take_candidate     (CtgSetupController *self, const CtgCandidate *candidate);
void ctg_setup_controller_list_providers     (CtgSetupController *self);
void ctg_setup_controller_take_conclusion    (CtgSetupController *self);
void ctg_setup_controller_say_form_changed   (CtgSetupController *self);
void ctg_setup_controller_say_found          (CtgSetupController *self);
void ctg_setup_controller_say_steps          (CtgSetupController *self);
void ctg_setup_controller_say_open           (CtgSetupController *self);

G_END_DECLS
