/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include <glib/gi18n-lib.h>
#include "casement-stack.h"
#include "casement-vm-views.h"

/**
 * casement_vm_views_add:
 * @stack: the views of a virtual machine's window, the console among them
 *
 * Adds what else there is to see of @vm. One view alone needs no switcher, and shows none.
 */
void
casement_vm_views_add (AdwViewStack *stack, CasementVm *vm)
{
  g_return_if_fail (ADW_IS_VIEW_STACK (stack));
  g_return_if_fail (CASEMENT_IS_VM (vm));
  casement_view_stack_hide_others (stack);
}
