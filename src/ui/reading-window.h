/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contact-view.h"

G_BEGIN_DECLS

/* A window in which letters are read: the main one, or one of a contact alone. What is done with the contact or the
 * letter it shows is done by the actions installed here and by writing-actions.c; what differs is asked of it. */
#define CTG_TYPE_READING_WINDOW (ctg_reading_window_get_type ())
G_DECLARE_INTERFACE (CtgReadingWindow, ctg_reading_window, CTG, READING_WINDOW, GtkWindow)

struct _CtgReadingWindowInterface
{
  GTypeInterface parent_iface;

  CtgEngine      *(*get_engine)       (CtgReadingWindow *self);   /* (nullable) */
  CtgContactView *(*get_contact_view) (CtgReadingWindow *self);
  gint64          (*get_letter)       (CtgReadingWindow *self);   /* of the inbox; 0: none is shown */
};

CtgEngine      *ctg_reading_window_get_engine       (CtgReadingWindow *self);
CtgContactView *ctg_reading_window_get_contact_view (CtgReadingWindow *self);
gint64          ctg_reading_window_get_letter       (CtgReadingWindow *self);
void            ctg_reading_window_install          (GtkWidgetClass *window_class);
void            ctg_reading_window_set_up           (CtgReadingWindow *self);

G_END_DECLS
