/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Specification: org.gnome.Shell.SearchProvider2 (gnome-shell). A result's identifier is what has to
 * be known to open it: CONTACT THREAD KEY, the last two 0 for a contact. */

#include "search-provider.h"

#include "search-model.h"
#include "words.h"


#define RESULTS_MAX 12

struct _CtgSearchProvider
{
  GObject parent_instance;

  GApplication *application;         /* (unowned) it owns this */
  CtgSearchModel *model;             /* (owned) (nullable) without a profile nothing is found */
  GDBusMethodInvocation *waiting;    /* (owned) (nullable) who asked last, until it is answered */
  GHashTable *known;                 /* (owned) identifier to CtgSearchResult: those answered since the last search */
};

G_DEFINE_FINAL_TYPE (CtgSearchProvider, ctg_search_provider, G_TYPE_OBJECT)

static const char interface_xml[] =
  "<node><interface name='org.gnome.Shell.SearchProvider2'>"
  "<method name='GetInitialResultSet'><arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
  "<method name='GetSubsearchResultSet'><arg type='as' direction='in'/><arg type='as' direction='in'/>"
  "<arg type='as' direction='out'/></method>"
  "<method name='GetResultMetas'><arg type='as' direction='in'/><arg type='aa{sv}' direction='out'/></method>"
  "<method name='ActivateResult'><arg type='s' direction='in'/><arg type='as' direction='in'/>"
  "<arg type='u' direction='in'/></method>"
  "<method name='LaunchSearch'><arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
  "</interface></node>";

static char *
make_id (CtgSearchResult *result)
{
  gboolean is_letter = ctg_search_result_get_kind (result) != CTG_RESULT_CONTACT;

  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                          ctg_search_result_get_contact_id (result),
                          is_letter ? ctg_search_result_get_thread (result) : (gint64) 0,
                          is_letter ? ctg_search_result_get_key (result) : (gint64) 0);
}

/* Who was asked before is answered with nothing: the shell has forgotten that question. */
static void
answer (CtgSearchProvider *self)
{
  g_autoptr (GDBusMethodInvocation) invocation = g_steal_pointer (&self->waiting);
  g_autoptr (GVariantBuilder) ids = g_variant_builder_new (G_VARIANT_TYPE ("as"));
  guint n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;

  g_application_release (self->application);
  for (guint i = 0; i < MIN (n, RESULTS_MAX); i++)
    {
      g_autoptr (CtgSearchResult) result = g_list_model_get_item (G_LIST_MODEL (self->model), i);
      g_autofree char *id = make_id (result);

      g_variant_builder_add (ids, "s", id);
      g_hash_table_insert (self->known, g_steal_pointer (&id), g_steal_pointer (&result));
    }
  g_dbus_method_invocation_return_value (g_steal_pointer (&invocation), g_variant_new ("(as)", ids));
}

static void
searched_cb (CtgSearchProvider *self)
{
  if (self->waiting != NULL && !ctg_search_model_is_searching (self->model))
    answer (self);
}

/* The program stays for as long as it is asked, though it has no window. */
static void
search (CtgSearchProvider *self, GVariant *terms, GDBusMethodInvocation *invocation)
{
  g_autofree const char **words = g_variant_get_strv (terms, NULL);
  g_autofree char *joined = g_strjoinv (" ", (char **) words);

  if (self->waiting != NULL)
    {
      g_dbus_method_invocation_return_value (g_steal_pointer (&self->waiting), g_variant_new ("(as)", NULL));
      g_application_release (self->application);
    }
  self->waiting = invocation;
  g_application_hold (self->application);
  g_hash_table_remove_all (self->known);
  if (self->model != NULL)
    ctg_search_model_set_words (self->model, joined);
  if (self->model == NULL || !ctg_search_model_is_searching (self->model))
    answer (self);
}

static GVariant *
make_meta (const char *id, CtgSearchResult *result)
{
  g_autofree char *name = ctg_words_line (ctg_search_result_get_title (result));
  g_autofree char *description = ctg_words_line (ctg_search_result_get_subtitle (result));
  gboolean is_letter = ctg_search_result_get_kind (result) != CTG_RESULT_CONTACT;
  g_autoptr (GIcon) icon = g_themed_icon_new (is_letter ? "mail-unread-symbolic" : "avatar-default-symbolic");
  GVariantDict meta;

  g_variant_dict_init (&meta, NULL);
  g_variant_dict_insert (&meta, "id", "s", id);
  g_variant_dict_insert (&meta, "name", "s", name);
  g_variant_dict_insert (&meta, "description", "s", description);
  g_variant_dict_insert_value (&meta, "icon", g_icon_serialize (icon));
  return g_variant_dict_end (&meta);
}

