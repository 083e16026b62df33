/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-xml.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include "casement-error.h"

#define QEMU_NAMESPACE "http://libvirt.org/schemas/domain/qemu/1.0"

/* One step of a path: an element's name and the conditions it must meet.
 *
 *   path  = step *("/" step)
 *   step  = name ["[" cond *("," cond) "]"]
 *   cond  = *(child "/") attribute ("=" | "?=") value
 *
 * "?=" also holds where the attribute is missing, for attributes with a default. Paths are constants of the
 * program; what comes from outside is only ever a value to set. */
typedef struct {
  char *name;
  char **conditions;
} Step;

static void
step_clear (Step *step)
{
  g_free (step->name);
  g_strfreev (step->conditions);
}

static const char *
step_end (const char *path)
{
  gboolean inside = FALSE;

  for (; *path != '\0'; path++) {
    if (*path == '[')
      inside = TRUE;
    else if (*path == ']')
      inside = FALSE;
    else if (*path == '/' && !inside)
      break;
  }
  return path;
}

static void
step_parse (Step *step, const char *text, gsize length)
{
  const char *bracket = memchr (text, '[', length);

  if (bracket == NULL) {
    step->name = g_strndup (text, length);
    step->conditions = NULL;
  } else {
    g_autofree char *inner = g_strndup (bracket + 1, length - (bracket - text) - 2);

    step->name = g_strndup (text, bracket - text);
    step->conditions = g_strsplit (inner, ",", -1);
  }
}

static gboolean
name_is (xmlNodePtr node, const char *name)
{
  if (node->type != XML_ELEMENT_NODE)
    return FALSE;
  if (g_str_has_prefix (name, "qemu:"))
    return node->ns != NULL && g_strcmp0 ((const char *) node->ns->href, QEMU_NAMESPACE) == 0
           && strcmp ((const char *) node->name, name + strlen ("qemu:")) == 0;
  return node->ns == NULL && strcmp ((const char *) node->name, name) == 0;
}

/* Splits "a/b/attribute?=value" in place; returns the value. */
static char *
split_condition (char *condition, gboolean *optional)
{
  char *equals = strchr (condition, '=');

  g_assert (equals != NULL && equals != condition);
  *optional = equals[-1] == '?';
  equals[*optional ? -1 : 0] = '\0';
  return equals + 1;
}

static gboolean
condition_holds (xmlNodePtr node, const char *text)
{
  g_autofree char *condition = g_strdup (text);
  gboolean optional;
  const char *value = split_condition (condition, &optional);
  g_autofree char *found = NULL;
  char *slash, *name = condition;

  while ((slash = strchr (name, '/')) != NULL) {
    *slash = '\0';
    node = casement_xml_child (node, name);
    if (node == NULL)
      return FALSE;
    name = slash + 1;
  }
  found = casement_xml_dup_attr (node, name);
  return found == NULL ? optional : strcmp (found, value) == 0;
}

static gboolean
step_matches (xmlNodePtr node, const Step *step)
{
  if (!name_is (node, step->name))
    return FALSE;
  for (guint i = 0; step->conditions != NULL && step->conditions[i] != NULL; i++)
    if (!condition_holds (node, step->conditions[i]))
      return FALSE;
  return TRUE;
}

static xmlNodePtr
add_element (xmlNodePtr parent, const char *name)
{
  xmlNsPtr ns = NULL;
  xmlNodePtr node;

  if (g_str_has_prefix (name, "qemu:")) {
    xmlNodePtr root = xmlDocGetRootElement (parent->doc);

    ns = xmlSearchNsByHref (parent->doc, root, BAD_CAST QEMU_NAMESPACE);
    if (ns == NULL)
      ns = xmlNewNs (root, BAD_CAST QEMU_NAMESPACE, BAD_CAST "qemu");
    name += strlen ("qemu:");
  }
  node = xmlNewDocNode (parent->doc, ns != NULL ? ns : parent->ns, BAD_CAST name, NULL);
  casement_xml_add_last (parent, node);
  return node;
}

