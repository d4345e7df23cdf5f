/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "profile.h"

#include "text.h"

#include <gio/gio.h>
#include <string.h>

/* Two profiles never share secrets: the one without a name is "default", any other is named by its place. */
static CtgProfile *
new_in (const char *directory)
{
  CtgProfile *self = g_new0 (CtgProfile, 1);
  g_autoptr (GFile) file = g_file_new_for_path (directory);
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *digest = ctg_text_sha256_hex (path, strlen (path));

  self->id = g_strndup (digest, 16);
  self->data_dir = g_build_filename (path, "data", NULL);
  self->cache_dir = g_build_filename (path, "cache", NULL);
  self->config_dir = g_build_filename (path, "config", NULL);
  return self;
}

/**
 * ctg_profile_new:
 * @directory: (nullable): everything lives under it; %NULL: in the XDG directories, under `carteggio`
 *
 * Makes no directory.
 *
 * Returns: (transfer full): where things are
 */
CtgProfile *
ctg_profile_new (const char *directory)
{
  CtgProfile *self;

  if (directory != NULL)
    return new_in (directory);
  self = g_new0 (CtgProfile, 1);
  self->id = g_strdup ("default");
  self->data_dir = g_build_filename (g_get_user_data_dir (), "carteggio", NULL);
  self->cache_dir = g_build_filename (g_get_user_cache_dir (), "carteggio", NULL);
  self->config_dir = g_build_filename (g_get_user_config_dir (), "carteggio", NULL);
  return self;
}

/**
 * ctg_profile_copy:
 * @self: a profile
 *
 * Returns: (transfer full): a copy
 */
CtgProfile *
ctg_profile_copy (const CtgProfile *self)
{
  CtgProfile *copy = g_new0 (CtgProfile, 1);

  copy->id = g_strdup (self->id);
  copy->data_dir = g_strdup (self->data_dir);
  copy->cache_dir = g_strdup (self->cache_dir);
  copy->config_dir = g_strdup (self->config_dir);
  return copy;
}

/**
 * ctg_profile_free:
 * @self: (transfer full) (nullable): a profile
 */
void
ctg_profile_free (CtgProfile *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->data_dir);
  g_free (self->cache_dir);
  g_free (self->config_dir);
  g_free (self);
}
