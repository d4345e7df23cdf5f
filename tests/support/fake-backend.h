/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend.h"

G_BEGIN_DECLS

/* A mailbox in memory, with the manners of a real one: UIDs that grow, a UIDVALIDITY that can change, steps of two
 * messages so that a pull has several. */
#define FAKE_TYPE_BACKEND (fake_backend_get_type ())
G_DECLARE_FINAL_TYPE (FakeBackend, fake_backend, FAKE, BACKEND, GObject)

FakeBackend *fake_backend_new         (void);
void         fake_backend_add         (FakeBackend *self, const char *folder, const char *message);
void         fake_backend_keep_labels (FakeBackend *self);   /* "All Mail" has everything, the others are labels */
void         fake_backend_hide_all_mail (FakeBackend *self);
void         fake_backend_label       (FakeBackend *self, const char *message_id, const char *labels);
void         fake_backend_remove      (FakeBackend *self, const char *message_id);
void         fake_backend_claim_size  (FakeBackend *self, gint64 size_bytes);
void         fake_backend_claim_messages (FakeBackend *self, gint64 n_messages);
gboolean     fake_backend_told_status (FakeBackend *self);
void         fake_backend_renumber    (FakeBackend *self);
guint        fake_backend_get_n_pulls (FakeBackend *self);
guint        fake_backend_get_n_bodies (FakeBackend *self);   /* asked for */

G_END_DECLS
