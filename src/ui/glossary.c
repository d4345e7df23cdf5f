/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "glossary.h"

#include <glib/gi18n-lib.h>

#define WIDTH 380

struct _CtgGlossary
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (CtgGlossary, ctg_glossary, ADW_TYPE_BIN)

static const struct { const char *word; const char *meaning; } entries[] = {
  { N_("E-mail address"),
    N_("Where letters to you arrive, and what you sign in with: anna@example.it. Also called e-mail account.") },
  { N_("Mail program"),
    N_("What you read and write letters with: Thunderbird, Outlook, Apple Mail, or a page in the browser. It can have "
       "the provider’s name: Gmail is a page in the browser and a provider too.") },
  { N_("Mail provider"),
    N_("Who keeps the mailbox on its servers and delivers the letters: Google, Microsoft, Aruba, Libero, or your "
       "company’s own server. What stands after the @ does not always say it.") },
  { N_("Personal e-mail and team e-mail"),
    N_("A personal address is used by you alone. A team address is one that several people have access to, to write to "
       "customers: info@, sales@. It can be connected too, by IMAP as well, as a team mailbox.") },
};

static void
add (GtkBox *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
}

static void
ctg_glossary_class_init (CtgGlossaryClass *klass)
{
}

static void
ctg_glossary_init (CtgGlossary *self)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  GtkWidget *clamp = adw_clamp_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      add (box, _(entries[i].word), "heading");
      add (box, _(entries[i].meaning), NULL);
    }
  /* A popover measures its height for the width it would like to have: it has to like just this one. */
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDTH);
  gtk_widget_set_size_request (clamp, WIDTH, -1);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (box));
  adw_bin_set_child (ADW_BIN (self), clamp);
}
