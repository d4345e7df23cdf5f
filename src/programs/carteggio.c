/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "application.h"
#include "build-config.h"
#include "memory.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

int
main (int argc, char *argv[])
{
  const char *locale_dir = g_getenv ("CARTEGGIO_LOCALEDIR");   /* a build that is not installed */
  g_autoptr (CtgApplication) application = NULL;

  ctg_memory_prepare ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : CTG_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  application = ctg_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
