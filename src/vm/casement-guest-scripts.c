/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casement-guest-scripts.h"
#include "casement-config.h"

/* What runs in Windows, as it is and with nothing put into it: PowerShell, since cmd cannot tell most of this apart. They run in
 * Windows PowerShell 2 and later, and hold no double quotes, which would not survive Windows' own way with command lines. The
 * first line of each names it, for who reads Windows' log of scripts. */

/* One "key=value" a line. A cmdlet that this Windows lacks says nothing. */
static const char survey[]
    = "# Casement: survey\n"
      "$ErrorActionPreference = 'SilentlyContinue'\n"
      "function Say($key, $value) { Write-Output ($key + '=' + $value) }\n"
      "Say 'begin' 1\n"
      "$roots = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*',\n"
      "  'HKLM:\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*'\n"
      "foreach ($p in Get-ItemProperty $roots) {\n"
      "  if ($p.DisplayName -like 'Virtio-win-guest-tools*') { Say 'tools' $p.DisplayVersion }\n"
      "  if ($p.DisplayName -like 'SPICE Guest Tools*') { Say 'spice-tools' $p.DisplayVersion }\n"
      "  if ($p.DisplayName -like 'WinFsp*') { Say 'winfsp' $p.DisplayVersion }\n"
      "}\n"
      "foreach ($n in 'viostor', 'vioscsi', 'netkvm', 'balloon') {\n"
      "  $f = Get-Item ($env:windir + '\\System32\\drivers\\' + $n + '.sys')\n"
      "  if ($f) { Say 'driver' $f.VersionInfo.ProductVersion; break }\n"
      "}\n"
      "foreach ($v in Get-WmiObject Win32_VideoController) { Say 'display' $v.Name }\n"
      "foreach ($n in 'VirtioFsSvc', 'spice-webdavd', 'BalloonService') {\n"
      "  $s = Get-Service $n\n"
      "  if ($s) { Say ('service.' + $n) $s.Status }\n"
      "}\n"
      "foreach ($s in Get-WmiObject Win32_Service) {\n"
      "  if ($s.PathName -like '*vgpusrv*') { Say 'resolution' $s.State }\n"
      "}\n"
      "if ((fsutil behavior query DisableDeleteNotify | Out-String) -match 'DisableDeleteNotify = (\\d)') { Say 'trim-disabled' $Matches[1] }\n"
      "$t = Get-ScheduledTask -TaskName ScheduledDefrag\n"
      "if ($t) { Say 'schedule' $t.State }\n"
      "$k = Get-Disk -Number (Get-Partition -DriveLetter $env:SystemDrive[0]).DiskNumber\n"
      "if ($k) {\n"
      "  Say 'provisioning' $k.ProvisioningType\n"
      "  foreach ($m in Get-PhysicalDisk) { if ($m.DeviceId -eq $k.Number) { Say 'medium' $m.MediaType } }\n"
      "}\n"
      "$g = Get-WmiObject -Namespace root\\Microsoft\\Windows\\DeviceGuard Win32_DeviceGuard\n"
      "if ($g) {\n"
      "  Say 'memory-integrity' ($g.SecurityServicesRunning -contains 2)\n"
      "  Say 'mbec' ($g.AvailableSecurityProperties -contains 7)\n"
      "}\n"
      "Say 'end' 1\n";

/* 3010: done, and Windows wants a restart. */
static const char tools[]
    = "# Casement: guest tools\n"
      "foreach ($d in Get-PSDrive -PSProvider FileSystem) {\n"
      "  $p = $d.Root + 'virtio-win-guest-tools.exe'\n"
      "  if (Test-Path $p) {\n"
      "    $r = Start-Process $p -ArgumentList '/install', '/quiet', '/norestart' -Wait -PassThru\n"
      "    if ($r.ExitCode -eq 3010) { exit 0 }\n"
      "    exit $r.ExitCode\n"
      "  }\n"
      "}\n"
      "exit 2\n";

