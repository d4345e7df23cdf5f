/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of the help (data/help), which are part of the program: read without a network and without Yelp. */

#include "help-book.h"

#include "help-resources.h"

#define PREFIX "/org/carteggio/Carteggio/help/"

static const char *const pages[] = {
  "start", "providers", "exchange", "reading", "writing", "stored", "privacy", "trouble", "messages", "questions",
  "keyboard", "administrators", NULL
};

/**
 * ctg_help_book_list_pages:
 *
 * Returns: (transfer none) (array zero-terminated=1): the ids of all pages
 */
const char *const *
ctg_help_book_list_pages (void)
{
  return pages;
}

/**
 * ctg_help_book_dup_source:
 * @id: of a page
 *
 * Returns: (transfer full) (nullable): the page as it is written; %NULL: there is none of that name
 */
char *
ctg_help_book_dup_source (const char *id)
{
  g_autofree char *path = g_strconcat (PREFIX, id, ".page", NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (!g_strv_contains (pages, id))
    return NULL;
  bytes = g_resource_lookup_data (ctg_help_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

/**
 * ctg_help_book_open:
 * @id: of a page
 *
 * Returns: (transfer full) (nullable): the page; %NULL: there is none of that name
 */
CtgHelpPage *
ctg_help_book_open (const char *id)
{
  g_autofree char *source = ctg_help_book_dup_source (id);
  g_autoptr (GError) error = NULL;
  CtgHelpPage *page = source != NULL ? ctg_help_page_parse (source, -1, &error) : NULL;

  if (error != NULL)
    g_warning ("The page %s of the help is broken: %s", id, error->message);
  return page;
}
