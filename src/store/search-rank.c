/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How well a letter answers what was looked for, as FTS5's `relevance (search)`: where the words stand (a subject says
 * more than a name, a name more than the text), how often, and in how long a letter. How rare a word is does not
 * count, unlike with bm25(): all words are in each hit, and counting them in the whole index takes as long as the index
 * is large. */

#include "search-rank.h"

/* The columns: subject, people, text. */
static const double weights[] = { 8, 4, 1 };
#define TEXT_COLUMN 2

/* More of the same changes nothing. */
#define PLACES_MAX 100
#define PHRASES_MAX 256

/* Words of a letter as they come. */
#define USUAL_LENGTH 150.0

static void
add_places (const Fts5ExtensionApi *api, Fts5Context *fts, double *found)
{
  int n_places = 0;

  api->xInstCount (fts, &n_places);
  for (int i = 0; i < MIN (n_places, PLACES_MAX); i++)
    {
      int phrase = 0, column = 0, offset = 0;

      if (api->xInst (fts, i, &phrase, &column, &offset) == SQLITE_OK && phrase >= 0 && phrase < PHRASES_MAX)
        found[phrase] += weights[CLAMP (column, 0, (int) G_N_ELEMENTS (weights) - 1)];
    }
}

static void
relevance_cb (const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int n_values,
              sqlite3_value **values)
{
  double found[PHRASES_MAX] = { 0 };
  double score = 0, room;
  int length = 0;

  api->xColumnSize (fts, TEXT_COLUMN, &length);
  room = 1 + length / USUAL_LENGTH;
  add_places (api, fts, found);
  for (guint i = 0; i < PHRASES_MAX; i++)
    score += found[i] / (found[i] + room);
  sqlite3_result_double (context, score);
}

static fts5_api *
get_api (CtgDb *db)
{
  fts5_api *api = NULL;
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db->handle, "SELECT fts5 (?)", -1, &statement, NULL) == SQLITE_OK)
    {
      sqlite3_bind_pointer (statement, 1, &api, "fts5_api_ptr", NULL);
      sqlite3_step (statement);
    }
  sqlite3_finalize (statement);
  return api;
}

/**
 * ctg_search_rank_register:
 * @db: a connection being opened
 *
 * Makes `relevance (search)` known.
 */
void
ctg_search_rank_register (CtgDb *db)
{
  fts5_api *api = get_api (db);

  if (api != NULL)
    api->xCreateFunction (api, "relevance", NULL, relevance_cb, NULL);
}
