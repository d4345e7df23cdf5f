-- SPDX-License-Identifier: GPL-3.0-or-later
-- The whole schema until the tag 0.1: edited in place, with a new negative version in schema.c each time.
-- Times are seconds since 1970, UTC; 0 means never or unknown. Booleans are 0 and 1. Enumerations have the values of the
-- headers. No triggers: they are refused with trusted_schema off.

CREATE TABLE setting (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Accounts and folders ------------------------------------------------------------------------------------------------

CREATE TABLE account (
  id                  INTEGER PRIMARY KEY,
  uuid                TEXT NOT NULL UNIQUE,
  address             TEXT NOT NULL,
  address_key         TEXT NOT NULL,
  display_name        TEXT NOT NULL,
  kind                TEXT NOT NULL,
  incoming_host       TEXT NOT NULL,
  incoming_port       INTEGER NOT NULL,
  incoming_security   TEXT NOT NULL,
  incoming_username   TEXT,
  incoming_pin        TEXT,
  outgoing_host       TEXT,
  outgoing_port       INTEGER NOT NULL DEFAULT 0,
  outgoing_security   TEXT,
  outgoing_username   TEXT,
  outgoing_pin        TEXT,
  separate_outgoing   INTEGER NOT NULL DEFAULT 0 CHECK (separate_outgoing IN (0, 1)),
  automation          INTEGER NOT NULL DEFAULT 0 CHECK (automation IN (0, 1)),
  is_default          INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
  state               INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
  problem_code        TEXT,
  problem_reason      TEXT,
  problem_server_text TEXT,
  state_since_utc_s   INTEGER NOT NULL,
  created_utc_s       INTEGER NOT NULL,
  last_pull_utc_s     INTEGER NOT NULL DEFAULT 0,
  sent_remote_name    TEXT,
  sent_reason         TEXT,
  service_path        TEXT,          -- of a mailbox over the web: where its service is on the host, both ways
  removal_utc_s       INTEGER NOT NULL DEFAULT 0,    -- of a removed one: when what it brought goes; 0: it stays
  is_team             INTEGER NOT NULL DEFAULT 0 CHECK (is_team IN (0, 1)),
  way_since_utc_s     INTEGER NOT NULL DEFAULT 0     -- what was written until then came by another way (A67)
) STRICT;
-- 3 is CTG_ACCOUNT_REMOVED: the same mailbox may be connected again.
CREATE UNIQUE INDEX account_by_address ON account (address_key) WHERE state <> 3;
CREATE UNIQUE INDEX account_default ON account (is_default) WHERE is_default = 1;

-- The states a mailbox went through. Outlives it, then with an empty address.
CREATE TABLE account_event (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid     TEXT NOT NULL,
  address  TEXT NOT NULL,
  event    TEXT NOT NULL,
  code     TEXT,
  reason   TEXT,
  at_utc_s INTEGER NOT NULL
) STRICT;

-- Further addresses a mailbox writes as. Its own address is one too, with the account's display_name; it is the default
-- where no row here is.
CREATE TABLE identity (
  account     INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  name        TEXT NOT NULL,
  address     TEXT NOT NULL,
  address_key TEXT NOT NULL,
  is_default  INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  PRIMARY KEY (account, address_key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX identity_default ON identity (account) WHERE is_default = 1;

CREATE TABLE folder (
  id              INTEGER PRIMARY KEY,
  account         INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  remote_name     TEXT NOT NULL,
  name            TEXT NOT NULL,
  role            INTEGER NOT NULL,
  is_watched      INTEGER NOT NULL CHECK (is_watched IN (0, 1)),
  token           TEXT,
  n_messages      INTEGER NOT NULL DEFAULT -1,
  last_pull_utc_s INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account, remote_name)
) STRICT;

-- Contacts ------------------------------------------------------------------------------------------------------------

-- sort_key and search_key are folded (no case, no accents), independent of the locale. n_messages to waiting_since_utc_s
-- are derived from log_entry and kept by messages-log.c, so that a list of 10 000 needs no join.
CREATE TABLE contact (
  id                  INTEGER PRIMARY KEY,
  name                TEXT NOT NULL,
  company             TEXT NOT NULL,
  phone               TEXT NOT NULL,
  note                TEXT NOT NULL,
  sort_key            TEXT NOT NULL,
  search_key          TEXT NOT NULL,
  created_utc_s       INTEGER NOT NULL,
  n_messages          INTEGER NOT NULL DEFAULT 0,
  last_message        INTEGER NOT NULL DEFAULT 0,
  last_utc_s          INTEGER NOT NULL DEFAULT 0,
  waiting_since_utc_s INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX contact_by_name ON contact (sort_key, search_key);
CREATE INDEX contact_by_last ON contact (last_message, sort_key);

CREATE TABLE contact_address (
  contact     INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  address     TEXT NOT NULL,
  address_key TEXT NOT NULL UNIQUE,
  PRIMARY KEY (contact, position)
) STRICT, WITHOUT ROWID;

-- Senders whose pictures from elsewhere are shown with their letters.
CREATE TABLE picture_sender (
  address_key TEXT NOT NULL PRIMARY KEY,
  since_utc_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Companies and deals -------------------------------------------------------------------------------------------------

-- Who belongs to a company is found by what their contact says and by the domains they write from.
CREATE TABLE company (
  id            INTEGER PRIMARY KEY,
  name          TEXT NOT NULL,
  name_key      TEXT NOT NULL UNIQUE,
  phone         TEXT NOT NULL,
  note          TEXT NOT NULL,
  created_utc_s INTEGER NOT NULL
) STRICT;
CREATE TABLE company_domain (
  domain  TEXT NOT NULL PRIMARY KEY,
  company INTEGER NOT NULL REFERENCES company (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX company_domain_by_company ON company_domain (company);
CREATE TABLE deal (
  id            INTEGER PRIMARY KEY,
  name          TEXT NOT NULL,
  stage         TEXT NOT NULL,
  amount_cents  INTEGER NOT NULL,
  currency      TEXT NOT NULL,
  note          TEXT NOT NULL,
  company       INTEGER REFERENCES company (id) ON DELETE SET NULL,
  created_utc_s INTEGER NOT NULL,
  changed_utc_s INTEGER NOT NULL
) STRICT;
CREATE INDEX deal_by_company ON deal (company);
CREATE TABLE deal_contact (
  deal    INTEGER NOT NULL REFERENCES deal (id) ON DELETE CASCADE,
  contact INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  PRIMARY KEY (deal, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX deal_contact_by_contact ON deal_contact (contact);
-- Letters put there by hand or written from there, by the hash of their ids: noted before they are sent.
CREATE TABLE company_letter (
  company INTEGER NOT NULL REFERENCES company (id) ON DELETE CASCADE,
  id_hash INTEGER NOT NULL,
  PRIMARY KEY (company, id_hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE deal_letter (
  deal    INTEGER NOT NULL REFERENCES deal (id) ON DELETE CASCADE,
  id_hash INTEGER NOT NULL,
  PRIMARY KEY (deal, id_hash)
) STRICT, WITHOUT ROWID;

-- Messages ------------------------------------------------------------------------------------------------------------

-- A connected component of ids that refer to each other. first_message is the thread's name outside.
CREATE TABLE thread (
  id            INTEGER PRIMARY KEY,
  first_message INTEGER NOT NULL,
  n_nodes       INTEGER NOT NULL
) STRICT;

-- What a thread was called before its first message went. A thread's other former names are keys of its messages.
CREATE TABLE thread_alias (
  former INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL REFERENCES thread (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX thread_alias_by_thread ON thread_alias (thread);

-- Every id that was seen, also of mail that is not here: a keyed hash, so that unseen mail leaves no name.
-- parent is what messages said that name it, while it was not here itself: 0 nothing, -1 different things.
CREATE TABLE thread_node (
  id_hash INTEGER PRIMARY KEY,
  thread  INTEGER NOT NULL,
  parent  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX thread_node_by_thread ON thread_node (thread);

-- What a person said: ids of one choice are one thread, those of two never are.
CREATE TABLE thread_choice (
  id_hash INTEGER PRIMARY KEY,
  choice  INTEGER NOT NULL
) STRICT;
CREATE INDEX thread_choice_by_choice ON thread_choice (choice);

-- Metadata only: nothing of a body stands here. key is the sort date, or the next free second.
CREATE TABLE message (
  key            INTEGER PRIMARY KEY,
  account        INTEGER REFERENCES account (id),
  id_hash        INTEGER NOT NULL,
  message_id     TEXT NOT NULL,
  has_message_id INTEGER NOT NULL CHECK (has_message_id IN (0, 1)),
  content_hash   TEXT NOT NULL,
  subject        TEXT NOT NULL,
  from_name      TEXT NOT NULL,
  from_address   TEXT NOT NULL,
  date_utc_s     INTEGER NOT NULL,
  size_bytes     INTEGER NOT NULL,
  direction      INTEGER NOT NULL CHECK (direction IN (0, 1)),
  automatic      INTEGER NOT NULL,
  sensitivity    TEXT,
  authentication INTEGER NOT NULL DEFAULT 0,
  thread         INTEGER NOT NULL REFERENCES thread (id),
  written_utc_s  INTEGER NOT NULL,
  n_attachments  INTEGER NOT NULL DEFAULT 0,
  n_logged       INTEGER NOT NULL DEFAULT 0,
  body_state     INTEGER NOT NULL DEFAULT 0 CHECK (body_state BETWEEN 0 AND 2)   -- none, held, failed
) STRICT;
-- A hash is random: an index by it dirties a page a message. thread_node is the only one; a message is found through its
-- thread, whose rows lie together.
CREATE INDEX message_by_thread ON message (thread, id_hash);
-- In most threads of a mailbox nobody is a contact: that is told without reading them.
CREATE INDEX message_logged_by_thread ON message (thread) WHERE n_logged > 0;
CREATE INDEX message_wanted ON message (key) WHERE n_logged > 0 AND body_state = 0;
CREATE INDEX message_unlogged ON message (key) WHERE n_logged = 0;

CREATE TABLE party (
  message  INTEGER NOT NULL REFERENCES message (key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind     INTEGER NOT NULL,
  name     TEXT NOT NULL,
  address  TEXT NOT NULL,                                -- its key: in lower case
  PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_by_address ON party (address);

-- A message's own chain: ids by line, oldest first. Who names an id is found through the thread they share.
CREATE TABLE ancestry (
  message INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,
  ids     TEXT NOT NULL
) STRICT;

-- Where a message can be fetched again.
CREATE TABLE location (
  folder    INTEGER NOT NULL REFERENCES folder (id) ON DELETE CASCADE,
  remote_id TEXT NOT NULL,
  message   INTEGER NOT NULL REFERENCES message (key) ON DELETE CASCADE,
  PRIMARY KEY (folder, remote_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX location_by_message ON location (message);
CREATE TABLE file_location (
  message      INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,
  path         TEXT NOT NULL,
  start_byte   INTEGER NOT NULL,
  length_bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE log_entry (
  message            INTEGER NOT NULL REFERENCES message (key),
  contact            INTEGER NOT NULL REFERENCES contact (id),
  rule               TEXT NOT NULL,
  matched_message_id TEXT,
  logged_utc_s       INTEGER NOT NULL,
  PRIMARY KEY (contact, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX log_entry_by_message ON log_entry (message);

-- What an export shows of a letter: 0 nothing, 1 who and when, 2 its subject too; all of it, where no row is.
CREATE TABLE letter_privacy (
  message INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,
  level   INTEGER NOT NULL CHECK (level BETWEEN 0 AND 2)
) STRICT;

-- What is never logged by itself. What a sender marked as personal is on the list until it is taken off.
CREATE TABLE never_log (
  pattern       TEXT NOT NULL PRIMARY KEY,
  created_utc_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO never_log (pattern, created_utc_s) VALUES
  ('sensitivity:company-confidential', 0), ('sensitivity:personal', 0), ('sensitivity:private', 0);

-- state: 0 waits for a person's decision, 1 refused: no rule logs it.
CREATE TABLE tray (
  message            INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,
  state              INTEGER NOT NULL CHECK (state IN (0, 1)),
  rule               TEXT NOT NULL,
  matched_message_id TEXT,
  since_utc_s        INTEGER NOT NULL
) STRICT;
CREATE INDEX tray_waiting ON tray (message) WHERE state = 0;

-- What a person did, to be taken back; the entries it made or removed.
CREATE TABLE action (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL,
  message    INTEGER NOT NULL,
  text       TEXT,
  done_utc_s INTEGER NOT NULL
) STRICT;
CREATE TABLE action_entry (
  action             INTEGER NOT NULL REFERENCES action (id) ON DELETE CASCADE,
  message            INTEGER NOT NULL REFERENCES message (key) ON DELETE CASCADE,
  contact            INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  rule               TEXT NOT NULL,
  matched_message_id TEXT,
  logged_utc_s       INTEGER NOT NULL,
  PRIMARY KEY (action, message, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX action_entry_by_message ON action_entry (message);
CREATE INDEX action_entry_by_contact ON action_entry (contact);

-- What was said of the threads of these ids before it; 0: nothing.
CREATE TABLE action_choice (
  action  INTEGER NOT NULL REFERENCES action (id) ON DELETE CASCADE,
  id_hash INTEGER NOT NULL,
  choice  INTEGER NOT NULL,
  PRIMARY KEY (action, id_hash)
) STRICT, WITHOUT ROWID;

-- Entries that a person deleted: to be had back, with the message's body, until they are too old.
CREATE TABLE trash (
  message            INTEGER NOT NULL REFERENCES message (key) ON DELETE CASCADE,
  contact            INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  rule               TEXT NOT NULL,
  matched_message_id TEXT,
  logged_utc_s       INTEGER NOT NULL,
  deleted_utc_s      INTEGER NOT NULL,
  PRIMARY KEY (message, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX trash_by_contact ON trash (contact);

-- What went by itself: how much of what, and how old it was; nothing of its content.
CREATE TABLE purge_ledger (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  what         TEXT NOT NULL,
  n            INTEGER NOT NULL,
  limit_utc_s  INTEGER NOT NULL,
  purged_utc_s INTEGER NOT NULL
) STRICT;

-- Bodies --------------------------------------------------------------------------------------------------------------

-- class: 0 cache (kept 7 days from fetched_utc_s), 1 logged (kept, indexed). In the index is exactly what has class 1.
CREATE TABLE body (
  message       INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,
  class         INTEGER NOT NULL CHECK (class IN (0, 1)),
  has_html      INTEGER NOT NULL CHECK (has_html IN (0, 1)),
  snippet       TEXT NOT NULL,
  fetched_utc_s INTEGER NOT NULL
) STRICT;
CREATE INDEX body_cached ON body (fetched_utc_s) WHERE class = 0;
CREATE TABLE body_text (
  message INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,
  text    BLOB NOT NULL                                  -- zstd
) STRICT;
-- The message's bytes without the attachments' encoded regions, which source_part puts back.
CREATE TABLE body_source (
  message INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,
  bytes   BLOB NOT NULL                                  -- zstd
) STRICT;
CREATE TABLE source_part (
  message     INTEGER NOT NULL REFERENCES message (key) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  start_byte  INTEGER NOT NULL,                          -- in the bytes kept
  sha256      TEXT NOT NULL,
  line_length INTEGER NOT NULL,                          -- of its base64 lines; 0: as it is
  line_end    TEXT NOT NULL,
  PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE body_failure (
  message      INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,
  reason       TEXT NOT NULL,
  failed_utc_s INTEGER NOT NULL
) STRICT;

-- is_held: the content is a file under attachments/, named by its digest.
CREATE TABLE attachment (
  id         INTEGER PRIMARY KEY,
  message    INTEGER NOT NULL REFERENCES message (key) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  name       TEXT NOT NULL,
  type       TEXT NOT NULL,
  content_id TEXT,
  sha256     TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  is_inline  INTEGER NOT NULL CHECK (is_inline IN (0, 1)),
  is_held    INTEGER NOT NULL CHECK (is_held IN (0, 1)),
  UNIQUE (message, position)
) STRICT;
CREATE INDEX attachment_by_digest ON attachment (sha256);

-- Full text over what is logged. The index row is written and deleted by fts.c alone, always before its content.
CREATE VIEW search_content (key, subject, people, text) AS
  SELECT m.key, m.subject,
         (SELECT group_concat (p.name || ' ' || p.address, ' ') FROM party AS p WHERE p.message = m.key),
         unzstd (t.text)
    FROM body AS b JOIN message AS m ON m.key = b.message JOIN body_text AS t ON t.message = b.message
   WHERE b.class = 1;
CREATE VIRTUAL TABLE search USING fts5 (
  subject, people, text,
  content = 'search_content', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2'
);

-- Sending -------------------------------------------------------------------------------------------------------------

-- States as in outbox.h. bytes: the letter as it leaves, zstd; empty once the database has it as a message and Sent a copy.
CREATE TABLE outbox (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  account             INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  message_id          TEXT NOT NULL UNIQUE,
  sender_name         TEXT NOT NULL,
  sender_address      TEXT NOT NULL,
  subject             TEXT NOT NULL,
  bytes               BLOB NOT NULL,
  size_bytes          INTEGER NOT NULL,
  state               INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
  copy                INTEGER NOT NULL CHECK (copy BETWEEN 0 AND 4),
  fate                INTEGER NOT NULL CHECK (fate BETWEEN 0 AND 2),
  due_utc_s           INTEGER NOT NULL,
  created_utc_s       INTEGER NOT NULL,
  state_utc_s         INTEGER NOT NULL,
  n_tries             INTEGER NOT NULL DEFAULT 0,
  logs                INTEGER NOT NULL CHECK (logs IN (0, 1)),
  is_automatic        INTEGER NOT NULL CHECK (is_automatic IN (0, 1)),
  problem_code        TEXT,
  problem_reason      TEXT,
  problem_host        TEXT,
  problem_server_text TEXT,
  accepted_host       TEXT,
  accepted_text       TEXT,
  message             INTEGER REFERENCES message (key) ON DELETE SET NULL,
  is_receipt          INTEGER NOT NULL DEFAULT 0 CHECK (is_receipt IN (0, 1))
) STRICT;
CREATE INDEX outbox_open ON outbox (account, due_utc_s) WHERE state < 4;
CREATE INDEX outbox_uncopied ON outbox (account) WHERE state = 4 AND copy = 1;
CREATE INDEX outbox_by_message ON outbox (message);
CREATE INDEX outbox_by_age ON outbox (created_utc_s);
CREATE TABLE outbox_recipient (
  outbox      INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  kind        INTEGER NOT NULL,
  name        TEXT NOT NULL,
  address     TEXT NOT NULL,
  state       INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
  server_text TEXT,
  PRIMARY KEY (outbox, position)
) STRICT, WITHOUT ROWID;

-- What receipts said of it, of whom ("": of all): a reader's program, or a provider of certified mail.
CREATE TABLE outbox_receipt (
  outbox    INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  news      TEXT NOT NULL,
  recipient TEXT NOT NULL,
  at_utc_s  INTEGER NOT NULL,
  PRIMARY KEY (outbox, news, recipient)
) STRICT, WITHOUT ROWID;

-- Whom a letter's sender asks to be told that it was read, and what the reader said to that; once is for all copies of the
-- letter, and for when it comes again. outbox: by which it is told.
CREATE TABLE receipt_wish (
  message INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,
  address TEXT NOT NULL
) STRICT;
CREATE TABLE receipt_answer (
  id_hash    INTEGER PRIMARY KEY,
  outbox     INTEGER REFERENCES outbox (id) ON DELETE SET NULL,
  is_refused INTEGER NOT NULL CHECK (is_refused IN (0, 1)),
  at_utc_s   INTEGER NOT NULL
) STRICT;
CREATE INDEX receipt_answer_by_outbox ON receipt_answer (outbox);

-- Letters being written; outbox: as what it was handed in. A draft_file is a path, or an attachment that is passed on.
CREATE TABLE draft (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  kind          INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),
  parent        INTEGER REFERENCES message (key) ON DELETE SET NULL,
  outbox        INTEGER REFERENCES outbox (id) ON DELETE SET NULL,
  sender        TEXT NOT NULL,
  to_people     TEXT NOT NULL,
  cc_people     TEXT NOT NULL,
  bcc_people    TEXT NOT NULL,
  subject       TEXT NOT NULL,
  text          TEXT NOT NULL,
  styles        TEXT NOT NULL,
  logs          INTEGER NOT NULL CHECK (logs IN (0, 1)),
  asks_receipt  INTEGER NOT NULL CHECK (asks_receipt IN (0, 1)),
  changed_utc_s INTEGER NOT NULL,
  is_for_each   INTEGER NOT NULL DEFAULT 0 CHECK (is_for_each IN (0, 1)),  -- a letter of their own for each
  company       INTEGER REFERENCES company (id) ON DELETE SET NULL,        -- what it is written from
  deal          INTEGER REFERENCES deal (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX draft_by_company ON draft (company);
CREATE INDEX draft_by_deal ON draft (deal);
CREATE INDEX draft_by_outbox ON draft (outbox);
CREATE INDEX draft_by_parent ON draft (parent);
CREATE TABLE draft_file (
  draft      INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  path       TEXT,
  attachment INTEGER REFERENCES attachment (id) ON DELETE SET NULL,
  name       TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  PRIMARY KEY (draft, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_file_by_attachment ON draft_file (attachment);

-- Words that are sent again and again.
CREATE TABLE template (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL,
  name_key      TEXT NOT NULL UNIQUE,
  folder        TEXT NOT NULL,
  subject       TEXT NOT NULL,
  text          TEXT NOT NULL,
  changed_utc_s INTEGER NOT NULL,
  shortcut      TEXT NOT NULL DEFAULT ''      -- in small letters, without the slash before it; '': none
) STRICT;
CREATE UNIQUE INDEX template_by_shortcut ON template (shortcut) WHERE shortcut <> '';

-- Letters that follow each other by themselves. Minutes are of a working day, local time.
CREATE TABLE sequence (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL,
  name_key      TEXT NOT NULL UNIQUE,
  from_minute   INTEGER NOT NULL,
  to_minute     INTEGER NOT NULL,
  changed_utc_s INTEGER NOT NULL,
  CHECK (from_minute >= 0 AND from_minute < to_minute AND to_minute <= 1440)
) STRICT;
CREATE TABLE sequence_step (
  sequence   INTEGER NOT NULL REFERENCES sequence (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  template   INTEGER NOT NULL REFERENCES template (id),
  delay_days INTEGER NOT NULL CHECK (delay_days >= 0),    -- working days after the one before
  PRIMARY KEY (sequence, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX sequence_step_by_template ON sequence_step (template);
CREATE TABLE enrolment (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  sequence       INTEGER NOT NULL REFERENCES sequence (id) ON DELETE CASCADE,
  contact        INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  sender         TEXT NOT NULL,
  state          INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
  reason         TEXT,
  position       INTEGER NOT NULL,                         -- of the step that comes next
  due_utc_s      INTEGER NOT NULL,
  enrolled_utc_s INTEGER NOT NULL,
  changed_utc_s  INTEGER NOT NULL
) STRICT;
CREATE INDEX enrolment_due ON enrolment (due_utc_s) WHERE state = 0;
CREATE INDEX enrolment_by_contact ON enrolment (contact);
CREATE UNIQUE INDEX enrolment_open ON enrolment (sequence, contact) WHERE state < 3;
-- A step is taken once: what it sent.
CREATE TABLE enrolment_letter (
  enrolment INTEGER NOT NULL REFERENCES enrolment (id) ON DELETE CASCADE,
  position  INTEGER NOT NULL,
  outbox    INTEGER NOT NULL UNIQUE REFERENCES outbox (id) ON DELETE CASCADE,
  PRIMARY KEY (enrolment, position)
) STRICT, WITHOUT ROWID;
-- Who has asked for no more letters that nobody writes for them. It outlives the contact.
CREATE TABLE refusal (
  address_key TEXT NOT NULL PRIMARY KEY,
  since_utc_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Past correspondence that a person asked for --------------------------------------------------------------------------

-- Of one contact, or of all (NULL). state: 0 to be done, 1 paused, 2 done, 3 given up. What was done in a folder is its
-- token, so that a killed one goes on where it was.
CREATE TABLE history (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  account       INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  contact       INTEGER REFERENCES contact (id) ON DELETE CASCADE,
  since_utc_s   INTEGER NOT NULL,
  state         INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
  n_seen        INTEGER NOT NULL DEFAULT 0,
  n_logged      INTEGER NOT NULL DEFAULT 0,
  n_failed      INTEGER NOT NULL DEFAULT 0,
  asked_utc_s   INTEGER NOT NULL,
  changed_utc_s INTEGER NOT NULL
) STRICT;
CREATE INDEX history_open ON history (account) WHERE state = 0;
CREATE TABLE history_folder (
  history INTEGER NOT NULL REFERENCES history (id) ON DELETE CASCADE,
  folder  INTEGER NOT NULL REFERENCES folder (id) ON DELETE CASCADE,
  token   TEXT,
  is_done INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1)),
  n_done  INTEGER NOT NULL DEFAULT 0,
  n_total INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (history, folder)
) STRICT, WITHOUT ROWID;

-- Between processes, and for people ------------------------------------------------------------------------------------

CREATE TABLE request (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  kind          TEXT NOT NULL,
  argument      TEXT NOT NULL,
  state         INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
  result        TEXT,
  created_utc_s INTEGER NOT NULL
) STRICT;
CREATE INDEX request_waiting ON request (id) WHERE state < 2;

CREATE TABLE problem (
  id          INTEGER PRIMARY KEY,
  account     INTEGER REFERENCES account (id) ON DELETE CASCADE,
  code        TEXT NOT NULL,
  reason      TEXT,
  subject     TEXT NOT NULL,
  server_text TEXT,
  since_utc_s INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX problem_key ON problem (ifnull (account, 0), code, subject);

CREATE TABLE quarantine (
  id            INTEGER PRIMARY KEY,
  account       INTEGER REFERENCES account (id) ON DELETE CASCADE,
  place         TEXT NOT NULL,
  reason        TEXT NOT NULL,
  raw           BLOB,                                    -- zstd
  created_utc_s INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX quarantine_key ON quarantine (ifnull (account, 0), place);
