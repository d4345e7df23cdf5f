/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "thread-set.h"

#include <string.h>

/* "id" or "id: references" or "id: references | in-reply-to", ids parted by spaces. */
static void
add (CtgThreadSet *set, guint index, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  g_auto (GStrv) fields = g_strsplit (parts[1] != NULL ? parts[1] : "", "|", 2);
  g_autofree char *references_text = g_strstrip (g_strdup (fields[0] != NULL ? fields[0] : ""));
  g_autofree char *reply_text = g_strstrip (g_strdup (fields[0] != NULL && fields[1] != NULL ? fields[1] : ""));
  g_auto (GStrv) references = g_strsplit (references_text, " ", -1);
  g_auto (GStrv) in_reply_to = g_strsplit (reply_text, " ", -1);

  ctg_thread_set_add (set, index, parts[0], *references_text != '\0' ? (const char *const *) references : NULL,
                      *reply_text != '\0' ? (const char *const *) in_reply_to : NULL);
}

/* The groups as "0 1,2". */
static char *
group (const char *const *messages)
{
  g_autoptr (CtgThreadSet) set = ctg_thread_set_new ();
  g_autoptr (GPtrArray) groups = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; messages[i] != NULL; i++)
    add (set, i, messages[i]);
  groups = ctg_thread_set_get_groups (set);
  for (guint i = 0; i < groups->len; i++)
    {
      const GArray *members = groups->pdata[i];

      if (i > 0)
        g_string_append_c (text, ',');
      for (guint j = 0; j < members->len; j++)
        g_string_append_printf (text, "%s%u", j > 0 ? " " : "", g_array_index (members, guint, j));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_cases (void)
{
  static const struct
  {
    const char *why;
    const char *messages[8];
    const char *groups;
  } cases[] = {
    { "a reply joins its parent", { "a", "b: a", "c" }, "0 1,2" },
    { "order does not matter", { "c: a b", "x", "b: a", "a" }, "0 2 3,1" },
    { "an absent ancestor joins", { "b: a", "c: a" }, "0 1" },
    { "an absent chain joins", { "d: a b c", "e: a" }, "0 1" },
    { "In-Reply-To counts without References", { "a", "b: | a", "c: | x a" }, "0 1,2" },
    { "In-Reply-To does not count with References", { "a", "x", "b: a | x" }, "0 2,1" },
    { "the last reference is the parent", { "b: y", "c: x b", "x" }, "0 1,2" },
    { "a message without a parent takes the one it is given", { "x", "b", "c: x b" }, "0 1 2" },
    { "the same id twice is one message", { "a", "b: a", "a" }, "0 1 2" },
    { "a loop is harmless", { "a: b", "b: a", "c: c" }, "0 1,2" },
    { "an id may be repeated in a chain", { "a", "b: a a b" }, "0 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *groups = group (cases[i].messages);

      g_test_message ("%s", cases[i].why);
      g_assert_cmpstr (groups, ==, cases[i].groups);
    }
}

static void
test_hundred_thousand_messages_are_quick (void)
{
  g_autoptr (CtgThreadSet) set = ctg_thread_set_new ();
  g_autoptr (GPtrArray) groups = NULL;
  char id[32], parent[32];
  const char *references[] = { parent, NULL };

  for (guint i = 0; i < 100000; i++)
    {
      g_snprintf (id, sizeof id, "%u@x", i);
      g_snprintf (parent, sizeof parent, "%u@x", i + 1);
      ctg_thread_set_add (set, i, id, references, NULL);
    }
  groups = ctg_thread_set_get_groups (set);
  g_assert_cmpuint (groups->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/thread-set/groups-by-own-ancestry", test_cases);
  g_test_add_func ("/mime/thread-set/hundred-thousand-messages-are-quick",
                   test_hundred_thousand_messages_are_quick);
  return g_test_run ();
}
