/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a template's tokens stand for. Borrowed; NULL or "": not known. */
typedef struct
{
  const char *contact_name;
  const char *contact_company;
  const char *contact_address;
  const char *contact_phone;
  const char *sender_name;
  const char *sender_address;
  const char *company_name;      /* of the record the letter is written from, as are these */
  const char *deal_name;
  const char *deal_stage;
  const char *deal_amount;
  gboolean is_html;              /* what is put in is escaped for HTML */
} CtgTemplateFacts;

char *ctg_template_rule_fill     (const char *text, const CtgTemplateFacts *facts);
char *ctg_template_rule_find_open (const char *text);

G_END_DECLS
