/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page-address.h"

#include "accessible-names.h"
#include "candidate-row.h"
#include "errors.h"
#include "glossary.h"
#include "setup-field.h"
#include "setup-texts.h"
#include "state-icon.h"
#include "texts.h"
#include "typed-address.h"
#include "wrap-box.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CtgSetupPageAddress
{
  CtgSetupPage parent_instance;

  GtkLabel *title;
  GtkLabel *sentence;
  AdwEntryRow *address;
  GtkLabel *message;
  GtkWidget *existing_button;
  GtkLabel *local_name;
  GtkLabel *notice;
  GtkButton *meant_button;
  GtkWidget *team_group;
  GtkCheckButton *team_button;
  char *meant;               /* (owned) (nullable) the address behind that button */
  GtkLabel *hint;
  GtkLabel *confirmation;
  GtkCheckButton *confirm_button;
  GtkExpander *others;
  GtkListBox *others_list;
  GtkWidget *page_button;
  GtkBox *sources;
  GtkRevealer *card_revealer;
  GtkLabel *provider;
  GtkLabel *why;
  GtkLabel *servers;
  GtkButton *connect_button;
  GtkButton *choose_button;
  GtkToggleButton *how_button;
  GtkLabel *evidence;
};

G_DEFINE_FINAL_TYPE (CtgSetupPageAddress, ctg_setup_page_address, CTG_TYPE_SETUP_PAGE)

static void
connect_clicked_cb (CtgSetupPageAddress *self)
{
  ctg_setup_controller_next (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)));
}

static void
choose_clicked_cb (CtgSetupPageAddress *self)
{
  ctg_setup_controller_send (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)), CTG_SETUP_EVENT_CHOOSE);
}

static void
confirm_toggled_cb (CtgSetupPageAddress *self)
{
  ctg_setup_controller_set_confirmed (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)),
                                      gtk_check_button_get_active (self->confirm_button));
}

static void
team_toggled_cb (CtgSetupPageAddress *self)
{
  ctg_setup_controller_set_team (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)),
                                 gtk_check_button_get_active (self->team_button));
}

static void
other_activated_cb (CtgSetupPageAddress *self, GtkListBoxRow *row)
{
  ctg_setup_controller_pick (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)),
                             (guint) gtk_list_box_row_get_index (row));
}

/* The provider's own page, in the browser: what it wants done first is said there best. */
static const char *
get_own_page (const CtgCandidate *candidate)
{
  const char *first = candidate->documentation != NULL ? candidate->documentation[0] : NULL;

  return first != NULL && g_str_has_prefix (first, "https://") ? first : NULL;
}

static void
page_clicked_cb (CtgSetupPageAddress *self)
{
  const CtgCandidate *candidate =
    ctg_setup_controller_get_candidate (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)));

  if (candidate != NULL && get_own_page (candidate) != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), get_own_page (candidate), GDK_CURRENT_TIME);
}

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

/* What about it is none: two addresses, a space, half a domain. */
static char *
dup_fault (CtgSetupPageAddress *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = ctg_typed_address_normalise (gtk_editable_get_text (GTK_EDITABLE (self->address)), &error);
  g_autoptr (CtgErrorText) text = plain == NULL ? ctg_error_text_new (error) : NULL;

  return text != NULL ? g_strstrip (g_strdup_printf ("%s %s %s", text->headline, text->explanation, text->next)) : NULL;
}

/* While somebody types, an unfinished address is not a wrong one: what is wrong is said when the field is left. */
static void
show_fault (CtgSetupPageAddress *self, gboolean finished)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  const GError *problem = ctg_setup_controller_get_problem (wizard);
  CtgSetupFault fault = ctg_setup_controller_get_fault (wizard, CTG_SETUP_FIELD_ADDRESS);
  g_autoptr (CtgErrorText) text = problem != NULL ? ctg_error_text_new (problem) : NULL;
  g_autofree char *whole = text != NULL ? g_strstrip (g_strdup_printf ("%s %s", text->headline, text->next)) : NULL;
  g_autofree char *fault_text = NULL;
  const char *message = whole != NULL ? whole : "";

  if (text == NULL && finished && fault == CTG_SETUP_FAULT_ADDRESS)
    message = fault_text = dup_fault (self);
  set_label (self->message, message);
  gtk_widget_set_visible (self->existing_button, ctg_error_has_reason (problem, "already-connected"));
  ctg_setup_field_show_fault (GTK_WIDGET (self->address), message, self->message);
}

