/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "settings-email.h"

#include "account-list.h"
#include "address-key.h"
#include "attachments-switch.h"
#include "background-words.h"
#include "engine-preferences.h"
#include "mailbox-dialog.h"
#include "mailbox-words.h"
#include "typed-address.h"
#include "window-state.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CtgSettingsEmail
{
  AdwBin parent_instance;

  CtgEngine *engine;          /* (owned) (nullable) */
  CtgAccountList *accounts;   /* (owned) (nullable) */
  char *wanted;               /* (owned) (nullable) the account whose row gets the focus when it is there */
  GtkStack *stack;
  GtkListBox *list;
  GtkButton *connect_button;
  CtgBackground *background;  /* (owned) (nullable) */
  AdwActionRow *background_row;
  GtkWidget *background_warning;
  GtkSwitch *background_switch;
  AdwComboRow *missed_row;
  gboolean knows_missed;      /* what is set is shown */
  AdwComboRow *waiting_row;
  gboolean knows_waiting;
};

G_DEFINE_FINAL_TYPE (CtgSettingsEmail, ctg_settings_email, ADW_TYPE_BIN)

static const CtgMailboxFacts *
get_facts (CtgSettingsEmail *self, guint index)
{
  g_autoptr (CtgAccountItem) item = g_list_model_get_item (G_LIST_MODEL (self->accounts), index);

  return item != NULL ? ctg_account_item_get_facts (item) : NULL;
}

static void
open_mailbox (CtgSettingsEmail *self, CtgAccountItem *item)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_window_present (GTK_WINDOW (ctg_mailbox_dialog_new (parent, self->engine, item)));
}

static void
row_activated_cb (CtgSettingsEmail *self, GtkListBoxRow *row)
{
  g_autoptr (CtgAccountItem) item =
    g_list_model_get_item (G_LIST_MODEL (self->accounts), (guint) gtk_list_box_row_get_index (row));

  if (item != NULL)
    open_mailbox (self, item);
}

static const char *
get_provider (const CtgMailboxFacts *facts)
{
  if (strcmp (facts->kind, "gmail") == 0)
    return _("Gmail, Google Workspace");
  if (strcmp (facts->kind, "exchange") == 0)
    return "Exchange";
  return strcmp (facts->kind, "microsoft365") == 0 ? _("Microsoft 365, Outlook") : "IMAP";
}

/* Which mailbox is the default says something only where there are several (A09). */
static char *
dup_subtitle (CtgSettingsEmail *self, const CtgMailboxFacts *facts, const char *state)
{
  gboolean is_one_of_several = g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 1;

  return g_strdup_printf ("%s, %s%s%s%s%s\n%s", get_provider (facts), facts->incoming_host,
                          facts->is_team ? " · " : "", facts->is_team ? C_("mailbox", "team") : "",
                          facts->is_default && is_one_of_several ? " · " : "",
                          facts->is_default && is_one_of_several ? C_("mailbox", "default") : "", state);
}

static void
update_row (CtgSettingsEmail *self, AdwActionRow *row, const CtgMailboxFacts *facts)
{
  g_autoptr (CtgActivity) activity = ctg_engine_get_activity (self->engine, facts->id);
  g_autofree char *state = ctg_mailbox_words_for_state (facts, activity);
  g_autofree char *subtitle = dup_subtitle (self, facts, state);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), facts->address);
  adw_action_row_set_subtitle (row, subtitle);
}

static void
update_rows (CtgSettingsEmail *self)
{
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    {
      const CtgMailboxFacts *facts = get_facts (self, (guint) i);

      if (facts != NULL)
        update_row (self, ADW_ACTION_ROW (gtk_list_box_get_row_at_index (self->list, i)), facts);
    }
}

static GtkWidget *
create_row_cb (gpointer item, gpointer data)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  update_row (CTG_SETTINGS_EMAIL (data), ADW_ACTION_ROW (row), ctg_account_item_get_facts (CTG_ACCOUNT_ITEM (item)));
  g_signal_connect_object (item, "changed", G_CALLBACK (update_rows), data, G_CONNECT_SWAPPED);
  return row;
}