static xmlNodePtr
step_create (xmlNodePtr parent, const Step *step)
{
  xmlNodePtr node = add_element (parent, step->name);

  for (guint i = 0; step->conditions != NULL && step->conditions[i] != NULL; i++) {
    g_autofree char *condition = g_strdup (step->conditions[i]);
    gboolean optional;
    const char *value = split_condition (condition, &optional);
    char *slash, *name = condition;
    xmlNodePtr target = node;

    while ((slash = strchr (name, '/')) != NULL) {
      *slash = '\0';
      target = casement_xml_ensure (target, name);
      name = slash + 1;
    }
    xmlSetProp (target, BAD_CAST name, BAD_CAST value);
  }
  return node;
}

/* Walks all but the last step and leaves that in @last. */
static xmlNodePtr
walk_to_parent (xmlNodePtr node, const char *path, gboolean create, const char **last)
{
  const char *slash = NULL;
  g_autofree char *parents = NULL;

  for (const char *end = step_end (path); *end != '\0'; end = step_end (end + 1))
    slash = end;
  *last = slash != NULL ? slash + 1 : path;
  if (slash == NULL)
    return node;
  parents = g_strndup (path, slash - path);
  return create ? casement_xml_ensure (node, parents) : casement_xml_find (node, parents);
}

static xmlNodePtr
walk (xmlNodePtr node, const char *path, gboolean create)
{
  while (node != NULL && *path != '\0') {
    const char *end = step_end (path);
    Step step = { 0 };
    xmlNodePtr child;

    step_parse (&step, path, end - path);
    for (child = node->children; child != NULL; child = child->next)
      if (step_matches (child, &step))
        break;
    if (child == NULL && create)
      child = step_create (node, &step);
    step_clear (&step);
    node = child;
    path = *end == '/' ? end + 1 : end;
  }
  return node;
}

static void
ignore_error_cb (void *context, xmlErrorPtr xml_error)
{
}

/**
 * casement_xml_parse:
 * @data: bytes from anywhere
 * @length: how many; -1 if @data ends with a zero byte
 * @root_name: (nullable): the element that the document must be
 *
 * Parses XML that nobody vouches for: bounded size and depth, no network, no external files, and a document
 * with a DTD is refused, since entities are how small files grow large.
 *
 * Returns: (transfer full) (nullable): the document, or %NULL with @error %CASEMENT_ERROR_INVALID.
 */
xmlDocPtr
casement_xml_parse (const char *data, gsize length, const char *root_name, GError **error)
{
  g_autoptr (xmlDoc) doc = NULL;
  xmlParserCtxtPtr parser;
  xmlNodePtr root;

  if (length == (gsize) -1)
    length = strlen (data);
  if (length == 0 || length > CASEMENT_XML_MAX_BYTES) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                        length == 0 ? _("The XML document is empty.") : _("The XML document is too large."));
    return NULL;
  }

  parser = xmlNewParserCtxt ();
  if (parser->sax != NULL)
    parser->sax->serror = (xmlStructuredErrorFunc) ignore_error_cb;
  doc = xmlCtxtReadMemory (parser, data, (int) length, NULL, NULL,
                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (doc == NULL || doc->intSubset != NULL) {
    g_autofree char *details = NULL;

    if (parser->lastError.message != NULL)
      details = g_strdup_printf ("line %d: %s", parser->lastError.line, g_strstrip (parser->lastError.message));
    casement_set_error (error, CASEMENT_ERROR_INVALID, details,
                        doc == NULL ? _("This is not a well-formed XML document.")
                                    : _("An XML document with a document type declaration is not accepted."));
    xmlFreeParserCtxt (parser);
    return NULL;
  }
  xmlFreeParserCtxt (parser);

  root = xmlDocGetRootElement (doc);
  if (root == NULL || (root_name != NULL && !name_is (root, root_name))) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("The XML document does not start with <%s>."),
                        root_name != NULL ? root_name : "?");
    return NULL;
  }
  return g_steal_pointer (&doc);
}

/** casement_xml_child: Returns: (nullable): the first child element called @name. */
xmlNodePtr
casement_xml_child (xmlNodePtr parent, const char *name)
{
  if (parent == NULL)
    return NULL;
  for (xmlNodePtr child = parent->children; child != NULL; child = child->next)
    if (name_is (child, name))
      return child;
  return NULL;
}

