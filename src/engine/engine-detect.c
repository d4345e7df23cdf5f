/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the program knows before detection asks anybody: the administrator's profiles, the profiles a person imported,
 * and the mailboxes of the same domain that work. */

#include "engine-detect.h"
#include "engine-private.h"

#include "address-warnings.h"
#include "detector.h"
#include "domain-profile.h"
#include "errors.h"
#include "files.h"
#include "other-programs.h"
#include "typed-address.h"
#include "xml.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define ADMIN_FOLDER "/etc/carteggio"
#define PROFILE_FOLDER "domains.d"

/* By what is wrong with the file, in words that name it. */
static int
open_file (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  int fd = ctg_open_regular (path, &local_error);

  if (fd >= 0)
    return fd;
  if (ctg_error_has_reason (local_error, "file-missing"))
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "usage", _("There is no file “%s”."), path);
  else if (g_file_test (path, G_FILE_TEST_IS_DIR))
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage", _("“%s” is not a file."), path);
  else if (ctg_error_has_reason (local_error, "not-a-file"))
    ctg_error_set (error, CTG_ERROR_INVALID_INPUT, "usage",
                   _("“%s” is a pipe or a device; only ordinary files are read."), path);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return -1;
}

/* One byte over the parser's cap, so that it is the parser that refuses, and no file is ever too large to be read. */
static GBytes *
read_head (const char *path, GError **error)
{
  int fd = open_file (path, error);
  g_autoptr (GInputStream) stream = fd >= 0 ? g_unix_input_stream_new (fd, TRUE) : NULL;
  g_autofree char *buffer = NULL;
  gsize length = 0;

  if (stream == NULL)
    return NULL;
  buffer = g_malloc (CTG_XML_DEFAULT_MAX_BYTES + 1);
  if (g_input_stream_read_all (stream, buffer, CTG_XML_DEFAULT_MAX_BYTES + 1, &length, NULL, error))
    return g_bytes_new_take (g_steal_pointer (&buffer), length);
  ctg_error_convert (error, NULL);
  return NULL;
}

/**
 * ctg_engine_detect_from_file:
 * @path: of an autoconfig document, an answer of Autodiscover's or a profile of a domain
 * @address: as somebody typed it
 * @error: %CTG_ERROR_INVALID_INPUT for the address, %CTG_ERROR_NOT_FOUND and the like for the file,
 *   %CTG_ERROR_TOO_LARGE, %CTG_ERROR_PROTOCOL for what is in it
 *
 * What detection makes of one document. Asks nobody.
 *
 * Returns: (transfer full) (nullable): the detection, with no candidate when the document names no server of use
 */
CtgDetection *
ctg_engine_detect_from_file (const char *path, const char *address, GError **error)
{
  g_autoptr (GBytes) bytes = read_head (path, error);
  gsize length = 0;
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  return ctg_detector_read_document (text != NULL ? text : "", length, address, error);
}

/**
 * ctg_engine_list_places:
 * @self: (nullable): an engine; %NULL: only an administrator's places count
 * @name: of a file or folder
 *
 * /etc/carteggio, then the system's configuration folders, then the person's own.
 *
 * Returns: (transfer full): where it may be, what counts most first
 */
char **
ctg_engine_list_places (CtgEngine *self, const char *name)
{
  const char *const *folders = g_get_system_config_dirs ();
  g_autoptr (GStrvBuilder) places = g_strv_builder_new ();
  g_autofree char *admin = g_build_filename (ADMIN_FOLDER, name, NULL);

  g_strv_builder_add (places, admin);
  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *place = g_build_filename (folders[i], "carteggio", name, NULL);

      g_strv_builder_add (places, place);
    }
  if (self != NULL)
    {
      g_autofree char *own = g_build_filename (self->profile->config_dir, name, NULL);

      g_strv_builder_add (places, own);
    }
  return g_strv_builder_end (places);
}

typedef struct
{
  const char *domain;
  GPtrArray *accounts;   /* (owned) (nullable) */
} Earlier;

static gboolean
list_accounts (CtgDb *db, gpointer data, GError **error)
{
  Earlier *earlier = data;

  earlier->accounts = ctg_accounts_list (db, error);
  return earlier->accounts != NULL;
}

static gboolean
has_domain (const CtgAccount *account, const char *domain)
{
  const char *at = strrchr (account->address, '@');

  return at != NULL && g_str_equal (at + 1, domain) && account->incoming != NULL &&
         account->state != CTG_ACCOUNT_DISCONNECTED && account->state != CTG_ACCOUNT_REMOVED;
}

static gboolean
is_of_domain (const CtgAccount *account, const char *domain)
{
  return has_domain (account, domain) && ctg_candidate_kind_has_password (account->kind);
}

