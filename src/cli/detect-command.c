/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"
#include "detection-output.h"

#include "engine-detect.h"
#include "errors.h"
#include "setup-actions.h"

#include <glib/gi18n.h>

static void
note_cb (const CtgDetectionNote *note, gpointer data)
{
  CtgSession *session = data;

  const CtgEvidence *evidence = note->evidence;

  if (session->verbose && evidence != NULL)
    ctg_session_note (session, "%s %s: %s", evidence->source, evidence->asked, evidence->answer);
}

/**
 * ctg_session_detect:
 * @session: a session
 * @address: as somebody typed it
 * @how: what was asked for beyond the usual
 * @error: %CTG_ERROR_INVALID_INPUT, %CTG_ERROR_OFFLINE, cancellation
 *
 * Asks the engine for ways of connecting an address and waits.
 *
 * Returns: (transfer full) (nullable): the detection
 */
CtgDetection *
ctg_session_detect (CtgSession *session, const char *address, CtgDetectHow how, GError **error)
{
  CtgEngine *engine = ctg_session_open (session, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (engine == NULL)
    return NULL;
  ctg_setup_actions_detect_async (CTG_SETUP_ACTIONS (engine), address, how, note_cb, session, session->cancellable,
                                  ctg_session_result_cb, &result);
  ctg_session_wait (session, &result);
  return ctg_setup_actions_detect_finish (CTG_SETUP_ACTIONS (engine), result, error);
}

static gboolean
has_usable_candidate (const CtgDetection *detection)
{
  for (guint i = 0; i < detection->candidates->len; i++)
    {
      const CtgCandidate *candidate = g_ptr_array_index (detection->candidates, i);

      if (!g_str_equal (candidate->kind, "unsupported"))
        return TRUE;
    }
  return FALSE;
}

static int
run_detect (CtgSession *session, const CtgInvocation *invocation)
{
  const char *address = invocation->arguments[0];
  const char *path = ctg_invocation_get (invocation, "from-file");
  CtgDetectHow how = ctg_invocation_has (invocation, "from-programs") ? CTG_DETECT_PROGRAMS :
                     ctg_invocation_has (invocation, "also-http") ? CTG_DETECT_PLAINLY : CTG_DETECT_USUAL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgDetection) detection = path != NULL ? ctg_engine_detect_from_file (path, address, &error)
                                                    : ctg_session_detect (session, address, how, &error);

  if (detection == NULL)
    return ctg_session_fail (session, error);
  if (session->json)
    {
      g_autoptr (CtgJsonWriter) json = ctg_json_writer_new ();

      ctg_json_add_detection (json, detection);
      ctg_session_print_json (session, json);
    }
  else
    ctg_session_print_detection (session, detection);
  return has_usable_candidate (detection) ? CTG_EXIT_DONE : CTG_EXIT_NOTHING;
}

static const CtgOption detect_options[] = {
  { "from-file", N_("FILE"), N_("Read one document (autoconfig, Autodiscover, a profile) and ask nobody") },
  { "from-programs", NULL, N_("Look what other mail programs here are set up with, and ask nobody") },
  { "also-http", NULL, N_("Where nothing is found, ask by http too; anybody on the way can change the answer") },
  { NULL },
};

const CtgCommand ctg_detect_commands[] = {
  { "detect", N_("ADDRESS"), N_("Find out how an address can be connected"), 1, 1, detect_options, run_detect },
  { NULL },
};
