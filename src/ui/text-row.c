/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "text-row.h"

#include <adwaita.h>

#define PADDING_X 6
#define PADDING_Y 6
#define SPACING 6
#define LINE_SPACING 2
#define ICON_SIZE 16
#define MARK_SIZE 8
#define DIM_ALPHA 0.6f           /* the contrast of Adwaita's .dim-label and a little more */
#define DIM_ALPHA_CONTRAST 0.9f
#define MAX_LINE_BYTES 512       /* what no screen shows is not laid out */

struct _CtgTextRow
{
  GtkWidget parent_instance;

  guint n_lines;
  PangoEllipsizeMode ellipsize;
  char *title;             /* (owned) (nullable) */
  char *subtitle;          /* (owned) (nullable) */
  char *trailing;          /* (owned) (nullable) */
  const char *icon_name;   /* (nullable) interned */
  gboolean is_marked;
  gboolean is_plain;
};

G_DEFINE_FINAL_TYPE (CtgTextRow, ctg_text_row, GTK_TYPE_WIDGET)

static int
line_height (CtgTextRow *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int height = pango_font_metrics_get_height (metrics);

  if (height == 0)
    height = pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics);
  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS_CEIL (height);
}

static void
ctg_text_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  CtgTextRow *self = CTG_TEXT_ROW (widget);
  int lines = (int) self->n_lines;

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 120;
      *natural = 300;
      return;
    }
  *minimum = *natural = 2 * PADDING_Y + lines * line_height (self) + (lines - 1) * LINE_SPACING;
}

static GdkRGBA
get_color (CtgTextRow *self, gboolean is_dim)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  gboolean high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  GdkRGBA color;

  gtk_style_context_get_color (context, &color);
  if (is_dim)
    color.alpha *= high_contrast ? DIM_ALPHA_CONTRAST : DIM_ALPHA;
  return color;
}

/* What a search matched stands between isolates, which nobody sees: it is made strong. */
static void
strengthen_matches (PangoLayout *layout, const char *text)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  for (const char *start = strstr (text, "\u2068"); start != NULL; start = strstr (start, "\u2068"))
    {
      const char *end = strstr (start, "\u2069");
      PangoAttribute *bold;

      if (end == NULL)
        break;
      bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
      bold->start_index = (guint) (start - text);
      bold->end_index = (guint) (end - text);
      pango_attr_list_insert (attributes, bold);
      start = end;
    }
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
}

static PangoLayout *
make_layout (CtgTextRow *self, const char *text, PangoWeight weight)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoContext *context = pango_layout_get_context (layout);

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, self->ellipsize);
  if (weight != PANGO_WEIGHT_NORMAL)
    {
      PangoFontDescription *font = pango_font_description_new ();

      pango_font_description_merge (font, pango_context_get_font_description (context), TRUE);
      pango_font_description_set_weight (font, weight);
      pango_layout_set_font_description (layout, font);
      pango_font_description_free (font);
    }
  else
    strengthen_matches (layout, text);
  return layout;
}

/* Draws at @x from the side where reading begins, and frees the layout. */
static void
draw_layout (CtgTextRow *self, GtkSnapshot *snapshot, PangoLayout *layout, int x, int y, int width,
             const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int left = is_rtl ? gtk_widget_get_width (widget) - x - width : x;

  /* Words of the other direction stay on the side where the list's reader looks for them. */
  if (pango_layout_get_direction (layout, 0) == (is_rtl ? PANGO_DIRECTION_LTR : PANGO_DIRECTION_RTL))
    pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  pango_layout_set_width (layout, MAX (0, width) * PANGO_SCALE);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) left, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
  g_object_unref (layout);
}

static void
draw_icon (CtgTextRow *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA color = get_color (self, TRUE);
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (theme, self->icon_name, NULL, ICON_SIZE,
                                                                  gtk_widget_get_scale_factor (widget),
                                                                  gtk_widget_get_direction (widget), 0);
  float x = (float) (is_rtl ? gtk_widget_get_width (widget) - PADDING_X - ICON_SIZE : PADDING_X);
  float y = (float) (PADDING_Y + (line_height (self) - ICON_SIZE) / 2);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, ICON_SIZE, ICON_SIZE, &color, 1);
  gtk_snapshot_restore (snapshot);
}

static void
draw_mark (CtgTextRow *self, GtkSnapshot *snapshot, int x, int y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int left = is_rtl ? gtk_widget_get_width (widget) - x - MARK_SIZE : x;
  GdkRGBA color = get_color (self, FALSE);
  GskRoundedRect circle;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) left, (float) y, MARK_SIZE, MARK_SIZE);

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_color", &color);
  gsk_rounded_rect_init_from_rect (&circle, &bounds, MARK_SIZE / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_color (snapshot, &color, &bounds);
  gtk_snapshot_pop (snapshot);
}

static int
draw_trailing (CtgTextRow *self, GtkSnapshot *snapshot, int start, int end, const GdkRGBA *dim)
{
  PangoLayout *layout = make_layout (self, self->trailing, PANGO_WEIGHT_NORMAL);
  int width, limit = (end - start) * 3 / 5;

  pango_layout_get_pixel_size (layout, &width, NULL);
  width = MIN (width + 1, limit);
  draw_layout (self, snapshot, layout, end - width, PADDING_Y, width, dim);
  return end - width - 2 * SPACING;
}

