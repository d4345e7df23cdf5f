/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bodies.h"
#include "attachments.h"
#include "clock.h"
#include "compress.h"
#include "errors.h"
#include "fts.h"
#include "messages.h"
#include "source.h"
#include "text.h"

/* Two lines of a list, in any script. */
#define SNIPPET_MAX_BYTES 240
#define WORDS_ENOUGH_BYTES (4 * SNIPPET_MAX_BYTES)   /* white space in them is not shown */

/* Values of message.body_state. */
enum { BODY_NONE, BODY_HELD, BODY_FAILED };

static gboolean
fail_not_found (const char *what, GError **error)
{
  ctg_error_set (error, CTG_ERROR_NOT_FOUND, NULL, "%s", what);
  return FALSE;
}

/**
 * ctg_body_remove:
 * @db: the writer
 * @key: a message
 * @error: `STORAGE`, `STORAGE_FULL`
 *
 * Removes all that is held of a message besides its head: first out of the index, then its rows; attachment files that
 * no other message has go after the commit.
 *
 * Returns: whether it was done, also when nothing was held
 */
gboolean
ctg_body_remove (CtgDb *db, gint64 key, GError **error)
{
  return ctg_fts_remove (db, key, error) && ctg_attachments_remove (db, key, error) &&
         ctg_db_run (db, error, "DELETE FROM source_part WHERE message = ?", "i", key) &&
         ctg_db_run (db, error, "DELETE FROM body_source WHERE message = ?", "i", key) &&
         ctg_db_run (db, error, "DELETE FROM body_text WHERE message = ?", "i", key) &&
         ctg_db_run (db, error, "DELETE FROM body WHERE message = ?", "i", key) &&
         ctg_db_run (db, error, "DELETE FROM body_failure WHERE message = ?", "i", key);
}

/* Cuts what stands since the last blank line, when it ends as what introduces a quote does: "Anna wrote:". */
static void
cut_introduction (GString *words)
{
  const char *last;

  while (words->len > 0 && g_ascii_isspace (words->str[words->len - 1]))
    g_string_truncate (words, words->len - 1);
  last = words->len > 0 && words->str[words->len - 1] == ':' ? g_strrstr (words->str, "\n\n") : NULL;
  if (last != NULL || g_str_has_suffix (words->str, ":"))
    g_string_truncate (words, last != NULL ? (gsize) (last - words->str) : 0);
  g_string_append_c (words, '\n');
}

/* The words alone, not who signs them nor what they answer: one thread's letters would look alike. No more than are
 * shown, since each letter that comes passes here. */
