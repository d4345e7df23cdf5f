/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"
#include "outbox.h"
#include "receipt-wishes.h"
#include "waiting.h"

#define LETTER "Subject: Preventivo\r\n\r\nBuongiorno\r\n"

static void
add_recipient (CtgOutboxItem *item, CtgPartyKind kind, const char *address)
{
  CtgOutboxRecipient *recipient = g_new0 (CtgOutboxRecipient, 1);

  recipient->kind = kind;
  recipient->name = g_strdup ("");
  recipient->address = g_strdup (address);
  g_ptr_array_add (item->recipients, recipient);
}

static gint64
queue (CtgDb *db, const char *message_id, gint64 due_utc_s, GError **error)
{
  g_autoptr (CtgOutboxItem) item = ctg_outbox_item_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (LETTER, strlen (LETTER));

  item->account_id = g_strdup (ACCOUNT);
  item->message_id = g_strdup (message_id);
  item->sender_name = g_strdup ("Anna");
  item->sender_address = g_strdup ("anna@example.org");
  item->subject = g_strdup ("Preventivo");
  item->due_utc_s = due_utc_s;
  item->logs = TRUE;
  add_recipient (item, CTG_PARTY_TO, "ada@example.com");
  add_recipient (item, CTG_PARTY_BCC, "crm@example.org");
  return ctg_outbox_insert (db, item, bytes, error) ? item->id : 0;
}

static gboolean
kept_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgOutboxItem) item = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gint64 id;

  g_assert_true (add_account (db, NULL, error));
  id = queue (db, "1@example.org", NOW + 10, error);
  g_assert_cmpint (id, >, 0);
  item = ctg_outbox_get (db, id, error);
  g_assert_cmpstr (item->account_id, ==, ACCOUNT);
  g_assert_cmpint (item->state, ==, CTG_OUTBOX_QUEUED);
  g_assert_cmpint (item->due_utc_s, ==, NOW + 10);
  g_assert_cmpint (item->size_bytes, ==, (gint64) strlen (LETTER));
  g_assert_cmpuint (item->recipients->len, ==, 2);
  g_assert_cmpint (((CtgOutboxRecipient *) item->recipients->pdata[1])->kind, ==, CTG_PARTY_BCC);
  bytes = ctg_outbox_get_bytes (db, id, error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), LETTER, strlen (LETTER));
  g_assert_cmpint (ctg_outbox_find (db, "1@example.org"), ==, id);
  g_assert_cmpint (ctg_outbox_find (db, "2@example.org"), ==, 0);
  return TRUE;
}

static void
test_what_is_queued_is_kept_whole (Fixture *self, gconstpointer unused)
{
  must_write (self, kept_job, NULL);
}

static gboolean
twice_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GError) doubled = NULL;
  g_autoptr (GError) nobody = NULL;

  g_assert_true (add_account (db, NULL, error));
  g_assert_cmpint (queue (db, "1@example.org", NOW, error), >, 0);
  g_assert_cmpint (queue (db, "1@example.org", NOW, &doubled), ==, 0);
  g_assert_error (doubled, CTG_ERROR, CTG_ERROR_CONFLICT);
  g_assert_false (ctg_outbox_cancel (db, 99, &nobody));
  g_assert_error (nobody, CTG_ERROR, CTG_ERROR_NOT_FOUND);
  return TRUE;
}

static void
test_an_id_is_used_once (Fixture *self, gconstpointer unused)
{
  must_write (self, twice_job, NULL);
}

/* Every state, every step: which are taken. */
typedef struct
{
  const char *step;
  guint from;               /* a bit a state */
} StepCase;

#define BIT(state) (1u << CTG_OUTBOX_##state)

static const StepCase steps[] = {
  { "dial", BIT (QUEUED) },
  { "leave", BIT (DIALLING) },
  { "accept", BIT (LEAVING) },
  { "cancel", BIT (QUEUED) | BIT (UNKNOWN) | BIT (FAILED) },
  { "retry", BIT (QUEUED) | BIT (UNKNOWN) | BIT (FAILED) | BIT (CANCELLED) },
};

static gboolean
reach (CtgDb *db, gint64 id, CtgOutboxState state, GError **error)
{
  switch (state)
    {
    case CTG_OUTBOX_QUEUED:
      return TRUE;
    case CTG_OUTBOX_DIALLING:
      return ctg_outbox_move (db, id, CTG_OUTBOX_QUEUED, state, NULL, error);
    case CTG_OUTBOX_LEAVING:
      return reach (db, id, CTG_OUTBOX_DIALLING, error) &&
             ctg_outbox_move (db, id, CTG_OUTBOX_DIALLING, state, NULL, error);
    case CTG_OUTBOX_ACCEPTED:
      return reach (db, id, CTG_OUTBOX_LEAVING, error) &&
             ctg_outbox_accept (db, id, CTG_OUTBOX_LEAVING, "mx", "ok", CTG_COPY_PENDING, 0, error);
    case CTG_OUTBOX_UNKNOWN:
    case CTG_OUTBOX_FAILED:
      return reach (db, id, CTG_OUTBOX_LEAVING, error) &&
             ctg_outbox_move (db, id, CTG_OUTBOX_LEAVING, state, NULL, error);
    case CTG_OUTBOX_CANCELLED:
      return ctg_outbox_cancel (db, id, error);
    }
  return FALSE;
}

