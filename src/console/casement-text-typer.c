/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"

#include "casement-text-typer.h"

#include <glib/gi18n-lib.h>
#include <linux/input-event-codes.h>
#include <string.h>
#include "casement-error.h"

/* Slow enough for a guest that still starts its services. */
#define INTERVAL_MS 12

typedef enum {
  LEVEL_PLAIN,
  LEVEL_SHIFT,
  LEVEL_ALTGR,
  N_LEVELS
} Level;

/* The keys that carry characters, in the order of the strings below. */
static const guint8 keys[] = {
  KEY_GRAVE, KEY_1, KEY_2, KEY_3, KEY_4, KEY_5, KEY_6, KEY_7, KEY_8, KEY_9, KEY_0, KEY_MINUS, KEY_EQUAL,
  KEY_Q, KEY_W, KEY_E, KEY_R, KEY_T, KEY_Y, KEY_U, KEY_I, KEY_O, KEY_P, KEY_LEFTBRACE, KEY_RIGHTBRACE,
  KEY_A, KEY_S, KEY_D, KEY_F, KEY_G, KEY_H, KEY_J, KEY_K, KEY_L, KEY_SEMICOLON, KEY_APOSTROPHE, KEY_BACKSLASH,
  KEY_102ND, KEY_Z, KEY_X, KEY_C, KEY_V, KEY_B, KEY_N, KEY_M, KEY_COMMA, KEY_DOT, KEY_SLASH,
};

typedef struct {
  const char *name;
  /* Per level a character for every key; a blank where there is none. */
  const char *levels[N_LEVELS];
  /* Of these, those that wait for a second key: a space after them gives the character itself. */
  const char *dead;
} Layout;

/* As Windows has them. The French ^ is left out where it waits, since AltGr has one that does not. */
static const Layout layouts[] = {
  { "us",
    { "`1234567890-=" "qwertyuiop[]" "asdfghjkl;'\\" " zxcvbnm,./",
      "~!@#$%^&*()_+" "QWERTYUIOP{}" "ASDFGHJKL:\"|" " ZXCVBNM<>?",
      "" },
    "" },
  { "gb",
    { "`1234567890-=" "qwertyuiop[]" "asdfghjkl;'#" "\\zxcvbnm,./",
      "¬!\"£$%^&*()_+" "QWERTYUIOP{}" "ASDFGHJKL:@~" "|ZXCVBNM<>?",
      "¦   €        " "  é   úíó   " "á           " "           " },
    "" },
  { "de",
    { "^1234567890ß´" "qwertzuiopü+" "asdfghjklöä#" "<yxcvbnm,.-",
      "°!\"§$%&/()=?`" "QWERTZUIOPÜ*" "ASDFGHJKLÖÄ'" ">YXCVBNM;:_",
      "  ²³   {[]}\\ " "@ €        ~" "            " "|      µ   " },
    "^´`" },
  { "fr",
    { "²&é\"'(-è_çà)=" "azertyuiop $" "qsdfghjklmù*" "<wxcvbn,;:!",
      " 1234567890°+" "AZERTYUIOP¨£" "QSDFGHJKLM%µ" ">WXCVBN?./§",
      "  ~#{[|`\\^@]}" "  €        ¤" "            " "           " },
    "¨~`" },
};

typedef struct {
  guint8 key;
  guint8 level;
  gboolean dead;
} Stroke;

struct _CasementTextTyper {
  GObject parent_instance;
  CasementInputs *inputs;
  GArray *strokes;
  guint next;
  guint source_id;
  /* Caps Lock was on, and is to be again. */
  gboolean caps_lock;
};

G_DEFINE_FINAL_TYPE (CasementTextTyper, casement_text_typer, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const Layout *
find_layout (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (g_strcmp0 (layouts[i].name, name) == 0)
      return &layouts[i];
  return NULL;
}

static gboolean
find_stroke (const Layout *layout, gunichar character, Stroke *stroke)
{
  *stroke = (Stroke){ 0, LEVEL_PLAIN, FALSE };
  if (character == ' ')
    stroke->key = KEY_SPACE;
  else if (character == '\n')
    stroke->key = KEY_ENTER;
  else if (character == '\t')
    stroke->key = KEY_TAB;
  if (stroke->key != 0)
    return TRUE;
  for (guint level = 0; level < N_LEVELS; level++) {
    const char *at = g_utf8_strchr (layout->levels[level], -1, character);

    if (at == NULL)
      continue;
    stroke->key = keys[g_utf8_pointer_to_offset (layout->levels[level], at)];
    stroke->level = (guint8) level;
    stroke->dead = g_utf8_strchr (layout->dead, -1, character) != NULL;
    return TRUE;
  }
  return FALSE;
}

static void
tap (CasementTextTyper *self, guint key, guint modifier)
{
  if (modifier != 0)
    casement_inputs_press_key (self->inputs, modifier);
  casement_inputs_press_key (self->inputs, key);
  casement_inputs_release_key (self->inputs, key);
  if (modifier != 0)
    casement_inputs_release_key (self->inputs, modifier);
}

static gboolean
type_cb (gpointer user_data)
{
  static const guint modifiers[N_LEVELS] = { 0, KEY_LEFTSHIFT, KEY_RIGHTALT };
  CasementTextTyper *self = user_data;
  const Stroke *stroke = &g_array_index (self->strokes, Stroke, self->next);

  if (!casement_inputs_get_ready (self->inputs)) {
    casement_text_typer_stop (self);
    return G_SOURCE_REMOVE;
  }
  tap (self, stroke->key, modifiers[stroke->level]);
  if (stroke->dead)
    tap (self, KEY_SPACE, 0);
  if (++self->next < self->strokes->len)
    return G_SOURCE_CONTINUE;
  casement_text_typer_stop (self);
  return G_SOURCE_REMOVE;
}

static gboolean
translate (const Layout *layout, const char *text, GArray *strokes, GError **error)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);
    Stroke stroke;

    if (character == '\r')
      continue;
    if (!find_stroke (layout, character, &stroke)) {
      char name[7] = { 0 };

      g_unichar_to_utf8 (g_unichar_isprint (character) ? character : 0xfffd, name);
      casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                          _("The keyboard chosen has no key for “%s”. Choose the layout that Windows has, or leave it out."),
                          name);
      return FALSE;
    }
    if (strokes->len == CASEMENT_TEXT_TYPER_MAX) {
      casement_set_error (error, CASEMENT_ERROR_INVALID, NULL,
                          _("The text is too long to be typed: copy at most %d characters."), CASEMENT_TEXT_TYPER_MAX);
      return FALSE;
    }
    g_array_append_val (strokes, stroke);
  }
  return TRUE;
}