static void
focus_wanted (CtgSettingsEmail *self)
{
  for (guint i = 0; self->wanted != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      const CtgMailboxFacts *facts = get_facts (self, i);

      if (strcmp (facts->id, self->wanted) != 0)
        continue;
      g_clear_pointer (&self->wanted, g_free);
      gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) i)));
    }
}

static void
update (CtgSettingsEmail *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "list");
  if (empty)
    gtk_widget_add_css_class (GTK_WIDGET (self->connect_button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->connect_button), "suggested-action");
  focus_wanted (self);
}

/* Where a mailbox goes, the focus stays in the list. */
static void
items_changed_cb (CtgSettingsEmail *self, guint position, guint n_removed, guint n_added)
{
  update (self);
  if (n_removed > n_added && gtk_widget_get_mapped (GTK_WIDGET (self)))
    ctg_settings_email_focus (self);
}

static void
ctg_settings_email_dispose (GObject *object)
{
  CtgSettingsEmail *self = CTG_SETTINGS_EMAIL (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->engine);
  g_clear_object (&self->background);
  g_clear_pointer (&self->wanted, g_free);
  G_OBJECT_CLASS (ctg_settings_email_parent_class)->dispose (object);
}

/* --- Letters for later --- */

/* A refusal matters to who wants it. The box around the sign is hidden with it, since it leaves a gap. */
static void
update_background (CtgSettingsEmail *self)
{
  gboolean is_on = gtk_switch_get_active (self->background_switch);
  CtgBackgroundState state = is_on ? ctg_background_get_state (self->background) : CTG_BACKGROUND_GRANTED;

  adw_action_row_set_subtitle (self->background_row, ctg_background_words_for_state (state));
  gtk_widget_set_visible (gtk_widget_get_parent (self->background_warning), state > CTG_BACKGROUND_GRANTED);
}

static const char *const policies[] = { "send", "ask", "hours" };

static void
missed_kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSettingsEmail) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_set_missed_finish (CTG_ENGINE (source), result, &error) && self->engine != NULL)
    ctg_words_show_error (GTK_WIDGET (self), error);
}

static void
missed_cb (CtgSettingsEmail *self)
{
  guint selected = adw_combo_row_get_selected (self->missed_row);

  if (self->knows_missed && selected < G_N_ELEMENTS (policies))
    ctg_engine_set_missed_async (self->engine, policies[selected], missed_kept_cb, g_object_ref (self));
}

static void
missed_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSettingsEmail) self = data;
  g_autofree char *policy = ctg_engine_load_missed_finish (CTG_ENGINE (source), result, NULL);

  if (self->engine == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (g_strcmp0 (policies[i], policy) == 0)
      adw_combo_row_set_selected (self->missed_row, i);
  self->knows_missed = TRUE;
}

/* --- Waiting for a reply --- */

static const guint days[] = { 1, 2, 3, 5, 10, 20, 0 };

static void
waiting_kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSettingsEmail) self = data;
  g_autoptr (GError) error = NULL;

  if (!ctg_engine_set_waiting_finish (CTG_ENGINE (source), result, &error) && self->engine != NULL)
    ctg_words_show_error (GTK_WIDGET (self), error);
}

static void
waiting_cb (CtgSettingsEmail *self)
{
  guint selected = adw_combo_row_get_selected (self->waiting_row);

  if (self->knows_waiting && selected < G_N_ELEMENTS (days))
    ctg_engine_set_waiting_async (self->engine, days[selected], waiting_kept_cb, g_object_ref (self));
}

/* Another number can be set on the command line: the next one in the list stands for it. */
static void
waiting_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgSettingsEmail) self = data;
  guint i = 0, n_days;

  if (!ctg_engine_load_waiting_finish (CTG_ENGINE (source), result, &n_days, NULL) || self->engine == NULL)
    return;
  while (i < G_N_ELEMENTS (days) - 1 && (n_days == 0 || days[i] < n_days))
    i++;
  adw_combo_row_set_selected (self->waiting_row, n_days > 20 ? 5 : i);
  self->knows_waiting = TRUE;
}

