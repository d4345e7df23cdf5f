/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "environment.h"

#include "errors.h"

struct _CtgEnvironment
{
  GObject parent_instance;

  GNetworkMonitor *monitor;      /* (nullable) owned by GIO; none in the null environment */
  GDBusConnection *system_bus;   /* (owned) (nullable) */
  GCancellable *cancellable;     /* (owned) of the way to the bus */
  guint sleep_watch;
  gboolean is_online;
};

G_DEFINE_FINAL_TYPE (CtgEnvironment, ctg_environment, G_TYPE_OBJECT)

enum { PROP_IS_ONLINE = 1, N_PROPERTIES };
enum { SUSPENDING, RESUMED, N_SIGNALS };

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static void
network_changed_cb (CtgEnvironment *self, gboolean is_online)
{
  if (self->is_online == is_online)
    return;
  self->is_online = is_online;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_ONLINE]);
}

static void
prepare_for_sleep_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                      const char *signal, GVariant *parameters, gpointer data)
{
  gboolean begins;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &begins);
  g_signal_emit (data, signals[begins ? SUSPENDING : RESUMED], 0);
}

/* A container has no system bus, and a computer without logind no such signal: then nothing is ever said of sleep. */
static void
system_bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgEnvironment) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    g_info ("No system bus: %s", error->message);
  if (bus == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->system_bus = g_steal_pointer (&bus);
  self->sleep_watch = g_dbus_connection_signal_subscribe (self->system_bus, "org.freedesktop.login1",
                                                          "org.freedesktop.login1.Manager", "PrepareForSleep",
                                                          "/org/freedesktop/login1", NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                                          prepare_for_sleep_cb, self, NULL);
}

static void
ctg_environment_dispose (GObject *object)
{
  CtgEnvironment *self = CTG_ENVIRONMENT (object);

  g_cancellable_cancel (self->cancellable);
  if (self->sleep_watch != 0)
    g_dbus_connection_signal_unsubscribe (self->system_bus, self->sleep_watch);
  self->sleep_watch = 0;
  g_clear_object (&self->system_bus);
  G_OBJECT_CLASS (ctg_environment_parent_class)->dispose (object);
}

static void
ctg_environment_finalize (GObject *object)
{
  g_clear_object (&CTG_ENVIRONMENT (object)->cancellable);
  G_OBJECT_CLASS (ctg_environment_parent_class)->finalize (object);
}

static void
ctg_environment_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_IS_ONLINE)
    g_value_set_boolean (value, CTG_ENVIRONMENT (object)->is_online);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ctg_environment_class_init (CtgEnvironmentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = ctg_environment_dispose;
  object_class->finalize = ctg_environment_finalize;
  object_class->get_property = ctg_environment_get_property;
  properties[PROP_IS_ONLINE] = g_param_spec_boolean ("is-online", NULL, NULL, TRUE,
                                                     G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                                       G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SUSPENDING] = g_signal_new ("suspending", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESUMED] = g_signal_new ("resumed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ctg_environment_init (CtgEnvironment *self)
{
  self->cancellable = g_cancellable_new ();
  self->is_online = TRUE;
}

/**
 * ctg_environment_new:
 *
 * Watches the network and the computer's sleep; what cannot be watched here is silently taken as unchanging.
 *
 * Returns: (transfer full): the desktop around this program
 */
CtgEnvironment *
ctg_environment_new (void)
{
  CtgEnvironment *self = ctg_environment_new_null ();

  self->monitor = g_network_monitor_get_default ();
  self->is_online = g_network_monitor_get_network_available (self->monitor);
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, system_bus_cb, g_object_ref (self));
  return self;
}

/**
 * ctg_environment_new_null:
 *
 * Returns: (transfer full): a desktop where nothing ever happens, for the command line and for tests
 */
CtgEnvironment *
ctg_environment_new_null (void)
{
  return g_object_new (CTG_TYPE_ENVIRONMENT, NULL);
}

/**
 * ctg_environment_is_online:
 * @self: the environment
 *
 * Returns: whether there is a network, as far as can be said; not whether any one server can be reached
 */
gboolean
ctg_environment_is_online (CtgEnvironment *self)
{
  g_return_val_if_fail (CTG_IS_ENVIRONMENT (self), TRUE);
  return self->is_online;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ctg_environment_open_uri_async:
 * @self: the environment
 * @uri: an address to show in the application for it
 * @cancellable: (nullable): stops it
 * @callback: called when the application was asked
 * @user_data: for @callback
 *
 * Asks the desktop, through its portal from inside a sandbox.
 */
void
ctg_environment_open_uri_async (CtgEnvironment *self, const char *uri, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  if (self->monitor == NULL)
    {
      g_task_return_error (task, ctg_error_new (CTG_ERROR_UNSUPPORTED, NULL, "There is no desktop here"));
      g_object_unref (task);
      return;
    }
  g_app_info_launch_default_for_uri_async (uri, NULL, cancellable, opened_cb, task);
}

/**
 * ctg_environment_open_uri_finish:
 * @self: the environment
 * @result: what the callback got
 * @error: %CTG_ERROR_UNSUPPORTED without a desktop, or of GIO
 *
 * Returns: whether an application was asked to show it
 */
gboolean
ctg_environment_open_uri_finish (CtgEnvironment *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
