/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "certificate-dialog.h"

#include "texts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define VALUE_WIDTH_CHARS 20

typedef struct
{
  CtgCertificateAnswer answer;
  gpointer data;
} Question;

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Question *question = data;

  question->answer (strcmp (response, "trust") == 0, question->data);
}

/* Four lines of four groups of four digits: to be compared with what the server's owner reads out. */
static char *
group_digits (const char *digits)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; digits[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, i % 16 == 0 ? '\n' : ' ');
      g_string_append_c (text, g_ascii_toupper (digits[i]));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_date (gint64 utc_s)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (utc_s);

  return date != NULL ? g_date_time_format (date, "%x") : g_strdup ("?");
}

static void
add_line (GtkGrid *grid, int row, const char *name, const char *value, const char *css_class)
{
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *value_label = gtk_label_new (value);

  gtk_widget_add_css_class (name_label, "dim-label");
  gtk_widget_set_valign (name_label, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (name_label), 1);
  gtk_label_set_xalign (GTK_LABEL (value_label), 0);
  gtk_label_set_wrap (GTK_LABEL (value_label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value_label), PANGO_WRAP_WORD_CHAR);
  /* The dialog takes the height that the narrowest line needs: without a width it would fill the screen. */
  gtk_label_set_width_chars (GTK_LABEL (value_label), VALUE_WIDTH_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (value_label), VALUE_WIDTH_CHARS);
  if (css_class != NULL)
    gtk_widget_add_css_class (value_label, css_class);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value_label), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name_label, NULL,
                                  -1);
  gtk_grid_attach (grid, name_label, 0, row, 1, 1);
  gtk_grid_attach (grid, value_label, 1, row, 1, 1);
}

static GtkWidget *
new_details (const CtgCertificate *certificate)
{
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  g_autofree char *names = g_strjoinv (", ", certificate->names);
  g_autofree char *from = dup_date (certificate->valid_from_utc_s);
  g_autofree char *to = dup_date (certificate->valid_to_utc_s);
  /* Translators: two dates */
  g_autofree char *dates = g_strdup_printf (_("%s to %s"), from, to);
  g_autofree char *fingerprint = group_digits (certificate->sha256);
  g_autofree char *server = g_strdup_printf ("%s:%u", certificate->host, certificate->port);

  gtk_grid_set_column_spacing (grid, 12);
  gtk_grid_set_row_spacing (grid, 6);
  add_line (grid, 0, _("Server"), server, NULL);
  add_line (grid, 1, _("Issued to"), certificate->subject, NULL);
  add_line (grid, 2, _("Names"), names[0] != '\0' ? names : _("none"), NULL);
  add_line (grid, 3, _("Issued by"), certificate->issuer, NULL);
  add_line (grid, 4, _("Valid"), dates, NULL);
  add_line (grid, 5, _("Fingerprint"), fingerprint, "fingerprint");
  return GTK_WIDGET (grid);
}

/**
 * ctg_certificate_dialog_ask:
 * @parent: the window it stands over
 * @certificate: the one that does not verify
 * @problem: (nullable): why not
 * @answer: called once with what was chosen; going back is the default, and what Escape does
 * @data: for @answer
 *
 * Asks whether to trust exactly this certificate on exactly this host and port (A101).
 */
void
ctg_certificate_dialog_ask (GtkWindow *parent, const CtgCertificate *certificate, const GError *problem,
                            CtgCertificateAnswer answer, gpointer data)
{
  AdwMessageDialog *dialog =
    ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, _("Trust this certificate?"), NULL));
  g_autoptr (CtgErrorText) text = problem != NULL ? ctg_error_text_new (problem) : NULL;
  Question *question = g_new0 (Question, 1);
  g_autofree char *body =
    g_strdup_printf ("%s %s", text != NULL ? text->headline : "",
                     _("Somebody could be listening in. Go on only if the server’s owner gave you this fingerprint."));

  question->answer = answer;
  question->data = data;
  adw_message_dialog_set_body (dialog, g_strstrip (body));
  adw_message_dialog_set_extra_child (dialog, new_details (certificate));
  adw_message_dialog_add_responses (dialog, "back", _("_Go back"), "trust", _("_Trust this certificate"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "trust", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "back");
  adw_message_dialog_set_close_response (dialog, "back");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, (GClosureNotify) g_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
