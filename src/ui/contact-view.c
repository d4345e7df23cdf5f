/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contact-view.h"

#include "attachment-shelf.h"
#include "clock.h"
#include "contact-details.h"
#include "contact-editor.h"
#include "contact-merge-dialog.h"
#include "contact-page.h"
#include "correspondence-chart.h"
#include "find-bar.h"
#include "past-dialog.h"
#include "sequence-texts.h"
#include "thread-view.h"
#include "tooltips.h"
#include "words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define THREADS_AT_ONCE 200
#define DAY_S (24 * 60 * 60)
#define CHART_MIN_WIDTH 500   /* of the page: below that the name needs the room */

struct _CtgContactView
{
  GtkWidget parent_instance;

  GtkWidget *box;
  AdwAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *about_label;
  GtkLabel *letters_label;
  GtkLabel *sequences_label;
  CtgCorrespondenceChart *chart;
  GtkStack *tabs;
  GtkStackPage *attachments_page;
  GtkBox *correspondence;
  GtkScrolledWindow *threads_scroller;
  CtgFindBar *find_bar;
  GtkWidget *unlogged;
  GtkLabel *unlogged_label;
  GtkWidget *no_letters;      /* with ways on: */
  GtkWidget *address_button;
  GtkWidget *past_button;
  GtkWidget *first_button;
  GtkBox *threads;
  GtkWidget *more_button;
  CtgAttachmentShelf *shelf;
  CtgContactDetails *details;

  CtgEngine *engine;          /* (owned) (nullable) */
  CtgContactPage *page;       /* (owned) (nullable) */
  guint n_shown;              /* threads */
  gint64 newest_utc_s;        /* of the last letter there was at the last reading */
  gint64 wanted_thread;       /* to be opened once they are here */
  gint64 wanted_key;
  gboolean wants_focus;
  gboolean is_narrow;
};

G_DEFINE_FINAL_TYPE (CtgContactView, ctg_contact_view, GTK_TYPE_WIDGET)

enum { PROP_TITLE = 1, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

/* --- The head --- */

static char *
make_about (const CtgContactFacts *contact)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; contact->addresses[i] != NULL && i < 3; i++)
    g_ptr_array_add (words, ctg_words_isolated (contact->addresses[i]));
  if (*contact->company != '\0')
    g_ptr_array_add (words, ctg_words_isolated (contact->company));
  if (*contact->phone != '\0')
    g_ptr_array_add (words, ctg_words_isolated (contact->phone));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" · ", (char **) words->pdata);
}

static char *
make_letters (const CtgContactFacts *contact)
{
  g_autofree char *date = NULL;
  int days;

  if (contact->last_utc_s == 0)
    return g_strdup (_("no letters yet"));
  date = ctg_words_date (contact->last_utc_s);
  if (contact->waiting_since_utc_s == 0)
    /* Translators: %s is a date in words: "yesterday", "3 March". */
    return g_strdup_printf (_("last letter: %s"), date);
  days = (int) ((ctg_clock_now_utc_s () - contact->waiting_since_utc_s) / DAY_S);
  if (days < 1)
    return g_strdup_printf (_("last letter: %s · waits for your answer"), date);
  return g_strdup_printf (ngettext ("last letter: %s · has waited for you for %d day",
                                    "last letter: %s · has waited for you for %d days", (gulong) days), date, days);
}

static char *
make_exact (const CtgContactFacts *contact)
{
  g_autofree char *last = contact->last_utc_s != 0 ? ctg_words_date_exact (contact->last_utc_s) : NULL;
  g_autofree char *since = NULL;

  if (last == NULL || contact->waiting_since_utc_s == 0)
    return g_steal_pointer (&last);
  since = ctg_words_date_exact (contact->waiting_since_utc_s);
  /* Translators: both %s are dates with the time. */
  return g_strdup_printf (_("Last letter: %s\nWaiting for a reply since: %s"), last, since);
}

