/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A host that a domain names for a service. */
typedef struct
{
  char *host;        /* (owned) lower case, without the last dot */
  guint16 port;      /* 0: of an MX */
  guint16 priority;  /* smaller is asked first */
  guint16 weight;
} CtgDnsTarget;

CtgDnsTarget *ctg_dns_target_new  (const char *host, guint16 port, guint16 priority, guint16 weight);
void          ctg_dns_target_free (CtgDnsTarget *self);

GPtrArray    *ctg_dns_look_up_mx  (const char *domain, guint timeout_ms, GCancellable *cancellable, GError **error);
GPtrArray    *ctg_dns_look_up_srv (const char *service, const char *domain, guint timeout_ms,
                                   GCancellable *cancellable, GError **error);
char        **ctg_dns_look_up_txt (const char *domain, guint timeout_ms, GCancellable *cancellable, GError **error);

/* Whose domain a host is under. */
char         *ctg_dns_registrable (const char *host);
gboolean      ctg_dns_is_kin      (const char *host, const char *domain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgDnsTarget, ctg_dns_target_free)

G_END_DECLS
