/* SPDX-License-Identifier: GPL-3.0-or-later */

/* seed DIRECTORY [N_CONTACTS [N_THREADS [N_INBOX]]]: writes a profile with a mailbox, contacts, threads with their
 * letters and attachments, and an inbox, for the window's tests and for looking at it. Nothing of it needs a server. */

#include "accounts.h"
#include "clock.h"
#include "contacts.h"
#include "messages.h"
#include "store.h"
#include "text.h"

#include <string.h>

#define DAY_S ((gint64) 24 * 60 * 60)
#define ME "marco@studio.example"

typedef struct
{
  const char *name;
  const char *company;
  const char *address;
  const char *phone;
} Person;

static const Person people[] = {
  { "Anna Bianchi", "Studio Bianchi", "anna@studiobianchi.example", "+39 02 5550 1234" },
  { "Carlo Verdi", "Verdi Costruzioni", "carlo.verdi@verdi.example", "" },
  { "Dott. Raffaele Esposito", "", "r.esposito@notai.example", "+39 081 555 010" },
  { "Jane O’Neill", "O’Neill & Sons", "jane@oneill.example", "" },
  { "Maximiliane Freifrau von und zu Hohenstein-Wildenburg-Sonnentalberg",
    "Gesellschaft für außerordentlich lange Namen mbH",
    "maximiliane.hohenstein-wildenburg@gesellschaft-mit-sehr-langem-namen.example", "" },
  { "שרה כהן", "", "sara@cohen.example", "" },
  { "Luca & Figli <snc>", "Officine “Luca”", "info@lucafigli.example", "" },
};

static const char *const subjects[] = {
  "Preventivo cucina in rovere",
  "Sopralluogo di lunedì",
  "Fattura 2026/114",
  "Planimetria aggiornata",
  "Question about the <b>delivery</b> date & terms",
  "",
  "Consegna delle piastrelle del bagno al primo piano, con il dettaglio delle quantità, dei colori e delle date",
};

static const char *const texts[] = {
  ("Gentile Marco,\n\nle confermo l'appuntamento di lunedì alle 10. Porterò i campioni del rovere e il preventivo "
   "aggiornato, così possiamo decidere insieme la finitura delle ante.\n\nCordiali saluti\nAnna\n\n-- \n"
   "Studio Bianchi\nVia dei Tigli 4, Milano\n"),
  ("Perfetto, a lunedì.\n\nMarco\n\nIl 3 novembre 2026 Anna Bianchi ha scritto:\n> Gentile Marco,\n> le confermo "
   "l'appuntamento.\n> Anna\n"),
  "Dear Marco,\n\nthe tiles arrive on Thursday. Could somebody be there at eight?\n\nThanks,\nJane\n",
  "Buongiorno,\n\nin allegato la planimetria. Mi dica se le quote vanno bene.\n",
};

typedef struct
{
  guint n_contacts;
  guint n_threads;     /* of the first contact; the others have a few */
  guint n_inbox;
  gint64 now;
  guint n_letters;     /* made so far */
  gint64 folder_id;
  const char *account_id;
} Seed;

static gboolean
check (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("seed: %s", error != NULL ? error->message : "failed");
  return TRUE;
}

static CtgParty *
make_party (CtgPartyKind kind, const char *name, const char *address)
{
  CtgParty *party = g_new0 (CtgParty, 1);

  party->kind = kind;
  party->name = g_strdup (name);
  party->address = g_strdup (address);
  return party;
}

typedef struct
{
  const Person *person;
  const char *subject;
  const char *id;
  const char *parent;   /* (nullable) */
  gint64 date_utc_s;
  gboolean is_outgoing;
} Letter;

