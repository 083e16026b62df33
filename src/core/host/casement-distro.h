/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CasementDistro:
 * @CASEMENT_DISTRO_UNKNOWN: none that this program knows commands for
 * @CASEMENT_DISTRO_DEBIAN: Debian, Ubuntu and their relatives
 * @CASEMENT_DISTRO_FEDORA: Fedora and its relatives
 * @CASEMENT_DISTRO_FEDORA_IMAGE: those of them whose system is one image, such as Silverblue
 * @CASEMENT_DISTRO_ARCH: Arch Linux and its relatives
 * @CASEMENT_DISTRO_SUSE: openSUSE
 *
 * Whose commands a host understands.
 */
typedef enum {
  CASEMENT_DISTRO_UNKNOWN,
  CASEMENT_DISTRO_DEBIAN,
  CASEMENT_DISTRO_FEDORA,
  CASEMENT_DISTRO_FEDORA_IMAGE,
  CASEMENT_DISTRO_ARCH,
  CASEMENT_DISTRO_SUSE,
} CasementDistro;

typedef enum {
  CASEMENT_PACKAGE_FIRMWARE,
  CASEMENT_PACKAGE_TPM,
  CASEMENT_PACKAGE_SAMBA,
  CASEMENT_PACKAGE_VIRTIOFS,
  CASEMENT_PACKAGE_LIBVIRT,
} CasementPackage;

CasementDistro casement_distro_parse (const char *os_release, gboolean is_image);
char *casement_distro_dup_install (CasementDistro distro, CasementPackage package);
char *casement_distro_dup_kernel_parameter (CasementDistro distro, const char *parameter);

G_END_DECLS
