/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The wizard's flow, all of it. `<` is the page before, or CANCELLED if there is none; CANCEL leads from every state
 * that is not final to CANCELLED, with ABANDON and FORGET. What is not in the table changes nothing.
 *
 *   state         event          next           back leads to   effects
 *   ------------  -------------  -------------  --------------  ----------------------------------------------------
 *   AUTOMATION    NEXT           ADDRESS        AUTOMATION
 *                 BACK           <
 *   ADDRESS       NEXT           DETECTING                      DETECT, FORGIVE
 *                 EDIT_ADDRESS   ADDRESS                        FORGIVE, FORGET
 *                 CHOOSE         PROVIDERS      ADDRESS         FORGIVE
 *                 BACK           <                              FORGIVE
 *   DETECTING     FOUND          RECOMMENDED
 *                 OFFLINE        OFFLINE        ADDRESS
 *                 FOUND_REFUSED  REFUSED        ADDRESS
 *                 FOUND_NOTHING  PROVIDERS      ADDRESS
 *                 DETECT_FAILED  ADDRESS
 *                 EDIT_ADDRESS   ADDRESS                        ABANDON, FORGET
 *                 CHOOSE         PROVIDERS      ADDRESS         ABANDON
 *                 BACK           ADDRESS                        ABANDON
 *   OFFLINE       NEXT           DETECTING                      DETECT, FORGIVE
 *                 CHOOSE         PROVIDERS                      FORGIVE
 *                 BACK           <                              FORGIVE
 *   RECOMMENDED   NEXT, PICK     EXPECTATIONS   RECOMMENDED
 *                 PICK_DOUBTFUL  RECOMMENDED
 *                 EDIT_ADDRESS   ADDRESS                        FORGET
 *                 CHOOSE         PROVIDERS      RECOMMENDED
 *                 BACK           <
 *   PROVIDERS     PICK           EXPECTATIONS   PROVIDERS
 *                 PICK_DOUBTFUL  RECOMMENDED
 *                 TRY_PLAINLY    DETECTING                      DETECT_PLAINLY, FORGIVE
 *                 LOOK_IN_PROGRAMS DETECTING                    LOOK_IN_PROGRAMS, FORGIVE
 *                 OPEN_FILE      DETECTING                      READ_FILE, FORGIVE
 *                 PICK_REFUSED   REFUSED        PROVIDERS
 *                 BACK           <
 *   REFUSED       NEXT, CHOOSE   PROVIDERS
 *                 ASK_AGAIN      DETECTING                      DETECT
 *                 OTHER_ADDRESS  ADDRESS
 *                 BACK           <
 *   EXPECTATIONS  NEXT           CREDENTIALS    EXPECTATIONS
 *                 SIGN_IN        SIGN_IN        EXPECTATIONS    SIGN_IN, FORGIVE
 *                 BACK           <
 *   CREDENTIALS   NEXT           CHECKING       CREDENTIALS     VERIFY, FORGIVE
 *                 PICK           EXPECTATIONS                   FORGIVE, FORGET
 *                 BACK           <                              FORGIVE
 *   SIGN_IN       SIGNED_IN      CHECKING                       VERIFY
 *                 SIGN_IN_FAILED SIGN_IN_FAILED
 *                 BACK           <                              ABANDON
 *   SIGN_IN_FAILED NEXT          SIGN_IN                        SIGN_IN, FORGIVE
 *                 TAKE_OTHER     CHECKING                       TAKE_OTHER, VERIFY, FORGIVE
 *                 TAKE_SHARED    CHECKING                       TAKE_SHARED, VERIFY, FORGIVE
 *                 CHOOSE         PROVIDERS                      FORGIVE
 *                 OTHER_ADDRESS  ADDRESS                        FORGIVE, FORGET
 *                 BACK           <                              FORGIVE
 *   CHECKING      VERIFIED       SAVING                         SAVE
 *                 VERIFY_FAILED  CHECK_FAILED
 *                 REJECTED       CHECK_FAILED                   FORGET_REFUSED
 *                 QUESTION       CERTIFICATE
 *                 BACK           <                              ABANDON
 *   CHECK_FAILED  NEXT           CHECKING                       VERIFY, FORGIVE
 *                 QUESTION       CERTIFICATE
 *                 EDIT_FORM      CREDENTIALS
 *                 DETECT_AGAIN   DETECTING_AGAIN                DETECT_AGAIN
 *                 PICK           EXPECTATIONS                   FORGIVE, FORGET
 *                 SIGN_IN        SIGN_IN                        SIGN_IN, FORGIVE
 *                 OTHER_ADDRESS  ADDRESS                        FORGIVE, FORGET
 *                 BACK           <
 *   DETECTING_AGAIN FOUND        CHANGED
 *                 FOUND_NOTHING  CHECK_FAILED
 *                 BACK           CHECK_FAILED                   ABANDON
 *   CHANGED       NEXT           CHECKING                       USE_FOUND, VERIFY, FORGIVE
 *                 EDIT_FORM      CREDENTIALS                    USE_FOUND, FORGIVE
 *                 BACK           CHECK_FAILED
 *   CERTIFICATE   TRUST          CHECKING                       PIN, VERIFY, FORGIVE
 *                 BACK           CHECK_FAILED
 *   SAVING        SAVED          DONE                           FORGET
 *                 SAVE_FAILED    SAVE_FAILED
 *                 BACK           SAVING                         STOP
 *   SAVE_FAILED   NEXT           SAVING                         SAVE, FORGIVE
 *                 EDIT_FORM      CREDENTIALS                    FORGIVE
 *                 SIGN_IN        SIGN_IN                        SIGN_IN, FORGIVE
 *                 OTHER_ADDRESS  ADDRESS                        FORGIVE, FORGET
 *                 BACK           <                              FORGIVE
 *   DONE, CANCELLED: final
 *
 * A page that is already on the way back is gone back to, so that the trail never holds a page twice; ADDRESS,
 * DETECTING and RECOMMENDED are one page. A saving that was asked to stop still answers: it may have been committed
 * already, and then the mailbox is connected. */

