/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Being told of news: a subscription to a folder, and an answer that stays open. It is one whole envelope after
 * another, with nothing between them that would say where one ends: of a sign of life, of what happened, of the end. */

#include "ews-notices.h"

#include "errors.h"
#include "ews-answer.h"
#include "ews-request.h"

#include <string.h>

/* Of one envelope: an event has 1 KB, and what happened at the same time stands together. */
#define ENVELOPE_MAX_BYTES (1024 * 1024)
#define SLACK_MS (60 * 1000)
#define MINUTE_MS (60 * 1000)

typedef struct
{
  const char *host;
  GString *pending;          /* (owned) what has come of an envelope */
  gboolean told;
  gboolean is_closed;
  GError *error;             /* (owned) (nullable) */
} Listening;

/* Where an envelope ends, whatever its prefix is; 0: not yet. */
static gsize
find_end (const GString *text)
{
  static const char tail[] = "Envelope>";
  const char *at = text->str;

  while ((at = memmem (at, text->len - (gsize) (at - text->str), tail, strlen (tail))) != NULL)
    {
      const char *start = at;

      at += strlen (tail);
      while (start > text->str && *start != '<')
        start--;
      if (g_str_has_prefix (start, "</"))
        return (gsize) (at - text->str);
    }
  return 0;
}

static gboolean
has_event (const CtgXmlElement *message)
{
  static const char *const events[] = { "NewMailEvent", "CreatedEvent", "MovedEvent", "DeletedEvent" };
  const CtgXmlElement *notification = ctg_ews_answer_find (message, "Notifications/Notification");

  for (; notification != NULL; notification = ctg_xml_element_get_next (notification, "Notification"))
    for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
      if (ctg_xml_element_get_child (notification, events[i]) != NULL)
        return TRUE;
  return FALSE;
}

static void
read_message (Listening *self, const CtgXmlElement *message)
{
  g_autofree char *status = ctg_ews_answer_dup (message, "ConnectionStatus");

  if (!ctg_ews_answer_check (message, self->host, &self->error))
    return;
  self->told |= has_event (message);
  self->is_closed |= g_strcmp0 (status, "Closed") == 0;
}

static void
read_envelope (Listening *self, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (self->pending->str, length);
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_answer_read (bytes, self->host, &self->error);

  if (answer != NULL)
    read_message (self, answer->first);
  g_string_erase (self->pending, 0, (gssize) length);
}

static gboolean
is_over (const Listening *self)
{
  return self->told || self->is_closed || self->error != NULL;
}

static gboolean
piece_cb (GBytes *piece, gpointer data)
{
  Listening *self = data;
  gsize length;
  const char *text = g_bytes_get_data (piece, &length);

  g_string_append_len (self->pending, text, (gssize) length);
  while (!is_over (self) && (length = find_end (self->pending)) > 0)
    read_envelope (self, length);
  if (!is_over (self) && self->pending->len > ENVELOPE_MAX_BYTES)
    ctg_error_set (&self->error, CTG_ERROR_TOO_LARGE, NULL, "A notice has no end");
  return !is_over (self);
}

/**
 * ctg_ews_notices_subscribe:
 * @session: a session that is logged in
 * @folder_id: a folder
 * @cancellable: (nullable): ends it
 * @error: see ews-error.c; everything a connection can meet
 *
 * What happens from now on is kept for who listens, for half an hour.
 *
 * Specification: MS-OXWSNTIF 3.1.4.3
 * Returns: (transfer full) (nullable): what the subscription is called
 */
char *
ctg_ews_notices_subscribe (CtgEwsSession *session, const char *folder_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) request = ctg_ews_request_subscribe (folder_id);
  g_autoptr (CtgEwsAnswer) answer = ctg_ews_session_ask (session, request, CTG_EWS_QUICK, cancellable, error);
  char *id;

  if (answer == NULL || !ctg_ews_answer_check (answer->first, ctg_ews_session_get_host (session), error))
    return NULL;
  id = ctg_ews_answer_dup (answer->first, "SubscriptionId");
  if (id == NULL)
    ctg_error_set (error, CTG_ERROR_PROTOCOL, NULL, "A subscription without a name");
  return id;
}

/**
 * ctg_ews_notices_wait:
 * @session: a session that is logged in
 * @subscription_id: a subscription
 * @minutes: how long, 1 to 30
 * @told: (out): whether something happened in its folder
 * @cancellable: (nullable): ends it
 * @error: see ews-error.c; everything a connection can meet
 *
 * Waits until something happens, and at most @minutes.
 *
 * Specification: MS-OXWSNTIF 3.1.4.2
 * Returns: whether the server held out until then
 */
gboolean
ctg_ews_notices_wait (CtgEwsSession *session, const char *subscription_id, guint minutes, gboolean *told,
                      GCancellable *cancellable, GError **error)
{
  Listening listening = { .host = ctg_ews_session_get_host (session), .pending = g_string_new (NULL) };
  g_autoptr (GBytes) request = ctg_ews_request_get_events (subscription_id, minutes);
  gboolean done = ctg_ews_session_listen (session, request, minutes * MINUTE_MS + SLACK_MS, piece_cb, &listening,
                                          cancellable, error);

  g_string_free (listening.pending, TRUE);
  *told = listening.told;
  if (listening.error == NULL)
    return done;
  if (done)
    g_propagate_error (error, listening.error);
  else
    g_error_free (listening.error);
  return FALSE;
}
