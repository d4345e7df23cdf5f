/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "application.h"

#include "accessible-names.h"
#include "answer-notice.h"
#include "background-work.h"
#include "build-config.h"
#include "carteggio-resources.h"
#include "contact-window.h"
#include "disconnection-notice.h"
#include "engine-send.h"
#include "environment.h"
#include "help-topic.h"
#include "help-window.h"
#include "import-dialog.h"
#include "main-window.h"
#include "recovered-dialog.h"
#include "restoring.h"
#include "search-provider.h"
#include "settings-window.h"
#include "text.h"
#include "texts.h"

#include <glib/gi18n-lib.h>

#define RESOURCE_PATH "/org/carteggio/Carteggio"

/* The ten seconds in which a letter can be taken back, and time for a slow server. */
#define LEAVING_S 40

struct _CtgApplication
{
  AdwApplication parent_instance;

  CtgEngine *engine;   /* (owned) (nullable) from startup to shutdown */
  CtgEnvironment *environment;   /* (owned) (nullable) from startup to shutdown */
  CtgAnswerNotice *answers;    /* (owned) (nullable) as long as the engine */
  CtgDisconnectionNotice *notice;   /* (owned) (nullable) as long as the engine */
  CtgSearchProvider *provider; /* (owned) (nullable) from the registration on the bus on */
  CtgBackgroundWork *background;    /* (owned) (nullable) as long as the engine */
  GError *failure;     /* (owned) (nullable) why there is no engine */
  GtkWindow *settings; /* (nullable) the one window of settings, while it is open */
  GtkWindow *help;     /* (nullable) the one window of the help, while it is open */
  char *profile_dir;   /* (owned) (nullable) the XDG directories */
  gboolean is_quitting;  /* the windows are closed together */
  gboolean says_recovered;     /* what became of a damaged database was said */
  gboolean is_leaving; /* only what was sent a moment ago is waited for */
  gboolean starts_hidden;   /* the session has started it: without a window */
};

G_DEFINE_FINAL_TYPE (CtgApplication, ctg_application, ADW_TYPE_APPLICATION)

static const GOptionEntry option_entries[] = {
  { "profile", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Keep everything in DIR"), N_("DIR") },
  { "background", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Start without a window, while letters wait"), NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version"), NULL },
  { NULL }
};

/* The help stands beside the windows and above none of them. */
static GtkWindow *
get_window_in_use (CtgApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  while (windows != NULL && windows->data == (gpointer) self->help)
    windows = windows->next;
  return windows != NULL ? windows->data : NULL;
}

static CtgSettingsWindow *
present_settings (CtgApplication *self)
{
  GtkWindow *parent = get_window_in_use (self);

  if (self->settings == NULL)
    {
      self->settings = GTK_WINDOW (ctg_settings_window_new (GTK_APPLICATION (self), parent, self->engine,
                                                             ctg_background_work_get_background (self->background)));
      g_object_add_weak_pointer (G_OBJECT (self->settings), (gpointer *) &self->settings);
    }
  gtk_window_present (self->settings);
  return CTG_SETTINGS_WINDOW (self->settings);
}

static void
settings_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CtgApplication *self = data;

  if (self->engine != NULL)
    present_settings (self);
}

/* The wizard stands over the settings, where the mailbox will be found again. */
static void
connect_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CtgApplication *self = data;

  if (get_window_in_use (data) == NULL)
    g_application_activate (data);
  if (self->engine != NULL)
    ctg_settings_window_connect (present_settings (self));
}

static void
shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = get_window_in_use (data);

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
}

static void
show_help (CtgApplication *self, const char *topic)
{
  if (self->help == NULL)
    {
      self->help = GTK_WINDOW (ctg_help_window_new (GTK_APPLICATION (self)));
      g_object_add_weak_pointer (G_OBJECT (self->help), (gpointer *) &self->help);
    }
  ctg_help_window_show_topic (CTG_HELP_WINDOW (self->help), topic);
  gtk_window_present (self->help);
}

