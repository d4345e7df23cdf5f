/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-machine.h"

/* Plays events, ends with -1; returns where they lead. */
static CtgSetupPosition
play (const int *events)
{
  CtgSetupPosition position = ctg_setup_machine_begin (CTG_SETUP_AUTOMATION);
  CtgSetupEffects effects;

  for (guint i = 0; events[i] >= 0; i++)
    {
      g_assert_true (ctg_setup_machine_takes (position.state, (CtgSetupEvent) events[i]));
      position = ctg_setup_machine_step (&position, (CtgSetupEvent) events[i], &effects);
    }
  return position;
}

#define E(name) CTG_SETUP_EVENT_##name

static void
test_every_state_is_reachable (void)
{
  static const struct { CtgSetupState state; int events[12]; } ways[] = {
    { CTG_SETUP_AUTOMATION, { -1 } },
    { CTG_SETUP_ADDRESS, { E (NEXT), -1 } },
    { CTG_SETUP_DETECTING, { E (NEXT), E (NEXT), -1 } },
    { CTG_SETUP_OFFLINE, { E (NEXT), E (NEXT), E (OFFLINE), -1 } },
    { CTG_SETUP_RECOMMENDED, { E (NEXT), E (NEXT), E (FOUND), -1 } },
    { CTG_SETUP_PROVIDERS, { E (NEXT), E (NEXT), E (FOUND_NOTHING), -1 } },
    { CTG_SETUP_REFUSED, { E (NEXT), E (NEXT), E (FOUND_REFUSED), -1 } },
    { CTG_SETUP_EXPECTATIONS, { E (NEXT), E (NEXT), E (FOUND), E (NEXT), -1 } },
    { CTG_SETUP_CREDENTIALS, { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (NEXT), -1 } },
    { CTG_SETUP_SIGN_IN, { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (SIGN_IN), -1 } },
    { CTG_SETUP_SIGN_IN_FAILED, { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (SIGN_IN), E (SIGN_IN_FAILED), -1 } },
    { CTG_SETUP_CHECKING, { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (NEXT), E (NEXT), -1 } },
    { CTG_SETUP_CHECK_FAILED,
      { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (NEXT), E (NEXT), E (VERIFY_FAILED), -1 } },
    { CTG_SETUP_DETECTING_AGAIN,
      { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (NEXT), E (NEXT), E (VERIFY_FAILED), E (DETECT_AGAIN), -1 } },
    { CTG_SETUP_CHANGED,
      { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (NEXT), E (NEXT), E (VERIFY_FAILED), E (DETECT_AGAIN), E (FOUND),
        -1 } },
    { CTG_SETUP_CERTIFICATE, { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (NEXT), E (NEXT), E (QUESTION), -1 } },
    { CTG_SETUP_SAVING, { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (NEXT), E (NEXT), E (VERIFIED), -1 } },
    { CTG_SETUP_SAVE_FAILED,
      { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (NEXT), E (NEXT), E (VERIFIED), E (SAVE_FAILED), -1 } },
    { CTG_SETUP_DONE, { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (NEXT), E (NEXT), E (VERIFIED), E (SAVED), -1 } },
    { CTG_SETUP_CANCELLED, { E (BACK), -1 } },
  };

  g_assert_cmpuint (G_N_ELEMENTS (ways), ==, CTG_N_SETUP_STATES);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    g_assert_cmpstr (ctg_setup_state_to_string (play (ways[i].events).state), ==,
                     ctg_setup_state_to_string (ways[i].state));
}

static void
test_every_state_can_be_left (void)
{
  for (int state = 0; state < CTG_N_SETUP_STATES; state++)
    {
      CtgSetupPosition position = ctg_setup_machine_begin ((CtgSetupState) state);
      CtgSetupEffects effects;
      guint n_ways = 0;

      for (int event = 0; event < CTG_N_SETUP_EVENTS; event++)
        n_ways += ctg_setup_machine_step (&position, (CtgSetupEvent) event, &effects).state != (CtgSetupState) state;
      if (ctg_setup_machine_is_final ((CtgSetupState) state))
        g_assert_cmpuint (n_ways, ==, 0);
      else
        g_assert_cmpuint (n_ways, >=, 2);
    }
}

static void
test_back_is_taken_wherever_the_wizard_is_not_over (void)
{
  for (int state = 0; state < CTG_N_SETUP_STATES; state++)
    g_assert_cmpint (ctg_setup_machine_takes ((CtgSetupState) state, CTG_SETUP_EVENT_BACK), ==,
                     !ctg_setup_machine_is_final ((CtgSetupState) state));
}

static void
test_back_retraces_the_way (void)
{
  static const int events[] = { E (NEXT), E (NEXT), E (FOUND), E (CHOOSE), E (PICK), E (NEXT), E (NEXT), -1 };
  static const CtgSetupState way[] = { CTG_SETUP_CREDENTIALS, CTG_SETUP_EXPECTATIONS, CTG_SETUP_PROVIDERS,
                                       CTG_SETUP_RECOMMENDED, CTG_SETUP_AUTOMATION, CTG_SETUP_CANCELLED };
  CtgSetupPosition position = play (events);
  CtgSetupEffects effects;

  for (guint i = 0; i < G_N_ELEMENTS (way); i++)
    {
      position = ctg_setup_machine_step (&position, CTG_SETUP_EVENT_BACK, &effects);
      g_assert_cmpstr (ctg_setup_state_to_string (position.state), ==, ctg_setup_state_to_string (way[i]));
    }
}

