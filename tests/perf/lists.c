/* SPDX-License-Identifier: GPL-3.0-or-later */

/* lists DIRECTORY: what stands between a key and a painted page, without the painting: the whole contact's page (its
 * threads and the newest one's letters), and a list scrolled from one end to the other as GTK does it, with about 205
 * rows alive. DIRECTORY is a profile of tests/support/seed. Prints JSON. */

#include "contact-list.h"
#include "contact-page.h"
#include "store.h"

#define N_ROWS 205
#define STEP 40

static double
ms_since (gint64 begun_us)
{
  return (double) (g_get_monotonic_time () - begun_us) / 1000;
}

static void
item_unref (gpointer item)
{
  if (item != NULL)
    g_object_unref (item);
}

/* Pages of STEP rows, each read before the next one comes. Gives the longest wait and the most items alive. */
static double
scroll (CtgLazyList *list, guint *n_most_live)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_autoptr (GPtrArray) window = g_ptr_array_new_with_free_func (item_unref);
  double worst_ms = 0;

  for (guint position = 0; position + STEP <= n_items; position += STEP)
    {
      gint64 begun_us = g_get_monotonic_time ();
      CtgLazyItem *last = NULL;

      for (guint i = 0; i < STEP; i++)
        g_ptr_array_add (window, last = g_list_model_get_item (G_LIST_MODEL (list), position + i));
      while (ctg_contact_item_get_row (CTG_CONTACT_ITEM (last)) == NULL)
        g_main_context_iteration (NULL, TRUE);
      if (window->len > N_ROWS)
        g_ptr_array_remove_range (window, 0, window->len - N_ROWS);
      worst_ms = MAX (worst_ms, ms_since (begun_us));
      *n_most_live = MAX (*n_most_live, ctg_lazy_list_get_n_live (list));
    }
  return worst_ms;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GPtrArray **) data = ctg_contact_page_load_thread_finish (CTG_CONTACT_PAGE (source), result, NULL);
}

static double
open_page (CtgStore *store, gint64 contact_id, guint *n_threads)
{
  gint64 begun_us = g_get_monotonic_time ();
  g_autoptr (CtgContactPage) page = ctg_contact_page_new (store, contact_id);
  g_autoptr (GPtrArray) letters = NULL;
  GPtrArray *threads;

  while (ctg_contact_page_get_generation (page) == 0)
    g_main_context_iteration (NULL, TRUE);
  threads = ctg_contact_page_get_threads (page);
  *n_threads = threads->len;
  if (threads->len > 0)
    ctg_contact_page_load_thread_async (page, ((CtgThreadFacts *) g_ptr_array_index (threads, 0))->thread, NULL,
                                        loaded_cb, &letters);
  while (threads->len > 0 && letters == NULL)
    g_main_context_iteration (NULL, TRUE);
  return ms_since (begun_us);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgStore) store = argc == 2 ? ctg_store_open (argv[1], CTG_STORE_READ_ONLY, &error) : NULL;
  g_autoptr (CtgContactList) list = NULL;
  gint64 begun_us = g_get_monotonic_time ();
  guint n_most_live = 0, n_threads = 0;
  double first_ms, page_ms, worst_ms, loaded_ms;

  if (store == NULL)
    {
      g_printerr ("lists DIRECTORY: %s\n", error != NULL ? error->message : "one directory is wanted");
      return 2;
    }
  list = ctg_contact_list_new (store);
  while (!ctg_lazy_list_is_loaded (CTG_LAZY_LIST (list)))
    g_main_context_iteration (NULL, TRUE);
  loaded_ms = ms_since (begun_us);
  worst_ms = scroll (CTG_LAZY_LIST (list), &n_most_live);
  first_ms = open_page (store, 1, &n_threads);
  page_ms = open_page (store, 1, &n_threads);
  g_print ("{\"rows\": %u, \"loaded_ms\": %.1f, \"worst_page_ms\": %.1f, \"most_live\": %u, \"threads\": %u,"
           " \"first_page_ms\": %.1f, \"page_ms\": %.1f}\n",
           g_list_model_get_n_items (G_LIST_MODEL (list)), loaded_ms, worst_ms, n_most_live, n_threads, first_ms,
           page_ms);
  return 0;
}
