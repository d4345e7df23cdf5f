/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "letter-view.h"

#include "accessible-names.h"
#include "answer-buttons.h"
#include "body-view.h"
#include "contact-editor.h"
#include "errors.h"
#include "find-bar.h"
#include "letter-tools.h"
#include "message-facts.h"
#include "receipt-row.h"
#include "tray-notice.h"
#include "tooltips.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Arrowing through the list is not opening: a letter somebody stays on is read from the server. */
#define DWELL_MS 200

#define MAX_NAMES 20

struct _CtgLetterView
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkScrolledWindow *scroller;
  CtgFindBar *find_bar;
  GtkWidget *content;
  AdwAvatar *avatar;
  GtkLabel *subject_label;
  GtkLabel *from_label;
  GtkLabel *to_label;
  GtkLabel *date_label;
  GtkButton *log_button;
  GtkBox *actions_box;
  GtkLabel *hint_label;
  GtkLabel *attachments_label;
  CtgReceiptRow *receipt;
  CtgTrayNotice *notice;
  GtkWidget *answers;
  CtgBodyView *body;

  CtgEngine *engine;            /* (owned) (nullable) */
  gint64 key;
  CtgMessageFacts *message;     /* (owned) (nullable) NULL until it is read */
  GCancellable *cancellable;    /* (owned) (nullable) */
  guint dwell_source;
  gboolean wants_focus;
};

G_DEFINE_FINAL_TYPE (CtgLetterView, ctg_letter_view, GTK_TYPE_WIDGET)

/* The other side: who is asked to become a contact. */
static const CtgPersonFacts *
find_other (const CtgMessageFacts *message)
{
  CtgPersonKind kind = message->is_outgoing ? CTG_PERSON_TO : CTG_PERSON_FROM;

  for (guint i = 0; i < message->people->len; i++)
    {
      const CtgPersonFacts *person = g_ptr_array_index (message->people, i);

      if (person->kind == kind)
        return person;
    }
  return NULL;
}

static gboolean
has_contact (const CtgMessageFacts *message)
{
  for (guint i = 0; i < message->people->len; i++)
    if (((CtgPersonFacts *) g_ptr_array_index (message->people, i))->contact_id != 0)
      return TRUE;
  return FALSE;
}

static char *
join_people (const CtgMessageFacts *message)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < message->people->len && i < 40; i++)
    {
      const CtgPersonFacts *person = g_ptr_array_index (message->people, i);
      g_autofree char *name = ctg_words_isolated (ctg_facts_name_or_address (person->name, person->address));

      if (person->kind == CTG_PERSON_TO || person->kind == CTG_PERSON_CC)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
    }
  return g_string_free (names, FALSE);
}

static char *
join_attachments (const CtgMessageFacts *message)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < message->attachments->len && i < MAX_NAMES; i++)
    {
      const CtgAttachmentFacts *attachment = g_ptr_array_index (message->attachments, i);
      g_autofree char *name = ctg_words_isolated (attachment->name);

      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              *attachment->name != '\0' ? name : _("(no name)"));
    }
  if (message->attachments->len > MAX_NAMES)
    g_string_append (names, ", …");
  return g_string_free (names, FALSE);
}

/* Their names help to decide whether to log the letter; known once its text is held. */
static void
show_attachments (CtgLetterView *self)
{
  guint n = self->message->attachments->len;
  g_autofree char *names = join_attachments (self->message);
  /* Translators: %s are the names of files. */
  g_autofree char *words = g_strdup_printf (ngettext ("Attachment: %s. It can be opened once the letter is logged.",
                                                      "Attachments: %s. They can be opened once the letter is logged.",
                                                      n), names);

  gtk_label_set_text (self->attachments_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->attachments_label), n > 0);
}

