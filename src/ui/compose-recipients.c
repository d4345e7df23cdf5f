/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "compose-recipients.h"

#include "click-row.h"
#include "engine-drafts.h"
#include "recipients.h"
#include "text-row.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_OFFERED 6

struct _CtgComposeRecipients
{
  GtkWidget parent_instance;

  CtgEngine *engine;              /* (owned) (nullable) */
  GtkWidget *entry;
  GtkWidget *popover;
  GtkStringList *offers;          /* (owned) */
  GtkSingleSelection *selection;  /* (owned) */
  GCancellable *cancellable;      /* (owned) (nullable) of the search that runs */
  gboolean is_setting;            /* the text is put there, not typed */
};

G_DEFINE_FINAL_TYPE (CtgComposeRecipients, ctg_compose_recipients, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* --- The word under the hands --- */

/* From behind the last separator before the cursor; offsets in bytes. */
static void
find_word (CtgComposeRecipients *self, gsize *start, gsize *end)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  int position = gtk_editable_get_position (GTK_EDITABLE (self->entry));
  gboolean is_quoted = FALSE;

  *start = 0;
  *end = (gsize) (g_utf8_offset_to_pointer (text, position) - text);
  for (gsize i = 0; i < *end; i++)
    if (text[i] == '"')
      is_quoted = !is_quoted;
    else if (!is_quoted && (text[i] == ',' || text[i] == ';'))
      *start = i + 1;
  while (*start < *end && text[*start] == ' ')
    (*start)++;
}

static void
close_offers (CtgComposeRecipients *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

/* The person instead of the word, and a comma, so that the next one can be typed. */
static void
take_offer (CtgComposeRecipients *self, guint position)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  const char *offer = gtk_string_list_get_string (self->offers, position);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *whole = NULL;
  gsize start, end;

  if (offer == NULL)
    return;
  find_word (self, &start, &end);
  before = g_strdup_printf ("%.*s%s, ", (int) start, text, offer);
  after = g_strdup (text + end + strspn (text + end, " ,;"));
  whole = g_strconcat (before, after, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), whole);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), (int) g_utf8_strlen (before, -1));
  close_offers (self);
}

/* --- Offers --- */

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtgComposeRecipients) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) found = ctg_recipients_find_finish (result, &error);

  if (found == NULL || self->engine == NULL)
    return;
  gtk_string_list_splice (self->offers, 0, g_list_model_get_n_items (G_LIST_MODEL (self->offers)),
                          (const char *const *) found);
  gtk_single_selection_set_selected (self->selection, 0);
  if (found[0] != NULL && gtk_widget_get_mapped (self->entry))
    gtk_popover_popup (GTK_POPOVER (self->popover));
  else
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
look_for_offers (CtgComposeRecipients *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *word = NULL;
  gsize start, end;

  find_word (self, &start, &end);
  word = g_strndup (text + start, end - start);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (*word == '\0' || strpbrk (word, "<>\"") != NULL)
    {
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      return;
    }
  self->cancellable = g_cancellable_new ();
  ctg_recipients_find_async (ctg_engine_get_store (self->engine), word, MOST_OFFERED, self->cancellable, found_cb,
                             g_object_ref (self));
}

static void
mark (CtgComposeRecipients *self, gboolean is_wrong)
{
  if (is_wrong)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               is_wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
changed_cb (CtgComposeRecipients *self)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));

  mark (self, FALSE);
  g_signal_emit (self, signals[CHANGED], 0);
  if (self->engine != NULL && !self->is_setting && gtk_widget_has_focus (GTK_WIDGET (delegate)))
    look_for_offers (self);
}

static gboolean
move_selection (CtgComposeRecipients *self, int step)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->offers));
  guint position = gtk_single_selection_get_selected (self->selection);

  if (n == 0)
    return GDK_EVENT_PROPAGATE;
  gtk_single_selection_set_selected (self->selection, (position + n + (guint) step) % n);
  return GDK_EVENT_STOP;
}

