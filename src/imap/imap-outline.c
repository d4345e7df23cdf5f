/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A large message without its large parts (B06). The server says what it is made of (BODYSTRUCTURE, asked of such
 * messages only); its parts' headers and its texts are fetched, and put together to a message again:
 *
 *   part                                       in the outline
 *   multipart                                  with a boundary of ours around its children
 *   text/plain, text/html of at most 1 MB      as it is
 *   anything else                              its headers, without its transfer encoding, and a mark
 *
 * What is left out is fetched in pieces, so that its size matters to nobody but the disk. */

#include "imap-outline.h"

#include "errors.h"
#include "imap-fetch.h"

#include <string.h>

#define DEPTH_MAX 20
#define PARTS_MAX 200
#define TEXT_MAX_BYTES (1024 * 1024)
#define PIECE_BYTES (1024 * 1024)

typedef struct
{
  char *section;        /* (owned) "1.2"; "" of the message itself */
  char *type;           /* (owned) lower case: "text/plain", "multipart/mixed" */
  char *encoding;       /* (owned) */
  gint64 size_bytes;
  GPtrArray *children;  /* (owned) (nullable) (element-type Node) of a multipart */
} Node;

static void
node_free (Node *self)
{
  g_free (self->section);
  g_free (self->type);
  g_free (self->encoding);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, node_free)

typedef struct
{
  CtgImapSession *session;
  guint32 uid;
  GCancellable *cancellable;
  Node *root;           /* (owned) (nullable) */
  guint n_parts;
  GBytes *header;       /* (owned) (nullable) */
  GHashTable *fetched;  /* (owned) (element-type utf8 GBytes) "1.2.MIME" */
  CtgOutline *outline;  /* (owned) */
} Making;