/* One place to decide at: above the letter where it waits for that, else beside the answers. */
static void
show_decision (CtgLetterView *self)
{
  gboolean is_waiting = self->message->tray_rule != NULL;
  const char *label = has_contact (self->message) ? _("_Log") : _("_Log and add contact…");

  ctg_tray_notice_show (self->notice, self->engine, self->message, label);
  gtk_button_set_label (self->log_button, label);
  ctg_accessible_names_mend (GTK_WIDGET (self->log_button));
  gtk_widget_set_visible (GTK_WIDGET (self->log_button), !is_waiting);
}

static void
focus_decision (CtgLetterView *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->notice)))
    ctg_tray_notice_focus (self->notice);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->log_button));
}

/* Who decides whether a letter is somebody's has to see more than the name, which anybody can write. */
static char *
make_sender (const CtgMessageFacts *message)
{
  g_autofree char *name = ctg_words_line (ctg_facts_name_or_address (message->from_name, message->from_address));
  g_autofree char *isolated = ctg_words_isolated (message->from_address);

  if (message->tray_rule == NULL || *message->from_name == '\0')
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s · %s", name, isolated);
}

static void
show_facts (CtgLetterView *self)
{
  const CtgMessageFacts *message = self->message;
  g_autofree char *subject = ctg_words_subject (message->subject);
  g_autofree char *name = ctg_words_line (ctg_facts_name_or_address (message->from_name, message->from_address));
  g_autofree char *address = ctg_words_line (message->from_address);
  g_autofree char *sender = make_sender (message);
  g_autofree char *receivers = join_people (message);
  g_autofree char *to = g_strdup_printf (_("to %s"), receivers);
  g_autofree char *date = ctg_words_date (message->date_utc_s);
  g_autofree char *exact = ctg_words_date_exact (message->date_utc_s);

  gtk_label_set_text (self->subject_label, subject);
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->from_label, sender);
  ctg_tooltip_set (GTK_WIDGET (self->from_label), address);
  gtk_label_set_text (self->to_label, to);
  ctg_tooltip_set (GTK_WIDGET (self->to_label), receivers);
  gtk_widget_set_visible (GTK_WIDGET (self->to_label), *receivers != '\0');
  gtk_label_set_text (self->date_label, date);
  ctg_tooltip_set (GTK_WIDGET (self->date_label), exact);
  show_attachments (self);
  ctg_receipt_row_show (self->receipt, self->engine, message);
  ctg_answer_buttons_show (self->answers, message);
  show_decision (self);
  gtk_label_set_text (self->hint_label, _("A letter that is not logged is kept on this computer for 7 days after it "
                                          "is opened."));
  gtk_widget_set_visible (self->content, TRUE);
  if (self->wants_focus)
    focus_decision (self);
  self->wants_focus = FALSE;
}

static gboolean
dwell_cb (gpointer data)
{
  CtgLetterView *self = data;

  self->dwell_source = 0;
  ctg_body_view_load (self->body, self->engine, self->key);
  return G_SOURCE_REMOVE;
}

static void
facts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgLetterView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgMessageFacts) message = ctg_message_facts_load_finish (result, &error);

  if (ctg_error_is_cancelled (error))
    return;
  g_clear_object (&self->cancellable);
  if (message == NULL)
    {
      ctg_words_show_error (GTK_WIDGET (self), error);
      return;
    }
  g_clear_pointer (&self->message, ctg_message_facts_free);
  self->message = g_steal_pointer (&message);
  show_facts (self);
  self->dwell_source = g_timeout_add (DWELL_MS, dwell_cb, self);
}

static void
names_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgLetterView) self = data;
  g_autoptr (GError) error = NULL;
  CtgMessageFacts *message = ctg_message_facts_load_finish (result, &error);

  if (ctg_error_is_cancelled (error))
    return;
  g_clear_object (&self->cancellable);
  if (message == NULL)
    return;
  g_clear_pointer (&self->message, ctg_message_facts_free);
  self->message = message;
  show_decision (self);
  show_attachments (self);
  ctg_receipt_row_show (self->receipt, self->engine, message);
}

