/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "compose-form.h"

#include "compose-files.h"
#include "compose-recipients.h"
#include "compose-sender.h"
#include "compose-text.h"
#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CtgComposeForm
{
  GtkBox parent_instance;

  GtkDropDown *sender_drop;
  CtgComposeRecipients *to;
  GtkWidget *copies_button;
  GtkWidget *cc_label;
  CtgComposeRecipients *cc;
  GtkWidget *bcc_label;
  CtgComposeRecipients *bcc;
  GtkEntry *subject;
  CtgComposeText *text;
  CtgComposeFiles *files;
};

G_DEFINE_FINAL_TYPE (CtgComposeForm, ctg_compose_form, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
changed_cb (CtgComposeForm *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
subject_activate_cb (CtgComposeForm *self)
{
  ctg_compose_text_focus (self->text);
}

static gboolean
dropped_cb (CtgComposeForm *self, const GValue *value)
{
  for (const GSList *file = g_value_get_boxed (value); file != NULL; file = file->next)
    ctg_compose_files_add (self->files, file->data);
  return TRUE;
}

static void
show_copies (CtgComposeForm *self)
{
  GtkWidget *widgets[] = { self->cc_label, GTK_WIDGET (self->cc), self->bcc_label, GTK_WIDGET (self->bcc) };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_widget_set_visible (widgets[i], TRUE);
  gtk_widget_set_visible (self->copies_button, FALSE);
}

static void
copies_cb (CtgComposeForm *self)
{
  show_copies (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->cc));
}

static void
ctg_compose_form_class_init (CtgComposeFormClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  g_type_ensure (CTG_TYPE_COMPOSE_RECIPIENTS);
  g_type_ensure (CTG_TYPE_COMPOSE_TEXT);
  g_type_ensure (CTG_TYPE_COMPOSE_FILES);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/compose-form.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgComposeForm, sender_drop);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeForm, to);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeForm, copies_button);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeForm, cc_label);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeForm, cc);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeForm, bcc_label);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeForm, bcc);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeForm, subject);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeForm, text);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeForm, files);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, subject_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, copies_cb);
}

static void
ctg_compose_form_init (CtgComposeForm *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * ctg_compose_form_set_engine:
 * @self: the fields
 * @engine: whose senders and contacts
 *
 * Gives the fields what they choose from.
 */
void
ctg_compose_form_set_engine (CtgComposeForm *self, CtgEngine *engine)
{
  ctg_compose_sender_attach (self->sender_drop, engine);
  ctg_compose_recipients_set_engine (self->to, engine, _("To"));
  ctg_compose_recipients_set_engine (self->cc, engine, _("Cc"));
  ctg_compose_recipients_set_engine (self->bcc, engine, _("Bcc"));
}

/**
 * ctg_compose_form_show:
 * @self: the fields
 * @draft: a letter
 *
 * Puts a letter into the fields.
 */
void
ctg_compose_form_show (CtgComposeForm *self, const CtgDraft *draft)
{
  ctg_compose_sender_choose (self->sender_drop, draft->sender);
  ctg_compose_recipients_set_text (self->to, draft->to);
  ctg_compose_recipients_set_text (self->cc, draft->cc);
  ctg_compose_recipients_set_text (self->bcc, draft->bcc);
  if (*draft->cc != '\0' || *draft->bcc != '\0')
    show_copies (self);
  gtk_editable_set_text (GTK_EDITABLE (self->subject), draft->subject);
  ctg_compose_text_set (self->text, draft->text, draft->styles);
  ctg_compose_files_set (self->files, draft->files);
}

/**
 * ctg_compose_form_read:
 * @self: the fields
 * @draft: gets what is in them
 *
 * Takes the letter as it is now. The sender stays as it was while the mailboxes are not known yet.
 */
void
ctg_compose_form_read (CtgComposeForm *self, CtgDraft *draft)
{
  if (*ctg_compose_sender_get (self->sender_drop) != '\0')
    ctg_draft_set (&draft->sender, ctg_compose_sender_get (self->sender_drop));
  ctg_draft_set (&draft->to, ctg_compose_recipients_get_text (self->to));
  ctg_draft_set (&draft->cc, ctg_compose_recipients_get_text (self->cc));
  ctg_draft_set (&draft->bcc, ctg_compose_recipients_get_text (self->bcc));
  ctg_draft_set (&draft->subject, gtk_editable_get_text (GTK_EDITABLE (self->subject)));
  g_free (draft->text);
  draft->text = ctg_compose_text_dup_text (self->text);
  g_free (draft->styles);
  draft->styles = ctg_compose_text_dup_styles (self->text);
  ctg_draft_set_files (draft, ctg_compose_files_get (self->files));
}

/**
 * ctg_compose_form_get_subject:
 * @self: the fields
 *
 * Returns: (transfer none): what it is about so far
 */
const char *
ctg_compose_form_get_subject (CtgComposeForm *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->subject));
}

