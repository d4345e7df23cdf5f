/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "compose-sender.h"

#include "account-list.h"
#include "text.h"
#include "words.h"

#include <string.h>

typedef struct
{
  GtkDropDown *drop;         /* (unowned) it owns this */
  CtgAccountList *accounts;  /* (owned) */
  GtkStringList *names;      /* (owned) what is shown */
  GPtrArray *addresses;      /* (owned) (element-type utf8) beside the names */
  char *wanted;              /* (owned) an address; "": the default one */
} Senders;

static void
senders_free (Senders *senders)
{
  g_signal_handlers_disconnect_by_data (senders->accounts, senders);
  g_object_unref (senders->accounts);
  g_object_unref (senders->names);
  g_ptr_array_unref (senders->addresses);
  g_free (senders->wanted);
  g_free (senders);
}

static Senders *
get_senders (GtkDropDown *drop)
{
  return g_object_get_data (G_OBJECT (drop), "ctg-senders");
}

static void
add_mailbox (Senders *senders, const CtgMailboxFacts *mailbox, guint *chosen)
{
  for (guint i = 0; i < mailbox->senders->len; i++)
    {
      const CtgSenderFacts *sender = g_ptr_array_index (mailbox->senders, i);
      g_autofree char *person = ctg_text_person (sender->name, sender->address);
      g_autofree char *line = ctg_words_line (person);
      gboolean is_wanted = g_ascii_strcasecmp (senders->wanted, sender->address) == 0;

      if (is_wanted || (*senders->wanted == '\0' && mailbox->is_default && sender->is_default))
        *chosen = senders->addresses->len;
      g_ptr_array_add (senders->addresses, g_strdup (sender->address));
      gtk_string_list_append (senders->names, line);
    }
}

static void
fill (Senders *senders)
{
  GListModel *accounts = G_LIST_MODEL (senders->accounts);
  guint chosen = 0;

  gtk_string_list_splice (senders->names, 0, g_list_model_get_n_items (G_LIST_MODEL (senders->names)), NULL);
  g_ptr_array_set_size (senders->addresses, 0);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (CtgAccountItem) item = g_list_model_get_item (accounts, i);

      add_mailbox (senders, ctg_account_item_get_facts (item), &chosen);
    }
  gtk_drop_down_set_selected (senders->drop, chosen);
}

static void
accounts_changed_cb (Senders *senders)
{
  fill (senders);
}

/* What the person has chosen stays chosen when the list is filled anew. */
static void
selected_cb (Senders *senders)
{
  const char *address = ctg_compose_sender_get (senders->drop);

  if (*address == '\0')
    return;
  g_free (senders->wanted);
  senders->wanted = g_strdup (address);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (list_item, label);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  const char *name = gtk_string_object_get_string (gtk_list_item_get_item (list_item));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (list_item)), name);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (list_item), name);
}

/* A long name is no reason for a wide window. */
static GtkListItemFactory *
make_factory (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  return factory;
}

/**
 * ctg_compose_sender_attach:
 * @drop: a drop-down
 * @engine: whose mailboxes
 *
 * Fills it, now and whenever the mailboxes change.
 */
void
ctg_compose_sender_attach (GtkDropDown *drop, CtgEngine *engine)
{
  Senders *senders = g_new0 (Senders, 1);
  g_autoptr (GtkListItemFactory) factory = make_factory ();

  senders->drop = drop;
  gtk_drop_down_set_factory (drop, factory);
  senders->accounts = ctg_account_list_new (ctg_engine_get_store (engine));
  senders->names = gtk_string_list_new (NULL);
  senders->addresses = g_ptr_array_new_with_free_func (g_free);
  senders->wanted = g_strdup ("");
  gtk_drop_down_set_model (drop, G_LIST_MODEL (senders->names));
  g_object_set_data_full (G_OBJECT (drop), "ctg-senders", senders, (GDestroyNotify) senders_free);
  g_signal_connect_swapped (senders->accounts, "items-changed", G_CALLBACK (accounts_changed_cb), senders);
  g_signal_connect_swapped (senders->accounts, "notify::is-loaded", G_CALLBACK (accounts_changed_cb), senders);
  fill (senders);
}

/**
 * ctg_compose_sender_choose:
 * @drop: a drop-down, attached
 * @address: what the letter is to be written as, "": the default one
 *
 * Chooses a sender, as soon as it is known.
 */
void
ctg_compose_sender_choose (GtkDropDown *drop, const char *address)
{
  Senders *senders = get_senders (drop);

  g_signal_handlers_disconnect_by_data (drop, senders);
  g_free (senders->wanted);
  senders->wanted = g_strdup (address);
  fill (senders);
  g_signal_connect_swapped (drop, "notify::selected", G_CALLBACK (selected_cb), senders);
}

/**
 * ctg_compose_sender_get:
 * @drop: a drop-down, attached
 *
 * Returns: (transfer none): the address chosen, "" while there is none
 */
const char *
ctg_compose_sender_get (GtkDropDown *drop)
{
  Senders *senders = get_senders (drop);
  guint selected = gtk_drop_down_get_selected (drop);

  return selected < senders->addresses->len ? g_ptr_array_index (senders->addresses, selected) : "";
}
