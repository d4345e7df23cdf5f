/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Port and security follow each other until the person has set both:
 *
 *   edited     the other was edited   then
 *   port       no                     security becomes the one usual on that port, if there is one
 *   port       yes                    security stays
 *   security   no                     port becomes the one usual for it
 *   security   yes                    port stays
 *
 * A pin belongs to exactly one host and port: editing either drops it.
 *
 * An Exchange server is one address in the place of servers, ports and security; those are not looked at then. */

#include "setup-form.h"

#include "errors.h"
#include "exchange-url.h"
#include "text.h"
#include "typed-address.h"

#include <string.h>

#define F(name) CTG_SETUP_FIELD_##name

#define NO_PORT 1   /* tcpmux: no mail server is there */

/* RFC 8314 section 3: implicit TLS first. No encryption at all is for a bridge on this computer. */
static const struct
{
  CtgSetupField port_field;
  CtgSetupField security_field;
  const char *port;
  const char *security;
} usual_ports[] = {
  { F (INCOMING_PORT), F (INCOMING_SECURITY), "993", "tls" },
  { F (INCOMING_PORT), F (INCOMING_SECURITY), "143", "starttls" },
  { F (INCOMING_PORT), F (INCOMING_SECURITY), "1143", "none" },
  { F (OUTGOING_PORT), F (OUTGOING_SECURITY), "465", "tls" },
  { F (OUTGOING_PORT), F (OUTGOING_SECURITY), "587", "starttls" },
  { F (OUTGOING_PORT), F (OUTGOING_SECURITY), "1025", "none" },
};

/**
 * ctg_setup_form_new:
 *
 * Returns: (transfer full): an empty form with the usual ports and security
 */
CtgSetupForm *
ctg_setup_form_new (void)
{
  CtgSetupForm *self = g_new0 (CtgSetupForm, 1);

  for (int i = 0; i < CTG_N_SETUP_FIELDS; i++)
    self->text[i] = g_strdup ("");
  ctg_setup_form_fill (self, NULL, NULL);
  return self;
}

/**
 * ctg_setup_form_free:
 * @self: (transfer full) (nullable): a form; its passwords are wiped
 */
void
ctg_setup_form_free (CtgSetupForm *self)
{
  if (self == NULL)
    return;
  for (int i = 0; i < CTG_N_SETUP_FIELDS; i++)
    ctg_secret_free (self->text[i]);
  g_free (self->incoming_pin);
  g_free (self->outgoing_pin);
  g_free (self);
}

static void
set_text (CtgSetupForm *self, CtgSetupField field, const char *text)
{
  char *copy = g_strdup (text != NULL ? text : "");

  ctg_secret_free (self->text[field]);
  self->text[field] = copy;
}

static void
link_port_and_security (CtgSetupForm *self, CtgSetupField field)
{
  for (guint i = 0; i < G_N_ELEMENTS (usual_ports); i++)
    {
      CtgSetupField port = usual_ports[i].port_field;
      CtgSetupField security = usual_ports[i].security_field;

      if (field == port && !self->edited[security] && strcmp (self->text[port], usual_ports[i].port) == 0)
        set_text (self, security, usual_ports[i].security);
      if (field == security && !self->edited[port] && strcmp (self->text[security], usual_ports[i].security) == 0)
        set_text (self, port, usual_ports[i].port);
    }
}

/**
 * ctg_setup_form_edit:
 * @self: the form
 * @field: the field a person changed
 * @text: what it holds now
 *
 * Takes what a person typed, and lets port and security follow each other (see the head of this file).
 */
void
ctg_setup_form_edit (CtgSetupForm *self, CtgSetupField field, const char *text)
{
  set_text (self, field, text);
  self->edited[field] = TRUE;
  link_port_and_security (self, field);
  if (field >= F (INCOMING_HOST) && field <= F (EXCHANGE_URL))
    g_clear_pointer (&self->incoming_pin, g_free);
  if (field >= F (OUTGOING_HOST) && field <= F (OUTGOING_SECURITY))
    g_clear_pointer (&self->outgoing_pin, g_free);
}