/* The facts alone: others become known with the text, or were decided meanwhile. */
static void
read_again (CtgLetterView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  ctg_message_facts_load_async (ctg_engine_get_store (self->engine), self->key, self->cancellable, names_cb,
                                g_object_ref (self));
}

static void
body_loaded_cb (CtgLetterView *self)
{
  read_again (self);
}

static void
stop (CtgLetterView *self)
{
  g_clear_handle_id (&self->dwell_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
ctg_letter_view_dispose (GObject *object)
{
  CtgLetterView *self = CTG_LETTER_VIEW (object);

  stop (self);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->message, ctg_message_facts_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (ctg_letter_view_parent_class)->dispose (object);
}

static void
tool_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgLetterView *self = CTG_LETTER_VIEW (widget);

  if (self->message != NULL && self->message->key == self->key)
    ctg_letter_tools_run (widget, name, self->engine, self->message, self->body);
}

static void
ctg_letter_view_class_init (CtgLetterViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_letter_view_dispose;
  g_type_ensure (CTG_TYPE_BODY_VIEW);
  g_type_ensure (CTG_TYPE_RECEIPT_ROW);
  g_type_ensure (CTG_TYPE_TRAY_NOTICE);
  ctg_letter_tools_install (widget_class, tool_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/letter-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, box);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, scroller);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, content);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, avatar);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, subject_label);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, from_label);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, to_label);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, date_label);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, log_button);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, actions_box);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, hint_label);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, attachments_label);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, receipt);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, notice);
  gtk_widget_class_bind_template_child (widget_class, CtgLetterView, body);
  gtk_widget_class_bind_template_callback (widget_class, body_loaded_cb);
}

static void
ctg_letter_view_init (CtgLetterView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->find_bar = CTG_FIND_BAR (ctg_find_bar_new (self->scroller));
  gtk_box_prepend (GTK_BOX (self->box), GTK_WIDGET (self->find_bar));
  self->answers = ctg_answer_buttons_new ();
  gtk_box_append (self->actions_box, self->answers);
  gtk_box_append (GTK_BOX (self->answers), ctg_letter_tools_new_button ());
}

/**
 * ctg_letter_view_show:
 * @self: the view
 * @engine: the engine
 * @message_key: the letter
 *
 * Shows a letter's head at once and its text shortly after.
 */
void
ctg_letter_view_show (CtgLetterView *self, CtgEngine *engine, gint64 message_key)
{
  g_return_if_fail (CTG_IS_LETTER_VIEW (self));
  if (self->key == message_key)
    {
      if (self->message != NULL && self->cancellable == NULL)
        read_again (self);
      return;
    }
  stop (self);
  g_set_object (&self->engine, engine);
  self->key = message_key;
  self->wants_focus = FALSE;
  ctg_find_bar_close (self->find_bar);
  gtk_widget_set_visible (self->content, FALSE);
  ctg_body_view_clear (self->body);
  self->cancellable = g_cancellable_new ();
  ctg_message_facts_load_async (ctg_engine_get_store (engine), message_key, self->cancellable, facts_cb,
                                g_object_ref (self));
}

/**
 * ctg_letter_view_focus:
 * @self: the view
 *
 * Puts the focus on logging the letter, as soon as it is read.
 */
void
ctg_letter_view_focus (CtgLetterView *self)
{
  g_return_if_fail (CTG_IS_LETTER_VIEW (self));
  if (gtk_widget_get_visible (self->content))
    focus_decision (self);
  else
    self->wants_focus = TRUE;
}

/**
 * ctg_letter_view_find:
 * @self: the view
 *
 * Opens the bar that finds words in the letter.
 */
void
ctg_letter_view_find (CtgLetterView *self)
{
  g_return_if_fail (CTG_IS_LETTER_VIEW (self));
  ctg_find_bar_open (self->find_bar);
}

/**
 * ctg_letter_view_get_key:
 * @self: the view
 *
 * Returns: the letter it shows, 0: none
 */
gint64
ctg_letter_view_get_key (CtgLetterView *self)
{
  g_return_val_if_fail (CTG_IS_LETTER_VIEW (self), 0);
  return self->key;
}