static void
casement_text_typer_dispose (GObject *object)
{
  CasementTextTyper *self = CASEMENT_TEXT_TYPER (object);

  g_clear_handle_id (&self->source_id, g_source_remove);
  g_clear_pointer (&self->strokes, g_array_unref);
  g_clear_object (&self->inputs);
  G_OBJECT_CLASS (casement_text_typer_parent_class)->dispose (object);
}

static void
casement_text_typer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_BUSY:
    g_value_set_boolean (value, casement_text_typer_get_busy (CASEMENT_TEXT_TYPER (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_text_typer_class_init (CasementTextTyperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = casement_text_typer_dispose;
  object_class->get_property = casement_text_typer_get_property;

  properties[PROP_BUSY] = g_param_spec_boolean (
      "busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_text_typer_init (CasementTextTyper *self)
{
}

/** casement_text_typer_new: Returns: (transfer full): a typer on @inputs, which it keeps. */
CasementTextTyper *
casement_text_typer_new (CasementInputs *inputs)
{
  CasementTextTyper *self;

  g_return_val_if_fail (CASEMENT_IS_INPUTS (inputs), NULL);

  self = g_object_new (CASEMENT_TYPE_TEXT_TYPER, NULL);
  self->inputs = g_object_ref (inputs);
  return self;
}

/**
 * casement_text_typer_type:
 * @layout: what the guest's keyboard is set to: "us", "gb", "de" or "fr"
 * @text: UTF-8; checked whole before the first key goes out
 *
 * Types on its own from here on, instead of what it was typing. Ends early when the connection does. Caps Lock is off in the
 * guest meanwhile.
 *
 * Returns: whether it can be typed; else %CASEMENT_ERROR_INVALID, without quoting the text, which may be a password.
 */
gboolean
casement_text_typer_type (CasementTextTyper *self, const char *layout, const char *text, GError **error)
{
  const Layout *found = find_layout (layout);
  g_autoptr (GArray) strokes = g_array_new (FALSE, FALSE, sizeof (Stroke));

  g_return_val_if_fail (CASEMENT_IS_TEXT_TYPER (self), FALSE);
  g_return_val_if_fail (found != NULL, FALSE);

  if (!g_utf8_validate (text, -1, NULL)) {
    casement_set_error (error, CASEMENT_ERROR_INVALID, NULL, _("What was copied is not text. Copy some text, and try again."));
    return FALSE;
  }
  if (!translate (found, text, strokes, error))
    return FALSE;
  casement_text_typer_stop (self);
  if (strokes->len == 0)
    return TRUE;
  self->strokes = g_steal_pointer (&strokes);
  self->next = 0;
  self->caps_lock = casement_inputs_get_caps_lock (self->inputs);
  if (self->caps_lock)
    tap (self, KEY_CAPSLOCK, 0);
  self->source_id = g_timeout_add (INTERVAL_MS, type_cb, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  return TRUE;
}

/** casement_text_typer_stop: Types no further; nothing stays pressed. */
void
casement_text_typer_stop (CasementTextTyper *self)
{
  g_return_if_fail (CASEMENT_IS_TEXT_TYPER (self));

  if (self->source_id == 0)
    return;
  g_clear_handle_id (&self->source_id, g_source_remove);
  g_clear_pointer (&self->strokes, g_array_unref);
  if (self->caps_lock)
    tap (self, KEY_CAPSLOCK, 0);
  self->caps_lock = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/** casement_text_typer_get_busy: Returns: whether something is being typed. */
gboolean
casement_text_typer_get_busy (CasementTextTyper *self)
{
  g_return_val_if_fail (CASEMENT_IS_TEXT_TYPER (self), FALSE);
  return self->source_id != 0;
}
