/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json-values.h"

#include "errors.h"
#include "exchange-url.h"
#include "text.h"
#include "texts.h"

static void
put_name (CtgJsonWriter *json, const char *name)
{
  if (name != NULL)
    ctg_json_writer_member (json, name);
}

/**
 * ctg_json_add_string:
 * @json: a writer
 * @name: (nullable): the member's name; %NULL: an element of an array
 * @value: (nullable): %NULL writes null
 */
void
ctg_json_add_string (CtgJsonWriter *json, const char *name, const char *value)
{
  put_name (json, name);
  if (value != NULL)
    ctg_json_writer_string (json, value);
  else
    ctg_json_writer_null (json);
}

/**
 * ctg_json_add_integer:
 * @json: a writer
 * @name: (nullable): the member's name
 * @value: a number
 */
void
ctg_json_add_integer (CtgJsonWriter *json, const char *name, gint64 value)
{
  put_name (json, name);
  ctg_json_writer_int (json, value);
}

/**
 * ctg_json_add_number:
 * @json: a writer
 * @name: (nullable): the member's name
 * @value: a number with a fraction
 */
void
ctg_json_add_number (CtgJsonWriter *json, const char *name, double value)
{
  put_name (json, name);
  ctg_json_writer_double (json, value);
}

/**
 * ctg_json_add_boolean:
 * @json: a writer
 * @name: (nullable): the member's name
 * @value: true or false
 */
void
ctg_json_add_boolean (CtgJsonWriter *json, const char *name, gboolean value)
{
  put_name (json, name);
  ctg_json_writer_boolean (json, value);
}

/**
 * ctg_json_add_date:
 * @json: a writer
 * @name: (nullable): the member's name
 * @utc_s: seconds since 1970; 0, unknown, writes null
 *
 * Specification: RFC 3339
 */
void
ctg_json_add_date (CtgJsonWriter *json, const char *name, gint64 utc_s)
{
  g_autofree char *text = utc_s != 0 ? ctg_text_utc_rfc3339 (utc_s) : NULL;

  ctg_json_add_string (json, name, text);
}

/**
 * ctg_json_add_strings:
 * @json: a writer
 * @name: (nullable): the member's name
 * @values: (nullable) (array zero-terminated=1): %NULL writes an empty array
 */
void
ctg_json_add_strings (CtgJsonWriter *json, const char *name, const char *const *values)
{
  ctg_json_begin_array (json, name);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    ctg_json_writer_string (json, values[i]);
  ctg_json_writer_end_array (json);
}

/**
 * ctg_json_begin_object:
 * @json: a writer
 * @name: (nullable): the member's name
 */
void
ctg_json_begin_object (CtgJsonWriter *json, const char *name)
{
  put_name (json, name);
  ctg_json_writer_begin_object (json);
}

/**
 * ctg_json_begin_array:
 * @json: a writer
 * @name: (nullable): the member's name
 */
void
ctg_json_begin_array (CtgJsonWriter *json, const char *name)
{
  put_name (json, name);
  ctg_json_writer_begin_array (json);
}

/**
 * ctg_json_add_endpoint:
 * @json: a writer
 * @name: (nullable): the member's name
 * @endpoint: (nullable): %NULL writes null
 */
void
ctg_json_add_endpoint (CtgJsonWriter *json, const char *name, const CtgEndpoint *endpoint)
{
  if (endpoint == NULL)
    {
      ctg_json_add_string (json, name, NULL);
      return;
    }
  ctg_json_begin_object (json, name);
  ctg_json_add_string (json, "host", endpoint->host);
  ctg_json_add_integer (json, "port", endpoint->port);
  ctg_json_add_string (json, "security", ctg_security_to_string (endpoint->security));
  ctg_json_add_string (json, "username", endpoint->username);
  if (endpoint->pin_sha256 != NULL)
    ctg_json_add_string (json, "pinned_certificate", endpoint->pin_sha256);
  ctg_json_writer_end_object (json);
}

