/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RFC 5256 section 3, algorithm REFERENCES, steps 1 and 3, independent of the order of the messages:
 *
 *   a message with References            its parent is the last of them
 *   without, but with In-Reply-To        its parent is the first id there
 *   with neither                         it has no word in the matter
 *   an id without a parent of its own    takes the one that a References field puts before it; the first to
 *     say so wins
 *     (absent, or a message of the row above)
 *   an id with a parent of its own       keeps it, whatever others say: nobody moves a foreign message
 *   the same Message-ID twice            one message in two places
 *
 * Subjects join nothing. Threads are the connected parts of what results; an absent ancestor joins its
 * descendants. */

#include "thread-set.h"

typedef struct
{
  guint root;            /* of the union-find forest */
  gboolean has_parent;
} Node;

typedef struct
{
  guint child;
  guint parent;
} Link;

typedef struct
{
  guint index;
  guint node;
} Member;

struct _CtgThreadSet
{
  GHashTable *nodes;     /* (owned) id (owned) -> its place in @forest, plus one */
  GArray *forest;        /* (owned) (element-type Node) */
  GArray *claims;        /* (owned) (element-type Link) what messages say of others */
  GArray *members;       /* (owned) (element-type Member) */
};

/**
 * ctg_thread_set_new:
 *
 * Returns: (transfer full): an empty set
 */
CtgThreadSet *
ctg_thread_set_new (void)
{
  CtgThreadSet *self = g_new (CtgThreadSet, 1);

  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->forest = g_array_new (FALSE, FALSE, sizeof (Node));
  self->claims = g_array_new (FALSE, FALSE, sizeof (Link));
  self->members = g_array_new (FALSE, FALSE, sizeof (Member));
  return self;
}

/**
 * ctg_thread_set_free:
 * @self: (transfer full) (nullable): a set
 */
void
ctg_thread_set_free (CtgThreadSet *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->nodes);
  g_array_unref (self->forest);
  g_array_unref (self->claims);
  g_array_unref (self->members);
  g_free (self);
}

static Node *
node_at (CtgThreadSet *self, guint node)
{
  return &g_array_index (self->forest, Node, node);
}

static guint
ensure_node (CtgThreadSet *self, const char *id)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->nodes, id));
  Node node = { self->forest->len, FALSE };

  if (found > 0)
    return found - 1;
  g_array_append_val (self->forest, node);
  g_hash_table_insert (self->nodes, g_strdup (id), GUINT_TO_POINTER (self->forest->len));
  return self->forest->len - 1;
}

/* Halves the path on its way up, so that chains stay short. */
static guint
find_root (CtgThreadSet *self, guint node)
{
  while (node_at (self, node)->root != node)
    {
      node_at (self, node)->root = node_at (self, node_at (self, node)->root)->root;
      node = node_at (self, node)->root;
    }
  return node;
}

static void
join (CtgThreadSet *self, guint a, guint b)
{
  guint root_a = find_root (self, a), root_b = find_root (self, b);

  node_at (self, MAX (root_a, root_b))->root = MIN (root_a, root_b);
}

static void
add_claims (CtgThreadSet *self, const char *const *references)
{
  for (guint i = 0; references[i] != NULL && references[i + 1] != NULL; i++)
    {
      Link link = { ensure_node (self, references[i + 1]), ensure_node (self, references[i]) };

      g_array_append_val (self->claims, link);
    }
}

/* Nobody is their own parent: some mailers put the message's own id behind its ancestors. */
static const char *
find_parent (const char *message_id, const char *const *references, const char *const *in_reply_to)
{
  const char *parent = NULL;

  for (guint i = 0; references != NULL && references[i] != NULL; i++)
    if (!g_str_equal (references[i], message_id))
      parent = references[i];
  for (guint i = 0; parent == NULL && in_reply_to != NULL && in_reply_to[i] != NULL; i++)
    if (!g_str_equal (in_reply_to[i], message_id))
      parent = in_reply_to[i];
  return parent;
}

/**
 * ctg_thread_set_add:
 * @self: a set
 * @index: what the caller calls the message
 * @message_id: its id without angle brackets
 * @references: (nullable) (array zero-terminated=1): its References, oldest first
 * @in_reply_to: (nullable) (array zero-terminated=1): its In-Reply-To, which counts without References only
 *
 * Adds a message.
 */
void
ctg_thread_set_add (CtgThreadSet *self, guint index, const char *message_id, const char *const *references,
                    const char *const *in_reply_to)
{
  const char *parent = find_parent (message_id, references, in_reply_to);
  Member member = { index, ensure_node (self, message_id) };

  g_array_append_val (self->members, member);
  if (references != NULL)
    add_claims (self, references);
  if (parent == NULL)
    return;
  join (self, member.node, ensure_node (self, parent));
  node_at (self, member.node)->has_parent = TRUE;
}

static void
settle_claims (CtgThreadSet *self)
{
  for (guint i = 0; i < self->claims->len; i++)
    {
      const Link *link = &g_array_index (self->claims, Link, i);
      Node *child = node_at (self, link->child);

      if (child->has_parent)
        continue;
      child->has_parent = TRUE;
      join (self, link->child, link->parent);
    }
  g_array_set_size (self->claims, 0);
}

/**
 * ctg_thread_set_get_groups:
 * @self: a set; more can be added afterwards
 *
 * Returns: (transfer full) (element-type GArray): one array of message indices (guint) a thread; threads in
 *   the order of their first message added, messages in the order they were added
 */
GPtrArray *
ctg_thread_set_get_groups (CtgThreadSet *self)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (GHashTable) by_root = g_hash_table_new (NULL, NULL);

  settle_claims (self);
  for (guint i = 0; i < self->members->len; i++)
    {
      const Member *member = &g_array_index (self->members, Member, i);
      gpointer root = GUINT_TO_POINTER (find_root (self, member->node));
      GArray *group = g_hash_table_lookup (by_root, root);

      if (group == NULL)
        {
          group = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (by_root, root, group);
          g_ptr_array_add (groups, group);
        }
      g_array_append_val (group, member->index);
    }
  return groups;
}
