/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What Outlook packs into winmail.dat. The file is opened by a program of its own (src/programs/carteggio-tnef.c),
 * which has nothing to lose; what it says is believed as little as the file. */

#include "tnef.h"

#include "build-config.h"
#include "charset.h"
#include "files.h"
#include "html-text.h"
#include "rtf-text.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PROGRAM "carteggio-tnef"
#define SIGNATURE "\x78\x9f\x3e\x22"
#define HEAD_BYTES 9
#define FILES_MAX 200
#define NAME_MAX_BYTES 1024
#define TEXT_MAX_BYTES (8 * 1024 * 1024)

/* RTF is packed; nothing else grows. */
#define ANSWER_MAX_BYTES (64 * 1024 * 1024)
#define CHUNK_BYTES (64 * 1024)

static void
file_free (CtgTnefFile *self)
{
  g_free (self->name);
  g_bytes_unref (self->content);
  g_free (self);
}

/**
 * ctg_tnef_free:
 * @self: (transfer full) (nullable): what was opened
 */
void
ctg_tnef_free (CtgTnef *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->files);
  g_free (self->text);
  g_free (self);
}

/**
 * ctg_tnef_is:
 * @type: of a part, in lower case
 * @name: of a part
 * @content: its bytes
 *
 * Returns: whether it says that it is such a file, and looks like one
 */
gboolean
ctg_tnef_is (const char *type, const char *name, GBytes *content)
{
  gsize length;
  const char *bytes = g_bytes_get_data (content, &length);
  gboolean is_said = g_str_equal (type, "application/ms-tnef") || g_str_equal (type, "application/vnd.ms-tnef") ||
                     g_ascii_strcasecmp (name, "winmail.dat") == 0;

  return is_said && length > strlen (SIGNATURE) && memcmp (bytes, SIGNATURE, strlen (SIGNATURE)) == 0;
}

/* A file without a name as its input: what is written to a pipe nobody reads would end this program. */
static int
make_input (GBytes *content)
{
  int file = memfd_create ("winmail", MFD_CLOEXEC);
  gsize length;
  const void *bytes = g_bytes_get_data (content, &length);

  if (file >= 0 && ctg_write_all (file, bytes, length, CTG_FILE_TARGET, NULL) && lseek (file, 0, SEEK_SET) == 0)
    return file;
  if (file >= 0)
    close (file);
  return -1;
}

/* NULL: it says too much. */
static GByteArray *
read_answer (GInputStream *stream)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  gssize n;

  while ((n = g_input_stream_read (stream, chunk, CHUNK_BYTES, NULL, NULL)) > 0)
    {
      if (answer->len + (gsize) n > ANSWER_MAX_BYTES)
        return NULL;
      g_byte_array_append (answer, chunk, (guint) n);
    }
  return n == 0 ? g_steal_pointer (&answer) : NULL;
}

/* It limits its own time: nothing here waits for longer than that. */
static GByteArray *
run (GBytes *content)
{
  g_autofree char *program = ctg_find_beside_program (PROGRAM, CTG_MODULEDIR);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) answer = NULL;
  char *no_environment[] = { NULL };
  int input = make_input (content);

  if (input < 0)
    return NULL;
  g_subprocess_launcher_take_stdin_fd (launcher, input);
  g_subprocess_launcher_set_environ (launcher, no_environment);
  process = g_subprocess_launcher_spawn (launcher, &error, program, NULL);
  if (process == NULL)
    {
      g_debug ("winmail.dat: %s", error->message);
      return NULL;
    }
  answer = read_answer (g_subprocess_get_stdout_pipe (process));
  if (answer == NULL)
    g_subprocess_force_exit (process);
  return g_subprocess_wait_check (process, NULL, NULL) ? g_steal_pointer (&answer) : NULL;
}

static guint32
read_length (const guint8 *at)
{
  guint32 length;

  memcpy (&length, at, sizeof length);
  return GUINT32_FROM_LE (length);
}

/* Zero bytes end what the file calls a string. */
static char *
dup_words (const guint8 *bytes, gsize length, CtgProblems *problems)
{
  gsize n = strnlen ((const char *) bytes, length);

  return ctg_charset_to_utf8 (g_utf8_validate ((const char *) bytes, (gssize) n, NULL) ? "utf-8" : "windows-1252",
                              (const char *) bytes, n, problems);
}

static char *
dup_text (char kind, const guint8 *bytes, gsize length, CtgProblems *problems)
{
  g_autofree char *words = dup_words (bytes, MIN (length, TEXT_MAX_BYTES), problems);

  if (kind == 'H')
    return ctg_html_to_text (words, problems);
  return kind == 'R' ? ctg_rtf_to_text (words) : g_steal_pointer (&words);
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

static void
take_record (CtgTnef *self, const guint8 *head, gsize name_length, gsize length, CtgProblems *problems)
{
  char kind = (char) head[0];
  const guint8 *name = head + HEAD_BYTES;
  const guint8 *bytes = name + name_length;
  CtgTnefFile *file;

  if ((kind == 'T' || kind == 'H' || kind == 'R') && is_blank (self->text))
    {
      g_free (self->text);
      self->text = dup_text (kind, bytes, length, problems);
    }
  if (kind != 'A' || self->files->len >= FILES_MAX)
    return;
  file = g_new0 (CtgTnefFile, 1);
  file->name = dup_words (name, MIN (name_length, NAME_MAX_BYTES), problems);
  file->content = g_bytes_new (bytes, length);
  g_ptr_array_add (self->files, file);
}

/* FALSE: it was cut short, or is nonsense. */
static gboolean
read_records (CtgTnef *self, const GByteArray *answer, CtgProblems *problems)
{
  for (gsize at = 0; at + HEAD_BYTES <= answer->len;)
    {
      const guint8 *head = answer->data + at;
      gsize name_length = read_length (head + 1);
      gsize length = read_length (head + 5);

      if (head[0] == 'E')
        return TRUE;
      if (name_length + length > answer->len - at - HEAD_BYTES)
        return FALSE;
      take_record (self, head, name_length, length, problems);
      at += HEAD_BYTES + name_length + length;
    }
  return FALSE;
}

/**
 * ctg_tnef_open:
 * @content: a file that ctg_tnef_is()
 * @problems: (inout): what cannot be read is added
 *
 * Takes out what is packed into it. Starts a program, and waits for it, at most for some seconds. Not on the main
 * thread.
 *
 * Specification: MS-OXTNEF
 * Returns: (transfer full) (nullable): its files and the letter's words
 */
CtgTnef *
ctg_tnef_open (GBytes *content, CtgProblems *problems)
{
  g_autoptr (GByteArray) answer = run (content);
  g_autoptr (CtgTnef) self = g_new0 (CtgTnef, 1);

  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) file_free);
  if (answer != NULL && read_records (self, answer, problems))
    return g_steal_pointer (&self);
  *problems |= CTG_PROBLEM_TNEF_UNREADABLE;
  return NULL;
}
