/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "html-token.h"

G_BEGIN_DECLS

/* What is done with an element; one that is not in the table loses its tags and keeps its content. */
typedef enum
{
  CTG_ELEMENT_UNKNOWN,
  CTG_ELEMENT_KEPT,
  CTG_ELEMENT_VOID,       /* kept, has no content */
  CTG_ELEMENT_DROPPED,    /* goes with its content, when that ends */
  CTG_ELEMENT_RAW,        /* goes with its content, to the end of the document if need be */
  CTG_ELEMENT_STYLE,
} CtgElementKind;

typedef enum
{
  CTG_GROUP_NONE      = 0,
  CTG_GROUP_P         = 1 << 0,
  CTG_GROUP_ENDS_P    = 1 << 1,   /* its start ends an open p */
  CTG_GROUP_ITEM      = 1 << 2,   /* li */
  CTG_GROUP_LIST      = 1 << 3,   /* ul, ol */
  CTG_GROUP_TERM      = 1 << 4,   /* dt, dd */
  CTG_GROUP_TERMS     = 1 << 5,   /* dl */
  CTG_GROUP_CELL      = 1 << 6,   /* td, th, caption */
  CTG_GROUP_ROW       = 1 << 7,
  CTG_GROUP_ROWS      = 1 << 8,   /* tbody, thead, tfoot */
  CTG_GROUP_TABLE     = 1 << 9,
  CTG_GROUP_LINK      = 1 << 10,
} CtgElementGroups;

typedef struct
{
  const char *name;
  CtgElementKind kind;
  CtgElementGroups groups;
} CtgElement;

typedef enum
{
  CTG_VALUE_TEXT,     /* any words */
  CTG_VALUE_WORDS,    /* letters, digits, "-_." and spaces */
  CTG_VALUE_NUMBER,
  CTG_VALUE_LENGTH,   /* 600, 50%, 20px */
  CTG_VALUE_COLOUR,
  CTG_VALUE_SWITCH,   /* there or not */
  CTG_VALUE_STYLE,
  CTG_VALUE_MEDIA,
  CTG_VALUE_LINK,     /* of an a only */
  CTG_VALUE_IMAGE,    /* of an img only */
  CTG_VALUE_REMOTE,   /* goes, and is told */
} CtgValueKind;

typedef struct
{
  const char *name;
  CtgValueKind kind;
} CtgAttributeRule;

const CtgElement       *ctg_html_find_element   (const char *name, gsize length);
const CtgAttributeRule *ctg_html_find_attribute (const char *name, gsize length);
gboolean                ctg_html_is_value       (CtgValueKind kind, const char *value);

G_END_DECLS
