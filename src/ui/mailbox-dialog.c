/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mailbox-dialog.h"

#include "accessible-names.h"
#include "attachments-switch.h"
#include "backend.h"
#include "clock.h"
#include "engine-detect.h"
#include "errors.h"
#include "mailbox-words.h"
#include "revoke-dialog.h"
#include "sender-group.h"
#include "sent-dialog.h"
#include "setup-window.h"
#include "texts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CtgMailboxDialog
{
  AdwWindow parent_instance;

  CtgEngine *engine;         /* (owned) (nullable) */
  CtgAccountItem *account;   /* (owned) (nullable) */
  gboolean updating;         /* the switches are being written, not flipped */
  gboolean switching;        /* what the person flipped is not kept yet */
  AdwActionRow *state;
  GtkButton *retry_button;
  GtkWidget *paused;
  GtkSwitch *active_switch;
  GtkSwitch *team_switch;
  AdwActionRow *default_row;
  GtkWidget *default_button;
  CtgSenderGroup *senders;
  AdwActionRow *incoming;
  GtkButton *incoming_pin;
  AdwActionRow *outgoing;
  GtkButton *outgoing_pin;
  AdwActionRow *sent;
  GtkWidget *sent_button;
  AdwActionRow *large;
  GtkWidget *revoke_row;
  AdwActionRow *profile_row;
};

G_DEFINE_FINAL_TYPE (CtgMailboxDialog, ctg_mailbox_dialog, ADW_TYPE_WINDOW)

static const CtgMailboxFacts *
get_facts (CtgMailboxDialog *self)
{
  return ctg_account_item_get_facts (self->account);
}

static void
tell_failure (CtgMailboxDialog *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  g_autofree char *body = g_strstrip (g_strdup_printf ("%s %s", text->explanation, text->next));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), text->headline, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
update_switch (CtgMailboxDialog *self, const CtgMailboxFacts *facts)
{
  self->updating = TRUE;
  gtk_switch_set_active (self->active_switch, facts->state != CTG_MAILBOX_PAUSED);
  self->updating = FALSE;
}

/* B36: the way out of a cause, where it is said. */
static void
update_remedy (CtgMailboxDialog *self, const CtgMailboxFacts *facts, gboolean has_problem)
{
  gtk_widget_set_visible (GTK_WIDGET (self->retry_button), has_problem);
  gtk_button_set_label (self->retry_button, ctg_mailbox_words_needs_person (facts) ? _("Rec_onnect…")
                                                                                   : _("_Try again"));
  ctg_accessible_names_mend (GTK_WIDGET (self->retry_button));
}

static void
update_state (CtgMailboxDialog *self)
{
  const CtgMailboxFacts *facts = get_facts (self);
  g_autoptr (CtgActivity) activity = ctg_engine_get_activity (self->engine, facts->id);
  g_autoptr (CtgErrorText) problem = ctg_mailbox_words_for_problem (facts, activity);
  g_autofree char *words = ctg_mailbox_words_for_state (facts, activity);
  g_autofree char *subtitle =
    problem != NULL ? g_strdup_printf ("%s %s %s", words, problem->explanation, problem->next) : g_strdup (words);

  adw_action_row_set_subtitle (self->state, g_strstrip (subtitle));
  update_remedy (self, facts, problem != NULL);
  gtk_widget_set_visible (self->paused, facts->state == CTG_MAILBOX_DISCONNECTED);
  if (!self->switching)
    update_switch (self, facts);
}

static void
update_server (AdwActionRow *row, GtkButton *pin, const CtgEndpoint *endpoint)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (row), endpoint != NULL);
  gtk_widget_set_visible (GTK_WIDGET (pin), endpoint != NULL && endpoint->pin_sha256 != NULL);
  if (endpoint == NULL)
    return;
  text = g_strdup_printf ("%s:%u, %s%s%s", endpoint->host, endpoint->port,
                          endpoint->security == CTG_SECURITY_TLS ? "SSL/TLS" :
                          endpoint->security == CTG_SECURITY_STARTTLS ? "STARTTLS" : _("no encryption"),
                          endpoint->pin_sha256 != NULL ? "\n" : "",
                          endpoint->pin_sha256 != NULL ? _("Its certificate is trusted by your choice.") : "");
  adw_action_row_set_subtitle (row, text);
}

