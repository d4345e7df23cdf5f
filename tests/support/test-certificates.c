/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An authority and certificates of every kind, made anew for each run: a stored one expires some day. */

#include "test-certificates.h"

#include <glib/gstdio.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_S (24 * 60 * 60)

typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
} Pair;

static const struct
{
  const char *common_name;
  const char *dns;           /* (nullable) */
  const char *purpose;       /* (nullable) */
  gboolean of_authority;
  int from_days;
  int to_days;
  guint rsa_bits;            /* 0: an elliptic curve */
} kinds[N_TEST_CERTIFICATES] = {
  [TEST_CERTIFICATE_GOOD] = { "good", "localhost", GNUTLS_KP_TLS_WWW_SERVER, TRUE, -1, 30, 0 },
  [TEST_CERTIFICATE_SELF_SIGNED] = { "self-signed", "localhost", GNUTLS_KP_TLS_WWW_SERVER, FALSE, -1, 30, 0 },
  [TEST_CERTIFICATE_OTHER] = { "other", "localhost", GNUTLS_KP_TLS_WWW_SERVER, FALSE, -1, 30, 0 },
  [TEST_CERTIFICATE_WRONG_HOST] = { "localhost", "mail.example.org", GNUTLS_KP_TLS_WWW_SERVER, TRUE, -1, 30, 0 },
  [TEST_CERTIFICATE_EXPIRED] = { "expired", "localhost", GNUTLS_KP_TLS_WWW_SERVER, TRUE, -30, -1, 0 },
  [TEST_CERTIFICATE_NOT_YET] = { "not-yet", "localhost", GNUTLS_KP_TLS_WWW_SERVER, TRUE, 1, 30, 0 },
  [TEST_CERTIFICATE_CLIENT_ONLY] = { "client", "localhost", GNUTLS_KP_TLS_WWW_CLIENT, TRUE, -1, 30, 0 },
  [TEST_CERTIFICATE_MAIL_ONLY] = { "mail", "localhost", GNUTLS_KP_EMAIL_PROTECTION, TRUE, -1, 30, 0 },
  [TEST_CERTIFICATE_WEAK] = { "weak", "localhost", GNUTLS_KP_TLS_WWW_SERVER, TRUE, -1, 30, 1024 },
  [TEST_CERTIFICATE_NO_NAMES] = { "localhost", NULL, GNUTLS_KP_TLS_WWW_SERVER, TRUE, -1, 30, 0 },
  [TEST_CERTIFICATE_NO_USAGE] = { "no-usage", "localhost", NULL, TRUE, -1, 30, 0 },
};

static void
must (int status)
{
  if (status < 0)
    g_error ("gnutls: %s", gnutls_strerror (status));
}

static Pair
begin (const char *common_name, int from_days, int to_days, guint rsa_bits)
{
  static guint32 serial = 2;
  guint32 number = GUINT32_TO_BE (serial);
  guint bits = rsa_bits > 0 ? rsa_bits : GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1);
  time_t now = time (NULL);
  Pair pair;

  serial++;
  must (gnutls_x509_privkey_init (&pair.key));
  must (gnutls_x509_privkey_generate (pair.key, rsa_bits > 0 ? GNUTLS_PK_RSA : GNUTLS_PK_ECDSA, bits, 0));
  must (gnutls_x509_crt_init (&pair.certificate));
  must (gnutls_x509_crt_set_version (pair.certificate, 3));
  must (gnutls_x509_crt_set_serial (pair.certificate, &number, sizeof number));
  must (gnutls_x509_crt_set_activation_time (pair.certificate, now + from_days * DAY_S));
  must (gnutls_x509_crt_set_expiration_time (pair.certificate, now + to_days * DAY_S));
  must (gnutls_x509_crt_set_dn_by_oid (pair.certificate, GNUTLS_OID_X520_COMMON_NAME, 0, common_name,
                                       (unsigned) strlen (common_name)));
  must (gnutls_x509_crt_set_key (pair.certificate, pair.key));
  return pair;
}