static void
fill_place (CtgSetupForm *self, const CtgEndpoint *endpoint, CtgSetupField host, const char *port)
{
  g_autofree char *number = endpoint != NULL && endpoint->port != 0 ? g_strdup_printf ("%u", endpoint->port)
                                                                      : g_strdup (port);

  set_text (self, host, endpoint != NULL ? endpoint->host : "");
  set_text (self, host + 1, number);
  set_text (self, host + 2, ctg_security_to_string (endpoint != NULL ? endpoint->security : CTG_SECURITY_TLS));
}

static void
fill_server (CtgSetupForm *self, const CtgEndpoint *endpoint, CtgSetupField username, CtgSetupField host,
             const char *port)
{
  fill_place (self, endpoint, host, port);
  set_text (self, username, endpoint != NULL ? endpoint->username : "");
}

/* A pin goes with its host and port. */
static void
move_server (CtgSetupForm *self, const CtgEndpoint *endpoint, CtgSetupField username, CtgSetupField host, char **pin)
{
  g_autofree char *number = g_strdup_printf ("%u", endpoint->port);

  if (strcmp (self->text[host], endpoint->host) != 0 || strcmp (self->text[host + 1], number) != 0)
    g_clear_pointer (pin, g_free);
  fill_place (self, endpoint, host, number);
  if (!self->edited[username])
    set_text (self, username, endpoint->username);
}

/**
 * ctg_setup_form_move:
 * @self: a form of servers
 * @incoming: where they are now
 * @outgoing: the same for sending
 *
 * Puts other servers into the form that the person has agreed to. What was typed stays: the names, and the passwords,
 * which are for the same mailbox.
 */
void
ctg_setup_form_move (CtgSetupForm *self, const CtgEndpoint *incoming, const CtgEndpoint *outgoing)
{
  move_server (self, incoming, F (USERNAME), F (INCOMING_HOST), &self->incoming_pin);
  move_server (self, outgoing, F (OUTGOING_USERNAME), F (OUTGOING_HOST), &self->outgoing_pin);
}

/**
 * ctg_setup_form_fill:
 * @self: the form
 * @incoming: (nullable): what detection found; empty fields with the usual port if nothing
 * @outgoing: (nullable): the same for sending
 *
 * Puts servers into the form that the person did not type. The passwords in it, typed for other servers, are wiped.
 */
void
ctg_setup_form_fill (CtgSetupForm *self, const CtgEndpoint *incoming, const CtgEndpoint *outgoing)
{
  fill_server (self, incoming, F (USERNAME), F (INCOMING_HOST), "993");
  fill_server (self, outgoing, F (OUTGOING_USERNAME), F (OUTGOING_HOST), "465");
  for (int i = F (PASSWORD); i < CTG_N_SETUP_FIELDS; i++)
    self->edited[i] = FALSE;
  self->is_exchange = FALSE;
  self->needs_url = FALSE;
  set_text (self, F (EXCHANGE_URL), "");
  g_free (self->incoming_pin);
  g_free (self->outgoing_pin);
  self->incoming_pin = g_strdup (incoming != NULL ? incoming->pin_sha256 : NULL);
  self->outgoing_pin = g_strdup (outgoing != NULL ? outgoing->pin_sha256 : NULL);
  ctg_setup_form_forget (self);
}

/**
 * ctg_setup_form_fill_exchange:
 * @self: the form
 * @url: (nullable): the server's address, as detection found it
 * @known: (nullable): what a mailbox is connected with already
 *
 * Makes it the form of an Exchange server. The passwords in it, typed for other servers, are wiped.
 */
void
ctg_setup_form_fill_exchange (CtgSetupForm *self, const char *url, const CtgEndpoint *known)
{
  g_autofree char *known_url = known != NULL ? ctg_exchange_url_to_string (known) : NULL;

  ctg_setup_form_fill (self, NULL, NULL);
  self->is_exchange = TRUE;
  set_text (self, F (EXCHANGE_URL), known_url != NULL ? known_url : url);
  set_text (self, F (USERNAME), known != NULL ? known->username : NULL);
  self->incoming_pin = g_strdup (known != NULL ? known->pin_sha256 : NULL);
}

