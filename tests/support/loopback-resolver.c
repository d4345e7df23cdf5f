/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "loopback-resolver.h"

#define TEST_TYPE_LOOPBACK_RESOLVER (test_loopback_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestLoopbackResolver, test_loopback_resolver, TEST, LOOPBACK_RESOLVER, GResolver)

struct _TestLoopbackResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (TestLoopbackResolver, test_loopback_resolver, G_TYPE_RESOLVER)

static void
lookup_async (GResolver *resolver, const char *name, GResolverNameLookupFlags flags, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GInetAddress *address;

  if (flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY)
    {
      g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no IPv6");
      return;
    }
  address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_task_return_pointer (task, g_list_prepend (NULL, address), (GDestroyNotify) g_resolver_free_addresses);
}

static void
lookup_by_name_async (GResolver *resolver, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  lookup_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback, user_data);
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_loopback_resolver_class_init (TestLoopbackResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_async = lookup_by_name_async;
  resolver_class->lookup_by_name_finish = lookup_finish;
  resolver_class->lookup_by_name_with_flags_async = lookup_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
test_loopback_resolver_init (TestLoopbackResolver *self)
{
}

void
loopback_resolver_install (void)
{
  g_autoptr (GResolver) resolver = g_object_new (TEST_TYPE_LOOPBACK_RESOLVER, NULL);

  g_resolver_set_default (resolver);
}
