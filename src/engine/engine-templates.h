/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* A template as it is filled in for somebody. What is not known of them is still between {{ and }}; such a letter is
 * refused when it is handed in: INVALID_INPUT "open-token". */
typedef struct
{
  char *subject;   /* (owned) */
  char *text;      /* (owned) */
} CtgFilledTemplate;

void               ctg_filled_template_free        (CtgFilledTemplate *self);

void               ctg_engine_put_template_async   (CtgEngine *self, const char *name, const char *folder,
                                                    const char *subject, const char *text,
                                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean           ctg_engine_put_template_finish  (CtgEngine *self, GAsyncResult *result, GError **error);
void               ctg_engine_remove_template_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback,
                                                     gpointer user_data);
gboolean           ctg_engine_remove_template_finish (CtgEngine *self, GAsyncResult *result, GError **error);

/* @people: whom the letter is for, as typed; of several, what is known of them stays open; @sender: "": the default
 * one */
void               ctg_engine_fill_template_async  (CtgEngine *self, gint64 id, const char *people,
                                                    const char *sender, GAsyncReadyCallback callback,
                                                    gpointer user_data);
CtgFilledTemplate *ctg_engine_fill_template_finish (CtgEngine *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgFilledTemplate, ctg_filled_template_free)

G_END_DECLS