/**
 * ctg_setup_form_forget:
 * @self: the form
 *
 * Wipes the passwords.
 */
void
ctg_setup_form_forget (CtgSetupForm *self)
{
  set_text (self, F (PASSWORD), "");
  set_text (self, F (OUTGOING_PASSWORD), "");
}

/**
 * ctg_setup_field_is_secret:
 * @field: a field
 *
 * Returns: whether what is typed there is never shown again (U3)
 */
gboolean
ctg_setup_field_is_secret (CtgSetupField field)
{
  return field == F (PASSWORD) || field == F (OUTGOING_PASSWORD) || field == F (CLIENT_SECRET);
}

/**
 * ctg_setup_form_refuse_outgoing:
 * @self: the form
 * @username: (nullable): what the incoming server knows the person by
 *
 * The sending server took what the incoming one had accepted for nothing: from now on it has credentials of its own,
 * which alone are to be typed.
 */
void
ctg_setup_form_refuse_outgoing (CtgSetupForm *self, const char *username)
{
  self->separate_outgoing = TRUE;
  set_text (self, F (OUTGOING_PASSWORD), "");
  if (self->text[F (OUTGOING_USERNAME)][0] == '\0')
    set_text (self, F (OUTGOING_USERNAME), username != NULL ? username : self->text[F (USERNAME)]);
}

/**
 * ctg_setup_form_pin:
 * @self: the form
 * @outgoing: whether of the sending server
 * @sha256: digest of the one certificate to be trusted there
 */
void
ctg_setup_form_pin (CtgSetupForm *self, gboolean outgoing, const char *sha256)
{
  char **pin = outgoing ? &self->outgoing_pin : &self->incoming_pin;

  g_free (*pin);
  *pin = g_strdup (sha256);
}

static gboolean
parse_port (const char *typed, guint16 *port)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;
  *port = (guint16) number;
  return TRUE;
}

static CtgSetupFault
check_host (const char *text)
{
  g_autofree char *host = NULL;
  guint16 port;

  if (text[0] == '\0')
    return CTG_SETUP_FAULT_MISSING;
  /* The port has a field of its own: one written here would be lost in silence. */
  if (!ctg_endpoint_parse (text, NO_PORT, &host, &port, NULL) || port != NO_PORT)
    return CTG_SETUP_FAULT_HOST;
  return CTG_SETUP_FAULT_NONE;
}

static CtgSetupFault
check_port (const char *text)
{
  guint16 port;

  if (text[0] == '\0')
    return CTG_SETUP_FAULT_MISSING;
  return parse_port (text, &port) ? CTG_SETUP_FAULT_NONE : CTG_SETUP_FAULT_PORT;
}

/* B09: said where it is typed, before anybody waits for an answer. */
static CtgSetupFault
check_incoming_port (const char *text)
{
  guint16 port;

  return parse_port (text, &port) && (port == 110 || port == 995) ? CTG_SETUP_FAULT_POP3 : check_port (text);
}

static CtgSetupFault
check_security (const char *text, const char *host)
{
  CtgSecurity security;

  if (!ctg_security_from_string (text, &security))
    return CTG_SETUP_FAULT_MISSING;
  if (security == CTG_SECURITY_NONE && host[0] != '\0' && !ctg_endpoint_is_loopback (host))
    return CTG_SETUP_FAULT_CLEARTEXT;
  return CTG_SETUP_FAULT_NONE;
}

static CtgSetupFault
check_name (const char *text, gboolean needed)
{
  if (needed && text[0] == '\0')
    return CTG_SETUP_FAULT_MISSING;
  return ctg_text_has_control (text) ? CTG_SETUP_FAULT_CONTROL : CTG_SETUP_FAULT_NONE;
}

