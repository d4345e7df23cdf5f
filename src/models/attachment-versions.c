/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A shelf of attachments as people think of them (B06, B07):
 *
 *   a picture of the text                                left out
 *   a small picture that comes with three letters        left out: it is a logo of a signature
 *   the same content under the same name again           once, with the newest letter
 *   another content under the same name                  an earlier version, folded below the newest */

#include "attachment-versions.h"
#include "message-facts.h"
#include "messages.h"

#define LOGO_MAX_BYTES (64 * 1024)
#define LOGO_LETTERS 3

/* Of one name; newest first. */
typedef struct
{
  GPtrArray *versions;         /* (owned) (element-type CtgAttachment) unowned */
} Group;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_ptr_array_unref (group->versions);
  g_free (group);
}

static Group *
group_new (void)
{
  Group *group = g_new0 (Group, 1);

  group->versions = g_ptr_array_new ();
  return group;
}

/* How many letters a content came with; it may be in one twice. */
static GHashTable *
count_letters (GPtrArray *attachments)
{
  GHashTable *letters = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_hash_table_unref);

  for (guint i = 0; i < attachments->len; i++)
    {
      CtgAttachment *attachment = g_ptr_array_index (attachments, i);
      GHashTable *keys = g_hash_table_lookup (letters, attachment->sha256);

      if (keys == NULL)
        {
          keys = g_hash_table_new (g_int64_hash, g_int64_equal);
          g_hash_table_insert (letters, attachment->sha256, keys);
        }
      g_hash_table_add (keys, &attachment->message_key);
    }
  return letters;
}

static gboolean
is_of_text (const CtgAttachment *attachment, GHashTable *letters)
{
  if (attachment->is_inline)
    return TRUE;
  return attachment->type != NULL && g_ascii_strncasecmp (attachment->type, "image/", 6) == 0 &&
         attachment->size_bytes < LOGO_MAX_BYTES &&
         g_hash_table_size (g_hash_table_lookup (letters, attachment->sha256)) >= LOGO_LETTERS;
}

static gboolean
has_version (const Group *group, const CtgAttachment *attachment)
{
  for (guint i = 0; i < group->versions->len; i++)
    if (g_str_equal (((CtgAttachment *) g_ptr_array_index (group->versions, i))->sha256, attachment->sha256))
      return TRUE;
  return FALSE;
}

/* What has no name is nobody's version. */
static Group *
find_group (GPtrArray *groups, GHashTable *by_name, const CtgAttachment *attachment)
{
  g_autofree char *name = g_utf8_casefold (attachment->name != NULL ? attachment->name : "", -1);
  Group *group = *name != '\0' ? g_hash_table_lookup (by_name, name) : NULL;

  if (group != NULL)
    return group;
  group = group_new ();
  g_ptr_array_add (groups, group);
  if (*name != '\0')
    g_hash_table_insert (by_name, g_steal_pointer (&name), group);
  return group;
}

static GPtrArray *
lay_out (GPtrArray *groups)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  GPtrArray *facts;
  guint n = 0;

  for (guint i = 0; i < groups->len; i++)
    g_ptr_array_extend (all, ((Group *) g_ptr_array_index (groups, i))->versions, NULL, NULL);
  facts = ctg_attachment_facts_list (all);
  for (guint i = 0; i < groups->len; i++)
    for (guint k = 0; k < ((Group *) g_ptr_array_index (groups, i))->versions->len; k++)
      ((CtgAttachmentFacts *) g_ptr_array_index (facts, n++))->is_earlier = k > 0;
  return facts;
}

/**
 * ctg_attachment_versions_shelve:
 * @attachments: (element-type CtgAttachment): of somebody's letters, newest first
 *
 * Returns: (transfer full) (element-type CtgAttachmentFacts): what is shown, each followed by its earlier versions
 */
GPtrArray *
ctg_attachment_versions_shelve (GPtrArray *attachments)
{
  g_autoptr (GHashTable) letters = count_letters (attachments);
  g_autoptr (GHashTable) by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (group_free);

  for (guint i = 0; i < attachments->len; i++)
    {
      CtgAttachment *attachment = g_ptr_array_index (attachments, i);
      Group *group;

      if (is_of_text (attachment, letters))
        continue;
      group = find_group (groups, by_name, attachment);
      if (!has_version (group, attachment))
        g_ptr_array_add (group->versions, attachment);
    }
  return lay_out (groups);
}
