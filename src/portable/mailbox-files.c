/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a path is:
 *
 *   a directory with cur or new          Maildir: the files in both, one message each; then its other
 *     directories, as
 *                                          Maildir++ (".Sent") and Dovecot ("Sent") nest them
 *   another directory                    everything in it, recursively; of its files those that are mail
 *   a file that starts with "From "      mbox
 *   a file named .eml, or given by name  one message
 *   a file found in a directory          one message if it starts with header fields and one that mail has
 *
 * Names that start with a dot are passed over, but for Maildir++ folders. Links to directories are not
 * followed: they can lead in circles. */

#include "mailbox-files.h"

#include "errors.h"
#include "maildir.h"
#include "mbox.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX 32
#define HEAD_BYTES 4096
#define MESSAGE_MAX_BYTES 50000001

typedef struct
{
  char *path;
  gint64 size_bytes;
  gboolean is_mbox;
} Entry;

typedef struct
{
  GPtrArray *entries;        /* (element-type Entry) in the order they are read */
  GCancellable *cancellable;
} Walk;

static void
entry_free (Entry *self)
{
  g_free (self->path);
  g_free (self);
}

static gboolean
set_file_error (const char *path, int code, GError **error)
{
  gboolean missing = code == ENOENT || code == ENOTDIR;

  ctg_error_set (error, missing ? CTG_ERROR_NOT_FOUND : CTG_ERROR_STORAGE,
                 missing ? "file-missing" : "file-unreadable", "%s: %s", path, g_strerror (code));
  return FALSE;
}

static gsize
read_head (const char *path, char *head, gsize size)
{
  FILE *file = g_fopen (path, "rbe");
  gsize n;

  if (file == NULL)
    return 0;
  n = fread (head, 1, size, file);
  fclose (file);
  return n;
}

/* Whether a header field that every mail program writes stands in the beginning. */
static gboolean
has_mail_field (const char *head)
{
  static const char *const fields[] = { "from:", "date:", "subject:", "message-id:", "received:", "return-path:",
                                        "delivered-to:", "mime-version:", NULL };
  const char *line = head;

  while (line != NULL && *line != '\0' && *line != '\n' && *line != '\r')
    {
      for (guint i = 0; fields[i] != NULL; i++)
        if (g_ascii_strncasecmp (line, fields[i], strlen (fields[i])) == 0)
          return TRUE;
      if (*line != ' ' && *line != '\t' && line[strcspn (line, ": \n")] != ':')
        return FALSE;
      line = strchr (line, '\n');
      if (line != NULL)
        line++;
    }
  return FALSE;
}

static void
add_entry (Walk *self, const char *path, gint64 size_bytes, gboolean is_mbox)
{
  Entry *entry = g_new (Entry, 1);

  entry->path = g_strdup (path);
  entry->size_bytes = size_bytes;
  entry->is_mbox = is_mbox;
  g_ptr_array_add (self->entries, entry);
}

/* @is_message: it is one because of where it lies. */
static void
add_file (Walk *self, const char *path, gint64 size_bytes, gboolean is_named, gboolean is_message)
{
  char head[HEAD_BYTES + 1];
  gsize n;

  if (is_message)
    {
      add_entry (self, path, size_bytes, FALSE);
      return;
    }
  n = read_head (path, head, HEAD_BYTES);
  head[n] = '\0';
  if (n == 0 && size_bytes == 0)
    return;   /* an mbox without a message */
  if (n >= 5 && memcmp (head, "From ", 5) == 0)
    add_entry (self, path, size_bytes, !g_str_has_suffix (path, ".eml"));
  else if (is_named || g_str_has_suffix (path, ".eml") || g_str_has_suffix (path, ".EML") ||
           has_mail_field (head + strspn (head, "\r\n")))
    add_entry (self, path, size_bytes, FALSE);
}

static gboolean
is_directory (const char *parent, const char *name)
{
  g_autofree char *path = g_build_filename (parent, name, NULL);
  GStatBuf info;

  return g_lstat (path, &info) == 0 && S_ISDIR (info.st_mode);
}

