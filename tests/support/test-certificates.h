/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  TEST_CERTIFICATE_GOOD,           /* of the test authority, for localhost and 127.0.0.1 */
  TEST_CERTIFICATE_SELF_SIGNED,
  TEST_CERTIFICATE_OTHER,          /* self-signed too, another key */
  TEST_CERTIFICATE_WRONG_HOST,
  TEST_CERTIFICATE_EXPIRED,
  TEST_CERTIFICATE_NOT_YET,
  TEST_CERTIFICATE_CLIENT_ONLY,    /* extended key usage: clientAuth */
  TEST_CERTIFICATE_MAIL_ONLY,      /* extended key usage: emailProtection */
  TEST_CERTIFICATE_WEAK,           /* RSA with 1024 bits */
  TEST_CERTIFICATE_NO_NAMES,       /* common name only */
  TEST_CERTIFICATE_NO_USAGE,       /* good, without any extended key usage */
  N_TEST_CERTIFICATES,
} TestCertificate;

GTlsCertificate *test_certificate_get    (TestCertificate which);
char            *test_certificate_sha256 (TestCertificate which);
void             test_certificates_trust (void);

G_END_DECLS
