/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-backend.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

#define STEP 2

typedef struct
{
  char *folder;
  guint uid;
  char *message;
  char *labels;                /* (nullable) separated by commas; \Inbox, \Sent and \Draft are roles */
  guint changed;               /* when they were put there */
  gint64 claimed_bytes;        /* 0: what it has */
} Stored;

struct _FakeBackend
{
  GObject parent_instance;
  GPtrArray *messages;
  guint next_uid;
  guint validity;
  guint n_pulls;
  guint n_bodies;
  gint64 claimed_messages;   /* 0: as many as there are */
  gboolean told_status;
  gboolean keeps_labels;
  guint n_changes;           /* of labels */
  guint n_told_changes;
  GPtrArray *gone;
};

static void fake_backend_init_interface (CtgBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeBackend, fake_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CTG_TYPE_BACKEND, fake_backend_init_interface))

static void
stored_free (gpointer data)
{
  Stored *stored = data;

  g_free (stored->folder);
  g_free (stored->message);
  g_free (stored->labels);
  g_free (stored);
}

FakeBackend *
fake_backend_new (void)
{
  return g_object_new (FAKE_TYPE_BACKEND, NULL);
}

void
fake_backend_add (FakeBackend *self, const char *folder, const char *message)
{
  Stored *stored = g_new0 (Stored, 1);

  stored->folder = g_strdup (folder);
  stored->uid = self->next_uid++;
  stored->message = g_strdup (message);
  g_ptr_array_add (self->messages, stored);
}

void
fake_backend_keep_labels (FakeBackend *self)
{
  self->keeps_labels = TRUE;
}

void
fake_backend_hide_all_mail (FakeBackend *self)
{
  self->keeps_labels = FALSE;
}

static guint
find_stored (FakeBackend *self, const char *message_id)
{
  for (guint i = 0; i < self->messages->len; i++)
    if (strstr (((Stored *) g_ptr_array_index (self->messages, i))->message, message_id) != NULL)
      return i;
  g_assert_not_reached ();
}

void
fake_backend_label (FakeBackend *self, const char *message_id, const char *labels)
{
  Stored *stored = g_ptr_array_index (self->messages, find_stored (self, message_id));

  g_free (stored->labels);
  stored->labels = g_strdup (labels);
  stored->changed = ++self->n_changes;
}

void
fake_backend_remove (FakeBackend *self, const char *message_id)
{
  guint i = find_stored (self, message_id);

  g_ptr_array_add (self->gone, g_strdup_printf ("%u", ((Stored *) g_ptr_array_index (self->messages, i))->uid));
  g_ptr_array_remove_index (self->messages, i);
  self->n_changes++;
}

/* The last one that was added is said to be as large as that. */
void
fake_backend_claim_size (FakeBackend *self, gint64 size_bytes)
{
  ((Stored *) g_ptr_array_index (self->messages, self->messages->len - 1))->claimed_bytes = size_bytes;
}

/* Its folders are said to hold so many messages. */
void
fake_backend_claim_messages (FakeBackend *self, gint64 n_messages)
{
  self->claimed_messages = n_messages;
}

void
fake_backend_renumber (FakeBackend *self)
{
  self->validity++;
  for (guint i = 0; i < self->messages->len; i++)
    ((Stored *) g_ptr_array_index (self->messages, i))->uid += 1000;
  self->next_uid += 1000;
}

guint
fake_backend_get_n_pulls (FakeBackend *self)
{
  return self->n_pulls;
}

guint
fake_backend_get_n_bodies (FakeBackend *self)
{
  return self->n_bodies;
}

/* Whether the last listing was asked how the folders stand. */
gboolean
fake_backend_told_status (FakeBackend *self)
{
  return self->told_status;
}

static gint64
count_messages (FakeBackend *self)
{
  return self->claimed_messages != 0 ? self->claimed_messages : self->messages->len;
}