static gboolean
key_cb (CtgComposeRecipients *self, guint key, guint code, GdkModifierType state)
{
  if (!gtk_widget_get_visible (self->popover) || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Down: return move_selection (self, 1);
    case GDK_KEY_Up: return move_selection (self, -1);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_Tab:
      take_offer (self, gtk_single_selection_get_selected (self->selection));
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      close_offers (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
focus_left_cb (CtgComposeRecipients *self)
{
  close_offers (self);
  ctg_compose_recipients_check (self, NULL);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  ctg_click_row_set_up (list_item, ctg_text_row_new (1, PANGO_ELLIPSIZE_END));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  g_autofree char *line = ctg_words_line (gtk_string_object_get_string (gtk_list_item_get_item (list_item)));
  CtgTextRowWords words = { .title = line, .accessible = line, .is_plain = TRUE };

  ctg_text_row_set (CTG_TEXT_ROW (gtk_list_item_get_child (list_item)), &words);
}

/* --- The widget --- */

static void
ctg_compose_recipients_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                                int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (CTG_COMPOSE_RECIPIENTS (widget)->entry, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
ctg_compose_recipients_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CtgComposeRecipients *self = CTG_COMPOSE_RECIPIENTS (widget);

  gtk_widget_allocate (self->entry, width, height, baseline, NULL);
  gtk_popover_present (GTK_POPOVER (self->popover));
}

static gboolean
ctg_compose_recipients_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (CTG_COMPOSE_RECIPIENTS (widget)->entry);
}

static void
ctg_compose_recipients_dispose (GObject *object)
{
  CtgComposeRecipients *self = CTG_COMPOSE_RECIPIENTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->entry, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->offers);
  G_OBJECT_CLASS (ctg_compose_recipients_parent_class)->dispose (object);
}

static void
ctg_compose_recipients_class_init (CtgComposeRecipientsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ctg_compose_recipients_dispose;
  widget_class->measure = ctg_compose_recipients_measure;
  widget_class->size_allocate = ctg_compose_recipients_size_allocate;
  widget_class->grab_focus = ctg_compose_recipients_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
make_popover (CtgComposeRecipients *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *view = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_widget_add_css_class (view, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Contacts to write to"), -1);
  g_signal_connect_object (view, "activate", G_CALLBACK (take_offer), self, G_CONNECT_SWAPPED);
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), view);
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_size_request (self->popover, 320, -1);
  gtk_widget_add_css_class (self->popover, "search-results");
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

static void
ctg_compose_recipients_init (CtgComposeRecipients *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  self->offers = gtk_string_list_new (NULL);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->offers)));
  self->entry = gtk_entry_new ();
  gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), GTK_INPUT_PURPOSE_EMAIL);
  gtk_entry_set_has_frame (GTK_ENTRY (self->entry), FALSE);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  make_popover (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, focus);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * ctg_compose_recipients_set_engine:
 * @self: the line
 * @engine: whose contacts are offered
 * @label: the line's name for a screen reader
 *
 * Gives the line what it needs.
 */
void
ctg_compose_recipients_set_engine (CtgComposeRecipients *self, CtgEngine *engine, const char *label)
{
  g_set_object (&self->engine, engine);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * ctg_compose_recipients_set_placeholder:
 * @self: the line
 * @words: a few words
 *
 * Says what the line is for while it is empty, where nothing stands before it.
 */
void
ctg_compose_recipients_set_placeholder (CtgComposeRecipients *self, const char *words)
{
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), words);
}

/**
 * ctg_compose_recipients_set_text:
 * @self: the line
 * @text: people as typed
 *
 * Puts people into the line.
 */
void
ctg_compose_recipients_set_text (CtgComposeRecipients *self, const char *text)
{
  self->is_setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->is_setting = FALSE;
}

/**
 * ctg_compose_recipients_get_text:
 * @self: the line
 *
 * Returns: (transfer none): people as typed
 */
const char *
ctg_compose_recipients_get_text (CtgComposeRecipients *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/**
 * ctg_compose_recipients_check:
 * @self: the line
 * @error: %CTG_ERROR_INVALID_INPUT "address", naming what is no address
 *
 * Reads the line and marks it if it cannot be read.
 *
 * Returns: whether everybody in it has an address
 */
gboolean
ctg_compose_recipients_check (CtgComposeRecipients *self, GError **error)
{
  g_auto (GStrv) addresses = ctg_engine_read_people (ctg_compose_recipients_get_text (self), error);

  mark (self, addresses == NULL);
  return addresses != NULL;
}
