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

/* A template to be kept. With a number what is NULL stays as it is; without one the template of that name is replaced,
 * of which folder and shortcut stay where they are NULL. */
typedef struct
{
  gint64 id;               /* 0: the one of that name, or a new one */
  const char *name;
  const char *folder;      /* "": in none */
  const char *shortcut;    /* a word, possibly with a slash before it; "": none */
  const char *subject;
  const char *text;
} CtgTemplateFields;

void               ctg_filled_template_free        (CtgFilledTemplate *self);

void               ctg_engine_put_template_async   (CtgEngine *self, const CtgTemplateFields *fields,
                                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean           ctg_engine_put_template_finish  (CtgEngine *self, GAsyncResult *result, GError **error);
void               ctg_engine_remove_template_async (CtgEngine *self, gint64 id, GAsyncReadyCallback callback,
                                                     gpointer user_data);
gboolean           ctg_engine_remove_template_finish (CtgEngine *self, GAsyncResult *result, GError **error);
void               ctg_engine_rename_template_folder_async (CtgEngine *self, const char *from, const char *to,
                                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean           ctg_engine_rename_template_folder_finish (CtgEngine *self, GAsyncResult *result, GError **error);

/* What a template is filled in from. Borrowed. */
typedef struct
{
  const char *people;      /* whom the letter is for, as typed; of several, what is known of them stays open */
  const char *sender;      /* "": the default one */
  gint64 company_id;       /* what the letter is written from, 0: none */
  gint64 deal_id;          /* likewise */
} CtgTemplateContext;

void               ctg_engine_fill_template_async  (CtgEngine *self, gint64 id, const CtgTemplateContext *context,
                                                    GAsyncReadyCallback callback, gpointer user_data);
void               ctg_engine_fill_shortcut_async  (CtgEngine *self, const char *shortcut,
                                                    const CtgTemplateContext *context, GAsyncReadyCallback callback,
                                                    gpointer user_data);
void               ctg_engine_preview_template_async (CtgEngine *self, const char *subject, const char *text,
                                                      const char *person, GAsyncReadyCallback callback,
                                                      gpointer user_data);
CtgFilledTemplate *ctg_engine_fill_template_finish (CtgEngine *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtgFilledTemplate, ctg_filled_template_free)

G_END_DECLS
