/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "candidate.h"

/**
 * ctg_candidate_new:
 * @kind: gmail, microsoft365, exchange, imap or unsupported
 * @display_name: the provider's name
 * @source: what it comes from
 * @trust: how far it may be trusted, one of the words of the command line's contract
 *
 * Returns: (transfer full): a candidate that can be started, without servers
 */
CtgCandidate *
ctg_candidate_new (const char *kind, const char *display_name, const char *source, const char *trust)
{
  CtgCandidate *self = g_new0 (CtgCandidate, 1);

  self->kind = g_strdup (kind);
  self->display_name = g_strdup (display_name);
  self->source = g_strdup (source);
  self->trust = g_strdup (trust);
  self->can_start = TRUE;
  return self;
}

/**
 * ctg_candidate_copy:
 * @self: a candidate
 *
 * Returns: (transfer full): a copy
 */
CtgCandidate *
ctg_candidate_copy (const CtgCandidate *self)
{
  CtgCandidate *copy = ctg_candidate_new (self->kind, self->display_name, self->source, self->trust);

  copy->fit = self->fit;
  copy->incoming = ctg_endpoint_copy (self->incoming);
  copy->outgoing = ctg_endpoint_copy (self->outgoing);
  copy->hint = g_strdup (self->hint);
  copy->reason = g_strdup (self->reason);
  copy->can_start = self->can_start;
  return copy;
}

/**
 * ctg_candidate_free:
 * @self: (transfer full) (nullable): a candidate
 */
void
ctg_candidate_free (CtgCandidate *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->display_name);
  g_free (self->source);
  g_free (self->trust);
  ctg_endpoint_free (self->incoming);
  ctg_endpoint_free (self->outgoing);
  g_free (self->hint);
  g_free (self->reason);
  g_free (self);
}

/**
 * ctg_evidence_new:
 * @source: who was asked
 * @asked: for what
 * @answer: one word
 * @error: (nullable): details of a failure
 * @ms: how long it took
 *
 * Returns: (transfer full): a row of evidence
 */
CtgEvidence *
ctg_evidence_new (const char *source, const char *asked, const char *answer, const char *error, gint64 ms)
{
  CtgEvidence *self = g_new0 (CtgEvidence, 1);

  self->source = g_strdup (source);
  self->asked = g_strdup (asked);
  self->answer = g_strdup (answer);
  self->error = g_strdup (error);
  self->ms = ms;
  return self;
}

/**
 * ctg_evidence_free:
 * @self: (transfer full) (nullable): a row of evidence
 */
void
ctg_evidence_free (CtgEvidence *self)
{
  if (self == NULL)
    return;
  g_free (self->source);
  g_free (self->asked);
  g_free (self->answer);
  g_free (self->error);
  g_free (self);
}

/**
 * ctg_detection_new:
 * @address: the normalised address
 *
 * Returns: (transfer full): a detection that found nothing yet
 */
CtgDetection *
ctg_detection_new (const char *address)
{
  CtgDetection *self = g_new0 (CtgDetection, 1);

  self->address = g_strdup (address);
  self->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_candidate_free);
  self->recommended = -1;
  self->evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_evidence_free);
  return self;
}

/**
 * ctg_detection_free:
 * @self: (transfer full) (nullable): what detection found
 */
void
ctg_detection_free (CtgDetection *self)
{
  if (self == NULL)
    return;
  g_free (self->address);
  g_ptr_array_unref (self->candidates);
  g_ptr_array_unref (self->evidence);
  g_free (self);
}

/**
 * ctg_mailbox_settings_new:
 * @address: the normalised address
 *
 * Returns: (transfer full): settings of kind imap, without servers
 */
CtgMailboxSettings *
ctg_mailbox_settings_new (const char *address)
{
  CtgMailboxSettings *self = g_new0 (CtgMailboxSettings, 1);

  self->address = g_strdup (address);
  self->kind = g_strdup ("imap");
  return self;
}

/**
 * ctg_mailbox_settings_copy:
 * @self: settings
 *
 * Returns: (transfer full): a copy
 */
CtgMailboxSettings *
ctg_mailbox_settings_copy (const CtgMailboxSettings *self)
{
  CtgMailboxSettings *copy = g_new0 (CtgMailboxSettings, 1);

  copy->account_id = g_strdup (self->account_id);
  copy->address = g_strdup (self->address);
  copy->display_name = g_strdup (self->display_name);
  copy->kind = g_strdup (self->kind);
  copy->incoming = ctg_endpoint_copy (self->incoming);
  copy->outgoing = ctg_endpoint_copy (self->outgoing);
  copy->separate_outgoing = self->separate_outgoing;
  copy->automation = self->automation;
  copy->sent_remote_name = g_strdup (self->sent_remote_name);
  copy->sent_name = g_strdup (self->sent_name);
  copy->sent_reason = g_strdup (self->sent_reason);
  return copy;
}

/**
 * ctg_mailbox_settings_free:
 * @self: (transfer full) (nullable): settings
 */
void
ctg_mailbox_settings_free (CtgMailboxSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->address);
  g_free (self->display_name);
  g_free (self->kind);
  ctg_endpoint_free (self->incoming);
  ctg_endpoint_free (self->outgoing);
  g_free (self->sent_remote_name);
  g_free (self->sent_name);
  g_free (self->sent_reason);
  g_free (self);
}
