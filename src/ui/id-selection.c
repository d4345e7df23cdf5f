/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "id-selection.h"

struct _CtgIdSelection
{
  GObject parent_instance;

  CtgLazyList *list;   /* (owned) (nullable) */
  GHashTable *ids;     /* (owned) (element-type gint64) */
};

static void ctg_id_selection_model_init (GListModelInterface *iface);
static void ctg_id_selection_selection_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgIdSelection, ctg_id_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ctg_id_selection_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, ctg_id_selection_selection_init))

/* --- The list below --- */

static GType
get_item_type (GListModel *model)
{
  CtgIdSelection *self = CTG_ID_SELECTION (model);

  return self->list != NULL ? g_list_model_get_item_type (G_LIST_MODEL (self->list)) : G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  CtgIdSelection *self = CTG_ID_SELECTION (model);

  return self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CtgIdSelection *self = CTG_ID_SELECTION (model);

  return self->list != NULL ? g_list_model_get_item (G_LIST_MODEL (self->list), position) : NULL;
}

static void
ctg_id_selection_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- What is chosen --- */

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  CtgIdSelection *self = CTG_ID_SELECTION (model);
  gint64 id = self->list != NULL ? ctg_lazy_list_get_id (self->list, position) : 0;

  return id != 0 && g_hash_table_contains (self->ids, &id);
}

static GtkBitset *
dup_positions (CtgIdSelection *self)
{
  GtkBitset *positions = gtk_bitset_new_empty ();
  GHashTableIter iter;
  gint64 *id;
  guint position;

  g_hash_table_iter_init (&iter, self->ids);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    if (self->list != NULL && ctg_lazy_list_find (self->list, *id, &position))
      gtk_bitset_add (positions, position);
  return positions;
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n)
{
  return dup_positions (CTG_ID_SELECTION (model));
}

static void
take_positions (CtgIdSelection *self, GtkBitset *positions)
{
  GtkBitsetIter iter;
  guint position;
  gboolean is_valid = gtk_bitset_iter_init_first (&iter, positions, &position);

  g_hash_table_remove_all (self->ids);
  for (; is_valid; is_valid = gtk_bitset_iter_next (&iter, &position))
    {
      gint64 id = ctg_lazy_list_get_id (self->list, position);

      if (id != 0)
        g_hash_table_add (self->ids, g_memdup2 (&id, sizeof id));
    }
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  CtgIdSelection *self = CTG_ID_SELECTION (model);
  g_autoptr (GtkBitset) before = dup_positions (self);
  g_autoptr (GtkBitset) after = gtk_bitset_copy (before);
  g_autoptr (GtkBitset) added = gtk_bitset_copy (selected);
  guint first, last;

  gtk_bitset_subtract (after, mask);
  gtk_bitset_intersect (added, mask);
  gtk_bitset_union (after, added);
  if (self->list == NULL || gtk_bitset_get_size (after) > CTG_ID_SELECTION_MAX)
    return FALSE;
  take_positions (self, after);
  gtk_bitset_difference (before, after);
  if (gtk_bitset_is_empty (before))
    return TRUE;
  first = gtk_bitset_get_minimum (before);
  last = gtk_bitset_get_maximum (before);
  gtk_selection_model_selection_changed (model, first, last - first + 1);
  return TRUE;
}

static void
ctg_id_selection_selection_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->set_selection = set_selection;
}

/* --- The object --- */

static void
ctg_id_selection_dispose (GObject *object)
{
  CtgIdSelection *self = CTG_ID_SELECTION (object);

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (ctg_id_selection_parent_class)->dispose (object);
}

static void
ctg_id_selection_finalize (GObject *object)
{
  g_hash_table_unref (CTG_ID_SELECTION (object)->ids);
  G_OBJECT_CLASS (ctg_id_selection_parent_class)->finalize (object);
}

static void
ctg_id_selection_class_init (CtgIdSelectionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_id_selection_dispose;
  G_OBJECT_CLASS (class)->finalize = ctg_id_selection_finalize;
}

static void
ctg_id_selection_init (CtgIdSelection *self)
{
  self->ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/**
 * ctg_id_selection_new:
 *
 * Returns: (transfer full): a selection without a list
 */
CtgIdSelection *
ctg_id_selection_new (void)
{
  return g_object_new (CTG_TYPE_ID_SELECTION, NULL);
}

static void
items_changed_cb (CtgIdSelection *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/**
 * ctg_id_selection_set_list:
 * @self: a selection without a list
 * @list: what is chosen from
 *
 * Gives the selection its list.
 */
void
ctg_id_selection_set_list (CtgIdSelection *self, CtgLazyList *list)
{
  g_return_if_fail (CTG_IS_ID_SELECTION (self));
  g_return_if_fail (self->list == NULL);
  self->list = g_object_ref (list);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (items_changed_cb), self);
  items_changed_cb (self, 0, 0, get_n_items (G_LIST_MODEL (self)));
}

/**
 * ctg_id_selection_get_n:
 * @self: a selection
 *
 * Returns: how many rows are chosen
 */
guint
ctg_id_selection_get_n (CtgIdSelection *self)
{
  g_return_val_if_fail (CTG_IS_ID_SELECTION (self), 0);
  return g_hash_table_size (self->ids);
}

/**
 * ctg_id_selection_get_first:
 * @self: a selection
 *
 * Returns: the position of the topmost row chosen, %GTK_INVALID_LIST_POSITION: none
 */
guint
ctg_id_selection_get_first (CtgIdSelection *self)
{
  g_autoptr (GtkBitset) positions = NULL;

  g_return_val_if_fail (CTG_IS_ID_SELECTION (self), GTK_INVALID_LIST_POSITION);
  positions = dup_positions (self);
  return gtk_bitset_is_empty (positions) ? GTK_INVALID_LIST_POSITION : gtk_bitset_get_minimum (positions);
}

/**
 * ctg_id_selection_dup_ids:
 * @self: a selection
 *
 * Returns: (transfer full) (element-type gint64): what is chosen, in the list's order
 */
GArray *
ctg_id_selection_dup_ids (CtgIdSelection *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GtkBitset) positions = dup_positions (self);

  for (guint i = 0; i < gtk_bitset_get_size (positions); i++)
    {
      gint64 id = ctg_lazy_list_get_id (self->list, gtk_bitset_get_nth (positions, i));

      g_array_append_val (ids, id);
    }
  return ids;
}

/**
 * ctg_id_selection_prune:
 * @self: a selection
 *
 * Forgets what is in the list no more; to be called once a change of the list is whole.
 */
void
ctg_id_selection_prune (CtgIdSelection *self)
{
  g_autoptr (GtkBitset) positions = NULL;

  g_return_if_fail (CTG_IS_ID_SELECTION (self));
  positions = dup_positions (self);
  if (self->list != NULL)
    take_positions (self, positions);
}
