/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Strangers' HTML (threats H1 to H5): whatever goes in, what comes out is read again by another parser,
and holds nothing
 * that loads, runs or asks; the words stay; a second cleaning changes nothing. */

#include "html-clean.h"

#include "errors.h"
#include "html-link.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define CPU_MAX_S 20

/* --- Reading the result with another parser --- */

static const char *const harmless_elements =
  " a abbr acronym address article aside b bdi bdo big blockquote body br caption center cite code col colgroup dd del "
  "details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hr html i img ins kbd li main "
  "mark nav ol p picture pre q rp rt ruby s samp section small span strike strong style sub summary sup table tbody td "
  "tfoot th thead time tr tt u ul var wbr ";

static const char *const harmless_attributes =
  " abbr align alt bgcolor border bordercolor cellpadding cellspacing class clear color colspan dir face frame height "
  "href hspace id lang media noshade nowrap open reversed rowspan rules scope size span src start style summary text "
  "title type valign value vspace width ";

static void
assert_listed (const char *list, const xmlChar *name, const char *from)
{
  g_autofree char *word = g_strdup_printf (" %s ", (const char *) name);

  if (strstr (list, word) == NULL)
    g_error ("“%s” is left of %s", (const char *) name, from);
}

/* Nothing in a style may load: neither by a known way nor by an escape. */
static void
assert_harmless_style (const char *style, const char *from)
{
  static const char *const wrong[] = { "url(", "//", "@import", "@font-face", "image-set", "expression", "\\",
  "position",
                                       "behavior", "-moz-binding", "var(", "attr(", "<", NULL };
  g_autofree char *lower = g_ascii_strdown (style, -1);

  for (gsize i = 0; wrong[i] != NULL; i++)
    if (strstr (lower, wrong[i]) != NULL)
      g_error ("“%s” is left in a style of %s: %s", wrong[i], from, style);
}

static void
assert_harmless_attribute (xmlNode *node, xmlAttr *attribute, const char *from)
{
  xmlChar *content = xmlNodeListGetString (node->doc, attribute->children, 1);
  const char *value = content != NULL ? (const char *) content : "";
  const char *name = (const char *) attribute->name;

  assert_listed (harmless_attributes, attribute->name, from);
  if (strcmp (name, "style") == 0)
    assert_harmless_style (value, from);
  else if (strcmp (name, "src") == 0 && !g_str_has_prefix (value, "cid:") && !g_str_has_prefix (value, "data:image/"))
    g_error ("a picture is left of %s: %s", from, value);
  else if (strcmp (name, "href") == 0 && !g_str_has_prefix (value, "https://") && !g_str_has_prefix (value,
  "http://") &&
           !g_str_has_prefix (value, "mailto:") && !g_str_has_prefix (value, "tel:"))
    g_error ("a link is left of %s: %s", from, value);
  xmlFree (content);
}

static void
assert_harmless_node (xmlNode *node, const char *from)
{
  for (; node != NULL; node = node->next)
    {
      if (node->type == XML_ELEMENT_NODE)
        {
          assert_listed (harmless_elements, node->name, from);
          for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
            assert_harmless_attribute (node, attribute, from);
        }
      else if (node->type == XML_CDATA_SECTION_NODE)
        assert_harmless_style ((const char *) node->content, from);
      else
        g_assert_cmpint (node->type, ==, XML_TEXT_NODE);
      assert_harmless_node (node->children, from);
    }
}

static void
assert_harmless (const char *clean, const char *from)
{
  htmlDocPtr document = htmlReadMemory (clean, (int) strlen (clean), NULL, "utf-8",
                                        HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);

  if (document == NULL)
    return;
  for (xmlNode *node = document->children; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE)
      assert_harmless_node (node, from);
  xmlFreeDoc (document);
}

static char *
clean (const char *html)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgCleanHtml) first = ctg_html_clean (html, CTG_HTML_CLEAN_NONE, &error);
  g_autoptr (CtgCleanHtml) second = NULL;

  g_assert_no_error (error);
  assert_harmless (first->html, html);
  second = ctg_html_clean (first->html, CTG_HTML_CLEAN_NONE, &error);
  g_assert_no_error (error);
  if (strcmp (first->html, second->html) != 0)
    g_error ("cleaned again it differs:\n%s\n--\n%s\n-- of %s", first->html, second->html, html);
  return g_strdup (first->html);
}

