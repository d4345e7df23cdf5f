/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contact-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is known of a contact, in a boxed list. */
#define CTG_TYPE_CONTACT_DETAILS (ctg_contact_details_get_type ())
G_DECLARE_FINAL_TYPE (CtgContactDetails, ctg_contact_details, CTG, CONTACT_DETAILS, GtkWidget)

void ctg_contact_details_show (CtgContactDetails *self, const CtgContactFacts *contact);

G_END_DECLS
