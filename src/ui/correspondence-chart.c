/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "correspondence-chart.h"

#include <glib/gi18n-lib.h>

#define BAR_WIDTH 7
#define GAP 3
#define HALF_HEIGHT 20    /* of the longest bar */
#define LINE_HEIGHT 1
#define LEAST_HEIGHT 2    /* of one letter among hundreds */
#define WIDTH (CTG_CORRESPONDENCE_MONTHS * (BAR_WIDTH + GAP) - GAP)
#define HEIGHT (2 * HALF_HEIGHT + LINE_HEIGHT)

struct _CtgCorrespondenceChart
{
  GtkWidget parent_instance;

  CtgCorrespondence correspondence;
};

G_DEFINE_FINAL_TYPE (CtgCorrespondenceChart, ctg_correspondence_chart, GTK_TYPE_WIDGET)

/* --- Words --- */

static char *
dup_month (const CtgMonth *month)
{
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_local (month->start_utc_s);
  /* Translators: a month by itself, as g_date_time_format() writes it: "March 2026". */
  char *name = start != NULL ? g_date_time_format (start, _("%OB %Y")) : NULL;

  return name != NULL ? name : g_strdup ("");
}

static char *
dup_counts (guint n_received, guint n_sent)
{
  g_autofree char *received = g_strdup_printf (ngettext ("%u letter received", "%u letters received", n_received),
                                               n_received);
  g_autofree char *sent = g_strdup_printf (ngettext ("%u sent", "%u sent", n_sent), n_sent);

  /* Translators: "3 letters received, 2 sent". */
  return g_strdup_printf (_("%s, %s"), received, sent);
}

static const CtgMonth *
find_busiest (const CtgCorrespondence *correspondence)
{
  const CtgMonth *busiest = &correspondence->months[0];

  for (int i = 1; i < CTG_CORRESPONDENCE_MONTHS; i++)
    {
      const CtgMonth *month = &correspondence->months[i];

      if (month->n_received + month->n_sent >= busiest->n_received + busiest->n_sent)
        busiest = month;
    }
  return busiest;
}

static char *
dup_sentence (const CtgCorrespondence *correspondence)
{
  g_autofree char *counts = dup_counts (correspondence->n_received, correspondence->n_sent);
  g_autofree char *busiest = dup_month (find_busiest (correspondence));

  /* Translators: the first %s is "3 letters received, 2 sent", the second a month: "March 2026". */
  return g_strdup_printf (_("In twelve months: %s. Most in %s."), counts, busiest);
}

/* The month that is pointed at; without a pointer, all of them. */
static gboolean
ctg_correspondence_chart_query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  CtgCorrespondenceChart *self = CTG_CORRESPONDENCE_CHART (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int i = CLAMP ((is_rtl ? WIDTH - x : x) / (BAR_WIDTH + GAP), 0, CTG_CORRESPONDENCE_MONTHS - 1);
  const CtgMonth *month = &self->correspondence.months[i];
  g_autofree char *name = dup_month (month);
  g_autofree char *counts = dup_counts (month->n_received, month->n_sent);
  /* Translators: a month and its letters: "March 2026: 3 letters received, 2 sent". */
  g_autofree char *words = by_keyboard ? dup_sentence (&self->correspondence)
                                       : g_strdup_printf (_("%s: %s"), name, counts);

  gtk_tooltip_set_text (tooltip, words);
  return TRUE;
}

/* --- Drawing --- */

static guint
find_most (const CtgCorrespondence *correspondence)
{
  guint most = 1;

  for (int i = 0; i < CTG_CORRESPONDENCE_MONTHS; i++)
    {
      most = MAX (most, correspondence->months[i].n_received);
      most = MAX (most, correspondence->months[i].n_sent);
    }
  return most;
}

static GdkRGBA
get_colour (GtkWidget *widget, const char *name, float alpha)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA colour;

  if (!gtk_style_context_lookup_color (context, name, &colour))
    gtk_style_context_get_color (context, &colour);
  colour.alpha *= alpha;
  return colour;
}

/* Rounded where it ends, not where it stands on the line. */
static void
draw_bar (GtkSnapshot *snapshot, float x, int height, gboolean is_below, const GdkRGBA *colour)
{
  float y = (float) (is_below ? HALF_HEIGHT + LINE_HEIGHT : HALF_HEIGHT - height);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (x, y, BAR_WIDTH, (float) height);
  graphene_size_t round = GRAPHENE_SIZE_INIT (2, 2), square = GRAPHENE_SIZE_INIT (0, 0);
  const graphene_size_t *top = is_below ? &square : &round, *bottom = is_below ? &round : &square;
  GskRoundedRect bar;

  gsk_rounded_rect_init (&bar, &bounds, top, top, bottom, bottom);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, colour, &bounds);
  gtk_snapshot_pop (snapshot);
}

static int
scale (guint n, guint most)
{
  return n == 0 ? 0 : MAX (LEAST_HEIGHT, (int) (n * HALF_HEIGHT / most));
}

static void
ctg_correspondence_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CtgCorrespondenceChart *self = CTG_CORRESPONDENCE_CHART (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  guint most = find_most (&self->correspondence);
  GdkRGBA received = get_colour (widget, "accent_bg_color", 1), sent = get_colour (widget, "window_fg_color", 0.45f),
          line = get_colour (widget, "window_fg_color", 0.2f);

  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (0, HALF_HEIGHT, WIDTH, LINE_HEIGHT));
  for (int i = 0; i < CTG_CORRESPONDENCE_MONTHS; i++)
    {
      const CtgMonth *month = &self->correspondence.months[i];
      float x = (float) ((is_rtl ? CTG_CORRESPONDENCE_MONTHS - 1 - i : i) * (BAR_WIDTH + GAP));

      if (month->n_received > 0)
        draw_bar (snapshot, x, scale (month->n_received, most), FALSE, &received);
      if (month->n_sent > 0)
        draw_bar (snapshot, x, scale (month->n_sent, most), TRUE, &sent);
    }
}

static void
ctg_correspondence_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
  *minimum_baseline = *natural_baseline = -1;
}

static void
ctg_correspondence_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ctg_correspondence_chart_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
ctg_correspondence_chart_class_init (CtgCorrespondenceChartClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->measure = ctg_correspondence_chart_measure;
  widget_class->snapshot = ctg_correspondence_chart_snapshot;
  widget_class->css_changed = ctg_correspondence_chart_css_changed;
  widget_class->query_tooltip = ctg_correspondence_chart_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "correspondencechart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ctg_correspondence_chart_init (CtgCorrespondenceChart *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Correspondence of twelve months"), -1);
}

/**
 * ctg_correspondence_chart_show:
 * @self: the chart
 * @correspondence: what to draw; copied
 */
void
ctg_correspondence_chart_show (CtgCorrespondenceChart *self, const CtgCorrespondence *correspondence)
{
  g_autofree char *sentence = dup_sentence (correspondence);

  g_return_if_fail (CTG_IS_CORRESPONDENCE_CHART (self));
  self->correspondence = *correspondence;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
