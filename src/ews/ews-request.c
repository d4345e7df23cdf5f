/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The requests there are, each a function; all of schema Exchange2010_SP2, so that every server from 2010 SP2 on knows
 * them. Nothing here changes what is in a mailbox but CreateItem, which adds to it.
 *
 * What MAPI knows and the schema has no name for is asked for by its tag:
 *
 *   0x670A  PidTagLocalCommitTimeMax      when anything in a folder last changed
 *   0x670B  PidTagDeletedCountTotal       how many items ever left it
 *   0x007D  PidTagTransportMessageHeaders the header block a message came with
 *   0x0E07  PidTagMessageFlags            1: read, and no draft */

#include "ews-request.h"
#include "ews-writer.h"

#include <string.h>

static void
add_folder_id (CtgEwsWriter *writer, const char *folder_id)
{
  if (g_str_equal (folder_id, CTG_EWS_INBOX))
    ctg_ews_writer_empty (writer, "t:DistinguishedFolderId", "Id", "inbox", NULL);
  else if (g_str_equal (folder_id, CTG_EWS_SENT))
    ctg_ews_writer_empty (writer, "t:DistinguishedFolderId", "Id", "sentitems", NULL);
  else
    ctg_ews_writer_empty (writer, "t:FolderId", "Id", folder_id, NULL);
}

static void
add_field (CtgEwsWriter *writer, const char *uri)
{
  ctg_ews_writer_empty (writer, "t:FieldURI", "FieldURI", uri, NULL);
}

static void
add_tag (CtgEwsWriter *writer, const char *tag, const char *type)
{
  ctg_ews_writer_empty (writer, "t:ExtendedFieldURI", "PropertyTag", tag, "PropertyType", type, NULL);
}

static void
add_folder_shape (CtgEwsWriter *writer)
{
  static const char *const fields[] = {
    "folder:DisplayName", "folder:FolderClass", "folder:ParentFolderId", "folder:TotalCount",
  };

  ctg_ews_writer_open (writer, "m:FolderShape");
  ctg_ews_writer_text (writer, "t:BaseShape", "IdOnly");
  ctg_ews_writer_open (writer, "t:AdditionalProperties");
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    add_field (writer, fields[i]);
  add_tag (writer, "0x670A", "SystemTime");
  add_tag (writer, "0x670B", "Integer");
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
}

