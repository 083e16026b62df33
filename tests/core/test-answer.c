/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Setup is answered: golden files for every Windows that can be, the rules that answer files obey, and what hostile names and
 * passwords become. Run with CASEMENT_UPDATE_GOLDEN=1 to write the golden files anew; then read the difference. */
#include <glib/gstdio.h>
#include <string.h>
#include "casement-answer.h"
#include "casement-error.h"
#include "casement-media-info-private.h"
#include "casement-xml.h"

#define UNATTEND_NS "urn:schemas-microsoft-com:unattend"
#define WCM_NS "http://schemas.microsoft.com/WMIConfig/2002/State"

/* As the images of that name have it. */
typedef struct {
  const char *name; /* of the golden file */
  const char *preset;
  const char *arch;
  guint build;
  const char *edition_id;
  gboolean uefi;
  guint bypass;
  const char *key; /* the user's; NULL: none */
  CasementKeySource source;
} Case;

static const Case cases[] = {
  { "windows-11-24h2-pro", "windows-11", "x86_64", 26100, "Professional", TRUE, 0, NULL, CASEMENT_KEY_CLIENT },
  { "windows-11-25h2-pro", "windows-11", "x86_64", 26200, "Professional", TRUE, 0, NULL, CASEMENT_KEY_CLIENT },
  { "windows-11-23h2-home", "windows-11", "x86_64", 22631, "Core", TRUE, 0, NULL, CASEMENT_KEY_ASKED },
  { "windows-11-home-own-key", "windows-11", "x86_64", 26100, "Core", TRUE, 0, "bcdfg-hjkmp-qrtvw-xy234-6789b", CASEMENT_KEY_USER },
  { "windows-11-ltsc", "windows-11", "x86_64", 26100, "EnterpriseS", TRUE, 0, NULL, CASEMENT_KEY_CLIENT },
  { "windows-11-evaluation", "windows-11", "x86_64", 26100, "EnterpriseEval", TRUE, 0, NULL, CASEMENT_KEY_NOT_NEEDED },
  { "windows-11-arm64", "windows-11", "aarch64", 26100, "Professional", TRUE, 0, NULL, CASEMENT_KEY_CLIENT },
  { "windows-11-unsupported", "windows-11-unsupported", "x86_64", 26100, "Professional", FALSE, CASEMENT_BYPASS_ALL, NULL,
    CASEMENT_KEY_CLIENT },
  { "windows-11-no-tpm", "windows-11", "x86_64", 26100, "Professional", TRUE, CASEMENT_BYPASS_TPM, NULL, CASEMENT_KEY_CLIENT },
  { "windows-10", "windows-10", "x86_64", 19045, "Professional", TRUE, 0, NULL, CASEMENT_KEY_CLIENT },
  { "windows-10-bios", "windows-10-bios", "x86_64", 19041, "Enterprise", FALSE, 0, NULL, CASEMENT_KEY_CLIENT },
  { "windows-10-x86", "windows-10-x86", "i686", 10240, "Education", FALSE, 0, NULL, CASEMENT_KEY_CLIENT },
  { "windows-server-2016", "windows-server-2016", "x86_64", 14393, "ServerStandard", TRUE, 0, NULL, CASEMENT_KEY_CLIENT },
  { "windows-server-2019", "windows-server-2019", "x86_64", 17763, "ServerDatacenterCore", TRUE, 0, NULL, CASEMENT_KEY_CLIENT },
  { "windows-server-2022", "windows-server-2022", "x86_64", 20348, "ServerStandard", TRUE, 0, NULL, CASEMENT_KEY_CLIENT },
  { "windows-server-2025", "windows-server-2025", "x86_64", 26100, "ServerDatacenter", TRUE, 0, NULL, CASEMENT_KEY_CLIENT },
  { "windows-server-2025-evaluation", "windows-server-2025", "x86_64", 26100, "ServerStandardEval", TRUE, 0, NULL,
    CASEMENT_KEY_NOT_NEEDED },
};

static void
add_image (CasementMediaInfo *media, guint index, const char *edition_id)
{
  CasementMediaEdition *edition = g_new0 (CasementMediaEdition, 1);

  edition->index = index;
  edition->name = g_strdup_printf ("Windows %s", edition_id);
  edition->edition_id = g_strdup (edition_id);
  g_ptr_array_add (media->editions, edition);
}

