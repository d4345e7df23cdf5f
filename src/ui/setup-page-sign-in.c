/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-sign-in.h"

#include "accessible-names.h"
#include "errors.h"
#include "help-topic.h"
#include "setup-field.h"
#include "setup-consent.h"
#include "setup-disclosure.h"
#include "setup-texts.h"
#include "texts.h"

#include <glib/gi18n-lib.h>

struct _CtgSetupPageSignIn
{
  CtgSetupPage parent_instance;

  GtkLabel *title;
  GtkLabel *sentence;
  GtkBox *waiting;
  GtkButton *open_button;
  GtkButton *copy_button;
  AdwEntryRow *answer;
  GtkButton *answer_button;
  GtkLabel *message;          /* of the browser or of the pasted answer */
  GtkBox *problem;
  GtkLabel *headline;
  GtkLabel *explanation;
  GtkExpander *server_words;
  GtkLabel *server_text;
  GtkButton *again_button;
  GtkLabel *ways;             /* where no registration is there */
  GtkWidget *steps_button;
  GtkButton *other_button;    /* connects the account that signed in */
  GtkWidget *shared_button;
  GtkWidget *request_button;
  GtkWidget *copied;
  GtkWidget *address_button;
  AdwExpanderRow *own;
  AdwEntryRow *client_id;
  AdwPasswordEntryRow *client_secret;
  AdwEntryRow *tenant;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageSignIn, ctg_setup_page_sign_in, CTG_TYPE_SETUP_PAGE)

static CtgSetupController *
get_wizard (CtgSetupPageSignIn *self)
{
  return ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
}

static gboolean
is_waiting (CtgSetupPageSignIn *self)
{
  return ctg_setup_controller_get_state (get_wizard (self)) == CTG_SETUP_SIGN_IN;
}

static void
say (CtgSetupPageSignIn *self, const char *message)
{
  gtk_label_set_label (self->message, message);
  gtk_widget_set_visible (GTK_WIDGET (self->message), message[0] != '\0');
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSetupPageSignIn) self = data;
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error))
    return;
  g_info ("No browser: %s", error->message);
  say (self, _("No browser could be opened. Copy the link, and open it in one yourself."));
}

static void
open_url_cb (CtgSetupPageSignIn *self, const char *url)
{
  say (self, "");
  gtk_show_uri_full (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), url, GDK_CURRENT_TIME, NULL, shown_cb,
                     g_object_ref (self));
}

static void
open_clicked_cb (CtgSetupPageSignIn *self)
{
  const char *url = ctg_setup_controller_get_sign_in_url (get_wizard (self));

  if (url != NULL)
    open_url_cb (self, url);
}

static void
label_copy_button (CtgSetupPageSignIn *self, const char *label)
{
  gtk_button_set_label (self->copy_button, label);
  ctg_accessible_names_mend (GTK_WIDGET (self->copy_button));
}

static void
copy_clicked_cb (CtgSetupPageSignIn *self)
{
  const char *url = ctg_setup_controller_get_sign_in_url (get_wizard (self));

  if (url == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), url);
  label_copy_button (self, _("Link copie_d"));
}

static void
paste_cb (CtgSetupPageSignIn *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgErrorText) text = NULL;

  if (!ctg_setup_controller_paste (get_wizard (self), gtk_editable_get_text (GTK_EDITABLE (self->answer)), &error))
    text = ctg_error_text_new (error);
  say (self, text != NULL ? text->headline : "");
  ctg_setup_field_show_fault (GTK_WIDGET (self->answer), text != NULL ? text->headline : "", self->message);
}

static void
again_clicked_cb (CtgSetupPageSignIn *self)
{
  ctg_setup_controller_next (get_wizard (self));
}

static void
choose_clicked_cb (CtgSetupPageSignIn *self)
{
  ctg_setup_controller_send (get_wizard (self), CTG_SETUP_EVENT_CHOOSE);
}

static void
other_clicked_cb (CtgSetupPageSignIn *self)
{
  ctg_setup_controller_send (get_wizard (self), CTG_SETUP_EVENT_TAKE_OTHER);
}

