/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "disconnection-notice.h"

#include "account-list.h"
#include "texts.h"

#include <glib/gi18n-lib.h>

struct _CtgDisconnectionNotice
{
  GObject parent_instance;

  GApplication *application;   /* (unowned) it owns this */
  CtgAccountList *accounts;    /* (owned) */
  GHashTable *seen;            /* (owned) account to the state it was seen in, so that a start tells nothing old */
};

G_DEFINE_FINAL_TYPE (CtgDisconnectionNotice, ctg_disconnection_notice, G_TYPE_OBJECT)

static void
tell (CtgDisconnectionNotice *self, const char *key, const CtgMailboxFacts *facts)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new_for (facts->problem_code, facts->problem_reason,
                                                          facts->incoming_host, facts->problem_server_text);
  /* Translators: %s is a mailbox's address */
  g_autofree char *title = g_strdup_printf (_("%s is disconnected"), facts->address);
  g_autofree char *body = g_strjoin (" ", text->headline, text->next, NULL);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_default_action (notification, "app.settings");
  g_application_send_notification (self->application, key, notification);
}

/* A locked keyring is no disconnection: the window asks for it. */
static gboolean
is_cut_off (const CtgMailboxFacts *facts)
{
  return facts->state == CTG_MAILBOX_DISCONNECTED && facts->problem_code != NULL &&
         g_strcmp0 (facts->problem_code, "KEYRING_LOCKED") != 0;
}

static void
look_at (CtgDisconnectionNotice *self, const CtgMailboxFacts *facts)
{
  g_autofree char *key = g_strconcat ("disconnected-", facts->id, NULL);
  gboolean is_off = is_cut_off (facts);
  gpointer was_off = NULL;
  gboolean is_known = g_hash_table_lookup_extended (self->seen, facts->id, NULL, &was_off);

  g_hash_table_insert (self->seen, g_strdup (facts->id), GINT_TO_POINTER (is_off));
  if (!is_known || is_off == GPOINTER_TO_INT (was_off))
    return;
  if (is_off)
    tell (self, key, facts);
  else
    g_application_withdraw_notification (self->application, key);
}

static void
update (CtgDisconnectionNotice *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtgAccountItem) item = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      look_at (self, ctg_account_item_get_facts (item));
    }
}

static void
items_changed_cb (CtgDisconnectionNotice *self, guint position, guint n_removed, guint n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (CtgAccountItem) item = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      g_signal_connect_object (item, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  update (self);
}

static void
ctg_disconnection_notice_finalize (GObject *object)
{
  CtgDisconnectionNotice *self = CTG_DISCONNECTION_NOTICE (object);

  g_clear_object (&self->accounts);
  g_hash_table_unref (self->seen);
  G_OBJECT_CLASS (ctg_disconnection_notice_parent_class)->finalize (object);
}

static void
ctg_disconnection_notice_class_init (CtgDisconnectionNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ctg_disconnection_notice_finalize;
}

static void
ctg_disconnection_notice_init (CtgDisconnectionNotice *self)
{
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * ctg_disconnection_notice_new:
 * @application: who tells; outlives the notice
 * @engine: whose mailboxes are watched
 *
 * Returns: (transfer full): the notice, at work until it is let go
 */
CtgDisconnectionNotice *
ctg_disconnection_notice_new (GApplication *application, CtgEngine *engine)
{
  CtgDisconnectionNotice *self = g_object_new (CTG_TYPE_DISCONNECTION_NOTICE, NULL);

  self->application = application;
  self->accounts = ctg_account_list_new (ctg_engine_get_store (engine));
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->accounts)));
  return self;
}
