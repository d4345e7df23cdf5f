/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "state-icon.h"

#include <glib/gi18n-lib.h>

struct _CtgStateIcon
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkSpinner *spinner;
  GtkImage *image;
};

G_DEFINE_FINAL_TYPE (CtgStateIcon, ctg_state_icon, ADW_TYPE_BIN)

static const struct
{
  const char *icon;        /* NULL: none */
  const char *css_class;   /* NULL: none */
  const char *text;
} looks[] = {
  [CTG_STEP_WAITING] = { NULL, NULL, NC_("step", "Waiting") },
  [CTG_STEP_RUNNING] = { NULL, NULL, NC_("step", "In progress") },
  [CTG_STEP_DONE] = { "object-select-symbolic", "success", NC_("step", "Done") },
  [CTG_STEP_FAILED] = { "window-close-symbolic", "error", NC_("step", "Failed") },
  [CTG_STEP_SKIPPED] = { "list-remove-symbolic", "dim-label", NC_("step", "Nothing") },
};

static void
ctg_state_icon_class_init (CtgStateIconClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ctg_state_icon_init (CtgStateIcon *self)
{
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->image = GTK_IMAGE (gtk_image_new ());
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->image), "image");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->spinner), "spinner");
  gtk_widget_set_valign (GTK_WIDGET (self->stack), GTK_ALIGN_CENTER);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

/**
 * ctg_state_icon_new:
 *
 * Returns: (transfer floating): an icon that shows nothing yet
 */
CtgStateIcon *
ctg_state_icon_new (void)
{
  return g_object_new (CTG_TYPE_STATE_ICON, NULL);
}

/**
 * ctg_state_icon_set_state:
 * @self: an icon
 * @state: what it shows
 */
void
ctg_state_icon_set_state (CtgStateIcon *self, CtgStepState state)
{
  gboolean running = state == CTG_STEP_RUNNING;
  const char *classes[] = { looks[state].css_class, NULL };

  gtk_spinner_set_spinning (self->spinner, running);
  gtk_stack_set_visible_child_name (self->stack, running ? "spinner" : "image");
  gtk_image_set_from_icon_name (self->image, looks[state].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->image), classes);
}

/**
 * ctg_state_icon_get_text:
 * @state: what an icon shows
 *
 * Returns: (transfer none): it in a word, for those who cannot see it
 */
const char *
ctg_state_icon_get_text (CtgStepState state)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "step", looks[state].text);
}