static void
describe (CtgSearchProvider *self, GVariant *ids, GDBusMethodInvocation *invocation)
{
  g_autofree const char **wanted = g_variant_get_strv (ids, NULL);
  g_autoptr (GVariantBuilder) metas = g_variant_builder_new (G_VARIANT_TYPE ("aa{sv}"));

  for (int i = 0; wanted[i] != NULL; i++)
    {
      CtgSearchResult *result = g_hash_table_lookup (self->known, wanted[i]);

      if (result != NULL)
        g_variant_builder_add_value (metas, make_meta (wanted[i], result));
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", metas));
}

static void
activate (CtgSearchProvider *self, const char *id)
{
  gint64 contact = 0, thread = 0, key = 0;

  if (sscanf (id, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &contact, &thread, &key) == 3)
    g_action_group_activate_action (G_ACTION_GROUP (self->application), "show",
                                    g_variant_new ("(xxx)", contact, thread, key));
}

static void
called_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method,
           GVariant *arguments, GDBusMethodInvocation *invocation, gpointer data)
{
  CtgSearchProvider *self = data;
  gboolean narrows = g_str_equal (method, "GetSubsearchResultSet");
  g_autoptr (GVariant) first = g_variant_get_child_value (arguments, narrows ? 1 : 0);

  if (narrows || g_str_equal (method, "GetInitialResultSet"))
    {
      search (self, first, invocation);
      return;
    }
  if (g_str_equal (method, "GetResultMetas"))
    {
      describe (self, first, invocation);
      return;
    }
  if (g_str_equal (method, "ActivateResult"))
    activate (self, g_variant_get_string (first, NULL));
  else
    {
      g_autofree const char **words = g_variant_get_strv (first, NULL);
      g_autofree char *joined = g_strjoinv (" ", (char **) words);

      g_action_group_activate_action (G_ACTION_GROUP (self->application), "search-for", g_variant_new_string (joined));
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
ctg_search_provider_finalize (GObject *object)
{
  CtgSearchProvider *self = CTG_SEARCH_PROVIDER (object);

  g_clear_object (&self->model);
  g_clear_object (&self->waiting);
  g_hash_table_unref (self->known);
  G_OBJECT_CLASS (ctg_search_provider_parent_class)->finalize (object);
}

static void
ctg_search_provider_class_init (CtgSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ctg_search_provider_finalize;
}

static void
ctg_search_provider_init (CtgSearchProvider *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * ctg_search_provider_new:
 * @application: who has the actions `show` and `search-for`; outlives the provider
 *
 * Returns: (transfer full): a provider that finds nothing yet
 */
CtgSearchProvider *
ctg_search_provider_new (GApplication *application)
{
  CtgSearchProvider *self = g_object_new (CTG_TYPE_SEARCH_PROVIDER, NULL);

  self->application = application;
  return self;
}

/**
 * ctg_search_provider_export:
 * @self: the provider
 * @bus: of the session
 * @path: where it is asked
 * @error: of %G_IO_ERROR
 *
 * Makes it known on the bus, for as long as it lives.
 *
 * Returns: whether it can be asked
 */
gboolean
ctg_search_provider_export (CtgSearchProvider *self, GDBusConnection *bus, const char *path, GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = called_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, error);

  return node != NULL && g_dbus_connection_register_object (bus, path, node->interfaces[0], &vtable, self, NULL, error);
}

/**
 * ctg_search_provider_set_store:
 * @self: the provider
 * @store: (nullable): where to search; %NULL: nowhere
 *
 * Says where to search.
 */
void
ctg_search_provider_set_store (CtgSearchProvider *self, CtgStore *store)
{
  g_clear_object (&self->model);
  g_hash_table_remove_all (self->known);
  if (store == NULL)
    return;
  self->model = ctg_search_model_new (store);
  g_signal_connect_object (self->model, "notify::is-searching", G_CALLBACK (searched_cb), self, G_CONNECT_SWAPPED);
}
