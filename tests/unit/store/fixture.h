/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A store in a temporary folder, and short ways to put something into it. */

#include "accounts.h"
#include "clock.h"
#include "contacts.h"
#include "enrolments.h"
#include "errors.h"
#include "messages.h"
#include "requests.h"
#include "sequences.h"
#include "templates.h"
#include "text.h"

#include <glib/gstdio.h>
#include <string.h>

#define ACCOUNT "7a0c7e0a-0000-4000-8000-000000000001"
#define NOW 1700000000

typedef struct
{
  char *dir;                   /* (owned) */
  CtgStore *store;             /* (owned) (nullable) */
} Fixture;

static G_GNUC_UNUSED void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static G_GNUC_UNUSED void
fixture_open (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->store = ctg_store_open (self->dir, 0, &error);
  g_assert_no_error (error);
}

static G_GNUC_UNUSED void
fixture_close (Fixture *self)
{
  if (self->store != NULL)
    ctg_store_close (self->store);
  g_clear_object (&self->store);
}

static G_GNUC_UNUSED void
fixture_reopen (Fixture *self)
{
  fixture_close (self);
  fixture_open (self);
}

static G_GNUC_UNUSED void
fixture_set_up (Fixture *self, gconstpointer unused)
{
  ctg_clock_set_fake_utc_s (NOW);
  self->dir = g_dir_make_tmp ("ctg-store-XXXXXX", NULL);
  g_assert_nonnull (self->dir);
  fixture_open (self);
}

static G_GNUC_UNUSED void
fixture_tear_down (Fixture *self, gconstpointer unused)
{
  fixture_close (self);
  remove_tree (self->dir);
  g_clear_pointer (&self->dir, g_free);
}

static G_GNUC_UNUSED void
must_write (Fixture *self, CtgStoreFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = ctg_store_write (self->store, func, data, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static G_GNUC_UNUSED void
must_read (Fixture *self, CtgStoreFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = ctg_store_read (self->store, func, data, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static G_GNUC_UNUSED CtgAccount *
make_account (const char *id, const char *address)
{
  CtgAccount *account = g_new0 (CtgAccount, 1);

  account->id = g_strdup (id);
  account->address = g_strdup (address);
  account->display_name = g_strdup ("Anna");
  account->kind = g_strdup ("imap");
  account->incoming = ctg_endpoint_new ("imap.example.org", 993, CTG_SECURITY_TLS, "anna");
  account->outgoing = ctg_endpoint_new ("smtp.example.org", 587, CTG_SECURITY_STARTTLS, "anna");
  return account;
}

/* A job: adds ACCOUNT. */
static G_GNUC_UNUSED gboolean
add_account (CtgDb *db, gpointer data, GError **error)
{
  g_autoptr (CtgAccount) account = make_account (ACCOUNT, "anna@example.org");

  return ctg_accounts_insert (db, account, error);
}

static G_GNUC_UNUSED gint64
add_contact (CtgDb *db, const char *name, const char *address, GError **error)
{
  const char *addresses[] = { address, NULL };
  CtgContact contact = { .name = (char *) name, .addresses = (char **) addresses };

  return ctg_contacts_insert (db, &contact, error) ? contact.id : 0;
}

/* What most tests need of a message. Fields left out get a value that does no harm. */
typedef struct
{
  const char *account_id;
  const char *id;
  const char *ancestors;       /* separated by spaces */
  const char *from;
  const char *to;
  const char *subject;
  gint64 date_utc_s;
  CtgDirection direction;
  int automatic;
  const char *hash;            /* NULL: one of the id */
} Mail;

static G_GNUC_UNUSED CtgParty *
make_party (CtgPartyKind kind, const char *address)
{
  CtgParty *party = g_new0 (CtgParty, 1);

  party->kind = kind;
  party->name = g_strdup ("");
  party->address = g_strdup (address);
  return party;
}

static G_GNUC_UNUSED gint64
put_mail (CtgDb *db, const Mail *mail, GError **error)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_MD5, mail->id, -1);
  g_auto (GStrv) ancestors = g_strsplit (mail->ancestors != NULL ? mail->ancestors : "", " ", -1);
  g_autoptr (GPtrArray) parties = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_party_free);
  gint64 key = 0;
  CtgMessageHead head = {
    .account_id = mail->account_id,
    .message_id = mail->id,
    .has_message_id = TRUE,
    .content_hash = mail->hash != NULL ? mail->hash : hash,
    .ancestors = (const char *const *) ancestors,
    .subject = mail->subject != NULL ? mail->subject : "",
    .parties = parties,
    .sort_utc_s = mail->date_utc_s != 0 ? mail->date_utc_s : NOW,
    .date_utc_s = mail->date_utc_s,
    .size_bytes = 1234,
    .direction = mail->direction,
    .automatic = mail->automatic,
  };

  g_ptr_array_add (parties, make_party (CTG_PARTY_FROM, mail->from != NULL ? mail->from : "bruno@example.com"));
  g_ptr_array_add (parties, make_party (CTG_PARTY_TO, mail->to != NULL ? mail->to : "anna@example.org"));
  return ctg_messages_put_head (db, &head, &key, NULL, error) ? key : 0;
}

/* A sequence of one letter, with this contact in it. */
static G_GNUC_UNUSED gint64
enrol (CtgDb *db, const char *sequence_name, gint64 contact, GError **error)
{
  g_autoptr (CtgSequence) sequence = ctg_sequence_new ();
  CtgTemplate template = { .name = (char *) "Saluti", .folder = (char *) "", .subject = (char *) "Saluti",
                           .text = (char *) "Buongiorno" };
  CtgEnrolment enrolment = { .contact_id = contact, .sender = (char *) "anna@example.org", .due_utc_s = NOW + 60 };

  if (!ctg_templates_put (db, &template, error))
    return 0;
  sequence->name = g_strdup (sequence_name);
  sequence->from_minute = 0;
  sequence->to_minute = 1440;
  ctg_sequence_add_step (sequence, template.id, 0);
  enrolment.sequence_id = ctg_sequences_find (db, sequence_name);
  if (enrolment.sequence_id == 0 && ctg_sequences_put (db, sequence, error))
    enrolment.sequence_id = sequence->id;
  return ctg_enrolments_insert (db, &enrolment, error) ? enrolment.id : 0;
}

static G_GNUC_UNUSED gboolean
put_text (CtgDb *db, gint64 key, const char *text, GError **error)
{
  CtgMessageBody body = { .text = text, .body_class = CTG_BODY_CACHE };

  return ctg_messages_put_body (db, key, &body, error);
}

static G_GNUC_UNUSED CtgAttachment *
make_attachment (const char *name, const void *content, gsize length)
{
  CtgAttachment *attachment = g_new0 (CtgAttachment, 1);

  attachment->name = g_strdup (name);
  attachment->type = g_strdup ("application/octet-stream");
  attachment->content = g_bytes_new (content, length);
  attachment->sha256 = ctg_text_sha256_hex (content, length);
  attachment->size_bytes = (gint64) length;
  return attachment;
}
