# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034
# Sourced by build-aux/run and build-aux/test: every Debian package that anything here needs, and how it is installed.

packages_build=(
  appstream desktop-file-utils gcc gettext libc6-dev meson ninja-build pkg-config
  libadwaita-1-dev libarchive-dev libglib2.0-dev libgtk-4-dev libicu-dev libjson-glib-dev libosinfo-1.0-dev libpng-dev libsoup-3.0-dev libspice-client-glib-2.0-dev
  libudfread-dev libvirt-dev libvirt-glib-1.0-dev libwayland-bin libwayland-dev libx11-dev libxi-dev libxml2-dev
  wayland-protocols
)

# What Casement uses at run time and does not link.
packages_run=(
  adwaita-icon-theme dbus fonts-cantarell librsvg2-common
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-pulseaudio
  libvirt-clients libvirt-daemon libvirt-daemon-driver-qemu osinfo-db ovmf spice-client-glib-usb-acl-helper qemu-system-x86 qemu-utils swtpm swtpm-tools
)

# A display that nobody sees, and the stand-in guest.
packages_headless=(
  at-spi2-core imagemagick libglib2.0-bin mtools openbox python3 x11-utils xdotool xorriso xvfb xz-utils zstd
)

packages_test=(
  bubblewrap elfutils flatpak flatpak-builder ostree xdg-dbus-proxy
  wine wine64
  genisoimage gir1.2-atspi-2.0 gir1.2-gdkpixbuf-2.0 gir1.2-glib-2.0 libosinfo-bin
  libspice-server-dev libxfixes-dev libxml2-utils mutter openssl python3-gi sway virtinst xclip
)

# What tests/bench/run compares with.
packages_bench=(
  libspice-server-dev virt-manager virt-viewer
)

# Debian 13 has QEMU's SPICE support in a package of its own.
if [ "$(. /etc/os-release && echo "${VERSION_ID:-13}")" -ge 13 ] 2>/dev/null; then
  packages_run+=(qemu-system-modules-spice)
fi

# install_packages NAME...: installs those that are missing; does not touch apt when none is.
install_packages () {
  local missing=() package sudo=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "These packages are missing, and sudo is not there to install them: ${missing[*]}" >&2; return 1; }
    sudo=(sudo)
  fi
  echo "Installing ${missing[*]}"
  "${sudo[@]}" apt-get -q -o DPkg::Lock::Timeout=600 update
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 install --no-install-recommends "${missing[@]}"
}
