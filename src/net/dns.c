/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Look-ups beyond addresses, through GResolver, each under a deadline. What GResolver does not do: MX come unsorted;
 * "no such service" (RFC 6186, RFC 7505) comes as an empty host; NXDOMAIN and "no such record" are one error.
 *
 *   reason         what the domain says
 *   no-records     nothing of this kind
 *   not-offered    that it has no such service, in so many words */

#include "dns.h"

#include "deadline.h"
#include "errors.h"

#include <libsoup/soup.h>
#include <string.h>

#define TARGETS_MAX 20
#define TEXTS_MAX 50

/**
 * ctg_dns_target_new:
 * @host: its name
 * @port: its port, or 0
 * @priority: smaller is asked first
 * @weight: among equals
 *
 * Returns: (transfer full): a target
 */
CtgDnsTarget *
ctg_dns_target_new (const char *host, guint16 port, guint16 priority, guint16 weight)
{
  CtgDnsTarget *self = g_new0 (CtgDnsTarget, 1);

  self->host = g_ascii_strdown (host, -1);
  if (g_str_has_suffix (self->host, "."))
    self->host[strlen (self->host) - 1] = '\0';
  self->port = port;
  self->priority = priority;
  self->weight = weight;
  return self;
}

/**
 * ctg_dns_target_free:
 * @self: (transfer full) (nullable): a target
 */
void
ctg_dns_target_free (CtgDnsTarget *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self);
}

typedef struct
{
  GList *list;      /* (owned) (nullable) */
  GError *error;    /* (owned) (nullable) */
  gboolean done;
} Looking;

static void
records_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Looking *looking = data;

  looking->list = g_resolver_lookup_records_finish (G_RESOLVER (source), result, &looking->error);
  looking->done = TRUE;
}

/* Asynchronous on a context of our own: the deadline ends our waiting even where the system's resolver goes on. */
static GList *
look_up (const char *name, GResolverRecordType type, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgDeadline) deadline = ctg_deadline_new (timeout_ms, cancellable);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  Looking looking = { NULL };

  g_main_context_push_thread_default (context);
  g_resolver_lookup_records_async (resolver, name, type, ctg_deadline_get_cancellable (deadline), records_cb, &looking);
  while (!looking.done)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  if (looking.error == NULL)
    return looking.list;
  if (g_error_matches (looking.error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    {
      g_clear_error (&looking.error);
      ctg_error_set (&looking.error, CTG_ERROR_NOT_FOUND, "no-records", "There is no such record");
    }
  else
    {
      ctg_error_convert (&looking.error, name);
      ctg_deadline_convert (deadline, name, &looking.error);
    }
  g_propagate_error (error, looking.error);
  return NULL;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const CtgDnsTarget *one = *(const CtgDnsTarget *const *) a;
  const CtgDnsTarget *other = *(const CtgDnsTarget *const *) b;

  if (one->priority != other->priority)
    return one->priority < other->priority ? -1 : 1;
  if (one->weight != other->weight)
    return one->weight > other->weight ? -1 : 1;
  return strcmp (one->host, other->host);
}

/* Sorted; among equals the heavier first, which is RFC 2782's order at its most probable and the same every time. */
static GPtrArray *
finish_targets (GPtrArray *targets, GError **error)
{
  gboolean was_empty = targets->len == 0;

  for (guint i = targets->len; i > 0; i--)
    if (*((CtgDnsTarget *) g_ptr_array_index (targets, i - 1))->host == '\0')
      g_ptr_array_remove_index (targets, i - 1);
  g_ptr_array_sort (targets, compare);
  if (targets->len > 0)
    return targets;
  g_ptr_array_unref (targets);
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, was_empty ? "no-records" : "not-offered", "There is no such service");
  return NULL;
}

static void
unref_records (GList *records)
{
  g_list_free_full (records, (GDestroyNotify) g_variant_unref);
}

/**
 * ctg_dns_look_up_mx:
 * @domain: in its ASCII form
 * @timeout_ms: how long to wait
 * @cancellable: (nullable): ends it early
 * @error: %CTG_ERROR_NOT_FOUND with a reason of the head of this file, %CTG_ERROR_TIMED_OUT, %CTG_ERROR_NETWORK,
 *   cancellation
 *
 * Specification: RFC 5321 section 5.1, RFC 7505
 * Returns: (transfer full) (nullable) (element-type CtgDnsTarget): who receives its mail, preferred first
 */
