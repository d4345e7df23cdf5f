/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "attachment-name.h"

#include "text.h"

#include <string.h>

#define NAME_MAX_BYTES 200
#define EXTENSION_MAX_BYTES 20
/* Names of 4 KB and more exist to be attacks; their tail holds the extension. */
#define SCAN_MAX_BYTES 4096

/* The separators of every system, and what decodes to them later on. */
static const char *
find_base_name (const char *name)
{
  const char *base = name;

  for (const char *at = name; *at != '\0'; at++)
    {
      if (*at == '/' || *at == '\\')
        base = at + 1;
      else if (g_ascii_strncasecmp (at, "%2f", 3) == 0 || g_ascii_strncasecmp (at, "%5c", 3) == 0)
        base = at + 3;
    }
  return base;
}

/* Windows gives these to devices, whatever follows the first dot. */
static gboolean
is_reserved (const char *name)
{
  static const char *const reserved[] = { "con", "prn", "aux", "nul", NULL };
  gsize length = strcspn (name, ".");

  if (length == 4 && g_ascii_isdigit (name[3]))
    return g_ascii_strncasecmp (name, "com", 3) == 0 || g_ascii_strncasecmp (name, "lpt", 3) == 0;
  for (guint i = 0; reserved[i] != NULL; i++)
    if (length == 3 && g_ascii_strncasecmp (name, reserved[i], 3) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_separator_like (gunichar character)
{
  return character == 0x2044 || character == 0x2215 || character == 0x29f8 || character == 0xff0f ||
         character == 0xff3c || character == 0x2216 || character == 0xfe68;
}

static char *
replace_characters (const char *name)
{
  g_autoptr (GString) safe = g_string_new (NULL);

  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character == 0x200b || character == 0xfeff)
        continue;
      if (character == ':' || character == '/' || character == '\\' || is_separator_like (character))
        character = '_';
      g_string_append_unichar (safe, character);
    }
  return g_string_free (g_steal_pointer (&safe), FALSE);
}

/* Cuts in the middle, so that the extension, by which people judge a file, stays the true one (F2). */
static char *
shorten (const char *name)
{
  const char *dot = strrchr (name, '.');
  gsize extension = dot != NULL ? strlen (dot) : 0;
  const char *cut;

  if (strlen (name) <= NAME_MAX_BYTES)
    return g_strdup (name);
  if (extension > EXTENSION_MAX_BYTES)
    extension = 0;
  cut = name + NAME_MAX_BYTES - extension;
  while (cut > name && ((guchar) *cut & 0xc0) == 0x80)
    cut--;
  return g_strdup_printf ("%.*s%s", (int) (cut - name), name, extension > 0 ? dot : "");
}

static const char *
skip_leading (const char *name)
{
  while (*name == '.' || *name == '-' || *name == '~' || *name == ' ')
    name++;
  return name;
}

static void
strip_trailing (char *name)
{
  gsize length = strlen (name);

  while (length > 0 && (name[length - 1] == '.' || name[length - 1] == ' ' || name[length - 1] == '~'))
    name[--length] = '\0';
}

/**
 * ctg_attachment_safe_name:
 * @name: (nullable): what a message calls a file, any bytes
 *
 * Makes a label of it that is safe as a file's name in any directory of any system: only the base name, no
 * control or bidirectional characters, no leading dot, hyphen or tilde, no device name, at most 200 bytes
 * with the extension kept.
 *
 * Returns: (transfer full): the name, "" when nothing of it is left
 */
char *
ctg_attachment_safe_name (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;
  const char *tail = length > SCAN_MAX_BYTES ? name + length - SCAN_MAX_BYTES : name;
  g_autofree char *valid = ctg_text_to_utf8 (tail, -1);
  g_autofree char *clean = ctg_text_clean (find_base_name (valid), SCAN_MAX_BYTES * 3);
  g_autofree char *replaced = replace_characters (clean);
  g_autofree char *safe = NULL;

  strip_trailing (replaced);
  safe = shorten (skip_leading (replaced));
  strip_trailing (safe);
  return is_reserved (safe) ? g_strconcat ("_", safe, NULL) : g_steal_pointer (&safe);
}