static void
ctg_text_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CtgTextRow *self = CTG_TEXT_ROW (widget);
  GdkRGBA color = get_color (self, FALSE), dim = get_color (self, TRUE);
  int start = PADDING_X, end = gtk_widget_get_width (widget) - PADDING_X, title_end = end;
  PangoWeight weight = self->is_plain ? PANGO_WEIGHT_NORMAL : PANGO_WEIGHT_BOLD;
  int second_y = PADDING_Y + line_height (self) + LINE_SPACING;

  if (self->icon_name != NULL)
    {
      draw_icon (self, snapshot);
      start += ICON_SIZE + SPACING;
    }
  if (self->trailing != NULL)
    title_end = draw_trailing (self, snapshot, start, end, &dim);
  if (self->title != NULL)
    draw_layout (self, snapshot, make_layout (self, self->title, weight), start, PADDING_Y, title_end - start, &color);
  if (self->n_lines < 2)
    return;
  if (self->is_marked)
    {
      draw_mark (self, snapshot, start, second_y + (line_height (self) - MARK_SIZE) / 2);
      start += MARK_SIZE + SPACING;
    }
  if (self->subtitle != NULL)
    draw_layout (self, snapshot, make_layout (self, self->subtitle, PANGO_WEIGHT_NORMAL), start, second_y, end - start,
                 &dim);
}

static void
ctg_text_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ctg_text_row_parent_class)->css_changed (widget, change);
  gtk_widget_queue_resize (widget);
}

static void
free_words (CtgTextRow *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->subtitle, g_free);
  g_clear_pointer (&self->trailing, g_free);
  self->icon_name = NULL;
  self->is_marked = FALSE;
  self->is_plain = FALSE;
}

static void
ctg_text_row_finalize (GObject *object)
{
  free_words (CTG_TEXT_ROW (object));
  G_OBJECT_CLASS (ctg_text_row_parent_class)->finalize (object);
}

static void
ctg_text_row_class_init (CtgTextRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = ctg_text_row_finalize;
  widget_class->measure = ctg_text_row_measure;
  widget_class->snapshot = ctg_text_row_snapshot;
  widget_class->css_changed = ctg_text_row_css_changed;
  gtk_widget_class_set_css_name (widget_class, "textrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
ctg_text_row_init (CtgTextRow *self)
{
  self->n_lines = 2;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static char *
shorten (const char *text)
{
  const char *end = NULL;

  if (text == NULL || *text == '\0')
    return NULL;
  if (strlen (text) <= MAX_LINE_BYTES)
    return g_strdup (text);
  end = g_utf8_find_prev_char (text, text + MAX_LINE_BYTES);
  return g_strndup (text, (gsize) (end - text));
}

/* The row itself, and the list item or button around it: that is what the focus is on, and what GTK 4.8 names by
 * nothing but its own label. */
static void
set_accessible_label (CtgTextRow *self, const char *label)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
append_words (GString *label, const char *words)
{
  if (words == NULL || *words == '\0')
    return;
  if (label->len > 0)
    g_string_append (label, ", ");
  g_string_append (label, words);
}

/**
 * ctg_text_row_new:
 * @n_lines: 1 or 2
 * @ellipsize: where a line too long is cut: the end, or for file names the middle
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
ctg_text_row_new (guint n_lines, PangoEllipsizeMode ellipsize)
{
  CtgTextRow *self = g_object_new (CTG_TYPE_TEXT_ROW, NULL);

  self->n_lines = n_lines;
  self->ellipsize = ellipsize;
  return GTK_WIDGET (self);
}

/**
 * ctg_text_row_set:
 * @self: a row that has its parent already, so that the parent gets its accessible name
 * @words: what it shows from now on
 *
 * Changes what the row shows and says.
 */
void
ctg_text_row_set (CtgTextRow *self, const CtgTextRowWords *words)
{
  g_autoptr (GString) label = g_string_new (NULL);

  g_return_if_fail (CTG_IS_TEXT_ROW (self));
  free_words (self);
  self->title = shorten (words->title);
  self->subtitle = shorten (words->subtitle);
  self->trailing = shorten (words->trailing);
  self->icon_name = words->icon_name != NULL ? g_intern_string (words->icon_name) : NULL;
  self->is_marked = words->is_marked;
  self->is_plain = words->is_plain;
  append_words (label, words->accessible);
  if (words->accessible == NULL)
    {
      append_words (label, self->title);
      append_words (label, self->subtitle);
      append_words (label, self->trailing);
    }
  set_accessible_label (self, label->str);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * ctg_text_row_clear:
 * @self: a row
 *
 * Shows nothing: what it is to show is still being read.
 */
void
ctg_text_row_clear (CtgTextRow *self)
{
  g_return_if_fail (CTG_IS_TEXT_ROW (self));
  free_words (self);
  set_accessible_label (self, "");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
