/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file: N_SLOTS records of SLOT_BYTES, each a name ended by NUL, empty when its thread is parsing nothing. What is
 * not empty at start was being parsed when the program ended; those names are kept in the file's second half, their
 * last byte counting how often.
 *
 *   ended while parsing it   then
 *   once                     suspect: the end may have had another cause (kill -9, no power, another thread), so it is
 *                            parsed again; if that goes well it is forgotten
 *   twice, without a parse   poison: never parsed again
 *   that went well between
 *
 * Once is not enough: a killed import would set aside a sound message, which nobody would see again. */

#include "poison.h"
#include "errors.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SLOT_BYTES 256
#define N_SLOTS 16
#define N_KNOWN 240
#define FILE_BYTES (SLOT_BYTES * (N_SLOTS + N_KNOWN))
#define STRIKES (SLOT_BYTES - 1)
#define POISON_STRIKES 2

struct _CtgPoison
{
  GMutex mutex;
  char *slots;             /* (mapped) N_SLOTS + N_KNOWN records */
  guint n_known;           /* those at the end may be empty; nearly always none */
  gboolean taken[N_SLOTS];
};

static char *
slot_at (CtgPoison *self, guint i)
{
  return self->slots + (gsize) i * SLOT_BYTES;
}

static void
write_slot (char *slot, const char *name)
{
  /* The first byte last: a crash in between leaves an empty slot, not half a name. */
  memset (slot, 0, SLOT_BYTES);
  if (*name == '\0')
    return;
  g_strlcpy (slot + 1, name + 1, STRIKES - 1);
  __atomic_store_n (slot, *name, __ATOMIC_RELEASE);
}

static char *
find_known (CtgPoison *self, const char *name)
{
  for (guint i = N_SLOTS; i < N_SLOTS + self->n_known; i++)
    if (strncmp (slot_at (self, i), name, STRIKES - 1) == 0)
      return slot_at (self, i);
  return NULL;
}

static gboolean
is_poison (CtgPoison *self, const char *name)
{
  const char *known = find_known (self, name);

  return known != NULL && known[STRIKES] >= POISON_STRIKES;
}

static char *
find_place (CtgPoison *self)
{
  guint place = N_SLOTS;

  while (place < N_SLOTS + N_KNOWN - 1 && *slot_at (self, place) != '\0')
    place++;
  return slot_at (self, place);
}

static void
count_known (CtgPoison *self)
{
  for (guint i = 0; i < N_KNOWN; i++)
    if (*slot_at (self, N_SLOTS + i) != '\0')
      self->n_known = i + 1;
}

static void
keep_crashed (CtgPoison *self)
{
  for (guint i = 0; i < N_SLOTS; i++)
    {
      char *slot = slot_at (self, i);
      char *known;

      slot[STRIKES - 1] = '\0';
      if (*slot == '\0')
        continue;
      known = find_known (self, slot);
      if (known == NULL)
        {
          known = find_place (self);
          write_slot (known, slot);
          count_known (self);
        }
      known[STRIKES] = MIN (known[STRIKES] + 1, POISON_STRIKES);
      write_slot (slot, "");
    }
}

/**
 * ctg_poison_open:
 * @path: the mapped file, made with mode 0600 if it is not there
 * @error: %CTG_ERROR_STORAGE
 *
 * Only for the holder of the engine's lock.
 *
 * Returns: (transfer full): the marks
 */
CtgPoison *
ctg_poison_open (const char *path, GError **error)
{
  int file = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  char *mapped = MAP_FAILED;
  CtgPoison *self;

  if (file >= 0 && ftruncate (file, FILE_BYTES) == 0)
    mapped = mmap (NULL, FILE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED)
    ctg_error_set (error, CTG_ERROR_STORAGE, NULL, "%s: %s", path, g_strerror (errno));
  if (file >= 0)
    close (file);
  if (mapped == MAP_FAILED)
    return NULL;
  self = g_new0 (CtgPoison, 1);
  g_mutex_init (&self->mutex);
  self->slots = mapped;
  count_known (self);
  keep_crashed (self);
  return self;
}

/**
 * ctg_poison_close:
 * @self: (transfer full) (nullable): the marks
 */
void
ctg_poison_close (CtgPoison *self)
{
  if (self == NULL)
    return;
  munmap (self->slots, FILE_BYTES);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * ctg_poison_begin:
 * @self: the marks
 * @name: what is about to be parsed, at most 254 bytes of it count
 *
 * Returns: the slot for ctg_poison_end(), or -1 if the program ended twice while parsing it
 */
int
ctg_poison_begin (CtgPoison *self, const char *name)
{
  int slot = 0;

  g_mutex_lock (&self->mutex);
  if (is_poison (self, name))
    slot = -1;
  else
    while (slot < N_SLOTS - 1 && self->taken[slot])
      slot++;
  if (slot >= 0)
    {
      self->taken[slot] = TRUE;
      write_slot (slot_at (self, (guint) slot), name);
    }
  g_mutex_unlock (&self->mutex);
  return slot;
}

/**
 * ctg_poison_end:
 * @self: the marks
 * @slot: of ctg_poison_begin()
 */
void
ctg_poison_end (CtgPoison *self, int slot)
{
  char *known;

  g_mutex_lock (&self->mutex);
  known = find_known (self, slot_at (self, (guint) slot));
  if (known != NULL)
    write_slot (known, "");
  write_slot (slot_at (self, (guint) slot), "");
  self->taken[slot] = FALSE;
  g_mutex_unlock (&self->mutex);
}
