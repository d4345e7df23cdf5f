/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contact-window.h"

#include "reading-window.h"
#include "window-state.h"

#include <glib/gi18n-lib.h>

#define DEFAULT_WIDTH 640
#define DEFAULT_HEIGHT 720

struct _CtgContactWindow
{
  AdwApplicationWindow parent_instance;

  CtgEngine *engine;           /* (owned) (nullable) */
  CtgContactView *contact_view;
  gint64 contact_id;
  gboolean is_closed;          /* by the person */
};

static void ctg_contact_window_reading_init (CtgReadingWindowInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtgContactWindow, ctg_contact_window, ADW_TYPE_APPLICATION_WINDOW,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_READING_WINDOW, ctg_contact_window_reading_init))

static CtgEngine *
get_engine (CtgReadingWindow *window)
{
  return CTG_CONTACT_WINDOW (window)->engine;
}

static CtgContactView *
get_contact_view (CtgReadingWindow *window)
{
  return CTG_CONTACT_WINDOW (window)->contact_view;
}

static gint64
get_letter (CtgReadingWindow *window)
{
  return 0;
}

static void
ctg_contact_window_reading_init (CtgReadingWindowInterface *iface)
{
  iface->get_engine = get_engine;
  iface->get_contact_view = get_contact_view;
  iface->get_letter = get_letter;
}

static void
find_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_contact_view_find (CTG_CONTACT_WINDOW (widget)->contact_view);
}

static void
close_contact_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

/**
 * ctg_contact_window_remember:
 * @application: the application
 * @engine: the engine
 *
 * Keeps which windows are open, and their sizes. Those of other profiles stay remembered.
 */
void
ctg_contact_window_remember (GtkApplication *application, CtgEngine *engine)
{
  g_autoptr (GVariant) before = ctg_window_state_dup_contacts ();
  const char *profile = ctg_engine_get_profile (engine)->id;
  GVariantBuilder builder;
  GVariantIter iter;
  GVariant *row;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sxii)"));
  g_variant_iter_init (&iter, before);
  while ((row = g_variant_iter_next_value (&iter)) != NULL)
    {
      const char *of;

      g_variant_get_child (row, 0, "&s", &of);
      if (!g_str_equal (of, profile))
        g_variant_builder_add_value (&builder, row);
      g_variant_unref (row);
    }
  for (GList *at = gtk_application_get_windows (application); at != NULL; at = at->next)
    if (CTG_IS_CONTACT_WINDOW (at->data) && !CTG_CONTACT_WINDOW (at->data)->is_closed)
      {
        int width, height;

        gtk_window_get_default_size (at->data, &width, &height);
        g_variant_builder_add (&builder, "(sxii)", profile, CTG_CONTACT_WINDOW (at->data)->contact_id, width, height);
      }
  ctg_window_state_set_contacts (g_variant_builder_end (&builder));
}

/* Closed by the person it is forgotten; with the program it comes back. */
static gboolean
ctg_contact_window_close_request (GtkWindow *window)
{
  CtgContactWindow *self = CTG_CONTACT_WINDOW (window);
  GtkApplication *application = gtk_window_get_application (window);

  if (!ctg_application_is_quitting (CTG_APPLICATION (application)))
    {
      self->is_closed = TRUE;
      ctg_contact_window_remember (application, self->engine);
    }
  return GTK_WINDOW_CLASS (ctg_contact_window_parent_class)->close_request (window);
}

static void
ctg_contact_window_dispose (GObject *object)
{
  g_clear_object (&CTG_CONTACT_WINDOW (object)->engine);
  G_OBJECT_CLASS (ctg_contact_window_parent_class)->dispose (object);
}

static void
ctg_contact_window_class_init (CtgContactWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_contact_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = ctg_contact_window_close_request;
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_cb);
  gtk_widget_class_install_action (widget_class, "win.close-contact", "x", close_contact_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.find", NULL);
  ctg_reading_window_install (widget_class);
}

static void
ctg_contact_window_init (CtgContactWindow *self)
{
  GtkWidget *toasts = adw_toast_overlay_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = adw_header_bar_new ();

  /* The page says who it is, larger. */
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (head), gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_widget_add_css_class (head, "flat");
  gtk_widget_add_css_class (toasts, "view");
  self->contact_view = g_object_new (CTG_TYPE_CONTACT_VIEW, NULL);
  gtk_widget_set_vexpand (GTK_WIDGET (self->contact_view), TRUE);
  g_object_bind_property (self->contact_view, "title", self, "title", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->contact_view));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (toasts), box);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), toasts);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 294);
  ctg_reading_window_set_up (CTG_READING_WINDOW (self));
}

static CtgContactWindow *
find_window (GtkApplication *application, gint64 contact_id)
{
  for (GList *at = gtk_application_get_windows (application); at != NULL; at = at->next)
    if (CTG_IS_CONTACT_WINDOW (at->data) && CTG_CONTACT_WINDOW (at->data)->contact_id == contact_id)
      return at->data;
  return NULL;
}

static void
open_sized (GtkApplication *application, CtgEngine *engine, gint64 contact_id, int width, int height)
{
  CtgContactWindow *self = find_window (application, contact_id);

  if (self == NULL)
    {
      self = g_object_new (CTG_TYPE_CONTACT_WINDOW, "application", application, "default-width", width,
                           "default-height", height, NULL);
      self->engine = g_object_ref (engine);
      self->contact_id = contact_id;
      ctg_contact_view_show (self->contact_view, engine, contact_id);
      ctg_contact_view_focus (self->contact_view);
      ctg_contact_window_remember (application, engine);
    }
  gtk_window_present (GTK_WINDOW (self));
}

/**
 * ctg_contact_window_open:
 * @application: the application
 * @engine: the engine
 * @contact_id: whom to show
 *
 * Opens a contact's window, or comes back to it where it is open.
 */
void
ctg_contact_window_open (GtkApplication *application, CtgEngine *engine, gint64 contact_id)
{
  open_sized (application, engine, contact_id, DEFAULT_WIDTH, DEFAULT_HEIGHT);
}

/**
 * ctg_contact_window_restore:
 * @application: the application
 * @engine: the engine
 *
 * Opens again the windows that were open when the program was quit.
 */
void
ctg_contact_window_restore (GtkApplication *application, CtgEngine *engine)
{
  g_autoptr (GVariant) windows = ctg_window_state_dup_contacts ();
  GVariantIter iter;
  const char *profile;
  gint64 contact_id;
  int width, height;

  g_variant_iter_init (&iter, windows);
  while (g_variant_iter_next (&iter, "(&sxii)", &profile, &contact_id, &width, &height))
    if (g_str_equal (profile, ctg_engine_get_profile (engine)->id))
      open_sized (application, engine, contact_id, MAX (width, 360), MAX (height, 294));
}