/** casement_xml_next: Returns: (nullable): the next sibling element called @name. */
xmlNodePtr
casement_xml_next (xmlNodePtr node, const char *name)
{
  for (node = node->next; node != NULL; node = node->next)
    if (name_is (node, name))
      return node;
  return NULL;
}

/** casement_xml_dup_attr: Returns: (transfer full) (nullable): the attribute's value. */
char *
casement_xml_dup_attr (xmlNodePtr node, const char *name)
{
  xmlChar *value;
  char *copy;

  if (node == NULL)
    return NULL;
  value = xmlGetNoNsProp (node, BAD_CAST name);
  copy = g_strdup ((const char *) value);
  xmlFree (value);
  return copy;
}

/** casement_xml_dup_text: Returns: (transfer full) (nullable): the element's text without white space around it. */
char *
casement_xml_dup_text (xmlNodePtr node)
{
  xmlChar *text;
  char *copy;

  if (node == NULL)
    return NULL;
  text = xmlNodeGetContent (node);
  copy = g_strdup ((const char *) text);
  xmlFree (text);
  return copy != NULL ? g_strstrip (copy) : NULL;
}

/** casement_xml_to_string: Returns: (transfer full): the document as UTF-8 text. */
char *
casement_xml_to_string (xmlDocPtr doc)
{
  xmlChar *text = NULL;
  int size = 0;
  char *copy;

  xmlDocDumpMemoryEnc (doc, &text, &size, "UTF-8");
  copy = g_strndup ((const char *) text, size > 0 ? (gsize) size : 0);
  xmlFree (text);
  return copy;
}

/** casement_xml_attr_is: Returns: whether @node has the attribute with just this value. */
gboolean
casement_xml_attr_is (xmlNodePtr node, const char *name, const char *value)
{
  g_autofree char *found = casement_xml_dup_attr (node, name);

  return g_strcmp0 (found, value) == 0;
}

/** casement_xml_parse_uint: Returns: whether @text is a decimal number up to @max, put into @value. */
gboolean
casement_xml_parse_uint (const char *text, guint64 max, guint64 *value)
{
  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, max, value, NULL);
}

/**
 * casement_xml_find:
 * @path: steps below @root, such as "clock/timer[name=rtc]"
 *
 * Returns: (nullable): the first element that matches.
 */
xmlNodePtr
casement_xml_find (xmlNodePtr root, const char *path)
{
  return walk (root, path, FALSE);
}

/** casement_xml_ensure: Returns: the element at @path, made with what its conditions say where it is missing. */
xmlNodePtr
casement_xml_ensure (xmlNodePtr root, const char *path)
{
  return walk (root, path, TRUE);
}

/** casement_xml_count: Returns: how many elements match @path; only its last step may match several. */
guint
casement_xml_count (xmlNodePtr root, const char *path)
{
  const char *last;
  xmlNodePtr parent = walk_to_parent (root, path, FALSE, &last);
  Step step = { 0 };
  guint count = 0;

  if (parent == NULL)
    return 0;
  step_parse (&step, last, strlen (last));
  for (xmlNodePtr child = parent->children; child != NULL; child = child->next)
    count += step_matches (child, &step) ? 1 : 0;
  step_clear (&step);
  return count;
}

/** casement_xml_append: Returns: a new element that matches @path, whether there is one already or not. */
xmlNodePtr
casement_xml_append (xmlNodePtr root, const char *path)
{
  const char *last;
  xmlNodePtr parent = walk_to_parent (root, path, TRUE, &last);
  Step step = { 0 };
  xmlNodePtr node;

  step_parse (&step, last, strlen (last));
  node = step_create (parent, &step);
  step_clear (&step);
  return node;
}

/** casement_xml_set_attr: sets an attribute; %NULL removes it. */
void
casement_xml_set_attr (xmlNodePtr node, const char *name, const char *value)
{
  if (value != NULL)
    xmlSetProp (node, BAD_CAST name, BAD_CAST value);
  else
    xmlUnsetProp (node, BAD_CAST name);
}

/** casement_xml_set_text: replaces the element's content by text. */
void
casement_xml_set_text (xmlNodePtr node, const char *text)
{
  xmlNodePtr child;

  while ((child = node->children) != NULL)
    casement_xml_remove (child);
  xmlAddChild (node, xmlNewDocText (node->doc, BAD_CAST text));
}