static void
focus_changed_cb (CtgSetupPageAddress *self, GParamSpec *pspec, GtkWidget *text)
{
  if (ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self)) != NULL)
    show_fault (self, !gtk_widget_has_focus (text));
}

/* Who goes on is done typing. */
static void
entry_activated_cb (CtgSetupPageAddress *self)
{
  show_fault (self, TRUE);
}

static CtgStepState
get_step_state (CtgSourcesState state)
{
  static const CtgStepState states[] = {
    [CTG_SOURCES_WAITING] = CTG_STEP_WAITING, [CTG_SOURCES_ASKING] = CTG_STEP_RUNNING,
    [CTG_SOURCES_FOUND] = CTG_STEP_DONE,      [CTG_SOURCES_NOTHING] = CTG_STEP_SKIPPED,
    [CTG_SOURCES_FAILED] = CTG_STEP_SKIPPED,  [CTG_SOURCES_SKIPPED] = CTG_STEP_SKIPPED,
  };

  return states[state];
}

static void
update_sources (CtgSetupPageAddress *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  gboolean busy = ctg_setup_controller_get_state (wizard) == CTG_SETUP_DETECTING;
  gboolean has_card = ctg_setup_controller_get_state (wizard) == CTG_SETUP_RECOMMENDED;
  GtkWidget *line = gtk_widget_get_first_child (GTK_WIDGET (self->sources));

  /* The card rises in their place; how it was found can still be looked up. */
  gtk_widget_set_visible (GTK_WIDGET (self->sources),
                          busy || (ctg_setup_controller_get_evidence (wizard)->len > 0 && !has_card));
  for (int i = 0; i < CTG_N_SOURCES; i++, line = gtk_widget_get_next_sibling (line))
    {
      CtgStepState state = get_step_state (ctg_setup_controller_get_sources (wizard, (CtgSources) i));
      g_autofree char *name = g_strdup_printf ("%s: %s", ctg_setup_text_for_sources ((CtgSources) i),
                                               ctg_state_icon_get_text (state));

      ctg_state_icon_set_state (CTG_STATE_ICON (gtk_widget_get_first_child (line)), state);
      gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}

/* What was asked is of use where nothing was found, too: to whoever is asked for help. */
static void
update_evidence (CtgSetupPageAddress *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));
  const GPtrArray *evidence = ctg_setup_controller_get_evidence (wizard);
  g_autofree char *text = ctg_setup_dup_evidence (evidence);
  gboolean has_found = ctg_setup_controller_get_state (wizard) == CTG_SETUP_RECOMMENDED;

  gtk_label_set_label (self->evidence, text);
  gtk_button_set_label (GTK_BUTTON (self->how_button), has_found ? _("How _this was found")
                                                                : _("Where i_t was looked for"));
  ctg_accessible_names_mend (GTK_WIDGET (self->how_button));
  gtk_widget_set_visible (GTK_WIDGET (self->how_button), evidence->len > 0);
}

static void
update_local_name (CtgSetupPageAddress *self, CtgSetupController *wizard)
{
  const char *name = ctg_setup_controller_get_local_name (wizard);
  /* Translators: %s is the name of a mail provider */
  g_autofree char *text = name != NULL ? g_strdup_printf (_("This looks like %s."), name) : NULL;

  set_label (self->local_name, ctg_setup_controller_get_state (wizard) == CTG_SETUP_ADDRESS ? text : NULL);
}

/* V1: which hosts would hear the password; and whether they are meant, where nobody vouches for it. */
static void
update_trust (CtgSetupPageAddress *self, CtgSetupController *wizard, const CtgCandidate *candidate)
{
  g_autofree char *servers = ctg_setup_dup_servers (candidate);
  g_autofree char *confirmation = ctg_setup_dup_confirmation_markup (candidate);

  set_label (self->servers, servers);
  set_label (self->confirmation, confirmation);
  gtk_widget_set_visible (GTK_WIDGET (self->confirm_button), confirmation != NULL);
  gtk_check_button_set_active (self->confirm_button, ctg_setup_controller_get_confirmed (wizard));
}

