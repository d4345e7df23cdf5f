/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads a command line. GOptionContext cannot do this: options of a command may stand before its name, so which words
 * are values has to be known before the command is.
 *
 *   --name VALUE, --name=VALUE   an option with a value; a repeated one keeps all values, in order
 *   --name                       a switch
 *   -h, -q, -v                   the short forms of three general options, nothing else has one
 *   --                           what follows is arguments
 *   -                            an argument (standard input)
 */

#include "invocation.h"

#include "errors.h"

#include <glib/gi18n.h>
#include <string.h>

const CtgOption ctg_general_options[] = {
  { "json", NULL, N_("Write JSON") },
  { "profile", N_("DIR"), N_("Keep everything under DIR instead of the usual directories") },
  { "quiet", NULL, N_("Say nothing but results and errors") },
  { "verbose", NULL, N_("Say more") },
  { "help", NULL, N_("Show this help") },
  { "version", NULL, N_("Show the version") },
  { NULL },
};

typedef struct
{
  const CtgCommand *const *groups;
  CtgInvocation *result;     /* (owned) */
  GPtrArray *plain;          /* (owned) words that are not options; borrowed strings */
} Parser;

static const CtgOption *
find_in (const CtgOption *options, const char *name, gsize length)
{
  for (; options != NULL && options->name != NULL; options++)
    if (strlen (options->name) == length && strncmp (options->name, name, length) == 0)
      return options;
  return NULL;
}

/* How many of the plain words name this command; 0: it is another. */
static guint
count_matching_words (const Parser *parser, const CtgCommand *command)
{
  g_auto (GStrv) names = g_strsplit (command->name, " ", 2);
  guint n_names = g_strv_length (names);

  if (parser->plain->len < n_names)
    return 0;
  for (guint i = 0; i < n_names; i++)
    if (!g_str_equal (names[i], g_ptr_array_index (parser->plain, i)))
      return 0;
  return n_names;
}

/* "accounts pause" before "accounts": the longer name wins. */
static guint
find_command (Parser *parser)
{
  guint n_best = 0;

  for (guint i = 0; parser->groups[i] != NULL; i++)
    for (const CtgCommand *command = parser->groups[i]; command->name != NULL; command++)
      {
        guint n = count_matching_words (parser, command);

        if (n > n_best)
          {
            n_best = n;
            parser->result->command = command;
          }
      }
  return n_best;
}

/* The command's own, where it is named already: the same name may be a switch of one and have a value of another. */
static const CtgOption *
find_option (Parser *parser, const char *name, gsize length)
{
  const CtgOption *option = find_in (ctg_general_options, name, length);

  if (option == NULL && find_command (parser) > 0)
    option = find_in (parser->result->command->options, name, length);
  for (guint i = 0; option == NULL && parser->groups[i] != NULL; i++)
    for (const CtgCommand *command = parser->groups[i]; option == NULL && command->name != NULL; command++)
      option = find_in (command->options, name, length);
  return option;
}

static void
add_value (CtgInvocation *invocation, const CtgOption *option, const char *value)
{
  GPtrArray *values = g_hash_table_lookup (invocation->options, option->name);

  if (values == NULL)
    {
      values = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (values, NULL);
      g_hash_table_insert (invocation->options, (char *) option->name, values);
    }
  g_ptr_array_insert (values, (int) values->len - 1, g_strdup (value));
}

/* Takes the option at *words, and its value where that is the next word. */
static gboolean
take_option (Parser *parser, const char *const **words, GError **error)
{
  const char *name = **words + 2;
  const char *equals = strchr (name, '=');
  gsize length = equals != NULL ? (gsize) (equals - name) : strlen (name);
  const CtgOption *option = find_option (parser, name, length);
  const char *value = equals != NULL ? equals + 1 : NULL;

  if (option == NULL)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("There is no option --%.*s."), (int) length, name);
  else if (option->placeholder == NULL && value != NULL)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("The option --%s takes no value."), option->name);
  else if (option->placeholder != NULL && value == NULL && (*words)[1] == NULL)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("The option --%s needs a value."), option->name);
  else
    {
      if (option->placeholder != NULL && value == NULL)
        value = *++*words;
      add_value (parser->result, option, value != NULL ? value : "");
      return TRUE;
    }
  return FALSE;
}

static const CtgOption *
find_short (const char *word)
{
  static const struct { const char *word; guint index; } shorts[] = { { "-q", 2 }, { "-v", 3 }, { "-h", 4 } };

  for (guint i = 0; i < G_N_ELEMENTS (shorts); i++)
    if (g_str_equal (shorts[i].word, word))
      return &ctg_general_options[shorts[i].index];
  return NULL;
}

