/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "casement-transport.h"

G_BEGIN_DECLS

/* Gives what a function gives: a connected socket, -1 to fail, MOCK_HOLD to never answer. */
#define MOCK_HOLD (-2)
typedef int (*MockOpen) (gpointer data);

#define MOCK_TYPE_TRANSPORT (mock_transport_get_type ())
G_DECLARE_FINAL_TYPE (MockTransport, mock_transport, MOCK, TRANSPORT, CasementTransport)

CasementTransport *mock_transport_new (MockOpen open, gpointer data);

G_END_DECLS
