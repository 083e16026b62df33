/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-wim.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <string.h>
#include "casement-error.h"
#include "casement-image-reader.h"

/* The Windows Imaging file format: a header of 208 bytes that points to an XML document in UTF-16 which
 * describes every image. Source: Microsoft's "Windows Imaging File Format (WIM)" white paper, and files
 * written by wimlib. */
enum {
  HEADER_MAGIC = 0,
  HEADER_LENGTH = 8,
  HEADER_XML = 72,
};

/* Resource header: 56 bits of size, 8 of flags, 64 of offset. */
#define RESOURCE_SIZE_MASK G_GUINT64_CONSTANT (0x00ffffffffffffff)
#define RESOURCE_FLAGS_SHIFT 56
#define RESOURCE_COMPRESSED 0x04

/* Real ones have tens of kilobytes, and a dozen images. */
#define MAX_XML (2 * 1024 * 1024)
#define MAX_IMAGES 256
#define MAX_LANGUAGES 64

static guint64
get_u64 (const guint8 *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return GUINT64_FROM_LE (value);
}

static guint32
get_u32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static gboolean
set_damaged (GError **error, const char *details)
{
  casement_set_error (
      error, CASEMENT_ERROR_MEDIA, details,
      _("The list of Windows editions on the installer image is damaged: download or copy the image "
         "again."));
  return FALSE;
}

/**
 * casement_wim_header_parse:
 * @bytes: the start of the file
 * @header: (out)
 *
 * Returns: whether it is a WIM whose XML can be read; else @error is %CASEMENT_ERROR_MEDIA.
 */
gboolean
casement_wim_header_parse (const guint8 *bytes, gsize length, CasementWimHeader *header, GError **error)
{
  guint64 resource;
  guint64 size;

  if (length < CASEMENT_WIM_HEADER_SIZE || memcmp (bytes + HEADER_MAGIC, "MSWIM\0\0\0", 8) != 0)
    return set_damaged (error, "no WIM magic");
  if (get_u32 (bytes + HEADER_LENGTH) != CASEMENT_WIM_HEADER_SIZE)
    return set_damaged (error, "unknown WIM header length");
  resource = get_u64 (bytes + HEADER_XML);
  size = resource & RESOURCE_SIZE_MASK;
  if ((resource >> RESOURCE_FLAGS_SHIFT) & RESOURCE_COMPRESSED)
    return set_damaged (error, "WIM XML is compressed");
  if (size < 2 || size > MAX_XML || size % 2 != 0)
    return set_damaged (error, "WIM XML has an impossible size");
  header->xml_size = (guint32) size;
  header->xml_offset = get_u64 (bytes + HEADER_XML + 8);
  return TRUE;
}

static xmlNode *
find_child (xmlNode *parent, const char *name)
{
  for (xmlNode *node = parent != NULL ? parent->children : NULL; node != NULL; node = node->next) {
    if (node->type == XML_ELEMENT_NODE && xmlStrcasecmp (node->name, BAD_CAST name) == 0)
      return node;
  }
  return NULL;
}

static char *
dup_text (xmlNode *node)
{
  xmlChar *content = node != NULL ? xmlNodeGetContent (node) : NULL;
  char *text = content != NULL ? casement_image_dup_text (content, strlen ((const char *) content)) : NULL;

  xmlFree (content);
  return text;
}

static guint
get_number (xmlNode *node, guint max)
{
  g_autofree char *text = dup_text (node);
  guint64 number = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, max, &number, NULL))
    return 0;
  return (guint) number;
}

static const char *
get_arch (xmlNode *windows)
{
  g_autofree char *text = dup_text (find_child (windows, "ARCH"));

  /* PROCESSOR_ARCHITECTURE_* of the Windows SDK. */
  if (g_strcmp0 (text, "0") == 0)
    return "i686";
  if (g_strcmp0 (text, "9") == 0)
    return "x86_64";
  if (g_strcmp0 (text, "12") == 0)
    return "aarch64";
  return NULL;
}

static gboolean
get_server (xmlNode *windows)
{
  g_autofree char *installation = dup_text (find_child (windows, "INSTALLATIONTYPE"));
  g_autofree char *product = dup_text (find_child (windows, "PRODUCTTYPE"));

  if (installation != NULL)
    return g_ascii_strncasecmp (installation, "Server", 6) == 0;
  return product != NULL && g_ascii_strcasecmp (product, "WinNT") != 0;
}

static void
add_language (GPtrArray *languages, xmlNode *node)
{
  g_autofree char *text = dup_text (node);

  if (text != NULL && languages->len < MAX_LANGUAGES
      && !g_ptr_array_find_with_equal_func (languages, text, g_str_equal, NULL))
    g_ptr_array_add (languages, g_steal_pointer (&text));
}

