/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-checking.h"

#include "accessible-names.h"
#include "errors.h"
#include "help-topic.h"
#include "requirement-texts.h"
#include "setup-remedy.h"
#include "setup-texts.h"
#include "state-icon.h"
#include "texts.h"
#include "wrap-box.h"

#include <glib/gi18n-lib.h>

struct _CtgSetupPageChecking
{
  CtgSetupPage parent_instance;

  GtkLabel *sentence;
  GtkBox *problem;
  GtkLabel *headline;
  GtkLabel *explanation;
  GtkExpander *server_words;
  GtkLabel *server_text;
  GtkExpander *trail;
  GtkLabel *trail_text;
  GtkButton *repair_button;
  CtgWrapBox *ways;           /* beside the repair */
  GtkButton *again_button;
  GtkWidget *existing_button;
  GtkButton *host_button;
  GtkButton *detect_button;
  GtkLabel *detected;
  GtkButton *copy_button;
  GtkLabel *copied;
  GtkButton *form_button;
  GtkListBox *list;
  GtkWidget *icons[CTG_N_STEPS];
  AdwExpanderRow *requirements;
  AdwActionRow *requirement_rows[CTG_N_REQUIREMENTS];
};

G_DEFINE_FINAL_TYPE (CtgSetupPageChecking, ctg_setup_page_checking, CTG_TYPE_SETUP_PAGE)

static void
repair_clicked_cb (CtgSetupPageChecking *self)
{
  ctg_setup_controller_next (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)));
}

static void
form_clicked_cb (CtgSetupPageChecking *self)
{
  ctg_setup_controller_send (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)), CTG_SETUP_EVENT_EDIT_FORM);
}

static void
again_clicked_cb (CtgSetupPageChecking *self)
{
  ctg_setup_controller_send (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)), CTG_SETUP_EVENT_NEXT);
}

static void
detect_clicked_cb (CtgSetupPageChecking *self)
{
  ctg_setup_controller_send (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)), CTG_SETUP_EVENT_DETECT_AGAIN);
}

static void
host_clicked_cb (CtgSetupPageChecking *self)
{
  ctg_setup_controller_use_certified_host (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)));
}

/* A69: where a server is in the way, those who look after it can mend it. */
static void
copy_clicked_cb (CtgSetupPageChecking *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  const char *address = ctg_setup_controller_get_text (wizard, CTG_SETUP_FIELD_ADDRESS);
  g_autofree char *request = ctg_setup_controller_is_exchange (wizard) ? ctg_setup_dup_exchange_request (address)
                                                                       : ctg_setup_dup_it_request (address);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), request);
  gtk_widget_set_visible (GTK_WIDGET (self->copied), TRUE);
}

/* A88: what the servers offer, beside what is needed of them. */
static void
update_requirements (CtgSetupPageChecking *self, CtgSetupController *wizard)
{
  for (int i = 0; i < CTG_N_REQUIREMENTS; i++)
    {
      CtgRequirement requirement = (CtgRequirement) i;
      g_autofree char *fact = NULL;
      CtgStepState state = ctg_setup_controller_judge (wizard, requirement, &fact);
      g_autofree char *words = ctg_text_for_requirement_state (requirement, state, fact);

      adw_action_row_set_subtitle (self->requirement_rows[i], words);
    }
}

/* Words of the protocol are for the list of requirements. */
static gboolean
is_for_people (CtgStep step)
{
  return step != CTG_STEP_INCOMING_LOG_IN && step != CTG_STEP_OUTGOING_LOG_IN;
}

static void
update_steps (CtgSetupPageChecking *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));

  for (int i = 0; i < CTG_N_STEPS; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);
      const char *detail = NULL;
      CtgStepState state = ctg_setup_controller_get_step (wizard, (CtgStep) i, &detail);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail != NULL && is_for_people ((CtgStep) i) ? detail : "");
      ctg_state_icon_set_state (CTG_STATE_ICON (self->icons[i]), state);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      ctg_state_icon_get_text (state), -1);
    }
  update_requirements (self, wizard);
}

