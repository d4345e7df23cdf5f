/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "detection.h"

static const char *const groups[] = {
  [CTG_SOURCES_KNOWN] = "known",
  [CTG_SOURCES_RECORDS] = "records",
  [CTG_SOURCES_DOCUMENTS] = "documents",
  [CTG_SOURCES_EXCHANGE] = "exchange",
  [CTG_SOURCES_SERVERS] = "servers",
};

/* Where a source belongs, and how far what it says may be trusted whatever it says. */
static const struct
{
  const char *source;
  CtgSources group;
  CtgTrust trust;
} sources[] = {
  { "profile", CTG_SOURCES_KNOWN, CTG_TRUST_ADMIN },
  { "file", CTG_SOURCES_KNOWN, CTG_TRUST_ISP },
  { "earlier", CTG_SOURCES_KNOWN, CTG_TRUST_VERIFIED },
  { "program", CTG_SOURCES_KNOWN, CTG_TRUST_VERIFIED },
  { "builtin", CTG_SOURCES_KNOWN, CTG_TRUST_BUILTIN },
  { "mx", CTG_SOURCES_RECORDS, CTG_TRUST_MX },
  { "txt", CTG_SOURCES_RECORDS, CTG_TRUST_MX },
  { "host", CTG_SOURCES_RECORDS, CTG_TRUST_MX },
  { "srv", CTG_SOURCES_RECORDS, CTG_TRUST_SRV },
  { "isp", CTG_SOURCES_DOCUMENTS, CTG_TRUST_ISP },
  { "ispdb", CTG_SOURCES_DOCUMENTS, CTG_TRUST_ISPDB },
  { "http", CTG_SOURCES_DOCUMENTS, CTG_TRUST_HTTP },
  { "openid", CTG_SOURCES_EXCHANGE, CTG_TRUST_MX },
  { "exchange", CTG_SOURCES_EXCHANGE, CTG_TRUST_PROBE },
  { "probe", CTG_SOURCES_SERVERS, CTG_TRUST_PROBE },
};

static CtgSources
group_of (const char *source)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_strcmp0 (source, sources[i].source) == 0)
      return sources[i].group;
  return CTG_SOURCES_SERVERS;
}

static const char *
trust_of (const char *source)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_strcmp0 (source, sources[i].source) == 0)
      return ctg_trust_to_string (sources[i].trust);
  return NULL;
}

/**
 * ctg_sources_to_string:
 * @group: who is asked
 *
 * Returns: (transfer none): its word
 */
const char *
ctg_sources_to_string (CtgSources group)
{
  g_return_val_if_fail (group < CTG_N_SOURCES, NULL);
  return groups[group];
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
  self->group = group_of (source);
  self->trust = g_strdup (trust_of (source));
  self->ms = ms;
  return self;
}

/**
 * ctg_evidence_copy:
 * @self: a row of evidence
 *
 * Returns: (transfer full): a copy
 */
CtgEvidence *
ctg_evidence_copy (const CtgEvidence *self)
{
  CtgEvidence *copy = ctg_evidence_new (self->source, self->asked, self->answer, self->error, self->ms);

  copy->group = self->group;
  g_free (copy->trust);
  copy->trust = g_strdup (self->trust);
  return copy;
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
  g_free (self->trust);
  g_free (self->error);
  g_free (self);
}

/**
 * ctg_address_warning_new:
 * @kind: a word of the list in the header
 * @detail: what it says
 *
 * Returns: (transfer full): a warning
 */
CtgAddressWarning *
ctg_address_warning_new (const char *kind, const char *detail)
{
  CtgAddressWarning *self = g_new0 (CtgAddressWarning, 1);

  self->kind = g_strdup (kind);
  self->detail = g_strdup (detail);
  return self;
}

/**
 * ctg_address_warning_free:
 * @self: (transfer full) (nullable): a warning
 */
void
ctg_address_warning_free (CtgAddressWarning *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->detail);
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
  self->warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_address_warning_free);
  return self;
}

/**
 * ctg_detection_copy:
 * @self: what detection found
 *
 * Returns: (transfer full): a copy
 */
CtgDetection *
ctg_detection_copy (const CtgDetection *self)
{
  CtgDetection *copy = ctg_detection_new (self->address);

  for (guint i = 0; i < self->candidates->len; i++)
    g_ptr_array_add (copy->candidates, ctg_candidate_copy (g_ptr_array_index (self->candidates, i)));
  for (guint i = 0; i < self->evidence->len; i++)
    g_ptr_array_add (copy->evidence, ctg_evidence_copy (g_ptr_array_index (self->evidence, i)));
  for (guint i = 0; i < self->warnings->len; i++)
    {
      const CtgAddressWarning *warning = g_ptr_array_index (self->warnings, i);

      g_ptr_array_add (copy->warnings, ctg_address_warning_new (warning->kind, warning->detail));
    }
  copy->recommended = self->recommended;
  copy->reason = g_strdup (self->reason);
  return copy;
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
  g_ptr_array_unref (self->warnings);
  g_free (self->reason);
  g_free (self);
}
