/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "background-work.h"

#include "row-counter.h"
#include "sandbox.h"
#include "window-state.h"

#include <glib/gi18n-lib.h>

#define NOTIFICATION "background"

struct _CtgBackgroundWork
{
  GObject parent_instance;

  GApplication *application;      /* (unowned) it owns this */
  GSettings *settings;            /* (owned) (nullable) */
  CtgRowCounter *to_come;         /* (owned) */
  CtgBackground *background;      /* (owned) */
  gboolean starts_with_session;   /* whether it may: the usual profile */
  gboolean stays;                 /* it holds the application */
  gboolean is_told;               /* that it goes on, once a run */
};

G_DEFINE_FINAL_TYPE (CtgBackgroundWork, ctg_background_work, G_TYPE_OBJECT)

static gboolean
is_wanted (CtgBackgroundWork *self)
{
  gboolean is_allowed = self->settings == NULL || g_settings_get_boolean (self->settings, "background");

  return is_allowed && (ctg_row_counter_get_n (self->to_come) > 0 || !ctg_row_counter_is_loaded (self->to_come));
}

/* A refusal is the person's: the system would end it anyway. */
static gboolean
may_stay (CtgBackgroundWork *self)
{
  return is_wanted (self) && ctg_background_get_state (self->background) != CTG_BACKGROUND_REFUSED;
}

static void
state_changed_cb (CtgBackgroundWork *self)
{
  if (self->stays && !may_stay (self))
    ctg_background_work_return (self);
}

static void
update_cb (CtgBackgroundWork *self)
{
  if (self->starts_with_session && ctg_row_counter_is_loaded (self->to_come))
    ctg_background_set_autostart (self->background, is_wanted (self), _("Letters wait for their time."));
  state_changed_cb (self);
}

static void
tell (CtgBackgroundWork *self)
{
  g_autoptr (GNotification) notification = g_notification_new (_("Carteggio goes on in the background"));

  if (self->is_told || ctg_row_counter_get_n (self->to_come) == 0)
    return;
  self->is_told = TRUE;
  g_notification_set_body (notification, _("Letters wait for their time and leave by themselves."));
  g_notification_add_button (notification, _("Quit"), "app.quit");
  g_application_send_notification (self->application, NOTIFICATION, notification);
}

static void
ctg_background_work_dispose (GObject *object)
{
  CtgBackgroundWork *self = CTG_BACKGROUND_WORK (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->to_come);
  g_clear_object (&self->background);
  G_OBJECT_CLASS (ctg_background_work_parent_class)->dispose (object);
}

static void
ctg_background_work_class_init (CtgBackgroundWorkClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ctg_background_work_dispose;
}

static void
ctg_background_work_init (CtgBackgroundWork *self)
{
}

/**
 * ctg_background_work_new:
 * @application: the application, which owns this
 * @engine: the engine
 * @starts_with_session: whether the session may start the program
 *
 * Returns: (transfer full): what watches over it
 */
CtgBackgroundWork *
ctg_background_work_new (GApplication *application, CtgEngine *engine, gboolean starts_with_session)
{
  CtgBackgroundWork *self = g_object_new (CTG_TYPE_BACKGROUND_WORK, NULL);

  self->application = application;
  self->settings = ctg_window_state_open_settings ();
  self->starts_with_session = starts_with_session;
  self->background = ctg_background_new (g_application_get_application_id (application), ctg_sandbox_is_flatpak ());
  g_signal_connect_object (self->background, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  self->to_come = ctg_row_counter_new_to_come (ctg_engine_get_store (engine));
  g_signal_connect_object (self->to_come, "notify::n", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  if (self->settings != NULL)
    g_signal_connect_object (self->settings, "changed::background", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * ctg_background_work_stay:
 * @self: it
 * @is_told: whether the person is told
 *
 * There is no window any more: keeps the application as long as something waits, unless the system refuses it.
 */
void
ctg_background_work_stay (CtgBackgroundWork *self, gboolean is_told)
{
  g_return_if_fail (CTG_IS_BACKGROUND_WORK (self));
  if (self->stays || !may_stay (self))
    return;
  self->stays = TRUE;
  g_application_hold (self->application);
  if (is_told)
    tell (self);
}

/**
 * ctg_background_work_return:
 * @self: it
 *
 * There is a window again, or nothing to wait for.
 */
void
ctg_background_work_return (CtgBackgroundWork *self)
{
  g_return_if_fail (CTG_IS_BACKGROUND_WORK (self));
  if (!self->stays)
    return;
  self->stays = FALSE;
  g_application_withdraw_notification (self->application, NOTIFICATION);
  g_application_release (self->application);
}

/**
 * ctg_background_work_get_background:
 * @self: it
 *
 * Returns: (transfer none): what the system was asked, and has answered
 */
CtgBackground *
ctg_background_work_get_background (CtgBackgroundWork *self)
{
  return self->background;
}
