/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CasementWindowsLocale:
 * @tag: as Windows names it, such as "de-DE"
 * @lcid: its number there
 * @keyboard: the layout that belongs to it, as the host names it
 */
typedef struct {
  const char *tag;
  guint lcid;
  const char *keyboard;
} CasementWindowsLocale;

/**
 * CasementWindowsKeyboard:
 * @layout: as the host (XKB) names it: "de", or "us+intl" with a variant
 * @klid: Windows' identifier of the layout
 * @title: (translatable): its name
 */
typedef struct {
  const char *layout;
  const char *klid;
  const char *title;
} CasementWindowsKeyboard;

/* What the host is set to, in Windows' terms, and what Windows knows of them. */
const CasementWindowsLocale *casement_windows_locale_find (const char *tag);
const CasementWindowsLocale *casement_windows_locale_get_all (guint *n_locales);
const CasementWindowsKeyboard *casement_windows_keyboard_find (const char *layout);
const CasementWindowsKeyboard *casement_windows_keyboard_get_all (guint *n_keyboards);

char *casement_windows_locale_dup_tag (const char *posix_locale);
char *casement_windows_locale_dup_title (const CasementWindowsLocale *locale);
char *casement_windows_time_zone_dup (const char *iana_name);
gboolean casement_windows_time_zone_is_known (const char *windows_name);
char *casement_windows_input_dup (const char *keyboard, const char *tag);

char *casement_host_dup_language (void);
char *casement_host_dup_keyboard (void);
char *casement_host_dup_time_zone (void);
char *casement_keyboard_file_dup_layout (const char *text);

G_END_DECLS
