/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* How an administrator says what a domain's mailboxes are connected with (A94). Holds no secret. */
typedef struct
{
  char **domains;          /* (owned) in lower case and in their ASCII form, at least one */
  char *name;              /* (owned) (nullable) */
  char *kind;              /* (owned) imap, exchange; gmail, microsoft365 and pop3, which have no servers here */
  CtgEndpoint *incoming;   /* (owned) (nullable) its user name is a template; an Exchange server has a path */
  CtgEndpoint *outgoing;   /* (owned) (nullable) the same */
  char **auth;             /* (owned) */
  char **documentation;    /* (owned) (nullable) */
} CtgDomainProfile;

CtgDomainProfile *ctg_domain_profile_parse     (const char *text, gssize length, GError **error);
char             *ctg_domain_profile_write     (const CtgDomainProfile *self);
CtgDomainProfile *ctg_domain_profile_from      (const char *kind, const char *address, const CtgEndpoint *incoming,
                                                const CtgEndpoint *outgoing);
void              ctg_domain_profile_free      (CtgDomainProfile *self);
CtgCandidate     *ctg_domain_profile_candidate (const CtgDomainProfile *self, const char *address);
GPtrArray        *ctg_domain_profiles_find     (const char *const *folders, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgDomainProfile, ctg_domain_profile_free)

G_END_DECLS
