/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The three words that are easily taken for one another (A14 to A16), for a popover. */
#define CTG_TYPE_GLOSSARY (ctg_glossary_get_type ())
G_DECLARE_FINAL_TYPE (CtgGlossary, ctg_glossary, CTG, GLOSSARY, AdwBin)

G_END_DECLS
