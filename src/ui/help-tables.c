/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the help says by tables of the program itself, so that it is never behind: what tells of a problem, the
 * providers that are known, and the keys of the shortcuts window. */

#include "help-tables.h"

#include "help-book.h"
#include "provider-texts.h"
#include "setup-texts.h"
#include "texts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OVERLAY "/org/carteggio/Carteggio/gtk/help-overlay.ui"

static void
add_plain (GPtrArray *blocks, CtgHelpKind kind, const char *id, const char *words)
{
  g_autofree char *markup = g_markup_escape_text (words, -1);

  if (*markup != '\0')
    g_ptr_array_add (blocks, ctg_help_block_new (kind, id, markup));
}

/* --- What tells of a problem --- */

typedef struct
{
  char *id;               /* (owned) */
  char *collated;         /* (owned) */
  CtgErrorText *text;     /* (owned) */
} Message;

static void
message_free (Message *message)
{
  g_free (message->id);
  g_free (message->collated);
  ctg_error_text_free (message->text);
  g_free (message);
}

static int
compare_messages (gconstpointer a, gconstpointer b)
{
  const Message *first = *(const Message *const *) a;
  const Message *second = *(const Message *const *) b;
  int order = g_strcmp0 (first->collated, second->collated);

  return order != 0 ? order : g_strcmp0 (first->id, second->id);
}

static GPtrArray *
list_messages (void)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) message_free);
  const char *code, *reason;

  for (guint i = 0; ctg_error_text_get_key (i, &code, &reason); i++)
    {
      Message *message = g_new0 (Message, 1);

      message->id = reason != NULL ? g_strconcat (code, "-", reason, NULL) : g_strdup (code);
      /* Translators: stands in the help for a name in a sentence of the program */
      message->text = ctg_error_text_new_for (code, reason, C_("help", "…"), NULL);
      message->collated = g_utf8_collate_key (message->text->headline, -1);
      g_ptr_array_add (messages, message);
    }
  g_ptr_array_sort (messages, compare_messages);
  return messages;
}

static gboolean
say_the_same (const CtgErrorText *a, const CtgErrorText *b)
{
  return strcmp (a->headline, b->headline) == 0 && strcmp (a->explanation, b->explanation) == 0 &&
         strcmp (a->next, b->next) == 0;
}

static void
add_id (CtgHelpBlock *heading, const char *id)
{
  char *both = g_strconcat (heading->id, " ", id, NULL);

  g_free (heading->id);
  heading->id = both;
}

/* What is said for several reasons stands once, and is found by each of them. */
static void
add_messages (GPtrArray *blocks)
{
  g_autoptr (GPtrArray) messages = list_messages ();
  CtgHelpBlock *heading = NULL;

  for (guint i = 0; i < messages->len; i++)
    {
      const Message *message = messages->pdata[i];

      if (i > 0 && say_the_same (message->text, ((const Message *) messages->pdata[i - 1])->text))
        {
          add_id (heading, message->id);
          continue;
        }
      add_plain (blocks, CTG_HELP_HEADING, message->id, message->text->headline);
      heading = blocks->pdata[blocks->len - 1];
      add_plain (blocks, CTG_HELP_TEXT, NULL, message->text->explanation);
      add_plain (blocks, CTG_HELP_TEXT, NULL, message->text->next);
    }
}

