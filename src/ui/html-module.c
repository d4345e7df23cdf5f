/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "html-module.h"

#include "build-config.h"
#include "files.h"

#include <gmodule.h>

#define MODULE_NAME "carteggio-html.so"

typedef GtkWidget *(*NewViewFunc) (CtgEngine *engine, CtgLetterHtml *letter);

static NewViewFunc
load (void)
{
  g_autofree char *path = ctg_find_beside_program (MODULE_NAME, CTG_MODULEDIR);
  GModule *module = g_module_open (path, G_MODULE_BIND_LOCAL);
  gpointer symbol = NULL;

  if (module == NULL || !g_module_symbol (module, "ctg_html_view_new", &symbol))
    {
      g_warning ("%s", g_module_error ());
      return NULL;
    }
  /* Its types stay. */
  g_module_make_resident (module);
  return (NewViewFunc) symbol;
}

/**
 * ctg_html_module_new_view:
 * @engine: the engine
 * @letter: (transfer full): what to show
 *
 * Loads the module with WebKit the first time.
 *
 * Returns: (transfer floating) (nullable): a CtgHtmlView; %NULL when the module is not there
 */
GtkWidget *
ctg_html_module_new_view (CtgEngine *engine, CtgLetterHtml *letter)
{
  static NewViewFunc new_view = NULL;

  if (new_view == NULL)
    new_view = load ();
  if (new_view != NULL)
    return new_view (engine, letter);
  ctg_letter_html_free (letter);
  return NULL;
}

/**
 * ctg_html_module_is_view:
 * @widget: any widget
 *
 * Returns: whether it is a CtgHtmlView, of which nothing but its properties and signals is known outside the module
 */
gboolean
ctg_html_module_is_view (GtkWidget *widget)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), "CtgHtmlView");
}
