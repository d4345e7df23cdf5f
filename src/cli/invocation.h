/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An option as a command knows it. One name means one thing in the whole program, so that an option may stand before
 * the command that it belongs to. */
typedef struct
{
  const char *name;          /* without the dashes; NULL ends a list */
  const char *placeholder;   /* N_(): of its value; NULL: a switch */
  const char *help;          /* N_() */
} CtgOption;

typedef struct _CtgSession CtgSession;
typedef struct _CtgInvocation CtgInvocation;

/* A command of one or two words. */
typedef struct
{
  const char *name;               /* "sync", "contacts add"; NULL ends a list */
  const char *arguments;          /* N_(): as the usage line shows them, possibly "" */
  const char *summary;            /* N_() */
  guint n_arguments_min;
  guint n_arguments_max;
  const CtgOption *options;       /* (nullable) besides the general ones */
  int (*run) (CtgSession *session, const CtgInvocation *invocation);   /* returns the exit status */
} CtgCommand;

/* A parsed command line. Immutable. */
struct _CtgInvocation
{
  const CtgCommand *command;      /* (nullable) none was named */
  char **arguments;               /* (owned) after the command's words */
  GHashTable *options;            /* (owned) name to GPtrArray of values; a switch has one empty value a time */
};

#define CTG_ANY_NUMBER G_MAXUINT

extern const CtgOption ctg_general_options[];

CtgInvocation     *ctg_invocation_parse    (const CtgCommand *const *groups, const char *const *words, GError **error);
void               ctg_invocation_free     (CtgInvocation *self);
gboolean           ctg_invocation_has      (const CtgInvocation *self, const char *option);
const char        *ctg_invocation_get      (const CtgInvocation *self, const char *option);
const char *const *ctg_invocation_get_all  (const CtgInvocation *self, const char *option);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgInvocation, ctg_invocation_free)

G_END_DECLS
