/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row of a long list: one strong line, one dim line, a date, at most one mark, one fixed height. It draws its own
 * text, because GTK 4.8 makes about 205 rows whatever is visible: 8 ms drawn, 95 ms with labels. */
#define CTG_TYPE_TEXT_ROW (ctg_text_row_get_type ())
G_DECLARE_FINAL_TYPE (CtgTextRow, ctg_text_row, CTG, TEXT_ROW, GtkWidget)

/* Borrowed for the length of the call. Words are taken as they are, never as markup. */
typedef struct
{
  const char *title;       /* (nullable) */
  const char *subtitle;    /* (nullable) */
  const char *trailing;    /* (nullable) a date in words, a size */
  const char *accessible;  /* (nullable) what a screen reader says, with the exact date; NULL: the three above */
  const char *icon_name;   /* (nullable) a symbolic icon before the text */
  gboolean is_marked;      /* an accented dot before the dim line */
  gboolean is_plain;       /* the strong line is not strong */
} CtgTextRowWords;

GtkWidget *ctg_text_row_new       (guint n_lines, PangoEllipsizeMode ellipsize);
void       ctg_text_row_set       (CtgTextRow *self, const CtgTextRowWords *words);
void       ctg_text_row_clear     (CtgTextRow *self);

G_END_DECLS