static char *
dup_day (const char *day)
{
  g_autofree char *text = g_strconcat (day, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (text, NULL);

  /* Translators: a day, as strftime() writes it */
  return date != NULL ? g_date_time_format (date, _("%e %B %Y")) : g_strdup (day);
}

/* A13: what is written ages; the day says how much. */
static void
add_checked (GPtrArray *blocks, const char *checked)
{
  g_autofree char *day = dup_day (checked);
  /* Translators: %s is a day */
  g_autofree char *text = g_strdup_printf (_("Checked on %s."), g_strchug (day));

  add_plain (blocks, CTG_HELP_TEXT, NULL, text);
}

/* --- The providers --- */

static char *
dup_way (const CtgProviderText *provider)
{
  CtgRefusalText refusal;
  g_autoptr (CtgCandidate) candidate = NULL;

  if (g_str_equal (provider->kind, "gmail") || g_str_equal (provider->kind, "microsoft365"))
    return g_strdup (_("You sign in with your browser."));
  if (!g_str_equal (provider->kind, "unsupported"))
    return g_strdup (provider->hint != NULL ? provider->hint : _("Connected by IMAP, with your password."));
  candidate = ctg_candidate_new (provider->kind, provider->name, "builtin", NULL);
  candidate->reason = g_strdup (provider->reason);
  refusal = ctg_setup_text_for_refusal (candidate);
  return g_strjoin (" ", refusal.why, refusal.instead, NULL);
}

static void
add_providers (GPtrArray *blocks)
{
  const char *before = "";
  CtgProviderText provider;

  for (guint i = 0; ctg_provider_text_get (i, &provider); i++)
    {
      g_autofree char *way = NULL;
      g_autofree char *words = NULL;
      g_autofree char *link = NULL;

      if (g_str_equal (provider.kind, "filter") || g_str_equal (provider.name, before))
        continue;
      before = provider.name;
      way = dup_way (&provider);
      words = g_markup_escape_text (way, -1);
      if (provider.documentation != NULL)
        link = g_markup_printf_escaped (" <a href=\"%s\">%s</a>", provider.documentation, _("Its own pages"));
      add_plain (blocks, CTG_HELP_TERM, NULL, provider.name);
      g_ptr_array_add (blocks, ctg_help_block_new (CTG_HELP_TEXT, NULL, words));
      if (link != NULL)
        {
          CtgHelpBlock *last = blocks->pdata[blocks->len - 1];
          char *both = g_strconcat (last->markup, link, NULL);

          g_free (last->markup);
          last->markup = both;
        }
    }
}

/* --- The keys --- */

typedef struct
{
  GPtrArray *blocks;
  GtkApplication *application;
  GString *value;          /* of the property that is open */
  char *property;          /* (owned) (nullable) its name */
  char *title;             /* (owned) (nullable) of the shortcut that is open */
  gboolean is_group;
} Keys;

static char *
dup_keys (Keys *keys, const char *property, const char *value)
{
  g_auto (GStrv) accelerators = g_str_equal (property, "action-name")
                                  ? gtk_application_get_accels_for_action (keys->application, value)
                                  : g_strsplit (value, " ", -1);
  g_autoptr (GString) labels = g_string_new (NULL);

  for (char **accelerator = accelerators; *accelerator != NULL; accelerator++)
    {
      g_auto (GStrv) ends = g_strsplit (*accelerator, "...", 2);
      GdkModifierType modifiers;
      guint key;

      if (!gtk_accelerator_parse (ends[0], &key, &modifiers))
        continue;
      if (labels->len > 0)
        g_string_append (labels, ", ");
      g_string_append (labels, gtk_accelerator_get_label (key, modifiers));
      if (ends[1] != NULL)
        g_string_append_printf (labels, "–%s", ends[1]);
    }
  return g_string_free (g_steal_pointer (&labels), FALSE);
}

static void
overlay_open_cb (GMarkupParseContext *context, const char *name, const char **names, const char **values, gpointer data,
                 GError **error)
{
  Keys *keys = data;

  for (int i = 0; names[i] != NULL; i++)
    if (g_str_equal (name, "object") && g_str_equal (names[i], "class"))
      keys->is_group = g_str_equal (values[i], "GtkShortcutsGroup");
    else if (g_str_equal (name, "property") && g_str_equal (names[i], "name"))
      {
        g_free (keys->property);
        keys->property = g_strdup (values[i]);
        g_string_truncate (keys->value, 0);
      }
}

static void
add_key (Keys *keys, const char *property, const char *value)
{
  if (g_str_equal (property, "title"))
    {
      const char *title = g_dpgettext2 (GETTEXT_PACKAGE, "shortcut window", value);

      if (keys->is_group)
        add_plain (keys->blocks, CTG_HELP_HEADING, value, title);
      g_free (keys->title);
      keys->title = g_strdup (title);
    }
  else if (g_str_equal (property, "accelerator") || g_str_equal (property, "action-name"))
    {
      g_autofree char *labels = dup_keys (keys, property, value);

      add_plain (keys->blocks, CTG_HELP_TERM, NULL, labels);
      add_plain (keys->blocks, CTG_HELP_TEXT, NULL, keys->title);
    }
}

static void
overlay_close_cb (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Keys *keys = data;

  if (g_str_equal (name, "property") && keys->property != NULL)
    add_key (keys, keys->property, keys->value->str);
}

static void
overlay_text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  g_string_append_len (((Keys *) data)->value, text, (gssize) length);
}

static void
add_keyboard (GPtrArray *blocks, GtkApplication *application)
{
  static const GMarkupParser parser = { overlay_open_cb, overlay_close_cb, overlay_text_cb, NULL, NULL };
  Keys keys = { .blocks = blocks, .application = application, .value = g_string_new (NULL) };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &keys, NULL);
  g_autoptr (GBytes) overlay = g_resources_lookup_data (OVERLAY, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (overlay != NULL)
    g_markup_parse_context_parse (context, g_bytes_get_data (overlay, NULL), (gssize) g_bytes_get_size (overlay), NULL);
  g_string_free (keys.value, TRUE);
  g_free (keys.property);
  g_free (keys.title);
}

/**
 * ctg_help_tables_open:
 * @id: of a page
 * @application: whose keys are said
 *
 * Returns: (transfer full) (nullable): the page, whole
 */
CtgHelpPage *
ctg_help_tables_open (const char *id, GtkApplication *application)
{
  CtgHelpPage *page = ctg_help_book_open (id);
  g_autoptr (GPtrArray) written = NULL;

  if (page == NULL)
    return NULL;
  written = g_steal_pointer (&page->blocks);
  page->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_help_block_free);
  g_ptr_array_set_free_func (written, NULL);
  for (guint i = 0; i < written->len; i++)
    {
      CtgHelpBlock *block = written->pdata[i];

      if (block->kind != CTG_HELP_TABLE)
        {
          g_ptr_array_add (page->blocks, block);
          continue;
        }
      if (g_str_equal (block->markup, "messages"))
        add_messages (page->blocks);
      else if (g_str_equal (block->markup, "providers"))
        add_providers (page->blocks);
      else if (g_str_equal (block->markup, "keyboard"))
        add_keyboard (page->blocks, application);
      ctg_help_block_free (block);
    }
  if (page->checked != NULL)
    add_checked (page->blocks, page->checked);
  return page;
}
