/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lazy-item.h"

typedef struct
{
  gint64 id;
  CtgLazyState state;
  gpointer record;   /* (owned) (nullable) */
} CtgLazyItemPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CtgLazyItem, ctg_lazy_item, G_TYPE_OBJECT)

enum { PROP_ID = 1, N_PROPERTIES };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static void
set_record (CtgLazyItem *self, gpointer record)
{
  CtgLazyItemPrivate *priv = ctg_lazy_item_get_instance_private (self);
  gpointer before = priv->record;

  priv->record = record;
  if (before != NULL)
    CTG_LAZY_ITEM_GET_CLASS (self)->free_record (before);
}

static void
ctg_lazy_item_finalize (GObject *object)
{
  set_record (CTG_LAZY_ITEM (object), NULL);
  G_OBJECT_CLASS (ctg_lazy_item_parent_class)->finalize (object);
}

static void
ctg_lazy_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CtgLazyItemPrivate *priv = ctg_lazy_item_get_instance_private (CTG_LAZY_ITEM (object));

  if (id == PROP_ID)
    priv->id = g_value_get_int64 (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ctg_lazy_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ID)
    g_value_set_int64 (value, ctg_lazy_item_get_id (CTG_LAZY_ITEM (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ctg_lazy_item_class_init (CtgLazyItemClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->finalize = ctg_lazy_item_finalize;
  object_class->set_property = ctg_lazy_item_set_property;
  object_class->get_property = ctg_lazy_item_get_property;
  class->free_record = g_free;
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
ctg_lazy_item_init (CtgLazyItem *self)
{
}

/**
 * ctg_lazy_item_get_id:
 * @self: an item
 *
 * Returns: the key of its row in the database
 */
gint64
ctg_lazy_item_get_id (CtgLazyItem *self)
{
  CtgLazyItemPrivate *priv = ctg_lazy_item_get_instance_private (self);

  g_return_val_if_fail (CTG_IS_LAZY_ITEM (self), 0);
  return priv->id;
}

/**
 * ctg_lazy_item_get_state:
 * @self: an item
 *
 * Returns: whether its record is here
 */
CtgLazyState
ctg_lazy_item_get_state (CtgLazyItem *self)
{
  CtgLazyItemPrivate *priv = ctg_lazy_item_get_instance_private (self);

  g_return_val_if_fail (CTG_IS_LAZY_ITEM (self), CTG_LAZY_GONE);
  return priv->state;
}

/**
 * ctg_lazy_item_get_record:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): what was read of its row, %NULL while it is loading; valid until the next
 *   `changed`
 */
gconstpointer
ctg_lazy_item_get_record (CtgLazyItem *self)
{
  CtgLazyItemPrivate *priv = ctg_lazy_item_get_instance_private (self);

  g_return_val_if_fail (CTG_IS_LAZY_ITEM (self), NULL);
  return priv->record;
}

/**
 * ctg_lazy_item_take:
 * @self: an item
 * @record: (transfer full) (nullable): what was read of its row, %NULL: there is no such row
 *
 * Fills the item and tells who shows it.
 */
void
ctg_lazy_item_take (CtgLazyItem *self, gpointer record)
{
  CtgLazyItemPrivate *priv = ctg_lazy_item_get_instance_private (self);

  g_return_if_fail (CTG_IS_LAZY_ITEM (self));
  set_record (self, record);
  priv->state = record != NULL ? CTG_LAZY_READY : CTG_LAZY_GONE;
  g_signal_emit (self, signals[CHANGED], 0);
}
