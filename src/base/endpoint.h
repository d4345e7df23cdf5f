/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_SECURITY_TLS,        /* encrypted from the first byte: 993, 465 */
  CTG_SECURITY_STARTTLS,   /* encrypted on demand, mandatory when chosen: 143, 587 */
  CTG_SECURITY_NONE,       /* loopback only, refused everywhere else */
} CtgSecurity;

/* Where a server is and under which name to log in. Immutable once made. */
typedef struct
{
  char *host;          /* (owned) as typed, lower case, ASCII form for look-ups is made by net */
  guint16 port;
  CtgSecurity security;
  char *username;      /* (owned) (nullable) */
  char *pin_sha256;    /* (owned) (nullable) trust exactly this leaf here: 64 hexadecimal digits of its DER */
  char *path;          /* (owned) (nullable) of a service of the web: what follows its host, "/EWS/Exchange.asmx" */
  char *token_kind;    /* (owned) (nullable) the secret is an access token of this kind of platform, no password */
} CtgEndpoint;

CtgEndpoint *ctg_endpoint_new         (const char *host, guint16 port, CtgSecurity security,
                                       const char *username);
CtgEndpoint *ctg_endpoint_copy        (const CtgEndpoint *self);
void         ctg_endpoint_free        (CtgEndpoint *self);
gboolean     ctg_endpoint_is_loopback (const char *host);
gboolean     ctg_endpoint_parse       (const char *text, guint16 default_port, char **host,
                                       guint16 *port, GError **error);
const char  *ctg_security_to_string   (CtgSecurity security);
gboolean     ctg_security_from_string (const char *text, CtgSecurity *security);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgEndpoint, ctg_endpoint_free)

/* What a person is shown of a certificate that does not verify. Immutable. */
typedef struct
{
  char *sha256;             /* (owned) 64 hexadecimal digits of the DER */
  char *subject;            /* (owned) */
  char *issuer;             /* (owned) */
  char **names;             /* (owned) the host names it is for, possibly empty */
  gint64 valid_from_utc_s;
  gint64 valid_to_utc_s;
  char *host;               /* (owned) who showed it */
  guint16 port;
} CtgCertificate;

CtgCertificate *ctg_certificate_copy (const CtgCertificate *self);
void            ctg_certificate_free (CtgCertificate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgCertificate, ctg_certificate_free)

/* The steps of a connection, as the wizard and `connect` show them. */
typedef enum
{
  CTG_STEP_INCOMING_CONNECT,   /* the mail server answers */
  CTG_STEP_INCOMING_SECURE,    /* the connection is encrypted, its certificate verified */
  CTG_STEP_INCOMING_LOG_IN,
  CTG_STEP_FOLDERS,            /* the folders can be read */
  CTG_STEP_SENT_FOLDER,        /* which one keeps sent mail */
  CTG_STEP_SECOND_CONNECTION,  /* whether it lets in twice at a time; skipped where it does not */
  CTG_STEP_OUTGOING_CONNECT,
  CTG_STEP_OUTGOING_SECURE,
  CTG_STEP_OUTGOING_LOG_IN,
  CTG_STEP_OUTGOING_SENDER,    /* the server lets this address send */
  CTG_N_STEPS
} CtgStep;

typedef enum
{
  CTG_STEP_WAITING,
  CTG_STEP_RUNNING,
  CTG_STEP_DONE,
  CTG_STEP_FAILED,
  CTG_STEP_SKIPPED,
} CtgStepState;

const char *ctg_step_to_string       (CtgStep step);
const char *ctg_step_state_to_string (CtgStepState state);

/* Called on the thread that does the work. @detail: a fact: the Sent folder's name, the number of folders, the
 * version of TLS, what a server offers in words of its protocol (requirements.c reads them); or NULL. */
typedef void (*CtgStepFunc) (CtgStep step, CtgStepState state, const char *detail, gpointer data);

G_END_DECLS
