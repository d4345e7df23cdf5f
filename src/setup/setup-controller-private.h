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
  CtgDetection *detection;           /* (owned) (nullable) */
  CtgDetection *local;               /* (owned) (nullable) what is known of the address without the network */
  GPtrArray *evidence;               /* (owned) (element-type CtgEvidence) */
  CtgSourcesState sources[CTG_N_SOURCES];
  GPtrArray *providers;              /* (owned) (element-type CtgCandidate) the choice by hand */
  CtgCandidate *candidate;           /* (owned) (nullable) what is being connected, or refused */
  CtgMailboxSettings *again;         /* (owned) (nullable) the mailbox that is connected again */
  CtgMailboxSettings *verified;      /* (owned) (nullable) what is saved */
  Step steps[CTG_N_STEPS];
  CtgStep failed_step;
  CtgCertificate *certificate;       /* (owned) (nullable) the one in question */
  GError *problem;                   /* (owned) (nullable) */
  CtgSetupRepair repair;
  char *account_id;                  /* (owned) (nullable) */
  GCancellable *cancellable;         /* (owned) (nullable) of what runs */
  guint generation;                  /* of what runs; an answer of another one is late */
};

void ctg_setup_controller_list_providers   (CtgSetupController *self);
void ctg_setup_controller_say_form_changed (CtgSetupController *self);
void ctg_setup_controller_say_found        (CtgSetupController *self);

G_END_DECLS
