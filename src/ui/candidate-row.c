/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "candidate-row.h"

#include "setup-texts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Two ways of one provider's have one name. */
static const char *
get_way (const CtgCandidate *candidate)
{
  if (strcmp (candidate->kind, "exchange") == 0)
    return "Exchange · ";
  return strcmp (candidate->kind, "imap") == 0 ? "IMAP · " : "";
}

static char *
dup_subtitle (const CtgCandidate *candidate)
{
  g_autofree char *why = NULL;
  g_autofree char *servers = NULL;
  g_autofree char *confirmation = NULL;

  if (!candidate->can_start)
    return g_strdup (C_("provider", "Not yet"));
  if (strcmp (candidate->source, "manual") == 0)
    return g_strdup ("");
  why = ctg_setup_dup_why (candidate);
  servers = ctg_setup_dup_servers (candidate);
  confirmation = ctg_setup_dup_confirmation (candidate);
  return g_strdup_printf ("%s%s%s%s%s%s", get_way (candidate), why, servers != NULL ? "\n" : "",
                          servers != NULL ? servers : "", confirmation != NULL ? "\n" : "",
                          confirmation != NULL ? confirmation : "");
}

/**
 * ctg_candidate_row_new:
 * @candidate: a way of connecting an address
 *
 * Returns: (transfer full): a row to choose it by: its name; for one that was found how, and which servers it is
 */
GtkWidget *
ctg_candidate_row_new (const CtgCandidate *candidate)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *subtitle = dup_subtitle (candidate);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), candidate->display_name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (candidate->can_start)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  return row;
}