#include "setup-machine.h"

#define PREVIOUS CTG_N_SETUP_STATES
#define NOTHING  CTG_N_SETUP_STATES

typedef struct
{
  CtgSetupState state;
  CtgSetupEvent event;
  CtgSetupState next;       /* or PREVIOUS */
  CtgSetupState remember;   /* where back leads from there, or NOTHING new */
  guint effects;
} Row;

#define S(name) CTG_SETUP_##name
#define E(name) CTG_SETUP_EVENT_##name
#define X(name) CTG_SETUP_EFFECT_##name

static const Row table[] = {
  { S (AUTOMATION),   E (NEXT),          S (ADDRESS),      S (AUTOMATION),   0 },
  { S (AUTOMATION),   E (BACK),          PREVIOUS,         NOTHING,          0 },
  { S (ADDRESS),      E (NEXT),          S (DETECTING),    NOTHING,          X (DETECT) | X (FORGIVE) },
  { S (ADDRESS),      E (EDIT_ADDRESS),  S (ADDRESS),      NOTHING,          X (FORGIVE) | X (FORGET) },
  { S (ADDRESS),      E (CHOOSE),        S (PROVIDERS),    S (ADDRESS),      X (FORGIVE) },
  { S (ADDRESS),      E (BACK),          PREVIOUS,         NOTHING,          X (FORGIVE) },
  { S (DETECTING),    E (FOUND),         S (RECOMMENDED),  NOTHING,          0 },
  { S (DETECTING),    E (OFFLINE),       S (OFFLINE),      S (ADDRESS),      0 },
  { S (DETECTING),    E (FOUND_REFUSED), S (REFUSED),      S (ADDRESS),      0 },
  { S (DETECTING),    E (FOUND_NOTHING), S (PROVIDERS),    S (ADDRESS),      0 },
  { S (DETECTING),    E (DETECT_FAILED), S (ADDRESS),      NOTHING,          0 },
  { S (DETECTING),    E (EDIT_ADDRESS),  S (ADDRESS),      NOTHING,          X (ABANDON) | X (FORGET) },
  { S (DETECTING),    E (CHOOSE),        S (PROVIDERS),    S (ADDRESS),      X (ABANDON) },
  { S (DETECTING),    E (BACK),          S (ADDRESS),      NOTHING,          X (ABANDON) },
  { S (OFFLINE),      E (NEXT),          S (DETECTING),    NOTHING,          X (DETECT) | X (FORGIVE) },
  { S (OFFLINE),      E (CHOOSE),        S (PROVIDERS),    NOTHING,          X (FORGIVE) },
  { S (OFFLINE),      E (BACK),          PREVIOUS,         NOTHING,          X (FORGIVE) },
  { S (RECOMMENDED),  E (NEXT),          S (EXPECTATIONS), S (RECOMMENDED),  0 },
  { S (RECOMMENDED),  E (PICK),          S (EXPECTATIONS), S (RECOMMENDED),  0 },
  { S (RECOMMENDED),  E (PICK_DOUBTFUL), S (RECOMMENDED),  NOTHING,          0 },
  { S (RECOMMENDED),  E (EDIT_ADDRESS),  S (ADDRESS),      NOTHING,          X (FORGET) },
  { S (RECOMMENDED),  E (CHOOSE),        S (PROVIDERS),    S (RECOMMENDED),  0 },
  { S (RECOMMENDED),  E (BACK),          PREVIOUS,         NOTHING,          0 },
  { S (PROVIDERS),    E (PICK),          S (EXPECTATIONS), S (PROVIDERS),    0 },
  { S (PROVIDERS),    E (PICK_DOUBTFUL), S (RECOMMENDED),  NOTHING,          0 },
  { S (PROVIDERS),    E (TRY_PLAINLY),   S (DETECTING),    NOTHING,          X (DETECT_PLAINLY) | X (FORGIVE) },
  { S (PROVIDERS),    E (LOOK_IN_PROGRAMS), S (DETECTING), NOTHING,          X (LOOK_IN_PROGRAMS) | X (FORGIVE) },
  { S (PROVIDERS),    E (OPEN_FILE),     S (DETECTING),    NOTHING,          X (READ_FILE) | X (FORGIVE) },
  { S (PROVIDERS),    E (PICK_REFUSED),  S (REFUSED),      S (PROVIDERS),    0 },
  { S (PROVIDERS),    E (BACK),          PREVIOUS,         NOTHING,          0 },
  { S (REFUSED),      E (NEXT),          S (PROVIDERS),    NOTHING,          0 },
  { S (REFUSED),      E (CHOOSE),        S (PROVIDERS),    NOTHING,          0 },
  { S (REFUSED),      E (ASK_AGAIN),     S (DETECTING),    NOTHING,          X (DETECT) },
  { S (REFUSED),      E (OTHER_ADDRESS), S (ADDRESS),      NOTHING,          0 },
  { S (REFUSED),      E (BACK),          PREVIOUS,         NOTHING,          0 },
  { S (EXPECTATIONS), E (NEXT),          S (CREDENTIALS),  S (EXPECTATIONS), 0 },
  { S (EXPECTATIONS), E (SIGN_IN),       S (SIGN_IN),      S (EXPECTATIONS), X (SIGN_IN) | X (FORGIVE) },
  { S (EXPECTATIONS), E (BACK),          PREVIOUS,         NOTHING,          0 },
  { S (CREDENTIALS),  E (NEXT),          S (CHECKING),     S (CREDENTIALS),  X (VERIFY) | X (FORGIVE) },
  { S (CREDENTIALS),  E (PICK),          S (EXPECTATIONS), NOTHING,          X (FORGIVE) | X (FORGET) },
  { S (CREDENTIALS),  E (BACK),          PREVIOUS,         NOTHING,          X (FORGIVE) },
  { S (SIGN_IN),      E (SIGNED_IN),     S (CHECKING),     NOTHING,          X (VERIFY) },
  { S (SIGN_IN),      E (SIGN_IN_FAILED), S (SIGN_IN_FAILED), NOTHING,       0 },
  { S (SIGN_IN),      E (BACK),          PREVIOUS,         NOTHING,          X (ABANDON) },
  { S (SIGN_IN_FAILED), E (NEXT),        S (SIGN_IN),      NOTHING,          X (SIGN_IN) | X (FORGIVE) },
  { S (SIGN_IN_FAILED), E (TAKE_OTHER),  S (CHECKING),     NOTHING,
    X (TAKE_OTHER) | X (VERIFY) | X (FORGIVE) },
  { S (SIGN_IN_FAILED), E (TAKE_SHARED), S (CHECKING),     NOTHING,
    X (TAKE_SHARED) | X (VERIFY) | X (FORGIVE) },
  { S (SIGN_IN_FAILED), E (CHOOSE),      S (PROVIDERS),    NOTHING,          X (FORGIVE) },
  { S (SIGN_IN_FAILED), E (OTHER_ADDRESS), S (ADDRESS),    NOTHING,          X (FORGIVE) | X (FORGET) },
  { S (SIGN_IN_FAILED), E (BACK),        PREVIOUS,         NOTHING,          X (FORGIVE) },
  { S (CHECKING),     E (VERIFIED),      S (SAVING),       NOTHING,          X (SAVE) },
  { S (CHECKING),     E (VERIFY_FAILED), S (CHECK_FAILED), NOTHING,          0 },
  { S (CHECKING),     E (REJECTED),      S (CHECK_FAILED), NOTHING,          X (FORGET_REFUSED) },
  { S (CHECKING),     E (QUESTION),      S (CERTIFICATE),  NOTHING,          0 },
  { S (CHECKING),     E (BACK),          PREVIOUS,         NOTHING,          X (ABANDON) },
  { S (CHECK_FAILED), E (NEXT),          S (CHECKING),     NOTHING,          X (VERIFY) | X (FORGIVE) },
  { S (CHECK_FAILED), E (QUESTION),      S (CERTIFICATE),  NOTHING,          0 },
  { S (CHECK_FAILED), E (EDIT_FORM),     S (CREDENTIALS),  NOTHING,          0 },
  { S (CHECK_FAILED), E (DETECT_AGAIN),  S (DETECTING_AGAIN), NOTHING,       X (DETECT_AGAIN) },
  { S (CHECK_FAILED), E (PICK),          S (EXPECTATIONS), NOTHING,          X (FORGIVE) | X (FORGET) },
  { S (CHECK_FAILED), E (SIGN_IN),       S (SIGN_IN),      NOTHING,          X (SIGN_IN) | X (FORGIVE) },
  { S (CHECK_FAILED), E (OTHER_ADDRESS), S (ADDRESS),      NOTHING,          X (FORGIVE) | X (FORGET) },
  { S (CHECK_FAILED), E (BACK),          PREVIOUS,         NOTHING,          0 },
  { S (DETECTING_AGAIN), E (FOUND),      S (CHANGED),      NOTHING,          0 },
  { S (DETECTING_AGAIN), E (FOUND_NOTHING), S (CHECK_FAILED), NOTHING,       0 },
  { S (DETECTING_AGAIN), E (BACK),       S (CHECK_FAILED), NOTHING,          X (ABANDON) },
  { S (CHANGED),      E (NEXT),          S (CHECKING),     NOTHING,          X (USE_FOUND) | X (VERIFY) | X (FORGIVE) },
  { S (CHANGED),      E (EDIT_FORM),     S (CREDENTIALS),  NOTHING,          X (USE_FOUND) | X (FORGIVE) },
  { S (CHANGED),      E (BACK),          S (CHECK_FAILED), NOTHING,          0 },
  { S (CERTIFICATE),  E (TRUST),         S (CHECKING),     NOTHING,          X (PIN) | X (VERIFY) | X (FORGIVE) },
  { S (CERTIFICATE),  E (BACK),          S (CHECK_FAILED), NOTHING,          0 },
  { S (SAVING),       E (SAVED),         S (DONE),         NOTHING,          X (FORGET) },
  { S (SAVING),       E (SAVE_FAILED),   S (SAVE_FAILED),  NOTHING,          0 },
  { S (SAVING),       E (BACK),          S (SAVING),       NOTHING,          X (STOP) },
  { S (SAVE_FAILED),  E (NEXT),          S (SAVING),       NOTHING,          X (SAVE) | X (FORGIVE) },
  { S (SAVE_FAILED),  E (EDIT_FORM),     S (CREDENTIALS),  NOTHING,          X (FORGIVE) },
  { S (SAVE_FAILED),  E (SIGN_IN),       S (SIGN_IN),      NOTHING,          X (SIGN_IN) | X (FORGIVE) },
  { S (SAVE_FAILED),  E (OTHER_ADDRESS), S (ADDRESS),      NOTHING,          X (FORGIVE) | X (FORGET) },
  { S (SAVE_FAILED),  E (BACK),          PREVIOUS,         NOTHING,          X (FORGIVE) },
};

