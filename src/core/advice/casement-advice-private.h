/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-recommendation.h"

G_BEGIN_DECLS

/* The expert's notes and the reference pages that later changes come from. */
#define NOTES(anchor) "https://kevinlocke.name/bits/2021/12/10/windows-11-guest-virtio-libvirt/#" anchor
#define LIBVIRT(anchor) "https://libvirt.org/formatdomain.html#" anchor
#define HYPERV_DOCS "https://www.qemu.org/docs/master/system/i386/hyperv.html"

#define WINDOWS_11_REQUIREMENTS "https://www.microsoft.com/windows/windows-11-specifications"

/* The system disk: the first disk of the domain that is not a CD-ROM. */
#define SYSTEM_DISK "devices/disk[device?=disk]"

/* The alias by which QEMU's properties of the system disk are found. */
#define SYSTEM_DISK_ALIAS "ua-system-disk"

/* One list a file, each ended by an entry without an id; in the order of the guide. */
extern const CasementRecommendation casement_advice_firmware[];
extern const CasementRecommendation casement_advice_snapshots[];
extern const CasementRecommendation casement_advice_processor[];
extern const CasementRecommendation casement_advice_hyperv[];
extern const CasementRecommendation casement_advice_processor_vendor[];
extern const CasementRecommendation casement_advice_clock[];
extern const CasementRecommendation casement_advice_memory[];
extern const CasementRecommendation casement_advice_storage[];
extern const CasementRecommendation casement_advice_disk[];
extern const CasementRecommendation casement_advice_display[];
extern const CasementRecommendation casement_advice_devices[];
extern const CasementRecommendation casement_advice_sharing[];
extern const CasementRecommendation casement_advice_install[];

gboolean casement_advice_uses_uefi (const CasementAdviceContext *context);
gboolean casement_advice_is_applied (const CasementAdviceContext *context, const char *id);
const char *casement_advice_disk_bus (const CasementAdviceContext *context);
gboolean casement_advice_cpu_is_listed (const CasementAdviceContext *context);
const char *casement_advice_network_kind (const CasementAdviceContext *context, const char **name);
gboolean casement_choice_is (const CasementRecommendation *self, const CasementAdviceContext *context, const char *value);
const char *casement_choice_argument (const CasementRecommendation *self,
                                      const CasementAdviceContext *context,
                                      const char *prefix);
CasementAdviceState casement_advice_unsupported (char **reason, const char *format, ...) G_GNUC_PRINTF (2, 3);
CasementAdviceState casement_advice_not_applicable (char **reason, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