/* --- Leaks --- */

/* Each loads %s in some reader; MARK is a word that has to stay. */
static const char *const leaks[] = {
  "<img src='%s'>MARK", "<img src=%s>MARK", "<img srcset='%s 2x'>MARK", "<img lowsrc='%s'>MARK",
  "<img dynsrc='%s'>MARK",
  "<image src='%s'>MARK", "<picture><source srcset='%s'></picture>MARK", "<body background='%s'>MARK",
  "<table background='%s'><tr><td background='%s'>MARK</table>", "<link rel=stylesheet href='%s'>MARK",
  "<link rel=prefetch href='%s'>MARK", "<link rel=preconnect href='%s'>MARK", "<link rel=dns-prefetch href='%s'>MARK",
  "<link rel=icon href='%s'>MARK", "<base href='%s'>MARK<img src=a.png>",
  "<meta http-equiv=refresh content='0;url=%s'>MARK",
  "<iframe src='%s'></iframe>MARK", "<frameset><frame src='%s'></frameset>MARK", "<object data='%s'></object>MARK",
  "<embed src='%s'>MARK", "<applet codebase='%s'></applet>MARK", "<video src='%s' poster='%s'></video>MARK",
  "<audio src='%s'></audio>MARK", "<input type=image src='%s'>MARK",
  "<form action='%s'><button formaction='%s'>MARK</form>",
  "<script src='%s'></script>MARK", "<svg><image href='%s'/></svg>MARK", "<svg><use xlink:href='%s'/></svg>MARK",
  "<svg><feImage href='%s'/></svg>MARK", "<svg><animate attributeName=href values='%s'/></svg>MARK",
  "<svg><style>*{background:url(%s)}</style></svg>MARK", "<math><mi xlink:href='%s'>x</mi></math>MARK",
  "<p style='background:url(%s)'>MARK", "<p style='background-image:url(\"%s\")'>MARK",
  "<p style='list-style-image:url(%s)'>MARK", "<p style='border-image:url(%s) 1'>MARK",
  "<p style='cursor:url(%s),auto'>MARK",
  "<p style='content:url(%s)'>MARK", "<p style='background:image-set(\"%s\" 1x)'>MARK",
  "<p style='--x:url(%s);background:var(--x)'>MARK", "<p style='filter:url(%s#f)'>MARK", "<p style='mask:url(%s)'>MARK",
  "<p style='background:u\\72l(%s)'>MARK", "<p style='background:/**/url(/**/%s)'>MARK",
  "<p style='width:expression(load(\"%s\"))'>MARK", "<p style='behavior:url(%s)'>MARK",
  "<p style='-moz-binding:url(%s)'>MARK",
  "<style>@import url(%s);</style>MARK", "<style>@import '%s';</style>MARK",
  "<style>@font-face{font-family:x;src:url(%s)}*{font-family:x}</style>MARK",
  "<style>p{background:url(%s)}</style><p>MARK", "<style>@media all{p{background:url(%s)}}</style><p>MARK",
  "<style>a[href^='x']{background:url(%s)}</style>MARK", "<style><!-- p{background:url('%s')} --></style><p>MARK",
  "<style>@namespace url(%s); p{color:red}</style>MARK", "<a ping='%s'>MARK</a>", "<a><img src='%s'>MARK</a>",
  "<blockquote cite='%s'>MARK</blockquote>", "<ins cite='%s'>MARK</ins>", "<img longdesc='%s'>MARK",
  "<img usemap='%s'>MARK",
  "<html manifest='%s'>MARK", "<head profile='%s'></head>MARK", "<bgsound src='%s'>MARK", "<track src='%s'>MARK",
  "<portal src='%s'></portal>MARK", "<img src=x onerror=\"this.src='%s'\">MARK",
  "<noscript><img src='%s'></noscript>MARK",
  "<template><img src='%s'></template>MARK", "<!--[if mso]><img src='%s'><![endif]-->MARK",
  "<![CDATA[<img src='%s'>]]>MARK",
  "<xml:namespace prefix=v><v:fill src='%s'>MARK", "<v:image src='%s'>MARK", "<img/src='%s'/>MARK",
  "<img\nsrc\n=\n'%s'>MARK",
  "<IMG SRC='%s'>MARK", "<img alt='>' src='%s'>MARK", "<img src=\"%s\" src='cid:x'>MARK", "<<img src='%s'>MARK",
};