static CasementMediaInfo *
media_of (const Case *item)
{
  static const char *const languages[] = { "de-DE", "en-US", NULL };
  CasementMediaInfo *media = g_object_new (CASEMENT_TYPE_MEDIA_INFO, NULL);

  media->kind = CASEMENT_MEDIA_WINDOWS_INSTALL;
  media->build = item->build;
  media->arch = g_strdup (item->arch);
  media->languages = g_strdupv ((char **) languages);
  add_image (media, 4, "SomethingElse");
  add_image (media, 6, item->edition_id);
  return media;
}

static CasementUnattend *
unattend_new (const char *user, const char *password)
{
  CasementUnattend *unattend = casement_unattend_new ();
  g_autoptr (CasementSecret) secret = casement_secret_new (password, -1);

  casement_unattend_set_user_name (unattend, user);
  casement_unattend_set_password (unattend, secret);
  casement_unattend_set_language (unattend, "de-DE");
  casement_unattend_set_keyboard (unattend, "de");
  casement_unattend_set_time_zone (unattend, "Europe/Berlin");
  casement_unattend_set_licence (unattend, TRUE);
  return unattend;
}

static CasementVmSpec *
spec_of (const Case *item, CasementUnattend *unattend)
{
  CasementVmSpec *spec = casement_vm_spec_new (casement_preset_find (item->preset));

  casement_vm_spec_set_name (spec, "Ängström’s PC & more, the second");
  casement_vm_spec_set_edition (spec, casement_edition_find_for_media (casement_vm_spec_get_preset (spec), item->edition_id));
  if (item->key != NULL) {
    g_autoptr (CasementSecret) key = casement_secret_new (item->key, -1);

    casement_unattend_set_product_key (unattend, key);
  }
  casement_vm_spec_set_unattend (spec, unattend);
  return spec;
}

static CasementAnswer *
answer_of (const Case *item, const char *user, const char *password)
{
  g_autoptr (CasementMediaInfo) media = media_of (item);
  g_autoptr (CasementUnattend) unattend = unattend_new (user, password);
  g_autoptr (CasementVmSpec) spec = spec_of (item, unattend);
  g_autoptr (GError) error = NULL;
  CasementAnswer *answer = casement_answer_new (spec, media, item->uefi, &error);

  g_assert_no_error (error);
  answer->bypass = item->bypass;
  return answer;
}

/* The helpers know names without one; that it is the right one is seen here. */
static void
drop_namespace (xmlNodePtr node)
{
  g_assert_cmpstr ((const char *) node->ns->href, ==, UNATTEND_NS);
  node->ns = NULL;
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      drop_namespace (child);
}

