// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Celery's remote control over Redis (contract §5): requests to publish, replies to read. Pure text work;
// services/queues/inspector.h sends them.

#include "services/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

namespace ph::queues::celery {

struct PidboxRequest {
    QString method {};
    QJsonObject arguments {};
    QStringList destination {}; ///< node names; empty: all
    QByteArray replyId {}; ///< our reply queue's id; empty: a cast without reply
    QByteArray ticket {}; ///< unique per request
};

/// The kombu envelope to PUBLISH. `nowSeconds` is the time by the server's clock: receivers may drop what is past its
/// expiry (+10 s).
[[nodiscard]] QByteArray pidboxEnvelope(const PidboxRequest &request, double nowSeconds);

struct PidboxReply {
    QByteArray ticket {}; ///< whose answer it is
    QString node {}; ///< who answers
    QJsonValue value {}; ///< method-specific; {"error": text} when the worker refused
};

/// One element of the reply list. Errors: Protocol.
[[nodiscard]] Result<PidboxReply> parsePidboxReply(const QByteArray &envelope);

/// The error text in a reply value, or empty.
[[nodiscard]] QString pidboxError(const QJsonValue &value);

} // namespace ph::queues::celery