/**
 * ctg_ews_request_get_known_folders:
 * @others: (array length=n_others) (nullable): ids of folders that are asked for too, after those
 * @n_others: how many
 *
 * Asks for the folders whose part is the same in every mailbox, in the order of ews-hierarchy.h.
 *
 * Specification: MS-OXWSFOLD 3.1.4.6
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_get_known_folders (const char *const *others, guint n_others)
{
  static const char *const names[] = {
    "inbox", "sentitems", "drafts", "deleteditems", "junkemail", "outbox",
  };
  CtgEwsWriter *writer = ctg_ews_writer_new ();

  ctg_ews_writer_open (writer, "m:GetFolder");
  add_folder_shape (writer);
  ctg_ews_writer_open (writer, "m:FolderIds");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    ctg_ews_writer_empty (writer, "t:DistinguishedFolderId", "Id", names[i], NULL);
  for (guint i = 0; i < n_others; i++)
    ctg_ews_writer_empty (writer, "t:FolderId", "Id", others[i], NULL);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

/**
 * ctg_ews_request_get_folder:
 * @folder_id: a folder
 *
 * Specification: MS-OXWSFOLD 3.1.4.6
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_get_folder (const char *folder_id)
{
  CtgEwsWriter *writer = ctg_ews_writer_new ();

  ctg_ews_writer_open (writer, "m:GetFolder");
  add_folder_shape (writer);
  ctg_ews_writer_open (writer, "m:FolderIds");
  add_folder_id (writer, folder_id);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

/**
 * ctg_ews_request_get_inbox_of:
 * @address: of a mailbox
 *
 * Asks for two inboxes: that of whoever asks, and that of @address.
 *
 * Specification: MS-OXWSFOLD 3.1.4.6
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_get_inbox_of (const char *address)
{
  CtgEwsWriter *writer = ctg_ews_writer_new ();

  ctg_ews_writer_open (writer, "m:GetFolder");
  add_folder_shape (writer);
  ctg_ews_writer_open (writer, "m:FolderIds");
  add_folder_id (writer, CTG_EWS_INBOX);
  ctg_ews_writer_open_with (writer, "t:DistinguishedFolderId", "Id", "inbox", NULL);
  ctg_ews_writer_open (writer, "t:Mailbox");
  ctg_ews_writer_text (writer, "t:EmailAddress", address);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

static void
add_page (CtgEwsWriter *writer, const char *element, guint n_max, guint offset)
{
  g_autofree char *most = g_strdup_printf ("%u", n_max);
  g_autofree char *from = g_strdup_printf ("%u", offset);

  ctg_ews_writer_empty (writer, element, "MaxEntriesReturned", most, "Offset", from, "BasePoint", "Beginning", NULL);
}

/**
 * ctg_ews_request_find_folders:
 * @offset: how many are known already
 *
 * Asks for all folders of the mailbox, a page at a time.
 *
 * Specification: MS-OXWSSRCH 3.1.4.1
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_find_folders (guint offset)
{
  CtgEwsWriter *writer = ctg_ews_writer_new ();

  ctg_ews_writer_open_with (writer, "m:FindFolder", "Traversal", "Deep", NULL);
  add_folder_shape (writer);
  add_page (writer, "m:IndexedPageFolderView", CTG_EWS_FOLDERS_PAGE, offset);
  ctg_ews_writer_open (writer, "m:ParentFolderIds");
  ctg_ews_writer_empty (writer, "t:DistinguishedFolderId", "Id", "msgfolderroot", NULL);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

/**
 * ctg_ews_request_sync_folders:
 * @state: (nullable): how the folders were when they were last asked about; %NULL: nothing is known
 *
 * Asks which folders of the mailbox came, went, or are other than they were.
 *
 * Specification: MS-OXWSSYNC 3.1.4.1
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_sync_folders (const char *state)
{
  CtgEwsWriter *writer = ctg_ews_writer_new ();

  ctg_ews_writer_open (writer, "m:SyncFolderHierarchy");
  add_folder_shape (writer);
  ctg_ews_writer_open (writer, "m:SyncFolderId");
  ctg_ews_writer_empty (writer, "t:DistinguishedFolderId", "Id", "msgfolderroot", NULL);
  ctg_ews_writer_close (writer);
  if (state != NULL)
    ctg_ews_writer_text (writer, "m:SyncState", state);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

static void
add_message_fields (CtgEwsWriter *writer)
{
  static const char *const fields[] = {
    "item:Subject", "item:Sensitivity", "item:InReplyTo", "item:DateTimeSent", "message:Sender",
    "message:ToRecipients", "message:CcRecipients", "message:BccRecipients", "message:From",
    "message:InternetMessageId", "message:References", "message:ReplyTo",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    add_field (writer, fields[i]);
}

static void
add_item_shape (CtgEwsWriter *writer, CtgEwsShape shape)
{
  ctg_ews_writer_open (writer, "m:ItemShape");
  ctg_ews_writer_text (writer, "t:BaseShape", "IdOnly");
  if (shape == CTG_EWS_SHAPE_MIME)
    ctg_ews_writer_text (writer, "t:IncludeMimeContent", "true");
  else
    {
      ctg_ews_writer_open (writer, "t:AdditionalProperties");
      if (shape != CTG_EWS_SHAPE_SIZE)
        add_field (writer, "item:DateTimeReceived");
      if (shape != CTG_EWS_SHAPE_DATE)
        add_field (writer, "item:Size");
      if (shape == CTG_EWS_SHAPE_HEADERS || shape == CTG_EWS_SHAPE_BRIEF)
        add_message_fields (writer);
      if (shape == CTG_EWS_SHAPE_HEADERS)
        add_tag (writer, "0x007D", "String");
      ctg_ews_writer_close (writer);
    }
  ctg_ews_writer_close (writer);
}

/**
 * ctg_ews_request_sync_items:
 * @folder_id: a folder
 * @state: (nullable): how it was when it was last asked about; %NULL: nothing is known
 *
 * Specification: MS-OXWSSYNC 3.1.4.2
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_sync_items (const char *folder_id, const char *state)
{
  CtgEwsWriter *writer = ctg_ews_writer_new ();

  ctg_ews_writer_open (writer, "m:SyncFolderItems");
  add_item_shape (writer, CTG_EWS_SHAPE_DATE);
  ctg_ews_writer_open (writer, "m:SyncFolderId");
  add_folder_id (writer, folder_id);
  ctg_ews_writer_close (writer);
  if (state != NULL)
    ctg_ews_writer_text (writer, "m:SyncState", state);
  ctg_ews_writer_text (writer, "m:MaxChangesReturned", G_STRINGIFY (CTG_EWS_CHANGES_PAGE));
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

static void
add_comparison (CtgEwsWriter *writer, const char *comparison, const char *field, const char *value)
{
  ctg_ews_writer_open (writer, comparison);
  add_field (writer, field);
  ctg_ews_writer_open (writer, "t:FieldURIOrConstant");
  ctg_ews_writer_empty (writer, "t:Constant", "Value", value, NULL);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
}

static void
add_date_comparison (CtgEwsWriter *writer, const char *comparison, gint64 utc_s)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (utc_s);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");

  add_comparison (writer, comparison, "item:DateTimeReceived", text);
}

/* A date of the server's has parts of a second, what it says has none: until a second means until its end. */
static void
add_dates (CtgEwsWriter *writer, const CtgEwsSearch *search)
{
  gboolean both = search->since_utc_s != 0 && search->until_utc_s != 0;

  if (search->since_utc_s == 0 && search->until_utc_s == 0)
    return;
  ctg_ews_writer_open (writer, "m:Restriction");
  if (both)
    ctg_ews_writer_open (writer, "t:And");
  if (search->since_utc_s != 0)
    add_date_comparison (writer, "t:IsGreaterThanOrEqualTo", search->since_utc_s);
  if (search->until_utc_s != 0)
    add_date_comparison (writer, "t:IsLessThan", search->until_utc_s + 1);
  if (both)
    ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
}

