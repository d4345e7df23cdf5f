/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "help-search.h"

#include "help-book.h"
#include "help-tables.h"

#include <string.h>

#define HITS_MAX 50

/**
 * ctg_help_hit_free:
 * @self: (transfer full) (nullable): a part in which words were found
 */
void
ctg_help_hit_free (CtgHelpHit *self)
{
  if (self == NULL)
    return;
  g_free (self->topic);
  g_free (self->title);
  g_free (self->page);
  g_free (self);
}

static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

static gboolean
has_all (const char *text, char **words)
{
  g_autofree char *folded = fold (text);

  for (char **word = words; *word != NULL; word++)
    if (strstr (folded, *word) == NULL)
      return FALSE;
  return TRUE;
}

static void
add_hit (GPtrArray *hits, const CtgHelpPage *page, const CtgHelpBlock *heading)
{
  CtgHelpHit *hit = g_new0 (CtgHelpHit, 1);

  hit->topic = heading == NULL ? g_strdup (page->id)
                               : g_strdup_printf ("%s#%.*s", page->id, (int) strcspn (heading->id, " "), heading->id);
  hit->title = heading != NULL ? ctg_help_block_dup_plain (heading) : g_strdup (page->title);
  hit->page = g_strdup (page->title);
  g_ptr_array_add (hits, hit);
}

/* A part is a heading and what stands below it, or what stands below the title. */
static void
search_page (GPtrArray *hits, const CtgHelpPage *page, char **words)
{
  g_autoptr (GString) part = g_string_new (page->title);
  const CtgHelpBlock *heading = NULL;

  for (guint i = 0; i <= page->blocks->len && hits->len < HITS_MAX; i++)
    {
      const CtgHelpBlock *block = i < page->blocks->len ? page->blocks->pdata[i] : NULL;
      g_autofree char *plain = block != NULL ? ctg_help_block_dup_plain (block) : NULL;

      if (block == NULL || block->kind == CTG_HELP_HEADING)
        {
          if (has_all (part->str, words))
            add_hit (hits, page, heading);
          g_string_truncate (part, 0);
          heading = block;
        }
      if (plain != NULL)
        g_string_append_printf (part, " %s", plain);
    }
}

/**
 * ctg_help_search:
 * @words: what is looked for
 * @application: whose help it is
 *
 * Returns: (transfer full) (element-type CtgHelpHit): the parts that have all of the words, in the order of the pages
 */
GPtrArray *
ctg_help_search (const char *words, GtkApplication *application)
{
  const char *const *pages = ctg_help_book_list_pages ();
  g_autofree char *folded = fold (words);
  g_auto (GStrv) list = g_strsplit (folded, " ", -1);
  GPtrArray *hits = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_help_hit_free);

  for (int i = 0; pages[i] != NULL; i++)
    {
      g_autoptr (CtgHelpPage) page = ctg_help_tables_open (pages[i], application);

      if (page != NULL)
        search_page (hits, page, list);
    }
  return hits;
}
