/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "settings-data.h"

#include "data-errand.h"

struct _CtgSettingsData
{
  AdwBin parent_instance;

  CtgEngine *engine;   /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CtgSettingsData, ctg_settings_data, ADW_TYPE_BIN)

static void
backup_cb (CtgSettingsData *self, GtkWidget *row)
{
  ctg_data_errand_run (row, self->engine, CTG_DATA_BACKUP);
}

static void
export_cb (CtgSettingsData *self, GtkWidget *row)
{
  ctg_data_errand_run (row, self->engine, CTG_DATA_EXPORT);
}

static void
export_contacts_cb (CtgSettingsData *self, GtkWidget *row)
{
  ctg_data_errand_run (row, self->engine, CTG_DATA_EXPORT_CONTACTS);
}

static void
restore_cb (CtgSettingsData *self, GtkWidget *row)
{
  gtk_widget_activate_action (row, "app.restore", NULL);
}

static void
ctg_settings_data_dispose (GObject *object)
{
  g_clear_object (&CTG_SETTINGS_DATA (object)->engine);
  G_OBJECT_CLASS (ctg_settings_data_parent_class)->dispose (object);
}

static void
ctg_settings_data_class_init (CtgSettingsDataClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ctg_settings_data_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/settings-data.ui");
  gtk_widget_class_bind_template_callback (widget_class, backup_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_contacts_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
}

static void
ctg_settings_data_init (CtgSettingsData *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ctg_settings_data_set_engine:
 * @self: the page
 * @engine: whose data; once
 */
void
ctg_settings_data_set_engine (CtgSettingsData *self, CtgEngine *engine)
{
  g_return_if_fail (self->engine == NULL);
  self->engine = g_object_ref (engine);
}