static void
sign (Pair *pair, const Pair *issuer)
{
  must (gnutls_x509_crt_sign2 (pair->certificate, issuer->certificate, issuer->key, GNUTLS_DIG_SHA256, 0));
}

static const Pair *
get_authority (void)
{
  static Pair authority;

  if (authority.key != NULL)
    return &authority;
  authority = begin ("Test authority", -10, 100, 0);
  must (gnutls_x509_crt_set_basic_constraints (authority.certificate, 1, -1));
  must (gnutls_x509_crt_set_key_usage (authority.certificate, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN));
  sign (&authority, &authority);
  return &authority;
}

static void
append_pem (GString *pem, const gnutls_datum_t *datum)
{
  g_string_append_len (pem, (const char *) datum->data, datum->size);
}

static void
append_certificate (GString *pem, const Pair *pair)
{
  gnutls_datum_t datum;

  must (gnutls_x509_crt_export2 (pair->certificate, GNUTLS_X509_FMT_PEM, &datum));
  append_pem (pem, &datum);
  gnutls_free (datum.data);
}

static void
append_key (GString *pem, const Pair *pair)
{
  gnutls_datum_t datum;

  must (gnutls_x509_privkey_export2_pkcs8 (pair->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &datum));
  append_pem (pem, &datum);
  gnutls_free (datum.data);
}

static void
add_names (Pair *pair, const char *dns)
{
  static const guint8 loopback[] = { 127, 0, 0, 1 };

  must (gnutls_x509_crt_set_subject_alt_name (pair->certificate, GNUTLS_SAN_DNSNAME, dns, (unsigned) strlen (dns),
                                              GNUTLS_FSAN_SET));
  if (g_str_equal (dns, "localhost"))
    must (gnutls_x509_crt_set_subject_alt_name (pair->certificate, GNUTLS_SAN_IPADDRESS, loopback, sizeof loopback,
                                                GNUTLS_FSAN_APPEND));
}

static GTlsCertificate *
make (TestCertificate which)
{
  Pair pair = begin (kinds[which].common_name, kinds[which].from_days, kinds[which].to_days, kinds[which].rsa_bits);
  const Pair *issuer = kinds[which].of_authority ? get_authority () : &pair;
  g_autoptr (GString) pem = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;

  if (kinds[which].dns != NULL)
    add_names (&pair, kinds[which].dns);
  if (kinds[which].purpose != NULL)
    must (gnutls_x509_crt_set_key_purpose_oid (pair.certificate, kinds[which].purpose, 0));
  sign (&pair, issuer);
  append_certificate (pem, &pair);
  append_key (pem, &pair);
  if (issuer != &pair)
    append_certificate (pem, issuer);
  certificate = g_tls_certificate_new_from_pem (pem->str, (gssize) pem->len, &error);
  g_assert_no_error (error);
  gnutls_x509_crt_deinit (pair.certificate);
  gnutls_x509_privkey_deinit (pair.key);
  return certificate;
}

/* Made on first use, from the main thread. */
GTlsCertificate *
test_certificate_get (TestCertificate which)
{
  static GTlsCertificate *made[N_TEST_CERTIFICATES];

  if (made[which] == NULL)
    made[which] = make (which);
  return made[which];
}

char *
test_certificate_sha256 (TestCertificate which)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (test_certificate_get (which), "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

static char *authority_path;

static void
remove_authority (void)
{
  g_unlink (authority_path);
  g_free (authority_path);
}

/* Makes the process trust the test authority, and nobody else. GLib reads the file when it first needs it. */
void
test_certificates_trust (void)
{
  g_autoptr (GString) pem = g_string_new (NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("carteggio-test-XXXXXX.pem", &authority_path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  append_certificate (pem, get_authority ());
  g_file_set_contents (authority_path, pem->str, (gssize) pem->len, &error);
  g_assert_no_error (error);
  database = g_tls_file_database_new (authority_path, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  atexit (remove_authority);
}
