/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "row-counter.h"

#include "enrolments.h"
#include "outbox.h"
#include "store.h"

typedef gint64 (*CountFunc) (CtgDb *db);

struct _CtgRowCounter
{
  GObject parent_instance;

  CtgStore *store;         /* (owned) */
  guint changes;           /* the CtgChange bits after which it counts again */
  CountFunc func;
  guint n;
  gboolean is_loaded;
  gboolean is_counting;
  gboolean counts_again;
};

enum { PROP_N = 1, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CtgRowCounter, ctg_row_counter, G_TYPE_OBJECT)

typedef struct
{
  CtgRowCounter *counter;  /* (owned) */
  gint64 n;
} Count;

static gboolean
count_job (CtgDb *db, gpointer data, GError **error)
{
  Count *count = data;

  count->n = count->counter->func (db);
  return TRUE;
}

static void count (CtgRowCounter *self);

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Count *counted = data;
  g_autoptr (CtgRowCounter) self = counted->counter;
  gboolean is_known = ctg_store_read_finish (CTG_STORE (source), result, NULL);

  self->is_counting = FALSE;
  if (is_known && (self->n != (guint) counted->n || !self->is_loaded))
    {
      self->is_loaded = TRUE;
      self->n = (guint) counted->n;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N]);
    }
  if (self->counts_again)
    count (self);
}

static void
count (CtgRowCounter *self)
{
  Count *counted;

  self->counts_again = self->is_counting;
  if (self->is_counting)
    return;
  self->is_counting = TRUE;
  counted = g_new0 (Count, 1);
  counted->counter = g_object_ref (self);
  ctg_store_read_async (self->store, count_job, counted, NULL, NULL, counted_cb, counted);
}

static void
store_changed_cb (CtgRowCounter *self, guint changes)
{
  if ((changes & self->changes) != 0)
    count (self);
}

static void
ctg_row_counter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_N)
    g_value_set_uint (value, CTG_ROW_COUNTER (object)->n);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ctg_row_counter_dispose (GObject *object)
{
  g_clear_object (&CTG_ROW_COUNTER (object)->store);
  G_OBJECT_CLASS (ctg_row_counter_parent_class)->dispose (object);
}

static void
ctg_row_counter_class_init (CtgRowCounterClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_row_counter_dispose;
  G_OBJECT_CLASS (class)->get_property = ctg_row_counter_get_property;
  properties[PROP_N] = g_param_spec_uint ("n", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (G_OBJECT_CLASS (class), PROP_N, properties[PROP_N]);
}

static void
ctg_row_counter_init (CtgRowCounter *self)
{
}

static CtgRowCounter *
counter_new (CtgStore *store, guint changes, CountFunc func)
{
  CtgRowCounter *self = g_object_new (CTG_TYPE_ROW_COUNTER, NULL);

  self->store = g_object_ref (store);
  self->changes = changes;
  self->func = func;
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  count (self);
  return self;
}

/**
 * ctg_row_counter_new_troubled:
 * @store: the database to read
 *
 * Returns: (transfer full): counts letters only a person can mend: failed, perhaps sent, without their copy
 */
CtgRowCounter *
ctg_row_counter_new_troubled (CtgStore *store)
{
  return counter_new (store, CTG_CHANGE_OUTBOX, ctg_outbox_count_troubled);
}

/**
 * ctg_row_counter_new_asking:
 * @store: the database to read
 *
 * Returns: (transfer full): counts who in a sequence waits for a person's decision
 */
CtgRowCounter *
ctg_row_counter_new_asking (CtgStore *store)
{
  return counter_new (store, CTG_CHANGE_SEQUENCES, ctg_enrolments_count_asking);
}

/**
 * ctg_row_counter_new_to_come:
 * @store: the database to read
 *
 * Returns: (transfer full): counts what leaves by itself, now or later: letters in the outbox, people in sequences
 */
CtgRowCounter *
ctg_row_counter_new_to_come (CtgStore *store)
{
  return counter_new (store, CTG_CHANGE_OUTBOX | CTG_CHANGE_SEQUENCES, ctg_enrolments_count_to_come);
}

/**
 * ctg_row_counter_is_loaded:
 * @self: a counter
 *
 * Returns: whether it has counted
 */
gboolean
ctg_row_counter_is_loaded (CtgRowCounter *self)
{
  g_return_val_if_fail (CTG_IS_ROW_COUNTER (self), FALSE);
  return self->is_loaded;
}

/**
 * ctg_row_counter_get_n:
 * @self: a counter
 *
 * Returns: how many there are, as last counted
 */
guint
ctg_row_counter_get_n (CtgRowCounter *self)
{
  g_return_val_if_fail (CTG_IS_ROW_COUNTER (self), 0);
  return self->n;
}
