/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store.h"
#include "errors.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Not in every linux/magic.h. */
#define CIFS_MAGIC 0xff534d42u
#define SMB2_MAGIC 0xfe534d42u
#define CEPH_MAGIC 0x00c36400u

struct _CtgEngineLock
{
  int fd;
};

/* Locks, and the shared memory of SQLite's log, do not work between computers. */
static gboolean
is_network (int fd)
{
  static const guint32 magics[] = {
    NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, CIFS_MAGIC, SMB2_MAGIC, CODA_SUPER_MAGIC, AFS_SUPER_MAGIC, CEPH_MAGIC,
  };
  struct statfs status;

  if (fstatfs (fd, &status) != 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    if ((guint32) status.f_type == magics[i])
      return TRUE;
  return FALSE;
}

/* For whoever looks who it is; the lock itself is the kernel's and goes with the process. */
static void
write_pid (int fd)
{
  g_autofree char *text = g_strdup_printf ("%d\n", (int) getpid ());

  if (ftruncate (fd, 0) != 0 || pwrite (fd, text, strlen (text), 0) < 0)
    g_debug ("the engine's lock says nothing of its holder: %s", g_strerror (errno));
}

static gboolean
lock (int fd, GError **error)
{
  int code;

  if (is_network (fd))
    {
      ctg_error_set (error, CTG_ERROR_UNSUPPORTED, "network-filesystem", "The profile is on a network file system");
      return FALSE;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  code = errno;
  if (code == EWOULDBLOCK)
    ctg_error_set (error, CTG_ERROR_BUSY, "engine-running", "Another process runs the engine of this profile");
  else
    ctg_error_set (error, CTG_ERROR_STORAGE, "io", "Cannot lock the profile: %s", g_strerror (code));
  return FALSE;
}

/**
 * ctg_engine_lock_take:
 * @data_dir: the profile's data; made if missing
 * @error: `BUSY` (another process has it), `UNSUPPORTED` with `network-filesystem`, `STORAGE`
 *
 * Takes the lock whose holder alone uses the network, sends and purges. The kernel gives it back when the process ends,
 * however that happens.
 *
 * Returns: (transfer full): the lock
 */
CtgEngineLock *
ctg_engine_lock_take (const char *data_dir, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "engine.lock", NULL);
  CtgEngineLock *self;
  int fd = -1;

  if (g_mkdir_with_parents (data_dir, 0700) == 0)
    fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      int code = errno;

      ctg_error_set (error, CTG_ERROR_STORAGE, "io", "Cannot open %s: %s", path, g_strerror (code));
      return NULL;
    }
  if (!lock (fd, error))
    {
      close (fd);
      return NULL;
    }
  write_pid (fd);
  self = g_new0 (CtgEngineLock, 1);
  self->fd = fd;
  return self;
}

/**
 * ctg_engine_lock_release:
 * @self: (transfer full) (nullable): the lock
 *
 * Gives the lock back. The file stays: removing it would let two processes lock two files of the same name.
 */
void
ctg_engine_lock_release (CtgEngineLock *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  g_free (self);
}