static gboolean
is_maildir (const char *path)
{
  return is_directory (path, "cur") || is_directory (path, "new");
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_names (const char *path, GError **error)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, error);
  GPtrArray *names;
  const char *name;

  if (directory == NULL)
    return NULL;
  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (directory)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean walk_directory (Walk *self, const char *path, guint depth, gboolean are_messages, GError **error);

static gboolean
walk_child (Walk *self, const char *path, const char *name, guint depth, gboolean are_messages, GError **error)
{
  g_autofree char *child = g_build_filename (path, name, NULL);
  GStatBuf info;

  if (g_lstat (child, &info) != 0)
    return TRUE;
  if (S_ISDIR (info.st_mode) && (*name != '.' || is_maildir (child)))
    return are_messages || walk_directory (self, child, depth + 1, FALSE, error);
  if (S_ISLNK (info.st_mode) && (g_stat (child, &info) != 0 || !S_ISREG (info.st_mode)))
    return TRUE;
  if (S_ISREG (info.st_mode) && *name != '.')
    add_file (self, child, info.st_size, FALSE, are_messages);
  return TRUE;
}

static gboolean
is_maildir_part (const char *name)
{
  return g_str_equal (name, "cur") || g_str_equal (name, "new") || g_str_equal (name, "tmp");
}

static gboolean
walk_maildir (Walk *self, const char *path, guint depth, GError **error)
{
  static const char *const parts[] = { "cur", "new" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = g_build_filename (path, parts[i], NULL);

      if (is_directory (path, parts[i]) && !walk_directory (self, part, depth + 1, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
walk_directory (Walk *self, const char *path, guint depth, gboolean are_messages, GError **error)
{
  gboolean maildir = !are_messages && is_maildir (path);
  g_autoptr (GPtrArray) names = NULL;

  if (depth > DEPTH_MAX)
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (maildir && !walk_maildir (self, path, depth, error))
    return FALSE;
  /* A directory that may not be read is one of many: what can be read is. */
  names = list_names (path, NULL);
  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      const char *name = names->pdata[i];

      /* The files beside cur and new are indexes and such. */
      if (maildir && (is_maildir_part (name) || !is_directory (path, name)))
        continue;
      if (!walk_child (self, path, name, depth, are_messages, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
walk_path (Walk *self, const char *path, GError **error)
{
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    return set_file_error (path, errno, error);
  if (g_access (path, S_ISDIR (info.st_mode) ? R_OK | X_OK : R_OK) != 0)
    return set_file_error (path, errno, error);
  if (S_ISDIR (info.st_mode))
    {
      g_autofree char *base = g_path_get_basename (path);
      gboolean are_messages = g_str_equal (base, "cur") || g_str_equal (base, "new");

      return walk_directory (self, path, 0, are_messages, error);
    }
  if (!S_ISREG (info.st_mode))
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "not-a-file", "%s is neither a file nor a directory", path);
      return FALSE;
    }
  add_file (self, path, info.st_size, TRUE, FALSE);
  return TRUE;
}

static GBytes *
read_part (const char *path, gint64 offset, gint64 length, GError **error)
{
  FILE *file = g_fopen (path, "rbe");
  g_autofree char *data = NULL;
  gsize wanted = (gsize) CLAMP (length, 0, MESSAGE_MAX_BYTES);
  gsize n;

  if (file == NULL || fseeko (file, offset, SEEK_SET) != 0)
    {
      set_file_error (path, errno, error);
      g_clear_pointer (&file, fclose);
      return NULL;
    }
  data = g_malloc (wanted + 1);
  n = fread (data, 1, wanted, file);
  if (n < wanted)
    set_file_error (path, ferror (file) ? EIO : ENOENT, error);
  fclose (file);
  return n == wanted ? g_bytes_new_take (g_steal_pointer (&data), n) : NULL;
}

typedef struct
{
  CtgMailboxFileFunc func;
  gpointer data;
  GCancellable *cancellable;
} Visit;

static gboolean
visit_single (Visit *self, const Entry *entry, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) bytes = read_part (entry->path, 0, entry->size_bytes, &failure);

  return self->func (entry->path, 0, entry->size_bytes, bytes, failure, self->data, error);
}

static gboolean
visit_mbox (Visit *self, const Entry *entry, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CtgMboxReader) reader = ctg_mbox_reader_new (entry->path, &failure);
  gint64 offset = 0, length = 0;

  while (reader != NULL)
    {
      g_autoptr (GBytes) bytes = ctg_mbox_reader_next (reader, &offset, &length, &failure);

      if (bytes == NULL)
        break;
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (!self->func (entry->path, offset, length, bytes, NULL, self->data, error))
        return FALSE;
    }
  return failure == NULL || self->func (entry->path, offset + length, 0, NULL, failure, self->data, error);
}

static GPtrArray *
list_entries (const char *const *paths, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  Walk walk = { entries, cancellable };

  for (guint i = 0; paths[i] != NULL; i++)
    if (!walk_path (&walk, paths[i], error))
      return NULL;
  return g_steal_pointer (&entries);
}

/**
 * ctg_mailbox_files_each:
 * @paths: (array zero-terminated=1): mbox files, Maildirs, message files and directories of them
 * @func: called for each message, on this thread
 * @data: for @func
 * @cancellable: (nullable): ends the walk between two messages
 * @error: set when a path does not exist, or by @func
 *
 * Reads every message of every path, in the order of names. A file that cannot be read is handed on as a
 * failure and does not end the walk. Blocks; memory is that of the largest message.
 *
 * Errors: NOT_FOUND, STORAGE, INVALID_INPUT; cancellation
 * Returns: whether the walk came to its end
 */
gboolean
ctg_mailbox_files_each (const char *const *paths, CtgMailboxFileFunc func, gpointer data, GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GPtrArray) entries = list_entries (paths, cancellable, error);
  Visit visit = { func, data, cancellable };

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const Entry *entry = entries->pdata[i];

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!(entry->is_mbox ? visit_mbox (&visit, entry, error) : visit_single (&visit, entry, error)))
        return FALSE;
    }
  return entries != NULL;
}