/* A line a sequence. */
static char *
make_sequences (const CtgContactFacts *contact)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < contact->memberships->len; i++)
    {
      const CtgEnrolmentFactsRow *membership = g_ptr_array_index (contact->memberships, i);
      CtgEnrolmentTextFacts facts = { membership->state, membership->reason, membership->position,
                                      membership->n_steps, membership->due_utc_s };
      g_autofree char *name = ctg_words_line (membership->sequence_name);
      g_autofree char *state = ctg_text_for_enrolment (&facts);

      g_string_append_printf (lines, "%s%s · %s", i > 0 ? "\n" : "", name, state);
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static void
update_chart (CtgContactView *self)
{
  const CtgCorrespondence *correspondence = ctg_contact_page_get_correspondence (self->page);
  gboolean has_any = correspondence != NULL && correspondence->n_received + correspondence->n_sent > 0;

  if (has_any)
    ctg_correspondence_chart_show (self->chart, correspondence);
  gtk_widget_set_visible (GTK_WIDGET (self->chart), has_any && !self->is_narrow);
}

static void
update_head (CtgContactView *self, const CtgContactFacts *contact)
{
  g_autofree char *name = ctg_words_line (contact->name);
  g_autofree char *about = make_about (contact);
  g_autofree char *letters = make_letters (contact);
  g_autofree char *exact = make_exact (contact);
  g_autofree char *sequences = make_sequences (contact);

  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->name_label, name);
  ctg_tooltip_set (GTK_WIDGET (self->name_label), name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  gtk_label_set_text (self->about_label, about);
  ctg_tooltip_set (GTK_WIDGET (self->about_label), about);
  gtk_widget_set_visible (GTK_WIDGET (self->about_label), *about != '\0');
  gtk_label_set_text (self->letters_label, letters);
  ctg_tooltip_set (GTK_WIDGET (self->letters_label), exact);
  gtk_label_set_text (self->sequences_label, sequences);
  gtk_widget_set_visible (GTK_WIDGET (self->sequences_label), *sequences != '\0');
  update_chart (self);
}

/* --- The threads --- */

static GHashTable *
index_threads (CtgContactView *self)
{
  GHashTable *views = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->threads)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gint64 row = ctg_thread_view_get_row (CTG_THREAD_VIEW (child));

      g_hash_table_insert (views, g_memdup2 (&row, sizeof row), child);
    }
  return views;
}

static GtkWidget *
place_thread (CtgContactView *self, GHashTable *views, const CtgThreadFacts *facts, GtkWidget *after)
{
  GtkWidget *view = g_hash_table_lookup (views, &facts->row);

  if (view == NULL)
    {
      view = ctg_thread_view_new (self->engine, self->page, facts);
      gtk_box_insert_child_after (self->threads, view, after);
      return view;
    }
  g_hash_table_remove (views, &facts->row);
  ctg_thread_view_update (CTG_THREAD_VIEW (view), facts);
  if (gtk_widget_get_prev_sibling (view) != after)
    gtk_box_reorder_child_after (self->threads, view, after);
  return view;
}

/* What does not answer a logged letter is not logged by itself: one should know that it is there. */
static void
update_unlogged (CtgContactView *self, guint n)
{
  g_autofree char *words = NULL;

  if (n < CTG_UNLOGGED_MAX)
    words = g_strdup_printf (ngettext ("%u letter with this contact is in the inbox, not logged.",
                                       "%u letters with this contact are in the inbox, not logged.", n), n);
  else
    words = g_strdup (_("Many letters with this contact are in the inbox, not logged."));
  gtk_label_set_text (self->unlogged_label, words);
  gtk_widget_set_visible (self->unlogged, n > 0);
}

static void
update_ways_on (CtgContactView *self, const CtgContactFacts *contact)
{
  gboolean has_address = contact->addresses[0] != NULL;

  gtk_widget_set_visible (self->address_button, !has_address);
  gtk_widget_set_visible (self->past_button, has_address);
  gtk_widget_set_visible (self->first_button, has_address);
}

/* Keeps the threads that stay, with what is open in them: news must not close what somebody reads. */
static void
update_threads (CtgContactView *self)
{
  GPtrArray *threads = ctg_contact_page_get_threads (self->page);
  g_autoptr (GHashTable) views = index_threads (self);
  GHashTableIter iter;
  GtkWidget *last = NULL, *gone;

  for (guint i = 0; i < threads->len && i < self->n_shown; i++)
    last = place_thread (self, views, g_ptr_array_index (threads, i), last);
  g_hash_table_iter_init (&iter, views);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &gone))
    gtk_box_remove (self->threads, gone);
  gtk_widget_set_visible (GTK_WIDGET (self->threads), threads->len > 0);
  gtk_widget_set_visible (self->no_letters, threads->len == 0);
  gtk_widget_set_visible (self->more_button, threads->len > self->n_shown);
}