/* On what has the focus; in the help itself there is nothing more to say. */
static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CtgApplication *self = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (self->help == NULL || window != self->help)
    show_help (self, ctg_help_topic_find (window));
}

static void
help_on_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_help (data, g_variant_get_string (parameter, NULL));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window (get_window_in_use (data),
                         "application-name", "Carteggio",
                         "application-icon", CTG_APPLICATION_ID,
                         "version", CTG_VERSION,
                         "comments", _("Your correspondence, by person"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgApplication) self = data;

  ctg_engine_let_leave_finish (CTG_ENGINE (source), result);
  self->is_leaving = FALSE;
  if (self->background != NULL && !self->is_quitting && gtk_application_get_windows (GTK_APPLICATION (self)) == NULL)
    ctg_background_work_stay (self->background, TRUE);
  g_application_release (G_APPLICATION (self));
}

/* Once no window is left: what was sent a moment ago still leaves, and the program ends then. Opened anew meanwhile, it
 * stays. */
static void
leave (CtgApplication *self)
{
  if (self->engine == NULL || self->is_leaving)
    return;
  self->is_leaving = TRUE;
  g_application_hold (G_APPLICATION (self));
  ctg_engine_let_leave_async (self->engine, LEAVING_S, left_cb, g_object_ref (self));
}

/* Windows are closed as a person closes them, so that each keeps what is in it. */
static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  /* The help goes with the last of the others. */
  windows = g_list_remove (windows, CTG_APPLICATION (data)->help);
  if (CTG_APPLICATION (data)->engine != NULL)
    ctg_contact_window_remember (data, CTG_APPLICATION (data)->engine);
  CTG_APPLICATION (data)->is_quitting = TRUE;
  for (GList *window = windows; window != NULL; window = window->next)
    gtk_window_close (window->data);
  if (windows == NULL)
    g_application_quit (G_APPLICATION (data));
}

static void
restore_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ctg_restoring_run (data, gtk_application_get_active_window (GTK_APPLICATION (data)));
}

static GtkWindow *
find_main_window (CtgApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (; windows != NULL; windows = windows->next)
    if (CTG_IS_MAIN_WINDOW (windows->data))
      return windows->data;
  return NULL;
}

/* From the desktop's menu, where no window may be yet. */
static void
search_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window;

  g_application_activate (G_APPLICATION (data));
  window = get_window_in_use (data);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
}

/* In the main window, which comes if it is not there. */
static void
forward (CtgApplication *self, const char *action, GVariant *parameter)
{
  GtkWindow *window;

  g_application_activate (G_APPLICATION (self));
  window = find_main_window (self);
  if (window != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (window), action, parameter);
}

static void
write_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  forward (data, "win.write", NULL);
}

/* From what the desktop has found, or told. */
static void
show_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  forward (data, "win.show-found", parameter);
}

static void
search_for_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  forward (data, "win.search-for", parameter);
}

static void
reply_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  forward (data, "win.reply-letter", parameter);
}

static const GActionEntry action_entries[] = {
  { .name = "settings", .activate = settings_cb },
  { .name = "connect", .activate = connect_cb },
  { .name = "search", .activate = search_cb },
  { .name = "search-for", .activate = search_for_cb, .parameter_type = "s" },
  { .name = "reply", .activate = reply_cb, .parameter_type = "x" },
  { .name = "show", .activate = show_cb, .parameter_type = "(xxx)" },
  { .name = "write", .activate = write_cb },
  { .name = "shortcuts", .activate = shortcuts_cb },
  { .name = "help", .activate = help_cb },
  { .name = "help-on", .activate = help_on_cb, .parameter_type = "s" },
  { .name = "about", .activate = about_cb },
  { .name = "restore", .activate = restore_cb },
  { .name = "quit", .activate = quit_cb },
};

static void
set_accelerator (CtgApplication *self, const char *action, const char *key)
{
  const char *keys[] = { key, NULL };

  gtk_application_set_accels_for_action (GTK_APPLICATION (self), action, keys);
}