static void
making_clear (Making *self)
{
  g_clear_pointer (&self->root, node_free);
  g_clear_pointer (&self->header, g_bytes_unref);
  g_clear_pointer (&self->fetched, g_hash_table_unref);
  g_clear_pointer (&self->outline, ctg_outline_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

/* What it is made of ----------------------------------------------------------------------------------------------- */

static char *
read_word (CtgImapCursor *cursor, const char *fallback)
{
  const char *text = ctg_imap_cursor_next_text (cursor, NULL);

  if (text == NULL)
    ctg_imap_cursor_skip (cursor);
  return g_ascii_strdown (text != NULL ? text : fallback, -1);
}

static void
skip_to_close (CtgImapCursor *cursor)
{
  while (!ctg_imap_cursor_take (cursor, CTG_IMAP_CLOSE) && ctg_imap_cursor_skip (cursor))
    ;
}

static gboolean
is_open (const CtgImapCursor *cursor)
{
  CtgImapCursor look = *cursor;

  return ctg_imap_cursor_take (&look, CTG_IMAP_OPEN);
}

/* type, subtype, parameters, id, description, encoding, size: RFC 9051 section 7.5.2 */
static void
read_leaf (Node *self, CtgImapCursor *cursor)
{
  g_autofree char *type = read_word (cursor, "application");
  g_autofree char *subtype = read_word (cursor, "octet-stream");
  guint64 size = 0;

  for (int i = 0; i < 3; i++)
    ctg_imap_cursor_skip (cursor);
  self->encoding = read_word (cursor, "7bit");
  if (ctg_imap_cursor_next_number (cursor, G_MAXINT64, &size))
    self->size_bytes = (gint64) size;
  self->type = g_strdup_printf ("%s/%s", type, subtype);
}

static char *
name_child (const char *section, guint number)
{
  return *section != '\0' ? g_strdup_printf ("%s.%u", section, number) : g_strdup_printf ("%u", number);
}

/* @section: of the node. NULL: it is nonsense, or more than anybody reads. */
static Node *
read_node (Making *making, CtgImapCursor *cursor, const char *section, guint depth)
{
  g_autoptr (Node) self = g_new0 (Node, 1);
  g_autofree char *subtype = NULL;

  if (depth > DEPTH_MAX || ++making->n_parts > PARTS_MAX || !ctg_imap_cursor_take (cursor, CTG_IMAP_OPEN))
    return NULL;
  self->section = g_strdup (section);
  if (!is_open (cursor))
    {
      read_leaf (self, cursor);
      skip_to_close (cursor);
      return g_steal_pointer (&self);
    }
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  while (is_open (cursor))
    {
      g_autofree char *name = name_child (section, self->children->len + 1);
      Node *child = read_node (making, cursor, name, depth + 1);

      if (child == NULL)
        return NULL;
      g_ptr_array_add (self->children, child);
    }
  subtype = read_word (cursor, "mixed");
  self->type = g_strconcat ("multipart/", subtype, NULL);
  skip_to_close (cursor);
  return g_steal_pointer (&self);
}

static gboolean
structure_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  Making *self = data;
  CtgImapCursor cursor = { response, 3 };
  g_auto (CtgImapFetched) fetched = { 0 };
  const char *item;

  if (!ctg_imap_fetched_read (&fetched, response) || fetched.uid != self->uid)
    return TRUE;
  while ((item = ctg_imap_cursor_next_text (&cursor, NULL)) != NULL)
    {
      if (g_ascii_strcasecmp (item, "BODYSTRUCTURE") == 0 && self->root == NULL)
        {
          self->root = read_node (self, &cursor, "", 0);
          break;
        }
      if (!ctg_imap_cursor_skip (&cursor))
        break;
    }
  if (fetched.bytes != NULL && self->header == NULL)
    self->header = g_bytes_ref (fetched.bytes);
  return TRUE;
}

/* Its headers and texts -------------------------------------------------------------------------------------------- */

static gboolean
is_text (const Node *node)
{
  return (g_str_equal (node->type, "text/plain") || g_str_equal (node->type, "text/html")) &&
         node->size_bytes <= TEXT_MAX_BYTES;
}

/* "TEXT" is what a message without parts has. */
static const char *
get_body_section (const Node *node)
{
  return *node->section != '\0' ? node->section : "1";
}

static gboolean
piece_cb (const CtgImapResponse *response, gpointer data, GError **error)
{
  GBytes **piece = data;
  g_auto (CtgImapFetched) fetched = { 0 };

  if (ctg_imap_fetched_read (&fetched, response) && fetched.bytes != NULL && *piece == NULL)
    *piece = g_bytes_ref (fetched.bytes);
  return TRUE;
}

/* @range: (nullable) "<0.1024>". NULL without @error: there is nothing. */
static gboolean
fetch_section (CtgImapSession *session, guint32 uid, const char *section, const char *range, GBytes **piece,
               GCancellable *cancellable, GError **error)
{
  CtgImapCommand *command = ctg_imap_session_new_command (session, "UID FETCH %u (UID BODY.PEEK[%s]%s)", uid, section,
                                                          range != NULL ? range : "");

  *piece = NULL;
  return ctg_imap_session_run (session, command, CTG_IMAP_DURING_OTHER, piece_cb, piece, cancellable, error);
}

static gboolean
fetch_named (Making *self, const char *section, GError **error)
{
  g_autofree char *range = g_strdup_printf ("<0.%d>", TEXT_MAX_BYTES);
  GBytes *piece;

  if (!fetch_section (self->session, self->uid, section, range, &piece, self->cancellable, error))
    return FALSE;
  g_hash_table_insert (self->fetched, g_strdup (section), piece != NULL ? piece : g_bytes_new_static ("", 0));
  return TRUE;
}

static gboolean
fetch_node (Making *self, const Node *node, GError **error)
{
  g_autofree char *head = g_strconcat (node->section, ".MIME", NULL);

  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    if (!fetch_node (self, node->children->pdata[i], error))
      return FALSE;
  if (node->children != NULL)
    return TRUE;
  return (*node->section == '\0' || fetch_named (self, head, error)) &&
         (!is_text (node) || fetch_named (self, get_body_section (node), error));
}

/* Putting it together ---------------------------------------------------------------------------------------------- */

static gboolean
is_field (const char *line, gsize length, const char *name)
{
  gsize n = strlen (name);

  return length > n && g_ascii_strncasecmp (line, name, n) == 0 && line[n] == ':';
}

/* A header block without its empty line, and without what is not so any more: where @has_type is FALSE, its type. */
static void
append_header (GString *out, GBytes *header, gboolean has_type, gboolean has_encoding)
{
  gsize length;
  const char *at = g_bytes_get_data (header, &length);
  const char *end = at + length;
  gboolean is_dropped = FALSE;

  while (at < end)
    {
      const char *next = memchr (at, '\n', (gsize) (end - at));
      gsize n = next != NULL ? (gsize) (next + 1 - at) : (gsize) (end - at);

      if (*at == '\n' || (*at == '\r' && n <= 2))
        break;
      if (*at != ' ' && *at != '\t')
        is_dropped = (!has_type && is_field (at, n, "Content-Type")) ||
                     (!has_encoding && is_field (at, n, "Content-Transfer-Encoding"));
      if (!is_dropped)
        g_string_append_len (out, at, (gssize) n);
      at += n;
    }
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append (out, "\r\n");
}

static void
append_bytes (GString *out, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_string_append_len (out, data, (gssize) length);
}

static GBytes *
get_fetched (Making *self, const char *section, const char *suffix)
{
  g_autofree char *name = g_strconcat (section, suffix, NULL);
  GBytes *bytes = g_hash_table_lookup (self->fetched, name);

  return bytes != NULL ? bytes : self->header;
}

static void
append_leaf (Making *self, GString *out, const Node *node)
{
  GBytes *header = *node->section != '\0' ? get_fetched (self, node->section, ".MIME") : self->header;
  const char *section = get_body_section (node);

  append_header (out, header, TRUE, is_text (node));
  g_string_append (out, "\r\n");
  if (is_text (node))
    append_bytes (out, get_fetched (self, section, ""));
  else
    {
      g_string_append_printf (out, CTG_OUTLINE_MARK "%u", self->outline->parts->len);
      ctg_outline_add (self->outline, section, node->encoding, node->size_bytes);
    }
}

static void
append_node (Making *self, GString *out, const Node *node)
{
  g_autofree char *boundary = g_strdup_printf ("carteggio-outline-%s", *node->section != '\0' ? node->section : "0");

  if (node->children == NULL)
    {
      append_leaf (self, out, node);
      return;
    }
  if (*node->section == '\0')
    append_header (out, self->header, FALSE, FALSE);
  g_string_append_printf (out, "Content-Type: %s; boundary=\"%s\"\r\n\r\n", node->type, boundary);
  for (guint i = 0; i < node->children->len; i++)
    {
      g_string_append_printf (out, "--%s\r\n", boundary);
      append_node (self, out, node->children->pdata[i]);
      g_string_append (out, "\r\n");
    }
  g_string_append_printf (out, "--%s--\r\n", boundary);
}

/**
 * ctg_imap_fetch_outline:
 * @session: a session with an open folder
 * @uid: which message
 * @cancellable: (nullable): ends it
 * @error: as ctg_imap_session_run(); %CTG_ERROR_NOT_FOUND when it is gone, %CTG_ERROR_PROTOCOL when the server does not
 *   say what it is made of
 *
 * Fetches a message's headers and texts, without marking it as read.
 *
 * Specification: RFC 9051 sections 6.4.5, 7.5.2
 * Returns: (transfer full) (nullable): the message without the rest
 */
CtgOutline *
ctg_imap_fetch_outline (CtgImapSession *session, guint32 uid, GCancellable *cancellable, GError **error)
{
  g_auto (Making) self = { .session = session, .uid = uid, .cancellable = cancellable };
  CtgImapCommand *command = ctg_imap_session_new_command (session, "UID FETCH %u (UID BODYSTRUCTURE BODY.PEEK[HEADER])",
                                                          uid);
  g_autoptr (GString) bytes = g_string_new (NULL);

  self.fetched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self.outline = ctg_outline_new ();
  if (!ctg_imap_session_run (session, command, CTG_IMAP_DURING_OTHER, structure_cb, &self, cancellable, error))
    return NULL;
  if (self.header == NULL)
    return ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "The server no longer has this message"), NULL;
  if (self.root == NULL)
    return ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "no-structure", "The server does not tell its parts"), NULL;
  if (!fetch_node (&self, self.root, error))
    return NULL;
  append_node (&self, bytes, self.root);
  self.outline->bytes = g_string_free_to_bytes (g_steal_pointer (&bytes));
  return g_steal_pointer (&self.outline);
}

