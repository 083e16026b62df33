/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/* More than any domain or capabilities document that libvirt writes. */
#define CASEMENT_XML_MAX_BYTES (4 * 1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

xmlDocPtr casement_xml_parse (const char *data, gsize length, const char *root_name, GError **error);

xmlNodePtr casement_xml_child (xmlNodePtr parent, const char *name);
xmlNodePtr casement_xml_next (xmlNodePtr node, const char *name);
char *casement_xml_dup_attr (xmlNodePtr node, const char *name);
char *casement_xml_dup_text (xmlNodePtr node);
char *casement_xml_to_string (xmlDocPtr doc);
gboolean casement_xml_attr_is (xmlNodePtr node, const char *name, const char *value);
gboolean casement_xml_parse_uint (const char *text, guint64 max, guint64 *value);

xmlNodePtr casement_xml_find (xmlNodePtr root, const char *path);
xmlNodePtr casement_xml_ensure (xmlNodePtr root, const char *path);
guint casement_xml_count (xmlNodePtr root, const char *path);
xmlNodePtr casement_xml_append (xmlNodePtr root, const char *path);
void casement_xml_set_attr (xmlNodePtr node, const char *name, const char *value);
void casement_xml_set_text (xmlNodePtr node, const char *text);
void casement_xml_add_last (xmlNodePtr parent, xmlNodePtr node);
void casement_xml_remove (xmlNodePtr node);

G_END_DECLS
