/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that a person has, of whatever kind: an autoconfig document, an answer of Autodiscover's, a profile of a
 * domain, a configuration profile of Apple's. The kind is told by what is in it, never by its name. */

#include "any-document.h"

#include "autodiscover.h"
#include "domain-profile.h"
#include "errors.h"
#include "mobileconfig.h"

#include <string.h>

static gboolean
is_web_page (const char *text, gsize length)
{
  static const char *const heads[] = { "<!doctype html", "<html" };

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    if (length >= strlen (heads[i]) && g_ascii_strncasecmp (text, heads[i], strlen (heads[i])) == 0)
      return TRUE;
  return FALSE;
}

static void
refuse (GError **error)
{
  ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-autoconfig", "This document describes no mail provider");
}

static GPtrArray *
list_profile (const char *text, gsize length, const char *address, GError **error)
{
  g_autoptr (CtgDomainProfile) profile = ctg_domain_profile_parse (text, (gssize) length, error);
  CtgCandidate *candidate = profile != NULL ? ctg_domain_profile_candidate (profile, address) : NULL;
  GPtrArray *list;

  if (profile == NULL)
    return NULL;
  if (candidate == NULL)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "profile-other-domain", "The profile is for other domains");
      return NULL;
    }
  g_free (candidate->why);
  candidate->why = g_strdup ("file");
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_candidate_free);
  g_ptr_array_add (list, candidate);
  return list;
}

static GPtrArray *
list_servers (const CtgAutoconfig *document, const char *address, const char **remark)
{
  GPtrArray *candidates = ctg_autoconfig_candidates (document, address, "file", "isp");

  *remark = ctg_autoconfig_explain (document, candidates);
  return candidates;
}

static GPtrArray *
list_json (const char *text, gsize length, const char *address, const char **remark, GError **error)
{
  g_autoptr (CtgJson) json = ctg_json_parse (text, (gssize) length, NULL);
  const CtgJsonValue *root = json != NULL ? ctg_json_get_root (json) : NULL;
  g_autoptr (CtgAutoconfig) document = NULL;

  if (json == NULL)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-settings", "This is no JSON document");
      return NULL;
    }
  if (ctg_json_value_get_member (root, "domains") != NULL || ctg_json_value_get_member (root, "imap") != NULL)
    return list_profile (text, length, address, error);
  document = ctg_autodiscover_read_json (root, error);
  return document != NULL ? list_servers (document, address, remark) : NULL;
}

static GPtrArray *
list_xml (const char *text, gsize length, const char *address, const char **remark, GError **error)
{
  gsize skip = length <= CTG_XML_DEFAULT_MAX_BYTES ? ctg_mobileconfig_skip_type (text, length) : 0;
  g_autoptr (CtgXml) xml = ctg_xml_parse (text + skip, length - skip, CTG_XML_DEFAULT_MAX_BYTES, error);
  g_autoptr (CtgAutoconfig) document = NULL;

  if (xml == NULL)
    return NULL;
  if (ctg_mobileconfig_is (xml))
    document = ctg_mobileconfig_read (xml, address, error);
  else if (ctg_autodiscover_is (xml))
    document = ctg_autodiscover_read (xml, address, error);
  else
    document = ctg_autoconfig_read (xml, address, error);
  return document != NULL ? list_servers (document, address, remark) : NULL;
}

/* The signature says who wrote it, which nobody asks: what a person opens is trusted as it is. */
static GPtrArray *
list_signed (const char *text, gsize length, const char *address, const char **remark, GError **error)
{
  gsize list_length = 0;
  const char *list = ctg_mobileconfig_find_list (text, length, &list_length);
  g_autoptr (GError) local_error = NULL;
  GPtrArray *candidates = list != NULL ? list_xml (list, list_length, address, remark, &local_error) : NULL;

  if (candidates != NULL)
    return candidates;
  if (list == NULL || ctg_error_has_reason (local_error, "not-xml"))
    ctg_error_set (error, CTG_ERROR_PROTOCOL, "signed-unreadable", "A signed document without a list in one piece");
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * ctg_any_document_list:
 * @text: (array length=length): the file
 * @length: how many bytes
 * @address: a normalised address
 * @remark: (out) (nullable): what a person should know of it, see ctg_autoconfig_explain()
 * @error: %CTG_ERROR_TOO_LARGE, %CTG_ERROR_PROTOCOL, %CTG_ERROR_INVALID_INPUT for a profile
 *
 * Returns: (transfer full) (nullable) (element-type CtgCandidate): what the file says for the address
 */
GPtrArray *
ctg_any_document_list (const char *text, gsize length, const char *address, const char **remark, GError **error)
{
  gsize skip = ctg_xml_skip_space (text, length);

  *remark = NULL;
  if (is_web_page (text + skip, length - skip))
    {
      refuse (error);
      return NULL;
    }
  if (ctg_mobileconfig_is_signed (text, length))
    return list_signed (text, length, address, remark, error);
  if (skip < length && (text[skip] == '{' || text[skip] == '['))
    return list_json (text + skip, length - skip, address, remark, error);
  return list_xml (text, length, address, remark, error);
}