/* Once a mailbox is connected it is tried again by itself; here somebody has to press. */
static const char *
get_next (const GError *problem, const CtgErrorText *text)
{
  if (g_error_matches (problem, CTG_ERROR, CTG_ERROR_BUSY) ||
      g_error_matches (problem, CTG_ERROR, CTG_ERROR_RATE_LIMITED))
    return _("Wait a few minutes, then try this step again.");
  return text->next;
}

/* A72: an Exchange server says of the second factor nothing but that the password is wrong. */
static gboolean
may_want_a_second_factor (CtgSetupController *wizard, const GError *problem)
{
  return ctg_setup_controller_is_exchange (wizard) && ctg_error_has_reason (problem, "credentials");
}

static char *
dup_explanation (CtgSetupController *wizard, const GError *problem, const CtgErrorText *text)
{
  const char *sentences[4] = { NULL };
  guint n = 0;

  if (text->explanation[0] != '\0')
    sentences[n++] = text->explanation;
  sentences[n++] = get_next (problem, text);
  if (may_want_a_second_factor (wizard, problem))
    sentences[n++] = _("If you confirm your sign-in with a telephone or a key, Exchange wants a password made for "
                       "applications.");
  return g_strjoinv (" ", (char **) sentences);
}

static void
set_topic (CtgSetupPageChecking *self, CtgSetupController *wizard, const GError *problem)
{
  if (may_want_a_second_factor (wizard, problem))
    ctg_help_topic_set (GTK_WIDGET (self->problem), "exchange#application-password");
  else
    ctg_help_topic_set_for (GTK_WIDGET (self->problem), problem);
}

static void
show_problem (CtgSetupPageChecking *self, CtgSetupController *wizard, const GError *problem)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (problem);
  g_autofree char *explanation = dup_explanation (wizard, problem, text);
  g_autofree char *label = ctg_setup_controller_dup_next_label (wizard);

  set_topic (self, wizard, problem);
  gtk_label_set_label (self->headline, text->headline);
  gtk_label_set_label (self->explanation, explanation);
  gtk_widget_set_visible (GTK_WIDGET (self->explanation), explanation[0] != '\0');
  gtk_label_set_label (self->server_text, text->server_text != NULL ? text->server_text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->server_words), text->server_text != NULL);
  gtk_button_set_label (self->repair_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->problem), GTK_ACCESSIBLE_PROPERTY_LABEL, text->headline, -1);
}

/* A78: where Exchange was looked for, and what came of it. */
static void
update_trail (CtgSetupPageChecking *self, CtgSetupController *wizard)
{
  g_autofree char *trail = ctg_setup_controller_dup_trail (wizard);

  gtk_label_set_label (self->trail_text, trail);
  gtk_widget_set_visible (GTK_WIDGET (self->trail), trail[0] != '\0');
}

/* An Exchange server is one for both ways. */
static void
ctg_setup_page_checking_enter (CtgSetupPage *page)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (page);

  gtk_label_set_label (CTG_SETUP_PAGE_CHECKING (page)->sentence,
                       ctg_setup_controller_is_exchange (wizard)
                         ? _("Carteggio signs in to the Exchange server. No message is sent.")
                         : _("Carteggio signs in to both servers. No message is sent."));
}

static void
update_host (CtgSetupPageChecking *self, CtgSetupController *wizard)
{
  const char *host = ctg_setup_controller_get_certified_host (wizard);
  /* Translators: %s is the name of a server. Whoever is in between may have a certificate of their own, too. */
  g_autofree char *label = host != NULL ? g_strdup_printf (_("_Use %s, if it is your provider’s"), host) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->host_button), host != NULL);
  if (host == NULL)
    return;
  gtk_button_set_label (self->host_button, label);
  ctg_accessible_names_mend (GTK_WIDGET (self->host_button));
}

static gboolean
repair_is_in_the_form (CtgSetupController *wizard)
{
  return ctg_setup_remedy_get_event (ctg_setup_controller_get_repair (wizard)) == CTG_SETUP_EVENT_EDIT_FORM;
}

/* A password is the person's own; a server is not. */
static gboolean
it_could_help (CtgSetupController *wizard)
{
  return ctg_setup_controller_is_exchange (wizard) ||
         (!ctg_setup_controller_signs_in (wizard) &&
          ctg_setup_controller_get_repair (wizard) == CTG_SETUP_REPAIR_SERVERS);
}