/* What a parser makes of it: the answer file as Setup sees it. */
static xmlDocPtr
parse (CasementSecret *xml)
{
  g_autoptr (GError) error = NULL;
  xmlDocPtr doc = casement_xml_parse (casement_secret_get_text (xml), casement_secret_get_length (xml), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr ((const char *) xmlDocGetRootElement (doc)->name, ==, "unattend");
  drop_namespace (xmlDocGetRootElement (doc));
  return doc;
}

static xmlNodePtr
find_component (xmlDocPtr doc, const char *pass, const char *name)
{
  xmlNodePtr root = xmlDocGetRootElement (doc);

  for (xmlNodePtr settings = casement_xml_child (root, "settings"); settings != NULL; settings = casement_xml_next (settings, "settings")) {
    if (!casement_xml_attr_is (settings, "pass", pass))
      continue;
    for (xmlNodePtr node = casement_xml_child (settings, "component"); node != NULL; node = casement_xml_next (node, "component")) {
      g_autofree char *full = g_strconcat ("Microsoft-Windows-", name, NULL);

      if (casement_xml_attr_is (node, "name", full))
        return node;
    }
  }
  return NULL;
}

static char *
dup_at (xmlNodePtr node, const char *path)
{
  xmlNodePtr found = casement_xml_find (node, path);

  return found != NULL ? casement_xml_dup_text (found) : NULL;
}

static void
assert_at (xmlNodePtr node, const char *path, const char *expected)
{
  g_autofree char *text = dup_at (node, path);

  g_assert_cmpstr (text, ==, expected);
}

/* Windows' way, undone as Windows would. */
static void
assert_password (xmlNodePtr node, const char *path, const char *element, const char *expected)
{
  g_autofree char *value_path = g_strconcat (path, "/Value", NULL);
  g_autofree char *plain_path = g_strconcat (path, "/PlainText", NULL);
  g_autofree char *value = dup_at (node, value_path);
  g_autofree char *together = g_strconcat (expected, element, NULL);
  g_autofree guchar *bytes = NULL;
  g_autofree char *text = NULL;
  gsize length;

  assert_at (node, plain_path, "false");
  g_assert_nonnull (value);
  bytes = g_base64_decode (value, &length);
  text = g_convert ((const char *) bytes, (gssize) length, "UTF-8", "UTF-16LE", NULL, NULL, NULL);
  g_assert_cmpstr (text, ==, together);
}

static void
check_component (xmlNodePtr node, const char *arch)
{
  g_assert_true (casement_xml_attr_is (node, "processorArchitecture", arch));
  g_assert_true (casement_xml_attr_is (node, "publicKeyToken", "31bf3856ad364e35"));
  g_assert_true (casement_xml_attr_is (node, "language", "neutral"));
  g_assert_true (casement_xml_attr_is (node, "versionScope", "nonSxS"));
}

/* Every list counts from one without a gap, every item of one says "add", and nothing is longer than Setup reads. */
static void
check_lists (xmlNodePtr node)
{
  guint order = 0;

  for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
    g_autofree char *text = NULL;

    if (child->type != XML_ELEMENT_NODE)
      continue;
    text = dup_at (child, "Order");
    if (text != NULL) {
      g_autofree char *expected = g_strdup_printf ("%u", ++order);

      g_assert_cmpstr (text, ==, expected);
      g_assert_cmpstr ((const char *) xmlHasNsProp (child, BAD_CAST "action", BAD_CAST WCM_NS)->children->content, ==, "add");
    }
    if (strcmp ((const char *) child->name, "Path") == 0 || strcmp ((const char *) child->name, "CommandLine") == 0) {
      g_autofree char *command = casement_xml_dup_text (child);

      g_assert_cmpuint (strlen (command), <=, strcmp ((const char *) child->name, "Path") == 0 ? 259 : 1024);
    }
    check_lists (child);
  }
}

static void
check_structure (CasementSecret *xml, const char *arch)
{
  static const char *const passes[] = { "windowsPE", "specialize", "oobeSystem" };
  g_autoptr (xmlDoc) doc = parse (xml);
  xmlNodePtr root = xmlDocGetRootElement (doc);
  guint n = 0;

  /* No byte order mark, and UTF-8 throughout. */
  g_assert_true (g_str_has_prefix (casement_secret_get_text (xml), "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"));
  g_assert_true (g_utf8_validate (casement_secret_get_text (xml), (gssize) casement_secret_get_length (xml), NULL));
  for (xmlNodePtr settings = casement_xml_child (root, "settings"); settings != NULL; settings = casement_xml_next (settings, "settings")) {
    g_assert_cmpuint (n, <, G_N_ELEMENTS (passes));
    g_assert_true (casement_xml_attr_is (settings, "pass", passes[n++]));
    for (xmlNodePtr node = casement_xml_child (settings, "component"); node != NULL; node = casement_xml_next (node, "component"))
      check_component (node, arch);
  }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (passes));
  check_lists (root);
  /* Windows starts several at once: there is exactly one. */
  g_assert_cmpuint (casement_xml_count (find_component (doc, "oobeSystem", "Shell-Setup"), "FirstLogonCommands/SynchronousCommand"), ==, 1);
}

