/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-credentials.h"

#include "errors.h"
#include "setup-field.h"
#include "setup-texts.h"
#include "texts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CtgSetupPageCredentials
{
  CtgSetupPage parent_instance;

  AdwActionRow *address;
  GtkLabel *sentence;
  AdwPasswordEntryRow *password;
  GtkWidget *message_row;       /* (owned) below the row whose fault it says, while there is one */
  GtkLabel *message;            /* in it */
  GtkLabel *caps_lock;
  GtkLabel *kept;
  AdwExpanderRow *advanced;
  AdwEntryRow *username;
  AdwEntryRow *exchange_url;
  AdwActionRow *recommended;
  GtkSpinner *probe_spinner;
  GtkButton *use_button;
  AdwEntryRow *incoming_host;
  AdwEntryRow *incoming_port;
  AdwComboRow *incoming_security;
  AdwActionRow *same_row;
  GtkCheckButton *same_credentials;
  AdwEntryRow *outgoing_username;
  AdwPasswordEntryRow *outgoing_password;
  AdwEntryRow *outgoing_host;
  AdwEntryRow *outgoing_port;
  AdwComboRow *outgoing_security;
  GtkCheckButton *trust;
  GtkWidget *two_factor;
  gboolean insists;             /* what is missing is said too */
};

G_DEFINE_FINAL_TYPE (CtgSetupPageCredentials, ctg_setup_page_credentials, CTG_TYPE_SETUP_PAGE)

static void
same_toggled_cb (GtkCheckButton *button, CtgSetupPage *page)
{
  ctg_setup_controller_set_separate_outgoing (ctg_setup_page_get_wizard (page), !gtk_check_button_get_active (button));
}

static void
trust_toggled_cb (GtkCheckButton *button, CtgSetupPage *page)
{
  ctg_setup_controller_set_trust_at_once (ctg_setup_page_get_wizard (page), gtk_check_button_get_active (button));
}

static GtkWidget *
get_row (CtgSetupPageCredentials *self, CtgSetupField field)
{
  gpointer rows[CTG_N_SETUP_FIELDS] = {
    [CTG_SETUP_FIELD_ADDRESS] = self->address,
    [CTG_SETUP_FIELD_PASSWORD] = self->password,
    [CTG_SETUP_FIELD_USERNAME] = self->username,
    [CTG_SETUP_FIELD_INCOMING_HOST] = self->incoming_host,
    [CTG_SETUP_FIELD_INCOMING_PORT] = self->incoming_port,
    [CTG_SETUP_FIELD_INCOMING_SECURITY] = self->incoming_security,
    [CTG_SETUP_FIELD_EXCHANGE_URL] = self->exchange_url,
    [CTG_SETUP_FIELD_OUTGOING_USERNAME] = self->outgoing_username,
    [CTG_SETUP_FIELD_OUTGOING_PASSWORD] = self->outgoing_password,
    [CTG_SETUP_FIELD_OUTGOING_HOST] = self->outgoing_host,
    [CTG_SETUP_FIELD_OUTGOING_PORT] = self->outgoing_port,
    [CTG_SETUP_FIELD_OUTGOING_SECURITY] = self->outgoing_security,
  };

  return rows[field];
}

static void
set_message (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

static void
take_message_away (CtgSetupPageCredentials *self)
{
  GtkWidget *list = gtk_widget_get_parent (self->message_row);

  if (list != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), self->message_row);
}

/* A sentence right below the row it is about, inside the same list. */
static void
place_message (CtgSetupPageCredentials *self, GtkWidget *row, const char *text)
{
  GtkWidget *list = gtk_widget_get_parent (row);

  gtk_label_set_label (self->message, text);
  if (gtk_widget_get_next_sibling (row) == self->message_row)
    return;
  take_message_away (self);
  gtk_list_box_insert (GTK_LIST_BOX (list), self->message_row,
                       gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + 1);
}

/* The first fault is said below its row, each is marked; what is merely missing is not a fault yet, until somebody
 * wants to go on. */
static gboolean
update_faults (CtgSetupPageCredentials *self, CtgSetupController *wizard)
{
  gboolean has_fault = FALSE;

  for (int i = CTG_SETUP_FIELD_PASSWORD; i <= CTG_SETUP_FIELD_OUTGOING_SECURITY; i++)
    {
      gboolean is_required = ctg_setup_controller_is_required (wizard, (CtgSetupField) i);
      GtkWidget *row = get_row (self, (CtgSetupField) i);
      CtgSetupFault fault = ctg_setup_controller_get_fault (wizard, (CtgSetupField) i);
      gboolean is_said = self->insists || fault != CTG_SETUP_FAULT_MISSING;
      const char *message = is_said ? ctg_setup_text_for_fault (fault) : "";

      ctg_setup_field_show_fault (row, message, self->message);
      if (ADW_IS_ENTRY_ROW (row))
        ctg_setup_field_show_required (ADW_ENTRY_ROW (row), is_required);
      if (message[0] != '\0' && !has_fault)
        place_message (self, row, message);
      has_fault = has_fault || message[0] != '\0';
    }
  return has_fault;
}

