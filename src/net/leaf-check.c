/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server's own certificate says, read with GnuTLS. GLib verifies the chain; four things it lets pass that no
 * mail server should show (measured on glib-networking 2.74): a purpose other than server authentication, RSA keys
 * below 2048 bits, and a host name that stands in the common name only. */

#include "leaf-check.h"
#include "clock.h"
#include "text.h"

#include <gnutls/x509.h>

#define RSA_MIN_BITS 2048
#define NAMES_MAX 100
#define NAME_MAX_BYTES 1024

static GByteArray *
get_der (GTlsCertificate *certificate)
{
  GByteArray *der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return der;
}

static gnutls_x509_crt_t
read_leaf (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = get_der (certificate);
  gnutls_x509_crt_t leaf = NULL;
  gnutls_datum_t bytes;

  if (der == NULL || gnutls_x509_crt_init (&leaf) < 0)
    return NULL;
  bytes.data = der->data;
  bytes.size = der->len;
  if (gnutls_x509_crt_import (leaf, &bytes, GNUTLS_X509_FMT_DER) >= 0)
    return leaf;
  gnutls_x509_crt_deinit (leaf);
  return NULL;
}

static char *
address_to_string (const char *bytes, gsize size)
{
  GSocketFamily family = size == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6;
  g_autoptr (GInetAddress) address = NULL;

  if (size != 4 && size != 16)
    return g_strdup ("?");
  address = g_inet_address_new_from_bytes ((const guint8 *) bytes, family);
  return g_inet_address_to_string (address);
}

static char **
read_names (gnutls_x509_crt_t leaf)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < NAMES_MAX; i++)
    {
      char name[NAME_MAX_BYTES + 1] = "";
      size_t size = NAME_MAX_BYTES;
      int type = gnutls_x509_crt_get_subject_alt_name (leaf, i, name, &size, NULL);
      g_autofree char *shown = NULL;

      if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        break;
      if (type == GNUTLS_SAN_IPADDRESS)
        shown = address_to_string (name, size);
      else if (type == GNUTLS_SAN_DNSNAME)
        shown = ctg_text_clean (name, NAME_MAX_BYTES);
      if (shown != NULL)
        g_strv_builder_add (names, shown);
    }
  return g_strv_builder_end (names);
}

static char *
read_name (gnutls_x509_crt_t leaf, int (*get) (gnutls_x509_crt_t, char *, size_t *))
{
  char name[NAME_MAX_BYTES + 1] = "";
  size_t size = NAME_MAX_BYTES;

  return get (leaf, name, &size) >= 0 ? ctg_text_clean (name, NAME_MAX_BYTES) : g_strdup ("");
}

/**
 * ctg_leaf_sha256:
 * @certificate: a certificate
 *
 * Returns: (transfer full): the SHA-256 of its DER, 64 lower-case hexadecimal digits: what a pin is
 */
char *
ctg_leaf_sha256 (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = get_der (certificate);

  return ctg_text_sha256_hex (der != NULL ? der->data : (const guint8 *) "", der != NULL ? der->len : 0);
}

/**
 * ctg_leaf_describe:
 * @certificate: what a server showed
 * @host: who showed it
 * @port: where
 *
 * Returns: (transfer full): what a person is shown of it, cleaned words
 */
CtgCertificate *
ctg_leaf_describe (GTlsCertificate *certificate, const char *host, guint16 port)
{
  CtgCertificate *facts = g_new0 (CtgCertificate, 1);
  gnutls_x509_crt_t leaf = read_leaf (certificate);

  facts->sha256 = ctg_leaf_sha256 (certificate);
  facts->host = g_strdup (host);
  facts->port = port;
  facts->subject = leaf != NULL ? read_name (leaf, gnutls_x509_crt_get_dn) : g_strdup ("");
  facts->issuer = leaf != NULL ? read_name (leaf, gnutls_x509_crt_get_issuer_dn) : g_strdup ("");
  facts->names = leaf != NULL ? read_names (leaf) : g_new0 (char *, 1);
  if (leaf == NULL)
    return facts;
  facts->valid_from_utc_s = gnutls_x509_crt_get_activation_time (leaf);
  facts->valid_to_utc_s = gnutls_x509_crt_get_expiration_time (leaf);
  gnutls_x509_crt_deinit (leaf);
  return facts;
}

