/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "poison.h"

#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

static char *
marks_path (void)
{
  g_autofree char *directory = g_dir_make_tmp ("ctg-poison-XXXXXX", NULL);

  return g_build_filename (directory, "marks", NULL);
}

static void
crash_while_parsing (const char *path, const char *name)
{
  pid_t child = fork ();

  if (child == 0)
    {
      CtgPoison *poison = ctg_poison_open (path, NULL);

      ctg_poison_begin (poison, name);
      kill (getpid (), SIGKILL);
    }
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

static void
test_what_crashed_is_left_alone (void)
{
  g_autofree char *path = marks_path ();
  g_autoptr (CtgPoison) poison = NULL;
  int slot;

  crash_while_parsing (path, "a/1/body");
  crash_while_parsing (path, "a/1/body");
  poison = ctg_poison_open (path, NULL);
  g_assert_cmpint (ctg_poison_begin (poison, "a/1/body"), ==, -1);
  slot = ctg_poison_begin (poison, "a/2/body");
  g_assert_cmpint (slot, >=, 0);
  ctg_poison_end (poison, slot);
}

static void
test_it_is_remembered_over_many_starts (void)
{
  g_autofree char *path = marks_path ();

  crash_while_parsing (path, "first");
  crash_while_parsing (path, "second");
  crash_while_parsing (path, "first");
  crash_while_parsing (path, "second");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CtgPoison) poison = ctg_poison_open (path, NULL);

      g_assert_cmpint (ctg_poison_begin (poison, "first"), ==, -1);
      g_assert_cmpint (ctg_poison_begin (poison, "second"), ==, -1);
    }
}

static void
test_one_crash_only_makes_suspect (void)
{
  g_autofree char *path = marks_path ();
  CtgPoison *poison;

  crash_while_parsing (path, "killed");
  poison = ctg_poison_open (path, NULL);
  ctg_poison_end (poison, ctg_poison_begin (poison, "killed"));
  ctg_poison_close (poison);
  crash_while_parsing (path, "killed");
  poison = ctg_poison_open (path, NULL);
  g_assert_cmpint (ctg_poison_begin (poison, "killed"), >=, 0);
  ctg_poison_close (poison);
}

static void
test_what_ended_well_is_forgotten (void)
{
  g_autofree char *path = marks_path ();
  CtgPoison *poison = ctg_poison_open (path, NULL);

  ctg_poison_end (poison, ctg_poison_begin (poison, "well"));
  ctg_poison_close (poison);
  poison = ctg_poison_open (path, NULL);
  g_assert_cmpint (ctg_poison_begin (poison, "well"), >=, 0);
  ctg_poison_close (poison);
}

static void
test_file_is_private (void)
{
  g_autofree char *path = marks_path ();
  G_GNUC_UNUSED g_autoptr (CtgPoison) poison = ctg_poison_open (path, NULL);
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/poison/what-crashed-is-left-alone", test_what_crashed_is_left_alone);
  g_test_add_func ("/sync/poison/it-is-remembered-over-many-starts", test_it_is_remembered_over_many_starts);
  g_test_add_func ("/sync/poison/one-crash-only-makes-suspect", test_one_crash_only_makes_suspect);
  g_test_add_func ("/sync/poison/what-ended-well-is-forgotten", test_what_ended_well_is_forgotten);
  g_test_add_func ("/sync/poison/file-is-private", test_file_is_private);
  return g_test_run ();
}
