/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

#include <glib.h>

G_BEGIN_DECLS

/* How far what a source says may be trusted, best first. It decides wording and whether a person is asked; `fit`
 * decides the order among equals. */
typedef enum
{
  CTG_TRUST_ADMIN,      /* a profile of the administrator's, or a file the person opened */
  CTG_TRUST_VERIFIED,   /* connected before on this computer with this domain */
  CTG_TRUST_BUILTIN,    /* our table, looked at by somebody; an unverified entry ranks after CTG_TRUST_ISPDB */
  CTG_TRUST_ISP,        /* a document of the domain's own, over https */
  CTG_TRUST_ISPDB,      /* the shared database, over https */
  CTG_TRUST_MX,         /* concluded from who receives the domain's mail */
  CTG_TRUST_DNSSEC,
  CTG_TRUST_SRV,
  CTG_TRUST_PROBE,      /* a server with a good certificate answered */
  CTG_TRUST_HTTP,
  CTG_TRUST_MANUAL,     /* chosen or typed by hand */
  CTG_N_TRUSTS
} CtgTrust;

const char *ctg_trust_to_string   (CtgTrust trust);
CtgTrust    ctg_trust_from_string (const char *text);

/* A way to connect an address, as detection found it.
 *
 * reason         of kind unsupported: why not
 *   POP3_ONLY                the provider has POP3 and no IMAP
 *   PLAINTEXT_ONLY           IMAP without encryption only
 *   ACTIVESYNC               nothing but ActiveSync
 *   OAUTH_ONLY               IMAP with nothing but the browser's sign-in of a platform that does not know us
 *   AMAZON_SES               an address that only sends; no mailbox
 *   AMAZON_WORKMAIL
 *   MICROSOFT_GOVERNMENT     GCC High, DoD
 *   EXCHANGE_ONLINE          Exchange asked for by hand, but it is Microsoft 365's
 *   NO_MAIL_PROGRAMS         the provider lets no program in (Tuta)
 *   NO_MAIL                  the domain says that it takes no mail (RFC 7505)
 *   POLICY                   the administrator's policy locks this kind
 *
 * why            how it was found, for people; `why_detail` is a host or a domain
 *   profile, earlier, program (another mail program of this computer, named in why_detail), builtin, document-isp,
 *   document-ispdb, document-mx, document-http (by http: anybody on the way may have written it), file, mx-google,
 *   mx-microsoft, spf-google, spf-microsoft, srv, probe, certificate-name (the host is the name its certificate is for,
 *   not the one that was asked), exchange-certain, exchange-possible, openid
 */
typedef struct
{
  char *kind;             /* (owned) gmail, microsoft365, exchange, imap, unsupported */
  char *display_name;     /* (owned) "Libero Mail", "example.it" */
  char *source;           /* (owned) what it comes from: profile, earlier, builtin, isp, ispdb, mx, srv, exchange,
                           * probe, http, file, manual */
  char *trust;            /* (owned) a word of ctg_trust_to_string() */
  int fit;                /* 0 to 100: from 90 complete, from 60 complete but less sure, below it a half is missing */
  CtgEndpoint *incoming;  /* (owned) (nullable) with the user name for this address */
  CtgEndpoint *outgoing;  /* (owned) (nullable) the same */
  char **auth;            /* (owned) (nullable) of the incoming server, best first: password, password-encrypted,
                           * oauth2, ntlm, gssapi, client-ip, tls-client-cert, none */
  char **outgoing_auth;   /* (owned) (nullable) the same words */
  char **usernames;       /* (owned) (nullable) what to log in with, best first; [0] is incoming->username */
  char *exchange_url;     /* (owned) (nullable) https address of EWS */
  char *why;              /* (owned) (nullable) */
  char *why_detail;       /* (owned) (nullable) */
  char *hint;             /* (owned) (nullable) a key of engine/hints.c: what to do first, e.g. "app-password" */
  char **documentation;   /* (owned) (nullable) addresses of the provider's own pages */
  char *reason;           /* (owned) (nullable) why not, a token of the list above */
  char *confirm_domain;   /* (owned) (nullable) the servers are at another registrable domain than the address, and
                           * nobody vouched for it: name it and ask. As people read it */
  char *confirm_ascii;    /* (owned) (nullable) the same as it goes on the wire; NULL when it looks the same */
  char *last_checked;     /* (owned) (nullable) of the built-in table: a date */
  gboolean is_unverified; /* of the built-in table: nobody has logged in with these settings */
  gboolean can_start;     /* FALSE: not yet built, shown and explained but not startable */
} CtgCandidate;

CtgCandidate *ctg_candidate_new  (const char *kind, const char *display_name, const char *source,
                                  const char *trust);
CtgCandidate *ctg_candidate_copy (const CtgCandidate *self);
void          ctg_candidate_free (CtgCandidate *self);
gboolean      ctg_candidate_kind_can_start (const char *kind);
gboolean      ctg_candidate_kind_has_password (const char *kind);
CtgTrust      ctg_candidate_get_trust (const CtgCandidate *self);
gboolean      ctg_candidate_needs_confirmation (const CtgCandidate *self);

/* What a mailbox is connected with; secrets travel beside it, never in it. */
typedef struct
{
  char *account_id;            /* (owned) (nullable) of a mailbox being connected again */
  char *address;               /* (owned) */
  char *display_name;          /* (owned) (nullable) */
  char *kind;                  /* (owned) imap, exchange, gmail, microsoft365 */
  CtgEndpoint *incoming;       /* (owned) its host is "" where an Exchange server is to be looked for */
  CtgEndpoint *outgoing;       /* (owned) */
  gboolean separate_outgoing;  /* the outgoing server has a password of its own */
  gboolean automation;
  gboolean is_team;            /* several people use it (A10) */
  char *sent_remote_name;      /* (owned) (nullable) set by a verification */
  char *sent_name;             /* (owned) (nullable) the same for people */
  char *sent_reason;           /* (owned) (nullable) */
  char **accepted;             /* (owned) (nullable) hosts that may hear the password while an Exchange server is looked
                                * for, besides those of the address's own domain */
  gboolean incoming_verified;  /* the incoming server passed with just these values: it is not asked again */
} CtgMailboxSettings;

CtgMailboxSettings *ctg_mailbox_settings_new  (const char *address);
CtgMailboxSettings *ctg_mailbox_settings_copy (const CtgMailboxSettings *self);
void                ctg_mailbox_settings_free (CtgMailboxSettings *self);
gboolean            ctg_mailbox_settings_set_platform (CtgMailboxSettings *self, const char *kind,
                                                       const char *service, const CtgCandidate *candidate);
const char         *ctg_mailbox_usual_service (const char *kind);
const char         *ctg_mailbox_settings_get_service  (const CtgMailboxSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgCandidate, ctg_candidate_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgMailboxSettings, ctg_mailbox_settings_free)

G_END_DECLS
