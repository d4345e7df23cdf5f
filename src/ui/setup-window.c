/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-window.h"

#include "accessible-names.h"
#include "certificate-dialog.h"
#include "help-topic.h"
#include "requirement-texts.h"
#include "setup-page-address.h"
#include "setup-page-changes.h"
#include "setup-page-checking.h"
#include "setup-page-credentials.h"
#include "setup-page-expectations.h"
#include "setup-page-offline.h"
#include "setup-page-providers.h"
#include "setup-page-refusal.h"
#include "setup-page-sign-in.h"
#include "setup-page-start.h"
#include "setup-texts.h"

#include <glib/gi18n-lib.h>

struct _CtgSetupWindow
{
  AdwWindow parent_instance;

  CtgSetupController *wizard;   /* (owned) (nullable) */
  GtkStack *stack;
  GtkButton *back_button;
  GtkButton *next_button;
};

G_DEFINE_FINAL_TYPE (CtgSetupWindow, ctg_setup_window, ADW_TYPE_WINDOW)

enum { CONNECTED, EXISTING, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What shows which state; NULL: the window is over. */
static const char *const pages[CTG_N_SETUP_STATES] = {
  [CTG_SETUP_AUTOMATION] = "start",
  [CTG_SETUP_ADDRESS] = "address",
  [CTG_SETUP_DETECTING] = "address",
  [CTG_SETUP_OFFLINE] = "offline",
  [CTG_SETUP_RECOMMENDED] = "address",
  [CTG_SETUP_PROVIDERS] = "providers",
  [CTG_SETUP_REFUSED] = "refusal",
  [CTG_SETUP_EXPECTATIONS] = "expectations",
  [CTG_SETUP_CREDENTIALS] = "credentials",
  [CTG_SETUP_SIGN_IN] = "sign-in",
  [CTG_SETUP_SIGN_IN_FAILED] = "sign-in",
  [CTG_SETUP_CHECKING] = "checking",
  [CTG_SETUP_CHECK_FAILED] = "checking",
  [CTG_SETUP_DETECTING_AGAIN] = "checking",
  [CTG_SETUP_CHANGED] = "changes",
  [CTG_SETUP_CERTIFICATE] = "checking",
  [CTG_SETUP_SAVING] = "checking",
  [CTG_SETUP_SAVE_FAILED] = "checking",
};

/* What the help says of each page. */
static const struct { const char *page, *topic; } topics[] = {
  { "start", "start#connect" }, { "address", "start#connect" }, { "providers", "providers" },
  { "refusal", "providers" }, { "offline", "trouble#server" },
  { "expectations", "privacy" }, { "credentials", "trouble#password" }, { "sign-in", "administrators#registration" },
  { "checking", "trouble" }, { "changes", "trouble#server" },
};

static CtgSetupPage *
get_page (CtgSetupWindow *self)
{
  return CTG_SETUP_PAGE (gtk_stack_get_visible_child (self->stack));
}

static void
back_clicked_cb (CtgSetupWindow *self)
{
  ctg_setup_controller_send (self->wizard, CTG_SETUP_EVENT_BACK);
}

static void
next_clicked_cb (CtgSetupWindow *self)
{
  ctg_setup_controller_next (self->wizard);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ctg_setup_controller_send (CTG_SETUP_WINDOW (widget)->wizard, CTG_SETUP_EVENT_BACK);
  return TRUE;
}

/* In a narrow window a long label gives way. */
static void
set_label (GtkButton *button, const char *label)
{
  gtk_button_set_label (button, label);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (button)), PANGO_ELLIPSIZE_END);
}

/* A choice is its own next step, and while servers are asked there is none. */
static gboolean
has_next_step (CtgSetupState state)
{
  return state != CTG_SETUP_PROVIDERS && state != CTG_SETUP_CHECKING && state != CTG_SETUP_SAVING;
}

