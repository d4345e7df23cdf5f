/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "thread-view.h"

#include "answer-buttons.h"
#include "errors.h"
#include "merge-dialog.h"
#include "message-view.h"
#include "text-row.h"
#include "tooltips.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define LETTERS_AT_ONCE 50
#define ABOVE_PX 12   /* of what stands above a letter that is gone to */

struct _CtgThreadView
{
  GtkBox parent_instance;

  CtgEngine *engine;          /* (owned) */
  CtgContactPage *page;       /* (owned) */
  CtgThreadFacts facts;       /* subject owned */
  gboolean is_open;
  gboolean has_sent;          /* letters of which it goes on to be known what became of them */
  gint64 wanted_key;          /* the letter to go to once they are here, 0: none */
  gint64 newest_key;          /* of the letters that were shown last, 0: none yet */
  gboolean unfolds_newest;    /* a letter that came since is unfolded, too */
  GCancellable *cancellable;  /* (owned) (nullable) */
  GtkWidget *head;
  GtkWidget *row;
  GtkWidget *letters;         /* (nullable) a box, made when first opened */
};

G_DEFINE_FINAL_TYPE (CtgThreadView, ctg_thread_view, GTK_TYPE_BOX)

static char *
make_counts (const CtgThreadFacts *facts, const char *date)
{
  g_autofree char *letters = g_strdup_printf (ngettext ("%u letter", "%u letters", facts->n_messages),
                                              facts->n_messages);

  g_autofree char *files = NULL;

  if (facts->n_attachments == 0)
    return g_strdup_printf ("%s · %s", letters, date);
  files = g_strdup_printf (ngettext ("%u file", "%u files", facts->n_attachments), facts->n_attachments);
  return g_strdup_printf ("%s · %s · %s", letters, files, date);
}

static void
update_head (CtgThreadView *self)
{
  const CtgThreadFacts *facts = &self->facts;
  g_autofree char *subject = ctg_words_subject (facts->subject);
  g_autofree char *date = ctg_words_date (facts->last_utc_s);
  g_autofree char *exact = ctg_words_date_exact (facts->last_utc_s);
  g_autofree char *counts = make_counts (facts, date);
  g_autofree char *spoken = make_counts (facts, exact);
  g_autofree char *accessible = g_strdup_printf ("%s, %s", subject, spoken);
  CtgTextRowWords words = { .title = subject, .trailing = counts, .accessible = accessible,
                            .icon_name = self->is_open ? "pan-down-symbolic" : "pan-end-symbolic" };

  ctg_text_row_set (CTG_TEXT_ROW (self->row), &words);
  ctg_tooltip_set (self->head, exact);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->head), GTK_ACCESSIBLE_STATE_EXPANDED, self->is_open, -1);
}

/* --- The letters --- */

static void
append_letters (CtgThreadView *self, GPtrArray *messages, guint n)
{
  for (guint i = 0; i < n && messages->len > 0; i++)
    {
      /* Newest first, as the threads themselves. */
      CtgMessageFacts *message = g_ptr_array_steal_index (messages, messages->len - 1);

      gtk_box_append (GTK_BOX (self->letters),
                      ctg_message_view_new (self->engine, message, ctg_contact_page_get_id (self->page)));
    }
}

static void
show_older_cb (GtkButton *button, CtgThreadView *self)
{
  g_autoptr (GPtrArray) rest = g_ptr_array_ref (g_object_get_data (G_OBJECT (button), "rest"));
  GtkWidget *before = gtk_widget_get_prev_sibling (GTK_WIDGET (button));

  gtk_box_remove (GTK_BOX (self->letters), GTK_WIDGET (button));
  append_letters (self, rest, rest->len);
  before = gtk_widget_get_next_sibling (before);
  if (before != NULL)
    gtk_widget_child_focus (before, GTK_DIR_TAB_FORWARD);
}

static void
append_show_older (CtgThreadView *self, GPtrArray *rest)
{
  g_autofree char *label = g_strdup_printf (ngettext ("Show %u older letter", "Show %u older letters", rest->len),
                                            rest->len);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "rest", g_ptr_array_ref (rest), (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (show_older_cb), self, 0);
  gtk_box_append (GTK_BOX (self->letters), button);
}

static gboolean
was_open (GHashTable *keys, gint64 key)
{
  return keys != NULL && g_hash_table_contains (keys, &key);
}

/* Which letters the person has open stays through a reading. */
static GHashTable *
take_open_letters (CtgThreadView *self)
{
  GHashTable *keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->letters)) != NULL)
    {
      if (CTG_IS_MESSAGE_VIEW (child) && ctg_message_view_is_open (CTG_MESSAGE_VIEW (child)))
        {
          gint64 key = ctg_message_view_get_key (CTG_MESSAGE_VIEW (child));

          g_hash_table_add (keys, g_memdup2 (&key, sizeof key));
        }
      gtk_box_remove (GTK_BOX (self->letters), child);
    }
  return keys;
}

