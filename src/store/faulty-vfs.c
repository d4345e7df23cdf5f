/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "faulty-vfs.h"

#ifdef CTG_FAULTS

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* A file of ours is this, with the real VFS's file behind it in the same memory. */
typedef struct
{
  sqlite3_file base;
  sqlite3_file *real;
} FaultyFile;

typedef enum { OPERATION_NONE, OPERATION_WRITE, OPERATION_SYNC } Operation;

static sqlite3_vfs faulty_vfs;
static sqlite3_vfs *real_vfs;
static int armed_operation;    /* (atomic) an Operation */
static int armed_code;         /* (atomic) */
static int left;               /* (atomic) operations until it fails */

static sqlite3_file *
real (sqlite3_file *file)
{
  return ((FaultyFile *) file)->real;
}

static int
pass (Operation operation)
{
  if (__atomic_load_n (&armed_operation, __ATOMIC_SEQ_CST) != (int) operation ||
      __atomic_sub_fetch (&left, 1, __ATOMIC_SEQ_CST) != 0)
    return SQLITE_OK;
  return __atomic_load_n (&armed_code, __ATOMIC_SEQ_CST);
}

static int
faulty_close (sqlite3_file *file)
{
  return real (file)->pMethods->xClose (real (file));
}

static int
faulty_read (sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset)
{
  return real (file)->pMethods->xRead (real (file), bytes, length, offset);
}

static int
faulty_write (sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
  int code = pass (OPERATION_WRITE);

  return code != SQLITE_OK ? code : real (file)->pMethods->xWrite (real (file), bytes, length, offset);
}

static int
faulty_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return real (file)->pMethods->xTruncate (real (file), size);
}

static int
faulty_sync (sqlite3_file *file, int flags)
{
  int code = pass (OPERATION_SYNC);

  return code != SQLITE_OK ? code : real (file)->pMethods->xSync (real (file), flags);
}

static int
faulty_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real (file)->pMethods->xFileSize (real (file), size);
}

static int
faulty_lock (sqlite3_file *file, int level)
{
  return real (file)->pMethods->xLock (real (file), level);
}

static int
faulty_unlock (sqlite3_file *file, int level)
{
  return real (file)->pMethods->xUnlock (real (file), level);
}

static int
faulty_check_reserved_lock (sqlite3_file *file, int *result)
{
  return real (file)->pMethods->xCheckReservedLock (real (file), result);
}

static int
faulty_file_control (sqlite3_file *file, int operation, void *argument)
{
  return real (file)->pMethods->xFileControl (real (file), operation, argument);
}

static int
faulty_sector_size (sqlite3_file *file)
{
  return real (file)->pMethods->xSectorSize (real (file));
}

static int
faulty_device_characteristics (sqlite3_file *file)
{
  return real (file)->pMethods->xDeviceCharacteristics (real (file));
}

static int
faulty_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  return real (file)->pMethods->xShmMap (real (file), page, size, extend, memory);
}

static int
faulty_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return real (file)->pMethods->xShmLock (real (file), offset, n, flags);
}

static void
faulty_shm_barrier (sqlite3_file *file)
{
  real (file)->pMethods->xShmBarrier (real (file));
}

static int
faulty_shm_unmap (sqlite3_file *file, int delete)
{
  return real (file)->pMethods->xShmUnmap (real (file), delete);
}

/* Version 2: the log's shared memory, no memory-mapped reading. */
static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = faulty_close,
  .xRead = faulty_read,
  .xWrite = faulty_write,
  .xTruncate = faulty_truncate,
  .xSync = faulty_sync,
  .xFileSize = faulty_file_size,
  .xLock = faulty_lock,
  .xUnlock = faulty_unlock,
  .xCheckReservedLock = faulty_check_reserved_lock,
  .xFileControl = faulty_file_control,
  .xSectorSize = faulty_sector_size,
  .xDeviceCharacteristics = faulty_device_characteristics,
  .xShmMap = faulty_shm_map,
  .xShmLock = faulty_shm_lock,
  .xShmBarrier = faulty_shm_barrier,
  .xShmUnmap = faulty_shm_unmap,
};

static int
faulty_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
  FaultyFile *self = (FaultyFile *) file;
  int code;

  self->real = (sqlite3_file *) (self + 1);
  code = real_vfs->xOpen (real_vfs, name, self->real, flags, flags_out);
  self->base.pMethods = self->real->pMethods != NULL ? &methods : NULL;
  return code;
}

static void
register_once (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;
  real_vfs = sqlite3_vfs_find (NULL);
  faulty_vfs = *real_vfs;
  faulty_vfs.zName = "carteggio-faulty";
  faulty_vfs.szOsFile = (int) sizeof (FaultyFile) + real_vfs->szOsFile;
  faulty_vfs.pNext = NULL;
  faulty_vfs.xOpen = faulty_open;
  sqlite3_vfs_register (&faulty_vfs, 1);
  g_once_init_leave (&done, 1);
}

/**
 * ctg_faulty_vfs_arm:
 *
 * Reads the environment and starts counting anew. Does nothing in a normal build.
 */
void
ctg_faulty_vfs_arm (void)
{
  const char *wanted = g_getenv ("CARTEGGIO_VFS_FAIL");
  g_auto (GStrv) parts = g_strsplit (wanted != NULL ? wanted : "", ":", 3);
  Operation operation = OPERATION_NONE;
  int code;

  if (g_strv_length (parts) >= 2)
    operation = g_str_equal (parts[0], "sync") ? OPERATION_SYNC : OPERATION_WRITE;
  if (operation != OPERATION_NONE)
    register_once ();
  code = operation == OPERATION_SYNC ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
  if (operation != OPERATION_NONE && parts[2] != NULL && g_str_equal (parts[2], "full"))
    code = SQLITE_FULL;
  __atomic_store_n (&armed_code, code, __ATOMIC_SEQ_CST);
  __atomic_store_n (&left, operation != OPERATION_NONE ? atoi (parts[1]) : 0, __ATOMIC_SEQ_CST);
  __atomic_store_n (&armed_operation, operation, __ATOMIC_SEQ_CST);
}

#else

void
ctg_faulty_vfs_arm (void)
{
}

#endif