/**
 * ctg_imap_fetch_part:
 * @session: a session with an open folder
 * @uid: which message
 * @section: which of its parts
 * @func: takes its pieces in their order
 * @data: for @func
 * @cancellable: (nullable): ends it
 * @error: as ctg_imap_session_run(), or what @func set; %CTG_ERROR_NOT_FOUND when there is nothing of it
 *
 * Fetches a part of any size, piece by piece, without marking its message as read.
 *
 * Returns: whether all of it was taken
 */
gboolean
ctg_imap_fetch_part (CtgImapSession *session, guint32 uid, const char *section, CtgPieceFunc func, gpointer data,
                     GCancellable *cancellable, GError **error)
{
  for (guint64 at = 0;;)
    {
      g_autofree char *range = g_strdup_printf ("<%" G_GUINT64_FORMAT ".%d>", at, PIECE_BYTES);
      g_autoptr (GBytes) piece = NULL;
      gsize n;

      if (!fetch_section (session, uid, section, range, &piece, cancellable, error))
        return FALSE;
      n = piece != NULL ? g_bytes_get_size (piece) : 0;
      if (n == 0 && at == 0)
        return ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "The server no longer has this message"), FALSE;
      if (n > 0 && !func (piece, data, error))
        return FALSE;
      if (n < PIECE_BYTES)
        return TRUE;
      at += n;
    }
}
