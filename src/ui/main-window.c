/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "main-window.h"

struct _CtgMainWindow
{
  AdwApplicationWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (CtgMainWindow, ctg_main_window, ADW_TYPE_APPLICATION_WINDOW)

static void
ctg_main_window_class_init (CtgMainWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/main-window.ui");
}

static void
ctg_main_window_init (CtgMainWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ctg_main_window_new:
 * @application: the application, which has the engine
 *
 * Returns: (transfer none): the window, owned by the toolkit
 */
CtgMainWindow *
ctg_main_window_new (CtgApplication *application)
{
  return g_object_new (CTG_TYPE_MAIN_WINDOW, "application", application, NULL);
}
