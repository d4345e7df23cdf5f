/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "background.h"

#include <glib/gstdio.h>

#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

/* What a request is answered with; 1 is a refusal. */
#define SUCCESS 0
#define ENDED_OTHERWISE 2

struct _CtgBackground
{
  GObject parent_instance;

  char *application_id;         /* (owned) */
  gboolean is_in_sandbox;
  CtgBackgroundState state;
  gboolean is_wanted;           /* what was asked for last */
  char *reason;                 /* (owned) (nullable) why, for the person to read */
  GCancellable *asking;         /* (owned) (nullable) of the last request, until the portal has it */
  GDBusConnection *bus;         /* (owned) (nullable) the one with the subscription */
  guint subscription;           /* to the answer; 0: none is waited for */
};

G_DEFINE_FINAL_TYPE (CtgBackground, ctg_background, G_TYPE_OBJECT)

enum { PROP_STATE = 1 };

static void
set_state (CtgBackground *self, CtgBackgroundState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify (G_OBJECT (self), "state");
}

/* --- The file --- */

static char *
dup_path (const char *application_id)
{
  g_autofree char *name = g_strconcat (application_id, ".desktop", NULL);

  return g_build_filename (g_get_user_config_dir (), "autostart", name, NULL);
}

static char *
make_entry (const char *application_id)
{
  return g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Carteggio\nExec=carteggio --background\nIcon=%s\n"
                          "NoDisplay=true\nX-GNOME-Autostart-enabled=true\n", application_id);
}

/* Specification: Desktop Application Autostart Specification 0.5 */
static gboolean
write_file (const char *path, const char *application_id)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *entry = make_entry (application_id);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) == 0 && g_file_set_contents (path, entry, -1, &error))
    return TRUE;
  g_info ("The session will not start the program: %s", error != NULL ? error->message : folder);
  return FALSE;
}

static void
keep_file (CtgBackground *self)
{
  g_autofree char *path = dup_path (self->application_id);
  gboolean is_there = g_file_test (path, G_FILE_TEST_EXISTS);
  gboolean is_kept = TRUE;

  if (self->is_wanted && !is_there)
    is_kept = write_file (path, self->application_id);
  else if (!self->is_wanted && is_there)
    g_unlink (path);
  set_state (self, is_kept ? CTG_BACKGROUND_GRANTED : CTG_BACKGROUND_NOT_WRITTEN);
}

/* --- The portal --- */

static void
forget_request (CtgBackground *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);
}

static CtgBackgroundState
read_answer (CtgBackground *self, guint response, GVariant *results)
{
  gboolean may_go_on = FALSE, is_started = FALSE;

  g_variant_lookup (results, "background", "b", &may_go_on);
  g_variant_lookup (results, "autostart", "b", &is_started);
  if (response >= ENDED_OTHERWISE)
    return CTG_BACKGROUND_NO_PORTAL;
  if (response != SUCCESS || !may_go_on)
    return CTG_BACKGROUND_REFUSED;
  return is_started || !self->is_wanted ? CTG_BACKGROUND_GRANTED : CTG_BACKGROUND_NOT_STARTED;
}

static void
answered_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
             GVariant *parameters, gpointer data)
{
  CtgBackground *self = data;
  g_autoptr (GVariant) results = NULL;
  guint response;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  forget_request (self);
  set_state (self, read_answer (self, response, results));
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgBackground) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) handle = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (handle != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_info ("The portal was not asked to go on in the background: %s", error->message);
  forget_request (self);
  set_state (self, CTG_BACKGROUND_NO_PORTAL);
}

static GVariant *
make_arguments (CtgBackground *self, const char *token)
{
  const char *const command[] = { "carteggio", "--background", NULL };
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (self->reason));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (self->is_wanted));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  return g_variant_new ("(sa{sv})", "", &options);
}

/* Where the answer will come, so that it is listened for before the question.
 * Specification: org.freedesktop.portal.Request */