static void
update_buttons (CtgSetupWindow *self)
{
  g_autofree char *label = ctg_setup_controller_dup_next_label (self->wizard);
  GtkWidget *own = ctg_setup_page_get_default (get_page (self));
  gboolean has_next = own == NULL && has_next_step (ctg_setup_controller_get_state (self->wizard));

  set_label (self->back_button, ctg_setup_controller_get_back_label (self->wizard));
  set_label (self->next_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), has_next);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next_button), ctg_setup_controller_can_next (self->wizard));
  gtk_widget_set_sensitive (GTK_WIDGET (self->back_button), ctg_setup_controller_can_back (self->wizard));
  ctg_accessible_names_mend (GTK_WIDGET (self));
  gtk_window_set_default_widget (GTK_WINDOW (self), own != NULL ? own : GTK_WIDGET (self->next_button));
}

static void
certificate_answered_cb (gboolean trusted, gpointer data)
{
  CtgSetupWindow *self = data;

  ctg_setup_controller_send (self->wizard, trusted ? CTG_SETUP_EVENT_TRUST : CTG_SETUP_EVENT_BACK);
}

/* A stack keeps the pages that do not show in the accessible tree: a screen reader would find them all. */
static void
hide_other_pages (CtgSetupWindow *self)
{
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->stack)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    gtk_accessible_update_state (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_STATE_HIDDEN,
                                 page != gtk_stack_get_visible_child (self->stack), -1);
}

static void
show_page (CtgSetupWindow *self, const char *name)
{
  CtgSetupPage *old = get_page (self);
  CtgSetupPage *page = CTG_SETUP_PAGE (gtk_stack_get_child_by_name (self->stack, name));

  if (old == page)
    return;
  ctg_setup_page_leave (old);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (page));
  hide_other_pages (self);
  update_buttons (self);
  ctg_setup_page_enter (page);
}

static void
say_connected (CtgSetupWindow *self)
{
  CtgStepState states[CTG_N_REQUIREMENTS];
  g_autofree char *requirements = NULL;
  g_autofree char *success = ctg_setup_controller_dup_success (self->wizard);
  g_autofree char *text = NULL;

  for (int i = 0; i < CTG_N_REQUIREMENTS; i++)
    states[i] = ctg_setup_controller_judge (self->wizard, (CtgRequirement) i, NULL);
  requirements = ctg_text_summarise_requirements (states);
  text = g_strconcat (success, *success != '\0' ? "\n" : "", requirements, NULL);
  g_signal_emit (self, signals[CONNECTED], 0, ctg_setup_controller_get_account_id (self->wizard),
                 ctg_setup_controller_get_text (self->wizard, CTG_SETUP_FIELD_ADDRESS), text);
}

static void
finish (CtgSetupWindow *self)
{
  ctg_setup_page_leave (get_page (self));
  if (ctg_setup_controller_get_account_id (self->wizard) != NULL)
    say_connected (self);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
state_changed_cb (CtgSetupWindow *self)
{
  CtgSetupState state = ctg_setup_controller_get_state (self->wizard);

  if (pages[state] == NULL)
    {
      finish (self);
      return;
    }
  show_page (self, pages[state]);
  update_buttons (self);
  if (state == CTG_SETUP_CHECKING)
    gtk_widget_grab_focus (GTK_WIDGET (self->back_button));
  if (state == CTG_SETUP_CERTIFICATE)
    ctg_certificate_dialog_ask (GTK_WINDOW (self), ctg_setup_controller_get_certificate (self->wizard),
                                ctg_setup_controller_get_problem (self->wizard), certificate_answered_cb, self);
}

/* The state is notified at each event, the same or another. */
static void
notify_state_cb (CtgSetupWindow *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    state_changed_cb (self);
}

/* A05: what is connected already is opened instead. */
static void
open_mailbox_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CtgSetupWindow *self = CTG_SETUP_WINDOW (widget);
  g_autofree char *address = g_strdup (ctg_setup_controller_get_text (self->wizard, CTG_SETUP_FIELD_ADDRESS));
  g_autoptr (CtgSetupWindow) kept = g_object_ref (self);

  ctg_setup_controller_send (self->wizard, CTG_SETUP_EVENT_CANCEL);
  g_signal_emit (kept, signals[EXISTING], 0, address);
}

