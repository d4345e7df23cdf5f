/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opens one winmail.dat for carteggio: a process of its own, since the library that reads them is C with a history of
 * bugs and the file comes from strangers. It gets the bytes as its input and may do nothing but read, think and write:
 * before it looks at a byte it gives up all system calls but those, 256 MB and 2 s of the processor.
 *
 * What it writes is a row of records: kind (1 byte), two lengths (4 bytes each, little-endian), a name, bytes.
 *
 *   A  an attachment: its name, its bytes
 *   T  the letter's words as plain text, H as HTML, R as RTF
 *   E  the end: without it nothing of it counts
 *
 * Names and text are as they came; whoever reads them judges. */

#include <stdint.h>
#include <stdio.h>

#include <ytnef.h>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define INPUT_MAX_BYTES (50 * 1000 * 1000)
#define MEMORY_MAX_BYTES (256 * 1024 * 1024)
#define CPU_MAX_S 2
#define ATTACHMENTS_MAX 200
#define RTF_HEAD_BYTES 16   /* MS-OXRTFCP section 2.1.3.1.1 */

#define PT_STRINGS PT_STRING8, PT_UNICODE, PT_BINARY

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static int
limit (__rlimit_resource_t what, rlim_t most)
{
  struct rlimit both = { most, most };

  return setrlimit (what, &both);
}

/* The sanitizer's own runtime needs more than the library. */
static int
limit_all (void)
{
#ifndef IS_SANITIZED
  if (limit (RLIMIT_AS, MEMORY_MAX_BYTES) != 0)
    return -1;
#endif
  return limit (RLIMIT_CPU, CPU_MAX_S) | limit (RLIMIT_CORE, 0) | limit (RLIMIT_FSIZE, 0) | limit (RLIMIT_NPROC, 0);
}

#if defined(ARCHITECTURE) && !defined(IS_SANITIZED)
#define ALLOW(number)                                           \
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1),         \
  BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* What is not in the list fails; what belongs to another architecture ends it. */
static int
give_up_calls (void)
{
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, arch)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    ALLOW (SYS_read),
    ALLOW (SYS_write),
    ALLOW (SYS_brk),
    ALLOW (SYS_mmap),
    ALLOW (SYS_munmap),
    ALLOW (SYS_mremap),
    ALLOW (SYS_madvise),
    ALLOW (SYS_exit_group),
    ALLOW (SYS_rt_sigreturn),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
  };
  struct sock_fprog program = { sizeof filter / sizeof *filter, filter };

  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) | prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
#else
static int
give_up_calls (void)
{
  return 0;
}
#endif

/* The library prints what it does not like: not among the records. Returns where those go. */
static int
part_from_output (void)
{
  int nothing = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  int out = dup (STDOUT_FILENO);

  return nothing >= 0 && out >= 0 && dup2 (nothing, STDOUT_FILENO) >= 0 ? out : -1;
}

static unsigned char *
read_input (size_t *length)
{
  unsigned char *bytes = malloc (INPUT_MAX_BYTES + 1);
  ssize_t n;

  *length = 0;
  if (bytes == NULL)
    return NULL;
  while (*length <= INPUT_MAX_BYTES && (n = read (STDIN_FILENO, bytes + *length, INPUT_MAX_BYTES + 1 - *length)) > 0)
    *length += (size_t) n;
  return *length <= INPUT_MAX_BYTES ? bytes : NULL;
}

static void
write_bytes (int out, const void *bytes, size_t length)
{
  const char *at = bytes;

  while (length > 0)
    {
      ssize_t n = write (out, at, length);

      if (n <= 0)
        _exit (1);
      at += n;
      length -= (size_t) n;
    }
}

static void
write_length (int out, size_t length)
{
  unsigned char bytes[4];

  for (int i = 0; i < 4; i++)
    bytes[i] = (unsigned char) (length >> (8 * i));
  write_bytes (out, bytes, sizeof bytes);
}

static void
write_record (int out, char kind, const variableLength *name, const variableLength *data)
{
  size_t name_length = name != NULL && name->data != NULL && name->size > 0 ? (size_t) name->size : 0;
  size_t data_length = data != NULL && data->data != NULL && data->size > 0 ? (size_t) data->size : 0;

  write_bytes (out, &kind, 1);
  write_length (out, name_length);
  write_length (out, data_length);
  if (name_length > 0)
    write_bytes (out, name->data, name_length);
  if (data_length > 0)
    write_bytes (out, data->data, data_length);
}

/* NULL: there is no such property. */
static variableLength *
find (MAPIProps *properties, unsigned int id)
{
  static const unsigned int types[] = { PT_STRINGS };

  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    {
      variableLength *found = MAPIFindProperty (properties, PROP_TAG (types[i], id));

      if (found != MAPI_UNDEFINED && found != NULL && found->data != NULL && found->size > 0)
        return found;
    }
  return NULL;
}

/* What is not compressed the library copies from the wrong place, and as much as the file says. */
static variableLength
unpack_rtf (variableLength *packed)
{
  variableLength rtf = { NULL, 0 };

  if (packed == NULL || packed->size < RTF_HEAD_BYTES)
    return rtf;
  if (memcmp (packed->data + 8, "MELA", 4) == 0)
    return (variableLength){ packed->data + RTF_HEAD_BYTES, packed->size - RTF_HEAD_BYTES };
  rtf.data = DecompressRTF (packed, &rtf.size);
  return rtf;
}

static void
write_words (int out, TNEFStruct *tnef)
{
  variableLength *plain = find (&tnef->MapiProperties, PR_BODY);
  variableLength *html = find (&tnef->MapiProperties, PR_BODY_HTML);
  variableLength rtf = unpack_rtf (find (&tnef->MapiProperties, PR_RTF_COMPRESSED));

  if (tnef->body.data != NULL && tnef->body.size > 0)
    write_record (out, 'T', NULL, &tnef->body);
  else if (plain != NULL)
    write_record (out, 'T', NULL, plain);
  if (html != NULL)
    write_record (out, 'H', NULL, html);
  if (rtf.data != NULL)
    write_record (out, 'R', NULL, &rtf);
}

/* The first of the list is where the library begins, and holds one too. */
static void
write_attachments (int out, TNEFStruct *tnef)
{
  int n = 0;

  for (Attachment *at = &tnef->starting_attach; at != NULL && n < ATTACHMENTS_MAX; at = at->next)
    {
      variableLength *name = find (&at->MAPI, PR_ATTACH_LONG_FILENAME);

      if (name == NULL)
        name = find (&at->MAPI, PR_ATTACH_FILENAME);
      if (at->FileData.data == NULL || at->FileData.size <= 0)
        continue;
      write_record (out, 'A', name != NULL ? name : &at->Title, &at->FileData);
      n++;
    }
}

int
main (void)
{
  TNEFStruct tnef;
  size_t length;
  unsigned char *bytes;
  int out = part_from_output ();

  if (out < 0 || limit_all () != 0 || give_up_calls () != 0)
    _exit (2);
  bytes = read_input (&length);
  if (bytes == NULL)
    _exit (1);
  memset (&tnef, 0, sizeof tnef);
  TNEFInitialize (&tnef);
  if (TNEFParseMemory (bytes, (long) length, &tnef) < 0)
    _exit (1);
  write_words (out, &tnef);
  write_attachments (out, &tnef);
  write_record (out, 'E', NULL, NULL);
  _exit (0);
}
