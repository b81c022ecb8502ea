// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"
#include "services/base/secret.h"

#include <QTcpServer>
#include <QUrl>

class QTcpSocket;

namespace ph::auth {

/// Waits on 127.0.0.1 for the one request with which the browser comes back. Listens before the browser opens and
/// closes with the first request that carries the right state; a request with another path (foreign or replayed state,
/// a favicon) gets an error page and changes nothing. Only GET, only with our own address as Host (a web page cannot
/// reach it by a name it controls), 8 KiB of header, 5 s for a request, 16 connections at a time. Lives on the thread
/// that made it.
class LoopbackListener final : public QObject {
    Q_OBJECT
public:
    static constexpr Deadline defaultPatience {std::chrono::minutes {5}};

    /// `path` as PkceFlow gives it.
    explicit LoopbackListener(QByteArray path, QObject *parent = nullptr);
    ~LoopbackListener() override;

    /// Unavailable when no port can be had.
    [[nodiscard]] Result<void> listen();
    /// http://127.0.0.1:<port><path>, for redirect_to.
    [[nodiscard]] QUrl redirectUrl() const;
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] int refusedRequests() const { return m_refused; }

    /// The authorization code. Auth with the provider's code (access_denied when the person said no) when the browser
    /// brings an error; Timeout with the usual cause; Cancelled on stop. Ask once.
    [[nodiscard]] Task<Secret> code(std::stop_token stop, Deadline patience = defaultPatience);

private:
    void accept();
    void read(QTcpSocket *socket);
    void answer(QTcpSocket *socket, int status, const QByteArray &title, const QByteArray &text);
    void handle(QTcpSocket *socket, const QByteArray &head);
    void finish(Result<Secret> result);

    QByteArray m_path;
    QTcpServer m_server;
    int m_refused = 0;
    std::shared_ptr<Pending<Secret>> m_code = Pending<Secret>::make();
};

} // namespace ph::auth