static void
test_golden (gconstpointer data)
{
  const Case *item = data;
  g_autoptr (CasementAnswer) answer = answer_of (item, "Änne & Co", "Geheim 123!");
  g_autoptr (CasementSecret) xml = casement_answer_to_xml (answer);
  g_autofree char *name = g_strconcat (item->name, ".xml", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden/unattend", name, NULL);
  g_autofree char *golden = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (answer->key_source, ==, item->source);
  g_assert_cmpuint (answer->image, ==, 6);
  check_structure (xml, g_str_equal (item->arch, "aarch64") ? "arm64" : g_str_equal (item->arch, "i686") ? "x86" : "amd64");
  if (g_getenv ("CASEMENT_UPDATE_GOLDEN") != NULL)
    g_file_set_contents (path, casement_secret_get_text (xml), -1, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &golden, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (casement_secret_get_text (xml), ==, golden);
}

/* Every Windows that can be installed without questions is among the golden files. */
static void
test_presets (void)
{
  guint n_presets;
  const CasementPreset *presets = casement_preset_get_all (&n_presets);

  for (guint i = 0; i < n_presets; i++) {
    gboolean found = FALSE;

    for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
      found = found || g_str_equal (cases[j].preset, presets[i].id);
    if (found != casement_unattend_is_possible (&presets[i]))
      g_error ("%s", presets[i].id);
  }
}

static void
test_hostile (void)
{
  static const char *const passwords[] = { "]]>", "&amp;<b>\"'`", "%PATH% ^& | > nul", "пароль ☃ 🪟", "a\\b/c", " spaces ", "<!-- -->", "$(x) `y`" };

  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++) {
    g_autoptr (CasementAnswer) answer = answer_of (&cases[0], "Q & A 'x'", passwords[i]);
    g_autoptr (CasementSecret) xml = casement_answer_to_xml (answer);
    g_autoptr (xmlDoc) doc = parse (xml);
    xmlNodePtr shell = find_component (doc, "oobeSystem", "Shell-Setup");

    check_structure (xml, "amd64");
    assert_password (shell, "UserAccounts/LocalAccounts/LocalAccount/Password", "Password", passwords[i]);
    assert_password (shell, "AutoLogon/Password", "Password", passwords[i]);
    assert_at (shell, "UserAccounts/LocalAccounts/LocalAccount/Name", "Q & A 'x'");
    assert_at (shell, "AutoLogon/Username", "Q & A 'x'");
    assert_at (shell, "AutoLogon/LogonCount", "1");
  }
}

/* Nothing is weakened or left out silently: what is answered is what was said. */
static void
test_content (void)
{
  g_autoptr (CasementAnswer) answer = answer_of (&cases[0], "Anna", "Geheim 123!");
  g_autoptr (CasementSecret) xml = casement_answer_to_xml (answer);
  g_autoptr (xmlDoc) doc = parse (xml);
  xmlNodePtr setup = find_component (doc, "windowsPE", "Setup");
  xmlNodePtr shell = find_component (doc, "specialize", "Shell-Setup");
  const char *text = casement_secret_get_text (xml);

  assert_at (setup, "ImageInstall/OSImage/InstallFrom/MetaData/Key", "/IMAGE/INDEX");
  assert_at (setup, "ImageInstall/OSImage/InstallFrom/MetaData/Value", "6");
  assert_at (setup, "UserData/AcceptEula", "true");
  assert_at (setup, "UserData/ProductKey/Key", "W269N-WFGWX-YVC9B-4J6C9-T83GX");
  assert_at (shell, "ComputerName", "Angstrom-s-PC-m");
  assert_at (shell, "TimeZone", "W. Europe Standard Time");
  assert_at (find_component (doc, "windowsPE", "International-Core-WinPE"), "InputLocale", "0407:00000407");
  assert_at (find_component (doc, "oobeSystem", "Shell-Setup"), "OOBE/ProtectYourPC", "3");
  for (const char *const *word = (const char *const[]) { "LabConfig", "Bypass", "EnableLUA", "Firewall", "SkipMachineOOBE", "Geheim", NULL };
       *word != NULL; word++)
    g_assert_null (strstr (text, *word));
  /* A server has its administrator, who is somebody else. */
  {
    g_autoptr (CasementAnswer) server = answer_of (&cases[15], "Anna", "Geheim 123!");
    g_autoptr (CasementSecret) server_xml = casement_answer_to_xml (server);
    g_autoptr (xmlDoc) server_doc = parse (server_xml);

    assert_password (find_component (server_doc, "oobeSystem", "Shell-Setup"), "UserAccounts/AdministratorPassword", "AdministratorPassword",
                     "Geheim 123!");
  }
}

static void
assert_refused (CasementVmSpec *spec, CasementMediaInfo *media, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CasementAnswer) answer = casement_answer_new (spec, media, TRUE, &error);

  g_assert_null (answer);
  g_assert_error (error, CASEMENT_ERROR, CASEMENT_ERROR_INVALID);
  if (strstr (error->message, word) == NULL)
    g_error ("No “%s” in “%s”", word, error->message);
}

