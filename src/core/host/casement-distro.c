/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-distro.h"

#include <string.h>

/* Of a shell-like assignment, which may be quoted (os-release(5)); names in it hold nothing that quoting changes. */
static char *
dup_value (const char *os_release, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("^%s=[\"']?([^\"'\n]*)", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, os_release, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

static CasementDistro
find (const char *name)
{
  static const struct {
    const char *name;
    CasementDistro distro;
  } known[] = {
    { "debian", CASEMENT_DISTRO_DEBIAN }, { "ubuntu", CASEMENT_DISTRO_DEBIAN }, { "fedora", CASEMENT_DISTRO_FEDORA },
    { "rhel", CASEMENT_DISTRO_FEDORA },   { "arch", CASEMENT_DISTRO_ARCH },     { "suse", CASEMENT_DISTRO_SUSE },
    { "opensuse", CASEMENT_DISTRO_SUSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].name, name) == 0)
      return known[i].distro;
  return g_str_has_prefix (name, "opensuse-") ? CASEMENT_DISTRO_SUSE : CASEMENT_DISTRO_UNKNOWN;
}

/**
 * casement_distro_parse:
 * @os_release: (nullable): the host's /etc/os-release
 * @is_image: whether the host's system is an image that packages are layered on (/run/ostree-booted is there)
 *
 * Returns: the distribution, by its own name or by those that it says it is like.
 */
CasementDistro
casement_distro_parse (const char *os_release, gboolean is_image)
{
  g_autofree char *id = os_release != NULL ? dup_value (os_release, "ID") : NULL;
  g_autofree char *like = os_release != NULL ? dup_value (os_release, "ID_LIKE") : NULL;
  g_autofree char *both = g_strjoin (" ", id != NULL ? id : "", like != NULL ? like : "", NULL);
  g_auto (GStrv) names = g_strsplit (both, " ", -1);
  CasementDistro distro = CASEMENT_DISTRO_UNKNOWN;

  for (guint i = 0; names[i] != NULL && distro == CASEMENT_DISTRO_UNKNOWN; i++)
    distro = find (names[i]);
  return distro == CASEMENT_DISTRO_FEDORA && is_image ? CASEMENT_DISTRO_FEDORA_IMAGE : distro;
}

/** casement_distro_dup_install: Returns: (transfer full) (nullable): a command that installs it; %NULL where none is known. */
char *
casement_distro_dup_install (CasementDistro distro, CasementPackage package)
{
  static const char *const commands[] = {
    [CASEMENT_DISTRO_DEBIAN] = "sudo apt install",
    [CASEMENT_DISTRO_FEDORA] = "sudo dnf install",
    [CASEMENT_DISTRO_FEDORA_IMAGE] = "sudo rpm-ostree install",
    [CASEMENT_DISTRO_ARCH] = "sudo pacman -S --needed",
    [CASEMENT_DISTRO_SUSE] = "sudo zypper install",
  };
  static const char *const packages[][CASEMENT_PACKAGE_LIBVIRT + 1] = {
    [CASEMENT_DISTRO_DEBIAN] = { "ovmf", "swtpm swtpm-tools", "samba", "virtiofsd",
                                 "libvirt-daemon libvirt-clients qemu-system-x86 qemu-utils ovmf swtpm swtpm-tools" },
    [CASEMENT_DISTRO_FEDORA] = { "edk2-ovmf", "swtpm swtpm-tools", "samba", "virtiofsd",
                                 "libvirt-daemon-kvm libvirt-client edk2-ovmf swtpm swtpm-tools" },
    [CASEMENT_DISTRO_FEDORA_IMAGE] = { "edk2-ovmf", "swtpm swtpm-tools", "samba", "virtiofsd",
                                       "libvirt-daemon-kvm libvirt-client edk2-ovmf swtpm swtpm-tools" },
    [CASEMENT_DISTRO_ARCH] = { "edk2-ovmf", "swtpm", "samba", "virtiofsd", "libvirt qemu-desktop edk2-ovmf swtpm" },
    [CASEMENT_DISTRO_SUSE] = { "qemu-ovmf-x86_64", "swtpm", "samba", "virtiofsd",
                               "libvirt-daemon-qemu libvirt-client qemu-x86 qemu-ovmf-x86_64 swtpm" },
  };

  return distro != CASEMENT_DISTRO_UNKNOWN ? g_strconcat (commands[distro], " ", packages[distro][package], NULL) : NULL;
}

/**
 * casement_distro_dup_kernel_parameter:
 * @parameter: without blanks or quotes
 *
 * Returns: (transfer full) (nullable): a command that gives the kernel another parameter from the next start on; %NULL where
 * it depends on the boot loader.
 */
char *
casement_distro_dup_kernel_parameter (CasementDistro distro, const char *parameter)
{
  switch (distro) {
  case CASEMENT_DISTRO_DEBIAN:
    /* Debian's grub-mkconfig reads these files after /etc/default/grub. */
    return g_strdup_printf ("echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX %s\"' | sudo tee /etc/default/grub.d/casement.cfg && sudo update-grub",
                            parameter);
  case CASEMENT_DISTRO_FEDORA:
    return g_strdup_printf ("sudo grubby --update-kernel=ALL --args=%s", parameter);
  case CASEMENT_DISTRO_FEDORA_IMAGE:
    return g_strdup_printf ("sudo rpm-ostree kargs --append=%s", parameter);
  case CASEMENT_DISTRO_SUSE:
    return g_strdup_printf ("sudo update-bootloader --add-option %s --config", parameter);
  case CASEMENT_DISTRO_ARCH:
  case CASEMENT_DISTRO_UNKNOWN:
  default:
    return NULL;
  }
}
