/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-error.h"
#include "casement-plan.h"
#include "fuzz.h"

#include <string.h>

/* A saved domain-capabilities file, which may come from anybody, through to the XML of the domain. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  CasementHostInput input = { .domain_capabilities = text };
  g_autoptr (CasementHostFacts) facts = NULL;
  g_autoptr (CasementVmSpec) spec = NULL;
  g_autoptr (CasementPlan) plan = NULL;
  g_autoptr (GVirConfigDomain) domain = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *json = NULL;

  /* As the command line does before it hands the text on. */
  if (strlen (text) != size || !g_utf8_validate (text, -1, NULL))
    return 0;
  facts = casement_host_facts_new (&input, &error);
  if (facts == NULL) {
    g_assert_cmpuint (error->domain, ==, CASEMENT_ERROR);
    return 0;
  }
  spec = casement_vm_spec_new (casement_preset_get_default ());
  casement_vm_spec_set_name (spec, "fuzz");
  casement_vm_spec_use_host_defaults (spec, facts);
  plan = casement_plan_new (spec, facts);
  casement_plan_check (plan, NULL);
  json = casement_plan_to_json (plan);
  domain = casement_plan_build_domain (plan, NULL, "/images/fuzz.qcow2");
  xml = gvir_config_object_to_xml (GVIR_CONFIG_OBJECT (domain));
  g_assert_true (g_utf8_validate (json, -1, NULL));
  g_assert_nonnull (xml);
  return 0;
}

/* The files that the command line's tests plan for are given as arguments. */
GPtrArray *
fuzz_target_seeds (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}
