/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-media-info.h"
#include "casement-product-key.h"
#include "casement-unattend.h"
#include "casement-vm-spec.h"

G_BEGIN_DECLS

/**
 * CasementAnswer:
 * @arch: as answer files name it: "amd64", "x86" or "arm64"
 * @build: of Windows; 0 if not known
 * @server: whether it is a Windows Server
 * @uefi: whether the machine's firmware is UEFI, and so the disk gets a GPT
 * @image: index of the image to install, from 1; 0 if not known, when Setup may ask
 * @edition: (nullable): its name on the image, for people
 * @key: (nullable): the product key that Setup gets
 * @key_source: where that comes from
 * @ui_language: of Windows' own texts: one that the image has
 * @ui_language_kept: whether that is the one that was wanted
 * @locale: of formats, and of programs that know no Unicode
 * @input: the keyboard, as Windows names it
 * @time_zone: (nullable): as Windows names it; %NULL lets Windows choose by the locale
 * @user_name: of the local account
 * @password: its
 * @computer_name: of the machine
 * @bypass: of #CasementBypass, what Setup is told not to ask for
 * @partial: whether it holds nothing but that, and Setup asks the rest
 *
 * Every answer that Setup gets: what the user said, and what follows from the image, the machine and the host.
 */
typedef struct {
  const char *arch;
  guint build;
  gboolean server;
  gboolean uefi;
  guint image;
  char *edition;
  CasementSecret *key;
  CasementKeySource key_source;
  char *ui_language;
  gboolean ui_language_kept;
  char *locale;
  char *input;
  char *time_zone;
  char *user_name;
  CasementSecret *password;
  char *computer_name;
  guint bypass;
  gboolean partial;
} CasementAnswer;

CasementAnswer *casement_answer_new (CasementVmSpec *spec, CasementMediaInfo *media, gboolean uefi, GError **error);
CasementAnswer *casement_answer_new_partial (const CasementPreset *preset);
void casement_answer_free (CasementAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CasementAnswer, casement_answer_free)

CasementSecret *casement_answer_to_xml (CasementAnswer *self);
CasementSecret *casement_answer_hide_password (CasementSecret *password, const char *element);

char *casement_first_logon_script (CasementAnswer *self);

/* On the setup disc, and what the script leaves in Windows. */
#define CASEMENT_FIRST_LOGON_PATH "casement/first-logon.cmd"
#define CASEMENT_GUEST_DIRECTORY "C:\\ProgramData\\Casement"
#define CASEMENT_GUEST_PROGRESS CASEMENT_GUEST_DIRECTORY "\\progress.txt"
#define CASEMENT_GUEST_RESULT CASEMENT_GUEST_DIRECTORY "\\installed.txt"

G_END_DECLS
