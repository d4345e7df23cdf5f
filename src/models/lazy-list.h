/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lazy-item.h"

G_BEGIN_DECLS

typedef struct _CtgStore CtgStore;
typedef struct _CtgDb CtgDb;

/* A list of rows of the database, as long as it may be: only the ids are held, in order; items exist while somebody
 * holds them. Kept up to date by the store's change notices. A subclass says which ids and what a record is. */
#define CTG_TYPE_LAZY_LIST (ctg_lazy_list_get_type ())
G_DECLARE_DERIVABLE_TYPE (CtgLazyList, ctg_lazy_list, CTG, LAZY_LIST, GObject)

struct _CtgLazyListClass
{
  GObjectClass parent_class;

  GType item_type;
  guint changes;                     /* the CtgChange bits after which the list is read again */

  gpointer   (*dup_arguments)  (CtgLazyList *self);       /* (nullable) what query_ids() is to know; main thread */
  void       (*free_arguments) (gpointer arguments);      /* any thread */
  GArray    *(*query_ids)      (CtgDb *db, gconstpointer arguments, GError **error);   /* reader; gint64 */
  /* Reader. As many elements as ids, NULL where the row is missing; freed by the item's free_record. */
  GPtrArray *(*load_records)   (CtgDb *db, const gint64 *ids, guint n_ids, GError **error);
};

CtgStore *ctg_lazy_list_get_store     (CtgLazyList *self);
gboolean  ctg_lazy_list_is_loaded     (CtgLazyList *self);
void      ctg_lazy_list_requery       (CtgLazyList *self);
gboolean  ctg_lazy_list_find          (CtgLazyList *self, gint64 id, guint *position);
gint64    ctg_lazy_list_get_id        (CtgLazyList *self, guint position);
guint     ctg_lazy_list_get_n_live    (CtgLazyList *self);

G_END_DECLS
