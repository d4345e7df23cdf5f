/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers, read behind the caps of `formats`. */

#include "graph-answer.h"

#include "errors.h"
#include "graph-error.h"
#include "graph-link.h"
#include "text.h"

#include <string.h>

#define ID_MAX_BYTES 1024

/**
 * ctg_graph_answer_read:
 * @body: an answer's, of a success
 * @host: who said it
 * @error: %CTG_ERROR_PROTOCOL "not-graph", %CTG_ERROR_TOO_LARGE
 *
 * Returns: (transfer full) (nullable): the document
 */
CtgJson *
ctg_graph_answer_read (GBytes *body, const char *host, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  g_autoptr (GError) failure = NULL;
  CtgJson *json = ctg_json_parse (data, (gssize) length, &failure);

  if (json != NULL)
    return json;
  if (g_error_matches (failure, CTG_ERROR, CTG_ERROR_TOO_LARGE))
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    ctg_graph_error_set_foreign (error, host, failure->message);
  return NULL;
}

static gboolean
read_link (const CtgJsonValue *root, const char *name, const CtgEndpoint *endpoint, char **target, GError **error)
{
  const char *link = ctg_graph_answer_string (root, name);

  if (link == NULL)
    return TRUE;
  *target = ctg_graph_link_read (endpoint, link, error);
  return *target != NULL;
}

/**
 * ctg_graph_page_read:
 * @json: (transfer full): an answer
 * @endpoint: the service that was asked
 * @error: %CTG_ERROR_PROTOCOL "not-graph": it is no page; "graph-link": it goes on elsewhere
 *
 * Specification: OData 4.01 JSON format sections 4.6.5 and 4.6.7
 * Returns: (transfer full) (nullable): the page
 */
CtgGraphPage *
ctg_graph_page_read (CtgJson *json, const CtgEndpoint *endpoint, GError **error)
{
  g_autoptr (CtgGraphPage) self = g_new0 (CtgGraphPage, 1);
  const CtgJsonValue *root = ctg_json_get_root (json);

  self->json = json;
  self->values = ctg_json_value_get_member (root, "value");
  if (!ctg_json_value_is_array (self->values))
    {
      ctg_graph_error_set_foreign (error, endpoint->host, NULL);
      return NULL;
    }
  if (!read_link (root, "@odata.nextLink", endpoint, &self->next, error) ||
      !read_link (root, "@odata.deltaLink", endpoint, &self->delta, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ctg_graph_page_free:
 * @self: (transfer full) (nullable): a page
 */
void
ctg_graph_page_free (CtgGraphPage *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->json, ctg_json_free);
  g_free (self->next);
  g_free (self->delta);
  g_free (self);
}

/**
 * ctg_graph_answer_string:
 * @value: (nullable): an object
 * @name: a member's
 *
 * Returns: (transfer none) (nullable): its text
 */
const char *
ctg_graph_answer_string (const CtgJsonValue *value, const char *name)
{
  return ctg_json_value_get_string (ctg_json_value_get_member (value, name));
}

/**
 * ctg_graph_answer_int:
 * @value: (nullable): an object
 * @name: a member's
 * @fallback: when it is no number, or a negative one
 *
 * Returns: its number
 */
gint64
ctg_graph_answer_int (const CtgJsonValue *value, const char *name, gint64 fallback)
{
  gint64 number = -1;

  return ctg_json_value_get_int (ctg_json_value_get_member (value, name), &number) && number >= 0 ? number : fallback;
}

/**
 * ctg_graph_answer_date:
 * @value: (nullable): an object
 * @name: a member's
 *
 * Returns: its time, in seconds of UTC; 0: there is none
 */
gint64
ctg_graph_answer_date (const CtgJsonValue *value, const char *name)
{
  const char *text = ctg_graph_answer_string (value, name);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return date != NULL ? MAX (g_date_time_to_unix (date), 0) : 0;
}

/**
 * ctg_graph_answer_id:
 * @value: (nullable): a message or a folder
 *
 * Returns: (transfer none) (nullable): its id, if it is one that can be asked for
 */
const char *
ctg_graph_answer_id (const CtgJsonValue *value)
{
  const char *id = ctg_graph_answer_string (value, "id");

  return id != NULL && *id != '\0' && strlen (id) <= ID_MAX_BYTES && !ctg_text_has_control (id) &&
         strchr (id, ' ') == NULL ? id : NULL;
}

/* "Integer 0x0E08": the server writes a tag in its own way. */
static gboolean
is_property (const char *id, const char *type, guint tag)
{
  gsize length = strlen (type);

  return id != NULL && g_ascii_strncasecmp (id, type, length) == 0 && id[length] == ' ' &&
         g_ascii_strncasecmp (id + length + 1, "0x", 2) == 0 &&
         g_ascii_strtoull (id + length + 3, NULL, 16) == tag;
}

/**
 * ctg_graph_answer_property:
 * @item: (nullable): a message
 * @type: "Integer", "String"
 * @tag: a property's (MS-OXPROPS)
 *
 * Returns: (transfer none) (nullable): the value of a property that was asked for by its tag
 */
const char *
ctg_graph_answer_property (const CtgJsonValue *item, const char *type, guint tag)
{
  const CtgJsonValue *properties = ctg_json_value_get_member (item, "singleValueExtendedProperties");

  for (guint i = 0; i < ctg_json_value_get_length (properties); i++)
    {
      const CtgJsonValue *property = ctg_json_value_get_element (properties, i);

      if (is_property (ctg_graph_answer_string (property, "id"), type, tag))
        return ctg_graph_answer_string (property, "value");
    }
  return NULL;
}
