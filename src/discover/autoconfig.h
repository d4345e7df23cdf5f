/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"
#include "xml.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_SERVER_IMAP,
  CTG_SERVER_POP3,
  CTG_SERVER_SMTP,
  CTG_SERVER_EXCHANGE,     /* "exchange", "ews" */
  CTG_SERVER_GRAPH,
  CTG_SERVER_ACTIVESYNC,
  CTG_SERVER_OTHER,        /* jmap and whatever comes */
} CtgServerKind;

/* One server of a document, as far as it could be understood. */
typedef struct
{
  CtgServerKind kind;
  char *host;              /* (owned) (nullable) ASCII form, lower case; may hold a place-holder's value */
  guint16 port;            /* 0: none that makes sense */
  CtgSecurity security;
  gboolean is_secure_known;   /* FALSE: a word for its encryption that nobody understands */
  char **auth;             /* (owned) (nullable) words of CtgCandidate's `auth` */
  char *username;          /* (owned) (nullable) the template */
  char *url;               /* (owned) (nullable) https, of Exchange */
  char *page;              /* (owned) (nullable) https, of web mail or ActiveSync on the same host */
} CtgAutoconfigServer;

/* What an autoconfig document says, in its own order. Nothing is judged here. */
typedef struct
{
  char *display_name;      /* (owned) (nullable) */
  char **domains;          /* (owned) what the document says it is for */
  GPtrArray *servers;      /* (owned) (element-type CtgAutoconfigServer) */
  char **documentation;    /* (owned) addresses of pages, https or http */
  gboolean has_switch;     /* something has to be switched on first */
} CtgAutoconfig;

CtgAutoconfig *ctg_autoconfig_new        (void);
CtgAutoconfig *ctg_autoconfig_read       (const CtgXml *xml, const char *address, GError **error);
CtgAutoconfig *ctg_autoconfig_parse      (const char *text, gsize length, const char *address, GError **error);
void           ctg_autoconfig_free       (CtgAutoconfig *self);
GPtrArray     *ctg_autoconfig_candidates (const CtgAutoconfig *self, const char *address, const char *source,
                                          const char *trust);
const char    *ctg_autoconfig_explain    (const CtgAutoconfig *self, const GPtrArray *candidates);
void           ctg_autoconfig_take_server (CtgAutoconfig *self, CtgAutoconfigServer *server);

/* Values of documents. */
char          *ctg_autoconfig_read_host     (const char *text, const char *address);
char          *ctg_autoconfig_read_username (const char *template, const char *address);
const char    *ctg_autoconfig_read_auth     (const char *text);
char          *ctg_autoconfig_fill          (const char *template, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgAutoconfig, ctg_autoconfig_free)

G_END_DECLS