/* A mailbox of the domain that was connected says how: with the new address in the old one's place. */
static CtgCandidate *
candidate_of (const CtgAccount *account, const char *address)
{
  g_autoptr (CtgDomainProfile) profile = ctg_domain_profile_from (account->kind, account->address,
                                                                  account->incoming, account->outgoing);
  CtgCandidate *candidate = ctg_domain_profile_candidate (profile, address);
  CtgCandidate *earlier;

  if (candidate == NULL)
    return NULL;
  earlier = ctg_candidate_new (candidate->kind, candidate->display_name, "earlier", "verified");
  earlier->exchange_url = g_steal_pointer (&candidate->exchange_url);
  earlier->incoming = g_steal_pointer (&candidate->incoming);
  earlier->outgoing = g_steal_pointer (&candidate->outgoing);
  earlier->auth = g_steal_pointer (&candidate->auth);
  earlier->outgoing_auth = g_steal_pointer (&candidate->outgoing_auth);
  earlier->usernames = g_steal_pointer (&candidate->usernames);
  earlier->fit = candidate->fit;
  earlier->why = g_strdup ("earlier");
  earlier->why_detail = g_strdup (account->address);
  ctg_candidate_free (candidate);
  return earlier;
}

static void
add_earlier (CtgEngine *self, const char *address, GPtrArray *known)
{
  Earlier earlier = { strrchr (address, '@') + 1, NULL };

  if (!ctg_store_read (self->store, list_accounts, &earlier, NULL, NULL))
    return;
  for (guint i = 0; i < earlier.accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (earlier.accounts, i);
      CtgCandidate *candidate = is_of_domain (account, earlier.domain) ? candidate_of (account, address) : NULL;

      if (candidate != NULL)
        g_ptr_array_add (known, candidate);
    }
  g_ptr_array_unref (earlier.accounts);
}

static void
add_notes (CtgEngine *self, CtgDetection *detection)
{
  Earlier earlier = { NULL, NULL };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) connected = NULL;

  if (!ctg_store_read (self->store, list_accounts, &earlier, NULL, NULL))
    return;
  for (guint i = 0; i < earlier.accounts->len; i++)
    {
      const CtgAccount *account = g_ptr_array_index (earlier.accounts, i);

      if (account->state != CTG_ACCOUNT_REMOVED && !g_str_equal (account->address, detection->address))
        g_strv_builder_add (builder, account->address);
    }
  connected = g_strv_builder_end (builder);
  ctg_address_warnings_add_private (detection->warnings, detection->address, (const char *const *) connected);
  g_ptr_array_unref (earlier.accounts);
}

/* A102: asked for by hand; files of the person's own, and nobody else. */
static CtgDetection *
look_in_programs (const char *address)
{
  const CtgOtherPlaces places = { g_get_home_dir (), g_get_user_config_dir () };
  CtgDetection *detection = ctg_detection_new (address);

  g_ptr_array_unref (detection->candidates);
  detection->candidates = ctg_other_programs_find (&places, address);
  detection->recommended = detection->candidates->len > 0 ? 0 : -1;
  g_ptr_array_add (detection->evidence,
                   ctg_evidence_new ("program", strrchr (address, '@') + 1,
                                     detection->candidates->len > 0 ? "found" : "not-found", NULL, 0));
  return detection;
}

/**
 * ctg_engine_detect:
 * @self: an engine
 * @address: as somebody typed it
 * @how: what was asked for beyond the usual
 * @note: (nullable): called on this thread
 * @data: for @note
 * @cancellable: (nullable): ends it early
 * @error: as ctg_detector_detect()
 *
 * Detection with all that is known here, under the administrator's policy. Blocks; for the set-up worker.
 *
 * Returns: (transfer full) (nullable): the detection
 */
CtgDetection *
ctg_engine_detect (CtgEngine *self, const char *address, CtgDetectHow how, CtgDetectionFunc note, gpointer data,
                   GCancellable *cancellable, GError **error)
{
  g_autofree char *normal = ctg_typed_address_normalise (address, error);
  g_auto (GStrv) folders = ctg_engine_list_places (self, PROFILE_FOLDER);
  g_autoptr (GPtrArray) known = NULL;
  CtgDetectorOptions options = { NULL, self->policy != NULL && self->policy->skips_ispdb, how };
  CtgDetection *detection;

  if (normal == NULL)
    return NULL;
  if ((how & CTG_DETECT_PROGRAMS) != 0)
    {
      detection = look_in_programs (normal);
      ctg_policy_apply (self->policy, detection);
      return detection;
    }
  known = ctg_domain_profiles_find ((const char *const *) folders, normal);
  if ((how & CTG_DETECT_AFRESH) == 0)
    add_earlier (self, normal, known);
  options.known = known;
  detection = ctg_detector_detect (normal, &options, note, data, cancellable, error);
  if (detection == NULL)
    return NULL;
  add_notes (self, detection);
  ctg_policy_apply (self->policy, detection);
  return detection;
}