/* Around in circles as long as one likes: the trail stays a way without a page twice. */
static void
test_trail_never_holds_a_page_twice (void)
{
  CtgSetupPosition position = ctg_setup_machine_begin (CTG_SETUP_AUTOMATION);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  CtgSetupEffects effects;

  for (guint i = 0; i < 20000; i++)
    {
      int event = g_rand_int_range (rand, 0, CTG_N_SETUP_EVENTS);

      if (event == CTG_SETUP_EVENT_CANCEL || ctg_setup_machine_is_final (position.state))
        position = ctg_setup_machine_begin (CTG_SETUP_AUTOMATION);
      position = ctg_setup_machine_step (&position, (CtgSetupEvent) event, &effects);
      g_assert_cmpuint (position.n_trail, <=, 6);
      for (guint a = 0; a < position.n_trail; a++)
        {
          g_assert_cmpint (position.trail[a], !=, position.state);
          for (guint b = a + 1; b < position.n_trail; b++)
            g_assert_cmpint (position.trail[a], !=, position.trail[b]);
        }
    }
}

static void
test_another_address_is_one_page_with_the_recommendation (void)
{
  static const int events[] = { E (NEXT), E (NEXT), E (FOUND), E (NEXT), E (NEXT), E (NEXT), E (VERIFIED),
                                E (SAVE_FAILED), E (OTHER_ADDRESS), -1 };
  CtgSetupPosition position = play (events);
  CtgSetupEffects effects;

  g_assert_cmpint (position.state, ==, CTG_SETUP_ADDRESS);
  position = ctg_setup_machine_step (&position, CTG_SETUP_EVENT_BACK, &effects);
  g_assert_cmpint (position.state, ==, CTG_SETUP_AUTOMATION);
}

static void
test_unknown_event_changes_nothing (void)
{
  CtgSetupPosition position = ctg_setup_machine_begin (CTG_SETUP_EXPECTATIONS);
  CtgSetupEffects effects = CTG_SETUP_EFFECT_SAVE;
  CtgSetupPosition next = ctg_setup_machine_step (&position, CTG_SETUP_EVENT_SAVED, &effects);

  g_assert_cmpint (next.state, ==, CTG_SETUP_EXPECTATIONS);
  g_assert_cmpuint (effects, ==, 0);
}

static void
test_leaving_forgets_passwords_and_stops_what_runs (void)
{
  static const CtgSetupState states[] = { CTG_SETUP_DETECTING, CTG_SETUP_CREDENTIALS, CTG_SETUP_CHECKING,
                                          CTG_SETUP_SAVING };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      CtgSetupPosition position = ctg_setup_machine_begin (states[i]);
      CtgSetupEffects effects;

      g_assert_cmpint (ctg_setup_machine_step (&position, CTG_SETUP_EVENT_CANCEL, &effects).state, ==,
                       CTG_SETUP_CANCELLED);
      g_assert_cmpuint (effects, ==, CTG_SETUP_EFFECT_ABANDON | CTG_SETUP_EFFECT_FORGET);
    }
}

static void
test_back_while_saving_waits_for_the_answer (void)
{
  CtgSetupPosition position = ctg_setup_machine_begin (CTG_SETUP_SAVING);
  CtgSetupEffects effects;

  position = ctg_setup_machine_step (&position, CTG_SETUP_EVENT_BACK, &effects);
  g_assert_cmpint (position.state, ==, CTG_SETUP_SAVING);
  g_assert_cmpuint (effects, ==, CTG_SETUP_EFFECT_STOP);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setup/machine/every-state-is-reachable", test_every_state_is_reachable);
  g_test_add_func ("/setup/machine/every-state-can-be-left", test_every_state_can_be_left);
  g_test_add_func ("/setup/machine/back-is-taken-wherever-the-wizard-is-not-over",
                   test_back_is_taken_wherever_the_wizard_is_not_over);
  g_test_add_func ("/setup/machine/back-retraces-the-way", test_back_retraces_the_way);
  g_test_add_func ("/setup/machine/trail-never-holds-a-page-twice", test_trail_never_holds_a_page_twice);
  g_test_add_func ("/setup/machine/another-address-is-one-page-with-the-recommendation",
                   test_another_address_is_one_page_with_the_recommendation);
  g_test_add_func ("/setup/machine/unknown-event-changes-nothing", test_unknown_event_changes_nothing);
  g_test_add_func ("/setup/machine/leaving-forgets-passwords-and-stops-what-runs",
                   test_leaving_forgets_passwords_and_stops_what_runs);
  g_test_add_func ("/setup/machine/back-while-saving-waits-for-the-answer",
                   test_back_while_saving_waits_for_the_answer);
  return g_test_run ();
}