GPtrArray *
ctg_dns_look_up_mx (const char *domain, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GList *records = look_up (domain, G_RESOLVER_RECORD_MX, timeout_ms, cancellable, &local_error);
  GPtrArray *targets;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_dns_target_free);
  for (GList *at = records; at != NULL && targets->len < TARGETS_MAX; at = at->next)
    {
      guint16 preference;
      const char *host;

      g_variant_get (at->data, "(q&s)", &preference, &host);
      g_ptr_array_add (targets, ctg_dns_target_new (host, 0, preference, 0));
    }
  unref_records (records);
  return finish_targets (targets, error);
}

/**
 * ctg_dns_look_up_srv:
 * @service: without the underscore: imaps, submissions, autodiscover
 * @domain: in its ASCII form
 * @timeout_ms: how long to wait
 * @cancellable: (nullable): ends it early
 * @error: as ctg_dns_look_up_mx()
 *
 * Specification: RFC 2782, RFC 6186, RFC 8314 section 5.1
 * Returns: (transfer full) (nullable) (element-type CtgDnsTarget): who offers the service, preferred first
 */
GPtrArray *
ctg_dns_look_up_srv (const char *service, const char *domain, guint timeout_ms, GCancellable *cancellable,
                     GError **error)
{
  g_autofree char *name = g_strdup_printf ("_%s._tcp.%s", service, domain);
  g_autoptr (GError) local_error = NULL;
  GList *records = look_up (name, G_RESOLVER_RECORD_SRV, timeout_ms, cancellable, &local_error);
  GPtrArray *targets;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_dns_target_free);
  for (GList *at = records; at != NULL && targets->len < TARGETS_MAX; at = at->next)
    {
      guint16 priority, weight, port;
      const char *host;

      g_variant_get (at->data, "(qqq&s)", &priority, &weight, &port, &host);
      g_ptr_array_add (targets, ctg_dns_target_new (port != 0 ? host : "", port, priority, weight));
    }
  unref_records (records);
  return finish_targets (targets, error);
}

/**
 * ctg_dns_look_up_txt:
 * @domain: in its ASCII form
 * @timeout_ms: how long to wait
 * @cancellable: (nullable): ends it early
 * @error: as ctg_dns_look_up_mx()
 *
 * Returns: (transfer full) (nullable): the texts, the pieces of each joined
 */
char **
ctg_dns_look_up_txt (const char *domain, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GList *records = look_up (domain, G_RESOLVER_RECORD_TXT, timeout_ms, cancellable, &local_error);
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  guint n_texts = 0;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  for (GList *at = records; at != NULL && n_texts < TEXTS_MAX; at = at->next, n_texts++)
    {
      g_autofree const char **pieces = NULL;
      g_autofree char *joined = NULL;

      g_variant_get (at->data, "(^a&s)", &pieces);
      joined = g_strjoinv ("", (char **) pieces);
      g_strv_builder_add (texts, joined);
    }
  unref_records (records);
  return g_strv_builder_end (texts);
}

/* The list's own last rule, which libsoup leaves out: of a top-level domain nobody knows, one label more. */
static const char *
last_two_labels (const char *host)
{
  const char *dot = strrchr (host, '.');
  const char *start = dot;

  while (start != NULL && start > host && start[-1] != '.')
    start--;
  return start != NULL ? start : host;
}

/**
 * ctg_dns_registrable:
 * @host: a name in lower case and in its ASCII form
 *
 * The part of a name that somebody registered: `example.co.uk` of `mail.example.co.uk`. By libsoup, which keeps the
 * public suffix list through libpsl and is linked here anyway; GLib knows no such list.
 *
 * Returns: (transfer full): the domain; @host itself where there is none (an address, a public suffix, one label)
 */
char *
ctg_dns_registrable (const char *host)
{
  const char *base;

  if (g_hostname_is_ip_address (host) || soup_tld_domain_is_public_suffix (host))
    return g_strdup (host);
  base = soup_tld_get_base_domain (host, NULL);
  return g_strdup (base != NULL ? base : last_two_labels (host));
}

/**
 * ctg_dns_is_kin:
 * @host: a server's name in its ASCII form
 * @domain: a domain in its ASCII form
 *
 * Returns: whether both are under the same registrable domain
 */
gboolean
ctg_dns_is_kin (const char *host, const char *domain)
{
  g_autofree char *one = ctg_dns_registrable (host);
  g_autofree char *other = ctg_dns_registrable (domain);

  return g_str_equal (one, other);
}
