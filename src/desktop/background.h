/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What became of the wish to go on without a window and to be started with the session. */
typedef enum
{
  CTG_BACKGROUND_UNASKED,       /* as long as it runs, with a profile that the session does not start */
  CTG_BACKGROUND_ASKED,         /* no answer yet */
  CTG_BACKGROUND_GRANTED,
  CTG_BACKGROUND_NOT_STARTED,   /* it may go on, but is not started with the session */
  CTG_BACKGROUND_REFUSED,       /* nor may it go on: the system ends what does */
  CTG_BACKGROUND_NO_PORTAL,     /* in a sandbox, and nobody to ask */
  CTG_BACKGROUND_NOT_WRITTEN    /* outside one: the file that starts it could not be kept */
} CtgBackgroundState;

/* Whether the session starts the program without a window: by a file in its autostart folder, in a sandbox by the
 * portal, which asks the person. Main thread.
 *
 * Property `state`, a CtgBackgroundState. */
#define CTG_TYPE_BACKGROUND (ctg_background_get_type ())
G_DECLARE_FINAL_TYPE (CtgBackground, ctg_background, CTG, BACKGROUND, GObject)

CtgBackground     *ctg_background_new           (const char *application_id, gboolean is_in_sandbox);
void               ctg_background_set_autostart (CtgBackground *self, gboolean is_wanted, const char *reason);
void               ctg_background_ask_again     (CtgBackground *self);
CtgBackgroundState ctg_background_get_state     (CtgBackground *self);

G_END_DECLS