static gint64
put_head (CtgDb *db, Seed *seed, const Letter *letter)
{
  const Person *person = letter->person;
  gboolean is_outgoing = letter->is_outgoing;
  g_autoptr (GPtrArray) parties = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_party_free);
  const char *ancestors[] = { letter->parent, NULL };
  CtgMessageHead head = { 0 };
  g_autofree char *remote = g_strdup_printf ("%u", ++seed->n_letters);
  gint64 key;
  gboolean is_new;
  GError *error = NULL;

  g_ptr_array_add (parties, make_party (is_outgoing ? CTG_PARTY_TO : CTG_PARTY_FROM, person->name, person->address));
  g_ptr_array_add (parties, make_party (is_outgoing ? CTG_PARTY_FROM : CTG_PARTY_TO, "Marco Neri", ME));
  head.account_id = seed->account_id;
  head.message_id = letter->id;
  head.has_message_id = TRUE;
  head.content_hash = letter->id;
  head.ancestors = (const char *const *) ancestors;
  head.subject = letter->subject;
  head.parties = parties;
  head.sort_utc_s = head.date_utc_s = letter->date_utc_s;
  head.size_bytes = 4000;
  head.direction = is_outgoing ? CTG_DIRECTION_OUT : CTG_DIRECTION_IN;
  check (ctg_messages_put_head (db, &head, &key, &is_new, &error), error);
  check (ctg_messages_add_location (db, key, seed->folder_id, remote, &error), error);
  return key;
}

static void
add_attachment (GPtrArray *attachments, const char *name, const char *type, const char *content)
{
  CtgAttachment *attachment = g_new0 (CtgAttachment, 1);

  attachment->name = g_strdup (name);
  attachment->type = g_strdup (type);
  attachment->content = g_bytes_new (content, strlen (content));
  attachment->size_bytes = (gint64) strlen (content);
  attachment->sha256 = ctg_text_sha256_hex (content, (gssize) strlen (content));
  g_ptr_array_add (attachments, attachment);
}

static void
put_body (CtgDb *db, gint64 key, guint number, gboolean with_files)
{
  g_autoptr (GPtrArray) attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_attachment_free);
  g_autofree char *text = g_strdup_printf ("%s\n(%u)\n", texts[number % G_N_ELEMENTS (texts)], number);
  CtgMessageBody body = { .text = number % 4 == 1 ? texts[1] : text, .body_class = CTG_BODY_LOGGED,
                          .attachments = attachments };
  GError *error = NULL;

  if (with_files)
    {
      add_attachment (attachments, "planimetria con le quote del primo piano e del sottotetto.txt", "text/plain", text);
      add_attachment (attachments, "aggiornamento\u202excod.sh", "text/x-shellscript", "#!/bin/sh\necho no\n");
    }
  check (ctg_messages_put_body (db, key, &body, &error), error);
}

static void
put_thread (CtgDb *db, Seed *seed, const Person *person, gint64 contact_id, guint number)
{
  guint n_letters = 1 + number % 5;
  gint64 newest = seed->now - 3600 - (gint64) number * 2 * DAY_S;
  g_autofree char *parent = NULL;

  for (guint i = 0; i < n_letters; i++)
    {
      g_autofree char *id = g_strdup_printf ("t%" G_GINT64_FORMAT ".%u.%u@seed.example", contact_id, number, i);
      gboolean is_outgoing = (i + number) % 2 == 1;
      Letter letter = { person, subjects[number % G_N_ELEMENTS (subjects)], id, parent,
                        newest - (gint64) (n_letters - 1 - i) * 7 * 3600, is_outgoing };
      gint64 key = put_head (db, seed, &letter);
      GError *error = NULL;

      put_body (db, key, number + i, number % 3 == 0 && i == 0);
      check (ctg_messages_log (db, key, contact_id, is_outgoing ? "sent" : "core", parent, &error), error);
      g_free (parent);
      parent = g_steal_pointer (&id);
    }
}

static gint64
put_contact (CtgDb *db, const Person *person)
{
  char *addresses[] = { (char *) person->address, NULL };
  CtgContact contact = { .name = (char *) person->name, .company = (char *) person->company,
                         .phone = (char *) person->phone, .note = (char *) "", .addresses = addresses };
  GError *error = NULL;

  contact.created_utc_s = ctg_clock_now_utc_s ();
  check (ctg_contacts_insert (db, &contact, &error), error);
  return contact.id;
}