static gboolean
is_for_servers (gnutls_x509_crt_t leaf)
{
  for (guint i = 0; i < NAMES_MAX; i++)
    {
      char purpose[128] = "";
      size_t size = sizeof purpose;
      int status = gnutls_x509_crt_get_key_purpose_oid (leaf, i, purpose, &size, NULL);

      if (status == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        return i == 0;
      if (status >= 0 && (g_str_equal (purpose, GNUTLS_KP_TLS_WWW_SERVER) || g_str_equal (purpose, GNUTLS_KP_ANY)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_weak (gnutls_x509_crt_t leaf)
{
  unsigned bits = 0;
  int algorithm = gnutls_x509_crt_get_pk_algorithm (leaf, &bits);

  return (algorithm == GNUTLS_PK_RSA || algorithm == GNUTLS_PK_RSA_PSS || algorithm == GNUTLS_PK_DSA) &&
         bits < RSA_MIN_BITS;
}

static const char *
find_fault (gnutls_x509_crt_t leaf)
{
  g_auto (GStrv) names = read_names (leaf);

  if (is_weak (leaf))
    return "certificate-weak";
  if (!is_for_servers (leaf))
    return "certificate-purpose";
  return names[0] == NULL ? "certificate-no-names" : NULL;
}

/**
 * ctg_leaf_find_fault:
 * @certificate: a certificate whose chain verified
 *
 * Checks what GLib does not (T1 row 0.6 of the measurements): the key is strong enough, the purpose is server
 * authentication or unrestricted, and the names stand in the subject alternative name.
 *
 * Specification: RFC 5280 section 4.2.1.12, RFC 9525 section 2
 * Returns: (nullable): the reason to refuse it, %NULL when it is fine
 */
const char *
ctg_leaf_find_fault (GTlsCertificate *certificate)
{
  gnutls_x509_crt_t leaf = read_leaf (certificate);
  const char *fault = "certificate-invalid";

  if (leaf == NULL)
    return fault;
  fault = find_fault (leaf);
  gnutls_x509_crt_deinit (leaf);
  return fault;
}

/* The flags are not complete by GLib's own documentation, so what can be read from the leaf itself is read there. */
static const char *
why_refused (gnutls_x509_crt_t leaf, const char *ascii_host, GTlsCertificateFlags flags)
{
  gint64 now_utc_s = ctg_clock_now_utc_s ();

  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return "certificate-revoked";
  if ((flags & G_TLS_CERTIFICATE_INSECURE) || is_weak (leaf))
    return "certificate-weak";
  if (now_utc_s < gnutls_x509_crt_get_activation_time (leaf))
    return "certificate-not-yet-valid";
  if (now_utc_s > gnutls_x509_crt_get_expiration_time (leaf))
    return "certificate-expired";
  if (gnutls_x509_crt_check_hostname (leaf, ascii_host) == 0)
    return "certificate-wrong-host";
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return "certificate-expired";
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return "certificate-not-yet-valid";
  return flags & G_TLS_CERTIFICATE_UNKNOWN_CA ? "certificate-unknown-authority" : "certificate-invalid";
}

/**
 * ctg_leaf_why_refused:
 * @certificate: a certificate that did not verify
 * @ascii_host: whom it should have been for
 * @flags: what GLib found
 *
 * Chooses the one reason to tell a person. Never used to decide whether to trust: that is done on the exact
 * certificate only.
 *
 * Returns: a reason of %CTG_ERROR_TLS
 */
const char *
ctg_leaf_why_refused (GTlsCertificate *certificate, const char *ascii_host, GTlsCertificateFlags flags)
{
  gnutls_x509_crt_t leaf = read_leaf (certificate);
  const char *reason;

  if (leaf == NULL)
    return "certificate-invalid";
  reason = why_refused (leaf, ascii_host, flags);
  gnutls_x509_crt_deinit (leaf);
  return reason;
}
