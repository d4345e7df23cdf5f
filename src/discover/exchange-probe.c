/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Is what somebody typed the address of an Exchange server (A83)? Asked without a password, once, over verified TLS:
 *
 *   it says                                                              then
 *   a redirect to a host of Microsoft's, or a challenge for a token only UNSUPPORTED EXCHANGE_ONLINE (A66)
 *   X-OWA-Version of an Exchange before 2010 Service Pack 2              UNSUPPORTED exchange-too-old (A68)
 *   401 with Basic, NTLM or Negotiate, and a sign of Exchange            yes
 *   anything else: a page, a redirect, a web host's 401                  NOT_FOUND not-exchange
 *
 * A sign of Exchange is NTLM or Negotiate, one of its headers, or IIS: an Exchange 2010 sends no header of its own. */

#include "exchange-probe.h"

#include "errors.h"
#include "exchange-url.h"
#include "http-session.h"

#include <string.h>

#define TIMEOUT_MS (8 * 1000)
#define MAX_BYTES 4096
#define MAJOR_MIN 14
#define MINOR_MIN 2

static gboolean
challenges (const CtgHttpAnswer *answer, const char *scheme)
{
  return answer->challenges != NULL && g_strv_contains ((const char *const *) answer->challenges, scheme);
}

static gboolean
takes_password (const CtgHttpAnswer *answer)
{
  return challenges (answer, "basic") || challenges (answer, "ntlm") || challenges (answer, "negotiate");
}

/**
 * ctg_exchange_version_is_too_old:
 * @version: (nullable): as a server says it, 14.01.0218.012 or 15.1.2507.6
 *
 * Returns: whether it is older than Exchange 2010 Service Pack 2, 14.2 (A68); %FALSE where it cannot be read
 */
gboolean
ctg_exchange_version_is_too_old (const char *version)
{
  g_auto (GStrv) numbers = version != NULL ? g_strsplit (version, ".", 3) : NULL;
  guint64 major, minor;

  if (numbers == NULL || g_strv_length (numbers) < 2 ||
      !g_ascii_string_to_unsigned (numbers[0], 10, 1, 999, &major, NULL) ||
      !g_ascii_string_to_unsigned (numbers[1], 10, 0, 999, &minor, NULL))
    return FALSE;
  return major < MAJOR_MIN || (major == MAJOR_MIN && minor < MINOR_MIN);
}

/**
 * ctg_exchange_has_sign:
 * @answer: what a place said that was asked without a password
 *
 * Returns: whether it asks for a password as an Exchange does and a web host does not
 */
gboolean
ctg_exchange_has_sign (const CtgHttpAnswer *answer)
{
  gboolean is_iis = (answer->server != NULL && strstr (answer->server, "Microsoft-IIS") != NULL) ||
                    (answer->powered_by != NULL && strstr (answer->powered_by, "ASP.NET") != NULL);

  return answer->status == 401 && takes_password (answer) &&
         (answer->has_exchange_headers || challenges (answer, "ntlm") || challenges (answer, "negotiate") || is_iis);
}

static gboolean
leads_to_microsoft (const CtgHttpAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgEndpoint) target =
    answer->location != NULL ? ctg_exchange_url_parse (answer->location, &error) : NULL;

  return (target == NULL && ctg_error_has_reason (error, "EXCHANGE_ONLINE")) ||
         (answer->status == 401 && challenges (answer, "bearer") && !takes_password (answer));
}

/**
 * ctg_exchange_probe_judge:
 * @answer: what the place said
 * @host: who was asked
 * @error: %CTG_ERROR_UNSUPPORTED "EXCHANGE_ONLINE" or "exchange-too-old" with the version, %CTG_ERROR_NOT_FOUND
 *   "not-exchange"
 *
 * Decides by the table at the head of this file. Pure.
 *
 * Returns: whether an Exchange answers there that can be asked
 */
gboolean
ctg_exchange_probe_judge (const CtgHttpAnswer *answer, const char *host, GError **error)
{
  const char *version = NULL;

  if (leads_to_microsoft (answer))
    ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "EXCHANGE_ONLINE", "This is Microsoft’s own service");
  else if (ctg_exchange_version_is_too_old (answer->exchange_version))
    {
      version = answer->exchange_version;
      ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "exchange-too-old", "This is Exchange %s", version);
    }
  else if (ctg_exchange_has_sign (answer))
    return TRUE;
  else
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "not-exchange", "%s answers, but not as an Exchange", host);
  ctg_error_add_server (error, host, version);
  return FALSE;
}

/**
 * ctg_exchange_probe:
 * @endpoint: where the service would be
 * @cancellable: (nullable): ends it
 * @error: as of ctg_exchange_probe_judge(), %CTG_ERROR_NETWORK, %CTG_ERROR_TLS, %CTG_ERROR_TIMED_OUT, cancellation
 *
 * Asks whether an Exchange answers there. Nothing of a person's is said: no name, no address, no password. Blocks, at
 * most 8 s.
 *
 * Returns: whether one does
 */
gboolean
ctg_exchange_probe (const CtgEndpoint *endpoint, GCancellable *cancellable, GError **error)
{
  g_autoptr (CtgHttpSession) session = ctg_http_session_new (endpoint, endpoint->path);
  const CtgHttpRequest request = { .max_bytes = MAX_BYTES, .timeout_ms = TIMEOUT_MS };
  g_autoptr (CtgHttpAnswer) answer = ctg_http_session_ask (session, &request, NULL, cancellable, error);

  return answer != NULL && ctg_exchange_probe_judge (answer, endpoint->host, error);
}