static gboolean
take_step (CtgDb *db, gint64 id, const char *step, GError **error)
{
  if (g_str_equal (step, "dial"))
    return ctg_outbox_move (db, id, CTG_OUTBOX_QUEUED, CTG_OUTBOX_DIALLING, NULL, error);
  if (g_str_equal (step, "leave"))
    return ctg_outbox_move (db, id, CTG_OUTBOX_DIALLING, CTG_OUTBOX_LEAVING, NULL, error);
  if (g_str_equal (step, "accept"))
    return ctg_outbox_accept (db, id, CTG_OUTBOX_LEAVING, "mx", "ok", CTG_COPY_PENDING, 0, error);
  return g_str_equal (step, "cancel") ? ctg_outbox_cancel (db, id, error) : ctg_outbox_retry (db, id, error);
}

static gboolean
steps_job (CtgDb *db, gpointer data, GError **error)
{
  g_assert_true (add_account (db, NULL, error));
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    for (guint state = CTG_OUTBOX_QUEUED; state <= CTG_OUTBOX_CANCELLED; state++)
      {
        g_autofree char *message_id = g_strdup_printf ("%s-%u@example.org", steps[i].step, state);
        g_autoptr (GError) refused = NULL;
        g_autoptr (CtgOutboxItem) item = NULL;
        gint64 id = queue (db, message_id, NOW, error);
        gboolean may = (steps[i].from & (1u << state)) != 0;

        g_test_message ("%s", message_id);
        g_assert_true (reach (db, id, state, error));
        g_assert_true (take_step (db, id, steps[i].step, &refused) == may);
        item = ctg_outbox_get (db, id, error);
        if (may)
          continue;
        g_assert_true (ctg_error_has_reason (refused, "outbox-state"));
        g_assert_cmpint (item->state, ==, (int) state);
      }
  return TRUE;
}

static void
test_each_state_allows_its_steps (Fixture *self, gconstpointer unused)
{
  must_write (self, steps_job, NULL);
}

static gboolean
due_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GError) cause = ctg_error_new (CTG_ERROR_BUSY, NULL, "later");
  g_autoptr (CtgOutboxItem) item = NULL;
  gint64 later, first;

  g_assert_true (add_account (db, NULL, error));
  later = queue (db, "later@example.org", NOW + 100, error);
  first = queue (db, "first@example.org", NOW - 1, error);
  g_assert_cmpint (ctg_outbox_next_due (db, ACCOUNT, NOW), ==, first);
  g_assert_true (ctg_outbox_move (db, first, CTG_OUTBOX_QUEUED, CTG_OUTBOX_DIALLING, NULL, error));
  g_assert_cmpint (ctg_outbox_next_due (db, ACCOUNT, NOW), ==, 0);
  g_assert_cmpint (ctg_outbox_next_time (db, ACCOUNT), ==, NOW + 100);
  ctg_error_add_server (&cause, "smtp.example.org", "451 later");
  g_assert_true (ctg_outbox_put_off (db, first, CTG_OUTBOX_DIALLING, NOW + 60, cause, error));
  item = ctg_outbox_get (db, first, error);
  g_assert_cmpint (item->due_utc_s, ==, NOW + 60);
  g_assert_cmpuint (item->n_tries, ==, 1);
  g_assert_cmpstr (item->problem_code, ==, "BUSY");
  g_assert_cmpstr (item->problem_server_text, ==, "451 later");
  g_assert_cmpint (ctg_outbox_next_due (db, ACCOUNT, NOW + 100), ==, first);
  g_assert_true (ctg_outbox_cancel (db, first, error));
  g_assert_cmpint (ctg_outbox_next_due (db, ACCOUNT, NOW + 100), ==, later);
  return TRUE;
}

static void
test_what_is_due (Fixture *self, gconstpointer unused)
{
  must_write (self, due_job, NULL);
}

