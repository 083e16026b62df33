/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-secret.h"

#include <string.h>
#include <sys/mman.h>

#define PAGE 4096u

struct _CasementSecret {
  gatomicrefcount ref_count;
  char *bytes;
  gsize length;
  gsize size;
};

/* Pages of its own, since what is locked and wiped must share none with the heap. */
static char *
map_pages (gsize size)
{
  char *bytes = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (bytes == MAP_FAILED)
    g_error ("Out of memory for a secret of %" G_GSIZE_FORMAT " bytes", size);
  /* Both are best effort: a user may lock little memory. */
  if (mlock (bytes, size) != 0)
    g_debug ("A secret is not locked into memory");
  madvise (bytes, size, MADV_DONTDUMP);
  return bytes;
}

static void
unmap_pages (char *bytes, gsize size)
{
  if (bytes == NULL)
    return;
  explicit_bzero (bytes, size);
  munmap (bytes, size);
}

static void
reserve (CasementSecret *self, gsize length)
{
  gsize size = MAX (self->size, PAGE);
  char *bytes;

  /* A NUL always fits behind it. */
  if (length < self->size)
    return;
  while (size <= length)
    size *= 2;
  bytes = map_pages (size);
  if (self->length > 0)
    memcpy (bytes, self->bytes, self->length);
  unmap_pages (self->bytes, self->size);
  self->bytes = bytes;
  self->size = size;
}

/**
 * casement_secret_new:
 * @text: (nullable): copied; the caller still has to wipe its own
 * @length: bytes of it, or -1 if it ends with a NUL
 *
 * Returns: (transfer full): the secret.
 */
CasementSecret *
casement_secret_new (const char *text, gssize length)
{
  CasementSecret *self = g_new0 (CasementSecret, 1);

  g_atomic_ref_count_init (&self->ref_count);
  reserve (self, 0);
  if (text != NULL)
    casement_secret_append (self, text, length);
  return self;
}

/** casement_secret_ref: Returns: (transfer full): @self. */
CasementSecret *
casement_secret_ref (CasementSecret *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/** casement_secret_unref: the last one wipes it. @self: (nullable). */
void
casement_secret_unref (CasementSecret *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  unmap_pages (self->bytes, self->size);
  g_free (self);
}

/** casement_secret_append: adds @length bytes, or a text if that is -1. */
void
casement_secret_append (CasementSecret *self, const void *bytes, gssize length)
{
  gsize n = length < 0 ? strlen (bytes) : (gsize) length;

  reserve (self, self->length + n);
  memcpy (self->bytes + self->length, bytes, n);
  self->length += n;
  self->bytes[self->length] = '\0';
}

/** casement_secret_get_text: Returns: (transfer none): the bytes, with a NUL after them; @self: (nullable): then an empty text. */
const char *
casement_secret_get_text (CasementSecret *self)
{
  return self != NULL ? self->bytes : "";
}

/** casement_secret_get_length: Returns: bytes. @self: (nullable). */
gsize
casement_secret_get_length (CasementSecret *self)
{
  return self != NULL ? self->length : 0;
}

/** casement_secret_equal: Returns: whether both hold the same; %NULL is like an empty one. */
gboolean
casement_secret_equal (CasementSecret *a, CasementSecret *b)
{
  gsize length = casement_secret_get_length (a);

  return length == casement_secret_get_length (b)
         && memcmp (casement_secret_get_text (a), casement_secret_get_text (b), length) == 0;
}

/** casement_secret_wipe_text: @text: (nullable) (transfer full): from g_malloc(), is wiped and freed. */
void
casement_secret_wipe_text (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}
