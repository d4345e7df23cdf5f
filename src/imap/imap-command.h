/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_IMAP_LITERALS_SYNC,    /* each literal waits for the server's "+" */
  CTG_IMAP_LITERALS_MINUS,   /* LITERAL-: up to 4096 bytes without waiting */
  CTG_IMAP_LITERALS_PLUS,    /* LITERAL+ */
} CtgImapLiterals;

/* A command being written. The one place where strings become part of a command (I9). */
typedef struct
{
  GString *text;              /* (owned) without tag, without the last CRLF */
  GArray *pauses;             /* (owned) (element-type gsize) offsets where the server's "+" is awaited */
  CtgImapLiterals literals;
  gboolean utf8_quoted;       /* UTF8=ACCEPT is enabled */
  gboolean is_secret;         /* never logged, wiped */
} CtgImapCommand;

CtgImapCommand *ctg_imap_command_new        (CtgImapLiterals literals, gboolean utf8_quoted);
void            ctg_imap_command_free       (CtgImapCommand *self);
void            ctg_imap_command_add        (CtgImapCommand *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean        ctg_imap_command_add_string (CtgImapCommand *self, const char *value, GError **error);
void            ctg_imap_command_add_literal (CtgImapCommand *self, GBytes *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgImapCommand, ctg_imap_command_free)

G_END_DECLS
