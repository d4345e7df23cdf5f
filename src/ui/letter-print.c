/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter's words on paper: who, to whom, when and about what, then the words, as many pages as they take. */

#include "letter-print.h"

#include "errors.h"
#include "words.h"

#include <glib/gi18n-lib.h>

#define FONT "Sans 10"
#define FOOT_HEIGHT 24     /* points, for the number of the page */
#define MARGIN 54          /* points */
#define RECEIVERS_MAX 40

typedef struct
{
  GtkWidget *from;        /* (owned) where it was asked for */
  char *text;             /* (owned) */
  gsize n_heading;        /* bytes of it */
  PangoLayout *layout;    /* (owned) (nullable) all of it, from the beginning of the printing on */
  GArray *starts;         /* (owned) (element-type int) the first line of each page */
} Job;

static void
job_free (gpointer data, GClosure *closure)
{
  Job *job = data;

  g_clear_object (&job->layout);
  g_array_unref (job->starts);
  g_object_unref (job->from);
  g_free (job->text);
  g_free (job);
}

static void
append_people (GString *heading, const char *label, const CtgMessageFacts *message, CtgPersonKind kind)
{
  guint n = 0;

  for (guint i = 0; i < message->people->len && n < RECEIVERS_MAX; i++)
    {
      const CtgPersonFacts *person = g_ptr_array_index (message->people, i);
      g_autofree char *name = ctg_words_line (person->name);
      g_autofree char *address = ctg_words_line (person->address);

      if (person->kind != kind)
        continue;
      g_string_append (heading, n++ == 0 ? label : ", ");
      if (*name != '\0')
        g_string_append_printf (heading, "%s <%s>", name, address);
      else
        g_string_append (heading, address);
    }
  if (n > 0)
    g_string_append_c (heading, '\n');
}

/**
 * ctg_letter_print_dup_heading:
 * @message: a letter
 *
 * Returns: (transfer full): who wrote to whom and when, a line each
 */
char *
ctg_letter_print_dup_heading (const CtgMessageFacts *message)
{
  GString *heading = g_string_new (NULL);
  g_autofree char *date = ctg_words_date_exact (message->date_utc_s);

  append_people (heading, C_("letter on paper", "From: "), message, CTG_PERSON_FROM);
  append_people (heading, C_("letter on paper", "To: "), message, CTG_PERSON_TO);
  append_people (heading, C_("letter on paper", "Cc: "), message, CTG_PERSON_CC);
  g_string_append (heading, C_("letter on paper", "Date: "));
  g_string_append (heading, date);
  return g_string_free (heading, FALSE);
}

/* --- Pages --- */

static PangoLayout *
make_layout (GtkPrintContext *context, const char *text)
{
  PangoLayout *layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *font = pango_font_description_from_string (FONT);

  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* The subject, which is the first line, is bold. */
static void
mark_subject (Job *job)
{
  PangoAttrList *list = pango_attr_list_new ();
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
  PangoAttribute *large = pango_attr_scale_new (PANGO_SCALE_LARGE);

  bold->end_index = large->end_index = (guint) job->n_heading;
  pango_attr_list_insert (list, bold);
  pango_attr_list_insert (list, large);
  pango_layout_set_attributes (job->layout, list);
  pango_attr_list_unref (list);
}

static void
begin_cb (GtkPrintOperation *operation, GtkPrintContext *context, Job *job)
{
  int room = (int) ((gtk_print_context_get_height (context) - FOOT_HEIGHT) * PANGO_SCALE), top = 0, number = 0;
  PangoLayoutIter *iter;

  job->layout = make_layout (context, job->text);
  mark_subject (job);
  iter = pango_layout_get_iter (job->layout);
  do
    {
      int start, end;

      pango_layout_iter_get_line_yrange (iter, &start, &end);
      if (number == 0 || end - top > room)
        {
          g_array_append_val (job->starts, number);
          top = start;
        }
      number++;
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
  gtk_print_operation_set_n_pages (operation, (int) job->starts->len);
}

static void
draw_number (GtkPrintContext *context, const Job *job, int page)
{
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);
  g_autofree char *number = g_strdup_printf ("%d / %u", page + 1, job->starts->len);
  g_autoptr (PangoLayout) layout = make_layout (context, number);

  pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  cairo_move_to (cairo, 0, gtk_print_context_get_height (context) - FOOT_HEIGHT / 2.0);
  pango_cairo_show_layout (cairo, layout);
}

static void
draw_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Job *job)
{
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);
  int first = g_array_index (job->starts, int, page), number = 0, top = 0;
  int last = page + 1 < (int) job->starts->len ? g_array_index (job->starts, int, page + 1) : G_MAXINT;
  PangoLayoutIter *iter = pango_layout_get_iter (job->layout);

  do
    {
      PangoRectangle line;
      int start, end;

      pango_layout_iter_get_line_yrange (iter, &start, &end);
      pango_layout_iter_get_line_extents (iter, NULL, &line);
      if (number == first)
        top = start;
      if (number >= first && number < last)
        {
          cairo_move_to (cairo, (double) line.x / PANGO_SCALE,
                         (double) (pango_layout_iter_get_baseline (iter) - top) / PANGO_SCALE);
          pango_cairo_show_layout_line (cairo, pango_layout_iter_get_line_readonly (iter));
        }
      number++;
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
  if (job->starts->len > 1)
    draw_number (context, job, page);
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, Job *job)
{
  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    ctg_words_toast (job->from, _("The letter could not be printed."));
}

static GtkPageSetup *
make_page (void)
{
  GtkPageSetup *page = gtk_page_setup_new ();

  gtk_page_setup_set_top_margin (page, MARGIN, GTK_UNIT_POINTS);
  gtk_page_setup_set_bottom_margin (page, MARGIN, GTK_UNIT_POINTS);
  gtk_page_setup_set_left_margin (page, MARGIN, GTK_UNIT_POINTS);
  gtk_page_setup_set_right_margin (page, MARGIN, GTK_UNIT_POINTS);
  return page;
}

/**
 * ctg_letter_print_text:
 * @from: the widget asked
 * @subject: what the letter is about
 * @heading: who wrote to whom and when
 * @text: its words
 *
 * Asks which printer, and prints.
 */
void
ctg_letter_print_text (GtkWidget *from, const char *subject, const char *heading, const char *text)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) page = make_page ();
  g_autofree char *words = ctg_words_body (text, G_MAXSIZE);
  Job *job = g_new0 (Job, 1);

  job->from = g_object_ref (from);
  job->n_heading = strlen (subject);
  job->text = g_strdup_printf ("%s\n%s\n\n%s", subject, heading, words);
  job->starts = g_array_new (FALSE, FALSE, sizeof (int));
  gtk_print_operation_set_job_name (operation, subject);
  gtk_print_operation_set_default_page_setup (operation, page);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_cb), job);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_cb), job);
  g_signal_connect_data (operation, "done", G_CALLBACK (done_cb), job, job_free, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_WINDOW (gtk_widget_get_root (from)), NULL);
}