static const char *
get_sent_reason (const CtgMailboxFacts *facts)
{
  static const struct { const char *key; const char *text; } reasons[] = {
    { "special-use", N_("The server names it as the folder for sent mail.") },
    { "word", N_("Chosen by its name.") },
    { "localised", N_("Chosen by its name.") },
    { "person", N_("Chosen by you.") },
    { "contains", N_("Its name resembles one for sent mail: look whether it is the right one.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (facts->sent_reason, reasons[i].key) == 0)
      return _(reasons[i].text);
  return "";
}

static void
update_large (CtgMailboxDialog *self, const char *large_folders)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new_for ("TOO_LARGE", "large-folder", NULL, NULL);
  g_autofree char *subtitle = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->large), large_folders != NULL);
  if (large_folders == NULL)
    return;
  subtitle = g_strdup_printf ("%s\n%s %s", large_folders, text->explanation, text->next);
  adw_action_row_set_subtitle (self->large, subtitle);
}

static void
update_default (CtgMailboxDialog *self, gboolean is_default)
{
  adw_action_row_set_subtitle (self->default_row, is_default ? _("New letters are written from here.")
                                                             : _("New letters are written from another mailbox."));
  gtk_widget_set_visible (self->default_button, !is_default);
}

static void
update_team (CtgMailboxDialog *self, gboolean is_team)
{
  self->updating = TRUE;
  gtk_switch_set_active (self->team_switch, is_team);
  self->updating = FALSE;
}

/* B35: where none is found, one is made only when the person asks for it. */
static void
update_sent (CtgMailboxDialog *self, const CtgMailboxFacts *facts)
{
  gboolean is_kept_by_server = facts->outgoing_host != NULL &&
                               ctg_sent_is_kept_by_server (facts->kind, facts->outgoing_host);
  g_autofree char *words = facts->sent_name == NULL
    ? g_strdup (_("The mailbox has no folder for it: your letters leave, and no copy is kept on the server."))
    : g_strdup_printf ("%s\n%s", facts->sent_name, get_sent_reason (facts));

  gtk_widget_set_visible (GTK_WIDGET (self->sent), facts->sent_name != NULL || !is_kept_by_server);
  gtk_widget_set_visible (self->sent_button, !is_kept_by_server);
  adw_action_row_set_subtitle (self->sent, g_strstrip (words));
}

static void
sent_clicked_cb (CtgMailboxDialog *self)
{
  ctg_sent_dialog_open (GTK_WINDOW (self), self->engine, get_facts (self)->id);
}

static void
update (CtgMailboxDialog *self)
{
  const CtgMailboxFacts *facts = get_facts (self);

  gtk_window_set_title (GTK_WINDOW (self), facts->address);
  update_state (self);
  update_default (self, facts->is_default);
  update_team (self, facts->is_team);
  ctg_sender_group_show (self->senders, self->engine, facts);
  update_server (self->incoming, self->incoming_pin, facts->incoming);
  update_server (self->outgoing, self->outgoing_pin, facts->outgoing);
  update_sent (self, facts);
  gtk_widget_set_visible (self->revoke_row, facts->state != CTG_MAILBOX_DISCONNECTED &&
                                              ctg_engine_find_permissions_page (facts->kind) != NULL);
  update_large (self, facts->large_folders);
}

static void
retry_clicked_cb (CtgMailboxDialog *self)
{
  if (ctg_mailbox_words_needs_person (get_facts (self)))
    ctg_mailbox_dialog_reconnect (GTK_WINDOW (self), self->engine, self->account);
  else
    ctg_engine_retry (self->engine, get_facts (self)->id);
}

static void
paused_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgMailboxDialog) self = data;
  g_autoptr (GError) error = NULL;

  self->switching = FALSE;
  if (ctg_engine_set_paused_finish (CTG_ENGINE (source), result, &error) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  update_state (self);
  tell_failure (self, error);
}

static void
active_changed_cb (CtgMailboxDialog *self)
{
  if (self->updating)
    return;
  self->switching = TRUE;
  ctg_engine_set_paused_async (self->engine, get_facts (self)->id, !gtk_switch_get_active (self->active_switch),
                               paused_cb, g_object_ref (self));
}

static void
default_set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgMailboxDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_set_default_account_finish (CTG_ENGINE (source), result, &error) &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    tell_failure (self, error);
}

static void
default_clicked_cb (CtgMailboxDialog *self)
{
  ctg_engine_set_default_account_async (self->engine, get_facts (self)->id, default_set_cb, g_object_ref (self));
}

static void
team_set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgMailboxDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (ctg_engine_set_team_finish (CTG_ENGINE (source), result, &error) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  update_team (self, get_facts (self)->is_team);
  tell_failure (self, error);
}

static void
team_changed_cb (CtgMailboxDialog *self)
{
  if (!self->updating)
    ctg_engine_set_team_async (self->engine, get_facts (self)->id, gtk_switch_get_active (self->team_switch),
                               team_set_cb, g_object_ref (self));
}

