/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-windows-release.h"

#include <string.h>

#define WIN(id) "http://microsoft.com/win/" id

typedef struct {
  guint first_build;
  CasementWindowsRelease release;
} Row;

/* Newest first: a build belongs to the newest release that is not newer than it, so that coming builds keep
 * the name they have today. Source: Microsoft's release information pages for each. */
static const Row clients[] = {
  { 22000, { "Windows 11", WIN ("11") } },  { 10240, { "Windows 10", WIN ("10") } },
  { 9600, { "Windows 8.1", WIN ("8.1") } }, { 9200, { "Windows 8", WIN ("8") } },
  { 7600, { "Windows 7", WIN ("7") } },     { 6000, { "Windows Vista", WIN ("vista") } },
};

static const Row servers[] = {
  { 26100, { "Windows Server 2025", WIN ("2k25") } },     { 20348, { "Windows Server 2022", WIN ("2k22") } },
  { 17763, { "Windows Server 2019", WIN ("2k19") } },     { 14393, { "Windows Server 2016", WIN ("2k16") } },
  { 9600, { "Windows Server 2012 R2", WIN ("2k12r2") } }, { 9200, { "Windows Server 2012", WIN ("2k12") } },
  { 7600, { "Windows Server 2008 R2", WIN ("2k8r2") } },  { 6001, { "Windows Server 2008", WIN ("2k8") } },
};

typedef struct {
  guint build;
  const char *version;
} Version;

/* Clients only. 19041 is left out: every release from 2004 to 22H2 carries it in the image, since the later
 * ones switch features on by an update package. */
static const Version versions[] = {
  { 26200, "25H2" }, { 26100, "24H2" }, { 22631, "23H2" }, { 22621, "22H2" }, { 22000, "21H2" },
  { 19045, "22H2" }, { 19044, "21H2" }, { 19043, "21H1" }, { 19042, "20H2" }, { 18363, "1909" },
  { 18362, "1903" }, { 17763, "1809" }, { 17134, "1803" }, { 16299, "1709" }, { 15063, "1703" },
  { 14393, "1607" }, { 10586, "1511" }, { 10240, "1507" },
};

typedef struct {
  const char *pattern;
  CasementWindowsVolume volume;
} VolumeRow;

/* Volume ids of media since Windows 10, by role and edition. Clients of both versions share them, as do the
 * servers of all years: osinfo-db has the same patterns under several names. */
static const VolumeRow volumes[] = {
  { "^(J_)?(CCSN?A|C?CCOMA|CPBA|CENN?A|CEDN?A|CESE|CESN?N?)_X64(FRE|FREE|FREV|CHK)_",
    { "Windows 11 or 10", WIN ("11"), "x86_64" } },
  { "^(J_)?(CCSN?A|C?CCOMA|CPBA|CENN?A|CEDN?A|CESE|CESN?N?)_A64(FRE|FREE|FREV|CHK)_",
    { "Windows 11 or 10", WIN ("11"), "aarch64" } },
  { "^(J_)?(CCSN?A|C?CCOMA|CPBA|CENN?A|CEDN?A|CESE|CESN?N?|CEN?A)_X86(FRE|FREE|FREV|CHK)_",
    { "Windows 10", WIN ("10"), "i686" } },
  { "^(J_)?(SSS|SESS|SHV)_X64(FRE|FREE|FREV|CHK)_",
    { "Windows Server 2016 or later", WIN ("2k22"), "x86_64" } },
};

/**
 * casement_windows_release_find:
 * @server: whether the image's installation type is a server's
 * @build: the build number
 *
 * Returns: (transfer none) (nullable): the release, or %NULL for builds older than Windows Vista.
 */
const CasementWindowsRelease *
casement_windows_release_find (gboolean server, guint build)
{
  const Row *rows = server ? servers : clients;
  gsize n = server ? G_N_ELEMENTS (servers) : G_N_ELEMENTS (clients);

  for (gsize i = 0; i < n; i++) {
    if (build >= rows[i].first_build)
      return &rows[i].release;
  }
  return NULL;
}

/**
 * casement_windows_release_get_version:
 *
 * Returns: (nullable): the feature update that @build is, such as "24H2"; %NULL if the build does not tell.
 */
const char *
casement_windows_release_get_version (gboolean server, guint build)
{
  for (gsize i = 0; !server && i < G_N_ELEMENTS (versions); i++) {
    if (build == versions[i].build)
      return versions[i].version;
  }
  return NULL;
}

/**
 * casement_windows_volume_find:
 * @volume_id: of an optical disc image
 *
 * Returns: (transfer none) (nullable): which Windows installers carry that id.
 */
const CasementWindowsVolume *
casement_windows_volume_find (const char *volume_id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (volumes); i++) {
    if (g_regex_match_simple (volumes[i].pattern, volume_id, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT))
      return &volumes[i].volume;
  }
  return NULL;
}
