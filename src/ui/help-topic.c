/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "help-topic.h"

#include "errors.h"

#include <glib/gi18n-lib.h>

#define KEY "ctg-help-topic"

/**
 * ctg_help_topic_set:
 * @widget: a window, or a part of one
 * @topic: (nullable): what the help says of it: PAGE or PAGE#ID; %NULL: nothing of its own
 *
 * Sets what F1 shows while the focus is in the widget and in no part of it with another topic.
 */
void
ctg_help_topic_set (GtkWidget *widget, const char *topic)
{
  g_object_set_data_full (G_OBJECT (widget), KEY, g_strdup (topic), g_free);
}

/**
 * ctg_help_topic_find:
 * @window: (nullable): a window
 *
 * Returns: (transfer none): the topic of where its focus is; "start" if nothing has one
 */
const char *
ctg_help_topic_find (GtkWindow *window)
{
  GtkWidget *widget = window != NULL ? gtk_window_get_focus (window) : NULL;
  const char *topic = NULL;

  if (widget == NULL)
    widget = (GtkWidget *) window;
  for (; widget != NULL && topic == NULL; widget = gtk_widget_get_parent (widget))
    topic = g_object_get_data (G_OBJECT (widget), KEY);
  return topic != NULL ? topic : "start";
}

/**
 * ctg_help_topic_for_error:
 * @code: an error code's name
 * @reason: (nullable): its reason
 *
 * Returns: (transfer full): where the help explains it
 */
char *
ctg_help_topic_for_error (const char *code, const char *reason)
{
  return g_strconcat ("messages#", code, reason != NULL ? "-" : NULL, reason, NULL);
}

/**
 * ctg_help_topic_set_for:
 * @widget: what tells of a problem
 * @error: the problem
 *
 * Has F1 explain that problem.
 */
void
ctg_help_topic_set_for (GtkWidget *widget, const GError *error)
{
  CtgErrorDetails details = ctg_error_get_details (error);
  const char *code = error->domain == CTG_ERROR ? ctg_error_code_to_string (error->code) : "FAILED";
  g_autofree char *topic = ctg_help_topic_for_error (code, details.reason);

  ctg_help_topic_set (widget, topic);
}

static void
clicked_cb (GtkButton *button)
{
  const char *topic = NULL;

  for (GtkWidget *widget = GTK_WIDGET (button); widget != NULL && topic == NULL;
       widget = gtk_widget_get_parent (widget))
    topic = g_object_get_data (G_OBJECT (widget), KEY);
  gtk_widget_activate_action (GTK_WIDGET (button), "app.help-on", "s", topic != NULL ? topic : "start");
}

/**
 * ctg_help_topic_new_button:
 *
 * Returns: (transfer floating): a button *Help*
 */
GtkWidget *
ctg_help_topic_new_button (void)
{
  GtkWidget *button = gtk_button_new_with_label (_("Help"));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), NULL);
  return button;
}