static gboolean
ctg_setup_window_close_request (GtkWindow *window)
{
  CtgSetupWindow *self = CTG_SETUP_WINDOW (window);

  ctg_setup_controller_send (self->wizard, CTG_SETUP_EVENT_CANCEL);
  return TRUE;
}

static void
ctg_setup_window_dispose (GObject *object)
{
  CtgSetupWindow *self = CTG_SETUP_WINDOW (object);

  if (self->wizard != NULL)
    g_signal_handlers_disconnect_by_data (self->wizard, self);
  g_clear_object (&self->wizard);
  G_OBJECT_CLASS (ctg_setup_window_parent_class)->dispose (object);
}

static void
ensure_page_types (void)
{
  g_type_ensure (CTG_TYPE_SETUP_PAGE_START);
  g_type_ensure (CTG_TYPE_SETUP_PAGE_ADDRESS);
  g_type_ensure (CTG_TYPE_SETUP_PAGE_OFFLINE);
  g_type_ensure (CTG_TYPE_SETUP_PAGE_PROVIDERS);
  g_type_ensure (CTG_TYPE_SETUP_PAGE_REFUSAL);
  g_type_ensure (CTG_TYPE_SETUP_PAGE_EXPECTATIONS);
  g_type_ensure (CTG_TYPE_SETUP_PAGE_CREDENTIALS);
  g_type_ensure (CTG_TYPE_SETUP_PAGE_SIGN_IN);
  g_type_ensure (CTG_TYPE_SETUP_PAGE_CHECKING);
  g_type_ensure (CTG_TYPE_SETUP_PAGE_CHANGES);
}

static void
ctg_setup_window_class_init (CtgSetupWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  ensure_page_types ();
  G_OBJECT_CLASS (klass)->dispose = ctg_setup_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ctg_setup_window_close_request;
  signals[CONNECTED] = g_signal_new ("connected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[EXISTING] = g_signal_new ("existing", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "setup.open-mailbox", NULL, open_mailbox_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/setup-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgSetupWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, CtgSetupWindow, next_button);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked_cb);
}

static void
ctg_setup_window_init (CtgSetupWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (topics); i++)
    ctg_help_topic_set (gtk_stack_get_child_by_name (self->stack, topics[i].page), topics[i].topic);
  ctg_help_topic_set (GTK_WIDGET (self), "start#connect");
}

/* The focus can be placed only once there is something to place it on. */
static void
map_cb (CtgSetupWindow *self)
{
  ctg_setup_page_enter (get_page (self));
}

static void
bind_pages (CtgSetupWindow *self)
{
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->stack)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    ctg_setup_page_bind (CTG_SETUP_PAGE (page), self->wizard);
}

/**
 * ctg_setup_window_new:
 * @parent: the window it is modal to
 * @wizard: the controller it shows
 *
 * Returns: (transfer none): the window, owned by the toolkit, not presented yet
 */
CtgSetupWindow *
ctg_setup_window_new (GtkWindow *parent, CtgSetupController *wizard)
{
  CtgSetupWindow *self = g_object_new (CTG_TYPE_SETUP_WINDOW, "application", gtk_window_get_application (parent),
                                       "transient-for", parent, NULL);

  self->wizard = g_object_ref (wizard);
  if (ctg_setup_controller_is_again (wizard))
    gtk_window_set_title (GTK_WINDOW (self), _("Connect another way"));
  bind_pages (self);
  /* Pages listen first, so that the buttons follow what a page has become. */
  g_signal_connect_swapped (wizard, "notify::state", G_CALLBACK (notify_state_cb), self);
  g_signal_connect_swapped (wizard, "notify::can-next", G_CALLBACK (update_buttons), self);
  gtk_stack_set_visible_child_name (self->stack, pages[ctg_setup_controller_get_state (wizard)]);
  hide_other_pages (self);
  update_buttons (self);
  g_signal_connect_after (self, "map", G_CALLBACK (map_cb), NULL);
  return self;
}