/**
 * ctg_ews_request_find_items:
 * @search: which items
 *
 * Asks for items of a folder, newest first.
 *
 * Specification: MS-OXWSSRCH 3.1.4.2
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_find_items (const CtgEwsSearch *search)
{
  CtgEwsWriter *writer = ctg_ews_writer_new ();

  ctg_ews_writer_open_with (writer, "m:FindItem", "Traversal", "Shallow", NULL);
  add_item_shape (writer, CTG_EWS_SHAPE_DATE);
  add_page (writer, "m:IndexedPageItemView", search->n_max, search->offset);
  add_dates (writer, search);
  ctg_ews_writer_open (writer, "m:SortOrder");
  ctg_ews_writer_open_with (writer, "t:FieldOrder", "Order", "Descending", NULL);
  add_field (writer, "item:DateTimeReceived");
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_open (writer, "m:ParentFolderIds");
  add_folder_id (writer, search->folder_id);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

/**
 * ctg_ews_request_find_message:
 * @folder_id: a folder
 * @message_id: without <>
 *
 * Asks whether a folder holds a message with this Message-ID.
 *
 * Specification: MS-OXWSSRCH 3.1.4.2
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_find_message (const char *folder_id, const char *message_id)
{
  CtgEwsWriter *writer = ctg_ews_writer_new ();
  g_autofree char *value = g_strdup_printf ("<%s>", message_id);

  ctg_ews_writer_open_with (writer, "m:FindItem", "Traversal", "Shallow", NULL);
  add_item_shape (writer, CTG_EWS_SHAPE_DATE);
  add_page (writer, "m:IndexedPageItemView", 1, 0);
  ctg_ews_writer_open (writer, "m:Restriction");
  add_comparison (writer, "t:IsEqualTo", "message:InternetMessageId", value);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_open (writer, "m:ParentFolderIds");
  add_folder_id (writer, folder_id);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

/**
 * ctg_ews_request_get_items:
 * @item_ids: (array length=n_ids): which
 * @n_ids: how many, at least one
 * @shape: what of them
 *
 * Specification: MS-OXWSCORE 3.1.4.4
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_get_items (const char *const *item_ids, guint n_ids, CtgEwsShape shape)
{
  CtgEwsWriter *writer = ctg_ews_writer_new ();

  ctg_ews_writer_open (writer, "m:GetItem");
  add_item_shape (writer, shape);
  ctg_ews_writer_open (writer, "m:ItemIds");
  for (guint i = 0; i < n_ids; i++)
    ctg_ews_writer_empty (writer, "t:ItemId", "Id", item_ids[i], NULL);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

static void
add_recipients (CtgEwsWriter *writer, const char *element, const char *const *addresses)
{
  if (addresses == NULL || addresses[0] == NULL)
    return;
  ctg_ews_writer_open (writer, element);
  for (guint i = 0; addresses[i] != NULL; i++)
    {
      ctg_ews_writer_open (writer, "t:Mailbox");
      ctg_ews_writer_text (writer, "t:EmailAddress", addresses[i]);
      ctg_ews_writer_close (writer);
    }
  ctg_ews_writer_close (writer);
}

/* Without the flags what is only put there would be a draft. */
static void
add_flags (CtgEwsWriter *writer)
{
  ctg_ews_writer_open (writer, "t:ExtendedProperty");
  add_tag (writer, "0x0E07", "Integer");
  ctg_ews_writer_text (writer, "t:Value", "1");
  ctg_ews_writer_close (writer);
}

