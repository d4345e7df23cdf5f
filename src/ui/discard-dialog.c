/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "discard-dialog.h"

#include <glib/gi18n-lib.h>

/**
 * ctg_discard_dialog_new:
 * @parent: the window it is modal to
 *
 * Returns: (transfer none): the question, not yet presented
 */
AdwMessageDialog *
ctg_discard_dialog_new (GtkWindow *parent)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, _("Discard this letter?"),
                                                                         _("What you wrote is lost.")));

  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "discard", _("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  return dialog;
}