/* What was said of one server is not said of the one that is typed now. */
static gboolean
is_about_another (CtgSetupController *wizard, const GError *problem)
{
  const char *typed = ctg_setup_controller_get_text (wizard, CTG_SETUP_FIELD_EXCHANGE_URL);
  const char *host = ctg_error_get_details (problem).host;
  g_autofree char *place = host != NULL ? g_strconcat ("://", host, NULL) : NULL;

  return *typed != '\0' && place != NULL && strstr (typed, place) == NULL;
}

/* After a refusal the reason stands where it is mended, tied to its field; once another server is typed there, what is
 * found of that one stands there instead. */
static gboolean
update_problem (CtgSetupPageCredentials *self, CtgSetupController *wizard)
{
  const GError *problem = ctg_setup_controller_get_problem (wizard);
  GtkWidget *row = get_row (self, ctg_setup_controller_get_field_at_fault (wizard));
  g_autoptr (CtgErrorText) text = NULL;

  if (problem == NULL || (row == GTK_WIDGET (self->exchange_url) &&
                          (ctg_setup_controller_get_probe (wizard) != CTG_SETUP_PROBE_NONE ||
                           is_about_another (wizard, problem))))
    return FALSE;
  text = ctg_error_text_new (problem);
  place_message (self, row, text->headline);
  ctg_setup_field_show_fault (row, text->headline, self->message);
  return TRUE;
}

static void
update_kept (CtgSetupPageCredentials *self, CtgSetupController *wizard)
{
  gboolean kept = ctg_setup_controller_has_password (wizard, CTG_SETUP_FIELD_PASSWORD) &&
                  gtk_editable_get_text (GTK_EDITABLE (self->password))[0] == '\0';

  set_message (self->kept, kept ? _("The password typed before is still held. Typing replaces it.") : NULL);
}

/* A17: ActiveSync's address is Exchange's too, for telephones. */
static const char *
get_recommendation (CtgSetupController *wizard)
{
  const char *typed = ctg_setup_controller_get_text (wizard, CTG_SETUP_FIELD_EXCHANGE_URL);
  g_autofree char *small = g_ascii_strdown (typed, -1);

  return strstr (small, "activesync") != NULL
           ? _("Recommended: ActiveSync is for telephones, and an Exchange server answers here.")
           : _("Recommended: an Exchange server answers here.");
}

static void
show_probe (CtgSetupPageCredentials *self, const char *title, const char *subtitle, gboolean can_use)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->recommended), title);
  adw_action_row_set_subtitle (self->recommended, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->use_button), can_use);
}

/* A66, A83: what was typed is asked, without a password, before anything is recommended in its place. */
static void
update_probe (CtgSetupPageCredentials *self, CtgSetupController *wizard)
{
  CtgSetupProbe probe = ctg_setup_controller_get_probe (wizard);
  const GError *problem = ctg_setup_controller_get_probe_problem (wizard);
  g_autofree char *url = ctg_setup_controller_dup_exchange_url (wizard);
  g_autoptr (CtgErrorText) text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->recommended), probe != CTG_SETUP_PROBE_NONE);
  gtk_widget_set_visible (GTK_WIDGET (self->probe_spinner), probe == CTG_SETUP_PROBE_ASKING);
  gtk_spinner_set_spinning (self->probe_spinner, probe == CTG_SETUP_PROBE_ASKING);
  switch (probe)
    {
    case CTG_SETUP_PROBE_NONE:
      break;
    case CTG_SETUP_PROBE_ASKING:
      show_probe (self, _("Asking whether this is an Exchange server…"), _("Without a password"), FALSE);
      break;
    case CTG_SETUP_PROBE_FOUND:
      show_probe (self, url, get_recommendation (wizard), TRUE);
      break;
    case CTG_SETUP_PROBE_ONLINE:
      show_probe (self, _("This is Microsoft 365"),
                  _("Use that instead: the mailbox is connected by signing in with the browser."), TRUE);
      break;
    case CTG_SETUP_PROBE_FAILED:
      text = ctg_error_text_new (problem);
      show_probe (self, text->headline, ctg_error_has_reason (problem, "exchange-too-old")
                  ? text->next : _("The address from the browser in which you read your mail will do."), FALSE);
      break;
    }
}