/**
 * ctg_json_add_certificate:
 * @json: a writer
 * @name: (nullable): the member's name
 * @certificate: one that did not verify
 */
void
ctg_json_add_certificate (CtgJsonWriter *json, const char *name, const CtgCertificate *certificate)
{
  ctg_json_begin_object (json, name);
  ctg_json_add_string (json, "sha256", certificate->sha256);
  ctg_json_add_string (json, "subject", certificate->subject);
  ctg_json_add_string (json, "issuer", certificate->issuer);
  ctg_json_add_strings (json, "names", (const char *const *) certificate->names);
  ctg_json_add_date (json, "valid_from", certificate->valid_from_utc_s);
  ctg_json_add_date (json, "valid_to", certificate->valid_to_utc_s);
  ctg_json_add_string (json, "host", certificate->host);
  ctg_json_add_integer (json, "port", certificate->port);
  ctg_json_writer_end_object (json);
}

/**
 * ctg_json_add_person:
 * @json: a writer
 * @name: (nullable): the member's name
 * @person: the person's name, possibly ""
 * @address: the address
 */
void
ctg_json_add_person (CtgJsonWriter *json, const char *name, const char *person, const char *address)
{
  ctg_json_begin_object (json, name);
  ctg_json_add_string (json, "name", person != NULL ? person : "");
  ctg_json_add_string (json, "address", address != NULL ? address : "");
  ctg_json_writer_end_object (json);
}

/**
 * ctg_json_add_parties:
 * @json: a writer
 * @name: (nullable): the member's name
 * @parties: (element-type CtgParty): the people of a message
 * @kind: which of them
 */
void
ctg_json_add_parties (CtgJsonWriter *json, const char *name, GPtrArray *parties, CtgPartyKind kind)
{
  ctg_json_begin_array (json, name);
  for (guint i = 0; i < parties->len; i++)
    {
      const CtgParty *party = g_ptr_array_index (parties, i);

      if (party->kind == kind)
        ctg_json_add_person (json, NULL, party->name, party->address);
    }
  ctg_json_writer_end_array (json);
}

/**
 * ctg_json_add_attachments:
 * @json: a writer
 * @name: (nullable): the member's name
 * @attachments: (element-type CtgAttachment): attachments
 */
void
ctg_json_add_attachments (CtgJsonWriter *json, const char *name, GPtrArray *attachments)
{
  ctg_json_begin_array (json, name);
  for (guint i = 0; i < attachments->len; i++)
    {
      const CtgAttachment *attachment = g_ptr_array_index (attachments, i);

      ctg_json_writer_begin_object (json);
      ctg_json_add_integer (json, "id", attachment->id);
      ctg_json_add_string (json, "name", attachment->name);
      ctg_json_add_string (json, "type", attachment->type);
      ctg_json_add_integer (json, "size", attachment->size_bytes);
      ctg_json_add_string (json, "sha256", attachment->sha256);
      ctg_json_writer_end_object (json);
    }
  ctg_json_writer_end_array (json);
}

static void
add_cause (CtgJsonWriter *json, const CtgAccount *account)
{
  if (account->problem_code == NULL)
    {
      ctg_json_add_string (json, "cause", NULL);
      return;
    }
  ctg_json_begin_object (json, "cause");
  ctg_json_add_string (json, "code", account->problem_code);
  ctg_json_add_string (json, "reason", account->problem_reason);
  ctg_json_add_string (json, "server_text", account->problem_server_text);
  ctg_json_writer_end_object (json);
}

/* Only of a mailbox that has one. */
static void
add_exchange_url (CtgJsonWriter *json, const CtgEndpoint *incoming)
{
  g_autofree char *url = incoming->path != NULL ? ctg_exchange_url_to_string (incoming) : NULL;

  if (url != NULL)
    ctg_json_add_string (json, "exchange_url", url);
}