static void
shared_clicked_cb (CtgSetupPageSignIn *self)
{
  ctg_setup_controller_send (get_wizard (self), CTG_SETUP_EVENT_TAKE_SHARED);
}

static void
address_clicked_cb (CtgSetupPageSignIn *self)
{
  ctg_setup_controller_send (get_wizard (self), CTG_SETUP_EVENT_OTHER_ADDRESS);
}

static const char *
get_kind (CtgSetupPageSignIn *self)
{
  const CtgCandidate *candidate = ctg_setup_controller_get_candidate (get_wizard (self));

  return candidate != NULL ? candidate->kind : "";
}

static void
request_clicked_cb (CtgSetupPageSignIn *self)
{
  CtgSetupController *wizard = get_wizard (self);
  g_autofree char *request =
    ctg_setup_dup_consent_request (get_kind (self), ctg_setup_controller_get_text (wizard, CTG_SETUP_FIELD_ADDRESS),
                                   ctg_setup_controller_get_sign_in_url (wizard));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), request);
  gtk_widget_set_visible (self->copied, TRUE);
}

/* Where trying again changes nothing. */
static gboolean
is_of_the_account (const GError *problem)
{
  return g_error_matches (problem, CTG_ERROR, CTG_ERROR_POLICY) ||
         g_error_matches (problem, CTG_ERROR, CTG_ERROR_AUTH_REVOKED);
}

/* What can be done about it beside signing in again: never a dead end. */
static void
show_ways (CtgSetupPageSignIn *self, const GError *problem)
{
  CtgSetupController *wizard = get_wizard (self);
  const char *other = ctg_setup_controller_get_other_address (wizard);
  gboolean is_unregistered = ctg_error_has_reason (problem, "no-client-id");
  g_autofree char *label = other != NULL ? ctg_setup_text_for_other (other) : NULL;

  gtk_label_set_label (self->ways, ctg_setup_text_for_ways (get_kind (self)));
  gtk_widget_set_visible (GTK_WIDGET (self->ways), is_unregistered);
  gtk_widget_set_visible (self->steps_button, g_error_matches (problem, CTG_ERROR, CTG_ERROR_UNSUPPORTED));
  gtk_button_set_label (self->other_button, label != NULL ? label : "");
  gtk_widget_set_visible (GTK_WIDGET (self->other_button), other != NULL);
  gtk_widget_set_visible (self->shared_button, ctg_setup_controller_may_be_shared (wizard));
  gtk_widget_set_visible (self->request_button, ctg_setup_can_ask_for_consent (problem));
  gtk_widget_set_visible (self->copied, FALSE);
  gtk_widget_set_visible (self->address_button,
                          is_of_the_account (problem) && !ctg_setup_controller_is_again (wizard));
  ctg_accessible_names_mend (GTK_WIDGET (self->other_button));
}

static void
show_problem (CtgSetupPageSignIn *self, const GError *problem)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (problem);
  g_autofree char *explanation = g_strdup_printf ("%s%s%s", text->explanation, text->explanation[0] != '\0' ? " " : "",
                                                  text->next);

  show_ways (self, problem);
  ctg_help_topic_set_for (GTK_WIDGET (self->problem), problem);
  gtk_label_set_label (self->headline, text->headline);
  gtk_label_set_label (self->explanation, explanation);
  gtk_widget_set_visible (GTK_WIDGET (self->explanation), explanation[0] != '\0');
  gtk_label_set_label (self->server_text, text->server_text != NULL ? text->server_text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->server_words), text->server_text != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->problem), GTK_ACCESSIBLE_PROPERTY_LABEL, text->headline, -1);
}

static void
update_focus (CtgSetupPageSignIn *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (is_waiting (self) ? self->open_button : self->again_button));
}

/* A45: the browser has been in front. */
static void
come_forward (CtgSetupPageSignIn *self)
{
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
}

