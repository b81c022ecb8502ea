// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/authstandin.h"

#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>
#include <QtEndian>

namespace ph::test {

AuthStandin::~AuthStandin() { stop(); }

QString AuthStandin::start(const QJsonObject &settings)
{
    const QString python = qEnvironmentVariable("PH_PYTHON", QStringLiteral("python3"));
    const QString script = QStringLiteral(PH_SUPPORT_DIR "/authstandin.py");
    m_process.start(python, {script, QString::fromUtf8(QJsonDocument(settings).toJson(QJsonDocument::Compact))});
    const QJsonObject ready = QJsonDocument::fromJson(readLine(60'000)).object();
    if (ready.isEmpty()) {
        m_process.kill();
        m_process.waitForFinished();
        return QStringLiteral("the auth stand-in does not start with %1: %2")
            .arg(python, QString::fromUtf8(m_process.readAllStandardError()));
    }
    m_url = QUrl(ready[u"url"].toString());
    m_ca = ready[u"ca"].toString().toUtf8();
    m_key = ready[u"key"].toString();
    m_accounts = ready[u"accounts"].toObject();
    return {};
}

void AuthStandin::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(20'000)) {
        m_process.terminate();
        m_process.waitForFinished(10'000);
    }
}

QByteArray AuthStandin::password(const QString &name) const
{
    return m_accounts[name + QStringLiteral("@pilothouse.test")].toString().toUtf8();
}

QByteArray AuthStandin::readLine(int timeoutMs)
{
    const QDeadlineTimer deadline(timeoutMs);
    while (!m_process.canReadLine()) {
        if (m_process.state() == QProcess::NotRunning || deadline.hasExpired())
            return {};
        m_process.waitForReadyRead(int(std::min<qint64>(deadline.remainingTime(), 1000)));
    }
    return m_process.readLine();
}

QJsonObject AuthStandin::command(const QJsonObject &command)
{
    m_process.write(QJsonDocument(command).toJson(QJsonDocument::Compact) + '\n');
    return QJsonDocument::fromJson(readLine(30'000)).object();
}

void AuthStandin::reconfigure(const QJsonObject &settings)
{
    command({{QStringLiteral("do"), QStringLiteral("reconfigure")}, {QStringLiteral("settings"), settings}});
}

QString AuthStandin::sql(const QString &text)
{
    return command({{QStringLiteral("do"), QStringLiteral("sql")}, {QStringLiteral("text"), text}})[u"out"].toString();
}

QByteArray totpCode(const QByteArray &base32Secret, qint64 seconds)
{
    QByteArray key;
    quint32 buffer = 0;
    int bits = 0;
    for (const char c : base32Secret) {
        const int value = c >= 'A' && c <= 'Z' ? c - 'A' : c >= '2' && c <= '7' ? c - '2' + 26 : -1;
        if (value < 0)
            continue;
        buffer = buffer << 5 | quint32(value);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            key.append(char(buffer >> bits & 0xff));
        }
    }
    QByteArray counter(8, '\0');
    qToBigEndian<quint64>(quint64(seconds / 30), counter.data());
    const QByteArray mac = QMessageAuthenticationCode::hash(counter, key, QCryptographicHash::Sha1);
    const int offset = mac.back() & 0x0f;
    const quint32 number = qFromBigEndian<quint32>(mac.constData() + offset) & 0x7fffffff;
    return QByteArray::number(number % 1'000'000).rightJustified(6, '0');
}

} // namespace ph::test
