/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-gconfig.h"
#include <libxml/tree.h>

G_BEGIN_DECLS

/* What one recommendation wants of a domain, as data: elements, attributes and texts at paths (casement-xml.h). From it
 * come applying, checking and the difference shown to the user, so that the three cannot disagree. */
typedef struct _CasementDomainSettings CasementDomainSettings;

CasementDomainSettings *casement_domain_settings_new (void);
void casement_domain_settings_free (CasementDomainSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementDomainSettings, casement_domain_settings_free)

void casement_domain_settings_attr (CasementDomainSettings *self, const char *path, const char *attribute, const char *value);
void casement_domain_settings_default (CasementDomainSettings *self, const char *path, const char *attribute, const char *value);
void casement_domain_settings_text (CasementDomainSettings *self, const char *path, const char *text);
void casement_domain_settings_present (CasementDomainSettings *self, const char *path);
void casement_domain_settings_absent (CasementDomainSettings *self, const char *path);
void casement_domain_settings_rename (CasementDomainSettings *self, const char *path, const char *attribute, const char *value);
void casement_domain_settings_range (CasementDomainSettings *self, const char *path, guint64 minimum, guint64 maximum);
void casement_domain_settings_count (CasementDomainSettings *self, const char *path, guint minimum);
void casement_domain_settings_at_least (CasementDomainSettings *self, const char *path, guint64 minimum);
void casement_domain_settings_or_unset (CasementDomainSettings *self);

guint casement_domain_settings_get_size (CasementDomainSettings *self);
void casement_domain_settings_apply (CasementDomainSettings *self, xmlNodePtr root);
gboolean casement_domain_settings_check (CasementDomainSettings *self, xmlNodePtr root, char **found, char **place);
guint64 casement_domain_read_kib (xmlNodePtr node);

xmlNodePtr casement_domain_get_node (gpointer config_object);

G_END_DECLS
