/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking back the access that was given with the browser (A41): asked, done, and what came of it said, with the
 * platform's own page one key away. */

#include "revoke-dialog.h"

#include "accessible-names.h"
#include "texts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  GtkWindow *parent;        /* (owned) */
  CtgEngine *engine;        /* (owned) */
  char *id;                 /* (owned) */
  const char *page;         /* (unowned) the platform's */
} Revocation;

static void
revocation_free (gpointer data)
{
  Revocation *self = data;

  g_object_unref (self->parent);
  g_object_unref (self->engine);
  g_free (self->id);
  g_free (self);
}

static void
told_cb (AdwMessageDialog *dialog, const char *response, Revocation *self)
{
  if (strcmp (response, "page") == 0)
    gtk_show_uri (self->parent, self->page, GDK_CURRENT_TIME);
}

/* Takes @self: it ends with the dialog. */
static void
tell (Revocation *self, const char *heading, const char *body, const char *suggested)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (self->parent, heading, body));

  adw_message_dialog_add_responses (dialog, "done", _("_Done"), "page", _("Open the _page of permissions"), NULL);
  adw_message_dialog_set_response_appearance (dialog, suggested, ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, suggested);
  adw_message_dialog_set_close_response (dialog, "done");
  g_object_set_data_full (G_OBJECT (dialog), "revocation", self, revocation_free);
  g_signal_connect (dialog, "response", G_CALLBACK (told_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
  ctg_accessible_names_mend (GTK_WIDGET (dialog));
}

static void
tell_failure (Revocation *self, const GError *error)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  g_autofree char *body =
    g_strdup_printf ("%s %s %s", text->headline, text->explanation,
                     _("The mailbox is as it was. Try again, or take the access back on the platform’s page."));

  tell (self, _("The access was not taken back"), body, "page");
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Revocation *self = data;
  g_autoptr (GError) error = NULL;
  gboolean at_platform;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->parent)))
    revocation_free (self);
  else if (!ctg_engine_revoke_access_finish (CTG_ENGINE (source), result, &at_platform, &error))
    tell_failure (self, error);
  else if (at_platform)
    tell (self, _("The access is taken back"),
          _("The platform has ended it, and the sign-in is forgotten here. What is logged stays. Reconnect to sign in "
            "again."), "done");
  else
    tell (self, _("The sign-in is forgotten here"),
          _("This platform lets no program end its access: remove Carteggio on its page of permissions too. What is "
            "logged stays. Reconnect to sign in again."), "page");
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, Revocation *self)
{
  if (strcmp (response, "revoke") == 0)
    ctg_engine_revoke_access_async (self->engine, self->id, NULL, revoked_cb, self);
  else
    revocation_free (self);
}

/**
 * ctg_revoke_dialog_present:
 * @parent: the window it is modal to
 * @engine: what takes the access back
 * @facts: a mailbox that is signed in to with the browser
 *
 * Asks whether the access is to be taken back, does it, and says what came of it.
 */
void
ctg_revoke_dialog_present (GtkWindow *parent, CtgEngine *engine, const CtgMailboxFacts *facts)
{
  /* Translators: %s is an e-mail address */
  g_autofree char *heading = g_strdup_printf (_("Revoke the access to %s?"), facts->address);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    parent, heading,
    _("Carteggio stops reading and sending, asks the platform to end its access, and forgets its sign-in. What is "
      "logged stays, and letters that wait to be sent go on waiting.")));
  Revocation *self = g_new0 (Revocation, 1);

  self->parent = g_object_ref (parent);
  self->engine = g_object_ref (engine);
  self->id = g_strdup (facts->id);
  self->page = ctg_engine_find_permissions_page (facts->kind);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "revoke", _("_Revoke access"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "revoke", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
  ctg_accessible_names_mend (GTK_WIDGET (dialog));
}
