/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the leak checker only. GLib drops the table of its quarks on purpose when it needs a larger one, since other threads may
 * read the old one at any time (glib/gquark.c); a program of GTK's size gets there. The checker sees that as a leak of 16 KiB
 * made by the loader, with no name in its stack that a suppression could be for. A copy of GLib's variables, made before main(),
 * keeps the first table reachable, and nothing that is made later. */
#include <link.h>
#include <stdlib.h>
#include <string.h>

static void *copies[8];
static int n_copies;

static int
copy_variables_cb (struct dl_phdr_info *info, size_t size, void *data)
{
  (void) size;
  (void) data;
  if (strstr (info->dlpi_name, "/libglib-2.0.so") == NULL)
    return 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW (Phdr) *segment = &info->dlpi_phdr[i];

    if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_W) || n_copies == sizeof copies / sizeof copies[0])
      continue;
    copies[n_copies] = malloc (segment->p_memsz);
    if (copies[n_copies] != NULL)
      memcpy (copies[n_copies++], (void *) (info->dlpi_addr + segment->p_vaddr), segment->p_memsz);
  }
  return 1;
}

__attribute__ ((constructor, no_sanitize ("address"))) static void
keep_quarks (void)
{
  dl_iterate_phdr (copy_variables_cb, NULL);
}