/* A76, A82: an Exchange server has one address. */
static void
update_exchange (CtgSetupPageCredentials *self, CtgSetupController *wizard)
{
  gboolean is_exchange = ctg_setup_controller_is_exchange (wizard);
  gpointer servers[] = {
    self->incoming_host, self->incoming_port, self->incoming_security, self->same_row, self->outgoing_host,
    self->outgoing_port, self->outgoing_security,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    gtk_widget_set_visible (servers[i], !is_exchange);
  gtk_widget_set_visible (GTK_WIDGET (self->exchange_url), is_exchange);
  gtk_widget_set_visible (self->two_factor, is_exchange);
  update_probe (self, wizard);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->advanced),
                                 is_exchange ? _("Show opt_ional fields") : _("_Advanced options"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->username),
                                 is_exchange ? _("_User name") : _("_User name for incoming mail"));
}

/* A82: what an address looks like. V1: who will hear the password is said before it is given. */
static void
update_search (CtgSetupPageCredentials *self, CtgSetupController *wizard)
{
  const char *url = ctg_setup_controller_get_text (wizard, CTG_SETUP_FIELD_EXCHANGE_URL);
  const char *at = strrchr (ctg_setup_controller_get_text (wizard, CTG_SETUP_FIELD_ADDRESS), '@');
  g_autofree char *sentence = NULL;

  if (ctg_setup_controller_is_exchange (wizard) && url[0] == '\0' && at != NULL)
    /* Translators: all three are the domain of the e-mail address. */
    sentence = g_strdup_printf (_("Without an address the server is looked for at %s and autodiscover.%s. The password "
                                  "is given to Exchange servers of that domain only. An address is for example "
                                  "https://mail.%s/EWS/Exchange.asmx."), at + 1, at + 1, at + 1);
  adw_expander_row_set_subtitle (self->advanced, sentence != NULL ? sentence : "");
}

static void
update (CtgSetupPageCredentials *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  gboolean separate = ctg_setup_controller_get_separate_outgoing (wizard) &&
                      !ctg_setup_controller_is_exchange (wizard);

  adw_action_row_set_subtitle (self->address, ctg_setup_controller_get_text (wizard, CTG_SETUP_FIELD_ADDRESS));
  gtk_check_button_set_active (self->same_credentials, !separate);
  gtk_widget_set_visible (GTK_WIDGET (self->outgoing_username), separate);
  gtk_widget_set_visible (GTK_WIDGET (self->outgoing_password), separate);
  update_exchange (self, wizard);
  update_search (self, wizard);
  if (!update_faults (self, wizard) && !update_problem (self, wizard))
    take_message_away (self);
  update_kept (self, wizard);
}

/* Enter goes on, or says why it does not. */
static void
row_activated_cb (CtgSetupPageCredentials *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  int field = CTG_SETUP_FIELD_PASSWORD;

  if (ctg_setup_controller_get_state (wizard) != CTG_SETUP_CREDENTIALS || ctg_setup_controller_can_next (wizard))
    return;
  self->insists = TRUE;
  update (self);
  while (field < CTG_SETUP_FIELD_OUTGOING_SECURITY &&
         ctg_setup_controller_get_fault (wizard, (CtgSetupField) field) == CTG_SETUP_FAULT_NONE)
    field++;
  if (field != CTG_SETUP_FIELD_PASSWORD)
    adw_expander_row_set_expanded (self->advanced, TRUE);
  gtk_widget_grab_focus (get_row (self, (CtgSetupField) field));
}

static void
use_clicked_cb (GtkButton *button, CtgSetupPage *page)
{
  CtgSetupPageCredentials *self = CTG_SETUP_PAGE_CREDENTIALS (page);
  CtgSetupController *wizard = ctg_setup_page_get_wizard (page);
  g_autofree char *url = ctg_setup_controller_dup_exchange_url (wizard);

  if (ctg_setup_controller_get_probe (wizard) == CTG_SETUP_PROBE_ONLINE)
    {
      ctg_setup_controller_use_microsoft (wizard);
      return;
    }
  if (url != NULL)
    ctg_setup_controller_set_text (wizard, CTG_SETUP_FIELD_EXCHANGE_URL, url);
  gtk_widget_grab_focus (GTK_WIDGET (self->exchange_url));
}