static CtgSetupFault
check_address (const char *text)
{
  g_autofree char *address = ctg_typed_address_normalise (text, NULL);

  if (text[0] == '\0')
    return CTG_SETUP_FAULT_MISSING;
  return address != NULL ? CTG_SETUP_FAULT_NONE : CTG_SETUP_FAULT_ADDRESS;
}

static CtgSetupFault
check_exchange_url (const char *text, gboolean is_needed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgEndpoint) endpoint = text[0] != '\0' ? ctg_exchange_url_parse (text, &error) : NULL;

  if (text[0] == '\0')
    return is_needed ? CTG_SETUP_FAULT_MISSING : CTG_SETUP_FAULT_NONE;
  if (endpoint != NULL)
    return CTG_SETUP_FAULT_NONE;
  return ctg_error_has_reason (error, "EXCHANGE_ONLINE") ? CTG_SETUP_FAULT_ONLINE : CTG_SETUP_FAULT_URL;
}

/* Fields that the other kind of form has. */
static gboolean
is_unused (const CtgSetupForm *self, CtgSetupField field)
{
  if (field == F (EXCHANGE_URL))
    return !self->is_exchange;
  return self->is_exchange && field >= F (INCOMING_HOST) && field <= F (OUTGOING_SECURITY);
}

/**
 * ctg_setup_form_is_required:
 * @self: the form
 * @field: a field
 *
 * Returns: whether it may not stay empty (A71)
 */
gboolean
ctg_setup_form_is_required (const CtgSetupForm *self, CtgSetupField field)
{
  if (is_unused (self, field))
    return FALSE;
  if (field == F (OUTGOING_PASSWORD))
    return self->separate_outgoing;
  if (field == F (EXCHANGE_URL))
    return self->needs_url;
  return field == F (ADDRESS) || field == F (PASSWORD) ||
         (field >= F (INCOMING_HOST) && field <= F (OUTGOING_SECURITY) && field != F (OUTGOING_USERNAME));
}

/**
 * ctg_setup_form_check:
 * @self: the form
 * @field: a field
 *
 * Returns: what is wrong with it, as far as can be said without asking a server
 */
CtgSetupFault
ctg_setup_form_check (const CtgSetupForm *self, CtgSetupField field)
{
  const char *text;

  g_return_val_if_fail (field < CTG_N_SETUP_FIELDS, CTG_SETUP_FAULT_NONE);
  text = self->text[field];
  if (is_unused (self, field))
    return CTG_SETUP_FAULT_NONE;
  switch (field)
    {
    case F (ADDRESS):
      return check_address (text);
    case F (PASSWORD):
      return check_name (text, TRUE);
    case F (USERNAME):
      return check_name (text, FALSE);
    case F (OUTGOING_PASSWORD):
    case F (OUTGOING_USERNAME):
      return self->separate_outgoing ? check_name (text, field == F (OUTGOING_PASSWORD)) : CTG_SETUP_FAULT_NONE;
    case F (INCOMING_HOST):
    case F (OUTGOING_HOST):
      return check_host (text);
    case F (INCOMING_PORT):
      return check_incoming_port (text);
    case F (OUTGOING_PORT):
      return check_port (text);
    case F (EXCHANGE_URL):
      return check_exchange_url (text, self->needs_url);
    case F (INCOMING_SECURITY):
      return check_security (text, self->text[F (INCOMING_HOST)]);
    case F (OUTGOING_SECURITY):
      return check_security (text, self->text[F (OUTGOING_HOST)]);
    case F (CLIENT_ID):
    case F (CLIENT_SECRET):
    case F (TENANT):
    case F (SERVICE):
      return check_name (text, FALSE);
    case CTG_N_SETUP_FIELDS:
      break;
    }
  return CTG_SETUP_FAULT_NONE;
}

/**
 * ctg_setup_form_is_complete:
 * @self: the form
 *
 * Returns: whether the servers can be asked
 */
