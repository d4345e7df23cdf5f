/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is known when a mailbox cannot be opened. */
typedef struct
{
  gboolean has_password;   /* and is not signed in to with the browser */
  gint64 silent_s;         /* since its last good look; -1: there was none */
  gint64 tried_s;          /* how long this run has tried in vain with the network up all the while */
} CtgDisconnectionFacts;

GError  *ctg_disconnection_judge      (const GError *error, const CtgDisconnectionFacts *facts);
gboolean ctg_disconnection_is_lasting (const GError *error);

G_END_DECLS
