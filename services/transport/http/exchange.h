// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to http/: one QNetworkReply from its start to its one answer.

#include "services/transport/http/message.h"
#include "services/transport/link/linkstate.h"

#include <QIODevice>
#include <QNetworkReply>
#include <QPointer>
#include <QSslError>
#include <QTimer>

namespace ph::transport::http {

struct Limits {
    Deadline connect;
    Deadline idle;
    qint64 maxBody;
    bool viaProxy = false; ///< Qt gives most failures of a proxy no code of their own
};

/// A body that can be read once. Qt repeats a request by itself when a connection ends before the answer, whatever its
/// method, as long as it can rewind the body; a write must not be sent twice, so its body can't be rewound.
class OneShotBody final : public QIODevice {
public:
    OneShotBody(Secret bytes, QObject *parent);
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override { return m_bytes.size() - m_at + QIODevice::bytesAvailable(); }
    bool seek(qint64) override { return false; }

protected:
    qint64 readData(char *data, qint64 most) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    Secret m_bytes;
    qint64 m_at = 0;
};

/// Resolves `answer` once: finished, refused, too large, silent for too long, or the reply was destroyed. Destroying it
/// aborts what is still under way.
class Exchange final : public QObject {
    Q_OBJECT
public:
    Exchange(QNetworkReply *reply, Limits limits, TlsPolicy tls, QString where);
    ~Exchange() override;

    std::shared_ptr<Pending<Response>> answer = Pending<Response>::make();

    /// False: certainly no byte of the request left.
    [[nodiscard]] bool mayHaveLeft() const { return m_connected; }
    [[nodiscard]] qint64 received() const { return m_response.body.size(); }

private:
    void restartTimer();
    void silent();
    void collect();
    void finished();
    void refuse(Error error);
    [[nodiscard]] Error networkError() const;
    [[nodiscard]] Error connectionError() const;
    [[nodiscard]] bool isAnswer() const;
    [[nodiscard]] bool isCutShort() const;
    void takeHead();

    QPointer<QNetworkReply> m_reply;
    Limits m_limits;
    TlsPolicy m_tls;
    QString m_where;
    QString m_expectedName;
    QList<QSslError> m_sslErrors;
    Response m_response;
    QTimer m_timer;
    bool m_connected = false;
};

} // namespace ph::transport::http
