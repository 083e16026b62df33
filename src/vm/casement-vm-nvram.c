/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-vm-nvram.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "casement-error.h"
#include "casement-libvirt-error.h"
#include "casement-xml.h"

/* Fresh variables are a file of another name beside the old one, which libvirt makes from the firmware's template at the next
 * start. So the old file is never written to, also where a system's libvirt lets nobody read it, and taking the change back
 * is to name it again. Where it can be read, a copy is kept as well. */

/* Where libvirt's QEMU driver keeps them unless told; it says so nowhere but in its source (virQEMUDriverConfigNew() in
 * src/qemu/qemu_conf.c). */
#define SYSTEM_FOLDER "/var/lib/libvirt/qemu/nvram"

/* OVMF's are 528 KiB, those for other processors 64 MiB. */
#define FILE_MAX (128 * 1024 * 1024)

static void
read_uri (virDomainPtr domain, gboolean *session, gboolean *local)
{
  char *uri = virConnectGetURI (virDomainGetConnect (domain));
  g_autoptr (GUri) parsed = uri != NULL ? g_uri_parse (uri, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;

  *local = parsed != NULL && (host == NULL || *host == '\0');
  *session = parsed != NULL && g_str_equal (g_uri_get_path (parsed), "/session");
  free (uri);
}

static char *
find_in (const char *xml)
{
  g_autoptr (xmlDoc) doc = xml != NULL ? casement_xml_parse (xml, (gsize) -1, "domain", NULL) : NULL;
  xmlNodePtr nvram = doc != NULL ? casement_xml_find (xmlDocGetRootElement (doc), "os/nvram") : NULL;
  g_autofree char *path = casement_xml_dup_text (nvram);

  return path != NULL && *path == '/' ? g_steal_pointer (&path) : NULL;
}

/* libvirt 9.0 names the file only in the definition of a machine that runs. */
static char *
dup_path (virDomainPtr domain, const char *xml)
{
  g_autofree char *named = find_in (xml);
  g_autofree char *file = g_strconcat (virDomainGetName (domain), "_VARS.fd", NULL);
  gboolean session, local;

  if (named == NULL && virDomainIsActive (domain) == 1) {
    char *running = virDomainGetXMLDesc (domain, 0);

    named = find_in (running);
    free (running);
    virResetLastError ();
  }
  if (named != NULL)
    return g_steal_pointer (&named);
  read_uri (domain, &session, &local);
  if (!session)
    return g_build_filename (SYSTEM_FOLDER, file, NULL);
  return local ? g_build_filename (g_get_user_config_dir (), "libvirt", "qemu", "nvram", file, NULL) : NULL;
}

static char *
create_name (virDomainPtr domain, const char *old)
{
  g_autofree char *folder = g_path_get_dirname (old);
  g_autofree char *stamp = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / 1000);
  g_autofree char *file = g_strdup_printf ("%s_VARS.%s.fd", virDomainGetName (domain), stamp);

  return g_build_filename (folder, file, NULL);
}

/**
 * casement_nvram_renew:
 * @before: the definition as it is
 * @wanted: the definition as it shall be
 *
 * Returns: (transfer full) (nullable): @wanted with firmware variables that are made anew at the next start; %NULL with @error
 * where the place for them cannot be told.
 */
char *
casement_nvram_renew (virDomainPtr domain, const char *before, const char *wanted, GError **error)
{
  g_autofree char *old = dup_path (domain, before);
  g_autofree char *path = old != NULL ? create_name (domain, old) : NULL;
  g_autoptr (xmlDoc) doc = casement_xml_parse (wanted, (gsize) -1, "domain", error);
  xmlNodePtr nvram;
  xmlChar *text = NULL;
  char *renewed;
  int size = 0;

  if (doc == NULL)
    return NULL;
  if (path == NULL) {
    casement_set_error (error, CASEMENT_ERROR_UNSUPPORTED, NULL,
                        _("Where the other computer keeps the firmware's variables can be told only while the virtual machine "
                          "runs: start it, then try again."));
    return NULL;
  }
  nvram = casement_xml_ensure (xmlDocGetRootElement (doc), "os/nvram");
  casement_xml_set_text (nvram, path);
  /* The template belongs to the firmware image, which libvirt chooses anew. */
  casement_xml_set_attr (nvram, "template", NULL);
  casement_xml_set_attr (nvram, "templateFormat", NULL);
  xmlDocDumpMemoryEnc (doc, &text, &size, "UTF-8");
  renewed = g_strndup ((const char *) text, size);
  xmlFree (text);
  return renewed;
}

/** casement_nvram_keep: Notes in @entry, whose definition is to become @wanted, what undoing has to bring back. */
void
casement_nvram_keep (virDomainPtr domain, const char *wanted, CasementUndoEntry *entry)
{
  g_autofree char *old = dup_path (domain, entry->before);
  g_autofree char *new = find_in (wanted);
  g_autofree char *named = find_in (entry->before);
  g_autoptr (GError) error = NULL;
  gboolean session, local;
  char *data = NULL;
  gsize length;
  GStatBuf info;

  if (new == NULL || g_strcmp0 (new, named) == 0 || old == NULL)
    return;
  entry->nvram = g_strdup (old);
  entry->new_nvram = g_strdup (new);
  read_uri (domain, &session, &local);
  if (!local || g_stat (old, &info) != 0 || info.st_size > FILE_MAX)
    return;
  if (g_file_get_contents (old, &data, &length, &error))
    entry->nvram_data = g_bytes_new_take (data, length);
  else
    g_debug ("The firmware's variables stay where they are, without a copy: %s", error->message);
}

static gboolean
is_in_use (virDomainPtr domain, const char *path)
{
  char *running = virDomainIsActive (domain) == 1 ? virDomainGetXMLDesc (domain, 0) : NULL;
  g_autofree char *used = find_in (running);

  free (running);
  virResetLastError ();
  return g_strcmp0 (used, path) == 0;
}

static gboolean
equals (const char *path, GBytes *wanted)
{
  g_autofree char *data = NULL;
  gsize length;

  return g_file_get_contents (path, &data, &length, NULL) && length == g_bytes_get_size (wanted)
         && memcmp (data, g_bytes_get_data (wanted, NULL), length) == 0;
}

/**
 * casement_nvram_restore:
 *
 * Brings back the firmware's variables from before the change, if anything happened to them, and removes the fresh ones where
 * that can be done. Where they cannot be read or written, they were kept in their place.
 *
 * Returns: %TRUE; %FALSE with @error where the old ones are lost.
 */
gboolean
casement_nvram_restore (virDomainPtr domain, CasementUndoEntry *entry, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean session, local;

  if (entry->nvram == NULL)
    return TRUE;
  if (entry->nvram_data != NULL && !is_in_use (domain, entry->nvram) && !equals (entry->nvram, entry->nvram_data)
      && !g_file_set_contents_full (entry->nvram, g_bytes_get_data (entry->nvram_data, NULL),
                                    (gssize) g_bytes_get_size (entry->nvram_data),
                                    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local_error)) {
    casement_set_error (error, CASEMENT_ERROR_PERMISSION, local_error->message,
                        _("The firmware's variables cannot be brought back to “%s”: check that your user may write there."),
                        entry->nvram);
    return FALSE;
  }
  read_uri (domain, &session, &local);
  if (session && local && entry->new_nvram != NULL && !is_in_use (domain, entry->new_nvram))
    g_unlink (entry->new_nvram);
  return TRUE;
}
