/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <spice-client.h>

G_BEGIN_DECLS

/**
 * CasementMicrophonePolicy:
 * @CASEMENT_MICROPHONE_ASK: the guest hears nothing, and CasementMicrophone says when it would like to
 * @CASEMENT_MICROPHONE_OFF: the guest hears nothing
 * @CASEMENT_MICROPHONE_ON: the guest hears what is said here while a program in it records
 */
typedef enum {
  CASEMENT_MICROPHONE_ASK,
  CASEMENT_MICROPHONE_OFF,
  CASEMENT_MICROPHONE_ON,
} CasementMicrophonePolicy;

#define CASEMENT_TYPE_MICROPHONE_POLICY (casement_microphone_policy_get_type ())
GType casement_microphone_policy_get_type (void);

/* Whether the guest may hear this side. Signal "wanted": a program in the guest records, and nobody has decided yet. */
#define CASEMENT_TYPE_MICROPHONE (casement_microphone_get_type ())
G_DECLARE_FINAL_TYPE (CasementMicrophone, casement_microphone, CASEMENT, MICROPHONE, GObject)

CasementMicrophone *casement_microphone_new (void);
void casement_microphone_set_policy (CasementMicrophone *self, CasementMicrophonePolicy policy);
CasementMicrophonePolicy casement_microphone_get_policy (CasementMicrophone *self);
void casement_microphone_guard (CasementMicrophone *self, SpiceSession *spice);
gboolean casement_microphone_takes (CasementMicrophone *self, SpiceRecordChannel *channel);
void casement_microphone_end (CasementMicrophone *self);

G_END_DECLS
