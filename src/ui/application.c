/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "application.h"

#include "accessible-names.h"
#include "build-config.h"
#include "carteggio-resources.h"
#include "disconnection-notice.h"
#include "environment.h"
#include "import-dialog.h"
#include "main-window.h"
#include "settings-window.h"
#include "text.h"
#include "texts.h"

#include <glib/gi18n-lib.h>

#define RESOURCE_PATH "/org/carteggio/Carteggio"

struct _CtgApplication
{
  AdwApplication parent_instance;

  CtgEngine *engine;   /* (owned) (nullable) from startup to shutdown */
  CtgEnvironment *environment;   /* (owned) (nullable) from startup to shutdown */
  CtgDisconnectionNotice *notice;   /* (owned) (nullable) as long as the engine */
  GError *failure;     /* (owned) (nullable) why there is no engine */
  GtkWindow *settings; /* (nullable) the one window of settings, while it is open */
  char *profile_dir;   /* (owned) (nullable) the XDG directories */
};

G_DEFINE_FINAL_TYPE (CtgApplication, ctg_application, ADW_TYPE_APPLICATION)

static const GOptionEntry option_entries[] = {
  { "profile", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Keep everything in DIR"), N_("DIR") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version"), NULL },
  { NULL }
};

static CtgSettingsWindow *
present_settings (CtgApplication *self)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (self->settings == NULL)
    {
      self->settings = GTK_WINDOW (ctg_settings_window_new (GTK_APPLICATION (self), parent, self->engine));
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

  if (gtk_application_get_active_window (data) == NULL)
    g_application_activate (data);
  if (self->engine != NULL)
    ctg_settings_window_connect (present_settings (self));
}

static void
shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (data)),
                         "application-name", "Carteggio",
                         "application-icon", CTG_APPLICATION_ID,
                         "version", CTG_VERSION,
                         "comments", _("Your correspondence, by person"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_application_quit (G_APPLICATION (data));
}

/* From the desktop's menu, where no window may be yet. */
static void
search_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window;

  g_application_activate (G_APPLICATION (data));
  window = gtk_application_get_active_window (GTK_APPLICATION (data));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
}

static const GActionEntry action_entries[] = {
  { .name = "settings", .activate = settings_cb },
  { .name = "connect", .activate = connect_cb },
  { .name = "search", .activate = search_cb },
  { .name = "shortcuts", .activate = shortcuts_cb },
  { .name = "about", .activate = about_cb },
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
  self->notice = ctg_disconnection_notice_new (G_APPLICATION (self), self->engine);
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

static GtkWindow *
new_failure_window (CtgApplication *self)
{
  g_autoptr (CtgErrorText) text = ctg_error_text_new (self->failure);
  g_autofree char *description = g_strdup_printf ("%s %s", text->explanation, text->next);
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (self));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), text->headline);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), g_strstrip (description));
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "Carteggio");
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 480);
  return GTK_WINDOW (window);
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
  set_accelerator (self, "app.quit", "<Control>q");
  set_accelerator (self, "window.close", "<Control>w");
  start_engine (self);
  watch_environment (self);
}

static void
ctg_application_activate (GApplication *application)
{
  CtgApplication *self = CTG_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL && self->engine == NULL)
    window = new_failure_window (self);
  if (window == NULL)
    window = GTK_WINDOW (ctg_main_window_new (self));
  gtk_window_present (window);
}

static void
ctg_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  CtgApplication *self = CTG_APPLICATION (application);

  g_application_activate (application);
  if (self->engine != NULL)
    ctg_import_dialog_open (gtk_application_get_active_window (GTK_APPLICATION (application)), self->engine, files,
                            n_files);
}

/* The windows go first: they look at the engine. */
static void
ctg_application_shutdown (GApplication *application)
{
  CtgApplication *self = CTG_APPLICATION (application);

  for (GList *window; (window = gtk_application_get_windows (GTK_APPLICATION (application))) != NULL;)
    gtk_window_destroy (window->data);
  g_clear_object (&self->environment);
  g_clear_object (&self->notice);
  if (self->engine != NULL)
    ctg_engine_stop (self->engine);
  g_clear_object (&self->engine);
  G_APPLICATION_CLASS (ctg_application_parent_class)->shutdown (application);
}

/* Windows are complete when they come, dialogs of the toolkit included. */
static void
ctg_application_window_added (GtkApplication *application, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (ctg_application_parent_class)->window_added (application, window);
  g_signal_connect (window, "map", G_CALLBACK (ctg_accessible_names_mend), NULL);
}

static void
ctg_application_finalize (GObject *object)
{
  CtgApplication *self = CTG_APPLICATION (object);

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
  GTK_APPLICATION_CLASS (klass)->window_added = ctg_application_window_added;
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
