/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "template-rows.h"

#include "store.h"
#include "templates.h"

/**
 * ctg_template_row_free:
 * @self: (transfer full) (nullable): a row
 */
void
ctg_template_row_free (CtgTemplateRow *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->folder);
  g_free (self->shortcut);
  g_free (self->subject);
  g_free (self->text);
  g_free (self);
}

static gboolean
load_job (CtgDb *db, gpointer data, GError **error)
{
  GPtrArray *rows = data;
  g_autoptr (GPtrArray) templates = ctg_templates_list (db, error);

  for (guint i = 0; templates != NULL && i < templates->len; i++)
    {
      CtgTemplate *template = g_ptr_array_index (templates, i);
      CtgTemplateRow *row = g_new0 (CtgTemplateRow, 1);

      row->id = template->id;
      row->name = g_steal_pointer (&template->name);
      row->folder = g_steal_pointer (&template->folder);
      row->shortcut = g_steal_pointer (&template->shortcut);
      row->text = g_steal_pointer (&template->text);
      row->subject = g_steal_pointer (&template->subject);
      g_ptr_array_add (rows, row);
    }
  return templates != NULL;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ctg_store_read_finish (CTG_STORE (source), result, &error))
    g_task_return_pointer (task, g_ptr_array_ref (g_task_get_task_data (task)), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_template_rows_load_async:
 * @store: the database
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Reads which templates there are.
 */
void
ctg_template_rows_load_async (CtgStore *store, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (store, NULL, callback, user_data);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_template_row_free);

  g_task_set_task_data (task, rows, (GDestroyNotify) g_ptr_array_unref);
  ctg_store_read_async (store, load_job, rows, NULL, NULL, loaded_cb, task);
}

/**
 * ctg_template_rows_load_finish:
 * @result: what the callback got
 * @error: `STORAGE`
 *
 * Returns: (transfer full) (element-type CtgTemplateRow): by folder and name
 */
GPtrArray *
ctg_template_rows_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