static void
update_card (CtgSetupPageAddress *self, CtgSetupController *wizard)
{
  const CtgCandidate *candidate = ctg_setup_controller_get_candidate (wizard);
  gboolean show = ctg_setup_controller_get_state (wizard) == CTG_SETUP_RECOMMENDED && candidate != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->card_revealer), show);   /* or a screen reader would find what is folded */
  gtk_revealer_set_reveal_child (self->card_revealer, show);
  if (show)
    {
      g_autofree char *label = ctg_setup_controller_dup_next_label (wizard);

      g_autofree char *why = ctg_setup_dup_why (candidate);

      gtk_label_set_label (self->provider, candidate->display_name);
      gtk_label_set_label (self->why, why);
      set_label (self->hint, ctg_text_for_hint (candidate->hint));
      update_trust (self, wizard, candidate);
      gtk_widget_set_visible (self->page_button, get_own_page (candidate) != NULL);
      gtk_widget_set_tooltip_text (self->page_button, get_own_page (candidate));
      gtk_button_set_label (self->connect_button, label);
      gtk_widget_set_sensitive (GTK_WIDGET (self->connect_button), ctg_setup_controller_can_next (wizard));
    }
}

/* What else was found, best first; one press goes on with it. */
static void
update_others (CtgSetupPageAddress *self, CtgSetupController *wizard)
{
  guint n = ctg_setup_controller_get_state (wizard) == CTG_SETUP_RECOMMENDED
              ? ctg_setup_controller_get_n_others (wizard) : 0;
  /* Translators: further ways of connecting the mailbox that were found */
  g_autofree char *label = g_strdup_printf (ngettext ("%u _other possibility", "%u _other possibilities", n), n);
  GtkListBoxRow *row;

  gtk_widget_set_visible (GTK_WIDGET (self->others), n > 0);
  gtk_expander_set_label (self->others, label);
  while ((row = gtk_list_box_get_row_at_index (self->others_list, 0)) != NULL)
    gtk_list_box_remove (self->others_list, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (self->others_list,
                         ctg_candidate_row_new (g_ptr_array_index (ctg_setup_controller_get_providers (wizard), i)));
}

/* The address that was probably meant takes one press; the rest is said. */
static void
update_warnings (CtgSetupPageAddress *self, CtgSetupController *wizard)
{
  const GPtrArray *warnings = ctg_setup_controller_get_warnings (wizard);
  g_autoptr (GString) notice = g_string_new (NULL);
  const char *meant = NULL;
  gboolean is_role = FALSE;

  for (guint i = 0; warnings != NULL && i < warnings->len; i++)
    {
      const CtgAddressWarning *warning = g_ptr_array_index (warnings, i);
      g_autofree char *text = ctg_setup_dup_warning (warning);

      if (text != NULL)
        g_string_append_printf (notice, "%s%s", notice->len > 0 ? "\n" : "", text);
      if (strcmp (warning->kind, "typo") == 0)
        meant = warning->detail;
      is_role = is_role || strcmp (warning->kind, "role") == 0;
    }
  set_label (self->notice, notice->str);
  gtk_widget_set_visible (self->team_group, is_role && !ctg_setup_controller_is_again (wizard));
  gtk_check_button_set_active (self->team_button, ctg_setup_controller_get_team (wizard));
  gtk_widget_set_visible (GTK_WIDGET (self->meant_button), meant != NULL);
  if (meant != NULL && g_strcmp0 (self->meant, meant) != 0)
    {
      g_autofree char *label = g_strdup_printf (_("Did you mean %s?"), meant);

      gtk_button_set_label (self->meant_button, label);
      g_free (self->meant);
      self->meant = g_strdup (meant);
    }
}

static void
meant_clicked_cb (CtgSetupPageAddress *self)
{
  g_autofree char *meant = g_strdup (self->meant);

  gtk_editable_set_text (GTK_EDITABLE (self->address), meant);
  gtk_widget_grab_focus (GTK_WIDGET (self->address));
  gtk_editable_set_position (GTK_EDITABLE (self->address), -1);
}

static void
update (CtgSetupPageAddress *self)
{
  CtgSetupController *wizard = ctg_setup_page_get_wizard (CTG_SETUP_PAGE (self));

  update_local_name (self, wizard);
  update_sources (self);
  update_evidence (self);
  update_card (self, wizard);
  update_others (self, wizard);
  update_warnings (self, wizard);
  show_fault (self, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choose_button),
                            ctg_setup_controller_get_fault (wizard, CTG_SETUP_FIELD_ADDRESS) == CTG_SETUP_FAULT_NONE);
}