static void
put_contacts (CtgDb *db, Seed *seed)
{
  for (guint i = 0; i < seed->n_contacts; i++)
    {
      g_autofree char *name = g_strdup_printf ("Persona numero %u", i);
      g_autofree char *address = g_strdup_printf ("persona%u@molti.example", i);
      Person numbered = { name, "Molti & C.", address, "" };
      const Person *person = i < G_N_ELEMENTS (people) ? &people[i] : &numbered;
      gint64 id = put_contact (db, person);
      guint n = i == 0 ? seed->n_threads : i < 30 ? i % 4 : 0;

      for (guint number = 0; number < n; number++)
        put_thread (db, seed, person, id, number + i);
    }
}

static void
put_inbox (CtgDb *db, Seed *seed)
{
  static const Person strangers[] = { { "Giulia Rossi", "", "giulia@rossi.example", "" },
                                      { "", "", "newsletter@negozio.example", "" },
                                      { "Comune di Pavia", "", "protocollo@comune.example", "" } };

  for (guint i = 0; i < seed->n_inbox; i++)
    {
      g_autofree char *id = g_strdup_printf ("inbox.%u@seed.example", i);
      g_autofree char *subject = g_strdup_printf ("Richiesta di informazioni %u", i);
      const Person *person = i == 2 ? &people[1] : &strangers[i % G_N_ELEMENTS (strangers)];

      put_head (db, seed, &(Letter) { person, subject, id, NULL, seed->now - 600 - (gint64) i * 5000, FALSE });
    }
}

static void
put_account (CtgDb *db, Seed *seed)
{
  g_autoptr (CtgEndpoint) incoming = ctg_endpoint_new ("127.0.0.1", 1, CTG_SECURITY_NONE, ME);
  CtgAccount account = { .id = (char *) "5eed", .address = (char *) ME, .display_name = (char *) "",
                         .kind = (char *) "imap", .incoming = incoming, .is_default = TRUE,
                         .state = CTG_ACCOUNT_PAUSED };
  CtgFolder folder = { .account_id = (char *) "5eed", .remote_name = (char *) "INBOX", .name = (char *) "INBOX",
                       .role = 1, .is_watched = TRUE };
  GError *error = NULL;

  account.created_utc_s = account.last_pull_utc_s = seed->now;
  check (ctg_accounts_insert (db, &account, &error), error);
  check (ctg_accounts_set_state (db, "5eed", CTG_ACCOUNT_PAUSED, NULL, &error), error);
  check (ctg_folders_upsert (db, &folder, &error), error);
  seed->folder_id = folder.id;
  seed->account_id = "5eed";
}

static gboolean
seed_job (CtgDb *db, gpointer data, GError **error)
{
  put_account (db, data);
  put_contacts (db, data);
  put_inbox (db, data);
  ctg_db_note_change (db, CTG_CHANGE_ALL);
  return TRUE;
}

static guint
read_count (int argc, char **argv, int i, guint fallback)
{
  guint64 count = fallback;

  if (i < argc && !g_ascii_string_to_unsigned (argv[i], 10, 0, 1000000, &count, NULL))
    g_error ("seed: %s is not a count", argv[i]);
  return (guint) count;
}

int
main (int argc, char **argv)
{
  Seed seed = { .n_contacts = read_count (argc, argv, 2, 12), .n_threads = read_count (argc, argv, 3, 24),
                .n_inbox = read_count (argc, argv, 4, 9) };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgStore) store = NULL;

  if (argc < 2)
    {
      g_printerr ("seed DIRECTORY [N_CONTACTS [N_THREADS [N_INBOX]]]\n");
      return 2;
    }
  seed.now = ctg_clock_now_utc_s ();
  store = ctg_store_open (argv[1], 0, &error);
  check (store != NULL, error);
  check (ctg_store_write (store, seed_job, &seed, NULL, &error), error);
  ctg_store_close (store);
  return 0;
}
