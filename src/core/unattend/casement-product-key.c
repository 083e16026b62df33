/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-product-key.h"

#include <string.h>

typedef struct {
  const char *edition_id;
  guint first_build;
  guint last_build;
  const char *key;
} Row;

/* Source: Microsoft, "Key Management Services (KMS) client activation and product keys",
 * https://learn.microsoft.com/windows-server/get-started/kms-client-activation-keys. */
static const Row rows[] = {
  { "Professional", 10240, G_MAXUINT, "W269N-WFGWX-YVC9B-4J6C9-T83GX" },
  { "ProfessionalN", 10240, G_MAXUINT, "MH37W-N47XK-V7XM9-C7227-GCQG9" },
  { "ProfessionalWorkstation", 16299, G_MAXUINT, "NRG8B-VKK3Q-CXVCJ-9G2XF-6Q84J" },
  { "ProfessionalEducation", 14393, G_MAXUINT, "6TP4R-GNPTD-KYYHQ-7B7DP-J447Y" },
  { "Education", 10240, G_MAXUINT, "NW6C2-QMPVW-D7KKK-3GKT6-VCFB2" },
  { "EducationN", 10240, G_MAXUINT, "2WH4N-8QGBV-H22JP-CT43Q-MDWWJ" },
  { "Enterprise", 10240, G_MAXUINT, "NPPR9-FWDCX-D2C8J-H872K-2YT43" },
  { "EnterpriseN", 10240, G_MAXUINT, "DPH2V-TTNVB-4X9Q3-TJR4H-KHJW4" },
  { "EnterpriseS", 17763, G_MAXUINT, "M7XTQ-FN8P6-TTKYV-9D4CC-J462D" },
  { "IoTEnterpriseS", 19044, G_MAXUINT, "KBN8V-HFGQ4-MGXVD-347P6-PDQGT" },
  { "ServerStandard", 26100, G_MAXUINT, "TVRH6-WHNXV-R9WG3-9XRFY-MY832" },
  { "ServerDatacenter", 26100, G_MAXUINT, "D764K-2NDRG-47T6Q-P8T8W-YP6DF" },
  { "ServerStandard", 20348, 20348, "VDYBN-27WPP-V4HQT-9VMD4-VMK7H" },
  { "ServerDatacenter", 20348, 20348, "WX4NM-KYWYW-QJJR4-XV3QB-6VM33" },
  { "ServerStandard", 17763, 17763, "N69G4-B89J2-4G8F4-WWYCC-J464C" },
  { "ServerDatacenter", 17763, 17763, "WMDGN-G9PQG-XVVXX-R3X43-63DFG" },
  { "ServerStandard", 14393, 14393, "WC2BQ-8NRM3-FDDYY-2BFGV-KHKQY" },
  { "ServerDatacenter", 14393, 14393, "CB7KF-BWN84-R7R2Y-793K2-8XDDG" },
};

/**
 * casement_client_key_find:
 * @edition_id: (nullable): Microsoft's, as the image has it
 * @build: of the image
 * @source: (out): what that means
 *
 * Returns: (nullable): the published key that makes Setup install this edition; %NULL where there is none.
 */
const char *
casement_client_key_find (const char *edition_id, guint build, CasementKeySource *source)
{
  g_autofree char *plain = g_strdup (edition_id);

  *source = CASEMENT_KEY_ASKED;
  if (plain == NULL)
    return NULL;
  if (g_str_has_suffix (plain, "Eval")) {
    *source = CASEMENT_KEY_NOT_NEEDED;
    return NULL;
  }
  /* Server Core is an installation type; older images have it in the edition's name. */
  if (g_str_has_prefix (plain, "Server") && g_str_has_suffix (plain, "Core"))
    plain[strlen (plain) - strlen ("Core")] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (strcmp (rows[i].edition_id, plain) != 0 || build < rows[i].first_build || build > rows[i].last_build)
      continue;
    *source = CASEMENT_KEY_CLIENT;
    return rows[i].key;
  }
  return NULL;
}