static const char *const addresses[] = {
  "http://leak.example/1", "https://leak.example/1", "//leak.example/1", "HTTP://LEAK.example/1",
  "h&#116;tp://leak.example/1",
  "\thttp://leak.example/1", "ftp://leak.example/1", "file:///etc/passwd", "resource:///org/gnome", "about:blank",
  "data:text/html,x", "data:image/svg+xml;base64,PHN2Zz4=",
};

/* H1, H4 */
static void
test_nothing_is_loaded (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (leaks); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (addresses); j++)
      {
        g_auto (GStrv) parts = g_strsplit (leaks[i], "%s", -1);
        g_autofree char *html = g_strjoinv (addresses[j], parts);
        g_autofree char *result = clean (html);

        if (strstr (result, "MARK") == NULL)
          g_error ("the word is lost: %s -> %s", html, result);
        g_assert_null (strstr (result, "leak.example"));
      }
}

/* --- Scripts --- */

static const char *const scripts[] = {
  "<script>%s</script>", "<scr<script>ipt>%s</script>", "<script/x>%s</script>", "<SCRIPT\n>%s</SCRIPT >",
  "<img src=x onerror=%s>",
  "<img src=x onerror\n=\n'%s'>", "<body onload=%s>", "<svg onload=%s>", "<svg/onload=%s>",
  "<svg><script>%s</script></svg>",
  "<math><mtext><mglyph><style><img src=x onerror=%s></style></mglyph></mtext></math>",
  "<form><math><mtext></form><form><mglyph><style></math><img src onerror=%s>", "<a href='javascript:%s'>x</a>",
  "<a href='java\nscript:%s'>x</a>", "<a href=' &#1; javascript:%s'>x</a>", "<a href='&#106;avascript:%s'>x</a>",
  "<a href='vbscript:%s'>x</a>", "<a href='data:text/html,<script>%s</script>'>x</a>",
  "<iframe srcdoc='<script>%s</script>'></iframe>",
  "<iframe src='javascript:%s'></iframe>", "<object data='javascript:%s'></object>", "<embed src='javascript:%s'>",
  "<form action='javascript:%s'><input type=submit>", "<button onclick=%s>x</button>", "<details open ontoggle=%s>x",
  "<style>*{background:url('javascript:%s')}</style>", "<style></style><script>%s</script>",
  "<style><</style><img src=x onerror=%s></style>",
  "<noscript><p title='</noscript><img src=x onerror=%s>'></noscript>", "<textarea></textarea><img src=x onerror=%s>",
  "<title></title><img src=x onerror=%s>", "<xmp></xmp><img src=x onerror=%s>", "<!--><img src=x onerror=%s>-->",
  "<!-- --!><img src=x onerror=%s>-->", "<![CDATA[><img src=x onerror=%s>]]>", "<p style=\"x:expression(%s)\">",
  "<p onmouseover=%s>x</p>",
  "<p/onclick=%s>x", "<a href=x\" onclick=\"%s\">x</a>", "<table><td><script>%s</script>",
  "<select><script>%s</script></select>",
  "<select><option><style></select><img src=x onerror=%s></style>", "<b title='\"><script>%s</script>'>x</b>",
  "<plaintext><script>%s</script>", "<template><script>%s</script></template>", "<img alt=\"<img src=x onerror=%s>\">",
  "<svg><a xlink:href='javascript:%s'><text>x</text></a></svg>", "<svg><animate onbegin=%s></svg>",
  "<x onfocus=%s tabindex=1>",
  "<input autofocus onfocus=%s>",
};

