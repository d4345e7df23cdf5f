/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-certificates.h"

G_BEGIN_DECLS

/* A server on a port of its own that plays a transcript to each client. A line of the transcript is one of
 *
 *   S: text      send the text and CRLF; a lone $ at its start is the tag of the client's last line
 *   S- text      send the text with its escapes (\r \n \0 \377) and nothing more
 *   S* n text    send the text and CRLF n times
 *   C: pattern   read a line, which must match (* and ?)
 *   R n          read n bytes
 *   TLS          encrypt, with the server's certificate
 *   DELAY ms     do nothing for so long
 *   SPLIT        from here on send every byte by itself
 *   SPLIT n      from here on send so that every piece ends at n bytes of the answer
 *   WAIT         read and drop until the client is gone
 *   CLOSE        end without a word
 *
 * At its end the connection is closed. */
typedef struct _ScriptServer ScriptServer;

ScriptServer *script_server_new            (const char *transcript);
ScriptServer *script_server_new_with_tls   (const char *transcript, TestCertificate which);
void          script_server_set_certificate (ScriptServer *self, TestCertificate which);
void          script_server_free           (ScriptServer *self);
guint16       script_server_get_port       (ScriptServer *self);
guint         script_server_get_n_clients  (ScriptServer *self);
char         *script_server_dup_received   (ScriptServer *self);
void          script_server_assert_played  (ScriptServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScriptServer, script_server_free)

G_END_DECLS
