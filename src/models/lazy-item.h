/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One row of a lazy list, alive while somebody shows it. Signal `changed`: what it shows is here, or is another. */
#define CTG_TYPE_LAZY_ITEM (ctg_lazy_item_get_type ())
G_DECLARE_DERIVABLE_TYPE (CtgLazyItem, ctg_lazy_item, CTG, LAZY_ITEM, GObject)

typedef enum
{
  CTG_LAZY_LOADING,   /* no record yet */
  CTG_LAZY_READY,
  CTG_LAZY_GONE,      /* its row is no more; the list is about to drop it */
} CtgLazyState;

struct _CtgLazyItemClass
{
  GObjectClass parent_class;

  void (*free_record) (gpointer record);
};

gint64       ctg_lazy_item_get_id     (CtgLazyItem *self);
CtgLazyState ctg_lazy_item_get_state  (CtgLazyItem *self);

/* For the list that fills it. */
gconstpointer ctg_lazy_item_get_record (CtgLazyItem *self);
void          ctg_lazy_item_take       (CtgLazyItem *self, gpointer record);

G_END_DECLS
