/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "answer-notice.h"

#include "answer-news.h"
#include "words.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>

struct _CtgAnswerNotice
{
  GObject parent_instance;

  GApplication *application;   /* (unowned) it owns this */
  CtgAnswerNews *news;         /* (owned) */
};

G_DEFINE_FINAL_TYPE (CtgAnswerNotice, ctg_answer_notice, G_TYPE_OBJECT)

static gboolean
is_looked_at (CtgAnswerNotice *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self->application));

  return window != NULL && gtk_window_is_active (window);
}

/* One a contact: who writes twice is told of once, the letter that came last. */
static void
answered_cb (CtgAnswerNotice *self, gint64 contact_id, gint64 thread, gint64 key, const char *who, const char *subject)
{
  g_autofree char *name = ctg_words_line (who);
  /* Translators: %s is a person's name or address */
  g_autofree char *title = g_strdup_printf (_("%s has answered"), name);
  g_autofree char *body = ctg_words_line (subject);
  g_autofree char *id = g_strdup_printf ("answer-%" G_GINT64_FORMAT, contact_id);
  g_autoptr (GNotification) notification = NULL;

  if (is_looked_at (self))
    return;
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_category (notification, "email.arrived");
  g_notification_set_default_action_and_target (notification, "app.show", "(xxx)", contact_id, thread, key);
  g_notification_add_button_with_target (notification, _("Reply"), "app.reply", "x", key);
  g_application_send_notification (self->application, id, notification);
}

static void
ctg_answer_notice_finalize (GObject *object)
{
  g_clear_object (&CTG_ANSWER_NOTICE (object)->news);
  G_OBJECT_CLASS (ctg_answer_notice_parent_class)->finalize (object);
}

static void
ctg_answer_notice_class_init (CtgAnswerNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ctg_answer_notice_finalize;
}

static void
ctg_answer_notice_init (CtgAnswerNotice *self)
{
}

/**
 * ctg_answer_notice_new:
 * @application: who tells, with the actions `show` and `reply`; outlives the notice
 * @engine: whose letters
 *
 * Returns: (transfer full): the notice, at work until it is let go
 */
CtgAnswerNotice *
ctg_answer_notice_new (GApplication *application, CtgEngine *engine)
{
  CtgAnswerNotice *self = g_object_new (CTG_TYPE_ANSWER_NOTICE, NULL);

  self->application = application;
  self->news = ctg_answer_news_new (ctg_engine_get_store (engine));
  g_signal_connect_object (self->news, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  return self;
}
