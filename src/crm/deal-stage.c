/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How far a deal is, as tokens in their order, and how its amount is written: whole units, or with two digits behind a
 * point or comma; no separators of thousands, which mean the other thing elsewhere. */

#include "deal-stage.h"

#include <string.h>

#define AMOUNT_MAX_CENTS G_GINT64_CONSTANT (100000000000000)

static const char *const stages[] = { "new", "qualified", "proposal", "negotiation", "won", "lost", NULL };

/**
 * ctg_deal_stage_list:
 *
 * Returns: (transfer none) (array zero-terminated=1): the stages in their order
 */
const char *const *
ctg_deal_stage_list (void)
{
  return stages;
}

/**
 * ctg_deal_stage_is_known:
 * @stage: a token
 *
 * Returns: whether it is a stage
 */
gboolean
ctg_deal_stage_is_known (const char *stage)
{
  return g_strv_contains (stages, stage);
}

/**
 * ctg_deal_amount_read:
 * @text: an amount as a person writes it: 1200, 1200.50 or 1200,50
 * @cents: (out): it in hundredths
 *
 * Returns: whether it is one
 */
gboolean
ctg_deal_amount_read (const char *text, gint64 *cents)
{
  gsize whole = strspn (text, "0123456789");
  const char *rest = text + whole;
  gint64 amount = g_ascii_strtoll (text, NULL, 10);

  if (whole == 0 || whole > 12)
    return FALSE;
  amount *= 100;
  if (*rest != '\0')
    {
      if ((*rest != '.' && *rest != ',') || !g_ascii_isdigit (rest[1]) || !g_ascii_isdigit (rest[2]) ||
          rest[3] != '\0')
        return FALSE;
      amount += g_ascii_digit_value (rest[1]) * 10 + g_ascii_digit_value (rest[2]);
    }
  if (amount > AMOUNT_MAX_CENTS)
    return FALSE;
  *cents = amount;
  return TRUE;
}

/**
 * ctg_deal_amount_dup:
 * @cents: hundredths
 *
 * Returns: (transfer full): as ctg_deal_amount_read() takes it, with two digits behind a point
 */
char *
ctg_deal_amount_dup (gint64 cents)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", cents / 100, (int) (cents % 100));
}

/**
 * ctg_deal_currency_is_valid:
 * @currency: a text
 *
 * Specification: ISO 4217
 * Returns: whether it can be a currency's code: three capital letters
 */
gboolean
ctg_deal_currency_is_valid (const char *currency)
{
  for (guint i = 0; i < 3; i++)
    if (!g_ascii_isupper (currency[i]))
      return FALSE;
  return currency[3] == '\0';
}
