/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "setup-page.h"

typedef struct
{
  CtgSetupController *wizard;   /* (owned) (nullable) */
} CtgSetupPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CtgSetupPage, ctg_setup_page, ADW_TYPE_BIN)

static void
ctg_setup_page_dispose (GObject *object)
{
  CtgSetupPagePrivate *priv = ctg_setup_page_get_instance_private (CTG_SETUP_PAGE (object));

  g_clear_object (&priv->wizard);
  G_OBJECT_CLASS (ctg_setup_page_parent_class)->dispose (object);
}

static void
ctg_setup_page_class_init (CtgSetupPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ctg_setup_page_dispose;
}

static void
ctg_setup_page_init (CtgSetupPage *self)
{
}

/**
 * ctg_setup_page_bind:
 * @self: a page
 * @wizard: what it shows
 */
void
ctg_setup_page_bind (CtgSetupPage *self, CtgSetupController *wizard)
{
  CtgSetupPagePrivate *priv = ctg_setup_page_get_instance_private (self);

  g_return_if_fail (priv->wizard == NULL);
  priv->wizard = g_object_ref (wizard);
  if (CTG_SETUP_PAGE_GET_CLASS (self)->bind != NULL)
    CTG_SETUP_PAGE_GET_CLASS (self)->bind (self, wizard);
}

/**
 * ctg_setup_page_enter:
 * @self: the page that is shown from now on
 */
void
ctg_setup_page_enter (CtgSetupPage *self)
{
  if (CTG_SETUP_PAGE_GET_CLASS (self)->enter != NULL)
    CTG_SETUP_PAGE_GET_CLASS (self)->enter (self);
}

/**
 * ctg_setup_page_leave:
 * @self: the page that was shown
 */
void
ctg_setup_page_leave (CtgSetupPage *self)
{
  if (CTG_SETUP_PAGE_GET_CLASS (self)->leave != NULL)
    CTG_SETUP_PAGE_GET_CLASS (self)->leave (self);
}

/**
 * ctg_setup_page_get_default:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the page's own button for the next step, at this moment
 */
GtkWidget *
ctg_setup_page_get_default (CtgSetupPage *self)
{
  return CTG_SETUP_PAGE_GET_CLASS (self)->get_default != NULL ? CTG_SETUP_PAGE_GET_CLASS (self)->get_default (self)
                                                              : NULL;
}

/**
 * ctg_setup_page_get_wizard:
 * @self: a page that was bound
 *
 * Returns: (transfer none): the controller
 */
CtgSetupController *
ctg_setup_page_get_wizard (CtgSetupPage *self)
{
  CtgSetupPagePrivate *priv = ctg_setup_page_get_instance_private (self);

  return priv->wizard;
}