/* The letter's beginning at the top, since its text follows: the focus alone would bring its head into view. */
static void
scroll_to (GtkWidget *letter)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (letter, GTK_TYPE_VIEWPORT);
  GtkAdjustment *adjustment = viewport != NULL ? gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport)) : NULL;
  double y;

  if (adjustment != NULL && gtk_widget_translate_coordinates (letter, viewport, 0, 0, NULL, &y))
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + y - ABOVE_PX);
}

/* Only what is laid out can be scrolled to. */
static gboolean
go_there_cb (GtkWidget *letter, GdkFrameClock *clock, gpointer data)
{
  if (gtk_widget_get_height (letter) == 0)
    return G_SOURCE_CONTINUE;
  gtk_widget_child_focus (letter, GTK_DIR_TAB_FORWARD);
  scroll_to (letter);
  return G_SOURCE_REMOVE;
}

/* So many of the newest, and at least down to the one that is looked for. */
static guint
count_shown (GPtrArray *messages, gint64 wanted)
{
  for (guint i = 0; wanted != 0 && i + LETTERS_AT_ONCE < messages->len; i++)
    if (((CtgMessageFacts *) g_ptr_array_index (messages, i))->key == wanted)
      return messages->len - i;
  return LETTERS_AT_ONCE;
}

/* The same letters as are shown take what is new of them where they stand. */
static gboolean
take_in_place (CtgThreadView *self, GPtrArray *messages)
{
  GtkWidget *child = gtk_widget_get_first_child (self->letters);
  guint n = 0;

  for (; child != NULL && CTG_IS_MESSAGE_VIEW (child); child = gtk_widget_get_next_sibling (child), n++)
    if (n >= messages->len || !ctg_message_view_may_take (CTG_MESSAGE_VIEW (child),
                                                          g_ptr_array_index (messages, messages->len - 1 - n)))
      return FALSE;
  if (n == 0 || (n < messages->len && child == NULL))
    return FALSE;
  for (child = gtk_widget_get_first_child (self->letters); n > 0; child = gtk_widget_get_next_sibling (child), n--)
    ctg_message_view_take (CTG_MESSAGE_VIEW (child), g_ptr_array_steal_index (messages, messages->len - 1));
  return TRUE;
}

static gboolean
has_any_sent (GPtrArray *messages)
{
  for (guint i = 0; i < messages->len; i++)
    if (((CtgMessageFacts *) g_ptr_array_index (messages, i))->sent != NULL)
      return TRUE;
  return FALSE;
}

/* The letter that is unfolded beside those that are open: the wanted one; or the newest, the first time or when it is
 * asked for. */
static gint64
take_wanted (CtgThreadView *self, GPtrArray *messages)
{
  gint64 newest = messages->len > 0 ? ((CtgMessageFacts *) g_ptr_array_index (messages, messages->len - 1))->key : 0;
  gboolean unfolds = self->newest_key == 0 || (self->unfolds_newest && newest != self->newest_key);

  self->newest_key = newest;
  return self->wanted_key != 0 ? self->wanted_key : unfolds ? newest : 0;
}

static void
show_letters (CtgThreadView *self, GPtrArray *messages)
{
  gint64 wanted = take_wanted (self, messages);
  g_autoptr (GHashTable) open = take_open_letters (self);

  append_letters (self, messages, count_shown (messages, wanted));
  if (messages->len > 0)
    append_show_older (self, messages);
  for (GtkWidget *child = gtk_widget_get_first_child (self->letters); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gint64 key = CTG_IS_MESSAGE_VIEW (child) ? ctg_message_view_get_key (CTG_MESSAGE_VIEW (child)) : 0;

      if (key != 0 && (key == wanted || was_open (open, key)))
        ctg_message_view_set_open (CTG_MESSAGE_VIEW (child), TRUE);
      if (key != 0 && key == self->wanted_key)
        gtk_widget_add_tick_callback (child, go_there_cb, NULL, NULL);
    }
  self->wanted_key = 0;
}

static void
letters_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgThreadView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = ctg_contact_page_load_thread_finish (CTG_CONTACT_PAGE (source), result, &error);

  if (messages != NULL)
    self->has_sent = has_any_sent (messages);
  if (messages != NULL && (self->wanted_key != 0 || !take_in_place (self, messages)))
    show_letters (self, messages);
  else if (messages == NULL && !ctg_error_is_cancelled (error))
    ctg_words_show_error (GTK_WIDGET (self), error);
  self->unfolds_newest = self->unfolds_newest && messages == NULL;
}

static void
load_letters (CtgThreadView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  ctg_contact_page_load_thread_async (self->page, self->facts.thread, self->cancellable, letters_cb,
                                      g_object_ref (self));
}

static void
head_clicked_cb (CtgThreadView *self)
{
  ctg_thread_view_set_open (self, !self->is_open, 0);
}