static void
show_more_cb (CtgContactView *self)
{
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (self->threads));

  self->n_shown += THREADS_AT_ONCE;
  update_threads (self);
  last = last != NULL ? gtk_widget_get_next_sibling (last) : NULL;
  if (last != NULL)
    gtk_widget_child_focus (last, GTK_DIR_TAB_FORWARD);
}

static void
clear_threads (CtgContactView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->threads))) != NULL)
    gtk_box_remove (self->threads, child);
}

/* What one comes for is the newest letter. News are unfolded where they move nothing that somebody reads. */
static void
unfold_newest (CtgContactView *self)
{
  GPtrArray *threads = ctg_contact_page_get_threads (self->page);
  gint64 newest_utc_s = threads->len > 0 ? ((CtgThreadFacts *) g_ptr_array_index (threads, 0))->last_utc_s : G_MININT64;
  GtkAdjustment *scrolled = gtk_scrolled_window_get_vadjustment (self->threads_scroller);

  if (newest_utc_s > self->newest_utc_s && self->wanted_thread == 0 && gtk_adjustment_get_value (scrolled) == 0)
    ctg_thread_view_unfold_newest (CTG_THREAD_VIEW (gtk_widget_get_first_child (GTK_WIDGET (self->threads))));
  self->newest_utc_s = newest_utc_s;
}

/* A search may lead to a thread further down than what is shown. */
static void
reveal_wanted (CtgContactView *self)
{
  GPtrArray *threads = ctg_contact_page_get_threads (self->page);

  if (self->wanted_thread == 0)
    return;
  for (guint i = 0; i < threads->len; i++)
    if (((CtgThreadFacts *) g_ptr_array_index (threads, i))->thread == self->wanted_thread && i >= self->n_shown)
      {
        self->n_shown = i + 1;
        update_threads (self);
      }
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->threads)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (ctg_thread_view_get_id (CTG_THREAD_VIEW (child)) == self->wanted_thread)
      {
        ctg_thread_view_set_open (CTG_THREAD_VIEW (child), TRUE, self->wanted_key);
        gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD);
        break;
      }
  self->wanted_thread = 0;
  self->wanted_key = 0;
}

/* The first thread, or the way to one, by name: before rows are laid out, GTK would sort them by places they do not
 * have yet. */
static void
take_focus (CtgContactView *self)
{
  GtkWidget *thread = gtk_widget_get_first_child (GTK_WIDGET (self->threads));
  GtkWidget *first = thread != NULL ? thread : self->no_letters;
  gboolean is_first_tab = g_strcmp0 (gtk_stack_get_visible_child_name (self->tabs), "correspondence") == 0;

  self->wants_focus = FALSE;
  gtk_widget_child_focus (is_first_tab ? first : GTK_WIDGET (self->tabs), GTK_DIR_TAB_FORWARD);
}

static void
update_attachments (CtgContactView *self)
{
  GPtrArray *attachments = ctg_contact_page_get_attachments (self->page);
  /* Translators: the title of a tab, %u says how many. */
  g_autofree char *title = attachments->len > 0 ? g_strdup_printf (_("_Attachments %u"), attachments->len)
                                                : g_strdup (_("_Attachments"));

  gtk_stack_page_set_title (self->attachments_page, title);
  ctg_attachment_shelf_show (self->shelf, self->engine, attachments);
}

static void
page_changed_cb (CtgContactView *self)
{
  const CtgContactFacts *contact = ctg_contact_page_get_contact (self->page);

  update_head (self, contact);
  update_unlogged (self, contact->n_unlogged);
  update_ways_on (self, contact);
  update_threads (self);
  unfold_newest (self);
  update_attachments (self);
  ctg_contact_details_show (self->details, contact);
  gtk_widget_set_visible (self->box, TRUE);
  if (self->wants_focus && self->wanted_thread == 0)
    take_focus (self);
  reveal_wanted (self);
}

static void
page_gone_cb (CtgContactView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.close-contact", "x", ctg_contact_page_get_id (self->page));
}

