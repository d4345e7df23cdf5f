/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "drafts.h"
#include "fixture.h"
#include "outbox.h"

static CtgDraft *
make_draft (const char *text)
{
  CtgDraft *draft = ctg_draft_new ();

  ctg_draft_set (&draft->to, "Ada <ada@example.com>");
  ctg_draft_set (&draft->subject, "Preventivo");
  ctg_draft_set (&draft->text, text);
  ctg_draft_set (&draft->styles, "0-2:1");
  g_ptr_array_add (draft->files, ctg_draft_file_new ("/tmp/città.pdf", 0, "città.pdf", 12));
  return draft;
}

static gint64
queue (CtgDb *db, const char *message_id, GError **error)
{
  g_autoptr (CtgOutboxItem) item = ctg_outbox_item_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x\r\n", 3);

  item->account_id = g_strdup (ACCOUNT);
  item->message_id = g_strdup (message_id);
  item->sender_name = g_strdup ("Anna");
  item->sender_address = g_strdup ("anna@example.org");
  item->subject = g_strdup ("Preventivo");
  return ctg_outbox_insert (db, item, bytes, error) ? item->id : 0;
}

static gboolean
kept_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgDraft) draft = make_draft ("uno");
  g_autoptr (CtgDraft) read = NULL;
  g_autoptr (GArray) ids = NULL;

  g_assert_true (ctg_drafts_put (db, draft, error));
  g_assert_cmpint (draft->id, >, 0);
  ctg_draft_set (&draft->text, "due");
  draft->logs = FALSE;
  draft->is_for_each = TRUE;
  g_ptr_array_set_size (draft->files, 0);
  g_ptr_array_add (draft->files, ctg_draft_file_new ("/tmp/b", 0, "b", 1));
  g_assert_true (ctg_drafts_put (db, draft, error));
  read = ctg_drafts_get (db, draft->id, error);
  g_assert_true (ctg_draft_is_same (read, draft));
  g_assert_cmpint (read->company_id, ==, 0);
  g_assert_true (read->is_for_each);
  g_assert_cmpstr (((CtgDraftFile *) read->files->pdata[0])->name, ==, "b");
  g_assert_cmpint (read->changed_utc_s, ==, NOW);
  ids = ctg_drafts_list_ids (db, error);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_true (ctg_drafts_delete (db, draft->id, error));
  g_assert_null (ctg_drafts_get (db, draft->id, error));
  g_assert_error (*error, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  g_clear_error (error);
  g_assert_false (ctg_drafts_put (db, draft, error));
  g_assert_error (*error, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  g_clear_error (error);
  return TRUE;
}

static void
test_a_draft_is_kept (Fixture *self, gconstpointer unused)
{
  must_write (self, kept_job, NULL);
}

static guint
count_written (CtgDb *db)
{
  g_autoptr (GArray) ids = ctg_drafts_list_ids (db, NULL);

  return ids->len;
}

static gint64
hand_in (CtgDb *db, const char *message_id, gint64 *draft_id, GError **error)
{
  g_autoptr (CtgDraft) draft = make_draft ("uno");
  gint64 id = queue (db, message_id, error);

  g_assert_true (ctg_drafts_put (db, draft, error));
  g_assert_true (ctg_drafts_hand_in (db, draft->id, id, error));
  *draft_id = draft->id;
  return id;
}

static gboolean
handed_in_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgDraft) draft = NULL;
  gint64 draft_id, back, id;

  g_assert_true (add_account (db, NULL, error));
  id = hand_in (db, "1@example.org", &draft_id, error);
  g_assert_cmpuint (count_written (db), ==, 0);
  g_assert_false (ctg_drafts_hand_in (db, draft_id, id, error));
  g_assert_error (*error, CTG_ERROR, CTG_ERROR_CONFLICT);
  g_clear_error (error);
  draft = ctg_drafts_get (db, draft_id, error);
  g_assert_cmpint (draft->outbox_id, ==, id);
  g_assert_false (ctg_drafts_put (db, draft, error));
  g_assert_error (*error, CTG_ERROR, CTG_ERROR_CONFLICT);
  g_clear_error (error);
  g_assert_true (ctg_drafts_take_back (db, id, &back, error));
  g_assert_cmpint (back, ==, draft_id);
  g_assert_cmpuint (count_written (db), ==, 1);
  g_assert_null (ctg_outbox_get (db, id, error));
  g_clear_error (error);
  return TRUE;
}

static void
test_what_is_handed_in_can_be_taken_back (Fixture *self, gconstpointer unused)
{
  must_write (self, handed_in_job, NULL);
}

/* S3: what is on its way stays there, what may have left is not queued beside its draft. */
static gboolean
leaving_job (CtgDb *db, gpointer data, GError **error)
{
  gint64 draft_id, back, id;

  g_assert_true (add_account (db, NULL, error));
  id = hand_in (db, "1@example.org", &draft_id, error);
  g_assert_true (ctg_outbox_move (db, id, CTG_OUTBOX_QUEUED, CTG_OUTBOX_DIALLING, NULL, error));
  g_assert_true (ctg_outbox_move (db, id, CTG_OUTBOX_DIALLING, CTG_OUTBOX_LEAVING, NULL, error));
  g_assert_false (ctg_drafts_take_back (db, id, &back, error));
  g_assert_error (*error, CTG_ERROR, CTG_ERROR_CONFLICT);
  g_clear_error (error);
  g_assert_true (ctg_outbox_move (db, id, CTG_OUTBOX_LEAVING, CTG_OUTBOX_UNKNOWN, NULL, error));
  g_assert_true (ctg_drafts_take_back (db, id, &back, error));
  g_assert_false (ctg_outbox_retry (db, id, error));
  g_assert_error (*error, CTG_ERROR, CTG_ERROR_CONFLICT);
  g_clear_error (error);
  id = hand_in (db, "2@example.org", &draft_id, error);
  g_assert_true (ctg_outbox_move (db, id, CTG_OUTBOX_QUEUED, CTG_OUTBOX_DIALLING, NULL, error));
  g_assert_true (ctg_outbox_accept (db, id, CTG_OUTBOX_DIALLING, "h", "ok", CTG_COPY_NONE, 0, error));
  g_assert_null (ctg_drafts_get (db, draft_id, error));
  g_clear_error (error);
  g_assert_false (ctg_drafts_take_back (db, id, &back, error));
  g_assert_error (*error, CTG_ERROR, CTG_ERROR_CONFLICT);
  g_clear_error (error);
  g_assert_false (ctg_drafts_take_back (db, id + 1, &back, error));
  g_assert_error (*error, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  g_clear_error (error);
  return TRUE;
}

static void
test_what_is_on_its_way_is_not_taken_back (Fixture *self, gconstpointer unused)
{
  must_write (self, leaving_job, NULL);
}

int
main (int argc, char **argv)
{
#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("/drafts/kept", test_a_draft_is_kept);
  ADD ("/drafts/handed-in", test_what_is_handed_in_can_be_taken_back);
  ADD ("/drafts/S3-on-its-way", test_what_is_on_its_way_is_not_taken_back);
  return g_test_run ();
}