/* S3: after a crash. */
static gboolean
recover_job (CtgDb *db, gpointer data, GError **error)
{
  static const CtgOutboxState after[] = {
    CTG_OUTBOX_QUEUED, CTG_OUTBOX_QUEUED, CTG_OUTBOX_UNKNOWN, CTG_OUTBOX_UNKNOWN, CTG_OUTBOX_ACCEPTED,
    CTG_OUTBOX_FAILED, CTG_OUTBOX_CANCELLED,
  };
  gint64 ids[G_N_ELEMENTS (after)];

  g_assert_true (add_account (db, NULL, error));
  for (guint state = 0; state < G_N_ELEMENTS (after); state++)
    {
      g_autofree char *message_id = g_strdup_printf ("%u@example.org", state);

      ids[state] = queue (db, message_id, NOW, error);
      g_assert_true (reach (db, ids[state], state, error));
    }
  g_assert_true (ctg_outbox_recover (db, error));
  for (guint state = 0; state < G_N_ELEMENTS (after); state++)
    {
      g_autoptr (CtgOutboxItem) item = ctg_outbox_get (db, ids[state], error);

      g_assert_cmpint (item->state, ==, after[state]);
    }
  return TRUE;
}

static void
test_after_a_crash (Fixture *self, gconstpointer unused)
{
  must_write (self, recover_job, NULL);
}

static gboolean
copy_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (GError) cause = ctg_error_new (CTG_ERROR_QUOTA, NULL, "full");
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) again = NULL;
  g_autoptr (GArray) uncopied = NULL;
  g_autoptr (CtgOutboxItem) item = NULL;
  gint64 id;

  g_assert_true (add_account (db, NULL, error));
  id = queue (db, "1@example.org", NOW, error);
  g_assert_false (ctg_outbox_set_copy (db, id, CTG_COPY_SAVED, NULL, &refused));
  g_assert_true (reach (db, id, CTG_OUTBOX_ACCEPTED, error));
  uncopied = ctg_outbox_list_uncopied (db, ACCOUNT, error);
  g_assert_cmpuint (uncopied->len, ==, 1);
  g_assert_true (ctg_outbox_set_copy (db, id, CTG_COPY_FAILED, cause, error));
  item = ctg_outbox_get (db, id, error);
  g_assert_cmpint (item->state, ==, CTG_OUTBOX_ACCEPTED);
  g_assert_cmpstr (item->problem_code, ==, "QUOTA");
  g_assert_true (ctg_outbox_retry (db, id, error));
  g_assert_true (ctg_outbox_set_copy (db, id, CTG_COPY_SAVED, NULL, error));
  g_assert_false (ctg_outbox_set_copy (db, id, CTG_COPY_FAILED, cause, &again));
  return TRUE;
}

/* B31: a copy that fails is no message that fails. */
static void
test_copies (Fixture *self, gconstpointer unused)
{
  must_write (self, copy_job, NULL);
}

static gboolean
fate_job (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgOutboxItem) item = NULL;
  const CtgOutboxRecipient *refused;
  gint64 id;

  g_assert_true (add_account (db, NULL, error));
  id = queue (db, "1@example.org", NOW, error);
  g_assert_true (ctg_outbox_set_recipient (db, id, "crm@example.org", CTG_RECIPIENT_REFUSED, "550 no", error));
  g_assert_true (reach (db, id, CTG_OUTBOX_ACCEPTED, error));
  g_assert_true (ctg_outbox_set_fate (db, id, CTG_FATE_ANSWERED, error));
  g_assert_true (ctg_outbox_set_fate (db, id, CTG_FATE_BOUNCED, error));
  item = ctg_outbox_get (db, id, error);
  g_assert_cmpint (item->fate, ==, CTG_FATE_ANSWERED);
  g_assert_cmpint (((CtgOutboxRecipient *) item->recipients->pdata[0])->state, ==, CTG_RECIPIENT_TAKEN);
  refused = item->recipients->pdata[1];
  g_assert_cmpint (refused->state, ==, CTG_RECIPIENT_REFUSED);
  g_assert_cmpstr (refused->server_text, ==, "550 no");
  return TRUE;
}

static void
test_recipients_and_fate (Fixture *self, gconstpointer unused)
{
  must_write (self, fate_job, NULL);
}

static void
assert_answer (CtgDb *db, gint64 key, CtgReceiptAnswer answer)
{
  g_autoptr (CtgReceiptWish) wish = ctg_receipt_wishes_find (db, key);

  g_assert_nonnull (wish);
  g_assert_cmpstr (wish->address, ==, "ada@example.com");
  g_assert_cmpint (wish->answer, ==, answer);
  g_assert_true ((wish->answered_utc_s != 0) == (answer != CTG_RECEIPT_OPEN));
}

static void
assert_given (CtgDb *db, gint64 key, gint64 id)
{
  g_autoptr (GError) again = NULL;
  g_autoptr (GError) taken_back = NULL;

  assert_answer (db, key, CTG_RECEIPT_GIVEN);
  g_assert_false (ctg_receipt_wishes_give (db, key, id, &again));
  g_assert_true (ctg_error_has_reason (again, "receipt-given"));
  g_assert_false (ctg_receipt_wishes_refuse (db, key, &taken_back));
  g_assert_true (ctg_error_has_reason (taken_back, "receipt-given"));
}