static void
drop_page (CtgContactView *self)
{
  if (self->page == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->page, self);
  g_object_run_dispose (G_OBJECT (self->page));
  g_clear_object (&self->page);
}

static gboolean
width_cb (gpointer data)
{
  g_autoptr (CtgContactView) self = data;

  if (self->page != NULL)
    update_chart (self);
  return G_SOURCE_REMOVE;
}

static void
ctg_contact_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (CTG_CONTACT_VIEW (widget)->box, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

/* While it is given its size, nothing in it may come or go. */
static void
ctg_contact_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CtgContactView *self = CTG_CONTACT_VIEW (widget);
  gboolean was_narrow = self->is_narrow;

  self->is_narrow = width < CHART_MIN_WIDTH;
  if (self->is_narrow != was_narrow)
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, width_cb, g_object_ref (self), NULL);
  if (gtk_widget_get_visible (self->box))
    gtk_widget_allocate (self->box, width, height, baseline, NULL);
}

static void
ctg_contact_view_dispose (GObject *object)
{
  CtgContactView *self = CTG_CONTACT_VIEW (object);

  drop_page (self);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (ctg_contact_view_parent_class)->dispose (object);
}

static void
ctg_contact_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, gtk_label_get_text (CTG_CONTACT_VIEW (object)->name_label));
}

static void
ctg_contact_view_class_init (CtgContactViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_contact_view_dispose;
  G_OBJECT_CLASS (class)->get_property = ctg_contact_view_get_property;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPERTIES, properties);
  widget_class->measure = ctg_contact_view_measure;
  widget_class->size_allocate = ctg_contact_view_size_allocate;
  g_type_ensure (CTG_TYPE_ATTACHMENT_SHELF);
  g_type_ensure (CTG_TYPE_CORRESPONDENCE_CHART);
  g_type_ensure (CTG_TYPE_CONTACT_DETAILS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/carteggio/Carteggio/contact-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, box);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, avatar);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, name_label);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, about_label);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, letters_label);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, sequences_label);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, chart);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, tabs);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, attachments_page);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, correspondence);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, threads_scroller);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, unlogged);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, unlogged_label);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, no_letters);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, address_button);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, past_button);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, first_button);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, threads);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, more_button);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, shelf);
  gtk_widget_class_bind_template_child (widget_class, CtgContactView, details);
  gtk_widget_class_bind_template_callback (widget_class, show_more_cb);
}

static void
ctg_contact_view_init (CtgContactView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->find_bar = CTG_FIND_BAR (ctg_find_bar_new (self->threads_scroller));
  gtk_box_prepend (self->correspondence, GTK_WIDGET (self->find_bar));
}

/**
 * ctg_contact_view_show:
 * @self: the page
 * @engine: the engine
 * @contact_id: whom to show
 *
 * Shows a contact as soon as it is read; what was shown stays until then, so that nothing flashes.
 */
void
ctg_contact_view_show (CtgContactView *self, CtgEngine *engine, gint64 contact_id)
{
  g_return_if_fail (CTG_IS_CONTACT_VIEW (self));
  if (self->page != NULL && ctg_contact_page_get_id (self->page) == contact_id)
    return;
  drop_page (self);
  ctg_find_bar_close (self->find_bar);
  clear_threads (self);
  g_set_object (&self->engine, engine);
  self->n_shown = THREADS_AT_ONCE;
  self->newest_utc_s = G_MININT64;
  self->wanted_thread = self->wanted_key = 0;
  self->wants_focus = FALSE;
  gtk_widget_set_visible (self->box, FALSE);
  gtk_stack_set_visible_child_name (self->tabs, "correspondence");
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->threads_scroller), 0);
  self->page = ctg_contact_page_new (ctg_engine_get_store (engine), contact_id);
  g_signal_connect_object (self->page, "changed", G_CALLBACK (page_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->page, "gone", G_CALLBACK (page_gone_cb), self, G_CONNECT_SWAPPED);
}

/**
 * ctg_contact_view_reveal:
 * @self: the page, after ctg_contact_view_show()
 * @thread: one of the contact's threads
 * @message_key: the letter to go to
 *
 * Opens a thread and goes to a letter of it, as soon as they are read.
 */