/* Not in the installers of the driver image. It must lie where it stays. */
static const char resolution[]
    = "# Casement: resolution service\n"
      "$places = @($env:ProgramFiles + '\\Virtio-Win\\*')\n"
      "foreach ($d in Get-PSDrive -PSProvider FileSystem) {\n"
      "  foreach ($v in '2k25', 'w11', '2k22', '2k19', 'w10', '2k16') { $places += $d.Root + 'viogpudo\\' + $v + '\\amd64' }\n"
      "}\n"
      "foreach ($s in Get-Item ($places | ForEach-Object { $_ + '\\vgpusrv.exe' }) -ErrorAction SilentlyContinue) {\n"
      "  $t = $env:ProgramFiles + '\\Virtio-Win\\Resolution'\n"
      "  New-Item -Force -ItemType Directory $t | Out-Null\n"
      "  Copy-Item -Force ($s.DirectoryName + '\\vgpusrv.exe'), ($s.DirectoryName + '\\viogpuap.exe') $t\n"
      "  & ($t + '\\vgpusrv.exe') -i\n"
      "  exit $LASTEXITCODE\n"
      "}\n"
      "exit 2\n";

static const char virtiofs[]
    = "# Casement: virtio-fs service\n"
      "Set-Service VirtioFsSvc -StartupType Automatic -ErrorAction Stop\n"
      "Start-Service VirtioFsSvc -ErrorAction Stop\n";

static const char schedule[]
    = "# Casement: schedule of Optimize Drives\n"
      "Enable-ScheduledTask -TaskPath '\\Microsoft\\Windows\\Defrag\\' -TaskName ScheduledDefrag -ErrorAction Stop\n";

/* As far as what follows it on the disk lets it: usually a recovery partition. 2: no room; 0: done or nothing to do. */
static const char extend[]
    = "# Casement: extend the system partition\n"
      "$ErrorActionPreference = 'Stop'\n"
      "Update-HostStorageCache\n"
      "$p = Get-Partition -DriveLetter $env:SystemDrive[0]\n"
      "$end = $p.Offset + $p.Size\n"
      "$max = (Get-PartitionSupportedSize -DriveLetter $env:SystemDrive[0]).SizeMax\n"
      "Write-Output ('before=' + $p.Size)\n"
      "if ($max -gt $p.Size + 1MB) {\n"
      "  Resize-Partition -DriveLetter $env:SystemDrive[0] -Size $max\n"
      "  Write-Output ('after=' + (Get-Partition -DriveLetter $env:SystemDrive[0]).Size)\n"
      "} else {\n"
      "  foreach ($q in Get-Partition -DiskNumber $p.DiskNumber) {\n"
      "    if ($q.Offset -ge $end) { Write-Output ('blocked-by=' + $q.Type) }\n"
      "  }\n"
      "  Write-Output ('after=' + $p.Size)\n"
      "}\n";

static const char *const texts[] = {
  [CASEMENT_GUEST_SCRIPT_SURVEY] = survey,         [CASEMENT_GUEST_SCRIPT_TOOLS] = tools,
  [CASEMENT_GUEST_SCRIPT_RESOLUTION] = resolution, [CASEMENT_GUEST_SCRIPT_VIRTIOFS] = virtiofs,
  [CASEMENT_GUEST_SCRIPT_SCHEDULE] = schedule,     [CASEMENT_GUEST_SCRIPT_EXTEND] = extend,
};

#define ARGV(text) \
  { "powershell.exe", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", text, NULL }

/** casement_guest_script_get_argv: Returns: (transfer none): what the guest agent runs; the policy holds for this run alone. */
const char *const *
casement_guest_script_get_argv (CasementGuestScript script)
{
  static const char *const argvs[][8] = {
    [CASEMENT_GUEST_SCRIPT_SURVEY] = ARGV (survey),         [CASEMENT_GUEST_SCRIPT_TOOLS] = ARGV (tools),
    [CASEMENT_GUEST_SCRIPT_RESOLUTION] = ARGV (resolution), [CASEMENT_GUEST_SCRIPT_VIRTIOFS] = ARGV (virtiofs),
    [CASEMENT_GUEST_SCRIPT_SCHEDULE] = ARGV (schedule),     [CASEMENT_GUEST_SCRIPT_EXTEND] = ARGV (extend),
  };

  g_return_val_if_fail (script < G_N_ELEMENTS (argvs), NULL);
  return argvs[script];
}

/** casement_guest_script_get_text: Returns: (transfer none): the same to be pasted into PowerShell as administrator. */
const char *
casement_guest_script_get_text (CasementGuestScript script)
{
  g_return_val_if_fail (script < G_N_ELEMENTS (texts), NULL);
  return texts[script];
}