static gboolean
has_dangerous_extension (const char *name)
{
  static const char *const extensions[] = {
    "desktop", "appimage", "sh", "bash", "zsh", "csh", "ksh", "fish", "run", "bin", "py", "pyw", "pyc",
    "pl", "rb", "js",
    "mjs", "jar", "jnlp", "class", "exe", "msi", "com", "bat", "cmd", "scr", "pif", "ps1", "vbs", "wsf",
    "hta", "lnk", "url",
    "html", "htm", "xhtml", "xht", "mhtml", "mht", "shtml", "svg", "svgz", "deb", "rpm", "flatpakref",
    "flatpakrepo", "snap",
    "so", "elf", "out", "service", "reg", "dll", "webloc", "iso", "img", "dmg", NULL };
  const char *dot = strrchr (name, '.');

  if (dot == NULL)
    return FALSE;
  for (guint i = 0; extensions[i] != NULL; i++)
    if (g_ascii_strcasecmp (dot + 1, extensions[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_dangerous_type (const char *type)
{
  static const char *const fragments[] = {
    "inode/", "x-scheme-handler/", "application/x-desktop", "application/x-executable", "application/x-sharedlib",
    "application/x-shellscript", "text/x-shellscript", "application/x-sh", "application/x-csh", "text/x-python",
    "application/x-python", "application/java-archive", "application/x-java", "application/x-msdownload",
    "application/x-msdos-program", "application/x-dosexec", "application/vnd.microsoft.portable-executable",
    "application/x-ms-dos-executable", "application/vnd.appimage", "application/x-iso9660-appimage", "text/html",
    "application/xhtml", "image/svg", "text/javascript", "application/javascript", "application/x-perl",
    "text/x-perl",
    "application/vnd.flatpak", "application/vnd.debian.binary-package", "application/x-rpm",
    "application/hta", NULL };

  for (guint i = 0; fragments[i] != NULL; i++)
    if (g_ascii_strncasecmp (type, fragments[i], strlen (fragments[i])) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
contains_word (const char *data, gsize length, const char *word)
{
  gsize n = strlen (word);

  for (gsize i = 0; i + n <= length; i++)
    if (g_ascii_strncasecmp (data + i, word, n) == 0)
      return TRUE;
  return FALSE;
}

/* Whether the text is markup a browser would run, or a launcher. A PDF or an image may hold "<html"
 * somewhere: only what starts like text is looked into. */
static gboolean
is_dangerous_text (const char *data, gsize length)
{
  gsize head = MIN (length, 1024);

  while (head > 0 && (g_ascii_isspace (*data) || (guchar) *data == 0xef || (guchar) *data == 0xbb ||
                      (guchar) *data == 0xbf))
    {
      data++;
      head--;
    }
  if (head > 0 && *data == '<')
    return contains_word (data, head, "<html") || contains_word (data, head, "<svg") ||
           contains_word (data, head, "<!doctype html") || contains_word (data, head, "<script");
  return head > 0 && *data == '[' && contains_word (data, head, "[Desktop Entry]");
}

static gboolean
has_dangerous_magic (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (length >= 4 && memcmp (data, "\x7f" "ELF", 4) == 0)
    return TRUE;
  if (length >= 2 && (memcmp (data, "MZ", 2) == 0 || memcmp (data, "#!", 2) == 0))
    return TRUE;
  if (length >= 4 && (memcmp (data, "\xca\xfe\xba\xbe", 4) == 0 || memcmp (data, "\xfe\xed\xfa", 3) == 0 ||
                      memcmp (data, "\xcf\xfa\xed\xfe", 4) == 0))
    return TRUE;
  /* A Java archive is a ZIP file that starts with its manifest. */
  if (length >= 39 && memcmp (data, "PK\x03\x04", 4) == 0 && memcmp (data + 30, "META-INF/", 9) == 0)
    return TRUE;
  return is_dangerous_text (data, length);
}

/**
 * ctg_attachment_is_dangerous:
 * @name: what the message calls it
 * @type: (nullable): the content type it claims
 * @first_bytes: (nullable): its beginning, 1 KB or more; a lie in the type is seen only with it
 *
 * Whether the application must not hand a file to another program: programs, launchers, scripts and
 * documents that run scripts (F3). Such a file can still be saved, without the right to run.
 *
 * Returns: %TRUE when it stays closed
 */
gboolean
ctg_attachment_is_dangerous (const char *name, const char *type, GBytes *first_bytes)
{
  if (name != NULL && has_dangerous_extension (name))
    return TRUE;
  if (type != NULL && has_dangerous_type (type))
    return TRUE;
  return first_bytes != NULL && has_dangerous_magic (first_bytes);
}