/* A37: refused it may still be given; given it may not, unless it was taken back before it left. It is the letter that
 * is answered, whatever copies of it come later. */
static gboolean
receipt_job (CtgDb *db, gpointer data, GError **error)
{
  Mail mail = { .account_id = ACCOUNT, .id = "m@example.com", .from = "ada@example.com" };
  g_autoptr (GError) nobody_asks = NULL;
  gint64 key, first, second;

  g_assert_true (add_account (db, NULL, error));
  key = put_mail (db, &mail, error);
  first = queue (db, "1@example.org", NOW, error);
  second = queue (db, "2@example.org", NOW, error);
  g_assert_null (ctg_receipt_wishes_find (db, key));
  g_assert_false (ctg_receipt_wishes_give (db, key, first, &nobody_asks));
  g_assert_true (ctg_receipt_wishes_put (db, key, "ada@example.com", error));
  assert_answer (db, key, CTG_RECEIPT_OPEN);
  g_assert_true (ctg_receipt_wishes_refuse (db, key, error));
  assert_answer (db, key, CTG_RECEIPT_REFUSED);
  g_assert_true (ctg_receipt_wishes_give (db, key, first, error));
  assert_given (db, key, second);
  g_assert_true (ctg_outbox_cancel (db, first, error));
  assert_answer (db, key, CTG_RECEIPT_OPEN);
  g_assert_true (ctg_receipt_wishes_give (db, key, second, error));
  g_assert_true (ctg_db_run (db, error, "DELETE FROM outbox WHERE id = ?", "i", second));
  assert_given (db, key, first);
  g_assert_true (ctg_db_run (db, error, "DELETE FROM receipt_wish WHERE message = ?", "i", key));
  g_assert_true (ctg_receipt_wishes_put (db, key, "ada@example.com", error));
  assert_given (db, key, first);
  return TRUE;
}

static void
test_a_receipt_is_given_once (Fixture *self, gconstpointer unused)
{
  must_write (self, receipt_job, NULL);
}

/* What one wrote oneself asks others, not oneself. */
static gboolean
own_wish_job (CtgDb *db, gpointer data, GError **error)
{
  Mail mail = { .account_id = ACCOUNT, .id = "o@example.org", .from = "anna@example.org",
                .direction = CTG_DIRECTION_OUT };
  gint64 key;

  g_assert_true (add_account (db, NULL, error));
  key = put_mail (db, &mail, error);
  g_assert_true (ctg_receipt_wishes_put (db, key, "anna@example.org", error));
  g_assert_null (ctg_receipt_wishes_find (db, key));
  return TRUE;
}

static void
test_own_letters_ask_nobody_here (Fixture *self, gconstpointer unused)
{
  must_write (self, own_wish_job, NULL);
}

/* 2026-11-30 is a Monday; the clocks change on 2026-10-25. */
static void
test_working_days (void)
{
  static const struct { const char *now; guint n_days; const char *then; } cases[] = {
    { "2026-12-03T10:30:00", 3, "2026-11-30T10:30:00" }, { "2026-12-03T10:30:00", 4, "2026-11-27T10:30:00" },
    { "2026-11-30T10:30:00", 1, "2026-11-27T10:30:00" }, { "2026-11-29T10:30:00", 1, "2026-11-27T00:00:00" },
    { "2026-10-26T10:30:00", 1, "2026-10-23T10:30:00" }, { "2026-11-30T10:30:00", 0, "2026-11-30T10:30:00" },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Rome");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 (cases[i].now, zone);
      g_autoptr (GDateTime) then = g_date_time_new_from_iso8601 (cases[i].then, zone);

      g_assert_cmpint (ctg_waiting_since (g_date_time_to_unix (now), cases[i].n_days, zone), ==,
                       g_date_time_to_unix (then));
    }
}

int
main (int argc, char **argv)
{
#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("/outbox/kept-whole", test_what_is_queued_is_kept_whole);
  ADD ("/outbox/id-once", test_an_id_is_used_once);
  ADD ("/outbox/S3-steps", test_each_state_allows_its_steps);
  ADD ("/outbox/due", test_what_is_due);
  ADD ("/outbox/S3-crash", test_after_a_crash);
  ADD ("/outbox/B31-copies", test_copies);
  ADD ("/outbox/S4-recipients", test_recipients_and_fate);
  ADD ("/outbox/A37-receipt-once", test_a_receipt_is_given_once);
  ADD ("/outbox/A37-own-wish", test_own_letters_ask_nobody_here);
  g_test_add_func ("/store/waiting/working-days", test_working_days);
  return g_test_run ();
}
