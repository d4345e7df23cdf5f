/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The forms in which Autodiscover is asked, in the order in which they are tried at one server. */
typedef enum
{
  CTG_AUTODISCOVER_POX,    /* "plain old XML" */
  CTG_AUTODISCOVER_SOAP,   /* GetUserSettings */
  CTG_AUTODISCOVER_JSON,   /* the second version; the address stands in the question itself */
  CTG_N_AUTODISCOVER_FORMS
} CtgAutodiscoverForm;

/* What one answer says, whatever its form. */
typedef struct
{
  char *target;              /* (owned) (nullable) another address or another place to ask */
  GPtrArray *services;       /* (owned) (element-type utf8) addresses of the service, the likeliest first */
  char *refusal;             /* (owned) (nullable) its words, where it knows no such mailbox */
  gboolean has_active_sync;
  char *too_old;             /* (owned) (nullable) the version of a server that is not asked (A68) */
} CtgAutodiscoverAnswer;

CtgAutodiscoverForm    ctg_autodiscover_form_of     (const char *url);
char                  *ctg_autodiscover_place       (CtgAutodiscoverForm form, const char *near, const char *address);
GBytes                *ctg_autodiscover_request     (CtgAutodiscoverForm form, const char *url, const char *address);
CtgAutodiscoverAnswer *ctg_autodiscover_answer_read (CtgAutodiscoverForm form, GBytes *body, const char *address);
void                   ctg_autodiscover_answer_free (CtgAutodiscoverAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgAutodiscoverAnswer, ctg_autodiscover_answer_free)

G_END_DECLS