static gboolean
take_words (Parser *parser, const char *const *words, GError **error)
{
  gboolean only_arguments = FALSE;

  for (; *words != NULL; words++)
    {
      const CtgOption *option = only_arguments ? NULL : find_short (*words);

      if (option != NULL)
        add_value (parser->result, option, "");
      else if (only_arguments || **words != '-' || g_str_equal (*words, "-"))
        g_ptr_array_add (parser->plain, (char *) *words);
      else if (g_str_equal (*words, "--"))
        only_arguments = TRUE;
      else if (g_str_has_prefix (*words, "--"))
        {
          if (!take_option (parser, &words, error))
            return FALSE;
        }
      else
        {
          ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("There is no option %s."), *words);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_options (const CtgInvocation *invocation, GError **error)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, invocation->options);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (find_in (ctg_general_options, name, strlen (name)) == NULL &&
        find_in (invocation->command->options, name, strlen (name)) == NULL)
      {
        ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("The option --%s does not belong to “%s”."),
                       (char *) name, invocation->command->name);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_arguments (const CtgInvocation *invocation, GError **error)
{
  const CtgCommand *command = invocation->command;
  guint n = g_strv_length (invocation->arguments);

  if (n >= command->n_arguments_min && n <= command->n_arguments_max)
    return TRUE;
  if (n > command->n_arguments_max)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage",
                   _("“%s” is one word too many. Usage: carteggioctl %s%s%s; --help tells of its options."),
                   invocation->arguments[command->n_arguments_max], command->name,
                   *command->arguments != '\0' ? " " : "", *command->arguments != '\0' ? _(command->arguments) : "");
  else
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage",
                   _("Something is missing. Usage: carteggioctl %s %s; --help tells of its options."),
                   command->name, _(command->arguments));
  return FALSE;
}

static gboolean
resolve (Parser *parser, GError **error)
{
  CtgInvocation *invocation = parser->result;
  guint n_names = find_command (parser);
  gboolean asks_for_help = ctg_invocation_has (invocation, "help") || ctg_invocation_has (invocation, "version");

  if (invocation->command == NULL && parser->plain->len > 0)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage",
                   _("There is no command “%s”; carteggioctl --help lists all."),
                   (const char *) g_ptr_array_index (parser->plain, 0));
  else if (invocation->command == NULL && !asks_for_help)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("Which command? carteggioctl --help lists all."));
  if (invocation->command == NULL && (parser->plain->len > 0 || !asks_for_help))
    return FALSE;
  g_ptr_array_add (parser->plain, NULL);
  invocation->arguments = g_strdupv ((char **) parser->plain->pdata + n_names);
  return invocation->command == NULL || asks_for_help ||
         (check_options (invocation, error) && check_arguments (invocation, error));
}

/**
 * ctg_invocation_parse:
 * @groups: (array zero-terminated=1): the commands there are, in lists
 * @words: (array zero-terminated=1): the command line without the program's name
 * @error: %CTG_ERROR_INVALID_INPUT with reason "usage" and a sentence for the person
 *
 * Returns: (transfer full) (nullable): what is to be done
 */
CtgInvocation *
ctg_invocation_parse (const CtgCommand *const *groups, const char *const *words, GError **error)
{
  g_autoptr (CtgInvocation) invocation = g_new0 (CtgInvocation, 1);
  g_autoptr (GPtrArray) plain = g_ptr_array_new ();
  Parser parser = { groups, invocation, plain };

  invocation->options = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  if (!take_words (&parser, words, error) || !resolve (&parser, error))
    return NULL;
  return g_steal_pointer (&invocation);
}

/**
 * ctg_invocation_free:
 * @self: (transfer full) (nullable): an invocation
 */
void
ctg_invocation_free (CtgInvocation *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->arguments);
  g_hash_table_unref (self->options);
  g_free (self);
}

/**
 * ctg_invocation_has:
 * @self: an invocation
 * @option: an option's name
 *
 * Returns: whether it was given
 */
gboolean
ctg_invocation_has (const CtgInvocation *self, const char *option)
{
  return g_hash_table_contains (self->options, option);
}

/**
 * ctg_invocation_get_all:
 * @self: an invocation
 * @option: an option's name
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): its values in their order; %NULL: not given
 */
const char *const *
ctg_invocation_get_all (const CtgInvocation *self, const char *option)
{
  GPtrArray *values = g_hash_table_lookup (self->options, option);

  return values != NULL ? (const char *const *) values->pdata : NULL;
}

/**
 * ctg_invocation_get:
 * @self: an invocation
 * @option: an option's name
 *
 * Returns: (transfer none) (nullable): its value, of a repeated one the last
 */
const char *
ctg_invocation_get (const CtgInvocation *self, const char *option)
{
  GPtrArray *values = g_hash_table_lookup (self->options, option);

  return values != NULL ? g_ptr_array_index (values, values->len - 2) : NULL;
}
