/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "casement-preset.h"
#include "casement-secret.h"

G_BEGIN_DECLS

/**
 * CasementBypass:
 *
 * Requirements of Windows 11 that Setup can be told not to ask for; never unless the user says so, each by itself.
 */
typedef enum {
  CASEMENT_BYPASS_TPM = 1 << 0,
  CASEMENT_BYPASS_SECURE_BOOT = 1 << 1,
  CASEMENT_BYPASS_MEMORY = 1 << 2,
  CASEMENT_BYPASS_CPU = 1 << 3,
  CASEMENT_BYPASS_STORAGE = 1 << 4,
} CasementBypass;

#define CASEMENT_BYPASS_ALL                                                                                                               \
  (CASEMENT_BYPASS_TPM | CASEMENT_BYPASS_SECURE_BOOT | CASEMENT_BYPASS_MEMORY | CASEMENT_BYPASS_CPU | CASEMENT_BYPASS_STORAGE)

/* What the user says once so that Setup need not ask. Properties (read-write, explicit notify; nullable strings: %NULL takes what the host
 * is set to): "user-name", "language" (tag), "keyboard" (XKB layout), "time-zone" (IANA's or Windows' name), "computer-name"; "licence"
 * (boolean: the user has ticked it). Password and product key are no properties, so that nothing binds or stores them. */
#define CASEMENT_TYPE_UNATTEND (casement_unattend_get_type ())
G_DECLARE_FINAL_TYPE (CasementUnattend, casement_unattend, CASEMENT, UNATTEND, GObject)

CasementUnattend *casement_unattend_new (void);
CasementUnattend *casement_unattend_copy (CasementUnattend *self);
gboolean casement_unattend_equal (CasementUnattend *self, CasementUnattend *other);

const char *casement_unattend_get_user_name (CasementUnattend *self);
void casement_unattend_set_user_name (CasementUnattend *self, const char *name);
const char *casement_unattend_get_language (CasementUnattend *self);
void casement_unattend_set_language (CasementUnattend *self, const char *tag);
const char *casement_unattend_get_keyboard (CasementUnattend *self);
void casement_unattend_set_keyboard (CasementUnattend *self, const char *layout);
const char *casement_unattend_get_time_zone (CasementUnattend *self);
void casement_unattend_set_time_zone (CasementUnattend *self, const char *zone);
const char *casement_unattend_get_computer_name (CasementUnattend *self);
void casement_unattend_set_computer_name (CasementUnattend *self, const char *name);
gboolean casement_unattend_get_licence (CasementUnattend *self);
void casement_unattend_set_licence (CasementUnattend *self, gboolean accepted);
CasementSecret *casement_unattend_get_password (CasementUnattend *self);
void casement_unattend_set_password (CasementUnattend *self, CasementSecret *password);
CasementSecret *casement_unattend_get_product_key (CasementUnattend *self);
void casement_unattend_set_product_key (CasementUnattend *self, CasementSecret *key);

/* Whether each can be used; else @error says what is wrong with it, for the field. */
gboolean casement_unattend_check_user_name (const char *name, GError **error);
gboolean casement_unattend_check_password (CasementSecret *password, const char *user_name, gboolean server, GError **error);
gboolean casement_unattend_check_computer_name (const char *name, GError **error);
gboolean casement_unattend_check_product_key (CasementSecret *key, GError **error);
gboolean casement_unattend_check_language (const char *tag, GError **error);
gboolean casement_unattend_check_keyboard (const char *layout, GError **error);
gboolean casement_unattend_check_time_zone (const char *zone, GError **error);
gboolean casement_unattend_check (CasementUnattend *self, const CasementPreset *preset, GError **error);

gboolean casement_unattend_is_possible (const CasementPreset *preset);
gboolean casement_preset_is_server (const CasementPreset *preset);
char *casement_unattend_suggest_user_name (const char *host_user);
char *casement_unattend_suggest_computer_name (const char *machine, const char *user_name);

G_END_DECLS