/**
 * ctg_json_add_account:
 * @json: a writer inside an object
 * @account: a mailbox
 *
 * Writes the mailbox's members.
 */
void
ctg_json_add_account (CtgJsonWriter *json, const CtgAccount *account)
{
  ctg_json_add_string (json, "id", account->id);
  ctg_json_add_string (json, "address", account->address);
  ctg_json_add_string (json, "display_name", account->display_name);
  ctg_json_add_string (json, "kind", account->kind);
  ctg_json_add_string (json, "state", ctg_account_state_to_string (account->state));
  ctg_json_add_date (json, "gone", account->removal_utc_s);
  add_cause (json, account);
  ctg_json_add_date (json, "since", account->state_since_utc_s);
  ctg_json_add_boolean (json, "default", account->is_default);
  ctg_json_add_boolean (json, "automation", account->automation);
  ctg_json_add_boolean (json, "team", account->is_team);
  ctg_json_add_endpoint (json, "incoming", account->incoming);
  ctg_json_add_endpoint (json, "outgoing", account->outgoing);
  add_exchange_url (json, account->incoming);
  ctg_json_add_string (json, "sent_folder", account->sent_remote_name);
  ctg_json_add_date (json, "created", account->created_utc_s);
  ctg_json_add_date (json, "last_pull", account->last_pull_utc_s);
}

/**
 * ctg_json_add_contact:
 * @json: a writer inside an object
 * @contact: a contact
 *
 * Writes the contact's members.
 */
void
ctg_json_add_contact (CtgJsonWriter *json, const CtgContact *contact)
{
  ctg_json_add_integer (json, "id", contact->id);
  ctg_json_add_string (json, "name", contact->name != NULL ? contact->name : "");
  ctg_json_add_strings (json, "addresses", (const char *const *) contact->addresses);
  ctg_json_add_string (json, "company", contact->company != NULL ? contact->company : "");
  ctg_json_add_string (json, "phone", contact->phone != NULL ? contact->phone : "");
  ctg_json_add_string (json, "note", contact->note != NULL ? contact->note : "");
  ctg_json_add_date (json, "created", contact->created_utc_s);
  ctg_json_add_integer (json, "messages", contact->n_messages);
  ctg_json_add_date (json, "last", contact->last_utc_s);
  ctg_json_add_date (json, "waiting_since", contact->waiting_since_utc_s);
}

/**
 * ctg_json_add_error_members:
 * @json: a writer inside an object
 * @error: what failed
 *
 * Writes the error's members, so that a command may add its own.
 */
void
ctg_json_add_error_members (CtgJsonWriter *json, const GError *error)
{
  CtgErrorDetails details = ctg_error_get_details (error);
  g_autoptr (CtgErrorText) text = ctg_error_text_new (error);
  gboolean is_usage = ctg_error_has_reason (error, "usage");
  const char *code = error->domain == CTG_ERROR       ? ctg_error_code_to_string (error->code)
                     : ctg_error_is_cancelled (error) ? "CANCELLED"
                                                      : "FAILED";

  ctg_json_add_string (json, "code", code);
  ctg_json_add_string (json, "reason", details.reason);
  ctg_json_add_string (json, "message", is_usage ? error->message : text->headline);
  ctg_json_add_string (json, "explanation", is_usage ? "" : text->explanation);
  ctg_json_add_string (json, "host", details.host);
  ctg_json_add_string (json, "server_text", details.server_text);
  ctg_json_add_string (json, "next", is_usage ? "" : text->next);
}

/**
 * ctg_json_add_error:
 * @json: a writer
 * @name: (nullable): the member's name
 * @error: (nullable): %NULL writes null
 */
void
ctg_json_add_error (CtgJsonWriter *json, const char *name, const GError *error)
{
  if (error == NULL)
    {
      ctg_json_add_string (json, name, NULL);
      return;
    }
  ctg_json_begin_object (json, name);
  ctg_json_add_error_members (json, error);
  ctg_json_writer_end_object (json);
}
