/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-config.h"
#include "casement-cli-unattend.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "casement-error.h"

/* Longer than any password or key with its line end. */
#define SECRET_MAX 2048

/**
 * casement_cli_unattend_add_entries:
 * @entries: (out caller-allocates): room for %CASEMENT_CLI_UNATTEND_N_ENTRIES
 */
void
casement_cli_unattend_add_entries (CasementCliUnattend *self, GOptionEntry *entries)
{
  /* No password and no key as a value: everybody on the host can read the arguments of a program. */
  const GOptionEntry own[CASEMENT_CLI_UNATTEND_N_ENTRIES] = {
    { "unattended", 'u', 0, G_OPTION_ARG_NONE, &self->unattended, N_("Answer Setup’s questions, so that Windows installs itself"), NULL },
    { "user", 0, 0, G_OPTION_ARG_FILENAME, &self->user, N_("Name of your account in Windows"), N_("NAME") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file, N_("File with its password; “-” reads it from standard input"),
      N_("FILE") },
    { "accept-licence", 0, 0, G_OPTION_ARG_NONE, &self->licence, N_("You accept Microsoft’s licence terms, which Setup then does not show"),
      NULL },
    { "language", 0, 0, G_OPTION_ARG_FILENAME, &self->language, N_("Language and region, such as de-DE; the host’s if not given"), N_("TAG") },
    { "keyboard", 0, 0, G_OPTION_ARG_FILENAME, &self->keyboard, N_("Keyboard, such as de or us+intl; the host’s if not given"), N_("LAYOUT") },
    { "time-zone", 0, 0, G_OPTION_ARG_FILENAME, &self->time_zone, N_("Time zone, such as Europe/Berlin; the host’s if not given"), N_("ZONE") },
    { "product-key-file", 0, 0, G_OPTION_ARG_FILENAME, &self->key_file, N_("File with your product key"), N_("FILE") },
    { "computer-name", 0, 0, G_OPTION_ARG_FILENAME, &self->computer_name, N_("Name of the computer; made from NAME if not given"), N_("NAME") },
  };

  memcpy (entries, own, sizeof own);
}

/**
 * casement_cli_unattend_check:
 *
 * Returns: whether the options make sense in themselves; else @error is one of usage.
 */
gboolean
casement_cli_unattend_check (CasementCliUnattend *self, GError **error)
{
  const char *texts[] = { self->user, self->language, self->keyboard, self->time_zone, self->computer_name };
  gboolean any = self->licence || self->password_file != NULL || self->key_file != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    any = any || texts[i] != NULL;
    if (texts[i] != NULL && !g_utf8_validate (texts[i], -1, NULL)) {
      casement_cli_set_usage_error (error, _("An answer for Setup is not valid UTF-8 text."));
      return FALSE;
    }
  }
  if (!self->unattended && any) {
    casement_cli_set_usage_error (error, _("Answers for Setup go with --unattended."));
    return FALSE;
  }
  if (self->unattended && (self->user == NULL || self->password_file == NULL)) {
    casement_cli_set_usage_error (error, _("Say who you are in Windows: --unattended --user NAME --password-file FILE."));
    return FALSE;
  }
  if (self->unattended && !self->licence) {
    casement_cli_set_usage_error (error, _("Setup does not show Microsoft’s licence terms then: read them, and accept them with "
                                           "--accept-licence."));
    return FALSE;
  }
  if (g_strcmp0 (self->password_file, "-") == 0 && g_strcmp0 (self->key_file, "-") == 0) {
    casement_cli_set_usage_error (error, _("Only one of --password-file and --product-key-file can be standard input."));
    return FALSE;
  }
  return TRUE;
}

