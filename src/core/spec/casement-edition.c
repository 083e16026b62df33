/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-edition.h"

#include <string.h>

#define GIB (G_GUINT64_CONSTANT (1) << 30)
#define TIB (G_GUINT64_CONSTANT (1) << 40)

#define WINDOWS(version) "http://microsoft.com/win/" version

/* Memory: https://learn.microsoft.com/windows/win32/memory/memory-limits-for-windows-releases
 * Sockets, clients: https://learn.microsoft.com/windows/compatibility/ and the product pages: Home one, Pro and Education two,
 *   Pro for Workstations and Enterprise four (https://www.microsoft.com/microsoft-365/blog/2017/12/15/
 *   windows-10-pro-workstations-power-advanced-workloads/). Microsoft's pages disagree on Windows 10 Home; the lower figure
 *   is safe.
 * Server: https://learn.microsoft.com/windows-server/get-started/locks-limits (64 sockets; Essentials two, from 2022 one).
 * Memory of the Windows 10 presets' 32-bit form is bounded by the preset itself. */
static const CasementEdition editions[] = {
  { "home", "Windows 11 Home", "Core CoreN CoreSingleLanguage CoreCountrySpecific", WINDOWS ("11"), 1, 128 * GIB },
  { "pro", "Windows 11 Pro", "Professional ProfessionalN ProfessionalEducation ProfessionalEducationN", WINDOWS ("11"), 2, 2 * TIB },
  { "pro-workstations", "Windows 11 Pro for Workstations", "ProfessionalWorkstation ProfessionalWorkstationN", WINDOWS ("11"), 4, 6 * TIB },
  { "education", "Windows 11 Education", "Education EducationN", WINDOWS ("11"), 2, 2 * TIB },
  { "enterprise", "Windows 11 Enterprise", "Enterprise EnterpriseN EnterpriseEval", WINDOWS ("11"), 4, 6 * TIB },
  { "ltsc", "Windows 11 Enterprise LTSC", "EnterpriseS EnterpriseSN EnterpriseSEval", WINDOWS ("11"), 4, 6 * TIB },
  { "iot", "Windows 11 IoT Enterprise", "IoTEnterprise IoTEnterpriseS IoTEnterpriseK", WINDOWS ("11"), 4, 6 * TIB },
  { "home", "Windows 10 Home", "Core CoreN CoreSingleLanguage CoreCountrySpecific", WINDOWS ("10"), 1, 128 * GIB },
  { "pro", "Windows 10 Pro", "Professional ProfessionalN ProfessionalEducation ProfessionalEducationN", WINDOWS ("10"), 2, 2 * TIB },
  { "pro-workstations", "Windows 10 Pro for Workstations", "ProfessionalWorkstation ProfessionalWorkstationN", WINDOWS ("10"), 4, 6 * TIB },
  { "education", "Windows 10 Education", "Education EducationN", WINDOWS ("10"), 2, 2 * TIB },
  { "enterprise", "Windows 10 Enterprise", "Enterprise EnterpriseN EnterpriseEval", WINDOWS ("10"), 4, 6 * TIB },
  { "ltsc", "Windows 10 Enterprise LTSC", "EnterpriseS EnterpriseSN EnterpriseSEval", WINDOWS ("10"), 4, 6 * TIB },
  { "iot", "Windows 10 IoT Enterprise", "IoTEnterprise IoTEnterpriseS", WINDOWS ("10"), 4, 6 * TIB },
  { "standard", "Windows Server 2025 Standard", "ServerStandard ServerStandardCore ServerStandardEval", WINDOWS ("2k25"), 64, 256 * TIB },
  { "datacenter", "Windows Server 2025 Datacenter", "ServerDatacenter ServerDatacenterCore ServerDatacenterEval ServerTurbine ServerTurbineCor", WINDOWS ("2k25"), 64, 256 * TIB },
  { "essentials", "Windows Server 2025 Essentials", "ServerSolution", WINDOWS ("2k25"), 1, 128 * GIB },
  { "standard", "Windows Server 2022 Standard", "ServerStandard ServerStandardCore ServerStandardEval", WINDOWS ("2k22"), 64, 48 * TIB },
  { "datacenter", "Windows Server 2022 Datacenter", "ServerDatacenter ServerDatacenterCore ServerDatacenterEval ServerTurbine ServerTurbineCor", WINDOWS ("2k22"), 64, 48 * TIB },
  { "essentials", "Windows Server 2022 Essentials", "ServerSolution", WINDOWS ("2k22"), 1, 128 * GIB },
  { "standard", "Windows Server 2019 Standard", "ServerStandard ServerStandardCore ServerStandardEval", WINDOWS ("2k19"), 64, 24 * TIB },
  { "datacenter", "Windows Server 2019 Datacenter", "ServerDatacenter ServerDatacenterCore ServerDatacenterEval", WINDOWS ("2k19"), 64, 24 * TIB },
  { "essentials", "Windows Server 2019 Essentials", "ServerSolution", WINDOWS ("2k19"), 2, 64 * GIB },
  { "standard", "Windows Server 2016 Standard", "ServerStandard ServerStandardCore ServerStandardEval", WINDOWS ("2k16"), 64, 24 * TIB },
  { "datacenter", "Windows Server 2016 Datacenter", "ServerDatacenter ServerDatacenterCore ServerDatacenterEval", WINDOWS ("2k16"), 64, 24 * TIB },
  { "essentials", "Windows Server 2016 Essentials", "ServerSolution", WINDOWS ("2k16"), 2, 64 * GIB },
  { "home", "Windows 8.1", "Core CoreN CoreSingleLanguage", WINDOWS ("8.1"), 1, 128 * GIB },
  { "pro", "Windows 8.1 Pro", "Professional ProfessionalN ProfessionalWMC", WINDOWS ("8.1"), 2, 512 * GIB },
  { "enterprise", "Windows 8.1 Enterprise", "Enterprise EnterpriseN EnterpriseEval", WINDOWS ("8.1"), 2, 512 * GIB },
  { "home", "Windows 7 Home Premium", "HomePremium HomePremiumN", WINDOWS ("7"), 1, 16 * GIB },
  { "home-basic", "Windows 7 Home Basic", "HomeBasic HomeBasicN Starter", WINDOWS ("7"), 1, 8 * GIB },
  { "pro", "Windows 7 Professional", "Professional ProfessionalN", WINDOWS ("7"), 2, 192 * GIB },
  { "enterprise", "Windows 7 Enterprise and Ultimate", "Enterprise EnterpriseN Ultimate UltimateN", WINDOWS ("7"), 2, 192 * GIB },
};