static void
update (CtgSetupPageSignIn *self)
{
  const GError *problem = ctg_setup_controller_get_problem (get_wizard (self));
  gboolean was_waiting = gtk_widget_get_visible (GTK_WIDGET (self->waiting));

  if (!is_waiting (self) && ctg_setup_controller_get_state (get_wizard (self)) != CTG_SETUP_SIGN_IN_FAILED)
    return;
  if (problem != NULL)
    show_problem (self, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), is_waiting (self));
  if (problem != NULL && g_error_matches (problem, CTG_ERROR, CTG_ERROR_UNSUPPORTED))
    adw_expander_row_set_expanded (self->own, TRUE);
  if (was_waiting != is_waiting (self))
    update_focus (self);
  if (was_waiting && !is_waiting (self))
    come_forward (self);
}

static void
ctg_setup_page_sign_in_bind (CtgSetupPage *page, CtgSetupController *wizard)
{
  CtgSetupPageSignIn *self = CTG_SETUP_PAGE_SIGN_IN (page);

  ctg_setup_field_bind (GTK_EDITABLE (self->client_id), wizard, CTG_SETUP_FIELD_CLIENT_ID);
  ctg_setup_field_bind (GTK_EDITABLE (self->client_secret), wizard, CTG_SETUP_FIELD_CLIENT_SECRET);
  ctg_setup_field_bind (GTK_EDITABLE (self->tenant), wizard, CTG_SETUP_FIELD_TENANT);
  g_signal_connect_object (wizard, "open-url", G_CALLBACK (open_url_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wizard, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
ctg_setup_page_sign_in_enter (CtgSetupPage *page)
{
  CtgSetupPageSignIn *self = CTG_SETUP_PAGE_SIGN_IN (page);
  gboolean is_google = g_str_equal (get_kind (self), "gmail");

  gtk_label_set_label (self->sentence, is_google
    ? _("A page of Google asks who you are, and whether Carteggio may use your mail. The password is typed there, "
        "never here.")
    : _("A page of Microsoft asks who you are, and whether Carteggio may use your mail. The password is typed there, "
        "never here."));
  gtk_widget_set_visible (GTK_WIDGET (self->client_secret), is_google);
  gtk_widget_set_visible (GTK_WIDGET (self->tenant), !is_google);
  label_copy_button (self, _("Copy the _link"));
  gtk_editable_set_text (GTK_EDITABLE (self->answer), "");
  update (self);
  update_focus (self);
}

/* What was pasted holds the code of the sign-in. */
static void
ctg_setup_page_sign_in_leave (CtgSetupPage *page)
{
  CtgSetupPageSignIn *self = CTG_SETUP_PAGE_SIGN_IN (page);

  gtk_editable_set_text (GTK_EDITABLE (self->answer), "");
  come_forward (self);
}

static GtkWidget *
ctg_setup_page_sign_in_get_default (CtgSetupPage *page)
{
  CtgSetupPageSignIn *self = CTG_SETUP_PAGE_SIGN_IN (page);

  return GTK_WIDGET (gtk_widget_get_visible (GTK_WIDGET (self->waiting)) ? self->open_button : self->again_button);
}

static void
bind_widgets (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, title);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, sentence);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, waiting);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, open_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, copy_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, answer);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, answer_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, message);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, problem);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, headline);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, explanation);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, server_words);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, server_text);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, again_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, ways);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, steps_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, other_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, shared_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, request_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, copied);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, address_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, own);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, client_id);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, client_secret);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageSignIn, tenant);
}

static void
ctg_setup_page_sign_in_class_init (CtgSetupPageSignInClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CtgSetupPageClass *page_class = CTG_SETUP_PAGE_CLASS (klass);

  page_class->bind = ctg_setup_page_sign_in_bind;
  page_class->enter = ctg_setup_page_sign_in_enter;
  page_class->leave = ctg_setup_page_sign_in_leave;
  page_class->get_default = ctg_setup_page_sign_in_get_default;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-sign-in.ui");
  bind_widgets (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, shared_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, request_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_clicked_cb);
}

static void
ctg_setup_page_sign_in_init (CtgSetupPageSignIn *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_box_append (self->problem, ctg_help_topic_new_button ());
}
