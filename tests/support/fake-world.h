/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "detector-private.h"

G_BEGIN_DECLS

/* A world written down: a line a fact, anything else does not exist. Words are separated by one space.
 *
 *   mx DOMAIN PREFERENCE HOST                 mx DOMAIN .              says that it takes no mail
 *   srv SERVICE DOMAIN PRIORITY WEIGHT PORT HOST                       srv SERVICE DOMAIN .  is not offered
 *   txt DOMAIN TEXT...
 *   dns DOMAIN mute                           no answer to anything about DOMAIN
 *   http URL STATUS [WORDS] [<BODY]           WORDS: to=URL, basic, ntlm, negotiate, bearer, exchange, iis, aspnet
 *   http URL tls|late|refused|loop|insecure|large|mute                 mute: until cancelled
 *   port HOST:PORT ok|refused|late|tls|tls=NAME|plain|mute             tls: a certificate for another name
 *                                             another port of a host that is named here refuses
 *   net offline | net captive
 */
const CtgDetectorWorld *fake_world_set   (const char *script);
char                   *fake_world_asked (void);   /* (transfer full) everything that was asked, a line each */

G_END_DECLS