gboolean
ctg_setup_form_is_complete (const CtgSetupForm *self)
{
  for (int i = 0; i < CTG_N_SETUP_FIELDS; i++)
    if (ctg_setup_form_check (self, (CtgSetupField) i) != CTG_SETUP_FAULT_NONE)
      return FALSE;
  return TRUE;
}

/**
 * ctg_setup_form_has_servers:
 * @self: the form
 *
 * Returns: whether both servers are known, so that the person need not be asked
 */
gboolean
ctg_setup_form_has_servers (const CtgSetupForm *self)
{
  if (self->is_exchange)
    return self->text[F (EXCHANGE_URL)][0] != '\0' || !self->needs_url;
  return self->text[F (INCOMING_HOST)][0] != '\0' && self->text[F (OUTGOING_HOST)][0] != '\0';
}

/**
 * ctg_setup_form_dup_exchange_url:
 * @self: a form of an Exchange server
 *
 * A83: people paste what they have open.
 *
 * Returns: (transfer full) (nullable): the address of the service that is meant by what was typed, when that is another
 */
char *
ctg_setup_form_dup_exchange_url (const CtgSetupForm *self)
{
  g_autoptr (CtgEndpoint) endpoint = ctg_exchange_url_parse (self->text[F (EXCHANGE_URL)], NULL);
  g_autofree char *url = endpoint != NULL ? ctg_exchange_url_to_string (endpoint) : NULL;

  return g_strcmp0 (url, self->text[F (EXCHANGE_URL)]) != 0 ? g_steal_pointer (&url) : NULL;
}

static void
set_exchange (const CtgSetupForm *self, CtgMailboxSettings *settings)
{
  const char *username = self->text[F (USERNAME)];

  g_free (settings->kind);
  settings->kind = g_strdup ("exchange");
  settings->incoming = ctg_exchange_url_parse (self->text[F (EXCHANGE_URL)], NULL);
  if (settings->incoming == NULL)
    settings->incoming = ctg_endpoint_new ("", 443, CTG_SECURITY_TLS, NULL);
  settings->incoming->username = username[0] != '\0' ? g_strdup (username) : NULL;
  settings->incoming->pin_sha256 = g_strdup (self->incoming_pin);
  settings->outgoing = ctg_endpoint_copy (settings->incoming);
}

static CtgEndpoint *
dup_endpoint (const CtgSetupForm *self, CtgSetupField host_field, const char *username, const char *pin)
{
  CtgSecurity security = CTG_SECURITY_TLS;
  CtgEndpoint *endpoint;
  g_autofree char *host = NULL;
  guint16 port = 0, typed_port = 0;

  if (!ctg_endpoint_parse (self->text[host_field], NO_PORT, &host, &port, NULL) ||
      !parse_port (self->text[host_field + 1], &typed_port) ||
      !ctg_security_from_string (self->text[host_field + 2], &security))
    return NULL;
  endpoint = ctg_endpoint_new (host, typed_port, security, username[0] != '\0' ? username : NULL);
  endpoint->pin_sha256 = g_strdup (pin);
  return endpoint;
}

/**
 * ctg_setup_form_dup_settings:
 * @self: a complete form
 *
 * Returns: (transfer full): what it says, without the passwords
 */
CtgMailboxSettings *
ctg_setup_form_dup_settings (const CtgSetupForm *self)
{
  g_autofree char *address = ctg_typed_address_normalise (self->text[F (ADDRESS)], NULL);
  CtgMailboxSettings *settings = ctg_mailbox_settings_new (address);
  const char *outgoing_name = self->text[self->separate_outgoing ? F (OUTGOING_USERNAME) : F (USERNAME)];

  settings->automation = self->automation;
  settings->is_team = self->is_team;
  if (self->is_exchange)
    {
      set_exchange (self, settings);
      return settings;
    }
  settings->incoming = dup_endpoint (self, F (INCOMING_HOST), self->text[F (USERNAME)], self->incoming_pin);
  settings->outgoing = dup_endpoint (self, F (OUTGOING_HOST), outgoing_name, self->outgoing_pin);
  settings->separate_outgoing = self->separate_outgoing;
  return settings;
}
