/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "settings-diagnostics.h"

#include "accessible-names.h"
#include "errors.h"
#include "state-icon.h"
#include "texts.h"

#include <glib/gi18n-lib.h>

struct _CtgSettingsDiagnostics
{
  AdwBin parent_instance;

  CtgEngine *engine;            /* (owned) (nullable) */
  GCancellable *cancellable;    /* (owned) (nullable) of the look that is under way */
  GPtrArray *rows;              /* (owned) (element-type GtkWidget) in the group now */
  AdwPreferencesGroup *group;
  GtkWidget *report_group;
  GtkLabel *report;
  GtkButton *copy_button;
};

G_DEFINE_FINAL_TYPE (CtgSettingsDiagnostics, ctg_settings_diagnostics, ADW_TYPE_BIN)

static AdwActionRow *
add_row (CtgSettingsDiagnostics *self, const char *title, CtgStepState state)
{
  GtkWidget *row = adw_action_row_new ();
  CtgStateIcon *icon = ctg_state_icon_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  ctg_state_icon_set_state (icon, state);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), GTK_WIDGET (icon));
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
  return ADW_ACTION_ROW (row);
}

static void
remove_rows (CtgSettingsDiagnostics *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

/* A mailbox's steps are one row: how far one gets, and what stops one there. */
static AdwActionRow *
add_mailbox (CtgSettingsDiagnostics *self, GPtrArray *checks, guint *index)
{
  const char *address = ((const CtgCheck *) g_ptr_array_index (checks, *index))->account;
  g_autoptr (GString) troubles = g_string_new (NULL);
  AdwActionRow *row;

  for (; *index < checks->len; (*index)++)
    {
      const CtgCheck *check = g_ptr_array_index (checks, *index);

      if (g_strcmp0 (check->account, address) != 0)
        break;
      if (!check->ok)
        g_string_append_printf (troubles, "%s%s: %s", troubles->len > 0 ? "\n" : "", ctg_text_for_check (check->name),
                                check->message);
    }
  (*index)--;
  row = add_row (self, address, troubles->len > 0 ? CTG_STEP_FAILED : CTG_STEP_DONE);
  adw_action_row_set_subtitle (row, troubles->len > 0 ? troubles->str : _("Both servers let you in"));
  return row;
}

/* A row is worth its place when it says something: nothing set aside and nothing to know is no news, and a password is
 * spoken of where its mailbox is. */
static gboolean
is_worth_a_row (const CtgCheck *check)
{
  if (g_str_equal (check->name, "passwords"))
    return FALSE;
  if (!check->ok || (!g_str_equal (check->name, "set-aside") && !g_str_equal (check->name, "warnings")))
    return TRUE;
  return check->message != NULL && *check->message != '\0' && !g_str_equal (check->message, "0");
}

static void
show_checks (CtgSettingsDiagnostics *self, GPtrArray *checks)
{
  remove_rows (self);
  for (guint i = 0; i < checks->len; i++)
    {
      const CtgCheck *check = g_ptr_array_index (checks, i);
      AdwActionRow *row;

      if (!is_worth_a_row (check))
        continue;
      if (check->account != NULL)
        row = add_mailbox (self, checks, &i);
      else
        {
          row = add_row (self, ctg_text_for_check (check->name), check->ok ? CTG_STEP_DONE : CTG_STEP_FAILED);
          adw_action_row_set_subtitle (row, check->message != NULL ? check->message : "");
        }
      adw_action_row_set_subtitle_lines (row, 0);
    }
}

static void
show_failure (CtgSettingsDiagnostics *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);

  remove_rows (self);
  adw_action_row_set_subtitle (add_row (self, text->headline, CTG_STEP_FAILED), text->next);
}

static void
reported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSettingsDiagnostics) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *report = ctg_engine_report_finish (CTG_ENGINE (source), result, &error);

  if (ctg_error_is_cancelled (error))
    return;
  g_clear_object (&self->cancellable);
  if (report == NULL)
    return;
  gtk_label_set_text (self->report, report);
  gtk_widget_set_visible (self->report_group, TRUE);
}

static void
diagnosed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSettingsDiagnostics) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks = ctg_engine_diagnose_finish (CTG_ENGINE (source), result, &error);

  if (ctg_error_is_cancelled (error))
    return;
  if (checks == NULL)
    {
      show_failure (self, error);
      g_clear_object (&self->cancellable);
      return;
    }
  show_checks (self, checks);
  ctg_engine_report_async (self->engine, checks, self->cancellable, reported_cb, g_object_ref (self));
}

static void
label_copy_button (CtgSettingsDiagnostics *self, const char *label)
{
  gtk_button_set_label (self->copy_button, label);
  ctg_accessible_names_mend (GTK_WIDGET (self->copy_button));
}

static void
copy_clicked_cb (CtgSettingsDiagnostics *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_text (self->report));
  label_copy_button (self, _("_Copied"));
}

static void
ctg_settings_diagnostics_dispose (GObject *object)
{
  CtgSettingsDiagnostics *self = CTG_SETTINGS_DIAGNOSTICS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ctg_settings_diagnostics_parent_class)->dispose (object);
}

static void
ctg_settings_diagnostics_class_init (CtgSettingsDiagnosticsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ctg_settings_diagnostics_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/settings-diagnostics.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsDiagnostics, group);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsDiagnostics, report_group);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsDiagnostics, report);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsDiagnostics, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, ctg_settings_diagnostics_look);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
ctg_settings_diagnostics_init (CtgSettingsDiagnostics *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ctg_settings_diagnostics_set_engine:
 * @self: the page
 * @engine: what it looks at; once
 */
void
ctg_settings_diagnostics_set_engine (CtgSettingsDiagnostics *self, CtgEngine *engine)
{
  g_return_if_fail (self->engine == NULL);
  self->engine = g_object_ref (engine);
}

/**
 * ctg_settings_diagnostics_look:
 * @self: the page
 *
 * Looks whether everything is in order; goes on with a look that is under way. Ends with the page.
 */
void
ctg_settings_diagnostics_look (CtgSettingsDiagnostics *self)
{
  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  remove_rows (self);
  add_row (self, _("Looking…"), CTG_STEP_RUNNING);
  gtk_widget_set_visible (self->report_group, FALSE);
  label_copy_button (self, _("_Copy the report"));
  ctg_engine_diagnose_async (self->engine, NULL, TRUE, self->cancellable, diagnosed_cb, g_object_ref (self));
}
