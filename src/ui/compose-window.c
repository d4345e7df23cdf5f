/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "compose-window-private.h"

#include "compose-templates.h"
#include "discard-dialog.h"
#include "errors.h"
#include "help-topic.h"
#include "words.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (CtgComposeWindow, ctg_compose_window, ADW_TYPE_WINDOW)

enum { PROP_LOGS = 1, PROP_ASKS_RECEIPT, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

/* --- Actions --- */

static void
attach_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ctg_compose_form_attach (CTG_COMPOSE_WINDOW (widget)->form);
}

static void
template_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgComposeWindow *self = CTG_COMPOSE_WINDOW (widget);
  g_autoptr (CtgDraft) now = self->begun != NULL && !self->is_sending ? ctg_compose_window_collect (self) : NULL;

  if (now != NULL && g_str_equal (name, "compose.template"))
    ctg_compose_templates_insert (GTK_WINDOW (self), self->engine, self->form, now);
  else if (now != NULL)
    ctg_compose_templates_keep (GTK_WINDOW (self), self->engine, now);
}

static void
shortcut_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgComposeWindow *self = CTG_COMPOSE_WINDOW (widget);
  g_autoptr (CtgDraft) now = self->begun != NULL && !self->is_sending ? ctg_compose_window_collect (self) : NULL;

  if (now != NULL)
    ctg_compose_templates_expand (self->engine, self->form, now, g_variant_get_string (parameter, NULL));
}

static void
make_new_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgComposeWindow *self = CTG_COMPOSE_WINDOW (widget);

  self->begun->kind = CTG_DRAFT_NEW;
  self->begun->parent_key = 0;
  ctg_compose_window_changed (self);
  ctg_compose_form_focus (self->form);
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWindow) home = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_discard_draft_finish (CTG_ENGINE (source), result, &error) &&
      !g_error_matches (error, CTG_ERROR, CTG_ERROR_NOT_FOUND))
    ctg_words_show_error (GTK_WIDGET (home), error);
}

/* Not while its dialog still goes: GTK 4.8 lets the dialog look at the window once more. */
static gboolean
go_cb (gpointer data)
{
  gtk_window_destroy (GTK_WINDOW (data));
  return G_SOURCE_REMOVE;
}

/**
 * ctg_compose_window_go:
 * @self: the window
 *
 * Destroys it, when the dialog over it has ended.
 */
void
ctg_compose_window_go (CtgComposeWindow *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, go_cb, g_object_ref (self), g_object_unref);
}

static void
discard_response_cb (CtgComposeWindow *self, const char *response)
{
  if (!g_str_equal (response, "discard"))
    return;
  self->is_done = TRUE;
  if (self->kept != NULL && self->kept->id != 0 && self->home != NULL)
    ctg_engine_discard_draft_async (self->engine, self->kept->id, discarded_cb, g_object_ref (self->home));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  ctg_compose_window_go (self);
}

static void
discard_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwMessageDialog *dialog = ctg_discard_dialog_new (GTK_WINDOW (widget));

  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_response_cb), widget, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- The window --- */

/* Nothing that was written is lost by closing: the window goes when all of it is on the disk. */
static gboolean
ctg_compose_window_close_request (GtkWindow *window)
{
  CtgComposeWindow *self = CTG_COMPOSE_WINDOW (window);
  g_autoptr (CtgDraft) now = self->begun != NULL ? ctg_compose_window_collect (self) : NULL;

  if (self->is_sending || self->is_closing)
    return TRUE;
  if (now == NULL || (!self->is_keeping && !ctg_compose_window_is_worth_keeping (self, now)))
    return GTK_WINDOW_CLASS (ctg_compose_window_parent_class)->close_request (window);
  self->is_closing = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  if (!self->is_keeping)
    ctg_compose_window_keep (self, g_steal_pointer (&now));
  return TRUE;
}

static void
ctg_compose_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CtgComposeWindow *self = CTG_COMPOSE_WINDOW (object);

  g_value_set_boolean (value, id == PROP_LOGS ? self->logs : self->asks_receipt);
}