static void
withdrawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgMailboxDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_withdraw_trust_finish (CTG_ENGINE (source), result, &error) &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    tell_failure (self, error);
}

static void
withdraw_incoming_cb (CtgMailboxDialog *self)
{
  ctg_engine_withdraw_trust_async (self->engine, get_facts (self)->id, FALSE, withdrawn_cb, g_object_ref (self));
}

static void
withdraw_outgoing_cb (CtgMailboxDialog *self)
{
  ctg_engine_withdraw_trust_async (self->engine, get_facts (self)->id, TRUE, withdrawn_cb, g_object_ref (self));
}

/* Why it is disconnected, where a person can mend that: said again where it is mended. */
static GError *
dup_cause (const CtgMailboxFacts *facts)
{
  GError *cause;

  if (!ctg_mailbox_words_needs_person (facts))
    return NULL;
  cause = ctg_error_new (ctg_error_code_from_string (facts->problem_code), facts->problem_reason, "Disconnected");
  ctg_error_add_server (&cause, facts->incoming_host, facts->problem_server_text);
  return cause;
}

static CtgMailboxSettings *
dup_settings (const CtgMailboxFacts *facts)
{
  CtgMailboxSettings *settings = ctg_mailbox_settings_new (facts->address);

  settings->account_id = g_strdup (facts->id);
  settings->display_name = g_strdup (facts->display_name);
  g_free (settings->kind);
  settings->kind = g_strdup (facts->kind);
  settings->incoming = ctg_endpoint_copy (facts->incoming);
  settings->outgoing = ctg_endpoint_copy (facts->outgoing);
  settings->separate_outgoing = facts->separate_outgoing;
  settings->automation = facts->automation;
  settings->is_team = facts->is_team;
  return settings;
}

/**
 * ctg_mailbox_dialog_reconnect:
 * @parent: the window the wizard is modal to
 * @engine: what connects
 * @account: the mailbox
 *
 * Opens the wizard where a connected mailbox begins again: at its password and servers, or before its sign-in. Nothing
 * that is logged is touched (A67).
 */
void
ctg_mailbox_dialog_reconnect (GtkWindow *parent, CtgEngine *engine, CtgAccountItem *account)
{
  const CtgMailboxFacts *facts = ctg_account_item_get_facts (account);
  g_autoptr (CtgMailboxSettings) settings = dup_settings (facts);
  g_autoptr (CtgSetupController) wizard = NULL;
  g_autoptr (GError) cause = dup_cause (facts);

  wizard = ctg_setup_controller_new_again (CTG_SETUP_ACTIONS (engine), settings, cause);
  gtk_window_present (GTK_WINDOW (ctg_setup_window_new (parent, wizard)));
}

static void
profile_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgMailboxDialog) self = data;
  g_autoptr (GError) error = NULL;

  gboolean is_saved = ctg_engine_save_domain_profile_finish (CTG_ENGINE (source), result, &error);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (is_saved)
    adw_action_row_set_subtitle (self->profile_row,
                                 _("The profile is saved. Colleagues open it where they choose their provider."));
  else
    tell_failure (self, error);
}

static void
profile_file_chosen_cb (GtkNativeDialog *dialog, int response, CtgMailboxDialog *self)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL)
    ctg_engine_save_domain_profile_async (self->engine, get_facts (self)->address, path, profile_saved_cb,
                                          g_object_ref (self));
  g_object_unref (dialog);
}

/* A94: colleagues connect theirs with it, without asking anybody where the servers are. */
static void
profile_activated_cb (CtgMailboxDialog *self)
{
  g_autofree char *name = g_strconcat (strrchr (get_facts (self)->address, '@') + 1, ".json", NULL);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Export this domain’s profile"), GTK_WINDOW (self),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (profile_file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
change_activated_cb (CtgMailboxDialog *self)
{
  ctg_mailbox_dialog_reconnect (GTK_WINDOW (self), self->engine, self->account);
}

static void
gone_other_way_cb (CtgMailboxDialog *self, const char *account_id, const char *address)
{
  /* Translators: %s is an e-mail address */
  g_autofree char *heading = g_strdup_printf (_("%s is now connected"), address);
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_WINDOW (self), heading,
                            _("It is the same mailbox: everything that is logged is still here. Its folders are read "
                              "anew; letters that are here already do not come twice."));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "done", _("_Done"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "done");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "done");
  gtk_window_present (GTK_WINDOW (dialog));
  ctg_accessible_names_mend (dialog);
}

