// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/secretclipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

namespace ph::ui {

namespace {

const QString markType = QStringLiteral("application/x-pilothouse-secret");

}

SecretClipboard::SecretClipboard(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_clipboard(QGuiApplication::clipboard())
{
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &SecretClipboard::tick);
    connect(qApp, &QCoreApplication::aboutToQuit, this, &SecretClipboard::clear);
}

SecretClipboard::~SecretClipboard() { clear(); }

void SecretClipboard::copy(const Secret &secret)
{
    auto *data = new QMimeData;
    data->setText(QString::fromUtf8(secret.reveal().toByteArray()));
    m_mark = Secret::random(12).reveal().toByteArray();
    data->setData(markType, m_mark);
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
    data->setData(
        QStringLiteral("application/x-qt-windows-mime;value=\"ExcludeClipboardContentFromMonitorProcessing\""),
        QByteArrayLiteral("1"));
    data->setData(QStringLiteral("application/x-nspasteboard-concealed-type"), QByteArrayLiteral("1"));
    m_clipboard->setMimeData(data);
    m_until = m_clock.monotonic() + keepFor;
    m_timer.start();
    Q_EMIT changed();
}

bool SecretClipboard::isStillOurs() const
{
    const QMimeData *data = m_clipboard->mimeData();
    return !m_mark.isEmpty() && data != nullptr && data->data(markType) == m_mark;
}

int SecretClipboard::secondsLeft() const
{
    const auto left = m_until - m_clock.monotonic();
    return m_mark.isEmpty() || left <= Milliseconds {0} ? 0
                                                        : int(std::chrono::ceil<std::chrono::seconds>(left).count());
}

void SecretClipboard::tick()
{
    if (!m_mark.isEmpty() && (m_clock.monotonic() >= m_until || !isStillOurs()))
        clear();
    Q_EMIT changed();
}

void SecretClipboard::clear()
{
    m_timer.stop();
    if (isStillOurs())
        m_clipboard->clear();
    m_mark.clear();
}

} // namespace ph::ui
