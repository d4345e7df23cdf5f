/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests as targets: what follows the service's path. The one place where words from outside become parts of an
 * address; there they are escaped down to letters, digits and -._~ (RFC 3986 section 2.3). */

#include "graph-request.h"

#include "json.h"
#include "text.h"

#include <string.h>

#define FOLDER_SELECT "$select=id,displayName,parentFolderId,totalItemCount,isHidden"
#define FOLDERS_AT_ONCE "100"

#define IDS_SELECT "$select=id,receivedDateTime"
#define HEADERS_SELECT \
  "$select=id,receivedDateTime,sentDateTime,internetMessageHeaders,internetMessageId,subject,from,sender,replyTo," \
  "toRecipients,ccRecipients,bccRecipients"

/* PidTagMessageSize, PidTagInReplyToId, PidTagInternetReferences (MS-OXPROPS). */
#define HEADERS_EXPAND \
  "$expand=singleValueExtendedProperties($filter=id%20eq%20'Integer%200x0E08'%20or%20id%20eq%20'String%200x1042'" \
  "%20or%20id%20eq%20'String%200x1039')"

static char *
escape (const char *words)
{
  return g_uri_escape_string (words, NULL, FALSE);
}

/* A name of dots alone would be none of ours any more, once a path is read. */
static char *
escape_id (const char *id)
{
  return id[strspn (id, ".")] == '\0' ? g_strdup ("-") : escape (id);
}

static char *
date (gint64 utc_s)
{
  return ctg_text_utc_rfc3339 (utc_s);
}

/**
 * ctg_graph_request_folders:
 *
 * Specification: Graph mailFolder: delta
 * Returns: (transfer full): all folders, however deep, from the beginning
 */
char *
ctg_graph_request_folders (void)
{
  return g_strdup ("/me/mailFolders/delta?" FOLDER_SELECT "&$top=" FOLDERS_AT_ONCE);
}

/**
 * ctg_graph_request_folder:
 * @folder_id: a folder's, or one of the names that are the same everywhere: "inbox"
 *
 * Specification: Graph mailFolder: get
 * Returns: (transfer full): this folder
 */
char *
ctg_graph_request_folder (const char *folder_id)
{
  g_autofree char *id = escape_id (folder_id);

  return g_strdup_printf ("/me/mailFolders/%s?%s", id, FOLDER_SELECT);
}

/**
 * ctg_graph_request_delta:
 * @folder_id: a folder
 * @since_utc_s: by when a message came; 0: all
 * @shape: what is told of each
 *
 * Specification: Graph message: delta
 * Returns: (transfer full): what is in the folder, newest first, and then what changes
 */
char *
ctg_graph_request_delta (const char *folder_id, gint64 since_utc_s, CtgGraphShape shape)
{
  g_autofree char *id = escape_id (folder_id);
  g_autofree char *since = since_utc_s > 0 ? date (since_utc_s) : NULL;
  g_autofree char *filter = since != NULL ? g_strdup_printf ("$filter=receivedDateTime%%20ge%%20%s&", since)
                                          : g_strdup ("");

  return g_strdup_printf ("/me/mailFolders/%s/messages/delta?%s$orderby=receivedDateTime%%20desc&%s", id, filter,
                          shape == CTG_GRAPH_SHAPE_HEADERS ? HEADERS_SELECT "&" HEADERS_EXPAND : IDS_SELECT);
}

/* Dates are compared with their fractions: to the end of a second means before the next one. */
static char *
make_filter (const CtgGraphSearch *search)
{
  g_autofree char *since = search->since_utc_s > 0 ? date (search->since_utc_s) : NULL;
  g_autofree char *until = search->until_utc_s > 0 ? date (search->until_utc_s + 1) : NULL;

  if (since == NULL && until == NULL)
    return g_strdup ("");
  return g_strconcat ("$filter=", since != NULL ? "receivedDateTime%20ge%20" : "", since != NULL ? since : "",
                      since != NULL && until != NULL ? "%20and%20" : "",
                      until != NULL ? "receivedDateTime%20lt%20" : "", until != NULL ? until : "", "&", NULL);
}

