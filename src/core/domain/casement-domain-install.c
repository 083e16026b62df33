/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-domain-install.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "casement-domain-builder.h"
#include "casement-domain-drives.h"
#include "casement-driver-set.h"
#include "casement-xml.h"

static const struct {
  const char *id;
  const char *title;
} phases[] = {
  { "starting", N_("Starting the installer image") }, { "loading", N_("Loading Setup") },
  { "copying", N_("Copying Windows") },               { "configuring", N_("Windows sets itself up") },
  { "tools", N_("Installing drivers and tools") },    { "finishing", N_("Putting the discs away") },
  { "done", N_("Windows is installed") },             { "taken-over", N_("Installed by hand") },
};

/** casement_install_mark_free: @self: (nullable). */
void
casement_install_mark_free (CasementInstallMark *self)
{
  if (self == NULL)
    return;
  g_free (self->disc);
  g_free (self->boot);
  g_free (self);
}

/** casement_install_phase_to_string: Returns: a stable word. */
const char *
casement_install_phase_to_string (CasementInstallPhase phase)
{
  return phases[MIN (phase, CASEMENT_INSTALL_TAKEN_OVER)].id;
}

/** casement_install_phase_get_title: Returns: what the user is told. */
const char *
casement_install_phase_get_title (CasementInstallPhase phase)
{
  return _(phases[MIN (phase, CASEMENT_INSTALL_TAKEN_OVER)].title);
}

static guint64
read_number (xmlNodePtr node, const char *name)
{
  g_autofree char *text = casement_xml_dup_attr (node, name);
  guint64 number = 0;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &number, NULL) ? number : 0;
}

static CasementInstallMark *
read_mark (xmlNodePtr node)
{
  CasementInstallMark *self = g_new0 (CasementInstallMark, 1);
  g_autofree char *phase = casement_xml_dup_attr (node, "phase");

  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    if (g_strcmp0 (phases[i].id, phase) == 0)
      self->phase = i;
  self->started = (gint64) read_number (node, "started");
  self->expected = read_number (node, "expected");
  self->disc = casement_xml_dup_attr (node, "disc");
  self->boot = casement_xml_dup_attr (node, "boot");
  self->key_asked = casement_xml_attr_is (node, "key", "asked");
  self->full = !casement_xml_attr_is (node, "answers", "requirements");
  return self;
}

/** casement_install_mark_read: @root: a domain. Returns: (transfer full) (nullable): %NULL where nothing was ever installed so. */
CasementInstallMark *
casement_install_mark_read (xmlNodePtr root)
{
  xmlNodePtr metadata = casement_xml_child (root, "metadata");

  for (xmlNodePtr node = metadata != NULL ? metadata->children : NULL; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE && node->ns != NULL && xmlStrEqual (node->ns->href, BAD_CAST CASEMENT_INSTALL_XMLNS))
      return read_mark (node);
  return NULL;
}

/** casement_install_mark_parse: @xml: the element, as libvirt gives it. Returns: (transfer full) (nullable): it. */
CasementInstallMark *
casement_install_mark_parse (const char *xml)
{
  g_autoptr (xmlDoc) doc = xml != NULL ? casement_xml_parse (xml, strlen (xml), NULL, NULL) : NULL;

  return doc != NULL ? read_mark (xmlDocGetRootElement (doc)) : NULL;
}

static void
append (GString *text, const char *name, const char *value)
{
  g_autofree char *escaped = value != NULL ? g_markup_escape_text (value, -1) : NULL;

  if (escaped != NULL)
    g_string_append_printf (text, " %s=\"%s\"", name, escaped);
}

/** casement_install_mark_to_xml: Returns: (transfer full): as libvirt takes an element of metadata. */
char *
casement_install_mark_to_xml (const CasementInstallMark *self)
{
  GString *text = g_string_new ("<install");

  append (text, "phase", casement_install_phase_to_string (self->phase));
  g_string_append_printf (text, " started=\"%" G_GINT64_FORMAT "\" expected=\"%" G_GUINT64_FORMAT "\"", self->started, self->expected);
  append (text, "disc", self->disc);
  append (text, "boot", self->boot);
  append (text, "key", self->key_asked ? "asked" : NULL);
  append (text, "answers", self->full ? NULL : "requirements");
  g_string_append (text, "/>");
  return g_string_free (text, FALSE);
}

static const CasementPreset *
find_preset (xmlNodePtr root)
{
  xmlNodePtr metadata = casement_xml_child (root, "metadata");

  for (xmlNodePtr node = metadata != NULL ? metadata->children : NULL; node != NULL; node = node->next) {
    g_autofree char *id = NULL;

    if (node->type != XML_ELEMENT_NODE || node->ns == NULL || !xmlStrEqual (node->ns->href, BAD_CAST CASEMENT_XMLNS))
      continue;
    id = casement_xml_dup_attr (node, "preset");
    return casement_preset_find (id);
  }
  return NULL;
}