static void
ctg_settings_email_class_init (CtgSettingsEmailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ctg_settings_email_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/settings-email.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsEmail, stack);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsEmail, list);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsEmail, connect_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsEmail, background_row);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsEmail, background_warning);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsEmail, background_switch);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsEmail, missed_row);
  gtk_widget_class_bind_template_child (widget_class, CtgSettingsEmail, waiting_row);
  gtk_widget_class_bind_template_callback (widget_class, waiting_cb);
  gtk_widget_class_bind_template_callback (widget_class, missed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
ctg_settings_email_init (CtgSettingsEmail *self)
{
  g_autoptr (GSettings) settings = ctg_window_state_open_settings ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self->background_row), settings != NULL);
  if (settings != NULL)
    g_settings_bind (settings, "background", self->background_switch, "active", G_SETTINGS_BIND_DEFAULT);
}

/* A group of its own, below the others. */
static void
add_attachments_switch (CtgSettingsEmail *self)
{
  CtgAttachmentsOf whose = { NULL, 0 };
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *above = gtk_widget_get_ancestor (GTK_WIDGET (self->waiting_row), ADW_TYPE_PREFERENCES_GROUP);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Attachments"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), ctg_attachments_switch_new (self->engine, &whose));
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (above)), group, above);
}

/**
 * ctg_settings_email_set_engine:
 * @self: the page
 * @engine: whose mailboxes it shows; once
 */
void
ctg_settings_email_set_engine (CtgSettingsEmail *self, CtgEngine *engine)
{
  g_return_if_fail (self->engine == NULL);
  self->engine = g_object_ref (engine);
  self->accounts = ctg_account_list_new (ctg_engine_get_store (engine));
  ctg_engine_load_missed_async (engine, missed_loaded_cb, g_object_ref (self));
  ctg_engine_load_waiting_async (engine, waiting_loaded_cb, g_object_ref (self));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->accounts), create_row_cb, self, NULL);
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "activity", G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
  add_attachments_switch (self);
  update (self);
}

/**
 * ctg_settings_email_set_background:
 * @self: the page
 * @background: what the system was asked, which is asked again; once
 */
void
ctg_settings_email_set_background (CtgSettingsEmail *self, CtgBackground *background)
{
  g_return_if_fail (self->background == NULL);
  self->background = g_object_ref (background);
  g_signal_connect_object (background, "notify::state", G_CALLBACK (update_background), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->background_switch, "notify::active", G_CALLBACK (update_background), self,
                           G_CONNECT_SWAPPED);
  ctg_background_ask_again (background);
  update_background (self);
}

/**
 * ctg_settings_email_focus:
 * @self: the page
 *
 * Puts the focus on the first mailbox, or on the button that connects one.
 */
void
ctg_settings_email_focus (CtgSettingsEmail *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  gtk_widget_grab_focus (first != NULL ? GTK_WIDGET (first) : GTK_WIDGET (self->connect_button));
}

/**
 * ctg_settings_email_focus_mailbox:
 * @self: the page
 * @account_id: a mailbox, in the list already or soon
 */
void
ctg_settings_email_focus_mailbox (CtgSettingsEmail *self, const char *account_id)
{
  g_free (self->wanted);
  self->wanted = g_strdup (account_id);
  focus_wanted (self);
}

/**
 * ctg_settings_email_open:
 * @self: the page
 * @address: of a mailbox in the list, as somebody typed it
 *
 * Opens that mailbox's page over this one.
 */
void
ctg_settings_email_open (CtgSettingsEmail *self, const char *address)
{
  g_autofree char *plain = ctg_typed_address_normalise (address, NULL);
  g_autofree char *key = ctg_address_key (plain != NULL ? plain : address);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (CtgAccountItem) item = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      g_autofree char *its_key = ctg_address_key (ctg_account_item_get_facts (item)->address);

      if (strcmp (key, its_key) != 0)
        continue;
      gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) i)));
      open_mailbox (self, item);
      return;
    }
}
