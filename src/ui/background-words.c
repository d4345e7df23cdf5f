/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "background-words.h"

#include <glib/gi18n-lib.h>

/**
 * ctg_background_words_for_state:
 * @state: what became of the wish
 *
 * Returns: (transfer none): what happens to letters that wait, and what the person can do, as sentences
 */
const char *
ctg_background_words_for_state (CtgBackgroundState state)
{
  switch (state)
    {
    case CTG_BACKGROUND_ASKED:
      return _("Your system is asked whether Carteggio may go on without a window and start with your session.");
    case CTG_BACKGROUND_REFUSED:
      return _("Your system does not let Carteggio go on without a window: letters leave only while its window is "
               "open. In your system’s settings, under Applications, allow Carteggio to run in the background.");
    case CTG_BACKGROUND_NOT_STARTED:
      return _("Carteggio goes on without a window, but your system does not start it with your session: open it "
               "after you log in, or allow it in your system’s settings, under Applications.");
    case CTG_BACKGROUND_NO_PORTAL:
      return _("Carteggio goes on without a window, but your system offers no way to start it with your session: open "
               "it after you log in, or add it to the applications that your system starts.");
    case CTG_BACKGROUND_NOT_WRITTEN:
      return _("Carteggio goes on without a window, but could not be put among the applications that your session "
               "starts: open it after you log in.");
    case CTG_BACKGROUND_UNASKED:
      return _("While letters for later or sequences wait, Carteggio goes on without a window. Your session does not "
               "start it with this profile, which is not the usual one.");
    case CTG_BACKGROUND_GRANTED:
    default:
      return _("While letters for later or sequences wait, Carteggio goes on without a window and starts with your "
               "session.");
    }
}