static char *
dup_own_words (const char *text)
{
  const char *signature = strstr (text, "\n-- \n");
  const char *end = signature != NULL ? signature : text + strlen (text);
  g_autoptr (GString) words = g_string_new (NULL);
  gboolean was_quoted = FALSE;

  for (const char *at = text; at < end && words->len < WORDS_ENOUGH_BYTES;)
    {
      const char *line_end = memchr (at, '\n', (gsize) (end - at));
      const char *next = line_end != NULL ? line_end + 1 : end;
      gboolean is_quoted = *at == '>';

      if (is_quoted && !was_quoted)
        cut_introduction (words);
      if (!is_quoted)
        g_string_append_len (words, at, next - at);
      was_quoted = is_quoted;
      at = next;
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* Where there are no words of the sender's own: what there is. */
static char *
make_snippet (const char *text)
{
  g_autofree char *words = dup_own_words (text);
  g_autofree char *snippet = ctg_text_first_line (words, SNIPPET_MAX_BYTES);

  return *snippet != '\0' ? g_steal_pointer (&snippet) : ctg_text_first_line (text, SNIPPET_MAX_BYTES);
}

static gboolean
insert_text (CtgDb *db, gint64 key, const CtgMessageBody *body, int body_class, gint64 fetched_utc_s, GError **error)
{
  const char *text = body->text != NULL ? body->text : "";
  g_autofree char *snippet = make_snippet (text);
  g_autoptr (GBytes) packed = ctg_compress (db, text, strlen (text));

  return ctg_db_run (db, error,
                     "INSERT INTO body (message, class, has_html, snippet, fetched_utc_s) VALUES (?, ?, ?, ?, ?)",
                     "iddsi", key, body_class, body->has_html != FALSE, snippet, fetched_utc_s) &&
         ctg_db_run (db, error, "INSERT INTO body_text (message, text) VALUES (?, ?)", "ib", key, packed);
}

static int
count_shown (GPtrArray *attachments)
{
  int n = 0;

  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    n += ((CtgAttachment *) g_ptr_array_index (attachments, i))->is_inline ? 0 : 1;
  return n;
}

static gboolean
insert_body (CtgDb *db, gint64 key, const CtgMessageBody *body, int body_class, gint64 fetched_utc_s, GError **error)
{
  return insert_text (db, key, body, body_class, fetched_utc_s, error) &&
         ctg_attachments_insert (db, key, body->attachments, error) &&
         (body->source == NULL || ctg_source_insert (db, key, body->source, body->attachments, error)) &&
         (body_class != CTG_BODY_LOGGED || ctg_fts_add (db, key, error)) &&
         ctg_db_run (db, error, "UPDATE message SET body_state = ?, n_attachments = ? WHERE key = ?", "ddi", BODY_HELD,
                     count_shown (body->attachments), key);
}

typedef struct
{
  gboolean is_logged;
  int body_state;
  int body_class;
  gint64 fetched_utc_s;        /* now, if there is no body yet */
} Present;

static gboolean
get_present (CtgDb *db, gint64 key, Present *present, GError **error)
{
  g_autoptr (CtgQuery) query = NULL;

  query = ctg_db_query (db,
                        "SELECT m.n_logged > 0, m.body_state, ifnull (b.class, 0), b.fetched_utc_s FROM message AS m"
                        " LEFT JOIN body AS b ON b.message = m.key WHERE m.key = ?", "i", key);
  if (!ctg_query_next (query))
    return ctg_query_end (query, error) && fail_not_found ("There is no such message", error);
  present->is_logged = ctg_query_int (query, 0) != 0;
  present->body_state = (int) ctg_query_int (query, 1);
  present->body_class = (int) ctg_query_int (query, 2);
  present->fetched_utc_s = ctg_query_is_null (query, 3) ? ctg_clock_now_utc_s () : ctg_query_int (query, 3);
  return TRUE;
}

/**
 * ctg_messages_put_body:
 * @db: the writer
 * @key: a message
 * @body: its text, source and attachments; replaces what is held
 * @error: `NOT_FOUND`, `STORAGE`, `STORAGE_FULL`, `INVALID_INPUT` (a content without its digest)
 *
 * A logged message's body is kept and indexed whatever @body says. The 7 days of a cached one run from the first time.
 *
 * Returns: whether it is held
 */
gboolean
ctg_messages_put_body (CtgDb *db, gint64 key, const CtgMessageBody *body, GError **error)
{
  Present present;
  gboolean is_kept;

  if (!get_present (db, key, &present, error))
    return FALSE;
  is_kept = present.is_logged || present.body_class == CTG_BODY_LOGGED || body->body_class == CTG_BODY_LOGGED;
  ctg_db_note_change (db, CTG_CHANGE_LOG);
  return (present.body_state == BODY_NONE || ctg_body_remove (db, key, error)) &&
         insert_body (db, key, body, is_kept ? CTG_BODY_LOGGED : CTG_BODY_CACHE, present.fetched_utc_s, error);
}

/**
 * ctg_messages_set_body_failed:
 * @db: the writer
 * @key: a message
 * @reason: why its body cannot be had: too large, gone, poison
 * @error: `NOT_FOUND`
 *
 * Its body is asked for no more, unless a person opens it and ctg_messages_put_body() follows.
 *
 * Returns: whether it was noted; a held body stays
 */
gboolean
ctg_messages_set_body_failed (CtgDb *db, gint64 key, const char *reason, GError **error)
{
  ctg_db_note_change (db, CTG_CHANGE_LOG);
  return ctg_db_run (db, error, "UPDATE message SET body_state = ? WHERE key = ? AND body_state = ?", "did",
                     BODY_FAILED, key, BODY_NONE) &&
         ctg_db_run (db, error,
                     "INSERT OR REPLACE INTO body_failure (message, reason, failed_utc_s) VALUES (?, ?, ?)", "isi",
                     key, reason, ctg_clock_now_utc_s ());
}

/**
 * ctg_messages_get_text:
 * @db: any connection
 * @key: a message
 * @error: `NOT_FOUND` when no body is held; `STORAGE`
 *
 * Returns: (transfer full): its text, exactly as indexed
 */
char *
ctg_messages_get_text (CtgDb *db, gint64 key, GError **error)
{
  g_autoptr (CtgQuery) query = ctg_db_query (db, "SELECT unzstd (text) FROM body_text WHERE message = ?", "i", key);

  if (ctg_query_next (query))
    return ctg_query_dup_text (query, 0);
  if (ctg_query_end (query, error))
    fail_not_found ("The body of this message is not held", error);
  return NULL;
}