static void
ctg_compose_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CtgComposeWindow *self = CTG_COMPOSE_WINDOW (object);

  if (id == PROP_LOGS)
    {
      self->logs = g_value_get_boolean (value);
      self->chose_logs = TRUE;
    }
  else
    self->asks_receipt = g_value_get_boolean (value);
  ctg_compose_window_changed (self);
}

static void
ctg_compose_window_dispose (GObject *object)
{
  CtgComposeWindow *self = CTG_COMPOSE_WINDOW (object);

  g_clear_handle_id (&self->keep_source, g_source_remove);
  g_clear_pointer (&self->asked_people, g_free);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->home);
  if (self->accounts != NULL)
    g_signal_handlers_disconnect_by_data (self->accounts, self);
  g_clear_object (&self->accounts);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ctg_compose_window_parent_class)->dispose (object);
}

static void
ctg_compose_window_finalize (GObject *object)
{
  ctg_draft_free (CTG_COMPOSE_WINDOW (object)->begun);
  ctg_draft_free (CTG_COMPOSE_WINDOW (object)->kept);
  G_OBJECT_CLASS (ctg_compose_window_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CtgComposeWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeWindow, no_mailbox);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeWindow, hint);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeWindow, hint_label);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeWindow, new_mail_button);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CtgComposeWindow, form);
  gtk_widget_class_bind_template_callback_full (widget_class, "changed_cb", G_CALLBACK (ctg_compose_window_changed));
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "compose.send", NULL, ctg_compose_window_send);
  gtk_widget_class_install_action (widget_class, "compose.send-later", NULL, ctg_compose_window_send_later);
  gtk_widget_class_install_action (widget_class, "compose.send-each", NULL, ctg_compose_window_send_each);
  gtk_widget_class_install_action (widget_class, "compose.attach", NULL, attach_cb);
  gtk_widget_class_install_action (widget_class, "compose.make-new", NULL, make_new_cb);
  gtk_widget_class_install_action (widget_class, "compose.template", NULL, template_cb);
  gtk_widget_class_install_action (widget_class, "compose.shortcut", "s", shortcut_cb);
  gtk_widget_class_install_action (widget_class, "compose.keep-template", NULL, template_cb);
  gtk_widget_class_install_action (widget_class, "compose.discard", NULL, discard_cb);
  gtk_widget_class_install_property_action (widget_class, "compose.logs", "logs");
  gtk_widget_class_install_property_action (widget_class, "compose.asks-receipt", "asks-receipt");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "compose.send", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "compose.send", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK, "compose.template", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "compose.attach",
                                       NULL);
}

static void
ctg_compose_window_class_init (CtgComposeWindowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = ctg_compose_window_dispose;
  object_class->finalize = ctg_compose_window_finalize;
  object_class->get_property = ctg_compose_window_get_property;
  object_class->set_property = ctg_compose_window_set_property;
  GTK_WINDOW_CLASS (class)->close_request = ctg_compose_window_close_request;
  properties[PROP_LOGS] = g_param_spec_boolean ("logs", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ASKS_RECEIPT] = g_param_spec_boolean ("asks-receipt", NULL, NULL, FALSE,
                                                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  g_type_ensure (CTG_TYPE_COMPOSE_FORM);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/compose-window.ui");
  bind_children (widget_class);
  install_actions (widget_class);
}

static void
ctg_compose_window_init (CtgComposeWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ctg_help_topic_set (GTK_WIDGET (self), "writing");
  self->cancellable = g_cancellable_new ();
  self->logs = TRUE;
  gtk_stack_set_visible_child_name (self->stack, "waiting");
  gtk_spinner_start (self->spinner);
  ctg_compose_window_update_actions (self);
}

/**
 * ctg_compose_window_set_logs:
 * @self: the window
 * @logs: whether the letter is logged on whom it is for
 *
 * Sets it where the person has not.
 */
void
ctg_compose_window_set_logs (CtgComposeWindow *self, gboolean logs)
{
  self->logs = logs;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOGS]);
}