static const Row *
find_row (CtgSetupState state, CtgSetupEvent event)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].state == state && table[i].event == event)
      return &table[i];
  return NULL;
}

static void
go_back (CtgSetupPosition *position)
{
  position->state = CTG_SETUP_CANCELLED;
  if (position->n_trail > 0)
    position->state = position->trail[--position->n_trail];
}

static CtgSetupState
page_of (CtgSetupState state)
{
  return state == CTG_SETUP_DETECTING || state == CTG_SETUP_RECOMMENDED ? CTG_SETUP_ADDRESS : state;
}

/* A page that is on the way already is gone back to. */
static void
unwind (CtgSetupPosition *position, CtgSetupState state)
{
  for (guint i = 0; i < position->n_trail; i++)
    if (page_of (position->trail[i]) == page_of (state))
      position->n_trail = i;
}

static void
go_on (CtgSetupPosition *position, const Row *row)
{
  if (row->remember != NOTHING)
    {
      unwind (position, row->remember);
      position->trail[position->n_trail++] = row->remember;
    }
  unwind (position, row->next);
  position->state = row->next;
}

/**
 * ctg_setup_machine_begin:
 * @state: the first page: AUTOMATION, or CREDENTIALS for a mailbox that is connected again
 *
 * Returns: the position there, with no page behind it
 */
