/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What mends which failure. The first row that fits counts; a certificate that can be shown comes before all of them.
 *
 *   code            reason               repair
 *   --------------  -------------------  -------------
 *   AUTH_REJECTED   login-disabled       SERVERS         the server wants encryption before a password
 *   AUTH_REJECTED   sender-refused       SERVERS         the name is right, the address is not its own
 *   AUTH_REJECTED   web-login            PASSWORD        after the visit to the provider's page
 *   AUTH_REJECTED   smtp-off             SERVERS         signing in once more, for another service
 *   AUTH_REJECTED   contact-admin        RETRY           the password is not what is wrong
 *   AUTH_REJECTED   any                  PASSWORD
 *   NETWORK         host-not-found       SERVERS
 *   NETWORK         connection-refused   SERVERS
 *   TLS             any                  SERVERS
 *   POLICY          any                  SERVERS
 *   UNSUPPORTED     EXCHANGE_ONLINE      MICROSOFT365    another way to connect the same mailbox (A66)
 *   UNSUPPORTED     any                  SERVERS
 *   NOT_FOUND       no-autodiscover      SERVERS
 *   NOT_FOUND       no-such-mailbox      SERVERS
 *   CONSENT_REQUIRED autodiscover-elsewhere SERVERS      the host stands in the form, to be agreed to
 *   PROTOCOL        any                  SERVERS         another service on that port
 *   INVALID_INPUT   any                  SERVERS
 *   CONFLICT        any                  OTHER_ADDRESS   it is connected already
 *   any             any                  RETRY */

#include "setup-remedy.h"

#include "errors.h"

static const struct
{
  CtgErrorCode code;
  const char *reason;
  CtgSetupRepair repair;
} remedies[] = {
  { CTG_ERROR_AUTH_REJECTED, "login-disabled", CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_AUTH_REJECTED, "sender-refused", CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_AUTH_REJECTED, "smtp-off", CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_AUTH_REJECTED, "contact-admin", CTG_SETUP_REPAIR_RETRY },
  { CTG_ERROR_AUTH_REJECTED, NULL, CTG_SETUP_REPAIR_PASSWORD },
  { CTG_ERROR_NETWORK, "host-not-found", CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_NETWORK, "connection-refused", CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_TLS, NULL, CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_POLICY, NULL, CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_UNSUPPORTED, "EXCHANGE_ONLINE", CTG_SETUP_REPAIR_MICROSOFT365 },
  { CTG_ERROR_UNSUPPORTED, NULL, CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_NOT_FOUND, "no-autodiscover", CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_NOT_FOUND, "no-such-mailbox", CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_CONSENT_REQUIRED, "autodiscover-elsewhere", CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_PROTOCOL, NULL, CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_INVALID_INPUT, NULL, CTG_SETUP_REPAIR_SERVERS },
  { CTG_ERROR_CONFLICT, NULL, CTG_SETUP_REPAIR_OTHER_ADDRESS },
};

/**
 * ctg_setup_remedy_choose:
 * @error: (nullable): what went wrong
 * @has_certificate: whether it was a certificate that can be shown
 *
 * Returns: what mends it, by the table at the head of this file
 */
CtgSetupRepair
ctg_setup_remedy_choose (const GError *error, gboolean has_certificate)
{
  if (error == NULL)
    return CTG_SETUP_REPAIR_NONE;
  if (has_certificate)
    return CTG_SETUP_REPAIR_CERTIFICATE;
  for (guint i = 0; i < G_N_ELEMENTS (remedies); i++)
    if (g_error_matches (error, CTG_ERROR, (int) remedies[i].code) &&
        (remedies[i].reason == NULL || ctg_error_has_reason (error, remedies[i].reason)))
      return remedies[i].repair;
  return CTG_SETUP_REPAIR_RETRY;
}

/**
 * ctg_setup_remedy_is_elsewhere:
 * @error: (nullable): what went wrong
 *
 * Returns: whether it may be that the server is another one now: it is not there, shows a certificate for another name,
 *   or something else answers. A password or a full mailbox says nothing of that
 */
gboolean
ctg_setup_remedy_is_elsewhere (const GError *error)
{
  static const CtgErrorCode codes[] = { CTG_ERROR_NETWORK, CTG_ERROR_TIMED_OUT, CTG_ERROR_TLS, CTG_ERROR_UNSUPPORTED,
                                        CTG_ERROR_NOT_FOUND, CTG_ERROR_PROTOCOL };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, CTG_ERROR, (int) codes[i]))
      return TRUE;
  return ctg_error_has_reason (error, "login-disabled");
}

/**
 * ctg_setup_remedy_get_event:
 * @repair: what mends a problem
 *
 * Returns: the event of the machine that begins it
 */
CtgSetupEvent
ctg_setup_remedy_get_event (CtgSetupRepair repair)
{
  switch (repair)
    {
    case CTG_SETUP_REPAIR_PASSWORD:
    case CTG_SETUP_REPAIR_SERVERS:
      return CTG_SETUP_EVENT_EDIT_FORM;
    case CTG_SETUP_REPAIR_CERTIFICATE:
      return CTG_SETUP_EVENT_QUESTION;
    case CTG_SETUP_REPAIR_OTHER_ADDRESS:
      return CTG_SETUP_EVENT_OTHER_ADDRESS;
    case CTG_SETUP_REPAIR_MICROSOFT365:
      return CTG_SETUP_EVENT_PICK;
    case CTG_SETUP_REPAIR_NONE:
    case CTG_SETUP_REPAIR_RETRY:
    case CTG_N_SETUP_REPAIRS:
      break;
    }
  return CTG_SETUP_EVENT_NEXT;
}

/* The server is there, and nothing, or something else, answers on that port. */
static gboolean
is_about_the_port (const GError *problem)
{
  return g_error_matches (problem, CTG_ERROR, CTG_ERROR_PROTOCOL) ||
         ctg_error_has_reason (problem, "connection-refused");
}

/**
 * ctg_setup_remedy_choose_field:
 * @repair: what mends the problem
 * @problem: (nullable): the problem
 * @failed_step: where it stopped
 * @separate_outgoing: whether the sending server has credentials of its own
 *
 * Returns: the field that the person should look at first
 */
CtgSetupField
ctg_setup_remedy_choose_field (CtgSetupRepair repair, const GError *problem, CtgStep failed_step,
                               gboolean separate_outgoing)
{
  gboolean outgoing = failed_step >= CTG_STEP_OUTGOING_CONNECT && failed_step < CTG_N_STEPS;

  if (repair != CTG_SETUP_REPAIR_SERVERS)
    return outgoing && separate_outgoing ? CTG_SETUP_FIELD_OUTGOING_PASSWORD : CTG_SETUP_FIELD_PASSWORD;
  if (is_about_the_port (problem))
    return outgoing ? CTG_SETUP_FIELD_OUTGOING_PORT : CTG_SETUP_FIELD_INCOMING_PORT;
  return outgoing ? CTG_SETUP_FIELD_OUTGOING_HOST : CTG_SETUP_FIELD_INCOMING_HOST;
}
