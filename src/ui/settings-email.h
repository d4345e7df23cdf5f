/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "background.h"
#include "engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Settings > General > E-mail: the mailboxes and how they are. */
#define CTG_TYPE_SETTINGS_EMAIL (ctg_settings_email_get_type ())
G_DECLARE_FINAL_TYPE (CtgSettingsEmail, ctg_settings_email, CTG, SETTINGS_EMAIL, AdwBin)

void ctg_settings_email_set_engine    (CtgSettingsEmail *self, CtgEngine *engine);
void ctg_settings_email_set_background (CtgSettingsEmail *self, CtgBackground *background);
void ctg_settings_email_focus         (CtgSettingsEmail *self);
void ctg_settings_email_focus_mailbox (CtgSettingsEmail *self, const char *account_id);
void ctg_settings_email_open          (CtgSettingsEmail *self, const char *address);

G_END_DECLS
