/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "compose-window-private.h"

/* Only a list that was read is empty. */
static gboolean
has_mailbox (CtgComposeWindow *self)
{
  return self->accounts == NULL || !ctg_account_list_is_loaded (self->accounts) ||
         g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 0;
}

/**
 * ctg_compose_window_update_actions:
 * @self: the window
 *
 * What can be done: nothing while the letter is handed in, all but sending while no mailbox is connected, which is said
 * with the way there.
 */
void
ctg_compose_window_update_actions (CtgComposeWindow *self)
{
  static const char *const sending[] = { "compose.send", "compose.send-later", "compose.send-each" };
  gboolean is_here = self->begun != NULL && !self->is_sending;

  for (gsize i = 0; i < G_N_ELEMENTS (sending); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), sending[i], is_here && has_mailbox (self));
  if (self->was_for_each)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), "compose.send-later", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compose.attach", !self->is_sending);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compose.discard", !self->is_sending);
  gtk_revealer_set_reveal_child (self->no_mailbox, !has_mailbox (self));
}

/**
 * ctg_compose_window_watch_mailboxes:
 * @self: the window, which has its engine
 *
 * From now on the window knows whether there is anything to send with.
 */
void
ctg_compose_window_watch_mailboxes (CtgComposeWindow *self)
{
  self->accounts = ctg_account_list_new (ctg_engine_get_store (self->engine));
  g_signal_connect_swapped (self->accounts, "items-changed", G_CALLBACK (ctg_compose_window_update_actions), self);
  g_signal_connect_swapped (self->accounts, "notify::is-loaded", G_CALLBACK (ctg_compose_window_update_actions), self);
  ctg_compose_window_update_actions (self);
}