/**
 * casement_domain_dup_setup_folder:
 * @root: a domain
 *
 * Returns: (transfer full) (nullable): which folder of the driver image Setup is to be shown by hand, so that it finds the disk; %NULL where it
 *   finds it by itself, or the machine was not made here.
 */
char *
casement_domain_dup_setup_folder (xmlNodePtr root)
{
  const CasementPreset *preset = find_preset (root);
  g_autoptr (GPtrArray) drives = casement_domain_list_drives (root);

  for (guint i = 0; preset != NULL && i < drives->len; i++) {
    const CasementDrive *drive = g_ptr_array_index (drives, i);

    if (!drive->cdrom)
      return casement_driver_set_dup_folder (preset, drive->bus);
  }
  return NULL;
}

/* In a namespace of its own, which libvirt asks of every element of metadata. */
static gboolean
add_mark (xmlNodePtr root, const CasementInstallMark *mark)
{
  g_autofree char *xml = casement_install_mark_to_xml (mark);
  g_autoptr (xmlDoc) doc = casement_xml_parse (xml, strlen (xml), "install", NULL);
  xmlNodePtr metadata = casement_xml_ensure (root, "metadata");
  xmlNodePtr node;

  if (doc == NULL)
    return FALSE;
  node = xmlDocCopyNode (xmlDocGetRootElement (doc), root->doc, 1);
  xmlSetNs (node, xmlNewNs (node, BAD_CAST CASEMENT_INSTALL_XMLNS, BAD_CAST CASEMENT_INSTALL_KEY));
  xmlAddChild (metadata, node);
  return TRUE;
}

/* The drive with the installer image: the CD drive that is booted from. */
static xmlNodePtr
find_installer (xmlNodePtr root)
{
  xmlNodePtr disk = casement_xml_child (casement_xml_child (root, "devices"), "disk");

  for (; disk != NULL; disk = casement_xml_next (disk, "disk"))
    if (casement_xml_attr_is (disk, "device", "cdrom") && casement_xml_child (disk, "boot") != NULL
        && casement_xml_child (disk, "source") != NULL)
      return disk;
  return NULL;
}

/* Said whole, so that nobody looks into the user's image for another below it. */
static void
set_boot_overlay (xmlNodePtr drive, const char *overlay)
{
  xmlNodePtr source = casement_xml_child (drive, "source");
  g_autofree char *iso = casement_xml_dup_attr (source, "file");
  xmlNodePtr backing;

  casement_domain_set_media (drive, overlay);
  casement_xml_set_attr (casement_xml_child (drive, "driver"), "type", "qcow2");
  backing = casement_xml_ensure (drive, "backingStore");
  casement_xml_set_attr (backing, "type", "file");
  casement_xml_set_attr (casement_xml_ensure (backing, "format"), "type", "raw");
  casement_xml_set_attr (casement_xml_ensure (backing, "source"), "file", iso);
  casement_xml_ensure (backing, "backingStore");
}

/**
 * casement_domain_add_install:
 * @root: a domain as the plan has it
 *
 * Adds the drive with the answers, on SATA as every drive that Setup reads, and the mark.
 *
 * Returns: %FALSE where there is no place for the drive.
 */
gboolean
casement_domain_add_install (xmlNodePtr root, const CasementInstallMark *mark)
{
  xmlNodePtr installer = find_installer (root);
  xmlNodePtr drive = mark->disc != NULL ? casement_domain_add_sata_cdrom (root, mark->disc) : NULL;

  if (mark->disc != NULL && drive == NULL)
    return FALSE;
  if (mark->boot != NULL && installer != NULL)
    set_boot_overlay (installer, mark->boot);
  return add_mark (root, mark);
}

/**
 * casement_domain_put_install_away:
 *
 * Takes the drive with the answers out of a definition, and the installer and driver images out of their drives.
 */
void
casement_domain_put_install_away (xmlNodePtr root, const CasementInstallMark *mark)
{
  xmlNodePtr disk = casement_xml_child (casement_xml_child (root, "devices"), "disk");
  xmlNodePtr next;

  for (; disk != NULL; disk = next) {
    xmlNodePtr source = casement_xml_child (disk, "source");

    next = casement_xml_next (disk, "disk");
    if (!casement_xml_attr_is (disk, "device", "cdrom") || source == NULL)
      continue;
    if (mark->disc != NULL && casement_xml_attr_is (source, "file", mark->disc)) {
      casement_domain_remove_drive (disk);
    } else if (mark->phase != CASEMENT_INSTALL_TAKEN_OVER) {
      casement_domain_set_media (disk, NULL);
    } else if (mark->boot != NULL && casement_xml_attr_is (source, "file", mark->boot)) {
      g_autofree char *iso = casement_xml_dup_attr (casement_xml_find (disk, "backingStore/source"), "file");

      casement_domain_set_media (disk, iso);
    }
  }
}
