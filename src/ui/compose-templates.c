/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "compose-templates.h"

#include "engine-templates.h"
#include "template-dialog.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  GtkWindow *window;       /* (owned) */
  CtgEngine *engine;       /* (owned) */
  CtgComposeForm *form;    /* (owned) (nullable) */
  CtgDraft *draft;         /* (owned) */
  GtkEditable *name;       /* (unowned) (nullable) in the dialog */
} Asking;

static Asking *
asking_new (GtkWindow *window, CtgEngine *engine, CtgComposeForm *form, const CtgDraft *now)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->window = g_object_ref (window);
  asking->engine = g_object_ref (engine);
  asking->form = form != NULL ? g_object_ref (form) : NULL;
  asking->draft = ctg_draft_copy (now);
  return asking;
}

static void
asking_free (Asking *asking, GClosure *closure)
{
  g_object_unref (asking->window);
  g_object_unref (asking->engine);
  g_clear_object (&asking->form);
  ctg_draft_free (asking->draft);
  g_free (asking);
}

static CtgTemplateContext
context_of (const CtgDraft *draft)
{
  return (CtgTemplateContext) { draft->to, draft->sender, draft->company_id, draft->deal_id };
}

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgComposeForm) form = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgFilledTemplate) filled = ctg_engine_fill_template_finish (NULL, result, &error);

  if (filled != NULL)
    ctg_compose_form_insert (form, filled->subject, filled->text);
  else
    ctg_words_show_error (GTK_WIDGET (form), error);
}

static void
chosen_cb (CtgTemplateDialog *dialog, gint64 id, Asking *asking)
{
  CtgTemplateContext context = context_of (asking->draft);

  ctg_engine_fill_template_async (asking->engine, id, &context, filled_cb, g_object_ref (asking->form));
}

/**
 * ctg_compose_templates_insert:
 * @window: the letter's window
 * @engine: the engine
 * @form: the letter's fields
 * @now: the letter as it is now
 *
 * Lets the person choose a template, and puts it in, filled in for whom the letter is for.
 */
void
ctg_compose_templates_insert (GtkWindow *window, CtgEngine *engine, CtgComposeForm *form, const CtgDraft *now)
{
  CtgTemplateDialog *dialog = ctg_template_dialog_new (window, engine);

  g_signal_connect_data (dialog, "chosen", G_CALLBACK (chosen_cb), asking_new (window, engine, form, now),
                         (GClosureNotify) asking_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

typedef struct
{
  CtgComposeForm *form;    /* (owned) */
  char *shortcut;          /* (owned) */
} Expanding;

/* What stands for no template stays as it was typed. */
static void
expanded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Expanding *expanding = data;
  g_autoptr (CtgComposeForm) form = expanding->form;
  g_autofree char *shortcut = expanding->shortcut;
  g_autoptr (CtgFilledTemplate) filled = ctg_engine_fill_template_finish (NULL, result, NULL);

  if (filled != NULL && gtk_widget_get_root (GTK_WIDGET (form)) != NULL)
    ctg_compose_form_replace (form, shortcut, filled->subject, filled->text);
}

/**
 * ctg_compose_templates_expand:
 * @engine: the engine
 * @form: the letter's fields
 * @now: the letter as it is now
 * @shortcut: what was just typed, with its slash
 *
 * Puts the template in that it stands for, filled in for whom the letter is for.
 */
void
ctg_compose_templates_expand (CtgEngine *engine, CtgComposeForm *form, const CtgDraft *now, const char *shortcut)
{
  Expanding *expanding = g_new0 (Expanding, 1);
  CtgTemplateContext context = context_of (now);

  expanding->form = g_object_ref (form);
  expanding->shortcut = g_strdup (shortcut);
  ctg_engine_fill_shortcut_async (engine, shortcut, &context, expanded_cb, expanding);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) window = data;
  g_autoptr (GError) error = NULL;

  if (ctg_engine_put_template_finish (CTG_ENGINE (source), result, &error))
    ctg_words_toast (adw_window_get_content (ADW_WINDOW (window)), _("The template is kept"));
  else
    ctg_words_show_error (window, error);
}

static void
keep_response_cb (AdwMessageDialog *dialog, const char *response, Asking *asking)
{
  CtgTemplateFields fields = { .name = gtk_editable_get_text (asking->name), .subject = asking->draft->subject,
                               .text = asking->draft->text };

  if (g_str_equal (response, "keep"))
    ctg_engine_put_template_async (asking->engine, &fields, kept_cb, g_object_ref (asking->window));
}

static GtkWidget *
make_name (Asking *asking)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("_Name of the template"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (row), asking->draft->subject);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  asking->name = GTK_EDITABLE (row);
  return list;
}

/**
 * ctg_compose_templates_keep:
 * @window: the letter's window
 * @engine: the engine
 * @now: the letter as it is now
 *
 * Asks for a name, then keeps the letter's subject and words as a template.
 */
void
ctg_compose_templates_keep (GtkWindow *window, CtgEngine *engine, const CtgDraft *now)
{
  Asking *asking = asking_new (window, engine, NULL, now);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, _("Keep as a template"),
                                                                         _("Its subject and words are kept. "
                                                                           "{{contact.first_name}} and the like are "
                                                                           "filled in when it is used.")));

  adw_message_dialog_set_extra_child (dialog, make_name (asking));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "keep", _("_Keep"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "keep", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "keep");
  g_signal_connect_data (dialog, "response", G_CALLBACK (keep_response_cb), asking, (GClosureNotify) asking_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
