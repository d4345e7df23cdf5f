/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "xml.h"

#include <string.h>

static CtgXml *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  CtgXml *xml = ctg_xml_parse (text, strlen (text), 0, &error);

  g_assert_no_error (error);
  return xml;
}

static void
assert_refused (const char *text, gsize length, const char *reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ctg_xml_parse (text, length, 0, &error));
  g_assert_true (ctg_error_has_reason (error, reason));
}

static void
test_elements_are_walked (void)
{
  g_autoptr (CtgXml) xml = parse ("<?xml version=\"1.0\"?><c:config xmlns:c=\"u\" version=\"1.1\">\n"
                                  " <server type=\"imap\">"
                                  "<host> imap.example.it </host><port>993</port></server>"
                                  "<!-- x --><server type=\"pop\"/></c:config>");
  const CtgXmlElement *root = ctg_xml_get_root (xml);
  const CtgXmlElement *server = ctg_xml_element_get_child (root, "server");
  g_autofree char *type = ctg_xml_element_dup_attribute (server, "type");
  g_autofree char *host = ctg_xml_element_dup_text (ctg_xml_element_get_child (server, "host"));
  g_autofree char *none = ctg_xml_element_dup_attribute (server, "none");

  g_assert_cmpstr (ctg_xml_element_get_name (root), ==, "config");
  g_assert_cmpstr (type, ==, "imap");
  g_assert_cmpstr (host, ==, "imap.example.it");
  g_assert_null (none);
  server = ctg_xml_element_get_next (server, NULL);
  g_assert_cmpstr (ctg_xml_element_get_name (server), ==, "server");
  g_assert_null (ctg_xml_element_get_next (server, "server"));
  g_assert_null (ctg_xml_element_dup_text (ctg_xml_element_get_child (NULL, "x")));
}

static void
test_every_document_type_is_refused (void)
{
  static const char *const texts[] = {
    "<!DOCTYPE a><a/>",
    "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>",
    "<!DOCTYPE a [<!ENTITY a0 \"ha\"><!ENTITY a1 \"&a0;&a0;\"><!ENTITY a2 \"&a1;&a1;\">]><a>&a2;</a>",
    "<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADwAIQ-DOCTYPE a+AD4APA-a/+AD4-",
    "<!DOCTYPE a PUBLIC \"x\" \"http://127.0.0.1:9/x.dtd\"><a/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ctg_xml_parse (texts[i], strlen (texts[i]), 0, &error));
      g_assert_error (error, CTG_ERROR, CTG_ERROR_PROTOCOL);
    }
  assert_refused (texts[0], strlen (texts[0]), "xml-document-type");
}

static void
test_document_type_in_utf_16_is_refused (void)
{
  gsize length;
  g_autofree char *wide = g_convert ("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", -1, "UTF-16", "UTF-8",
                                     NULL, &length, NULL);

  assert_refused (wide, length, "xml-document-type");
}

static void
test_over_the_cap_is_refused (void)
{
  g_autofree char *filler = g_strnfill (CTG_XML_DEFAULT_MAX_BYTES, ' ');
  g_autofree char *text = g_strconcat ("<a>", filler, "</a>", NULL);
  g_autoptr (CtgXml) allowed = NULL;
  g_autoptr (GError) error = NULL;

  assert_refused (text, strlen (text), "xml-too-large");
  allowed = ctg_xml_parse (text, strlen (text), 1024 * 1024, &error);
  g_assert_no_error (error);
}

static void
test_deep_nesting_is_refused (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "<a>");
  assert_refused (text->str, text->len, "not-xml");
}

static void
test_broken_documents_are_refused (void)
{
  static const char *const texts[] = { "", "hello", "<a>", "<a></b>", "<a>&undefined;</a>", "{}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused (texts[i], strlen (texts[i]), "not-xml");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/xml/elements-are-walked", test_elements_are_walked);
  g_test_add_func ("/formats/xml/every-document-type-is-refused", test_every_document_type_is_refused);
  g_test_add_func ("/formats/xml/document-type-in-utf-16-is-refused", test_document_type_in_utf_16_is_refused);
  g_test_add_func ("/formats/xml/over-the-cap-is-refused", test_over_the_cap_is_refused);
  g_test_add_func ("/formats/xml/deep-nesting-is-refused", test_deep_nesting_is_refused);
  g_test_add_func ("/formats/xml/broken-documents-are-refused", test_broken_documents_are_refused);
  return g_test_run ();
}
