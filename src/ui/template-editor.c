/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "template-editor.h"

#include "compose-recipients.h"
#include "engine-templates.h"
#include "texts.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PREVIEW_BYTES (64 * 1024)

struct _CtgTemplateEditor
{
  AdwWindow parent_instance;

  GtkWidget *save_button;
  GtkLabel *problem_label;
  GtkEditable *name_row;
  GtkEditable *folder_row;
  GtkEditable *shortcut_row;
  GtkEditable *subject_row;
  GtkTextView *text_view;
  CtgComposeRecipients *person;
  GtkLabel *preview_label;
  GtkLabel *missing_label;

  CtgEngine *engine;      /* (owned) (nullable) */
  gint64 id;
  guint asked;            /* how often it was tried: only the last answer counts */
};

G_DEFINE_FINAL_TYPE (CtgTemplateEditor, ctg_template_editor, ADW_TYPE_WINDOW)

enum { KEPT, N_SIGNALS };

static guint signals[N_SIGNALS];

static char *
dup_text (CtgTemplateEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* --- Trying it --- */

static void
add_attribute (PangoAttrList *attributes, PangoAttribute *attribute, gsize start, gsize end)
{
  attribute->start_index = (guint) start;
  attribute->end_index = (guint) end;
  pango_attr_list_insert (attributes, attribute);
}

/* What stays open is underlined and strong, and said below, each once. */
static char *
mark_open (const char *text, PangoAttrList *attributes)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func (g_free);
  const char *start = text, *end;

  while ((start = strstr (start, "{{")) != NULL && (end = strstr (start, "}}")) != NULL)
    {
      char *token = g_strndup (start, (gsize) (end + 2 - start));

      add_attribute (attributes, pango_attr_underline_new (PANGO_UNDERLINE_ERROR), (gsize) (start - text),
                     (gsize) (end + 2 - text));
      add_attribute (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), (gsize) (start - text),
                     (gsize) (end + 2 - text));
      if (g_ptr_array_find_with_equal_func (open, token, g_str_equal, NULL))
        g_free (token);
      else
        g_ptr_array_add (open, token);
      start = end + 2;
    }
  if (open->len == 0)
    return NULL;
  g_ptr_array_add (open, NULL);
  return g_strjoinv (", ", (char **) open->pdata);
}

static void
show_filled (CtgTemplateEditor *self, const CtgFilledTemplate *filled)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_autofree char *subject = ctg_words_line (filled->subject);
  g_autofree char *body = ctg_words_body (filled->text, PREVIEW_BYTES);
  g_autofree char *whole = g_strstrip (g_strdup_printf ("%s\n\n%s", subject, body));
  g_autofree char *open = mark_open (whole, attributes);
  /* Translators: %s is {{contact.phone}} or the like, possibly several. */
  g_autofree char *missing = open != NULL ? g_strdup_printf (_("Not known of this contact: %s"), open) : NULL;

  add_attribute (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), 0, strlen (subject));
  gtk_label_set_text (self->preview_label, whole);
  gtk_label_set_attributes (self->preview_label, attributes);
  gtk_widget_set_visible (GTK_WIDGET (self->preview_label), TRUE);
  gtk_label_set_text (self->missing_label, missing != NULL ? missing : "");
  gtk_widget_set_visible (GTK_WIDGET (self->missing_label), missing != NULL);
}

typedef struct
{
  CtgTemplateEditor *editor;   /* (owned) */
  guint number;
} Trial;

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Trial *trial = data;
  g_autoptr (CtgTemplateEditor) self = trial->editor;
  g_autoptr (CtgFilledTemplate) filled = ctg_engine_fill_template_finish (NULL, result, NULL);

  if (filled != NULL && self->engine != NULL && trial->number == self->asked)
    show_filled (self, filled);
}

