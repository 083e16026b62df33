/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

#define CASEMENT_INSTALL_XMLNS "https://casement.github.io/xmlns/install/1.0"
#define CASEMENT_INSTALL_KEY "casement-install"

/**
 * CasementInstallPhase:
 * @CASEMENT_INSTALL_STARTING: the installer image is being booted
 * @CASEMENT_INSTALL_LOADING: Setup is being loaded, up to the first thing that it writes to the disk
 * @CASEMENT_INSTALL_COPYING: Windows is copied to the disk, up to the first restart
 * @CASEMENT_INSTALL_CONFIGURING: Windows sets itself up, restarting in between, up to the first logon
 * @CASEMENT_INSTALL_TOOLS: drivers, guest tools and agent are installed
 * @CASEMENT_INSTALL_FINISHING: the discs are put away
 * @CASEMENT_INSTALL_DONE: Windows is there
 * @CASEMENT_INSTALL_TAKEN_OVER: the user does the rest by hand
 *
 * How far an installation without questions is. Only ever goes up.
 */
typedef enum {
  CASEMENT_INSTALL_STARTING,
  CASEMENT_INSTALL_LOADING,
  CASEMENT_INSTALL_COPYING,
  CASEMENT_INSTALL_CONFIGURING,
  CASEMENT_INSTALL_TOOLS,
  CASEMENT_INSTALL_FINISHING,
  CASEMENT_INSTALL_DONE,
  CASEMENT_INSTALL_TAKEN_OVER,
} CasementInstallPhase;

/**
 * CasementInstallMark:
 * @phase: how far it is
 * @started: when it began, in seconds since 1970
 * @disc: (nullable): the disc with the answers, while there is one
 * @boot: (nullable): the image that stands for the installer image without its prompt, while there is one
 * @expected: bytes that Windows writes to the disk until the first restart, about
 * @key_asked: whether Setup has no product key for the edition, and may ask for it
 * @full: whether every question is answered; else the disc only leaves requirements out
 *
 * What an installation that is not finished says in the machine's metadata, so that a later run of the program knows it. Nothing
 * secret.
 */
typedef struct {
  CasementInstallPhase phase;
  gint64 started;
  char *disc;
  char *boot;
  guint64 expected;
  gboolean key_asked;
  gboolean full;
} CasementInstallMark;

CasementInstallMark *casement_install_mark_read (xmlNodePtr root);
CasementInstallMark *casement_install_mark_parse (const char *xml);
char *casement_install_mark_to_xml (const CasementInstallMark *self);
void casement_install_mark_free (CasementInstallMark *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementInstallMark, casement_install_mark_free)

const char *casement_install_phase_to_string (CasementInstallPhase phase);
const char *casement_install_phase_get_title (CasementInstallPhase phase);

char *casement_domain_dup_setup_folder (xmlNodePtr root);
gboolean casement_domain_add_install (xmlNodePtr root, const CasementInstallMark *mark);
void casement_domain_put_install_away (xmlNodePtr root, const CasementInstallMark *mark);

G_END_DECLS