static void
take_draft (CtgComposeWindow *self, CtgDraft *draft)
{
  ctg_compose_form_show (self->form, draft);
  self->logs = draft->logs;
  self->chose_logs = draft->id != 0 && !draft->logs;
  self->asks_receipt = draft->asks_receipt;
  self->was_for_each |= draft->is_for_each;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOGS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ASKS_RECEIPT]);
  self->kept = draft->id != 0 ? ctg_draft_copy (draft) : NULL;
  self->begun = draft;
  gtk_spinner_stop (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "letter");
  ctg_compose_window_update_actions (self);
  ctg_compose_window_update_title (self);
  ctg_compose_form_focus (self->form);
  if (draft->id != 0 && !self->was_for_each && draft->kind == CTG_DRAFT_NEW && strchr (draft->to, ',') != NULL)
    ctg_compose_window_show_hint (self, _("Several people get this letter and see each other’s addresses, unless you "
                                          "choose Send to each separately in the letter menu."), FALSE);
}

/* @draft: (transfer full) (nullable): the letter, %NULL: it could not be had. */
static void
receive (CtgComposeWindow *self, CtgDraft *draft, const GError *error)
{
  if (self->engine == NULL)
    ctg_draft_free (draft);
  else if (draft != NULL)
    take_draft (self, draft);
  else
    {
      if (self->home != NULL)
        ctg_words_show_error (GTK_WIDGET (self->home), error);
      gtk_window_destroy (GTK_WINDOW (self));
    }
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgComposeWindow) self = data;
  g_autoptr (GError) error = NULL;
  CtgDraft *draft = ctg_engine_begin_letter_finish (CTG_ENGINE (source), result, &error);

  receive (self, draft, error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgComposeWindow) self = data;
  g_autoptr (GError) error = NULL;
  CtgDraft *draft = ctg_engine_load_draft_finish (CTG_ENGINE (source), result, &error);

  receive (self, draft, error);
}

static CtgComposeWindow *
create (GtkWindow *home, CtgEngine *engine)
{
  CtgComposeWindow *self = g_object_new (CTG_TYPE_COMPOSE_WINDOW, "application", gtk_window_get_application (home),
                                         NULL);

  self->engine = g_object_ref (engine);
  ctg_compose_window_watch_mailboxes (self);
  g_set_weak_pointer (&self->home, home);
  ctg_compose_form_set_engine (self->form, engine);
  gtk_window_set_title (GTK_WINDOW (self), _("New letter"));
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

/**
 * ctg_compose_window_begin:
 * @home: the window it is begun from
 * @engine: the engine
 * @start: how it is begun
 *
 * Opens a window with a letter that is begun: its people, its quote, its files.
 */
void
ctg_compose_window_begin (GtkWindow *home, CtgEngine *engine, const CtgLetterStart *start)
{
  CtgComposeWindow *self = create (home, engine);

  self->was_for_each = start->each != NULL;
  ctg_engine_begin_letter_async (engine, start, self->cancellable, begun_cb, g_object_ref (self));
}

static CtgComposeWindow *
find_open (GtkWindow *home, gint64 draft_id)
{
  GList *windows = gtk_application_get_windows (gtk_window_get_application (home));

  for (; windows != NULL; windows = windows->next)
    if (CTG_IS_COMPOSE_WINDOW (windows->data) && CTG_COMPOSE_WINDOW (windows->data)->kept != NULL &&
        CTG_COMPOSE_WINDOW (windows->data)->kept->id == draft_id)
      return windows->data;
  return NULL;
}

/**
 * ctg_compose_window_open:
 * @home: the window it is opened from
 * @engine: the engine
 * @draft_id: a draft
 *
 * Opens a window with a letter to be written on, or comes back to the one that has it.
 */
void
ctg_compose_window_open (GtkWindow *home, CtgEngine *engine, gint64 draft_id)
{
  CtgComposeWindow *self = find_open (home, draft_id);

  if (self != NULL)
    {
      gtk_window_present (GTK_WINDOW (self));
      return;
    }
  self = create (home, engine);
  ctg_engine_load_draft_async (engine, draft_id, loaded_cb, g_object_ref (self));
}