static void
update_detection (CtgSetupPageChecking *self, CtgSetupController *wizard)
{
  gboolean is_running = ctg_setup_controller_get_state (wizard) == CTG_SETUP_DETECTING_AGAIN;
  gboolean was_running = !gtk_widget_get_sensitive (GTK_WIDGET (self->repair_button));
  const char *text = is_running ? _("Looking for the settings again…")
                                : ctg_setup_text_for_redetection (ctg_setup_controller_get_redetection (wizard));

  gtk_widget_set_visible (GTK_WIDGET (self->detect_button), ctg_setup_controller_can_detect_again (wizard));
  gtk_label_set_label (self->detected, text);
  gtk_widget_set_visible (GTK_WIDGET (self->detected), text[0] != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->repair_button), !is_running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->form_button), !is_running);
  if (was_running && !is_running && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->repair_button));
}

static void
update_problem (CtgSetupPageChecking *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  const GError *problem = ctg_setup_controller_get_problem (wizard);
  gboolean had_problem = gtk_widget_get_visible (GTK_WIDGET (self->problem));

  if (problem != NULL)
    show_problem (self, wizard, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->form_button), !repair_is_in_the_form (wizard));
  gtk_widget_set_visible (self->existing_button, ctg_error_has_reason (problem, "already-connected"));
  gtk_widget_set_visible (GTK_WIDGET (self->again_button), ctg_setup_controller_can_try_again (wizard));
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), it_could_help (wizard));
  gtk_widget_set_visible (GTK_WIDGET (self->copied), FALSE);
  update_trail (self, wizard);
  update_host (self, wizard);
  update_detection (self, wizard);
  if (problem != NULL && !had_problem && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->repair_button));
}

static void
ctg_setup_page_checking_bind (CtgSetupPage *page, CtgSetupController *wizard)
{
  g_signal_connect_object (wizard, "steps-changed", G_CALLBACK (update_steps), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (wizard, "notify::state", G_CALLBACK (update_problem), page, G_CONNECT_SWAPPED);
}

static GtkWidget *
ctg_setup_page_checking_get_default (CtgSetupPage *page)
{
  CtgSetupPageChecking *self = CTG_SETUP_PAGE_CHECKING (page);

  return gtk_widget_get_visible (GTK_WIDGET (self->problem)) ? GTK_WIDGET (self->repair_button) : NULL;
}

static void
add_step (CtgSetupPageChecking *self, CtgStep step)
{
  GtkWidget *row = adw_action_row_new ();

  self->icons[step] = GTK_WIDGET (ctg_state_icon_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ctg_text_for_step (step));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), self->icons[step]);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (self->list, row);
}

static void
add_requirement (CtgSetupPageChecking *self, CtgRequirement requirement)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ctg_text_for_requirement (requirement));
  adw_action_row_set_title_lines (row, 0);
  self->requirement_rows[requirement] = row;
  adw_expander_row_add_row (self->requirements, GTK_WIDGET (row));
}

static void
ctg_setup_page_checking_class_init (CtgSetupPageCheckingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CtgSetupPageClass *page_class = CTG_SETUP_PAGE_CLASS (klass);

  page_class->bind = ctg_setup_page_checking_bind;
  page_class->enter = ctg_setup_page_checking_enter;
  page_class->get_default = ctg_setup_page_checking_get_default;
  g_type_ensure (CTG_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-checking.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, sentence);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, problem);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, headline);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, explanation);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, server_words);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, server_text);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, trail);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, trail_text);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, repair_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, ways);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, again_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, existing_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, host_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, detect_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, detected);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, copy_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, copied);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, form_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, list);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageChecking, requirements);
  gtk_widget_class_bind_template_callback (widget_class, repair_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, host_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, detect_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_clicked_cb);
}

static void
ctg_setup_page_checking_init (CtgSetupPageChecking *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ctg_wrap_box_append (self->ways, ctg_help_topic_new_button ());
  for (int i = 0; i < CTG_N_STEPS; i++)
    add_step (self, (CtgStep) i);
  for (int i = 0; i < CTG_N_REQUIREMENTS; i++)
    add_requirement (self, (CtgRequirement) i);
}