static void
changed_cb (CtgTemplateEditor *self)
{
  const char *person = ctg_compose_recipients_get_text (self->person);
  g_autofree char *text = dup_text (self);
  Trial *trial;

  gtk_widget_set_sensitive (self->save_button, *gtk_editable_get_text (self->name_row) != '\0');
  self->asked++;
  if (self->engine == NULL || strchr (person, '@') == NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->preview_label), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->missing_label), FALSE);
      return;
    }
  trial = g_new0 (Trial, 1);
  trial->editor = g_object_ref (self);
  trial->number = self->asked;
  ctg_engine_preview_template_async (self->engine, gtk_editable_get_text (self->subject_row), text, person, filled_cb,
                                     trial);
}

/* --- Keeping it --- */

static void
show_problem (CtgTemplateEditor *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  g_autofree char *sentence = g_strstrip (g_strdup_printf ("%s %s", text->headline, text->next));

  gtk_label_set_text (self->problem_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
  gtk_widget_set_sensitive (self->save_button, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (g_strrstr (error->message, "shortcut") != NULL ? self->shortcut_row
                                                                                    : self->name_row));
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgTemplateEditor) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_kept = ctg_engine_put_template_finish (CTG_ENGINE (source), result, &error);

  if (self->engine == NULL)
    return;
  if (!is_kept)
    {
      show_problem (self, error);
      return;
    }
  g_signal_emit (self, signals[KEPT], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
save_cb (CtgTemplateEditor *self)
{
  g_autofree char *text = dup_text (self);
  CtgTemplateFields fields = { .id = self->id, .name = gtk_editable_get_text (self->name_row),
                               .folder = gtk_editable_get_text (self->folder_row),
                               .shortcut = gtk_editable_get_text (self->shortcut_row),
                               .subject = gtk_editable_get_text (self->subject_row), .text = text };

  gtk_widget_set_sensitive (self->save_button, FALSE);
  ctg_engine_put_template_async (self->engine, &fields, kept_cb, g_object_ref (self));
}

/* --- The window --- */

static void
ctg_template_editor_dispose (GObject *object)
{
  g_clear_object (&CTG_TEMPLATE_EDITOR (object)->engine);
  G_OBJECT_CLASS (ctg_template_editor_parent_class)->dispose (object);
}

static void
ctg_template_editor_class_init (CtgTemplateEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_template_editor_dispose;
  signals[KEPT] = g_signal_new ("kept", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  g_type_ensure (CTG_TYPE_COMPOSE_RECIPIENTS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/template-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgTemplateEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, CtgTemplateEditor, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CtgTemplateEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, CtgTemplateEditor, folder_row);
  gtk_widget_class_bind_template_child (widget_class, CtgTemplateEditor, shortcut_row);
  gtk_widget_class_bind_template_child (widget_class, CtgTemplateEditor, subject_row);
  gtk_widget_class_bind_template_child (widget_class, CtgTemplateEditor, text_view);
  gtk_widget_class_bind_template_child (widget_class, CtgTemplateEditor, person);
  gtk_widget_class_bind_template_child (widget_class, CtgTemplateEditor, preview_label);
  gtk_widget_class_bind_template_child (widget_class, CtgTemplateEditor, missing_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
ctg_template_editor_init (CtgTemplateEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * ctg_template_editor_new:
 * @parent: the window it is modal to
 * @engine: the engine
 * @row: the template; copied
 *
 * Returns: (transfer none): the editor, not yet presented
 */
CtgTemplateEditor *
ctg_template_editor_new (GtkWindow *parent, CtgEngine *engine, const CtgTemplateRow *row)
{
  CtgTemplateEditor *self = g_object_new (CTG_TYPE_TEMPLATE_EDITOR, "application",
                                          gtk_window_get_application (parent), "transient-for", parent, NULL);

  self->id = row->id;
  gtk_editable_set_text (self->name_row, row->name);
  gtk_editable_set_text (self->folder_row, row->folder);
  gtk_editable_set_text (self->shortcut_row, row->shortcut);
  gtk_editable_set_text (self->subject_row, row->subject);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), row->text, -1);
  self->engine = g_object_ref (engine);
  ctg_compose_recipients_set_engine (self->person, engine, _("Contact to try it with"));
  return self;
}
