/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "lookup.h"
#include "send-deliver.h"

#include "engine-receipt.h"

#include <glib/gi18n.h>

static int
run_send (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 key, id;

  if (!ctg_session_find_message (session, invocation->arguments[0], &key, &error))
    return ctg_session_fail (session, error);
  ctg_engine_send_receipt_async (session->engine, key, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  id = ctg_engine_send_receipt_finish (session->engine, result, &error);
  return id != 0 ? ctg_send_deliver (session, id) : ctg_session_fail (session, error);
}

static int
run_refuse (CtgSession *session, const CtgInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 key;

  if (!ctg_session_find_message (session, invocation->arguments[0], &key, &error))
    return ctg_session_fail (session, error);
  ctg_engine_refuse_receipt_async (session->engine, key, ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  if (!ctg_engine_refuse_receipt_finish (session->engine, result, &error))
    return ctg_session_fail (session, error);
  return CTG_EXIT_DONE;
}

const CtgCommand ctg_receipt_commands[] = {
  { "receipt send", N_("MESSAGE"), N_("Tell its sender, who asks for it, that a message was read"), 1, 1, NULL,
    run_send },
  { "receipt refuse", N_("MESSAGE"), N_("Note that its sender is not told"), 1, 1, NULL, run_refuse },
  { NULL },
};