/* A67 */
static void
other_way_activated_cb (CtgMailboxDialog *self)
{
  g_autoptr (CtgMailboxSettings) settings = dup_settings (get_facts (self));
  g_autoptr (CtgSetupController) wizard =
    ctg_setup_controller_new_other_way (CTG_SETUP_ACTIONS (self->engine), settings);
  CtgSetupWindow *window = ctg_setup_window_new (GTK_WINDOW (self), wizard);

  g_signal_connect_object (window, "connected", G_CALLBACK (gone_other_way_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

/* A41 */
static void
revoke_activated_cb (CtgMailboxDialog *self)
{
  ctg_revoke_dialog_present (GTK_WINDOW (self), self->engine, get_facts (self));
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgMailboxDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (ctg_engine_remove_account_finish (CTG_ENGINE (source), result, &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    tell_failure (self, error);
}

static void
remove_response_cb (CtgMailboxDialog *self, const char *response)
{
  CtgRemoval removal = strcmp (response, "keep") == 0    ? CTG_REMOVE_KEEP
                       : strcmp (response, "grace") == 0 ? CTG_REMOVE_GRACE
                                                         : CTG_REMOVE_NOW;

  if (strcmp (response, "cancel") != 0)
    ctg_engine_remove_account_async (self->engine, get_facts (self)->id, removal, removed_cb, g_object_ref (self));
}

static void
remove_clicked_cb (CtgMailboxDialog *self)
{
  /* Translators: %s is an e-mail address */
  g_autofree char *heading = g_strdup_printf (_("Remove %s?"), get_facts (self)->address);
  g_autoptr (GDateTime) gone = g_date_time_new_from_unix_local (ctg_clock_now_utc_s () + CTG_GRACE_S);
  g_autofree char *day = g_date_time_format (gone, C_("date", "%-d %b %Y"));
  /* Translators: %s is a date: 90 days from now */
  g_autofree char *grace = g_strdup_printf (_("Delete _on %s"), day);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    GTK_WINDOW (self), heading,
    _("Its password is deleted from the keyring. Nothing changes on the server. What is logged on your contacts can "
      "stay, or be deleted from this computer: now, or in 90 days unless the mailbox is connected again by then.")));

  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "delete", _("Remove and _delete"), "grace", grace,
                                    "keep", _("Remove and _keep"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ctg_mailbox_dialog_dispose (GObject *object)
{
  CtgMailboxDialog *self = CTG_MAILBOX_DIALOG (object);

  g_clear_object (&self->account);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ctg_mailbox_dialog_parent_class)->dispose (object);
}

static void
ctg_mailbox_dialog_class_init (CtgMailboxDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ctg_mailbox_dialog_dispose;
  g_type_ensure (CTG_TYPE_SENDER_GROUP);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/mailbox-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, state);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, profile_row);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, revoke_row);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, retry_button);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, paused);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, active_switch);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, team_switch);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, default_row);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, default_button);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, senders);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, incoming);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, incoming_pin);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, outgoing);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, outgoing_pin);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, sent);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, sent_button);
  gtk_widget_class_bind_template_child (widget_class, CtgMailboxDialog, large);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, default_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, withdraw_incoming_cb);
  gtk_widget_class_bind_template_callback (widget_class, withdraw_outgoing_cb);
  gtk_widget_class_bind_template_callback (widget_class, sent_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_way_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, revoke_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, profile_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
}

static void
ctg_mailbox_dialog_init (CtgMailboxDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_attachments_switch (CtgMailboxDialog *self)
{
  CtgAttachmentsOf whose = { get_facts (self)->id, 0 };
  GtkWidget *group = gtk_widget_get_ancestor (GTK_WIDGET (self->active_switch), ADW_TYPE_PREFERENCES_GROUP);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), ctg_attachments_switch_new (self->engine, &whose));
}

/**
 * ctg_mailbox_dialog_new:
 * @parent: the window it is modal to
 * @engine: what can be done
 * @account: the mailbox
 *
 * Returns: (transfer none): the window, owned by the toolkit, not presented yet
 */
CtgMailboxDialog *
ctg_mailbox_dialog_new (GtkWindow *parent, CtgEngine *engine, CtgAccountItem *account)
{
  CtgMailboxDialog *self = g_object_new (CTG_TYPE_MAILBOX_DIALOG, "application", gtk_window_get_application (parent),
                                         "transient-for", parent, NULL);

  self->engine = g_object_ref (engine);
  self->account = g_object_ref (account);
  g_signal_connect_object (account, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "activity", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  update (self);
  g_signal_connect_swapped (self->active_switch, "notify::active", G_CALLBACK (active_changed_cb), self);
  g_signal_connect_swapped (self->team_switch, "notify::active", G_CALLBACK (team_changed_cb), self);
  add_attachments_switch (self);
  return self;
}