void
ctg_contact_view_reveal (CtgContactView *self, gint64 thread, gint64 message_key)
{
  g_return_if_fail (CTG_IS_CONTACT_VIEW (self));
  self->wanted_thread = thread;
  self->wanted_key = message_key;
  gtk_stack_set_visible_child_name (self->tabs, "correspondence");
  if (self->page != NULL && ctg_contact_page_get_threads (self->page) != NULL)
    reveal_wanted (self);
}

/**
 * ctg_contact_view_focus:
 * @self: the page
 *
 * Puts the focus on what the person came for, the newest thread, as soon as it is read.
 */
void
ctg_contact_view_focus (CtgContactView *self)
{
  g_return_if_fail (CTG_IS_CONTACT_VIEW (self));
  if (self->page != NULL && ctg_contact_page_get_threads (self->page) != NULL)
    take_focus (self);
  else
    self->wants_focus = TRUE;
}

/**
 * ctg_contact_view_find:
 * @self: the page
 *
 * Opens the bar that finds words in the letters that are open.
 */
void
ctg_contact_view_find (CtgContactView *self)
{
  g_return_if_fail (CTG_IS_CONTACT_VIEW (self));
  gtk_stack_set_visible_child_name (self->tabs, "correspondence");
  ctg_find_bar_open (self->find_bar);
}

/**
 * ctg_contact_view_get_id:
 * @self: the page
 *
 * Returns: whom it shows, 0: nobody
 */
gint64
ctg_contact_view_get_id (CtgContactView *self)
{
  g_return_val_if_fail (CTG_IS_CONTACT_VIEW (self), 0);
  return self->page != NULL ? ctg_contact_page_get_id (self->page) : 0;
}

/**
 * ctg_contact_view_edit:
 * @self: the page
 *
 * Opens the editor on its contact.
 */
void
ctg_contact_view_edit (CtgContactView *self)
{
  const CtgContactFacts *contact = self->page != NULL ? ctg_contact_page_get_contact (self->page) : NULL;

  if (contact != NULL)
    ctg_contact_editor_edit (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->engine, contact);
}

/**
 * ctg_contact_view_merge:
 * @self: the page
 *
 * Asks which other contact becomes part of its contact.
 */
void
ctg_contact_view_merge (CtgContactView *self)
{
  const CtgContactFacts *contact = self->page != NULL ? ctg_contact_page_get_contact (self->page) : NULL;

  if (contact != NULL)
    ctg_contact_merge_dialog_open (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->engine, contact->id,
                                   contact->name);
}

/**
 * ctg_contact_view_log_past:
 * @self: the page
 *
 * Asks how far back, then has its contact's past correspondence logged.
 */
void
ctg_contact_view_log_past (CtgContactView *self)
{
  const CtgContactFacts *contact = self->page != NULL ? ctg_contact_page_get_contact (self->page) : NULL;

  if (contact != NULL)
    ctg_past_dialog_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->engine,
                             ctg_contact_page_get_id (self->page), contact->name);
}

/* --- Deleting --- */

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (ctg_engine_delete_contact_finish (CTG_ENGINE (source), result, &error))
    ctg_words_toast (self, _("The contact was deleted"));
  else
    ctg_words_show_error (self, error);
}

static void
delete_response_cb (CtgContactView *self, const char *response)
{
  if (g_str_equal (response, "delete") && self->page != NULL)
    ctg_engine_delete_contact_async (self->engine, ctg_contact_page_get_id (self->page), deleted_cb,
                                     g_object_ref (self));
}

/**
 * ctg_contact_view_delete:
 * @self: the page
 *
 * Asks, then deletes its contact.
 */
void
ctg_contact_view_delete (CtgContactView *self)
{
  const CtgContactFacts *contact = self->page != NULL ? ctg_contact_page_get_contact (self->page) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *heading = NULL;
  AdwMessageDialog *dialog;

  if (contact == NULL)
    return;
  name = ctg_words_isolated (contact->name);
  /* Translators: %s is a contact's name. */
  heading = g_strdup_printf (_("Delete %s?"), name);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                                                       NULL));
  adw_message_dialog_set_body (dialog, _("The letters logged on this contact leave its page. Nothing is deleted from "
                                         "your mailbox."));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "delete", _("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (delete_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