/* --- Logging --- */

typedef struct
{
  CtgLetterView *view;   /* (owned) */
  gint64 key;
  gboolean was_waiting;
} Logging;

static Logging *
logging_new (CtgLetterView *self)
{
  Logging *logging = g_new0 (Logging, 1);

  logging->view = g_object_ref (self);
  logging->key = self->key;
  logging->was_waiting = self->message->tray_rule != NULL;
  return logging;
}

static void
logging_free (Logging *logging)
{
  g_object_unref (logging->view);
  g_free (logging);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Logging, logging_free)

static void logged_cb (GObject *source, GAsyncResult *result, gpointer data);

/* What waits is accepted, so that taking it back lets it wait again. */
static void
log_on (CtgLetterView *self, gint64 contact_id)
{
  if (self->message->tray_rule != NULL)
    ctg_engine_accept_async (self->engine, self->key, contact_id, logged_cb, logging_new (self));
  else
    ctg_engine_log_async (self->engine, self->key, contact_id, logged_cb, logging_new (self));
}

static void
contact_saved_cb (CtgContactEditor *editor, gint64 contact_id, CtgLetterView *self)
{
  if (self->message != NULL)
    log_on (self, contact_id);
}

static void
add_contact (CtgLetterView *self)
{
  const CtgPersonFacts *other = find_other (self->message);
  g_autofree char *name = ctg_words_line (other != NULL ? other->name : "");
  CtgContactEditor *editor = ctg_contact_editor_add (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                                     self->engine, name, other != NULL ? other->address : NULL);

  g_signal_connect_object (editor, "saved", G_CALLBACK (contact_saved_cb), self, 0);
}

static void
logged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Logging) logging = data;
  CtgLetterView *self = logging->view;
  g_autoptr (GError) error = NULL;
  int n = ctg_engine_log_finish (CTG_ENGINE (source), result, &error);

  if (n >= 0 && logging->was_waiting)
    ctg_words_toast_undo (GTK_WIDGET (self), _("The letter was logged"), 0, "win.undo-last",
                          g_variant_new_boolean (TRUE));
  else if (ctg_error_has_reason (error, "not-in-tray"))   /* the contact just added had it logged by a rule */
    ctg_words_toast (GTK_WIDGET (self), _("The letter was logged"));
  else if (n >= 0)
    ctg_words_toast_undo (GTK_WIDGET (self), _("The letter was logged"), 0, "win.unlog",
                          g_variant_new ("(xx)", logging->key, (gint64) 0));
  else if (ctg_error_has_reason (error, "no-contact") && self->message != NULL && self->key == logging->key)
    add_contact (self);
  else
    ctg_words_show_error (GTK_WIDGET (self), error);
}

/**
 * ctg_letter_view_log:
 * @self: the view
 *
 * Logs the letter shown on the contacts among its people; where there is none, asks to add one first.
 */
void
ctg_letter_view_log (CtgLetterView *self)
{
  g_return_if_fail (CTG_IS_LETTER_VIEW (self));
  if (self->message == NULL || self->message->key != self->key)
    return;
  if (has_contact (self->message))
    log_on (self, 0);
  else
    add_contact (self);
}

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (ctg_engine_refuse_finish (CTG_ENGINE (source), result, &error))
    ctg_words_toast_undo (self, _("The letter stays unlogged"), 0, "win.undo-last", g_variant_new_boolean (TRUE));
  else
    ctg_words_show_error (self, error);
}

/**
 * ctg_letter_view_refuse:
 * @self: the view
 *
 * Leaves the letter shown unlogged for good, if it waits for a decision.
 */
void
ctg_letter_view_refuse (CtgLetterView *self)
{
  g_return_if_fail (CTG_IS_LETTER_VIEW (self));
  if (self->message != NULL && self->message->key == self->key && self->message->tray_rule != NULL)
    ctg_engine_refuse_async (self->engine, self->key, refused_cb, g_object_ref (self));
}
