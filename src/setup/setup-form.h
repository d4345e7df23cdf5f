/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detection.h"

G_BEGIN_DECLS

/* Everything a person types in the wizard, as text. */
typedef enum
{
  CTG_SETUP_FIELD_ADDRESS,
  CTG_SETUP_FIELD_PASSWORD,
  CTG_SETUP_FIELD_USERNAME,            /* empty: the address, then what stands before its at sign */
  CTG_SETUP_FIELD_INCOMING_HOST,
  CTG_SETUP_FIELD_INCOMING_PORT,
  CTG_SETUP_FIELD_INCOMING_SECURITY,   /* tls, starttls or none */
  CTG_SETUP_FIELD_EXCHANGE_URL,        /* of an Exchange server, in the place of all servers and ports; empty: to be
                                        * looked for */
  CTG_SETUP_FIELD_OUTGOING_USERNAME,
  CTG_SETUP_FIELD_OUTGOING_PASSWORD,
  CTG_SETUP_FIELD_OUTGOING_HOST,
  CTG_SETUP_FIELD_OUTGOING_PORT,
  CTG_SETUP_FIELD_OUTGOING_SECURITY,
  CTG_SETUP_FIELD_CLIENT_ID,           /* a registration of one's own at the platform; empty: the one there is */
  CTG_SETUP_FIELD_CLIENT_SECRET,       /* that registration's, which Google wants beside its id; never shown again */
  CTG_SETUP_FIELD_TENANT,              /* of the organization; empty: whichever the address belongs to */
  CTG_SETUP_FIELD_SERVICE,             /* the way to a mailbox at its platform: imap, graph; empty: the usual one */
  CTG_N_SETUP_FIELDS
} CtgSetupField;

typedef enum
{
  CTG_SETUP_FAULT_NONE,
  CTG_SETUP_FAULT_MISSING,
  CTG_SETUP_FAULT_ADDRESS,
  CTG_SETUP_FAULT_HOST,
  CTG_SETUP_FAULT_PORT,
  CTG_SETUP_FAULT_POP3,        /* a port that only POP3 has */
  CTG_SETUP_FAULT_CONTROL,     /* a character that no name or password can hold */
  CTG_SETUP_FAULT_CLEARTEXT,   /* no encryption to another computer */
  CTG_SETUP_FAULT_URL,
  CTG_SETUP_FAULT_ONLINE,      /* Microsoft's own service, which is signed in to with the browser */
} CtgSetupFault;

typedef struct
{
  char *text[CTG_N_SETUP_FIELDS];       /* (owned) never NULL; the passwords are wiped when they go */
  gboolean edited[CTG_N_SETUP_FIELDS];  /* by the person, so that nothing else changes it */
  char *incoming_pin;                   /* (owned) (nullable) */
  char *outgoing_pin;                   /* (owned) (nullable) */
  gboolean is_exchange;                 /* its one server is EXCHANGE_URL's */
  gboolean needs_url;                   /* it was looked for in vain: it has to be said */
  gboolean separate_outgoing;
  gboolean automation;
  gboolean is_team;
  gboolean trust_at_once;               /* show a certificate that does not verify without being asked */
} CtgSetupForm;

CtgSetupForm *ctg_setup_form_new       (void);
void          ctg_setup_form_free      (CtgSetupForm *self);
void          ctg_setup_form_edit      (CtgSetupForm *self, CtgSetupField field, const char *text);
void          ctg_setup_form_fill      (CtgSetupForm *self, const CtgEndpoint *incoming, const CtgEndpoint *outgoing);
void          ctg_setup_form_move      (CtgSetupForm *self, const CtgEndpoint *incoming, const CtgEndpoint *outgoing);
void          ctg_setup_form_fill_exchange (CtgSetupForm *self, const char *url, const CtgEndpoint *known);
void          ctg_setup_form_forget    (CtgSetupForm *self);
gboolean      ctg_setup_field_is_secret (CtgSetupField field);
void          ctg_setup_form_refuse_outgoing (CtgSetupForm *self, const char *username);
void          ctg_setup_form_pin       (CtgSetupForm *self, gboolean outgoing, const char *sha256);
gboolean      ctg_setup_form_is_required (const CtgSetupForm *self, CtgSetupField field);
CtgSetupFault ctg_setup_form_check     (const CtgSetupForm *self, CtgSetupField field);
gboolean      ctg_setup_form_is_complete (const CtgSetupForm *self);
gboolean      ctg_setup_form_has_servers (const CtgSetupForm *self);
char         *ctg_setup_form_dup_exchange_url (const CtgSetupForm *self);
CtgMailboxSettings *ctg_setup_form_dup_settings (const CtgSetupForm *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgSetupForm, ctg_setup_form_free)

G_END_DECLS