/* A profile of its own is an application of its own on the bus: opening it must not raise another profile's window. */
static void
take_profile (CtgApplication *self, GFile *directory)
{
  g_autofree char *path = g_file_get_path (directory);
  g_autofree char *digest = ctg_text_sha256_hex (path, -1);
  g_autofree char *id = g_strdup_printf (CTG_APPLICATION_ID ".p%.16s", digest);

  self->profile_dir = g_steal_pointer (&path);
  g_application_set_application_id (G_APPLICATION (self), id);
}

static int
ctg_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  const char *profile = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("carteggio %s\n", CTG_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "profile", "^&ay", &profile))
    {
      g_autoptr (GFile) directory = g_file_new_for_commandline_arg (profile);

      take_profile (CTG_APPLICATION (application), directory);
    }
  /* Who runs already has its window, or needs none. */
  if (g_variant_dict_contains (options, "background"))
    {
      CTG_APPLICATION (application)->starts_hidden = TRUE;
      if (g_application_register (application, NULL, NULL) && g_application_get_is_remote (application))
        return 0;
    }
  return -1;
}

/* Another process that holds the lock does the work; this one then shows what it finds. */
static void
start_engine (CtgApplication *self)
{
  g_autoptr (CtgProfile) profile = ctg_profile_new (self->profile_dir);
  g_autoptr (GError) error = NULL;

  self->engine = ctg_engine_new (profile, &self->failure);
  if (self->engine == NULL)
    return;
  if (self->provider != NULL)
    ctg_search_provider_set_store (self->provider, ctg_engine_get_store (self->engine));
  self->answers = ctg_answer_notice_new (G_APPLICATION (self), self->engine);
  self->notice = ctg_disconnection_notice_new (G_APPLICATION (self), self->engine);
  self->background = ctg_background_work_new (G_APPLICATION (self), self->engine, self->profile_dir == NULL);
  if (!ctg_engine_start (self->engine, &error))
    g_info ("Not started: %s", error->message);
}

/* Connections do not outlast a sleep or a change of network: better to dial at once than to wait for them to fail. */
static void
look_again_cb (CtgApplication *self)
{
  if (self->engine != NULL && ctg_environment_is_online (self->environment))
    ctg_engine_retry (self->engine, NULL);
}

static void
watch_environment (CtgApplication *self)
{
  self->environment = ctg_environment_new ();
  g_signal_connect_object (self->environment, "notify::is-online", G_CALLBACK (look_again_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->environment, "resumed", G_CALLBACK (look_again_cb), self, G_CONNECT_SWAPPED);
}

static GtkWidget *
new_restore_button (void)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Restore a backup…"));

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.restore");
  return button;
}

static GtkWindow *
new_failure_window (CtgApplication *self)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (self->failure);
  g_autofree char *description = g_strdup_printf ("%s %s", text->explanation, text->next);
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (self));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *ways = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), text->headline);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), g_strstrip (description));
  gtk_box_append (GTK_BOX (ways), new_restore_button ());
  gtk_box_append (GTK_BOX (ways), ctg_help_topic_new_button ());
  gtk_widget_set_margin_bottom (ways, 12);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), ways);
  ctg_help_topic_set_for (window, self->failure);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "Carteggio");
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 480);
  return GTK_WINDOW (window);
}

static GtkWidget *
find_shown_button (GtkWidget *widget, const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_shown_button (child, label);
  return found;
}

static gboolean
laid_out_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  GtkWindow *question = GTK_WINDOW (widget);
  GtkWidget *meant = gtk_window_get_default_widget (question);
  GtkWidget *focus = gtk_window_get_focus (question);
  GtkWidget *shown = GTK_IS_BUTTON (meant) ? find_shown_button (widget, gtk_button_get_label (GTK_BUTTON (meant)))
                                           : NULL;

  if (gdk_frame_clock_get_frame_counter (clock) < 2)
    return G_SOURCE_CONTINUE;
  if (shown != NULL && (focus == NULL || GTK_IS_BUTTON (focus)))
    {
      gtk_window_set_default_widget (question, shown);
      gtk_widget_grab_focus (shown);
    }
  return G_SOURCE_REMOVE;
}

