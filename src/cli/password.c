/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "password.h"

#include "errors.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD_MAX_BYTES 1024

/* The first line of what a descriptor gives; its buffer is wiped. */
static char *
read_first_line (int descriptor, GError **error)
{
  char buffer[PASSWORD_MAX_BYTES + 2];
  gsize length = 0;
  gssize n_read = 0;
  char *password = NULL;

  while (length < sizeof buffer && (length == 0 || memchr (buffer, '\n', length) == NULL))
    {
      n_read = read (descriptor, buffer + length, sizeof buffer - length);
      if (n_read <= 0 && !(n_read < 0 && errno == EINTR))
        break;
      length += (gsize) MAX (n_read, 0);
    }
  if (n_read < 0)
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("The password cannot be read: %s"), g_strerror (errno));
  else
    {
      const char *end = memchr (buffer, '\n', length);
      gsize line = end != NULL ? (gsize) (end - buffer) : length;

      if (line > 0 && buffer[line - 1] == '\r')
        line--;
      if (line == 0 || line > PASSWORD_MAX_BYTES || memchr (buffer, '\0', line) != NULL)
        ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("There is no password on the first line."));
      else
        password = g_strndup (buffer, line);
    }
  explicit_bzero (buffer, sizeof buffer);
  return password;
}

static char *
ask (const char *prompt, GError **error)
{
  struct termios before, silent;
  char *password;

  if (tcgetattr (STDIN_FILENO, &before) != 0)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("The terminal does not hide what is typed."));
      return NULL;
    }
  silent = before;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  fprintf (stderr, "%s ", prompt);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  password = read_first_line (STDIN_FILENO, error);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  fputc ('\n', stderr);
  return password;
}

/**
 * ctg_password_read:
 * @session: a session
 * @file: (nullable): a file, or `-` for standard input; %NULL asks on the terminal
 * @prompt: what to ask there
 * @error: %CTG_ERROR_INVALID_INPUT
 *
 * Reads a password: the first line, without its end. Never from an argument, which everybody on the computer can see.
 *
 * Returns: (transfer full) (nullable): the password; free it with ctg_secret_free()
 */
char *
ctg_password_read (CtgSession *session, const char *file, const char *prompt, GError **error)
{
  char *password;
  int descriptor;

  if (file == NULL && isatty (STDIN_FILENO))
    return ask (prompt, error);
  if (file == NULL)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage",
                     _("No password was given: use --password-file FILE, or - for standard input."));
      return NULL;
    }
  if (g_str_equal (file, "-"))
    return read_first_line (STDIN_FILENO, error);
  descriptor = open (file, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    {
      ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("The password file does not open: %s"),
                     g_strerror (errno));
      return NULL;
    }
  password = read_first_line (descriptor, error);
  close (descriptor);
  return password;
}