static void
add_saved_folder (CtgEwsWriter *writer, const char *folder_id)
{
  ctg_ews_writer_open (writer, "m:SavedItemFolderId");
  add_folder_id (writer, folder_id != NULL ? folder_id : CTG_EWS_SENT);
  ctg_ews_writer_close (writer);
}

/**
 * ctg_ews_request_create_item:
 * @letter: what is sent or put
 *
 * The recipients are named beside the message, because those of the envelope alone stand in no header.
 *
 * Specification: MS-OXWSMSG 3.1.4.2
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_create_item (const CtgEwsLetter *letter)
{
  CtgEwsWriter *writer = ctg_ews_writer_new ();

  ctg_ews_writer_open_with (writer, "m:CreateItem", "MessageDisposition",
                            !letter->is_sent ? "SaveOnly" : letter->has_copy ? "SendOnly" : "SendAndSaveCopy", NULL);
  if (!letter->is_sent || !letter->has_copy)
    add_saved_folder (writer, letter->folder_id);
  ctg_ews_writer_open (writer, "m:Items");
  ctg_ews_writer_open (writer, "t:Message");
  ctg_ews_writer_base64 (writer, "t:MimeContent", letter->bytes);
  if (!letter->is_sent)
    add_flags (writer);
  add_recipients (writer, "t:ToRecipients", letter->to);
  add_recipients (writer, "t:CcRecipients", letter->cc);
  add_recipients (writer, "t:BccRecipients", letter->bcc);
  if (!letter->is_sent)
    ctg_ews_writer_text (writer, "t:IsRead", "true");
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

/**
 * ctg_ews_request_resolve_name:
 * @path: of the organization's directory
 *
 * Asks the directory alone, not the person's contacts, whom a path stands for.
 *
 * Specification: MS-OXWSRSLNM 3.1.4.1
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_resolve_name (const char *path)
{
  CtgEwsWriter *writer = ctg_ews_writer_new ();

  ctg_ews_writer_open_with (writer, "m:ResolveNames", "ReturnFullContactData", "false", "SearchScope",
                            "ActiveDirectory", NULL);
  ctg_ews_writer_text (writer, "m:UnresolvedEntry", path);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

/**
 * ctg_ews_request_subscribe:
 * @folder_id: a folder
 *
 * Asks to be told when mail comes into a folder or leaves it.
 *
 * Specification: MS-OXWSNTIF 3.1.4.3
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_subscribe (const char *folder_id)
{
  static const char *const events[] = { "CreatedEvent", "DeletedEvent", "MovedEvent", "NewMailEvent" };
  CtgEwsWriter *writer = ctg_ews_writer_new ();

  ctg_ews_writer_open (writer, "m:Subscribe");
  ctg_ews_writer_open (writer, "m:StreamingSubscriptionRequest");
  ctg_ews_writer_open (writer, "t:FolderIds");
  add_folder_id (writer, folder_id);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_open (writer, "t:EventTypes");
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    ctg_ews_writer_text (writer, "t:EventType", events[i]);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}

/**
 * ctg_ews_request_get_events:
 * @subscription_id: what a subscription is called
 * @minutes: how long the answer may go on, 1 to 30
 *
 * Specification: MS-OXWSNTIF 3.1.4.2
 * Returns: (transfer full): the request
 */
GBytes *
ctg_ews_request_get_events (const char *subscription_id, guint minutes)
{
  CtgEwsWriter *writer = ctg_ews_writer_new ();
  g_autofree char *timeout = g_strdup_printf ("%u", minutes);

  ctg_ews_writer_open (writer, "m:GetStreamingEvents");
  ctg_ews_writer_open (writer, "m:SubscriptionIds");
  ctg_ews_writer_text (writer, "t:SubscriptionId", subscription_id);
  ctg_ews_writer_close (writer);
  ctg_ews_writer_text (writer, "m:ConnectionTimeout", timeout);
  ctg_ews_writer_close (writer);
  return ctg_ews_writer_finish (writer);
}
