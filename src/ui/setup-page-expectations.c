/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-expectations.h"

#include <glib/gi18n-lib.h>

struct _CtgSetupPageExpectations
{
  CtgSetupPage parent_instance;

  GtkScrolledWindow *scroller;
  GtkLabel *disclosure;
  AdwPreferencesRow *secret_row;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageExpectations, ctg_setup_page_expectations, CTG_TYPE_SETUP_PAGE)

/* A41, A60: what each scope would allow, in plain words, and what is done with it. */
static const char *
get_disclosure (const char *kind)
{
  if (g_str_equal (kind, "gmail"))
    return _("Google will ask you for one permission over your mail: to read, write, send and delete it "
             "(https://mail.google.com/). There is no smaller one for mail programs. Carteggio reads with it, sends "
             "only "
             "what you write, and marks, moves and deletes nothing. Two more (openid, email) say which "
             "address signed in. You can take them back at any time in Settings, or on Google’s page of connections.");
  if (g_str_equal (kind, "microsoft365"))
    return _("Microsoft will ask you for three permissions: to use your mailbox over IMAP (IMAP.AccessAsUser.All), "
             "to "
             "send mail as you (SMTP.Send), and to keep both while you are away (offline_access). Carteggio reads "
             "with "
             "them, sends only what you write, and marks, moves and deletes nothing. Two more (openid, "
             "email) say which address signed in. You can take them back at any time in Settings, or in your "
             "Microsoft "
             "account.");
  if (g_str_equal (kind, "exchange"))
    return _("The name and the password of an Exchange account open more than mail: calendar, contacts and groups too. "
             "Carteggio opens the mail folders and nothing else, reads there, sends only what you write, and marks, "
             "moves and deletes nothing. It keeps the address, the password, the server’s address, and the data and "
             "bodies of the messages. What is kept can be looked at and removed in Settings at any time.");
  return _("Over IMAP, Carteggio has access to the address, the password, the server settings, and the data and "
           "bodies of "
           "the messages: to nothing else of your account. An Outlook mailbox connected in this way needs no other "
           "Microsoft application, a Gmail mailbox no other Google one. What is kept can be looked at and removed in "
           "Settings at any time.");
}

static void
show_kind (CtgSetupPageExpectations *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  const CtgCandidate *candidate = ctg_setup_controller_get_candidate (wizard);
  g_autofree char *text = NULL;

  text = g_strjoin ("\n\n", get_disclosure (candidate != NULL ? candidate->kind : "imap"),
                    _("No flag of a letter is ever changed: what is unread stays unread. The one thing that is added "
                      "to the mailbox is the copy of what you send."), NULL);
  gtk_label_set_label (self->disclosure, text);
  adw_preferences_row_set_title (self->secret_row, ctg_setup_controller_signs_in (wizard)
    ? _("The permission, in the keyring of this computer; never a password")
    : _("The password, in the keyring of this computer"));
}

/* The text comes first: its beginning is shown, and the focus is on it, one Tab before the next step. */
static void
ctg_setup_page_expectations_enter (CtgSetupPage *page)
{
  CtgSetupPageExpectations *self = CTG_SETUP_PAGE_EXPECTATIONS (page);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  show_kind (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->scroller));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_lower (adjustment));
}

static void
ctg_setup_page_expectations_class_init (CtgSetupPageExpectationsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CtgSetupPageClass *page_class = CTG_SETUP_PAGE_CLASS (klass);

  page_class->enter = ctg_setup_page_expectations_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-expectations.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageExpectations, scroller);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageExpectations, disclosure);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageExpectations, secret_row);
}

static void
ctg_setup_page_expectations_init (CtgSetupPageExpectations *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
