/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Damages the sample messages at random places, always the same way: whatever comes, a message says only
 * valid UTF-8 and nothing crashes or hangs. The time is bounded, so that slow machines try less. */

#include "mail.h"

#include <string.h>

#define TIME_US (20 * G_USEC_PER_SEC)
#define ROUNDS_MAX 20000

static GPtrArray *
read_samples (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "mail", NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  GPtrArray *samples = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const char *name;

  g_assert_nonnull (directory);
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      char *data;
      gsize length;

      if (g_file_get_contents (file, &data, &length, NULL))
        g_ptr_array_add (samples, g_bytes_new_take (data, length));
    }
  g_assert_cmpuint (samples->len, >, 0);
  return samples;
}

/* Characters that mean something to a parser come more often than others. */
static char
random_byte (GRand *random)
{
  static const char special[] = "\r\n \t:;,<>()\"\\@=?-&/'*%\0\xff\x80";

  if (g_rand_boolean (random))
    return special[g_rand_int_range (random, 0, (gint32) sizeof special - 1)];
  return (char) g_rand_int_range (random, 0, 256);
}

static GBytes *
damage (GRand *random, GBytes *sample)
{
  gsize length;
  char *data = g_bytes_unref_to_data (g_bytes_ref (sample), &length);
  gint32 n = g_rand_int_range (random, 1, 20);

  for (gint32 i = 0; i < n; i++)
    data[g_rand_int_range (random, 0, (gint32) length)] = random_byte (random);
  if (g_rand_int_range (random, 0, 4) == 0)
    length = (gsize) g_rand_int_range (random, 0, (gint32) length);
  return g_bytes_new_take (data, length);
}

static void
check_addresses (GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      const CtgAddress *address = list->pdata[i];

      g_assert_true (g_utf8_validate (address->name, -1, NULL) && g_utf8_validate (address->address, -1, NULL));
      g_assert_null (strpbrk (address->address, "\r\n"));
      g_assert_null (strpbrk (address->name, "\r\n"));
    }
}

static void
check_mail (const CtgMail *mail)
{
  g_assert_true (g_utf8_validate (mail->subject, -1, NULL));
  g_assert_null (strpbrk (mail->subject, "\r\n"));
  g_assert_true (g_utf8_validate (mail->text, -1, NULL));
  g_assert_null (strchr (mail->text, '\r'));
  g_assert_true (mail->html == NULL || g_utf8_validate (mail->html, -1, NULL));
  g_assert_true (g_utf8_validate (mail->message_id, -1, NULL) && *mail->message_id != '\0');
  check_addresses (mail->from);
  check_addresses (mail->to);
  g_assert_true (mail->bounce_recipient == NULL || g_utf8_validate (mail->bounce_recipient, -1, NULL));
  g_assert_true (mail->sensitivity == NULL || g_utf8_validate (mail->sensitivity, -1, NULL));
  for (guint i = 0; mail->references[i] != NULL; i++)
    g_assert_true (g_utf8_validate (mail->references[i], -1, NULL));
  for (guint i = 0; i < mail->attachments->len; i++)
    {
      const CtgMailAttachment *attachment = mail->attachments->pdata[i];

      g_assert_true (g_utf8_validate (attachment->name, -1, NULL));
      g_assert_null (strpbrk (attachment->name, "/\\\r\n"));
      g_assert_cmpuint (strlen (attachment->sha256), ==, 64);
      g_assert_true (g_utf8_validate (attachment->type, -1, NULL));
      g_assert_true (attachment->content_id == NULL || g_utf8_validate (attachment->content_id, -1, NULL));
    }
}

static void
test_damaged_samples (void)
{
  g_autoptr (GPtrArray) samples = read_samples ();
  g_autoptr (GRand) random = g_rand_new_with_seed (20260101);
  gint64 stop_us = g_get_monotonic_time () + TIME_US;
  guint round = 0;

  for (; round < ROUNDS_MAX && g_get_monotonic_time () < stop_us; round++)
    {
      g_autoptr (GBytes) bytes = damage (random, samples->pdata[round % samples->len]);
      g_autoptr (CtgMail) mail = ctg_mail_parse (bytes, round % 3 == 0 ? CTG_MAIL_CONTENT : 0, NULL);

      if (mail != NULL)
        check_mail (mail);
    }
  g_test_message ("%u rounds", round);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/mutation/damaged-samples-do-no-harm", test_damaged_samples);
  return g_test_run ();
}