CtgSetupPosition
ctg_setup_machine_begin (CtgSetupState state)
{
  return (CtgSetupPosition) { .state = state };
}

/**
 * ctg_setup_machine_step:
 * @position: where the wizard is
 * @event: what happened
 * @effects: (out): what to do about it
 *
 * One step of the flow, by the table at the head of this file; a pure function.
 *
 * Returns: where the wizard is then; @position itself for an event that means nothing there
 */
CtgSetupPosition
ctg_setup_machine_step (const CtgSetupPosition *position, CtgSetupEvent event, CtgSetupEffects *effects)
{
  CtgSetupPosition next = *position;
  const Row *row = find_row (position->state, event);

  *effects = 0;
  if (event == CTG_SETUP_EVENT_CANCEL && !ctg_setup_machine_is_final (position->state))
    {
      *effects = CTG_SETUP_EFFECT_ABANDON | CTG_SETUP_EFFECT_FORGET;
      return ctg_setup_machine_begin (CTG_SETUP_CANCELLED);
    }
  if (row == NULL)
    return next;
  if (row->next == PREVIOUS)
    go_back (&next);
  else
    go_on (&next, row);
  *effects = row->effects;
  if (next.state == CTG_SETUP_CANCELLED)
    *effects |= CTG_SETUP_EFFECT_ABANDON | CTG_SETUP_EFFECT_FORGET;
  return next;
}

