/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "html-module.h"

#include "build-config.h"

#include <gmodule.h>

#define MODULE_NAME "carteggio-html.so"

typedef GtkWidget *(*NewViewFunc) (CtgEngine *engine, CtgLetterHtml *letter);

/* Beside the program, where it is built; else where it is installed. */
static char *
find_module (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : g_strdup (CTG_MODULEDIR);
  g_autofree char *beside = g_build_filename (folder, MODULE_NAME, NULL);

  return g_file_test (beside, G_FILE_TEST_EXISTS) ? g_steal_pointer (&beside)
                                                  : g_build_filename (CTG_MODULEDIR, MODULE_NAME, NULL);
}

static NewViewFunc
load (void)
{
  g_autofree char *path = find_module ();
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
