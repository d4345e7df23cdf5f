/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The administrator's policy, from the moment a profile is opened: which kinds may be connected, the oldest TLS that
 * is spoken, and what is never logged. A pattern that the policy named stays on the list when the policy goes: taking
 * it off is then up to the person again. */

#include "engine-private.h"

#include "errors.h"
#include "log-policy.h"
#include "never-log.h"
#include "tls-policy.h"

static gboolean
write_patterns (CtgDb *db, gpointer data, GError **error)
{
  const CtgPolicy *policy = data;

  for (guint i = 0; policy->never_log[i] != NULL; i++)
    {
      g_autofree char *pattern = ctg_never_log_normalise (policy->never_log[i], NULL);
      gboolean is_new;

      if (pattern != NULL && !ctg_never_log_add (db, pattern, &is_new, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_engine_load_policy:
 * @self: an engine with its database open
 * @error: %CTG_ERROR_STORAGE
 *
 * Returns: whether the policy, if there is one, holds from now on
 */
gboolean
ctg_engine_load_policy (CtgEngine *self, GError **error)
{
  g_auto (GStrv) places = ctg_engine_list_places (NULL, "policy.json");

  self->policy = ctg_policy_load ((const char *const *) places);
  ctg_tls_policy_set_minimum (self->policy != NULL && self->policy->minimum_tls > 12);
  if (self->policy == NULL || self->policy->never_log[0] == NULL)
    return TRUE;
  return ctg_store_write (self->store, write_patterns, self->policy, NULL, error);
}

/**
 * ctg_engine_check_kind:
 * @self: an engine
 * @kind: of mailbox
 * @error: %CTG_ERROR_UNSUPPORTED, reason "POLICY"
 *
 * Returns: whether the policy lets it be connected
 */
gboolean
ctg_engine_check_kind (CtgEngine *self, const char *kind, GError **error)
{
  if (ctg_policy_allows_kind (self->policy, kind))
    return TRUE;
  ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "POLICY", "The policy of this computer allows no %s", kind);
  return FALSE;
}