static CasementWimImage *
read_image (xmlNode *node)
{
  CasementWimImage *image = g_new0 (CasementWimImage, 1);
  xmlNode *windows = find_child (node, "WINDOWS");
  xmlNode *languages = find_child (windows, "LANGUAGES");
  xmlChar *index = xmlGetNoNsProp (node, BAD_CAST "INDEX");
  guint64 number = 0;

  if (index != NULL && g_ascii_string_to_unsigned ((const char *) index, 10, 1, G_MAXINT, &number, NULL))
    image->index = (guint) number;
  xmlFree (index);

  image->name = dup_text (find_child (node, "DISPLAYNAME"));
  if (image->name == NULL)
    image->name = dup_text (find_child (node, "NAME"));
  image->edition_id = dup_text (find_child (windows, "EDITIONID"));
  image->server = get_server (windows);
  image->build = get_number (find_child (find_child (windows, "VERSION"), "BUILD"), G_MAXINT);
  image->arch = get_arch (windows);
  image->languages = g_ptr_array_new_with_free_func (g_free);
  add_language (image->languages, find_child (languages, "DEFAULT"));
  for (xmlNode *at = languages != NULL ? languages->children : NULL; at != NULL; at = at->next) {
    if (at->type == XML_ELEMENT_NODE && xmlStrcasecmp (at->name, BAD_CAST "LANGUAGE") == 0)
      add_language (image->languages, at);
  }
  return image;
}

static char *
to_utf8 (const guint8 *bytes, gsize length, gsize *utf8_length)
{
  gsize n = length / 2;
  g_autofree gunichar2 *text = g_new (gunichar2, n + 1);
  gsize start = 0;
  glong written = 0;
  char *utf8;

  memcpy (text, bytes, n * 2);
  for (gsize i = 0; i < n; i++)
    text[i] = GUINT16_FROM_LE (text[i]);
  if (n > 0 && text[0] == 0xfeff)
    start = 1;
  utf8 = g_utf16_to_utf8 (text + start, (glong) (n - start), NULL, &written, NULL);
  *utf8_length = (gsize) written;
  return utf8;
}

/* No network, no entities: a document type has no business here, and is where both come from. Without
 * XML_PARSE_HUGE the library bounds the depth and the length of text. */
static xmlDoc *
parse_document (const char *utf8, gsize length)
{
  if (g_strstr_len (utf8, (gssize) length, "<!DOCTYPE") != NULL)
    return NULL;
  return xmlReadMemory (utf8, (int) length, NULL, "UTF-8",
                        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
}

/**
 * casement_wim_xml_parse:
 * @bytes: the XML resource of a WIM: UTF-16, little endian
 *
 * Returns: (transfer full) (element-type CasementWimImage): the images that hold a Windows, at least one; or
 *   %NULL with @error (%CASEMENT_ERROR_MEDIA).
 */
GPtrArray *
casement_wim_xml_parse (const guint8 *bytes, gsize length, GError **error)
{
  g_autoptr (GPtrArray) images = NULL;
  g_autofree char *utf8 = NULL;
  gsize utf8_length = 0;
  xmlDoc *document;
  xmlNode *root;

  if (length <= MAX_XML)
    utf8 = to_utf8 (bytes, length, &utf8_length);
  if (utf8 == NULL) {
    set_damaged (error, "WIM XML is not UTF-16");
    return NULL;
  }
  document = parse_document (utf8, utf8_length);
  if (document == NULL) {
    set_damaged (error, "WIM XML is not well-formed");
    return NULL;
  }

  images = g_ptr_array_new_with_free_func ((GDestroyNotify) casement_wim_image_free);
  root = xmlDocGetRootElement (document);
  for (xmlNode *node = root != NULL ? root->children : NULL; node != NULL && images->len < MAX_IMAGES;
       node = node->next) {
    if (node->type == XML_ELEMENT_NODE && xmlStrcasecmp (node->name, BAD_CAST "IMAGE") == 0
        && find_child (node, "WINDOWS") != NULL)
      g_ptr_array_add (images, read_image (node));
  }
  xmlFreeDoc (document);
  if (images->len == 0) {
    set_damaged (error, "WIM XML names no Windows");
    return NULL;
  }
  return g_steal_pointer (&images);
}

void
casement_wim_image_free (CasementWimImage *image)
{
  g_free (image->name);
  g_free (image->edition_id);
  g_clear_pointer (&image->languages, g_ptr_array_unref);
  g_free (image);
}