static gboolean
fake_open (CtgBackend *backend, const char *secret, CtgStepFunc step, gpointer step_data, CtgCertificate **refused,
           GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
fake_close (CtgBackend *backend)
{
}

static char *
make_token (FakeBackend *self)
{
  return g_strdup_printf ("%u %u", self->validity, self->next_uid + 1000000 * self->n_changes);
}

static void
add_folder (FakeBackend *self, GPtrArray *folders, const char *name, CtgFolderRole role)
{
  CtgFolderInfo *info = g_new0 (CtgFolderInfo, 1);

  info->remote_name = g_strdup (name);
  info->name = g_strdup (name);
  info->role = role;
  info->can_select = TRUE;
  info->n_messages = self->told_status ? count_messages (self) : -1;
  info->status = self->told_status ? make_token (self) : NULL;
  g_ptr_array_add (folders, info);
}

static GPtrArray *
fake_list_folders (CtgBackend *backend, CtgListing what, GCancellable *cancellable, GError **error)
{
  FakeBackend *self = FAKE_BACKEND (backend);
  GPtrArray *folders = g_ptr_array_new_with_free_func ((GDestroyNotify) ctg_folder_info_free);

  self->told_status = what == CTG_LISTING_STATUS;
  add_folder (self, folders, "INBOX", CTG_FOLDER_INBOX);
  add_folder (self, folders, "Sent", CTG_FOLDER_SENT);
  add_folder (self, folders, "Privato", CTG_FOLDER_OTHER);
  if (self->keeps_labels)
    {
      add_folder (self, folders, "Carteggio", CTG_FOLDER_OTHER);
      add_folder (self, folders, "All Mail", CTG_FOLDER_ALL);
    }
  return folders;
}

static gboolean
fake_is_current (CtgBackend *backend, const CtgFolderInfo *folder, const char *token)
{
  return g_strcmp0 (folder->status, token) == 0;
}

static const char *
fake_get_all_mail (CtgBackend *backend)
{
  return FAKE_BACKEND (backend)->keeps_labels ? "All Mail" : NULL;
}

static CtgLabels *
make_labels (const Stored *stored)
{
  CtgLabels *labels = g_new0 (CtgLabels, 1);

  labels->names = g_strsplit (stored->labels != NULL ? stored->labels : "", ",", -1);
  labels->unique_id = ctg_text_sha256_hex (stored->message, strlen (stored->message));
  for (guint i = 0; labels->names[i] != NULL; i++)
    labels->roles |= g_str_equal (labels->names[i], "\\Inbox") ? 1 << CTG_FOLDER_INBOX
                     : g_str_equal (labels->names[i], "\\Sent") ? 1 << CTG_FOLDER_SENT
                     : g_str_equal (labels->names[i], "\\Draft") ? 1 << CTG_FOLDER_DRAFTS : 0;
  return labels;
}

static void
add_changes (FakeBackend *self, GPtrArray *relabelled)
{
  for (guint i = 0; i < self->messages->len; i++)
    {
      const Stored *stored = g_ptr_array_index (self->messages, i);
      CtgRemoteHeader *header;

      if (stored->changed <= self->n_told_changes)
        continue;
      header = g_new0 (CtgRemoteHeader, 1);
      header->remote_id = g_strdup_printf ("%u", stored->uid);
      header->labels = make_labels (stored);
      g_ptr_array_add (relabelled, header);
    }
  self->n_told_changes = self->n_changes;
}

static CtgRemoteHeader *
make_header (const Stored *stored)
{
  CtgRemoteHeader *header = g_new0 (CtgRemoteHeader, 1);
  const char *end = strstr (stored->message, "\r\n\r\n");

  header->remote_id = g_strdup_printf ("%u", stored->uid);
  header->received_utc_s = 1700000000 + stored->uid;
  header->size_bytes = stored->claimed_bytes != 0 ? stored->claimed_bytes : (gint64) strlen (stored->message);
  header->header = g_bytes_new (stored->message, end != NULL ? (gsize) (end - stored->message) + 4
                                                             : strlen (stored->message));
  return header;
}

/* A token is "validity next-uid"; an interrupted pull's is "validity next-uid below", below being what is
 * still to come. */
static gboolean
emit (FakeBackend *self, CtgDelta *delta, guint below, CtgDeltaFunc func, gpointer data, GError **error)
{
  delta->token = below > 1 ? g_strdup_printf ("%u %u %u", self->validity, self->next_uid, below) : make_token (self);
  delta->n_messages = count_messages (self);
  return func (delta, data, error);
}

static gboolean
fake_pull (CtgBackend *backend, const char *remote_name, const char *token, gint64 since_utc_s, CtgDeltaFunc func,
           gpointer data, GCancellable *cancellable, GError **error)
{
  FakeBackend *self = FAKE_BACKEND (backend);
  g_auto (GStrv) held = g_strsplit (token != NULL ? token : "", " ", 3);
  gboolean reset = token != NULL && strtoul (held[0], NULL, 10) != self->validity;
  guint n_held = g_strv_length (held);
  guint from = reset || n_held < 2 ? 0 : (guint) strtoul (held[1], NULL, 10) % 1000000;
  guint below = !reset && n_held == 3 ? (guint) strtoul (held[2], NULL, 10) : 0;
  g_autoptr (CtgDelta) delta = ctg_delta_new ();

  self->n_pulls++;
  delta->reset = reset;
  for (guint i = self->messages->len; i > 0; i--)
    {
      const Stored *stored = g_ptr_array_index (self->messages, i - 1);

      if (!(self->keeps_labels || g_str_equal (stored->folder, remote_name)) ||
          !(stored->uid >= from || stored->uid < below))
        continue;
      g_ptr_array_add (delta->added, make_header (stored));
      if (self->keeps_labels)
        ((CtgRemoteHeader *) g_ptr_array_index (delta->added, delta->added->len - 1))->labels = make_labels (stored);
      if (delta->added->len < STEP)
        continue;
      if (!emit (self, delta, stored->uid, func, data, error))
        return FALSE;
      ctg_delta_free (delta);
      delta = ctg_delta_new ();
    }
  if (self->keeps_labels)
    {
      add_changes (self, delta->relabelled);
      g_ptr_array_extend_and_steal (delta->gone, g_steal_pointer (&self->gone));
      self->gone = g_ptr_array_new_with_free_func (g_free);
    }
  return emit (self, delta, 0, func, data, error);
}

/* A search is a pull that begins anew; whom it names is left to whoever looks at it. */
static gboolean
fake_find (CtgBackend *backend, const char *remote_name, const char *token, const char *const *people,
           gint64 since_utc_s, CtgDeltaFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  return fake_pull (backend, remote_name, token, since_utc_s, func, data, cancellable, error);
}

static gboolean
fake_fetch (CtgBackend *backend, const char *remote_name, const char *token, const char *const *remote_ids,
            CtgBodyFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  FakeBackend *self = FAKE_BACKEND (backend);

  for (guint i = 0; i < self->messages->len; i++)
    {
      const Stored *stored = g_ptr_array_index (self->messages, i);
      g_autofree char *id = g_strdup_printf ("%u", stored->uid);
      g_autoptr (GBytes) bytes = NULL;

      if (!g_strv_contains (remote_ids, id))
        continue;
      self->n_bodies++;
      bytes = g_bytes_new (stored->message, strlen (stored->message));
      if (!func (id, bytes, NULL, data, error))
        return FALSE;
    }
  return TRUE;
}

static void
fake_backend_init_interface (CtgBackendInterface *iface)
{
  iface->open = fake_open;
  iface->close = fake_close;
  iface->list_folders = fake_list_folders;
  iface->get_all_mail = fake_get_all_mail;
  iface->is_current = fake_is_current;
  iface->pull = fake_pull;
  iface->find = fake_find;
  iface->fetch = fake_fetch;
}

static void
fake_backend_finalize (GObject *object)
{
  g_ptr_array_unref (FAKE_BACKEND (object)->messages);
  g_ptr_array_unref (FAKE_BACKEND (object)->gone);
  G_OBJECT_CLASS (fake_backend_parent_class)->finalize (object);
}

static void
fake_backend_class_init (FakeBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_backend_finalize;
}

static void
fake_backend_init (FakeBackend *self)
{
  self->messages = g_ptr_array_new_with_free_func (stored_free);
  self->gone = g_ptr_array_new_with_free_func (g_free);
  self->next_uid = 1;
  self->validity = 7;
}