/* A67: the address is given, and its ways are looked for. */
static void
be_about_another_way (CtgSetupPageAddress *self)
{
  gtk_editable_set_editable (GTK_EDITABLE (self->address), FALSE);
  gtk_label_set_label (self->title, _("Another way to this mailbox"));
  gtk_label_set_label (self->sentence,
                       _("It stays the same mailbox: what is logged, its rules and its senders stay. Until the new way "
                         "works, it is connected as before."));
}

static void
ctg_setup_page_address_bind (CtgSetupPage *page, CtgSetupController *wizard)
{
  CtgSetupPageAddress *self = CTG_SETUP_PAGE_ADDRESS (page);

  ctg_setup_field_bind (GTK_EDITABLE (self->address), wizard, CTG_SETUP_FIELD_ADDRESS);
  if (ctg_setup_controller_is_again (wizard))
    be_about_another_way (self);
  g_signal_connect_object (wizard, "found", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wizard, "form-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wizard, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
ctg_setup_page_address_enter (CtgSetupPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (CTG_SETUP_PAGE_ADDRESS (page)->address));
}

static GtkWidget *
ctg_setup_page_address_get_default (CtgSetupPage *page)
{
  CtgSetupPageAddress *self = CTG_SETUP_PAGE_ADDRESS (page);

  if (gtk_widget_get_visible (self->existing_button))
    return self->existing_button;
  return gtk_revealer_get_reveal_child (self->card_revealer) ? GTK_WIDGET (self->connect_button) : NULL;
}

static GtkWidget *
new_source_line (CtgSources group)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (ctg_setup_text_for_sources (group));

  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (ctg_state_icon_new ()));
  gtk_box_append (GTK_BOX (line), label);
  return line;
}

static void
ctg_setup_page_address_finalize (GObject *object)
{
  g_free (CTG_SETUP_PAGE_ADDRESS (object)->meant);
  G_OBJECT_CLASS (ctg_setup_page_address_parent_class)->finalize (object);
}

static void
ctg_setup_page_address_class_init (CtgSetupPageAddressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CtgSetupPageClass *page_class = CTG_SETUP_PAGE_CLASS (klass);

  g_type_ensure (CTG_TYPE_GLOSSARY);
  g_type_ensure (CTG_TYPE_WRAP_BOX);
  G_OBJECT_CLASS (klass)->finalize = ctg_setup_page_address_finalize;
  page_class->bind = ctg_setup_page_address_bind;
  page_class->enter = ctg_setup_page_address_enter;
  page_class->get_default = ctg_setup_page_address_get_default;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-page-address.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, title);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, sentence);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, address);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, message);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, existing_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, local_name);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, notice);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, meant_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, team_group);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, team_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, hint);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, confirmation);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, others);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, others_list);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, page_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, sources);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, card_revealer);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, provider);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, why);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, servers);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, connect_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, choose_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, how_button);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupPageAddress, evidence);
  gtk_widget_class_bind_template_callback (widget_class, connect_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, team_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, meant_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_clicked_cb);
}

static void
ctg_setup_page_address_init (CtgSetupPageAddress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* It is the text in the row that has the focus, never the row. */
  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (self->address)), "notify::has-focus",
                           G_CALLBACK (focus_changed_cb), self, G_CONNECT_SWAPPED);
  for (int i = 0; i < CTG_N_SOURCES; i++)
    gtk_box_append (self->sources, new_source_line ((CtgSources) i));
}