/* The first line, without its end; by no buffer that keeps it. */
static CasementSecret *
read_secret (const char *path, GError **error)
{
  int fd = g_str_equal (path, "-") ? dup (STDIN_FILENO) : open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  char buffer[SECRET_MAX];
  gsize length = 0;
  gssize n = 1;
  CasementSecret *secret;

  while (fd >= 0 && n > 0 && length < sizeof buffer) {
    n = read (fd, buffer + length, sizeof buffer - length);
    if (n < 0 && errno == EINTR)
      n = 1;
    else if (n > 0)
      length += (gsize) n;
  }
  if (fd < 0 || n < 0) {
    g_autofree char *name = g_filename_display_name (path);

    casement_set_error (error, CASEMENT_ERROR_NOT_FOUND, g_strerror (errno), _("“%s” cannot be read: check its name and permissions."), name);
    if (fd >= 0)
      close (fd);
    explicit_bzero (buffer, sizeof buffer);
    return NULL;
  }
  close (fd);
  secret = casement_secret_new (NULL, 0);
  for (gsize i = 0; i < length && buffer[i] != '\n' && buffer[i] != '\r'; i++)
    casement_secret_append (secret, buffer + i, 1);
  explicit_bzero (buffer, sizeof buffer);
  return secret;
}

/**
 * casement_cli_unattend_apply:
 *
 * Reads the secrets, and puts all that was said into @spec.
 *
 * Returns: %FALSE with @error where something cannot be read or used.
 */
gboolean
casement_cli_unattend_apply (CasementCliUnattend *self, CasementVmSpec *spec, GError **error)
{
  g_autoptr (CasementUnattend) unattend = NULL;
  g_autoptr (CasementSecret) password = NULL;
  g_autoptr (CasementSecret) key = NULL;

  if (!self->unattended)
    return TRUE;
  unattend = casement_unattend_new ();
  password = read_secret (self->password_file, error);
  if (password == NULL || (self->key_file != NULL && (key = read_secret (self->key_file, error)) == NULL))
    return FALSE;
  casement_unattend_set_password (unattend, password);
  casement_unattend_set_product_key (unattend, key);
  casement_unattend_set_user_name (unattend, self->user);
  casement_unattend_set_language (unattend, self->language);
  casement_unattend_set_keyboard (unattend, self->keyboard);
  casement_unattend_set_time_zone (unattend, self->time_zone);
  casement_unattend_set_computer_name (unattend, self->computer_name);
  casement_unattend_set_licence (unattend, self->licence);
  casement_vm_spec_set_unattend (spec, unattend);
  return casement_unattend_check (unattend, casement_vm_spec_get_preset (spec), error);
}

void
casement_cli_unattend_clear (CasementCliUnattend *self)
{
  g_free (self->user);
  g_free (self->password_file);
  g_free (self->language);
  g_free (self->keyboard);
  g_free (self->time_zone);
  g_free (self->key_file);
  g_free (self->computer_name);
}

static void
phase_cb (CasementInstall *install, GParamSpec *pspec, gpointer user_data)
{
  int *said = user_data;
  CasementInstallPhase phase = casement_install_get_phase (install);

  if (*said == (int) phase)
    return;
  *said = (int) phase;
  g_print ("%s\n", casement_install_phase_get_title (phase));
  fflush (stdout);
}

static void
stall_cb (CasementInstall *install, GParamSpec *pspec, gpointer user_data)
{
  const char *text = casement_install_stall_get_text (casement_install_get_stall (install));

  if (text != NULL)
    casement_cli_warn ("%s (casement view “%s”)", text, casement_install_get_name (install));
}

/**
 * casement_cli_follow_install:
 *
 * Stays until Windows is installed and says each phase as it comes. Ctrl+C stops the watching, and Windows goes on.
 *
 * Returns: %FALSE with @error where that cannot be followed, or the machine went off before.
 */
gboolean
casement_cli_follow_install (CasementInstall *install, GError **error)
{
  int said = -1;
  gboolean done;

  fflush (stdout);
  g_signal_connect (install, "notify::needed", G_CALLBACK (phase_cb), &said);
  g_signal_connect (install, "notify::phase", G_CALLBACK (phase_cb), &said);
  g_signal_connect (install, "notify::stall", G_CALLBACK (stall_cb), NULL);
  done = casement_cli_run_operation (CASEMENT_OPERATION (install), error);
  /* What it last said comes after its end. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_handlers_disconnect_by_func (install, phase_cb, &said);
  g_signal_handlers_disconnect_by_func (install, stall_cb, NULL);
  if (done && casement_install_get_needed (install) && casement_install_get_phase (install) < CASEMENT_INSTALL_DONE) {
    casement_set_error (error, CASEMENT_ERROR_FAILED, NULL,
                        _("The virtual machine is off and Windows is not installed yet: start it, and the installation goes on."));
    return FALSE;
  }
  return done;
}
