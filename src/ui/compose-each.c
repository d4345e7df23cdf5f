/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter leaves its window as one separate message for each of the people it is for (B48). Taken back, all of them
 * are one letter again. */

#include "compose-each.h"

#include "compose-window-private.h"
#include "each-dialog.h"
#include "engine-each.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define UNDO_S 10

static GVariant *
pack_files (const CtgDraft *draft)
{
  GVariantBuilder files;

  g_variant_builder_init (&files, G_VARIANT_TYPE ("a(msxsx)"));
  for (guint i = 0; i < draft->files->len; i++)
    {
      const CtgDraftFile *file = g_ptr_array_index (draft->files, i);

      g_variant_builder_add (&files, "(msxsx)", file->path, file->attachment_id, file->name, file->size_bytes);
    }
  return g_variant_builder_end (&files);
}

/* The letters in the outbox, and the one they were. */
static GVariant *
pack (const CtgDraft *draft, const GPtrArray *sent)
{
  GVariantBuilder ids;

  g_variant_builder_init (&ids, G_VARIANT_TYPE ("ax"));
  for (guint i = 0; i < sent->len; i++)
    {
      const CtgEachLetter *letter = g_ptr_array_index (sent, i);

      if (letter->outbox_id != 0)
        g_variant_builder_add (&ids, "x", letter->outbox_id);
    }
  return g_variant_new ("(ax(sssss@a(msxsx)bbxx))", &ids, draft->sender, draft->to, draft->subject, draft->text,
                        draft->styles, pack_files (draft), draft->logs, draft->asks_receipt,
                        draft->company_id, draft->deal_id);
}

static CtgDraft *
unpack (GVariant *sent)
{
  CtgDraft *draft = ctg_draft_new ();
  const char *sender, *to, *subject, *text, *styles, *path, *name;
  gint64 attachment_id, size_bytes;
  g_autoptr (GVariantIter) files = NULL;
  g_autoptr (GVariant) letter = g_variant_get_child_value (sent, 1);

  g_variant_get (letter, "(&s&s&s&s&sa(msxsx)bbxx)", &sender, &to, &subject, &text, &styles, &files, &draft->logs,
                 &draft->asks_receipt, &draft->company_id, &draft->deal_id);
  draft->is_for_each = TRUE;
  ctg_draft_set (&draft->sender, sender);
  ctg_draft_set (&draft->to, to);
  ctg_draft_set (&draft->subject, subject);
  ctg_draft_set (&draft->text, text);
  ctg_draft_set (&draft->styles, styles);
  while (g_variant_iter_next (files, "(m&sx&sx)", &path, &attachment_id, &name, &size_bytes))
    g_ptr_array_add (draft->files, ctg_draft_file_new (path, attachment_id, name, size_bytes));
  return draft;
}

/* --- Sending --- */

static void
sent_cb (CtgComposeWindow *self, GPtrArray *sent)
{
  guint n = 0;
  g_autofree char *words = NULL;

  for (guint i = 0; i < sent->len; i++)
    n += ((CtgEachLetter *) g_ptr_array_index (sent, i))->outbox_id != 0;
  words = g_strdup_printf (ngettext ("%u letter leaves in ten seconds", "%u letters leave, the first in ten seconds",
                                     n), n);
  self->is_done = TRUE;
  if (self->home != NULL)
    ctg_words_toast_undo (GTK_WIDGET (self->home), words, UNDO_S, "win.take-back-each", pack (self->kept, sent));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  ctg_compose_window_go (self);
}

/**
 * ctg_compose_each_ask:
 * @window: a letter's window, with all of it on the disk
 *
 * Shows what each would get, and sends it if the person wants it.
 */
void
ctg_compose_each_ask (CtgComposeWindow *window)
{
  CtgEachDialog *dialog = ctg_each_dialog_new (GTK_WINDOW (window), window->engine, window->kept, UNDO_S);

  g_signal_connect_object (dialog, "sent", G_CALLBACK (sent_cb), window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Taking back --- */

typedef struct
{
  GtkWindow *home;        /* (owned) */
  CtgEngine *engine;      /* (owned) */
  CtgDraft *draft;        /* (owned) */
} Return;

static void
return_free (Return *back)
{
  g_object_unref (back->home);
  g_object_unref (back->engine);
  ctg_draft_free (back->draft);
  g_free (back);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Return, return_free)

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Return) back = data;
  g_autoptr (GError) error = NULL;
  gint64 id = ctg_engine_keep_draft_finish (back->engine, result, &error);

  if (id != 0)
    ctg_compose_window_open (back->home, back->engine, id);
  else
    ctg_words_show_error (GTK_WIDGET (back->home), error);
}

/* Once some have left it is no letter to all of them any more. */
static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Return) back = data;
  g_autoptr (GError) error = NULL;
  int n_late = ctg_engine_cancel_each_finish (back->engine, result, &error);
  g_autofree char *words = NULL;

  if (n_late < 0)
    ctg_words_show_error (GTK_WIDGET (back->home), error);
  if (n_late > 0)
    {
      words = g_strdup_printf (ngettext ("%d letter had left already; the others do not",
                                         "%d letters had left already; the others do not", (gulong) n_late), n_late);
      ctg_words_toast (GTK_WIDGET (back->home), words);
    }
  if (n_late == 0)
    {
      CtgEngine *engine = back->engine;
      CtgDraft *draft = back->draft;

      ctg_engine_keep_draft_async (engine, draft, kept_cb, g_steal_pointer (&back));
    }
}

/**
 * ctg_compose_each_take_back:
 * @home: the main window
 * @engine: the engine
 * @sent: what was sent, the parameter of `win.take-back-each`
 *
 * Takes back all letters of one that was sent to each.
 */
void
ctg_compose_each_take_back (GtkWindow *home, CtgEngine *engine, GVariant *sent)
{
  g_autoptr (GVariant) array = g_variant_get_child_value (sent, 0);
  gsize n_ids;
  const gint64 *ids = g_variant_get_fixed_array (array, &n_ids, sizeof *ids);
  Return *back = g_new0 (Return, 1);

  back->home = g_object_ref (home);
  back->engine = g_object_ref (engine);
  back->draft = unpack (sent);
  ctg_engine_cancel_each_async (engine, ids, (guint) n_ids, cancelled_cb, back);
}
