/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "candidate.h"

G_BEGIN_DECLS

/* What other mail programs on this computer are set up with (A102). Read only when a person asks for it: the servers
 * and the user names of one address, never a password. */

/* Where a program keeps it, under the person's home. */
typedef struct
{
  const char *home;      /* /home/anna */
  const char *config;    /* /home/anna/.config */
} CtgOtherPlaces;

GPtrArray    *ctg_other_programs_find             (const CtgOtherPlaces *places, const char *address);

CtgCandidate *ctg_other_programs_read_thunderbird (const char *text, const char *address);
CtgCandidate *ctg_other_programs_read_evolution   (const char *folder, const char *address);
CtgCandidate *ctg_other_programs_read_geary       (const char *ini, const char *address);
CtgCandidate *ctg_other_programs_read_online_accounts (const char *conf, const char *address);

G_END_DECLS
