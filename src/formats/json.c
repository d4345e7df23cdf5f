/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json.h"

#include "errors.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* json-glib follows nesting on the stack and dies of 2 000 levels on a small one (threats 0.8): both are
 * checked before it sees a byte. */
#define DEPTH_MAX 64
#define SIZE_MAX_BYTES (16 * 1024 * 1024)

struct _CtgJson
{
  JsonNode *root;   /* (owned) */
};

/* Past a string's closing quote. */
static const char *
skip_string (const char *at, const char *end)
{
  for (at++; at < end && *at != '"'; at++)
    if (*at == '\\')
      at++;
  return at < end ? at + 1 : end;
}

static gboolean
is_too_deep (const char *text, gsize length)
{
  const char *at = text, *end = text + length;
  guint depth = 0;

  while (at < end)
    {
      if (*at == '"')
        {
          at = skip_string (at, end);
          continue;
        }
      if ((*at == '[' || *at == '{') && ++depth > DEPTH_MAX)
        return TRUE;
      if ((*at == ']' || *at == '}') && depth > 0)
        depth--;
      at++;
    }
  return FALSE;
}

/* json-glib also reads comments, in which quotes and brackets mean nothing: the scan above would be led
 * astray. JSON has none (RFC 8259), so outside of strings a slash is refused. */
static gboolean
has_comment (const char *text, gsize length)
{
  const char *at = text, *end = text + length;

  while (at < end)
    {
      if (*at == '"')
        {
          at = skip_string (at, end);
          continue;
        }
      if (*at == '/' || *at == '#' || *at == '\'')
        return TRUE;
      at++;
    }
  return FALSE;
}

static gboolean
check_caps (const char *text, gsize length, GError **error)
{
  if (length > SIZE_MAX_BYTES)
    {
      ctg_error_set (error, CTG_ERROR_TOO_LARGE, "json-too-large",
                     "A JSON document of %" G_GSIZE_FORMAT " bytes", length);
      return FALSE;
    }
  if (is_too_deep (text, length))
    {
      ctg_error_set (error, CTG_ERROR_TOO_LARGE, "json-too-deep", "A JSON document nested over %d levels",
                     DEPTH_MAX);
      return FALSE;
    }
  if (has_comment (text, length) || !g_utf8_validate (text, (gssize) length, NULL))
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-json", "This is not a JSON document");
      return FALSE;
    }
  return TRUE;
}

/**
 * ctg_json_parse:
 * @text: (array length=length) (nullable): a document from outside; %NULL for no bytes, as an empty #GBytes has it
 * @length: how many bytes, -1 for a terminated string
 * @error: set when it is over a cap or broken
 *
 * Specification: RFC 8259; at most 64 levels and 16 MB
 * Errors: TOO_LARGE, PROTOCOL
 * Returns: (transfer full) (nullable): the document
 */
CtgJson *
ctg_json_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) broken = NULL;
  gsize size;
  CtgJson *self;

  g_return_val_if_fail (text != NULL || length == 0, NULL);
  text = text != NULL ? text : "";
  size = length < 0 ? strlen (text) : (gsize) length;
  if (!check_caps (text, size, error))
    return NULL;
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, (gssize) size, &broken) || json_parser_get_root (parser) == NULL)
    {
      ctg_error_set (error, CTG_ERROR_PROTOCOL, "not-json", "This is not a JSON document: %s",
                     broken != NULL ? broken->message : "it is empty");
      return NULL;
    }
  self = g_new (CtgJson, 1);
  self->root = json_parser_steal_root (parser);
  return self;
}

/**
 * ctg_json_free:
 * @self: (transfer full) (nullable): a document
 */
void
ctg_json_free (CtgJson *self)
{
  if (self == NULL)
    return;
  json_node_unref (self->root);
  g_free (self);
}

static JsonNode *
node_of (const CtgJsonValue *value)
{
  return (JsonNode *) value;
}

static const CtgJsonValue *
value_of (JsonNode *node)
{
  return (const CtgJsonValue *) node;
}