/**
 * ctg_graph_request_search:
 * @search: which messages
 * @n_items: how many on a page
 *
 * Specification: Graph user: list messages
 * Returns: (transfer full): those messages, newest first
 */
char *
ctg_graph_request_search (const CtgGraphSearch *search, guint n_items)
{
  g_autofree char *id = escape_id (search->folder_id);
  g_autofree char *filter = make_filter (search);

  return g_strdup_printf ("/me/mailFolders/%s/messages?%s$orderby=receivedDateTime%%20desc&$top=%u&%s&%s", id, filter,
                          n_items, HEADERS_SELECT, HEADERS_EXPAND);
}

/**
 * ctg_graph_request_find_message:
 * @folder_id: a folder
 * @message_id: without its angle brackets
 *
 * Specification: OData 4.01 part 2 section 5.1.1.6.1: a quote in a word is doubled
 * Returns: (transfer full): the messages of that Message-ID
 */
char *
ctg_graph_request_find_message (const char *folder_id, const char *message_id)
{
  g_autofree char *id = escape_id (folder_id);
  g_autoptr (GString) word = g_string_new (message_id);
  g_autofree char *escaped = NULL;

  g_string_replace (word, "'", "''", 0);
  escaped = escape (word->str);
  return g_strdup_printf ("/me/mailFolders/%s/messages?$filter=internetMessageId%%20eq%%20'%%3C%s%%3E'"
                          "&$top=1&$select=id", id, escaped);
}

/**
 * ctg_graph_request_message:
 * @id: a message
 *
 * Specification: Graph message: get
 * Returns: (transfer full): all that its header block is made of
 */
char *
ctg_graph_request_message (const char *id)
{
  g_autofree char *escaped = escape_id (id);

  return g_strdup_printf ("/me/messages/%s?%s&%s", escaped, HEADERS_SELECT, HEADERS_EXPAND);
}

/**
 * ctg_graph_request_content:
 * @id: a message
 *
 * Specification: Graph message: get, MIME content
 * Returns: (transfer full): the whole message
 */
char *
ctg_graph_request_content (const char *id)
{
  g_autofree char *escaped = escape_id (id);

  return g_strdup_printf ("/me/messages/%s/$value", escaped);
}

static void
write_one (CtgJsonWriter *writer, const char *target, guint number)
{
  g_autofree char *id = g_strdup_printf ("%u", number);

  ctg_json_writer_begin_object (writer);
  ctg_json_writer_member (writer, "id");
  ctg_json_writer_string (writer, id);
  ctg_json_writer_member (writer, "method");
  ctg_json_writer_string (writer, "GET");
  ctg_json_writer_member (writer, "url");
  ctg_json_writer_string (writer, target);
  ctg_json_writer_member (writer, "headers");
  ctg_json_writer_begin_object (writer);
  ctg_json_writer_member (writer, "Prefer");
  ctg_json_writer_string (writer, "IdType=\"ImmutableId\"");
  ctg_json_writer_end_object (writer);
  ctg_json_writer_end_object (writer);
}

/**
 * ctg_graph_request_batch:
 * @targets: what to ask together
 * @n_targets: at most %CTG_GRAPH_BATCH_MAX
 *
 * Specification: learn.microsoft.com/graph/json-batching
 * Returns: (transfer full): the batch; the answers are numbered from 0
 */
GBytes *
ctg_graph_request_batch (const char *const *targets, guint n_targets)
{
  CtgJsonWriter *writer = ctg_json_writer_new ();
  char *text;

  ctg_json_writer_begin_object (writer);
  ctg_json_writer_member (writer, "requests");
  ctg_json_writer_begin_array (writer);
  for (guint i = 0; i < n_targets; i++)
    write_one (writer, targets[i], i);
  ctg_json_writer_end_array (writer);
  ctg_json_writer_end_object (writer);
  text = ctg_json_writer_finish (writer);
  ctg_json_writer_free (writer);
  return g_bytes_new_take (text, strlen (text));
}
