/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "answer-news.h"

#include "answers.h"
#include "clock.h"
#include "store.h"

/* What is older was not written just now: it was brought in, or its rule was switched on. */
#define NEWS_S (2 * 24 * 3600)

struct _CtgAnswerNews
{
  GObject parent_instance;

  CtgStore *store;        /* (owned) (nullable) */
  gint64 since_utc_s;
  GHashTable *told;       /* (owned) set of gint64: keys */
  gboolean is_looking;
  gboolean looks_again;
};

G_DEFINE_FINAL_TYPE (CtgAnswerNews, ctg_answer_news, G_TYPE_OBJECT)

enum { ANSWERED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct
{
  CtgAnswerNews *news;    /* (owned) */
  gint64 since_utc_s;
  GPtrArray *answers;     /* (owned) (nullable) */
} Look;

static gboolean
look_job (CtgDb *db, gpointer data, GError **error)
{
  Look *look = data;

  look->answers = ctg_answers_list (db, look->since_utc_s - NEWS_S, look->since_utc_s, error);
  return look->answers != NULL;
}

static void look (CtgAnswerNews *self);

static void
tell (CtgAnswerNews *self, const CtgAnswer *answer)
{
  if (!g_hash_table_add (self->told, g_memdup2 (&answer->key, sizeof answer->key)))
    return;
  g_signal_emit (self, signals[ANSWERED], 0, answer->contact_id, answer->thread, answer->key,
                 *answer->contact_name != '\0' ? answer->contact_name : answer->from_address, answer->subject);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *looked = data;
  g_autoptr (CtgAnswerNews) self = looked->news;

  self->is_looking = FALSE;
  if (ctg_store_read_finish (CTG_STORE (source), result, NULL))
    for (guint i = 0; i < looked->answers->len; i++)
      tell (self, looked->answers->pdata[i]);
  g_clear_pointer (&looked->answers, g_ptr_array_unref);
  g_free (looked);
  if (self->looks_again && self->store != NULL)
    look (self);
}

static void
look (CtgAnswerNews *self)
{
  Look *looked;

  self->looks_again = self->is_looking;
  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  looked = g_new0 (Look, 1);
  looked->news = g_object_ref (self);
  looked->since_utc_s = self->since_utc_s;
  ctg_store_read_async (self->store, look_job, looked, NULL, NULL, looked_cb, looked);
}

static void
store_changed_cb (CtgAnswerNews *self, guint changes)
{
  if ((changes & CTG_CHANGE_LOG) != 0)
    look (self);
}

static void
ctg_answer_news_dispose (GObject *object)
{
  g_clear_object (&CTG_ANSWER_NEWS (object)->store);
  G_OBJECT_CLASS (ctg_answer_news_parent_class)->dispose (object);
}

static void
ctg_answer_news_finalize (GObject *object)
{
  g_hash_table_unref (CTG_ANSWER_NEWS (object)->told);
  G_OBJECT_CLASS (ctg_answer_news_parent_class)->finalize (object);
}

static void
ctg_answer_news_class_init (CtgAnswerNewsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_answer_news_dispose;
  G_OBJECT_CLASS (class)->finalize = ctg_answer_news_finalize;
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 5, G_TYPE_INT64, G_TYPE_INT64, G_TYPE_INT64, G_TYPE_STRING,
                                    G_TYPE_STRING);
}

static void
ctg_answer_news_init (CtgAnswerNews *self)
{
  self->told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/**
 * ctg_answer_news_new:
 * @store: the database to watch
 *
 * Returns: (transfer full): tells of what is logged from now on
 */
CtgAnswerNews *
ctg_answer_news_new (CtgStore *store)
{
  CtgAnswerNews *self = g_object_new (CTG_TYPE_ANSWER_NEWS, NULL);

  self->store = g_object_ref (store);
  self->since_utc_s = ctg_clock_now_utc_s ();
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
