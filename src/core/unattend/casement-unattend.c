/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-unattend.h"

struct _CasementUnattend {
  GObject parent_instance;
  char *user_name;
  char *language;
  char *keyboard;
  char *time_zone;
  char *computer_name;
  gboolean licence;
  CasementSecret *password;
  CasementSecret *product_key;
};

G_DEFINE_FINAL_TYPE (CasementUnattend, casement_unattend, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_USER_NAME,
  PROP_LANGUAGE,
  PROP_KEYBOARD,
  PROP_TIME_ZONE,
  PROP_COMPUTER_NAME,
  PROP_LICENCE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_text (CasementUnattend *self, char **field, const char *text, guint property)
{
  if (text != NULL && *text == '\0')
    text = NULL;
  if (g_strcmp0 (*field, text) == 0)
    return;
  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_secret (CasementSecret **field, CasementSecret *secret)
{
  if (secret != NULL && casement_secret_get_length (secret) == 0)
    secret = NULL;
  if (secret != NULL)
    casement_secret_ref (secret);
  casement_secret_unref (*field);
  *field = secret;
}

static void
casement_unattend_finalize (GObject *object)
{
  CasementUnattend *self = CASEMENT_UNATTEND (object);

  g_free (self->user_name);
  g_free (self->language);
  g_free (self->keyboard);
  g_free (self->time_zone);
  g_free (self->computer_name);
  casement_secret_unref (self->password);
  casement_secret_unref (self->product_key);
  G_OBJECT_CLASS (casement_unattend_parent_class)->finalize (object);
}

static void
casement_unattend_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CasementUnattend *self = CASEMENT_UNATTEND (object);

  switch (prop_id) {
  case PROP_USER_NAME:
    g_value_set_string (value, self->user_name);
    break;
  case PROP_LANGUAGE:
    g_value_set_string (value, self->language);
    break;
  case PROP_KEYBOARD:
    g_value_set_string (value, self->keyboard);
    break;
  case PROP_TIME_ZONE:
    g_value_set_string (value, self->time_zone);
    break;
  case PROP_COMPUTER_NAME:
    g_value_set_string (value, self->computer_name);
    break;
  case PROP_LICENCE:
    g_value_set_boolean (value, self->licence);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_unattend_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CasementUnattend *self = CASEMENT_UNATTEND (object);

  switch (prop_id) {
  case PROP_USER_NAME:
    casement_unattend_set_user_name (self, g_value_get_string (value));
    break;
  case PROP_LANGUAGE:
    casement_unattend_set_language (self, g_value_get_string (value));
    break;
  case PROP_KEYBOARD:
    casement_unattend_set_keyboard (self, g_value_get_string (value));
    break;
  case PROP_TIME_ZONE:
    casement_unattend_set_time_zone (self, g_value_get_string (value));
    break;
  case PROP_COMPUTER_NAME:
    casement_unattend_set_computer_name (self, g_value_get_string (value));
    break;
  case PROP_LICENCE:
    casement_unattend_set_licence (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
casement_unattend_class_init (CasementUnattendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = casement_unattend_finalize;
  object_class->get_property = casement_unattend_get_property;
  object_class->set_property = casement_unattend_set_property;

  properties[PROP_USER_NAME] = g_param_spec_string ("user-name", NULL, NULL, NULL, flags);
  properties[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, NULL, flags);
  properties[PROP_KEYBOARD] = g_param_spec_string ("keyboard", NULL, NULL, NULL, flags);
  properties[PROP_TIME_ZONE] = g_param_spec_string ("time-zone", NULL, NULL, NULL, flags);
  properties[PROP_COMPUTER_NAME] = g_param_spec_string ("computer-name", NULL, NULL, NULL, flags);
  properties[PROP_LICENCE] = g_param_spec_boolean ("licence", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
casement_unattend_init (CasementUnattend *self)
{
}

/** casement_unattend_new: Returns: (transfer full): nothing said yet. */
CasementUnattend *
casement_unattend_new (void)
{
  return g_object_new (CASEMENT_TYPE_UNATTEND, NULL);
}

/** casement_unattend_copy: Returns: (transfer full): an equal one of its own; the secrets are shared, since they never change. */
CasementUnattend *
casement_unattend_copy (CasementUnattend *self)
{
  CasementUnattend *copy = casement_unattend_new ();

  copy->user_name = g_strdup (self->user_name);
  copy->language = g_strdup (self->language);
  copy->keyboard = g_strdup (self->keyboard);
  copy->time_zone = g_strdup (self->time_zone);
  copy->computer_name = g_strdup (self->computer_name);
  copy->licence = self->licence;
  set_secret (&copy->password, self->password);
  set_secret (&copy->product_key, self->product_key);
  return copy;
}

/** casement_unattend_equal: Returns: whether both say the same, secrets included. */
gboolean
casement_unattend_equal (CasementUnattend *self, CasementUnattend *other)
{
  return g_strcmp0 (self->user_name, other->user_name) == 0 && g_strcmp0 (self->language, other->language) == 0
         && g_strcmp0 (self->keyboard, other->keyboard) == 0 && g_strcmp0 (self->time_zone, other->time_zone) == 0
         && g_strcmp0 (self->computer_name, other->computer_name) == 0 && self->licence == other->licence
         && casement_secret_equal (self->password, other->password)
         && casement_secret_equal (self->product_key, other->product_key);
}

/** casement_unattend_get_user_name: Returns: (nullable): of the local account. */
const char *
casement_unattend_get_user_name (CasementUnattend *self)
{
  return self->user_name;
}

/** casement_unattend_set_user_name: any text; casement_unattend_check_user_name() says whether it can be used. */
void
casement_unattend_set_user_name (CasementUnattend *self, const char *name)
{
  set_text (self, &self->user_name, name, PROP_USER_NAME);
}

/** casement_unattend_get_language: Returns: (nullable): a tag such as "de-DE"; %NULL: the host's. */
const char *
casement_unattend_get_language (CasementUnattend *self)
{
  return self->language;
}

void
casement_unattend_set_language (CasementUnattend *self, const char *tag)
{
  set_text (self, &self->language, tag, PROP_LANGUAGE);
}

/** casement_unattend_get_keyboard: Returns: (nullable): a layout such as "de" or "us+intl"; %NULL: the host's. */
const char *
casement_unattend_get_keyboard (CasementUnattend *self)
{
  return self->keyboard;
}

void
casement_unattend_set_keyboard (CasementUnattend *self, const char *layout)
{
  set_text (self, &self->keyboard, layout, PROP_KEYBOARD);
}

/** casement_unattend_get_time_zone: Returns: (nullable): IANA's or Windows' name; %NULL: the host's. */
const char *
casement_unattend_get_time_zone (CasementUnattend *self)
{
  return self->time_zone;
}

void
casement_unattend_set_time_zone (CasementUnattend *self, const char *zone)
{
  set_text (self, &self->time_zone, zone, PROP_TIME_ZONE);
}

/** casement_unattend_get_computer_name: Returns: (nullable): %NULL: made from the virtual machine's name. */
const char *
casement_unattend_get_computer_name (CasementUnattend *self)
{
  return self->computer_name;
}

void
casement_unattend_set_computer_name (CasementUnattend *self, const char *name)
{
  set_text (self, &self->computer_name, name, PROP_COMPUTER_NAME);
}

/** casement_unattend_get_licence: Returns: whether the user has accepted Microsoft's licence terms. */
gboolean
casement_unattend_get_licence (CasementUnattend *self)
{
  return self->licence;
}

/** casement_unattend_set_licence: only ever from what the user ticked. */
void
casement_unattend_set_licence (CasementUnattend *self, gboolean accepted)
{
  if (self->licence == accepted)
    return;
  self->licence = accepted;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LICENCE]);
}

/** casement_unattend_get_password: Returns: (transfer none) (nullable): of the local account. */
CasementSecret *
casement_unattend_get_password (CasementUnattend *self)
{
  return self->password;
}

/** casement_unattend_set_password: @password: (nullable): kept, not copied. */
void
casement_unattend_set_password (CasementUnattend *self, CasementSecret *password)
{
  set_secret (&self->password, password);
}

/** casement_unattend_get_product_key: Returns: (transfer none) (nullable): the user's own. */
CasementSecret *
casement_unattend_get_product_key (CasementUnattend *self)
{
  return self->product_key;
}

/** casement_unattend_set_product_key: @key: (nullable): kept, not copied. */
void
casement_unattend_set_product_key (CasementUnattend *self, CasementSecret *key)
{
  set_secret (&self->product_key, key);
}
