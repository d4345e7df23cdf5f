/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was capped or mended while reading one message, a bit each; the tokens are public, see
 * mail-problem.c. */
typedef enum
{
  CTG_PROBLEM_NO_DATE             = 1 << 0,
  CTG_PROBLEM_BAD_DATE            = 1 << 1,
  CTG_PROBLEM_NO_MESSAGE_ID       = 1 << 2,
  CTG_PROBLEM_NO_FROM             = 1 << 3,
  CTG_PROBLEM_BAD_FROM            = 1 << 4,
  CTG_PROBLEM_SEVERAL_FROM        = 1 << 5,
  CTG_PROBLEM_NAME_IS_ADDRESS     = 1 << 6,
  CTG_PROBLEM_LEADING_BLANK       = 1 << 7,
  CTG_PROBLEM_LEADING_FROM_LINE   = 1 << 8,
  CTG_PROBLEM_CR_ONLY             = 1 << 9,
  CTG_PROBLEM_NUL_BYTES           = 1 << 10,
  CTG_PROBLEM_TOO_LARGE           = 1 << 11,
  CTG_PROBLEM_BAD_HEADER          = 1 << 12,
  CTG_PROBLEM_HEADER_TOO_LONG     = 1 << 13,
  CTG_PROBLEM_TOO_MANY_HEADERS    = 1 << 14,
  CTG_PROBLEM_TOO_MANY_ADDRESSES  = 1 << 15,
  CTG_PROBLEM_NESTED_GROUPS       = 1 << 16,
  CTG_PROBLEM_TOO_MANY_PARAMETERS = 1 << 17,
  CTG_PROBLEM_TOO_MANY_PARTS      = 1 << 18,
  CTG_PROBLEM_TOO_DEEP            = 1 << 19,
  CTG_PROBLEM_BAD_MULTIPART       = 1 << 20,
  CTG_PROBLEM_TOO_MANY_REFERENCES = 1 << 21,
  CTG_PROBLEM_UNKNOWN_CHARSET     = 1 << 22,
  CTG_PROBLEM_UNKNOWN_ENCODING    = 1 << 23,
  CTG_PROBLEM_TEXT_TRUNCATED      = 1 << 24,
  CTG_PROBLEM_TIME_LIMIT          = 1 << 25,
  CTG_PROBLEM_TNEF_UNREADABLE     = 1 << 26,
} CtgProblem;

typedef guint32 CtgProblems;

char **ctg_problems_to_tokens (CtgProblems problems);

G_END_DECLS