static const char *const payloads[] = {
  "alert(1)", "alert`1`", "&#97;lert(1)", "alert(1)//", "';alert(1);'", "\";alert(1);\"", "alert(1)<!--",
  "</script><script>alert(1)",
  "eval(name)", "%00alert(1)",
};

/* H2 */
static void
test_nothing_runs (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (payloads); j++)
      {
        g_auto (GStrv) parts = g_strsplit (scripts[i], "%s", -1);
        g_autofree char *html = g_strjoinv (payloads[j], parts);
        g_autofree char *result = clean (html);

        g_assert_null (strstr (result, "<script"));
        g_assert_null (strcasestr (result, "href=\"javascript"));
      }
}

/* --- What stays --- */

static void
assert_becomes (const char *html, const char *expected)
{
  g_autofree char *result = clean (html);

  g_assert_cmpstr (result, ==, expected);
}

static void
test_words_and_forms_stay (void)
{
  assert_becomes ("Però &egrave; &lt;così&gt; &amp; basta", "Però è &lt;così&gt; &amp; basta");
  assert_becomes ("<P ALIGN=center>a<P>b", "<p align=\"center\">a</p><p>b</p>");
  assert_becomes ("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>");
  assert_becomes ("<table><tr><td>1<td>2<tr><td><table><td>3</table></table>",
                  "<table><tr><td>1</td><td>2</td></tr><tr><td><table><td>3</td></table></td></tr></table>");
  assert_becomes ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c");
  assert_becomes ("<td>a</div></table>b", "<td>ab</td>");
  assert_becomes ("a</p>b</br>c", "ab<br>c");
  assert_becomes ("<font color=#c00 face=\"Arial, 'x'\" size=+1>a</font>",
                  "<font color=\"#c00\" face=\"Arial, 'x'\" size=\"+1\">a</font>");
  assert_becomes ("<img src='cid:logo@x' width=120 height=40px alt='Il logo'>",
                  "<img src=\"cid:logo@x\" width=\"120\" height=\"40px\" alt=\"Il logo\">");
  assert_becomes ("<img src='data:image/png;base64,iVBORw0KGgo='>", "<img src=\"data:image/png;base64,iVBORw0KGgo=\">");
  assert_becomes ("<body bgcolor=white text=black>a<body bgcolor=red>b",
  "<body bgcolor=\"white\" text=\"black\">ab</body>");
  assert_becomes ("<o:p>a</o:p><custom-x>b</custom-x>", "ab");
  assert_becomes ("5 < 6 <7 & 8", "5 &lt; 6 &lt;7 &amp; 8");
}

static void
test_styles_stay (void)
{
  assert_becomes ("<p style='COLOR:Red;margin:0 auto!important;font-family:\"Segoe UI\",Arial'>a</p>",
                  "<p style=\"color: Red; margin: 0 auto!important; font-family: &quot;Segoe UI&quot;,Arial\">a</p>");
  assert_becomes ("<td style='background:url(http://x.example/a.png) no-repeat #333;color:#fff'>a</td>",
                  "<td style=\"background: no-repeat #333; color: #fff\">a</td>");
  assert_becomes ("<style>.a, #b > td{padding:0 /* c */ 4px}@media only screen and (max-width:600px){.c{width:100%}}"
                  "</style>",
                  "<style>\n.a, #b > td {padding: 0 4px}\n"
                  "@media only screen and (max-width:600px) {\n.c {width: 100%}\n}\n"
                  "</style>");
  assert_becomes ("<p style='width:calc(100% - 20px);height:100vh;min-height:50dvh;position:fixed;z-index:9'>a</p>",
                  "<p style=\"width: calc(100% - 20px)\">a</p>");
  assert_becomes ("<style>p{color:red</style>a", "<style>\np {color: red}\n</style>a");
  assert_becomes ("<style>}}p{color:red}</style>a", "<style>\np {color: red}\n</style>a");
}