/**
 * ctg_setup_machine_takes:
 * @state: a state
 * @event: an event
 *
 * Returns: whether @event means something in @state
 */
gboolean
ctg_setup_machine_takes (CtgSetupState state, CtgSetupEvent event)
{
  if (event == CTG_SETUP_EVENT_CANCEL)
    return !ctg_setup_machine_is_final (state);
  return find_row (state, event) != NULL;
}

/**
 * ctg_setup_machine_is_final:
 * @state: a state
 *
 * Returns: whether the wizard is over in it
 */
gboolean
ctg_setup_machine_is_final (CtgSetupState state)
{
  return state == CTG_SETUP_DONE || state == CTG_SETUP_CANCELLED;
}

/**
 * ctg_setup_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): its name, for logs and tests
 */
const char *
ctg_setup_state_to_string (CtgSetupState state)
{
  static const char *const names[CTG_N_SETUP_STATES] = {
    "automation", "address", "detecting", "offline", "recommended", "providers", "refused", "expectations",
    "credentials",
    "sign-in", "sign-in-failed", "checking", "check-failed", "detecting-again", "changed", "certificate",
    "saving", "save-failed", "done",
    "cancelled",
  };

  g_return_val_if_fail (state < CTG_N_SETUP_STATES, NULL);
  return names[state];
}