static void
bind_fields (CtgSetupPageCredentials *self, CtgSetupController *wizard)
{
  for (int i = CTG_SETUP_FIELD_PASSWORD; i <= CTG_SETUP_FIELD_OUTGOING_SECURITY; i++)
    {
      GtkWidget *row = get_row (self, (CtgSetupField) i);

      if (ADW_IS_COMBO_ROW (row))
        ctg_setup_field_bind_security (ADW_COMBO_ROW (row), wizard, (CtgSetupField) i);
      else
        {
          ctg_setup_field_bind (GTK_EDITABLE (row), wizard, (CtgSetupField) i);
          g_signal_connect_object (row, "entry-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
        }
    }
}

static void
ctg_setup_page_credentials_bind (CtgSetupPage *page, CtgSetupController *wizard)
{
  CtgSetupPageCredentials *self = CTG_SETUP_PAGE_CREDENTIALS (page);

  bind_fields (self, wizard);
  ctg_setup_field_show_caps_lock (GTK_WIDGET (self->password), self->caps_lock);
  gtk_check_button_set_active (self->trust, ctg_setup_controller_get_trust_at_once (wizard));
  g_signal_connect (self->same_credentials, "toggled", G_CALLBACK (same_toggled_cb), page);
  g_signal_connect (self->trust, "toggled", G_CALLBACK (trust_toggled_cb), page);
  g_signal_connect (self->use_button, "clicked", G_CALLBACK (use_clicked_cb), page);
  g_signal_connect_object (wizard, "form-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static const char *
get_hint (CtgSetupController *wizard)
{
  const CtgCandidate *candidate = ctg_setup_controller_get_candidate (wizard);
  const char *hint = candidate != NULL && candidate->hint != NULL ? ctg_text_for_hint (candidate->hint) : NULL;

  if (hint == NULL && ctg_setup_controller_is_exchange (wizard))
    return _("The name and password with which you sign in at work. With two-factor sign-in, Exchange wants a password "
             "made for applications.");
  return hint != NULL ? hint : _("The name and password with which you read your mail elsewhere.");
}

static void
ctg_setup_page_credentials_enter (CtgSetupPage *page)
{
  CtgSetupPageCredentials *self = CTG_SETUP_PAGE_CREDENTIALS (page);
  CtgSetupController *wizard = ctg_setup_page_get_wizard (page);
  CtgSetupField field = ctg_setup_controller_get_field_at_fault (wizard);

  self->insists = FALSE;
  gtk_label_set_label (self->sentence, get_hint (wizard));
  update (self);
  if (field != CTG_SETUP_FIELD_PASSWORD || !ctg_setup_controller_has_servers (wizard))
    adw_expander_row_set_expanded (self->advanced, TRUE);
  gtk_widget_grab_focus (get_row (self, field));
}

static void
ctg_setup_page_credentials_leave (CtgSetupPage *page)
{
  CtgSetupPageCredentials *self = CTG_SETUP_PAGE_CREDENTIALS (page);

  ctg_setup_field_clear (GTK_EDITABLE (self->password));
  ctg_setup_field_clear (GTK_EDITABLE (self->outgoing_password));
}

static void
ctg_setup_page_credentials_dispose (GObject *object)
{
  g_clear_object (&CTG_SETUP_PAGE_CREDENTIALS (object)->message_row);
  G_OBJECT_CLASS (ctg_setup_page_credentials_parent_class)->dispose (object);
}

static void
ctg_setup_page_credentials_class_init (CtgSetupPageCredentialsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CtgSetupPageClass *page_class = CTG_SETUP_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ctg_setup_page_credentials_dispose;
  page_class->bind = ctg_setup_page_credentials_bind;
  page_class->enter = ctg_setup_page_credentials_enter;
  page_class->leave = ctg_setup_page_credentials_leave;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-credentials.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, address);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, sentence);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, password);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, kept);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, caps_lock);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, advanced);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, username);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, exchange_url);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, recommended);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, probe_spinner);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, use_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, incoming_host);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, incoming_port);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, incoming_security);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, same_row);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, same_credentials);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, outgoing_username);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, outgoing_password);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, outgoing_host);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, outgoing_port);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, outgoing_security);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, trust);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageCredentials, two_factor);
}

static void
ctg_setup_page_credentials_init (CtgSetupPageCredentials *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->message, TRUE);
  gtk_label_set_xalign (self->message, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "field-message");
  self->message_row = g_object_ref_sink (gtk_list_box_row_new ());
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->message_row), GTK_WIDGET (self->message));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->message_row), FALSE);
  gtk_widget_set_focusable (self->message_row, FALSE);
}