static char *
make_request_path (GDBusConnection *bus, const char *token)
{
  g_autofree char *sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (bus) + 1), ".", '_');

  return g_strconcat (PORTAL_PATH "/request/", sender, "/", token, NULL);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgBackground) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);
  g_autofree char *token = g_strdup_printf ("carteggio%u", g_random_int ());
  g_autofree char *path = bus != NULL ? make_request_path (bus, token) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bus == NULL)
    {
      set_state (self, CTG_BACKGROUND_NO_PORTAL);
      return;
    }
  self->bus = g_steal_pointer (&bus);
  self->subscription =
    g_dbus_connection_signal_subscribe (self->bus, PORTAL, "org.freedesktop.portal.Request", "Response", path, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, answered_cb, self, NULL);
  g_dbus_connection_call (self->bus, PORTAL, PORTAL_PATH, "org.freedesktop.portal.Background", "RequestBackground",
                          make_arguments (self, token), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          self->asking, asked_cb, g_object_ref (self));
}

static void
ask_portal (CtgBackground *self)
{
  forget_request (self);
  self->asking = g_cancellable_new ();
  set_state (self, CTG_BACKGROUND_ASKED);
  g_bus_get (G_BUS_TYPE_SESSION, self->asking, connected_cb, g_object_ref (self));
}

static void
ctg_background_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_uint (value, CTG_BACKGROUND (object)->state);
}

static void
ctg_background_dispose (GObject *object)
{
  forget_request (CTG_BACKGROUND (object));
  G_OBJECT_CLASS (ctg_background_parent_class)->dispose (object);
}

static void
ctg_background_finalize (GObject *object)
{
  CtgBackground *self = CTG_BACKGROUND (object);

  g_free (self->application_id);
  g_free (self->reason);
  G_OBJECT_CLASS (ctg_background_parent_class)->finalize (object);
}

static void
ctg_background_class_init (CtgBackgroundClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ctg_background_get_property;
  object_class->dispose = ctg_background_dispose;
  object_class->finalize = ctg_background_finalize;
  g_object_class_install_property (object_class, PROP_STATE,
                                   g_param_spec_uint ("state", NULL, NULL, CTG_BACKGROUND_UNASKED,
                                                      CTG_BACKGROUND_NOT_WRITTEN, CTG_BACKGROUND_UNASKED,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
ctg_background_init (CtgBackground *self)
{
}

/**
 * ctg_background_new:
 * @application_id: the program's
 * @is_in_sandbox: whether a portal is to be asked
 *
 * Returns: (transfer full): what asks; nothing is asked yet
 */
CtgBackground *
ctg_background_new (const char *application_id, gboolean is_in_sandbox)
{
  CtgBackground *self = g_object_new (CTG_TYPE_BACKGROUND, NULL);

  self->application_id = g_strdup (application_id);
  self->is_in_sandbox = is_in_sandbox;
  return self;
}

/**
 * ctg_background_set_autostart:
 * @self: it
 * @is_wanted: whether the session is to start the program
 * @reason: why, for the person to read
 *
 * What became of it stands in `state`, in a sandbox when the portal has answered. The same question is asked once.
 */
void
ctg_background_set_autostart (CtgBackground *self, gboolean is_wanted, const char *reason)
{
  gboolean is_new = self->state == CTG_BACKGROUND_UNASKED || self->is_wanted != is_wanted;

  self->is_wanted = is_wanted;
  g_free (self->reason);
  self->reason = g_strdup (reason);
  if (!self->is_in_sandbox)
    keep_file (self);
  else if (is_new)
    ask_portal (self);
}

/**
 * ctg_background_ask_again:
 * @self: it
 *
 * The person can have allowed or forbidden it in the system's settings, which nobody tells of. Without a question
 * before, or while the last one waits, none is asked.
 */
void
ctg_background_ask_again (CtgBackground *self)
{
  if (self->is_in_sandbox && self->state > CTG_BACKGROUND_ASKED)
    ask_portal (self);
}

/**
 * ctg_background_get_state:
 * @self: it
 *
 * Returns: what became of the last question
 */
CtgBackgroundState
ctg_background_get_state (CtgBackground *self)
{
  return self->state;
}