/** casement_edition_find: Returns: (nullable): the edition of the preset's Windows called @id. */
const CasementEdition *
casement_edition_find (const CasementPreset *preset, const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (editions); i++)
    if (strcmp (editions[i].os_id, preset->os_id) == 0 && g_strcmp0 (editions[i].id, id) == 0)
      return &editions[i];
  return NULL;
}

/** casement_edition_find_for_media: Returns: (nullable): the edition for Microsoft's @edition_id, as an installer image has it. */
const CasementEdition *
casement_edition_find_for_media (const CasementPreset *preset, const char *edition_id)
{
  for (guint i = 0; edition_id != NULL && i < G_N_ELEMENTS (editions); i++) {
    g_auto (GStrv) ids = NULL;

    if (strcmp (editions[i].os_id, preset->os_id) != 0)
      continue;
    ids = g_strsplit (editions[i].edition_ids, " ", -1);
    if (g_strv_contains ((const char *const *) ids, edition_id))
      return &editions[i];
  }
  return NULL;
}

/** casement_edition_list: Returns: (transfer full): every edition of the preset's Windows, lent. */
GPtrArray *
casement_edition_list (const CasementPreset *preset)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (editions); i++)
    if (strcmp (editions[i].os_id, preset->os_id) == 0)
      g_ptr_array_add (list, (gpointer) &editions[i]);
  return list;
}