static void
ctg_thread_view_dispose (GObject *object)
{
  CtgThreadView *self = CTG_THREAD_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->page);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ctg_thread_view_parent_class)->dispose (object);
}

static void
ctg_thread_view_finalize (GObject *object)
{
  g_free (CTG_THREAD_VIEW (object)->facts.subject);
  G_OBJECT_CLASS (ctg_thread_view_parent_class)->finalize (object);
}

static void
merge_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgThreadView *self = CTG_THREAD_VIEW (widget);

  ctg_merge_dialog_open (widget, self->page, self->facts.thread);
}

/* On the thread's line, its newest letter is the one that is answered. */
static void
answer_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtgThreadView *self = CTG_THREAD_VIEW (widget);

  if (self->newest_key != 0)
    ctg_answers_run (widget, name, self->newest_key);
}

static void
ctg_thread_view_class_init (CtgThreadViewClass *class)
{
  ctg_answers_install (GTK_WIDGET_CLASS (class), answer_cb);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "thread.merge", NULL, merge_cb);
  G_OBJECT_CLASS (class)->dispose = ctg_thread_view_dispose;
  G_OBJECT_CLASS (class)->finalize = ctg_thread_view_finalize;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "thread");
}

static void
ctg_thread_view_init (CtgThreadView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->head = gtk_button_new ();
  self->row = ctg_text_row_new (1, PANGO_ELLIPSIZE_END);
  gtk_button_set_child (GTK_BUTTON (self->head), self->row);
  gtk_widget_add_css_class (self->head, "flat");
  gtk_widget_add_css_class (self->head, "row-button");
  g_signal_connect_object (self->head, "clicked", G_CALLBACK (head_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), self->head);
}

/**
 * ctg_thread_view_new:
 * @engine: the engine
 * @page: the page it is on
 * @facts: the thread; copied
 *
 * Returns: (transfer floating): the folded thread
 */
GtkWidget *
ctg_thread_view_new (CtgEngine *engine, CtgContactPage *page, const CtgThreadFacts *facts)
{
  CtgThreadView *self = g_object_new (CTG_TYPE_THREAD_VIEW, NULL);

  self->engine = g_object_ref (engine);
  self->page = g_object_ref (page);
  self->facts = *facts;
  self->facts.subject = g_strdup (facts->subject);
  update_head (self);
  return GTK_WIDGET (self);
}

/**
 * ctg_thread_view_update:
 * @self: a thread
 * @facts: what it is now; copied
 *
 * Shows what changed; an open thread reads its letters again.
 */
void
ctg_thread_view_update (CtgThreadView *self, const CtgThreadFacts *facts)
{
  g_return_if_fail (CTG_IS_THREAD_VIEW (self));
  if (ctg_thread_facts_equal (&self->facts, facts))
    {
      if (self->has_sent)
        load_letters (self);
      return;
    }
  g_free (self->facts.subject);
  self->facts = *facts;
  self->facts.subject = g_strdup (facts->subject);
  update_head (self);
  if (self->letters != NULL)
    load_letters (self);
}

/**
 * ctg_thread_view_get_id:
 * @self: a thread
 *
 * Returns: its id
 */
gint64
ctg_thread_view_get_id (CtgThreadView *self)
{
  g_return_val_if_fail (CTG_IS_THREAD_VIEW (self), 0);
  return self->facts.thread;
}

/**
 * ctg_thread_view_get_row:
 * @self: a thread
 *
 * Returns: what it is known by as long as it is the same thread
 */
gint64
ctg_thread_view_get_row (CtgThreadView *self)
{
  g_return_val_if_fail (CTG_IS_THREAD_VIEW (self), 0);
  return self->facts.row;
}

/**
 * ctg_thread_view_set_open:
 * @self: a thread
 * @is_open: whether its letters are shown
 * @message_key: the letter to unfold and go to, 0: the newest, without going there
 *
 * Opens or closes it; its letters are read the first time.
 */
void
ctg_thread_view_set_open (CtgThreadView *self, gboolean is_open, gint64 message_key)
{
  g_return_if_fail (CTG_IS_THREAD_VIEW (self));
  self->wanted_key = message_key;
  if (is_open && self->letters == NULL)
    {
      self->letters = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_widget_add_css_class (self->letters, "letters");
      gtk_box_append (GTK_BOX (self), self->letters);
      load_letters (self);
    }
  else if (is_open && message_key != 0)
    load_letters (self);
  if (self->is_open == is_open)
    return;
  self->is_open = is_open;
  gtk_widget_set_visible (self->letters, is_open);
  update_head (self);
}

/**
 * ctg_thread_view_unfold_newest:
 * @self: a thread
 *
 * Opens it with its newest letter, which is one that came since the letters were read; what is open stays.
 */
void
ctg_thread_view_unfold_newest (CtgThreadView *self)
{
  g_return_if_fail (CTG_IS_THREAD_VIEW (self));
  self->unfolds_newest = TRUE;
  ctg_thread_view_set_open (self, TRUE, self->wanted_key);
}