/**
 * ctg_compose_form_insert:
 * @self: the fields
 * @subject: what it is to be about, if nothing is said of that yet
 * @text: words to be put where the cursor is
 *
 * Takes a template in.
 */
void
ctg_compose_form_insert (CtgComposeForm *self, const char *subject, const char *text)
{
  if (*ctg_compose_form_get_subject (self) == '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->subject), subject);
  ctg_compose_text_insert (self->text, text);
  ctg_compose_text_focus (self->text);
}

/**
 * ctg_compose_form_replace:
 * @self: the fields
 * @shortcut: what was typed last, with its slash
 * @subject: what it is to be about, if nothing is said of that yet
 * @text: words to be put where the shortcut stands
 *
 * Takes a template in that was called by its shortcut, unless that has gone meanwhile.
 */
void
ctg_compose_form_replace (CtgComposeForm *self, const char *shortcut, const char *subject, const char *text)
{
  if (ctg_compose_text_replace_shortcut (self->text, shortcut, text) && *ctg_compose_form_get_subject (self) == '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->subject), subject);
}

static gboolean
has_people (CtgComposeRecipients *line)
{
  const char *text = ctg_compose_recipients_get_text (line);

  return text[strspn (text, " ,;")] != '\0';
}

/**
 * ctg_compose_form_check:
 * @self: the fields
 * @error: %CTG_ERROR_INVALID_INPUT "address", naming what is no address; "no-recipient"
 *
 * Looks whether the letter can be sent to somebody, and puts the focus where it cannot.
 *
 * Returns: whether it can
 */
gboolean
ctg_compose_form_check (CtgComposeForm *self, GError **error)
{
  CtgComposeRecipients *lines[] = { self->to, self->cc, self->bcc };
  gboolean is_anybody = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      if (!ctg_compose_recipients_check (lines[i], error))
        {
          gtk_widget_grab_focus (GTK_WIDGET (lines[i]));
          return FALSE;
        }
      is_anybody |= has_people (lines[i]);
    }
  if (is_anybody)
    return TRUE;
  ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "no-recipient", "Nobody is there to send it to");
  gtk_widget_grab_focus (GTK_WIDGET (self->to));
  return FALSE;
}

/**
 * ctg_compose_form_attach:
 * @self: the fields
 *
 * Lets the person choose files.
 */
void
ctg_compose_form_attach (CtgComposeForm *self)
{
  ctg_compose_files_choose (self->files);
}

/**
 * ctg_compose_form_focus:
 * @self: the fields
 *
 * Puts the focus where somebody goes on: to whom, about what, or with the words.
 */
void
ctg_compose_form_focus (CtgComposeForm *self)
{
  if (!has_people (self->to))
    gtk_widget_grab_focus (GTK_WIDGET (self->to));
  else if (*ctg_compose_form_get_subject (self) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->subject));
  else
    ctg_compose_text_focus (self->text);
}
