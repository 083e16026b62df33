/* SPDX-License-Identifier: GPL-3.0-or-later */
/* White space between elements. A document that somebody has laid out keeps its layout; one without stays without. */
#include "casement-config.h"
#include "casement-xml.h"

#include <string.h>

static gboolean
is_space (xmlNodePtr node)
{
  return node != NULL && node->type == XML_TEXT_NODE && xmlIsBlankNode (node);
}

static gboolean
is_line_break (xmlNodePtr node)
{
  return is_space (node) && node->content != NULL && strchr ((const char *) node->content, '\n') != NULL;
}

/* What stands before each child: a line break and as many spaces as the first has, or as fits below @parent. */
static char *
dup_indent (xmlNodePtr parent)
{
  if (is_line_break (parent->children))
    return g_strdup ((const char *) parent->children->content);
  if (parent->children == NULL && is_line_break (parent->prev))
    return g_strconcat ((const char *) parent->prev->content, "  ", NULL);
  return NULL;
}

/** casement_xml_add_last: makes @node the last child of @parent, on a line of its own where the others are. */
void
casement_xml_add_last (xmlNodePtr parent, xmlNodePtr node)
{
  g_autofree char *indent = dup_indent (parent);
  gboolean first = parent->children == NULL;

  if (indent == NULL) {
    xmlAddChild (parent, node);
    return;
  }
  /* The space before the end tag becomes that before the new element. */
  if (is_line_break (parent->last) && parent->last != parent->children) {
    xmlNodePtr end = parent->last;

    xmlAddPrevSibling (end, node);
    xmlAddPrevSibling (node, xmlNewDocText (parent->doc, BAD_CAST indent));
    return;
  }
  if (first)
    xmlAddChild (parent, xmlNewDocText (parent->doc, BAD_CAST indent));
  xmlAddChild (parent, node);
  if (first)
    xmlAddChild (parent, xmlNewDocText (parent->doc, parent->prev->content));
}

/** casement_xml_remove: takes a node out of its document, with the line it was on, and frees it. */
void
casement_xml_remove (xmlNodePtr node)
{
  xmlNodePtr before = node->prev;

  if (node->type == XML_ELEMENT_NODE && is_line_break (before) && is_space (node->next)) {
    xmlUnlinkNode (before);
    xmlFreeNode (before);
  }
  xmlUnlinkNode (node);
  xmlFreeNode (node);
}