/**
 * ctg_json_get_root:
 * @self: a document
 *
 * Returns: (transfer none): its outermost value
 */
const CtgJsonValue *
ctg_json_get_root (const CtgJson *self)
{
  return value_of (self->root);
}

/**
 * ctg_json_value_is_object:
 * @self: (nullable): a value
 *
 * Returns: whether it is an object
 */
gboolean
ctg_json_value_is_object (const CtgJsonValue *self)
{
  return self != NULL && JSON_NODE_HOLDS_OBJECT (node_of (self));
}

/**
 * ctg_json_value_is_array:
 * @self: (nullable): a value
 *
 * Returns: whether it is an array
 */
gboolean
ctg_json_value_is_array (const CtgJsonValue *self)
{
  return self != NULL && JSON_NODE_HOLDS_ARRAY (node_of (self));
}

/**
 * ctg_json_value_get_member:
 * @self: (nullable): a value
 * @name: a member's name
 *
 * Returns: (transfer none) (nullable): that member, %NULL when there is none or @self is no object
 */
const CtgJsonValue *
ctg_json_value_get_member (const CtgJsonValue *self, const char *name)
{
  if (!ctg_json_value_is_object (self))
    return NULL;
  return value_of (json_object_get_member (json_node_get_object (node_of (self)), name));
}

/**
 * ctg_json_value_dup_names:
 * @self: (nullable): a value
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of an object's members in their order
 */
char **
ctg_json_value_dup_names (const CtgJsonValue *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GList) names = NULL;

  if (ctg_json_value_is_object (self))
    names = json_object_get_members (json_node_get_object (node_of (self)));
  for (const GList *at = names; at != NULL; at = at->next)
    g_strv_builder_add (builder, at->data);
  return g_strv_builder_end (builder);
}

/**
 * ctg_json_value_get_length:
 * @self: (nullable): a value
 *
 * Returns: how many elements an array has, 0 for anything else
 */
guint
ctg_json_value_get_length (const CtgJsonValue *self)
{
  return ctg_json_value_is_array (self) ? json_array_get_length (json_node_get_array (node_of (self))) : 0;
}

/**
 * ctg_json_value_get_element:
 * @self: (nullable): a value
 * @index: from 0
 *
 * Returns: (transfer none) (nullable): that element, %NULL when there is none or @self is no array
 */
const CtgJsonValue *
ctg_json_value_get_element (const CtgJsonValue *self, guint index)
{
  if (index >= ctg_json_value_get_length (self))
    return NULL;
  return value_of (json_array_get_element (json_node_get_array (node_of (self)), index));
}

static GType
type_of (const CtgJsonValue *self)
{
  if (self == NULL || !JSON_NODE_HOLDS_VALUE (node_of (self)))
    return G_TYPE_NONE;
  return json_node_get_value_type (node_of (self));
}

/**
 * ctg_json_value_get_string:
 * @self: (nullable): a value
 *
 * Returns: (transfer none) (nullable): a string's text, %NULL for anything else
 */
const char *
ctg_json_value_get_string (const CtgJsonValue *self)
{
  return type_of (self) == G_TYPE_STRING ? json_node_get_string (node_of (self)) : NULL;
}

/**
 * ctg_json_value_get_int:
 * @self: (nullable): a value
 * @value: (out): an integer; untouched when it is none
 *
 * Returns: whether it is an integer: neither 1.5 nor "1" nor 1e18 is
 */
gboolean
ctg_json_value_get_int (const CtgJsonValue *self, gint64 *value)
{
  if (type_of (self) != G_TYPE_INT64)
    return FALSE;
  *value = json_node_get_int (node_of (self));
  return TRUE;
}

/**
 * ctg_json_value_get_boolean:
 * @self: (nullable): a value
 * @fallback: what to answer when it is no boolean
 *
 * Returns: a boolean's value
 */
gboolean
ctg_json_value_get_boolean (const CtgJsonValue *self, gboolean fallback)
{
  return type_of (self) == G_TYPE_BOOLEAN ? json_node_get_boolean (node_of (self)) : fallback;
}
