/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is kept here, out into a file or a folder: asks where to, shows how far it is, says what became of it. */
typedef enum
{
  CTG_DATA_BACKUP,
  CTG_DATA_EXPORT,
  CTG_DATA_EXPORT_CONTACTS,
} CtgDataErrand;

void ctg_data_errand_run (GtkWidget *from, CtgEngine *engine, CtgDataErrand what);

G_END_DECLS