static void
test_choices (void)
{
  g_autoptr (CasementMediaInfo) media = media_of (&cases[0]);
  g_autoptr (CasementUnattend) unattend = unattend_new ("Anna", "x");
  g_autoptr (CasementVmSpec) spec = spec_of (&cases[0], unattend);
  g_autoptr (CasementAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  casement_unattend_set_licence (unattend, FALSE);
  assert_refused (spec, media, "licence");
  casement_unattend_set_licence (unattend, TRUE);
  casement_vm_spec_set_edition (spec, NULL);
  assert_refused (spec, media, "edition");
  casement_vm_spec_set_edition (spec, casement_edition_find_for_media (casement_vm_spec_get_preset (spec), "Professional"));
  casement_unattend_set_computer_name (unattend, "anna");
  assert_refused (spec, media, "same name");
  casement_unattend_set_computer_name (unattend, NULL);

  /* Windows’ own texts come in a language of the image: another region's, else its first. */
  casement_unattend_set_language (unattend, "de-CH");
  casement_unattend_set_keyboard (unattend, NULL);
  casement_unattend_set_time_zone (unattend, "Tokyo Standard Time");
  answer = casement_answer_new (spec, media, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer->ui_language, ==, "de-DE");
  g_assert_cmpstr (answer->locale, ==, "de-CH");
  g_assert_false (answer->ui_language_kept);
  g_assert_cmpstr (answer->time_zone, ==, "Tokyo Standard Time");
  g_assert_nonnull (answer->input);
  g_clear_pointer (&answer, casement_answer_free);
  casement_unattend_set_language (unattend, "ja-JP");
  answer = casement_answer_new (spec, media, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer->ui_language, ==, "de-DE");
  g_clear_pointer (&answer, casement_answer_free);

  /* An image that does not tell: Setup asks for the edition, and gets no key for one. */
  g_ptr_array_set_size (media->editions, 0);
  answer = casement_answer_new (spec, media, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->image, ==, 0);
  g_assert_null (answer->key);
  g_assert_cmpint (answer->key_source, ==, CASEMENT_KEY_ASKED);
}

/* By hand, and only some requirements left out: Setup asks everything else. */
static void
test_partial (void)
{
  g_autoptr (CasementAnswer) answer = casement_answer_new_partial (casement_preset_find ("windows-11"));
  g_autoptr (CasementSecret) xml = NULL;
  g_autoptr (xmlDoc) doc = NULL;

  answer->bypass = CASEMENT_BYPASS_TPM | CASEMENT_BYPASS_CPU;
  xml = casement_answer_to_xml (answer);
  doc = parse (xml);
  check_lists (xmlDocGetRootElement (doc));
  g_assert_cmpuint (casement_xml_count (find_component (doc, "windowsPE", "Setup"), "RunSynchronous/RunSynchronousCommand"), ==, 2);
  g_assert_cmpuint (casement_xml_count (find_component (doc, "windowsPE", "Setup"), "DiskConfiguration"), ==, 0);
  g_assert_null (find_component (doc, "oobeSystem", "Shell-Setup"));
}

static void
test_script (void)
{
  g_autoptr (CasementAnswer) answer = answer_of (&cases[0], "Anna", "Geheim 123!");
  g_autofree char *script = casement_first_logon_script (answer);

  g_assert_nonnull (strstr (script, "virtio-win-gt-x64.msi"));
  g_assert_null (strstr (script, "@G"));
  g_assert_null (strstr (script, "Geheim"));
  for (const char *p = strchr (script, '\n'); p != NULL; p = strchr (p + 1, '\n'))
    g_assert_cmpint (p[-1], ==, '\r');
  /* For the test that runs it. */
  if (g_getenv ("CASEMENT_WRITE_SCRIPT") != NULL)
    g_assert_true (g_file_set_contents (g_getenv ("CASEMENT_WRITE_SCRIPT"), script, -1, NULL));
  if (g_getenv ("CASEMENT_WRITE_ANSWER") != NULL) {
    g_autoptr (CasementAnswer) all = answer_of (&cases[7], "Anna", "Geheim 123!");
    g_autoptr (CasementSecret) xml = casement_answer_to_xml (all);

    g_assert_true (g_file_set_contents (g_getenv ("CASEMENT_WRITE_ANSWER"), casement_secret_get_text (xml), -1, NULL));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/answer/golden/%s", cases[i].name);

    g_test_add_data_func (path, &cases[i], test_golden);
  }
  g_test_add_func ("/answer/presets", test_presets);
  g_test_add_func ("/answer/hostile", test_hostile);
  g_test_add_func ("/answer/content", test_content);
  g_test_add_func ("/answer/choices", test_choices);
  g_test_add_func ("/answer/partial", test_partial);
  g_test_add_func ("/answer/script", test_script);
  return g_test_run ();
}
