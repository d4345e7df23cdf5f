/* SPDX-License-Identifier: GPL-3.0-or-later */

/* policy.json (A97): {"kinds": ["imap", "microsoft365"], "ispdb": false, "minimum_tls": "1.3", "never_log":
 * ["rival.example"]}. The first file that is there counts alone. One that is there and cannot be read allows no kind,
 * and a version of TLS that nobody knows is the newest: a lock that broke is not an open door. */

#include "policy.h"

#include "json.h"
#include "rank.h"

#include <gio/gio.h>

static char **
read_words (const CtgJsonValue *value)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (guint i = 0; i < ctg_json_value_get_length (value); i++)
    {
      const char *word = ctg_json_value_get_string (ctg_json_value_get_element (value, i));

      if (word != NULL)
        g_strv_builder_add (list, word);
    }
  return g_strv_builder_end (list);
}

static guint
read_minimum_tls (const CtgJsonValue *value)
{
  const char *word = ctg_json_value_get_string (value);

  return value == NULL || g_strcmp0 (word, "1.2") == 0 ? 12 : 13;
}

static CtgPolicy *
read_policy (const char *text, gsize length)
{
  g_autoptr (CtgJson) json = ctg_json_parse (text, (gssize) length, NULL);
  const CtgJsonValue *root = json != NULL ? ctg_json_get_root (json) : NULL;
  const CtgJsonValue *kinds = ctg_json_value_get_member (root, "kinds");
  CtgPolicy *self = g_new0 (CtgPolicy, 1);

  if (json == NULL || kinds != NULL)
    self->kinds = read_words (kinds);
  self->never_log = read_words (ctg_json_value_get_member (root, "never_log"));
  self->minimum_tls = read_minimum_tls (ctg_json_value_get_member (root, "minimum_tls"));
  self->skips_ispdb = json == NULL || !ctg_json_value_get_boolean (ctg_json_value_get_member (root, "ispdb"), TRUE);
  return self;
}

/**
 * ctg_policy_load:
 * @paths: where the file may be, the one that counts first
 *
 * Returns: (transfer full) (nullable): the policy, %NULL when there is none
 */
CtgPolicy *
ctg_policy_load (const char *const *paths)
{
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *text = NULL;
      gsize length = 0;

      if (!g_file_test (paths[i], G_FILE_TEST_EXISTS))
        continue;
      if (!g_file_get_contents (paths[i], &text, &length, NULL))
        length = 0;
      return read_policy (text != NULL ? text : "", length);
    }
  return NULL;
}

/**
 * ctg_policy_free:
 * @self: (transfer full) (nullable): a policy
 */
void
ctg_policy_free (CtgPolicy *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->kinds);
  g_strfreev (self->never_log);
  g_free (self);
}

/**
 * ctg_policy_allows_kind:
 * @self: (nullable): a policy
 * @kind: a kind of mailbox
 *
 * Returns: whether it may be connected
 */
gboolean
ctg_policy_allows_kind (const CtgPolicy *self, const char *kind)
{
  return self == NULL || self->kinds == NULL || g_strv_contains ((const char *const *) self->kinds, kind);
}

/**
 * ctg_policy_keeps_pattern:
 * @self: (nullable): a policy
 * @pattern: of the never-log list, in its one spelling
 *
 * Returns: whether it must stay on the list
 */
gboolean
ctg_policy_keeps_pattern (const CtgPolicy *self, const char *pattern)
{
  for (guint i = 0; self != NULL && self->never_log[i] != NULL; i++)
    if (g_ascii_strcasecmp (self->never_log[i], pattern) == 0)
      return TRUE;
  return FALSE;
}

/**
 * ctg_policy_apply:
 * @self: (nullable): a policy
 * @detection: what was found
 *
 * Turns what may not be connected into a refusal that says so.
 */
void
ctg_policy_apply (const CtgPolicy *self, CtgDetection *detection)
{
  if (self == NULL || self->kinds == NULL)
    return;
  for (guint i = 0; i < detection->candidates->len; i++)
    {
      CtgCandidate *candidate = g_ptr_array_index (detection->candidates, i);

      if (candidate->reason != NULL || ctg_policy_allows_kind (self, candidate->kind))
        continue;
      g_free (candidate->kind);
      candidate->kind = g_strdup ("unsupported");
      candidate->reason = g_strdup ("POLICY");
      candidate->can_start = FALSE;
      g_clear_pointer (&candidate->incoming, ctg_endpoint_free);
      g_clear_pointer (&candidate->outgoing, ctg_endpoint_free);
      g_clear_pointer (&candidate->exchange_url, g_free);
    }
  ctg_rank_detection (detection);
}
