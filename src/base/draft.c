/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "draft.h"

#include <string.h>

/* A letter with more changes of form than this was made by no person. */
#define MOST_SPANS 4096

/**
 * ctg_style_spans_to_text:
 * @spans: (array length=n_spans): stretches, in order
 * @n_spans: how many
 *
 * Returns: (transfer full): the same as `start-end:styles` with spaces between, "" for none
 */
char *
ctg_style_spans_to_text (const CtgStyleSpan *spans, guint n_spans)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_spans; i++)
    g_string_append_printf (text, "%s%u-%u:%u", i > 0 ? " " : "", spans[i].start, spans[i].end,
                            (guint) spans[i].styles);
  return g_string_free (text, FALSE);
}

static gboolean
parse_number (const char **at, char end, guint *number)
{
  guint64 value = 0;
  char *rest = NULL;

  if (!g_ascii_isdigit (**at))
    return FALSE;
  value = g_ascii_strtoull (*at, &rest, 10);
  if (*rest != end || value > G_MAXINT)
    return FALSE;
  *number = (guint) value;
  *at = *rest != '\0' ? rest + 1 : rest;
  return TRUE;
}

static gboolean
parse_span (const char *word, CtgStyleSpan *span)
{
  guint styles = 0;

  if (!parse_number (&word, '-', &span->start) || !parse_number (&word, ':', &span->end) ||
      !parse_number (&word, '\0', &styles))
    return FALSE;
  span->styles = (CtgStyle) (styles & CTG_STYLE_ALL);
  return span->styles != 0;
}

/**
 * ctg_style_spans_from_text:
 * @text: what ctg_style_spans_to_text() made
 * @n_chars: how long the text is that they belong to
 *
 * Returns: (transfer full) (element-type CtgStyleSpan): the stretches, in order and apart from each other; what does
 *   not fit is left out
 */
GArray *
ctg_style_spans_from_text (const char *text, guint n_chars)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (CtgStyleSpan));
  g_auto (GStrv) words = g_strsplit (text, " ", MOST_SPANS);
  guint last = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      CtgStyleSpan span = { 0 };

      if (!parse_span (words[i], &span) || span.start < last || span.start >= span.end || span.end > n_chars)
        continue;
      last = span.end;
      g_array_append_val (spans, span);
    }
  return spans;
}

/**
 * ctg_draft_file_new:
 * @path: (nullable): a file
 * @attachment_id: what came with another letter, 0: none
 * @name: what it is called
 * @size_bytes: how large it is
 *
 * Returns: (transfer full): something to go with a letter
 */
CtgDraftFile *
ctg_draft_file_new (const char *path, gint64 attachment_id, const char *name, gint64 size_bytes)
{
  CtgDraftFile *self = g_new0 (CtgDraftFile, 1);

  self->path = g_strdup (path);
  self->attachment_id = attachment_id;
  self->name = g_strdup (name);
  self->size_bytes = size_bytes;
  return self;
}

/**
 * ctg_draft_file_copy:
 * @self: one
 *
 * Returns: (transfer full): the same again
 */
CtgDraftFile *
ctg_draft_file_copy (const CtgDraftFile *self)
{
  return ctg_draft_file_new (self->path, self->attachment_id, self->name, self->size_bytes);
}

/**
 * ctg_draft_file_free:
 * @self: (transfer full) (nullable): one
 */
void
ctg_draft_file_free (CtgDraftFile *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

/**
 * ctg_draft_new:
 *
 * Returns: (transfer full): an empty letter, to be logged once it is sent (A37)
 */
CtgDraft *
ctg_draft_new (void)
{
  CtgDraft *self = g_new0 (CtgDraft, 1);
  char **fields[] = { &self->sender, &self->to, &self->cc, &self->bcc, &self->subject, &self->text, &self->styles };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    *fields[i] = g_strdup ("");
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_draft_file_free);
  self->logs = TRUE;
  return self;
}

/**
 * ctg_draft_set:
 * @field: one of a draft's texts
 * @value: (nullable): what it is to be, %NULL for ""
 *
 * Changes a text.
 */
void
ctg_draft_set (char **field, const char *value)
{
  char *copy = g_strdup (value != NULL ? value : "");

  g_free (*field);
  *field = copy;
}

/**
 * ctg_draft_set_files:
 * @self: a letter
 * @files: (element-type CtgDraftFile): what is to go with it; copied
 *
 * Changes the files.
 */
void
ctg_draft_set_files (CtgDraft *self, GPtrArray *files)
{
  g_ptr_array_unref (self->files);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_draft_file_free);
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (self->files, ctg_draft_file_copy (g_ptr_array_index (files, i)));
}

/**
 * ctg_draft_copy:
 * @self: a letter
 *
 * Returns: (transfer full): the same again
 */
CtgDraft *
ctg_draft_copy (const CtgDraft *self)
{
  CtgDraft *copy = g_memdup2 (self, sizeof *self);

  copy->sender = g_strdup (self->sender);
  copy->to = g_strdup (self->to);
  copy->cc = g_strdup (self->cc);
  copy->bcc = g_strdup (self->bcc);
  copy->subject = g_strdup (self->subject);
  copy->text = g_strdup (self->text);
  copy->styles = g_strdup (self->styles);
  copy->files = g_ptr_array_new ();
  ctg_draft_set_files (copy, self->files);
  return copy;
}

/**
 * ctg_draft_free:
 * @self: (transfer full) (nullable): a letter
 */
void
ctg_draft_free (CtgDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->sender);
  g_free (self->to);
  g_free (self->cc);
  g_free (self->bcc);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->styles);
  g_ptr_array_unref (self->files);
  g_free (self);
}

/**
 * ctg_draft_is_blank:
 * @self: a letter
 *
 * Returns: whether nobody would miss it: no words, no files, nobody it is for
 */
gboolean
ctg_draft_is_blank (const CtgDraft *self)
{
  const char *const texts[] = { self->to, self->cc, self->bcc, self->subject, self->text };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i][strspn (texts[i], " \t\n,")] != '\0')
      return FALSE;
  return self->files->len == 0;
}

static gboolean
are_files_same (const CtgDraft *self, const CtgDraft *other)
{
  if (self->files->len != other->files->len)
    return FALSE;
  for (guint i = 0; i < self->files->len; i++)
    {
      const CtgDraftFile *one = g_ptr_array_index (self->files, i);
      const CtgDraftFile *two = g_ptr_array_index (other->files, i);

      if (one->attachment_id != two->attachment_id || g_strcmp0 (one->path, two->path) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * ctg_draft_is_same:
 * @self: a letter
 * @other: another one
 *
 * Returns: whether they say the same to the same people, whatever their numbers and dates
 */
gboolean
ctg_draft_is_same (const CtgDraft *self, const CtgDraft *other)
{
  const char *const mine[] = { self->sender, self->to, self->cc, self->bcc, self->subject, self->text, self->styles };
  const char *const theirs[] = { other->sender, other->to, other->cc, other->bcc, other->subject, other->text,
                                 other->styles };

  for (guint i = 0; i < G_N_ELEMENTS (mine); i++)
    if (!g_str_equal (mine[i], theirs[i]))
      return FALSE;
  return self->kind == other->kind && self->parent_key == other->parent_key && self->logs == other->logs &&
         self->asks_receipt == other->asks_receipt && self->is_for_each == other->is_for_each &&
         self->company_id == other->company_id && self->deal_id == other->deal_id &&
         are_files_same (self, other);
}