/**
 * ctg_mailbox_files_count:
 * @paths: (array zero-terminated=1): as for ctg_mailbox_files_each()
 *
 * Returns: how many messages there are; 0 when nobody knows without reading them, as with an mbox
 */
gint64
ctg_mailbox_files_count (const char *const *paths)
{
  g_autoptr (GPtrArray) entries = list_entries (paths, NULL, NULL);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    if (((const Entry *) entries->pdata[i])->is_mbox)
      return 0;
  return entries != NULL ? entries->len : 0;
}

/**
 * ctg_mailbox_files_read:
 * @path: a file that a walk named
 * @offset: the offset that it named with it
 * @length: and the length
 * @error: set when there is no such message any more
 *
 * Reads one message again, in a Maildir also after its flags have changed. The caller compares its identity: the
 * file may have changed since.
 *
 * Errors: NOT_FOUND
 * Returns: (transfer full) (nullable): its bytes, as the walk gave them
 */
GBytes *
ctg_mailbox_files_read (const char *path, gint64 offset, gint64 length, GError **error)
{
  g_autoptr (GBytes) raw = NULL;
  g_autofree char *moved = NULL;

  g_return_val_if_fail (path != NULL && offset >= 0 && length >= 0, NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    moved = ctg_maildir_find_moved (path);
  raw = read_part (moved != NULL ? moved : path, offset, length, NULL);
  if (raw == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "file-gone", "%s is gone or has changed", path);
  /* In an mbox something stands before every message: its separator line. */
  return raw != NULL && offset > 0 ? ctg_mbox_unquote (raw) : g_steal_pointer (&raw);
}