/* libadwaita 1.2 has each answer twice, in a row and in a column, and shows those that fit; the default is one of the
 * row, and where the column shows the focus is on its first, which may be what cannot be undone. It belongs on the
 * answer that Enter is to give. */
static void
question_mapped_cb (GtkWidget *question)
{
  gtk_widget_add_tick_callback (question, laid_out_cb, NULL, NULL);
}

/* Windows are complete when they are shown: dialogs of the toolkits, too, which the application is not told of. */
static void
windows_changed_cb (GListModel *windows, guint position, guint n_removed, guint n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      g_signal_connect (window, "map", G_CALLBACK (ctg_accessible_names_mend), NULL);
      if (ADW_IS_MESSAGE_DIALOG (window))
        g_signal_connect_after (window, "map", G_CALLBACK (question_mapped_cb), NULL);
    }
}

static void
ctg_application_startup (GApplication *application)
{
  CtgApplication *self = CTG_APPLICATION (application);

  /* In a static library nothing else refers to the resources, so that their constructor would not be linked. */
  g_resources_register (ctg_get_resource ());
  G_APPLICATION_CLASS (ctg_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (self), action_entries, G_N_ELEMENTS (action_entries), self);
  set_accelerator (self, "app.settings", "<Control>comma");
  set_accelerator (self, "app.shortcuts", "<Control>question");
  set_accelerator (self, "app.help", "F1");
  set_accelerator (self, "app.quit", "<Control>q");
  set_accelerator (self, "window.close", "<Control>w");
  start_engine (self);
  watch_environment (self);
  g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (windows_changed_cb), NULL);
}

/* What became of the letters that are written is said in the main window: without it none is written. */
static void
ctg_application_activate (GApplication *application)
{
  CtgApplication *self = CTG_APPLICATION (application);
  GtkWindow *window = find_main_window (self);

  self->is_quitting = FALSE;
  if (self->starts_hidden && self->background != NULL)
    {
      self->starts_hidden = FALSE;
      ctg_background_work_stay (self->background, FALSE);
      return;
    }
  if (window == NULL && self->engine == NULL)
    window = gtk_application_get_active_window (GTK_APPLICATION (application));
  if (window == NULL && self->engine == NULL)
    window = new_failure_window (self);
  if (window == NULL)
    {
      window = GTK_WINDOW (ctg_main_window_new (self));
      ctg_contact_window_restore (GTK_APPLICATION (self), self->engine);
      ctg_background_work_return (self->background);
    }
  gtk_window_present (window);
  if (self->engine != NULL && !self->says_recovered)
    {
      self->says_recovered = TRUE;
      ctg_recovered_dialog_offer (window, self->engine);
    }
}

/* Files are imported, a link to an address begins a letter. */
static void
ctg_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  CtgApplication *self = CTG_APPLICATION (application);
  GtkWindow *window;

  g_application_activate (application);
  window = find_main_window (self);
  if (self->engine == NULL || window == NULL)
    return;
  if (g_file_has_uri_scheme (files[0], "mailto"))
    {
      g_autofree char *uri = g_file_get_uri (files[0]);

      gtk_widget_activate_action (GTK_WIDGET (window), "win.write-to", "s", uri);
    }
  else
    ctg_import_dialog_open (window, self->engine, files, n_files);
}

/* The windows go first: they look at the engine. */
static void
stop_engine (CtgApplication *self)
{
  self->is_leaving = TRUE;
  for (GList *window; (window = gtk_application_get_windows (GTK_APPLICATION (self))) != NULL;)
    gtk_window_destroy (window->data);
  if (self->provider != NULL)
    ctg_search_provider_set_store (self->provider, NULL);
  g_clear_object (&self->answers);
  g_clear_object (&self->notice);
  g_clear_object (&self->background);
  if (self->engine != NULL)
    ctg_engine_stop (self->engine);
  g_clear_object (&self->engine);
}

