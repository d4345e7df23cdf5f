/* SPDX-License-Identifier: GPL-3.0-or-later */

/* B06, B07: what stands on a shelf of attachments, and what is folded below it. */

#include "attachment-versions.h"
#include "message-facts.h"
#include "messages.h"

typedef struct
{
  gint64 message;
  const char *name;
  const char *type;
  const char *content;         /* stands for its digest */
  gint64 size_bytes;
  gboolean is_inline;
} File;

typedef struct
{
  const char *name;
  const File files[8];         /* newest letter first, up to the one without a letter */
  const char *shelf;           /* names and letters; earlier ones in brackets */
} Case;

#define LOGO(letter) { letter, "image001.png", "image/png", "logo", 4000, FALSE }

static const Case cases[] = {
  { "nothing", { { 0 } }, "" },
  { "two-files", { { 2, "a.pdf", "application/pdf", "1", 9, FALSE }, { 1, "b.pdf", "application/pdf", "2", 9, FALSE } },
    "a.pdf@2 b.pdf@1 " },
  { "versions-of-one-name",
    { { 3, "listino.pdf", "application/pdf", "3", 9, FALSE }, { 2, "a.pdf", "application/pdf", "1", 9, FALSE },
      { 1, "Listino.PDF", "application/pdf", "2", 9, FALSE } },
    "listino.pdf@3 (Listino.PDF@1) a.pdf@2 " },
  { "the-same-again-once",
    { { 3, "listino.pdf", "application/pdf", "1", 9, FALSE }, { 2, "listino.pdf", "application/pdf", "1", 9, FALSE } },
    "listino.pdf@3 " },
  { "back-to-an-earlier-version",
    { { 3, "a.pdf", "application/pdf", "1", 9, FALSE }, { 2, "a.pdf", "application/pdf", "2", 9, FALSE },
      { 1, "a.pdf", "application/pdf", "1", 9, FALSE } },
    "a.pdf@3 (a.pdf@2) " },
  { "without-names", { { 2, "", "text/plain", "1", 9, FALSE }, { 1, "", "text/plain", "2", 9, FALSE } }, "@2 @1 " },
  { "a-picture-of-the-text", { { 1, "foto.jpg", "image/jpeg", "1", 9000, TRUE } }, "" },
  { "a-logo-in-three-letters", { LOGO (3), LOGO (2), LOGO (1) }, "" },
  { "a-picture-in-two-letters", { LOGO (2), LOGO (1) }, "image001.png@2 " },
  { "three-times-in-one-letter", { LOGO (1), LOGO (1), LOGO (1) }, "image001.png@1 " },
  { "a-large-picture-in-three-letters",
    { { 3, "casa.png", "image/png", "1", 65536, FALSE }, { 2, "casa.png", "image/png", "1", 65536, FALSE },
      { 1, "casa.png", "image/png", "1", 65536, FALSE } },
    "casa.png@3 " },
  { "a-document-in-three-letters",
    { { 3, "condizioni.pdf", "application/pdf", "1", 900, FALSE }, { 2, "condizioni.pdf", "application/pdf", "1", 900,
      FALSE }, { 1, "condizioni.pdf", "application/pdf", "1", 900, FALSE } },
    "condizioni.pdf@3 " },
};

static CtgAttachment *
make (const File *file)
{
  CtgAttachment *attachment = g_new0 (CtgAttachment, 1);

  attachment->message_key = file->message;
  attachment->name = g_strdup (file->name);
  attachment->type = g_strdup (file->type);
  attachment->sha256 = g_strdup (file->content);
  attachment->size_bytes = file->size_bytes;
  attachment->is_inline = file->is_inline;
  return attachment;
}

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (GPtrArray) attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);
  g_autoptr (GPtrArray) shelf = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (one->files) && one->files[i].message != 0; i++)
    g_ptr_array_add (attachments, make (&one->files[i]));
  shelf = ctg_attachment_versions_shelve (attachments);
  for (guint i = 0; i < shelf->len; i++)
    {
      const CtgAttachmentFacts *facts = g_ptr_array_index (shelf, i);

      g_string_append_printf (text, facts->is_earlier ? "(%s@%d) " : "%s@%d ", facts->name, (int) facts->message_key);
    }
  g_assert_cmpstr (text->str, ==, one->shelf);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/models/shelf/B07/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
