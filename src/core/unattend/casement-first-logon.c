/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-answer.h"

/* What Windows runs when the desktop is there for the first time. One thing after another, each with its result in a file that the guest
 * agent can read: that is how Casement follows. Nothing in it is secret. */
static const char script[] =
    "@echo off\n"
    "rem Made by Casement. Runs once, at the first logon, and removes what was only needed for installing.\n"
    "setlocal enableextensions\n"
    "set \"DIR=%ProgramData%\\Casement\"\n"
    "if not exist \"%DIR%\" mkdir \"%DIR%\"\n"
    "if exist \"%DIR%\\installed.txt\" goto :eof\n"
    "set TOOLS=missing\n"
    "set AGENT=unneeded\n"
    "set RESTART=0\n"
    "\n"
    "call :step logon\n"
    "rem No password stays behind, and nobody is logged on without one again.\n"
    "set \"WINLOGON=HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\"\n"
    "reg.exe add \"%WINLOGON%\" /v AutoLogonCount /t REG_DWORD /d 0 /f >nul\n"
    "reg.exe add \"%WINLOGON%\" /v AutoAdminLogon /t REG_SZ /d 0 /f >nul\n"
    "reg.exe delete \"%WINLOGON%\" /v DefaultPassword /f >nul 2>&1\n"
    "for %%F in (\"%SystemRoot%\\Panther\\unattend.xml\" \"%SystemRoot%\\Panther\\Unattend\\unattend.xml\""
    " \"%SystemRoot%\\System32\\Sysprep\\unattend.xml\") do if exist %%F del /f /q %%F\n"
    "\n"
    "call :step tools\n"
    "rem The newer of two driver images may be in any drive.\n"
    "set DRIVE=\n"
    "for %%D in (C D E F G H I J K L M N O P Q R S T U V W X Y Z) do if exist \"%%D:\\virtio-win-guest-tools.exe\" set DRIVE=%%D:\n"
    "if not defined DRIVE goto settings\n"
    "\"%DRIVE%\\virtio-win-guest-tools.exe\" /install /quiet /norestart /log \"%DIR%\\guest-tools.log\"\n"
    "set TOOLS=%ERRORLEVEL%\n"
    "if \"%TOOLS%\"==\"3010\" set RESTART=1\n"
    "if \"%TOOLS%\"==\"0\" goto settings\n"
    "if \"%TOOLS%\"==\"3010\" goto settings\n"
    "rem The bundle failed: at least its parts that matter most.\n"
    "call :step agent\n"
    "msiexec.exe /i \"%DRIVE%\\@GT@\" /qn /norestart /l*v \"%DIR%\\drivers.log\"\n"
    "if \"%ERRORLEVEL%\"==\"3010\" set RESTART=1\n"
    "msiexec.exe /i \"%DRIVE%\\guest-agent\\@GA@\" /qn /norestart /l*v \"%DIR%\\agent.log\"\n"
    "set AGENT=%ERRORLEVEL%\n"
    "if \"%AGENT%\"==\"3010\" set RESTART=1\n"
    "\n"
    ":settings\n"
    "call :step settings\n"
    "rem The host sets the clock through this service after every pause.\n"
    "sc.exe config w32time start= auto >nul 2>&1\n"
    "net.exe start w32time >nul 2>&1\n"
    "\n"
    "call :step done\n"
    ">\"%DIR%\\installed.new\" echo tools=%TOOLS%\n"
    ">>\"%DIR%\\installed.new\" echo agent=%AGENT%\n"
    ">>\"%DIR%\\installed.new\" echo restart=%RESTART%\n"
    ">>\"%DIR%\\installed.new\" echo done=1\n"
    "move /y \"%DIR%\\installed.new\" \"%DIR%\\installed.txt\" >nul\n"
    "if \"%RESTART%\"==\"1\" shutdown.exe /r /t 5\n"
    "goto :eof\n"
    "\n"
    ":step\n"
    ">>\"%DIR%\\progress.txt\" echo %1\n"
    "goto :eof\n";

/**
 * casement_first_logon_script:
 *
 * Returns: (transfer full): a batch script with the line ends that it needs.
 */
char *
casement_first_logon_script (CasementAnswer *self)
{
  gboolean small = g_str_equal (self->arch, "x86");
  GString *text = g_string_new (script);

  g_string_replace (text, "@GT@", small ? "virtio-win-gt-x86.msi" : "virtio-win-gt-x64.msi", 0);
  g_string_replace (text, "@GA@", small ? "qemu-ga-i386.msi" : "qemu-ga-x86_64.msi", 0);
  g_string_replace (text, "\n", "\r\n", 0);
  return g_string_free (text, FALSE);
}