static gboolean
ctg_application_dbus_register (GApplication *application, GDBusConnection *bus, const char *path, GError **error)
{
  CtgApplication *self = CTG_APPLICATION (application);
  g_autofree char *provider_path = g_strconcat (path, "/SearchProvider", NULL);

  if (!G_APPLICATION_CLASS (ctg_application_parent_class)->dbus_register (application, bus, path, error))
    return FALSE;
  self->provider = ctg_search_provider_new (application);
  return ctg_search_provider_export (self->provider, bus, provider_path, error);
}

static void
ctg_application_shutdown (GApplication *application)
{
  CtgApplication *self = CTG_APPLICATION (application);

  g_clear_object (&self->environment);
  stop_engine (self);
  G_APPLICATION_CLASS (ctg_application_parent_class)->shutdown (application);
}

static void
ctg_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  CtgApplication *self = CTG_APPLICATION (application);

  if (self->help != NULL && window != self->help && g_list_length (gtk_application_get_windows (application)) == 2)
    gtk_window_destroy (self->help);
  if (g_list_length (gtk_application_get_windows (application)) <= 1)
    leave (self);
  GTK_APPLICATION_CLASS (ctg_application_parent_class)->window_removed (application, window);
}

static void
ctg_application_finalize (GObject *object)
{
  CtgApplication *self = CTG_APPLICATION (object);

  g_clear_object (&self->provider);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->profile_dir, g_free);
  G_OBJECT_CLASS (ctg_application_parent_class)->finalize (object);
}

static void
ctg_application_class_init (CtgApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = ctg_application_finalize;
  application_class->handle_local_options = ctg_application_handle_local_options;
  GTK_APPLICATION_CLASS (klass)->window_removed = ctg_application_window_removed;
  application_class->dbus_register = ctg_application_dbus_register;
  application_class->startup = ctg_application_startup;
  application_class->shutdown = ctg_application_shutdown;
  application_class->activate = ctg_application_activate;
  application_class->open = ctg_application_open;
}

static void
ctg_application_init (CtgApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), option_entries);
}

/**
 * ctg_application_new:
 *
 * Returns: (transfer full): the one application of this process
 */
CtgApplication *
ctg_application_new (void)
{
  return g_object_new (CTG_TYPE_APPLICATION,
                       "application-id", CTG_APPLICATION_ID,
                       "resource-base-path", RESOURCE_PATH,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       NULL);
}

/**
 * ctg_application_get_engine:
 * @self: the application
 *
 * Returns: (transfer none) (nullable): the engine, from startup on
 */
CtgEngine *
ctg_application_get_engine (CtgApplication *self)
{
  g_return_val_if_fail (CTG_IS_APPLICATION (self), NULL);
  return self->engine;
}

/**
 * ctg_application_is_quitting:
 * @self: the application
 *
 * Returns: whether a window that closes now does so because all of them do
 */
gboolean
ctg_application_is_quitting (CtgApplication *self)
{
  g_return_val_if_fail (CTG_IS_APPLICATION (self), FALSE);
  return self->is_quitting;
}

/**
 * ctg_application_dup_profile:
 * @self: the application
 *
 * Returns: (transfer full): where things are
 */
CtgProfile *
ctg_application_dup_profile (CtgApplication *self)
{
  return ctg_profile_new (self->profile_dir);
}

/**
 * ctg_application_close_profile:
 * @self: the application
 *
 * Destroys the windows and stops the engine. Blocks until its threads have let go.
 */
void
ctg_application_close_profile (CtgApplication *self)
{
  stop_engine (self);
  g_clear_error (&self->failure);
}

/**
 * ctg_application_open_profile:
 * @self: the application, its profile closed
 *
 * Returns: (transfer none): its window, or one that says why the profile does not open
 */
GtkWindow *
ctg_application_open_profile (CtgApplication *self)
{
  GtkWindow *window;

  self->is_leaving = FALSE;
  start_engine (self);
  g_application_activate (G_APPLICATION (self));
  window = find_main_window (self);
  return window != NULL ? window : gtk_application_get_active_window (GTK_APPLICATION (self));
}