/* H5 */
static void
test_links_lead_out_only (void)
{
  static const struct { const char *from, *to; } rows[] = {
    { "https://a.example/?x=1&y=2#z", "https://a.example/?x=1&y=2#z" },
    { "HTTP://a.example", "http://a.example" },
    { " \n https://a.example/\tb ", "https://a.example/b" },
    { "//a.example/x", "https://a.example/x" },
    { "http:\\\\a.example\\@b.example", "http://a.example/@b.example" },
    { "https://a.example/\"><script>", "https://a.example/%22%3E%3Cscript%3E" },
    { "mailto:a@b.example?subject=Ciao&attach=/etc/passwd&bcc=c@d.example&body=x",
    "mailto:a@b.example?subject=Ciao&body=x" },
    { "MAILTO:a@b.example", "mailto:a@b.example" },
    { "tel:+39 02 123;ext=<x>", "tel:+3902123" },
    { "https://", NULL }, { "http:?x", NULL }, { "javascript:alert(1)", NULL }, { "JaVaScRiPt:x", NULL },
    { "java\tscript:x", NULL }, { "data:text/html,x", NULL }, { "file:///etc/passwd", NULL }, { "/relative", NULL },
    { "#top", NULL }, { "", NULL }, { "about:blank", NULL }, { "resource:///x", NULL }, { "cid:x", NULL },
    { "intent://x", NULL }, { "view-source:https://a.example", NULL }, { "blob:https://a.example/x", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *link = ctg_html_link_clean (rows[i].from);
      g_autofree char *again = link != NULL ? ctg_html_link_clean (link) : NULL;

      g_assert_cmpstr (link, ==, rows[i].to);
      g_assert_cmpstr (again, ==, rows[i].to);
    }
}

static void
test_what_it_would_load_is_told (void)
{
  g_autoptr (CtgCleanHtml) self =
    ctg_html_clean ("<img src='http://a.example/1.gif'><img src='//b.example/2'><td background=https://c.example/3>"
                    "<style>@import 'https://d.example/4.css';p{background:url(https://e.example/5)}</style>"
                    "<link rel=stylesheet href=https://f.example/6><a href='https://not.example/'>x</a>"
                    "<img src='http://a.example/1.gif'><img src=cid:x>", CTG_HTML_CLEAN_NONE, NULL);
  const char *expected[] = { "http://a.example/1.gif", "https://b.example/2", "https://c.example/3",
                             "https://d.example/4.css", "https://e.example/5", "https://f.example/6" };

  g_assert_cmpuint (self->links->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (self->links, 0), ==, "https://not.example/");
  g_assert_cmpuint (self->remote->len, ==, G_N_ELEMENTS (expected));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (g_ptr_array_index (self->remote, i), ==, expected[i]);
}

static void
test_pictures_come_by_our_own_scheme_when_wanted (void)
{
  g_autoptr (CtgCleanHtml) self =
    ctg_html_clean ("<img src='http://a.example/1.gif?a=1&amp;b'><img src='remote:http://b.example'>"
                    "<img src='file:///x'>"
                    "<p style='background:url(http://c.example)'>", CTG_HTML_CLEAN_WITH_IMAGES, NULL);

  g_assert_cmpstr (self->html, ==, "<img src=\"remote:http://a.example/1.gif?a=1&amp;b\"><img><img><p></p>");
}

/* --- Size and shape --- */

static void
assert_affordable (const char *unit, gsize n, const char *tail)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autoptr (CtgCleanHtml) self = NULL;
  clock_t began = clock ();

  while (html->len + strlen (unit) < n)
    g_string_append (html, unit);
  g_string_append (html, tail);
  self = ctg_html_clean (html->str, CTG_HTML_CLEAN_NONE, NULL);
  g_assert_cmpint ((clock () - began) / CLOCKS_PER_SEC, <, CPU_MAX_S);
}

