/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The one error domain. A code names the remedy, not the place. Cancellation is not here: it stays
 * G_IO_ERROR_CANCELLED all the way up. */
typedef enum
{
  CTG_ERROR_FAILED,           /* a bug or something nobody foresaw */
  CTG_ERROR_NETWORK,          /* no connection, connection lost, name not found */
  CTG_ERROR_TIMED_OUT,        /* the other side did not answer in time */
  CTG_ERROR_OFFLINE,          /* this computer has no network */
  CTG_ERROR_TLS,              /* certificate or encryption refused */
  CTG_ERROR_AUTH_REJECTED,    /* the server does not accept this name and password */
  CTG_ERROR_AUTH_EXPIRED,
  CTG_ERROR_AUTH_REVOKED,
  CTG_ERROR_CONSENT_REQUIRED,
  CTG_ERROR_POLICY,           /* our own rules or the administrator's forbid it */
  CTG_ERROR_RATE_LIMITED,
  CTG_ERROR_QUOTA,
  CTG_ERROR_UNSUPPORTED,      /* the other side lacks what we need */
  CTG_ERROR_PROTOCOL,         /* the other side broke its protocol */
  CTG_ERROR_NOT_FOUND,
  CTG_ERROR_CONFLICT,
  CTG_ERROR_TOO_LARGE,        /* one of our caps */
  CTG_ERROR_STORAGE,
  CTG_ERROR_STORAGE_FULL,
  CTG_ERROR_SCHEMA_TOO_NEW,
  CTG_ERROR_KEYRING_LOCKED,   /* locked, absent, or its prompt was dismissed */
  CTG_ERROR_INVALID_INPUT,
  CTG_ERROR_BUSY,
  CTG_N_ERRORS
} CtgErrorCode;

#define CTG_ERROR (ctg_error_quark ())
GQuark ctg_error_quark (void);

/* What an error carries besides its message; every field may be empty. */
typedef struct
{
  const char *reason;   /* a static token that narrows the code, e.g. "certificate-expired", see errors.c */
  const char *host;
  const char *server_text;
  int retry_after_s;
} CtgErrorDetails;

GError     *ctg_error_new            (CtgErrorCode code, const char *reason, const char *format, ...)
                                      G_GNUC_PRINTF (3, 4);
void        ctg_error_set            (GError **error, CtgErrorCode code, const char *reason, const char *format, ...)
                                      G_GNUC_PRINTF (4, 5);
void        ctg_error_add_server     (GError **error, const char *host, const char *server_text);
void        ctg_error_add_retry      (GError **error, int retry_after_s);
CtgErrorDetails ctg_error_get_details (const GError *error);
gboolean    ctg_error_has_reason     (const GError *error, const char *reason);
gboolean    ctg_error_is_cancelled   (const GError *error);
void        ctg_error_convert        (GError **error, const char *host);
const char *ctg_error_code_to_string (int code);
CtgErrorCode ctg_error_code_from_string (const char *name);

G_END_DECLS