/**
 * ctg_engine_export_domain_profile:
 * @self: an engine
 * @domain: (nullable): a mail domain or an address of it; %NULL: the default mailbox's
 * @error: %CTG_ERROR_NOT_FOUND when no mailbox of it is connected
 *
 * Returns: (transfer full) (nullable): a profile for colleagues, without a secret
 */
char *
ctg_engine_export_domain_profile (CtgEngine *self, const char *domain, GError **error)
{
  const char *at = domain != NULL ? strrchr (domain, '@') : NULL;
  g_autofree char *lower = domain != NULL ? g_ascii_strdown (at != NULL ? at + 1 : domain, -1) : NULL;
  Earlier earlier = { lower, NULL };
  char *text = NULL;

  if (!ctg_store_read (self->store, list_accounts, &earlier, NULL, error))
    return NULL;
  for (guint i = 0; i < earlier.accounts->len && text == NULL; i++)
    {
      const CtgAccount *account = g_ptr_array_index (earlier.accounts, i);
      g_autoptr (CtgDomainProfile) profile = NULL;

      if (lower != NULL ? !has_domain (account, lower) : !account->is_default)
        continue;
      profile = ctg_domain_profile_from (account->kind, account->address, account->incoming, account->outgoing);
      text = ctg_domain_profile_write (profile);
    }
  g_ptr_array_unref (earlier.accounts);
  if (text == NULL)
    ctg_error_set (error, CTG_ERROR_NOT_FOUND, "usage", _("No mailbox of “%s” is connected."),
                   lower != NULL ? lower : "");
  return text;
}

typedef struct
{
  CtgEngine *engine;   /* (owned) */
  char *domain;        /* (owned) */
  char *path;          /* (owned) */
} ProfileJob;

static void
profile_job_free (ProfileJob *job)
{
  g_object_unref (job->engine);
  g_free (job->domain);
  g_free (job->path);
  g_free (job);
}

static gpointer
save_profile_job (gpointer data, GCancellable *cancellable, GError **error)
{
  ProfileJob *job = data;
  g_autofree char *text = ctg_engine_export_domain_profile (job->engine, job->domain, error);

  if (text == NULL)
    return NULL;
  if (g_file_set_contents (job->path, text, -1, error))
    return job->engine;
  ctg_error_convert (error, NULL);
  return NULL;
}

/**
 * ctg_engine_save_domain_profile_async:
 * @self: an engine
 * @domain: a mail domain or an address of it
 * @path: where the profile goes
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * ctg_engine_export_domain_profile() into a file, beside the main thread.
 */
void
ctg_engine_save_domain_profile_async (CtgEngine *self, const char *domain, const char *path,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  ProfileJob *job = g_new0 (ProfileJob, 1);

  job->engine = g_object_ref (self);
  job->domain = g_strdup (domain);
  job->path = g_strdup (path);
  ctg_worker_run_async (self->setup, save_profile_job, job, (GDestroyNotify) profile_job_free, NULL, NULL, callback,
                        user_data);
}

/**
 * ctg_engine_save_domain_profile_finish:
 * @self: an engine
 * @result: what the callback got
 * @error: as ctg_engine_export_domain_profile(), and of the file
 *
 * Returns: whether it was written
 */
gboolean
ctg_engine_save_domain_profile_finish (CtgEngine *self, GAsyncResult *result, GError **error)
{
  return ctg_worker_run_finish (result, error) != NULL;
}

/**
 * ctg_engine_import_domain_profile:
 * @self: an engine
 * @path: of a profile
 * @error: %CTG_ERROR_NOT_FOUND, %CTG_ERROR_INVALID_INPUT, %CTG_ERROR_PROTOCOL, %CTG_ERROR_STORAGE
 *
 * Keeps it among the person's own: detection knows it from now on.
 *
 * Returns: (transfer full) (nullable): the domains it is for
 */
char **
ctg_engine_import_domain_profile (CtgEngine *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = read_head (path, error);
  g_autofree char *folder = g_build_filename (self->profile->config_dir, PROFILE_FOLDER, NULL);
  g_autoptr (CtgDomainProfile) profile = NULL;
  g_autofree char *text = NULL;
  g_autofree char *target = NULL;
  g_autofree char *name = NULL;

  if (bytes == NULL)
    return NULL;
  profile = ctg_domain_profile_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), error);
  if (profile == NULL)
    return NULL;
  text = ctg_domain_profile_write (profile);
  name = g_strconcat (profile->domains[0], ".json", NULL);
  target = g_build_filename (folder, name, NULL);
  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents_full (target, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return g_strdupv (profile->domains);
  ctg_error_convert (error, NULL);
  return NULL;
}
