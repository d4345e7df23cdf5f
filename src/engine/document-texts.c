/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of settings that a person has, in words: what is wrong with one, or lacks in it. In the form of texts.c. */

#include "document-texts.h"

#include <glib/gi18n.h>

static const CtgErrorRow rows[] = {
  { "UNSUPPORTED", "document-no-servers",
    N_("This document names no servers."),
    "",
    N_("Choose another one, or type the servers yourself.") },
  { "UNSUPPORTED", "document-only-outgoing",
    N_("This document names a server for sending only."),
    N_("Without one for reading there is no mail to log."),
    N_("Ask whoever wrote it for the other one, or type the servers yourself.") },
  { "UNSUPPORTED", "document-no-imap",
    N_("This document names no server that Carteggio can read mail from."),
    N_("What it names speaks neither IMAP nor Exchange’s protocol."),
    N_("Ask the provider whether it offers IMAP.") },
  { "UNSUPPORTED", "document-unusable",
    N_("The server for reading that this document names cannot be used."),
    N_("Its name, its port or its encryption is none that can be."),
    N_("Ask whoever wrote it to mend it, or type the servers yourself.") },
  { "UNSUPPORTED", "document-no-exchange-address",
    N_("This document names an Exchange server without its address."),
    "",
    N_("Choose Exchange and enter the address: the one of the web mail will do.") },
  { "UNSUPPORTED", "document-outgoing-unusable",
    N_("The server for sending that this document names cannot be used."),
    N_("Its name, its port or its encryption is none that can be."),
    N_("Type it yourself, or ask whoever wrote the document.") },
  { "PROTOCOL", "xml-document-type",
    N_("This document has a document type (DOCTYPE), which settings have no need of."),
    N_("By a document type other files could be read. Carteggio refuses such documents unread."),
    N_("Ask whoever wrote it for one without a document type, or type the servers yourself.") },
  { "PROTOCOL", "not-xml",
    N_("This document cannot be read: it is not well-formed XML."),
    "",
    N_("Ask whoever wrote it to mend it, or type the servers yourself.") },
  { "PROTOCOL", "signed-unreadable",
    N_("This file is signed, in a form that cannot be read."),
    N_("What it holds does not lie in it in one piece, or holds no settings."),
    N_("Ask whoever made it for one without a signature, or type the servers yourself.") },
  { "PROTOCOL", "not-settings",
    N_("This file is not a usable settings file."),
    N_("It begins like one and cannot be read to its end: it may be cut off or damaged."),
    N_("Ask whoever made it to send it again, or type the servers yourself.") },
  { "PROTOCOL", "not-autoconfig",
    N_("This document does not describe a mail provider."),
    "",
    N_("Choose another one, or type the servers yourself.") },
  { "PROTOCOL", "autodiscover-error",
    N_("This document says that there are no settings for this address."),
    "",
    N_("Ask the provider, or type the servers yourself.") },
  { "PROTOCOL", "autodiscover-redirect",
    N_("This document names no servers: it leads on to another address or another place."),
    "",
    N_("Try it with that address, or type the servers yourself.") },
  { "TOO_LARGE", "xml-too-large",
    N_("This document is too large for a description of a mail provider."),
    N_("Such documents have a few kilobytes; this one has more than 256."),
    N_("Choose another one, or type the servers yourself.") },
  { "INVALID_INPUT", "profile-broken",
    N_("This file is not a usable profile of a domain: its “%s” cannot be used."),
    N_("It needs the domains, and for reading a server with its name, port and encryption."),
    N_("Ask whoever made it to export it again.") },
  { "INVALID_INPUT", "profile-other-domain",
    N_("This profile is for other domains than the address’s."),
    "",
    N_("Check the address, or choose another file.") },
};

/**
 * ctg_document_text_find:
 * @code: an error code's name
 * @reason: (nullable): its reason
 *
 * Returns: (transfer none) (nullable): the words for it; %NULL for what no document of settings is about
 */
const CtgErrorRow *
ctg_document_text_find (const char *code, const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].code, code) && g_strcmp0 (rows[i].reason, reason) == 0)
      return &rows[i];
  return NULL;
}

/**
 * ctg_document_text_get:
 * @position: from 0 on
 *
 * Returns: (transfer none) (nullable): the row there
 */
const CtgErrorRow *
ctg_document_text_get (gsize position)
{
  return position < G_N_ELEMENTS (rows) ? &rows[position] : NULL;
}