static void
test_bombs (void)
{
  static const char *const units[] = {
    "<b>", "<div>", "<div></p>", "<table><tr><td>", "</b>", "<svg>", "<svg><math>", "<select><svg><math><object>",
    "<head>", "<!--",
    "<a href='", "<a b=\"", "<a ='><a =\">", "<p style='a:", "<p style='(((((((", "<style>", "<style></style>",
    "<style>{", "<style>@media a{",
    "&", "&amp;", "&#x", "<", "<img src=http://a/", "<img src=//", "<p id=a id=b ", "<p style=\"color:url(//a.b/c)\">",
    "<p style='background:url(url(url('>", "<script>", "<li><p>", "<a><table><td>", "\xe2\x80\xae",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    assert_affordable (units[i], 1024 * 1024, "end");
  assert_affordable ("<style>a{b:'", 1024 * 1024, "</style>");
  assert_affordable ("/**/;", 512 * 1024, "");
}

static void
test_depth_is_cut_and_words_stay (void)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autofree char *result = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append (html, "<div>");
  g_string_append (html, "le parole in fondo");
  result = clean (html->str);
  g_assert_nonnull (strstr (result, "le parole in fondo"));
}

static void
test_too_large_is_refused (void)
{
  g_autofree char *large = g_strnfill (4 * 1024 * 1024 + 1, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_null (ctg_html_clean (large, CTG_HTML_CLEAN_NONE, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TOO_LARGE);
  large[4 * 1024 * 1024] = '\0';
  g_clear_error (&error);
  memset (large, '"', 4 * 1024 * 1024);
  g_assert_null (ctg_html_clean (large, CTG_HTML_CLEAN_NONE, &error));
  g_assert_error (error, CTG_ERROR, CTG_ERROR_TOO_LARGE);
}

/* Pieces of everything above, put together at random. */
static void
test_mutations (void)
{
  static const char *const pieces[] = {
    "<", ">", "\"", "'", "=", "/", " ", "&", ";", "{", "}", "(", ")", "\\", "<!--", "-->", "<style>", "</style>",
    "<p ", "style=", "color:",
    "url(", "http://leak.example/", "<script>", "</script>", "<svg>", "</svg>", "<a href=", "javascript:",
    "<img src=", "<table>", "<td>",
    "</table>", "<b>", "</b>", "onerror=", "@media ", "@import ", "/*", "*/", "&#60;", "&lt;", "<![CDATA[", "]]>",
    "<title>", "</title>",
    "parola", "\xc3\xa8", "<li>", "</li>", "<br>", "</p>", "<body ", "bgcolor=", "#fff", ":", ",", "background:",
    "var(--x)", "--x:",
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 6000; round++)
    {
      g_autoptr (GString) html = g_string_new (NULL);
      g_autofree char *result = NULL;

      for (int n = g_rand_int_range (rand, 1, 60); n > 0; n--)
        g_string_append (html, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      result = clean (html->str);
    }
}

static void
test_character_sets (void)
{
  static const struct { const char *bytes; gsize length; const char *text; } rows[] = {
    { "perch\xc3\xa9", 7, "perché" },
    { "\xef\xbb\xbfperch\xc3\xa9", 10, "perché" },
    { "perch\xe9", 6, "perché" },
    { "\xff\xfep\0e\0", 6, "pe" },
    { "<meta charset=\"iso-8859-7\">\xe1", 28, "<meta charset=\"iso-8859-7\">α" },
    { "a\0b", 3, "a b" },
    { "", 0, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].bytes, rows[i].length);
      g_autofree char *text = ctg_html_from_bytes (bytes);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html-clean/nothing-is-loaded", test_nothing_is_loaded);
  g_test_add_func ("/html-clean/nothing-runs", test_nothing_runs);
  g_test_add_func ("/html-clean/words-and-forms-stay", test_words_and_forms_stay);
  g_test_add_func ("/html-clean/styles-stay", test_styles_stay);
  g_test_add_func ("/html-clean/links-lead-out-only", test_links_lead_out_only);
  g_test_add_func ("/html-clean/what-it-would-load-is-told", test_what_it_would_load_is_told);
  g_test_add_func ("/html-clean/pictures-by-our-own-scheme", test_pictures_come_by_our_own_scheme_when_wanted);
  g_test_add_func ("/html-clean/bombs", test_bombs);
  g_test_add_func ("/html-clean/depth-is-cut", test_depth_is_cut_and_words_stay);
  g_test_add_func ("/html-clean/too-large", test_too_large_is_refused);
  g_test_add_func ("/html-clean/mutations", test_mutations);
  g_test_add_func ("/html-clean/character-sets", test_character_sets);
  return g_test_run ();
}
